"""Pages of one action: its form, with what is proposed and asked, and the action with its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.urls import reverse

from copilote.cop.models import Membership, Organisation
from copilote.cop.organisations import of_cop
from copilote.cop.versions import Change, Difference, change_of
from copilote.diagnostic.achieved.pages import latest_words
from copilote.diagnostic.alike import Alike, alike
from copilote.diagnostic.attached.pages import links_of
from copilote.diagnostic.content import FIELDS, Content, content_of, in_words, levers_in_words
from copilote.diagnostic.doubtful import doubts_about, doubts_told
from copilote.diagnostic.here import lever_of
from copilote.diagnostic.models import OURS, Action, Origin, Seen, Standing
from copilote.diagnostic.twice.reading import decisions_for, pairs_for
from copilote.diagnostic.workbench.cells import table_action
from copilote.diagnostic.working.action_form import CARBON, SLOTS, ActionForm, fields_of
from copilote.diagnostic.working.list_page import trail
from copilote.diagnostic.working.words import kt_words, said_levers, said_quantity, status_words
from copilote.diagnostic.writing import places_in_words, signs_for, writes_for
from copilote.exchange.actions.titles import matcher
from copilote.planning.actions import COUNTED, Status
from copilote.planning.matching import Suggestion
from copilote.reference.errors import fold
from copilote.sharing.reads import choices_of
from copilote.ui.page import Entry, Page
from copilote.words import _
from copilote.words.numbers import format_eur
from copilote.words.typography import day_words, tied

NEAR = 0.6
"""Part of the words of two titles that are the same, from which one is offered for the other."""
MOST_ALIKE = 20
"""Actions that the page of one names as looking like it."""
SHORT = 3
"""Letters of a word that says nothing of a title."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A lever that the title evokes, and by which of its words."""

    lever: str
    label: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ActionFormPage(Page):
    """The form. proposed : levers for the title, None where it was not asked; asked : what looks like a slip; seal :
    confirms it; similar : other actions of the organisation with such a title; begun : those that it began on the same
    lever; differences : what a colleague wrote meanwhile. alike : what territories like its own do, by lever chosen.
    units, suggestions : for the script."""

    form: ActionForm
    action: str
    back: str
    organisation: Organisation
    proposed: tuple[Proposed, ...] | None = None
    converted: str = ""
    asked: tuple[str, ...] = ()
    seal: str = ""
    similar: tuple[Entry, ...] = ()
    begun: tuple[Entry, ...] = ()
    differences: tuple[Difference, ...] = ()
    units: dict[str, list[tuple[str, str, float | None]]] = field(default_factory=dict)
    alike: tuple[tuple[str, tuple[Alike, ...]], ...] = ()
    suggestions: str = ""


@dataclass(frozen=True, kw_only=True)
class WhosePage(Page):
    """For which organisation the animation writes."""

    organisations: tuple[Organisation, ...]


def whose_page(member: Membership, slug: str, *, workbench: bool = False) -> WhosePage:
    """The choice of one; workbench : whose table it is, else whose action."""
    summary = "L’action sera la sienne : elle la lira, la complétera et la validera."
    where = Entry("Ajouter une action", reverse("action_add", args=[slug]))
    if workbench:
        summary = "Ce tableau est le sien : elle le complète et le valide."
        where = Entry("Tableau des leviers", reverse("workbench", args=[slug]))
    return WhosePage(
        title="Pour quelle organisation ?",
        summary=summary,
        region=member.cop.place,
        departement=member.cop.departement,
        section="diagnostic.actions",
        trail=trail(slug, where),
        organisations=tuple(of_cop(member.cop)),
    )


def begun_of(organisation: Organisation, lever: str, status: str) -> dict[str, str]:
    """The fields of an action that is begun: on a lever and with a status that are known, as the workbench asks for
    one; it then counts within the action that the workbench made of them."""
    fields = {"visible": Seen.COP.value}
    if lever_of(organisation.cop.region, lever) is None or status not in {each.value for each in COUNTED}:
        return fields
    outer = table_action(organisation, lever, status)
    return fields | {"levier1": lever, "statut": status, "partie": str(outer or "")}


