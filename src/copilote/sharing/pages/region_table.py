"""The shares of a region's territories for a lever or for all: their lines, and the tables that hold them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from copilote.exchange.overlap import counted_twice
from copilote.exchange.place import Place, made_of, overlaps
from copilote.exchange.shares import TerritoryShare, key_title, keys_in, share_of, shared, shares_at
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Part
from copilote.planning.key_test import UNFIT
from copilote.planning.quantities import Scale, digits_of, scale_for
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Table
from copilote.reference.communes import load_frame
from copilote.reference.keys import load_keys
from copilote.sharing.adding_up import decimals_for, small_in_words, with_twice
from copilote.sharing.levels import plural_of
from copilote.sharing.pages.perimeters import crte_notes
from copilote.sharing.pages.region_asked import AskedMap
from copilote.sharing.recorded import choices_of, places_of, redrawn_at, shares_of
from copilote.ui.addresses import address_of
from copilote.ui.cautions import caution
from copilote.ui.certainty import grade_name
from copilote.words import N_, _
from copilote.words.numbers import format_decimals, format_number, format_percent, with_unit
from copilote.words.typography import quoted, tied

NOWHERE, TWICE, SHARED, UNPLACED = "reste", "double", "partage", "a-localiser"
"""Codes of the lines of the communes that no perimeter holds, of those that two hold, of what the territories add up
to, and of what none holds."""
SHARE_KT = Column("target_kt", N_("Part de l’objectif"), Kind.NUMBER, "ktCO2e", 3)
PER_HEAD = Column("target_t_per_inhabitant", N_("Part par habitant"), Kind.NUMBER, "tCO2e", 3)
START, END = columns.BASELINE_2019.called(N_("Grandeur en 2019")), columns.PHYSICAL_2030.called(N_("Grandeur en 2030"))
SHARE = Column("share", N_("Part de la région, de 0 à 1"), Kind.NUMBER, decimals=4)
INHABITANTS = Column("inhabitants", N_("Habitants"), Kind.COUNT)
PARTIAL = Column("partial", N_("En partie hors de la région"), page=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A perimeter's share within the region. place None where no single territory is meant.

    tonnes : CO2e a year avoided in 2030; people : inhabitants, in this region; baseline, physical : in the unit of the
    lines, None for all levers together or without translation; share : of the region's; partial : the perimeter goes on
    in another region, which is not counted here.
    """

    code: str
    name: str
    place: Place | None
    tonnes: int | None
    people: int | None
    baseline: float | None
    physical: float | None
    share: float | None
    grade: str
    partial: bool = False

    @property
    def kt(self) -> float | None:
        """In ktCO2e a year avoided in 2030."""
        return None if self.tonnes is None else self.tonnes / TONNES

    @property
    def each(self) -> float | None:
        """In tonnes of CO2e an inhabitant."""
        return None if self.tonnes is None or not self.people else self.tonnes / self.people

    @property
    def percent(self) -> float | None:
        """The share of the region's, from 0 to 100."""
        return None if self.share is None else 100 * self.share


@dataclass(frozen=True, slots=True)
class MapLines:
    """The lines of a level, by name, that of the communes of no perimeter (None for none), what is counted in two of
    them (below 0; None for nothing), what they add up to, and the region's: more, where levers cannot be placed here.

    scale : how the quantities of the lever are said, one unit for the whole column. placed : whether the lever asked
    for is fit to be shared.
    """

    rows: tuple[Line, ...]
    rest: Line | None
    twice: Line | None
    shared: Line
    whole: Line
    scale: Scale
    placed: bool = True

    @property
    def unplaced(self) -> int:
        """Tonnes of the region that are left to be placed."""
        return (self.whole.tonnes or 0) - (self.shared.tonnes or 0)

    def quantity_grade(self, adds_up: bool) -> str:
        """How sure the quantities of the column are: as their key, but for a rate, which no key measures."""
        return self.rows[0].grade if adds_up and self.rows else "B"


