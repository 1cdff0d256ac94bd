"""Amounts that a territory gives for a lever: read in the unit of its page, and written so as to be read back.

A territory's quantity of 2019 is its part of the region's; for a rate (kg per inhabitant), a kt moves it more, since it
is divided by fewer. What is typed is kept in ktCO2e; what is shown of it, typed back, gives the same kt within 0.5 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from copilote.exchange.numbers import parse_number
from copilote.exchange.place import Place
from copilote.exchange.shares import share_of, shared
from copilote.planning.conversion import convert_kt, kt_from_physical, translation
from copilote.planning.declination import Part, parts
from copilote.planning.quantities import Scale, borne
from copilote.planning.spread import stock_limit_kt
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures
from copilote.sharing.quantities import scale_of
from copilote.sharing.recorded import all_choices, choices_of
from copilote.ui.quantities import in_scale
from copilote.words import N_, _
from copilote.words.carbon import IN_KT, IN_TONNES, CarbonUnit, is_small
from copilote.words.numbers import field_text, format_full, format_number, typed, with_unit

KT_DECIMALS = 9
"""A typed quantity is kept to the milligram of CO2e, so that it is shown again as it was typed."""
KT, TONNES, QUANTITY = IN_KT.short, IN_TONNES.short, "physique"
"""The units of a field, as the form names them: kt, or tonnes where the territory is small, and the quantity."""
PER_KT = {unit.short: unit.per_kt for unit in (IN_KT, IN_TONNES)}
SAME, SAID = 1e-9, 1e-3
"""How near to the kt a quantity gives them back: in a field, and in a sentence."""
LEAST = 5e-10
FAR = 3.0
"""More than so many times the share is asked about; and what is this near to the share is a likely figure."""
SLIP = 1000.0


@dataclass(frozen=True, eq=False)
class Own:
    """A lever in a territory: its share, its figures as a lever of the territory's own (None: kt only), its units."""

    part: Part
    lever: LeverFigures | None
    scale: Scale
    unit: CarbonUnit = IN_KT

    def carbon(self, kt: float) -> str:
        """An amount in the unit of the territory's page: "24,9 kt", "312 t"."""
        unit = self.unit if is_small(kt) else IN_KT
        return with_unit(format_number(unit.per_kt * kt), unit.short)

    @property
    def share_kt(self) -> float | None:
        """The indicative share, None where it is not known, not to be located here, or nothing."""
        return (self.part.target_kt or None) if self.part.placed else None

    @property
    def stock_kt(self) -> float | None:
        """The kt at which what must fall has come to 0: 0 where there is nothing to fall; None without such a limit."""
        if self.lever is None:
            return None
        baseline, ratio = translation(self.lever)
        return 0.0 if ratio < 0 and not baseline else stock_limit_kt(self.lever)

    @property
    def start(self) -> float | None:
        """The quantity of 2019, in the unit of the page."""
        return None if self.lever is None else translation(self.lever)[0] * self.scale.factor

    def quantity(self, kt: float | None) -> float | None:
        """The quantity reached in 2030 with so many kt, in the unit of the page; None without translation."""
        if kt is None or self.lever is None:
            return None
        return convert_kt(self.lever, kt).physical * self.scale.factor

    def kt_of(self, quantity: float) -> float | None:
        """The kt of a quantity in the unit of the page; None for one outside the lever's range."""
        if self.lever is None:
            return None
        baseline, ratio = translation(self.lever)
        value = quantity / self.scale.factor
        near = 1e-9 * max(abs(baseline), abs(value))
        if value < -near or (value - baseline) / ratio < -near / abs(ratio):
            return None
        return float(kt_from_physical(baseline, ratio, value)) + 0.0


