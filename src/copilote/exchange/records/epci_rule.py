"""Records of the EPCI rule of Territoires en Transitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from copilote.planning.epci_rule import Reduction, ShareTotal
from copilote.reference.epci_rule import RuleLever, load_postes


def postes_of(lever: RuleLever) -> str:
    """The postes that a lever sums up, in words."""
    names = load_postes()
    return " + ".join(names[one].name for one in lever.postes)


def reduction_record(row: Reduction) -> dict[str, Any]:
    """A lever of the rule as JSON: share in percent, reduction_kt negative where emissions fall."""
    return {
        "poste": postes_of(row.lever),
        "lever": row.lever.name,
        "share": float(row.lever.share_pct),
        "reduction_kt": None if row.reduction_kt is None else float(row.reduction_kt),
    }


SIGN = "Une réduction est négative : ce que l’EPCI doit émettre en moins en 2030 par rapport à 2019."
ROUNDED = (
    "Les parts sont des pourcentages entiers, arrondis région par région : celles d’un poste ne font pas toujours 100, "
    "et les réductions des leviers ne redonnent alors pas celle du poste."
)
ALONE = (
    "La règle part des émissions et de la trajectoire de cet EPCI seul : les EPCI d’une région, ensemble, ne font donc "
    "pas l’objectif de la région."
)


def beyond_rounding(totals: Sequence[ShareTotal]) -> str:
    """Where the shares are further from 100 than rounding explains, one French sentence; "" when nowhere."""
    far = [one for one in totals if abs(one.total_pct - 100) * 2 > one.levers]
    if not far:
        return ""
    names = ", ".join(total_sentence(one) for one in far)
    return f"L’arrondi n’explique pas tout : {names}. Ces parts sont publiées ainsi, sans la raison de l’écart."


def total_sentence(total: ShareTotal) -> str:
    """What the shares of the levers of some postes add up to, in one French sentence."""
    names = load_postes()
    postes = " + ".join(names[one].name for one in total.postes)
    how = "un levier" if total.levers == 1 else f"{total.levers} leviers"
    return f"{postes} : {total.total_pct.normalize():f} % ({how})".replace(".", ",")
