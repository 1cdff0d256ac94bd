"""Pages of the organisations of a COP: all of them with their sums, one with its people. Behind sign-in: in French."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from copilote.cop.asking import links_of
from copilote.cop.merging import absorbed_by
from copilote.cop.models import College, Cop, Invitation, Membership, Organisation, OrganisationKind, OrganisationMerge
from copilote.cop.organisations import departements_in, departements_of, of_cop
from copilote.cop.permissions import Rights
from copilote.cop.scope import invites, sees_people
from copilote.publish.table import Column, Kind, Linked, Table
from copilote.reference.errors import fold
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.words.numbers import counted, whole_number
from copilote.words.typography import capital, day_words

PER_PAGE = 100
PEOPLE = {"": "toutes", "sans": "sans personne", "invitees": "invitées seulement", "avec": "avec une personne au moins"}


@dataclass(frozen=True)
class OrganisationFilter:
    """What a reader asked to see; "" for all."""

    kind: str = ""
    college: str = ""
    departement: str = ""
    people: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> OrganisationFilter:
        """From an address; what is not known is left aside."""
        number = query.get("page", "1")
        return cls(
            query.get("nature", "") if query.get("nature") in OrganisationKind.values else "",
            query.get("college", "") if query.get("college") in College.values else "",
            query.get("departement", "")[:3],
            query.get("personnes", "") if query.get("personnes") in PEOPLE else "",
            query.get("q", "")[:100].strip(),
            whole_number(number) or 1,
        )

    @property
    def query(self) -> str:
        """The same, as an address says it, without the page."""
        named = {
            "nature": self.kind,
            "college": self.college,
            "departement": self.departement,
            "personnes": self.people,
            "q": self.text,
        }
        return urlencode({name: value for name, value in named.items() if value})

    def keeps(self, organisation: Any) -> bool:
        """Whether an organisation, with its counts, is among those asked for."""
        return (
            self.kind in ("", organisation.kind)
            and self.college in ("", organisation.seat)
            and (not self.departement or self.departement in departements_of(organisation))
            and self.people in ("", people_state(organisation))
            and (not self.text or fold(self.text) in fold(str(organisation)))
        )


def people_state(organisation: Any) -> str:
    """ "avec" people, "invitees" only, or "sans"."""
    if organisation.people:
        return "avec"
    return "invitees" if organisation.waiting else "sans"


def counted_organisations(cop: Cop) -> list[Any]:
    """The organisations of a COP, each with how many `people` it has and how many `waiting` invitations: one query."""
    waiting = Q(
        invitations__accepted_at=None, invitations__revoked_at=None, invitations__expires_at__gt=timezone.now()
    ) & ~Q(invitations__email="")
    rows = of_cop(cop).annotate(
        people=Count("members", distinct=True), waiting=Count("invitations", filter=waiting, distinct=True)
    )
    return list(rows)


@dataclass(frozen=True, kw_only=True)
class OrganisationsPage(Page):
    """All the organisations. figures : (value, meaning); shown : the table of those asked for; by_kind : sums.

    keeps : whether the reader adds and changes them. before, after : other pages of the table.
    """

    figures: tuple[tuple[str, str], ...]
    table: Table | None
    by_kind: Table | None
    kinds: tuple[FilterChoice, ...]
    colleges: tuple[FilterChoice, ...]
    departements: tuple[FilterChoice, ...]
    people: tuple[FilterChoice, ...]
    asked: OrganisationFilter
    keeps: bool
    total: int
    before: str = ""
    after: str = ""
    rank: str = ""


def organisations_page(cop: Cop, rights: Rights, asked: OrganisationFilter) -> OrganisationsPage:
    """The page, as its filter asks."""
    every = counted_organisations(cop)
    kept = [organisation for organisation in every if asked.keeps(organisation)]
    pages = max(1, -(-len(kept) // PER_PAGE))
    page = min(max(asked.page, 1), pages)
    shown = kept[(page - 1) * PER_PAGE : page * PER_PAGE]
    states = Counter(map(people_state, every))
    slug = cop.held_at

    def at(number: int) -> str:
        return f"?{urlencode({'page': number})}" + (f"&{asked.query}" if asked.query else "")

    return OrganisationsPage(
        title=_title(cop, states, len(every)),
        summary="Qui prend part à la COP. Une organisation peut avoir plusieurs personnes, et une personne plusieurs.",
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=trail(slug),
        figures=(
            (str(len(every)), "organisations"),
            (str(states["avec"]), "avec une personne au moins"),
            (str(states["invitees"]), "invitées, sans réponse"),
            (str(states["sans"]), "sans personne ni invitation"),
        ),
        table=_table(shown, slug, len(kept)) if kept else None,
        by_kind=_by_kind(every) if every else None,
        kinds=choices({"": "toutes"} | _held(every, "kind"), asked.kind),
        colleges=choices({"": "tous"} | _held(every, "seat"), asked.college),
        departements=choices({"": "tous"} | {row.code: row.name for row in departements_in(cop)}, asked.departement),
        people=choices(PEOPLE, asked.people),
        asked=asked,
        keeps=rights.acting("cop.keep_organisations", cop.key) is not None,
        total=len(every),
        before=at(page - 1) if page > 1 else "",
        after=at(page + 1) if page < pages else "",
        rank=f"page {page} sur {pages}" if pages > 1 else "",
    )


def _title(cop: Cop, states: Counter[str], total: int) -> str:
    if not total:
        return f"{cop.name} : aucune organisation pour l’instant"
    people = counted(states["avec"], "a une personne", "ont une personne")
    return f"{cop.name} : {counted(total, 'organisation', 'organisations')}, {people}"


def _held(organisations: Sequence[Any], name: str) -> dict[str, str]:
    """The natures or colleges that are there and their labels, in their order."""
    held = {getattr(organisation, name) for organisation in organisations}
    every: Any = OrganisationKind if name == "kind" else College
    return {value: capital(str(every(value).label)) for value in every.values if value in held}


def trail(slug: str, *more: Entry) -> tuple[Entry, ...]:
    """The way to a page of organisations."""
    return (
        Entry.to("La COP", "cop", slug),
        Entry("Organisations", reverse("organisations", args=[slug])),
        *more,
    )


def _table(organisations: Sequence[Any], slug: str, count: int) -> Table:
    fields = [
        (
            Column("organisation", "Organisation"),
            lambda row: Linked(str(row), reverse("organisation", args=[slug, row.pk])),
        ),
        (Column("kind", "Nature"), lambda row: capital(str(OrganisationKind(row.kind).label))),
        (Column("college", "Collège"), lambda row: capital(str(row.seat.label))),
        (Column("people", "Personnes", Kind.COUNT), lambda row: row.people),
        (Column("waiting", "Invitations en attente", Kind.COUNT), lambda row: row.waiting),
    ]
    return Table.of("organisations", counted(count, "organisation", "organisations"), fields, organisations)


def _by_kind(organisations: Sequence[Any]) -> Table:
    fields: list[Any] = [
        (Column("kind", "Nature"), lambda row: row[0]),
        (Column("count", "Organisations", Kind.COUNT), lambda row: row[1]),
        (Column("with", "Avec une personne", Kind.COUNT), lambda row: row[2]),
        (Column("waiting", "Invitées, sans réponse", Kind.COUNT), lambda row: row[3]),
        (Column("without", "Sans personne", Kind.COUNT), lambda row: row[4]),
    ]
    rows = []
    for kind, label in _held(organisations, "kind").items():
        states = Counter(people_state(row) for row in organisations if row.kind == kind)
        rows.append((label, *_sums(states)))
    rows.append(("Toutes", *_sums(Counter(map(people_state, organisations)))))
    return Table.of("natures", "Par nature", fields, rows, total=True)


def _sums(states: Counter[str]) -> tuple[int, int, int, int]:
    return states.total(), states["avec"], states["invitees"], states["sans"]


@dataclass(frozen=True, kw_only=True)
class OrganisationPage(Page):
    """One organisation. facts : (what, its value); people, invitations : None where the reader may not see them.

    keeps : the reader changes and merges it; invites : and may invite there. links : pages of other apps about it.
    """

    organisation: Organisation
    facts: tuple[tuple[str, str], ...]
    people: tuple[Membership, ...] | None
    invitations: tuple[Invitation, ...]
    merges: tuple[str, ...]
    keeps: bool
    invites: bool
    leads: bool
    links: tuple[Entry, ...] = ()


def organisation_page(organisation: Organisation, rights: Rights) -> OrganisationPage:
    """The page of one, as its reader may see it."""
    cop = organisation.cop
    slug = cop.held_at
    seeing = next((member for member in rights.members if sees_people(member, organisation)), None)
    inviting = next((member for member in rights.members if invites(member, organisation)), None)
    people: tuple[Membership, ...] | None = None
    invitations: tuple[Invitation, ...] = ()
    if seeing is not None:
        people = tuple(organisation.members.select_related("user").order_by("user__name", "user__email", "pk"))
    if inviting is not None:
        invitations = tuple(open_invitations(organisation))
    return OrganisationPage(
        title=_organisation_title(organisation, people),
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=trail(slug, Entry(str(organisation), reverse("organisation", args=[slug, organisation.pk]))),
        organisation=organisation,
        facts=_facts(organisation),
        people=people,
        invitations=invitations,
        merges=tuple(merge_words(row) for row in absorbed_by(organisation)),
        keeps=rights.acting("cop.keep_organisations", cop.key) is not None,
        invites=inviting is not None,
        leads=rights.acting("cop.keep_people", cop.key) is not None,
        links=links_of(organisation, rights),
    )


def open_invitations(organisation: Organisation) -> list[Invitation]:
    """The invitations into an organisation that nobody accepted nor took back, the last first."""
    rows = organisation.invitations.filter(accepted_at=None, revoked_at=None).exclude(email="")
    return list(rows.select_related("cop", "over", "organisation__territory").order_by("-created_at", "-pk")[:200])


def merge_words(row: OrganisationMerge) -> str:
    """A merge in a sentence, as the page of what remains tells it."""
    since = f", à compter du {day_words(row.effective_on)}" if row.effective_on else ""
    reason = f" : {row.reason}" if row.reason else ""
    return f"« {row.absorbed_name} » y a été fusionnée le {day_words(row.decided_on)}{since}{reason}"


def _organisation_title(organisation: Organisation, people: tuple[Membership, ...] | None) -> str:
    if people is None:
        return str(organisation)
    if not people:
        return f"{organisation} : personne pour l’instant"
    return f"{organisation} : {counted(len(people), 'personne', 'personnes')}"


def _facts(organisation: Organisation) -> tuple[tuple[str, str], ...]:
    place = organisation.territory
    seat = capital(str(organisation.seat.label))
    contact = " · ".join(filter(None, (organisation.contact_role, organisation.contact_email)))
    facts = (
        ("Nature", capital(str(OrganisationKind(organisation.kind).label))),
        ("Collège", seat if organisation.college else f"{seat} (celui de sa nature)"),
        ("Territoire", f"{place} ({place.code})" if place else ""),
        ("SIREN", organisation.siren),
        ("Contact, par fonction", contact or "non dit"),
    )
    closed = (("À noter", "ce territoire n’est plus dans les listes de l’année : a-t-il fusionné ?"),)
    return tuple(fact for fact in facts if fact[1]) + (closed if place and place.closed else ())
