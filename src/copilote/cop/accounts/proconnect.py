"""ProConnect, the State's sign-in of public agents: OpenID Connect, whose userinfo is a signed JWT.

Off without PROCONNECT_URL. Both tokens are checked: signature by the published keys, algorithm by setting, issuer,
audience, times; the nonce of the identity token is that of the request, the subject of both is the same. An account is
opened only for an address that was invited.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import jwt
import requests
from allauth.account.internal.flows.logout import logout
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.http import urlencode

from copilote.cop.accounts.adapter import keep_address
from copilote.cop.accounts.second_factor import PROCONNECT_PROOF
from copilote.cop.models import Cop, Invitation, Organisation, User, tidy
from copilote.reference.errors import BusyError
from copilote.ui.page import Entry, Page
from copilote.words import _

NAME = "proconnect"
SCOPE = ("openid", "given_name", "usual_name", "email", "siret")
STATE_LENGTH = 43
KEPT_S = 600
"""How long the published addresses and keys are kept."""
LATE_S = 60
"""How far apart two clocks may be."""
ID_TOKEN, SIRET = "copilote.proconnect.id_token", "copilote.proconnect.siret"
"""What a session keeps of who came by ProConnect: to leave it, and the establishment of the agent."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Exchanges with ProConnect that a process has at once: were it slow, pages would still be served."""
_known: dict[str, tuple[float, dict[str, Any]]] = {}


class ProConnectOAuth2Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is not typed
    """The exchange with ProConnect."""

    basic_auth = False

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, NAME)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What ProConnect publishes of itself."""
        return published()

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where ProConnect leads back."""
        return str(request.build_absolute_uri(reverse("proconnect_back")))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **named: Any) -> SocialLogin:
        """Who came, from both tokens. Raises OAuth2Error for one that does not hold."""
        id_token = named["response"].get("id_token", "")
        proof = claims_of(id_token, ("exp", "iat"))
        if proof.get("nonce") != nonce_of(request.GET.get("state", "")):
            raise OAuth2Error("nonce of another request")
        claims = claims_of(self._userinfo(token.token), ())
        if claims["sub"] != proof["sub"]:
            raise OAuth2Error("two subjects")
        request.proconnect = (id_token, claims, proof)  # type: ignore[attr-defined]
        return self.get_provider().sociallogin_from_response(request, claims)

    def _userinfo(self, access_token: str) -> str:
        with _session() as session:
            response = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            response.raise_for_status()
            return str(response.text)


class ProConnectProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """What is read of what ProConnect says of a person; nothing of it is kept but the subject."""

    oauth2_adapter_class = ProConnectOAuth2Adapter

    def get_oauth2_adapter(self, request: HttpRequest) -> ProConnectOAuth2Adapter:
        """The exchange."""
        return ProConnectOAuth2Adapter(request)

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Address and name."""
        name = f"{data.get('given_name', '')} {data.get('usual_name', '')}"
        return {"email": data.get("email"), "name": name.strip()}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None: ours is that of the account."""
        return []


class ProConnectAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who may come in by ProConnect: whoever has an account, and whoever was invited."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """ProConnect, where it is set."""
        if not settings.PROCONNECT_URL:
            return []
        told = {"server_url": settings.PROCONNECT_URL, "verified_email": True, "email_authentication": True}
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=NAME,
                name="ProConnect",
                client_id=settings.PROCONNECT_CLIENT_ID,
                secret=settings.PROCONNECT_SECRET,
                settings=told | {"scope": list(SCOPE)},
            )
        ]

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> ProConnectProvider:
        """The only one."""
        return ProConnectProvider(request, app=self.get_app(request, provider, client_id))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """A new account's address and name."""
        user: User = sociallogin.user
        user.email, user.name = tidy(data.get("email") or ""), str(data.get("name") or "")[:120]
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whether the address was invited."""
        return is_invited(sociallogin.user.email)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account of the address that ProConnect vouches for."""
        user = User.objects.filter(email=tidy(sociallogin.user.email)).first()
        if user is None:
            return None
        keep_address(user)
        return user, user.email

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever was signed in leaves; who has no account and was not invited is told whom to ask."""
        if request.user.is_authenticated:
            logout(request, show_message=False)
        if not sociallogin.is_existing and not is_invited(sociallogin.user.email):
            raise ImmediateHttpResponse(
                render(request, "accounts/message.html", {"page": uninvited_page(sociallogin.user.email)}, status=403)
            )
        id_token, claims, proof = request.proconnect  # type: ignore[attr-defined]
        request.session[ID_TOKEN] = id_token
        request.session[SIRET] = str(claims.get("siret") or "")
        if "mfa" in (proof.get("amr") or ()):
            request.session[PROCONNECT_PROOF] = sociallogin.user.email

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """What did not hold is told in one sentence, whatever it was."""
        raise ImmediateHttpResponse(
            render(request, "accounts/message.html", {"page": failed_page()}, status=403)  # the reason is for nobody
        )


def is_invited(email: str) -> bool:
    """Whether an address was invited, and has not answered yet."""
    return bool(email) and Invitation.objects.waiting().filter(email=tidy(email)).exists()


def start(request: HttpRequest, after: str) -> HttpResponse:
    """Lead to ProConnect. Raises Http404 where it is not set, BusyError where it does not answer."""
    if not settings.PROCONNECT_URL:
        raise Http404
    adapter = ProConnectOAuth2Adapter(request)
    state = get_random_string(STATE_LENGTH)
    asked = {"nonce": nonce_of(state), "claims": json.dumps({"id_token": {"amr": {"essential": True}}})}
    if settings.PROCONNECT_ACR:
        asked["acr_values"] = settings.PROCONNECT_ACR
    try:
        answer = adapter.get_provider().redirect(
            request, "login", next_url=after or None, auth_params=asked, state_id=state
        )
    except (requests.RequestException, OAuth2Error):
        raise BusyError(_("ProConnect ne répond pas pour l’instant. Réessayez, ou demandez un code.")) from None
    return leave_for(request, answer["Location"])


def come_back(request: HttpRequest) -> HttpResponse:
    """Back from ProConnect. Raises Http404 where it is not set, BusyError where too many come at once."""
    if not settings.PROCONNECT_URL:
        raise Http404
    if not AT_ONCE.acquire(timeout=1):
        raise BusyError(_("Beaucoup de personnes se connectent en ce moment. Réessayez dans quelques secondes."))
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(ProConnectOAuth2Adapter(request))(request)
        return answer
    finally:
        AT_ONCE.release()


def leave_for(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to another site after a form: by a page, for browsers check where a form's own redirection goes."""
    page = Page(title=_("Un instant…"), summary=_("Vous allez sur ProConnect."))
    response = render(request, "accounts/leaving.html", {"page": page, "address": address})
    response["Refresh"] = f"0;url={address}"
    return response


