"""The tables of a territory's sheet: themes, levers, territories inside and like it, measures, projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from django.utils.translation import gettext as _

from copilote.dossier.model import Cell, Column, Kind, Table
from copilote.exchange.perimeters import Place, place_of
from copilote.exchange.shares import Choices, TerritoryShare, grain, key_title, members_of, share_of, shared
from copilote.planning.allocation import Index
from copilote.planning.declination import Declination, Part, lines
from copilote.planning.part_sums import total_tonnes
from copilote.planning.quantities import Scale
from copilote.reference.projects import SOURCE as FUND
from copilote.reference.projects import Project, by_lever, closest, load_procedures, total
from copilote.sharing.around import Measured, inside, measured
from copilote.sharing.quantities import remark_on, scale_of
from copilote.sharing.recorded import Figure
from copilote.sharing.sheet_words import shown_name
from copilote.ui.certainty import grade_name
from copilote.ui.charts import Bar
from copilote.ui.translation import t
from copilote.ui.words import format_eur

SOURCES = ("simulateur-2023", "copilote-cles", "decoupage-2026")
PROJECTS_SHOWN = 200


def euros(amount: float) -> str:
    """An amount for reading."""
    return format_eur(amount)


def _themes_of(share: TerritoryShare) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {}
    for part in share.placed:
        found.setdefault(part.lever.theme, []).append(part.tonnes)
    return found


def _theme_totals(share: TerritoryShare) -> list[tuple[str, float, int]]:
    rows = [
        (name, sum(one for one in tonnes if one is not None) / 1000, len(tonnes))
        for name, tonnes in _themes_of(share).items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def theme_bars(share: TerritoryShare) -> tuple[Bar, ...]:
    """A bar for each theme, the largest first."""
    return tuple(Bar(t(name), kt, name) for name, kt, _count in _theme_totals(share))


def themes(share: TerritoryShare) -> Table:
    """The share by theme; the last row is the exact total."""
    whole = share.total_kt
    rows: list[tuple[Cell, ...]] = [
        (name, kt, 100 * kt / whole if whole else None, count) for name, kt, count in _theme_totals(share)
    ]
    rows.append(("Total", whole, 100.0 if whole else None, len(share.placed)))
    return Table(
        key="themes",
        title="Part du territoire par thème",
        columns=(
            Column("name", "Thème"),
            Column("target_kt", "Part (ktCO2e)", Kind.KT),
            Column("share_percent", "Part du total (%)", Kind.PERCENT),
            Column("levers", "Leviers", Kind.COUNT),
        ),
        rows=tuple(rows),
        sources=SOURCES,
        note="Les leviers connus en région seulement n’y sont pas." if share.unplaced else "",
    )


def levers(share: TerritoryShare, *, read: bool = False) -> Table:
    """Every lever: share in kt and in physical quantity, part of the regional target, key, grade, reason.

    read : for people: only what is placed, and grades in words; a file holds every row and the letters.
    """
    ordered = sorted((share.placed if read else share.parts), key=lambda part: (-(part.tonnes or 0), part.lever.label))
    rows: list[tuple[Cell, ...]] = []
    for part in ordered:
        adds, scale = part.lever.counts_completed, scale_of(part)
        rows.append(
            (
                part.lever.label,
                part.lever.id,
                part.lever.theme,
                part.target_kt,
                part.lever.quantity,
                _scaled(part.baseline if adds else None, scale),
                _scaled(part.physical, scale),
                scale.unit or None,
                None if part.share is None else 100 * part.share,
                key_title(part.rule.key),
                grade_name(part.grade) if read else part.grade,
                part.rule.note,
                remark_on(part) or None,
            )
        )
    return Table(
        key="levers",
        title="Les leviers du territoire, du plus grand au plus petit",
        columns=(
            Column("lever", "Levier"),
            Column("id", "Identifiant", Kind.CODE, page=False),
            Column("theme", "Thème", page=False),
            Column("target_kt", "Part (ktCO2e)", Kind.KT),
            Column("quantity", "Grandeur physique"),
            Column("baseline_2019", "En 2019 (réparti)", Kind.NUMBER),
            Column("physical_2030", "En 2030", Kind.NUMBER),
            Column("unit", "Unité"),
            Column("share_percent", "Part de la région (%)", Kind.PERCENT),
            Column("key", "Clé"),
            Column("grade", "Certitude"),
            Column("reason", "Raison de la clé", page=False),
            Column("remark", "Remarque", page=False),
        ),
        rows=tuple(rows),
        sources=SOURCES,
        note="Grandeur en 2030 = départ de 2019 sur le territoire + ktCO2e × unités par ktCO2e (calcul du simulateur). "
        "La grandeur de 2019 est celle de la région, répartie par la clé : ce n’est pas une mesure du territoire.",
    )


def _scaled(value: float | None, scale: Scale) -> float | None:
    """A quantity in the unit of the territory's page, with all its digits."""
    return None if value is None else value * scale.factor


