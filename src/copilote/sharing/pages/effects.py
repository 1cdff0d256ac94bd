"""What changes from one way of sharing to another: a table, bars, a map, a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing
from copilote.exchange.perimeters import Place, overlaps, twice_words
from copilote.planning.apportionment import TONNES, Tonnes
from copilote.reference.contours import load_contours
from copilote.reference.errors import CopiloteError
from copilote.sharing.compare import Reading, by_place
from copilote.sharing.recorded import redrawn_at
from copilote.sharing.shapes import shapes_of
from copilote.sharing.sheet_words import shown_name
from copilote.simulator.pages.seen import CellView, TableView, address_of
from copilote.ui.charts import Bar, bars
from copilote.ui.charts.choropleth import Area, Choropleth, choropleth
from copilote.ui.translation import t
from copilote.ui.words import UNKNOWN, counted, format_decimals, format_kt, format_number, format_percent

LEVELS = {"departement": "départements", "epci": "intercommunalités", "crte": "CRTE"}
"""Levels that are compared, and their French plural."""
MOST_BARS = 8


@dataclass(frozen=True, eq=False)
class Change:
    """A territory from a way of sharing to another, in tonnes."""

    place: Place
    before: int
    after: int

    @property
    def delta(self) -> int:
        """Gained (above 0) or lost."""
        return self.after - self.before

    @property
    def relative(self) -> float | None:
        """The change as a part of what it was; None from 0."""
        return self.delta / self.before if self.before else None


def changes(region: str, level: str, before: Tonnes, after: Tonnes) -> tuple[Change, ...]:
    """Every territory of a level, those that gain most first."""
    pairs = zip(by_place(region, level, before), by_place(region, level, after), strict=True)
    found = [Change(place, old, new) for (place, old), (_same, new) in pairs]
    return tuple(sorted(found, key=lambda one: (-one.delta, one.place.name)))


def sentence(found: tuple[Change, ...], total: int) -> str:
    """How many take more, how many less, and how much moves. total : the region's tonnes."""
    more = [one for one in found if one.delta > 0]
    less = [one for one in found if one.delta < 0]
    moved = sum(one.delta for one in more)
    if not moved:
        return _("Aucun territoire ne change : les deux répartitions sont les mêmes à ce niveau.")
    return _(
        "%(more)s prennent plus, %(less)s moins : %(moved)s changent de territoire, soit %(part)s de l’objectif."
    ) % {
        "more": counted(len(more), "territoire"),
        "less": len(less),
        "moved": format_kt(moved / TONNES, mega=False),
        "part": format_percent(moved / total) if total else t(UNKNOWN),
    }


def kt(tonnes: int | None, *, sign: bool = False) -> str:
    """Tonnes as kt with two decimals, none hidden by rounding to nothing."""
    return t(UNKNOWN) if tonnes is None else format_decimals(tonnes / TONNES, 2, sign=sign)


def wide_table(region: str, level: str, readings: tuple[Reading, ...], face: Reading) -> TableView:
    """A territory a row: its share in each reading, then what `face` changes against the first one."""
    shown = [one for one in readings if one.tonnes is not None]
    columns = [by_place(region, level, one.tonnes) for one in shown if one.tonnes is not None]
    base = readings[0].tonnes
    against = face.tonnes if face.tonnes is not None else base
    if base is None or against is None:
        return TableView("cles", "", (), ())
    values = {place.code: [found[rank][1] for found in columns] for rank, (place, _tonnes) in enumerate(columns[0])}
    titles = [_("Territoire"), *(f"{one.title} (kt)" for one in shown), _("Écart (kt)"), _("Écart (%)")]
    rows = []
    for one in changes(region, level, base, against):
        cells = [kt(value) for value in values[one.place.code]]
        cells += [kt(one.delta, sign=True), _relative(one.relative)]
        rows.append(_row(shown_name(one.place.name), cells, titles, _address(one.place)))
    whole = [int(one.tonnes.sum()) for one in shown if one.tonnes is not None]
    rows.append(_row(_("Région"), [*(kt(one) for one in whole), kt(0), format_percent(0.0)], titles))
    caption = _("Part de chacun selon la clé, et écart entre « %(face)s » et « %(first)s »") % {
        "face": face.title,
        "first": readings[0].title,
    }
    return _table("cles", caption, titles, rows, _twice(region, level, columns[0]))


