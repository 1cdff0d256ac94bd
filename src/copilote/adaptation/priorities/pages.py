"""Pages of one priority: its form, and the priority with its history."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.adaptation.priorities.content import FIELDS, content_of, departement_name, horizon_of, in_words
from copilote.adaptation.priorities.elsewhere import Elsewhere, elsewhere
from copilote.adaptation.priorities.forms import PriorityForm
from copilote.adaptation.priorities.list_page import SECTION, trail
from copilote.adaptation.priorities.models import Priority, Standing
from copilote.adaptation.priorities.remarks import Said, remarks_of, remarks_on
from copilote.adaptation.priorities.seeing import own_departements, signs, writes
from copilote.cop.models import Cop, Membership
from copilote.cop.versions import Change, Difference, change_of
from copilote.ui.page import Entry, Page
from copilote.words.numbers import format_eur
from copilote.words.typography import capital, day_words, tied

MOST = 200
"""Changes that the page of a priority tells, the newest."""


@dataclass(frozen=True, kw_only=True)
class PriorityPage(Page):
    """One priority. facts : (what, its value); changes : none for who does not see drafts there. acts : what its reader
    may do of how it stands, (act, words) by address. elsewhere : what others do about the same effect; remarks : what
    is said of it, None for who does not read it; says : whether its reader may add to it."""

    priority: Priority
    facts: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    climate: Entry
    edits: bool
    signing: tuple[tuple[str, str], ...]
    leaving: tuple[tuple[str, str], ...]
    elsewhere: tuple[Elsewhere, ...]
    remarks: tuple[Said, ...] | None
    says: bool


@dataclass(frozen=True, kw_only=True)
class PriorityFormPage(Page):
    """The form. action, back : addresses; differences : what a colleague wrote meanwhile."""

    form: PriorityForm
    action: str
    back: str
    differences: tuple[Difference, ...] = ()


def priority_page(
    priority: Priority, member: Membership, *, may_write: bool, may_sign: bool, may_remark: bool
) -> PriorityPage:
    """The page of one. may_write, may_sign, may_remark : whether the stage of the COP lets the reader."""
    slug, place = priority.cop.held_at, departement_name(priority.departement)
    standing = Standing(priority.standing)
    may_write = may_write and writes(member, priority)
    may_sign = may_sign and signs(member, priority.departement)
    signing = {
        Standing.DRAFT: (("valider", "Valider pour le département"),),
        Standing.VALIDATED: (("rouvrir", "Rouvrir en brouillon"),),
    }
    leaving = {Standing.DRAFT: (("retirer", "Retirer"),), Standing.WITHDRAWN: (("reprendre", "Reprendre"),)}
    by = f" · proposée par {priority.organisation}" if priority.organisation else ""
    return PriorityPage(
        title=tied(f"{place} : {priority.title}"),
        summary=tied(f"{in_words('effect', priority.effect)} · {standing.label}{by}"),
        region=priority.cop.place,
        departement=priority.cop.departement,
        section=SECTION,
        trail=trail(slug, Entry(priority.title, reverse("priority", args=[slug, priority.pk]))),
        priority=priority,
        facts=_facts(priority),
        changes=_changes(priority) if priority.departement in own_departements(member) else (),
        climate=Entry.to(place, "climate", "departement", priority.departement),
        edits=may_write and standing != Standing.WITHDRAWN,
        signing=signing.get(standing, ()) if may_sign else (),
        leaving=leaving.get(standing, ()) if may_write else (),
        elsewhere=elsewhere(member, [priority.effect], {priority.departement}),
        remarks=remarks_of(priority) if remarks_on(member, priority) else None,
        says=may_remark and remarks_on(member, priority),
    )


def _facts(priority: Priority) -> tuple[tuple[str, str], ...]:
    content = content_of(priority)
    told = {name: in_words(name, content[name]) for name in FIELDS if name not in ("title", "effect")}
    if priority.budget_eur is not None:
        told["budget_eur"] = format_eur(priority.budget_eur)
    if priority.ends_on:
        told["ends_on"] = f"{day_words(priority.ends_on)} ({horizon_of(priority.ends_on).value})"
    labels = FIELDS | {"budget_eur": "Budget"}
    return tuple((labels[name], tied(value)) for name, value in told.items() if value)


def _changes(priority: Priority) -> tuple[Change, ...]:
    rows = list(priority.history.order_by("-version", "-history_date", "-history_id")[: MOST + 1])
    changes = []
    for now, before in zip(rows, [*rows[1:], None], strict=True):
        fields: list[tuple[str, str, str]] = []
        if before is not None:
            was, said = content_of(before), content_of(now)
            fields = [
                (label, in_words(name, was[name]), in_words(name, said[name]))
                for name, label in FIELDS.items()
                if was[name] != said[name]
            ]
        changes.append(change_of(now, tuple(fields)))
    return tuple(changes[:MOST])


def form_page(
    cop: Cop, form: PriorityForm, priority: Priority | None = None, differences: tuple[Difference, ...] = ()
) -> PriorityFormPage:
    """The page of a form."""
    slug = cop.held_at
    if priority is None:
        title, here = "Ajouter une priorité d’adaptation", reverse("priority_add", args=[slug])
        back = reverse("priorities", args=[slug])
    else:
        title, here = f"Modifier « {priority.title} »", reverse("priority_edit", args=[slug, priority.pk])
        back = reverse("priority", args=[slug, priority.pk])
    about = f"{departement_name(priority.departement)}. " if priority else ""
    return PriorityFormPage(
        title=capital(title),
        summary=f"{about}L’effet et l’intitulé suffisent pour commencer ; le reste se complète plus tard.",
        region=cop.place,
        departement=cop.departement,
        section=SECTION,
        trail=trail(slug, Entry(title, here)),
        form=form,
        action=here,
        back=back,
        differences=differences,
    )
