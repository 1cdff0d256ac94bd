"""The table of a region's map: a row for each territory, and those of its foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.planning.key_test import UNFIT
from copilote.planning.quantities import digits_of
from copilote.sharing.pages.region_asked import TEXTS, Asked
from copilote.sharing.pages.region_lines import TWICE, UNPLACED, Line, Lines, column, decimals_for, small_in_words
from copilote.sharing.pages.region_words import name_of
from copilote.simulator.pages.seen import address_of
from copilote.ui.certainty import grade_name
from copilote.ui.translation import t
from copilote.ui.words import format_decimals, format_percent, with_unit


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its address sorts by it; `sorted` is "ascending", "descending" or ""."""

    text: str
    address: str
    sorted: str
    number: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A territory as the table writes it; `cells` are (column, text); `partial`: it goes on in another region."""

    code: str
    name: str
    address: str
    cells: tuple[tuple[str, str], ...]
    grade: str
    partial: bool


def heads_of(asked: Asked, lines: Lines) -> tuple[Head, ...]:
    texts = {"nom": _("Territoire"), "kt": "ktCO2e", "habitant": _("tCO2e par habitant")}
    if asked.lever is not None and asked.lever.translated:
        texts["grandeur"] = _("En 2030, %(unit)s") % {"unit": t(lines.scale.unit)}
        if lines.quantity_grade(asked.adds_up) != "A":
            texts["grandeur"] = _("En 2030, %(unit)s (environ)") % {"unit": t(lines.scale.unit)}
    texts |= {"part": _("Part de la région"), "note": _("Certitude"), "population": _("Habitants")}
    return tuple(
        Head(
            text,
            "?" + asked.query(tri=key),
            ("ascending" if key in TEXTS else "descending") if key == asked.sort else "",
            key not in TEXTS,
        )
        for key, text in texts.items()
    )


def rows_of(asked: Asked, ordered: Sequence[Line], lines: Lines) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The lines in order as the table writes them, and those of its foot: communes elsewhere, the region."""
    shown = [*ordered, *([lines.rest] if lines.rest else [])]
    whole, twice = lines.shared, lines.twice
    kt = column([one.kt for one in shown], twice and twice.kt, whole.kt, 1)
    again = None if twice is None or twice.share is None else 100 * twice.share
    percents = column([None if one.share is None else 100 * one.share for one in shown], again, 100.0, 1)
    digits = digits_of(lines.quantity_grade(asked.adds_up), asked.lever) if asked.lever else 3
    places_after = decimals_for([one.physical for one in shown], digits)
    each = decimals_for([one.each for one in shown], 2)
    total = whole.physical if asked.adds_up else None
    written = column([one.physical for one in shown], twice and twice.physical, total, places_after)
    physical = (
        *small_in_words([one.physical for one in shown], written[: len(shown)], places_after),
        *written[len(shown) :],
    )
    rows = []
    for at, one in enumerate([*shown, *([twice] if twice else [])]):
        percent = "" if one.share is None else with_unit(percents[at], "%")
        cells = _cells(asked, one, kt[at], each, physical[at] if one is not twice or asked.adds_up else "", percent)
        address = address_of("territory", one.place.level, one.code) if one.place else ""
        grade = "" if one is twice else grade_name(one.grade)
        rows.append(Row(one.code, name_of(one, asked.level), address, cells, grade, one.partial))
    told = format_decimals(total, places_after) if total is not None else ""
    cells = _cells(asked, whole, format_decimals(whole.kt, 1), each, told, format_percent(1.0) if whole.tonnes else "")
    region = reverse("region", args=[asked.region.slug])
    feet = [*rows[len(ordered) :]]
    if lines.unplaced:
        feet.append(Row("partage", _("Partagé entre ces territoires"), "", cells, "", False))
        left = replace(lines.whole, tonnes=lines.unplaced, people=None, physical=None)
        cells = _cells(asked, left, format_decimals(left.kt, 1), each, "", "")
        feet.append(Row(UNPLACED, _("À localiser"), "", cells, grade_name(UNFIT), False))
        cells = _cells(asked, lines.whole, format_decimals(lines.whole.kt, 1), each, "", "")
    feet.append(Row("region", asked.region.name, region, cells, "", False))
    return tuple(rows[: len(ordered)]), tuple(feet)


def _cells(asked: Asked, one: Line, kt: str, each: int, physical: str, percent: str) -> tuple[tuple[str, str], ...]:
    """(column, text) of a line; `each` are the decimals of a quantity by the head."""
    cells = [("kt", kt), ("habitant", "" if one.code == TWICE else format_decimals(one.each, each))]
    if asked.lever is not None and asked.lever.translated:
        cells.append(("grandeur", physical if one.physical is not None else ""))
    return (*cells, ("part", percent), ("population", format_decimals(one.people, 0)))
