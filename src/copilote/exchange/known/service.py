"""A client of the shared API of collectivities: the projects of a territory, and decisions on them.

    service = Service(address, key)                 # settings API_COLLECTIVITES_URL and API_COLLECTIVITES_KEY
    service.known("epci", "243600236")              # → KnownReading
    decision = service.decide(Decision("projet_statut", "019d…", verdict="termine"))
    service.revoke(decision, Decision("projet_statut", "019d…", verdict="termine"))

The journal of decisions is append-only: nothing is changed or taken out, a decision is revoked by another. A question
is asked once more when the network or the service fails; a decision never is, lest it be written twice. The key leaves
by https alone (http to this machine), is never sent on to another address, and stands in no message.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPException
from typing import Any

from copilote.exchange.known.model import KnownReading
from copilote.exchange.known.phases import POOL
from copilote.exchange.known.traces import Json, actions_of
from copilote.reference.errors import CopiloteError, InputError
from copilote.words import N_, _

TIMEOUT_S = 20.0
LARGEST = 10_000_000
"""Bytes of an answer."""
PAGE, PAGES = 200, 100
"""Groups a page (the most that the contract allows), and pages that are asked for."""
WAIT_S = 1.0
AGAIN = (429, 502, 503, 504)
"""Refusals after which a question is asked once more."""
CODE = re.compile(r"\d{5}|2[AB]\d{3}|\d{9}")
"""What the service knows a territory by: a commune's INSEE code or an EPCI's SIREN."""
TYPES = ("doublon_signale", "doublon_confirme", "doublon_infirme", "rattachement_pcaet", "projet_statut",
         "correction_signalee")  # fmt: skip
"""The closed vocabulary of decisions."""
VERDICTS: Mapping[str, tuple[str, ...]] = {
    "rattachement_pcaet": ("confirme", "infirme"),
    "projet_statut": ("valide", "obsolete", "termine"),
}
"""The verdicts that a type must have; the others have none."""
REVOKED = "annule"
OBJECTS = ("projet", "fiche_action", "plan", "financement")
_REASONS = {
    400: N_("demande refusée"),
    401: N_("clé refusée (API_COLLECTIVITES_KEY)"),
    403: N_("clé sans droit sur ces données"),
    404: N_("territoire inconnu du service, ou adresse fausse (API_COLLECTIVITES_URL)"),
    429: N_("trop de demandes : réessayez dans quelques minutes"),
}


class ServiceError(CopiloteError):
    """The service did not answer, refused, or answered something else; the text says which."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on a trace (its id), by a person.

    kind : one of TYPES. other : id of the second object, of `other_kind` ("pcaet" by the SIREN of who carries it).
    comment : read by every platform: names nobody. author : kept by the service, shown to no other platform.
    """

    kind: str
    object_id: str
    object_kind: str = "projet"
    other: str = ""
    other_kind: str = ""
    verdict: str = ""
    comment: str = ""
    author: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Service:
    """The service at an address (up to what comes before /territoires), with the key of this platform."""

    address: str
    key: str
    timeout_s: float = TIMEOUT_S
    largest: int = LARGEST

    def __post_init__(self) -> None:
        if not self.address.strip() or not self.key.strip():
            raise ServiceError(
                _("L’API des collectivités demande une adresse et une clé : réglez API_COLLECTIVITES_URL et "
                  "API_COLLECTIVITES_KEY.")
            )  # fmt: skip
        parts = urllib.parse.urlsplit(self.address)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if not parts.hostname or (parts.scheme != "https" and not (local and parts.scheme == "http")):
            raise ServiceError(_("API_COLLECTIVITES_URL doit commencer par https:// : la clé ne part pas en clair."))
        if not self.key.strip().isascii() or not self.key.strip().isprintable():
            raise ServiceError(_("API_COLLECTIVITES_KEY a un caractère qui ne peut pas être envoyé."))

    def known(self, level: str, code: str, *, pool: str = "") -> KnownReading:
        """The projects of a commune or an EPCI. pool : only those of a place in the COP's pool (a key of POOL).

        Raises ServiceError; InputError for a territory that the service does not know by this code.
        """
        groups = list(self.groups(level, code, pool=pool))
        actions = actions_of(groups, level, code, date.today())
        untitled = sum(not action.title for action in actions)
        remark = _("Projets sans nom, laissés de côté : %(count)s.", count=untitled)
        return KnownReading(tuple(action for action in actions if action.title), remarks=(remark,) if untitled else ())

    def groups(self, level: str, code: str, *, pool: str = "") -> Iterator[Json]:
        """The groups of a territory, page after page, as the service gives them."""
        if level not in ("commune", "epci") or not CODE.fullmatch(code):
            raise InputError(_("L’API des collectivités ne connaît que des communes et des intercommunalités."))
        if pool and pool not in POOL:
            raise InputError(_("Vivier « %(name)s » inconnu : %(names)s.", name=pool[:40], names=", ".join(POOL)))
        asked = {"limit": PAGE, "masquerObsoletes": "true"} | ({"copStatutVivier": pool} if pool else {})
        seen = 0
        for _page in range(PAGES):
            answer = self._ask(f"/territoires/{code}/projets", asked | {"offset": seen})
            groups, total = answer.get("groupes"), answer.get("total")
            if not isinstance(groups, list) or not isinstance(total, int):
                raise ServiceError(_("L’API des collectivités a répondu sans « groupes » ni « total »."))
            yield from (group for group in groups if isinstance(group, dict))
            seen += len(groups)
            if not groups or seen >= total:
                return
        raise ServiceError(_("L’API des collectivités répond sans fin : demandez un territoire plus petit."))

    def decide(self, decision: Decision) -> str:
        """Write a decision in the journal; returns its id. Raises InputError for one that the contract refuses."""
        wanted = VERDICTS.get(decision.kind, ("",))
        if decision.kind not in TYPES:
            raise InputError(_("Décision « %(name)s » inconnue : %(names)s.", name=decision.kind[:40],
                               names=", ".join(TYPES)))  # fmt: skip
        if decision.verdict not in wanted:
            raise InputError(_("Une décision « %(name)s » demande un verdict parmi : %(names)s.", name=decision.kind,
                               names=", ".join(filter(None, wanted)) or _("aucun")))  # fmt: skip
        return self._write(decision, decision.verdict, "")

    def revoke(self, decision_id: str, decision: Decision) -> str:
        """Revoke a decision of this platform: another one that says so, and affirms nothing; returns its id."""
        return self._write(decision, REVOKED, decision_id)

    def _write(self, decision: Decision, verdict: str, supersedes: str) -> str:
        if not decision.object_id or decision.object_kind not in OBJECTS:
            raise InputError(_("Une décision porte sur un projet, une fiche action, un plan ou un financement."))
        body = {
            "typeDecision": decision.kind,
            "objetAType": decision.object_kind,
            "objetAId": decision.object_id,
            "objetBType": decision.other_kind,
            "objetBId": decision.other,
            "verdict": verdict,
            "auteur": decision.author,
            "commentaire": decision.comment,
            "payload": dict(decision.payload),
            "supersedes": supersedes,
        }
        sent = json.dumps({name: value for name, value in body.items() if value}, ensure_ascii=False).encode()
        answer = self._once("/decisions", sent)
        if not isinstance(answer.get("id"), str):
            raise ServiceError(_("L’API des collectivités n’a pas dit le numéro de la décision."))
        return str(answer["id"])

    def _ask(self, path: str, query: Mapping[str, Any]) -> Json:
        """What the service answers, asked once more when that may help."""
        asked = f"{path}?{urllib.parse.urlencode(query)}"
        try:
            return self._once(asked)
        except _PassingError:
            time.sleep(WAIT_S)
            return self._once(asked)

    def _once(self, path: str, sent: bytes | None = None) -> Json:
        headers = {"Authorization": f"Bearer {self.key.strip()}", "Accept": "application/json"}
        headers |= {"Content-Type": "application/json"} if sent else {}
        request = urllib.request.Request(self.address.strip().rstrip("/") + path, data=sent, headers=headers)  # noqa: S310
        try:
            with _OPENER.open(request, timeout=self.timeout_s) as response:
                body = self._read(response)
        except urllib.error.HTTPError as error:
            with error:
                code = error.code
            why = _(_REASONS.get(code, N_("réessayez plus tard")))
            sentence = _("L’API des collectivités répond %(code)s : %(why)s.", code=code, why=why)
            raise (_PassingError if code in AGAIN else ServiceError)(sentence) from None
        except (OSError, HTTPException) as error:
            why = str(getattr(error, "reason", error)).replace(self.key.strip(), "…")[:100]
            raise _PassingError(_("L’API des collectivités ne répond pas (%(why)s).", why=why)) from None
        answer = None
        with suppress(ValueError, RecursionError):
            answer = json.loads(body)
        if not isinstance(answer, dict):
            raise ServiceError(_("L’API des collectivités n’a pas répondu en JSON : vérifiez API_COLLECTIVITES_URL."))
        return answer

    def _read(self, response: Any) -> bytes:
        """An answer within the limit of its size, and of a time that slow drops do not stretch."""
        ends, parts, size = time.monotonic() + self.timeout_s, [], 0
        while part := response.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > self.largest:
                raise ServiceError(_("La réponse de l’API des collectivités est trop grande."))
            if time.monotonic() > ends:
                raise TimeoutError(_("réponse trop lente"))
        return b"".join(parts)


class _PassingError(ServiceError):
    """A failure that may be gone a moment later."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Another address would be given the key."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect())
