"""Bullet: what is done, under way, decided and pledged on a lever, against its target line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import LINE_HEIGHT, text_width, wrap
from copilote.ui.charts.palette import STYLES, Style
from copilote.ui.charts.svg import Board, Chart
from copilote.ui.translation import say, t
from copilote.ui.words import format_number, with_unit

SIZE = 12.0
STAGES = ("réalisé", "en cours", "décidé", "engagé")
_TEXTURES = ("none", "rising", "dots", "vertical")


@dataclass(frozen=True, slots=True)
class BulletLever:
    """A lever, ktCO2e a year in 2030; the four stages do not overlap. None where not known."""

    label: str
    target: float | None
    done: float | None = None
    under_way: float | None = None
    decided: float | None = None
    pledged: float | None = None

    @property
    def stages(self) -> tuple[float | None, ...]:
        return (self.done, self.under_way, self.decided, self.pledged)

    @property
    def remaining(self) -> float | None:
        """What the stages leave to reach the target, never below 0; None without a target."""
        if self.target is None:
            return None
        return max(0.0, self.target - math.fsum(stage or 0.0 for stage in self.stages))


def _stage_style(rank: int) -> Style:
    base = STYLES["move"]
    return Style(base.key, base.colour, base.tint, base.dark, base.dark_tint, _TEXTURES[rank])


def bullets(
    levers: Sequence[BulletLever], *, title: str, prefix: str, unit: str = "ktCO2e", width: float = 760
) -> Chart:
    """Draw one bullet per lever on a common scale: stages one after the other, then a line at the target.

    What remains is the empty frame up to the line. Values must not be negative.
    """
    if any(value is not None and value < 0 for lever in levers for value in (lever.target, *lever.stages)):
        raise ValueError("bullets start from zero: no negative value")
    done = [math.fsum(stage or 0.0 for stage in lever.stages) for lever in levers]
    largest = max([*done, *(lever.target or 0.0 for lever in levers), 0.0]) or 1.0
    shown = [_sentence(lever, unit) for lever in levers]
    board = Board(width, 10, prefix, title, " ".join(shown) or t("Aucun levier à dessiner."))
    top = _key(board, [rank for rank in range(4) if any(lever.stages[rank] is not None for lever in levers)])
    room, thick = width - 12, 18.0
    for lever, total, sentence in zip(levers, done, shown, strict=True):
        lines = wrap(sentence, width - 4, SIZE) or (sentence,)
        board.lines(0, top, lines, SIZE)
        top += len(lines) * SIZE * LINE_HEIGHT + 4
        x = 2.0
        for rank, stage in enumerate(lever.stages):
            if stage:
                board.block(x, top, room * stage / largest, thick, _stage_style(rank))
                x += room * stage / largest
        if lever.target is not None:
            at = 2 + room * lever.target / largest
            if lever.target > total:
                frame = 'class="cp-axis" fill="none" stroke="#73737d" stroke-width="1" stroke-dasharray="3 2"'
                board.rect(x, top + 0.5, at - x, thick - 1, frame)
            board.line(at, top - 4, at, top + thick + 4, kind="ink-line", width=3)
        top += thick + 14
    board.height = top
    columns = (t("Levier"), *(f"{t(name)} ({t(unit)})" for name in (*STAGES, "reste", "objectif")))
    rows = tuple((lever.label, *lever.stages, lever.remaining, lever.target) for lever in levers)
    return Chart(board.svg(), title, board.description, columns, rows)


def _sentence(lever: BulletLever, unit: str) -> str:
    known = [
        f"{t(name)} {format_number(stage)}"
        for name, stage in zip(STAGES, lever.stages, strict=True)
        if stage is not None
    ]
    parts = ", ".join(known) if known else t("rien de connu")
    if lever.target is None:
        return say("%(lever)s : %(parts)s, objectif non connu.", lever=lever.label, parts=parts)
    return say(
        "%(lever)s : %(parts)s, reste %(rest)s pour un objectif de %(target)s.",
        lever=lever.label,
        parts=parts,
        rest=format_number(lever.remaining),
        target=with_unit(format_number(lever.target), unit),
    )


def _key(board: Board, used: Sequence[int]) -> float:
    x, y = 0.0, 4.0
    for rank in used:
        stage = t(STAGES[rank])
        needed = 22 + text_width(stage, SIZE) + 14
        if x + needed > board.width:
            x, y = 0.0, y + 20
        board.block(x, y, 16, 12, _stage_style(rank))
        board.text(x + 22, y + 10, stage, SIZE, soft=True)
        x += needed
    if x + 90 > board.width:
        x, y = 0.0, y + 20
    board.line(x + 6, y - 2, x + 6, y + 14, kind="ink-line", width=3)
    board.text(x + 16, y + 10, t("objectif"), SIZE, soft=True)
    return y + 26
