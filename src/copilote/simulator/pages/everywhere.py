"""An indicator in all regions: small multiples with the national value, and a ranking where it means something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from copilote.planning.observation import Observation
from copilote.publish.table import Linked, Table
from copilote.reference.series import Points, RegionalRule, load_regional_rules, load_series
from copilote.reference.simulator import Region, load_regions
from copilote.ui.charts import SmallMultiple, multiples
from copilote.ui.drawing import Drawing
from copilote.ui.indicators import national_indicators, seen_in, verdict
from copilote.ui.observations import readable
from copilote.ui.tables import chart_table
from copilote.words import _, per_language
from copilote.words.numbers import format_short

RATES = ("rate", "per_inhabitant")
FIRST_YEAR = 2015
"""The frames start here, or at the first year that all regions have."""
FEWEST = 3
"""Regions that a ranking needs."""


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The same indicator in all regions: drawing, values, ranking (None where it means nothing) and what it says."""

    drawing: Drawing
    values: Table
    text: str
    ranking: Table | None
    rank_text: str


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Kind of each regional series: "rate", "stock", "yearly_flow" or "per_inhabitant"."""
    return {series.number: series.kind for region in load_regions() for series in load_series(region.code)}


@per_language
def rules() -> dict[str, RegionalRule]:
    """The rule of each regional series, by number."""
    return {rule.number: rule for rule in load_regional_rules()}


def comparable(number: str) -> bool:
    """Whether regions can be ranked: rates and quantities per inhabitant, or a quantity turned into a share."""
    transform = rules()[number].transform or ""
    return kinds().get(number) in RATES or transform.startswith("share_of")


def national_points(observation: Observation) -> Points:
    """The country's values in the unit of a regional series; empty where the two do not measure the same thing."""
    rule, national = rules()[observation.indicator], national_indicators().get(observation.national or "")
    if national is None or not comparable(observation.indicator) or rule.rule not in ("rate", "share_observed"):
        return ()
    if rule.rule == "rate" and rule.factor:
        return tuple((year, value * rule.factor) for year, value in national.values)
    return national.values if national.unit == observation.unit else ()


def everywhere(region: Region, number: str) -> Everywhere | None:
    """The indicator in the 18 regions; None for the fictional region."""
    return None if region.fictional else _everywhere(region.code, number)


@per_language
def _everywhere(code: str, number: str) -> Everywhere:
    own = next(observation for observation in seen_in(code) if observation.indicator == number)
    by_region = _alike(own)
    largest = max(by_region.values(), key=lambda series: max(abs(value) for _year, value in series.values))
    shown = readable(largest)
    # What the readable unit divides the values by, the same in all frames.
    pairs = zip(largest.values, shown.values, strict=True)
    factor = next((raw / scaled for (_y, raw), (_year, scaled) in pairs if scaled), 1.0)
    firsts = [series.values[0][0] for series in by_region.values()]
    since = min(max(FIRST_YEAR, min(firsts)), min(series.values[-1][0] for series in by_region.values()))
    ranked = comparable(number)

    def scaled_points(values: Points) -> Points:
        return tuple((year, value / factor) for year, value in values if year >= since)

    frames = [
        SmallMultiple(
            region.name,
            scaled_points(by_region[region.code].values) if region.code in by_region else (),
            region.code == code,
        )
        for region in load_regions()
    ]
    reference = scaled_points(national_points(own))
    title = _("%(name)s : les 18 régions", name=readable(own).name)
    drawing = Drawing.of(
        multiples,
        frames,
        title=title,
        prefix="regions",
        unit=shown.unit or "",
        reference=reference,
        shared=ranked,
        width=760,
        caption=title,
    )
    text = _("Même échelle dans tous les cadres.")
    if not ranked:
        text = _("Chaque cadre a sa propre échelle : la quantité dépend de la taille de la région, pas la forme.")
    elif not reference:
        text += " " + _("La valeur nationale n’est pas tracée : elle ne mesure pas exactement la même chose.")
    ranking, rank_text = _ranking(code, number, by_region, shown.unit or "", factor) if ranked else (None, "")
    return Everywhere(drawing, chart_table(drawing.wide, "regions", title), text, ranking, rank_text)


def _alike(own: Observation) -> dict[str, Observation]:
    """The first series of the same indicator, label and unit in each region that has values, by code of region."""
    firsts = {
        region.code: next((series for series in seen_in(region.code) if series.indicator == own.indicator), None)
        for region in load_regions()
    }
    return {
        code: series
        for code, series in firsts.items()
        if series is not None and series.values and (series.label, series.unit) == (own.label, own.unit)
    }


def _ranking(
    code: str, number: str, by_region: Mapping[str, Observation], unit: str, factor: float
) -> tuple[Table | None, str]:
    """Regions from the nearest to the aim to the farthest, in the last year that most of them share."""
    lasts = [series.values[-1][0] for series in by_region.values()]
    year = max(set(lasts), key=lambda last: (lasts.count(last), last))
    better_up = rules()[number].direction == "up"
    values = {key: dict(series.values).get(year) for key, series in by_region.items()}
    known = sorted(((value, key) for key, value in values.items() if value is not None), reverse=better_up)
    if len(known) < FEWEST:
        return None, ""
    regions = {region.code: region for region in load_regions()}
    ranks = {
        key: 1 + sum((other > value) if better_up else (other < value) for other, _key in known) for value, key in known
    }
    rows = (
        (
            str(ranks[key]),
            Linked(regions[key].name, reverse("indicator", args=[regions[key].slug, number])),
            format_short(value / factor),
            verdict(by_region[key]),
        )
        for value, key in known
    )
    heads = (_("Rang"), _("Région"), _("Valeur %(year)s (%(unit)s)", year=year, unit=unit), _("Rythme"))
    way = _("de la plus haute à la plus basse") if better_up else _("de la plus basse à la plus haute")
    caption = _("Rang des régions en %(year)s, %(way)s", year=year, way=way)
    table = Table.of_texts("rang", caption, heads, rows, (0, 2))
    if code not in ranks:
        return table, _("La région n’a pas de valeur en %(year)s.", year=year)
    rank = "1re" if ranks[code] == 1 else f"{ranks[code]}e"
    return table, _(
        "%(region)s est %(rank)s sur %(all)s régions connues en %(year)s.",
        region=regions[code].name,
        rank=rank,
        all=len(known),
        year=year,
    )
