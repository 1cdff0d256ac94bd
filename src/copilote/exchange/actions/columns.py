"""Under which headings a table of actions gives each thing; ours first, then those of plans and exports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from copilote.exchange.actions.cells import STATUSES, amounts, day, lever_cell, part, quantity
from copilote.exchange.actions.titles import DESCRIPTION, LONGEST, TITLE
from copilote.exchange.intake import FileColumn, FileLayout, choice, number, text
from copilote.reference.errors import InputError, fold, nearest
from copilote.words import N_, _

Headings = tuple[str | re.Pattern[str], ...]


def _said(names: str) -> Headings:
    return tuple(names.split(" | "))


HEADINGS: Mapping[str, Headings] = {
    "key": _said(
        "Numéro | N° | Numéro de l’action | N° de l’action | Identifiant | Code action | Référence | id | tet_id"
    ),
    "title": TITLE,
    "sub": _said("Titre de la sous-action | Sous-action"),
    "axis": _said(
        "Axe | Axe (x) | Sous-axe | Sous-axe (x.x) | Sous-sous axe (x.x.x) | Objectif | Orientation | Thématique"
    ),
    "description": DESCRIPTION,
    "holder": _said(
        "Porteur | Structure porteuse | Porteur de l’action | Structure pilote | Maître d’ouvrage | "
        "Maîtrise d’ouvrage | "
        "Organisation | Collectivité | Bénéficiaire | nom_beneficiaire_principal | Pilote | holder"
    ),
    "place": _said(
        "Territoires couverts | Territoire couvert | Territoires | Territoire | Périmètre | Code du territoire | "
        "Communes | "
        "Commune | Code INSEE | insee_code | code_commune | EPCI | SIREN EPCI | siren_epci | Intercommunalité | "
        "territory | territories"
    ),
    "levers": (
        re.compile(r"leviers?(?: principal| secondaire)?(?: \d)?"),
        *_said("Identifiant du levier | Levier du simulateur | Leviers concernés"),
        *_said("lever | levers | lever_id | levier_id | id_levier"),
    ),
    "parts": (re.compile(r"parts?(?: du levier)?(?: en)?(?: \d)?"), "share", "shares"),
    "status": _said("Statut | État | État d’avancement | Avancement | Statut de l’action | phasestatut | status"),
    "phase": ("Phase",),
    "quantity": _said(
        "Quantité d’ici 2030 | Quantité | Quantité 2030 | Quantité en 2030 | Quantité physique | Grandeur physique | "
        "Quantité prévue | Quantité attendue | Volume | quantity | quantite_2030"
    ),
    "unit": _said("Unité | Unité de la quantité | unit"),
    "kt": _said(
        "ktCO2e évitées par an | ktCO2e | kt | ktCO2e par an | kt CO2e | kt CO2 | ktCO2e évitées | kt évitées | "
        "Gain ktCO2e | "
        "Gain GES (ktCO2e) | Impact (ktCO2e) | avoided_kt | kt_co2e"
    ),
    "method": _said("Méthode de calcul | Méthode"),
    "start": _said("Date de début | Début | Début prévu | Année de début | Date début | forecasted_start_date | start"),
    "end": _said("Date de fin | Fin | Fin prévue | Année de fin | Date fin | Échéance | end"),
    "amount": _said(
        "Budget (€) | Budget | Budget prévisionnel total € HT | Budget prévisionnel total € TTC | "
        "Budget prévisionnel | "
        "Montant | Montant (€) | Coût | Coût total | Coût prévisionnel | montant_engage | amount_eur | budget_eur"
    ),
    "part_of": _said("Fait partie de | Contribue à | Action mère | Action principale | Programme | part_of"),
}
"""By name of the column; the first heading is ours."""
NAMED = {
    "titre": "title", "levier": "levers", "part": "parts", "statut": "status", "quantite": "quantity", "unite": "unit",
    "kt": "kt", "porteur": "holder", "territoire": "place", "debut": "start", "fin": "end", "budget": "amount",
    "description": "description", "numero": "key", "partie": "part_of",
}  # fmt: skip
"""What a column is called where people say which of theirs it is."""
BLOCKING = ("levers", "parts", "status", "quantity", "unit", "kt")
"""An action whose cell is wrong in one of these cannot be counted: it is left out, and told."""
SEVERAL = ("levers", "parts", "place", "axis")


def layout_of(region: str, named: Mapping[str, str] | None = None, also: Iterable[FileColumn] = ()) -> FileLayout:
    """The columns of a table of actions in a region (code). named : headings of the file by name of NAMED; also : more
    columns, that the caller reads."""
    words = text(LONGEST)
    kinds = {
        "levers": lever_cell(region),
        "parts": part,
        "status": choice(STATUSES),
        "quantity": quantity,
        "kt": number(least=0),
        "start": day,
        "end": day,
        "amount": amounts,
    }
    own = {_column(name): heading for name, heading in (named or {}).items()}
    columns = (
        FileColumn(
            name,
            ((own[name],) if name in own else ()) + headings,
            kinds.get(name, words),
            needed=name == "title" or name in own,
            several=name in SEVERAL and name not in own,
        )
        for name, headings in HEADINGS.items()
    )
    return FileLayout(_("Tableau d’actions"), (*columns, *also))


def heading(name: str) -> str:
    """Our heading of a column."""
    first = HEADINGS[name][0]
    return first if isinstance(first, str) else {"levers": N_("Levier"), "parts": N_("Part")}[name]


def _column(name: str) -> str:
    if fold(name) in NAMED:
        return NAMED[fold(name)]
    near = nearest(name, NAMED)
    accepted = ", ".join(near or NAMED)
    raise InputError(_("Colonne « %(name)s » inconnue : donnez %(names)s.", name=name, names=accepted))
