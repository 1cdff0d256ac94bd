"""The page of actions that look alike: to be decided of, what was decided, and its table. In French only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from copilote.cop.models import Membership, Role
from copilote.cop.permissions import Rights
from copilote.diagnostic.models import Action, Standing
from copilote.diagnostic.sums import Sums
from copilote.diagnostic.twice.finding import search_of
from copilote.diagnostic.twice.models import DuplicateDecision, Verdict
from copilote.diagnostic.twice.reading import (
    Family,
    Near,
    decisions_for,
    families_of,
    filled,
    pairs_for,
    sums_for,
)
from copilote.diagnostic.working.list_page import trail
from copilote.diagnostic.working.words import kt_words, status_words
from copilote.planning.actions import COUNTED
from copilote.publish.table import Book, Column, Kind, Table
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted, whole_number
from copilote.words.typography import capital, day_words, tied

PER_PAGE = 15
MOST_PAIRS = 40
"""Pairs that a group offers to decide of one by one, and all at once."""
RULE = (
    "De chaque groupe compte, pour chaque levier, l’action la plus avancée dont on sait ce qu’elle évite ; à égalité, "
    "celle qui donne une quantité. Rien n’est effacé : chacune reste dans la liste de son organisation."
)
REASONS = (
    "Même opération, déclarée par deux organisations",
    "Vérifié auprès des porteurs",
    "Deux sites différents",
    "Deux phases d’un même programme",
    "Un programme et l’une de ses opérations",
)
"""What is often the reason, proposed as one types."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action of a group, as the page shows it. counts : what is counted of it, in words."""

    title: str
    address: str
    holder: str
    told: str
    declared: str
    counts: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two actions to decide of. key : what the form sends; whole : (number, words) of each that may hold the other."""

    key: str
    first: str
    second: str
    why: str
    whole: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group. all_keys : of its open pairs, to decide of all at once; none where there is one, or too many."""

    anchor: str
    title: str
    sentence: str
    actions: tuple[ActionRow, ...]
    pairs: tuple[PairRow, ...]
    all_keys: tuple[str, ...]
    more: str
    decided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision: of what, what, why, who and when; ended : by whom and when it was gone back on, "" while it holds."""

    number: int
    first: Entry
    second: Entry
    words: str
    reason: str
    signed: str
    ended: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class DuplicatesPage(Page):
    """The page. figures : (value, meaning); searching : pairs are still looked for; decides : the reader may decide."""

    figures: tuple[tuple[str, str], ...]
    searching: bool
    leads: bool
    decides: bool
    tabs: tuple[Entry, ...]
    shows_decisions: bool
    groups: tuple[GroupCard, ...]
    decisions: tuple[DecisionRow, ...]
    offer: Offer
    rule: str
    reasons: tuple[str, ...]
    query: str
    before: str = ""
    after: str = ""
    rank: str = ""


def duplicates_page(member: Membership, rights: Rights, given: Mapping[str, str]) -> DuplicatesPage:
    """The page, as its address asks: `?etat=decidees`, `?action=`, `?page=`."""
    cop, slug = member.cop, member.cop.held_at
    leads = member.role == Role.ANIMATOR
    families, told = _families(member, given.get("action", ""))
    sums = sums_for(member)
    shows = given.get("etat") == "decidees"
    history = decisions_for(member)
    held = sum(1 for row in told if told[row])
    page, around = _part(given, history.count() if shows else len(families))
    start = (page - 1) * PER_PAGE
    shown = filled(member, families[start : start + PER_PAGE], sums) if not shows else ()
    rows = history.select_related("first", "second")[start : start + PER_PAGE] if shows else ()
    searching = search_of(cop).due
    kept = {name: given[name] for name in ("etat", "action", "page") if given.get(name)}
    return DuplicatesPage(
        title=tied(_title(len(families), searching=searching, leads=leads)),
        summary=tied(_summary(sums, leads=leads)),
        region=cop.place,
        departement=cop.departement,
        section="diagnostic.actions",
        trail=trail(slug, Entry("Doublons", reverse("duplicates", args=[slug]))),
        figures=_figures(sums) if leads and sums.twice_kt else (),
        searching=searching,
        leads=leads,
        decides=rights.acting("diagnostic.decide_duplicates", cop.key) is not None,
        tabs=(
            Entry(f"À décider ({len(families)})", "?", current=not shows),
            Entry(f"Décisions ({held})", "?etat=decidees", current=shows),
        ),
        shows_decisions=shows,
        groups=tuple(_card(family, slug) for family in shown if family.open),
        decisions=tuple(_decision(row, slug) for row in rows),
        offer=_offer(slug),
        rule=RULE,
        reasons=REASONS,
        query=urlencode(kept),
        **around,
    )


def duplicates_book(member: Membership) -> Book:
    """Every pair with what was decided of it, for files."""
    sums = sums_for(member)
    families, _decided = _families(member, "")
    every = filled(member, families, sums)
    lines: list[tuple[Near, Family | None]] = [(near, family) for family in every for near in family.pairs]
    met = {(near.first.pk, near.second.pk) for near, _family in lines}
    rest = decisions_for(member).filter(in_force=True).select_related(
        "first__organisation__territory", "second__organisation__territory"
    )  # fmt: skip
    lines += [(Near(row.first, row.second, "", row), None) for row in rest if (row.first_id, row.second_id) not in met]
    fields: list[tuple[Column, Callable[[Any], object]]] = [
        (Column("first", "Action"), lambda line: line[0].first.title),
        (Column("first_holder", "Porteur"), lambda line: str(line[0].first.organisation)),
        (Column("first_kt", "ktCO2e déclarées", Kind.KT), lambda line: line[0].first.kt),
        (Column("first_counted_kt", "ktCO2e comptées", Kind.KT), lambda line: _counted(line, line[0].first)),
        (Column("second", "Autre action"), lambda line: line[0].second.title),
        (Column("second_holder", "Son porteur"), lambda line: str(line[0].second.organisation)),
        (Column("second_kt", "Ses ktCO2e déclarées", Kind.KT), lambda line: line[0].second.kt),
        (Column("second_counted_kt", "Ses ktCO2e comptées", Kind.KT), lambda line: _counted(line, line[0].second)),
        (Column("why", "Ce qui se ressemble"), lambda line: line[0].why),
        (Column("decision", "Décision"), lambda line: _verdict(line[0].decision) if line[0].decision else "à décider"),
        (Column("reason", "Raison"), lambda line: line[0].decision.reason if line[0].decision else ""),
        (Column("by", "Par"), lambda line: line[0].decision.author_role if line[0].decision else ""),
        (Column("on", "Le"), lambda line: day_words(line[0].decision.decided_on) if line[0].decision else ""),
    ]
    title = f"{member.cop.name} : actions qui se ressemblent"
    table = Table.of("doublons", title, fields, lines)  # type: ignore[arg-type]
    return Book(f"copilote-{member.cop.slug}-doublons", title, (table,), (RULE,))


def _counted(line: tuple[Near, Family | None], action: Action) -> float | None:
    own = line[1].actions if line[1] else ()
    return next((each.counted_kt for each in own if each.action.pk == action.pk), None)


def _families(member: Membership, action: str) -> tuple[list[tuple[int, ...]], dict[tuple[int, int], bool]]:
    """The groups that are still to be decided of, and the pairs that are decided."""
    pairs = list(pairs_for(member).order_by("first_id", "second_id").values_list("first_id", "second_id"))
    rows = decisions_for(member).filter(in_force=True)
    told = {
        (first, second): (verdict, whole)
        for first, second, verdict, whole in rows.values_list("first_id", "second_id", "verdict", "whole_id")
    }
    families = families_of(pairs, told)
    if (about := whole_number(action)) is not None:
        families = [family for family in families if about in family]
    return families, dict.fromkeys(told, True)


def _part(given: Mapping[str, str], count: int) -> tuple[int, dict[str, str]]:
    """Which part of a list is asked for, and the queries of those around it."""
    number, pages = given.get("page", "1"), max(1, -(-count // PER_PAGE))
    page = min(whole_number(number) or 1, pages)
    kept = {name: given[name] for name in ("etat", "action") if given.get(name)}
    return page, {
        "before": f"?{urlencode({**kept, 'page': page - 1})}" if page > 1 else "",
        "after": f"?{urlencode({**kept, 'page': page + 1})}" if page < pages else "",
        "rank": f"page {page} sur {pages}" if pages > 1 else "",
    }


def _title(count: int, *, searching: bool, leads: bool) -> str:
    if searching:
        return "Doublons : la recherche est en cours"
    if not count:
        return "Doublons : rien à décider"
    whose = "" if leads else " parmi les vôtres"
    return f"Doublons : {counted(count, 'groupe', 'groupes')} d’actions qui se ressemblent{whose}, à décider"


def _summary(sums: Sums, *, leads: bool) -> str:
    if leads and sums.twice_kt:
        total = sum(sums.total(status) for status in COUNTED)
        return (
            f"Les actions validées disent {kt_words(total + sums.twice_kt)} ; on en compte {kt_words(total)}, soit "
            f"{kt_words(sums.twice_kt)} de moins : des actions sont dites deux fois, ou en contiennent d’autres."
        )
    return "Une même action, déclarée deux fois, ne compte qu’une fois. C’est à une personne de dire si c’est la même."


def _figures(sums: Sums) -> tuple[tuple[str, str], ...]:
    total = sum(sums.total(status) for status in COUNTED)
    return (
        (kt_words(total + sums.twice_kt), "comme déclaré"),
        (kt_words(total), "comptées"),
        (f"− {kt_words(sums.twice_kt)}", "dites deux fois"),
    )


def _card(family: Family, slug: str) -> GroupCard:
    named = [each.action for each in family.actions]
    open_pairs = family.open
    keys = tuple(f"{near.first.pk}-{near.second.pk}-0" for near in open_pairs)
    holders = list(dict.fromkeys(str(action.organisation) for action in named))
    title = f"« {named[0].title} »" + (f", et {len(named) - 1} qui lui ressemblent" if len(named) > 2 else "")
    return GroupCard(
        anchor=f"g-{named[0].pk}",
        title=tied(title if len(named) > 2 else f"« {named[0].title} » et « {named[-1].title} »"),
        sentence=tied(_sentence(family, holders)),
        actions=tuple(_row(each, slug) for each in family.actions),
        pairs=tuple(_pair(near) for near in open_pairs[:MOST_PAIRS]),
        all_keys=keys if 1 < len(keys) <= MOST_PAIRS else (),
        more=f"Et {len(keys) - MOST_PAIRS} autres paires, quand celles-ci seront décidées."
        if len(keys) > MOST_PAIRS
        else "",
        decided=tuple(
            f"« {near.first.title} » et « {near.second.title} » : {_verdict(near.decision)}"
            for near in family.pairs
            if near.decision is not None
        ),
    )


def _sentence(family: Family, holders: Sequence[str]) -> str:
    who = holders[0] if len(holders) == 1 else f"{len(holders)} organisations"
    if not family.declared_kt:
        return f"De {who}. Aucune ne compte encore en CO2e."
    declared, told = kt_words(family.declared_kt), kt_words(family.counted_kt)
    if declared == told:
        return f"De {who}. {declared} déclarées, toutes comptées."
    return f"De {who}. {declared} déclarées, {told} comptées."


def _row(each: Any, slug: str) -> ActionRow:
    action = each.action
    standing = Standing(action.standing)
    told = [capital(status_words(action)) or "Statut à dire"]
    told += [str(standing.label)] if standing != Standing.VALIDATED else []
    if not each.counts:
        counts = "ne compte pas"
    elif each.declared_kt is None:
        counts = "compte, sans chiffre"
    else:
        counts = kt_words(each.counted_kt) if each.counted_kt else "laissée de côté"
    return ActionRow(
        action.title,
        reverse("action", args=[slug, action.pk]),
        str(action.organisation),
        ", ".join(told),
        kt_words(each.declared_kt) or "inconnu",
        counts,
    )


def _pair(near: Near) -> PairRow:
    one, other = near.first, near.second
    same = one.title == other.title
    names = [f"« {row.title} »" + (f" ({row.organisation})" if same else "") for row in (one, other)]
    if names[0] == names[1]:
        names = [f"{names[0]}, la première", f"{names[1]}, la seconde"]
    return PairRow(
        f"{one.pk}-{other.pk}-0",
        names[0],
        names[1],
        near.why,
        ((other.pk, f"{names[0]} fait partie de {names[1]}"), (one.pk, f"{names[1]} fait partie de {names[0]}")),
    )


def _verdict(decision: DuplicateDecision | None) -> str:
    if decision is None:
        return ""
    if decision.verdict == Verdict.PART:
        part, whole = decision.first, decision.second
        if decision.whole_id == decision.first_id:
            part, whole = whole, part
        return f"« {part.title} » fait partie de « {whole.title} »"
    return str(Verdict(decision.verdict).label)


def _decision(row: DuplicateDecision, slug: str) -> DecisionRow:
    when = day_words(timezone.localtime(row.decided_at).date())
    ended = ""
    if row.ended_on:
        by = f" par {row.ended_role}" if row.ended_role else ", une autre a pris sa place"
        ended = f"ne tient plus depuis le {day_words(row.ended_on)}{by}"
    return DecisionRow(
        row.pk,
        Entry(row.first.title, reverse("action", args=[slug, row.first_id])),
        Entry(row.second.title, reverse("action", args=[slug, row.second_id])),
        capital(_verdict(row)),
        row.reason,
        f"{row.author_role}, le {when}",
        ended,
        row.in_force,
    )


def _offer(slug: str) -> Offer:
    made = offer("duplicates", [slug])
    return replace(made, files=tuple(entry for entry in made.files if ".json" not in entry.address))
