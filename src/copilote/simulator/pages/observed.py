"""The table of all that is observed in a region: sortable, filterable, first what has a target."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.reference.barometer import load_axes
from copilote.reference.errors import InputError, fold
from copilote.reference.simulator import Region, load_levers
from copilote.ui.addresses import region_of, slug_of
from copilote.ui.cautions import marks, notices
from copilote.ui.charts import Chart, sparkline
from copilote.ui.indicators import GRADES, ShownSeries, axes_of, rank_of, shown_in
from copilote.ui.observations import OUTSIDE, followed_levers
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.ui.summary import on_track
from copilote.words import N_, _, ngettext, per_language
from copilote.words.numbers import counted, format_short
from copilote.words.typography import tied

SORTS: dict[str, tuple[str, Callable[[Observation], object]]] = {
    "cible": (N_("cible d’abord"), rank_of),
    "nom": (N_("nom"), lambda observation: fold(observation.name)),
    "annee": (N_("année la plus récente"), lambda observation: -(observation.pace.last_year or 0)),
    "avis": (N_("avis"), lambda observation: GRADES.index(observation.pace.grade)),
    "rythme": (
        N_("du plus lent au plus rapide"),
        lambda observation: (observation.pace.ratio is None, observation.pace.ratio or 0.0),
    ),
    "solidite": (N_("nature"), lambda observation: observation.soundness.rank),
}
SPARK_SINCE = 2012
"""First year of the small drawings."""


@dataclass(frozen=True)
class IndicatorRow(ShownSeries):
    """One indicator in a line, with its small drawing."""

    spark: Chart

    @property
    def observed(self) -> str:
        """The pace observed, a year."""
        return format_short(self.observation.pace.pace_observed, sign=True, unknown="")

    @property
    def required(self) -> str:
        """The pace required, a year; once the target is reached it would read as a wish to do worse."""
        pace = self.observation.pace
        return _("atteinte") if pace.reached else format_short(pace.pace_required, sign=True, unknown="")

    @property
    def target(self) -> str:
        """The target of 2030, without its unit."""
        return format_short(self.observation.target_2030, unknown="")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; "" for everything. Keys: theme, axis, grade, sort."""

    theme: str = ""
    axis: str = ""
    grade: str = ""
    sort: str = "cible"

    def query(self, **changes: str) -> str:
        """The query of the page with something changed."""
        known = {"theme": self.theme, "axe": self.axis, "avis": self.grade, "tri": self.sort} | changes
        kept = {key: value for key, value in known.items() if value and (key, value) != ("tri", "cible")}
        return f"?{urlencode(kept)}"


@dataclass(frozen=True, kw_only=True)
class ObservedPage(Page):
    """The indicators of a region, after filtering; `count` of them in `total`.

    rows : with a sure verdict, or all of them where none has one. folded : the others.
    """

    notices: tuple[str, ...]
    text: str
    rows: tuple[IndicatorRow, ...]
    folded: tuple[IndicatorRow, ...]
    count: int
    total: int
    filtered: bool
    themes: tuple[FilterChoice, ...]
    axes: tuple[FilterChoice, ...]
    grades: tuple[FilterChoice, ...]
    sort: str
    sorts: tuple[Entry, ...]
    marks: tuple[tuple[str, str], ...]

    @property
    def fold_title(self) -> str:
        """How many are folded."""
        return counted(len(self.folded), "indicateur sans avis sûr", "indicateurs sans avis sûr")

    @property
    def fold_reason(self) -> str:
        """Why they are: what lacks for some, what disagrees for others."""
        unknown = sum(row.observation.pace.grade is Grade.UNKNOWN for row in self.folded)
        uncertain = len(self.folded) - unknown
        parts = (
            (unknown, _("%(count)s sans cible ou sans assez de valeurs", count=unknown)),
            (uncertain, _("%(count)s dont les périodes ou la cible prêtent à doute", count=uncertain)),
        )
        return ", ".join(part for count, part in parts if count)


def theme_of(code: str, observation: Observation) -> str:
    """The theme of the lever that a series follows most closely."""
    levers = {lever.id: lever for lever in load_levers(code)}
    followed = followed_levers(observation, levers)
    return levers[followed[0][0]].theme if followed else _(OUTSIDE)


