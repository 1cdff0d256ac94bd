"""What a workbench becomes: sent to who validates it, then published as actions and proposals, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from copilote.cop.models import Membership, Organisation
from copilote.cop.versions import author_of
from copilote.diagnostic.content import Content, content_of
from copilote.diagnostic.models import OURS, Action, Origin, Seen, Standing, WorkbenchStep
from copilote.diagnostic.workbench.cells import Bench, bench_of, origin_id_of
from copilote.diagnostic.workbench.lines import SAME, Line, Listed
from copilote.diagnostic.workbench.models import DECLARED, Columns, Step
from copilote.diagnostic.writing import (
    New,
    NotYoursError,
    change_all,
    create_all,
    replaced,
    signs_for,
    writes_for,
)
from copilote.planning.actions import Share
from copilote.reference.errors import InputError
from copilote.sharing.reads import propose
from copilote.words import N_, _

WHY = N_("publiée du tableau de l’organisation")
OUT = N_("case du tableau vidée, ou dite par d’autres actions")
METHOD = N_("chiffre de l’organisation, dans son tableau")
TITLES = {
    Columns.DONE: N_("%(lever)s, fait (ensemble)"),
    Columns.UNDER_WAY: N_("%(lever)s, en cours (ensemble)"),
    Columns.DECIDED: N_("%(lever)s, prévu (ensemble)"),
}
MEANWHILE = N_("Le tableau a changé depuis que cette page est ouverte : relisez-le avant de publier.")


@dataclass(frozen=True)
class Planned:
    """What a cell becomes. value : of the cell; rest : what the action of the workbench says once those that are listed
    are taken off, None for no such action; held : the action that is there."""

    line: Line
    column: Columns
    value: float | None
    rest: float | None
    listed: Listed
    held: Action | None


@dataclass(frozen=True)
class Proposal:
    """A proposal that would change: in kt, before and after."""

    line: Line
    before_kt: float | None
    kt: float | None
    number: int


@dataclass(frozen=True)
class Publication:
    """What publishing would do. cells : those that say something, or said; proposals : those that change."""

    bench: Bench
    cells: tuple[Planned, ...]
    proposals: tuple[Proposal, ...]

    @property
    def seal(self) -> str:
        """What names the state of what is published."""
        last = max((said.number for said in self.bench.proposed.values()), default=0)
        rests = sum(1 for each in self.cells if each.rest is not None)
        apart = sum(each.listed.apart_kt for each in self.cells)
        step = self.bench.step.pk if self.bench.step else 0
        return f"{self.bench.changes}-{step}-{last}-{rests}-{apart:.6f}"


def plan(organisation: Organisation) -> Publication:
    """What publishing the workbench of an organisation would do today, in as many queries whatever it holds."""
    bench = bench_of(organisation)
    rows = Action.objects.filter(cop=bench.cop, organisation=organisation, origin=Origin.TABLE)
    held = {row.origin_id: row for row in rows.select_related("organisation__territory", "organisation__cop", "cop")}
    outer = set(Action.objects.filter(part_of__in=rows).values_list("part_of", flat=True))
    cells = []
    for line in bench.lines:
        for column in DECLARED:
            action = held.get(origin_id_of(line.lever.id, column))
            value = bench.at(line, column).value
            if value is None and (action is None or action.standing not in OURS):
                continue
            listed = line.listed.get(column, Listed())
            rest = _rest(line, value, listed, within=action is not None and action.pk in outer)
            cells.append(Planned(line, column, value, rest, listed, action))
    return Publication(bench, tuple(cells), tuple(_proposals(bench)))


def _rest(line: Line, value: float | None, listed: Listed, *, within: bool) -> float | None:
    """What is left to say of a cell; None for nothing. within : other actions count within that of the workbench."""
    if value is None:
        return None
    rest = max(0.0, value - (line.value_of(listed.apart_kt) or 0.0))
    return rest if rest > SAME or within else None


def _proposals(bench: Bench) -> list[Proposal]:
    changed = []
    for line in bench.lines:
        if (line.lever.id, Columns.PROPOSAL) not in bench.cells:
            continue
        said = bench.proposed.get(line.lever.id)
        kt, before = bench.kt(line, Columns.PROPOSAL), said.kt if said else None
        if not line.same(kt, before):
            changed.append(Proposal(line, before, kt, said.number if said else 0))
    return changed


def send(member: Membership, organisation: Organisation) -> WorkbenchStep:
    """Say to who validates that the workbench is ready. Raises NotYoursError, and InputError for an empty one."""
    if organisation.cop_id != member.cop_id or not writes_for(member, organisation.pk):
        raise NotYoursError(_("Vous n’écrivez que les actions de votre organisation."))
    bench = bench_of(organisation)
    if not bench.cells:
        raise InputError(_("Rien à envoyer pour l’instant : remplissez d’abord une case au moins."))
    if bench.state is not None:
        raise InputError(_("Ce tableau est déjà envoyé ou publié, et rien n’a changé depuis."))
    return _say(member, bench, Step.SENT)


def publish(
    member: Membership,
    organisation: Organisation,
    seal: str,
    *,
    seen: str = Seen.COP.value,
    reason: str = "",
    proposer: Membership | None = None,
) -> Publication:
    """Make actions and proposals of a workbench: all of it, or nothing. Publishing it again changes nothing more.

    seal : of the plan that was read. seen : who sees the actions. reason : of the proposals, public. proposer : the
    role by which the proposals are made, None for who may not make any: they are then left as they are.
    Raises NotYoursError for who does not sign, `cop.journal.MeanwhileError`, InputError.
    """
    if organisation.cop_id != member.cop_id or not signs_for(member, organisation.pk):
        raise NotYoursError(_("Seul qui valide pour cette organisation peut publier son tableau."))
    if seen not in Seen.values:
        raise InputError(_("Dites qui verra ces actions."))
    with transaction.atomic():
        # Who publishes at the same time waits here, and then sees that it is done.
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        planned = plan(organisation)
        if planned.seal != seal:
            raise InputError(_(MEANWHILE))
        if not planned.bench.cells:
            raise InputError(_("Rien à publier pour l’instant : remplissez d’abord une case au moins."))
        _write_actions(member, planned, seen)
        proposals = planned.proposals if proposer else ()
        if any(each.kt is not None for each in proposals) and not reason.strip():
            raise InputError(_("Une proposition a une raison : écrivez-la, elle sera publique."))
        if proposer and proposals:
            amounts = {each.line.lever.id: each.kt for each in proposals}
            propose(proposer, amounts, reason.strip(), {each.line.lever.id: each.number for each in proposals})
        _say(member, planned.bench, Step.PUBLISHED, reason.strip())
    return planned


def _say(member: Membership, bench: Bench, step: Step, reason: str = "") -> WorkbenchStep:
    return WorkbenchStep.objects.create(
        cop=bench.cop,
        organisation=bench.organisation,
        step=step,
        upto=bench.changes,
        reason=reason[:2000],
        signed=member.signature[:200],
        user=member.user,
    )


def _write_actions(member: Membership, planned: Publication, seen: str) -> None:
    cop, author = member.cop, author_of(member)
    fresh, changes, out = [], [], []
    for each in planned.cells:
        if each.rest is None:
            if each.held is not None and each.held.standing in OURS:
                out.append((each.held, content_of(each.held), Standing.REFUSED))
        elif each.held is None:
            content = _content(each, Content(title=_title(each)), seen)
            origin_id = origin_id_of(each.line.lever.id, each.column)
            new = New(planned.bench.organisation, content, Standing.VALIDATED, Origin.TABLE, origin_id)
            fresh.append(new)
        else:
            before = content_of(each.held)
            content = _content(each, before, seen)
            if each.held.standing != Standing.VALIDATED or not _same(each.line, before, content):
                changes.append((each.held, content, Standing.VALIDATED))
    if fresh:
        create_all(cop, fresh, author, _(WHY))
    if changes:
        change_all(cop, changes, author, _(WHY))
    if out:
        change_all(cop, out, author, _(OUT))


def _title(each: Planned) -> str:
    return _(TITLES[each.column], lever=each.line.lever.label)


def _content(each: Planned, before: Content, seen: str) -> Content:
    """What the action of a cell says."""
    lever = each.line.lever
    said: Mapping[str, object] = {"quantity": each.rest, "measured": lever.id, "kt": None, "kt_method": ""}
    if each.line.in_kt:
        said = {"quantity": None, "measured": "", "kt": each.rest, "kt_method": _(METHOD)}
    return replaced(before, status=each.column.value, levers=(Share(lever.id),), seen=seen, **said)


def _same(line: Line, before: Content, after: Content) -> bool:
    """Whether an action says already what its cell says."""
    pairs = ((before.quantity, after.quantity), *([(before.kt, after.kt)] if line.in_kt else []))
    fields = ("status", "seen", "levers", "measured")
    told = all(getattr(before, name) == getattr(after, name) for name in fields)
    return told and all(line.same(one, other) for one, other in pairs)
