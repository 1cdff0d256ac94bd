"""The national page: targets by region, the country's path, and the national indicators by axis."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copilote.dossier.model import Drawing
from copilote.dossier.observed import sentence
from copilote.dossier.page import inhabitants
from copilote.planning.figures import Figure, sum_figures
from copilote.planning.observation import Observation
from copilote.planning.panorama import total_target
from copilote.reference.errors import InputError
from copilote.reference.facts import FRANCE
from copilote.reference.simulator import Region, load_regions
from copilote.simulator.names import find_source, load_facts, load_levers, load_worksites
from copilote.simulator.pages.frame import Page
from copilote.simulator.pages.observed import Choice, Row, row_of
from copilote.simulator.pages.panoramas import ORDER, axis_name
from copilote.simulator.pages.seen import (
    GRADES,
    CellView,
    TableView,
    drawn,
    marks,
    national_indicators,
    per_language,
    seen_in_france,
    tied,
    verdict,
)
from copilote.ui.charts import Bar, bars
from copilote.ui.translation import t
from copilote.ui.words import (
    NBSP,
    counted,
    format_decimals,
    format_kt,
    format_number,
    format_percent,
    with_unit,
)

EMISSIONS = "fr-001"
OTHER = gettext_noop("Ensemble de l’axe")


@dataclass(frozen=True, slots=True)
class Group:
    """The indicators of a worksite."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AxisCount:
    """An axis and how many of its indicators have each grade."""

    key: str
    name: str
    total: int
    counts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, kw_only=True)
class FrancePage(Page):
    """Everything that the national page says."""

    lead: tuple[str, ...]
    map: Drawing
    regions: TableView
    overseas: TableView
    path: Drawing
    path_text: str
    facts: TableView
    facts_notes: tuple[str, ...]
    axes: tuple[AxisCount, ...]
    axis: str
    grade: str
    axis_choices: tuple[Choice, ...]
    grade_choices: tuple[Choice, ...]
    groups: tuple[Group, ...]
    text: str
    marks: tuple[tuple[str, str], ...]


def targets(kind: str) -> tuple[tuple[tuple[Region, Figure], ...], Figure]:
    """Targets of the regions of a kind ("metropolitan", "overseas"), largest first, and their exact sum, in ktCO2e."""
    found = [(region, total_target(load_levers(region.code))) for region in load_regions() if region.kind == kind]
    found.sort(key=lambda pair: (-(pair[1].value or 0.0), pair[0].name))
    return tuple(found), sum_figures((region.name, figure.value, figure.soundness) for region, figure in found)


def france_page(axis: str = "", grade: str = "") -> FrancePage:
    """The national page; `axis` and `grade` keep some of the indicators. Raises InputError for unknown ones."""
    grades = {one.value: t(one.label) for one in GRADES}
    if axis and axis not in ORDER:
        raise InputError(_("Axe « %(axis)s » inconnu : %(known)s.") % {"axis": axis[:40], "known": ", ".join(ORDER)})
    if grade and grade not in grades:
        said = {"grade": grade[:40], "known": ", ".join(grades)}
        raise InputError(_("Appréciation « %(grade)s » inconnue : %(known)s.") % said)
    mainland, whole = targets("metropolitan")
    overseas, apart = targets("overseas")
    emissions = seen_in_france()[EMISSIONS]
    drawing, regions, others = _regions()
    groups = national_groups(axis, grade)
    count = sum(len(group.rows) for group in groups)
    title = _("France : %(target)s à éviter en 2030 dans les %(count)s régions de métropole") % {
        "target": format_kt(whole.value),
        "count": len(mainland),
    }
    return FrancePage(
        title=tied(title),
        summary=_("Les objectifs région par région, et %(count)s suivis par le baromètre.")
        % {"count": counted(len(seen_in_france()), "indicateur national", "indicateurs nationaux")},
        section="france",
        lead=(*_lead(whole, overseas, apart), *_missing(mainland)),
        map=drawing,
        regions=regions,
        overseas=others,
        path=drawn(emissions, "emissions", large=True),
        path_text=tied(f"{emissions.name} : {verdict(emissions)}. {sentence(emissions)}"),
        facts=_facts(),
        facts_notes=tuple(tied(f"{one.label} ({one.year}) : {one.note}") for one in load_facts(FRANCE) if one.note),
        axes=axis_counts(),
        axis=axis,
        grade=grade,
        axis_choices=tuple(Choice(one, axis_name(one), one == axis) for one in ORDER),
        grade_choices=tuple(Choice(key, label, key == grade) for key, label in grades.items()),
        groups=groups,
        text=_text(axis, grade, count),
        marks=marks(),
    )


def _lead(whole: Figure, overseas: tuple[tuple[Region, Figure], ...], apart: Figure) -> tuple[str, ...]:
    return (
        _(
            "Somme exacte des objectifs publiés par région (%(mark)s). Ce n’est pas une réduction nette des émissions "
            ": des leviers se recouvrent, et les puits de carbone y comptent."
        )
        % {"mark": t(whole.soundness.label)},
        _("Les %(count)s régions d’outre-mer, à part, ont d’autres leviers : %(target)s ensemble.")
        % {"count": len(overseas), "target": format_kt(apart.value)},
    )


