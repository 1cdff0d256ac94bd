"""Filling the base of a demonstration, and emptying it to fill it again. Only a marked base is ever emptied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from copilote.adaptation.priorities.content import EMPTY
from copilote.adaptation.priorities.models import Standing as Stands
from copilote.adaptation.priorities.writing import New as NewPriority
from copilote.adaptation.priorities.writing import create_all as write_priorities
from copilote.cop.administrators import add_administrator
from copilote.cop.cops import ADMINISTRATION, drafted, saved
from copilote.cop.journal import record_for
from copilote.cop.meetings import announce
from copilote.cop.members import add_member
from copilote.cop.models import (
    Cop,
    Document,
    Invitation,
    InvitationState,
    Meeting,
    Membership,
    Organisation,
    Period,
    Role,
    Stage,
    User,
)
from copilote.cop.organisations import add_respondents, propose_respondents
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.gathering import gather
from copilote.diagnostic.here import here, kt_of, lever_of
from copilote.diagnostic.models import Seen, Standing
from copilote.diagnostic.survey.writing import Typed as Answered
from copilote.diagnostic.survey.writing import add_question, save_answers, say_survey, send_answers
from copilote.diagnostic.twice.finding import search
from copilote.diagnostic.workbench.cells import Bench, Typed, bench_of, save
from copilote.diagnostic.workbench.models import Columns
from copilote.diagnostic.writing import New, create_all
from copilote.exchange.shares import KeyChoice
from copilote.planning.actions import Share
from copilote.planning.quantities import borne
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region
from copilote.sharing.answers import record_answer
from copilote.sharing.decisions import record_choice, record_figure
from copilote.sharing.models import AnswerStep
from copilote.sharing.reads import epci_shares
from copilote.site.demo import content
from copilote.site.demo.mark import is_marked
from copilote.territories.load import DRAWN
from copilote.territories.models import CommuneIn, Territory

KEPT = ("django_migrations", "django_content_type", "territories_", "installation_")
"""Tables, or beginnings of their names, that a demonstration keeps: none holds what people wrote."""


TOLD_TWICE = 2
"""Actions that two organisations tell."""


def is_built() -> bool:
    """Whether the demonstration has its COP."""
    return Cop.objects.exists()


def rebuild() -> None:
    """Empty the base of a demonstration and fill it anew, or neither. Raises InputError for any other base."""
    if not (settings.DEMO and is_marked()):
        raise InputError("Cette base n’est pas celle d’une démonstration : rien n’est touché.")
    names = [name for name in connection.introspection.table_names() if not name.startswith(KEPT)]
    with transaction.atomic():
        CommuneIn.objects.filter(territory__level=DRAWN).delete()
        with connection.cursor() as cursor:
            for statement in connection.ops.sql_flush(no_style(), names, reset_sequences=True):
                cursor.execute(statement)
        Territory.objects.filter(level=DRAWN).delete()
        build()


def build() -> None:
    """Fill the base, all of it or nothing. Raises InputError for a base that is not marked."""
    if not (settings.DEMO and is_marked()):
        raise InputError("Cette base n’est pas celle d’une démonstration : rien n’est touché.")
    with transaction.atomic():
        cop = _cop()
        lead = _people(cop)
        _invite(cop, lead)
        for lever, keys, reason in content.CHOICES:
            record_choice(lead, KeyChoice(lever, keys, (), reason))
        _answer(cop)
        _act(cop)
        _fill(cop)
        gather(cop)
        _survey(cop, lead)
        _adapt(cop)
        _announce(lead)


def _day(shift: int) -> date:
    return timezone.localdate() + timedelta(days=shift)


def _cop() -> Cop:
    draft = Cop(region=content.REGION, name=content.NAME, state_service=content.STATE, council=content.COUNCIL)
    cop = drafted(draft)
    cop.stage = Stage.SHARING
    saved(cop, "démonstration")
    for stage, (opens, closes) in content.DAYS.items():
        record_for(Period(stage=stage, opens_on=_day(opens), closes_on=_day(closes)), cop, ADMINISTRATION)
    proposed = propose_respondents(cop)
    add_respondents(cop, [row.key for row in proposed if row.advised or row.level == "epci"], "démonstration")
    for siren, name, kind in content.OTHERS:
        Organisation.objects.create(cop=cop, siren=siren, name=name, kind=kind)
    return cop


def _people(cop: Cop) -> Membership:
    """Those who hold a role; the first who leads."""
    add_administrator(*content.ADMINISTRATOR)
    leads = [add_member(email, cop.region, Role.ANIMATOR, name=name) for email, name in content.LEADERS]
    for email, name, departement in content.RELAYS:
        add_member(email, cop.region, Role.RELAY, f"departement:{departement}", name)
    add_member(content.READER[0], cop.region, Role.READER, name=content.READER[1])
    for writer, name, signer, signer_name, code in content.SPEAKERS:
        add_member(writer, cop.region, Role.CONTRIBUTOR, f"epci:{code}", name)
        if signer:
            add_member(signer, cop.region, Role.VALIDATOR, f"epci:{code}", signer_name)
    came = timezone.now() - timedelta(days=2)
    User.objects.update(last_login=came)
    return leads[0]


def _invite(cop: Cop, lead: Membership) -> None:
    """Invitations in every state, for the EPCI that nobody speaks for yet; those who speak accepted theirs."""
    now = timezone.now()
    rows = []
    for member in Membership.objects.filter(cop=cop, role=Role.CONTRIBUTOR).select_related("user", "organisation"):
        rows.append(_invitation(lead, member.organisation, InvitationState.ACCEPTED, now, member.user))
    others = Organisation.objects.filter(cop=cop, territory__level="epci", members=None).order_by("name")
    for rank, organisation in enumerate(others[:40]):
        rows.append(_invitation(lead, organisation, content.STATES[rank % len(content.STATES)], now))
    Invitation.objects.bulk_create(rows)


def _invitation(
    lead: Membership, organisation: Organisation | None, state: InvitationState, now: datetime, user: User | None = None
) -> Invitation:
    code = organisation.territory.code if organisation and organisation.territory else ""
    sent = now - content.SENT
    row = Invitation(
        cop=lead.cop,
        organisation=organisation,
        role=Role.CONTRIBUTOR,
        email=user.email if user else f"climat.{code}@exemple.fr",
        name=user.name if user else "Chargé de mission climat (fictif)",
        created_at=sent,
        created_by=lead.user,
        created_role=lead.signature,
    )
    if state != InvitationState.TO_SEND:
        row.sent_at = sent
    if state in (InvitationState.OPENED, InvitationState.ACCEPTED):
        row.opened_at = sent + timedelta(days=1)
    if state == InvitationState.ACCEPTED:
        row.accepted_at, row.accepted_by, row.uses = row.opened_at, user, 1
    if state == InvitationState.EXPIRED:
        row.created_at = row.sent_at = now - timedelta(days=40)
        row.expires_at = now - timedelta(days=10)
    if state == InvitationState.REVOKED:
        row.revoked_at = now - timedelta(days=3)
    return row


def _answer(cop: Cop) -> None:
    """What some territories do and propose: in parts of what the key gives each; sent by some, validated by others."""
    region = find_region(cop.region)
    shares = {lever: {row.address: row.kt for row in epci_shares(region, lever)} for lever in content.REASONS}
    for rank, (writer, _name, signer, _signer, code) in enumerate(content.SPEAKERS):
        member = _member(cop, writer)
        levers = list(content.REASONS)[: 2 + rank % 3]
        for lever in levers:
            share = next((kt for address, kt in shares[lever].items() if address.endswith(f"/{code}")), 0.0)
            if share:
                proposed, done = (float(f"{share * part:.2g}") for part in (content.FACTORS[rank], content.DONE))
                record_figure(member, lever, done, proposed, f"{content.REASONS[lever]} (fictif)")
        if rank != len(content.SPEAKERS) - 1:
            record_answer(member, AnswerStep.SENT)
        if signer:
            record_answer(_member(cop, signer), AnswerStep.VALIDATED)


def _survey(cop: Cop, lead: Membership) -> None:
    """A short survey, which some intercommunalities answered; where nobody signs yet, it is not sent."""
    questions = [
        add_question(
            lead,
            {"theme": theme, "text": text, "help": "", "kind": kind, "unit": unit, "choices": list(listed),
             "levers": list(levers)},
        )
        for theme, text, kind, unit, listed, levers in content.QUESTIONS
    ]  # fmt: skip
    say_survey(lead, content.SURVEY, opened=True)
    for (writer, _name, signer, _signer, _code), values in zip(content.SPEAKERS, content.SURVEYED, strict=False):
        typed = {
            each.pk: Answered(value, float(value) if each.unit and value else None, 0)
            for each, value in zip(questions, values, strict=True)
        }
        save_answers(_member(cop, writer), typed)
        if signer:
            send_answers(_member(cop, signer))


def _adapt(cop: Cop) -> None:
    """Priorities of adaptation of a département: two that its relay validated, one that is proposed."""
    rows = [
        NewPriority(
            content.PRIORITIES_OF,
            EMPTY | {"title": f"{title} (priorité fictive)"} | fields,
            standing=Stands(standing),
        )
        for title, fields, standing in content.PRIORITIES
    ]
    write_priorities(cop, rows, Author("démonstration"), "priorité fictive")


def _act(cop: Cop) -> None:
    """What some intercommunalities do and plan: in parts of what the key gives each, in round quantities."""
    speaking = [speaker[-1] for speaker in content.SPEAKERS]
    epci = list(Organisation.objects.filter(cop=cop, territory__level="epci").select_related("territory", "cop"))
    epci.sort(key=lambda each: (_code(each) not in speaking, str(each)))
    rows = []
    for rank, organisation in enumerate(epci[: content.ACTING]):
        place = ("epci", _code(organisation))
        for turn in range(content.EACH):
            number = content.EACH * rank + turn
            title, lever, status, part = content.ACTIONS[(number + rank) % len(content.ACTIONS)]
            obstacle, level, lifted = content.OBSTACLES[number % len(content.OBSTACLES)]
            quantity = _round_quantity(cop.region, lever, place, part)
            written = Content(
                title=f"{title} (action fictive)",
                status=status,
                levers=(Share(lever),),
                quantity=quantity,
                measured=lever if quantity is not None else "",
                obstacle=obstacle,
                obstacle_level=level,
                obstacle_lifted_by=lifted,
                start=date(_day(0).year - 1 + turn, 1, 1),
                seen=Seen.PUBLIC.value if number % 3 else Seen.COP.value,
            )
            standing = Standing.VALIDATED if rank < len(speaking) and turn else Standing.DRAFT
            rows.append(New(organisation, written, standing))
    create_all(cop, [*rows, *_told_twice(cop, rows)], Author("démonstration"), "action fictive")
    search(cop)


def _told_twice(cop: Cop, rows: list[New]) -> list[New]:
    """Actions that a département tells too, as under way: one sees what is told twice, and decides of it."""
    validated = [row for row in rows if row.standing == Standing.VALIDATED and row.content.quantity]
    departement = Organisation.objects.filter(cop=cop, territory__level="departement").order_by("pk").first()
    if departement is None:
        return []
    return [
        New(
            departement,
            replace(
                row.content,
                title=row.content.title.replace(" (action", ", avec le département (action"),
                status="under_way",
                places=(("epci", _code(row.organisation)),),
            ),
            Standing.VALIDATED,
        )
        for row in validated[:TOLD_TWICE]
    ]


def _fill(cop: Cop) -> None:
    """The tables of some intercommunalities, begun and not published: in parts of their shares, in round figures."""
    for email in (row[0] for row in content.SPEAKERS if row[-1] in content.FILLS):
        writer = _member(cop, email)
        own = writer.organisation
        if own is None:
            raise InputError("Qui remplit un tableau est d’une organisation.")
        save(writer, own, _typed(bench_of(own)), proposes=True)


def _typed(bench: Bench) -> list[Typed]:
    typed = []
    for line in bench.lines:
        share = line.value_of(line.share_kt)
        for column, part in zip(Columns, content.TABLE.get(line.lever.id, ()), strict=False):
            if part is not None and share is not None:
                amount = borne(share * part * line.factor, 2)
                text = line.text_of((round(amount) if line.own.scale.whole else amount) / line.factor)
                typed.append(Typed(line.lever.id, column.value, text, sure=True))
    return typed


def _code(organisation: Organisation) -> str:
    return organisation.territory.code if organisation.territory else ""


def _round_quantity(region: str, lever: str, place: tuple[str, str], part: float | None) -> float | None:
    """A part of a territory's share, as a quantity of two digits in the lever's unit; None where nothing says it."""
    figures = lever_of(region, lever)
    if part is None or figures is None:
        return None
    one, share = kt_of(region, figures, 1.0, [place]), here(region, figures, [place]).share_kt
    return None if not one or share is None else float(f"{part * share / one:.2g}")


def _member(cop: Cop, email: str) -> Membership:
    related = Membership.objects.select_related("cop", "user", "organisation__territory")
    return related.get(cop=cop, user__email=email)


def _announce(lead: Membership) -> None:
    meetings = []
    for title, shift, hour, place, link in content.MEETINGS:
        begins = time.fromisoformat(hour)
        meeting = Meeting(title=title, held_on=_day(shift), begins_at=begins, place=place, link=link)
        announce(lead, meeting)
        meetings.append(meeting)
    for title, shift, link, rank in content.DOCUMENTS:
        meeting_of = None if rank is None else meetings[rank]
        announce(lead, Document(title=title, link=link, dated_on=_day(shift), meeting=meeting_of))
