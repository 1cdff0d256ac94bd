"""The page and the table of the security log, for who administers the installation. In French only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from copilote.cop.models import Happening, SecurityEvent, User
from copilote.publish.table import Column, Table
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted

A_PAGE = 100
NOBODY = "—"


def moment(at: datetime) -> str:
    """When, where the COPs are: "27/11/2026 08:01:33"."""
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M:%S}"


def _person(user: User | None) -> str:
    return str(user) if user else NOBODY


COLUMNS = [
    (Column("at", "Quand"), lambda event: moment(event.at)),
    (Column("event", "Quoi"), lambda event: event.words),
    (Column("user", "Par"), lambda event: _person(event.user)),
    (Column("about", "À propos de"), lambda event: _person(event.about)),
    (Column("cop", "COP"), lambda event: str(event.cop) if event.cop else NOBODY),
    (Column("detail", "Détail"), lambda event: event.detail or NOBODY),
    (Column("client", "Appareil"), lambda event: event.client or "ce serveur"),
]


class SecurityFilter(Form):
    """`?quoi=`: one kind of event, or all. `?page=`: how far back."""

    quoi = forms.ChoiceField(label="Montrer", required=False, choices=[("", "Tout"), *Happening.choices])


@dataclass(frozen=True, kw_only=True)
class SecurityPage(Page):
    """What happened, the newest first, a hundred a page."""

    form: SecurityFilter
    table: Table | None
    newer: str
    older: str


def events_of(kind: str = "", since: datetime | None = None) -> QuerySet[SecurityEvent]:
    """What is kept, the newest first; of one kind, since a moment."""
    events = SecurityEvent.objects.select_related("user", "about", "cop").order_by("-at", "-pk")
    events = events.filter(event=kind) if kind else events
    return events.filter(at__gte=since) if since else events


def security_table(events: Iterable[SecurityEvent]) -> Table:
    """The log as the page shows it."""
    return Table.of("security", "Journal de sécurité, du plus récent au plus ancien", COLUMNS, events)


def security_page(given: Mapping[str, str], days: int) -> SecurityPage:
    """The page of a filter. days : how long the log is kept."""
    form = SecurityFilter(given, auto_id="%s")
    kind = form.cleaned_data["quoi"] if form.is_valid() else ""
    pages = Paginator(events_of(kind), A_PAGE)
    shown = pages.get_page(given.get("page"))
    address = f"{reverse('security')}?quoi={kind}&page="
    count = counted(pages.count, "événement", "événements")
    return SecurityPage(
        title=f"Journal de sécurité : {count}",
        summary=f"Ce qui touche à la sécurité de ce site, gardé {days} jours. Un appareil est dit par une empreinte : "
        "la même pour deux événements du même endroit, sans dire lequel.",
        trail=(Entry("Journal de sécurité", reverse("security")),),
        form=form,
        table=security_table(shown) if pages.count else None,
        newer=f"{address}{shown.previous_page_number()}" if shown.has_previous() else "",
        older=f"{address}{shown.next_page_number()}" if shown.has_next() else "",
    )
