"""The editable equation of a lever: ktCO2e on one side, its physical quantity on the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from copilote.dossier.phrases import daily_words
from copilote.exchange.numbers import parse_number
from copilote.planning.conversion import Conversion, convert_kt, convert_physical, shown_decimals
from copilote.planning.remarks import RemarkKind, remarks_on
from copilote.planning.scenario import LeverOutcome
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures
from copilote.simulator.pages.seen import tied
from copilote.ui.quantities import unit_words
from copilote.ui.translation import t
from copilote.ui.words import format_decimals, format_number, format_percent
from copilote.ui.words import typed as as_typed


@dataclass(frozen=True, slots=True)
class Equation:
    """kt ⇄ physical quantity, as typed or at the official target.

    kt, physical : as written in the two fields. `error` says what was wrong, beside `field` ("kt" or "physique").
    baseline, ratio, decimals : for a script that converts as one types.
    """

    kt: str
    physical: str
    unit: str
    words: str
    share: str
    note: str = ""
    field: str = ""
    error: str = ""
    typed: bool = False
    baseline: float = 0.0
    ratio: float = 1.0
    decimals: int = 1


def equation(lever: LeverFigures, people: int | None, kt: str, physical: str) -> Equation:
    """Both quantities: as typed in one field, or at the official target; what was out of range is said."""
    field = "physique" if physical.strip() else "kt"
    typed = bool(kt.strip() or physical.strip())
    try:
        found = _convert(lever, kt, physical)
    except InputError as error:
        start = _written(lever, convert_kt(lever, lever.target_kt or 0.0), people, False)
        shown = {"physique": {"physical": physical[:40]}, "kt": {"kt": kt[:40]}}[field]
        return replace(start, field=field, error=t(str(error)), typed=True, **shown)
    return _written(lever, found, people, typed)


def _convert(lever: LeverFigures, kt: str, physical: str) -> Conversion:
    if physical.strip():
        return convert_physical(lever, parse_number(as_typed(physical), lever.unit or _("quantité")))
    if kt.strip():
        return convert_kt(lever, parse_number(as_typed(kt), "ktCO2e"))
    return convert_kt(lever, lever.target_kt or 0.0)


def _far(lever: LeverFigures, kt: float, typed: bool) -> str:
    """Whether what was typed is far from the State's target: more than twice, in the words of a scenario's remarks."""
    if not typed or lever.target_kt is None:
        return ""
    line = LeverOutcome(lever, 0.0, kt, lever.target_kt, None)
    return " ".join(t(one.text) for one in remarks_on(line, changed=True) if one.kind is RemarkKind.BEYOND_TARGET)


def _written(lever: LeverFigures, found: Conversion, people: int | None, typed: bool) -> Equation:
    decimals = shown_decimals(lever, found.kt)
    share = ""
    if typed and lever.target_kt:
        share = _("%(share)s de l’objectif de la région") % {"share": format_percent(found.kt / lever.target_kt)}
    return Equation(
        kt=format_number(found.kt, 5),
        physical=format_decimals(found.physical, decimals),
        unit=unit_words(lever),
        words=tied(daily_words(lever, found.physical, people)),
        share=share,
        note=tied(" ".join(filter(None, (t(found.note or ""), _far(lever, found.kt, typed))))),
        typed=typed,
        baseline=lever.baseline_2019 or 0.0,
        ratio=lever.ratio or 1.0,
        decimals=decimals,
    )
