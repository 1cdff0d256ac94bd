"""The State's indicator service (IRPE), asked live or in saved answers: a Cube REST API.

`GET {IRPE_URL}/load?query=…` gives rows by measure and dimension. A long query answers "Continue wait" and is asked
again. The token (`IRPE_TOKEN`) goes in one header, to that address only: redirections are refused, and no message or
log holds it.

Members are written `cube.name`. Measures are declared in `layouts.toml`, by their names in the service's catalogue;
what their dimensions may hold (types of vehicle, classes, sectors) is told by words: the catalogue does not list it.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from copilote.exchange.intake import FileError, FileLayout, FileRow, FileSheet, Notes
from copilote.exchange.intake.rows import sheet_at
from copilote.exchange.intake.tables import records_table
from copilote.exchange.keyfiles import crte, vehicles
from copilote.exchange.keyfiles.figures import Figures, Once, columns_of, gathered, one_year, statistic
from copilote.exchange.keyfiles.inventories import SECTOR_KEYS, TOTAL, TOTAL_KEY, is_aside, sector_of
from copilote.exchange.keyfiles.model import Draft, KeyLayout, Options, PerimeterDraft, declared, key_of
from copilote.reference.errors import UnknownNameError, fold, nearest

ABOUT: dict[str, Any] = declared()["irpe"]
PREFIX = "irpe:"
TIMEOUT_S = 60
WAITS = 20
"""Times that a query is asked again while the service prepares its answer, a second or more each."""
PAGE = 50_000
"""Rows of an answer: the most that such a service gives."""
LARGEST = 50_000_000
MOST_ROWS = 2_000_000

ASKED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    row["asked"]: (*row["id"].split("."), tuple(row.get("dimensions") or row.get("needs", ())))
    for row in ABOUT["measures"]
    if "asked" in row
} | {"crte": (ABOUT["crte"]["cube"], "", tuple(ABOUT["crte"]["dimensions"]))}
"""The data sets: cube, measure, dimensions besides the commune's code and the year."""
Record = Mapping[str, Any]
Dims = Mapping[str, str]


def _sector(dims: Dims) -> tuple[str, ...] | None:
    label = dims.get("secteur", "")
    sector = sector_of(label)
    if sector is None:
        return () if is_aside(label) else None
    return (sector.suffix, TOTAL)


VEHICLES = {"vp": vehicles.MARKED_CARS, "tcp bus": vehicles.BUS, "tcp car": vehicles.BUS}
OTHERS = {"vul", "pl", "catl", "tracteur", "2rm", "drm"}


def _vehicles(dims: Dims) -> tuple[str, ...] | None:
    kind, mark = fold(dims.get("type_vehicule", "VP")), fold(dims.get("critair", ""))
    if kind in OTHERS:
        return ()
    key = VEHICLES.get(kind)
    if key is None:
        return None
    counts = mark not in vehicles.CLEAN if key == vehicles.BUS else mark.startswith(vehicles.OLD)
    return (key,) if counts else ()


def _water(dims: Dims) -> tuple[str, ...] | None:
    usage = fold(dims.get("usage", ""))
    # Dams take, and give back, more than all other uses together.
    return () if "barrage" in usage or "hydro" in usage or "turbin" in usage else ("",)


WORDS: dict[str, Callable[[Dims], tuple[str, ...] | None]] = {
    "irpe-emissions": _sector,
    "irpe-vehicules": _vehicles,
    "irpe-voitures": _vehicles,
    "irpe-eau": _water,
}
"""By measure: the keys that a row adds to by its dimensions, () to leave it out, None when its words are unknown."""


@dataclass(frozen=True, kw_only=True)
class MeasureLayout(KeyLayout):
    """An answer for a measure that we know. member : its name; needs : dimensions without which it cannot be read."""

    member: str
    needs: tuple[str, ...]

    def suffixes(self, dims: Dims) -> tuple[str, ...] | None:
        """The keys that a row adds to."""
        return WORDS[self.name](dims) if self.name in WORDS else ("",)


