"""The lines of a workbench: a lever in the territory of an organisation, its unit, its share, and what is asked of it.

All quantities of a line are what is added to the lever, or taken from it, by 2030 against 2019, so that what is done,
what is under way, what is planned, the proposal and the share are told in the same unit and can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from copilote.cop.models import Organisation
from copilote.diagnostic.here import Key, here
from copilote.diagnostic.workbench.models import Columns
from copilote.exchange.numbers import parse_number
from copilote.exchange.perimeters import place_of
from copilote.planning.quantities import borne
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import LeverFigures
from copilote.sharing.reads import Amount, Own, own_levers, questions, slip_of
from copilote.ui.quantities import in_scale
from copilote.words import N_, _
from copilote.words.numbers import format_full, format_number, typed

SAME = 1e-9
LESS = 1e-6
"""By how much less than what actions say already a cell is asked about."""
DIGITS = 2
CARBON = {"kt": N_("ktCO2e évitées par an"), "t": N_("tonnes de CO2e évitées par an")}
SAID = {
    Columns.DONE: N_("faites"),
    Columns.UNDER_WAY: N_("en cours"),
    Columns.DECIDED: N_("décidées"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What the actions of an organisation say of a lever and a status, in kt. apart : those that count by themselves;
    within : those that count within the action of the workbench. drafts : how many of them are not validated."""

    apart_kt: float = 0.0
    within_kt: float = 0.0
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked before a figure is kept. instead : what may have been meant, as it is typed; "" for nothing."""

    text: str
    instead: str = ""


@dataclass(frozen=True, eq=False)
class Line:
    """A lever in a workbench. kt_each : the kt of one of its unit, None where nothing says it; factor : how many of the
    unit shown make one of the unit kept; shares : whether the share is that of the organisation."""

    own: Own
    unit: str
    factor: float
    kt_each: float | None
    shares: bool
    listed: Mapping[Columns, Listed] = field(default_factory=dict)

    @property
    def lever(self) -> LeverFigures:
        """The lever, as the region has it."""
        return self.own.part.lever

    @property
    def in_kt(self) -> bool:
        """Whether it is told in kt, or tonnes, only."""
        return not self.lever.translated

    @property
    def share_kt(self) -> float | None:
        """The indicative share; None where it is not known, or where the organisation has none."""
        return self.own.share_kt if self.shares else None

    def kt_of(self, value: float | None) -> float | None:
        """The kt of a value as it is kept."""
        return None if value is None or self.kt_each is None else value * self.factor * self.kt_each

    def value_of(self, kt: float | None) -> float | None:
        """What is kept of so many kt."""
        return None if kt is None or not self.kt_each else kt / self.kt_each / self.factor

    def text_of(self, value: float | None) -> str:
        """A value as it is typed: "1 200"."""
        return "" if value is None else format_full(round(value * self.factor, 9) + 0.0)

    def in_words(self, value: float) -> str:
        """A value with its unit: "1 200 véhicules", "2,6 kt"."""
        if self.in_kt:
            return self.own.carbon(value)
        return in_scale(borne(value * self.factor, 5), self.own.scale)

    @property
    def share_text(self) -> str:
        """The share in the unit of the line, rounded as far as it is sound; "" where it has none."""
        value = self.value_of(self.share_kt)
        return "" if value is None else format_number(borne(value * self.factor, DIGITS))

    def carbon(self, kt: float) -> str:
        """An amount in kt, or tonnes where it is small."""
        return self.own.carbon(kt)

    @property
    def stock(self) -> float | None:
        """All that may be taken from it here, in the unit shown; None without such a limit."""
        value = self.value_of(self.own.stock_kt)
        return None if value is None or self.in_kt else value * self.factor

    def read(self, text: str) -> float | None:
        """What was typed, as it is kept; None for an empty cell. Raises InputError."""
        text = text.strip()
        if not text:
            return None
        if len(text) > MOST_LETTERS:
            raise InputError(_("Un nombre tient en quelques chiffres : « %(text)s… » est trop long.", text=text[:20]))
        value = parse_number(typed(text), self.lever.label)
        if value < 0:
            raise InputError(_("Un nombre négatif n’a pas de sens ici. Donnez ce qui est ajouté, ou remplacé."))
        return value / self.factor

    def same(self, one: float | None, other: float | None) -> bool:
        """Whether two values are the same figure."""
        if one is None or other is None:
            return one is other
        return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)

    def doubts(self, column: Columns, value: float | None) -> tuple[Asked, ...]:
        """What must be asked of a value before it is kept: a slip, more than there is, less than actions say."""
        kt = self.kt_of(value)
        if value is None or kt is None:
            return ()
        asked = self._slips(column, value, kt) or self._beyond(kt)
        listed = self.listed.get(column)
        if listed is not None:
            total = listed.apart_kt + listed.within_kt
            if kt < total * (1 - LESS) - SAME:
                least = self.value_of(total) or 0.0
                words = _(
                    "Vos actions %(status)s en comptent déjà %(total)s. Avec moins ici, ce sont elles qui comptent.",
                    status=_(SAID[column]),
                    total=self.in_words(least),
                )
                asked.append(Asked(words, self.text_of(least)))
        return tuple(asked)

    def _slips(self, column: Columns, value: float, kt: float) -> list[Asked]:
        """A thousand times the share; or a thousandth of it, for a proposal: what is done may well be little."""
        if not self.share_kt:
            return []
        typed_carbon = kt * self.own.unit.per_kt
        near = slip_of(self.own, typed_carbon, self.own.unit.short)
        if near is None or (near > typed_carbon and column != Columns.PROPOSAL):
            return []
        meant = value * near / typed_carbon
        pattern = N_("%(value)s ? Votre part indicative est de %(share)s : vouliez-vous dire %(near)s ?")
        share = self.in_words(borne(self.value_of(self.share_kt) or 0.0, DIGITS))
        text = _(pattern, value=self.in_words(value), share=share, near=self.in_words(meant))
        return [Asked(text, self.text_of(meant))]

    def _beyond(self, kt: float) -> list[Asked]:
        """More than three times the share, than the stock, than the target of the region."""
        amount = Amount(kt, kt * self.own.unit.per_kt, self.own.unit.short)
        told = [each.text for each in questions(self.own, amount) if not each.instead]
        if not self.shares:  # then only the last is meant, on the target of the region
            told = told[-1:] if kt > (self.lever.target_kt or math.inf) else []
        return [Asked(text) for text in told]


MOST_LETTERS = 40


def lines_of(
    organisation: Organisation, region: str, listed: Mapping[tuple[str, Columns], Listed] | None = None
) -> tuple[Line, ...]:
    """The levers of a region for an organisation, in its territory; in the region for one that has none."""
    territory = organisation.territory
    keys: tuple[Key, ...] = ((territory.level, territory.code),) if territory else (("region", region),)
    try:
        place = place_of(*keys[0])
    except CopiloteError:
        place, territory, keys = place_of("region", region), None, (("region", region),)
    by_lever: dict[str, dict[Columns, Listed]] = {}
    for (lever, column), said in (listed or {}).items():
        by_lever.setdefault(lever, {})[column] = said
    return tuple(
        _line(own, region, keys, by_lever.get(own.part.lever.id, {}), shares=territory is not None)
        for own in own_levers(place, region)
    )


def _line(own: Own, region: str, keys: tuple[Key, ...], listed: Mapping[Columns, Listed], *, shares: bool) -> Line:
    lever = own.part.lever
    if not lever.translated:
        return Line(own, _(CARBON[own.unit.short]), own.unit.per_kt, 1 / own.unit.per_kt, shares, listed)
    weight, ratio = here(region, lever, keys).weight, abs(lever.ratio or 0.0)
    each = weight / ratio / own.scale.factor if weight and ratio else None
    falls = (lever.ratio or 0.0) < 0 and not own.scale.whole
    unit = _("%(unit)s en moins", unit=own.scale.unit) if falls else own.scale.unit
    return Line(own, unit, own.scale.factor, each, shares, listed)
