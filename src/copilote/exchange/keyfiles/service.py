"""The State's indicator service asked live, with a token: `IRPE_URL` and `IRPE_TOKEN`.

A Cube REST API: `GET {IRPE_URL}/load?query=…`. A long query answers "Continue wait" and is asked again. The token goes
in one header, to that address only: redirections are refused, and no message or log holds it.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

from copilote.exchange.keyfiles.model import KeyFileError
from copilote.reference.errors import UnknownNameError, nearest

PREFIX = "irpe:"
TIMEOUT_S = 60
WAITS = 20
"""Times that a query is asked again while the service prepares its answer, a second or more each."""
PAGE = 50_000
"""Rows of an answer: the most that such a service gives."""
LARGEST = 50_000_000
MOST_ROWS = 2_000_000
PLACES = ("geocode_commune",)

# name -> (cube, measure, dimensions besides the commune's code and the year)
ASKED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "emissions": ("emission_ges_secteur_com", "id_1", ("secteur",)),
    "surfaces-agricoles": ("surfaces_agricoles_com", "id_544", ()),
    "vehicules": ("parc_vehicule_com", "tot_parc_roulant_critair", ("critair", "type_vehicule")),
    "foncier": ("conso_enaf_com", "id_611", ()),
    "solaire": ("puissance_elec_installee_com", "id_899", ()),
    "eolien": ("puissance_elec_installee_com", "id_488", ()),
    "chaleur": ("chaleur_livree_com", "id_509", ()),
    "eau": ("prelevement_eau_usage_com", "id_638", ("usage",)),
    "crte": ("ref_geo", "", ("geocode_crte", "libelle_crte", "geocode_epci", "libelle_epci")),
}
Load = Callable[[dict[str, Any]], list[dict[str, Any]]]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Another address would be given the token."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def asked_name(text: str) -> str | None:
    """The data set that "irpe:emissions" means; None for the name of a file. Raises UnknownNameError."""
    if not text.startswith(PREFIX):
        return None
    name = text.removeprefix(PREFIX)
    if name not in ASKED:
        raise UnknownNameError("Jeu de données du service", name, nearest(name, ASKED), f"Connus : {', '.join(ASKED)}.")
    return name


def fetched(name: str, year: int | None = None, load: Load | None = None) -> bytes:
    """A data set of the service, as the JSON that a saved answer holds: of one year, the newest unless told otherwise.

    Raises KeyFileError: no token, no answer, a refusal.
    """
    ask = load or _loader()
    cube, measure, dimensions = ASKED[name]
    if not measure:
        query: dict[str, Any] = {"dimensions": [f"{cube}.{one}" for one in dimensions]}
        return _json(_pages(query, ask))
    years = ask({"dimensions": [f"{cube}.annee"], "measures": [f"{cube}.{measure}"], "limit": 200})
    known = sorted({str(row[f"{cube}.annee"])[:4] for row in years if row.get(f"{cube}.annee")})
    if not known:
        raise KeyFileError(f"Le service n’a aucune année pour « {name} ».")
    chosen = str(year) if year is not None else known[-1]
    if chosen not in known:
        raise KeyFileError(f"Le service n’a pas {chosen} pour « {name} ». Années : {', '.join(known)}.")
    wanted = next(row[f"{cube}.annee"] for row in years if str(row[f"{cube}.annee"])[:4] == chosen)
    return _json(
        _pages(
            {
                "measures": [f"{cube}.{measure}"],
                "dimensions": [f"{cube}.geocode_commune", f"{cube}.annee", *(f"{cube}.{one}" for one in dimensions)],
                "filters": [{"member": f"{cube}.annee", "operator": "equals", "values": [str(wanted)]}],
                "order": [[f"{cube}.{one}", "asc"] for one in ("geocode_commune", *dimensions)],
            },
            ask,
        )
    )


def _json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps({"data": rows}, ensure_ascii=False).encode()


def _pages(query: dict[str, Any], ask: Load) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while len(rows) < MOST_ROWS:
        page = ask(query | {"limit": PAGE, "offset": len(rows)})
        rows += page
        if len(page) < PAGE:
            return rows
    raise KeyFileError("Le service répond sans fin : demandez une année, ou chargez un fichier.")


def _loader() -> Load:
    address, token = os.environ.get("IRPE_URL", "").rstrip("/"), os.environ.get("IRPE_TOKEN", "")
    if not address or not token:
        raise KeyFileError(
            "Le service d’indicateurs demande une adresse et un jeton : réglez IRPE_URL (jusqu’à /v1) et IRPE_TOKEN, "
            "ou chargez une réponse enregistrée."
        )
    parts = urllib.parse.urlsplit(address)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise KeyFileError("IRPE_URL doit commencer par https:// : le jeton ne part pas en clair.")
    opener = urllib.request.build_opener(_NoRedirect())

    def load(query: dict[str, Any]) -> list[dict[str, Any]]:
        url = f"{address}/load?{urllib.parse.urlencode({'query': json.dumps(query)})}"
        for turn in range(WAITS):
            answer = _answer(opener, url, token)
            if answer.get("error") == "Continue wait":
                time.sleep(min(1 + turn, 5))
                continue
            if "error" in answer:
                raise KeyFileError(f"Le service refuse la demande : {_hidden(str(answer['error']), token)[:200]}")
            rows = answer.get("data")
            if isinstance(rows, list):
                return rows
            break
        raise KeyFileError(
            "Le service d’indicateurs n’a pas répondu à temps, ou pas par des données : réessayez plus tard."
        )

    return load


def _answer(opener: urllib.request.OpenerDirector, url: str, token: str) -> dict[str, Any]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"})  # noqa: S310
    try:
        with opener.open(request, timeout=TIMEOUT_S) as response:
            body = response.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        with error:
            code = error.code
        said = {401: "jeton refusé", 403: "jeton sans droit sur ces données", 404: "adresse inconnue (IRPE_URL)"}
        raise KeyFileError(
            f"Le service d’indicateurs répond {code} : {said.get(code, 'réessayez plus tard')}."
        ) from None
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise KeyFileError(f"Le service d’indicateurs ne répond pas ({_hidden(str(reason), token)[:100]}).") from None
    if len(body) > LARGEST:
        raise KeyFileError("La réponse du service dépasse 50 Mo.")
    try:
        answer = json.loads(body)
    except ValueError:
        raise KeyFileError("Le service d’indicateurs n’a pas répondu en JSON : vérifiez IRPE_URL.") from None
    return answer if isinstance(answer, dict) else {}


def _hidden(text: str, token: str) -> str:
    return text.replace(token, "…")
