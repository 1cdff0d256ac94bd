"""What looks like a slip in what was declared: told, never changed."""

from __future__ import annotations

from collections.abc import Iterator

from copilote.planning.actions import Action
from copilote.reference.simulator import LeverFigures
from copilote.words import _
from copilote.words.numbers import format_six

SLIP = 1000.0
"""A thousand times too much: a unit was taken for another."""
FAR = 0.3
"""What is between this part of a thousand times the share, and a share of it, is a likely slip."""
LARGE_EUR = 100_000_000
EARLIEST, LATEST = 1990, 2060


def doubts(
    action: Action, lever: LeverFigures | None, share_kt: float | None = None, stock_kt: float | None = None
) -> Iterator[tuple[str, str]]:
    """(what is doubtful: "quantity", "dates" or "amount"; why, in words) of an action. lever : its main one, if any.

    share_kt : the indicative share of the territory; stock_kt : the kt at which what must fall there has come to 0.
    """
    if action.kt is not None and lever is not None:
        yield from (("quantity", why) for why in _quantity(action.kt, lever, share_kt, stock_kt))
    if action.start and action.end and action.end < action.start:
        yield "dates", _("la fin (%(end)s) est avant le début (%(start)s)", end=action.end, start=action.start)
    for day in (action.start, action.end):
        if day and not EARLIEST <= day.year <= LATEST:
            yield "dates", _("année peu plausible : %(year)s", year=day.year)
    if action.amount_eur is not None and action.amount_eur > LARGE_EUR:
        millions = format_six(action.amount_eur / 1e6)
        yield "amount", _("montant de plus de 100 M€ : %(millions)s M€. Est-ce la bonne unité ?", millions=millions)


def _quantity(kt: float, lever: LeverFigures, share_kt: float | None, stock_kt: float | None) -> Iterator[str]:
    written = format_six(kt)
    if share_kt and FAR * SLIP * share_kt <= kt:
        yield _(
            "%(kt)s ktCO2e : près de mille fois la part indicative du territoire (%(share)s). Est-ce la bonne unité ?",
            kt=written,
            share=format_six(share_kt),
        )
    elif lever.target_kt is not None and kt > lever.target_kt:
        yield _(
            "%(kt)s ktCO2e : plus que l’objectif de toute la région (%(target)s). Est-ce la bonne unité ?",
            kt=written,
            target=format_six(lever.target_kt),
        )
    elif stock_kt is not None and kt > stock_kt * (1 + 1e-9):
        yield _(
            "%(kt)s ktCO2e : plus qu’il n’y en avait à remplacer en 2019 sur le territoire (%(stock)s).",
            kt=written,
            stock=format_six(stock_kt),
        )
