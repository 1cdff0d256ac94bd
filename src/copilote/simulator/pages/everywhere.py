"""An indicator in all regions: small multiples with the national value, and a ranking where it means something."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing
from copilote.planning.observation import Observation
from copilote.reference.series import Points, RegionalRule, load_regional_rules, load_series
from copilote.reference.simulator import Region, load_regions
from copilote.simulator.pages.seen import (
    CellView,
    TableView,
    chart_table,
    national_indicators,
    per_language,
    readable,
    seen_in,
    verdict,
)
from copilote.ui.charts import Chart, Frame, multiples
from copilote.ui.words import format_short

RATES = ("rate", "per_inhabitant")


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The same indicator in all regions: drawing, values, ranking (None where it means nothing) and what it says."""

    drawing: Drawing
    values: TableView
    text: str
    ranking: TableView | None
    rank_text: str


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Kind of each regional series: "rate", "stock", "yearly_flow" or "per_inhabitant"."""
    return {one.number: one.kind for region in load_regions() for one in load_series(region.code)}


@lru_cache(maxsize=1)
def rules() -> dict[str, RegionalRule]:
    """The rule of each regional series, by number."""
    return {rule.number: rule for rule in load_regional_rules()}


def comparable(number: str) -> bool:
    """Whether regions can be ranked: rates and quantities per inhabitant, or a quantity turned into a share."""
    transform = rules()[number].transform or ""
    return kinds().get(number) in RATES or transform.startswith("share_of")


def national_points(one: Observation) -> Points:
    """The country's values in the unit of a regional series; empty where the two do not measure the same thing."""
    rule, national = rules()[one.indicator], national_indicators().get(one.national or "")
    if national is None or not comparable(one.indicator) or rule.rule not in ("rate", "share_observed"):
        return ()
    if rule.rule == "rate" and rule.factor:
        return tuple((year, value * rule.factor) for year, value in national.values)
    return national.values if national.unit == one.unit else ()


def everywhere(region: Region, number: str) -> Everywhere | None:
    """The indicator in the 18 regions; None for the fictional region."""
    return None if region.fictional else _everywhere(region.code, number)


@per_language
def _everywhere(code: str, number: str) -> Everywhere:
    found = {one.code: next((s for s in seen_in(one.code) if s.indicator == number), None) for one in load_regions()}
    own = next(one for one in seen_in(code) if one.indicator == number)
    found = {
        key: one if one is not None and (one.label, one.unit) == (own.label, own.unit) else None
        for key, one in found.items()
    }
    known = [one for one in found.values() if one is not None and one.values]
    largest = max(known, key=lambda one: max(abs(value) for _, value in one.values))
    shown = readable(largest)
    unit = shown.unit or ""
    pairs = zip(largest.values, shown.values, strict=True)
    factor = next((raw / told for (_y, raw), (_year, told) in pairs if told), 1.0)
    since = min(max(2015, min(one.values[0][0] for one in known)), min(one.values[-1][0] for one in known))
    ranked = comparable(number)
    reference = tuple(pair for pair in national_points(own) if pair[0] >= since)
    frames = [
        Frame(
            region.name,
            tuple((year, value / factor) for year, value in one.values if year >= since) if one is not None else (),
            region.code == code,
        )
        for region in load_regions()
        for one in [found[region.code]]
    ]
    name = readable(own).name
    title = _("%(name)s : les 18 régions") % {"name": name}

    def draw(prefix: str, width: float) -> Chart:
        return multiples(
            frames,
            title=title,
            prefix=prefix,
            unit=unit,
            reference=tuple((year, value / factor) for year, value in reference),
            shared=ranked,
            width=width,
        )

    wide, narrow = draw("regions", 760), draw("regions-m", 300)
    values = replace(chart_table(wide, "regions"), caption=title)
    text = _("Même échelle dans tous les cadres.")
    if not ranked:
        text = _("Chaque cadre a sa propre échelle : la quantité dépend de la taille de la région, pas la forme.")
    if ranked and not reference:
        text += " " + _("La valeur nationale n’est pas tracée : elle ne mesure pas exactement la même chose.")
    ranking, rank_text = _ranking(code, number, found, unit, factor) if ranked else (None, "")
    return Everywhere(Drawing(wide, narrow, title), values, text, ranking, rank_text)


def _ranking(
    code: str, number: str, found: dict[str, Observation | None], unit: str, factor: float
) -> tuple[TableView | None, str]:
    """Regions from the nearest to the aim to the farthest, in the last year that most of them share."""
    lasts = [one.values[-1][0] for one in found.values() if one is not None and one.values]
    year = max(set(lasts), key=lambda each: (lasts.count(each), each))
    rule = rules()[number]
    better_up = rule.direction == "up"
    values = {key: dict(one.values).get(year) for key, one in found.items() if one is not None}
    known = sorted(((value, key) for key, value in values.items() if value is not None), reverse=better_up)
    if len(known) < 3:
        return None, ""
    names = {region.code: region.name for region in load_regions()}
    ranks = {
        key: 1 + sum((other > value) if better_up else (other < value) for other, _key in known) for value, key in known
    }
    heads = (_("Rang"), _("Région"), _("Valeur %(year)s (%(unit)s)") % {"year": year, "unit": unit}, _("Rythme"))
    rows = tuple(
        (
            CellView(str(ranks[key]), heads[0], True),
            CellView(names[key], heads[1], link=reverse("indicator", args=[_slug(key), number])),
            CellView(format_short(value / factor), heads[2], True),
            CellView(verdict(one) if (one := found[key]) is not None else "", heads[3]),
        )
        for value, key in known
    )
    way = _("de la plus haute à la plus basse") if better_up else _("de la plus basse à la plus haute")
    caption = _("Rang des régions en %(year)s, %(way)s") % {"year": year, "way": way}
    table = TableView("rang", caption, tuple(CellView(head, number=i in (0, 2)) for i, head in enumerate(heads)), rows)
    if code not in ranks:
        return table, _("La région n’a pas de valeur en %(year)s.") % {"year": year}
    told = "1re" if ranks[code] == 1 else f"{ranks[code]}e"
    said = {"region": names[code], "rank": told, "all": len(known), "year": year}
    return table, _("%(region)s est %(rank)s sur %(all)s régions connues en %(year)s.") % said


def _slug(code: str) -> str:
    return next(region.slug for region in load_regions() if region.code == code)
