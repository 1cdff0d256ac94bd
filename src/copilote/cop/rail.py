"""The rail: the calendar of the COP that a region holds, as the navigation of its pages.

Every page of a region shows it: it is read once a minute at most, and anew as soon as the calendar changes. Where the
base does not answer, pages do without it, and ask again a little later.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from copilote.cop.calendar import HELD
from copilote.cop.models import Cop, Period, Stage
from copilote.reference.simulator import Region
from copilote.ui.addresses import held_slug
from copilote.ui.page import RailStage
from copilote.words import N_, _
from copilote.words.typography import day_words

KEPT_S, PAUSE_S = 60, 10
"""Seconds that it is kept; seconds until a base that did not answer is asked again."""
LABELS = {
    Stage.DIAGNOSTIC: N_("Diagnostic"),
    Stage.DEBATE: N_("Débat"),
    Stage.SHARING: N_("Partage"),
    Stage.ROADMAP: N_("Feuille de route"),
    Stage.FOLLOW_UP: N_("Suivi"),
}
Calendar = tuple[str, dict[str, tuple[date | None, date | None]]]
"""The stage of today, and the dates of each."""


def rail_of(region: Region, departement: str = "") -> tuple[RailStage, ...]:
    """The stages of the current COP of a region, or of one of its départements, in order; none where there is no COP,
    or no answer."""
    calendar = _calendar(region.code, departement)
    if calendar is None:
        return ()
    today, dates = calendar
    page = reverse("cop", args=[held_slug(region.slug, departement)])
    return tuple(
        RailStage(
            stage.value,
            _(LABELS[stage]),
            _note(stage, today, *dates.get(stage.value, (None, None))),
            stage.value == today,
            f"{page}#etape-{stage.value}",
        )
        for stage in HELD
    )


def _note(stage: Stage, today: str, opens: date | None, closes: date | None) -> str:
    """Until when it is open, or from when; "" for nothing to say."""
    if stage.value == today:
        if closes is None:
            return _("en cours")
        late = closes < timezone.localdate()
        return (
            _("date passée : %(day)s", day=day_words(closes)) if late else _("jusqu’au %(day)s", day=day_words(closes))
        )
    order = list(Stage)
    if order.index(stage) < order.index(Stage(today)):
        return _("terminé")
    return _("dès le %(day)s", day=day_words(opens)) if opens else _("à venir")


def _calendar(region: str, departement: str) -> Calendar | None:
    """What the rail is made of, kept for a while; None for no COP, or when the base does not answer."""
    held = cache.get(_key(region, departement))
    if held is not None:
        return held or None
    try:
        calendar, seconds = _read(region, departement), KEPT_S
    except Error:
        calendar, seconds = None, PAUSE_S
    cache.set(_key(region, departement), calendar or (), seconds)
    return calendar


def _read(region: str, departement: str) -> Calendar | None:
    cop = Cop.objects.filter(region=region, departement=departement, current=True).only("pk", "stage").first()
    if cop is None:
        return None
    rows = Period.objects.filter(cop=cop, in_force=True).values_list("stage", "opens_on", "closes_on")
    return cop.stage, {stage: (opens, closes) for stage, opens, closes in rows}


def _key(region: str, departement: str) -> str:
    return f"rail-{region}-{departement}"


def forget(sender: object, instance: Cop | Period, **_about: Any) -> None:
    """Read it anew, once it is kept that a COP or its calendar has changed."""
    cop = instance if isinstance(instance, Cop) else instance.cop
    transaction.on_commit(lambda: cache.delete(_key(cop.region, cop.departement)))
