"""What the diagnostic asks of organisations, and how far each one is: its actions, known and its own.

An organisation has answered once it said of every known action whether it is its own, and validated one at least; its
answer is validated once none of its actions is still a draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from copilote.cop.asking import Answer, Question
from copilote.cop.models import Cop, Organisation, Stage
from copilote.diagnostic.models import OURS, Action, Origin, Standing
from copilote.diagnostic.workbench.models import Step, WorkbenchStep
from copilote.diagnostic.workbench.standing import standings
from copilote.words import N_, _
from copilote.words.numbers import counted
from copilote.words.typography import day_words

OWN = (Origin.WRITTEN, Origin.FILE, Origin.TABLE)
"""Origins of what an organisation says of itself: nobody knew it before."""
NOTES = {Step.SENT: N_("Tableau envoyé le %(day)s"), Step.PUBLISHED: N_("Tableau publié le %(day)s")}


@dataclass(frozen=True, slots=True)
class Sent:
    """That an organisation said that it is done, beside its actions one by one. validated : by who signs for it, and
    nothing changed since; note : who and when, in words."""

    at: datetime
    validated: bool = False
    note: str = ""


def sent_by(cop: Cop, organisations: Sequence[Organisation]) -> Mapping[int, Sent]:
    """Who said that its answer is whole, by number: whose workbench is sent to who validates it, or published.

    It takes the place of what is derived from the actions.
    """
    return {
        number: Sent(stands.last.said_at, stands.published, _noted(stands.last))
        for number, stands in standings(cop, organisations).items()
        if stands.step and stands.last
    }


def _noted(step: WorkbenchStep) -> str:
    return _(NOTES[Step(step.step)], day=day_words(timezone.localdate(step.said_at)))


def _asked_of(organisation: Organisation) -> bool:
    """Whether an organisation is asked for its actions: those that have a territory."""
    return organisation.territory is not None


def _address(organisation: Organisation) -> str:
    """Its actions."""
    return f"{reverse('actions', args=[organisation.cop.held_at])}?organisation={organisation.pk}"


def _state_of(cop: Cop, organisations: Sequence[Organisation]) -> dict[int, Answer]:
    """How far each one is: a query, whatever their number."""
    found = Q(origin__in=[origin.value for origin in Origin if origin not in OWN])
    said = Q(standing__in=[*OURS, Standing.REFUSED])
    rows = (
        Action.objects.filter(cop=cop, organisation__in=[each.pk for each in organisations])
        .order_by()
        .values("organisation")
        .annotate(
            known=Count("pk", filter=found),
            waiting=Count("pk", filter=Q(standing=Standing.KNOWN)),
            drafts=Count("pk", filter=Q(standing=Standing.DRAFT)),
            validated=Count("pk", filter=Q(standing=Standing.VALIDATED)),
            refused=Count("pk", filter=Q(standing=Standing.REFUSED)),
            last=Max("changed_at", filter=said),
        )
    )
    sent = sent_by(cop, organisations)
    return {row["organisation"]: _answer(row, sent.get(row["organisation"])) for row in rows}


def _answer(row: Mapping[str, int | datetime | None], sent: Sent | None) -> Answer:
    known, waiting, drafts, validated, refused = (
        int(row[name] or 0)  # type: ignore[arg-type]
        for name in ("known", "waiting", "drafts", "validated", "refused")
    )
    last = row["last"]
    answered = sent is not None or (not waiting and validated > 0)
    return Answer(
        begun=bool(drafts or validated or refused) or sent is not None,
        answered=answered,
        validated=sent.validated if sent else answered and not drafts,
        updated_at=sent.at if sent else last if isinstance(last, datetime) else None,
        note=sent.note if sent else "",
        told=_told(waiting, drafts, validated),
        counts=(
            ("Actions connues", known),
            ("À confirmer", waiting),
            ("Brouillons", drafts),
            ("Validées", validated),
            ("Pas à elle", refused),
        ),
    )


def _told(waiting: int, drafts: int, validated: int) -> str:
    """How far, in words: what is still to be done first."""
    parts = [f"{counted(waiting, 'action', 'actions')} à confirmer"] if waiting else []
    parts += [counted(drafts, "brouillon", "brouillons")] if drafts else []
    parts.append(counted(validated, "validée", "validées") if validated else "aucune validée")
    return ", ".join(parts)


QUESTIONS = (
    Question(
        "diagnostic.actions",
        N_("Ses actions : confirmer ce qui est connu, compléter, valider"),
        Stage.DIAGNOSTIC,
        asked_of=_asked_of,
        state_of=_state_of,
        address=_address,
    ),
)
