"""The page of the journal, its filter and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy

from copilote.cop.cops import ground_name
from copilote.cop.journal import JournalEntry, journal_of, kinds
from copilote.cop.models import current_cop
from copilote.publish.columns import REASON
from copilote.publish.table import Book, Column, Table
from copilote.ui.addresses import ground_at, region_of
from copilote.ui.downloads import Offer, offer
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted

COLUMNS = [
    (Column("decided_on", N_("Le")), lambda entry: entry.decided_on.isoformat() if entry.decided_on else None),
    (Column("kind", N_("Quoi")), lambda entry: _(next(kind.label for kind in kinds() if kind.key == entry.kind))),
    (Column("subject", N_("À propos de")), lambda entry: entry.subject),
    (Column("before", N_("Avant"), typed=True), lambda entry: entry.before),
    (Column("decision", N_("Décision"), typed=True), lambda entry: entry.decision),
    (REASON, lambda entry: entry.reason),
    (Column("author", N_("Par"), typed=True), lambda entry: entry.author),
    (Column("ended_on", N_("Jusqu’au")), lambda entry: entry.ended_on.isoformat() if entry.ended_on else None),
]


class JournalFilter(Form):
    """`?quoi=`: one kind of decision, or all."""

    quoi = forms.ChoiceField(label=gettext_lazy("Montrer"), required=False)

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given, auto_id="%s")
        self.offer("quoi", [("", _("Tout")), *((kind.key, _(kind.label)) for kind in kinds())])


@dataclass(frozen=True, kw_only=True)
class JournalPage(Page):
    """What was decided, the newest first, and its files."""

    form: JournalFilter
    table: Table | None
    offer: Offer


def journal_table(entries: list[JournalEntry]) -> Table:
    """The journal as pages and files have it."""
    return Table.of("decisions", _("Décisions, de la plus récente à la plus ancienne"), COLUMNS, entries)


def journal_page(slug: str, given: Mapping[str, str]) -> JournalPage:
    """The page of a region. Raises UnknownNameError."""
    region, (_region, departement), form = region_of(slug), ground_at(slug), JournalFilter(given)
    cop = current_cop(region.code, departement)
    entries = journal_of(cop, form.cleaned_data["quoi"] if form.is_valid() else "")
    count = counted(len(entries), "décision", "décisions")
    return JournalPage(
        title=_("%(region)s : %(count)s de la COP", region=_whose(slug), count=count)
        if entries
        else _("%(region)s : la COP n’a encore rien décidé", region=_whose(slug)),
        summary=_("Chaque choix garde sa date, sa raison et le rôle de qui l’a fait, même quand un autre le remplace."),
        region=region,
        departement=departement,
        section="territories.journal",
        trail=(Entry.to(_("Journal des décisions"), "journal", slug),),
        form=form,
        table=journal_table(entries) if entries else None,
        offer=offer("journal", [slug]),
    )


def journal_book(slug: str) -> Book:
    """The whole journal as files."""
    title = _("%(region)s : journal des décisions", region=_whose(slug))
    return Book(f"copilote-{slug}-journal", title, (journal_table(journal_of(current_cop(*ground_at(slug)))),))


def _whose(slug: str) -> str:
    """The name of the region, or of the département, whose COP an address is of."""
    return ground_name(region_of(slug), ground_at(slug)[1])
