"""The tables of a territory's sheet: themes, levers, territories inside and like it, measures, what it declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from copilote.exchange.around import inside, measured
from copilote.exchange.perimeters import place_of
from copilote.exchange.place import Place, members_in
from copilote.exchange.shares import Choices, TerritoryShare, key_title, share_of, shared
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Part, lines
from copilote.planning.part_sums import total_tonnes
from copilote.publish import columns
from copilote.publish.table import Column, Kind, Table
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.quantities import remark_on, scale_of
from copilote.ui.certainty import grade_name
from copilote.ui.charts import Bar
from copilote.words import N_, _
from copilote.words.typography import quoted

SOURCES = ("simulateur-2023", "copilote-cles", "decoupage-2026")
THEME_NAME = Column("name", N_("Thème"))
PART_OF_TOTAL = columns.SHARE_PERCENT.called(N_("Part du total (%)"))


def _percent(part: float | None) -> float | None:
    return None if part is None else 100 * part


def _of_total(tonnes: int, share: TerritoryShare) -> float | None:
    return 100 * tonnes / share.tonnes if share.tonnes else None


def _themes(share: TerritoryShare) -> list[tuple[str, tuple[Part, ...]]]:
    return share.groups(lambda part: part.lever.theme)


def theme_bars(share: TerritoryShare) -> tuple[Bar, ...]:
    """A bar for each theme, the largest first."""
    return tuple(Bar(name, total_tonnes(parts) / TONNES, name) for name, parts in _themes(share))


def themes(share: TerritoryShare) -> Table:
    """The share by theme; the last row is the exact total."""
    return Table.of(
        "themes",
        _("Part du territoire par thème"),
        (
            (THEME_NAME, lambda group: group[0]),
            (columns.SHARE_KT, lambda group: total_tonnes(group[1]) / TONNES),
            (PART_OF_TOTAL, lambda group: _of_total(total_tonnes(group[1]), share)),
            (columns.LEVERS, lambda group: len(group[1])),
        ),
        (*_themes(share), (_("Total"), share.placed)),
        SOURCES,
        note=_("Les leviers à localiser n’y sont pas.") if share.unplaced else "",
        total=True,
    )


def levers(share: TerritoryShare, *, read: bool = False) -> Table:
    """Every lever: share in kt and in physical quantity, part of the regional target, key, grade, reason.

    read : for people: only what is placed, and grades in words; a file holds every row and the letters.
    """

    def scaled(part: Part, quantity: float | None) -> float | None:
        """In the unit of the territory's page, with all its digits."""
        return None if quantity is None else quantity * scale_of(part).factor

    return Table.of(
        "levers",
        _("Les leviers du territoire, du plus grand au plus petit"),
        (
            (columns.LEVER, lambda part: part.lever.label),
            (columns.FILE_ID, lambda part: part.lever.id),
            (columns.THEME, lambda part: part.lever.theme),
            (columns.SHARE_KT, lambda part: part.target_kt),
            (columns.QUANTITY, lambda part: part.lever.quantity),
            (
                columns.BASELINE_2019.called(N_("En 2019 (réparti)")),
                lambda part: scaled(part, part.baseline if part.lever.counts_completed else None),
            ),
            (columns.PHYSICAL_2030, lambda part: scaled(part, part.physical)),
            (columns.UNIT, lambda part: scale_of(part).unit or None),
            (columns.SHARE_PERCENT.called(N_("Part de la région (%)")), lambda part: _percent(part.share)),
            (columns.KEY, lambda part: key_title(part.rule.key)),
            (columns.CERTAINTY, lambda part: grade_name(part.grade) if read else part.grade),
            (Column("reason", N_("Raison de la clé"), page=False), lambda part: part.rule.note),
            (columns.REMARK, lambda part: remark_on(part) or None),
        ),
        sorted((share.placed if read else share.parts), key=lambda part: (-(part.tonnes or 0), part.lever.label)),
        SOURCES,
        note=_(
            "Grandeur en 2030 = départ de 2019 sur le territoire + ktCO2e × unités par ktCO2e (calcul du simulateur). "
            "La grandeur de 2019 est celle de la région, répartie par la clé : ce n’est pas une mesure du territoire."
        ),
    )


def keys(share: TerritoryShare) -> Table:
    """The keys in use: what each shares, how much of the total, its grade and reason; the heaviest first."""

    def weight(parts: Sequence[Part]) -> float | None:
        """The territory's part of the region by that key, where it is one."""
        shares = {part.share for part in parts}
        return _percent(shares.pop()) if len(shares) == 1 else None

    return Table.of(
        "keys",
        _("Les clés de répartition, et ce que chacune partage ici"),
        (
            (columns.KEY, lambda group: key_title(group[0])),
            (columns.FILE_ID, lambda group: group[0]),
            (columns.LEVERS, lambda group: len(group[1])),
            (columns.SHARE_KT, lambda group: total_tonnes(group[1]) / TONNES),
            (PART_OF_TOTAL, lambda group: _of_total(total_tonnes(group[1]), share)),
            (
                Column("weight_percent", N_("Poids du territoire dans la région (%)"), Kind.PERCENT),
                lambda group: weight(group[1]),
            ),
            (columns.CERTAINTY, lambda group: ", ".join(map(grade_name, sorted({part.grade for part in group[1]})))),
        ),
        share.groups(lambda part: part.rule.key),
        SOURCES,
    )


def inside_tables(place: Place, decided: Mapping[str, Choices]) -> tuple[Table, ...]:
    """The territories of the level beneath: what each gives within this one, one table a region.

    decided : what the COP of each region chose.
    """
    made = (_inside_table(place, region, decided.get(region, ())) for region in place.regions)
    return tuple(table for table in made if len(table.rows) > 1)


