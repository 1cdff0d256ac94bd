"""What is observed of a lever, in the sentences of the first step, and the amount that it offers to count as done."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.newest import Newest, dated_values, newest_of, observed_kt
from copilote.planning.balance import SHOWN_KT, comparable_observations
from copilote.reference.links import LinkKind, indicator_links
from copilote.reference.series import RegionalSeries
from copilote.reference.simulator import DatedObservation, LeverFigures
from copilote.simulator.fields import plain
from copilote.simulator.pages.stepper import total_kt
from copilote.ui.indicators import last_value, shown_in
from copilote.ui.observations import typographic
from copilote.ui.quantities import unit_words
from copilote.words import _, per_language
from copilote.words.numbers import format_number, format_short, with_unit


@dataclass(frozen=True, slots=True)
class ObservedOffer:
    """What is observed of a lever, in sentences; `kt` written and `kt_plain` for scripts when it can be counted."""

    text: str
    kt: str = ""
    kt_plain: str = ""


@per_language
def observed_offer(lever: LeverFigures) -> ObservedOffer | None:
    """What is observed of a lever and what it comes to in kt; None where nothing is."""
    dated = dated_values(lever)
    own = comparable_observations(lever, dated)
    newest = newest_of(lever)
    sentences = [_own_sentence(lever, own)] if own else _other_sentence(dated)
    if newest is not None and newest.series is not None:
        sentences.append(_series_sentence(lever, newest, newest.series))
    else:
        sentences += _linked_sentence(lever, newest.year if newest else max((row.year for row in dated), default=0))
    if newest is None:
        return ObservedOffer(" ".join(sentences)) if sentences else None
    kt = observed_kt(lever)
    if kt is None:
        sentences.append(_("Pas de valeur plus récente que 2019."))
    elif kt < SHOWN_KT:
        sentences.append(_("Pas de progrès depuis 2019 : rien à compter."))
    else:
        return ObservedOffer(" ".join(sentences), total_kt(kt), plain(round(kt, 6)))
    return ObservedOffer(" ".join(sentences))


def _own_sentence(lever: LeverFigures, own: tuple[DatedObservation, ...]) -> str:
    values = ", ".join(
        _("%(value)s en %(year)s", value=format_number(row.value), year=row.year) for row in reversed(own)
    )
    return _("Observé, en %(unit)s : %(values)s.", values=values, unit=own[-1].unit or lever.unit_short)


def _other_sentence(dated: tuple[DatedObservation, ...]) -> list[str]:
    """The last of the simulator's values that are of another quantity than the lever's."""
    if not dated:
        return []
    last = max(dated, key=lambda row: row.year)
    return [
        _(
            "%(quantity)s : %(value)s en %(year)s. Ce n’est pas la grandeur du levier : elle ne s’y convertit pas.",
            quantity=last.quantity,
            value=with_unit(format_number(last.value), last.unit or ""),
            year=last.year,
        )
    ]


def _series_sentence(lever: LeverFigures, newest: Newest, series: RegionalSeries) -> str:
    return _(
        "%(name)s : %(value)s en %(year)s, soit environ %(quantity)s en suivant son évolution depuis 2019 "
        "(%(reason)s).",
        name=typographic(series.name),
        value=with_unit(format_short(dict(series.values)[newest.year]), series.unit),
        year=newest.year,
        quantity=with_unit(format_short(newest.quantity), unit_words(lever)),
        reason=newest.reason[:1].lower() + newest.reason[1:],
    )


def _linked_sentence(lever: LeverFigures, since: int) -> list[str]:
    """The closest statistic that pages show and that cannot be converted, when it is newer than what is said already.

    Beside a value of the lever's own quantity, only one that measures a part of it.
    """
    kinds = {link.indicator: link.kind for link in indicator_links(lever.id, "region") if link.indicator}
    if newest_of(lever) is not None:
        kinds = {number: kind for number, kind in kinds.items() if kind is LinkKind.PART}
    linked = [
        observation
        for observation in shown_in(lever.region)
        if observation.indicator in kinds and (observation.pace.last_year or 0) > since
    ]
    if not linked:
        return []
    closest = min(linked, key=lambda observation: list(kinds).index(observation.indicator))
    return [
        _(
            "%(name)s : %(value)s en %(year)s (%(kind)s, sans conversion).",
            name=closest.name,
            value=last_value(closest),
            year=closest.pace.last_year,
            kind=kinds[closest.indicator].label,
        )
    ]