def form_page(form: ActionForm, slug: str, sent: Mapping[str, str], *, wanted: bool = False) -> ActionFormPage:
    """The page of a form. wanted : whether levers are to be proposed."""
    number = form.action.pk if form.action else None
    back = reverse("action", args=[slug, number]) if number else reverse("actions", args=[slug])
    title = f"Modifier « {form.action.title} »" if form.action else "Ajouter une action"
    if number:
        address = reverse("action_edit", args=[slug, number])
    else:
        address = f"{reverse('action_add', args=[slug])}?organisation={form.organisation.pk}"
    units = {
        lever: [(unit.key, unit.name, unit.kt) for unit in each[::-1]] for lever, each in form.units.items() if each
    }
    units[""] = [(key, name, kt) for key, (kt, name) in CARBON.items()]
    kt = form.typed_kt if form.is_bound and not form.errors else None
    return ActionFormPage(
        title=title,
        summary=f"Pour {form.organisation}. Le titre, le statut et un levier suffisent.",
        region=form.organisation.cop.place,
        departement=form.organisation.cop.departement,
        section="diagnostic.actions",
        trail=trail(slug, Entry(title, address)),
        form=form,
        action=address,
        back=back,
        organisation=form.organisation,
        proposed=proposed_for(form.region, sent.get("titre", ""), sent.get("description", "")) if wanted else None,
        begun=() if form.action else begun_on(form.organisation, str(form["levier1"].value() or ""), slug),
        converted=f"= {kt_words(kt)} évitées par an" if kt is not None else "",
        units=units,
        alike=alike_of(form.organisation, form.chosen),
        suggestions=reverse("action_levers", args=[slug]),
    )


def proposed_for(region: str, title: str, description: str = "") -> tuple[Proposed, ...]:
    """The levers that a title evokes, three at most."""
    found: Sequence[Suggestion] = matcher(region).suggest(title[:300], description[:2000]) if title.strip() else ()
    known = ((each, lever_of(region, each.lever)) for each in found)
    return tuple(Proposed(each.lever, lever.label, ", ".join(each.words)) for each, lever in known if lever is not None)


def with_lever(sent: dict[str, str], lever: str) -> dict[str, str]:
    """The fields with a proposed lever in the first free slot."""
    slots = [f"levier{slot}" for slot in SLOTS]
    if lever not in [sent.get(slot) for slot in slots]:
        free = next((slot for slot in slots if not sent.get(slot)), slots[-1])
        return sent | {free: lever}
    return sent


def doubts_of(form: ActionForm) -> tuple[str, ...]:
    """What looks like a slip in what was typed: asked, never changed."""
    content = form.content
    row = Action(
        **{name: getattr(content, name) for name in FIELDS if name != "kt"},
        organisation=form.organisation,
        kt=form.typed_kt,
        said=content.said,
    )
    return doubts_about(row, form.region, choices_of(form.region))


def seal_of(asked: Sequence[str]) -> str:
    """What confirms questions: those, and no others."""
    return sha256("\n".join(asked).encode()).hexdigest()[:16] if asked else ""


def similar_to(organisation: Organisation, title: str, slug: str) -> tuple[Entry, ...]:
    """Other actions of an organisation whose titles say the same, to be taken up again."""
    words = _words(title)
    rows = Action.objects.filter(
        cop=organisation.cop_id, organisation=organisation, standing__in=(Standing.KNOWN, Standing.DRAFT)
    )
    near = []
    for number, other in rows.order_by("-changed_at").values_list("pk", "title")[:2000]:
        theirs = _words(other)
        if words and theirs and len(words & theirs) >= NEAR * len(words | theirs):
            near.append(Entry(other, reverse("action_edit", args=[slug, number])))
    return tuple(near[:3])