def _inside_table(place: Place, region: str, choices: Choices) -> Table:
    beneath = inside(place, region)
    members, index = members_in(beneath, region, place)
    whole = np.bincount(index, minlength=len(beneath)) == [inner.ranks.size for inner in beneath]
    placed: list[int] = []
    if beneath:
        tonnes = lines(shared(region, choices), index, len(beneath), members)
        placed = tonnes.placed_tonnes(beneath[0].grain).tolist()
    rows = [
        (inner, own, inner.population if complete else None)
        for inner, own, complete in zip(beneath, placed, whole, strict=True)
    ]
    communes = bool(beneath) and beneath[0].level == "commune"
    title = _("Les communes du territoire") if communes else _("Les intercommunalités du territoire")
    if communes:
        note = _("À la commune, moins de leviers se partagent : ces lignes font moins que le total du territoire.")
    elif place.grain == "region":
        note = _("Sous la région, moins de leviers se partagent : ces lignes font moins que le total.")
    else:
        note = _("Pour une intercommunalité à cheval, seule la partie dans ce territoire compte.")
    table = Table.of(
        "inside",
        title,
        (
            (columns.TERRITORY, lambda row: quoted(row[0].name)),
            (columns.FILE_CODE, lambda row: row[0].code),
            (columns.LEVEL, lambda row: row[0].level),
            (columns.POPULATION, lambda row: row[2]),
            (columns.SHARE_KT, lambda row: row[1] / TONNES),
            (columns.PER_HEAD_T, lambda row: row[1] / row[2] if row[2] else None),
        ),
        sorted(rows, key=lambda row: -row[1]),
        SOURCES,
        note=note,
    )
    if not place.several_regions:
        return table
    return replace(table, key=f"inside_{region}", title=f"{title}, {place_of('region', region).name}")


def similar_table(share: TerritoryShare, others: Sequence[Place], decided: Mapping[str, Choices]) -> Table | None:
    """Territories of the same kind, density and size, this one first."""
    if not others:
        return None
    return Table.of(
        "similar",
        _("Territoires comparables (même densité, taille voisine)"),
        (
            (columns.TERRITORY, lambda own: quoted(own.place.name)),
            (columns.FILE_CODE, lambda own: own.place.code),
            (columns.LEVEL, lambda own: own.place.level),
            (columns.POPULATION, lambda own: own.place.population),
            (columns.SHARE_KT, lambda own: own.total_kt),
            (columns.PER_HEAD_T, lambda own: own.per_head_t),
            (columns.LEVERS.called(N_("Leviers partagés")), lambda own: len(own.placed)),
        ),
        (share, *(share_of(place, decided) for place in others)),
        (*SOURCES, "grille-densite"),
        note=_("D’une région à l’autre, les leviers qui se partagent ne sont pas toujours les mêmes."),
    )


def declared_table(share: TerritoryShare, figures: Sequence[TerritoryFigure]) -> Table:
    """What the territory says of its levers, beside its indicative share; the largest part first."""

    def gap(part: Part, figure: TerritoryFigure) -> float | None:
        known = part.target_kt is not None and figure.proposed_kt is not None
        return figure.proposed_kt - part.target_kt if known else None  # type: ignore[operator]

    rows = [(part, figure) for figure in figures if (part := share.part(figure.lever)) is not None]
    return Table.of(
        "declared",
        _("Ce que le territoire déclare, à côté de sa part indicative"),
        (
            (columns.LEVER, lambda row: row[0].lever.label),
            (columns.FILE_ID, lambda row: row[0].lever.id),
            (columns.SHARE_KT.called(N_("Part indicative (ktCO2e)")), lambda row: row[0].target_kt),
            (Column("done_kt", N_("Fait ou engagé (ktCO2e)"), Kind.KT), lambda row: row[1].done_kt),
            (Column("proposed_kt", N_("Part proposée (ktCO2e)"), Kind.KT), lambda row: row[1].proposed_kt),
            (Column("gap_kt", N_("Écart (ktCO2e)"), Kind.KT), lambda row: gap(*row)),
            (Column("reason", N_("Raison")), lambda row: row[1].reason or None),
        ),
        sorted(rows, key=lambda row: -(row[0].tonnes or 0)),
        SOURCES,
        note=_("Déclarations du territoire, telles qu’il les a faites : elles ne s’ajoutent pas à ce qui est observé."),
    )


def measured_table(place: Place) -> Table | None:
    """What is measured in the territory, and where: land is not, in less than an EPCI."""
    figures = measured(place)
    if not any(figure.value is not None for figure in figures):
        return None
    note = _("Les terres et les forêts sont mesurées par intercommunalité : rien n’en est dit pour une commune.")
    if not all(figure.local for figure in figures):
        note = _("Mesuré par EPCI : exact pour une intercommunalité entière, à peu près pour une partie.")
    return Table.of(
        "measured",
        _("Ce qui est mesuré sur le territoire"),
        (
            (Column("label", N_("Mesure")), lambda figure: figure.title),
            (columns.VALUE, lambda figure: figure.value),
            (columns.UNIT, lambda figure: figure.unit),
            (columns.YEAR, lambda figure: figure.year),
            (Column("level", N_("Mesuré par")), lambda figure: _("commune") if figure.local else "EPCI"),
            (Column("levers", N_("Leviers"), Kind.CODE, page=False), lambda figure: " ".join(figure.levers)),
        ),
        figures,
        tuple(dict.fromkeys(figure.source for figure in figures)),
        note=note,
    )
