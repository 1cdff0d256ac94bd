"""What is already funded: the projects of the Fonds vert 2023, by lever, procedure and département."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from copilote.dossier.model import Cell, Column, Drawing, Kind, Table
from copilote.reference.errors import UnknownNameError
from copilote.reference.projects import (
    SOURCE,
    LeverFunding,
    Project,
    by_departement,
    by_lever,
    by_lever_and_departement,
    closest,
    load_procedures,
    load_projects,
    total,
)
from copilote.reference.simulator import LeverFigures
from copilote.reference.territories import load_departements
from copilote.ui.charts import Bar, bars
from copilote.ui.translation import say, t
from copilote.ui.words import counted, format_eur

OVERLAP = (
    "Un projet compte sous chaque levier que sert son dispositif : ces lignes se recouvrent et ne s’additionnent pas."
)


@dataclass(frozen=True, slots=True)
class Funded:
    """The part of the dossier on money: euros as committed, no quantity, no progress."""

    count: int
    amount_eur: float | None
    text: tuple[str, ...]
    drawings: tuple[Drawing, ...]
    tables: tuple[Table, ...]


def funded(region: str, levers: Sequence[LeverFigures]) -> Funded:
    """What the list of the Fonds vert says of a region; empty, and said so, for a territory without projects."""
    try:
        projects = load_projects(region)
    except UnknownNameError:
        projects = ()  # the fictional region
    if not projects:
        return Funded(0, None, (t("Aucun projet du Fonds vert 2023 n’est connu pour ce territoire."),), (), ())
    whole = total(projects)
    amount = float(whole.amount_eur)
    by_levers = by_lever(projects, region)
    sectors = {lever.id: lever.sector for lever in levers}
    names = {row.code: row.name for row in load_departements(region)}
    places = {names.get(code, code): float(f.amount_eur) for code, f in by_departement(projects, region).items()}
    lever_bars = [Bar(row.label, float(row.funding.amount_eur), sectors.get(row.lever or "", "")) for row in by_levers]
    place_bars = [Bar(name, value) for name, value in sorted(places.items(), key=lambda pair: (-pair[1], pair[0]))]
    text = (
        say(
            "Le Fonds vert 2023 a retenu %(count)s dans la région, pour %(amount)s engagés. Ce sont des décisions : la "
            "liste ne dit ni les quantités évitées, ni l’avancement.",
            count=counted(whole.count, "projet"),
            amount=format_eur(amount),
        ),
        t("Ces montants ne s’ajoutent ni aux objectifs, ni aux observations : ils montrent ce qui est déjà lancé."),
    )
    return Funded(
        whole.count,
        amount,
        text,
        (
            _drawing("fonds-levier", "Fonds vert 2023 par levier du simulateur", lever_bars, OVERLAP),
            _drawing("fonds-departement", "Fonds vert 2023 par département", place_bars, ""),
        ),
        (
            _lever_table(by_levers, region, whole.count, amount),
            _procedure_table(projects, region),
            _departement_table(projects, region, names, by_levers),
        ),
    )


def _drawing(prefix: str, title: str, items: Sequence[Bar], note: str) -> Drawing:
    items = [replace(item, label=t(item.label)) for item in items]
    title, unit = t(title), t("euros engagés")
    wide = bars(items, title=title, prefix=prefix, unit=unit, write=format_eur)
    narrow = bars(items, title=title, prefix=f"{prefix}-m", unit=unit, width=300, write=format_eur)
    return Drawing(wide, narrow, f"{say('%(title)s, en euros engagés.', title=title)} {t(note)}".strip())


def _lever_table(rows: Sequence[LeverFunding], region: str, count: int, amount: float) -> Table:
    titles = {procedure.number: procedure.title for procedure in load_procedures()}
    cells: list[tuple[Cell, ...]] = [
        (
            row.label,
            row.lever,
            closest(row.links).label if row.links else "",
            " ; ".join(sorted({titles[link.procedure] for link in row.links})),
            row.funding.count,
            float(row.funding.amount_eur),
        )
        for row in rows
    ]
    cells.append(("Ensemble de la région (sans double compte)", None, "", "", count, amount))
    return Table(
        key="funded_by_lever",
        title="Projets du Fonds vert 2023 par levier du simulateur",
        columns=(
            Column("lever", "Levier"),
            Column("id", "Identifiant", Kind.CODE),
            Column("link", "Lien au levier"),
            Column("procedures", "Dispositifs"),
            Column("projects", "Projets", Kind.COUNT),
            Column("amount_eur", "Montant engagé (€)", Kind.EUR),
        ),
        rows=tuple(cells),
        sources=(SOURCE, "copilote-liens"),
        origin=f"projects/2023/{region}.csv",
        follow=f"copilote explain {region} projets",
        note=OVERLAP + " « En partie » : le dispositif fait partie du levier ; « voisin » : il y aide.",
    )


def _procedure_table(projects: Sequence[Project], region: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for procedure in load_procedures():
        part = total(project for project in projects if project.procedure == procedure.number)
        if part.count:
            rows.append((procedure.title, procedure.number, part.count, float(part.amount_eur)))
    rows.sort(key=lambda row: -float(row[3] if isinstance(row[3], float) else 0.0))
    whole = total(projects)
    rows.append(("Ensemble", None, whole.count, float(whole.amount_eur)))
    return Table(
        key="funded_by_procedure",
        title="Projets du Fonds vert 2023 par dispositif",
        columns=(
            Column("procedure", "Dispositif"),
            Column("number", "Numéro", Kind.CODE),
            Column("projects", "Projets", Kind.COUNT),
            Column("amount_eur", "Montant engagé (€)", Kind.EUR),
        ),
        rows=tuple(rows),
        sources=(SOURCE,),
        origin=f"projects/2023/{region}.csv",
        follow=f"copilote explain {region} projets",
    )


def _departement_table(
    projects: Sequence[Project], region: str, names: dict[str, str], levers: Sequence[LeverFunding]
) -> Table:
    crossed = by_lever_and_departement(projects, region)
    whole = by_departement(projects, region)
    rows: list[tuple[Cell, ...]] = [
        (
            names.get(code, code),
            code,
            funding.count,
            float(funding.amount_eur),
            *(float(crossed[row.lever][code].amount_eur) for row in levers),
        )
        for code, funding in whole.items()
    ]
    everything = total(projects)
    rows.append(
        (
            "Région",
            None,
            everything.count,
            float(everything.amount_eur),
            *(float(row.funding.amount_eur) for row in levers),
        )
    )
    return Table(
        key="funded_by_departement",
        title="Projets du Fonds vert 2023 par département, et part qui sert chaque levier (€)",
        columns=(
            Column("departement", "Département"),
            Column("code", "Code", Kind.CODE),
            Column("projects", "Projets", Kind.COUNT),
            Column("amount_eur", "Montant engagé", Kind.EUR),
            *(Column(f"{row.lever or 'no_lever'}_eur", row.label, Kind.EUR) for row in levers),
        ),
        rows=tuple(rows),
        sources=(SOURCE, "copilote-liens"),
        origin=f"projects/2023/{region}.csv",
        follow=f"copilote explain {region} projets",
        note=OVERLAP,
    )
