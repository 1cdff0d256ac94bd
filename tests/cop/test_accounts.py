"""Signing in, a password chosen once, attempts that are counted, cookies that only members have."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote.cop import attempts
from copilote.cop.members import password_path
from copilote.cop.models import SignInAttempts
from copilote.site.logs import JsonLines
from support_cop import CVL, KEYS, animator, browser_of

PASSWORD = "un bon long mot de passe"


def sign_in(client: Client, password: str = PASSWORD, email: str = "Anne@Exemple.fr ", **more: str) -> int:
    return client.post("/connexion", {"email": email, "password": password, **more}).status_code


@pytest.fixture
def anne() -> None:
    user = animator().user
    user.set_password(PASSWORD)
    user.save()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        CVL,
        KEYS,
        f"{CVL}/propositions",
        f"{CVL}/perimetres",
        "/perimetre",
        "/territoires/epci/200030385/propositions",
    ],
)
def test_a_visitor_gets_no_cookie(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_signing_in_opens_a_session_of_twenty_one_hours_and_leads_back(anne: None, client: Client) -> None:
    response = client.post("/connexion", {"email": "anne@exemple.fr", "password": PASSWORD, "suite": KEYS})
    assert response["Location"] == KEYS
    cookie = response.cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (21 * 3600, True, "Lax")
    page = client.get("/mon-espace")
    assert page["Cache-Control"] == "private, no-store"
    assert "Anne Martin" in page.content.decode()


@pytest.mark.parametrize("after", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(anne: None, client: Client, after: str) -> None:
    response = client.post("/connexion", {"email": "anne@exemple.fr", "password": PASSWORD, "suite": after})
    assert response["Location"] == "/mon-espace"


def test_a_wrong_password_and_an_unknown_address_read_alike(anne: None, client: Client) -> None:
    first = client.post("/connexion", {"email": "anne@exemple.fr", "password": "faux"})
    second = client.post("/connexion", {"email": "personne@exemple.fr", "password": "faux"})
    assert first.status_code == second.status_code == 403
    assert "Adresse ou mot de passe inconnu" in first.content.decode()
    assert "Adresse ou mot de passe inconnu" in second.content.decode()


def test_ten_failures_close_an_address_for_a_quarter_of_an_hour(anne: None, client: Client) -> None:
    for _ in range(attempts.MOST):
        assert sign_in(client, "faux") == 403
    assert sign_in(client) == 403
    assert "Trop d’essais" in client.post("/connexion", {"email": "anne@exemple.fr", "password": "x"}).content.decode()
    row = SignInAttempts.objects.get()
    assert "anne" not in row.fingerprint
    row.locked_until = timezone.now() - timedelta(seconds=1)
    row.save()
    assert sign_in(client) == 302
    assert not SignInAttempts.objects.exists()


def test_a_password_link_serves_once_and_asks_for_a_good_password(client: Client) -> None:
    user = animator().user
    link = password_path(user)
    assert client.get(link).status_code == 200
    weak = client.post(link, {"new_password1": "court", "new_password2": "court"})
    assert weak.status_code == 400
    assert "12" in weak.content.decode()
    good = client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert good["Location"] == "/mon-espace"
    assert client.get("/mon-espace").status_code == 200
    assert Client().get(link).status_code == 404
    assert Client().get("/mot-de-passe/zz/abc-def").status_code == 404


def test_the_secret_of_a_link_and_addresses_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    link = password_path(animator().user)
    strict = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.INFO):
        strict.get(link)
        assert strict.post(link, {"new_password1": PASSWORD}).status_code == 403
        sign_in(Client(), "faux")
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "/mot-de-passe/" in told
    assert link.rsplit("/", 1)[-1] not in told
    assert "anne" not in told.lower()


def test_an_incident_tells_neither_the_link_nor_the_session(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    member = animator()
    link, browser = password_path(member.user), browser_of(member)
    session = browser.cookies["sessionid"].value
    browser.raise_request_exception = False

    def broken(*_: object) -> None:
        raise RuntimeError(f"{link} Key (session_key)=({session}) already exists")

    monkeypatch.setattr("copilote.cop.views.password_page", broken)
    with caplog.at_level(logging.INFO):
        assert browser.get(link).status_code == browser.get(f"/en{link}").status_code == 500
    lines = [JsonLines().format(record) for record in caplog.records]
    assert sum("already exists" in line for line in lines) == 2
    assert not [line for line in lines if session in line or link.rsplit("/", 1)[-1] in line]


def test_signing_out_is_sent_not_followed(client: Client) -> None:
    browser = browser_of(animator())
    assert browser.get("/deconnexion").status_code == 405
    assert browser.post("/deconnexion").status_code == 302
    assert browser.get("/mon-espace")["Location"].startswith("/connexion?suite=")


@pytest.mark.parametrize("address", ["/connexion", "/deconnexion", f"{KEYS}/choisir", f"{CVL}/perimetres/enregistrer"])
def test_a_form_from_elsewhere_is_refused(address: str) -> None:
    strict = browser_of(animator(), csrf=True)
    response = strict.post(address, {"email": "a@b.fr", "password": "x"})
    assert response.status_code == 403
    assert "n’est plus valable" in response.content.decode()


def test_programs_and_the_simulator_still_send_without_a_cookie() -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = strict.post("/api/v1/conversions", [], content_type="application/json")
    assert sent.status_code == 200
    assert strict.post(f"{CVL}/scenarios", {}).status_code != 403


def test_pages_of_members_are_never_kept_for_others(settings: Settings) -> None:
    settings.PAGES_KEPT_S = 60
    browser = browser_of(animator())
    address = f"{KEYS}?levier=augm_haies"
    assert "Choisir une clé pour la COP" in browser.get(address).content.decode()
    visitor = Client().get(address).content.decode()
    assert "Choisir une clé pour la COP" not in visitor
    assert "Mon espace" not in visitor
    assert "Choisir une clé pour la COP" in browser.get(address).content.decode()


def test_the_header_offers_signing_in_or_ones_space(client: Client) -> None:
    assert "Se connecter" in client.get("/").content.decode()
    assert "Mon espace" in browser_of(animator()).get("/").content.decode()


def test_in_english_one_signs_in_too(anne: None, client: Client) -> None:
    assert client.get("/en/connexion").status_code == 200
    response = client.post("/en/connexion", {"email": "anne@exemple.fr", "password": PASSWORD})
    assert response["Location"] == "/en/mon-espace"
    assert (
        "Unknown address or password"
        in client.post("/en/connexion", {"email": "a@b.fr", "password": "x"}).content.decode()
    )


def test_what_is_behind_sign_in_speaks_french_whatever_the_address() -> None:
    browser = browser_of(animator())
    for address in ("/en/mon-espace", f"/en{KEYS}/choisir?levier=augm_voitelec"):
        response = browser.get(address)
        page = response.content.decode()
        assert response["Content-Language"] == "fr"
        assert '<html lang="fr"' in page
        assert ">Mon espace<" in page
        assert 'href="/mon-espace"' in page
    assert browser.get("/en/methode")["Content-Language"] == "en"
    assert Client().get("/en/mon-espace")["Location"] == "/en/connexion?suite=%2Fen%2Fmon-espace"


@pytest.mark.parametrize("address", ["/", "/methode", KEYS, "/perimetre", "/mon-espace"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_page_that_only_reads_takes_nothing(address: str, method: str) -> None:
    response = browser_of(animator(), csrf=True).generic(method, address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "Cette adresse se lit" in response.content.decode()