def begun_on(organisation: Organisation, lever: str, slug: str) -> tuple[Entry, ...]:
    """What an organisation wrote on a lever and did not validate, the newest first, to be taken up again."""
    if not lever:
        return ()
    rows = Action.objects.filter(cop=organisation.cop_id, organisation=organisation, standing=Standing.DRAFT)
    rows = rows.filter(origin=Origin.WRITTEN, levers__lever=lever).order_by("-changed_at")
    return tuple(
        Entry(title, reverse("action_edit", args=[slug, number]))
        for number, title in rows.values_list("pk", "title")[:3]
    )


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in fold(title).split() if len(word) > SHORT)


def merged(sent: Mapping[str, str], before: Content, action: Action, region: str) -> dict[str, str]:
    """What was typed, with what a colleague wrote meanwhile in the fields that one had not touched."""
    was = fields_of(before, action.organisation, region, 0)
    now = fields_of(content_of(action), action.organisation, region, action.version)
    quantities = ("quantite", "unite")
    touched = {name for name in {*was, *now} if sent.get(name, "") != was.get(name, "")}
    touched |= set(quantities) if touched & set(quantities) else set()
    kept = {name: value for name, value in sent.items() if name in touched or name not in {*was, *now}}
    return now | kept | {"vu": str(action.version)}


@dataclass(frozen=True, kw_only=True)
class ActionPage(Page):
    """One action. facts : (what, its value); acts : what its reader may say of it, (act, words); alike : what
    territories like that of its organisation do, by the name of each of its levers; twice : what it looks like, or was
    decided of it, in words; doubts : what looks like a slip; documents : those joined to it; stops : its reader
    may stop it."""

    action: Action
    facts: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    parts: tuple[Entry, ...]
    acts: tuple[tuple[str, str], ...]
    edits: bool
    validates: bool
    alike: tuple[tuple[str, tuple[Alike, ...]], ...]
    twice: tuple[Entry, ...] = ()
    doubts: tuple[str, ...] = ()
    documents: tuple[Entry, ...] = ()
    stops: bool = False


def action_page(action: Action, member: Membership, *, writes: bool, signs: bool) -> ActionPage:
    """The page of one. writes, signs : whether the stage of the COP lets the reader."""
    region, slug = action.cop.region, action.cop.held_at
    writes = writes and writes_for(member, action.organisation_id)
    standing = Standing(action.standing)
    acts = {
        Standing.KNOWN: (("confirmer", "Confirmer : c’est une des nôtres"), ("pas-a-nous", "Pas à nous")),
        Standing.DRAFT: (("pas-a-nous", "Pas à nous"),),
        Standing.REFUSED: (("reprendre", "Finalement, elle est à nous"),),
        Standing.VALIDATED: (),
    }[standing]
    told = ", ".join(filter(None, (status_words(action), said_quantity(action, region))))
    return ActionPage(
        title=tied(f"{action.title} : {told}") if told else action.title,
        summary=f"{action.organisation} · {standing.label}",
        region=action.cop.place,
        departement=action.cop.departement,
        section="diagnostic.actions",
        trail=trail(slug, Entry(action.title, reverse("action", args=[slug, action.pk]))),
        action=action,
        facts=_facts(action, region),
        changes=_changes(action, region),
        parts=tuple(
            Entry(part.title, reverse("action", args=[slug, part.pk])) for part in action.parts.order_by("title")[:100]
        ),
        acts=acts if writes else (),
        edits=writes and standing != Standing.REFUSED,
        validates=signs and signs_for(member, action.organisation_id) and standing == Standing.DRAFT,
        alike=alike_of(action.organisation, [share.lever for share in content_of(action).levers]),
        twice=_twice(action, member, slug),
        doubts=doubts_told(action, region, choices_of(region)),
        documents=links_of(action),
        stops=writes and standing in OURS and action.progress is not Status.STOPPED,
    )


