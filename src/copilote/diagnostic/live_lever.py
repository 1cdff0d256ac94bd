"""A lever in the diagnostic of a region: who does what, what stands in the way and what would lift it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from copilote.diagnostic.lines import LeverLine, file_table, region_lines
from copilote.diagnostic.live_pages import SIDE_BY_SIDE
from copilote.diagnostic.live_parts import (
    SECTION,
    ActionList,
    View,
    actions_words,
    file_actions,
    listed_actions,
    notes_of,
    organisations_words,
    trail_of,
)
from copilote.diagnostic.models import Action, ObstacleLevel
from copilote.diagnostic.sums import Sums, kt_of
from copilote.exchange.diagnosed import observed_of
from copilote.planning.actions import COUNTED, Status
from copilote.publish import columns
from copilote.publish.table import Book, Column, Kind, Linked, Table
from copilote.reference.simulator import LeverFigures
from copilote.ui.addresses import address_of, lever_of
from copilote.ui.charts import bullets
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.page import Entry, Page
from copilote.ui.summary import KeyFigure
from copilote.words import N_, _
from copilote.words.numbers import format_kt
from copilote.words.typography import quoted

MOST_TOLD = 60
"""Obstacles that the page tells in their own words."""
HOLDERS = 100


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of an action, in the words of its organisation."""

    holder: str
    text: str
    lifted_by: str


@dataclass(frozen=True, slots=True)
class ObstaclesAt:
    """The obstacles that would be lifted at a level: how many actions and organisations name one."""

    label: str
    count: str
    told: tuple[Obstacle, ...]


@dataclass(frozen=True, kw_only=True)
class LeverDiagnosticPage(Page):
    """The page. holders : who does what, by organisation. address : of the lever's own page."""

    lever: LeverFigures
    figures: tuple[KeyFigure, ...]
    notes: tuple[str, ...]
    drawing: Drawing | None
    difference: str
    actions: ActionList
    holders: Table | None
    obstacles: tuple[ObstaclesAt, ...]
    address: str
    offer: Offer


def lever_page(view: View, slug: str, number: object) -> LeverDiagnosticPage:
    """The page of a lever, for somebody; number : of the part of its list."""
    lever = lever_of(view.region, slug)
    sums, line = _sums(view, lever)
    return LeverDiagnosticPage(
        title=_title(line),
        summary=_(SIDE_BY_SIDE),
        region=view.region,
        section=SECTION,
        trail=trail_of(view, Entry.to(lever.label, "diagnostic_lever", view.region.slug, lever.slug)),
        lever=lever,
        figures=_figures(line),
        notes=notes_of(sums, view.audience),
        drawing=_drawing(line),
        difference=line.difference,
        actions=listed_actions(view, sums, number, lever=lever),
        holders=_holders(view, lever) if line.actions else None,
        obstacles=_obstacles(view, lever),
        address=address_of("lever", view.region.slug, lever.slug),
        offer=offer("diagnostic_lever", [view.region.slug, lever.slug]),
    )


def lever_book(view: View, slug: str) -> Book:
    """Its tables, for files."""
    lever = lever_of(view.region, slug)
    sums, line = _sums(view, lever)
    title = _("Diagnostic du levier")
    tables = (file_actions(view, sums, lever), file_table([line], title, columns.TARGET_KT, observed=True))
    notes = (*notes_of(sums, view.audience), _(SIDE_BY_SIDE))
    return Book(f"copilote-{view.region.slug}-diagnostic-{lever.slug}", _title(line), tables, notes)


def _sums(view: View, lever: LeverFigures) -> tuple[Sums, LeverLine]:
    """What is told of a lever alone: its sums, and its line."""
    sums = view.sums((lever,)).of_lever(lever.id)
    return sums, region_lines(sums, observed_of(view.region, (lever,)))[0]


def _title(line: LeverLine) -> str:
    label = line.lever.label
    if not line.actions:
        return _("%(lever)s : aucune action n’est encore publiée", lever=label)
    many = N_("%(lever)s : %(actions)s déclarées par %(organisations)s")
    pattern = many if line.actions > 1 else N_("%(lever)s : %(actions)s déclarée par %(organisations)s")
    words = {"actions": actions_words(line.actions), "organisations": organisations_words(line.organisations)}
    return _(pattern, lever=label, **words)


