"""Pages of the people of a COP: by organisation, one of them, invitations, codes of meetings. Behind sign-in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from copilote.cop.models import Cop, Invitation, InvitationState, Membership, Role
from copilote.cop.permissions import Rights
from copilote.cop.scope import invites, sees_people
from copilote.publish.table import Column, Linked, Table
from copilote.reference.errors import fold
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.ui.qr import qr_code
from copilote.words.numbers import counted
from copilote.words.typography import capital, day_words

PER_PAGE = 100
STATES = {"": "toutes", **{state.value: str(state.label) for state in InvitationState if state != "complete"}}


def trail(slug: str, *more: Entry) -> tuple[Entry, ...]:
    """The way to a page of people."""
    return (Entry.to("La COP", "cop", slug), Entry("Personnes", reverse("people", args=[slug])), *more)


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Who is in the COP, as far as the reader sees. figures : (value, meaning); asked : (role, words searched)."""

    figures: tuple[tuple[str, str], ...]
    table: Table | None
    roles: tuple[FilterChoice, ...]
    text: str
    leads: bool
    invites: bool
    waiting: int
    before: str = ""
    after: str = ""
    rank: str = ""


def people_page(member: Membership, rights: Rights, role: str, text: str, number: int) -> PeoplePage:
    """The page, for who sees through a role."""
    slug = member.cop.held_at
    every = seen_people(member)
    kept = [row for row in every if role in ("", row.role) and (not text or fold(text) in fold(_searched(row)))]
    pages = max(1, -(-len(kept) // PER_PAGE))
    page = min(max(number, 1), pages)
    leads = rights.acting("cop.keep_people", member.cop.key) is not None
    counts = Counter(row.role for row in every)
    people = len({row.user_id for row in every})
    query = f"&role={role}" * bool(role) + f"&q={text}" * bool(text)
    labels = {value: capital(str(Role(value).label)) for value in Role.values if counts[value]}
    return PeoplePage(
        title=f"{member.cop.name} : {counted(people, 'personne', 'personnes')}",
        summary=_seen_words(member),
        region=member.cop.place,
        departement=member.cop.departement,
        section="cop",
        trail=trail(slug),
        figures=tuple((str(counts[value]), str(Role(value).label)) for value in labels),
        table=_table(kept[(page - 1) * PER_PAGE : page * PER_PAGE], slug, leads, len(kept)) if kept else None,
        roles=choices({"": "tous"} | labels, role),
        text=text,
        leads=leads,
        invites=rights.acting("cop.invite", member.cop.key) is not None,
        waiting=len([row for row in seen_invitations(member) if row.waits]),
        before=f"?page={page - 1}{query}" if page > 1 else "",
        after=f"?page={page + 1}{query}" if page < pages else "",
        rank=f"page {page} sur {pages}" if pages > 1 else "",
    )


def _searched(row: Membership) -> str:
    return f"{row.user.name} {row.user.email} {row.organisation or row.over or ''}"


def _seen_words(member: Membership) -> str:
    if member.role == Role.ANIMATOR:
        return "Par organisation, avec leur rôle. Les noms ne sont jamais montrés hors de la COP."
    if member.role == Role.RELAY:
        return f"Celles des organisations de votre département ({member.over})."
    return f"Celles de votre organisation ({member.organisation})."


def seen_people(member: Membership) -> list[Membership]:
    """The members that a member sees: all, those of its département, or those of its organisation."""
    rows = Membership.objects.filter(cop=member.cop).select_related("user", "organisation__territory", "over")
    if member.role != Role.ANIMATOR:
        rows = rows.filter(~Q(organisation=None) | Q(pk=member.pk))
    ordered = rows.order_by("organisation__name", "user__name", "user__email", "pk")
    return [row for row in ordered if row.pk == member.pk or _sees(member, row)]


def _sees(member: Membership, row: Membership) -> bool:
    return member.role == Role.ANIMATOR or (row.organisation is not None and sees_people(member, row.organisation))


def seen_invitations(member: Membership) -> list[Invitation]:
    """The invitations that a member holds: all, those of its département, or those of its organisation."""
    rows = Invitation.objects.filter(cop=member.cop).exclude(email="")
    related = rows.select_related("cop", "organisation__territory", "over").order_by("-created_at", "-pk")
    return [row for row in related if invites(member, row.organisation)]


def _table(people: Sequence[Membership], slug: str, leads: bool, count: int) -> Table:
    fields: list[tuple[Column, Any]] = [
        (
            Column("person", "Personne"),
            lambda row: Linked(
                str(row.user),
                reverse("person", args=[slug, row.pk]) if leads else "",
                note=row.user.email if row.user.name else "",
            ),
        ),
        (Column("organisation", "Organisation ou département"), lambda row: str(row.organisation or row.over or "–")),
        (Column("role", "Rôle"), lambda row: capital(str(Role(row.role).label))),
        (Column("since", "Depuis le"), lambda row: day_words(timezone.localdate(row.since))),
        (
            Column("seen", "Dernière connexion"),
            lambda row: day_words(timezone.localdate(row.user.last_login)) if row.user.last_login else "jamais",
        ),
    ]
    return Table.of("personnes", counted(count, "rôle", "rôles"), fields, people)


@dataclass(frozen=True, kw_only=True)
class InvitationsPage(Page):
    """The invitations that the reader holds. links : whether their links are shown, to be copied or printed."""

    figures: tuple[tuple[str, str], ...]
    invitations: tuple[Invitation, ...]
    states: tuple[FilterChoice, ...]
    total: int
    more: int


def invitations_page(member: Membership, state: str) -> InvitationsPage:
    """The page, for a state or all."""
    slug = member.cop.held_at
    every = seen_invitations(member)
    counts = Counter(row.state for row in every)
    kept = [row for row in every if state in ("", row.state)]
    waiting = sum(row.waits for row in every)
    return InvitationsPage(
        title=f"{counted(len(every), 'invitation', 'invitations')}, {counted(waiting, 'en attente', 'en attente')}",
        summary="Une invitation vaut trente jours ; la renvoyer la fait valoir trente jours de plus.",
        region=member.cop.place,
        departement=member.cop.departement,
        section="cop",
        trail=trail(slug, Entry("Invitations", reverse("invitations", args=[slug]))),
        figures=tuple((str(counts[held]), f"{held.label}s") for held in InvitationState if counts[held]),
        invitations=tuple(kept[:PER_PAGE]),
        states=choices(STATES, state),
        total=len(every),
        more=max(0, len(kept) - PER_PAGE),
    )


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """A member, for who leads: its role changes, goes to another, or ends. hindered : why it cannot end yet, or ""."""

    member: Membership
    role_form: Any
    replace_form: Any
    hindered: str
    others: tuple[str, ...]
    last: bool


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """A form, and where nothing is changed."""

    form: Any
    back: str


@dataclass(frozen=True, kw_only=True)
class MeetingsPage(Page):
    """The codes of meetings, and the form of another."""

    form: Any
    meetings: tuple[Invitation, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingPage(Page):
    """A code, to be projected. came : who came by it, and for which organisation."""

    meeting: Invitation
    address: str
    short: str
    qr: SafeString
    came: tuple[Invitation, ...]
    code: str


def form_page(cop: Cop, title: str, summary: str, form: Any, here: Entry) -> FormPage:
    """A page of one form about people."""
    slug = cop.held_at
    return FormPage(
        title=title,
        summary=summary,
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=trail(slug, here),
        form=form,
        back=reverse("people", args=[slug]),
    )


def meetings_page(cop: Cop, form: Any) -> MeetingsPage:
    """The page of the codes."""
    slug = cop.held_at
    rows = Invitation.objects.filter(cop=cop).exclude(code="").select_related("organisation__territory", "cop")
    return MeetingsPage(
        title="Inviter par un code, en réunion",
        summary="Un code se projette, vaut quelques heures, et se retire. Chacun prouve son adresse avant d’entrer.",
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=trail(slug, Entry("Codes de réunion", reverse("meeting_codes", args=[slug]))),
        form=form,
        meetings=tuple(rows.order_by("-created_at")[:30]),
    )


def meeting_page(meeting: Invitation, origin: str) -> MeetingPage:
    """The page of a code; in room mode, what is projected. origin : of the site, as phones open it."""
    slug = meeting.cop.held_at
    address = f"{origin}{reverse('join', args=[meeting.code])}"
    came = meeting.came.exclude(accepted_at=None).select_related("organisation__territory", "accepted_by")
    spelt = f"{meeting.code[:4]} {meeting.code[4:]}"
    return MeetingPage(
        title=f"{meeting.name or 'Réunion'} : rejoindre la COP",
        summary=f"{capital(str(Role(meeting.role).label))}, jusqu’au {_moment(meeting)}.",
        region=meeting.cop.place,
        departement=meeting.cop.departement,
        section="cop",
        trail=trail(
            slug,
            Entry("Codes de réunion", reverse("meeting_codes", args=[slug])),
            Entry(spelt, reverse("meeting_code", args=[slug, meeting.pk])),
        ),
        meeting=meeting,
        address=address,
        short=f"{origin}{reverse('join_by_code')}",
        qr=qr_code(address),
        came=tuple(came.order_by("accepted_at")),
        code=spelt,
    )


def _moment(meeting: Invitation) -> str:
    return timezone.localtime(meeting.expires_at).strftime("%d/%m/%Y à %H:%M")


def person_page(member: Membership, role_form: Any, replace_form: Any, hindered: str) -> PersonPage:
    """The page of a member."""
    slug = member.cop.held_at
    others = member.user.memberships.exclude(pk=member.pk).select_related("organisation__territory", "over")
    here = others.filter(cop=member.cop)
    return PersonPage(
        title=f"{member.user}, {member.words}",
        summary=f"Depuis le {day_words(timezone.localdate(member.since))}.",
        region=member.cop.place,
        departement=member.cop.departement,
        section="cop",
        trail=trail(slug, Entry(str(member.user), reverse("person", args=[slug, member.pk]))),
        member=member,
        role_form=role_form,
        replace_form=replace_form,
        hindered=hindered,
        others=tuple(row.words for row in here),
        last=not others.exists(),
    )
