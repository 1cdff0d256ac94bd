"""The territorial simulator of the State, edition by edition: territories, levers, figures, dated observations.

Each loader reads the one table it needs. Figures come as published, at full precision; what is not known is None.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from copilote.reference.english import french_of, in_language
from copilote.reference.errors import AmbiguousNameError, UnknownNameError, fold, nearest
from copilote.reference.records import Text, keyed, load
from copilote.reference.soundness import Soundness
from copilote.reference.tables import latest
from copilote.words import _, per_language

DOMAIN = "simulator"
SOURCE = "simulateur-2023"

_ALIASES = {
    "93": ("paca", "provence alpes cote d azur", "sud", "region sud"),
    "11": ("idf",),
    "84": ("ara", "aura"),
    "27": ("bfc",),
    "24": ("cvl", "centre", "region centre"),
    "32": ("hdf",),
    "52": ("pdl", "pays de loire"),
    "75": ("nlle aquitaine", "na"),
    "04": ("reunion", "ile de la reunion"),
    "94": ("corsica",),
    "03": ("guyane francaise",),
    "exemple": ("exemple",),
}
ALIASES = {alias: code for code, aliases in _ALIASES.items() for alias in aliases}
"""How people call a region, besides its code, slug and name."""

_FORMER = {
    "44": ("alsace", "lorraine", "champagne ardenne"),
    "32": ("picardie", "nord pas de calais"),
    "75": ("aquitaine", "limousin", "poitou charentes"),
    "84": ("auvergne", "rhone alpes"),
    "27": ("bourgogne", "franche comte"),
    "28": ("haute normandie", "basse normandie"),
    "76": ("midi pyrenees", "languedoc roussillon"),
}
FORMER = {name: code for code, names in _FORMER.items() for name in names}
"""Regions of before 2016: never taken for the larger one that holds them, only suggested."""


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
    comment: Text | None

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
    unit, unit_short, quantity : of its translation; None without one. label : its name, which no other lever bears.
    caution : what the source's own text or the other regions contradict in these figures; None without such a thing.
    slug : the French label as a part of an address, the same in every language.
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
    slug: str = ""

    def __hash__(self) -> int:
        """Of what names it: pages keep what they write of a lever, and ask for it forty times each."""
        return hash((self.id, self.region, self.edition))

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
    unit: str | None
    unit_short: str | None
    quantity: str | None
    label: str = ""


@dataclass(frozen=True)
class DatedObservation:
    """A dated figure held in the simulator's comments.

    territory : region code, or "france". kind : "observed", "target" (national), "required" (yearly need to 2030)
    or "not_available" (the State says that it has no figure; value None). rough : a bound or "about" in the sentence.
    key : of its row in the table.
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
    rough: bool = False
    key: str = ""
    source: str = SOURCE

    @property
    def soundness(self) -> Soundness:
        """Measured; official for targets and needs; estimated when it is rough."""
        if self.value is None:
            return Soundness.UNKNOWN
        if self.rough:
            return Soundness.ESTIMATED
        return Soundness.MEASURED if self.kind == "observed" else Soundness.OFFICIAL_TARGET


@dataclass(frozen=True)
class _Caution:
    simulator: str
    region: str
    lever: str
    caution: str


@per_language
def load_territories(edition: str | None = None) -> tuple[Region, ...]:
    """The 19 territories, the fictional one included, by code."""
    return load(Region, DOMAIN, "territories.csv", edition)


def load_regions() -> tuple[Region, ...]:
    """The 18 regions, by code; the fictional one left out."""
    return tuple(region for region in load_territories() if not region.fictional)


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
    accepted = _("Donnez un code (24), un nom ou « copilote regions » pour la liste.")
    raise UnknownNameError(_("Région"), text, _near_regions(text, wanted, territories), accepted)


def _near_regions(text: str, wanted: str, territories: tuple[Region, ...]) -> list[str]:
    """What the person may have meant: a former region, a département, an abbreviation, a name that looks alike."""
    from copilote.reference.territories import load_departements

    by_code = {region.code: region.name for region in territories}
    if wanted in FORMER:
        return [by_code[FORMER[wanted]]]
    for departement in load_departements():
        if wanted in (fold(departement.code), fold(departement.name)) and departement.region in by_code:
            where = _("où se trouve %(name)s", name=departement.name)
            return [f"{by_code[departement.region]} ({where})"]
    known = {region.name: region.name for region in territories} | {
        alias.upper() if len(alias) <= 4 else alias: by_code[code] for alias, code in ALIASES.items() if code in by_code
    }
    return list(dict.fromkeys(known[name] for name in nearest(text, known)))


@lru_cache(maxsize=8)
def _lever_names(edition: str | None) -> dict[str, LeverName]:
    """By lever, in French."""
    levers = load(LeverName, DOMAIN, "levers.csv", edition, renamed={"id": "lever"})
    names = [lever.name for lever in levers]
    return keyed("id", (replace(lever, label=_label(lever, names.count(lever.name) > 1)) for lever in levers))


