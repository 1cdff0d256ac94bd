"""When a person came, and the time before: one's space tells what changed in between."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

from copilote.cop.models import User


def came(sender: object, user: User, **_about: Any) -> None:
    """Keep that a person signs in, by whatever way."""
    user.came_before, user.came_at = user.came_at, timezone.now()
    user.save(update_fields=["came_at", "came_before"])


def watch() -> None:
    """Keep it from now on."""
    user_logged_in.connect(came, dispatch_uid="copilote.cop.visits")
