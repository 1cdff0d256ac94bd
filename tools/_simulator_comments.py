"""Read the dated observations that the simulator's comments hold.

Two kinds of lines hold a number and a year: bullets of one shape ("en 2022 : **14** milliers de véhicules"), read by
one grammar; and sentences about the whole country, each read by a pattern of its own. Anything else with a digit goes
to `unread`, with the reason where a person gave one (REASONS); a new sentence comes out without a reason, and a test
says so.
"""

from __future__ import annotations

import re
from typing import Any

from _tables import clean

NUMBER = r"\d[\d ]*(?:[.,]\d+)?"
BULLET = re.compile(
    r"^\* (?:en (?P<year>\d{4})|pour la campagne juin (?P<c1>\d\d)-juillet (?P<c2>\d\d)"
    r"|entre (?P<y1>\d{4}) et (?P<y2>\d{4}))(?: (?P<detail>par région (?:d'origine|de destination)))?"
    rf" : \*\*(?P<value>{NUMBER}|N\.D\.)\*\*(?: (?P<unit>.*))?$"
)

# What the bullets of a lever measure: (quantity, kind, scope). kind: observed | required (a yearly need to 2030).
BULLETS: dict[str, tuple[str, str]] = {
    "augm_voitelec": ("Véhicules électriques dans le parc", "region"),
    "reduc_consovp": ("Consommation moyenne des voitures thermiques", "france"),
    "augm_buselec": ("Bus et cars décarbonés dans le parc", "region"),
    "augm_fret": ("Transport routier de marchandises", "region"),
    "augm_logi": ("Transport routier de marchandises", "region"),
    "reduc_rconso": ("Énergie consommée par les logements", "region"),
    "reduc_rfioul": ("Résidences principales chauffées au fioul", "region"),
    "reduc_rgaz": ("Résidences principales chauffées au gaz", "region"),
    "reduc_tconso": ("Énergie consommée par les bâtiments tertiaires", "region"),
    "reduc_tfioul": ("Fioul consommé par les bâtiments tertiaires", "region"),
    "reduc_tgaz": ("Gaz consommé par les bâtiments tertiaires", "region"),
    "augm_valodma": ("Déchets ménagers et assimilés valorisés", "region"),
    "reduc_proddma": ("Déchets ménagers et assimilés produits", "region"),
    "reduc_azote": ("Engrais azotés livrés", "region"),
    "reduc_eneragri": ("Énergie fossile consommée par l’agriculture", "region"),
    "reduc_artif": ("Espaces naturels, agricoles et forestiers artificialisés", "region"),
    "reduc_chal": ("Contenu moyen en CO2 des réseaux de chaleur", "region"),
}
UNIT_WORDS = {
    "milliers de résidences p.": "milliers de résidences principales",
    "TWh corr.": "TWh (corrigés du climat)",
    "Mtkm": "Mt.km",
    "L/100km": "L/100 km",
    "milliers de rénovations": "milliers de rénovations aidées par an",
    "kg/hab": "kg par habitant",
    "kt": "kt d’engrais azotés",
    "kha": "kha par an",
    "kg/MWh": "kg de CO2 par MWh",
}

# Sentences about the whole country. lever -> [(pattern, [(group, quantity, unit, year or group of it, kind)])]
Facts = list[tuple[str, str, str, int, str]]
SENTENCES: dict[str, list[tuple[str, Facts]]] = {
    "augm_voitelec": [
        (
            r"ambition nationale de (?P<a>15) % de véhicules électriques en 2030",
            [("a", "Part des véhicules électriques dans le parc", "%", 2030, "target")],
        )
    ],
    "reduc_consovp": [
        (
            r"biocarburant qui est fixé à (?P<a>12) % en 2030 \(contre (?P<b>7,3) % en 2019\)",
            [
                ("a", "Taux d’incorporation de biocarburant", "%", 2030, "target"),
                ("b", "Taux d’incorporation de biocarburant", "%", 2019, "observed"),
            ],
        )
    ],
    "augm_covoit": [
        (
            r"(?P<a>3) millions de trajets quotidiens à horizon 2027",
            [("a", "Trajets quotidiens en covoiturage", "millions", 2027, "target")],
        )
    ],
    "reduc_rfioul": [
        (
            r"suppression de (?P<a>75) % des chaudières au fioul d'ici 2030",
            [("a", "Chaudières au fioul supprimées depuis 2019", "%", 2030, "target")],
        )
    ],
    "reduc_rgaz": [
        (
            r"environ (?P<a>20) % des chaudières au gaz .* à horizon 2030",
            [("a", "Chaudières au gaz remplacées (environ)", "%", 2030, "target")],
        )
    ],
    "augm_haies": [
        (
            r"estimée à (?P<a>23,5) milliers de km par an sur la période 2017-2021 .* estimé en 2023 "
            r".* à (?P<b>1 550) milliers de km",
            [
                (
                    "a",
                    "Haies perdues par an, moyenne de 2017 à 2021",
                    "milliers de km par an",
                    2021,
                    "observed",
                ),
                ("b", "Linéaire total de haies (IGN)", "milliers de km", 2023, "observed"),
            ],
        )
    ],
    "reduc_artif": [
        (
            r"en 2050, soit la réduction du rythme d'artificialisation des sols de (?P<a>50) %",
            [("a", "Baisse du rythme d’artificialisation sur la décennie 2021-2030", "%", 2030, "target")],
        )
    ],
    "augm_couverts": [
        (
            r"multiplier par (?P<a>deux) la surface de couverts végétaux d'ici 2030",
            [("a", "Surface de couverts végétaux, multiple de celle de départ", "fois", 2030, "target")],
        )
    ],
    "reduc_rconso": [
        (
            r"contre moins de (?P<a>10) mille rénovations en 2019",
            [("a", "Rénovations aidées par an (moins de)", "milliers par an", 2019, "observed")],
        )
    ],
}

