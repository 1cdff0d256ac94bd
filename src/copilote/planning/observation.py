"""What is observed, against what is wanted: a national indicator, or a series of a region and its derived target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from copilote.planning.ceiling import under_ceiling
from copilote.planning.derivation import Computed, derive_target, transformed
from copilote.planning.pace import TARGET_YEAR, Pace, pace
from copilote.planning.verdict import Direction
from copilote.reference.barometer import NationalIndicator
from copilote.reference.english import word
from copilote.reference.reading import PLAIN, IndicatorReading
from copilote.reference.series import Points, RegionalRule, RegionalSeries
from copilote.reference.soundness import Soundness, weakest
from copilote.words import _


@dataclass(frozen=True, slots=True)
class Observation:
    """One observed series, its target of 2030 and its pace; None where not known.

    indicator : number of the State's service ("826"), or row of the barometer ("fr-059").
    part : which series of the indicator ("Eolien terrestre"), None when it has only one.
    values : (year, value) pairs in `unit`.
    national : the barometer row that the target comes from.
    rule, rule_text : key of the rule ("national", "rate", "share_observed", "share_population", "none") and a
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
    def name(self) -> str:
        """Label and part in one line."""
        return _("%(name)s : %(value)s", name=self.label, value=word(self.part)) if self.part else self.label


def observe_national(indicator: NationalIndicator, reading: IndicatorReading = PLAIN) -> Observation:
    """A national indicator against its own target of 2030, read as `reading` says.

    A running total whose target is a ceiling (hectares consumed since 2021) is graded by how fast it grows:
    being still below the ceiling is no success.
    """
    target = indicator.target(TARGET_YEAR)
    known = target is not None
    mark = Soundness.OFFICIAL_TARGET if known else Soundness.UNKNOWN
    paces = _pace(indicator.values, target, indicator.direction, indicator.running_total, reading)
    notes = [indicator.note] if indicator.note else []
    if not known and indicator.targets:
        years = ", ".join(str(year) for year, _value in indicator.targets)
        notes.append(_("Pas de cible pour %(year)s ; cible connue pour %(years)s.", year=TARGET_YEAR, years=years))
    return Observation(
        indicator=indicator.id,
        label=indicator.label,
        part=indicator.series,
        unit=indicator.unit,
        values=indicator.values,
        target_2030=target,
        target_soundness=mark,
        national=indicator.id,
        rule="national" if known else "none",
        rule_text=_("Cible nationale du baromètre.") if known else None,
        key_grade="A" if known else None,
        pace=paces,
        series_soundness=indicator.soundness,
        soundness=_overall(indicator.soundness, mark, paces),
        source=indicator.table,
        producer=indicator.source,
        target_source=indicator.target_source,
        warnings=(*notes, *paces.warnings),
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
        why = _("Série nécessaire au calcul absente dans cette région.")
        return tuple(_without_target(each, rule, why) for each in series)
    if len(changed.series) > 1:
        return tuple(_without_target(each, rule, rule.reason) for each in changed.series)
    [subject] = changed.series
    derived = derive_target(subject.region, changed.reference, rule, national, population, national_population)
    kind = (rule.transform or "").partition(":")[0]
    paces = _pace(subject.values, derived.value, rule.direction, kind == "cumulate", reading)
    observed = replace(
        _without_target(subject, rule, derived.text, paces),
        label=rule.label or subject.label,
        unit=rule.unit or subject.unit,
        computed=changed.computed,
    )
    if derived.value is None and rule.rule != "none":
        observed = replace(observed, warnings=_warnings(subject, derived.text, *paces.warnings))
    elif derived.value is not None:
        observed = replace(
            observed,
            target_2030=derived.value,
            target_soundness=derived.soundness,
            rule=rule.rule,
            key_grade=rule.key_grade,
            soundness=_overall(subject.soundness, derived.soundness, paces),
            target_source=national.target_source,
            target_formula=derived.formula,
        )
    why = _("Comprise dans « %(name)s » ou laissée à part.", name=rule.label or "")
    return (observed, *(_without_target(part, rule, why) for part in series if kind == "sum"))


def _without_target(series: RegionalSeries, rule: RegionalRule, why: str, paces: Pace | None = None) -> Observation:
    """A series of which no target is known. paces : None for those of a series that no target applies to."""
    paces = paces or _pace(series.values, None, None, False, PLAIN)
    return Observation(
        indicator=series.number,
        label=series.label,
        part=series.dimension,
        unit=series.unit,
        values=series.values,
        target_2030=None,
        target_soundness=Soundness.UNKNOWN,
        national=rule.national,
        rule="none",
        rule_text=why,
        key_grade=None,
        pace=paces,
        series_soundness=series.soundness,
        soundness=_overall(series.soundness, Soundness.UNKNOWN, paces),
        source=series.source,
        producer=series.producer,
        target_source=None,
        warnings=_warnings(series, *paces.warnings),
    )


def _warnings(series: RegionalSeries, *others: str) -> tuple[str, ...]:
    return (*([series.note] if series.note else []), *others)


def _pace(
    values: Points, target: float | None, direction: str | None, running_total: bool, reading: IndicatorReading
) -> Pace:
    if not running_total or target is None:
        return pace(values, target=target, direction=cast("Direction | None", direction), reading=reading)
    return under_ceiling(pace(values, target=None, reading=reading), target)


def _overall(series: Soundness, target: Soundness, paces: Pace) -> Soundness:
    """The weakest mark of the series and, when there is a target, of what is made with it."""
    if paces.last_value is None:
        return Soundness.UNKNOWN
    marks = [series]
    if target is not Soundness.UNKNOWN:
        marks += [mark for mark in (target, paces.soundness) if mark is not Soundness.UNKNOWN]
    return weakest(marks)
