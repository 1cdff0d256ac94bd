"""Numbers and signs the French way, and the English way where one reads in English.

French: narrow no-break space (U+202F) between thousands, comma for decimals, no-break space (U+00A0) before the unit,
true minus sign. English: comma between thousands, decimal point, "%" and "€" tied to the number. What is not known
reads "non connu" ("not known"), never 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from copilote.words.language import N_, _, english, noun, nouns, per_language

THIN = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"
UNKNOWN = N_("non connu")
KT, MT, T = N_("ktCO2e"), N_("MtCO2e"), N_("tCO2e")

_NOUNS = {"jours": nouns("jour", "jours"), "nuits": nouns("nuit", "nuits")}
_SINGLE = {
    "jours par an": N_("jour par an"),
    "nuits par an": N_("nuit par an"),
    "reconnaissances par commune": N_("reconnaissance par commune"),
}
"""Units of counted things, and their singular."""
_TIMES = (
    *("", ""),
    *(N_("deux fois"), N_("trois fois"), N_("quatre fois"), N_("cinq fois"), N_("six fois"), N_("sept fois")),
    *(N_("huit fois"), N_("neuf fois"), N_("dix fois")),
)


def known(value: float | None) -> bool:
    """Whether a value is a finite number."""
    return value is not None and math.isfinite(value)


def format_decimals(value: float | None, decimals: int, *, sign: bool = False, unknown: str = UNKNOWN) -> str:
    """A number with a fixed count of decimals, rounded half up.

    >>> format_decimals(1139.06, 1)
    '1\\u202f139,1'
    """
    if value is None or not math.isfinite(value):
        return _(unknown)
    return _decimals(float(value), decimals, sign)


@per_language
def _decimals(value: float, decimals: int, sign: bool) -> str:
    """Kept: the numbers of a region stand in most of its pages."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    if not english():
        text = text.replace(",", THIN).replace(".", ",")
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text


def format_number(value: float | None, significant: int = 3, *, sign: bool = False, unknown: str = UNKNOWN) -> str:
    """A number for reading: whole part in full, decimals only as far as `significant` digits, no useless zero.

    >>> format_number(1139.06), format_number(-0.5234), format_number(None)
    ('1\\u202f139', '−0,523', 'non connu')
    """
    if value is None or not math.isfinite(value):
        return _(unknown)
    if value == 0:
        return "0"
    decimals = min(max(0, significant - 1 - math.floor(math.log10(abs(value)))), 9)
    text, mark = format_decimals(value, decimals, sign=sign), decimal_mark()
    return text.rstrip("0").rstrip(mark) if mark in text else text


def format_short(value: float | None, *, sign: bool = False, unknown: str = UNKNOWN) -> str:
    """A number for sentences and drawings: three digits, also where the whole part from 10,000 on has more.

    >>> format_short(450_303), format_short(1139.06)
    ('450\\u202f000', '1\\u202f139')
    """
    if value is not None and math.isfinite(value) and abs(value) >= 10_000:
        step = Decimal(1).scaleb(math.floor(math.log10(abs(value))) - 2)
        value = float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))
    return format_number(value, sign=sign, unknown=unknown)


def format_full(value: float | None) -> str:
    """A number with all its digits (12 significant ones: what is beyond is the noise of binary sums).

    >>> format_full(9503.874200000002)
    '9\\u202f503,8742'
    """
    if value is None or not math.isfinite(value):
        return _(UNKNOWN)
    plain = f"{Decimal(f'{value:.12g}'):f}"
    decimals = len(plain.partition(".")[2])
    return format_decimals(float(plain), decimals)


def format_six(value: float) -> str:
    """A number inside a sentence or a formula: six significant digits at most, no exponent, no useless zero.

    >>> format_six(131.5035), format_six(1188000.0), format_six(-0.5)
    ('131,504', '1\\u202f188\\u202f000', '−0,5')
    """
    if not math.isfinite(value):
        return f"{value:g}"
    text = f"{Decimal(f'{value + 0.0:.6g}'):,f}".replace("-", MINUS)  # adding 0 makes −0 a plain 0
    return text if english() else text.replace(",", THIN).replace(".", ",")


def operand(value: float) -> str:
    """A number after a sign, in a formula: a negative one goes between parentheses.

    >>> f"{format_six(-3)} − {operand(-2)}"
    '−3 − (−2)'
    """
    return f"({format_six(value)})" if value < 0 else format_six(value)


def with_unit(text: str, unit: str) -> str:
    """A formatted number and its unit, tied by a no-break space; the unit is left out after "non connu".

    In English a percent sign follows its number at once.
    """
    if text in (UNKNOWN, _(UNKNOWN)) or not unit:
        return text
    return f"{text}%" if unit == "%" and english() else f"{text}{NBSP}{_(unit)}"