def own_levers(place: Place, region: str) -> tuple[Own, ...]:
    """The levers of a territory in one of its regions, in the published order, with the COP's choices.

    Each has the unit of the territory's page, also where the territory lies in another region as well.
    """
    declined = shared(region, choices_of(region))
    members = place.inside(region)
    share = share_of(place, all_choices())
    whole = share if len(place.regions) > 1 else None
    unit = IN_TONNES if is_small(share.total_kt) else IN_KT
    levers = []
    for rank, part in enumerate(parts(declined, members, place.grain)):
        weight = float(declined.rate_share[rank, members].sum()) if part.rule.rate_over else 1.0
        page = whole.part(part.lever.id) if whole else None
        scale = scale_of(part if page is None or page.physical is None else page)
        levers.append(Own(part, _own(part, weight), scale, unit))
    return tuple(levers)


def _own(part: Part, weight: float) -> LeverFigures | None:
    """The lever with the territory's own start; None where there is none, or where no key says what it is."""
    lever = part.lever
    if lever.ratio is None or part.baseline is None or not weight > 0 or (not part.placed and lever.counts_completed):
        return None
    return replace(lever, baseline_2019=part.baseline, ratio=lever.ratio / weight)


def exact(own: Own, kt: float, within: float = SAID) -> str:
    """The quantity of so many kt with the fewest decimals that give them back within a part of them; "" without one.

    Nothing to write either where no quantity says the kt: beyond what the territory had in 2019.
    """
    value = own.quantity(kt)
    if value is None:
        return ""
    allowed = max(LEAST, within * kt) if kt else within / 2
    for decimals in range(10):
        rounded = round(value, decimals) + 0.0
        back = own.kt_of(rounded)
        if back is not None and abs(back - kt) <= allowed:
            return format_full(rounded)
    return ""


def written(own: Own, kt: float) -> tuple[str, str]:
    """(text, unit) of an amount in a field, in the unit that takes fewer digits: the one that it was typed in."""
    carbon, quantity = field_text(own.unit.per_kt * kt, 6), exact(own, kt, SAME)
    if quantity and _figures(quantity) <= _figures(carbon):
        return quantity, QUANTITY
    return carbon, own.unit.short


