"""What the published barometer gets wrong, or leaves unsaid, and why: each line is copied into corrections.csv.

Numbers are rows of the published table of indicators (1 = first). Nothing here changes a published number: a cell
is emptied because it stands for "not known", or a unit is relabelled because neighbouring figures prove it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Emptied:
    """Cells that hold 0 and mean "not known". `years` empty means every year of that kind."""

    row: int
    kind: str  # "values" or "targets"
    years: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Relabelled:
    """A unit that is not the one of the figures; the figures stay as published."""

    row: int
    unit: str
    reason: str


_PROTECTION = "0 en l’absence de mesure : la protection forte n’est suivie que depuis 2021."
_STARTING = "0 en l’absence de mesure : la méthode de suivi est encore en cours d’élaboration."

EMPTIED = (
    Emptied(117, "values", (), "0 en l’absence de total : les trois séries publiées ne sont pas nulles."),
    Emptied(153, "values", (), "0 en l’absence de total : les cinq usages publiés ne sont pas nuls."),
    Emptied(157, "values", (), "0 en l’absence de mesure : aucun relevé national n’est cité, jusqu’à la date limite."),
    Emptied(209, "values", (), "0 en l’absence de mesure : l’hydrogène électrolytique produit n’est pas nul."),
    Emptied(209, "targets", (2023,), "0 en l’absence de cible : aucune cible n’est citée avant 2030."),
    Emptied(237, "values", (2017, 2018, 2019, 2020), _PROTECTION),
    Emptied(242, "values", (2017, 2018, 2019, 2020), _PROTECTION),
    Emptied(294, "values", (2017, 2018, 2019, 2020), _PROTECTION),
    Emptied(255, "values", (), _STARTING),
    Emptied(256, "values", (), "0 en l’absence de mesure : ni unité, ni source, ni valeur n’est donnée."),
    Emptied(256, "targets", (2030,), "0 en l’absence de cible : une cible de captage nulle n’aurait pas de sens."),
    Emptied(257, "values", (), "0 en l’absence de mesure : les surfaces concernées sont en cours de quantification."),
    Emptied(279, "values", (), "0 en l’absence de mesure : aucun relevé n’est cité avant le plan de restauration."),
    Emptied(307, "values", (2017, 2018, 2019, 2020), "0 en l’absence de mesure : la série commence en 2021."),
)

# Zeros of values and targets that were looked at and stand, with the reason; anything else that is 0 must be above.
TRUE_ZEROS = {
    74: "Aucun poids lourd à hydrogène immatriculé jusqu’en 2022 ; la stratégie n’en attend qu’à partir de 2035.",
    75: "Moins d’un véhicule sur cent mille en 2018 : zéro par arrondi.",
    80: "Incorporation obligatoire seulement depuis 2022.",
    83: "Part nulle confirmée par le texte de l’indicateur.",
    118: "Cumul qui démarre avec le fonds vert.",
    156: "Cible de disparition des réseaux les plus fuyards.",
    201: "Aucune éolienne en mer raccordée en 2017.",
    216: "Sortie du charbon attendue en 2030.",
    217: "Sortie des énergies fossiles attendue en 2050.",
    218: "Sortie des énergies fossiles attendue en 2050.",
    249: "Aucun captage industriel en service en France.",
    277: "Cumul qui démarre avec le fonds vert.",
    278: "Départ du cumul, fin 2020.",
    285: "Année 2020 sans dépassement : le trafic a chuté.",
    286: "Aucun dépassement de la valeur réglementaire.",
    301: "Aucun captage en service ; la stratégie n’en attend qu’à partir de 2035.",
    304: "Sortie des carburants fossiles attendue en 2050.",
    316: "Aucun carburant de synthèse incorporé.",
    348: "Fin de la production nationale prévue par la loi en 2040.",
    349: "Fin de la production nationale prévue par la loi en 2040.",
}

RELABELLED = (
    Relabelled(3, "MtCO2e", "Étiqueté en milliers de tonnes : la somme des gaz ne tient qu’en millions de tonnes."),
    Relabelled(280, "MtCO2e", "Étiqueté en milliers de tonnes : la somme des gaz ne tient qu’en millions de tonnes."),
    Relabelled(339, "ktCO2e", "Étiqueté en millions de tonnes : le puits total n’est que de 37 millions de tonnes."),
    Relabelled(87, "ktCO2e", "Étiqueté en millions de tonnes : le texte donne 8 millions de tonnes fin 2025."),
    Relabelled(288, "kt", "Étiqueté en tonnes : la France importe environ 3 millions de tonnes par an."),
    Relabelled(234, "Mt", "Étiqueté en tonnes-kilomètres : le texte parle de tonnes, et le total est celui des ports."),
    Relabelled(340, "millions", "Unité absente : mêmes résidences principales que les passoires thermiques."),
    Relabelled(336, "%", "Unité absente : part de la population, en pourcents."),
    Relabelled(337, "%", "Unité absente : part de la population, en pourcents."),
    Relabelled(338, "%", "Unité absente : part de la population, en pourcents."),
    Relabelled(341, "%", "Unité absente : part de la population, en pourcents."),
    Relabelled(259, "espèces", "Unité absente : l’indicateur compte des espèces."),
    Relabelled(353, "%", "Unité absente : taux de valorisation, cible de 65 pourcents."),
)

# Row → (soundness, note). Rows not named here are "measured", or "unknown" when they hold no value.
_REPEATED = "Dernière valeur identique à la précédente : report probable."
DOUBTS = {
    15: ("measured", "Cible déjà atteinte, à l’arrondi près."),
    39: ("estimated", "La valeur de 2024 est la même que celle de 2020, au chiffre près : à vérifier."),
    41: ("estimated", "Une seule valeur, obtenue par répartition supposée entre les usines."),
    55: ("estimated", "Enquête extrapolée, à la centaine de milliers près."),
    74: ("measured", "Cible nulle en 2030 : la stratégie n’attend ces véhicules qu’à partir de 2035."),
    84: ("estimated", "Les valeurs de 2021 et 2022 sont identiques : report probable."),
    85: ("estimated", "Les valeurs de 2021 et 2022 sont identiques : report probable."),
    123: ("estimated", "La même valeur est publiée pour 2018, 2019 et 2020."),
    154: ("estimated", "Valeurs interpolées en ligne droite entre deux relevés."),
    155: ("estimated", "Valeurs interpolées en ligne droite entre deux relevés."),
    174: ("estimated", "Valeur de 2024 reprise de 2023, et cible douteuse : à ne pas publier sans vérification."),
    208: ("estimated", _REPEATED),
    223: ("estimated", _REPEATED),
    260: ("estimated", "Étiqueté en pourcents, mais la série ressemble à un indice : à vérifier."),
    261: ("estimated", _REPEATED),
    309: ("measured", "Rapport de deux surfaces, sans unité."),
    326: ("estimated", "Unité non publiée."),
    44: ("estimated", "La cible de 2030 égale la dernière valeur connue, de 2020."),
}

# What is wanted, where the sign of (target − first value) does not say it: a ceiling, a floor, a target already passed.
# "" : no direction can be stated.
DIRECTIONS = {
    5: "down", 11: "up", 15: "down", 16: "down", 19: "down", 36: "down", 44: "up", 51: "down", 52: "down",
    70: "down", 74: "", 79: "down", 122: "up", 123: "down", 136: "up", 153: "down", 161: "down", 166: "down",
    219: "", 220: "up", 236: "up", 241: "up", 245: "down", 256: "up", 278: "down", 296: "down", 301: "up",
    322: "down", 325: "up", 344: "up", 41: "up", 83: "up", 117: "up", 209: "up", 249: "up", 255: "up", 257: "up",
    279: "up", 316: "up",
    # targets of other years than 2030
    45: "up", 48: "down", 55: "up", 68: "up", 98: "up", 99: "up", 100: "up", 101: "up", 118: "up", 126: "up",
    154: "up", 155: "up", 156: "down", 157: "up", 191: "up", 192: "up", 273: "up", 352: "up", 353: "up",
    271: "up", 348: "down", 349: "down",
}  # fmt: skip

# Running totals whose target is a ceiling: what counts is how fast they grow, never that they are still below.
RUNNING_TOTALS = (278,)

UNITS = {
    "pourcents": "%",
    "pourcent": "%",
    "pourcents de kilomètres-marchandises parcourus (hors oléoducs).": "%",
    "millions de tonnes équivalent CO₂": "MtCO2e",
    "milliers de tonnes équivalent CO₂": "ktCO2e",
    "millier de tonnes équivalent CO₂": "ktCO2e",
    "milliers de tonnes équivalent CO₂ par an": "ktCO2e",
    "Total de projets labellisés, en MtCO2e": "MtCO2e",
    "tonnes équivalent CO₂ par habitant": "tCO2e/hab.",
    "tonnes équivalent CO₂ par tête": "tCO2e/tête",
    "Grammes équivalent CO₂ par euro de richesse produite par an": "gCO2e/€",
    "grammes d'équivalent-CO₂ par euro de valeur ajoutée (en valeur constante basée en 2010)": "gCO2e/€ (de 2010)",
    "gramme de CO₂ par kilomètre": "gCO2/km",
    "térawattheures": "TWh",
    "térawattheures (CVC)": "TWh (corrigés du climat)",
    "térawattheures PCS": "TWh PCS",
    "gigawatts": "GW",
    "mégawatts": "MW",
    "millions de tonnes": "Mt",
    "milliers de tonnes": "kt",
    "milliers de tonnes d'azote": "kt d’azote",
    "tonnes": "t",
    "tonnes par habitant": "t/hab.",
    "kilogrammes": "kg",
    "kilogrammes par habitant": "kg/hab.",
    "euros par kilogramme": "€/kg",
    "millions d'euros": "M€",
    "millions de mtonnes.kilomètres": "millions de t.km",
    "milliards de tonnes-kilomètres": "milliards de t.km",
    "milliards de voyageurs-kilomètres": "milliards de voyageurs.km",
    "milliards de véhicules-kilomètres": "milliards de véhicules.km",
    "milliers de voyages par jour": "milliers de trajets/jour",
    "milliers de kilomètres": "milliers de km",
    "milliers de kilomètres linéaires": "milliers de km",
    "kilomètres": "km",
    "millions d'hectares": "millions d’ha",
    "milliers d'hectares": "milliers d’ha",
    "hectares": "ha",
    "hectares (cumulés)": "ha (cumulés)",
    "milliards de mètres cubes": "milliards de m³",
    "millions de mètres cubes": "millions de m³",
    "milliards de litres": "milliards de L",
    "litres pour 100 kilomètres": "L/100 km",
    "litres pour 100 kilomètres par passager": "L/100 km par passager",
    "mètres carrés de surface de plancher commencé par mètre carré d'ENAF consommé": "m² de plancher/m² consommé",
    "indice 100 en 1989": "indice 100 en 1989",
    "indice 100 en 2010": "indice 100 en 2010",
    "base 100 en 2011-2013": "indice 100 en 2011-2013",
    "millions d'habitants": "millions d’habitants",
    "millions d'arbres plantés": "millions d’arbres",
    "millions de têtes": "millions de têtes",
    "millions": "millions",
    "milliers": "milliers",
    "unités": "unités",
    "nombre": "unités",
}
