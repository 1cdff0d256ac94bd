"""The kinds of messages, as the apps declare them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from copilote.outbox.models import Message


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    """A kind of messages, with the text that it has until the animation of a COP writes another.

    key : the app's label and a name ("cop.invitation"). label : marked by `N_`. subject, body : plain French, in which
    `{cop}` stands for a field; the body is five lines and one link. fields : what each is, in French ("nom de la COP");
    `lien`, where there is one, is the whole address of the link. examples : a value of each, for previews.
    urgent : sent at once; else gathered in one message a day. reminder : at most one in five days to a person.
    asked : the person has just asked for it (a code to sign in): nobody can refuse it. private : read by its addressee
    alone, and kept no more once sent. lasts : not sent later than that. still_needed : asked just before it is sent.
    again : the fields of one that is kept no more, made anew; None when it holds no more. handed_out : whether those
    who lead the COP may read a private one, to hand it out on paper.
    """

    key: str
    label: str
    subject: str
    body: str
    fields: Mapping[str, str]
    examples: Mapping[str, str] = field(default_factory=dict)
    urgent: bool = False
    reminder: bool = False
    asked: bool = False
    private: bool = False
    lasts: timedelta | None = None
    still_needed: Callable[[Message], bool] | None = None
    again: Callable[[Message], Mapping[str, str] | None] | None = None
    handed_out: Callable[[Message], bool] | None = None

    @property
    def example(self) -> dict[str, str]:
        """A value of each field."""
        return {name: self.examples.get(name, f"[{what}]") for name, what in self.fields.items()}


def kinds() -> dict[str, MessageKind]:
    """All that the apps declare (`messages` of their AppConfig), by key."""
    return {kind.key: kind for app in apps.get_app_configs() for kind in getattr(app, "messages", ())}


def kind_of(key: str) -> MessageKind:
    """The kind of a key. Raises LookupError for one that no app declares."""
    try:
        return kinds()[key]
    except KeyError:
        raise LookupError(f"no kind of messages is named {key}") from None
