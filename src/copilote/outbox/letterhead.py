"""What a COP changes in the messages sent in its name, as the app that knows COPs tells it.

That app names two functions in its AppConfig: `letterhead` (a scope and a kind → `Letterhead`), asked as a message is
written, and `answered_by` (a scope → an address), asked as it leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A COP's own text of a kind; "" for the text that the kind has."""

    subject: str = ""
    body: str = ""


def letterhead_of(scope: str, kind: str) -> Letterhead:
    """The letterhead of a scope for a kind of messages; an empty one where no COP is meant."""
    told = _named("letterhead", scope)
    return told(scope, kind) if told else Letterhead()


def answered_by(scope: str) -> str:
    """The address to which answers go, in a scope; "" where none is known."""
    told = _named("answered_by", scope)
    return told(scope) if told else ""


def _named(name: str, scope: str) -> Callable[..., Any] | None:
    """The function that an app names; None where no COP is meant."""
    paths = (path for app in apps.get_app_configs() if (path := getattr(app, name, "")))
    path = next(paths, "") if scope else ""
    return import_string(path) if path else None
