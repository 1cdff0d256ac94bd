"""Who leads a COP or administers the site acts with a second proof; how it is made, given, lost."""

from __future__ import annotations

import base64
import html
import re
import time
from xml.etree import ElementTree

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from copilote.cop.accounts.adapter import SecondFactorAdapter
from copilote.cop.actions import Action, Visibility, actions_of
from copilote.cop.members import password_path
from copilote.cop.models import Membership, User
from copilote.cop.permissions import may
from copilote.sharing.recorded import choices_of
from support_accounts import (
    ACCOUNT,
    CONFIRM,
    PASSWORD,
    add_application,
    code_of,
    give_password,
    posted,
    sent_code,
    sign_in_by_code,
)
from support_cli import copilote
from support_cop import CHOICE, CVL, KEYS, animator, speaker
from support_words import text_of

CALENDAR, CHOOSE = f"{CVL}/cop/calendrier", f"{KEYS}/choisir"


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    """As an installation is; what other tests tried is forgotten."""
    settings.SECOND_FACTOR = True
    caches["counts"].clear()


@pytest.fixture
def anne() -> Membership:
    member = animator()
    member.user.set_password(PASSWORD)
    member.user.save()
    return member


def test_an_animator_acts_once_protected(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    asked = client.get(CALENDAR)
    assert asked["Location"].startswith(f"{ACCOUNT}/seconde-preuve?next=")
    sent = client.post(CHOOSE, CHOICE | {"etape": "enregistrer"})
    assert sent["Location"].startswith(f"{ACCOUNT}/seconde-preuve")
    assert choices_of("24") == (), "nothing was done"
    page = client.get(asked["Location"])
    assert "Protégez votre compte" in text_of(page)
    add_application(client)
    codes = client.get(f"{ACCOUNT}/codes").content.decode()
    assert f'href="{CALENDAR}">Continuer' in codes, "and one goes on"
    assert client.get(CALENDAR).status_code == 200
    client.post(CHOOSE, CHOICE | {"etape": "enregistrer"})
    assert len(choices_of("24")) == 1


def test_reading_and_contributing_need_none(client: Client) -> None:
    speaker()
    sign_in_by_code(client, "bob@exemple.fr")
    assert client.get("/mon-espace").status_code == 200
    assert client.get("/territoires/epci/200030385/propositions/augm_voitelec").status_code == 200


def test_without_the_setting_an_animator_acts_at_once(anne: Membership, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    sign_in_by_code(client)
    assert client.get(CALENDAR).status_code == 200


def test_who_administers_the_site_needs_one_too(
    anne: Membership, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = Action("cop.rule", "administrer", Visibility.NOBODY, administrator=True)
    monkeypatch.setitem(actions_of("cop"), "cop.rule", action)
    User.objects.update(is_administrator=True)
    rule = may("cop.rule")(lambda request: HttpResponse("done"))

    def asked(browser: Client) -> HttpResponse:
        request = HttpRequest()
        request.method, request.path, request.user = "GET", "/x", User.objects.get()
        request.COOKIES, request.session = {"sessionid": "x"}, browser.session
        return rule(request)

    sign_in_by_code(client)
    assert asked(client)["Location"].startswith(f"{ACCOUNT}/seconde-preuve")
    add_application(client)
    assert asked(client).content == b"done"
    User.objects.update(is_administrator=False)
    with pytest.raises(PermissionDenied):
        asked(client)


def test_signing_in_then_asks_for_the_code_of_the_application(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    secret = add_application(client)
    for step, way in enumerate((give_password, sign_in_by_code)):
        browser = Client()
        assert way(browser, suite=CALENDAR)["Location"] == CONFIRM
        assert browser.get("/mon-espace").status_code == 302, "not signed in yet"
        assert browser.post(CONFIRM, {"code": "000000" if code_of(secret) != "000000" else "1"}).status_code == 403
        assert browser.post(CONFIRM, {"code": code_of(secret, step)})["Location"] == CALENDAR
        assert browser.get(CALENDAR).status_code == 200


def _data() -> dict[str, str]:
    return Authenticator.objects.get(type="totp").data


def test_a_code_of_the_application_serves_once_whichever_process_saw_it(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    secret = add_application(client)
    first, second = Client(), Client()
    for browser in (first, second):
        give_password(browser)
    code = code_of(secret)
    assert first.post(CONFIRM, {"code": code}).status_code == 302
    caches["default"].clear()  # another process knows nothing of it
    assert second.post(CONFIRM, {"code": code}).status_code == 403
    assert second.post(CONFIRM, {"code": code_of(secret, 1)}).status_code == 302, "a telephone may be early"


def test_a_recovery_code_serves_once_in_place_of_the_telephone(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    add_application(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(f"{ACCOUNT}/codes").content.decode())
    assert len(set(codes)) == 10
    for status in (302, 403):
        browser = Client()
        give_password(browser)
        assert browser.post(CONFIRM, {"code": codes[0]}).status_code == status
    assert "9 codes sur dix" in text_of(client.get(ACCOUNT))


def test_six_wrong_codes_of_a_client_stop_it_and_nobody_else(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    secret = add_application(client)
    wrong = next(code for code in ("000000", "111111") if code not in {code_of(secret, step) for step in (-1, 0, 1)})
    thief = Client(REMOTE_ADDR="203.0.113.9")
    give_password(thief, address="203.0.113.9")
    assert [thief.post(CONFIRM, {"code": wrong}).status_code for _time in range(7)] == [403] * 6 + [429]
    assert thief.post(CONFIRM, {"code": code_of(secret)}).status_code == 429
    own = Client()
    give_password(own)
    assert own.post(CONFIRM, {"code": code_of(secret)}).status_code == 302


def test_a_link_does_not_go_round_the_second_factor(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    secret = add_application(client)
    browser = Client()
    form = browser.get(password_path(User.objects.get()))["Location"]
    fresh = "quatre tuiles sous la grange"
    assert browser.post(form, {"password1": fresh, "password2": fresh})["Location"] == CONFIRM
    assert browser.get("/mon-espace").status_code == 302
    assert browser.post(CONFIRM, {"code": code_of(secret)}).status_code == 302


def test_changing_how_one_signs_in_asks_for_the_second_proof_again(
    anne: Membership, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_by_code(client)
    secret = add_application(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    for page in ("cle", "codes", "codes/nouveaux", "application/retirer", "mot-de-passe/choisir"):
        if page == "mot-de-passe/choisir":
            User.objects.update(password="!")
            client.force_login(User.objects.get())
        answer = client.post(f"{ACCOUNT}/{page}", {"password1": PASSWORD, "password2": PASSWORD})
        assert answer["Location"].startswith(f"{ACCOUNT}/confirmer/application?next="), page
    assert PASSWORD not in str(dict(client.session.items())), "what was typed is not kept"
    proof = client.post(f"{ACCOUNT}/confirmer/application?next={ACCOUNT}/codes", {"code": code_of(secret)})
    assert proof["Location"] == f"{ACCOUNT}/codes"
    assert client.get(f"{ACCOUNT}/codes").status_code == 200
    assert client.post(f"{ACCOUNT}/application/retirer").status_code == 302
    assert not Authenticator.objects.exists(), "the recovery codes go with it"


def test_without_second_factor_a_code_by_e_mail_proves_it_again(
    anne: Membership, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_by_code(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    first = client.get(f"{ACCOUNT}/application")["Location"]
    assert first.startswith(f"{ACCOUNT}/confirmer/mot-de-passe?next=")
    page = client.get(first)
    assert "Recevoir plutôt un code" in text_of(page)
    ask = html.unescape(re.search(rf'href="({ACCOUNT}/confirmer/envoi[^"]*)"', page.content.decode())[1])
    assert "anne@exemple.fr" in text_of(client.get(ask))
    given = client.post(ask, {"recipient": "anne@exemple.fr"})["Location"]
    assert client.post(given, {"code": "0000-0001"}).status_code == 403
    assert client.post(given, {"code": sent_code()})["Location"] == f"{ACCOUNT}/application"
    assert client.get(f"{ACCOUNT}/application").status_code == 200


def test_secrets_are_kept_encrypted_and_open_nothing_under_another_key(
    anne: Membership, client: Client, settings: Settings
) -> None:
    sign_in_by_code(client)
    secret = add_application(client)
    assert secret not in str(_data())
    settings.SECRET_KEY = "une autre clé, aussi longue que celle d’avant"
    assert SecondFactorAdapter().decrypt(_data()["secret"]) != secret
    assert SecondFactorAdapter().decrypt(_data()["secret"]) != SecondFactorAdapter().decrypt(_data()["secret"])


def test_what_is_proved_by_one_is_not_proved_of_another(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    add_application(client)
    other = animator("53", "bea@exemple.fr")
    client.force_login(other.user)
    assert client.get("/regions/bretagne/cop/calendrier")["Location"].startswith(f"{ACCOUNT}/seconde-preuve")


def test_who_lost_a_passkey_is_let_in_by_the_command_line(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    add_application(client)
    assert "retirée" in copilote("member", "unprotect", "Anne@exemple.fr").out
    assert not Authenticator.objects.exists()
    assert "ont été retirées" in posted()[-1].body
    assert give_password(Client())["Location"] == "/mon-espace"
    assert "ni clé" in copilote("member", "unprotect", "anne@exemple.fr").out
    assert copilote("member", "unprotect", "zoe@exemple.fr").code == 2


def test_the_drawing_to_read_is_an_image_by_itself(anne: Membership, client: Client) -> None:
    sign_in_by_code(client)
    page = client.get(f"{ACCOUNT}/application").content.decode()
    drawing = base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)[1])
    root = ElementTree.fromstring(drawing)  # noqa: S314  ours
    assert root.tag == "{http://www.w3.org/2000/svg}svg", "browsers draw nothing else"