def _figures(line: LeverLine) -> tuple[KeyFigure, ...]:
    """The target, then what is declared of each status that counts, in both units."""
    meanings = {
        Status.DONE: N_("déclarées faites"),
        Status.UNDER_WAY: N_("déclarées en cours"),
        Status.DECIDED: N_("déclarées décidées"),
    }
    figures = [_both(line, line.target_kt, _("à éviter chaque année en 2030"))]
    figures += [
        _both(line, kt_of(line.declared, status), _(meaning))
        for status, meaning in meanings.items()
        if line.declared.actions[status] or kt_of(line.declared, status)
    ]
    return tuple(figures)


def _both(line: LeverLine, kt: float | None, meaning: str) -> KeyFigure:
    if kt is None:
        return KeyFigure(_("non chiffré"), meaning)
    quantity = line.quantity(kt)
    return KeyFigure(format_kt(kt) if kt else _("0 ktCO2e"), f"{meaning} ({quantity})" if quantity else meaning)


def _drawing(line: LeverLine) -> Drawing | None:
    if not line.declared.declared_kt:
        return None
    return Drawing.of(bullets, (line.bullet,), prefix="dgl", caption="", title=_("Ce qui est déclaré, et l’objectif"))


def _holders(view: View, lever: LeverFigures) -> Table:
    """Who does what on the lever: how many actions of each organisation, by status."""
    counts = {status.value: Count("pk", filter=Q(status=status.value)) for status in COUNTED}
    own = view.actions().filter(levers__lever=lever.id).order_by()
    rows = list(
        own.values("organisation__name", "organisation__territory__name", "organisation__territory__level",
                   "organisation__territory__code")
        .annotate(total=Count("pk"), **counts)
        .order_by("-total", "organisation__name")[:HOLDERS]
    )  # fmt: skip
    slug = view.region.slug

    def name(row: dict[str, object]) -> Linked:
        level, code = row["organisation__territory__level"], row["organisation__territory__code"]
        shown = level in ("epci", "departement", "crte")
        address = address_of("diagnostic_territory", slug, str(level), str(code)) if shown else ""
        return Linked(quoted(str(row["organisation__territory__name"] or row["organisation__name"])), address)

    return Table(
        "porteurs",
        _("Ce que fait chaque organisation sur ce levier, en nombre d’actions"),
        (
            Column("organisation", N_("Organisation")),
            Column("total", N_("Actions"), Kind.COUNT),
            *(Column(status.value, status.label, Kind.COUNT) for status in COUNTED),
        ),
        tuple((name(row), row["total"], *(row[status.value] for status in COUNTED)) for row in rows),
    )


def _obstacles(view: View, lever: LeverFigures) -> tuple[ObstaclesAt, ...]:
    """The obstacles to the lever by where they would be lifted, those that most actions name first."""
    named = view.actions().filter(levers__lever=lever.id).exclude(obstacle="")
    counts = {
        level: (actions, organisations)
        for level, actions, organisations in named.order_by()
        .values_list("obstacle_level")
        .annotate(Count("pk"), Count("organisation", distinct=True))
    }
    told: dict[str, list[Obstacle]] = {}
    for action in named.select_related("organisation__territory").order_by("-changed_at", "pk")[:MOST_TOLD]:
        told.setdefault(action.obstacle_level, []).append(_obstacle(action))
    levels = [*((level.value, _(str(level.label))) for level in ObstacleLevel), ("", _("sans le dire"))]
    found = [
        ObstaclesAt(
            _("À lever %(where)s", where=label) if value else _("Sans dire où"),
            _("%(actions)s, %(organisations)s", actions=actions_words(counts[value][0]),
              organisations=organisations_words(counts[value][1])),
            tuple(told.get(value, ())),
        )
        for value, label in sorted(levels, key=lambda pair: -counts.get(pair[0], (0, 0))[0])
        if value in counts
    ]  # fmt: skip
    return tuple(found)


def _obstacle(action: Action) -> Obstacle:
    return Obstacle(quoted(str(action.organisation)), action.obstacle, action.obstacle_lifted_by)
