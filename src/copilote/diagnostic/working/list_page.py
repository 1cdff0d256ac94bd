"""The list of the actions that a member sees: those of its organisation; for the animation, of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, Sum
from django.urls import reverse

from copilote.cop.models import Membership, Organisation, Role
from copilote.cop.organisations import of_cop
from copilote.cop.permissions import Rights
from copilote.diagnostic.achieved.counting import PART, latest
from copilote.diagnostic.actions import WRITES
from copilote.diagnostic.doubtful import doubts_told
from copilote.diagnostic.models import OURS, Action, Origin, Standing
from copilote.diagnostic.remarks.reading import ASKED_WORDS, Asked, asked_on, with_requests
from copilote.diagnostic.seeing import SEVERAL, organisations_of, seen_by, whose
from copilote.diagnostic.survey.pages import SurveyBlock, block_for
from copilote.diagnostic.twice.finding import search_of
from copilote.diagnostic.twice.reading import pairs_for, undecided
from copilote.diagnostic.working.words import kt_words, said_levers, said_quantity, status_words
from copilote.planning.actions import Status
from copilote.publish.table import Cell, Column, Linked, Table
from copilote.reference.simulator import load_levers
from copilote.sharing.reads import choices_of
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.words.numbers import counted, whole_number
from copilote.words.typography import capital, tied

PER_PAGE, MOST_KNOWN = 50, 10
FEW = 8
"""So many actions are seen at a glance."""


@dataclass(frozen=True)
class ActionFilter:
    """What a reader asked to see; "" for all. organisation : by number."""

    organisation: str = ""
    standing: str = ""
    lever: str = ""
    status: str = ""
    text: str = ""
    page: int = 1
    asked: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> ActionFilter:
        """From an address; what is not known is left aside."""
        number, organisation = query.get("page", "1"), query.get("organisation", "")
        return cls(
            organisation if whole_number(organisation) is not None else "",
            query.get("etat", "") if query.get("etat") in Standing.values else "",
            query.get("levier", "")[:40],
            query.get("statut", "") if query.get("statut") in {status.value for status in Status} else "",
            query.get("q", "")[:100].strip(),
            whole_number(number) or 1,
            query.get("precision", "") if query.get("precision") in set(Asked) else "",
        )

    @property
    def query(self) -> str:
        """The same, as an address says it, without the page."""
        named = {
            "organisation": self.organisation,
            "etat": self.standing,
            "levier": self.lever,
            "statut": self.status,
            "q": self.text,
            "precision": self.asked,
        }
        return urlencode({name: value for name, value in named.items() if value})

    def among(self, actions: QuerySet[Action]) -> QuerySet[Action]:
        """Those asked for. What is not ours is left out, unless it is asked for."""
        if self.organisation:
            actions = actions.filter(organisation=int(self.organisation))
        actions = (
            actions.filter(standing=self.standing) if self.standing else actions.exclude(standing=Standing.REFUSED)
        )
        if self.lever:
            actions = actions.filter(levers__lever=self.lever)
        if self.status:
            actions = actions.filter(status=self.status)
        if self.asked:
            actions = with_requests(actions, Asked(self.asked))
        if self.text:
            actions = actions.filter(title__icontains=self.text)
        return actions


@dataclass(frozen=True, slots=True)
class KnownAction:
    """An action that waits to be confirmed: what is known of it, and where it comes from."""

    number: int
    version: int
    title: str
    facts: str


@dataclass(frozen=True, kw_only=True)
class ActionsPage(Page):
    """The list. known : those to be confirmed, the first ones of `waiting`. leads : the reader sees all organisations;
    writes : and may write; gathers : and may look for what is already known. alike : how many pairs are to be decided
    of, in words. own : the organisation in use, "" for
    all."""

    own: str
    figures: tuple[tuple[str, str], ...]
    known: tuple[KnownAction, ...]
    waiting: int
    total: int
    table: Table | None
    asked: ActionFilter
    organisations: tuple[FilterChoice, ...]
    standings: tuple[FilterChoice, ...]
    levers: tuple[FilterChoice, ...]
    statuses: tuple[FilterChoice, ...]
    requests: tuple[FilterChoice, ...]
    leads: bool
    writes: bool
    gathers: bool
    alike: str = ""
    endings: tuple[str, ...] = ("xlsx", "ods", "csv")
    before: str = ""
    after: str = ""
    rank: str = ""
    survey: SurveyBlock | None = None

    @property
    def filters(self) -> bool:
        """Whether there is enough to be filtered."""
        return self.leads or bool(self.asked.query) or self.total > FEW


def asked_by(member: Membership, asked: ActionFilter) -> QuerySet[Action]:
    """Those that it asked for, with what a line says, in order."""
    related = seen_by(member).select_related("organisation__territory")
    if member.role == Role.READER:  # what is asked of an organisation is between it and who follows it
        asked = replace(asked, asked="")
    return asked.among(related).order_by("organisation__name", "title", "pk")


def trail(slug: str, *more: Entry) -> tuple[Entry, ...]:
    """The way to a page of actions."""
    return (Entry.to("La COP", "cop", slug), Entry("Actions", reverse("actions", args=[slug])), *more)


def actions_page(member: Membership, rights: Rights, asked: ActionFilter) -> ActionsPage:
    """The page, as its filter asks: as many queries whatever the number of actions."""
    cop, leads, asks = member.cop, member.role in SEVERAL, member.role != Role.READER
    if not asks:
        asked = replace(asked, asked="")
    slug = cop.held_at
    every = seen_by(member)
    if asked.organisation:
        every = every.filter(organisation=int(asked.organisation))
    counts = {row["standing"]: row["count"] for row in every.order_by().values("standing").annotate(count=Count("pk"))}
    sums = every.filter(standing__in=OURS, part_of=None).order_by().values("status").annotate(kt=Sum("kt"))
    by_status = {row["status"]: row["kt"] for row in sums}
    given = latest().filter(action__in=every.filter(standing__in=OURS, part_of=None).order_by().values("pk"))
    for status, kt in given.values_list("action__status").annotate(kt=Sum(F("action__kt") * PART)):
        by_status[status] = (by_status.get(status) or 0.0) - (kt or 0.0)
        by_status[Status.DONE.value] = (by_status.get(Status.DONE.value) or 0.0) + (kt or 0.0)
    kept = asked_by(member, asked)
    total = kept.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(asked.page, 1), pages)
    # Their numbers first: sorting whole rows takes three times as long at ten thousand.
    numbers = list(kept.values_list("pk", flat=True)[(page - 1) * PER_PAGE : page * PER_PAGE])
    rows = Action.objects.select_related("organisation__territory").in_bulk(numbers)
    shown = [rows[number] for number in numbers]
    waiting = counts.get(Standing.KNOWN, 0)
    known = (
        list(
            every.filter(standing=Standing.KNOWN)
            .select_related("organisation__territory")
            .order_by("title")[:MOST_KNOWN]
        )
        if waiting
        else []
    )
    names = {str(row.pk): str(row) for row in organisations_of(member)} if leads else {}
    own = names.get(asked.organisation, "") if leads else str(member.organisation)

    def at(number: int) -> str:
        return f"?{urlencode({'page': number})}" + (f"&{asked.query}" if asked.query else "")

    return ActionsPage(
        title=tied(_title(own or whose(member), counts)),
        summary="Ce qui est fait, en cours ou prévu, levier par levier : c’est la matière du diagnostic.",
        region=cop.place,
        departement=cop.departement,
        section="diagnostic.actions",
        trail=trail(slug),
        own=own,
        figures=_figures(counts, by_status),
        known=tuple(known_of(action, cop.region, leads=leads and not own) for action in known),
        waiting=waiting,
        total=sum(counts.values()),
        table=_table(shown, slug, cop.region, total, leads=leads and not own, asks=asks) if total else None,
        asked=asked,
        organisations=choices({"": "toutes"} | names, asked.organisation),
        standings=choices(
            {"": "tous, sauf « pas à nous »"} | {each.value: capital(str(each.label)) for each in Standing},
            asked.standing,
        ),
        levers=choices({"": "tous"} | {lever.id: lever.label for lever in load_levers(cop.region)}, asked.lever),
        requests=choices(
            {"": "toutes"} | {each.value: capital(words) for each, words in ASKED_WORDS.items()}, asked.asked
        )
        if asks
        else (),
        statuses=choices({"": "tous"} | {each.value: capital(each.label) for each in Status}, asked.status),
        leads=leads,
        writes=rights.acting("diagnostic.write_action", cop.key) is not None,
        gathers=rights.acting("diagnostic.gather", cop.key) is not None,
        alike=alike_words(member) if member.role in WRITES else "",
        before=at(page - 1) if page > 1 else "",
        after=at(page + 1) if page < pages else "",
        rank=f"page {page} sur {pages}" if pages > 1 else "",
        survey=block_for(member),
    )


def alike_words(member: Membership) -> str:
    """How many pairs of actions a member has to decide of, in words."""
    if search_of(member.cop).due:
        return "Doublons : la recherche est en cours"
    count = undecided(pairs_for(member)).count()
    return (
        f"Doublons : {counted(count, 'ressemblance', 'ressemblances')} à décider"
        if count
        else "Doublons : rien à décider"
    )


def _title(name: str, counts: Mapping[str, int]) -> str:
    ours = sum(counts.get(standing, 0) for standing in OURS)
    waiting = counts.get(Standing.KNOWN, 0)
    if not ours and not waiting:
        return f"{name} : aucune action pour l’instant"
    told = counted(ours, "action", "actions")
    return f"{name} : {told}, {waiting} à confirmer" if waiting else f"{name} : {told}"


def _figures(counts: Mapping[str, int], kt: Mapping[str, float | None]) -> tuple[tuple[str, str], ...]:
    amounts = (
        (Status.DONE, "évitées par an par ce qui est fait"),
        (Status.UNDER_WAY, "évitées par an par ce qui est en cours"),
        (Status.DECIDED, "évitées par an par ce qui est décidé"),
    )
    validated = str(counts.get(Standing.VALIDATED, 0))
    return (
        (validated, "validées"),
        (str(counts.get(Standing.DRAFT, 0)), "en brouillon"),
        *((kt_words(kt[status.value]), words) for status, words in amounts if kt.get(status.value)),
    )


def known_of(action: Action, region: str, *, leads: bool) -> KnownAction:
    """An action to be confirmed, as a list shows it. leads : its organisation is told too."""
    years = " à ".join(dict.fromkeys(str(day.year) for day in (action.start, action.end) if day))
    facts = (
        str(action.organisation) if leads else "",
        str(Origin(action.origin).label),
        said_levers(action, region),
        status_words(action),
        said_quantity(action, region),
        years,
    )
    return KnownAction(action.pk, action.version, action.title, " · ".join(filter(None, facts)))


def _table(actions: list[Action], slug: str, region: str, count: int, *, leads: bool, asks: bool) -> Table:
    asked = asked_on([action.pk for action in actions]) if asks else {}
    decided = choices_of(region)

    def standing(action: Action) -> Linked:
        notes = (
            asked.get(action.pk, ""),
            "à vérifier : un chiffre ou une date étonne" * bool(doubts_told(action, region, decided)),
        )
        return Linked(capital(str(Standing(action.standing).label)), note=" ; ".join(filter(None, notes)))

    fields: list[tuple[Column, Callable[[Action], Cell]]] = [
        (
            Column("title", "Action"),
            lambda row: Linked(
                row.title, reverse("action", args=[slug, row.pk]), note=str(row.organisation) if leads else ""
            ),
        ),
        (Column("levers", "Leviers"), lambda row: said_levers(row, region) or "à dire"),
        (Column("status", "Statut"), lambda row: capital(status_words(row)) or "à dire"),
        (Column("quantity", "D’ici 2030"), lambda row: said_quantity(row, region) or "à dire"),
        (Column("kt", "CO2e évité par an"), lambda row: kt_words(row.kt) or "inconnu"),
        (Column("standing", "État"), standing),
    ]
    return Table.of("actions", counted(count, "action", "actions"), fields, actions)


def organisation_asked(member: Membership, number: int | None) -> Organisation | None:
    """The organisation that an animator writes for; a member's own, whatever is asked; None for none yet."""
    if member.role != Role.ANIMATOR:
        return member.organisation
    return of_cop(member.cop).filter(pk=number or 0).first()
