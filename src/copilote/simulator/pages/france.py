"""The national page: targets by region, the country's path, and the national indicators by axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count

from django.urls import reverse

from copilote.planning.figures import Figure, sum_figures
from copilote.planning.observation import Observation
from copilote.planning.panorama import total_target
from copilote.publish.table import Cell, Linked, Table
from copilote.reference.barometer import load_worksites
from copilote.reference.facts import FRANCE, load_facts
from copilote.reference.simulator import Region, load_levers, load_regions
from copilote.reference.sources import find_source
from copilote.simulator.pages.observed import IndicatorRow, check_filter, row_of
from copilote.simulator.pages.panoramas import ORDER, axis_name
from copilote.ui.cautions import marks
from copilote.ui.charts import Bar, bars
from copilote.ui.drawing import Drawing
from copilote.ui.indicators import (
    GRADES,
    axes_of,
    count_grades,
    drawn,
    national_indicators,
    seen_in_france,
    verdict,
)
from copilote.ui.observations import sentence
from copilote.ui.page import FilterChoice, Page, choices
from copilote.ui.targets import inhabitants
from copilote.words import N_, _, per_language
from copilote.words.numbers import (
    NBSP,
    counted,
    format_decimals,
    format_kt,
    format_number,
    format_percent,
    with_unit,
)
from copilote.words.typography import tied

RegionTargets = tuple[tuple[Region, Figure], ...]
EMISSIONS = "fr-001"
OTHER = N_("Ensemble de l’axe")


@dataclass(frozen=True, slots=True)
class WorksiteIndicators:
    """The indicators of a worksite, or of all that lies under none."""

    name: str
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, kw_only=True)
class FrancePage(Page):
    """Everything that the national page says."""

    lead: tuple[str, ...]
    map: Drawing
    regions: Table
    overseas: Table
    path: Drawing
    path_text: str
    facts: Table
    facts_notes: tuple[str, ...]
    axes: Table
    axis: str
    grade: str
    axis_choices: tuple[FilterChoice, ...]
    grade_choices: tuple[FilterChoice, ...]
    groups: tuple[WorksiteIndicators, ...]
    text: str
    marks: tuple[tuple[str, str], ...]


def targets(kind: str) -> tuple[RegionTargets, Figure]:
    """Targets of the regions of a kind ("metropolitan", "overseas"), largest first, and their exact sum, in ktCO2e."""
    known = [(region, total_target(load_levers(region.code))) for region in load_regions() if region.kind == kind]
    known.sort(key=lambda pair: (-(pair[1].value or 0.0), pair[0].name))
    return tuple(known), sum_figures((region.name, figure.value, figure.soundness) for region, figure in known)


def france_page(axis: str = "", grade: str = "") -> FrancePage:
    """The national page; `axis` and `grade` keep some of the indicators. Raises InputError for unknown ones."""
    axes = {key: axis_name(key) for key in ORDER}
    grades = {known.value: known.label for known in GRADES}
    check_filter(_("Axe"), axis, axes)
    check_filter(_("Avis"), grade, grades)
    mainland, whole = targets("metropolitan")
    overseas, apart = targets("overseas")
    emissions = seen_in_france()[EMISSIONS]
    drawing, regions, others = _regions()
    groups = national_groups(axis, grade)
    title = _(
        "France : %(target)s à éviter en 2030 dans les %(count)s régions de métropole",
        target=format_kt(whole.value),
        count=len(mainland),
    )
    return FrancePage(
        title=tied(title),
        summary=_(
            "Les objectifs région par région, et %(count)s suivis par le baromètre.",
            count=counted(len(seen_in_france()), "indicateur national", "indicateurs nationaux"),
        ),
        section="france",
        lead=(*_lead(whole, overseas, apart), *_missing(mainland)),
        map=drawing,
        regions=regions,
        overseas=others,
        path=drawn(emissions, "emissions", large=True),
        path_text=tied(f"{emissions.name} : {verdict(emissions)}. {sentence(emissions)}"),
        facts=_facts(),
        facts_notes=tuple(
            tied(f"{fact.label} ({fact.year}) : {fact.note}") for fact in load_facts(FRANCE) if fact.note
        ),
        axes=axis_counts(),
        axis=axis,
        grade=grade,
        axis_choices=choices(axes, axis),
        grade_choices=choices(grades, grade),
        groups=groups,
        text=_text(axis, grade, sum(len(group.rows) for group in groups)),
        marks=marks(),
    )


def _lead(whole: Figure, overseas: RegionTargets, apart: Figure) -> tuple[str, ...]:
    return (
        _(
            "Somme exacte des objectifs publiés par région (%(mark)s). Ce n’est pas une réduction nette des émissions "
            ": des leviers se recouvrent, et les puits de carbone y comptent.",
            mark=whole.soundness.label,
        ),
        _(
            "Les %(count)s régions d’outre-mer, à part, ont d’autres leviers : %(target)s ensemble.",
            count=len(overseas),
            target=format_kt(apart.value),
        ),
    )


def _missing(regions: RegionTargets) -> tuple[str, ...]:
    """What the sum lacks, region by region."""
    return tuple(
        tied(
            _(
                "Le total de %(region)s est incomplet : objectif non connu pour %(levers)s.",
                region=region.name,
                levers=", ".join(figure.missing),
            )
        )
        for region, figure in regions
        if figure.missing
    )


@per_language
def _regions() -> tuple[Drawing, Table, Table]:
    mainland, whole = targets("metropolitan")
    title = _("Objectif de 2030 par région de métropole")
    drawing = Drawing.of(
        bars,
        [Bar(region.name, figure.value) for region, figure in mainland],
        title=title,
        prefix="regions",
        unit="ktCO2e",
        write=partial(format_kt, mega=False),
        caption=_("Objectif de 2030, en milliers de tonnes de CO2e évitées par an par rapport à 2019."),
    )
    overseas, _sum = targets("overseas")
    return (
        drawing,
        _region_table("metropole", title, mainland, whole),
        _region_table("outremer", _("Régions d’outre-mer (leviers différents, en ktCO2e seulement)"), overseas, None),
    )


def _region_table(key: str, caption: str, regions: RegionTargets, whole: Figure | None) -> Table:
    heads = (_("Région"), _("Objectif (ktCO2e)"), _("Part"), _("Par habitant"), _("Leviers"), _("Nature"))
    rows: list[tuple[Cell, ...]] = []
    for region, figure in regions:
        people = inhabitants(region)
        each = f"{format_number(1000 * figure.value / people, 2)}{NBSP}t" if people and figure.value else ""
        share = format_percent(figure.value / whole.value) if whole and whole.value and figure.value else ""
        name = Linked(region.name, reverse("region", args=[region.slug]))
        levers = str(len(load_levers(region.code)))
        rows.append((name, format_decimals(figure.value, 1), share, each, levers, figure.soundness.label))
    if whole is not None:
        total = format_decimals(whole.value, 1)
        rows.append((_("Ensemble"), total, format_percent(1.0), "", "", whole.soundness.label))
    table = Table.of_texts(key, caption, heads, rows, (1, 2, 3, 4), total=whole is not None)
    return table if whole is not None else table.without(f"{key}_2")


def _facts() -> Table:
    heads = (_("Chiffre"), _("Année"), _("Valeur"), _("Nature"), _("Source"))
    rows = (
        (
            tied(fact.label),
            str(fact.year),
            with_unit(format_number(fact.value, 5), fact.unit),
            fact.soundness.label,
            Linked(find_source(fact.source).publisher, f"{reverse('sources')}#source-{fact.source}"),
        )
        for fact in load_facts(FRANCE)
    )
    return Table.of_texts("reperes", _("Repères nationaux"), heads, rows, (1, 2))


@per_language
def axis_counts() -> Table:
    """How many indicators of each axis are ahead, on pace, too slow…; an indicator counts under each of its axes."""
    rows: list[tuple[Cell, ...]] = []
    for axis in ORDER:
        on_axis = [series for series in seen_in_france().values() if axis in axes_of(series)]
        counts = [str(grade.count) for grade in count_grades(on_axis)]
        rows.append((Linked(axis_name(axis), f"?axe={axis}#indicateurs"), *counts, str(len(on_axis))))
    heads = (_("Axe"), *(grade.label for grade in GRADES), _("Ensemble"))
    caption = _("Combien d’indicateurs de chaque axe sont au rythme")
    return Table.of_texts("axes", caption, heads, rows, range(1, len(heads)))


@per_language
def national_groups(axis: str, grade: str) -> tuple[WorksiteIndicators, ...]:
    """The indicators asked for, by worksite; those that measure an impact when nothing is asked for."""
    names = {worksite.id: worksite.name for worksite in load_worksites()}
    by_name: dict[str, list[Observation]] = {}
    for observation in seen_in_france().values():
        indicator = national_indicators()[observation.indicator]
        asked = (not axis or axis in indicator.axes) and grade in ("", observation.pace.grade.value)
        if asked and (axis or grade or "impact" in indicator.roles):
            rest = _(OTHER) if axis else _("Ensemble du pays")
            by_name.setdefault(names.get(indicator.worksite or "", rest), []).append(observation)
    ranks = count()
    return tuple(
        WorksiteIndicators(
            tied(name),
            tuple(
                row_of(observation, reverse("national", args=[observation.indicator]), f"n{next(ranks)}")
                for observation in sorted(members, key=lambda series: GRADES.index(series.pace.grade))
            ),
        )
        for name, members in by_name.items()
    )


def _text(axis: str, grade: str, number: int) -> str:
    indicators = counted(number, "indicateur", "indicateurs")
    if not number:
        return _("Aucun indicateur ne répond à ces choix. Retirez un filtre.")
    if axis or grade:
        return _("%(count)s répondent à ces choix.", count=indicators)
    return _(
        "%(count)s d’impact, tous axes confondus. Choisissez un axe ou un avis pour voir les autres.", count=indicators
    )
