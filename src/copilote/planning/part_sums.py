"""What the levers of a territory add up to: those that are placed, how sure the whole is, several regions together."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.planning.declination import Part
from copilote.planning.key_test import GRADES, UNFIT


def total_tonnes(lines: Sequence[Part]) -> int:
    """The tonnes of the parts that are known."""
    return sum(part.tonnes for part in lines if part.tonnes is not None)


def placed(lines: Sequence[Part]) -> tuple[Part, ...]:
    """The parts that are fit to be shared here: what a territory's headline may total."""
    return tuple(part for part in lines if part.placed)


def weakest_grade(lines: Sequence[Part]) -> str:
    """The grade that holds for the whole: the weakest of the parts that weigh at least a tenth of the total."""
    total = total_tonnes(lines)
    weight = {grade: sum(part.tonnes or 0 for part in lines if part.grade == grade) for grade in GRADES}
    heavy = [grade for grade in GRADES if total and weight[grade] >= total / 10]
    return heavy[-1] if heavy else UNFIT


def together(several: Sequence[Sequence[Part]]) -> tuple[Part, ...]:
    """The parts of a territory that lies in several regions, added lever by lever.

    Quantities that add up are added; a rate is not (None), nor is a share of different targets.
    """
    if len(several) == 1:
        return tuple(several[0])
    by_lever: dict[str, list[Part]] = {}
    for lines in several:
        for part in lines:
            by_lever.setdefault(part.lever.id, []).append(part)
    return tuple(_added(lines) for lines in by_lever.values())


def _added(lines: Sequence[Part]) -> Part:
    first = lines[0]
    if len(lines) == 1:
        return first
    tonnes = [part.tonnes for part in lines if part.tonnes is not None]
    summable = not first.rule.rate_over
    baselines = [part.baseline for part in lines if part.baseline is not None]
    physicals = [part.physical for part in lines if part.physical is not None]
    return Part(
        first.lever,
        first.rule,
        max((part.grade for part in lines), key=GRADES.index),
        None,
        sum(tonnes) if tonnes else None,
        sum(baselines) if summable and len(baselines) == len(lines) else None,
        sum(physicals) if summable and len(physicals) == len(lines) else None,
    )