def lines_of(region: str, level: str, lever: str = "") -> MapLines:
    """The lines of a region (INSEE code) at a level; `lever` is an official id, "" for all together."""
    choices, redrawn = choices_of(region), redrawn_at(region, level)
    (own,) = shares_at(region, "region", choices)
    shares = shares_at(region, level, choices, redrawn=redrawn)
    parts = [part for share in shares if (part := share.part(lever)) is not None]
    known = sorted(max(part.baseline or 0.0, part.physical) for part in parts if part.physical is not None)
    # The unit of the territory in the middle, so that most read as on their own pages.
    scale = scale_for(parts[0].lever, (known[len(known) // 2],)) if known else Scale("")
    twice, left = overlaps([share.place for share in shares], region)
    nowhere = share_of(made_of(NOWHERE, left), {region: choices}) if left.size else None
    again = 0
    if twice.size:
        again = counted_twice(region, level, choices, redrawn=redrawn, lever=lever or None, unfit_too=bool(lever))
    whole = together = _line(own, region, lever, scale, None)
    if not lever:
        total = sum(share.tonnes for share in shares) + (nowhere.tonnes if nowhere else 0) - again
        together = replace(whole, tonnes=total, grade=max((share.grade for share in shares), default=whole.grade))
    rows = tuple(_line(share, region, lever, scale, together.tonnes) for share in shares)
    rest = None
    if nowhere is not None:
        name = _("Communes hors %(level)s", level=plural_of(level))
        rest = replace(_line(nowhere, region, lever, scale, together.tonnes), place=None, name=name)
    double = _twice([*rows, *([rest] if rest else [])], together, again) if twice.size else None
    return MapLines(rows, rest, double, together, whole, scale, not lever or any(part.placed for part in parts))


def _line(share: TerritoryShare, region: str, lever: str, scale: Scale, whole: int | None) -> Line:
    place, within, part = share.place, share.place.within(region), share.part(lever)
    tonnes = share.tonnes if not lever else part.tonnes if part else None
    people = float(load_frame().population[within].sum())
    baseline, physical = (
        None if value is None else value * scale.factor
        for value in ((part.baseline, part.physical) if part else (None, None))
    )
    return Line(
        place.code,
        quoted(place.name),
        place,
        tonnes,
        int(people) if math.isfinite(people) else None,
        baseline,
        physical,
        1.0 if place.level == "region" and tonnes else tonnes / whole if tonnes is not None and whole else None,
        part.grade if part else share.grade,
        within.size < place.ranks.size,
    )


def _twice(lines: Sequence[Line], whole: Line, tonnes: int) -> Line:
    """What the lines count twice, below 0."""
    known = [line.physical for line in lines if line.physical is not None]
    physical = whole.physical - sum(known) if whole.physical is not None and len(known) == len(lines) else None
    people = None if whole.people is None else whole.people - sum(line.people or 0 for line in lines)
    less = None if whole.tonnes is None else -tonnes
    share = less / whole.tonnes if less is not None and whole.tonnes else None
    return Line(TWICE, _("Compté deux fois, à ôter"), None, less, people, None, physical, share, whole.grade)


def cautions() -> tuple[str, ...]:
    """What must be read before the figures."""
    return tied(caution()), _("Une part n’est pas une obligation : c’est un repère pour en débattre.")


def source_keys(asked: AskedMap, *, every_lever: bool = False) -> tuple[str, ...]:
    """Keys of sources.toml that the page stands on: targets, keys, perimeters, contours."""
    region, known = asked.region.code, load_keys()
    keys = ["simulateur-2023", "copilote-cles"]
    for rule in shared(region, choices_of(region)).rules:
        if every_lever or asked.lever_id in ("", rule.lever):
            keys += [known[name].source for name in keys_in(rule.key) if name in known]
    keys += ["insee-comparateur-2022", "decoupage-2026"]
    if asked.level == "crte":
        keys += [place.source for place in places_of(region, "crte")]
    return tuple(dict.fromkeys([*keys, "ign-contours-2024"]))


def share_table(asked: AskedMap, lines: MapLines, ordered: Sequence[Line]) -> Table:
    """The lines in order, then those of the foot: communes elsewhere, what is counted twice, what is left, the region.

    Files hold its numbers whole (`for_files`), less the line of what is shared; the page writes them to add up.
    """
    unit = lines.scale.unit
    shown_columns = (
        replace(columns.CODE, page=False),
        columns.TERRITORY,
        columns.LEVEL,
        SHARE_KT,
        PER_HEAD,
        replace(START, unit=unit, page=False),
        replace(END, unit=unit, page=asked.lever is not None and asked.lever.translated),
        replace(columns.UNIT, page=False),
        SHARE,
        columns.CERTAINTY,
        INHABITANTS,
        PARTIAL,
    )
    shown = [*ordered, *([lines.rest] if lines.rest else [])]
    each = decimals_for([line.each for line in shown], 2)
    digits = digits_of(lines.quantity_grade(asked.adds_up), asked.lever) if asked.lever else 3
    decimals = decimals_for([line.physical for line in shown], digits)
    rows = (*_rows(asked, lines, shown, each, decimals), *_feet(asked, lines, each, decimals))
    anchors = (*(f"t-{line.code}" for line in ordered), *("" for _row in rows[len(ordered) :]))
    title = _(
        "%(region)s, parts des %(level)s : %(what)s",
        region=asked.region.name,
        level=plural_of(asked.level),
        what=asked.lever.label if asked.lever else _("tous les leviers"),
    )
    return Table("territories", title, shown_columns, rows, source_keys(asked), anchors=anchors, total=True)


def page_titles(asked: AskedMap, lines: MapLines) -> dict[str, str]:
    """The titles of the columns on the page, shorter, with their units, by key."""
    quantity = _("En 2030, %(unit)s", unit=lines.scale.unit)
    if lines.quantity_grade(asked.adds_up) != "A":
        quantity = _("En 2030, %(unit)s (environ)", unit=lines.scale.unit)
    return {
        "target_kt": "ktCO2e",
        "target_t_per_inhabitant": _("tCO2e par habitant"),
        "physical_2030": quantity,
        "share": _("Part de la région"),
    }


def _row(
    asked: AskedMap, unit: str, line: Line, kt: str, each: str, *, physical: str = "", share: str = "", grade: str = ""
) -> tuple[Cell, ...]:
    """A row: what files hold of a line, and what the page writes of it."""
    place, address = line.place, ""
    if place is not None:
        address = address_of("territory", place.level, place.code)
        if place.level == "region":
            address = reverse("region", args=[asked.region.slug])
    return (
        line.code,
        Linked(line.name, address, text=f"{line.name} *" if line.partial else line.name),
        place.level if place else "",
        Linked(line.kt, text=kt),
        Linked(line.each, text=each),
        line.baseline,
        Linked(line.physical, text=physical),
        unit or None,
        Linked(line.share, text=share),
        Linked(line.grade, text=grade),
        Linked(line.people, text=format_decimals(line.people, 0)),
        line.partial,
    )


def _rows(
    asked: AskedMap, lines: MapLines, shown: Sequence[Line], each: int, decimals: int
) -> Iterator[tuple[Cell, ...]]:
    """The territories, the communes of none, what is counted twice: what is written of them adds up."""
    whole, twice = lines.shared, lines.twice
    every = [*shown, *([twice] if twice else [])]

    def written(read: Callable[[Line], float | None], total: float | None, decimals: int) -> tuple[str, ...]:
        texts = with_twice([read(line) for line in shown], read(twice) if twice else None, total, decimals)
        return (*texts, "")[: len(every)]

    quantities = written(lambda line: line.physical, whole.physical if asked.adds_up else None, decimals)
    quantities = small_in_words([line.physical for line in every], quantities, decimals)
    kts = written(lambda line: line.kt, whole.kt, 1)
    shares = written(lambda line: line.percent, 100.0, 1)
    for line, kt, quantity, share in zip(every, kts, quantities, shares, strict=True):
        yield _row(
            asked,
            lines.scale.unit,
            line,
            kt,
            "" if line is twice else format_decimals(line.each, each),
            physical="" if line.physical is None or (line is twice and not asked.adds_up) else quantity,
            share="" if line.share is None else with_unit(share, "%"),
            grade="" if line is twice else grade_name(line.grade),
        )


def _feet(asked: AskedMap, lines: MapLines, each: int, decimals: int) -> Iterator[tuple[Cell, ...]]:
    """The sums of the foot: what is shared and what is left, where not all is; the region."""

    def foot(line: Line, **texts: str) -> tuple[Cell, ...]:
        per_head = format_decimals(line.each, each)
        return _row(asked, lines.scale.unit, line, format_decimals(line.kt, 1), per_head, **texts)

    sums, left = {}, lines.unplaced
    if asked.adds_up and lines.shared.physical is not None:
        sums["physical"] = format_decimals(lines.shared.physical, decimals)
    if lines.shared.tonnes:
        sums["share"] = format_percent(1.0)
    if left:
        name = _("Partagé entre ces territoires")
        yield foot(replace(lines.shared, code=SHARED, name=name, place=None), **sums)
        rest = replace(lines.whole, code=UNPLACED, name=_("À localiser"), place=None, tonnes=left, people=None)
        yield foot(replace(rest, grade=UNFIT), grade=grade_name(UNFIT))
    yield foot(lines.whole, **({} if left else sums))


def territories_book(asked: AskedMap) -> Book:
    """The table of the page at full precision, then every lever in every territory."""
    lines = lines_of(asked.region.code, asked.level, asked.lever_id)
    table = share_table(asked, lines, lines.rows)
    rows = tuple(row for row in table.rows if row[0] != SHARED)
    notes = crte_notes(asked.region, places_of(asked.region.code, "crte")) if asked.level == "crte" else ()
    name = "-".join(["copilote", asked.region.slug, "parts", *asked.slugs])
    return Book(name, table.title, (replace(table, rows=rows), _every_lever(asked)), (*notes, *cautions()))


def _every_lever(asked: AskedMap) -> Table:
    fields = [
        (columns.CODE, lambda pair: pair[0].place.code),
        (columns.TERRITORY, lambda pair: quoted(pair[0].place.name)),
        (Column("lever", N_("Identifiant")), lambda pair: pair[1].lever.id),
        (Column("label", N_("Levier")), lambda pair: pair[1].lever.label),
        (SHARE_KT, lambda pair: pair[1].target_kt),
        (START, lambda pair: pair[1].baseline),
        (END, lambda pair: pair[1].physical),
        (columns.UNIT, lambda pair: pair[1].lever.unit),
        (SHARE, lambda pair: pair[1].share),
        (columns.KEY.called(N_("Clé de répartition")), lambda pair: key_title(pair[1].rule.key)),
        (columns.CERTAINTY, lambda pair: pair[1].grade),
    ]
    parts = [(share, part) for share in shares_of(asked.region.code, asked.level) for part in share.parts]
    return Table.of("levers", _("Levier par levier"), fields, parts, source_keys(asked, every_lever=True))


def key_table(asked: AskedMap) -> Table:
    """The key of every lever of a region, in the published order; each leads to its map."""
    (own,) = shares_at(asked.region.code, "region", choices_of(asked.region.code))
    chosen = _("(choisie par la COP)")

    def linked(part: Part) -> Linked:
        return Linked(part.lever.label, f"?{asked.query(levier=part.lever.slug, mesure='', tri='')}")

    def target(part: Part) -> Linked:
        return Linked(part.target_kt, text=format_number(part.target_kt, 4))

    fields: list[tuple[Column, Callable[[Part], Cell]]] = [
        (columns.LEVER, linked),
        (
            columns.TARGET_KT.called("ktCO2e"),
            lambda part: Linked(part.target_kt, text=format_number(part.target_kt, 4)),
        ),
        (columns.KEY, lambda part: f"{key_title(part.rule.key)} {chosen if part.rule.chosen else ''}".strip()),
        (columns.CERTAINTY, lambda part: grade_name(part.rule.grade(asked.level), chosen=part.rule.chosen)),
    ]
    return Table.of("cles", _("Leviers, clés et certitude à ce niveau"), fields, own.parts)
