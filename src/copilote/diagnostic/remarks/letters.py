"""What people are told of remarks: in the message of the day, and only while it still holds."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from copilote.cop.letters import post_on
from copilote.cop.models import SPEAKING, Membership
from copilote.diagnostic.remarks.models import Remark, RemarkKind
from copilote.outbox import MessageKind, whole_address
from copilote.outbox.models import Message
from copilote.words import N_

ASKED, ANSWERED = "diagnostic.request", "diagnostic.answer"
FIELDS = {
    "cop": "nom de la COP",
    "organisation": "nom de l’organisation",
    "action": "titre de l’action",
    "qui": "la fonction de qui écrit",
    "texte": "ce qui est écrit",
    "lien": "adresse de l’action",
}
EXAMPLES = {
    "cop": "COP Bretagne",
    "organisation": "Lorient Agglomération",
    "action": "Guichet de rénovation",
    "qui": "animation de la COP",
    "texte": "Combien de logements sont concernés d’ici 2030 ?",
    "lien": "https://copilote.exemple.fr/regions/bretagne/cop/actions/12",
}


def waits(message: Message) -> bool:
    """Whether what a message tells is still to be answered, or read."""
    remark = Remark.objects.filter(pk=int(message.about or 0)).select_related("about_request").first()
    if remark is None:
        return False
    if remark.kind == RemarkKind.REQUEST:
        return remark.in_force and not remark.answers.exists()
    return remark.about_request is not None and remark.about_request.in_force


KINDS = (
    MessageKind(
        key=ASKED,
        label=N_("Précision demandée sur une action"),
        subject="{cop} : une précision est demandée sur « {action} »",
        body=(
            "Bonjour,\n\n"
            "Une précision est demandée à {organisation} sur l’action « {action} » ({qui}) :\n{texte}\n\n"
            "Répondre sur la page de l’action :\n{lien}"
        ),
        fields=FIELDS,
        examples=EXAMPLES,
        still_needed=waits,
    ),
    MessageKind(
        key=ANSWERED,
        label=N_("Réponse à une précision demandée"),
        subject="{cop} : {organisation} a répondu sur « {action} »",
        body=(
            "Bonjour,\n\n"
            "{organisation} a répondu sur l’action « {action} » ({qui}) :\n{texte}\n\n"
            "La lire, et dire si elle suffit :\n{lien}"
        ),
        fields=FIELDS,
        examples=EXAMPLES,
        still_needed=waits,
    ),
)


def tell_organisation(request: Remark) -> int:
    """Tell who speaks for the organisation that something is asked; how many."""
    speaking = Membership.objects.filter(
        cop=request.cop, organisation=request.action.organisation_id, role__in=SPEAKING, user__is_active=True
    )
    people = list(speaking.exclude(user=request.author).select_related("user"))
    _post(ASKED, request, people)
    return len(people)


def tell_asker(answer: Remark) -> None:
    """Tell who asked that it is answered, where they are still of the COP."""
    asked = answer.about_request
    if asked is not None and asked.author_id and asked.author_id != answer.author_id:
        members = Membership.objects.filter(cop=answer.cop, user=asked.author_id, user__is_active=True)
        _post(ANSWERED, answer, members.select_related("user").order_by("pk")[:1])


def _post(kind: str, remark: Remark, people: Iterable[Membership]) -> None:
    action = remark.action
    address = whole_address(reverse("action", args=[remark.cop.held_at, action.pk]))
    fields = {
        "cop": remark.cop.name,
        "organisation": str(action.organisation),
        "action": action.title,
        "qui": remark.author_role,
        "texte": remark.reason,
        "lien": f"{address}#remarques",
    }
    post_on(kind, remark, (member.user for member in people), fields)
