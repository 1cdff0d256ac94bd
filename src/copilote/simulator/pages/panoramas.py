"""The second panorama: biodiversity, water, resources, adaptation and pollution beside mitigation, axis by axis.

For each lever of 2026: what is observed in the region or else in the country, the national target, and the region's
when it can be derived. Nothing is hidden because a target is missing: the page says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.reference.barometer import Lever2026, load_axes, load_commitments, load_levers_2026, load_worksites
from copilote.reference.errors import UnknownNameError
from copilote.reference.links import levers_linked_to
from copilote.reference.simulator import Region, load_levers
from copilote.simulator.pages.observed import accented
from copilote.ui import indicators
from copilote.ui.addresses import region_of
from copilote.ui.cautions import marks, notices
from copilote.ui.indicators import (
    GradeCount,
    ShownSeries,
    count_grades,
    linked_series,
    national_indicators,
    seen_in_france,
    target_text,
)
from copilote.ui.page import Entry, Page
from copilote.ui.summary import on_track
from copilote.words import N_, _, per_language
from copilote.words.numbers import counted, format_short, with_unit
from copilote.words.typography import tied

ORDER = ("biodiversite", "eau", "economie_circulaire", "adaptation", "pollution", "attenuation")
RESOURCES = N_("Ressources et économie circulaire")


@dataclass(frozen=True)
class LeverIndicator(ShownSeries):
    """One indicator of a lever: in the region when it is measured there (`regional`), else in the country."""

    regional: bool

    @property
    def place(self) -> str:
        """Where it is measured."""
        return _("région") if self.regional else _("France")

    @property
    def national_target(self) -> str:
        """The country's target of 2030 with its unit; "" where there is none."""
        target, unit = national_target(self.observation)
        return "" if target is None else with_unit(format_short(target), unit)

    @property
    def regional_target(self) -> str:
        """The region's own, derived from it; "" where there is none."""
        return target_text(self.observation) if self.regional else ""

    @property
    def no_target(self) -> str:
        """Why there is no target for the region; "" where there is one."""
        if self.regional_target:
            return ""
        if not self.regional:
            return tied(_("Pas de cible régionale : aucune série régionale n’est publiée."))
        why = self.observation.rule_text or _("aucune règle ne la déduit.")
        return tied(_("Pas de cible régionale : %(why)s", why=why))

    @property
    def verdict(self) -> str:
        """How many times too slow it moves; "" when it does not."""
        return tied(indicators.verdict(self.observation)) if self.observation.pace.grade is Grade.TOO_SLOW else ""


@dataclass(frozen=True, slots=True)
class LeverBlock:
    """A lever of 2026, its own indicators, and the levers of the simulator that correspond."""

    name: str
    measures: tuple[LeverIndicator, ...]
    levers_2023: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class WorksiteBlock:
    """A worksite, its levers on the axis, and the indicators that all of them share."""

    key: str
    name: str
    levers: tuple[LeverBlock, ...]
    shared: tuple[LeverIndicator, ...]


@dataclass(frozen=True, slots=True)
class AxisCard:
    """An axis in a few figures; `here` and `there` are the series of the region, and those of the country alone."""

    key: str
    address: str
    territorial: int
    others: int
    here: tuple[Observation, ...]
    there: tuple[Observation, ...]

    @property
    def name(self) -> str:
        """The name of the axis."""
        return axis_name(self.key)

    @property
    def grades(self) -> tuple[GradeCount, ...]:
        """How many of the region's series have each grade."""
        return count_grades(self.here)

    @property
    def national_grades(self) -> tuple[GradeCount, ...]:
        """How many of the country's have each grade."""
        return count_grades(self.there)

    @property
    def commitments(self) -> tuple[str, ...]:
        """What the country committed itself to on the axis."""
        return tuple(tied(commitment.summary) for commitment in load_commitments() if commitment.axis == self.key)


@dataclass(frozen=True, kw_only=True)
class PanoramasPage(Page):
    """The six axes of a region."""

    notices: tuple[str, ...]
    cards: tuple[AxisCard, ...]


