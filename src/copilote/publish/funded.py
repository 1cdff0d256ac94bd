"""Projects of the Fonds vert 2023 as tables: euros as committed, no quantity, no progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copilote.publish import columns
from copilote.publish.table import Column, Kind, Table
from copilote.reference.projects import (
    SOURCE,
    Funding,
    LeverFunding,
    Project,
    by_departement,
    by_lever,
    by_lever_and_departement,
    closest,
    load_procedures,
    total,
)
from copilote.reference.territories import load_departements
from copilote.words import N_, _

OVERLAP = N_(
    "Un projet compte sous chaque levier que sert son dispositif : ces lignes se recouvrent et ne s’additionnent pas."
)


def region_tables(projects: Sequence[Project], region: str) -> tuple[Table, ...]:
    """What is funded in a region (code): by lever, by procedure, by département with what serves each lever."""
    tables = (_by_lever(projects, region), _by_procedure(projects), _by_departement(projects, region))
    origin, follow = f"projects/2023/{region}.csv", f"copilote explain {region} projets"
    return tuple(replace(table, origin=origin, follow=follow) for table in tables)


def territory_tables(projects: Sequence[Project], region: str) -> tuple[Table, ...]:
    """What is funded in a territory of a region: by lever, and every project with its holder; nothing without any."""
    if not projects:
        return ()
    titles = _titles()
    levers = _lever_rows(projects, region, _("Ensemble (sans double compte)"))
    return (
        Table.of(
            "funded",
            _("Projets du Fonds vert 2023 par levier"),
            (
                (columns.LEVER, lambda row: row.label),
                (columns.FILE_ID, lambda row: row.lever),
                (columns.LINK, _link),
                (columns.PROJECTS, lambda row: row.funding.count),
                (columns.AMOUNT_EUR, lambda row: float(row.funding.amount_eur)),
            ),
            levers,
            (SOURCE, "copilote-liens"),
            note=_("Un projet compte sous chaque levier que sert son dispositif : ces lignes ne s’additionnent pas."),
            total=True,
        ),
        Table.of(
            "projects",
            _("Les projets, du plus grand montant au plus petit"),
            (
                (Column("name", N_("Projet"), typed=True), lambda project: project.name),
                (Column("id", N_("Dossier"), Kind.CODE, page=False), lambda project: project.id),
                (
                    Column("beneficiary", N_("Porteur"), typed=True),
                    lambda project: project.beneficiary or _("non affiché"),
                ),
                (columns.PROCEDURE, lambda project: titles[project.procedure]),
                (columns.AMOUNT_EUR, lambda project: float(project.amount_eur)),
            ),
            projects,
            (SOURCE,),
        ),
    )


def _titles() -> dict[str, str]:
    return {procedure.number: procedure.title for procedure in load_procedures()}


def _lever_rows(projects: Sequence[Project], region: str, whole: str) -> tuple[LeverFunding, ...]:
    """What serves each lever, and last the whole, each project once."""
    return (*by_lever(projects, region), LeverFunding(None, whole, total(projects), ()))


def _link(row: LeverFunding) -> str:
    return closest(row.links).label if row.links else ""


def _by_lever(projects: Sequence[Project], region: str) -> Table:
    titles = _titles()
    return Table.of(
        "funded_by_lever",
        _("Projets du Fonds vert 2023 par levier du simulateur"),
        (
            (columns.LEVER, lambda row: row.label),
            (columns.ID, lambda row: row.lever),
            (columns.LINK, _link),
            (
                Column("procedures", N_("Dispositifs")),
                lambda row: " ; ".join(sorted({titles[link.procedure] for link in row.links})),
            ),
            (columns.PROJECTS, lambda row: row.funding.count),
            (columns.AMOUNT_EUR, lambda row: float(row.funding.amount_eur)),
        ),
        _lever_rows(projects, region, _("Ensemble de la région (sans double compte)")),
        (SOURCE, "copilote-liens"),
        note=" ".join((_(OVERLAP), _("« En partie » : le dispositif fait partie du levier ; « voisin » : il y aide."))),
        total=True,
    )


def _by_procedure(projects: Sequence[Project]) -> Table:
    def funding(number: str) -> Funding:
        return total(project for project in projects if project.procedure == number)

    sums = [(procedure.title, procedure.number, funding(procedure.number)) for procedure in load_procedures()]
    funded = sorted((row for row in sums if row[2].count), key=lambda row: -row[2].amount_eur)
    return Table.of(
        "funded_by_procedure",
        _("Projets du Fonds vert 2023 par dispositif"),
        (
            (columns.PROCEDURE, lambda row: row[0]),
            (Column("number", N_("Numéro"), Kind.CODE), lambda row: row[1]),
            (columns.PROJECTS, lambda row: row[2].count),
            (columns.AMOUNT_EUR, lambda row: float(row[2].amount_eur)),
        ),
        (*funded, (_("Ensemble"), None, total(projects))),
        (SOURCE,),
        total=True,
    )


def _by_departement(projects: Sequence[Project], region: str) -> Table:
    names = {departement.code: departement.name for departement in load_departements(region)}
    levers, crossed = by_lever(projects, region), by_lever_and_departement(projects, region)
    sums = [
        (names.get(code, code), code, funding, [crossed[row.lever][code] for row in levers])
        for code, funding in by_departement(projects, region).items()
    ]
    whole = (_("Région"), None, total(projects), [row.funding for row in levers])
    return Table(
        "funded_by_departement",
        _("Projets du Fonds vert 2023 par département, et part qui sert chaque levier (€)"),
        (
            Column("departement", N_("Département")),
            columns.CODE,
            columns.PROJECTS,
            columns.AMOUNT_EUR.called(N_("Montant engagé")),
            *(Column(f"{row.lever or 'no_lever'}_eur", row.label, Kind.EUR) for row in levers),
        ),
        tuple(
            (name, code, funding.count, float(funding.amount_eur), *(float(part.amount_eur) for part in parts))
            for name, code, funding, parts in (*sums, whole)
        ),
        (SOURCE, "copilote-liens"),
        note=_(OVERLAP),
        total=True,
    )
