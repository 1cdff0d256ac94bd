"""What the sharing writes in the journal of a COP: choices of keys, figures of territories, perimeters."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max
from django.utils import timezone

from copilote.cop.journal import DecisionKind
from copilote.cop.models import REGIONAL, territory_name
from copilote.reference.simulator import load_lever_names, load_territories
from copilote.sharing.answers import in_journal
from copilote.sharing.models import LeverKeyChoice, Perimeter, TerritoryAnswer, TerritoryFigure
from copilote.sharing.pages.decided import choice_in_words
from copilote.words import N_, _
from copilote.words.numbers import counted, format_kt
from copilote.words.typography import day_words


def _choice(row: LeverKeyChoice) -> tuple[str, str]:
    return _lever(row.lever), choice_in_words(row, row.cop.region)


def _figure(row: TerritoryFigure) -> tuple[str, str]:
    amounts = {_("fait ou en cours"): row.done_kt, _("proposé"): row.proposed_kt}
    known = [f"{label} {format_kt(kt, mega=False)}" for label, kt in amounts.items() if kt is not None]
    subject = f"{territory_name(row.level, row.code)}, {_lever(row.lever)}"
    return subject, ", ".join(known) or _("Le territoire retire ce qu’il avait dit")


def _answer(row: TerritoryAnswer) -> tuple[str, str]:
    return territory_name(row.level, row.code), in_journal(row)


def _perimeter(row: Perimeter) -> tuple[str, str]:
    return row.name, f"{row.get_kind_display()} ({len(row.codes)})"


def _lever(lever: str) -> str:
    """The name of a lever; its id when a newer edition has dropped it."""
    return next((known.label for known in load_lever_names() if known.id == lever), lever)


KINDS = (
    DecisionKind("cle", N_("Clé de répartition"), LeverKeyChoice, _choice),
    DecisionKind("chiffre", N_("Chiffre d’un territoire"), TerritoryFigure, _figure),
    DecisionKind("reponse", N_("Réponse d’un territoire"), TerritoryAnswer, _answer),
    DecisionKind("perimetre", N_("Périmètre"), Perimeter, _perimeter),
)


def latest_decisions(count: int = 4) -> list[tuple[str, str, str]]:
    """(name, slug, what was decided and when) of the regions whose COP decided something, the last one first."""
    sums: dict[str, tuple[int, datetime]] = {}
    for kind in KINDS:
        rows = kind.model._default_manager.filter(**REGIONAL).values_list("cop__region")
        for region, decisions, last in rows.annotate(Count("pk"), Max("decided_at")):
            before, then = sums.get(region, (0, last))
            sums[region] = (before + decisions, max(then, last))
    latest = sorted(sums.items(), key=lambda pair: pair[1][1], reverse=True)[:count]
    regions = {region.code: region for region in load_territories()}
    return [
        (
            regions[code].name,
            regions[code].slug,
            _(
                "%(decisions)s, la dernière le %(day)s",
                decisions=counted(decisions, "décision", "décisions"),
                day=day_words(timezone.localtime(last).date()),
            ),
        )
        for code, (decisions, last) in latest
    ]
