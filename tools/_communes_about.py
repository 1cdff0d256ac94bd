"""What each figure of the communes is: its words, its source, and how it comes to the commune of 2026."""

from __future__ import annotations

from dataclasses import dataclass

CARRIED = (
    "Communes de 2021 : celles qui ont fusionné depuis sont additionnées, celles qui se sont scindées sont partagées "
    "selon les habitants."
)
OPEN = "Hectares de l’EPCI, partagés entre ses communes selon leur surface non bâtie."


@dataclass(frozen=True)
class Figure:
    """A column of figures.csv. column : INSEE's, "" for the others; decimals : kept in the table."""

    id: str
    title: str
    unit: str
    year: int | None
    source: str = "insee-comparateur-2022"
    level: str = "commune"
    rule: str = CARRIED
    column: str = ""
    decimals: int = 1


def _insee(name: str, title: str, column: str, unit: str, year: int = 2018, decimals: int = 1) -> Figure:
    return Figure(name, title, unit, year, column=column, decimals=decimals)


def _land(name: str, title: str, year: int | None = 2018, source: str = "corine-2018", rule: str = OPEN) -> Figure:
    return Figure(name, title, "ha", year, source, "epci", rule, decimals=2)


FIGURES = (
    _insee("area_km2", "Superficie", "SUPERF", "km²", decimals=2),
    Figure(
        "density_class", "Classe de densité", "classe de 1 à 7", 2025, "grille-densite", "commune",
        "Classe de la grille communale de densité de l’Insee, publiée pour les communes actuelles.", decimals=0,
    ),
    _insee("households", "Ménages", "P18_MEN", "ménages"),
    _insee("dwellings", "Logements", "P18_LOG", "logements"),
    _insee("main_residences", "Résidences principales", "P18_RP", "logements"),
    _insee("secondary_residences", "Résidences secondaires et logements occasionnels", "P18_RSECOCC", "logements"),
    _insee("vacant_dwellings", "Logements vacants", "P18_LOGVAC", "logements"),
    _insee("owner_residences", "Résidences principales occupées par leur propriétaire", "P18_RP_PROP", "logements"),
    _insee("tax_households", "Ménages fiscaux", "NBMENFISC19", "ménages", 2019),
    _insee("jobs", "Emplois au lieu de travail", "P18_EMPLT", "emplois"),
    _insee("employees", "Emplois salariés au lieu de travail", "P18_EMPLT_SAL", "emplois"),
    _insee("establishments", "Établissements employeurs", "ETTOT18", "établissements"),
    _insee("establishments_farming", "Établissements : agriculture, sylviculture et pêche", "ETAZ18", "établissements"),
    _insee("establishments_industry", "Établissements : industrie", "ETBE18", "établissements"),
    _insee("establishments_construction", "Établissements : construction", "ETFZ18", "établissements"),
    _insee(
        "establishments_services", "Établissements : commerce, transports et services divers", "ETGU18",
        "établissements",
    ),
    _insee("establishments_trade", "dont commerce et réparation automobile", "ETGZ18", "établissements"),
    _insee(
        "establishments_public", "Établissements : administration, enseignement, santé et action sociale", "ETOQ18",
        "établissements",
    ),
    _insee("establishments_ten_or_more", "Établissements de dix salariés ou plus", "ETTEFP1018", "établissements"),
    _insee("population_2018", "Population municipale de 2018", "P18_POP", "habitants"),
    _land(
        "artificial_ha", "Surfaces bâties",
        rule="Hectares de l’EPCI, partagés selon les logements (puissance 0,7) et la superficie (puissance 0,15).",
    ),
    _land("arable_ha", "Terres arables"),
    _land("permanent_crops_ha", "Cultures permanentes (vignes, vergers, oliviers)"),
    _land("pastures_ha", "Prairies"),
    _land("mixed_farming_ha", "Zones agricoles mêlées de plusieurs usages"),
    _land("farmed_ha", "Surfaces agricoles"),
    _land("forest_ha", "Forêts", 2019, "ign-forets"),
    _land("hedges_ha", "Haies", None, "haies"),
    _land("wetlands_ha", "Zones humides"),
    Figure(
        "land_take_ha", "Terres bâties entre 2012 et 2018", "ha", 2018, "corine-2012-2018", "commune",
        "Changements cartographiés, de 5 ha au moins, sans les routes, voies ferrées, carrières, décharges ni "
        "chantiers ; 0 veut dire qu’aucun n’est cartographié, pas qu’il n’y en a eu aucun.", decimals=2,
    ),
    _land("open_ha", "Surfaces non bâties", rule="Superficie moins les surfaces bâties."),
)  # fmt: skip

DENSITY = (
    "Grands centres urbains",
    "Centres urbains intermédiaires",
    "Ceintures urbaines",
    "Petites villes",
    "Bourgs ruraux",
    "Rural à habitat dispersé",
    "Rural à habitat très dispersé",
)