def agreed(unit: str, value: float) -> str:
    """A unit of counted things as it agrees with its number; in French, the singular is under 2.

    >>> agreed("jours par an", 1.5), agreed("jours par an", 2.0), agreed("ktCO2e", 1.0)
    ('jour par an', 'jours par an', 'ktCO2e')
    """
    if unit in _NOUNS:
        return noun(value, *_NOUNS[unit])
    one = abs(value) == 1 if english() else abs(value) < 2
    return _SINGLE.get(unit, unit) if one else unit


def format_kt(value: float | None, significant: int = 3, *, mega: bool = True, sign: bool = False) -> str:
    """Avoided emissions: "482 ktCO2e", and from 1,000 kt on "9,5 MtCO2e" (`mega` False keeps kt, as tables do).

    >>> format_kt(9503.87), format_kt(1138.1, mega=False)
    ('9,5\\xa0MtCO2e', '1\\u202f138\\xa0ktCO2e')
    """
    if value is None or not math.isfinite(value):
        return _(UNKNOWN)
    if mega and abs(value) >= 999.5:
        return with_unit(format_decimals(value / 1000, 1, sign=sign), MT)
    return with_unit(format_number(value, significant, sign=sign), KT)


def format_eur(value: float | None) -> str:
    """Euros for reading: "67,7 M€", "540 k€", "980 €".

    >>> format_eur(67_712_345.0)
    '67,7\\xa0M€'
    """
    if value is None or not math.isfinite(value):
        return _(UNKNOWN)
    for size, unit, letters in ((1e9, "Md€", "bn"), (1e6, "M€", "m"), (1e3, "k€", "k")):
        if abs(value) >= size:
            told = format_number(value / size)
            return _euros(told, letters) if english() else with_unit(told, unit)
    return _euros(format_number(value), "") if english() else with_unit(format_number(value), "€")


def _euros(told: str, letters: str) -> str:
    """The sign before the number, as English has it: "−€67.7m"."""
    return f"{MINUS}€{told[1:]}{letters}" if told.startswith(MINUS) else f"€{told}{letters}"


def format_percent(share: float | None) -> str:
    """A share (1.0 is the whole) in percent: at least two digits, never more than one decimal from 1 % on.

    >>> format_percent(0.1196), format_percent(0.0042)
    ('12\\xa0%', '0,42\\xa0%')
    """
    if share is None or not math.isfinite(share):
        return _(UNKNOWN)
    return with_unit(format_number(share * 100, 2), "%")


def counted(count: int, word: str, words: str) -> str:
    """A count, exact, and its noun: "562 projets"."""
    return f"{format_decimals(count, 0)}{NBSP}{noun(count, word, words)}"


def times(ratio: float) -> str:
    """How many times, in words when it is near a whole number: "cinq fois", "1,6 fois", "plus de dix fois".

    >>> times(4.9), times(1.62), times(25.0)
    ('cinq fois', '1,6\\xa0fois', 'plus de dix fois')
    """
    if ratio > 10.5:
        return _("plus de dix fois")
    nearest = math.floor(ratio + 0.5)
    if nearest >= 2 and abs(ratio - nearest) <= 0.15 * (1 if nearest < 4 else 4):
        return _(_TIMES[nearest])
    return _("%(ratio)s fois", ratio=format_decimals(ratio, 1)).replace(" ", NBSP)


def decimal_mark() -> str:
    """What stands before the decimals of a number."""
    return "." if english() else ","


def listed(parts: Iterable[str]) -> str:
    """Parts of a description one after the other, with semicolons."""
    return ("; " if english() else " ; ").join(parts)


def typed(text: str) -> str:
    """A number as typed, made safe to read: for who reads in English, the commas of "1,500" are of thousands.

    Everywhere else a comma is a decimal one, as `exchange.numbers` has it.
    """
    if english() and re.fullmatch(r"\s*[+−-]?\d{1,3}(,\d{3})+\s*", text):
        return text.replace(",", "")
    return text


def whole_number(text: str) -> int | None:
    """The whole number that an address or a field carries, as the site wrote it there; None for anything else, and for
    more digits than a database holds.

    >>> whole_number("12"), whole_number("-1"), whole_number("²"), whole_number("9" * 19)
    (12, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def field_text(value: float, decimals: int) -> str:
    """A number to be edited: decimal comma (a point in English), no separator of thousands, no useless zero.

    >>> field_text(1138.1, 1), field_text(500.0, 1)
    ('1138,1', '500')
    """
    mark = decimal_mark()
    text = format_decimals(value, decimals).replace("," if english() else THIN, "")
    return text.rstrip("0").rstrip(mark) if mark in text else text
