"""How each figure is made: rules in plain words, with one lever of one region worked out from the tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from copilote.exchange.observed import regional_observations
from copilote.planning import grade, pace, trajectory, windows
from copilote.planning.conversion import avoided_kt, convert_kt, official_kt
from copilote.planning.observation import Observation
from copilote.planning.panorama import total_target
from copilote.planning.trace import TracedFigure, indicator_figures, lever_figures
from copilote.publish.table import Column, Kind, Table
from copilote.reference.glossary import load_statements
from copilote.reference.links import LinkKind, indicator_links
from copilote.reference.series import load_regional_rules
from copilote.reference.simulator import (
    LeverFigures,
    Region,
    find_lever,
    find_region,
    load_lever_names,
    load_levers,
    load_regions,
)
from copilote.reference.tables import editions, latest
from copilote.simulator.pages.key_tests import every_bar, every_test
from copilote.simulator.pages.sources import domain_title, table_address
from copilote.ui.cautions import marks
from copilote.ui.certainty import GRADE_WORDS, grade_name
from copilote.ui.drawing import Drawing
from copilote.ui.observations import readable
from copilote.ui.page import Entry, Page
from copilote.words import _, per_language

REGION, LEVER = "24", "augm_voitelec"
"""The worked example: electric cars in Centre-Val de Loire."""
DRIFT = 0.05
"""A target changed by more than this share when the shown quantity is typed back has drifted."""


@dataclass(frozen=True)
class Worked:
    """The conversion of one lever, there and back. Quantities in `lever.unit`."""

    lever: LeverFigures
    address: str
    target_kt: float
    baseline: float
    ratio: float
    physical: float
    back_kt: float
    figures: tuple[TracedFigure, ...]


@dataclass(frozen=True)
class Drift:
    """What the official rounding costs: levers of the regions whose target moves by more than `share`, typed back."""

    count: int
    total: int
    share: float


@dataclass(frozen=True)
class WorkedPace:
    """The pace of one indicator; `start_*` is where the window that is shown begins."""

    seen: Observation
    address: str
    start_year: int
    start_value: float
    years_left: int
    years_span: int
    figures: tuple[TracedFigure, ...]


@dataclass(frozen=True, kw_only=True)
class MethodPage(Page):
    """The method, with the thresholds that the computations use and figures computed for this page."""

    place: Region
    worked: Worked
    worked_pace: WorkedPace
    drift: Drift
    total_kt: float
    lever_count: int
    untranslated: int
    ahead: float
    on_pace: float
    on_pace_least: float
    wrong_way_most: float
    within: float
    short_series: int
    noisy: float
    stale: int
    too_old: int
    recent: int
    midpoint: float
    steepness: float
    start_year: int
    target_year: int
    adoption: tuple[str, ...]
    rules: Table
    rules_address: str
    marks: tuple[tuple[str, str], ...]
    editions: Table
    key_tests: Table
    key_bars: Drawing
    grades: tuple[tuple[str, str, str], ...]


def method_page() -> MethodPage:
    """The page, everything on it read from the tables and from the constants of the computations."""
    region = find_region(REGION)
    levers = load_levers(REGION)
    rules = load_regional_rules()
    names = {lever.id: lever.label for lever in load_lever_names()}
    return MethodPage(
        title=_("Comment chaque chiffre est fait : trois formules, sa nature, une source"),
        summary=_("Les règles en mots simples, et un exemple suivi jusqu’au bout."),
        section="method",
        trail=(Entry(_("Méthode"), reverse("method")),),
        place=region,
        worked=_worked(region, find_lever(REGION, LEVER)),
        worked_pace=_worked_pace(region),
        drift=official_drift(),
        total_kt=total_target(levers).value or 0.0,
        lever_count=len(levers),
        untranslated=sum(not lever.translated for lever in levers),
        ahead=grade.AHEAD_RATIO,
        on_pace=grade.ON_PACE_RATIO,
        on_pace_least=grade.ON_PACE_LEAST,
        wrong_way_most=grade.WRONG_WAY_MOST,
        within=grade.AHEAD_RATIO - 1,
        short_series=pace.SHORT_SERIES_POINTS,
        noisy=pace.NOISY_ERROR_RATIO,
        stale=pace.STALE_BEFORE,
        too_old=pace.TOO_OLD_BEFORE,
        recent=windows.RECENT_YEARS,
        midpoint=trajectory.ADOPTION_MIDPOINT,
        steepness=trajectory.ADOPTION_STEEPNESS,
        start_year=trajectory.START_YEAR,
        target_year=pace.TARGET_YEAR,
        adoption=tuple(names[lever] for lever in trajectory.ADOPTION_REASONS if lever in names),
        rules=_rules(Counter(rule.rule for rule in rules)),
        rules_address=table_address(f"indicators/{latest('indicators')}/regional_targets.csv"),
        marks=marks(),
        editions=_editions(),
        key_tests=every_test(),
        key_bars=every_bar(),
        grades=tuple((letter, grade_name(letter), _(meaning)) for letter, meaning in GRADE_WORDS.items()),
    )


def _worked(region: Region, lever: LeverFigures) -> Worked:
    target, baseline, ratio = lever.target_kt or 0.0, lever.baseline_2019 or 0.0, lever.ratio or 0.0
    whole = convert_kt(lever, target)
    return Worked(
        lever=lever,
        address=reverse("lever", args=[region.slug, lever.slug]),
        target_kt=target,
        baseline=baseline,
        ratio=ratio,
        physical=whole.physical,
        back_kt=float(avoided_kt(lever, whole.physical)),
        figures=lever_figures(lever),
    )


@per_language
def official_drift() -> Drift:
    """The official page's two roundings, applied to every target of every region that has a translation."""
    rows = [
        (lever, lever.target_kt)
        for region in load_regions()
        for lever in load_levers(region.code)
        if lever.translated and lever.target_kt
    ]
    moved = [
        abs(official_kt(lever, convert_kt(lever, target).physical_shown) - target) / target for lever, target in rows
    ]
    return Drift(sum(share > DRIFT for share in moved), len(rows), DRIFT)


