"""A list of people to invite: its columns, what its rows would do, sending it and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from copilote.cop.invitations import Wanted, invite, role_words
from copilote.cop.lists import Line, LineState, Plan, plan_of, undoing
from copilote.cop.models import SPEAKING, Cop, Invitation, Membership, Organisation, Role, SentList, tidy
from copilote.cop.organisations import by_key, departements_in, standing
from copilote.cop.scope import invites
from copilote.exchange.intake import FileColumn, FileLayout, FileRow, Source, choice, email, text
from copilote.publish.table import Book, Table
from copilote.reference.errors import InputError, fold, nearest
from copilote.territories.models import Territory
from copilote.words.numbers import counted

ROLES = {
    "contribution": Role.CONTRIBUTOR,
    "contributeur": Role.CONTRIBUTOR,
    "contributrice": Role.CONTRIBUTOR,
    "validation": Role.VALIDATOR,
    "validateur": Role.VALIDATOR,
    "validatrice": Role.VALIDATOR,
    "signataire": Role.VALIDATOR,
    "lecture": Role.READER,
    "lecteur": Role.READER,
    "lectrice": Role.READER,
    "relais départemental": Role.RELAY,
    "relais": Role.RELAY,
    "animation": Role.ANIMATOR,
    "animateur": Role.ANIMATOR,
    "animatrice": Role.ANIMATOR,
}
LAYOUT = FileLayout(
    "Liste de personnes à inviter",
    (
        FileColumn("email", ("E-mail", "Courriel", "Adresse", "Adresse e-mail", "Mail"), email, filled=True),
        FileColumn("name", ("Nom", "Prénom et nom", "Personne"), text(120), needed=False),
        FileColumn("organisation", ("Organisation", "Structure", "SIREN ou code"), text(200), needed=False),
        FileColumn("role", ("Rôle",), choice(ROLES), filled=True),
    ),
)
ADVISED = 40
"""Organisations that are not recognised for which the nearest are looked for: that takes time."""


@dataclass
class Standing:
    """Who is in a COP, and who waits for what, read once for a whole list."""

    cop: Cop
    roles: dict[tuple[str, int | None, int | None], str] = field(default_factory=dict)
    waiting: dict[tuple[str, int | None, int | None], Invitation] = field(default_factory=dict)

    @classmethod
    def of(cls, cop: Cop) -> Standing:
        """As it is now."""
        members = Membership.objects.filter(cop=cop).values_list("user__email", "organisation", "over", "role")
        rows = Invitation.objects.filter(cop=cop, accepted_at=None, revoked_at=None).exclude(email="")
        return cls(
            cop,
            {(email, organisation, over): role for email, organisation, over, role in members},
            {(row.email, row.organisation_id, row.over_id): row for row in rows},
        )

    def state_of(self, wanted: Wanted) -> tuple[LineState, str]:
        """What inviting a person would do, and in words."""
        role = self.roles.get(wanted.key)
        if role is not None:
            if not wanted.role.outranks(role):
                return LineState.SAME, "a déjà ce rôle, ou plus"
            return self._waiting_state(wanted, "aura ce rôle de plus en acceptant")
        return self._waiting_state(wanted, "invitation envoyée")

    def _waiting_state(self, wanted: Wanted, new: str) -> tuple[LineState, str]:
        held = self.waiting.get(wanted.key)
        if held is None:
            return LineState.NEW, new
        if held.role == wanted.role and held.expires_at > timezone.now():
            return LineState.SAME, "est déjà invité : renvoyez depuis sa ligne"
        return LineState.CHANGED, "l’invitation d’avant est retirée, une autre part"


def plan(member: Membership, source: Source) -> Plan:
    """What a list would do. Raises FileError."""
    standing_of = Standing.of(member.cop)
    named = Named(member.cop)
    seen: dict[tuple[str, int | None, int | None], int] = {}

    def each(row: FileRow) -> Line | None:
        values = row.values()
        try:
            organisation, over = named.find(values["role"], values["organisation"] or "", row.sheet.notes.count)
        except InputError as error:
            row.problem("organisation" if row.sheet.has("organisation") else "role", str(error))
            return None
        wanted = Wanted(tidy(values["email"]), values["role"], organisation, over, values["name"] or "")
        first = seen.setdefault(wanted.key, row.line)
        if first != row.line:
            row.problem("email", f"cette personne est déjà ligne {first}, pour la même organisation")
            return None
        if not invites(member, organisation):
            row.problem("organisation", "vous ne pouvez pas inviter pour cette organisation")
            return None
        state, does = standing_of.state_of(wanted)
        about = role_words(wanted.role, organisation, over)
        return Line(row.line, state, wanted.email, f"{about} : {does}", wanted)

    return plan_of(source, LAYOUT, each)


class Named:
    """The organisations of a COP, as people name them: by name, code or SIREN."""

    def __init__(self, cop: Cop) -> None:
        self.by_code: dict[str, Organisation] = {}
        self.by_name: dict[str, list[Organisation]] = {}
        for (_level, code), organisation in by_key(cop).items():
            self.by_code.setdefault(code.lower(), organisation)
        related = Organisation.objects.filter(cop=cop).select_related("territory")
        rows = {row.pk: row for row in related}
        for row in rows.values():
            today = standing(row, rows)
            for name in {fold(str(row)), fold(row.name)}:
                held = self.by_name.setdefault(name, [])
                if today not in held:
                    held.append(today)
        self.names = sorted({str(row) for row in rows.values() if row.merged_into_id is None})
        self.departements = {row.code: row for row in departements_in(cop)}
        self.over: dict[str, Territory] = {}

    def find(self, role: Role, text: str, faults: int) -> tuple[Organisation | None, Territory | None]:
        """The organisation, or the département that a relay follows. Raises InputError."""
        if role == Role.RELAY:
            return None, self._departement(text)
        if not text:
            if role in SPEAKING:
                raise InputError("qui contribue ou valide le fait pour une organisation : écrivez-la")
            return None, None
        if role == Role.ANIMATOR:
            return None, None
        return self.organisation(text, faults), None

    def organisation(self, text: str, faults: int = 0) -> Organisation:
        """The organisation that a text names. faults : found so far. Raises InputError."""
        digits = "".join(text.split()).removesuffix(".0").lower()
        organisation = self.by_code.get(digits)
        same = self.by_name.get(fold(text), [])
        if organisation is None and len(same) == 1:
            organisation = same[0]
        if organisation is not None:
            return organisation
        if len(same) > 1:
            raise InputError(f"« {text[:60]} » désigne plusieurs organisations : écrivez le SIREN ou le code")
        near = nearest(text, self.names) if faults < ADVISED else []
        advice = f"vouliez-vous dire : {', '.join(near)} ?" if near else "ajoutez-la d’abord aux organisations"
        raise InputError(f"« {text[:60]} » n’est pas une organisation de cette COP, {advice}")

    def _departement(self, text: str) -> Territory:
        wanted = fold(text)
        known = [row for row in self.departements.values() if wanted in (fold(row.name), fold(row.code))]
        if not known:
            names = ", ".join(f"{row.name} ({row.code})" for row in self.departements.values())
            raise InputError(f"un relais suit un département : {names}")
        row = known[0]
        return self.over.setdefault(row.code, Territory.of("departement", row.code, row.name))


def write(member: Membership, lines: Sequence[Line]) -> tuple[list[int], dict[str, Any]]:
    """Invite those of a list who are not invited yet."""
    wanted: list[Wanted] = [line.fields for line in lines]
    _take_back([line.fields for line in lines if line.state == LineState.CHANGED], member.cop)
    return [invitation.pk for invitation in invite(member, wanted)], {}


def _take_back(wanted: Sequence[Wanted], cop: Cop) -> None:
    """Take back the invitations that others take the place of."""
    if wanted:
        waiting = Standing.of(cop).waiting
        numbers = [waiting[person.key].pk for person in wanted if person.key in waiting]
        Invitation.objects.filter(pk__in=numbers).update(revoked_at=timezone.now())


def invite_one(member: Membership, wanted: Wanted, replaces: Membership | None = None) -> tuple[Invitation | None, str]:
    """Invite a person, and what was done in a sentence; nobody is invited to what they have. Raises InputError."""
    with transaction.atomic():
        state, does = Standing.of(member.cop).state_of(wanted)
        if state == LineState.SAME:
            return None, f"{wanted.email} {does}."
        if state == LineState.CHANGED:
            _take_back([wanted], member.cop)
        made = invite(member, [wanted], replaces)
    return made[
        0
    ], f"Invitation envoyée à {wanted.email} : {role_words(wanted.role, wanted.organisation, wanted.over)}."


def undo(member: Membership, sent: SentList) -> str:
    """Take back the invitations of a list that nobody has accepted yet; the roles of the others stay, and are said."""
    with undoing(sent) as held:
        rows = Invitation.objects.filter(pk__in=held.added, cop=member.cop)
        accepted = rows.exclude(accepted_at=None).count()
        taken = rows.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    told = f"Liste annulée : {counted(taken, 'invitation retirée', 'invitations retirées')}."
    if accepted:
        people = counted(accepted, "personne avait déjà accepté", "personnes avaient déjà accepté")
        told += f" {people} : changez leur rôle sur leur page."
    return told


def template_book(cop: Cop) -> Book:
    """An empty list, with the organisations and the roles that it accepts."""
    related = Organisation.objects.filter(cop=cop, merged_into=None).select_related("territory").order_by("name")
    rows = [(str(row), row.territory.code if row.territory else row.siren) for row in related]
    return Book(
        f"modele-invitations-{cop.held_at}",
        f"Personnes à inviter à la {cop.name}",
        (
            Table.of_texts("invitations", "Invitations", ("E-mail", "Nom", "Organisation", "Rôle"), []),
            Table.of_texts("acceptees", "Organisations acceptées", ("Organisation acceptée", "Ou son code"), rows),
            Table.of_texts(
                "roles",
                "Rôles acceptés",
                ("Rôle accepté", "Ce qu’il fait"),
                [
                    ("contributeur", "écrit les réponses de son organisation"),
                    ("validateur", "signe les réponses de son organisation"),
                    ("lecteur", "lit ce que les membres se disent"),
                    ("relais", "suit un département : écrivez-le dans la colonne Organisation"),
                    ("animateur", "tient la COP"),
                ],
            ),
        ),
    )
