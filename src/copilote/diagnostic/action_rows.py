"""The rows of a file of actions as they are read: of our template, of a table, of what is public of the plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from copilote.cop.models import Organisation
from copilote.diagnostic.actions import LARGEST
from copilote.diagnostic.content import FIELDS
from copilote.diagnostic.gathering import content_of_known
from copilote.diagnostic.here import Key
from copilote.diagnostic.models import LONGEST, ObstacleLevel, Origin, Seen
from copilote.exchange.actions.matched import COLLECTED, Match, MatchedLayout
from copilote.exchange.actions.places import LISTED, Places
from copilote.exchange.actions.reading import read_rows
from copilote.exchange.intake import (
    FileColumn,
    FileError,
    FileRow,
    Limits,
    Source,
    Understood,
    choice,
    text,
)
from copilote.exchange.intake.opening import TABLES, unpacked
from copilote.exchange.intake.rows import Progress
from copilote.exchange.known import read_known
from copilote.exchange.known.files import kind_of
from copilote.exchange.perimeters import find_place
from copilote.planning import actions as planning
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.territories import load_departements, load_epci
from copilote.words import _

LIMITS = Limits(size=LARGEST, rows=12_000, cells=600_000, columns=200)
TEXTS = ("title", "description", "partners", "funders", "kt_method", "obstacle", "obstacle_lifted_by")
COLUMN = {"kt_method": "method"}
"""Columns whose name is not that of the field."""


def link(cell: str) -> str:
    """An address on the web."""
    try:
        URLValidator(schemes=("http", "https"))(cell.strip())
    except ValidationError:
        raise InputError(_("« %(cell)s » n’est pas une adresse (https://…)", cell=cell.strip()[:60])) from None
    return cell.strip()


def _of(labels: Any) -> dict[str, str]:
    return {name: value for value, label in labels.choices for name in (str(label), value)}


ALSO = (
    FileColumn("partners", ("Partenaires", "Partenaire"), text(500), needed=False),
    FileColumn("funders", ("Financeurs", "Financeur", "Financeur 1"), text(500), needed=False),
    FileColumn("obstacle", ("Obstacle", "Obstacles", "Freins"), text(2000), needed=False),
    FileColumn("obstacle_level", ("Où il se lève", "Niveau de l’obstacle"), choice(_of(ObstacleLevel)), needed=False),
    FileColumn("obstacle_lifted_by", ("Ce qui le lèverait",), text(2000), needed=False),
    FileColumn("link", ("Lien", "Adresse web", "URL"), link, needed=False),
    FileColumn("seen", ("Qui la voit", "Visibilité"), choice(_of(Seen)), needed=False),
)
"""Columns that an action of the base has besides those of a table of actions."""
ALSO_READ = (*ALSO, FileColumn("obstacle_national", (), text(2000), needed=False))
"""The same, and those that some files alone have."""


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was read. given : what it says, by field; places : (level, code), none where it says none; origin :
    of a public file that names its actions itself."""

    line: int
    sheet: str
    titles: Mapping[str, str]
    action: planning.Action
    given: dict[str, Any]
    places: tuple[Key, ...]
    origin: Origin = Origin.FILE


@dataclass
class _Territories:
    """What the cells of territories name, as keys."""

    region: str
    known: dict[str, tuple[Key, ...] | None] = field(default_factory=dict)
    by_area: dict[frozenset[str], Key] = field(default_factory=dict)

    def keys(self, cell: str, places: Places) -> tuple[Key, ...] | None:
        """The territories of a cell; None when one of them is not known in the region."""
        if cell not in self.known:
            if not self.by_area:
                self.by_area[places.whole] = ("region", self.region)
                for level, rows in (("departement", load_departements(self.region)), ("epci", load_epci(self.region))):
                    for row in rows:
                        area = places.area(row.code)
                        if area:
                            self.by_area.setdefault(area, (level, row.code))
            one = self._one(cell, places)
            parts = [part.strip() for part in LISTED.split(cell) if part.strip()]
            found = [one] if one else [self._one(part, places) for part in parts]
            self.known[cell] = None if None in found else tuple(dict.fromkeys(key for key in found if key))
        return self.known[cell]

    def _one(self, name: str, places: Places) -> Key | None:
        area = places._one(name)
        if area:
            return self.by_area.get(area) or (("commune", next(iter(area))) if len(area) == 1 else None)
        try:
            place = find_place(name)
        except CopiloteError:
            return None
        return (place.level, place.code) if self.region in place.regions else None


