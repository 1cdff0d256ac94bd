"""Records of what statistics observe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copilote.planning.observation import Observation
from copilote.planning.windows import Window
from copilote.reference.barometer import NationalIndicator, load_national_indicators
from copilote.reference.links import IndicatorLink
from copilote.reference.series import CatalogueEntry, RegionalRule, load_catalogue, load_regional_rules


def observation_record(one: Observation, link: IndicatorLink | None = None) -> dict[str, Any]:
    """The observation as JSON; `link` and `link_reason` say why it stands under a lever."""
    pace = one.pace
    return {
        "indicator": one.indicator,
        "label": one.label,
        "part": one.part,
        "unit": one.unit,
        "series": [{"year": year, "value": value} for year, value in one.values],
        "target_2030": one.target_2030,
        "target_soundness": one.target_soundness.value,
        "pace_1y": pace.pace_1y,
        "pace_3y": pace.pace_3y,
        "pace_least_squares": pace.pace_ls,
        "pace_least_squares_error": pace.pace_ls_error,
        "pace_observed": pace.pace_observed,
        "basis": pace.basis.span.value if pace.basis else None,
        "pace_required": pace.pace_required,
        "ratio": pace.ratio,
        "year_reached": pace.year_reached,
        "direction": pace.direction,
        "grade": pace.grade.value,
        "reason": pace.reason or None,
        "windows": [window_record(window) for window in pace.windows],
        "ceiling": pace.ceiling,
        "soundness": one.soundness.value,
        "national": one.national,
        "rule": one.rule,
        "rule_text": one.rule_text,
        "key_grade": one.key_grade,
        "warnings": list(one.warnings),
        "source": one.source,
        "producer": one.producer,
        "target_source": one.target_source,
        "link": link.kind.value if link else None,
        "link_reason": link.reason if link else None,
    }


def window_record(window: Window) -> dict[str, Any]:
    """A window of a pace as JSON; `reason` says why it is not used, `mark` what must be known of one that is."""
    return {
        "name": window.span.value,
        "from": window.start,
        "to": window.end,
        "pace": window.pace,
        "ratio": window.ratio,
        "grade": window.grade.value,
        "used": window.used,
        "reason": window.reason or None,
        "mark": window.mark or None,
    }


def flat_observation(record: Mapping[str, Any]) -> dict[str, Any]:
    """The same record on one line of a table: its last value in place of the series, a grade for each window."""
    last = record["series"][-1] if record["series"] else {"year": None, "value": None}
    flat = {key: value for key, value in record.items() if key not in ("series", "windows")}
    said = {f"grade_{window['name']}": window["grade"] for window in record["windows"]}
    return flat | {"last_year": last["year"], "last_value": last["value"]} | said


def national_indicator_record(one: NationalIndicator) -> dict[str, Any]:
    """A national indicator without its values; `levers` and `worksites` are those of 2026."""
    return {
        "id": one.id,
        "scope": "france",
        "label": one.label,
        "part": one.series,
        "unit": one.unit,
        "direction": one.direction,
        "axes": list(one.axes),
        "levers": list(one.levers),
        "national": one.id,
        "values": len(one.values),
        "target_2030": one.target(),
        "producer": one.source,
        "source": one.table,
    }


def regional_indicator_record(
    rule: RegionalRule, description: CatalogueEntry, national: NationalIndicator
) -> dict[str, Any]:
    """An indicator published for each region: `national` is the barometer row that its target derives from."""
    return {
        "id": rule.number,
        "scope": "region",
        "label": rule.label or description.label,
        "part": None,
        "unit": rule.unit or description.unit,
        "direction": rule.direction,
        "axes": list(national.axes),
        "levers": list(national.levers),
        "national": rule.national,
        "values": None,
        "target_2030": None,
        "producer": ", ".join(description.producers) or None,
        "source": description.source,
    }


def indicator_records(scope: str | None = None) -> list[dict[str, Any]]:
    """National indicators then regional ones; `scope` "france" or "region" keeps those only."""
    rows = load_national_indicators()
    found = [national_indicator_record(one) for one in rows] if scope in (None, "france") else []
    if scope in (None, "region"):
        national = {one.id: one for one in rows}
        described = {one.number: one for one in load_catalogue()}
        found += [
            regional_indicator_record(rule, described[rule.number], national[rule.national])
            for rule in load_regional_rules()
        ]
    return found
