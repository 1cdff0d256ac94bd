"""What has already struck a territory, and what else is known of it: disasters, radon, coast, heat vigilance."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.exchange.perimeters import places
from copilote.exchange.place import Place
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.risks import KINDS, HeatVigilance, load_coast, load_commune_risks, load_heat_vigilance
from copilote.reference.territories import departement_of
from copilote.words import _

RADON_CLASSES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Disasters:
    """Disasters that the State recognised in a territory. total : orders × communes since 1982, last_ten_years : of the
    ten years to 2025; last_year : of the last event, None for none; by_kind : by id of `reference.risks.KINDS`;
    struck, communes : how many communes had one, and how many there are.
    """

    total: int
    last_ten_years: int
    last_year: int | None
    by_kind: dict[str, int]
    struck: int
    communes: int

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be read with them."""
        counted_twice = (
            _("Un même événement compte une fois par commune reconnue."),
            _("La reconnaissance dépend de la demande de la commune : ce n’est pas une mesure de ce qui est exposé."),
        )
        return counted_twice if self.communes > 1 else counted_twice[1:]


@dataclass(frozen=True, slots=True)
class OtherRisks:
    """What else is known. radon : communes by class (1, 2, 3), of those that have one; coastal : communes of the coast;
    retreat_m_year : (code, metres a year) of those whose coastline is known to retreat; vigilance : summers of
    the départements that it lies in."""

    radon: dict[int, int]
    coastal: int
    retreat_m_year: tuple[tuple[str, float], ...]
    vigilance: tuple[HeatVigilance, ...]


def disasters_of(place: Place) -> Disasters:
    """The disasters recognised in a territory; a commune without an order had none."""
    rows = [risks[code] for risks in map(load_commune_risks, place.regions) for code in place.codes if code in risks]
    return Disasters(
        total=sum(row.orders for row in rows),
        last_ten_years=sum(row.orders_10_years for row in rows),
        last_year=max((row.last_year for row in rows if row.last_year is not None), default=None),
        by_kind=dict(zip(KINDS, map(sum, zip(*(row.by_kind for row in rows), strict=True)), strict=True)),
        struck=sum(row.orders > 0 for row in rows),
        communes=len(place.codes),
    )


@kept_while_loaded(maxsize=60, texts=False)
def disasters_across(region: str, by: str) -> dict[Place, Disasters]:
    """The disasters of each territory of a level ("epci", "departement", "commune") with a commune in a region; one
    astride two regions is told as a whole."""
    return {place: disasters_of(place) for place in places(region, by)}


def other_risks_of(place: Place) -> OtherRisks:
    """What else is known of the communes of a territory, and of the départements that hold them."""
    codes = place.codes
    rows = [risks[code] for risks in map(load_commune_risks, place.regions) for code in codes if code in risks]
    coast = [held for code in codes if (held := load_coast().get(code))]
    inside = set(map(departement_of, codes))
    return OtherRisks(
        radon={grade: sum(row.radon == grade for row in rows) for grade in RADON_CLASSES},
        coastal=sum(bool(held.kinds) for held in coast),
        retreat_m_year=tuple((held.code, held.retreat_m_year) for held in coast if held.retreat_m_year is not None),
        vigilance=tuple(summer for summer in load_heat_vigilance() if summer.departement in inside),
    )
