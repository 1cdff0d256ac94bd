"""Who is asked, and where each one stands: invited, opened, begun, answered, validated; what is late, what is odd.

In a constant number of queries, whatever the number of organisations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils import timezone

from copilote.cop.asking import Asked, Question, asked_in
from copilote.cop.models import SPEAKING, Cop, Invitation, Membership, OrganisationKind, Review, Role
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import Place
from copilote.outbox.models import Message, State
from copilote.reference.communes import load_frame
from copilote.reference.errors import CopiloteError
from copilote.reference.loaded import kept_while_loaded
from copilote.words.numbers import counted

UNOPENED_DAYS, IDLE_DAYS, UNSIGNED_DAYS = 7, 14, 7
"""After how many days an invitation that nobody opens, an answer left there, one that waits for its validation, is
late."""
REMINDER = "cop.reminder"
"""The kind of the messages that remind."""


class Step(IntEnum):
    """Where an organisation stands with a question."""

    NOBODY = 0
    INVITED = 1
    OPENED = 2
    BEGUN = 3
    ANSWERED = 4
    VALIDATED = 5


WORDS = {
    Step.VALIDATED: ("validée", "validées"),
    Step.ANSWERED: ("envoyée, à valider", "envoyées, à valider"),
    Step.BEGUN: ("commencée", "commencées"),
    Step.OPENED: ("invitation ouverte", "invitations ouvertes"),
    Step.INVITED: ("pas encore ouverte", "pas encore ouvertes"),
    Step.NOBODY: ("personne d’invité", "sans personne d’invité"),
}
SUREST_FIRST = tuple(WORDS)
ANSWERED = (Step.ANSWERED, Step.VALIDATED)


@dataclass(frozen=True, slots=True)
class Line:
    """An organisation that is asked something.

    since : since when it stands there. departement : (code, name) of the one where most of its inhabitants live, two
    empty texts for none. population : its inhabitants, None where they are not known. late, odd : why, in words; "" for
    no reason. emails : of who can be reminded, with whether they have an account. reminded_at : of the last reminder.
    review : what the relay said of it; reviewed : whether nothing changed since.
    """

    asked: Asked
    step: Step
    since: datetime | None
    departement: tuple[str, str]
    population: int | None
    late: str
    odd: str
    emails: tuple[tuple[str, Invitation | None], ...]
    reminded_at: datetime | None
    review: Review | None

    @property
    def number(self) -> int:
        """That of the organisation."""
        return self.asked.organisation.pk

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.asked.organisation)

    @property
    def kind(self) -> str:
        """Its nature, in words."""
        return str(OrganisationKind(self.asked.organisation.kind).label)

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        return WORDS[self.step][0]

    @property
    def reviewed(self) -> bool:
        """Whether the relay's word is about the answer as it is now."""
        updated = self.asked.answer.updated_at
        return self.review is not None and (updated is None or self.review.decided_at >= updated)

    @property
    def remindable(self) -> bool:
        """Whether somebody can be reminded: never who has answered."""
        return self.step not in ANSWERED and bool(self.emails)


@dataclass(frozen=True)
class _Around:
    """What is known of the people of the organisations, by number."""

    members: dict[int, list[Membership]]
    invitations: dict[int, list[Invitation]]
    refused: set[str]
    reminded: dict[int, datetime]
    reviews: dict[int, Review]


def lines_of(cop: Cop, question: Question, departements: frozenset[str] | None = None) -> tuple[Line, ...]:
    """Where each organisation stands, by name; those of some départements (codes) only, for a relay."""
    around = _around(cop, question)
    lines = [_line(asked, around) for asked in asked_in(cop, question)]
    kept = (line for line in lines if departements is None or line.departement[0] in departements)
    return tuple(sorted(kept, key=lambda line: line.name))


def about(question: Question, organisation: int) -> str:
    """What a reminder is about, as its message keeps it."""
    return f"{question.key} {organisation}"


def _around(cop: Cop, question: Question) -> _Around:
    around = _Around({}, {}, set(), {}, {})
    speaking = Membership.objects.filter(cop=cop, role__in=SPEAKING, user__is_active=True).select_related("user")
    for member in speaking.order_by("pk"):
        around.members.setdefault(member.organisation_id or 0, []).append(member)
    for invitation in Invitation.objects.filter(cop=cop, organisation__isnull=False).exclude(email="").order_by("pk"):
        around.invitations.setdefault(invitation.organisation_id or 0, []).append(invitation)
    last: dict[str, str] = {}
    for email, kind, state, said, sent in (
        Message.objects.filter(scope=cop.slug).order_by("pk").values_list("email", "kind", "state", "about", "sent")
    ):
        last[email] = state
        key, _space, number = said.rpartition(" ")
        if kind == REMINDER and key == question.key and sent and number.isdigit():
            around.reminded[int(number)] = sent
    around.refused.update(email for email, state in last.items() if state in (State.BOUNCED, State.FAILED))
    for review in Review.objects.filter(cop=cop, question=question.key, in_force=True):
        around.reviews[review.reviewed_id] = review
    return around


