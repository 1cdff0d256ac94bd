"""Signing in, links, cookies that only members have; what allauth offers and we do not."""

from __future__ import annotations

import logging
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from copilote.cop.members import password_path
from copilote.site.logs import JsonLines
from support_accounts import (
    ACCOUNT,
    ASK,
    CODE,
    PASSWORD,
    WITH_PASSWORD,
    ask_code,
    give_password,
    posted,
    sent_code,
    sign_in_by_code,
)
from support_cop import CVL, KEYS, animator, browser_of
from support_words import text_of


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """What other tests tried is forgotten."""
    caches["counts"].clear()


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


def test_a_code_opens_a_session_of_twenty_one_hours_and_leads_back(anne: None, client: Client) -> None:
    asked = client.post(ASK, {"email": "Anne@Exemple.fr", "suite": KEYS})
    assert asked["Location"].startswith(CODE)
    page = client.get(asked["Location"])
    assert "anne@exemple.fr" in page.content.decode()
    after = re.search(r'name="suite" value="([^"]*)"', page.content.decode())[1]
    response = client.post(CODE, {"code": sent_code().replace("-", " "), "suite": after})
    assert response["Location"] == KEYS
    cookie = response.cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (21 * 3600, True, "Lax")
    space = client.get("/mon-espace")
    assert space["Cache-Control"] == "private, no-store"
    assert "Anne Martin" in space.content.decode()
    assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.all()] == [
        ("anne@exemple.fr", True, True)
    ]


def test_a_password_opens_the_same_session(anne: None, client: Client) -> None:
    response = give_password(client, suite=KEYS)
    assert response["Location"] == KEYS
    assert response.cookies["sessionid"]["max-age"] == 21 * 3600
    assert client.get("/mon-espace").status_code == 200
    assert client.get(ASK)["Location"] == "/mon-espace"


@pytest.mark.parametrize("after", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(anne: None, after: str) -> None:
    assert give_password(Client(), suite=after)["Location"] == "/mon-espace"
    assert sign_in_by_code(Client(), suite=after)["Location"] == "/mon-espace"


def test_a_wrong_password_and_an_unknown_address_read_alike(anne: None) -> None:
    pages = [give_password(Client(), "faux", email) for email in ("anne@exemple.fr", "personne@exemple.fr")]
    assert [page.status_code for page in pages] == [403, 403]
    assert {text_of(page).replace("anne", "personne") for page in pages} == {text_of(pages[1])}
    assert "Adresse ou mot de passe inconnu" in text_of(pages[0])


def test_a_code_for_an_unknown_address_reads_alike_and_says_so_by_e_mail(anne: None) -> None:
    pages = []
    for email in ("anne@exemple.fr", "personne@exemple.fr"):
        browser = Client()
        pages.append((ask_code(browser, email)["Location"], text_of(browser.get(CODE)).replace(email, "")))
    assert pages[0] == pages[1]
    assert [message.email for message in posted()] == ["anne@exemple.fr", "personne@exemple.fr"]
    assert "aucun compte" in posted()[1].body
    assert not re.search(r"\d{4}-\d{4}", posted()[1].body)
    forgotten = [Client().post("/mot-de-passe/oublie", {"email": email}) for email in ("anne@exemple.fr", "x@y.fr")]
    assert {answer["Location"] for answer in forgotten} == {"/mot-de-passe/envoye"}


def test_a_code_serves_once(anne: None, client: Client) -> None:
    sign_in_by_code(client)
    used = sent_code()
    client.post("/deconnexion")
    assert client.post(CODE, {"code": used})["Location"] == ASK
    ask_code(client)
    assert client.post(CODE, {"code": used}).status_code == 403
    assert client.get("/mon-espace").status_code == 302


def test_a_code_of_another_browser_opens_nothing(anne: None, client: Client) -> None:
    ask_code(client)
    other = Client()
    assert other.post(CODE, {"code": sent_code()})["Location"] == ASK
    ask_code(other, "personne@exemple.fr")
    assert (
        other.post(CODE, {"code": sent_code() if "Votre code" in posted()[-1].subject else "1234-5678"}).status_code
        == 403
    )
    assert other.get("/mon-espace").status_code == 302


def test_a_code_that_is_late_opens_nothing(anne: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    ask_code(client)
    code, now = sent_code(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 901)
    assert client.post(CODE, {"code": code})["Location"] == ASK
    assert client.get("/mon-espace").status_code == 302


def test_five_wrong_codes_throw_the_right_one_away(anne: None, client: Client) -> None:
    ask_code(client)
    right = sent_code()
    wrong = "0000-0000" if right != "0000-0000" else "1111-1111"
    assert [client.post(CODE, {"code": wrong}).status_code for _time in range(5)] == [403, 403, 403, 403, 302]
    assert client.post(CODE, {"code": right})["Location"] == ASK


def test_one_may_take_another_way_after_asking_for_a_code(anne: None, client: Client) -> None:
    ask_code(client)
    assert client.get(ASK).status_code == 200
    assert give_password(client).status_code == 302
    assert client.get("/mon-espace").status_code == 200


def test_a_password_link_serves_once_and_asks_for_a_good_password(client: Client) -> None:
    user = animator().user
    link = password_path(user)
    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    weak = client.post(form, {"password1": "court", "password2": "court"})
    assert weak.status_code == 400
    assert "12" in weak.content.decode()
    guessed = client.post(form, {"password1": "motdepasse1234", "password2": "motdepasse1234"})
    assert guessed.status_code == 400
    assert "« motdepasse » est parmi les premiers essayés" in text_of(guessed)
    good = client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert good["Location"] == "/mon-espace"
    assert client.get("/mon-espace").status_code == 200
    assert Client().get(link).status_code == 404
    assert Client().get("/mot-de-passe/zz/abc-def").status_code == 404
    assert Client().get("/mot-de-passe/%20/abc-def").status_code == 404


def test_a_forgotten_password_is_chosen_anew_by_a_link_sent(anne: None, client: Client) -> None:
    other = Client()
    give_password(other)
    client.post("/mot-de-passe/oublie", {"email": "anne@exemple.fr"})
    link = re.search(r"http://localhost:8000(/mot-de-passe/\S+)", posted()[-1].body)[1]
    form = client.get(link)["Location"]
    assert link.rsplit("/", 1)[1] not in form, "the secret leaves the address bar"
    fresh = "quatre tuiles sous la grange"
    assert client.post(form, {"password1": fresh, "password2": fresh})["Location"] == "/mon-espace"
    assert other.get("/mon-espace").status_code == 302, "other sessions end"
    assert give_password(Client(), fresh).status_code == 302
    assert "a été changé" in posted()[-1].body


def test_one_s_sessions_are_listed_and_closed(anne: None, client: Client) -> None:
    other, third = Client(headers={"user-agent": "Mozilla/5.0 (Android 14) Firefox/130.0"}), Client()
    for browser in (client, other, third):
        give_password(browser)
    page = text_of(client.get(ACCOUNT))
    assert "Firefox sur un téléphone Android" in page
    assert "celle-ci" in page
    number = UserSession.objects.get(user_agent__contains="Android").pk
    assert client.post(f"{ACCOUNT}/sessions", {"session": str(number)}).status_code == 302
    assert [browser.get("/mon-espace").status_code for browser in (client, other, third)] == [200, 302, 200]
    client.post(f"{ACCOUNT}/sessions")
    assert [browser.get("/mon-espace").status_code for browser in (client, third)] == [200, 302]
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"::"}, "no address is kept"


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "-1"])
def test_nobody_closes_the_session_of_another(anne: None, number: str) -> None:
    give_password(Client())
    stranger = browser_of(animator("28", "zoe@exemple.fr"))
    own = number if number != "0" else str(UserSession.objects.get().pk)
    assert stranger.post(f"{ACCOUNT}/sessions", {"session": own}).status_code == 404
    assert UserSession.objects.count() == 1


