"""What the figures of a workbench come to: how far a lever, a theme and all of it are; the same, for the script."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import Any

from django.utils import timezone

from copilote.diagnostic.workbench.cells import Bench, Outcome, added_in
from copilote.diagnostic.workbench.lines import Line
from copilote.diagnostic.workbench.models import DECLARED, Columns
from copilote.words.numbers import NBSP, counted, format_number
from copilote.words.typography import capital, day_words, tied

EVEN = 0.01
"""So near to the share, a figure is equal to it."""
FULL = 1000.0
"""Units of the width of the bar."""
BARS = {Columns.DONE: "done", Columns.UNDER_WAY: "way", Columns.DECIDED: "dec", Columns.PROPOSAL: "prop"}
NAMES = {
    Columns.DONE: "fait",
    Columns.UNDER_WAY: "en cours",
    Columns.DECIDED: "prévu",
    Columns.PROPOSAL: "proposition pour 2030",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """All levers together, those that have a share. bars : (kind, from, width) of the drawing, out of 1000."""

    title: str
    covers: str
    amount: str
    drawn: str
    bars: tuple[tuple[str, float, float], ...]
    target: float


def name_of(lever: str, column: Columns) -> str:
    """The name of a field."""
    return f"{lever}:{column.value}"


def moment(at: Any) -> str:
    """When something was written: "14 h 32" today, with the day before."""
    if at is None:
        return ""
    there = timezone.localtime(at)
    hour = f"{there.hour}{NBSP}h{NBSP}{there:%M}"
    return hour if there.date() == timezone.localdate() else f"{day_words(there.date())} à {hour}"


def signed(role: str, at: Any) -> str:
    """Who wrote a cell, by role, and when."""
    return ", ".join(filter(None, (role, moment(at))))


def gap_of(bench: Bench, line: Line, *, proposes: bool) -> tuple[str, str, float]:
    """How far a lever is from its share: in words, whether it lacks, and how much of it there is, of 150."""
    kt = {column: bench.kt(line, column) for column in Columns}
    told = kt[Columns.PROPOSAL]
    known = [kt[column] for column in DECLARED if kt[column] is not None]
    if told is None and known and not proposes:
        told = fsum(amount or 0.0 for amount in known)
    if line.share_kt is None:
        return "", "", 0.0
    if told is None:
        return "à remplir", "", 0.0
    ratio = told / line.share_kt - 1
    reach = round(min(150.0, 100 * told / line.share_kt), 1)
    if abs(ratio) < EVEN:
        return "égal", "good", reach
    words = f"{format_number(100 * ratio, 2, sign=True)}{NBSP}%" if ratio < 9 else f"{format_number(ratio + 1, 2)} fois"
    return words, "bad" if ratio < 0 else "good", reach


def theme_said(bench: Bench, theme: str) -> str:
    """How far a theme is, and its share: "3 remplis sur 7 · part indicative 49 kt"."""
    lines = [line for line in bench.lines if line.lever.theme == theme]
    filled = sum(bench.filled(line) for line in lines)
    share = fsum(line.share_kt or 0.0 for line in lines)
    words = f"{counted(filled, 'rempli', 'remplis')} sur {len(lines)}"
    return f"{words} · part indicative {lines[0].carbon(share)}" if share else words


def totals_of(bench: Bench, *, proposes: bool) -> Totals:
    """All levers together, against the sum of the shares; a lever without share is in neither."""
    lines = [line for line in bench.lines if line.share_kt is not None]
    share = fsum(line.share_kt or 0.0 for line in lines)
    sums = {column: fsum(bench.kt(line, column) or 0.0 for line in lines) for column in Columns}
    declared = fsum(sums[column] for column in DECLARED)
    proposed = sums[Columns.PROPOSAL]
    told = proposed if proposes or proposed else declared
    title = f"{counted(bench.count, 'levier rempli', 'leviers remplis')} sur {len(bench.lines)}"
    if not lines:
        return Totals(title, "", "", "", (), 0.0)
    widest = max(share, declared, proposed) or 1.0
    at, bars = 0.0, []
    for column in DECLARED:
        wide = round(FULL * sums[column] / widest, 1)
        bars.append((BARS[column], at, wide))
        at = round(at + wide, 1)
    bars.append((BARS[Columns.PROPOSAL], at, max(0.0, round(FULL * proposed / widest - at, 1))))
    carbon = lines[0].carbon
    covers = "La proposition couvre" if proposes or proposed else "Fait, en cours et prévu couvrent"
    drawn = ", ".join(f"{NAMES[column]} {carbon(sums[column])}" for column in Columns)
    amount = f"{carbon(told)} sur {carbon(share)}"
    return Totals(
        title, covers, amount, f"{capital(drawn)}, sur {carbon(share)}", tuple(bars), round(FULL * share / widest, 1)
    )


def stamp(bench: Bench) -> str:
    """What changes when a cell, or a proposal, does."""
    return f"{bench.changes}-{max((said.number for said in bench.proposed.values()), default=0)}"


def cells_now(bench: Bench) -> dict[str, list[object]]:
    """The cells as they stand, for the script: version, text, who wrote it and when."""
    return {
        name_of(line.lever.id, column): [now.version, line.text_of(now.value), signed(now.signed, now.at)]
        for line in bench.lines
        for column in Columns
        if (now := bench.at(line, column)).version or now.value is not None
    }


def figures_now(bench: Bench, *, proposes: bool) -> dict[str, object]:
    """What the figures of the page come to, for the script."""
    totals = totals_of(bench, proposes=proposes)
    return {
        "title": tied(f"{bench.organisation} : {totals.title}"),
        "covers": totals.covers,
        "amount": totals.amount,
        "drawn": totals.drawn,
        "bars": totals.bars,
        "target": totals.target,
        "themes": {
            theme: theme_said(bench, theme) for theme in dict.fromkeys(line.lever.theme for line in bench.lines)
        },
        "gaps": {line.lever.id: gap_of(bench, line, proposes=proposes) for line in bench.lines},
    }


def outcome_said(bench: Bench, outcome: Outcome) -> dict[str, object]:
    """What became of a cell, for the script."""
    line = bench.line(outcome.typed.lever)
    now = outcome.now
    return {
        "name": f"{outcome.typed.lever}:{outcome.typed.column}",
        "state": outcome.state.value,
        "version": now.version,
        "text": line.text_of(now.value) if line else "",
        "sign": signed(now.signed, now.at),
        "why": outcome.why,
        "asked": [{"text": asked.text, "instead": asked.instead} for asked in outcome.asked],
    }


def added_words(bench: Bench) -> tuple[str, ...]:
    """What is asked of the cells that a merger of organisations added up."""
    return tuple(
        tied(
            f"{each.line.lever.label}, {NAMES[each.column]} : la fusion a ajouté {each.line.in_words(each.own)} et "
            f"{each.line.in_words(each.other)}. Est-ce le même programme, dit deux fois ? Si oui, corrigez la case."
        )
        for each in added_in(bench)
    )