def _measure(row: Mapping[str, Any]) -> MeasureLayout:
    if "suffixes" in row:
        keys = tuple(vehicles.LAYOUT.key(suffix) for suffix in row["suffixes"])
    else:
        keys = tuple(map(key_of, row.get("keys", ()))) or (*SECTOR_KEYS, TOTAL_KEY)
    return MeasureLayout(
        title=f"{ABOUT['title']}, {row['title']}",
        columns=columns_of(ABOUT["columns"]),
        id="irpe",
        name=row["name"],
        read=_of_measure,
        file_title=f"{row['title']} (service d’indicateurs de l’État)",
        publisher=ABOUT["publisher"],
        licence=ABOUT["licence"],
        keys=keys,
        member=row["id"],
        needs=tuple(row.get("needs", ())),
    )


def records_of(name: str, answer: Any) -> list[Record]:
    """The rows of an answer, of several put together, or a bare list of rows; raises FileError."""
    if isinstance(answer, dict) and isinstance(answer.get("error"), str):
        raise FileError(f"« {name} » est un refus du service : {answer['error'][:200]}")
    if isinstance(answer, dict) and isinstance(answer.get("results"), list):
        answer = [row for part in answer["results"] if isinstance(part, dict) for row in part.get("data") or []]
    elif isinstance(answer, dict):
        answer = answer.get("data")
    if not isinstance(answer, list) or not answer or not all(isinstance(row, dict) for row in answer):
        raise FileError(f"« {name} » n’est pas une réponse de « load » : une liste « data » de lignes est attendue.")
    return answer


def read(name: str, answer: Any, options: Options, notes: Notes) -> Draft | PerimeterDraft:
    """An answer of the service as a key, or as the list of CRTE."""
    records = records_of(name, answer)
    members = dict.fromkeys(member for record in records for member in record)
    known = [measure for measure in MEASURES if measure in members]
    if known:
        if len(known) > 1:
            notes.remark(f"Plusieurs mesures : {known[0]} est lue, chargez les autres à part.")
        return _of_measure(_sheet(name, records, known[0], MEASURES[known[0]], notes), options)
    place = next((member for member in members if member.endswith(".geocode_crte")), None)
    if place is not None and any(member.endswith("geocode_epci") for member in members):
        return crte.read_answer(_sheet(name, records, place, crte.ANSWER, notes), ABOUT)
    raise FileError(
        f"« {name} » : aucune mesure connue. Trouvées : {', '.join(list(members)[:8])}. "
        f"Connues : {', '.join(MEASURES)}."
    )


def _sheet(name: str, records: Sequence[Record], member: str, layout: FileLayout, notes: Notes) -> FileSheet:
    """The members of one cube as a table, a column for each under its name without the cube's."""
    cube = member.split(".")[0] + "."
    rows = [{key.removeprefix(cube): row[key] for key in row if key.startswith(cube)} for row in records]
    table = records_table(name, rows)
    return sheet_at(layout, table, table.rows[0][1], 1, notes)


def _of_measure(sheet: FileSheet, options: Options) -> Draft:
    measure = cast(MeasureLayout, sheet.layout)
    cube, _dot, value = measure.member.partition(".")
    place = next((column for column in ("commune", "epci") if sheet.has(column)), None)
    missing = ["geocode_commune"] * (place is None) + [need for need in measure.needs if need not in sheet.header]
    if place is None or missing:
        wanted = ", ".join(f"{cube}.{need}" for need in missing)
        raise FileError(f"« {sheet.file} » : il manque des dimensions à la demande : {wanted}.")
    rows, year = one_year(sheet, sheet, options)
    value_at = sheet.header.index(value)
    once = Once()
    unknown: set[str] = set()

    def figures(row: FileRow) -> Figures | None:
        dims = {title: cell for title, cell in zip(sheet.header, row.cells, strict=True) if title != value}
        if once.again(row, place, tuple(dims.values()), "même territoire et mêmes dimensions"):
            return None
        suffixes = measure.suffixes(dims)
        if suffixes is None:
            unknown.add(" / ".join(dims.get(need, "") for need in measure.needs))
            return None
        figure = row.at(value_at, statistic)
        return [(suffix, figure) for suffix in suffixes]

    draft = gathered(measure, sheet, rows, year, figures, place=place, level=place)
    if unknown:
        sheet.notes.remark(f"Lignes laissées de côté, inconnues : {', '.join(sorted(unknown)[:10])}.")
    if not draft.keys:
        raise FileError(f"« {sheet.file} » : aucune ligne à reprendre pour {measure.member}.")
    return draft


