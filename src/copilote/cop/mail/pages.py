"""The messages of a COP, as its animation follows them: what waits, left, failed, and the text of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, Count, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from copilote.cop.mail.texts_page import trail_to
from copilote.cop.models import Cop
from copilote.outbox.daily import KIND as DAILY
from copilote.outbox.kinds import kinds
from copilote.outbox.models import Message, State
from copilote.outbox.reading import Text, readable, text_of
from copilote.outbox.resending import AGAIN
from copilote.publish.table import Column, Linked, Table
from copilote.ui.addresses import ground_at, region_of
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import _
from copilote.words.numbers import counted

PER_PAGE = 50
SLOW = timedelta(minutes=5)
"""After which a message that waits, and that no server refused, says that nobody sends."""
GROUPS: dict[str, tuple[str, str, tuple[State, ...]]] = {
    "incertain": ("peut-être parti", "peut-être partis", (State.UNCERTAIN,)),
    "echec": ("échoué", "échoués", (State.FAILED,)),
    "refuse": ("à une adresse refusée", "à une adresse refusée", (State.BOUNCED,)),
    "attente": ("en attente", "en attente", (State.WAITING, State.GATHERED, State.TAKEN, State.HANDING)),
    "envoye": ("envoyé", "envoyés", (State.SENT,)),
    "sans-objet": ("qui n’a plus lieu d’être", "qui n’ont plus lieu d’être", (State.NOT_NEEDED, State.REFUSED)),
}
"""What the animation looks for: how one and several are called, and the states."""
BULK = ("incertain", "echec", "refuse")
"""The groups that may be sent again as a whole."""


class MessagesFilter(Form):
    """`?etat=` a group, `?nature=` a kind, `?pour=` a part of an address."""

    etat = forms.ChoiceField(label="Où ils en sont", required=False)
    nature = forms.ChoiceField(label="Nature", required=False)
    pour = forms.CharField(label="Adresse", required=False, max_length=100)

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given, auto_id="%s")
        self.offer("etat", [("", "Tous"), *((key, many.capitalize()) for key, (_one, many, _in) in GROUPS.items())])
        self.offer("nature", [("", "Toutes"), *((key, _(kind.label)) for key, kind in kinds().items())])

    def chosen(self, name: str) -> str:
        """What was asked for, "" for what makes no sense."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many messages are in a group, and their list."""

    key: str
    count: int
    label: str
    address: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class MessagesPage(Page):
    """The list. again : the group that may be sent again whole, "" for none. warning : nothing leaves, and why."""

    form: MessagesFilter
    groups: tuple[GroupCount, ...]
    table: Table | None
    total: int
    again: str
    warning: str
    before: str
    after: str
    printed: str


@dataclass(frozen=True, kw_only=True)
class MessagePage(Page):
    """One message. text : None for its addressee alone. mailto : the same in the reader's own mail program. again :
    whether it may be sent again."""

    message: Message
    facts: tuple[tuple[str, str], ...]
    text: Text | None
    mailto: str
    again: bool


@dataclass(frozen=True, kw_only=True)
class PrintedPage(Page):
    """The texts of many messages (address, text), to be printed or copied. left_out : those that cannot be."""

    texts: tuple[tuple[str, Text], ...]
    left_out: int


def of_cop(cop: Cop) -> QuerySet[Message]:
    """The messages of a COP; those of a day are seen by what they gather."""
    return Message.objects.filter(scope=cop.slug).exclude(kind=DAILY)


def chosen(cop: Cop, form: MessagesFilter) -> QuerySet[Message]:
    """Those that the filter leaves: what asks for an act, then the newest."""
    to_do = tuple(state for group in BULK for state in GROUPS[group][2])
    acts = Case(When(state__in=to_do, then=0), default=1)
    messages = of_cop(cop).order_by(acts, "-made", "-pk")
    if group := form.chosen("etat"):
        messages = messages.filter(state__in=GROUPS[group][2])
    if nature := form.chosen("nature"):
        messages = messages.filter(kind=nature)
    if email := form.chosen("pour").strip().lower():
        messages = messages.filter(email__contains=email)
    return messages


def messages_page(slug: str, cop: Cop, given: Mapping[str, str]) -> MessagesPage:
    """The list of a COP's messages."""
    form = MessagesFilter(given)
    group = form.chosen("etat")
    pages = Paginator(chosen(cop, form), PER_PAGE)
    page = pages.get_page(given.get("page"))
    groups = _groups(slug, cop, group)
    rows = [(message, slug) for message in page.object_list]
    kept = {name: value for name in ("etat", "nature", "pour") if (value := form.chosen(name))}
    here = reverse("messages", args=[slug])
    return MessagesPage(
        title=_title(groups),
        summary="Chaque message peut être relu, imprimé, copié, renvoyé : le filtre d’une mairie en mange parfois un.",
        region=region_of(slug),
        departement=ground_at(slug)[1],
        section="cop",
        trail=trail_to(slug),
        form=form,
        groups=groups,
        table=Table.of("messages", counted(pages.count, "message", "messages"), COLUMNS, rows) if rows else None,
        total=pages.count,
        again=group if group in BULK and pages.count else "",
        warning=_warning(cop),
        before=f"{here}?{urlencode(kept | {'page': page.previous_page_number()})}" if page.has_previous() else "",
        after=f"{here}?{urlencode(kept | {'page': page.next_page_number()})}" if page.has_next() else "",
        printed=f"{reverse('messages_printed', args=[slug])}?{urlencode(kept)}" if rows else "",
    )


