"""What is known of the 43 regional series beyond the published file: kind, corrected unit, cells that are not figures.

The proof of each line is a comparison, in the same year, of the sum (or mean) of the regions with the national
indicator, or of neighbouring years of the same region.
"""

from __future__ import annotations

from dataclasses import dataclass

OVERSEAS = ("01", "02", "03", "04", "06")
REGIONS = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94", *OVERSEAS)


# Series whose values are one year older than the year that labels them: the year is corrected, values stand.
_DPE = (
    "État au 1er janvier, que l’indicateur national date de l’année d’avant : F et G font 15,9 % puis 14,0 % des "
    "logements en 2023 et 2024, autant que les 4,75 puis 4,24 millions que le national donne en 2022 et 2023."
)
DATED_A_YEAR_LATE = {
    "133": "Les régions font ensemble 54,4, 56,6, 59,1 puis 61,8 milliers de km de 2022 à 2025 : le total national des "
    "années 2021 à 2024 (52,9, 55,9, 58,4 et 61,4), et non celui des années publiées.",
    "992": _DPE,
    "994": _DPE,
}


@dataclass(frozen=True)
class Series:
    """kind : "rate", "stock", "yearly_flow" or "per_inhabitant". national : rows of the barometer it goes with."""

    number: str
    kind: str
    national: tuple[int, ...] = ()
    unit: str = ""
    note: str = ""
    soundness: str = "measured"


_E = "Petites flottes outre-mer et en Corse : la part saute d’une année à l’autre."
_CLIMATE = "Non corrigée du climat, alors que l’indicateur national l’est. Outre-mer jusqu’en 2021 seulement."
_CANTEEN = "Arrondi à l’unité ; seuls les établissements qui déclarent leurs achats sont comptés."
_STOCK = (
    "Parc cumulé en service selon l’année de raccordement, et non ajout annuel : la somme des régions retrouve le parc "
    "national. "
)

SERIES = (
    Series("23", "rate", (106,)),
    Series("42", "per_inhabitant", (181,), "t/hab.", "En tonnes par habitant ; le national est en kilogrammes."),
    Series("133", "per_inhabitant", (57,), "km/1000 hab.", "Sept types d’aménagement, métropole seulement."),
    Series("255", "yearly_flow", (24,), "", _CLIMATE),
    Series("257", "yearly_flow", (26,), "", _CLIMATE),
    Series("331", "stock", (104,), "", "Outre-mer : surfaces infimes et relevés irréguliers."),
    Series("337", "yearly_flow", (328,), "", "Outre-mer : achats déclarés de façon incomplète certaines années."),
    Series("356", "stock", (122,)),
    Series("407", "rate", (189,), "", "Deux années seulement."),
    Series("434", "rate", (58,)),
    Series("443", "rate", (62,), "", "Véhicules thermiques seuls ; le national compte toutes les motorisations."),
    Series("451", "rate", (66,), "", _E),
    Series("452", "rate", (67,), "", _E),
    Series("453", "rate", (253,), "", _E),
    Series("462", "rate", (75,), "", _E),
    Series("463", "rate", (76,), "", _E),
    Series("464", "rate", (77,)),
    Series("465", "rate", (78,)),
    Series(
        "509", "yearly_flow", (213,), "",
        "Les réseaux dont les données sont privées manquent : la somme des régions fait 85 à 88 % du total national "
        "(101 % en 2021).", "incomplete",
    ),
    Series("510", "rate", (214,)),
    Series("520", "yearly_flow", (160,), "tCO2e", "Étiquetée en millions de tonnes, publiée en tonnes. Peu de sites."),
    Series("611", "yearly_flow", (278, 119, 120, 121), "", "Mayotte n’est pas suivie."),
    Series("638", "yearly_flow", (153,), "m³", "Périmètre plus large que l’eau douce nationale (+15 % environ)."),
    Series("681", "rate", (191,), "", "Une année sur deux."),
    Series(
        "683", "yearly_flow", (29,), "",
        "Compte aussi le gaz, malgré son libellé : jamais inférieure à la série 257, et cinq fois le fioul national. "
        + _CLIMATE, "estimated",
    ),
    Series("684", "yearly_flow", (72,), "", "Selon la région d’origine ; secret statistique pour certaines régions."),
    Series("685", "yearly_flow", (73,), "", "Selon la région d’origine ; secret statistique pour certaines régions."),
    Series("686", "yearly_flow", (70,), "", "Selon la région d’origine, sans les flux venus de l’étranger."),
    Series("763", "rate", (98,), "", _CANTEEN, "estimated"),
    Series("764", "rate", (98, 99), "", _CANTEEN + " Le bio est compris dedans.", "estimated"),
    Series("826", "rate", (59,)),
    Series("833", "rate", (238,), "", "Une part, quand l’indicateur national est une quantité d’énergie."),
    Series("897", "stock", (239,), "habitants", "Une seule année."),
    Series("898", "stock", (202, 201), "", _STOCK + "Terrestre et maritime confondus."),
    Series("899", "stock", (205,), "", _STOCK + "Elle le dépasse de 8 % en 2025."),
    Series("911", "rate", (254,), "", _E),
    Series("913", "yearly_flow", (252,), "", "La somme des régions s’écarte du total national de 8 à 17 %."),
    Series("955", "rate", (56,), "", "Trajets domicile-travail, trois recensements ; sept modes."),
    Series("961", "rate", (236,), "", "Une seule année."),
    Series("964", "rate", (294, 237, 342), "", "Une seule année."),
    Series("992", "rate", (33,), "", "Étiquette F seule ; deux années."),
    Series("994", "rate", (33,), "", "Étiquette G seule ; deux années."),
    Series("1082", "yearly_flow", (55,), "trajets", "Trajets passés par une plateforme seulement."),
)  # fmt: skip

