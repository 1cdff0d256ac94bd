"""What one's space tells of a COP: what is asked, one's organisations' figures, what changed, one's colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from copilote.cop.asking import Asked, OwnFigure, acting_in, asked_in, own_figures, questions
from copilote.cop.calendar import StageDates, calendar_of
from copilote.cop.journal import JournalEntry, changes_since
from copilote.cop.models import SPEAKING, Cop, Membership, Organisation, Role, User
from copilote.words import _
from copilote.words.typography import day_words

MOST_CHANGES, MOST_COLLEAGUES = 6, 40


@dataclass(frozen=True, slots=True)
class Task:
    """Something asked of one's organisation: what, of whom, by when, how far, and one act (label, address)."""

    title: str
    organisation: str
    when: str
    standing: str
    note: str
    act: str
    address: str
    pressing: bool


@dataclass(frozen=True, slots=True)
class OrganisationFigures:
    """The figures of an organisation of one's own, the whole first."""

    name: str
    figures: tuple[OwnFigure, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What was decided since a day, the newest first; more : than what is shown."""

    since: str
    entries: tuple[JournalEntry, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the same COP, with what they do there."""

    name: str
    words: str


def organisations_of(members: Sequence[Membership], cop: Cop) -> tuple[Organisation, ...]:
    """The organisations that one speaks for in a COP."""
    numbers = [member.organisation_id for member in members if member.role in SPEAKING]
    return tuple(acting_in(cop).filter(pk__in=numbers)) if numbers else ()


def tasks_of(members: Sequence[Membership], cop: Cop, organisations: Sequence[Organisation]) -> tuple[Task, ...]:
    """What is asked of these organisations, question by question."""
    if not organisations:
        return ()
    stages = {line.stage: line for line in calendar_of(cop)}
    signing = {member.organisation_id for member in members if member.role == Role.VALIDATOR}
    return tuple(
        _task(asked, stages[question.stage], signs=asked.organisation.pk in signing)
        for question in questions(cop)
        for asked in asked_in(cop, question, organisations)
    )


def _task(asked: Asked, dates: StageDates, *, signs: bool) -> Task:
    answer = asked.answer
    if answer.validated:
        standing, act = "validée", "Revoir notre réponse"
    elif answer.answered:
        standing, act = (
            ("à valider par vous", "Lire et valider") if signs else ("envoyée, à valider", "Revoir notre réponse")
        )
    elif answer.begun:
        standing, act = f"commencée : {answer.words}", "Continuer"
    else:
        standing, act = "pas encore commencée", "Répondre"
    return Task(
        _(asked.question.label),
        str(asked.organisation),
        _when(dates),
        standing,
        answer.note,
        act,
        asked.address,
        pressing=dates.current and not answer.answered,
    )


def _when(dates: StageDates) -> str:
    """By when one answers, in words."""
    if not dates.current:
        return f"{dates.name.lower()} : {dates.when}"
    if dates.closes_on is None:
        return "ouvert, sans date de fin"
    days = (dates.closes_on - timezone.localdate()).days
    day = day_words(dates.closes_on)
    if days < 0:
        return f"attendue depuis le {day}"
    return f"avant le {day}, dans {days} jours" if days > 1 else f"avant le {day}, c’est bientôt"


def figures_of(cop: Cop, organisations: Sequence[Organisation]) -> tuple[OrganisationFigures, ...]:
    """The figures of these organisations, those that have some."""
    told = own_figures(cop, organisations) if organisations else {}
    return tuple(OrganisationFigures(str(each), tuple(told[each.pk])) for each in organisations if told[each.pk])


def changes_of(user: User, cop: Cop) -> Changes | None:
    """What the COP decided since the last time; None for who comes for the first time."""
    if user.came_before is None:
        return None
    entries = changes_since(cop, user.came_before, MOST_CHANGES + 1)
    since = day_words(timezone.localtime(user.came_before).date())
    return Changes(since, tuple(entries[:MOST_CHANGES]), len(entries) > MOST_CHANGES)


def colleagues_of(user: User, cop: Cop, organisations: Sequence[Organisation]) -> tuple[Colleague, ...]:
    """Who leads or follows the COP, and who is of the same organisations: by name, which only their COP sees."""
    near = Q(role__in=(Role.ANIMATOR, Role.RELAY)) | Q(organisation__in=[each.pk for each in organisations])
    rows = (
        Membership.objects.filter(near, cop=cop, user__is_active=True)
        .exclude(user=user)
        .select_related("user", "organisation__territory", "over")
        .order_by("role", "user__name", "pk")
    )
    return tuple(Colleague(str(row.user), row.words) for row in rows[:MOST_COLLEAGUES])