def _groups(slug: str, cop: Cop, current: str) -> tuple[GroupCount, ...]:
    by_state = dict(of_cop(cop).values_list("state").annotate(Count("pk")).order_by())
    groups = []
    for key, (one, many, states) in GROUPS.items():
        count = sum(by_state.get(state, 0) for state in states)
        address = f"{reverse('messages', args=[slug])}?etat={key}"
        groups.append(GroupCount(key, count, one if count < 2 else many, address, key == current))
    return tuple(groups)


def _title(groups: tuple[GroupCount, ...]) -> str:
    """A sentence that says where the messages are, what asks for an act first."""
    counts = {group.key: group for group in groups}
    total = sum(group.count for group in groups)
    if not total:
        return "Aucun message n’est encore parti de cette COP"
    wrong = [counts[key] for key in BULK if counts[key].count]
    told = [f"{group.count} {group.label}" for group in (*wrong, counts["envoye"], counts["attente"]) if group.count]
    return f"{counted(total, 'message', 'messages')} : {', '.join(told) or 'rien à faire'}"


def _warning(cop: Cop) -> str:
    """Why nothing leaves, when nothing does."""
    now = timezone.now()
    late = of_cop(cop).filter(state=State.WAITING, alone=True, due__lt=now - SLOW).order_by("due").first()
    if late is None:
        return ""
    since = _moment(late.tried or late.due)
    if late.error:
        return f"Des messages attendent depuis le {since} : {late.error}. Ils sont réessayés deux jours durant."
    return f"Des messages attendent depuis le {since} et rien ne les envoie : dites-le à qui tient le site."


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y à %H:%M") if moment else ""


def _label(message: Message) -> str:
    kind = kinds().get(message.kind)
    return _(kind.label) if kind else message.kind


def _subject(message: Message, slug: str) -> Linked:
    address = reverse("message", args=[slug, message.pk])
    kind = kinds().get(message.kind)
    subject = message.subject if kind is None or not kind.private else f"{_label(message)} : lire, imprimer"
    return Linked(subject, address, note=message.error or message.remark)


def _state(message: Message) -> str:
    if message.state in GROUPS["attente"][2] and message.due > timezone.now():
        return f"attend le {_moment(message.due)}"
    return str(State(message.state).label)


COLUMNS = [
    (Column("email", "Pour"), lambda row: row[0].email),
    (Column("kind", "Nature"), lambda row: _label(row[0])),
    (Column("subject", "Objet"), lambda row: _subject(*row)),
    (Column("state", "Où il en est"), lambda row: _state(row[0])),
    (Column("when", "Le"), lambda row: _moment(row[0].sent or row[0].made)),
]


def message_page(slug: str, message: Message) -> MessagePage:
    """The page of one message."""
    text = readable(message)
    facts = (
        ("Pour", message.email),
        ("Nature", _label(message)),
        ("Où il en est", _state(message)),
        ("Écrit le", _moment(message.made)),
        ("Envoyé le", _moment(message.sent)),
        ("Essais", str(message.attempts or "")),
        ("Pourquoi", message.error),
        ("À savoir", message.remark),
    )
    return MessagePage(
        title=f"Message pour {message.email} : {_state(message)}",
        summary="",
        region=region_of(slug),
        departement=ground_at(slug)[1],
        section="cop",
        trail=trail_to(slug, Entry.to(message.email, "message", slug, str(message.pk))),
        message=message,
        facts=tuple((name, value) for name, value in facts if value),
        text=text,
        mailto=f"mailto:{quote(message.email)}?subject={quote(text.subject)}&body={quote(text.body)}" if text else "",
        again=message.state in AGAIN and text_of(message) is not None,
    )


def printed_page(slug: str, cop: Cop, given: Mapping[str, str]) -> PrintedPage:
    """The texts of all that the filter leaves, but of what only its addressee may read."""
    messages = list(chosen(cop, MessagesFilter(given)).order_by("email", "pk"))
    read = [(message.email, text) for message in messages if (text := readable(message))]
    return PrintedPage(
        title=f"{counted(len(read), 'message', 'messages')} à remettre en main propre",
        summary="Un par page une fois imprimés. Chacun porte le lien de la personne : ne le donnez qu’à elle.",
        region=region_of(slug),
        departement=ground_at(slug)[1],
        section="cop",
        trail=trail_to(slug, Entry.to("Imprimer", "messages_printed", slug)),
        texts=tuple(read),
        left_out=len(messages) - len(read),
    )
