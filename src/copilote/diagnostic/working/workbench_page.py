"""The page of the workbench: what it shows of each lever, of each theme, of all; the same, for its script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from copilote.cop.actions import action_of
from copilote.cop.models import Membership, Organisation, Role, Stage
from copilote.cop.permissions import Rights
from copilote.diagnostic.models import Action, ActionLever, Standing
from copilote.diagnostic.workbench.cells import Bench, Outcome, State
from copilote.diagnostic.workbench.lines import Line
from copilote.diagnostic.workbench.models import Columns, Step
from copilote.diagnostic.working.list_page import KnownAction, known_of, trail
from copilote.diagnostic.working.workbench_figures import (
    NAMES,
    Totals,
    added_words,
    cells_now,
    gap_of,
    moment,
    name_of,
    signed,
    stamp,
    theme_said,
    totals_of,
)
from copilote.diagnostic.writing import signs_for
from copilote.exchange.diagnosed import Observed, observed_of
from copilote.ui.charts.palette import style_of
from copilote.ui.page import Entry, Page
from copilote.words.typography import tied

MOST_KNOWN = 3


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell. name : of its field; label : for who does not see the table; open : whether it may be typed in; outcome :
    what became of it when it was last sent, where it is not kept; theirs, sign : what a colleague wrote, and who."""

    name: str
    label: str
    text: str
    open: bool
    last: bool
    outcome: Outcome | None = None
    theirs: str = ""
    sign: str = ""

    @property
    def meanwhile(self) -> bool:
        """Whether a colleague wrote it since it was read."""
        return self.outcome is not None and self.outcome.state == State.MEANWHILE

    @property
    def typed(self) -> str:
        """What was typed and is not kept."""
        return self.outcome.typed.text if self.outcome else ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A lever. gap : how far from the share, in words; gap_is : "bad", "good" or ""; reach : the same, of 150."""

    lever: str
    label: str
    address: str
    unit: str
    share: str
    share_kt: str
    known: int
    known_at: str
    observed: str
    cells: tuple[CellShown, ...]
    gap: str
    gap_is: str
    reach: float

    @property
    def troubles(self) -> tuple[CellShown, ...]:
        """Its cells that are not kept."""
        return tuple(cell for cell in self.cells if cell.outcome is not None)


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A theme. style : its colour; said : how far it is, and its share."""

    name: str
    style: str
    said: str
    rows: tuple[RowShown, ...]


@dataclass(frozen=True, kw_only=True)
class WorkbenchPage(Page):
    """The page. steps : (words, whether it stands there). writes, publishes : what its reader may do now. proposals :
    why the column of proposals cannot be written, "" where it can. seen : versions, for the form without script; live :
    for the script. added : what is asked of the cells that a merger of organisations added up."""

    organisation: Organisation
    themes: tuple[ThemeShown, ...]
    totals: Totals
    steps: tuple[tuple[str, bool], ...]
    said: str
    writes: bool
    sends: bool
    publishes: bool
    proposals: str
    known: tuple[KnownAction, ...]
    waiting: int
    seen: str
    live: Mapping[str, Any]
    troubles: int
    added: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """What says whose it is in an address."""
        return f"?organisation={self.organisation.pk}"

    @property
    def diagnostic(self) -> str:
        """The diagnostic in which it is found: of its territory where that has a page, else of the region."""
        place, slug = self.organisation.territory, self.organisation.cop.held_at
        own = place is not None and place.level in ("epci", "departement", "crte")
        return (
            reverse("diagnostic_territory", args=[slug, place.level, place.code])
            if place and own
            else reverse("diagnostic", args=[slug])
        )


def proposes_by(rights: Rights, organisation: Organisation) -> Membership | None:
    """The role by which the reader may propose for the territory of an organisation today."""
    place = organisation.territory
    if place is None:
        return None
    return rights.acting("sharing.propose", organisation.cop.key, (place.level, place.code))


def closed_words(rights: Rights, organisation: Organisation) -> str:
    """Why the proposals of an organisation cannot be written by the reader now; "" where they can."""
    if proposes_by(rights, organisation) is not None:
        return ""
    stages = action_of("sharing.propose").stages
    if organisation.cop.departement:
        return "Les propositions se font dans la COP de la région."
    if organisation.territory is None:
        return "Les propositions sont celles des territoires : cette organisation n’en a pas."
    if organisation.cop.stage not in stages:
        return f"Les propositions s’ouvrent à l’étape « {Stage(stages[0]).label} »."
    return "Seuls les membres de ce territoire écrivent ses propositions."


def page_of(
    bench: Bench, member: Membership, rights: Rights, outcomes: Sequence[Outcome] = (), *, writes: bool
) -> WorkbenchPage:
    """The page of a workbench, for a member; outcomes : of the cells that were just sent and are not kept."""
    organisation, region = bench.organisation, bench.cop.place
    slug, proposals = bench.cop.held_at, closed_words(rights, organisation)
    left = {(one.typed.lever, one.typed.column): one for one in outcomes if one.state != State.SAVED}
    known, waiting, shown = _known(bench, slug)
    observed = observed_of(region, [line.lever for line in bench.lines]) if _is_region(organisation) else {}
    themes = []
    for theme in dict.fromkeys(line.lever.theme for line in bench.lines):
        rows = []
        for line in bench.lines:
            if line.lever.theme == theme:
                count = known.get(line.lever.id, 0)
                seen = _observed(line, observed.get(line.lever.id))
                rows.append(_row(bench, line, left, count, seen, writes=writes, proposes=not proposals))
        themes.append(ThemeShown(theme, style_of(theme).key, theme_said(bench, theme), tuple(rows)))
    totals = totals_of(bench, proposes=not proposals)
    publishes = (
        signs_for(member, organisation.pk) and rights.acting("diagnostic.validate_action", bench.cop.key) is not None
    )
    return WorkbenchPage(
        title=tied(f"{organisation} : {totals.title}"),
        summary="Ce qui est fait, en cours, prévu et proposé, levier par levier, dans les unités du territoire.",
        region=region,
        departement=bench.cop.departement,
        section="diagnostic.actions",
        trail=trail(slug, Entry("Notre tableau", reverse("workbench", args=[slug]))),
        organisation=organisation,
        themes=tuple(themes),
        totals=totals,
        steps=_steps(bench),
        said=_said(bench),
        writes=writes,
        sends=writes and not publishes,
        publishes=publishes,
        proposals=proposals,
        known=shown,
        waiting=waiting,
        seen=_seen(bench),
        live=_live(bench, slug, member, observed, proposes=not proposals),
        troubles=len(left),
        added=added_words(bench),
    )  # fmt: skip


