"""The conflicts of use of a region: its areas, its forest and a scenario's levers as balances of `planning.uses`.

Pages, the command and the API all call `uses_of`, so that they say the same numbers. Grass is in `exchange.uses_grass`,
water in `exchange.uses_water`. Manure and grain stand on neither side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from copilote.exchange.uses_grass import grass_balance, no_grass
from copilote.exchange.uses_water import no_water, water_balance, water_sources
from copilote.planning.scenario import LeverOutcome, Outcome
from copilote.planning.uses import Span, Uncounted, UseBalance, UseLine, take_to_2030
from copilote.reference.communes import load_frame
from copilote.reference.series import SOURCE as SERIES_SOURCE
from copilote.reference.series import load_series
from copilote.reference.simulator import Region
from copilote.reference.uses import (
    FOREST_SOURCE,
    HERD_SOURCE,
    Coefficient,
    ForestAccount,
    load_coefficients,
    load_forest,
)
from copilote.words import N_, _

SOURCE_OF_AREAS = "corine-2018"
TAKEN_SERIES = "611"
"""Natural, farmed and forest land taken a year, in hectares."""
SOLAR_SERIES = "899"
"""Solar power installed, MW."""
LAW = (2021, 2030)
"""First and last year of the ten that the law gives a budget to; the ten before are its reference."""
CO2_OF_C = 44 / 12
BOILERS = (
    ("reduc_rfioul", "oil_kg_kwh"),
    ("reduc_tfioul", "oil_kg_kwh"),
    ("reduc_rgaz", "gas_kg_kwh"),
    ("reduc_tgaz", "gas_kg_kwh"),
)
KEYS = ("crops", "grass", "wood", "budget", "farmland", "water")
SOURCES = {
    "crops": (SOURCE_OF_AREAS,),
    "grass": (SERIES_SOURCE, HERD_SOURCE),
    "wood": (FOREST_SOURCE,),
    "budget": (SERIES_SOURCE,),
    "farmland": (SOURCE_OF_AREAS, SERIES_SOURCE),
    "water": (SERIES_SOURCE, "barometre-2026"),
}
"""What each balance is made of, beside its coefficients."""


@dataclass(frozen=True, eq=False)
class RegionUses:
    """The conflicts of use of a region in a scenario.

    balances : those that can be made, in the order of `KEYS`. missing : why the others cannot, sentences by key.
    sources : keys of sources.toml. coefficients : those used, in the order of their table.
    """

    region: Region
    outcome: Outcome
    balances: tuple[UseBalance, ...]
    missing: Mapping[str, str]
    sources: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]


def land_budget(region: Region) -> Span | None:
    """Hectares that the law leaves a region over the ten years of `LAW`, before what its own document says; None where
    what it took in the ten years before is not measured. Source: the table of coefficients ("land_effort")."""
    series = load_series(region.code, [TAKEN_SERIES]) if not region.fictional else ()
    taken = dict(series[0].values) if series else {}
    if not set(range(LAW[0] - 10, LAW[0])) <= taken.keys():
        return None
    held = load_coefficients()["land_effort"]
    return _left_by_law(taken, Span(held.low, held.central, held.high))


def _left_by_law(taken: Mapping[int, float], effort: Span) -> Span:
    """A part of what was taken in the ten years before."""
    return effort * sum(value for year, value in taken.items() if LAW[0] - 10 <= year < LAW[0])


def uses_of(region: Region, outcome: Outcome) -> RegionUses:
    """The balances of a region for an evaluated scenario (no change: the State's targets)."""
    maker = _Maker(region, outcome)
    makers: dict[str, Callable[[], UseBalance]] = {
        "crops": maker.crops,
        "grass": lambda: grass_balance(region, maker.lines, maker.of),
        "wood": maker.wood,
        "budget": maker.budget,
        "farmland": maker.farmland,
        "water": lambda: water_balance(region, maker.lines, maker.of),
    }
    balances, missing = [], {}
    for key in KEYS:
        if why := maker.lacking(key):
            missing[key] = why
        else:
            balances.append(makers[key]())
    used = {name for balance in balances for line in (*balance.demand, *balance.supply) for name in line.coefficients}
    known = load_coefficients()
    kept = tuple(coefficient for name, coefficient in known.items() if name in used)
    sources = [source for balance in balances for source in SOURCES[balance.key]]
    sources += water_sources(region) if any(balance.key == "water" for balance in balances) else ()
    sources += [coefficient.source for coefficient in kept]
    return RegionUses(region, outcome, tuple(balances), missing, tuple(dict.fromkeys(sources)), kept)


class _Maker:
    """Makes the balances of one region and one scenario."""

    def __init__(self, region: Region, outcome: Outcome) -> None:
        self.region = region
        self.lines = {line.lever.id: line for line in outcome.levers}
        self.known = load_coefficients()

    def of(self, name: str) -> Span:
        """A coefficient as a range."""
        held = self.known[name]
        return Span(held.low, held.central, held.high)

    def lever(
        self, lever: str, amount: Callable[[LeverOutcome], Span | None], *names: str, what: str = ""
    ) -> list[UseLine]:
        """The line of a lever, none where the region has no such lever or its quantity is not known. what : the thing
        that it asks for, said before its name; names : the coefficients."""
        line = self.lines.get(lever)
        span = amount(line) if line else None
        if line is None or span is None:
            return []
        label = _("%(what)s (« %(lever)s »)", what=what, lever=line.lever.label) if what else line.lever.label
        return [UseLine(lever, label, span, lever, names)]

    def industry(self) -> tuple[Uncounted, ...]:
        """The lever that asks for biomass too, in tonnes of CO2 alone."""
        line = self.lines.get("co2_indus")
        if line is None:
            return ()
        needed = _("ce que l’industrie brûlera à la place du gaz et du charbon")
        return (Uncounted("co2_indus", line.lever.label, False, needed, "co2_indus"),)

    @cached_property
    def areas(self) -> dict[str, tuple[float, float]]:
        """By figure, hectares of the region and of France."""
        frame = load_frame()
        members = frame.levels["region"].members(self.region.code)
        names = ("arable_ha", "pastures_ha", "farmed_ha")
        return {
            name: (float(np.nansum(frame.figures[name][members])), float(np.nansum(frame.figures[name])))
            for name in names
        }

    @cached_property
    def forest(self) -> tuple[ForestAccount, ...]:
        return load_forest(self.region.code)

    @cached_property
    def taken(self) -> dict[int, float]:
        """Hectares taken by year."""
        series = load_series(self.region.code, [TAKEN_SERIES])
        return dict(series[0].values) if series else {}

    def lacking(self, key: str) -> str:
        """Why a balance cannot be made; "" where it can."""
        if key == "crops" and not self.areas["arable_ha"][0]:
            return _("Biomasse des champs : l’occupation des sols n’est pas connue ici, le bilan n’est pas fait.")
        if key == "grass":
            return no_grass(self.region)
        if key == "water":
            return no_water(self.region)
        if key == "wood" and not self.forest:
            return _("Bois : l’inventaire forestier ne donne pas de bilan ici, le bilan n’est pas fait.")
        first = LAW[0]
        if key == "budget" and (
            "reduc_artif" not in self.lines or not {first - 10, first - 1, first} <= self.taken.keys()
        ):
            return _(
                "Espace consommé : sans chiffres annuels de 2011 à 2021 ou sans objectif en hectares, le bilan n’est "
                "pas fait."
            )
        if key == "farmland" and not self.areas["farmed_ha"][0]:
            return _("Terres agricoles : leur surface n’est pas connue ici, le bilan n’est pas fait.")
        return ""

    def crops(self) -> UseBalance:
        """Crop biomass, in thousand tonnes of dry matter a year."""
        of = self.of
        (arable, all_arable), (pastures, all_pastures) = self.areas["arable_ha"], self.areas["pastures_ha"]
        share = arable / all_arable
        straw = of("straw_mt") * of("straw_key") * (1000 * share)
        others = of("residues_mt") * of("residues_share") * (1000 * share)
        catch = of("catch_share") * of("catch_t_ha") * (arable / 1000)
        litter = of("litter_mt") * of("litter_key") * (1000 * pastures / all_pastures)
        supply = (
            UseLine("straw", _("Pailles de céréales"), straw, "", ("straw_mt", "straw_key")),
            UseLine("residues", _("Autres résidus de culture"), others, "", ("residues_mt", "residues_share")),
            UseLine("catch", _("Cultures intermédiaires récoltées"), catch, "", ("catch_share", "catch_t_ha")),
        )
        demand = (
            UseLine("litter", _("Litière des animaux (aujourd’hui)"), litter, "", ("litter_mt", "litter_key")),
            *self.lever("co2_biogaz", self._biogas, "biogas_kg_kwh", "biogas_plants", "methane_mwh_t"),
            *self.lever(
                "augm_couverts",
                self._covers,
                "cover_years",
                "cover_t_ha",
                "cover_left",
                what=_("Couverts laissés au sol"),
            ),
        )
        uncounted = (
            Uncounted("fodder", _("Cultures intermédiaires que mangent les troupeaux (aujourd’hui)"), False,
                      _("leurs surfaces par région (Agreste)")),
            *self.industry(),
        )  # fmt: skip
        return UseBalance(
            "crops", N_("milliers de tonnes de matière sèche par an"), demand, supply, uncounted=uncounted
        )

    def _biogas(self, line: LeverOutcome) -> Span | None:
        if line.planned_kt is None:
            return None
        gwh = Span.exactly(line.planned_kt) / self.of("biogas_kg_kwh")
        return gwh * self.of("biogas_plants") / self.of("methane_mwh_t")

    def _covers(self, line: LeverOutcome) -> Span | None:
        if line.physical_2030 is None:
            return None
        return self.of("cover_years") * self.of("cover_t_ha") * self.of("cover_left") * line.physical_2030

    def wood(self) -> UseBalance:
        """Stem wood, in thousand cubic metres a year."""
        net = Span.over(*((account.growth_m3 - account.mortality_m3) / 1000 for account in self.forest))
        harvest = Span.over(*(account.harvest_m3 / 1000 for account in self.forest))
        supply = (
            UseLine("growth", _("Accroissement de la forêt, arbres morts déduits"), net * self.of("forest_access"), "",
                    ("forest_access",)),
        )  # fmt: skip
        heat = ("wood_mwh_m3",)
        demand = [
            UseLine("harvest", _("Bois déjà récolté (aujourd’hui)"), harvest),
            *self.lever("co2_foret", self._sink, "sink_wood", what=_("Bois laissé en forêt")),
            *self.lever("co2_prodbois", self._products, "product_tco2_m3", "product_round", "product_new"),
            *self.lever("reduc_chal", self._heat("gas_kg_kwh", "network_wood"), "gas_kg_kwh", "network_wood", *heat),
        ]
        for lever, fuel in BOILERS:
            demand += self.lever(lever, self._heat(fuel, "boiler_wood"), fuel, "boiler_wood", *heat)
        uncounted = (
            Uncounted("branches", _("Branches, peupleraies, haies"), True, _("leur volume par région")),
            *self.industry(),
        )
        return UseBalance("wood", N_("milliers de m³ de bois par an"), tuple(demand), supply, uncounted=uncounted)

    def _sink(self, line: LeverOutcome) -> Span | None:
        """Wood left standing: the region's own tonnes of CO2 a cubic metre."""
        if line.planned_kt is None:
            return None
        by_m3 = Span.over(*(CO2_OF_C * account.growth_tc / account.growth_m3 for account in self.forest))
        return self.of("sink_wood") * line.planned_kt / by_m3

    def _products(self, line: LeverOutcome) -> Span | None:
        if line.planned_kt is None:
            return None
        sawn = Span.exactly(line.planned_kt) / self.of("product_tco2_m3")
        return sawn * self.of("product_round") * self.of("product_new")

    def _heat(self, fuel: str, share: str) -> Callable[[LeverOutcome], Span | None]:
        def amount(line: LeverOutcome) -> Span | None:
            if line.planned_kt is None:
                return None
            return Span.exactly(line.planned_kt) / self.of(fuel) * self.of(share) / self.of("wood_mwh_m3")

        return amount

    def budget(self) -> UseBalance:
        """Land taken from 2021 to 2030, in hectares, against what the law leaves."""
        left = _left_by_law(self.taken, self.of("land_effort"))
        supply = (
            UseLine("law", _("Ce que la règle générale de la loi laisse de 2021 à 2030"), left, "", ("land_effort",)),
        )
        counted = self._solar("pv_counted")
        names = ("pv_added_twh", "pv_hours", "pv_ground", "pv_ha_mw", "pv_counted")
        demand = (
            *self._take(),
            *self.lever("co2_enr", lambda _line: counted, *names, what=_("Centrales solaires au sol")),
        )
        return UseBalance("budget", N_("hectares de 2021 à 2030"), demand, supply)

    def _take(self, share: Span | None = None) -> list[UseLine]:
        """Land taken from 2021 to 2030 with the scenario's pace of 2030; or the share of it that is farmland."""

        def amount(line: LeverOutcome) -> Span | None:
            if line.physical_2030 is None:
                return None
            aim = self.of("take_measure") * (1000 * line.physical_2030)
            whole = take_to_2030(self.taken.items(), aim, *LAW)
            return whole * share if share else whole

        names = ("take_measure", *(("take_farmland",) if share else ()))
        return self.lever("reduc_artif", amount, *names, what=_("Logements, activités, routes"))

    def _solar(self, share: str) -> Span | None:
        """Hectares of solar plants on the ground to come by 2030, or the part of them that counts: the country's aim
        by the region's part of what stands, in proportion to what the scenario asks of renewable electricity."""
        line = self.lines.get("co2_enr")
        part = self._solar_part
        if line is None or part is None or not line.lever.target_kt or line.planned_kt is None:
            return None
        asked = line.planned_kt / line.lever.target_kt
        megawatts = self.of("pv_added_twh") * (1e6 * part * asked) / self.of("pv_hours")
        return megawatts * self.of("pv_ground") * self.of("pv_ha_mw") * self.of(share)

    @cached_property
    def _solar_part(self) -> float | None:
        """The region's part of the solar power installed, in the last year that is known."""
        from copilote.reference.simulator import load_regions

        last = {}
        for region in load_regions():
            series = load_series(region.code, [SOLAR_SERIES])
            if series and series[0].values:
                last[region.code] = dict(series[0].values)
        if self.region.code not in last:
            return None
        year = max(last[self.region.code])
        return last[self.region.code][year] / sum(held.get(year, 0.0) for held in last.values())

    def farmland(self) -> UseBalance:
        """What asks for the same farmland by 2030, in hectares; no published limit says how much is too much."""
        farmed = self.areas["farmed_ha"][0]
        supply = (UseLine("farmed", _("Surfaces agricoles"), Span.exactly(farmed)),)
        solar = self._solar("pv_farmland")
        names = ("pv_added_twh", "pv_hours", "pv_ground", "pv_ha_mw", "pv_farmland")
        take = self._take(self.of("take_farmland")) if self.taken else []

        def hedges(line: LeverOutcome) -> Span | None:
            # Thousands of km, by metres, in hectares.
            return None if line.physical_2030 is None else self.of("hedge_m") * (100 * line.physical_2030)

        def meadows(line: LeverOutcome) -> Span | None:
            return None if line.physical_2030 is None else self.of("cover_years") * (1000 * line.physical_2030)

        demand = (
            *take,
            *self.lever("co2_enr", lambda _line: solar, *names, what=_("Centrales solaires au sol")),
            *self.lever("augm_haies", hedges, "hedge_m", what=_("Haies nouvelles")),
            *self.lever("augm_prairies", meadows, "cover_years", what=_("Prairies gardées")),
        )
        return UseBalance("farmland", N_("hectares d’ici 2030"), demand, supply, limited=False)


__all__ = ["KEYS", "RegionUses", "uses_of"]