def observed_page(slug: str, filters: Filters) -> ObservedPage:
    """The table of a region's indicators.

    Raises UnknownNameError for an unknown region, InputError for a filter that does not exist.
    """
    region = region_of(slug)
    rows = indicator_rows(region.code, region.slug)
    names = [theme_of(region.code, row.observation) for row in rows]
    themes = {slug_of(name): accented(name) for name in names}
    axes = {axis: accented(name) for axis, name in load_axes().items()}
    grades = {grade.value: grade.label for grade in GRADES}
    check_filter(_("Thème"), filters.theme, themes)
    check_filter(_("Axe"), filters.axis, axes)
    check_filter(_("Avis"), filters.grade, grades)
    check_filter(_("Tri"), filters.sort, SORTS)
    kept = [
        row
        for row, name in zip(rows, names, strict=True)
        if filters.theme in ("", slug_of(name))
        and (not filters.axis or filters.axis in axes_of(row.observation))
        and filters.grade in ("", row.grade)
    ]
    kept.sort(key=lambda row: SORTS[filters.sort][1](row.observation))  # type: ignore[arg-type, return-value]
    judged = tuple(row for row in kept if row.observation.pace.grade.plain)
    return ObservedPage(
        title=tied(_title(region)),
        summary=_("Ce que mesurent les statistiques depuis 2019, et le rythme demandé pour 2030."),
        region=region,
        section="observed",
        trail=(Entry.to(_("Observé"), "observed", region.slug),),
        notices=notices(region),
        text=_text(len(kept), len(judged)),
        rows=judged or tuple(kept),
        folded=tuple(row for row in kept if row not in judged) if judged else (),
        count=len(kept),
        total=len(rows),
        filtered=bool(filters.theme or filters.axis or filters.grade),
        themes=choices(themes, filters.theme),
        axes=choices(axes, filters.axis),
        grades=choices(grades, filters.grade),
        sort=filters.sort,
        sorts=tuple(
            Entry(_(label), filters.query(tri=key), key == filters.sort) for key, (label, _key) in SORTS.items()
        ),
        marks=marks(),
    )


def check_filter(what: str, given: str, accepted: Iterable[str]) -> None:
    """Raise InputError with what is accepted for a value of a filter that does not exist; "" is everything."""
    if given and given not in accepted:
        raise InputError(
            _(
                "%(what)s « %(given)s » inconnu. Valeurs acceptées : %(known)s.",
                what=what,
                given=given[:40],
                known=", ".join(accepted),
            )
        )


def accented(name: str) -> str:
    """The name of an axis or theme with the accent that the barometer leaves out."""
    return tied(name.replace("Economie", "Économie"))


@per_language
def indicator_rows(code: str, slug: str) -> tuple[IndicatorRow, ...]:
    """The lines of a region's series, what can be judged first."""
    return tuple(
        row_of(observation, reverse("indicator", args=[slug, observation.indicator]), f"s{rank}")
        for rank, observation in enumerate(shown_in(code))
    )


def row_of(observation: Observation, address: str, prefix: str) -> IndicatorRow:
    """An indicator as a line of a table; `prefix` makes the identifiers of its drawing unique on the page."""
    points = tuple(pair for pair in observation.values if pair[0] >= SPARK_SINCE) or observation.values
    unit, target = observation.unit or "", observation.target_2030
    spark = sparkline(points, title=observation.name, prefix=prefix, unit=unit, target=target)
    return IndicatorRow(observation, address, spark)


def _title(region: Region) -> str:
    graded, good = on_track(shown_in(region.code))
    if not graded:
        return _("%(region)s : aucun indicateur observé ne peut être jugé", region=region.name)
    return ngettext(
        "%(region)s : %(good)s indicateur sur %(all)s est en bonne voie pour 2030",
        "%(region)s : %(good)s indicateurs sur %(all)s sont en bonne voie pour 2030",
        good,
        region=region.name,
        good=good,
        all=graded,
    )


def _text(kept: int, judged: int) -> str:
    if not kept:
        return _("Aucun indicateur ne répond à ces choix. Retirez un filtre.")
    return _(
        "%(count)s, dont %(judged)s avec un avis sûr sur le rythme.",
        count=counted(kept, "indicateur", "indicateurs"),
        judged=judged,
    )
