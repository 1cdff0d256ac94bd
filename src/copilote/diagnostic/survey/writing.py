"""Writing a survey and its answers: what was answered stays with what was asked, and nothing unseen is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from copilote.cop.models import Cop, Membership, Organisation
from copilote.diagnostic.survey.models import Survey, SurveyAnswer, SurveyQuestion
from copilote.reference.errors import InputError

SAID = ("theme", "text", "help", "kind", "unit", "choices", "levers")
"""What is said of a question, by field."""
MOST = 40
"""Questions of a survey: more is not "a few"."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed for a question. value : in words, "" for nothing; number : the same, for a number; seen : the
    version of the answer that was read, 0 for none."""

    value: str
    number: float | None
    seen: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What saving did. count : answers that were written; meanwhile : by question, what a colleague wrote since."""

    count: int
    meanwhile: Mapping[int, SurveyAnswer]


def survey_of(cop: Cop) -> Survey:
    """The survey of a COP, not kept where nothing was said of it."""
    return Survey.objects.filter(cop=cop).first() or Survey(cop=cop)


def questions_of(cop: Cop) -> list[SurveyQuestion]:
    """The questions that are asked, in order."""
    return list(SurveyQuestion.objects.filter(cop=cop, in_force=True).order_by("theme", "rank", "pk"))


def say_survey(member: Membership, introduction: str, *, opened: bool | None = None) -> Survey:
    """Write the introduction of the survey; open it or close it. Raises InputError for one without question."""
    with transaction.atomic():
        survey, _made = Survey.objects.select_for_update().get_or_create(cop=member.cop)
        survey.introduction, survey.signed = introduction[:2000], member.signature[:200]
        if opened:
            if not SurveyQuestion.objects.filter(cop=member.cop, in_force=True).exists():
                raise InputError("Écrivez au moins une question avant d’ouvrir l’enquête.")
            survey.opened_at, survey.closed_at = survey.opened_at or timezone.now(), None
        elif opened is False and survey.is_open:
            survey.closed_at = timezone.now()
        survey.save()
    return survey


def add_question(member: Membership, said: Mapping[str, Any]) -> SurveyQuestion:
    """Add a question, by the fields of SAID, after the others. Raises InputError beyond MOST."""
    with transaction.atomic():
        rows = SurveyQuestion.objects.filter(cop=member.cop, in_force=True)
        if rows.count() >= MOST:
            raise InputError(f"{MOST} questions, c’est déjà beaucoup à répondre : retirez-en une d’abord.")
        last = rows.aggregate(last=Max("rank"))["last"] or 0
        return SurveyQuestion.objects.create(
            cop=member.cop, rank=last + 1, signed=member.signature[:200], **{name: said[name] for name in SAID}
        )


def change_question(member: Membership, number: int, said: Mapping[str, Any]) -> SurveyQuestion:
    """Say a question otherwise: in its place while nobody answered, else as a new version, the answers staying with
    the one that they answer. Raises InputError for one that is asked no more."""
    with transaction.atomic():
        row = SurveyQuestion.objects.select_for_update().filter(cop=member.cop, pk=number, in_force=True).first()
        if row is None:
            raise InputError("Cette question n’est plus posée : relisez la liste.")
        new = {name: said[name] for name in SAID}
        if all(getattr(row, name) == value for name, value in new.items()):
            return row
        if not row.answers.exists():
            for name, value in new.items():
                setattr(row, name, value)
            row.signed = member.signature[:200]
            row.save()
            return row
        row.in_force = False
        row.save(update_fields=["in_force"])
        return SurveyQuestion.objects.create(
            cop=member.cop,
            rank=row.rank,
            version=row.version + 1,
            replaces=row,
            signed=member.signature[:200],
            **new,
        )


def remove_question(member: Membership, number: int) -> None:
    """Ask a question no more; what was answered stays."""
    SurveyQuestion.objects.filter(cop=member.cop, pk=number, in_force=True).update(in_force=False)


def put_back(member: Membership, number: int) -> None:
    """Ask again a question that was taken out, unless another version took its place."""
    SurveyQuestion.objects.filter(cop=member.cop, pk=number, replaced_by=None).update(in_force=True)


def _speaking(member: Membership) -> Organisation:
    if member.organisation is None:
        raise InputError("Vous ne parlez au nom d’aucune organisation.")
    if not survey_of(member.cop).is_open:
        raise InputError("L’enquête est fermée : vos réponses sont gardées telles qu’elles étaient.")
    return member.organisation


def answers_of(organisation: Organisation) -> dict[int, SurveyAnswer]:
    """The answers of an organisation, by question."""
    return {row.question_id: row for row in SurveyAnswer.objects.filter(organisation=organisation)}


def save_answers(member: Membership, typed: Mapping[int, Typed]) -> Kept:
    """Keep what a member typed for its organisation, by question. What a colleague wrote since one read is not
    overwritten: the others are kept, and those are given back. Raises InputError when the survey is closed."""
    count, meanwhile = 0, {}
    with transaction.atomic():
        organisation = _speaking(member)
        questions = SurveyQuestion.objects.filter(cop=member.cop, in_force=True, pk__in=typed)
        asked = set(questions.values_list("pk", flat=True))
        rows = SurveyAnswer.objects.select_for_update().filter(organisation=organisation, question__in=asked)
        held = {row.question_id: row for row in rows}
        for number in sorted(asked):
            new, row = typed[number], held.get(number)
            if row is None and not new.value:
                continue
            if row is not None and (row.value, row.number) == (new.value, new.number):
                continue
            if row is not None and row.version != new.seen:
                meanwhile[number] = row
                continue
            row = row or SurveyAnswer(organisation=organisation, question_id=number, version=0)
            row.value, row.number, row.version = new.value, new.number, row.version + 1
            _sign(row, member)
            count += 1
    return Kept(count, meanwhile)


def _sign(row: SurveyAnswer, member: Membership) -> None:
    row.signed = member.signature[:200]
    row._history_user = member.user  # type: ignore[attr-defined]  # as django-simple-history reads it
    row.save()


def send_answers(member: Membership) -> int:
    """Sign what an organisation answers, for the animation to read; gives how many. Raises InputError for nothing."""
    with transaction.atomic():
        organisation = _speaking(member)
        asked = SurveyQuestion.objects.filter(cop=member.cop, in_force=True)
        rows = list(SurveyAnswer.objects.select_for_update().filter(organisation=organisation, question__in=asked))
        if not any(row.value for row in rows):
            raise InputError("Répondez à une question au moins, et enregistrez, avant d’envoyer.")
        now = timezone.now()
        for row in rows:
            if (row.sent_value, row.sent_number) == (row.value, row.number) and row.sent_at:
                continue
            row.sent_value, row.sent_number, row.sent_at = row.value, row.number, now
            row.sent_signed, row.version = member.signature[:200], row.version + 1
            _sign(row, member)
    return sum(bool(row.value) for row in rows)


def follow(old: Organisation, new: Organisation) -> None:
    """The answers of an organisation that merges into another are the other's, where it has none, or left it empty."""
    held = SurveyAnswer.objects.filter(organisation=new)
    said = SurveyAnswer.objects.filter(organisation=old).exclude(value="").values_list("question", flat=True)
    held.filter(value="", sent_value="", question__in=list(said)).delete()
    there = held.values("question")
    SurveyAnswer.objects.filter(organisation=old).exclude(question__in=there).update(organisation=new)
