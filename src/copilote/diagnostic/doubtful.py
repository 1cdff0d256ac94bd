"""What looks like a slip in an action: told on its page, in the list and as it is written; never changed."""

from __future__ import annotations

from copilote.diagnostic.content import content_of
from copilote.diagnostic.here import here, lever_of
from copilote.diagnostic.models import OURS, Action
from copilote.diagnostic.reads import as_planned
from copilote.exchange.shares import Choices
from copilote.planning.plausible import doubts
from copilote.words.typography import capital


def doubts_about(action: Action, region: str, choices: Choices) -> tuple[str, ...]:
    """Why what is written of an action is doubtful, in sentences. region : whose levers it has; choices : of its COP,
    by which the share that it is compared with is made."""
    content = content_of(action)
    lever = lever_of(region, content.measured or (content.levers[0].lever if content.levers else ""))
    known = here(region, lever, content.places, choices) if lever else None
    share, stock = (known.share_kt, known.stock_kt) if known else (None, None)
    return tuple(capital(why) for _about, why in doubts(as_planned(action), lever, share, stock))


def doubts_told(action: Action, region: str, choices: Choices) -> tuple[str, ...]:
    """The same, of what its organisation says is its own."""
    return doubts_about(action, region, choices) if action.standing in OURS else ()
