"""A lever of the diagnostic as it is read: its target, what is declared and observed, in kt and in its own unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from urllib.parse import urlencode

from copilote.diagnostic.sums import Sums, kt_of
from copilote.exchange.diagnosed import Observed
from copilote.planning.actions import COUNTED, Status
from copilote.planning.diagnosis import LeverDiagnosis
from copilote.planning.quantities import Scale, borne, scale_for
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.simulator import LeverFigures, find_region
from copilote.reference.sources import find_source
from copilote.sharing.reads import Own
from copilote.ui.addresses import address_of
from copilote.ui.charts.bullet import BulletLever
from copilote.ui.quantities import in_scale
from copilote.words import N_, _
from copilote.words.numbers import counted, format_kt, format_number, with_unit

DIGITS = 3
SOON = {Status.DONE: N_("Fait"), Status.UNDER_WAY: N_("En cours"), Status.DECIDED: N_("Décidé")}
"""Headings of what counts."""
NONE = "–"


@dataclass(frozen=True)
class LeverLine:
    """A lever with what its actions come to. declared.lever.target_kt : what they are compared with, the target of the
    region or a territory's share. per_kt : how many of its unit a kt is; None without unit. observed : in the region.
    """

    lever: LeverFigures
    declared: LeverDiagnosis
    organisations: int
    observed: Observed | None
    per_kt: float | None
    scale: Scale

    @property
    def target_kt(self) -> float | None:
        """What the actions are compared with."""
        return self.declared.lever.target_kt

    @property
    def actions(self) -> int:
        """How many actions there are, whatever their status."""
        return sum(self.declared.actions.values())

    @property
    def counting(self) -> int:
        """How many of a status that counts."""
        return sum(self.declared.actions[status] for status in COUNTED)

    def value(self, kt: float | None) -> float | None:
        """An amount in the unit of the line; None without one."""
        return None if kt is None or self.per_kt is None else kt * self.per_kt * self.scale.factor

    def quantity(self, kt: float | None) -> str:
        """An amount in words: "9 500 véhicules"; "" without unit."""
        value = self.value(kt)
        return in_scale(borne(value, DIGITS), self.scale) if value else ""

    @property
    def bullet(self) -> BulletLever:
        """Its drawing."""
        line = self.declared
        return BulletLever(self.lever.label, self.target_kt, line.done_kt, line.under_way_kt, line.decided_kt)

    @property
    def difference(self) -> str:
        """What is observed beside what is declared done, in a sentence; "" where no statistic tells kt."""
        if self.observed is None or self.observed.kt is None:
            return ""
        done, observed, year = self.declared.done_kt, max(0.0, self.observed.kt), self.observed.year
        words = {"lever": self.lever.label, "year": year, "observed": format_kt(observed), "done": format_kt(done)}
        if not observed:
            none = N_("%(lever)s : les statistiques ne montrent pas de gain de 2019 à %(year)s.")
            some = N_(
                "%(lever)s : les statistiques ne montrent pas de gain de 2019 à %(year)s ; %(done)s déclarées faites."
            )
            return _(some if done else none, **words)
        if not done:
            return _("%(lever)s : %(observed)s observées de 2019 à %(year)s, rien de chiffré déclaré fait.", **words)
        pattern = N_(
            "%(lever)s : %(observed)s observées de 2019 à %(year)s, %(done)s déclarées faites. "
            "L’observé dépasse de %(gap)s : d’autres agissent aussi, ou tout n’est pas encore déclaré."
        )
        if done > observed:
            pattern = N_(
                "%(lever)s : %(observed)s observées de 2019 à %(year)s, %(done)s déclarées faites. "
                "Le déclaré dépasse de %(gap)s : l’effet vient après, ou la statistique est plus ancienne."
            )
        return _(pattern, **words, gap=format_kt(abs(done - observed)))


def region_lines(sums: Sums, observed: Mapping[str, Observed]) -> tuple[LeverLine, ...]:
    """The levers of a region."""
    return tuple(
        LeverLine(
            line.lever,
            line,
            sums.organisations.get(line.lever.id, 0),
            observed.get(line.lever.id),
            None if line.lever.ratio is None else abs(line.lever.ratio),
            scale_for(line.lever, [abs((line.lever.target_kt or 0.0) * (line.lever.ratio or 0.0))]),
        )
        for line in sums.levers
    )


def own_targets(own: Sequence[Own]) -> tuple[LeverFigures, ...]:
    """The levers of a territory, their target being its indicative share; None where it is not known there."""
    return tuple(replace(each.part.lever, target_kt=each.share_kt) for each in own)


def territory_lines(sums: Sums, own: Sequence[Own]) -> tuple[LeverLine, ...]:
    """The levers of a territory, in its own units; own : in the order of the sums."""
    return tuple(
        LeverLine(
            each.part.lever,
            line,
            sums.organisations.get(line.lever.id, 0),
            None,
            None if each.lever is None or each.lever.ratio is None else abs(each.lever.ratio),
            each.scale,
        )
        for line, each in zip(sums.levers, own, strict=True)
    )


def kt_text(kt: float | None, count: int = 0) -> str:
    """An amount in a column of kt: "–" for nothing; "non chiffré" where actions have no known kt."""
    if kt is None:
        return _("non chiffré") if count else NONE
    return format_number(kt) if kt else NONE


def _declared(line: LeverLine, status: Status, address: str) -> Cell:
    """What is declared of a status. address : of the actions behind it."""
    kt, count = kt_of(line.declared, status), line.declared.actions[status]
    given = line.declared.achieved_kt if status is Status.DONE else 0.0
    notes = (
        line.quantity(kt),
        counted(count, "action", "actions") if count else "",
        _("dont %(kt)s d’actions non achevées", kt=format_kt(given)) if given else "",
    )
    return Linked(kt, address if count or given else "", text=kt_text(kt, count), note=" · ".join(filter(None, notes)))


def _observed(line: LeverLine) -> Cell:
    seen = line.observed
    if seen is None:
        return Linked("", text=NONE)
    slug = find_region(line.lever.region).slug
    address = address_of("indicator", slug, seen.indicator) if seen.indicator else ""
    if seen.kt is None:
        value = with_unit(format_number(seen.quantity), seen.unit or "")
        return Linked(value, address, note=_("%(label)s, en %(year)s", label=seen.label, year=seen.year))
    text = format_number(seen.kt) if seen.kt > 0 else _("aucun gain")
    source = find_source(seen.source).title
    return Linked(text, address, note=_("de 2019 à %(year)s · %(source)s", year=seen.year, source=source))


def _target(line: LeverLine) -> Cell:
    text = NONE if line.target_kt is None else format_number(line.target_kt)
    return Linked(line.target_kt, text=text, note=line.quantity(line.target_kt))


def _remaining(line: LeverLine) -> Cell:
    kt = line.declared.remaining_kt
    text = NONE if kt is None else format_number(kt) if kt else _("atteint, d’après les déclarations")
    return Linked(kt, text=text, note=line.quantity(kt))


def page_table(
    lines: Sequence[LeverLine],
    title: str,
    target: str,
    addresses: Mapping[str, str],
    *,
    observed: bool,
    behind: Mapping[str, str],
) -> Table:
    """The table of a page: each sector, which sums its levers, then these, the largest first.

    addresses : of the levers, behind : of the actions that make their figures, by id.
    """
    heads: list[int] = []
    rows: list[tuple[Cell, ...]] = []
    for sector in dict.fromkeys(line.lever.sector for line in lines):
        own = sorted((line for line in lines if line.lever.sector == sector), key=lambda line: -(line.target_kt or 0.0))
        heads.append(len(rows))
        rows.append(_sector(sector, own, observed=observed))
        rows += [
            (
                Linked(line.lever.label, addresses.get(line.lever.id, "")),
                _target(line),
                *(_declared(line, status, behind.get(line.lever.id, "")) for status in COUNTED),
                _remaining(line),
                *([_observed(line)] if observed else []),
                Linked(line.organisations, text=str(line.organisations) if line.organisations else NONE),
            )
            for line in own
        ]
    shown = (
        columns.LEVER.called(N_("Secteur et levier")),
        *_kt_columns(target),
        *([Column("observed", N_("Observé (kt)"), Kind.NUMBER)] if observed else []),
        Column("organisations", N_("Organisations"), Kind.COUNT),
    )
    return Table("diagnostic", title, shown, tuple(rows), heads=tuple(heads))


def sector_table(lines: Sequence[LeverLine], title: str, target: str) -> Table:
    """What the levers of each sector add up to."""
    sectors = dict.fromkeys(line.lever.sector for line in lines)
    rows = [
        _sector(sector, [line for line in lines if line.lever.sector == sector], observed=False)[:-1]
        for sector in sectors
    ]
    shown = (columns.SECTOR.called(N_("Secteur")), *_kt_columns(target))
    return Table("secteurs", title, tuple(replace(column, page=True) for column in shown), tuple(rows))


def _kt_columns(target: str) -> tuple[Column, ...]:
    heads = (target, *(_("%(what)s (kt)", what=_(SOON[status])) for status in COUNTED), _("Reste (kt)"))
    return tuple(Column(f"kt_{rank}", head, Kind.NUMBER) for rank, head in enumerate(heads))


def _sector(name: str, lines: Sequence[LeverLine], *, observed: bool) -> tuple[Cell, ...]:
    amounts = [fsum(line.target_kt or 0.0 for line in lines)]
    amounts += [fsum(kt_of(line.declared, status) or 0.0 for line in lines) for status in COUNTED]
    amounts.append(fsum(line.declared.remaining_kt or 0.0 for line in lines))
    return (name, *(Linked(kt, text=kt_text(kt)) for kt in amounts), *([""] if observed else []), "")


def file_table(lines: Sequence[LeverLine], title: str, target: Column, *, observed: bool) -> Table:
    """The same for files: a row a lever, all its numbers whole."""
    seen = [line.observed for line in lines]
    fields: list[tuple[Column, list[Cell]]] = [
        (columns.LEVER, [line.lever.label for line in lines]),
        (columns.ID, [line.lever.id for line in lines]),
        (columns.SECTOR, [line.lever.sector for line in lines]),
        (columns.THEME, [line.lever.theme for line in lines]),
        (target, [line.target_kt for line in lines]),
    ]
    for status in COUNTED:
        head = Column(f"{status.value}_kt", _("%(what)s (ktCO2e)", what=_(SOON[status])), Kind.KT)
        fields.append((head, [kt_of(line.declared, status) for line in lines]))
    given = Column("achieved_kt", N_("Dont déjà fait d’actions non achevées (ktCO2e)"), Kind.KT)
    fields.append((given, [line.declared.achieved_kt or None for line in lines]))
    rest = Column("remaining_kt", N_("Reste (ktCO2e)"), Kind.KT)
    fields += [
        (rest, [line.declared.remaining_kt for line in lines]),
        (columns.UNIT, [line.scale.unit if line.per_kt is not None else None for line in lines]),
        (
            Column("target_quantity", N_("Objectif, dans l’unité"), Kind.NUMBER),
            [line.value(line.target_kt) for line in lines],
        ),
    ]
    for status in COUNTED:
        head = Column(f"{status.value}_quantity", _("%(what)s, dans l’unité", what=_(SOON[status])), Kind.NUMBER)
        fields.append((head, [line.value(kt_of(line.declared, status)) for line in lines]))
    for status in Status:
        head = Column(f"actions_{status.value}", _("Actions : %(status)s", status=status.label), Kind.COUNT)
        fields.append((head, [line.declared.actions[status] for line in lines]))
    fields += [
        (Column("unknown", N_("Actions sans quantité"), Kind.COUNT), [line.declared.unknown for line in lines]),
        (Column("twice_kt", N_("Ôté, dit deux fois (ktCO2e)"), Kind.KT), [line.declared.twice_kt for line in lines]),
        (Column("organisations", N_("Organisations"), Kind.COUNT), [line.organisations for line in lines]),
    ]
    if observed:
        fields += [
            (Column("observed_label", N_("Observé")), [each.label if each else None for each in seen]),
            (Column("observed_year", N_("Année observée"), Kind.YEAR), [each.year if each else None for each in seen]),
            (
                Column("observed", N_("Valeur observée"), Kind.NUMBER),
                [each.quantity if each else None for each in seen],
            ),
            (Column("observed_unit", N_("Unité observée")), [each.unit if each else None for each in seen]),
            (
                Column("observed_kt", N_("Observé depuis 2019 (ktCO2e)"), Kind.KT),
                [None if each is None or each.kt is None else each.kt + 0.0 for each in seen],
            ),
            (
                Column("observed_source", N_("Source")),
                [find_source(each.source).title if each else None for each in seen],
            ),
        ]
    rows = tuple(zip(*(cells for _column, cells in fields), strict=True))
    sources = tuple(dict.fromkeys(["simulateur-2023", *(each.source for each in seen if each and observed)]))
    return Table("leviers", title, tuple(column for column, _cells in fields), rows, sources, sheet=_("Leviers"))


def amount_words(kt: float) -> str:
    """An amount of a sentence, to three digits: "0 kt" when nothing is known."""
    return format_kt(kt) if kt else _("0 ktCO2e")


def balance_query(lines: Sequence[LeverLine]) -> str:
    """What is declared done or under way, as the query of the simulator's balance."""
    known = ((line.lever.id, (line.declared.done_kt or 0.0) + (line.declared.under_way_kt or 0.0)) for line in lines)
    return urlencode({f"c-{lever}": f"{kt:.6f}".rstrip("0").rstrip(".") for lever, kt in known if kt})