def keys(share: TerritoryShare) -> Table:
    """The keys in use: what each shares, how much of the total, its grade and reason; the heaviest first."""
    by_key: dict[str, list[Part]] = {}
    for part in share.placed:
        by_key.setdefault(part.rule.key, []).append(part)
    ordered = sorted(by_key.items(), key=lambda pair: (-total_tonnes(pair[1]), pair[0]))
    rows: list[tuple[Cell, ...]] = []
    for key, parts in ordered:
        tonnes = total_tonnes(parts)
        rows.append(
            (
                key_title(key),
                key,
                len(parts),
                tonnes / 1000,
                100 * tonnes / share.tonnes if share.tonnes else None,
                None if len({one.share for one in parts}) > 1 or parts[0].share is None else 100 * parts[0].share,
                ", ".join(grade_name(grade) for grade in sorted({one.grade for one in parts})),
            )
        )
    return Table(
        key="keys",
        title="Les clés de répartition, et ce que chacune partage ici",
        columns=(
            Column("key", "Clé"),
            Column("id", "Identifiant", Kind.CODE, page=False),
            Column("levers", "Leviers", Kind.COUNT),
            Column("target_kt", "Part (ktCO2e)", Kind.KT),
            Column("share_percent", "Part du total (%)", Kind.PERCENT),
            Column("weight_percent", "Poids du territoire dans la région (%)", Kind.PERCENT),
            Column("grade", "Certitude"),
        ),
        rows=tuple(rows),
        sources=SOURCES,
    )


def inside_tables(place: Place, decided: Mapping[str, Choices]) -> tuple[Table, ...]:
    """The territories of the level beneath: what each gives within this one, one table a region.

    decided : what the COP of each region chose.
    """
    found = []
    for region in place.regions:
        declined = shared(region, decided.get(region, ()))
        inner = members_of(region)
        here = np.zeros(inner.size, dtype=np.bool_)
        here[np.searchsorted(inner, place.within(region))] = True
        held = [(one, ranks[here[ranks]]) for one in inside(place, region)
                for ranks in [np.searchsorted(inner, one.within(region))]]  # fmt: skip
        tonnes = _placed_tonnes(declined, held)
        rows: list[tuple[Cell, ...]] = []
        for (one, ranks), placed in zip(held, tonnes, strict=True):
            kt = placed / 1000
            whole = ranks.size == one.ranks.size
            people = one.population if whole else None
            rows.append((shown_name(one.name), one.code, one.level, people, kt, 1000 * kt / people if people else None))
        rows.sort(key=lambda row: -float(row[4] or 0))  # type: ignore[arg-type]
        if len(rows) > 1:
            found.append(_inside_table(rows, place, len(place.regions) > 1, region))
    return tuple(found)


def _placed_tonnes(declined: Declination, held: Sequence[tuple[Place, Index]]) -> list[int]:
    """What is placed in each of the perimeters (with the ranks of their communes), all of one level."""
    if not held:
        return []
    index = np.repeat(np.arange(len(held)), [ranks.size for _place, ranks in held])
    members = np.concatenate([ranks for _place, ranks in held])
    return lines(declined, index, len(held), members).placed_tonnes(grain(held[0][0])).tolist()


def _inside_table(rows: list[tuple[Cell, ...]], place: Place, several: bool, region: str) -> Table:
    communes = bool(rows) and rows[0][2] == "commune"
    title = "Les communes du territoire" if communes else "Les intercommunalités du territoire"
    return Table(
        key=f"inside_{region}" if several else "inside",
        title=f"{title}, {place_of('region', region).name}" if several else title,
        columns=(
            Column("name", "Territoire"),
            Column("code", "Code", Kind.CODE, page=False),
            Column("level", "Niveau", page=False),
            Column("population", "Habitants", Kind.COUNT),
            Column("target_kt", "Part (ktCO2e)", Kind.KT),
            Column("per_head_t", "Par habitant (t)", Kind.NUMBER),
        ),
        rows=tuple(rows),
        sources=SOURCES,
        note=(
            "À la commune, moins de leviers se partagent : ces lignes font moins que le total du territoire."
            if communes
            else "Sous la région, moins de leviers se partagent : ces lignes font moins que le total."
            if grain(place) == "region"
            else "Pour une intercommunalité à cheval, seule la partie dans ce territoire compte."
        ),
    )


def similar_table(share: TerritoryShare, others: Sequence[Place], decided: Mapping[str, Choices]) -> Table | None:
    """Territories of the same kind, density and size, this one first."""
    if not others:
        return None
    rows: list[tuple[Cell, ...]] = []
    for place in (share.place, *others):
        found = share if place is share.place else share_of(place, decided)
        kt, people, levers = found.total_kt, place.population, len(found.placed)
        each = 1000 * kt / people if people else None
        rows.append((shown_name(place.name), place.code, place.level, people, kt, each, levers))
    return Table(
        key="similar",
        title="Territoires comparables (même densité, taille voisine)",
        columns=(
            Column("name", "Territoire"),
            Column("code", "Code", Kind.CODE, page=False),
            Column("level", "Niveau", page=False),
            Column("population", "Habitants", Kind.COUNT),
            Column("target_kt", "Part (ktCO2e)", Kind.KT),
            Column("per_head_t", "Par habitant (t)", Kind.NUMBER),
            Column("levers", "Leviers partagés", Kind.COUNT),
        ),
        rows=tuple(rows),
        sources=(*SOURCES, "grille-densite"),
        note="D’une région à l’autre, les leviers qui se partagent ne sont pas toujours les mêmes.",
    )


