"""The second panorama: biodiversity, water, resources, adaptation and pollution beside mitigation, axis by axis.

For each lever of 2026: what is observed in the region or else in the country, the national target, and the region's
when it can be derived. Nothing is hidden because a target is missing: the page says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.reference.barometer import Lever2026
from copilote.reference.errors import UnknownNameError
from copilote.reference.links import indicator_links, levers_linked_to
from copilote.simulator.names import load_axes, load_commitments, load_levers, load_levers_2026, load_worksites
from copilote.simulator.pages.frame import Entry, Page, lever_slug, region_of
from copilote.simulator.pages.observed import accented
from copilote.simulator.pages.seen import (
    last_value,
    marks,
    national_indicators,
    notices,
    per_language,
    seen_in_france,
    shown_in,
    tied,
    verdict,
)
from copilote.ui.translation import t
from copilote.ui.words import counted, format_short, with_unit

ORDER = ("biodiversite", "eau", "economie_circulaire", "adaptation", "pollution", "attenuation")
RESOURCES = gettext_noop("Ressources et économie circulaire")


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator of a lever: in the region when it is measured there, else in the country."""

    name: str
    address: str
    place: str
    last: str
    year: str
    national_target: str
    regional_target: str
    no_target: str
    grade: str
    grade_label: str
    verdict: str
    mark: str


@dataclass(frozen=True, slots=True)
class LeverBlock:
    """A lever of 2026 and what follows it."""

    name: str
    territorial: bool
    measures: tuple[Measure, ...]
    levers_2023: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Worksite:
    """A worksite, its levers on the axis, and the indicators that all of them share."""

    key: str
    name: str
    levers: tuple[LeverBlock, ...]
    shared: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class AxisCard:
    """An axis in a few figures; grades of what the region measures, apart from those of the country."""

    key: str
    name: str
    address: str
    territorial: int
    others: int
    regional: int
    national: int
    grades: tuple[tuple[str, str, int], ...]
    national_grades: tuple[tuple[str, str, int], ...]
    commitments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PanoramasPage(Page):
    """The six axes of a region."""

    notices: tuple[str, ...]
    cards: tuple[AxisCard, ...]


@dataclass(frozen=True, kw_only=True)
class AxisPage(Page):
    """One axis of a region: territorial levers, then those of the State and of companies."""

    notices: tuple[str, ...]
    axis: str
    name: str
    text: str
    commitments: tuple[str, ...]
    territorial: tuple[Worksite, ...]
    others: tuple[Worksite, ...]
    axes: tuple[Entry, ...]
    marks: tuple[tuple[str, str], ...]


def axis_name(axis: str) -> str:
    """The French name of an axis."""
    return _(RESOURCES) if axis == "economie_circulaire" else accented(load_axes()[axis])


def panoramas_page(slug: str) -> PanoramasPage:
    """The overview of the six axes. Raises UnknownNameError for an unknown region."""
    region = region_of(slug)
    cards = tuple(_card(region.code, region.slug, axis) for axis in ORDER)
    address = reverse("panoramas", args=[region.slug])
    title = _("%(region)s : six panoramas, du climat à la biodiversité") % {"region": region.name}
    return PanoramasPage(
        title=tied(title),
        summary=_(
            "La planification écologique ne vise pas que les émissions. Voici, axe par axe, les leviers, ce qui est "
            "observé et les cibles connues."
        ),
        region=region,
        section="observed",
        trail=(Entry(_("Panoramas"), address),),
        notices=notices(region),
        cards=cards,
    )


def axis_page(slug: str, axis: str) -> AxisPage:
    """One axis. Raises UnknownNameError for an unknown region or axis."""
    region = region_of(slug)
    if axis not in ORDER:
        raise UnknownNameError("Panorama", axis, [], "Panoramas : " + ", ".join(ORDER) + ".")
    card = _card(region.code, region.slug, axis)
    name = axis_name(axis)
    territorial, others = blocks(region.code, region.slug, axis)
    title = _("%(region)s, %(axis)s : %(levers)s pour les territoires, %(result)s") % {
        "region": region.name,
        "axis": name.lower(),
        "levers": counted(card.territorial, "levier"),
        "result": _told(card),
    }
    home = reverse("panoramas", args=[region.slug])
    return AxisPage(
        title=tied(title),
        summary=_text(card),
        region=region,
        section="observed",
        trail=(Entry(_("Panoramas"), home), Entry(name, card.address)),
        notices=notices(region),
        axis=axis,
        name=name,
        text=_text(card),
        commitments=card.commitments,
        territorial=territorial,
        others=others,
        axes=tuple(Entry(axis_name(one), reverse("panorama", args=[region.slug, one]), one == axis) for one in ORDER),
        marks=marks(),
    )


def _told(card: AxisCard) -> str:
    good = sum(count for key, _label, count in card.grades if key in ("ahead", "on_pace"))
    graded = sum(count for key, _label, count in card.grades if key not in ("uncertain", "unknown"))
    if not graded:
        return _("aucun indicateur régional ne peut être jugé")
    said = {"good": counted(good, "indicateur régional", "indicateurs régionaux"), "all": graded}
    return _("%(good)s sur %(all)s au rythme ou en avance") % said


def _text(card: AxisCard) -> str:
    return _(
        "%(regional)s dans la région, %(national)s au niveau national seulement. Une cible absente est dite, avec la "
        "raison."
    ) % {
        "regional": counted(card.regional, "indicateur mesuré", "indicateurs mesurés"),
        "national": counted(card.national, "autre"),
    }


