"""The meetings and documents of a COP: announced and taken out by its animation, as rows of the journal; its agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from copilote.cop.journal import close, record
from copilote.cop.models import Cop, Document, Meeting, Membership
from copilote.publish.mention import said
from copilote.reference.errors import InputError
from copilote.words.typography import day_words

LASTS = timedelta(hours=2)
"""What an agenda shows of a meeting whose end nobody said."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Meetings:
    """What a COP announces: meetings to come, the nearest first, past ones, the last first, and documents of none."""

    coming: tuple[Meeting, ...] = ()
    past: tuple[Meeting, ...] = ()
    documents: tuple[Document, ...] = ()


NOTHING = Meetings()


def meetings_of(cop: Cop) -> Meetings:
    """What a COP announces today."""
    held = Document.objects.filter(in_force=True).order_by("dated_on", "pk")
    rows = Meeting.objects.filter(cop=cop, in_force=True).order_by("held_on", "begins_at", "pk")
    rows = rows.prefetch_related(Prefetch("documents", queryset=held, to_attr="shown_documents"))
    meetings = tuple(rows[:MOST])
    today = timezone.localdate()
    alone = Document.objects.filter(cop=cop, in_force=True).exclude(meeting__in_force=True)
    return Meetings(
        tuple(meeting for meeting in meetings if meeting.held_on >= today),
        tuple(meeting for meeting in reversed(meetings) if meeting.held_on < today),
        tuple(alone.order_by("-dated_on", "-pk")[:MOST]),
    )


def announce(member: Membership, row: Meeting | Document) -> None:
    """Keep a meeting or a document; one of the same title (and day) is replaced. Raises InputError.

    The documents of a meeting that is replaced are the new one's.
    """
    same = {name: getattr(row, name) for name in row.about}
    before = type(row)._default_manager.filter(cop=member.cop, in_force=True, **same).first()
    record(row, member)
    if isinstance(row, Meeting) and before is not None:
        Document.objects.filter(meeting_id=before.pk).update(meeting=row)


def withdraw(member: Membership, kind: type[Meeting | Document], number: int) -> None:
    """Take a meeting or a document out of the page; it stays in the journal. Raises InputError when it is not there."""
    row = kind._default_manager.filter(cop=member.cop, pk=number, in_force=True).first()
    if row is None:
        raise InputError("Cette ligne n’est plus sur la page : relisez-la.")
    close(row, member)


def meeting_in_words(row: Meeting) -> tuple[str, str]:
    """Of which meeting, and what is said of it."""
    hour = f" à {row.begins_at:%H:%M}" if row.begins_at else ""
    return row.title, ", ".join(filter(None, (f"{day_words(row.held_on)}{hour}", row.place, row.link)))


def document_in_words(row: Document) -> tuple[str, str]:
    """Of which document, and what is said of it."""
    return row.title, f"{day_words(row.dated_on)}, {row.link}"


def agenda(cop: Cop, address: str) -> bytes:
    """The meetings of a COP as an iCalendar file. address : of the COP's page, entire."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Copilote//COP//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", cop.name)
    if mention := said():
        calendar.add("x-wr-caldesc", mention)
    announced = meetings_of(cop)
    for meeting in (*reversed(announced.past), *announced.coming):
        event = Event()
        event.add("uid", f"reunion-{meeting.pk}-{cop.slug}@copilote")
        event.add("dtstamp", meeting.decided_at)
        event.add("summary", f"{cop.name} : {meeting.title}")
        if meeting.begins_at:
            begins = timezone.make_aware(datetime.combine(meeting.held_on, meeting.begins_at)).astimezone(UTC)
            event.add("dtstart", begins)
            event.add("dtend", begins + LASTS)
        else:
            event.add("dtstart", meeting.held_on)
        if where := meeting.place or meeting.link:
            event.add("location", where)
        event.add("url", meeting.link or address)
        calendar.add_component(event)
    body: bytes = calendar.to_ical()
    return body
