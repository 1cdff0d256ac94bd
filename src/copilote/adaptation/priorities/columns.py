"""The columns of a table of priorities: those of the State's sheet, and those that the site has besides.

The State's sheet of 2025 is a Grist document of which the columns alone are published (planification-ecologique/
cop-adaptation, 2025, MIT): its columns are written as published, its lists of values are ours.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from copilote.adaptation.priorities.content import in_words
from copilote.adaptation.priorities.models import LONGEST, Effect, Level, Priority, Standing, Support
from copilote.adaptation.priorities.seeing import departements_in
from copilote.cop.models import Cop
from copilote.exchange.intake import FileColumn, FileLayout, choice, text
from copilote.exchange.intake import date as day
from copilote.exchange.intake.cells import MONTHS, CellKind
from copilote.exchange.numbers import parse_number
from copilote.publish.cells import FORMULA
from copilote.publish.table import Book, Cell, Column, Kind, Table
from copilote.reference.errors import InputError, fold
from copilote.words.typography import capital

STATE = {
    "title": "Intitule_de_la_priorite_identifiee",
    "region": "Region",
    "departement": "Departement",
    "effect": "Effet_du_changement_climatique",
    "sensitivity": "Sensibilite",
    "lever": "Levier",
    "level": "Niveau_de_priorite",
    "description": "Description_de_la_priorite",
    "ends_on": "Date_de_fin_prevue_pour_l_action",
    "success": "Criteres_de_reussites_yc_indic_de_performance_2",
    "stakeholders": "Identification_des_parties_prenantes_a_mobiliser_si_deja_disponible_",
    "engineering": "Porteur_d_aide_ingenierie_si_identifie_",
    "funding": "Porteur_d_aide_financement_si_identifie_",
    "obstacles_regional": "Freins_a_lever_Remontees_regionales",
    "obstacles_national": "Freins_a_lever_Remontees_nationales",
    "budget_eur": "Budget_total_anticipe_evoque_a_date_",
}
"""The columns of the State's sheet, in its order, by our field."""
OURS = {
    "number": "Numéro",
    "holder": "Porteur",
    "territories": "Territoires",
    "engineering_state": "Ingénierie trouvée ou manquante",
    "funding_state": "Financement trouvé ou manquant",
}
"""Columns that the site has besides, and reads back."""
ALSO = {
    "title": ("Intitulé", "Priorité", "Titre"),
    "departement": ("Code du département",),
    "effect": ("Effet",),
    "level": ("Niveau", "Priorité (niveau)"),
    "description": ("Description",),
    "ends_on": ("Date de fin", "Échéance", "Fin"),
    "success": ("Critères de réussite", "Criteres_de_reussites_yc_indic_de_performance"),
    "stakeholders": ("Parties prenantes", "Parties prenantes à mobiliser"),
    "engineering": ("Porteur d’aide ingénierie", "Aide en ingénierie"),
    "funding": ("Porteur d’aide financement", "Aide en financement"),
    "obstacles_regional": ("Freins régionaux", "Freins à lever dans la région"),
    "obstacles_national": ("Freins nationaux", "Freins à lever au niveau national"),
    "budget_eur": ("Budget total anticipé", "Budget"),
    "holder": ("Porteur de l’action",),
    "territories": ("Territoires concernés",),
    "number": ("N°",),
}
"""Other headings that people write. Accents, underscores and capitals do not count."""
EFFECTS = {
    Effect.HEAT: ("canicule", "canicules", "vagues de chaleur", "fortes chaleurs", "îlots de chaleur"),
    Effect.DROUGHT: ("sécheresse", "sécheresses", "manque d’eau", "ressource en eau", "eau"),
    Effect.FLOOD: ("inondation", "crues", "ruissellement"),
    Effect.CLAY: ("argiles", "argile", "RGA", "retrait-gonflement", "sécheresse géotechnique"),
    Effect.FOREST: ("forêt", "feux de forêt", "incendies", "feux", "dépérissement des forêts"),
    Effect.COAST: ("littoral", "érosion", "submersion", "submersion marine", "recul du trait de côte"),
    Effect.MOUNTAIN: ("montagne", "neige", "éboulements"),
    Effect.STORM: ("tempêtes", "tempête", "grêle", "vent"),
    Effect.OTHER: ("autre",),
}
"""What people write for an effect, besides its label."""
LEVELS = {
    Level.HIGH: ("1", "haute", "élevée", "fort", "élevé", "prioritaire", "priorité 1"),
    Level.MEDIUM: ("2", "moyen", "modérée", "priorité 2"),
    Level.LOW: ("3", "faible", "basse", "bas", "priorité 3"),
}
SUPPORTS = {Support.FOUND: ("trouvé", "trouvée", "oui"), Support.MISSING: ("manquant", "manquante", "manque", "non")}
NUMBER = "priorite-"
"""How the number of a priority begins in our files."""
SIZES = {"m": 1e6, "million": 1e6, "millions": 1e6, "k": 1e3, "md": 1e9, "milliard": 1e9, "milliards": 1e9}