def _counts(seen: Iterable[Observation]) -> tuple[tuple[str, str, int], ...]:
    held = list(seen)
    return tuple((grade.value, t(grade.label), sum(one.pace.grade is grade for one in held)) for grade in Grade)


@per_language
def _card(code: str, slug: str, axis: str) -> AxisCard:
    levers = [lever for lever in load_levers_2026() if axis in lever.axes]
    measured: dict[str, tuple[str, Observation]] = {}
    for lever in levers:
        for one, place in followed(code, lever.id):
            measured.setdefault(f"{place}/{one.indicator}/{one.part}", (place, one))
    here = [one for place, one in measured.values() if place != "france"]
    there = [one for place, one in measured.values() if place == "france"]
    return AxisCard(
        key=axis,
        name=axis_name(axis),
        address=reverse("panorama", args=[slug, axis]),
        territorial=sum(lever.territorial for lever in levers),
        others=sum(not lever.territorial for lever in levers),
        regional=len(here),
        national=len(there),
        grades=_counts(here),
        national_grades=_counts(there),
        commitments=tuple(tied(one.summary) for one in load_commitments() if one.axis == axis),
    )


@per_language
def blocks(code: str, slug: str, axis: str) -> tuple[tuple[Worksite, ...], tuple[Worksite, ...]]:
    """The levers of an axis by worksite: those of the territories, then the others."""
    levers = [lever for lever in load_levers_2026() if axis in lever.axes]
    return (
        _worksites(code, slug, [lever for lever in levers if lever.territorial], "t"),
        _worksites(code, slug, [lever for lever in levers if not lever.territorial], "n"),
    )


def _worksites(code: str, slug: str, levers: Iterable[Lever2026], prefix: str) -> tuple[Worksite, ...]:
    names = {one.id: one.name for one in load_worksites()}
    grouped: dict[str, list[Lever2026]] = {}
    for lever in levers:
        grouped.setdefault(lever.worksite, []).append(lever)
    found = []
    for worksite, held in grouped.items():
        shared: dict[str, Measure] = {}
        lines = []
        for lever in held:
            own = []
            for one, place in followed(code, lever.id):
                measure = _measure(one, place, slug)
                if _own(one, lever):
                    own.append(measure)
                else:
                    shared[measure.address + measure.name] = measure
            lines.append(
                LeverBlock(tied(lever.name), lever.territorial, tuple(own), _levers_2023(code, slug, lever.id))
            )
        found.append(Worksite(f"{prefix}{worksite}", tied(names[worksite]), tuple(lines), tuple(shared.values())))
    return tuple(found)


def _own(one: Observation, lever: Lever2026) -> bool:
    """Whether an indicator is the lever's own, rather than one of its worksite that all its levers share."""
    national = national_indicators().get(one.national or "")
    return national is None or lever.id in national.levers or not national.worksites


def followed(code: str, lever: str) -> list[tuple[Observation, str]]:
    """What follows a lever of 2026: in the region, and in the country what the region does not measure."""
    found: list[tuple[Observation, str]] = []
    covered = set()
    for link in indicator_links(lever, "region"):
        for one in shown_in(code):
            if one.indicator == link.indicator:
                found.append((one, code))
                covered.add(one.national)
    known = seen_in_france()
    for link in indicator_links(lever, "france"):
        if link.indicator in known and link.indicator not in covered:
            found.append((known[link.indicator], "france"))
    return found


def _measure(one: Observation, place: str, slug: str) -> Measure:
    regional = place != "france"
    national = national_indicators().get(one.national or "")
    country = seen_in_france().get(one.national or "")
    target = country.target_2030 if country is not None else (national.target() if national else None)
    unit = (country.unit if country is not None else None) or (national.unit if national else None) or ""
    if regional and one.target_2030 is not None:
        why = ""
    elif regional:
        why = _("Pas de cible régionale : %(why)s") % {"why": one.rule_text or _("aucune règle ne la déduit.")}
    else:
        why = _("Pas de cible régionale : aucune série régionale n’est publiée.")
    address = reverse("national", args=[one.indicator])
    if regional:
        address = reverse("indicator", args=[slug, one.indicator])
    return Measure(
        name=tied(one.name),
        address=address,
        place=_("région") if regional else _("France"),
        last=last_value(one),
        year=str(one.pace.last_year or ""),
        national_target=with_unit(format_short(target), unit) if target is not None else "",
        regional_target=with_unit(format_short(one.target_2030), one.unit or "")
        if regional and one.target_2030 is not None
        else "",
        no_target=tied(why),
        grade=one.pace.grade.value,
        grade_label=t(one.pace.word),
        verdict=tied(verdict(one)) if one.pace.grade is Grade.TOO_SLOW else "",
        mark=t(one.soundness.label),
    )


def _levers_2023(code: str, slug: str, lever: str) -> tuple[Entry, ...]:
    """The levers of the simulator that correspond, in the region."""
    own = {one.id: one for one in load_levers(code)}
    links = levers_linked_to("2026", lever)
    return tuple(
        Entry(own[link.lever].label, reverse("lever", args=[slug, lever_slug(own[link.lever])]))
        for link in sorted(links, key=lambda link: link.kind.rank)
        if link.lever in own
    )