def _figures(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def declared_words(own: Own, kt: float) -> str:
    """A territory's own figure in both units: "24,9 kt (12 000 véhicules)"."""
    written = own.carbon(kt)
    value = own.quantity(kt)
    if value is None:
        return written
    quantity = exact(own, kt)
    return f"{written} ({with_unit(quantity, own.scale.unit) if quantity else in_scale(borne(value, 5), own.scale)})"


@dataclass(frozen=True)
class Amount:
    """What was typed in a field: in kt, as a number of its unit, and that unit ("kt", "t" or "physique")."""

    kt: float
    value: float
    unit: str


def read_amount(own: Own, text: str, unit: str, what: str) -> Amount | None:
    """What was typed; None for an empty field. Never brought back into a range: raises InputError outside it.

    A quantity is that of 2030 in the unit of the page. One that is outside by less than its last digit says the limit.
    """
    if not text:
        return None
    value = parse_number(typed(text), what)
    if value < 0:
        raise InputError(_("%(what)s : un nombre négatif n’a pas de sens ici. Donnez un nombre positif.", what=what))
    if unit != QUANTITY:
        unit = unit if unit in PER_KT else KT
        return Amount(round(value / PER_KT[unit], KT_DECIMALS) + 0.0, value, unit)
    if own.lever is None or own.start is None:
        raise InputError(
            _(
                "%(what)s : ce levier se compte en %(unit)s seulement. Donnez des %(unit)s.",
                what=what,
                unit=own.unit.short,
            )
        )
    kt = own.kt_of(value)
    if kt is None and abs(value - own.start) <= _half_last_digit(typed(text)):
        kt = 0.0
    if kt is None:
        raise InputError(_outside(own, value, what))
    return Amount(round(kt, KT_DECIMALS) + 0.0, value, QUANTITY)


def _half_last_digit(text: str) -> float:
    """Half of the last decimal that was written."""
    mark = max(text.rfind(","), text.rfind("."))
    return 0.5 * 10.0 ** -(len(text) - mark - 1 if mark >= 0 else 0)


def _outside(own: Own, value: float, what: str) -> str:
    falls = own.lever is not None and (own.lever.ratio or 0.0) < 0
    pattern = N_("%(what)s : %(value)s, c’est moins qu’en 2019 (%(start)s, d’après la clé) : rien ne serait évité.")
    if falls:
        pattern = N_("%(what)s : %(value)s, c’est plus qu’en 2019 (%(start)s, d’après la clé) : rien ne serait évité.")
    quantity = with_unit(format_full(value), own.scale.unit)
    text = _(pattern, what=what, value=quantity, start=in_scale(borne(own.start or 0.0, 5), own.scale))
    near = slip_of(own, value, QUANTITY)
    return text if near is None else f"{text} {_meant(in_unit(own, near, QUANTITY))}"


def _meant(words: str) -> str:
    return _("Vouliez-vous dire %(near)s ?", near=words)


def slip_of(own: Own, value: float, unit: str) -> float | None:
    """A thousand times more or less than what was typed, where that is near the share and what was typed is not."""

    def likely(number: float) -> bool:
        kt = own.kt_of(number) if unit == QUANTITY else number / PER_KT[unit]
        return bool(kt and own.share_kt and 1 / FAR <= kt / own.share_kt <= FAR)

    if likely(value):
        return None
    return next((other for other in (value / SLIP, value * SLIP) if likely(other)), None)


def in_unit(own: Own, value: float, unit: str) -> str:
    """A number as it is typed, with the unit of its field: "12 000 véhicules", "24,9 kt"."""
    return with_unit(format_full(value), own.scale.unit if unit == QUANTITY else unit)


def converted(own: Own, amount: Amount) -> str:
    """What was typed in both units, beside the share: "12 000 véhicules = 24,9 kt, soit 3,1 × votre part"."""
    other = own.carbon(amount.kt)
    if amount.unit != QUANTITY:
        value = own.quantity(amount.kt)
        other = "" if value is None else in_scale(borne(value, 4), own.scale)
    both = " = ".join(words for words in (in_unit(own, amount.value, amount.unit), other) if words)
    if not own.share_kt:
        return both
    times = format_number(amount.kt / own.share_kt, 2)
    return _("%(said)s, soit %(times)s × votre part indicative", said=both, times=times)


@dataclass(frozen=True)
class Question:
    """What is asked before a figure is published. instead : what may have been meant, as typed in the field; or ""."""

    text: str
    instead: str = ""
    instead_words: str = ""


def questions(own: Own, amount: Amount) -> tuple[Question, ...]:
    """What looks like a slip or goes past what is known; empty for a figure that nothing speaks against."""
    asked = []
    share, kt = own.share_kt, amount.kt
    near = slip_of(own, amount.value, amount.unit)
    if near is not None:
        words = in_unit(own, near, amount.unit)
        asked.append(Question(_meant(words), format_full(near), words))
    if share and kt > FAR * share:
        times = format_number(kt / share, 2)
        asked.append(Question(_("C’est %(times)s fois votre part indicative. Est-ce bien cela ?", times=times)))
    if own.stock_kt is not None and kt > own.stock_kt * (1 + 1e-6):
        stock = own.carbon(own.stock_kt)
        text = _("C’est plus que tout ce que le territoire avait en 2019, d’après la clé (%(stock)s).", stock=stock)
        asked.append(Question(text))
    target = own.part.lever.target_kt
    if target is not None and kt > target > 0:
        told_target = own.carbon(target)
        asked.append(Question(_("C’est plus que l’objectif de toute la région (%(target)s).", target=told_target)))
    return tuple(asked)


def region_quantity(own: Own) -> float | None:
    """The region's quantity at its target, in the unit of the territory's page; None without translation."""
    lever = own.part.lever
    if lever.target_kt is None or not lever.translated or not math.isfinite(lever.target_kt):
        return None
    return convert_kt(lever, lever.target_kt).physical * own.scale.factor
