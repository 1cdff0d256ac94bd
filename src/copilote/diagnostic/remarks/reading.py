"""What is said of actions, as pages tell it; in French only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from copilote.cop.asking import Waiting
from copilote.cop.models import Cop, Membership, Organisation
from copilote.cop.versions import moment_words
from copilote.diagnostic.models import Action
from copilote.diagnostic.remarks.models import Remark, RemarkKind
from copilote.diagnostic.remarks.writing import asks
from copilote.diagnostic.writing import writes_for
from copilote.words.numbers import counted
from copilote.words.typography import capital, day_words

MOST = 200
"""Remarks that the page of an action tells, the newest."""


class Asked(StrEnum):
    """Where the requests on an action are: waiting for its organisation, or for who asked."""

    WAITING = "attente"
    ANSWERED = "repondue"


ASKED_WORDS = {Asked.WAITING: "précision demandée, sans réponse", Asked.ANSWERED: "précision répondue, à lire"}


@dataclass(frozen=True, slots=True)
class Said:
    """A remark as it is read."""

    who: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark with its answers. number : of a request that holds, 0 for what is settled or asks nothing. settled : by
    whom and when."""

    number: int
    words: str
    said: Said
    answers: tuple[Said, ...]
    settled: str


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is said of an action, the newest first, and what its reader may say. shown : to this reader."""

    threads: tuple[Thread, ...]
    asks: bool
    answers: bool
    shown: bool


def remarks_of(action: Action, member: Membership, *, may_ask: bool, may_answer: bool) -> Remarks:
    """For a reader; may_ask, may_answer : whether the stage of the COP lets them."""
    asking, writing = asks(member, action), writes_for(member, action.organisation_id)
    if not (asking or writing):
        return Remarks((), asks=False, answers=False, shown=False)
    rows = list(Remark.objects.filter(action=action).order_by("-pk")[:MOST])
    told: dict[int, list[Said]] = {}
    for row in reversed(rows):
        if row.about_request_id:
            told.setdefault(row.about_request_id, []).append(_said(row))
    threads = tuple(_thread(row, told.get(row.pk, [])) for row in rows if row.kind != RemarkKind.ANSWER)
    return Remarks(threads, asks=may_ask and asking, answers=may_answer and writing, shown=True)


def _said(row: Remark) -> Said:
    return Said(row.author_role, moment_words(row.decided_at), row.reason)


def _thread(row: Remark, answers: Sequence[Said]) -> Thread:
    holds = row.kind == RemarkKind.REQUEST and row.in_force
    settled = f"réglée le {day_words(row.ended_on)} par {row.ended_role}" if row.ended_on else ""
    return Thread(row.pk if holds else 0, capital(str(RemarkKind(row.kind).label)), _said(row), tuple(answers), settled)


def requests(rows: QuerySet[Remark], where: Asked) -> QuerySet[Remark]:
    """The requests among remarks that are there."""
    answered = Exists(Remark.objects.filter(about_request=OuterRef("pk")))
    held = rows.filter(kind=RemarkKind.REQUEST, in_force=True)
    return held.filter(answered if where is Asked.ANSWERED else ~Q(answered))


def with_requests(actions: QuerySet[Action], where: Asked) -> QuerySet[Action]:
    """The actions on which one is."""
    return actions.filter(Exists(requests(Remark.objects.filter(action=OuterRef("pk")), where)))


def asked_on(numbers: Iterable[int]) -> dict[int, str]:
    """By number of some actions, what is asked of them, in words; two queries."""
    rows = Remark.objects.filter(action__in=list(numbers))
    return {
        number: ASKED_WORDS[where]
        for where in (Asked.ANSWERED, Asked.WAITING)
        for number in requests(rows, where).values_list("action", flat=True)
    }


def to_answer(cop: Cop, organisations: Sequence[Organisation]) -> tuple[Waiting, ...]:
    """How many requests wait for each organisation, those that have some: one query."""
    rows = requests(Remark.objects.filter(cop=cop, action__organisation__in=organisations), Asked.WAITING)
    counts = dict(rows.order_by().values_list("action__organisation").annotate(count=Count("pk")))
    page = f"{reverse('actions', args=[cop.held_at])}?precision={Asked.WAITING}"
    return tuple(
        Waiting(
            counted(counts[each.pk], "précision demandée", "précisions demandées"),
            page,
            str(each),
            "L’animation, le relais ou un collègue a une question sur vos actions.",
        )
        for each in organisations
        if each.pk in counts
    )
