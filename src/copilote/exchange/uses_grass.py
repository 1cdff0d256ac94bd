"""Grass and herds: what the cattle of a region eat of grass, against what its permanent grassland gives.

Only what is published by region is counted: permanent grassland (the State's indicators) and the largest herds
(FranceAgriMer). Grassland sown for a few years, sheep, goats and horses are named, with the figures that they need:
hence this balance never gives a verdict. Fodder maize and grain are on neither side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from copilote.planning.scenario import LeverOutcome
from copilote.planning.uses import Span, Uncounted, UseBalance, UseLine
from copilote.reference.series import load_series
from copilote.reference.simulator import Region
from copilote.reference.uses import Herd, load_herd
from copilote.words import N_, _
from copilote.words.numbers import format_short

GRASSLAND_SERIES = "356"
"""Permanent grassland, in hectares."""
EATEN = ("ugb_female", "ugb_t", "grass_share")
GROWN = ("grass_t_ha", "grass_key")


def no_grass(region: Region) -> str:
    """Why the balance cannot be made, with what is known all the same; "" where it can."""
    if region.kind in ("overseas", "fictional"):
        return _("Herbe et troupeaux : les rendements publiés sont ceux de l’Hexagone, le bilan n’est pas fait.")
    area = _grassland(region)
    if area is None:
        return _("Herbe et troupeaux : la surface des prairies n’est pas connue ici, le bilan n’est pas fait.")
    if load_herd(region.code) is None:
        return _(
            "Herbe et troupeaux : non chiffré. La région a %(area)s ha de prairies permanentes, mais le nombre de ses "
            "bovins n’est pas publié par les textes que nous avons : il faudrait les effectifs par région (Agreste).",
            area=format_short(area),
        )
    return ""


def grass_balance(region: Region, lines: Mapping[str, LeverOutcome], of: Callable[[str], Span]) -> UseBalance:
    """Grass, in thousand tonnes of dry matter a year. of : a coefficient by id. For a region that has `no_grass` to say
    against it."""
    area, herd = _grassland(region), load_herd(region.code)
    if area is None or herd is None:
        raise ValueError(region.code)
    grown = of("grass_t_ha") * of("grass_key") * (area / 1000)
    supply = (UseLine("permanent", _("Herbe des prairies permanentes"), grown, "", GROWN),)
    demand = tuple(
        UseLine(name, label, of("ugb_female") * of("ugb_t") * of("grass_share") * (females / 1000), "", EATEN)
        for name, label, females in _herds(herd)
        if females is not None
    )
    return UseBalance(
        "grass",
        N_("milliers de tonnes de matière sèche par an"),
        demand,
        supply,
        uncounted=(*_missing_herds(herd), *_levers(lines)),
    )


def _grassland(region: Region) -> float | None:
    """Hectares of permanent grassland in the last year that is known."""
    series = load_series(region.code, [GRASSLAND_SERIES])
    return series[0].values[-1][1] if series and series[0].values else None


def _herds(herd: Herd) -> tuple[tuple[str, str, float | None], ...]:
    return (
        ("dairy", _("Bovins laitiers (aujourd’hui)"), herd.dairy),
        ("suckler", _("Bovins allaitants (aujourd’hui)"), herd.suckler),
    )


def _missing_herds(herd: Herd) -> tuple[Uncounted, ...]:
    cattle = tuple(
        Uncounted(name, label, False, _("leur nombre dans la région (Agreste)"))
        for name, label, females in _herds(herd)
        if females is None
    )
    return (
        *cattle,
        Uncounted("others", _("Moutons, chèvres et chevaux (aujourd’hui)"), False,
                  _("leur nombre dans la région (Agreste)")),
        Uncounted("temporary", _("Herbe des prairies temporaires et des luzernières"), True,
                  _("leurs surfaces et leurs rendements par région (Agreste)")),
    )  # fmt: skip


def _levers(lines: Mapping[str, LeverOutcome]) -> tuple[Uncounted, ...]:
    """The levers that touch feed, none of which says in which quantity."""
    told = (
        ("co2_elevage", False, _("le nombre d’animaux visé : l’objectif n’est publié qu’en CO2e évité")),
        ("augm_prairies", True, _("les prairies qui disparaîtraient sans lui : celles d’aujourd’hui sont comptées")),
        ("co2_biogaz", False, _("la part de l’herbe dans ses matières : il est compté dans la biomasse des champs")),
    )
    return tuple(
        Uncounted(lever, lines[lever].lever.label, supply, needed, lever)
        for lever, supply, needed in told
        if lever in lines
    )
