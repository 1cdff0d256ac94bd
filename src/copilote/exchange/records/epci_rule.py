"""Records of the EPCI rule of Territoires en Transitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from copilote.exchange.records.model import About, TypedDict, filled
from copilote.planning.epci_rule import Reduction, ShareTotal
from copilote.reference.epci_rule import RuleLever, load_postes
from copilote.words import N_, _
from copilote.words.numbers import format_full


class ReductionRecord(TypedDict):
    """Un levier de la règle des EPCI, pour un EPCI."""

    poste: str
    lever: Annotated[str, About(at="lever.name")]
    share: Annotated[float, About("Part du poste, en %, arrondie à l’entier dans la région.", at="lever.share_pct")]
    reduction_kt: Annotated[
        float | None, About("ktCO2e par an en 2030 par rapport à 2019 ; négatif : à émettre en moins.")
    ]


def postes_of(lever: RuleLever) -> str:
    """The postes that a lever sums up, in words."""
    names = load_postes()
    return " + ".join(names[poste].name for poste in lever.postes)


def reduction_record(row: Reduction) -> ReductionRecord:
    """A lever of the rule."""
    return filled(ReductionRecord, row, poste=postes_of(row.lever))


SIGN = N_("Une réduction est négative : ce que l’EPCI doit émettre en moins en 2030 par rapport à 2019.")
ROUNDED = N_(
    "Les parts sont des pourcentages entiers, arrondis région par région : celles d’un poste ne font pas toujours 100, "
    "et les réductions des leviers ne redonnent alors pas celle du poste."
)
ALONE = N_(
    "La règle part des émissions et de la trajectoire de cet EPCI seul : les EPCI d’une région, ensemble, ne font donc "
    "pas l’objectif de la région."
)


def beyond_rounding(totals: Sequence[ShareTotal]) -> str:
    """Where the shares are further from 100 than rounding explains, one sentence; "" when nowhere."""
    far = [total_sentence(total) for total in totals if abs(total.total_pct - 100) * 2 > total.levers]
    if not far:
        return ""
    return _(
        "L’arrondi n’explique pas tout : %(names)s. Ces parts sont publiées ainsi, sans la raison de l’écart.",
        names=", ".join(far),
    )


def total_sentence(total: ShareTotal) -> str:
    """What the shares of the levers of some postes add up to, in one sentence."""
    names = load_postes()
    values = {
        "postes": " + ".join(_(names[poste].name) for poste in total.postes),
        "total": format_full(float(total.total_pct)),
    }
    if total.levers == 1:
        return _("%(postes)s : %(total)s %% (un levier)", **values)
    return _("%(postes)s : %(total)s %% (%(count)s leviers)", count=total.levers, **values)
