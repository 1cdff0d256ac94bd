"""What the diagnostic offers to other stages: actions of the base as the computations take them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.urls import reverse

from copilote.cop.asking import Waiting
from copilote.cop.models import Cop, Organisation, Role, Stage
from copilote.cop.permissions import Rights
from copilote.cop.scope import follows
from copilote.diagnostic.actions import WRITES
from copilote.diagnostic.here import communes_of
from copilote.diagnostic.models import OURS, Action, Standing
from copilote.diagnostic.workbench.models import Step
from copilote.diagnostic.workbench.standing import Stands, standings
from copilote.planning import actions as planning
from copilote.ui.page import Entry
from copilote.words.numbers import counted


def counting_in(cop: Cop) -> QuerySet[Action]:
    """The actions of a COP that are their organisation's own, with what `as_planned` reads of them: one query."""
    return Action.objects.filter(cop=cop, standing__in=OURS).select_related("organisation__territory").order_by("pk")


def as_planned(action: Action) -> planning.Action:
    """An action of the base as the computations take it: its number is its key, and its row."""
    said = action.said or {}
    places = (communes_of(level, code) for level, code in said.get("places", ()))
    return planning.Action(
        row=action.pk or 0,
        title=action.title,
        description=action.description,
        holder=str(action.organisation),
        area=frozenset().union(*places),
        levers=tuple(planning.Share(lever, part) for lever, part in said.get("levers", ())),
        status=action.progress,
        quantity=action.quantity,
        measured=action.measured,
        kt=action.kt,
        start=action.start,
        end=action.end,
        amount_eur=action.amount_eur,
        key=str(action.pk or ""),
        part_of=str(action.part_of_id or ""),
    )


def to_confirm(cop: Cop, organisations: Sequence[Organisation]) -> tuple[Waiting, ...]:
    """How many known actions each organisation has to confirm, those that have some: one query."""
    rows = Action.objects.filter(cop=cop, organisation__in=organisations, standing=Standing.KNOWN).order_by()
    counts = dict(rows.values_list("organisation").annotate(count=Count("pk")))
    page = reverse("actions", args=[cop.held_at])
    return tuple(
        Waiting(
            f"{counted(counts[each.pk], 'action', 'actions')} à confirmer",
            page,
            str(each),
            "Déjà connues par des sources publiques : un clic suffit pour chacune.",
        )
        for each in organisations
        if each.pk in counts
    )


def to_fill(cop: Cop, organisations: Sequence[Organisation]) -> tuple[Waiting, ...]:
    """How far the workbench of each organisation is, where something is asked of it: two queries."""
    if cop.stage == Stage.CLOSED:
        return ()
    begun = standings(cop, organisations)
    entries = []
    for each in organisations:
        stands = begun.get(each.pk, Stands())
        if stands.published or (not stands.changes and cop.stage != Stage.DIAGNOSTIC):
            continue
        label, words = "Notre tableau, levier par levier", "Ce qui est fait, en cours et prévu, sur un seul écran."
        filled = counted(stands.levers, "levier rempli", "leviers remplis")
        if stands.step == Step.SENT:
            label, words = "Notre tableau est à valider", f"{filled}."
        elif stands.changes:
            words = f"{filled} : à compléter, puis à valider."
        entries.append(Waiting(label, workbench_of(each), str(each), words))
    return tuple(entries)


def workbench_of(organisation: Organisation) -> str:
    """The address of the workbench of an organisation."""
    return f"{reverse('workbench', args=[organisation.cop.held_at])}?organisation={organisation.pk}"


def actions_of(organisation: Organisation, rights: Rights) -> tuple[Entry, ...]:
    """The page of the actions of an organisation, for who may see them."""
    cop = organisation.cop
    holding = rights.holding("diagnostic.see_actions", cop.key)
    page = reverse("actions", args=[cop.held_at])
    if any(member.role == Role.ANIMATOR and member.cop_id == cop.pk for member in holding):
        return (
            Entry("Ses actions", f"{page}?organisation={organisation.pk}"),
            Entry("Son tableau, levier par levier", workbench_of(organisation)),
        )
    if any(member.role in WRITES and member.organisation_id == organisation.pk for member in holding):
        return (Entry("Nos actions", page), Entry("Notre tableau, levier par levier", workbench_of(organisation)))
    if any(follows(member, organisation) for member in holding if member.cop_id == cop.pk):
        return (Entry("Ses actions", f"{page}?organisation={organisation.pk}"),)
    return ()