_IN_WORDS = {"Captage de méthane dans les ISDND": "Captage de méthane dans les décharges (ISDND)"}
"""Official names with initials that few people know."""
_TRANSLATION = ("unit", "unit_short", "quantity")
_WHERE = {"reduc_r": "résidentiel", "reduc_t": "tertiaire"}


def _label(lever: LeverName, shared: bool) -> str:
    """A label that no other lever bears, in words: homes and services share three official names."""
    if shared and lever.id[:7] in _WHERE:
        return f"{lever.name} ({_WHERE[lever.id[:7]]})"
    return _IN_WORDS.get(lever.name, lever.name)


@per_language
def load_lever_names(edition: str | None = None) -> tuple[LeverName, ...]:
    """All levers of the edition (metropolitan and overseas), in the published order."""
    return in_language(_lever_names(edition).values(), "name", "label", *_TRANSLATION)


@lru_cache(maxsize=4)
def _targets(edition: str) -> tuple[LeverFigures, ...]:
    """The rows of all regions, in French; what other tables say of a lever is not in them yet."""
    unset = dict.fromkeys(_TRANSLATION)
    return load(LeverFigures, DOMAIN, "targets.csv", edition, renamed={"id": "lever"}, label="", **unset)


@lru_cache(maxsize=1)
def _cautions() -> tuple[_Caution, ...]:
    return load(_Caution, "cautions", "simulator.csv", renamed={"simulator": "edition"})


@per_language
def load_levers(region_code: str, edition: str | None = None) -> tuple[LeverFigures, ...]:
    """The levers of a region with their figures, in the published order.

    `region_code` is a code of `load_territories` ("24", "exemple"); an unknown one gives an empty tuple.
    """
    chosen = edition or latest(DOMAIN)
    names = _lever_names(chosen)
    places = ((chosen, ""), (chosen, region_code))  # a caution without region holds in all
    cautions = {row.lever: row.caution for row in _cautions() if (row.simulator, row.region) in places}
    levers = []
    for row in _targets(chosen):
        if row.region == region_code:
            known = names[row.id]
            label = known.label if row.name == known.name else row.name
            own: dict[str, Any] = {field: getattr(known, field) if row.translated else None for field in _TRANSLATION}
            slug = fold(label).replace(" ", "-")
            levers.append(replace(row, label=label, slug=slug, caution=cautions.get(row.id), **own))
    return in_language(levers, "name", "label", "sector", "theme", "reason", "caution", *_TRANSLATION)


def find_lever(region_code: str, text: str) -> LeverFigures:
    """The lever of a region that a person means: official id, or name when it is unambiguous.

    Raises UnknownNameError with the nearest right values: of the region, or, for an ambiguous name, its homonyms.
    """
    return match_lever(text, load_levers(region_code))


def match_lever(text: str, levers: tuple[LeverFigures, ...]) -> LeverFigures:
    """Like find_lever, among the levers given."""
    wanted = fold(text)
    by_id = [lever for lever in levers if fold(lever.id) == wanted]
    exact = by_id or [lever for lever in levers if wanted in _spellings(lever)]
    if len(exact) == 1:
        return exact[0]
    # A part of a name is never taken for it: what holds it is suggested, so that nobody reads another lever's figures.
    close = exact
    if not exact and len(wanted) > 2:
        close = [lever for lever in levers if wanted in fold(lever.label) or wanted in lever.slug.replace("-", " ")]
    if exact or len(close) > 1:
        raise AmbiguousNameError(_("leviers"), text, [f"{lever.id} ({lever.label})" for lever in close[:6]])
    labels = {lever.id: lever.label for lever in levers}
    ids = {label: lever for lever, label in labels.items()} | {lever: lever for lever in labels}
    near = dict.fromkeys(ids[name] for name in nearest(text, ids))
    accepted = _("Donnez le nom ou l’identifiant d’un levier de la région, comme augm_voitelec.")
    raise UnknownNameError(_("Levier"), text, [f"{lever} ({labels[lever]})" for lever in near], accepted)


def _spellings(lever: LeverFigures) -> set[str]:
    """The folded label and name of a lever, in the language of its texts and in French."""
    return {fold(lever.label), fold(lever.name), fold(french_of(lever.name)), lever.slug.replace("-", " ")}


@per_language
def load_observations(territory: str, edition: str | None = None) -> tuple[DatedObservation, ...]:
    """Dated observations of a region (code) or of the country ("france"), in the published order."""
    observations = (
        replace(
            row,
            rough="moins de" in row.quantity or "environ" in row.quantity,
            key=f"{row.territory}/{row.lever}/{row.quantity}/{row.period}",
        )
        for row in load(DatedObservation, DOMAIN, "observations.csv", edition)
        if row.territory == territory
    )
    return in_language(observations, "quantity", "unit", "period")
