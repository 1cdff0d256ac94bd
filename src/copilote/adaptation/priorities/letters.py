"""What people are told of a remark on a priority, in the message of the day, while they still see the priority."""

from __future__ import annotations

from django.urls import reverse

from copilote.adaptation.models import PriorityRemark
from copilote.adaptation.priorities.seeing import sees, signs
from copilote.cop.letters import post_on
from copilote.cop.models import Membership, Role
from copilote.outbox import MessageKind, whole_address
from copilote.outbox.models import Message
from copilote.words import N_

SAID = "adaptation.remark"


def holds(message: Message) -> bool:
    """Whether who is told is still of the COP, and sees the priority."""
    row = PriorityRemark.objects.filter(pk=int(message.about or 0)).select_related("priority").first()
    if row is None:
        return False
    members = Membership.objects.filter(cop=row.cop, user=message.user, user__is_active=True)
    return any(sees(member, row.priority) for member in members)


KINDS = (
    MessageKind(
        key=SAID,
        label=N_("Remarque sur une priorité d’adaptation"),
        subject="{cop} : une remarque sur « {priorite} »",
        body=(
            "Bonjour,\n\n"
            "Une remarque est faite sur la priorité « {priorite} » ({qui}) :\n{texte}\n\n"
            "La lire, et y répondre, sur la page de la priorité :\n{lien}"
        ),
        fields={
            "cop": "nom de la COP",
            "priorite": "intitulé de la priorité",
            "qui": "la fonction de qui écrit",
            "texte": "ce qui est écrit",
            "lien": "adresse de la priorité",
        },
        examples={
            "cop": "COP Bretagne",
            "priorite": "Rafraîchir les écoles",
            "qui": "animation de la COP",
            "texte": "Quelles écoles d’abord ?",
            "lien": "https://copilote.exemple.fr/regions/bretagne/cop/priorites/12",
        },
        still_needed=holds,
    ),
)


def tell(remark: PriorityRemark) -> None:
    """Tell the relay of the département, and who has spoken of the priority before, but not who writes."""
    priority = remark.priority
    members = Membership.objects.filter(cop=remark.cop, user__is_active=True).exclude(user=remark.author)
    spoke = PriorityRemark.objects.filter(priority=priority).values_list("author", flat=True)
    relays = members.filter(role=Role.RELAY).select_related("user", "over", "cop")
    told = [
        *members.filter(user__in=spoke).select_related("user"),
        *(member for member in relays if signs(member, priority.departement)),
    ]
    address = whole_address(reverse("priority", args=[remark.cop.held_at, priority.pk]))
    fields = {
        "cop": remark.cop.name,
        "priorite": priority.title,
        "qui": remark.author_role,
        "texte": remark.reason,
        "lien": f"{address}#remarques",
    }
    post_on(SAID, remark, (member.user for member in told), fields)
