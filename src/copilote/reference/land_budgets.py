"""Hectares that territories may take from 2021 to 2031 by their own documents (SRADDET, SCoT, PLU), where loaded.

The package holds none. A deployment adds the table `resources/<edition>/land_budgets.csv` (`copilote data load`), which
is noticed without a restart. A budget is of the territory that it was given to: it is never spread nor summed.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.reference.errors import TableError
from copilote.reference.loaded import LAND_BUDGETS, kept_while_loaded
from copilote.reference.records import load

DOMAIN = "resources"
GUARANTEE_HA = 1.0
"""What no commune with a plan or a communal map may be refused from 2021 to 2031 (up to 2 ha for one that was made of
several). Source: "loi-zan-2023", as legal commentaries read it."""


@dataclass(frozen=True, slots=True)
class LandBudget:
    """A territory's budget, in hectares over the ten years. source : the document, as the file cites it; loaded : the
    day (ISO)."""

    level: str
    code: str
    name: str
    hectares: float
    source: str
    loaded: str


@kept_while_loaded(maxsize=1, texts=False)
def load_land_budgets() -> dict[tuple[str, str], LandBudget]:
    """Every loaded budget, by (level, code); none where nothing is loaded."""
    try:
        budgets = load(LandBudget, DOMAIN, LAND_BUDGETS)
    except TableError:
        return {}
    return {(budget.level, budget.code): budget for budget in budgets}