MEASURES = {row["id"]: _measure(row) for row in ABOUT["measures"]}


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


def fetched(name: str, year: int | None = None) -> bytes:
    """A data set of the service, as the JSON that a saved answer holds: of one year, the newest unless told otherwise.

    Raises FileError: no token, no answer, a refusal.
    """
    cube, measure, dimensions = ASKED[name]
    query: dict[str, Any] = {"dimensions": [f"{cube}.{each}" for each in dimensions]}
    if measure:
        dated = f"{cube}.annee"
        rows = _load({"dimensions": [dated], "measures": [f"{cube}.{measure}"], "limit": 200})
        years = {str(row[dated])[:4]: row[dated] for row in reversed(rows) if row.get(dated)}
        if not years:
            raise FileError(f"Le service n’a aucune année pour « {name} ».")
        chosen = str(year) if year is not None else max(years)
        if chosen not in years:
            known = ", ".join(sorted(years))
            raise FileError(f"Le service n’a pas {chosen} pour « {name} ». Années : {known}.")
        query = {
            "measures": [f"{cube}.{measure}"],
            "dimensions": [f"{cube}.geocode_commune", dated, *query["dimensions"]],
            "filters": [{"member": dated, "operator": "equals", "values": [str(years[chosen])]}],
            "order": [[f"{cube}.{each}", "asc"] for each in ("geocode_commune", *dimensions)],
        }
    return json.dumps({"data": _pages(query)}, ensure_ascii=False).encode()


def _pages(query: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while len(rows) < MOST_ROWS:
        page = _load(query | {"limit": PAGE, "offset": len(rows)})
        rows += page
        if len(page) < PAGE:
            return rows
    raise FileError("Le service répond sans fin : demandez une année, ou chargez un fichier.")


def _load(query: dict[str, Any]) -> list[dict[str, Any]]:
    address, token = os.environ.get("IRPE_URL", "").rstrip("/"), os.environ.get("IRPE_TOKEN", "")
    if not address or not token:
        raise FileError(
            "Le service d’indicateurs demande une adresse et un jeton : réglez IRPE_URL (jusqu’à /v1) et IRPE_TOKEN, "
            "ou chargez une réponse enregistrée."
        )
    parts = urllib.parse.urlsplit(address)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise FileError("IRPE_URL doit commencer par https:// : le jeton ne part pas en clair.")
    url = f"{address}/load?{urllib.parse.urlencode({'query': json.dumps(query)})}"
    for turn in range(WAITS):
        answer = _answer(url, token)
        if answer.get("error") == "Continue wait":
            time.sleep(min(1 + turn, 5))
            continue
        if "error" in answer:
            raise FileError(f"Le service refuse la demande : {_hidden(str(answer['error']), token)[:200]}")
        if isinstance(rows := answer.get("data"), list):
            return rows
        break
    raise FileError("Le service d’indicateurs n’a pas répondu à temps, ou pas par des données : réessayez plus tard.")


def _answer(url: str, token: str) -> dict[str, Any]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.build_opener(_NoRedirect()).open(request, timeout=TIMEOUT_S) as response:
            body = response.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        with error:
            code = error.code
        reasons = {401: "jeton refusé", 403: "jeton sans droit sur ces données", 404: "adresse inconnue (IRPE_URL)"}
        raise FileError(
            f"Le service d’indicateurs répond {code} : {reasons.get(code, 'réessayez plus tard')}."
        ) from None
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise FileError(f"Le service d’indicateurs ne répond pas ({_hidden(str(reason), token)[:100]}).") from None
    if len(body) > LARGEST:
        raise FileError("La réponse du service dépasse 50 Mo.")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise FileError("Le service d’indicateurs n’a pas répondu en JSON : vérifiez IRPE_URL.") from None
    return answer if isinstance(answer, dict) else {}


def _hidden(text: str, token: str) -> str:
    return text.replace(token, "…")
