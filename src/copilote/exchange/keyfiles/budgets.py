"""Land budgets by territory, from 2021 to 2031: our own plain layout, for no one publishes them in one table.

Columns: the territory (code, or name; `niveau` where a code is of several), its hectares, the document that says so.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from copilote.exchange.intake import FileRow, FileSheet
from copilote.exchange.intake.notes import some_of
from copilote.exchange.keyfiles.figures import key_layout
from copilote.exchange.keyfiles.model import BudgetDraft, Options
from copilote.exchange.perimeters import find_place
from copilote.exchange.place import LEVEL_WORDS, LEVELS, Place
from copilote.reference.errors import CopiloteError, fold
from copilote.reference.land_budgets import GUARANTEE_HA, LandBudget
from copilote.reference.loaded import LoadedFile
from copilote.words.numbers import format_decimals

HECTARES_A_KM2 = 100.0
LONGEST = 200
NAMED = 10
_LEVELS = {fold(word): level for level in LEVELS for word in (level, LEVEL_WORDS[level])}


@dataclass(frozen=True)
class Budgets:
    """The budgets to load."""

    file: LoadedFile
    budgets: tuple[LandBudget, ...]


def read(sheet: FileSheet, options: Options) -> BudgetDraft:
    """A budget a territory; one that is unknown, written twice, without hectares or source is a problem."""
    budgets: dict[tuple[str, str], LandBudget] = {}
    low: list[str] = []
    placed: list[tuple[Place, float]] = []
    for row in sheet:
        place, hectares, source = _place(row), row["hectares"], row.text("source")
        if row.text("hectares") == "":
            row.problem("hectares", "valeur manquante")
        if not source:
            row.problem("source", "document manquant (SRADDET, SCoT, PLU et sa date)")
        if place is None or hectares is None:
            continue
        if place.area_km2 is not None and hectares > HECTARES_A_KM2 * place.area_km2:
            row.problem("hectares", f"plus que la surface de {place.name} : vérifiez l’unité")
        if (place.level, place.code) in budgets:
            row.problem("place", f"{place.name} est écrit deux fois")
        if place.level == "commune" and hectares < GUARANTEE_HA:
            low.append(place.name)
        placed.append((place, hectares))
        budgets[place.level, place.code] = LandBudget(
            place.level, place.code, place.name, hectares, source[:LONGEST], ""
        )
    if low:
        sheet.notes.remark(f"Communes sous l’hectare que la loi garantit à qui a un plan : {some_of(low, NAMED)}.")
    _say_sums(sheet, placed, budgets)
    return BudgetDraft(LAYOUT, sheet, options.year, tuple(budgets.values()))


def _place(row: FileRow) -> Place | None:
    """The territory of a row; None, with its problem noted, for none that has a budget."""
    text, level = row.text("place"), row.text("level")
    known = _LEVELS.get(fold(level), "") if level else ""
    if level and not known:
        row.problem("level", f"niveau inconnu. Niveaux : {', '.join(LEVELS)}")
        return None
    try:
        place = find_place(f"{known}:{text}" if known else text)
    except CopiloteError as error:
        row.problem("place", str(error).rstrip("."))
        return None
    if place.level not in LEVELS:
        row.problem("place", f"un budget est celui d’un territoire de niveau {', '.join(LEVELS)}")
        return None
    return place


def _say_sums(sheet: FileSheet, placed: list[tuple[Place, float]], budgets: dict[tuple[str, str], LandBudget]) -> None:
    """What the EPCI of a region add up to, beside its own budget, where they pass it."""
    sums: dict[str, float] = defaultdict(float)
    for place, hectares in placed:
        if place.level == "epci":
            sums[place.regions[0]] += hectares
    for region, total in sums.items():
        own = budgets.get(("region", region))
        if own is not None and total > own.hectares:
            told = [format_decimals(value, 0) for value in (total, own.hectares)]
            sheet.notes.remark(
                f"Les intercommunalités de {own.name} ont {told[0]} ha à elles toutes, plus que la région ({told[1]})."
            )


LAYOUT = key_layout("budgets", read)
