"""The list of the priorities that a member sees, by département."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from copilote.adaptation.priorities.content import horizon_of, in_words
from copilote.adaptation.priorities.models import Effect, Priority, Standing
from copilote.adaptation.priorities.seeing import BY_LEVEL, departements_in, own_departements, seen_by
from copilote.cop.models import Membership, Role
from copilote.cop.permissions import Rights
from copilote.publish.table import Cell, Column, Linked, Table
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.words.numbers import counted, whole_number
from copilote.words.typography import capital, tied

SECTION = "climate.priorities"
PER_PAGE = 50
ENDINGS = ("csv", "xlsx", "ods")


@dataclass(frozen=True)
class PriorityFilter:
    """What a reader asked to see; "" for all. departement : its code."""

    departement: str = ""
    effect: str = ""
    standing: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> PriorityFilter:
        """From an address; what is not known is left aside."""
        number = query.get("page", "1")
        return cls(
            query.get("departement", "")[:3],
            query.get("effet", "") if query.get("effet") in Effect.values else "",
            query.get("etat", "") if query.get("etat") in Standing.values else "",
            whole_number(number) or 1,
        )

    @property
    def query(self) -> str:
        """The same, as an address says it, without the page."""
        named = {"departement": self.departement, "effet": self.effect, "etat": self.standing}
        return urlencode({name: value for name, value in named.items() if value})

    def among(self, rows: QuerySet[Priority]) -> QuerySet[Priority]:
        """Those asked for, in order. What is withdrawn is left out, unless it is asked for."""
        if self.departement:
            rows = rows.filter(departement=self.departement)
        if self.effect:
            rows = rows.filter(effect=self.effect)
        rows = rows.filter(standing=self.standing) if self.standing else rows.exclude(standing=Standing.WITHDRAWN)
        return rows.order_by("departement", BY_LEVEL, "effect", "title", "pk")


@dataclass(frozen=True, kw_only=True)
class PrioritiesPage(Page):
    """The list. figures : (value, meaning); table : None for none; writes, loads : what its reader may do."""

    figures: tuple[tuple[str, str], ...]
    table: Table | None
    total: int
    asked: PriorityFilter
    departements: tuple[FilterChoice, ...]
    effects: tuple[FilterChoice, ...]
    standings: tuple[FilterChoice, ...]
    writes: bool
    loads: bool
    climate: tuple[Entry, ...]
    endings: tuple[str, ...] = ENDINGS
    before: str = ""
    after: str = ""
    rank: str = ""


def trail(slug: str, *more: Entry) -> tuple[Entry, ...]:
    """The way to a page of priorities."""
    return (Entry.to("La COP", "cop", slug), Entry("Priorités d’adaptation", reverse("priorities", args=[slug])), *more)


def priorities_page(member: Membership, rights: Rights, asked: PriorityFilter) -> PrioritiesPage:
    """The page, as its filter asks: as many queries whatever the number of priorities."""
    cop, places, own = member.cop, departements_in(member.cop), own_departements(member)
    slug = cop.held_at
    if asked.departement not in places:
        asked = PriorityFilter("", asked.effect, asked.standing, asked.page)
    every = seen_by(member)
    if asked.departement:
        every = every.filter(departement=asked.departement)
    grouped = every.order_by().values("standing").annotate(count=Count("pk"))
    counts = {row["standing"]: row["count"] for row in grouped}
    kept = asked.among(seen_by(member))
    total = kept.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(asked.page, 1), pages)
    shown = list(kept.select_related("organisation")[(page - 1) * PER_PAGE : page * PER_PAGE])

    def at(number: int) -> str:
        return f"?{urlencode({'page': number})}" + (f"&{asked.query}" if asked.query else "")

    name = places.get(asked.departement) or (places[own[0]] if len(own) == 1 and not counts else cop.name)
    around = [asked.departement] if asked.departement else own if len(own) <= 2 else ()
    return PrioritiesPage(
        title=tied(_title(name, counts)),
        summary="Ce qui vient, qui est exposé, ce que le département veut faire d’abord. Le relais de chaque "
        "département valide ; la région réunit.",
        region=cop.place,
        departement=cop.departement,
        section=SECTION,
        trail=trail(slug),
        figures=tuple(
            (str(counts.get(standing, 0)), words)
            for standing, words in ((Standing.VALIDATED, "validées"), (Standing.DRAFT, "en brouillon"))
        ),
        table=_table(shown, slug, places, total) if shown else None,
        total=sum(counts.values()),
        asked=asked,
        departements=choices({"": "tous"} | places, asked.departement),
        effects=choices({"": "tous"} | {each.value: capital(str(each.label)) for each in Effect}, asked.effect),
        standings=choices(
            {"": "tous, sauf « retirée »"} | {each.value: capital(str(each.label)) for each in Standing},
            asked.standing,
        ),
        writes=bool(own) and rights.acting("adaptation.write_priority", cop.key) is not None,
        loads=rights.acting("adaptation.load_priorities", cop.key) is not None,
        climate=tuple(Entry.to(places[code], "climate", "departement", code) for code in around),
        before=at(page - 1) if page > 1 else "",
        after=at(page + 1) if page < pages else "",
        rank=f"page {page} sur {pages}" if pages > 1 else "",
    )


def _title(name: str, counts: Mapping[str, int]) -> str:
    validated, drafts = counts.get(Standing.VALIDATED, 0), counts.get(Standing.DRAFT, 0)
    if not validated and not drafts:
        return f"{name} : aucune priorité d’adaptation pour l’instant"
    told = counted(validated + drafts, "priorité d’adaptation", "priorités d’adaptation")
    return f"{name} : {told}, {drafts} à valider" if drafts else f"{name} : {told}"


def standing_words(row: Priority) -> str:
    """How a priority stands."""
    return capital(str(Standing(row.standing).label))


def _table(rows: list[Priority], slug: str, places: Mapping[str, str], total: int) -> Table:
    def title(row: Priority) -> Linked:
        note = " · ".join(filter(None, (places.get(row.departement, row.departement), row.holder)))
        return Linked(row.title, reverse("priority", args=[slug, row.pk]), note=note)

    fields: list[tuple[Column, Callable[[Priority], Cell]]] = [
        (Column("title", "Priorité"), title),
        (Column("effect", "Effet"), lambda row: in_words("effect", row.effect)),
        (Column("level", "Niveau"), lambda row: in_words("level", row.level) or "à dire"),
        (Column("horizon", "Pour quand"), lambda row: capital(horizon_of(row.ends_on).value)),
        (Column("standing", "État"), standing_words),
    ]
    return Table.of("priorites", counted(total, "priorité", "priorités"), fields, rows)


def may_add(member: Membership) -> Mapping[str, str]:
    """The départements for which a member may write a priority, by code."""
    places = departements_in(member.cop)
    own = own_departements(member) if member.role != Role.READER else ()
    return {code: places[code] for code in own}
