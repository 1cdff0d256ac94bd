"""The way back of a region's figures: of a lever, an indicator, a sector, a total, with every table it takes."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.named import FRANCE
from copilote.exchange.observed import national_observations, regional_observations
from copilote.planning.figures import sum_figures
from copilote.planning.observation import Observation
from copilote.planning.trace import (
    PUBLISHED,
    TracedFigure,
    indicator_figures,
    lever_figures,
    observation_figures,
    total_figures,
)
from copilote.reference.errors import UnknownNameError, fold, nearest
from copilote.reference.facts import load_facts
from copilote.reference.links import IndicatorLink, indicator_links
from copilote.reference.projects import SOURCE as PROJECTS_SOURCE
from copilote.reference.projects import load_projects, of_lever
from copilote.reference.simulator import LeverFigures, Region, load_levers, load_observations, match_lever
from copilote.reference.soundness import Soundness
from copilote.words import _

MAX_INDICATORS = 8


@dataclass(frozen=True)
class Section:
    """Figures that belong together: a lever, one of its indicators, its funded projects. `note` : why it is here."""

    title: str
    figures: tuple[TracedFigure, ...]
    note: str | None = None


@dataclass(frozen=True)
class Explanation:
    """Everything known of a subject in a region, each figure with its formula, table, row and source."""

    subject: str
    label: str
    sections: tuple[Section, ...]


def explain(region: Region, text: str) -> Explanation:
    """What `text` names in the region: a lever, an indicator ("826", "fr-059"), a sector, a theme, "total", "projets".

    Raises UnknownNameError with the nearest names.
    """
    wanted = fold(text)
    levers = load_levers(region.code)
    if wanted in ("total", "objectif", "region", fold(region.name)):
        return Explanation("total", region.name, _total(region, levers))
    if wanted in ("projets", "projects", "fonds vert"):
        return Explanation("projects", _("Projets du Fonds vert 2023"), (_projects(region.code, None),))
    if wanted.isdigit() or wanted.startswith("fr "):
        return _indicator(region, wanted.replace(" ", "-"))
    for group in ("sector", "theme"):
        members = [lever for lever in levers if fold(getattr(lever, group)) == wanted]
        if members:
            name = str(getattr(members[0], group))
            section = Section(f"{name}, {region.name}", total_figures(members, name))
            return Explanation(name, name, (section,))
    return _lever(region, match_lever(text, levers))


def explain_france(text: str) -> Explanation:
    """A row of the national barometer ("fr-059")."""
    observations = national_observations([text.strip().lower()])
    if not observations:
        near = nearest(text, [observed.indicator for observed in national_observations()])
        raise UnknownNameError(_("Indicateur national"), text, near, _("De fr-001 à fr-358."))
    return Explanation(text, observations[0].name, tuple(_observed(observed, FRANCE) for observed in observations))


def _total(region: Region, levers: tuple[LeverFigures, ...]) -> tuple[Section, ...]:
    total = Section(
        _("%(name)s : total des leviers", name=region.name), total_figures(levers, _("Objectif de la région"))
    )
    facts = tuple(
        TracedFigure(fact.id, fact.label, fact.value, fact.unit, fact.year, fact.soundness,
                     _(PUBLISHED), "facts/2026/facts.csv", fact.id, fact.source)
        for fact in load_facts(region.code)
    )  # fmt: skip
    key_figures = (Section(_("%(name)s : chiffres-clés", name=region.name), facts),) if facts else ()
    projects = () if region.fictional else (_projects(region.code, None),)
    return (total, *key_figures, *projects)


def _lever(region: Region, lever: LeverFigures) -> Explanation:
    sections = [Section(f"{lever.label}, {region.name}", lever_figures(lever), lever.reason)]
    dated = (*load_observations(region.code), *load_observations("france"))
    if figures := observation_figures(dated, lever.id):
        sections.append(Section(_("Observations datées du simulateur"), figures))
    if not region.fictional:
        links = indicator_links(lever.id)
        sections += _linked(region, [link for link in links if link.scope == "region"])
        sections += _linked(None, [link for link in links if link.scope == "france"])
        sections.append(_projects(region.code, lever))
    return Explanation(lever.id, lever.label, tuple(section for section in sections if section.figures))


def _linked(region: Region | None, links: list[IndicatorLink]) -> list[Section]:
    """The indicators of a lever, closest first, at most MAX_INDICATORS of them."""
    reasons = {
        link.indicator: _("%(name)s : %(value)s", name=link.kind.label, value=link.reason)
        for link in links
        if link.indicator
    }
    wanted = list(reasons)[:MAX_INDICATORS]
    known = regional_observations(region.code, wanted) if region else national_observations(wanted)
    ordered = sorted((observed for observed in known if observed.values), key=lambda row: wanted.index(row.indicator))
    place = region.code if region else FRANCE
    return [_observed(observed, place, reasons[observed.indicator]) for observed in ordered]


def _indicator(region: Region, number: str) -> Explanation:
    if number.startswith("fr-"):
        return explain_france(number)
    observations = regional_observations(region.code, [number])
    if not observations:
        known = sorted({observed.indicator for observed in regional_observations(region.code)}, key=int)
        accepted = _("Numéros connus : %(numbers)s.", numbers=", ".join(known))
        raise UnknownNameError(_("Indicateur de %(name)s", name=region.name), number, [], accepted)
    sections = tuple(_observed(observed, region.code) for observed in observations)
    return Explanation(number, observations[0].label, sections)


def _observed(observed: Observation, place: str, reason: str | None = None) -> Section:
    """An indicator of a region (code) or of the country ("france"); reason : why it is here."""
    number = observed.indicator
    if place == FRANCE:
        table, row = "barometer/2026/values.csv", number
        title = _("%(number)s (France) : %(name)s", number=number, name=observed.name)
    else:
        table, row = f"indicators/2026/series_values/{place}.csv", f"{number}/{observed.part or ''}".rstrip("/")
        title = _("%(number)s (région) : %(name)s", number=number, name=observed.name)
    notes = [text.rstrip(".") + "." for text in (reason, *observed.warnings) if text]
    return Section(title, indicator_figures(observed, table, row), " ".join(notes) or None)


def _projects(region: str, lever: LeverFigures | None) -> Section:
    """Euros committed to the region's projects, all or those of a lever's procedures."""
    every = load_projects(region)
    projects = of_lever(every, lever.id) if lever else every
    if not projects:
        return Section(_("Déjà financé"), ())
    total = sum_figures((project.id, float(project.amount_eur), Soundness.MEASURED) for project in projects)
    table = f"projects/2023/{region}.csv"
    row = _("lignes des procédures liées au levier") if lever else _("toutes les lignes")
    summed = _("somme de %(count)s montants engagés", count=len(projects))
    figures = (
        TracedFigure("projects", _("Projets"), float(len(projects)), "", 2023, Soundness.MEASURED,
                     _("nombre de lignes"), table, row, PROJECTS_SOURCE),
        TracedFigure("amount_eur", _("Montant engagé"), total.value, "€", 2023, total.soundness,
                     summed, table, row, PROJECTS_SOURCE),
    )  # fmt: skip
    return Section(_("Déjà financé (Fonds vert 2023)"), figures)
