"""The way back of a region's figures: of a lever, an indicator, a sector, a total, with every table it takes."""

from __future__ import annotations

from dataclasses import dataclass

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
        return Explanation("projects", "Projets du Fonds vert 2023", (_projects(region.code, None),))
    if wanted.isdigit() or wanted.startswith("fr "):
        return _indicator(region, wanted.replace(" ", "-"))
    for group in ("sector", "theme"):
        members = [lever for lever in levers if fold(getattr(lever, group)) == wanted]
        if members:
            name = str(getattr(members[0], group))
            return Explanation(name, name, (Section(f"{name}, {region.name}", total_figures(members, name)),))
    return _lever(region, match_lever(text, levers))


def explain_france(text: str) -> Explanation:
    """A row of the national barometer ("fr-059")."""
    found = national_observations([text.strip().lower()])
    if not found:
        known = [one.indicator for one in national_observations()]
        raise UnknownNameError("Indicateur national", text, nearest(text, known), "De fr-001 à fr-358.")
    return Explanation(text, found[0].name, tuple(_observed(one, "france", None) for one in found))


def _total(region: Region, levers: tuple[LeverFigures, ...]) -> tuple[Section, ...]:
    sections = [Section(f"{region.name} : total des leviers", total_figures(levers, "Objectif de la région"))]
    facts = tuple(
        TracedFigure(
            one.id,
            one.label,
            one.value,
            one.unit,
            one.year,
            one.soundness,
            PUBLISHED,
            "facts/2026/facts.csv",
            one.id,
            one.source,
        )
        for one in load_facts(region.code)
    )
    if facts:
        sections.append(Section(f"{region.name} : chiffres-clés", facts))
    return (*sections, _projects(region.code, None)) if not region.fictional else tuple(sections)


def _lever(region: Region, lever: LeverFigures) -> Explanation:
    sections = [Section(f"{lever.label}, {region.name}", lever_figures(lever), lever.reason)]
    dated = (*load_observations(region.code), *load_observations("france"))
    if figures := observation_figures(dated, lever.id):
        sections.append(Section("Observations datées du simulateur", figures))
    if not region.fictional:
        links = indicator_links(lever.id)
        sections += _linked(region, [link for link in links if link.scope == "region"])
        sections += _linked(None, [link for link in links if link.scope == "france"])
        sections.append(_projects(region.code, lever))
    return Explanation(lever.id, lever.label, tuple(section for section in sections if section.figures))


def _linked(region: Region | None, links: list[IndicatorLink]) -> list[Section]:
    """The indicators of a lever, closest first, at most MAX_INDICATORS of them."""
    reasons = {link.indicator: f"{link.kind.label} : {link.reason}" for link in links if link.indicator}
    wanted = list(reasons)[:MAX_INDICATORS]
    found = regional_observations(region.code, wanted) if region else national_observations(wanted)
    ordered = sorted(found, key=lambda one: wanted.index(one.indicator) if one.indicator in wanted else len(wanted))
    place = region.code if region else "france"
    return [_observed(one, place, reasons.get(one.indicator)) for one in ordered if one.values]


def _indicator(region: Region, number: str) -> Explanation:
    if number.startswith("fr-"):
        return explain_france(number)
    found = regional_observations(region.code, [number])
    if not found:
        known = sorted({one.indicator for one in regional_observations(region.code)}, key=int)
        raise UnknownNameError(f"Indicateur de {region.name}", number, [], f"Numéros connus : {', '.join(known)}.")
    return Explanation(number, found[0].label, tuple(_observed(one, region.code, None) for one in found))


def _observed(seen: Observation, place: str, reason: str | None) -> Section:
    if place == "france":
        table, row = "barometer/2026/values.csv", seen.indicator
    else:
        table, row = f"indicators/2026/series_values/{place}.csv", f"{seen.indicator}/{seen.part or ''}".rstrip("/")
    scope = "France" if place == "france" else "région"
    notes = [text.rstrip(".") + "." for text in (reason, *seen.warnings) if text]
    title = f"{seen.indicator} ({scope}) : {seen.name}"
    return Section(title, indicator_figures(seen, table, row), " ".join(notes) or None)


def _projects(region: str, lever: LeverFigures | None) -> Section:
    """Euros committed to the region's projects, all or those of a lever's procedures."""
    projects = load_projects(region)
    held = of_lever(projects, lever.id) if lever else projects
    total = sum_figures((one.id, float(one.amount_eur), Soundness.MEASURED) for one in held)
    table = f"projects/2023/{region}.csv"
    row = "lignes des procédures liées au levier" if lever else "toutes les lignes"
    if not held:
        return Section("Déjà financé", ())
    count = TracedFigure(
        "projects",
        "Projets",
        float(len(held)),
        "",
        2023,
        Soundness.MEASURED,
        "nombre de lignes",
        table,
        row,
        PROJECTS_SOURCE,
    )
    amount = TracedFigure(
        "amount_eur", "Montant engagé", total.value, "€", 2023, total.soundness,
        f"somme de {len(held)} montants engagés", table, row, PROJECTS_SOURCE,
    )  # fmt: skip
    return Section("Déjà financé (Fonds vert 2023)", (count, amount))
