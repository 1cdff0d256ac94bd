"""ProConnect: what it signs opens the account of an address that was invited, and nothing else does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote.cop.accounts import proconnect
from copilote.cop.invitations import open_meeting
from copilote.cop.models import Invitation, Organisation, Role, User
from support_accounts import ACCOUNT
from support_cop import CVL, KEYS, animator
from support_proconnect import CLIENT, SECRET, OidcServer, oidc_server
from support_words import text_of

BACK = "/connexion/proconnect/retour"
CALENDAR = f"{CVL}/cop/calendrier"
Lie = Callable[[OidcServer], None]


@pytest.fixture(scope="module")
def running() -> Iterator[OidcServer]:
    with oidc_server() as server:
        yield server


@pytest.fixture
def oidc(running: OidcServer, settings: Settings) -> OidcServer:
    """The server, telling the truth again."""
    url, key = running.url, running.own_key
    running.__init__(url=url, own_key=key)
    settings.PROCONNECT_URL, settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_SECRET = url, CLIENT, SECRET
    proconnect._known.clear()
    return running


def leave(browser: Client, oidc: OidcServer, after: str = "") -> dict[str, str]:
    """Go to ProConnect: what it is asked."""
    response = browser.post("/connexion/proconnect", {"suite": after})
    assert response.status_code == 200
    address = response["Refresh"].removeprefix("0;url=")
    assert address.startswith(f"{oidc.url}/authorization?")
    assert f'href="{address.replace("&", "&amp;")}"' in response.content.decode()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    oidc.nonce = asked["nonce"]
    return asked


def come_back(browser: Client, oidc: OidcServer, after: str = "") -> HttpResponse:
    """Go there and come back."""
    asked = leave(browser, oidc, after)
    return browser.get(BACK, {"code": "abc", "state": asked["state"]})


def test_what_is_asked_is_what_proconnect_expects(client: Client, oidc: OidcServer) -> None:
    asked = leave(client, oidc)
    assert set(asked.pop("scope").split()) == {"openid", "given_name", "usual_name", "email", "siret"}
    assert (len(asked.pop("state")) >= 32, len(asked.pop("nonce")) >= 32) == (True, True)
    assert json.loads(asked.pop("claims")) == {"id_token": {"amr": {"essential": True}}}
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": f"http://testserver{BACK}",
        "acr_values": "eidas1",
    }
    assert "S’identifier avec ProConnect" in text_of(Client().get("/connexion"))


def test_an_account_is_found_by_its_address_then_by_its_subject(client: Client, oidc: OidcServer) -> None:
    user = animator().user
    assert come_back(client, oidc, KEYS)["Location"] == KEYS
    assert oidc.asked[-1]["client_secret"] == SECRET
    assert "Anne Martin" in text_of(client.get("/mon-espace"))
    kept = SocialAccount.objects.get()
    assert (kept.user, kept.uid, kept.provider, kept.extra_data) == (user, "agent-1", "proconnect", {})
    assert not SocialToken.objects.exists()
    oidc.identity.email = "anne.autrement@exemple.fr"
    other = Client()
    assert come_back(other, oidc)["Location"] == "/mon-espace"
    assert User.objects.count() == 1


def test_who_was_invited_gets_an_account(client: Client, oidc: OidcServer) -> None:
    cop = animator("24", "lead@exemple.fr").cop
    Invitation.objects.create(cop=cop, email="anne@exemple.fr", role="lecteur")
    assert come_back(client, oidc)["Location"] == "/mon-espace"
    user = User.objects.get(email="anne@exemple.fr")
    assert (user.name, user.has_usable_password()) == ("Anne Martin", False)
    assert client.get("/mon-espace").status_code == 200


def test_who_was_not_invited_is_told_whom_to_ask(client: Client, oidc: OidcServer) -> None:
    response = come_back(client, oidc)
    assert response.status_code == 403
    assert "personne n’a encore invité anne@exemple.fr ici" in text_of(response)
    assert "Demandez une invitation à l’animation" in text_of(response)
    assert not User.objects.exists()
    assert client.get("/mon-espace").status_code == 302


LIES: dict[str, Lie] = {
    "userinfo signed by another": lambda oidc: setattr(oidc, "stranger", True),
    "userinfo without signature": lambda oidc: setattr(oidc, "algorithm", "none"),
    "userinfo that is plain": lambda oidc: setattr(oidc, "plain", True),
    "userinfo signed by the secret": lambda oidc: setattr(oidc, "algorithm", "HS256"),
    "an unknown key": lambda oidc: setattr(oidc, "kid", "k2"),
    "an identity without signature": lambda oidc: setattr(oidc, "id_algorithm", "none"),
    "an identity signed by the secret": lambda oidc: setattr(oidc, "id_algorithm", "HS256"),
    "userinfo for another site": lambda oidc: oidc.lies.update(aud="autre"),
    "an identity for another site": lambda oidc: oidc.id_lies.update(aud="autre"),
    "userinfo of another issuer": lambda oidc: oidc.lies.update(iss="https://ailleurs.example"),
    "an identity of another issuer": lambda oidc: oidc.id_lies.update(iss="https://ailleurs.example"),
    "an identity that is past": lambda oidc: oidc.id_lies.update(exp=1),
    "userinfo that is past": lambda oidc: oidc.lies.update(exp=1),
    "userinfo of another person": lambda oidc: oidc.lies.update(sub="agent-2"),
    "another nonce": lambda oidc: oidc.id_lies.update(nonce="x" * 32),
    "no nonce": lambda oidc: oidc.id_lies.update(nonce=None),
    "no address": lambda oidc: oidc.lies.update(email=None),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_hold_opens_nothing(client: Client, oidc: OidcServer, lie: str) -> None:
    animator()
    LIES[lie](oidc)
    response = come_back(client, oidc)
    assert response.status_code == 403
    assert client.get("/mon-espace").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_state_serves_once_in_one_browser(client: Client, oidc: OidcServer) -> None:
    animator()
    asked = leave(client, oidc)
    back = {"code": "abc", "state": asked["state"]}
    assert Client().get(BACK, back).status_code == 403, "another browser"
    assert client.get(BACK, back).status_code == 302
    client.post("/deconnexion")
    replayed = client.get(BACK, back)
    assert replayed.status_code == 403
    assert "n’a pas abouti" in text_of(replayed)
    assert client.get(BACK, {"code": "abc"}).status_code == 403
    assert client.get(BACK).status_code == 403


def test_who_gives_up_there_is_told(client: Client, oidc: OidcServer) -> None:
    asked = leave(client, oidc)
    response = client.get(BACK, {"error": "access_denied", "state": asked["state"]})
    assert response.status_code == 403
    assert "Recommencez depuis la page de connexion" in text_of(response)


def test_two_proofs_there_are_the_second_proof_here(client: Client, oidc: OidcServer, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    animator()
    come_back(client, oidc)
    assert client.get(CALENDAR)["Location"].startswith(f"{ACCOUNT}/seconde-preuve")
    oidc.amr = ("pwd", "mfa")
    strong = Client()
    come_back(strong, oidc)
    assert strong.get(CALENDAR).status_code == 200


def test_leaving_leaves_proconnect_too(client: Client, oidc: OidcServer) -> None:
    animator()
    come_back(client, oidc)
    response = client.post("/deconnexion")
    address = response["Refresh"].removeprefix("0;url=")
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{oidc.url}/end_session?")
    assert asked["id_token_hint"][0].count(".") == 2
    assert asked["post_logout_redirect_uri"] == ["http://testserver/"]
    assert len(asked["state"][0]) >= 32
    assert client.get("/mon-espace").status_code == 302


def test_an_organisation_is_proposed_by_the_siren_of_the_agent(client: Client, oidc: OidcServer) -> None:
    member = animator()
    there = Organisation.objects.create(cop=member.cop, kind="entreprise", name="Les Étangs", siren="732829320")
    elsewhere = animator("53", "bea@exemple.fr").cop
    come_back(client, oidc)
    request = HttpRequest()
    request.session = client.session
    assert proconnect.proposed_organisation(request, member.cop) == there
    assert proconnect.proposed_organisation(request, elsewhere) is None
    meeting = open_meeting(member, Role.CONTRIBUTOR, None, timezone.now() + timedelta(hours=1), 5, "Atelier")
    page = client.get(f"/rejoindre/{meeting.code}").content.decode()
    assert f'<option value="{there.pk}" selected' in page
    assert 'value="anne@exemple.fr"' in page


def test_without_setting_there_is_no_proconnect(client: Client) -> None:
    assert client.post("/connexion/proconnect").status_code == 404
    assert client.get(BACK).status_code == 404
    assert "ProConnect" not in text_of(client.get("/connexion"))


def test_a_server_that_does_not_answer_is_told(client: Client, oidc: OidcServer, settings: Settings) -> None:
    settings.PROCONNECT_URL = "http://127.0.0.1:1/api/v2"
    response = client.post("/connexion/proconnect")
    assert response.status_code == 503
    assert "ProConnect ne répond pas" in text_of(response)


def test_a_configuration_of_another_issuer_is_refused(client: Client, oidc: OidcServer, settings: Settings) -> None:
    settings.PROCONNECT_URL = oidc.url + "/autre"
    assert client.post("/connexion/proconnect").status_code == 503


def test_no_token_is_written_in_a_log(client: Client, oidc: OidcServer, caplog: Any) -> None:
    animator()
    come_back(client, oidc)
    oidc.stranger = True
    come_back(Client(), oidc)
    assert not re.search(r"eyJ|jeton|abc", " ".join(record.getMessage() for record in caplog.records))
