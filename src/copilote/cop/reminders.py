"""Reminding those who were asked and have not answered: through the outbox, never to who has."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from copilote.cop.asking import Question, asked_in, asked_named
from copilote.cop.following import REMINDER, Line, about
from copilote.cop.invitations import link_of
from copilote.cop.models import Cop, Invitation, Organisation, Period
from copilote.outbox import MessageKind, post, whole_address
from copilote.outbox.models import Message
from copilote.words import N_, _
from copilote.words.typography import day_words

FLOOR_DAYS = 5
"""Days between two reminders to a person, which the outbox holds to; said on pages."""


def still_needed(message: Message) -> bool:
    """Whether who is reminded has still not answered."""
    key, _space, number = message.about.rpartition(" ")
    try:
        question = asked_named(key)
    except LookupError:
        return False
    organisation = Organisation.objects.select_related("cop", "territory").filter(pk=int(number or 0)).first()
    if organisation is None or organisation.merged_into_id:
        return False
    asked = asked_in(organisation.cop, question, [organisation])
    return bool(asked) and not asked[0].answer.answered


REMINDERS = (
    MessageKind(
        key=REMINDER,
        label=N_("Rappel à qui n’a pas encore répondu"),
        subject="{cop} : votre réponse est attendue{limite}",
        body=(
            "Bonjour,\n\n"
            "La {cop} attend la réponse de {organisation} : {question}.\n"
            "Répondre par ce lien{limite} :\n{lien}\n\n"
            "Si vous n’êtes plus la bonne personne, répondez-nous : nous corrigerons."
        ),
        fields={
            "cop": "nom de la COP",
            "organisation": "nom de l’organisation",
            "question": "ce qui est demandé",
            "limite": "« avant le » et la date de clôture, ou rien",
            "lien": "adresse où répondre",
        },
        examples={
            "cop": "COP Bretagne",
            "organisation": "Lorient Agglomération",
            "question": "ses chiffres, levier par levier",
            "limite": " avant le 31/03/2027",
            "lien": "https://copilote.exemple.fr/territoires/epci/200042174/propositions",
        },
        reminder=True,
        still_needed=still_needed,
    ),
)


def recipients(lines: Iterable[Line]) -> tuple[tuple[Line, str, Invitation | None], ...]:
    """Who would be reminded, each address once an organisation."""
    return tuple((line, email, invited) for line in lines if line.remindable for email, invited in line.emails)


def remind(cop: Cop, question: Question, lines: Iterable[Line]) -> int:
    """Post a reminder to each; how many. Those who have answered get none, nor does anybody before it is time."""
    period = Period.objects.filter(cop=cop, stage=question.stage, in_force=True).first()
    limit = f" avant le {day_words(period.closes_on)}" if period and period.closes_on else ""
    posted = recipients(lines)
    with transaction.atomic():
        for line, email, invited in posted:
            page = line.asked.address or reverse("cop", args=[cop.held_at])
            fields = {
                "cop": cop.name,
                "organisation": line.name,
                "question": _(question.label).lower(),
                "limite": limit,
                "lien": link_of(invited) if invited is not None else whole_address(page),
            }
            post(REMINDER, email, fields, scope=cop.slug, about=about(question, line.number))
    return len(posted)
