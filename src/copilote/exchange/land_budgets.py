"""The land that an ambition gives to each territory, beside what its own document and the law leave it."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.place import Place
from copilote.exchange.resource_shares import ResourceShares
from copilote.planning.resource_scenario import StartKind
from copilote.reference.land_budgets import GUARANTEE_HA, LandBudget, load_land_budgets


@dataclass(frozen=True, eq=False)
class BudgetedLand:
    """A territory from 2021 to 2031, in hectares. share : of the ambition, None where no key places it; budget : its
    own, None where none is loaded. region : INSEE code of that whose ambition it is: a share and the communes are those
    of its part of a territory that lies in several."""

    place: Place
    region: str
    share: int | None
    budget: LandBudget | None

    @property
    def over(self) -> float | None:
        """How far the share passes the budget; 0 where it stays within, None without both."""
        if self.share is None or self.budget is None:
            return None
        return max(0.0, self.share - self.budget.hectares)

    @property
    def guarantee(self) -> float:
        """What the law leaves its communes at least, were they all to have a plan."""
        return GUARANTEE_HA * len(self.place.within(self.region))

    @property
    def short(self) -> bool:
        """Whether the share is under that."""
        return self.share is not None and self.share < self.guarantee


def region_budget(region: str) -> LandBudget | None:
    """The budget that the document of a region (INSEE code) gives it; None where none is loaded."""
    return load_land_budgets().get(("region", region))


def budgeted_land(region: str, shares: ResourceShares) -> tuple[BudgetedLand, ...]:
    """Every territory of a level of a region (INSEE code); none where the land is not shared and none has a
    budget."""
    land = next((share for share in shares.shares if share.outcome.start.kind is StartKind.CEILING), None)
    budgets = load_land_budgets()
    rows = tuple(
        BudgetedLand(place, region, land.amounts[rank] if land else None, budgets.get((place.level, place.code)))
        for rank, place in enumerate(shares.places)
    )
    return rows if land or any(row.budget for row in rows) else ()