def rows_of(
    source: Source,
    region: str,
    organisation: Organisation | None,
    matches: Iterable[Match] = (),
    on_progress: Progress | None = None,
) -> Understood[Read]:
    """The rows of a file, of whatever kind it is, with what does not hold. matches : tables whose columns were said.
    Raises FileError, UnknownTableError where the columns are to be said."""
    public = _public_files(source)
    if public:
        return _known_in(public, region, organisation)
    territories = _Territories(region)
    told: dict[str, str] = {}

    def made(row: FileRow, action: planning.Action, places: Places) -> Read:
        if not told and isinstance(row.sheet.layout, MatchedLayout):
            columns = row.sheet.columns
            told.update((name, columns[name].title) for name, ranks in row.sheet.places.items() if ranks)
        return _read(row, action, places, territories)

    found = read_rows(source, region, made, also=ALSO_READ, matches=matches, limits=LIMITS, on_progress=on_progress)
    if not told:
        return found
    said = f"Colonnes lues comme vous l’avez dit : {', '.join(told.values())}."
    return replace(found, remarks=(said, *found.remarks))


def _public_files(source: Source) -> list[tuple[str, bytes]]:
    """The files of PCAET, or the list with levers of Territoires en Transitions, alone or in a zip; none for others."""
    name, content = source if isinstance(source, tuple) else ("", "")
    if isinstance(content, str):
        return []
    files = unpacked(name, content, LIMITS, (*TABLES, ".json"))
    return files if any(kind_of(*file) != "plan" for file in files) else []


def _known_in(files: list[tuple[str, bytes]], region: str, organisation: Organisation | None) -> Understood[Read]:
    """What such files say of the territory of an organisation, as rows. Raises FileError for one that has none."""
    place = organisation.territory if organisation else None
    if place is None:
        raise FileError(_("Choisissez le territoire dont ces fichiers disent le plan : ils sont de tout le pays."))
    reading = read_known(files, region, place.level, place.code)
    rows = []
    for rank, known in enumerate(reading.actions, start=1):
        content = content_of_known(known, region)
        given = {name: getattr(content, name) for name in FIELDS if name not in ("seen", "part_of_id")}
        action = planning.Action(
            row=rank, title=content.title, levers=content.levers, key=known.origin_id, part_of=known.part_of
        )
        given = {name: value for name, value in given.items() if value not in (None, "")}
        rows.append(Read(rank, "", {}, action, given, content.places, Origin(known.origin.value)))
    return Understood(tuple(rows), reading.problems, reading.count, reading.remarks)


def _read(row: FileRow, action: planning.Action, places: Places, territories: _Territories) -> Read:
    values = row.values()
    given: dict[str, Any] = {
        "title": action.title,
        "status": action.status.value if action.status else "",
        "description": action.description,
        "start": action.start,
        "end": action.end,
        "amount_eur": action.amount_eur,
        "kt_method": values["method"] or "",
        **{column.name: values[column.name] or "" for column in ALSO},
    }
    if action.quantity is not None:
        given |= {"quantity": action.quantity, "measured": action.measured}
    elif action.kt is not None:
        given["kt"] = action.kt
    if national := values["obstacle_national"]:
        regional = given["obstacle"]
        given["obstacle"] = f"{regional}\n{national}" if regional else national
        given["obstacle_level"] = "" if regional else ObstacleLevel.NATIONAL.value
    elif given["obstacle"] and row.sheet.columns["obstacle"].headings == COLLECTED["obstacle"]:
        given["obstacle_level"] = ObstacleLevel.REGIONAL.value
    for name in TEXTS:
        if len(given[name]) > LONGEST[name]:
            row.problem(COLUMN.get(name, name), _("%(count)s caractères au plus", count=LONGEST[name]))
    cell = next((row.cells[rank].strip() for rank in row.sheet.places["place"] if row.cells[rank].strip()), "")
    keys = territories.keys(cell, places) if cell else ()
    if keys is None:
        first = next(rank for rank in row.sheet.places["place"] if row.cells[rank].strip())
        row.problem(first, _("territoire inconnu dans la région : donnez des codes ou des noms, séparés par « ; »"))
    titles = {name: row.sheet.title(name) for name in ("key", "title", "holder", "part_of") if row.sheet.has(name)}
    given = {name: value for name, value in given.items() if value not in (None, "")}
    return Read(row.line, row.sheet.name, titles, action, given, keys or ())