@dataclass(frozen=True, kw_only=True)
class AxisPage(Page):
    """One axis of a region: territorial levers, then those of the State and of companies."""

    notices: tuple[str, ...]
    commitments: tuple[str, ...]
    measured: tuple[LeverIndicator, ...]
    territorial: tuple[WorksiteBlock, ...]
    others: tuple[WorksiteBlock, ...]
    axes: tuple[Entry, ...]
    marks: tuple[tuple[str, str], ...]

    @property
    def measured_title(self) -> str:
        """How much of the axis is measured in the region."""
        return _("Mesuré dans la région : %(count)s", count=len(self.measured))

    @property
    def territorial_sum(self) -> str:
        """How many levers, beside their title."""
        return _levers(self.territorial)

    @property
    def others_sum(self) -> str:
        """The same of the State and companies."""
        return _levers(self.others)


def _levers(worksites: Iterable[WorksiteBlock]) -> str:
    return counted(sum(len(worksite.levers) for worksite in worksites), "levier", "leviers")


def axis_name(axis: str) -> str:
    """The name of an axis."""
    return _(RESOURCES) if axis == "economie_circulaire" else accented(load_axes()[axis])


def check_axis(axis: str) -> None:
    """Raise UnknownNameError, with the six, for an axis that does not exist."""
    if axis not in ORDER:
        raise UnknownNameError("Panorama", axis, [], "Panoramas : " + ", ".join(ORDER) + ".")


def panoramas_page(slug: str) -> PanoramasPage:
    """The overview of the six axes. Raises UnknownNameError for an unknown region."""
    region = region_of(slug)
    return PanoramasPage(
        title=tied(_("%(region)s : six panoramas, du climat à la biodiversité", region=region.name)),
        summary=_(
            "La planification écologique ne vise pas que les émissions. Voici, axe par axe, les leviers, ce qui est "
            "observé et les cibles connues."
        ),
        region=region,
        section="observed",
        trail=(Entry.to(_("Panoramas"), "panoramas", region.slug),),
        notices=notices(region),
        cards=tuple(_card(region, axis) for axis in ORDER),
    )


def axis_page(slug: str, axis: str) -> AxisPage:
    """One axis. Raises UnknownNameError for an unknown region or axis."""
    region = region_of(slug)
    check_axis(axis)
    card = _card(region, axis)
    territorial, others = blocks(region, axis)
    title = _(
        "%(region)s, %(axis)s : %(levers)s pour les territoires, %(result)s",
        region=region.name,
        axis=card.name.lower(),
        levers=counted(card.territorial, "levier", "leviers"),
        result=_result(card),
    )
    return AxisPage(
        title=tied(title),
        summary=_(
            "%(regional)s dans la région, %(national)s au niveau national seulement. Une cible absente est dite, avec "
            "la raison.",
            regional=counted(len(card.here), "indicateur mesuré", "indicateurs mesurés"),
            national=counted(len(card.there), "autre", "autres"),
        ),
        region=region,
        section="observed",
        trail=(Entry.to(_("Panoramas"), "panoramas", region.slug), Entry(card.name, card.address)),
        notices=notices(region),
        commitments=card.commitments,
        measured=tuple(_indicator(seen, region, True) for seen in sorted(card.here, key=_told_first)),
        territorial=territorial,
        others=others,
        axes=tuple(
            Entry.to(axis_name(other), "panorama", region.slug, other, current=other == axis) for other in ORDER
        ),
        marks=marks(),
    )


def _result(card: AxisCard) -> str:
    graded, good = on_track(card.here)
    if not graded:
        return _("aucun indicateur régional ne peut être jugé")
    return _(
        "%(good)s sur %(all)s au rythme ou en avance",
        good=counted(good, "indicateur régional", "indicateurs régionaux"),
        all=graded,
    )


def _told_first(seen: Observation) -> tuple[bool, bool]:
    """What can be judged comes before what cannot, what has a target before the rest."""
    return not seen.pace.grade.plain, seen.target_2030 is None