def sign_out_address(request: HttpRequest) -> str:
    """Where one leaves ProConnect; "" for who did not come by it, or when it does not answer."""
    id_token = request.session.get(ID_TOKEN)
    if not id_token or not settings.PROCONNECT_URL:
        return ""
    try:
        address = published()["end_session_endpoint"]
    except (KeyError, requests.RequestException, OAuth2Error):
        return ""
    told = {"id_token_hint": id_token, "state": get_random_string(STATE_LENGTH)}
    back = request.build_absolute_uri(reverse("home"))
    return f"{address}?{urlencode(told | {'post_logout_redirect_uri': back})}"


def proposed_organisation(request: HttpRequest, cop: Cop) -> Organisation | None:
    """The organisation of a COP whose SIREN is that of the agent's establishment; None for none."""
    siren = str(request.session.get(SIRET, ""))[:9]
    return Organisation.objects.filter(cop=cop, siren=siren, merged_into=None).first() if siren else None


def nonce_of(state: str) -> str:
    """The nonce that goes with a state, which serves once."""
    digest: str = salted_hmac("copilote.cop.proconnect.nonce", state, algorithm="sha256").hexdigest()
    return digest


def claims_of(token: str, required: tuple[str, ...]) -> dict[str, Any]:
    """What a token says, once it is checked. Raises OAuth2Error for one that does not hold."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != settings.PROCONNECT_ALGORITHM:
            raise OAuth2Error("an algorithm that is not that of the site")
        return dict(
            jwt.decode(
                token,
                _key(header.get("kid")),
                algorithms=[settings.PROCONNECT_ALGORITHM],
                audience=settings.PROCONNECT_CLIENT_ID,
                issuer=published()["issuer"],
                leeway=LATE_S,
                options={"require": ["iss", "aud", "sub", *required]},
            )
        )
    except (jwt.PyJWTError, ValueError) as error:
        raise OAuth2Error(f"a token that does not hold: {type(error).__name__}") from error


def published() -> dict[str, Any]:
    """What ProConnect publishes of itself. Raises OAuth2Error when it names another issuer."""
    config = _fetched(f"{settings.PROCONNECT_URL}/.well-known/openid-configuration")
    if str(config.get("issuer", "")).rstrip("/") != settings.PROCONNECT_URL:
        raise OAuth2Error("the configuration of another issuer")
    return config


def _key(number: Any) -> Any:
    """The key of a number among those published, read anew once for one that is not known."""
    address = published()["jwks_uri"]
    for fresh in (False, True):
        for key in jwt.PyJWKSet.from_dict(_fetched(address, fresh=fresh)).keys:
            if key.key_id == number and key.public_key_use in (None, "sig"):
                return key.key
    raise OAuth2Error("a key that is not published")


def _fetched(address: str, *, fresh: bool = False) -> dict[str, Any]:
    at, content = _known.get(address, (0.0, {}))
    if fresh or time.monotonic() - at > KEPT_S or not content:
        with _session() as session:
            response = session.get(address)
            response.raise_for_status()
            try:
                content = dict(response.json())
            except ValueError as error:
                raise OAuth2Error("an answer that cannot be read") from error
        _known[address] = (time.monotonic(), content)
    return content


def _session() -> requests.Session:
    session: requests.Session = ProConnectAdapter().get_requests_session()
    return session


def uninvited_page(email: str) -> Page:
    """Said to who has no account here: whom to ask."""
    from copilote.cop.accounts.pages import form_page

    summary = _("ProConnect vous connaît, mais personne n’a encore invité %(email)s ici.", email=email)
    summary += " " + _("Demandez une invitation à l’animation de la COP de votre région.")
    links = (
        Entry(_("Trouver la COP de ma région"), reverse("home")),
        Entry(_("Essayer une autre adresse"), reverse("login")),
    )
    return form_page(_("Aucun compte n’a cette adresse"), summary, None, "", links=links)


def failed_page() -> Page:
    """Said when what comes from ProConnect does not hold, or when one gave up there."""
    from copilote.cop.accounts.pages import form_page

    summary = _("Rien n’a été ouvert. Recommencez depuis la page de connexion, ou demandez un code par e-mail.")
    links = (Entry(_("Se connecter"), reverse("login")),)
    return form_page(_("La connexion par ProConnect n’a pas abouti"), summary, None, "", links=links)