def _twice(action: Action, member: Membership, slug: str) -> tuple[Entry, ...]:
    """The actions that it looks like and what was decided, for who may decide of them."""
    own = Q(first=action) | Q(second=action)
    told = {
        (row.first_id, row.second_id): str(row)
        for row in decisions_for(member).filter(own, in_force=True).order_by("pk")[:MOST_ALIKE]
    }
    whys = {
        (row.first_id, row.second_id): f"{row.why} ; à décider"
        for row in pairs_for(member).filter(own).order_by("pk")[:MOST_ALIKE]
    }
    every = whys | told
    others = [first if first != action.pk else second for first, second in every]
    titles = dict(Action.objects.filter(pk__in=others).values_list("pk", "title"))
    page = reverse("duplicates", args=[slug])
    open_pairs, decided = f"{page}?action={action.pk}", f"{page}?etat=decidees"
    return tuple(
        Entry(titles.get(other, ""), decided if pair in told else open_pairs, note=words)
        for (pair, words), other in zip(every.items(), others, strict=True)
    )


def alike_of(organisation: Organisation, levers: Sequence[str]) -> tuple[tuple[str, tuple[Alike, ...]], ...]:
    """What territories like that of an organisation do on some levers, by their names; public actions only."""
    territory, cop = organisation.territory, organisation.cop
    if territory is None or not levers:
        return ()
    found = alike(cop, territory.level, territory.code, levers)
    named = ((lever_of(cop.region, each), places) for each, places in found.items())
    return tuple((lever.label, places) for lever, places in named if lever is not None)


def _facts(action: Action, region: str) -> tuple[tuple[str, str], ...]:
    content = content_of(action)
    years = " à ".join(dict.fromkeys(day_words(day) for day in (action.start, action.end) if day))
    if years and not (action.start and action.end):
        years = f"{'à partir du' if action.start else 'jusqu’au'} {years}"
    obstacle = action.obstacle
    if obstacle and action.obstacle_level:
        obstacle += f" (se débloque {action.get_obstacle_level_display()})"
    carbon = kt_words(action.kt)
    if carbon and action.kt_method:
        carbon += f" ({action.kt_method})"
    facts = (
        ("Leviers", said_levers(action, region)),
        ("Statut", " · ".join(filter(None, (status_words(action), f"phase : {action.phase}" if action.phase else "")))),
        ("D’ici 2030", said_quantity(action, region)),
        ("Réalisé", latest_words(action)),
        ("CO2e évité par an", carbon),
        ("Territoires", places_in_words(content.places)),
        ("Quand", years),
        ("Budget", format_eur(action.amount_eur) if action.amount_eur is not None else ""),
        ("Financeurs", action.funders),
        ("Partenaires", action.partners),
        ("Description", action.description),
        ("Ce qui la freine", obstacle),
        ("Ce qui la débloquerait", action.obstacle_lifted_by),
        ("Fait partie de", action.part_of.title if action.part_of else ""),
        ("Une fois validée, vue par", action.get_seen_display()),
        ("Origine", str(Origin(action.origin).label)),
    )
    return tuple(fact for fact in facts if fact[1])


def _changes(action: Action, region: str) -> tuple[Change, ...]:
    """Its history, the newest first: who by role, what, before and after, why."""
    rows: list[Any] = list(action.history.order_by("history_date", "history_id")[:500])
    changes = []
    for rank, row in enumerate(rows):
        fields = _between(rows[rank - 1], row, region) if rank else ()
        changes.append(change_of(row, fields))
    return tuple(reversed(changes))


def _between(before: Any, after: Any, region: str) -> tuple[tuple[str, str, str], ...]:
    fields = [
        (_(label), in_words(region, name, getattr(before, name)), in_words(region, name, getattr(after, name)))
        for name, label in FIELDS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    if before.standing != after.standing:
        fields.append(("État", str(Standing(before.standing).label), str(Standing(after.standing).label)))
    was, now = content_of(before), content_of(after)
    if was.levers != now.levers:
        fields.append(("Leviers", levers_in_words(region, was.levers), levers_in_words(region, now.levers)))
    if set(was.places) != set(now.places):
        fields.append(("Territoires couverts", places_in_words(was.places), places_in_words(now.places)))
    return tuple(fields)
