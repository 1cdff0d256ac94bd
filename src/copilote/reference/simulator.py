"""The territorial simulator of the State, edition by edition: territories, levers, figures, dated observations.

Each loader reads the one table it needs. Figures come as published, at full precision; what is not known is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.errors import AmbiguousNameError, UnknownNameError, fold, nearest
from copilote.reference.soundness import Soundness
from copilote.reference.tables import latest, number, read_rows, table_path

DOMAIN = "simulator"
SOURCE = "simulateur-2023"

# How people call a region, besides its code, slug and name.
ALIASES = {
    "paca": "93",
    "provence alpes cote d azur": "93",
    "sud": "93",
    "region sud": "93",
    "idf": "11",
    "ara": "84",
    "aura": "84",
    "bfc": "27",
    "cvl": "24",
    "centre": "24",
    "region centre": "24",
    "hdf": "32",
    "pdl": "52",
    "pays de loire": "52",
    "nlle aquitaine": "75",
    "na": "75",
    "reunion": "04",
    "ile de la reunion": "04",
    "corsica": "94",
    "guyane francaise": "03",
    "exemple": "exemple",
}

# Regions of before 2016: never taken for the larger one that holds them, only suggested.
FORMER = {
    "alsace": "44",
    "lorraine": "44",
    "champagne ardenne": "44",
    "picardie": "32",
    "nord pas de calais": "32",
    "aquitaine": "75",
    "limousin": "75",
    "poitou charentes": "75",
    "auvergne": "84",
    "rhone alpes": "84",
    "bourgogne": "27",
    "franche comte": "27",
    "haute normandie": "28",
    "basse normandie": "28",
    "midi pyrenees": "76",
    "languedoc roussillon": "76",
}


@dataclass(frozen=True)
class Region:
    """A territory of the simulator: 13 metropolitan regions, 5 overseas, and a fictional one (code "exemple")."""

    code: str
    slug: str
    name: str
    official_slug: str
    kind: str
    opened: bool
    limited: bool
    comment: str | None

    @property
    def fictional(self) -> bool:
        """True for the "Région exemple", which is never counted among regions."""
        return self.kind == "fictional"


@dataclass(frozen=True)
class LeverFigures:
    """A lever in a region: its official target and its translation into a physical quantity.

    target_kt : ktCO2e a year avoided in 2030 against 2019; None when not known.
    ratio : physical units per ktCO2e, negative when the quantity must fall; None without translation.
    baseline_2019 : the quantity in 2019, in `unit`; 0 when the translation counts an addition; None without one.
    counts_completed : what is already done then counts in the physical quantity (official field `relative`).
    reason : why the lever cannot be edited, converted or shown; None when it can.
    caution : what the source's own text or the other regions contradict in these figures; None without such a thing.
    """

    id: str
    name: str
    region: str
    sector: str
    theme: str
    target_kt: float | None
    ratio: float | None
    baseline_2019: float | None
    counts_completed: bool
    editable: bool
    target_shown: bool
    reason: str | None
    unit: str | None
    unit_short: str | None
    quantity: str | None
    label: str
    edition: str
    source: str = SOURCE
    caution: str | None = None

    @property
    def translated(self) -> bool:
        """True when ktCO2e can be converted into a physical quantity."""
        return self.ratio is not None

    @property
    def soundness(self) -> Soundness:
        """Of the target: official, an estimate where the State does not show it, or unknown."""
        if self.target_kt is None:
            return Soundness.UNKNOWN
        return Soundness.OFFICIAL_TARGET if self.target_shown else Soundness.ESTIMATED

    @property
    def row(self) -> str:
        """Where the figures lie: table and row."""
        return f"simulator/{self.edition}/targets.csv, ligne {self.region}/{self.id}"


@dataclass(frozen=True)
class LeverName:
    """A lever of the simulator, whatever the region; unit None when it has no translation anywhere."""

    id: str
    name: str
    label: str
    unit: str | None
    unit_short: str | None
    quantity: str | None


@dataclass(frozen=True)
class Observation:
    """A dated figure held in the simulator's comments.

    territory : region code, or "france". kind : "observed", "target" (national), "required" (yearly need to 2030)
    or "not_available" (the State says that it has no figure; value None).
    """

    territory: str
    lever: str
    quantity: str
    year: int
    period: str
    value: float | None
    unit: str | None
    kind: str
    edition: str
    source: str = SOURCE

    @property
    def soundness(self) -> Soundness:
        """Measured; official for targets and needs; estimated when the sentence gives a bound or "about"."""
        if self.value is None:
            return Soundness.UNKNOWN
        if "moins de" in self.quantity or "environ" in self.quantity:
            return Soundness.ESTIMATED
        return Soundness.MEASURED if self.kind == "observed" else Soundness.OFFICIAL_TARGET


@lru_cache(maxsize=8)
def load_territories(edition: str | None = None) -> tuple[Region, ...]:
    """The 19 territories, the fictional one included, by code."""
    return tuple(
        Region(
            code=row["code"],
            slug=row["slug"],
            name=row["name"],
            official_slug=row["official_slug"],
            kind=row["kind"],
            opened=row["opened"] == "true",
            limited=row["limited"] == "true",
            comment=row["comment"] or None,
        )
        for row in read_rows(table_path(DOMAIN, edition, "territories.csv"))
    )


def load_regions(edition: str | None = None) -> tuple[Region, ...]:
    """The 18 regions, by code; the fictional one left out."""
    return tuple(region for region in load_territories(edition) if not region.fictional)


def find_region(text: str, edition: str | None = None) -> Region:
    """The region that a person means: code (24, "1" for 01), slug, or name in any usual spelling.

    Raises UnknownNameError with the nearest names.
    """
    territories = load_territories(edition)
    wanted = fold(text)
    code = ALIASES.get(wanted, wanted.zfill(2) if wanted.isdigit() else wanted)
    for region in territories:
        if code == region.code or wanted in (fold(region.slug), fold(region.name), fold(region.official_slug)):
            return region
    for prefix in ("region ", "la region ", "cop ", "la ", "le ", "les ", "l "):
        # Each turn takes one prefix off: a text of ten thousand "la" is no name.
        if wanted.startswith(prefix) and wanted != prefix.strip() and len(wanted) <= 100:
            try:
                return find_region(wanted.removeprefix(prefix), edition)
            except UnknownNameError:
                break
    suggestions = _near_regions(text, wanted, territories)
    raise UnknownNameError(
        "Région", text, suggestions, "Donnez un code (24), un nom ou « copilote regions » pour la liste."
    )


def _near_regions(text: str, wanted: str, territories: tuple[Region, ...]) -> list[str]:
    """What the person may have meant: a former region, a département, an abbreviation, a name that looks alike."""
    from copilote.reference.territory_tables import load_departements

    by_code = {region.code: region.name for region in territories}
    if wanted in FORMER:
        return [by_code[FORMER[wanted]]]
    for departement in load_departements():
        if wanted in (fold(departement.code), fold(departement.name)) and departement.region in by_code:
            return [f"{by_code[departement.region]} (où se trouve {departement.name})"]
    known = {region.name: region.name for region in territories} | {
        alias.upper() if len(alias) <= 4 else alias: by_code[code] for alias, code in ALIASES.items() if code in by_code
    }
    return list(dict.fromkeys(known[name] for name in nearest(text, known)))


@lru_cache(maxsize=8)
def load_lever_names(edition: str | None = None) -> tuple[LeverName, ...]:
    """All levers of the edition (metropolitan and overseas), in the published order."""
    rows = list(read_rows(table_path(DOMAIN, edition, "levers.csv")))
    labels = _labels({row["lever"]: row["name"] for row in rows})
    return tuple(
        LeverName(
            id=row["lever"],
            name=row["name"],
            label=labels[row["lever"]],
            unit=row["unit"] or None,
            unit_short=row["unit_short"] or None,
            quantity=row["quantity"] or None,
        )
        for row in rows
    )


_IN_WORDS = {"Captage de méthane dans les ISDND": "Captage de méthane dans les décharges (ISDND)"}
"""Official names with initials that few people know."""


def _labels(names: dict[str, str]) -> dict[str, str]:
    """A label for each lever that no other one bears, in words: homes and services share three official names."""
    shared = {name for name in names.values() if list(names.values()).count(name) > 1}
    where = {"reduc_r": "résidentiel", "reduc_t": "tertiaire"}
    return {
        lever: f"{name} ({where[lever[:7]]})" if name in shared and lever[:7] in where else _IN_WORDS.get(name, name)
        for lever, name in names.items()
    }


@lru_cache(maxsize=32)
def load_levers(region_code: str, edition: str | None = None) -> tuple[LeverFigures, ...]:
    """The levers of a region with their figures, in the published order.

    `region_code` is a code of `load_territories` ("24", "exemple"); an unknown one gives an empty tuple.
    """
    chosen = edition or latest(DOMAIN)
    units = {lever.id: lever for lever in load_lever_names(chosen)}
    cautions = _cautions(region_code, chosen)
    found = []
    for row in read_rows(table_path(DOMAIN, chosen, "targets.csv")):
        if row["region"] != region_code:
            continue
        known = units[row["lever"]]
        ratio = number(row["ratio"])
        found.append(
            LeverFigures(
                id=row["lever"],
                name=row["name"],
                region=row["region"],
                sector=row["sector"],
                theme=row["theme"],
                target_kt=number(row["target_kt"]),
                ratio=ratio,
                baseline_2019=number(row["baseline_2019"]),
                counts_completed=row["counts_completed"] == "true",
                editable=row["editable"] == "true",
                target_shown=row["target_shown"] == "true",
                reason=row["reason"] or None,
                unit=known.unit if ratio is not None else None,
                unit_short=known.unit_short if ratio is not None else None,
                quantity=known.quantity if ratio is not None else None,
                label=known.label if row["name"] == known.name else row["name"],
                edition=chosen,
                caution=cautions.get(row["lever"]),
            )
        )
    return tuple(found)


def _cautions(region: str, edition: str) -> dict[str, str]:
    """The cautions on the figures of a region by lever, in the edition of the simulator that they were written on.

    A row without region holds in all.
    """
    rows = read_rows(table_path("cautions", None, "simulator.csv"))
    return {row["lever"]: row["caution"] for row in rows if row["edition"] == edition and row["region"] in ("", region)}


def find_lever(region_code: str, text: str, edition: str | None = None) -> LeverFigures:
    """The lever of a region that a person means: official id, or French name when it is unambiguous.

    Raises UnknownNameError with the nearest right values: of the region, or, for an ambiguous name, its homonyms.
    """
    levers = load_levers(region_code, edition)
    return match_lever(text, levers)


def match_lever(text: str, levers: tuple[LeverFigures, ...]) -> LeverFigures:
    """Like find_lever, among the levers given."""
    wanted = fold(text)
    by_id = [lever for lever in levers if fold(lever.id) == wanted]
    exact = by_id or [lever for lever in levers if wanted in (fold(lever.label), fold(lever.name))]
    if len(exact) == 1:
        return exact[0]
    # A part of a name is never taken for it: what holds it is suggested, so that nobody reads another lever's figures.
    close = exact or [lever for lever in levers if len(wanted) > 2 and wanted in fold(lever.label)]
    if exact or len(close) > 1:
        raise AmbiguousNameError("leviers", text, [f"{lever.id} ({lever.label})" for lever in close[:6]])
    by_label = {lever.label: lever.id for lever in levers} | {lever.id: lever.id for lever in levers}
    found = list(dict.fromkeys(by_label[name] for name in nearest(text, by_label)))
    labels = {lever.id: lever.label for lever in levers}
    accepted = "Donnez le nom ou l’identifiant d’un levier de la région, comme augm_voitelec."
    raise UnknownNameError("Levier", text, [f"{lever} ({labels[lever]})" for lever in found], accepted)


def load_observations(territory: str, edition: str | None = None) -> tuple[Observation, ...]:
    """Dated observations of a region (code) or of the country ("france"), in the published order."""
    chosen = edition or latest(DOMAIN)
    return tuple(
        Observation(
            territory=row["territory"],
            lever=row["lever"],
            quantity=row["quantity"],
            year=int(row["year"]),
            period=row["period"],
            value=number(row["value"]),
            unit=row["unit"] or None,
            kind=row["kind"],
            edition=chosen,
        )
        for row in read_rows(table_path(DOMAIN, chosen, "observations.csv"))
        if row["territory"] == territory
    )