def _missing(found: tuple[tuple[Region, Figure], ...]) -> tuple[str, ...]:
    """What the sum lacks, region by region."""
    return tuple(
        tied(
            _("Le total de %(region)s est incomplet : objectif non connu pour %(levers)s.")
            % {"region": region.name, "levers": ", ".join(figure.missing)}
        )
        for region, figure in found
        if figure.missing
    )


@per_language
def _regions() -> tuple[Drawing, TableView, TableView]:
    mainland, whole = targets("metropolitan")
    title = _("Objectif de 2030 par région de métropole")
    items = [Bar(region.name, figure.value) for region, figure in mainland]
    drawing = Drawing(
        bars(items, title=title, prefix="regions", unit="ktCO2e", write=_kt),
        bars(items, title=title, prefix="regions-m", unit="ktCO2e", width=300, write=_kt),
        _("Objectif de 2030, en milliers de tonnes de CO2e évitées par an par rapport à 2019."),
    )
    overseas, _sum = targets("overseas")
    return (
        drawing,
        _region_table("metropole", title, mainland, whole),
        _region_table("outremer", _("Régions d’outre-mer (leviers différents, en ktCO2e seulement)"), overseas, None),
    )


def _kt(value: float | None) -> str:
    return format_kt(value, mega=False)


def _region_table(key: str, caption: str, found: tuple[tuple[Region, Figure], ...], whole: Figure | None) -> TableView:
    heads = (_("Région"), _("Objectif (ktCO2e)"), _("Part"), _("Par habitant"), _("Leviers"), _("Nature"))
    rows = []
    for region, figure in found:
        people = inhabitants(region)
        each = f"{format_number(1000 * figure.value / people, 2)}{NBSP}t" if people and figure.value else ""
        share = format_percent(figure.value / whole.value) if whole and whole.value and figure.value else ""
        rows.append(
            (
                CellView(region.name, heads[0], link=reverse("region", args=[region.slug])),
                CellView(format_decimals(figure.value, 1), heads[1], True),
                CellView(share, heads[2], True),
                CellView(each, heads[3], True),
                CellView(str(len(load_levers(region.code))), heads[4], True),
                CellView(t(figure.soundness.label), heads[5]),
            )
        )
    if whole is not None:
        last = (_("Ensemble"), format_decimals(whole.value, 1), format_percent(1.0), "", "", t(whole.soundness.label))
        rows.append(
            tuple(CellView(text, head, 0 < i < 5) for i, (text, head) in enumerate(zip(last, heads, strict=True)))
        )
    kept = [i for i in range(len(heads)) if whole is not None or i != 2]
    columns = tuple(CellView(heads[i], number=0 < i < 5) for i in kept)
    return TableView(key, caption, columns, tuple(tuple(row[i] for i in kept) for row in rows))


def _facts() -> TableView:
    heads = (_("Chiffre"), _("Année"), _("Valeur"), _("Nature"), _("Source"))
    rows = tuple(
        (
            CellView(tied(one.label), heads[0]),
            CellView(str(one.year), heads[1], True),
            CellView(with_unit(format_number(one.value, 5), one.unit), heads[2], True),
            CellView(t(one.soundness.label), heads[3]),
            CellView(find_source(one.source).publisher, heads[4], link=f"{reverse('sources')}#source-{one.source}"),
        )
        for one in load_facts(FRANCE)
    )
    columns = tuple(CellView(head, number=i in (1, 2)) for i, head in enumerate(heads))
    return TableView("reperes", _("Repères nationaux"), columns, rows)


@per_language
def axis_counts() -> tuple[AxisCount, ...]:
    """How many indicators of each axis are ahead, on pace, too slow…; an indicator counts under each of its axes."""
    found = []
    for axis in ORDER:
        held = [one for one in seen_in_france().values() if axis in national_indicators()[one.indicator].axes]
        counts = tuple((grade.value, t(grade.label), sum(one.pace.grade is grade for one in held)) for grade in GRADES)
        found.append(AxisCount(axis, axis_name(axis), len(held), counts))
    return tuple(found)


@per_language
def national_groups(axis: str, grade: str) -> tuple[Group, ...]:
    """The indicators asked for, by worksite; those that measure an impact when nothing is asked for."""
    names = {one.id: one.name for one in load_worksites()}
    grouped: dict[str, list[Observation]] = {}
    for one in seen_in_france().values():
        row = national_indicators()[one.indicator]
        if axis and axis not in row.axes:
            continue
        if grade and one.pace.grade.value != grade:
            continue
        if not axis and not grade and "impact" not in row.roles:
            continue
        grouped.setdefault(names.get(row.worksite or "", _(OTHER) if axis else _("Ensemble du pays")), []).append(one)
    rank = 0
    groups = []
    for name, held in grouped.items():
        rows = []
        for one in sorted(held, key=lambda one: GRADES.index(one.pace.grade)):
            rows.append(row_of(one, reverse("national", args=[one.indicator]), f"n{rank}"))
            rank += 1
        groups.append(Group(tied(name), tuple(rows)))
    return tuple(groups)


def _text(axis: str, grade: str, count: int) -> str:
    said = {"count": counted(count, "indicateur")}
    if not count:
        return _("Aucun indicateur ne répond à ces choix. Retirez un filtre.")
    if axis or grade:
        return _("%(count)s répondent à ces choix.") % said
    return _("%(count)s d’impact, tous axes confondus. Choisissez un axe ou un avis pour voir les autres.") % said
