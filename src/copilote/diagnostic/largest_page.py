"""The actions that weigh most in a region, each once, and where plants let out most when the site knows it."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

from django.urls import reverse

from copilote.diagnostic.emitters import emitters
from copilote.diagnostic.lines import kt_text
from copilote.diagnostic.live_parts import SECTION, View, actions_words, counted_notes, quantity_of, trail_of
from copilote.diagnostic.models import Action
from copilote.diagnostic.sums import Sums, apart
from copilote.planning.actions import COUNTED, Status
from copilote.publish.table import Book, Column, Kind, Linked, Table
from copilote.reference.simulator import LeverFigures
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted, format_kt, format_percent, listed
from copilote.words.typography import quoted

MOST = 50
BEYOND = 500
"""Actions told twice that may stand before the fiftieth: read besides."""


@dataclass(frozen=True, slots=True)
class Large:
    """An action, and the kt that it counts for, what another tells of it left out."""

    action: Action
    kt: float
    levers: tuple[LeverFigures, ...]


@dataclass(frozen=True, kw_only=True)
class LargestPage(Page):
    """The page. emitters : where plants let out most, by kind; none where the site did not load the register."""

    notes: tuple[str, ...]
    table: Table | None
    emitters: tuple[Table, ...]
    offer: Offer


def largest_page(view: View) -> LargestPage:
    """The page of a region, for somebody."""
    slug = view.region.slug
    sums = view.sums(view.levers)
    large = largest(view, sums)
    return LargestPage(
        title=_title(view, sums, large),
        summary=_(
            "De la plus grande à la plus petite, chacune comptée une fois. Une idée ou une action arrêtée n’y est pas."
        ),
        region=view.region,
        section=SECTION,
        trail=trail_of(view, Entry.to(_("Les plus grandes actions"), "diagnostic_largest", slug)),
        notes=counted_notes(sums),
        table=_table(view, large, linked=True) if large else None,
        emitters=emitters(view.region),
        offer=offer("diagnostic_largest", [slug]),
    )


def largest_book(view: View) -> Book:
    """Its tables, for files."""
    sums = view.sums(view.levers)
    large = largest(view, sums)
    tables = (_table(view, large, linked=False), *emitters(view.region))
    name = f"copilote-{view.region.slug}-plus-grandes-actions"
    return Book(name, _title(view, sums, large), tables, counted_notes(sums))


def largest(view: View, sums: Sums) -> tuple[Large, ...]:
    """The fifty that weigh most: validated, of a status that counts, within no other; two queries."""
    if view.cop is None:
        return ()
    by_id = {lever.id: lever for lever in view.levers}
    rows = apart(view.cop, view.audience).filter(status__in=[each.value for each in COUNTED], kt__gt=0)
    rows = rows.select_related("organisation__territory").prefetch_related("levers").order_by("-kt", "pk")
    found = []
    for action in rows[: MOST + min(BEYOND, len(sums.told_twice))]:
        own = [each for each in action.levers.all() if (action.pk, each.lever) not in sums.twice]
        kt = (action.kt or 0.0) * fsum(each.part for each in own)
        if kt > 0:
            named = tuple(by_id[each.lever] for each in own if each.lever in by_id)
            found.append(Large(action, kt, named))
    return tuple(sorted(found, key=lambda each: (-each.kt, each.action.pk))[:MOST])


def _title(view: View, sums: Sums, large: tuple[Large, ...]) -> str:
    if not large:
        return _("%(name)s : aucune action chiffrée n’est encore publiée", name=view.region.name)
    declared = fsum(sums.total(status) for status in COUNTED)
    weight = fsum(each.kt for each in large)
    words = {"name": view.region.name, "actions": actions_words(len(large)), "kt": format_kt(weight)}
    if len(large) < MOST or not declared:
        words["actions"] = counted(len(large), "action chiffrée", "actions chiffrées")
        return _("%(name)s : %(actions)s, soit %(kt)s par an en 2030", **words)
    part = format_percent(min(1.0, weight / declared))
    return _(
        "%(name)s : les %(actions)s les plus grandes font %(kt)s, %(part)s de ce qui est déclaré", part=part, **words
    )


def _table(view: View, large: tuple[Large, ...], *, linked: bool) -> Table:
    slug, levers = view.region.slug, {lever.id: lever for lever in view.levers}

    def lever(each: Large) -> Linked:
        names = listed([own.label for own in each.levers])
        own = each.levers[0] if len(each.levers) == 1 else None
        return Linked(names, reverse("diagnostic_lever", args=[slug, own.slug]) if own and linked else "")

    fields = (
        (Column("title", N_("Action"), typed=True), lambda each: Linked(each.action.title, french=True)),
        (Column("holder", N_("Porteur")), lambda each: quoted(str(each.action.organisation))),
        (Column("levers", N_("Leviers")), lever),
        (Column("status", N_("Statut")), lambda each: Status(each.action.status).label),
        (Column("quantity", N_("Quantité")), lambda each: quantity_of(each.action, levers, named=len(each.levers) > 1)),
        (Column("kt", N_("ktCO2e évitées"), Kind.KT), lambda each: Linked(each.kt, text=kt_text(each.kt))),
    )
    return Table.of("plus-grandes", _("Les actions qui pèsent le plus"), fields, large, sheet=_("Actions"))