UNITS = {"nb": "unités", "t / hab / an": "t/hab.", "km / 1000 hab.": "km/1000 hab.", "MtCO2eq": "MtCO2e", "m3": "m³"}


@dataclass(frozen=True)
class NotFigures:
    """Cells that hold something else than the figure of the label. Empty tuples mean all; `zeros` only cells at 0."""

    number: str
    regions: tuple[str, ...]
    years: tuple[int, ...]
    zeros: bool
    reason: str


def _years(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


NOT_FIGURES = (
    NotFigures("331", ("02", "03"), (2010,), True, "0 la première année, avant tout relevé."),
    NotFigures("331", ("06",), _years(2010, 2015), True, "0 avant le premier relevé du département."),
    NotFigures(
        "337", (), (2013,), False,
        "Relevé de 2013 incomplet : la somme des régions n’atteint pas la moitié du total national.",
    ),
    NotFigures("509", ("24",), (2018,), False, "Relevé de 2018 incomplet : moins du tiers de l’année suivante."),
    NotFigures("520", (), (2023,), False, "Relevé de 2023 incomplet : 1,6 million de tonnes manque au total national."),
    NotFigures("638", OVERSEAS, (2022,), True, "0 en l’absence de relevé : des millions de m³ l’année d’avant."),
    NotFigures("683", ("03", "06"), (), True, "0 en l’absence de relevé : le tertiaire y brûle du fioul ou du gaz."),
    NotFigures("685", ("52",), (), True, "0 après des années sous secret statistique : inconnu."),
    NotFigures("686", (), _years(2011, 2013), False, "La route manque avant 2014 : ce n’est pas le total des modes."),
    NotFigures("833", ("94",), (), True, "0 en l’absence de relevé : les consommations fossiles y sont secrètes."),
    NotFigures("833", ("06",), (2019, 2020, 2021), True, "0 en l’absence de relevé : environ 30 % les années d’avant."),
    NotFigures("899", (), _years(1893, 2004), False, "Date de raccordement erronée ou parc infime avant 2005."),
)  # fmt: skip
# 763 and 764: 0 where no product of quality at all was declared; see build_indicators.
NO_DECLARATION = "0 en l’absence de déclaration : aucun achat de qualité, bio compris, n’est déclaré cette année-là."

# Zeros that were looked at and stand.
TRUE_ZEROS = {
    "133": "Aucun aménagement de ce type en Corse.",
    "257": "Pas de réseau de gaz naturel en Corse ni outre-mer.",
    "434": "Quelques centaines de ventes par an à Mayotte.",
    "451": "Petites flottes.",
    "452": "Petites flottes.",
    "453": "Petites flottes.",
    "462": "Petites flottes.",
    "463": "Petites flottes.",
    "464": "Petites flottes.",
    "685": "Pas de voie navigable de fret en Bretagne.",
    "763": "Arrondi à l’unité.",
    "826": "Arrondi : parc naissant.",
    "897": "Aucune solution recensée.",
    "911": "Petites flottes.",
    "1082": "Aucun trajet de plateforme.",
}