def _worked_pace(region: Region) -> WorkedPace:
    """The indicator that counts the same quantity as the example's lever."""
    number = next(
        link.indicator
        for link in indicator_links(LEVER)
        if link.kind is LinkKind.SAME and link.scope == "region" and link.indicator
    )
    published = regional_observations(region.code, [number])[0]
    seen = readable(published)
    paced, known = seen.pace, dict(seen.values)
    last = paced.last_year or 0
    start = (paced.basis.start if paced.basis else None) or last
    table = f"indicators/{latest('indicators')}/series_values/{region.code}.csv"
    return WorkedPace(
        seen=seen,
        address=reverse("indicator", args=[region.slug, number]),
        start_year=start,
        start_value=known[start],
        years_left=pace.TARGET_YEAR - last,
        years_span=last - start,
        figures=indicator_figures(published, table, number),
    )


def _rules(counts: Counter[str]) -> Table:
    """How national targets become regional: a rule, what it does, and how many series follow it."""
    meanings = load_statements("rule_meaning")
    columns = (
        Column("rule", _("Règle")),
        Column("meaning", _("Ce qu’elle fait")),
        Column("series", _("Séries"), Kind.COUNT),
    )
    rows = tuple((name, meanings[rule], counts[rule]) for rule, name in load_statements("rule").items() if counts[rule])
    return Table("regles", _("Règles des %(n)s séries régionales", n=counts.total()), columns, rows)


def _editions() -> Table:
    """The editions at hand of each subject, and the one in use."""
    domains = ("simulator", "barometer", "indicators", "nomenclature", "projects", "territories")
    rows = ((domain_title(domain), ", ".join(editions(domain)), latest(domain)) for domain in domains)
    heads = (_("Données"), _("Éditions"), _("En service"))
    return Table.of_texts("editions-en-service", _("Éditions de cette installation"), heads, rows)
