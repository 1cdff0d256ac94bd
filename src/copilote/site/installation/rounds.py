"""What the worker does again and again for the installation: a sign of life, the backup of the day."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.utils import timezone

from copilote.site.installation.backups import back_up_daily
from copilote.site.installation.models import note

WORKER = "worker"
"""Under this name the base notes when a worker last gave a sign of life."""
EVERY_S, LOST_S = 20.0, 120.0
"""Seconds between two signs of life, and without one before the worker is told as stopped."""
_next = 0.0


def look_after(_stopping: Callable[[], bool]) -> None:
    """Called every second."""
    global _next
    if time.monotonic() < _next:
        return
    note(WORKER, timezone.now().isoformat())
    back_up_daily()
    _next = time.monotonic() + EVERY_S
