"""The text of a message, as those who lead the COP that sends it may read, print and copy it."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.outbox.kinds import MessageKind, kinds
from copilote.outbox.models import Message
from copilote.outbox.posting import written


@dataclass(frozen=True, slots=True)
class Text:
    """What a person receives. link : that of the body."""

    subject: str
    body: str
    link: str = ""


def text_of(message: Message) -> Text | None:
    """The text of a message, made anew where it is kept no more; None for what holds no more, or cannot be made."""
    if message.body:
        return Text(message.subject, message.body, message.link)
    kind = kinds().get(message.kind)
    fields = kind.again(message) if kind and kind.again else None
    if kind is None or fields is None:
        return None
    subject, body, _remark = written(kind, {name: str(fields[name]) for name in kind.fields}, message.scope)
    return Text(subject, body, str(fields.get("lien", "")))


def readable(message: Message) -> Text | None:
    """The text as those who lead the COP may read, print and copy it; None for what is for its addressee alone."""
    kind: MessageKind | None = kinds().get(message.kind)
    if kind and kind.private and not (kind.handed_out and kind.handed_out(message)):
        return None
    return text_of(message)
