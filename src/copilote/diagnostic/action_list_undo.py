"""Undoing a file of actions: as a whole, and only while nothing else rests on what it did."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from copilote.cop.lists import undoing
from copilote.cop.models import Membership, SentList
from copilote.cop.versions import author_of
from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.attached.models import ActionDocument
from copilote.diagnostic.models import Action, Standing
from copilote.diagnostic.remarks.models import Remark
from copilote.diagnostic.twice.finding import locked
from copilote.diagnostic.twice.models import DuplicateDecision
from copilote.diagnostic.writing import change_all, written_at
from copilote.reference.errors import InputError
from copilote.words.numbers import counted


def undo(member: Membership, sent: SentList) -> str:
    """Take back all that a file did, or nothing. Raises InputError where somebody wrote on it since."""
    why = "fichier annulé"
    with undoing(sent) as held:
        locked(member.cop)  # nobody decides of these actions meanwhile
        related = Action.objects.filter(cop=member.cop).select_related("organisation__territory", "organisation__cop")
        added = list(related.filter(pk__in=held.added).defer("description"))
        changed = list(related.filter(pk__in=[int(number) for number in held.changed]))
        used = [action.title for action in added if action.version > 1 or action.standing != Standing.DRAFT]
        used += [
            action.title for action in changed if str(action.version) != held.changed[str(action.pk)]["version"][1]
        ]
        numbers = {action.pk for action in added}
        parts = Action.objects.filter(part_of__in=numbers).exclude(pk__in=[*numbers, *(row.pk for row in changed)])
        used += list(parts.values_list("title", flat=True))
        decided = Q(first__in=numbers) | Q(second__in=numbers)
        pairs = DuplicateDecision.objects.filter(decided, in_force=True).values_list("first__title", "second__title")
        if pairs:
            told = " et ".join(f"« {title[:60]} »" for title in pairs[0])
            raise InputError(
                f"Ce fichier ne peut plus être annulé : il a été décidé de {told}. Revenez d’abord sur cette décision."
            )
        if said := _told_of(numbers):
            raise InputError(
                f"Ce fichier ne peut plus être annulé : « {said[:60]} » a déjà une remarque, une demande de précision, "
                "une quantité réalisée ou un document, qui seraient perdus. Dites plutôt « pas à nous » des actions "
                "en trop."
            )
        if used:
            names = ", ".join(f"« {title[:60]} »" for title in used[:5])
            raise InputError(f"Ce fichier ne peut plus être annulé : {names} a changé depuis. Corrigez à la main.")
        back = []
        for action in changed:
            was = held.changed[str(action.pk)]
            back.append((action, written_at(action, int(was["version"][0])), Standing(was["standing"][0])))
        if back:
            change_all(member.cop, back, author_of(member), why)
        Action.objects.filter(pk__in=numbers).delete()
        Action.history.filter(id__in=numbers, history_type="-").update(history_change_reason=why)
    taken = counted(len(added), "action retirée", "actions retirées")
    return f"Fichier annulé : {taken}, {counted(len(changed), 'remise comme avant', 'remises comme avant')}."


def _told_of(numbers: Collection[int]) -> str:
    """The title of an action of which something was said, or noted, since it was loaded; "" for none."""
    told = Q()
    for model in (Remark, Achievement, ActionDocument):
        told |= Q(Exists(model._default_manager.filter(action=OuterRef("pk"))))
    return Action.objects.filter(told, pk__in=numbers).order_by("pk").values_list("title", flat=True).first() or ""
