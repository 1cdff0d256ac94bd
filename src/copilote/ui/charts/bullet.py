"""Bullet: what is done, under way, decided and pledged on a lever, against its target line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from copilote.ui.charts.metrics import wrap
from copilote.ui.charts.palette import AXIS, STYLES, TEXTURES
from copilote.ui.charts.svg import Board, Chart
from copilote.words import N_, _
from copilote.words.numbers import format_number, with_unit

SIZE = 12.0
THICK = 18.0
STAGES = (N_("réalisé"), N_("en cours"), N_("décidé"), N_("engagé"))
REST, TARGET = N_("reste"), N_("objectif")
FRAME = f'class="cp-axis" fill="none" stroke="{AXIS}" stroke-width="1" stroke-dasharray="3 2"'


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
        """The four stages, the surest first."""
        return (self.done, self.under_way, self.decided, self.pledged)

    @property
    def reached(self) -> float:
        """What the known stages add up to."""
        return math.fsum(stage or 0.0 for stage in self.stages)

    @property
    def remaining(self) -> float | None:
        """What the stages leave to reach the target, never below 0; None without a target."""
        return None if self.target is None else max(0.0, self.target - self.reached)


def bullets(
    levers: Sequence[BulletLever], *, title: str, prefix: str, unit: str = "ktCO2e", width: float = 760
) -> Chart:
    """Draw one bullet per lever on a common scale: stages one after the other, then a line at the target.

    What remains is the empty frame up to the line. Values must not be negative.
    """
    if any(value is not None and value < 0 for lever in levers for value in (lever.target, *lever.stages)):
        raise ValueError("bullets start from zero: no negative value")
    largest = max([value for lever in levers for value in (lever.reached, lever.target or 0.0)], default=0.0) or 1.0
    sentences = [_sentence(lever, unit) for lever in levers]
    board = Board(width, 10, prefix, title, " ".join(sentences) or _("Aucun levier à dessiner."))
    styles = [STYLES["move"].textured(texture) for texture in TEXTURES]
    named = [
        (styles[rank], _(name))
        for rank, name in enumerate(STAGES)
        if any(lever.stages[rank] is not None for lever in levers)
    ]
    top = board.key([*named, (None, _(TARGET))], SIZE, soft=True)
    scale = (width - 12) / largest
    for lever, sentence in zip(levers, sentences, strict=True):
        top += board.lines(0, top, wrap(sentence, width - 4, SIZE) or (sentence,), SIZE) + 4
        x = 2.0
        for stage, style in zip(lever.stages, styles, strict=True):
            if stage:
                board.block(x, top, scale * stage, THICK, style)
                x += scale * stage
        if lever.target is not None:
            at = 2 + scale * lever.target
            if lever.target > lever.reached:
                board.rect(x, top + 0.5, at - x, THICK - 1, FRAME)
            board.line(at, top - 4, at, top + THICK + 4, kind="ink-line", width=3)
        top += THICK + 14
    board.height = top
    columns = (_("Levier"), *(f"{_(name)} ({_(unit)})" for name in (*STAGES, REST, TARGET)))
    return board.chart(columns, [(lever.label, *lever.stages, lever.remaining, lever.target) for lever in levers])


def _sentence(lever: BulletLever, unit: str) -> str:
    stages = zip(STAGES, lever.stages, strict=True)
    known = [f"{_(name)} {format_number(stage)}" for name, stage in stages if stage is not None]
    parts = ", ".join(known) if known else _("rien de connu")
    if lever.target is None:
        return _("%(lever)s : %(parts)s, objectif non connu.", lever=lever.label, parts=parts)
    return _(
        "%(lever)s : %(parts)s, reste %(rest)s pour un objectif de %(target)s.",
        lever=lever.label,
        parts=parts,
        rest=format_number(lever.remaining),
        target=with_unit(format_number(lever.target), unit),
    )
