"""What changes from one way of sharing to another: a table, bars, a map, a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from copilote.exchange.perimeters import twice_words
from copilote.exchange.place import Place, overlaps
from copilote.exchange.shapes import shapes_of
from copilote.planning.apportionment import TONNES, Tonnes
from copilote.publish.columns import TERRITORY
from copilote.publish.table import Cell, Column, Kind, Linked, Shown, Table
from copilote.reference.contours import load_contours
from copilote.reference.errors import CopiloteError
from copilote.sharing.compare import by_place
from copilote.sharing.levels import plural_of
from copilote.sharing.recorded import redrawn_at
from copilote.ui.addresses import address_of
from copilote.ui.charts import Bar, bars
from copilote.ui.charts.choropleth import Area, Choropleth, choropleth
from copilote.ui.drawing import Drawing
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, format_kt, format_number, format_percent
from copilote.words.typography import quoted, tied

MOST_BARS = 8
GAP = Column("gap_kt", N_("Écart (kt)"), Kind.KT)
GAP_PERCENT = Column("gap_percent", N_("Écart (%)"), Kind.PERCENT)


def signed_percent(share: float | None) -> str:
    """A change in percent, with its sign."""
    return ("+" if share is not None and share > 0 else "") + format_percent(share)


@dataclass(frozen=True, eq=False)
class ShareChange:
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

    @property
    def name(self) -> str:
        """The territory's."""
        return quoted(self.place.name)

    @property
    def address(self) -> str:
        """Of the territory's page."""
        return address_of("territory", self.place.level, self.place.code)


@dataclass(frozen=True, eq=False)
class Effects:
    """What a way of sharing changes at a level of a region against another. before, after : tonnes by commune."""

    region: str
    level: str
    before: Tonnes
    after: Tonnes
    map_title: str

    @cached_property
    def changes(self) -> list[ShareChange]:
        """Every territory of the level, those that gain most first."""
        sharings = (by_place(self.region, self.level, tonnes) for tonnes in (self.before, self.after))
        changes = [ShareChange(place, old, new) for (place, old), (_same, new) in zip(*sharings, strict=True)]
        return sorted(changes, key=lambda change: (-change.delta, change.place.name))

    @property
    def sentence(self) -> str:
        """How many take more, how many less, and how much moves."""
        more = [change.delta for change in self.changes if change.delta > 0]
        less = [change.delta for change in self.changes if change.delta < 0]
        moved, total = sum(more), int(self.after.sum())
        if not moved:
            return tied(_("Aucun territoire ne change : les deux répartitions sont les mêmes à ce niveau."))
        return tied(
            _(
                "%(more)s prennent plus, %(less)s moins : %(moved)s changent de territoire, soit %(part)s de "
                "l’objectif.",
                more=counted(len(more), "territoire", "territoires"),
                less=len(less),
                moved=format_kt(moved / TONNES, mega=False),
                part=format_percent(moved / total if total else None),
            )
        )

    def table(self, key: str, title: str, sharings: Sequence[tuple[Column, Tonnes]]) -> Table:
        """A territory a row: what it takes by each way of sharing, then what changes; the last row is the region's
        tonnes, which no way of sharing changes."""
        by_code = [
            {place.code: tonnes for place, tonnes in by_place(self.region, self.level, by_commune)}
            for _column, by_commune in sharings
        ]
        rows: list[tuple[Cell, ...]] = [
            (
                Linked(change.name, change.address),
                *(Shown(tonnes[change.place.code] / TONNES, 2) for tonnes in by_code),
                Shown(change.delta / TONNES, 2, True),
                signed_percent(change.relative),
            )
            for change in self.changes
        ]
        sums = (Shown(int(by_commune.sum()) / TONNES, 2) for _column, by_commune in sharings)
        rows.append((_("Région"), *sums, Shown(0.0, 2, True), format_percent(0.0)))
        note = _(
            "En ktCO2e évitées par an en 2030. Parts indicatives. La somme est l’objectif de la région, à la tonne "
            "près."
        )
        if self.level == "crte":  # what is in two of them adds up to more than the region
            twice, _never = overlaps([change.place for change in self.changes], self.region)
            note = f"{note} {twice_words(twice)}".strip()
        columns = (TERRITORY, *(column for column, _tonnes in sharings), GAP, GAP_PERCENT)
        return Table(key, title, columns, tuple(rows), note=note, total=True)

    @property
    def bars(self) -> list[Drawing]:
        """Bars of those that gain most, then of those that lose most, to the left of their axis; none for nobody."""
        more = [change for change in self.changes if change.delta > 0]
        less = sorted((change for change in self.changes if change.delta < 0), key=lambda change: change.delta)
        sides = (
            (more, "plus", _("Ceux dont la part monte le plus")),
            (less, "moins", _("Ceux dont la part baisse le plus")),
        )
        return [
            Drawing.of(
                bars,
                tuple(Bar(change.name, change.delta / TONNES) for change in changes[:MOST_BARS]),
                prefix=prefix,
                caption=_("%(title)s, en ktCO2e par an en 2030.", title=title),
                title=title,
                unit="ktCO2e",
                write=lambda value: format_number(value, sign=True),
            )
            for changes, prefix, title in sides
            if changes
        ]

    @property
    def map(self) -> Choropleth | None:
        """Who takes more and who takes less, in percent; None where no contour is known, or nothing changes."""
        if not any(change.delta for change in self.changes):
            return None
        try:
            shapes = shapes_of(self.region, self.level, redrawn_at(self.region, self.level))
            borders = load_contours(self.region).borders("departements", outer=False)
        except CopiloteError:
            return None
        areas = [
            Area(
                change.place.code,
                change.name,
                shapes.outline(change.place.code),
                None if change.relative is None else 100 * change.relative,
                change.address,
                format_decimals(change.delta / TONNES, 2, sign=True) + " ktCO2e",
            )
            for change in self.changes
        ]
        drawn = [area for area in areas if area.rings]
        if not drawn:
            return None
        return choropleth(
            drawn,
            title=self.map_title,
            unit="%",
            what=plural_of(self.level),
            prefix="carte-cles",
            write=lambda value: format_number(value, 2),
            changes=True,
            borders=borders if self.level != "departement" else (),
            legend=True,
        )
