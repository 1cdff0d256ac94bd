r"""The targets of an EPCI by the rule of Territoires en Transitions, exactly as that service states it.

With :math:`P` the postes that a lever sums up, :math:`e` and :math:`o` their emissions in 2019 and their objective of
2030, and :math:`s` the share of the lever in the region (a percentage),

.. math:: q = \mathrm{round}_2\Big( \big(\sum_{p \in P} o_p - \sum_{p \in P} e_p\big)\; \frac{s}{100} \Big)

in ktCO2e, negative where emissions fall (elsewhere in this package, what is avoided is positive). Halves are rounded
towards +∞. Sums are exact: no figure of the rule depends on how a machine writes 0.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from copilote.reference.epci_rule import RuleLever

DECIMALS = 2


@dataclass(frozen=True, slots=True)
class PosteFigures:
    """The figures of a poste in an EPCI, in ktCO2e; None when not known, negative for a sink.

    emissions_2019 : observed. objective_2019, objective_2030 : those of the EPCI's trajectory.
    """

    emissions_2019: Decimal | None = None
    objective_2019: Decimal | None = None
    objective_2030: Decimal | None = None

    @property
    def start(self) -> Decimal | None:
        """Emissions of 2019: what is observed, else what the trajectory starts from."""
        return self.objective_2019 if self.emissions_2019 is None else self.emissions_2019

    @property
    def complete(self) -> bool:
        """True when both ends of the gap are known."""
        return self.start is not None and self.objective_2030 is not None


@dataclass(frozen=True, slots=True)
class Reduction:
    """What the rule asks of a lever; `reduction_kt` None when a figure of one of the postes `missing` is not known."""

    lever: RuleLever
    reduction_kt: Decimal | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareTotal:
    """What the shares of all levers of the same postes add up to, in percent."""

    postes: tuple[str, ...]
    levers: int
    total_pct: Decimal

    @property
    def adds_up(self) -> bool:
        """True when the targets of the levers give the reduction of their postes back."""
        return self.total_pct == 100


def round_half_up(value: Fraction) -> Decimal:
    """A number at `DECIMALS`, halves towards +∞.

    >>> round_half_up(Fraction("-0.125")), round_half_up(Fraction("0.125"))
    (Decimal('-0.12'), Decimal('0.13'))
    """
    return Decimal(f"{floor(value * 10**DECIMALS + Fraction(1, 2))}e-{DECIMALS}")


def gap_kt(postes: Sequence[str], figures: Mapping[str, PosteFigures]) -> Fraction | None:
    """Objective of 2030 minus emissions of 2019, summed over the postes; None when a figure is not known."""
    total = Fraction(0)
    for poste in postes:
        known = figures.get(poste, PosteFigures())
        if known.start is None or known.objective_2030 is None:
            return None
        total += Fraction(known.objective_2030) - Fraction(known.start)
    return total


def reductions(levers: Sequence[RuleLever], figures: Mapping[str, PosteFigures]) -> tuple[Reduction, ...]:
    """The target of each lever, in order.

    figures : by id of poste; a poste that is not there is not known.
    """
    asked = []
    for lever in levers:
        gap = gap_kt(lever.postes, figures)
        kt = None if gap is None else round_half_up(gap * Fraction(lever.share_pct) / 100)
        missing = tuple(poste for poste in lever.postes if not figures.get(poste, PosteFigures()).complete)
        asked.append(Reduction(lever, kt, missing))
    return tuple(asked)


def share_totals(levers: Sequence[RuleLever]) -> tuple[ShareTotal, ...]:
    """Postes by postes, in order, what the shares of their levers add up to."""
    groups: dict[tuple[str, ...], list[Decimal]] = {}
    for lever in levers:
        groups.setdefault(lever.postes, []).append(lever.share_pct)
    return tuple(ShareTotal(postes, len(shares), sum(shares, Decimal(0))) for postes, shares in groups.items())