def _unguarded(kind: CellKind) -> CellKind:
    """A cell without the apostrophe that our files put before what a spreadsheet would run."""

    def read(cell: str) -> Any:
        bare = cell.lstrip()
        if bare.startswith("'") and bare[1:].lstrip(" ").startswith(FORMULA):
            cell = bare[1:]
        return kind(cell)

    return read


def amount(cell: str) -> float:
    """Euros, as people write them: "1 200 000", "1,2 M€", "300 k€", "45 000 euros"."""
    bare = re.sub(r"\s*(€|euros?|d’euros|d'euros)\s*(ttc|ht)?\s*$", "", cell.strip(), flags=re.IGNORECASE)
    sized = re.fullmatch(r"(.*\d)\s*([a-z]+)", bare, re.IGNORECASE)
    try:
        if sized and fold(sized[2]) in SIZES:
            value = parse_number(sized[1]) * SIZES[fold(sized[2])]
        else:
            value = parse_number(bare)
    except InputError:
        raise InputError(f"« {cell.strip()[:40]} » n’est pas un montant (45 000, 300 k€ ou 1,2 M€)") from None
    if value < 0:
        raise InputError(f"« {cell.strip()[:40]} » est négatif")
    return value


def end(cell: str) -> date:
    """The day by which something ends: a date, or the last day of a year or month ("2027", "fin 2027", "juin 2027",
    "06/2027")."""
    words = fold(cell).removesuffix(" 0").split()
    words = words[1:] if words[:1] == ["fin"] else words
    if len(words) in (1, 2) and re.fullmatch(r"(19|20|21)\d\d", words[-1]):
        month = words[0] if len(words) > 1 else "12"
        rank = MONTHS.index(month) + 1 if month in MONTHS else int(month) if month.isdigit() else 0
        if 1 <= rank <= 12:
            year = int(words[-1])
            return date(year, rank, monthrange(year, rank)[1])
    return day(cell)


def _names(labels: Any, also: Mapping[Any, tuple[str, ...]]) -> CellKind:
    every = {str(each.label): each for each in labels}
    return choice(every | {name: each for each, names in also.items() for name in names})


def layout_of(cop: Cop) -> FileLayout:
    """What a file of priorities of a COP holds; its title alone must be there."""
    places = departements_in(cop)
    named: dict[str, str] = {}
    for code, name in places.items():
        named |= dict.fromkeys((name, code, f"{code} {name}", f"{name} {code}"), code)
    own = cop.place
    kinds: dict[str, CellKind] = {
        "region": choice(dict.fromkeys((own.name, own.code, f"Région {own.name}"), own.code)),
        "departement": choice(named),
        "effect": _names(Effect, EFFECTS),
        "level": _names(Level, LEVELS),
        "engineering_state": _names(Support, SUPPORTS),
        "funding_state": _names(Support, SUPPORTS),
        "budget_eur": amount,
        "ends_on": end,
        "number": text(40),
    }
    columns = tuple(
        FileColumn(
            name,
            (heading, *ALSO.get(name, ())),
            kinds.get(name) or _unguarded(text(LONGEST[name])),
            needed=name == "title",
            filled=name == "title",
        )
        for name, heading in (STATE | OURS).items()
    )
    return FileLayout("Tableau de priorités d’adaptation", columns)


def number_of(priority: Priority) -> str:
    """What names a priority in our files."""
    return f"{NUMBER}{priority.pk}"


def _read(name: str, places: Mapping[str, str], region: str) -> Callable[[Priority], Cell]:
    if name == "region":
        return lambda _row: region
    if name == "departement":
        return lambda row: places.get(row.departement, row.departement)
    if name == "number":
        return number_of
    if name == "ends_on":
        return lambda row: row.ends_on.isoformat() if row.ends_on else ""
    if name == "budget_eur":
        return lambda row: row.budget_eur
    if name in ("effect", "level", "engineering_state", "funding_state"):
        return lambda row: in_words(name, getattr(row, name))
    return lambda row: str(getattr(row, name))


def table_of(cop: Cop, rows: Iterable[Priority], *, full: bool = False) -> Table:
    """Priorities under the columns of the State's sheet; full : and ours. It comes back without loss."""
    places, own = departements_in(cop), cop.place.name
    headings = STATE | (OURS if full else {})
    fields = [
        (Column(name, title, Kind.NUMBER if name == "budget_eur" else Kind.TEXT), _read(name, places, own))
        for name, title in headings.items()
    ]
    if full:
        fields.append((Column("standing", "État"), lambda row: capital(str(Standing(row.standing).label))))
    return Table.of("priorites", "Priorités d’adaptation", fields, rows, sheet="Priorités")


def book_of(cop: Cop, rows: Iterable[Priority], name: str, *, full: bool = False) -> Book:
    """The same, as a file."""
    return Book(name, "Priorités d’adaptation", (table_of(cop, rows, full=full),))