REASONS = {
    "no_year": "Comparaison ou hypothèse sans année : pas une observation datée.",
    "today": "« Aujourd’hui » sans année : pas une observation datée.",
    "equivalence": "Équivalence de tous les jours, sans année : reprise dans nos propres mots, pas comme mesure.",
}
# (lever or "*", start of the line) -> key of REASONS
KNOWN_UNREAD = [
    ("augm_covoit", "Le levier porte", "today"),
    ("*", "*Réduire de", "equivalence"),
    ("augm_fret", "Le levier porte", "no_year"),
]


# Digits that belong to a name, not to a figure.
NAMES_WITH_DIGITS = re.compile(r"k?t?CO2e?|L/100km|aux 100 kilomètres")


def parse(text: str) -> float | None:
    """A French number, or None for N.D. (not available)."""
    if text == "deux":
        return 2.0
    return None if text == "N.D." else float(text.replace(" ", "").replace(",", "."))


def read_comments(
    published: list[dict[str, Any]], codes: dict[str, str]
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """(observations, unread) of all territories; what is national is kept once, under territory "france"."""
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    unread: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in published:
        lever, region = entry["id"], codes[clean(entry["regionName"])]
        for raw in entry["comment"].split("\n"):
            line = clean(raw)
            bullet, rest = read_bullet(lever, region, line)
            sentences, rest = read_sentences(lever, line, rest)
            for row in bullet + sentences:
                key = (row["territory"], row["lever"], row["quantity"], row["period"], row["kind"])
                if key in rows and rows[key] != row:
                    raise SystemExit(f"Two different figures for {key}: {rows[key]} and {row}")
                rows[key] = row
            rest = NAMES_WITH_DIGITS.sub("", rest)
            if re.search(r"\d", rest):
                # Numbers differ by region in one and the same sentence: group them by their words.
                words = re.sub(NUMBER, "#", line)
                note = unread.setdefault((lever, words), {"regions": set(), "numbers": set(), "line": line})
                note["regions"].add(region)
                note["numbers"].update(number.strip() for number in re.findall(NUMBER, rest))
    left = [
        {
            "lever": lever,
            "territories": len(note["regions"]),
            "numbers": " ; ".join(sorted(note["numbers"])),
            "start": " ".join(note["line"].split()[:6]),
            "reason": next(
                (
                    REASONS[key]
                    for who, start, key in KNOWN_UNREAD
                    if who in ("*", lever) and note["line"].startswith(start)
                ),
                None,
            ),
        }
        for (lever, _words), note in unread.items()
    ]
    return list(rows.values()), left


def read_bullet(lever: str, region: str, line: str) -> tuple[list[dict[str, object]], str]:
    """(the observation of a bullet, what of the line is still to be read)."""
    match = BULLET.match(line)
    if not match or lever not in BULLETS:
        return [], line
    quantity, scope = BULLETS[lever]
    if match["detail"]:
        quantity += ", " + match["detail"].replace("'", "’")
    unit, _, remark = (match["unit"] or "").partition(" *(")
    unit, kind = unit.strip(), "observed"
    if match["c1"]:
        year, period = 2000 + int(match["c1"]), f"campagne 20{match['c1']}-20{match['c2']}"
    elif match["y1"]:
        year, period, kind = int(match["y2"]), f"par an de {match['y1']} à {match['y2']}", "required"
        quantity = "Rénovations performantes de logements à aider"
    else:
        year, period = int(match["year"]), match["year"]
    value = parse(match["value"])
    row: dict[str, object] = {
        "territory": "france" if scope == "france" else region,
        "lever": lever,
        "quantity": quantity,
        "year": year,
        "period": period,
        "value": value,
        "unit": UNIT_WORDS.get(unit, unit) or None,
        "kind": kind if value is not None else "not_available",
    }
    return [row], remark


def read_sentences(lever: str, line: str, rest: str) -> tuple[list[dict[str, object]], str]:
    """(what the known sentences of the line hold, what is still to be read of it)."""
    found: list[dict[str, object]] = []
    for pattern, facts in SENTENCES.get(lever, []):
        match = re.search(pattern, line)
        if match:
            rest = rest.replace(match[0], "")
            found += [
                {
                    "territory": "france",
                    "lever": lever,
                    "quantity": quantity,
                    "year": year,
                    "period": str(year),
                    "value": parse(match[group]),
                    "unit": unit,
                    "kind": kind,
                }
                for group, quantity, unit, year, kind in facts
            ]
    return found, rest
