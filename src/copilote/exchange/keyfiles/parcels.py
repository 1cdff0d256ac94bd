"""Farm parcels (RPG) added up by commune: hectares by group of crops.

The register itself (ASP, IGN) is a map: a parcel has `ID_PARCEL, SURF_PARC` (ha), `CODE_CULTU, CODE_GROUP`. A table by
commune is made by whoever crosses it with the communes, so no name of its own is established for the commune's column;
any usual one is accepted. The 28 groups are those of the register's notice. Rows may be parcels (with `ID_PARCEL`) or
sums by commune and group.

Moors and summer pastures (group 17) are left out: most are collective, and no farm's land. Vines and orchards that no
one declares for an aid are not there.
"""

from __future__ import annotations

from collections.abc import Sequence

from copilote.exchange.keyfiles.cells import COMMUNE_COLUMNS, commune_code, folded, number
from copilote.exchange.keyfiles.gather import Repeats, Sums, first_title, of_communes, one_year
from copilote.exchange.keyfiles.model import (
    Draft,
    KeyDraft,
    KeyFileError,
    Layout,
    Magnitude,
    Notes,
    Options,
    Sheet,
)

GROUPS = (
    "ble tendre", "mais grain et ensilage", "orge", "autres cereales", "colza", "tournesol", "autres oleagineux",
    "proteagineux", "plantes a fibres", "semences", "gel surfaces gelees sans production", "gel industriel",
    "autres gels", "riz", "legumineuses a grains", "fourrage", "estives et landes", "prairies permanentes",
    "prairies temporaires", "vergers", "vignes", "fruits a coque", "oliviers", "autres cultures industrielles",
    "legumes ou fleurs", "canne a sucre", "arboriculture", "divers",
)  # fmt: skip
"""Titles of the groups of crops, folded, in the order of their numbers from 1."""
ARABLE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 24, 25, 26}
FERTILISED = {1, 2, 3, 4, 5, 6, 7, 9, 10, 14, 24, 25, 26}
"""Crops that mineral nitrogen is spread on: neither legumes nor fallow land, nor grass."""
GRASS, ASIDE = {18}, {17}
CODE = ("code group", "code groupe", "groupe", "groupe cultures", "groupe de cultures", "lib group", "libelle groupe")
AREA = (r"surf parc", r"(surface|surf|superficie)( totale| declaree)?( en)?( ha| m2)?", r"(ha|hectares)")
LABELS = {"legumes fleurs": 25, "arboriculture et viticulture": 27, "gel": 11}
M2_A_HA = 10_000.0
FARMED = KeyDraft(
    "sau",
    "Surfaces agricoles déclarées",
    "ha",
    ("reduc_eneragri", "augm_haies"),
    "B",
    "A",
    "La clé de l’État, la surface agricole utile, mesurée parcelle par parcelle ; dans une commune de vignes ou de "
    "vergers, ce qui n’est pas déclaré manque.",
    magnitude=Magnitude(32e6, "terres agricoles de Corine Land Cover, 2018"),
)
KEYS = (
    FARMED,
    KeyDraft(
        "terres-arables",
        "Terres arables déclarées",
        "ha",
        ("augm_couverts",),
        "A",
        "A",
        "La clé de l’État : les terres arables, mesurées parcelle par parcelle.",
        magnitude=Magnitude(15e6, "terres arables de Corine Land Cover, 2018"),
    ),
    KeyDraft(
        "azote",
        "Cultures qui reçoivent de l’azote",
        "ha",
        ("reduc_azote",),
        "B",
        "B",
        "La clé de l’État est la tonne d’engrais azotés ; les hectares de céréales, de colza et de cultures "
        "industrielles disent où l’on en épand, sans les légumineuses ni les jachères.",
    ),
    KeyDraft(
        "prairies",
        "Prairies permanentes déclarées",
        "ha",
        ("augm_prairies", "co2_elevage"),
        "B",
        "B",
        "La clé de l’État est l’émission des prairies retournées, ou le cheptel bovin ; les prairies permanentes en "
        "tiennent lieu, mesurées parcelle par parcelle.",
        magnitude=Magnitude(10.5e6, "baromètre de l’État : 10,5 millions d’hectares en 2024"),
    ),
)
SUMMED = tuple(zip(KEYS, (None, ARABLE, FERTILISED, GRASS), strict=True))
"""Each key and the groups that it adds up, None for all that are not left aside."""


def accepts(titles: Sequence[str]) -> bool:
    """A commune's code, a group of crops and an area."""
    return (
        any(title in COMMUNE_COLUMNS for title in titles)
        and any(title in CODE or title == "code cultu" for title in titles)
        and first_title(titles, *AREA) is not None
    )


def read(sheet: Sheet, options: Options, notes: Notes) -> Draft:
    """Hectares by commune; a group that the register does not have is a problem."""
    code, group, area = sheet.column(*COMMUNE_COLUMNS), sheet.column(*CODE), first_title(sheet.titles, *AREA)
    assert code is not None  # noqa: S101 (accepts)
    assert area is not None  # noqa: S101 (accepts)
    if group is None:
        raise KeyFileError(
            f"« {sheet.name} » n’a que le code de culture : ajoutez CODE_GROUP, le groupe du registre (1 à 28)."
        )
    scale = M2_A_HA if sheet.titles[area].endswith("m2") else 1.0
    rows, year = one_year(sheet, of_communes(sheet, code, notes), options, notes)
    sums, repeats = Sums(), Repeats(notes, sheet.header[code])
    for row in rows:
        place = commune_code(row.cells[code])
        sums.see(place, row.line)
        repeats.see(row)
        crop = _group(row.cells[group])
        if crop is None:
            notes.problem(row.line, sheet.header[group], f"« {row.cells[group][:40]} » n’est pas un groupe du registre")
            continue
        if crop in ASIDE:
            notes.remark("Estives et landes (groupe 17) laissées de côté : elles sont le plus souvent collectives.")
            continue
        value = number(row.cells[area], row.line, sheet.header[area], notes)
        for key, groups in SUMMED:
            if groups is None or crop in groups:
                sums.add(place, row.line, key.suffix, None if value is None else value / scale)
    repeats.check()
    return LAYOUT.draft(year, sheet.header[code], KEYS, sums.entries(KEYS))


def _group(text: str) -> int | None:
    """The number of a group, from its number or its title."""
    word = folded(text)
    bare = word.removesuffix(" 0") if word.count(" ") == 1 else word  # "18.0", from a spreadsheet
    if bare.isdecimal():
        return int(bare) if 1 <= int(bare) <= len(GROUPS) else None
    return GROUPS.index(word) + 1 if word in GROUPS else LABELS.get(word)


LAYOUT = Layout(
    "parcelles",
    "Parcelles agricoles par commune et groupe de cultures (RPG)",
    accepts,
    read,
    name="parcelles",
    file_title="Registre parcellaire graphique, par commune",
    publisher="Agence de services et de paiement, IGN",
    keys=KEYS,
)