def declared_table(share: TerritoryShare, figures: Sequence[Figure]) -> Table | None:
    """What the territory says of its levers, beside its indicative share; the largest part first."""
    found = [(share.part(one.lever), one) for one in figures]
    known = sorted(((part, one) for part, one in found if part is not None), key=lambda pair: -(pair[0].tonnes or 0))
    rows: list[tuple[Cell, ...]] = []
    for part, one in known:
        own = part.target_kt
        gap = None if one.proposed_kt is None or own is None else one.proposed_kt - own
        rows.append((t(part.lever.label), part.lever.id, own, one.done_kt, one.proposed_kt, gap, one.reason or None))
    return Table(
        key="declared",
        title="Ce que le territoire déclare, à côté de sa part indicative",
        columns=(
            Column("lever", "Levier"),
            Column("id", "Identifiant", Kind.CODE, page=False),
            Column("target_kt", "Part indicative (ktCO2e)", Kind.KT),
            Column("done_kt", "Fait ou engagé (ktCO2e)", Kind.KT),
            Column("proposed_kt", "Part proposée (ktCO2e)", Kind.KT),
            Column("gap_kt", "Écart (ktCO2e)", Kind.KT),
            Column("reason", "Raison"),
        ),
        rows=tuple(rows),
        sources=SOURCES,
        note="Déclarations du territoire, telles qu’il les a faites : elles ne s’ajoutent pas à ce qui est observé.",
    )


def _measured_note(found: Sequence[Measured]) -> str:
    """Where the figures are measured; and that land is not, in less than an EPCI."""
    if any(not one.local for one in found):
        return "Mesuré par EPCI : exact pour une intercommunalité entière, à peu près pour une partie."
    return "Les terres et les forêts sont mesurées par intercommunalité : rien n’en est dit pour une commune."


def measured_table(place: Place) -> Table | None:
    """What is measured in the territory."""
    found: tuple[Measured, ...] = measured(place)
    rows: list[tuple[Cell, ...]] = [
        (one.title, one.value, one.unit, one.year, "commune" if one.local else "EPCI", " ".join(one.levers))
        for one in found
    ]
    if not any(one.value is not None for one in found):
        return None
    return Table(
        key="measured",
        title="Ce qui est mesuré sur le territoire",
        columns=(
            Column("label", "Mesure"),
            Column("value", "Valeur", Kind.NUMBER),
            Column("unit", "Unité"),
            Column("year", "Année", Kind.YEAR),
            Column("level", "Mesuré par"),
            Column("levers", "Leviers", Kind.CODE, page=False),
        ),
        rows=tuple(rows),
        sources=tuple(dict.fromkeys(one.source for one in found)),
        note=_measured_note(found),
    )


def funded_tables(projects: Sequence[Project], place: Place) -> tuple[Table, ...]:
    """What is funded by lever, and every project with its holder and euros."""
    if not projects:
        return ()
    titles = {one.number: one.title for one in load_procedures()}
    rows: list[tuple[Cell, ...]] = [
        (
            row.label,
            row.lever,
            closest(row.links).label if row.links else "",
            row.funding.count,
            float(row.funding.amount_eur),
        )
        for row in by_lever(projects, place.regions[0])
    ]
    whole = total(projects)
    rows.append(("Ensemble (sans double compte)", None, "", whole.count, float(whole.amount_eur)))
    by_levers = Table(
        key="funded",
        title="Projets du Fonds vert 2023 par levier",
        columns=(
            Column("lever", "Levier"),
            Column("id", "Identifiant", Kind.CODE, page=False),
            Column("link", "Lien au levier"),
            Column("projects", "Projets", Kind.COUNT),
            Column("amount_eur", "Montant engagé (€)", Kind.EUR),
        ),
        rows=tuple(rows),
        sources=(FUND, "copilote-liens"),
        note="Un projet compte sous chaque levier que sert son dispositif : ces lignes ne s’additionnent pas.",
    )
    listed = Table(
        key="projects",
        title="Les projets, du plus grand montant au plus petit",
        columns=(
            Column("name", "Projet"),
            Column("id", "Dossier", Kind.CODE, page=False),
            Column("beneficiary", "Porteur"),
            Column("procedure", "Dispositif"),
            Column("amount_eur", "Montant engagé (€)", Kind.EUR),
        ),
        rows=tuple(
            (one.name, one.id, one.beneficiary or _("non affiché"), titles[one.procedure], float(one.amount_eur))
            for one in projects
        ),
        sources=(FUND,),
    )
    return by_levers, listed