def test_an_address_that_changed_opens_the_account_no_more(anne: None, client: Client) -> None:
    sign_in_by_code(client)
    user = EmailAddress.objects.get().user
    user.email = "anne.martin@exemple.fr"
    user.save()
    ask_code(Client(), "anne@exemple.fr")
    assert "aucun compte" in posted()[-1].body
    assert sign_in_by_code(Client(), "anne.martin@exemple.fr")["Location"] == "/mon-espace"


def test_a_link_sent_before_an_account_was_closed_opens_nothing(anne: None, client: Client) -> None:
    client.post("/mot-de-passe/oublie", {"email": "anne@exemple.fr"})
    link = re.search(r"http://localhost:8000(/mot-de-passe/\S+)", posted()[-1].body)[1]
    get_user_model().objects.filter(email="anne@exemple.fr").update(is_active=False)
    assert client.get(link).status_code == 404


def test_a_closed_account_gets_no_code_and_no_way_in(anne: None, client: Client) -> None:
    sign_in_by_code(client)
    user = EmailAddress.objects.get().user
    user.is_active = False
    user.save()
    ask_code(Client())
    assert "aucun compte" in posted()[-1].body
    assert give_password(Client()).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        *("/accounts/login/", "/accounts/signup/", "/signup/", "/login/", "/logout/", "/email/", "/confirm-email/"),
        *("/password/reset/", "/2fa/", "/2fa/totp/activate/", "/sessions/", "/oidc/proconnect/login/", "/3rdparty/"),
        *("/connexion/inscription", "/connexion/proconnect/retour", "/login/code/", "/reauthenticate/"),
    ],
)
def test_what_allauth_offers_and_we_do_not_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_secret_of_a_link_and_addresses_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    link = password_path(animator().user)
    strict = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.INFO):
        form = strict.get(link)["Location"]
        assert strict.post(form, {"password1": PASSWORD}).status_code == 403
        give_password(Client(), "faux")
        ask_code(Client())
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "/mot-de-passe/" in told
    assert link.rsplit("/", 1)[-1] not in told
    assert "anne" not in told.lower()
    assert sent_code() not in told


def test_an_incident_tells_neither_the_link_nor_the_session(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    member = animator()
    link, browser = password_path(member.user), browser_of(member)
    session = browser.cookies["sessionid"].value
    browser.raise_request_exception = False

    def broken(*_: object) -> None:
        raise RuntimeError(f"{link} Key (session_key)=({session}) already exists")

    monkeypatch.setattr("copilote.cop.accounts.views.ChoosePassword.page", broken)
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
    wrong = client.post(f"/en{WITH_PASSWORD}", {"login": "a@b.fr", "password": "x"})
    assert "Unknown address or password" in wrong.content.decode()
    response = client.post(f"/en{WITH_PASSWORD}", {"login": "anne@exemple.fr", "password": PASSWORD})
    assert response["Location"] == "/en/mon-espace"


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
