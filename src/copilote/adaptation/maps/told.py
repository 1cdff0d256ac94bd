"""What the maps of an index say, in sentences: the region, and who lives where."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from copilote.adaptation.words import FAR, NEAR, days, nights_words, whole
from copilote.exchange.climate_field import STEPS, climate_field
from copilote.exchange.exposed import OF_EPCI, QUANTITIES, Exposed
from copilote.publish.table import Cell, Column, Kind, Table
from copilote.reference.climate import HORIZONS, SOURCE, ClimateIndex
from copilote.reference.simulator import Region
from copilote.ui.charts import parts
from copilote.ui.charts.classes import Classes
from copilote.ui.drawing import Drawing
from copilote.words import N_, _, nouns
from copilote.words.language import noun
from copilote.words.numbers import (
    NBSP,
    agreed,
    counted,
    format_decimals,
    format_number,
    format_percent,
    format_short,
    with_unit,
)
from copilote.words.typography import capital, tied

KINDS = {
    "jours": (N_("jours"), N_("il y aurait %(limit)s par an")),
    "nuits": (N_("nuits"), N_("il y aurait %(limit)s par an")),
    "pluie": (N_("mm"), N_("il tomberait %(limit)s")),
    "t": (N_("°C"), N_("il ferait %(limit)s")),
    "tx": (N_("°C"), N_("il ferait %(limit)s")),
}
"""By what the ids of indices begin with: the short unit, and how a place is told by it."""
MILLIONS = {
    "habitants": nouns("million d’habitants", "millions d’habitants"),
    "logements": nouns("million de logements", "millions de logements"),
    "emplois": nouns("million d’emplois", "millions d’emplois"),
    "terres": nouns("million d’hectares de terres agricoles", "millions d’hectares de terres agricoles"),
    "forets": nouns("million d’hectares de forêt", "millions d’hectares de forêt"),
}
NEARLY_ALL, NEARLY_NONE, HALF = 0.995, 0.005, 0.5


def valued(index: ClimateIndex, value: float) -> str:
    """A value of an index with its short unit: "16 jours"."""
    begins = index.id.split("_")[0]
    if begins in ("jours", "nuits") and index.decimals == 0:
        return days(value) if begins == "jours" else nights_words(value)
    return with_unit(format_decimals(value, index.decimals), _(_kind(index)[0]))


def _kind(index: ClimateIndex) -> tuple[str, str]:
    return KINDS[index.id.split("_")[0]]


def region_values(region: Region, index: ClimateIndex) -> dict[str | None, float]:
    """The average by inhabitants of the region at the reference and at each level."""
    field = climate_field(region, index.id, "region")
    return dict(zip(STEPS, field.median[:, 0].tolist(), strict=True))


def title_of(region: Region, index: ClimateIndex) -> str:
    """The result in one sentence."""
    values = region_values(region, index)
    past, near, far = (valued(index, values[step]) for step in (None, NEAR, FAR))
    text = N_("%(name)s, %(index)s : %(past)s hier, %(near)s en 2050, %(far)s en 2100")
    label = index.label[:1].lower() + index.label[1:]
    return whole(_(text, name=region.name, index=label, past=past, near=near, far=far))


def telling_break(exposed: Exposed) -> tuple[int, bool]:
    """The limit of classes that tells most of 2050, and whether it is passed upwards: the furthest that half of the
    whole has passed by then, else the one that is passed most."""
    at = STEPS.index(NEAR)
    above = np.array([exposed.from_break(rank) for rank in range(len(exposed.breaks))])
    moved = above[:, at] - above[:, 0]
    up = bool(moved.sum() >= 0)
    inside = above[:, at] if up else exposed.amounts[at].sum() - above[:, at]
    passed = [rank for rank, value in enumerate(inside) if value >= HALF * exposed.total and moved[rank]]
    if passed:
        return (passed[-1] if up else passed[0]), up
    return int(np.argmax(np.abs(moved))), up


def exposed_sentence(index: ClimateIndex, exposed: Exposed) -> str:
    """ "2,1 millions d’habitants d’aujourd’hui vivent là où, en 2050, il y aurait 20 jours ou plus."; "" without
    limits."""
    if not exposed.breaks or not exposed.total:
        return ""
    rank, above = telling_break(exposed)
    inside = exposed.from_break(rank)
    amounts = inside if above else exposed.amounts.sum(axis=1) - inside
    past, near, far = (float(amounts[STEPS.index(step)]) for step in (None, NEAR, FAR))
    limit = with_unit(format_number(exposed.breaks[rank], 3), agreed(_kind(index)[0], exposed.breaks[rank]))
    where = _(
        _kind(index)[1], limit=_("%(limit)s ou plus", limit=limit) if above else _("moins de %(high)s", high=limit)
    )
    lives = N_("%(near)s d’aujourd’hui (%(part)s) vivent là où, en 2050, %(where)s.")
    lies = N_("%(near)s d’aujourd’hui (%(part)s) se trouvent là où, en 2050, %(where)s.")
    first = _(
        lives if exposed.quantity == "habitants" else lies,
        near=amount(near, exposed.quantity), part=_share(near / exposed.total), where=where,
    )  # fmt: skip
    parts = (_share(past / exposed.total), _share(far / exposed.total))
    return tied(
        first + " " + _("Hier (1976-2005) : %(past)s ; en 2100, à +4 °C : %(far)s.", past=parts[0], far=parts[1])
    )


def _share(part: float) -> str:
    if 0 < part < NEARLY_NONE:
        return _("moins de %(part)s", part=format_percent(0.01))
    return _("plus de %(part)s", part=format_percent(0.99)) if NEARLY_ALL < part < 1 else format_percent(part)


def amount(value: float, quantity: str) -> str:
    """ "2,11 millions d’habitants", "810 000 logements"."""
    if value >= 1e6:
        return f"{format_number(value / 1e6, 3)}{NBSP}{noun(value / 1e6, *MILLIONS[quantity])}"
    return f"{format_short(round(value))}{NBSP}{_(QUANTITIES[quantity][1])}"


def exposed_table(index: ClimateIndex, exposed: Exposed, texts: tuple[str, ...]) -> Table:
    """What lies in each class, yesterday and at each level. texts : the limits of the classes."""

    def at(step: int) -> Callable[[int], Cell]:
        return lambda rank: float(round(exposed.amounts[step, rank]))

    unit = QUANTITIES[exposed.quantity][1]
    fields: list[tuple[Column, Callable[[int], Cell]]] = [
        (Column("class", index.label), lambda rank: texts[rank]),
        (Column("reference", N_("Hier"), Kind.COUNT, unit), at(0)),
        *(
            (Column(f"year_{year}", str(year), Kind.COUNT, unit), at(step))
            for step, year in enumerate(HORIZONS.values(), 1)
        ),
    ]
    title = _("%(what)s d’aujourd’hui, selon l’indice là où ils sont", what=capital(_(unit)))
    return Table.of(f"exposes-{exposed.quantity}", title, fields, range(len(texts)), sources_of(exposed.quantity))


def exposed_drawing(exposed: Exposed, cut: Classes, texts: tuple[str, ...], title: str) -> Drawing | None:
    """The same as bars in the colours of the maps, under a title; None where nothing is known."""
    if not exposed.amounts.sum():
        return None
    names = (
        _("Hier (1976-2005)"),
        *(f"{year} (+{format_decimals(float(level), 1)} °C)" for level, year in HORIZONS.items()),
    )
    rows = [(whole(name), amounts.round().tolist()) for name, amounts in zip(names, exposed.amounts, strict=True)]
    caption = _("Sur %(total)s, combien dans chaque classe des cartes.", total=amount(exposed.total, exposed.quantity))
    return Drawing.of(
        parts, rows, cut, texts,
        prefix="exposes", caption=tied(caption), title=title, unit=QUANTITIES[exposed.quantity][1], write=shortly,
    )  # fmt: skip


def shortly(value: float) -> str:
    """An amount for a drawing: "1,95 M", "391 000"."""
    return f"{format_number(value / 1e6, 3)}{NBSP}M" if value >= 1e6 else format_short(value)


def sources_of(quantity: str) -> tuple[str, ...]:
    """Of the index and of the quantity."""
    return (SOURCE, QUANTITIES[quantity][2])


def exposed_cautions(exposed: Exposed) -> tuple[str, ...]:
    """What must be read with it."""
    told = [
        _("Ce qui est là aujourd’hui, croisé avec un aléa : ni une prévision de population, ni un risque."),
        _("Chaque commune compte pour l’indice de sa maille de 8 km."),
    ]
    if exposed.quantity in OF_EPCI:
        told.append(
            _("Surfaces mesurées par intercommunalité, partagées entre ses communes selon leur surface non bâtie.")
        )
    if exposed.unplaced >= 1:
        told.append(
            _("Sans projection, donc hors de compte : %(amount)s.", amount=amount(exposed.unplaced, exposed.quantity))
        )
    if exposed.unknown:
        told.append(
            _(
                "Chiffre non connu, donc hors de compte : %(communes)s.",
                communes=counted(exposed.unknown, "commune", "communes"),
            )
        )
    return tuple(map(tied, told))