def change_table(region: str, level: str, found: tuple[Change, ...], total: int) -> TableView:
    """Before, after, change; the last row is the region's tonnes, which a choice of key does not change."""
    titles = [_("Territoire"), _("Aujourd’hui (kt)"), _("Avec ce choix (kt)"), _("Écart (kt)"), _("Écart (%)")]
    rows = [
        _row(
            shown_name(one.place.name),
            [kt(one.before), kt(one.after), kt(one.delta, sign=True), _relative(one.relative)],
            titles,
            _address(one.place),
        )
        for one in found
    ]
    rows.append(_row(_("Région"), [kt(total), kt(total), kt(0, sign=True), format_percent(0.0)], titles))
    held = [(one.place, one.after) for one in found]
    return _table("effets", _("Ce que ce choix change"), titles, rows, _twice(region, level, held))


def _twice(region: str, level: str, held: Sequence[tuple[Place, int]]) -> str:
    """What is in two CRTE, whose rows add up to more than the region."""
    return t(twice_words(overlaps([place for place, _tonnes in held], region)[0])) if level == "crte" else ""


def _table(key: str, caption: str, titles: list[str], rows: list[tuple[CellView, ...]], more: str = "") -> TableView:
    note = _(
        "En ktCO2e évitées par an en 2030. Parts indicatives. La somme est l’objectif de la région, à la tonne près."
    )
    columns = tuple(CellView(title, number=rank > 0) for rank, title in enumerate(titles))
    return TableView(key, caption, columns, tuple(rows), f"{note} {more}".strip())


def _row(name: str, cells: list[str], titles: list[str], address: str = "") -> tuple[CellView, ...]:
    return (
        CellView(name, titles[0], False, address),
        *(CellView(text, title, True) for text, title in zip(cells, titles[1:], strict=True)),
    )


def _relative(value: float | None) -> str:
    if value is None:
        return t(UNKNOWN)
    return ("+" if value > 0 else "") + format_percent(value)


def _address(place: Place) -> str:
    return address_of("territory", place.level, place.code)


def change_bars(found: tuple[Change, ...], *, losing: bool = False) -> Drawing | None:
    """Bars of those that gain most, or lose most; None when nobody does."""
    kept = [one for one in found if (one.delta < 0 if losing else one.delta > 0)]
    kept = sorted(kept, key=lambda one: -abs(one.delta))[:MOST_BARS]
    if not kept:
        return None
    title = _("Ceux dont la part baisse le plus") if losing else _("Ceux dont la part monte le plus")
    prefix = "moins" if losing else "plus"
    items = tuple(Bar(shown_name(one.place.name), abs(one.delta) / TONNES) for one in kept)

    def write(value: float | None) -> str:
        told = format_number(value)
        return f"{'−' if losing else '+'}{told}"

    unit = "ktCO2e"
    return Drawing(
        bars(items, title=title, prefix=prefix, unit=unit, write=write),
        bars(items, title=title, prefix=f"{prefix}-m", unit=unit, width=300, write=write),
        _("%(title)s, en ktCO2e par an en 2030.") % {"title": title},
    )


def change_map(region: str, level: str, found: tuple[Change, ...], title: str) -> Choropleth | None:
    """The map of the changes in percent; None where no contour is known, or nothing changes."""
    if not any(one.delta for one in found):
        return None
    try:
        shapes = shapes_of(region, level, redrawn_at(region, level))
        borders = load_contours(region).borders("departements", outer=False)
    except CopiloteError:
        return None
    areas = [
        Area(
            one.place.code,
            shown_name(one.place.name),
            shapes.outline(one.place.code),
            None if one.relative is None else 100 * one.relative,
            _address(one.place),
            kt(one.delta, sign=True) + " ktCO2e",
        )
        for one in found
    ]
    drawn = [one for one in areas if one.rings]
    if not drawn:
        return None
    return choropleth(
        drawn,
        title=title,
        unit="%",
        what=LEVELS[level],
        prefix="carte-cles",
        write=lambda value: format_number(value, 2, sign=True),
        borders=borders if level != "departement" else (),
        legend=True,
    )