@per_language
def _card(region: Region, axis: str) -> AxisCard:
    levers = [lever for lever in load_levers_2026() if axis in lever.axes]
    series = {
        (regional, observation.indicator, observation.part): observation
        for lever in levers
        for observation, regional in followed(region.code, lever.id)
    }
    return AxisCard(
        key=axis,
        address=reverse("panorama", args=[region.slug, axis]),
        territorial=sum(lever.territorial for lever in levers),
        others=sum(not lever.territorial for lever in levers),
        here=tuple(observation for (regional, *_key), observation in series.items() if regional),
        there=tuple(observation for (regional, *_key), observation in series.items() if not regional),
    )


@per_language
def blocks(region: Region, axis: str) -> tuple[tuple[WorksiteBlock, ...], tuple[WorksiteBlock, ...]]:
    """The levers of an axis by worksite: those of the territories, then the others."""
    levers = [lever for lever in load_levers_2026() if axis in lever.axes]
    return (
        _worksites(region, [lever for lever in levers if lever.territorial], "t"),
        _worksites(region, [lever for lever in levers if not lever.territorial], "n"),
    )


def _worksites(region: Region, levers: Iterable[Lever2026], prefix: str) -> tuple[WorksiteBlock, ...]:
    names = {worksite.id: worksite.name for worksite in load_worksites()}
    by_worksite: dict[str, list[Lever2026]] = {}
    for lever in levers:
        by_worksite.setdefault(lever.worksite, []).append(lever)
    blocks_of_levers = []
    for worksite, members in by_worksite.items():
        shared: dict[tuple[str, str], LeverIndicator] = {}
        lines = []
        for lever in members:
            own = []
            for observation, regional in followed(region.code, lever.id):
                indicator = _indicator(observation, region, regional)
                if _is_own(observation, lever):
                    own.append(indicator)
                else:
                    shared[indicator.address, indicator.name] = indicator
            lines.append(LeverBlock(tied(lever.name), tuple(own), _levers_2023(region, lever.id)))
        block = WorksiteBlock(f"{prefix}{worksite}", tied(names[worksite]), tuple(lines), tuple(shared.values()))
        blocks_of_levers.append(block)
    return tuple(blocks_of_levers)


def _is_own(observation: Observation, lever: Lever2026) -> bool:
    """Whether an indicator is the lever's own, rather than one of its worksite that all its levers share."""
    national = national_indicators().get(observation.national or "")
    return national is None or lever.id in national.levers or not national.worksites


def followed(code: str, lever: str) -> list[tuple[Observation, bool]]:
    """What follows a lever of 2026: in the region (True), then in the country what the region does not measure."""
    regional = [observation for _link, observation in linked_series(lever, code)]
    covered = {observation.national for observation in regional}
    national = [series for _link, series in linked_series(lever, "france") if series.indicator not in covered]
    return [(observation, True) for observation in regional] + [(observation, False) for observation in national]


def national_target(observation: Observation) -> tuple[float | None, str]:
    """The target of 2030 of the national indicator that a series goes with, and its unit; None where it has none."""
    country = seen_in_france().get(observation.national or "")
    national = national_indicators().get(observation.national or "")
    if country is not None:
        return country.target_2030, country.unit or (national.unit if national else None) or ""
    return (national.target(), national.unit or "") if national else (None, "")


def _indicator(observation: Observation, region: Region, regional: bool) -> LeverIndicator:
    number = observation.indicator
    address = reverse("indicator", args=[region.slug, number]) if regional else reverse("national", args=[number])
    return LeverIndicator(observation, address, regional)


def _levers_2023(region: Region, lever: str) -> tuple[Entry, ...]:
    """The levers of the simulator that correspond, in the region, closest first."""
    own = {known.id: known for known in load_levers(region.code)}
    links = sorted(levers_linked_to("2026", lever), key=lambda link: link.kind.rank)
    return tuple(Entry.to_lever(own[link.lever], region) for link in links if link.lever in own)
