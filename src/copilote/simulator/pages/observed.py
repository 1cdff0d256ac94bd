"""The table of all that is observed in a region: sortable, filterable, first what has a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copilote.dossier.observed import OUTSIDE, followed_levers
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.reference.errors import InputError, fold
from copilote.reference.simulator import Region, load_levers
from copilote.simulator.names import load_axes
from copilote.simulator.pages.frame import Entry, Page, region_of
from copilote.simulator.pages.seen import (
    GRADES,
    axes_of,
    last_value,
    marks,
    notices,
    per_language,
    rank_of,
    shown_in,
    slug_of,
    tied,
)
from copilote.ui.charts import Chart, sparkline
from copilote.ui.translation import t
from copilote.ui.words import counted, format_short

SORTS: dict[str, tuple[str, Callable[[Observation], object]]] = {
    "cible": (gettext_noop("cible d’abord"), rank_of),
    "nom": (gettext_noop("nom"), lambda one: fold(one.name)),
    "annee": (gettext_noop("année la plus récente"), lambda one: -(one.pace.last_year or 0)),
    "avis": (gettext_noop("avis"), lambda one: GRADES.index(one.pace.grade)),
    "rythme": (
        gettext_noop("du plus lent au plus rapide"),
        lambda one: (one.pace.ratio is None, one.pace.ratio or 0.0),
    ),
    "solidite": (gettext_noop("nature"), lambda one: one.soundness.rank),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator in a line."""

    number: str
    name: str
    address: str
    spark: Chart
    last: str
    year: str
    observed: str
    required: str
    target: str
    unit: str
    grade: str
    grade_label: str
    mark: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter."""

    key: str
    label: str
    chosen: bool


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
        return f"?{urlencode(kept)}" if kept else "?"


@dataclass(frozen=True, kw_only=True)
class ObservedPage(Page):
    """The indicators of a region, after filtering; `count` of them in `total`."""

    notices: tuple[str, ...]
    text: str
    rows: tuple[Row, ...]
    count: int
    total: int
    filtered: bool
    themes: tuple[Choice, ...]
    axes: tuple[Choice, ...]
    grades: tuple[Choice, ...]
    sort: str
    sorts: tuple[Entry, ...]
    marks: tuple[tuple[str, str], ...]


def theme_of(code: str, one: Observation) -> str:
    """The theme of the lever that a series follows most closely."""
    levers = {lever.id: lever for lever in load_levers(code)}
    found = followed_levers(one, levers)
    return levers[found[0][0]].theme if found else OUTSIDE


def observed_page(slug: str, filters: Filters) -> ObservedPage:
    """The table of a region's indicators.

    Raises UnknownNameError for an unknown region, InputError for a filter that does not exist.
    """
    region = region_of(slug)
    everything = shown_in(region.code)
    themes = {slug_of(name): name for name in dict.fromkeys(theme_of(region.code, one) for one in everything)}
    axes = load_axes()
    grades = {grade.value: t(grade.label) for grade in GRADES}
    _checked(_("Thème"), filters.theme, themes)
    _checked(_("Axe"), filters.axis, axes)
    _checked(_("Avis"), filters.grade, grades)
    _checked(_("Tri"), filters.sort, SORTS)
    kept = [
        one
        for one in everything
        if (not filters.theme or slug_of(theme_of(region.code, one)) == filters.theme)
        and (not filters.axis or filters.axis in axes_of(one))
        and (not filters.grade or one.pace.grade.value == filters.grade)
    ]
    kept.sort(key=SORTS[filters.sort][1])  # type: ignore[arg-type]
    address = reverse("observed", args=[region.slug])
    rows = _rows(region.code, region.slug)
    return ObservedPage(
        title=tied(_title(region, everything)),
        summary=_("Ce que mesurent les statistiques depuis 2019, et le rythme demandé pour 2030."),
        region=region,
        section="observed",
        trail=(Entry(_("Observé"), address),),
        notices=notices(region),
        text=_text(kept),
        rows=tuple(rows[one.indicator, one.part] for one in kept),
        count=len(kept),
        total=len(everything),
        filtered=bool(filters.theme or filters.axis or filters.grade),
        themes=_choices(themes, filters.theme),
        axes=_choices(axes, filters.axis),
        grades=_choices(grades, filters.grade),
        sort=filters.sort,
        sorts=tuple(
            Entry(_(label), filters.query(tri=key), key == filters.sort) for key, (label, _key) in SORTS.items()
        ),
        marks=marks(),
    )


def _checked(what: str, given: str, accepted: object) -> None:
    if given and given not in accepted:  # type: ignore[operator]
        known = ", ".join(accepted)  # type: ignore[arg-type, call-overload]
        raise InputError(_("%(what)s « %(given)s » inconnu. Valeurs acceptées : %(known)s.") % {
            "what": what, "given": given[:40], "known": known
        })  # fmt: skip


def _choices(known: dict[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, accented(label), key == chosen) for key, label in known.items())


def accented(name: str) -> str:
    """The name of an axis or theme with the accent that the barometer leaves out."""
    return tied(t(name).replace("Economie", "Économie"))


@per_language
def _rows(code: str, slug: str) -> dict[tuple[str, str | None], Row]:
    """The lines of a region's series, by number and part."""
    return {
        (one.indicator, one.part): row_of(one, reverse("indicator", args=[slug, one.indicator]), f"s{i}")
        for i, one in enumerate(shown_in(code))
    }


def row_of(one: Observation, address: str, prefix: str) -> Row:
    """An indicator as a line of a table; `prefix` makes the identifiers of its drawing unique on the page."""
    found = one.pace
    points = tuple(pair for pair in one.values if pair[0] >= 2012) or one.values
    return Row(
        number=one.indicator,
        name=tied(one.name),
        address=address,
        spark=sparkline(points, title=one.name, prefix=prefix, unit=one.unit or "", target=one.target_2030),
        last=last_value(one),
        year=str(found.last_year or ""),
        observed=format_short(found.pace_observed, sign=True, unknown=""),
        # Once the target is reached the figure is a margin, which would read as a wish to do worse.
        required=_("atteinte") if found.reached else format_short(found.pace_required, sign=True, unknown=""),
        target=format_short(one.target_2030, unknown=""),
        unit=one.unit or "",
        grade=found.grade.value,
        grade_label=t(found.word),
        mark=t(one.soundness.label),
    )


def _title(region: Region, shown: Sequence[Observation]) -> str:
    graded = [one for one in shown if one.pace.grade.plain]
    if not graded:
        return _("%(region)s : aucun indicateur observé ne peut être jugé") % {"region": region.name}
    good = sum(one.pace.grade in (Grade.AHEAD, Grade.ON_PACE) for one in graded)
    said = {"region": region.name, "good": good, "all": len(graded)}
    return _("%(region)s : %(good)s indicateurs sur %(all)s au rythme de leur cible, ou en avance") % said


def _text(kept: Sequence[Observation]) -> str:
    if not kept:
        return _("Aucun indicateur ne répond à ces choix. Retirez un filtre.")
    graded = sum(one.pace.grade.plain for one in kept)
    uncertain = sum(one.pace.grade is Grade.UNCERTAIN for one in kept)
    return _("%(count)s affichés, dont %(graded)s avec un avis sur leur rythme et %(uncertain)s d’avis incertain.") % {
        "count": counted(len(kept), "indicateur"),
        "graded": graded,
        "uncertain": uncertain,
    }