def _is_region(organisation: Organisation) -> bool:
    return organisation.territory is not None and organisation.territory.level == "region"


def _row(
    bench: Bench,
    line: Line,
    left: Mapping[tuple[str, str], Outcome],
    known: int,
    observed: str,
    *,
    writes: bool,
    proposes: bool,
) -> RowShown:
    lever, slug = line.lever, bench.cop.held_at
    gap, gap_is, reach = gap_of(bench, line, proposes=proposes)
    cells = []
    for column in Columns:
        now, outcome = bench.at(line, column), left.get((lever.id, column.value))
        opened = writes and (proposes or column != Columns.PROPOSAL)
        shown = line.text_of(now.value)
        text = outcome.typed.text if outcome else shown
        label = f"{lever.label}, {NAMES[column]}"
        sign = signed(outcome.now.signed, outcome.now.at) if outcome else ""
        cells.append(
            CellShown(name_of(lever.id, column), label, text, opened, column == Columns.PROPOSAL, outcome, shown, sign)
        )
    return RowShown(
        lever.id,
        lever.label,
        reverse("lever", args=[bench.cop.place.slug, lever.slug]),
        line.unit,
        line.share_text,
        "" if line.share_kt is None else line.carbon(line.share_kt),
        known,
        f"{reverse('actions', args=[slug])}?organisation={bench.organisation.pk}&etat=known&levier={lever.id}",
        observed,
        tuple(cells),
        gap,
        gap_is,
        reach,
    )


def _known(bench: Bench, slug: str) -> tuple[dict[str, int], int, tuple[KnownAction, ...]]:
    """The known actions that wait: how many by lever, in all, and the first of them."""
    rows = Action.objects.filter(cop=bench.cop, organisation=bench.organisation, standing=Standing.KNOWN)
    tied_to = ActionLever.objects.filter(action__in=rows).order_by().values_list("lever")
    by_lever = dict(tied_to.annotate(count=Count("pk")))
    first = list(rows.select_related("organisation__territory").order_by("title", "pk")[:MOST_KNOWN])
    shown = tuple(known_of(row, bench.cop.region, leads=False) for row in first)
    return by_lever, rows.count(), shown


def _observed(line: Line, seen: Observed | None) -> str:
    """What is observed of a lever, in short words; "" for nothing that converts."""
    if seen is None or seen.kt is None:
        return ""
    value = line.value_of(max(0.0, seen.kt))
    return "" if value is None else f"observé de 2019 à {seen.year} : {line.in_words(value)}"


def _steps(bench: Bench) -> tuple[tuple[str, bool], ...]:
    state = bench.state
    return (
        ("1 Brouillon", state is None),
        ("2 Envoyé au valideur", state == Step.SENT),
        ("3 Publié", state == Step.PUBLISHED),
    )


def _said(bench: Bench) -> str:
    """What was last said of it all, and when something was last kept."""
    told = []
    if bench.step is not None:
        words = "Publié" if bench.step.step == Step.PUBLISHED else "Envoyé"
        changed = "" if bench.state else ", modifié depuis"
        told.append(f"{words} ({signed(bench.step.signed, bench.step.said_at)}){changed}.")
    last = max((now.at for now in bench.cells.values() if now.at), default=None)
    if last is not None:
        told.append(f"Dernière case enregistrée : {moment(last)}.")
    return " ".join(told)


def _seen(bench: Bench) -> str:
    """Versions and texts of the cells, by field, for the form that comes back whole."""
    told = {}
    for line in bench.lines:
        for column in Columns:
            now = bench.at(line, column)
            if now.version or now.value is not None:
                told[name_of(line.lever.id, column)] = [now.version, line.text_of(now.value)]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _live(
    bench: Bench, slug: str, member: Membership, observed: Mapping[str, Observed], *, proposes: bool
) -> dict[str, Any]:
    levers = {
        line.lever.id: [
            line.unit,
            line.kt_each,
            line.share_kt,
            line.stock,
            line.lever.target_kt,
            _observed(line, observed.get(line.lever.id)),
        ]
        for line in bench.lines
    }
    args, query = [slug], f"?organisation={bench.organisation.pk}"
    return {
        "levers": levers,
        "names": {column.value: name for column, name in NAMES.items()},
        "cells": cells_now(bench),
        "stamp": stamp(bench),
        "key": f"copilote-tableau:{bench.cop.pk}:{bench.organisation.pk}:{member.user_id}",
        "save": reverse("workbench_save", args=args) + query,
        "state": reverse("workbench_state", args=args) + query,
        "add": reverse("action_add", args=args) + query,
        "proposes": proposes,
        "leads": member.role == Role.ANIMATOR,
    }