def _line(asked: Asked, around: _Around) -> Line:
    organisation = asked.organisation
    members = around.members.get(organisation.pk, [])
    invitations = around.invitations.get(organisation.pk, [])
    waiting = [invitation for invitation in invitations if invitation.waits]
    step, since = _step(asked, members, waiting)
    late = _late(step, since)
    place = _place(asked)
    emails: list[tuple[str, Invitation | None]] = [(member.user.email, None) for member in members]
    known = {email for email, _invitation in emails}
    emails += [(each.email, each) for each in waiting if each.email not in known]
    return Line(
        asked,
        step,
        since,
        _departement(place.level, place.code, asked.organisation.cop.region) if place else ("", ""),
        place.population if place else None,
        late,
        _odd(asked, step, members, invitations, around.refused),
        tuple(emails),
        around.reminded.get(organisation.pk),
        around.reviews.get(organisation.pk),
    )


def _step(asked: Asked, members: Sequence[Membership], waiting: Sequence[Invitation]) -> tuple[Step, datetime | None]:
    answer = asked.answer
    if answer.begun:
        if answer.validated:
            return Step.VALIDATED, answer.updated_at
        return (Step.ANSWERED if answer.answered else Step.BEGUN), answer.updated_at
    opened = [each.opened_at for each in waiting if each.opened_at]
    opened += [member.user.last_login for member in members if member.user.last_login]
    if opened:
        return Step.OPENED, max(opened)
    told = [member.since for member in members] + [each.sent_at or each.created_at for each in waiting]
    return (Step.INVITED, min(told)) if told else (Step.NOBODY, None)


def _late(step: Step, since: datetime | None) -> str:
    """Why it is late, in words; "" when it is not."""
    most = {Step.INVITED: UNOPENED_DAYS, Step.OPENED: IDLE_DAYS, Step.BEGUN: IDLE_DAYS, Step.ANSWERED: UNSIGNED_DAYS}
    if step == Step.NOBODY:
        return "personne n’est invité"
    if since is None or step not in most or timezone.now() - since < timedelta(days=most[step]):
        return ""
    days = counted((timezone.now() - since).days, "jour", "jours")
    what = {
        Step.INVITED: "invitation non ouverte depuis",
        Step.OPENED: "ouverte, rien depuis",
        Step.BEGUN: "commencée, rien depuis",
        Step.ANSWERED: "attend la validation depuis",
    }
    return f"{what[step]} {days}"


def _odd(
    asked: Asked,
    step: Step,
    members: Sequence[Membership],
    invitations: Sequence[Invitation],
    refused: set[str],
) -> str:
    """What must be looked at, in words; "" for nothing."""
    if asked.answer.doubt:
        return asked.answer.doubt
    emails = {member.user.email for member in members} | {each.email for each in invitations if each.waits}
    if emails and emails <= refused:
        return "l’adresse refuse les messages : vérifiez-la"
    if step == Step.NOBODY and any(each.revoked_at is None and each.accepted_at is None for each in invitations):
        return "l’invitation a expiré sans réponse : renvoyez-la"
    if step == Step.ANSWERED and not any(member.role == Role.VALIDATOR for member in members):
        return "personne ne peut valider : donnez ce rôle à quelqu’un"
    return ""


def _place(asked: Asked) -> Place | None:
    territory = asked.organisation.territory
    if territory is None:
        return None
    try:
        return place_of(territory.level, territory.code)
    except CopiloteError:
        return None


@kept_while_loaded(maxsize=2000)
def _departement(level: str, code: str, region: str) -> tuple[str, str]:
    """The département of the region where most of the inhabitants of a territory live."""
    frame = load_frame()
    departements, ranks = frame.levels["departement"], place_of(level, code).within(region)
    heads: dict[str, float] = {}
    for rank in ranks.tolist():
        own = departements.codes[departements.index[rank]]
        heads[own] = heads.get(own, 0.0) + float(frame.population[rank] or 0.0)
    if not heads:
        return "", ""
    most = max(heads, key=lambda own: heads[own])
    return most, next(place.name for place in places(region, "departement") if place.code == most)
