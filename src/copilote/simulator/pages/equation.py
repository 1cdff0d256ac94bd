"""The editable equation of a lever: ktCO2e on one side, its quantity on the other, in the unit of sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace

from copilote.exchange.numbers import parse_number
from copilote.planning.conversion import (
    Conversion,
    convert_kt,
    convert_physical,
    physical_quantity,
    shown_decimals,
    translation,
)
from copilote.planning.quantities import Scale
from copilote.planning.remarks import RemarkKind, remarks_on
from copilote.planning.scenario import LeverOutcome
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures
from copilote.ui.daily_words import daily_words
from copilote.ui.quantities import scale_in_words
from copilote.words import _
from copilote.words.numbers import format_decimals, format_number, format_percent
from copilote.words.numbers import typed as as_typed
from copilote.words.typography import tied


@dataclass(frozen=True, slots=True)
class Equation:
    """kt ⇄ physical quantity, as typed or at the official target.

    kt, physical : as written in the two fields. `error` says what was wrong, beside `field` ("kt" or "quantite").
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


@dataclass(frozen=True, slots=True)
class _Daily:
    """A lever in the unit of sentences (vehicles, not thousands of them), which does not follow what is typed."""

    official: LeverFigures
    lever: LeverFigures
    scale: Scale

    @classmethod
    def of(cls, lever: LeverFigures) -> _Daily:
        """The unit is that of the official target."""
        scale = scale_in_words(lever, float(physical_quantity(lever, lever.target_kt or 0.0)))
        baseline, ratio = translation(lever)
        own = replace(lever, baseline_2019=baseline * scale.factor, ratio=ratio * scale.factor, unit=scale.unit)
        return cls(lever, own, scale)


def equation(lever: LeverFigures, people: int | None, kt: str, quantity: str, physical: str = "") -> Equation:
    """Both quantities: as typed in one field, or at the official target; what was out of range is said.

    quantity : in the unit of the page; physical : in the simulator's own, as older links have it.
    """
    own = _Daily.of(lever)
    field = "quantite" if quantity.strip() or physical.strip() else "kt"
    typed = bool(kt.strip() or field == "quantite")
    try:
        conversion = _convert(own, kt, quantity, physical)
    except InputError as error:
        start = _written(own, convert_kt(own.lever, lever.target_kt or 0.0), people, False)
        kept = replace(start, field=field, error=str(error), typed=True)
        return replace(kept, kt=kt[:40]) if field == "kt" else replace(kept, physical=(quantity or physical)[:40])
    return _written(own, conversion, people, typed)


def _convert(own: _Daily, kt: str, quantity: str, physical: str) -> Conversion:
    for text, factor, unit in ((quantity, 1.0, own.scale.unit), (physical, own.scale.factor, own.official.unit)):
        if text.strip():
            return convert_physical(own.lever, factor * parse_number(as_typed(text), unit or _("quantité")))
    return convert_kt(own.lever, parse_number(as_typed(kt), "ktCO2e") if kt.strip() else own.lever.target_kt or 0.0)


def _far(lever: LeverFigures, kt: float, typed: bool) -> str:
    """Whether what was typed is far from the State's target: more than twice, in the words of a scenario's remarks."""
    if not typed or lever.target_kt is None:
        return ""
    line = LeverOutcome(lever, 0.0, kt, lever.target_kt, None)
    return " ".join(remark.text for remark in remarks_on(line, changed=True) if remark.kind is RemarkKind.BEYOND_TARGET)


def _written(own: _Daily, conversion: Conversion, people: int | None, typed: bool) -> Equation:
    lever = own.lever
    decimals = 0 if own.scale.whole else shown_decimals(lever, conversion.kt)
    share = ""
    if typed and lever.target_kt:
        share = _("%(share)s de l’objectif de la région", share=format_percent(conversion.kt / lever.target_kt))
    return Equation(
        kt=format_number(conversion.kt, 5),
        physical=format_decimals(conversion.physical, decimals),
        unit=own.scale.unit,
        words=tied(daily_words(own.official, conversion.physical / own.scale.factor, people)),
        share=share,
        note=tied(" ".join(filter(None, (conversion.note or "", _far(lever, conversion.kt, typed))))),
        typed=typed,
        baseline=lever.baseline_2019 or 0.0,
        ratio=lever.ratio or 1.0,
        decimals=decimals,
    )
