"""What is observed, against what is wanted: a national indicator, or a series of a region and its derived target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from copilote.planning.ceiling import under_ceiling
from copilote.planning.derivation import Computed, DerivedTarget, derive_target, transformed
from copilote.planning.pace import TARGET_YEAR, Pace, pace
from copilote.planning.verdict import Direction
from copilote.reference.barometer import NationalIndicator
from copilote.reference.reading import PLAIN, IndicatorReading
from copilote.reference.series import Points, RegionalRule, RegionalSeries
from copilote.reference.soundness import Soundness, weakest


@dataclass(frozen=True, slots=True)
class Observation:
    """One observed series, its target of 2030 and its pace; None where not known.

    indicator : number of the State's service ("826"), or row of the barometer ("fr-059").
    part : which series of the indicator ("Eolien terrestre"), None when it has only one.
    values : (year, value) pairs in `unit`.
    national : the barometer row that the target comes from.
    rule, rule_text : key of the rule ("national", "rate", "share_observed", "share_population", "none") and a French
        line saying why; `key_grade` "A", "B" or "C" when there is a target.
    series_soundness : of the values alone; soundness : the weakest of the series, of the target and of the pace.
    source : key of sources.toml; `producer`, who measures; `target_source`, what sets the national target.
    target_formula : how the target was derived, with its numbers; "" for one that is published as it stands.
    computed : how each value was computed; empty for a published series.
    """

    indicator: str
    label: str
    part: str | None
    unit: str | None
    values: Points
    target_2030: float | None
    target_soundness: Soundness
    national: str | None
    rule: str
    rule_text: str | None
    key_grade: str | None
    pace: Pace
    series_soundness: Soundness
    soundness: Soundness
    source: str
    producer: str | None
    target_source: str | None
    warnings: tuple[str, ...]
    target_formula: str = ""
    computed: tuple[Computed, ...] = ()

    @property
    def values_formula(self) -> str:
        """How the last value was computed, with its numbers; "" for a published series."""
        return self.computed[-1].formula if self.computed else ""

    @property
    def name(self) -> str:
        """Label and part in one line."""
        return f"{self.label} : {self.part}" if self.part else self.label


def observe_national(indicator: NationalIndicator, reading: IndicatorReading = PLAIN) -> Observation:
    """A national indicator against its own target of 2030, read as `reading` says.

    A running total whose target is a ceiling (hectares consumed since 2021) is graded by how fast it grows:
    being still below the ceiling is no success.
    """
    target = indicator.target(TARGET_YEAR)
    notes = [indicator.note] if indicator.note else []
    if target is None:
        notes += _other_years(indicator.targets)
    target_soundness = Soundness.UNKNOWN if target is None else Soundness.OFFICIAL_TARGET
    computed = _pace(indicator.values, target, indicator.direction, indicator.running_total, reading)
    return Observation(
        indicator=indicator.id,
        label=indicator.label,
        part=indicator.series,
        unit=indicator.unit,
        values=indicator.values,
        target_2030=target,
        target_soundness=target_soundness,
        national=indicator.id,
        rule="national" if target is not None else "none",
        rule_text="Cible nationale du baromètre." if target is not None else None,
        key_grade="A" if target is not None else None,
        pace=computed,
        series_soundness=indicator.soundness,
        soundness=_overall(indicator.soundness, target_soundness, computed),
        source=indicator.table,
        producer=indicator.source,
        target_source=indicator.target_source,
        warnings=(*notes, *computed.warnings),
    )


def observe_region(
    series: Sequence[RegionalSeries],
    rule: RegionalRule,
    national: NationalIndicator,
    *,
    others: Mapping[str, RegionalSeries] | None = None,
    population: float | None = None,
    national_population: float | None = None,
    reading: IndicatorReading = PLAIN,
) -> tuple[Observation, ...]:
    """The series of one indicator in one region, against the target that `rule` derives from the national one.

    Parameters
    ----------
    series : all the series of the indicator in the region, one for each value of its dimension.
    others : series of the same region that the rule's transform names ("684" is a share of "686"), by number.
    population, national_population : inhabitants, for rules shared by population; same year and perimeter.
    reading : how the series that the target applies to is to be read.

    Returns
    -------
    The series that the target applies to first (transformed where the rule says so), then the raw ones that were
    summed into it, without a target. Empty when the region has no value.
    """
    if not series:
        return ()
    changed = transformed(series, rule, others or {})
    if changed is None:
        return tuple(_plain(one, rule, "Série nécessaire au calcul absente dans cette région.") for one in series)
    if len(changed.series) > 1:
        return tuple(_plain(one, rule, rule.reason) for one in changed.series)
    one = changed.series[0]
    derived = derive_target(one.region, changed.reference, rule, national, population, national_population)
    first = _regional(one, rule, national, derived, changed.computed, reading)
    parts = series if rule.transform and rule.transform.startswith("sum:") else ()
    return (first, *(_plain(part, rule, f"Comprise dans « {rule.label} » ou laissée à part.") for part in parts))


def _regional(
    one: RegionalSeries,
    rule: RegionalRule,
    national: NationalIndicator,
    derived: DerivedTarget,
    computed_values: tuple[Computed, ...],
    reading: IndicatorReading,
) -> Observation:
    ceiling = rule.transform is not None and rule.transform.startswith("cumulate:")
    computed = _pace(one.values, derived.value, rule.direction, ceiling, reading)
    notes = [one.note] if one.note else []
    if derived.value is None and rule.rule != "none":
        notes.append(derived.text)
    return Observation(
        indicator=one.number,
        label=rule.label or one.label,
        part=one.dimension,
        unit=rule.unit or one.unit,
        values=one.values,
        target_2030=derived.value,
        target_soundness=derived.soundness,
        national=rule.national,
        rule=rule.rule if derived.value is not None else "none",
        rule_text=derived.text,
        key_grade=rule.key_grade if derived.value is not None else None,
        pace=computed,
        series_soundness=one.soundness,
        soundness=_overall(one.soundness, derived.soundness, computed),
        source=one.source,
        producer=one.producer,
        target_source=national.target_source if derived.value is not None else None,
        warnings=(*notes, *computed.warnings),
        target_formula=derived.formula,
        computed=computed_values,
    )


def _plain(one: RegionalSeries, rule: RegionalRule, text: str) -> Observation:
    """A series without a target."""
    computed = _pace(one.values, None, None, False, PLAIN)
    return Observation(
        indicator=one.number,
        label=one.label,
        part=one.dimension,
        unit=one.unit,
        values=one.values,
        target_2030=None,
        target_soundness=Soundness.UNKNOWN,
        national=rule.national,
        rule="none",
        rule_text=text,
        key_grade=None,
        pace=computed,
        series_soundness=one.soundness,
        soundness=_overall(one.soundness, Soundness.UNKNOWN, computed),
        source=one.source,
        producer=one.producer,
        target_source=None,
        warnings=(*((one.note,) if one.note else ()), *computed.warnings),
    )


def _pace(
    values: Points, target: float | None, direction: str | None, running_total: bool, reading: IndicatorReading
) -> Pace:
    years, known = [year for year, _ in values], [value for _, value in values]
    if not running_total or target is None:
        return pace(years, known, target=target, direction=cast("Direction | None", direction), reading=reading)
    return under_ceiling(pace(years, known, target=None, reading=reading), target)


def _overall(series: Soundness, target: Soundness, computed: Pace) -> Soundness:
    """The weakest mark of the series and, when there is a target, of what is made with it."""
    if computed.last_value is None:
        return Soundness.UNKNOWN
    marks = [series]
    if target is not Soundness.UNKNOWN:
        marks += [mark for mark in (target, computed.soundness) if mark is not Soundness.UNKNOWN]
    return weakest(marks)


def _other_years(targets: Points) -> list[str]:
    """A line naming the targets of other years, when there is none for 2030."""
    if not targets:
        return []
    years = ", ".join(str(year) for year, _ in targets)
    return [f"Pas de cible pour {TARGET_YEAR} ; cible connue pour {years}."]
