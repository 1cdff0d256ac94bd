"""The barometer of 2026: levers, worksites, national indicators, and the paces that it publishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from copilote.reference.barometer import (
    NationalIndicator,
    load_axes,
    load_commitments,
    load_levers_2026,
    load_national_indicators,
    load_worksites,
)
from copilote.reference.soundness import Soundness
from copilote.reference.tables import PACKAGED, read_rows, table_path
from published import PUBLISHED, needs_published
from support_barometer import PACES

BY_ID = {indicator.id: indicator for indicator in load_national_indicators()}


def rows(name: str) -> Iterator[dict[str, str]]:
    return read_rows(table_path("barometer", name))


def one_year_pace(indicator: NationalIndicator) -> tuple[float, int] | None:
    """Last published value less the previous one, a year, and the years between them."""
    if len(indicator.published_values) < 2:
        return None
    (before, earlier), (after, later) = indicator.published_values[-2:]
    return (later - earlier) / (after - before), after - before


def decimals(value: float) -> int:
    return len(repr(value).partition(".")[2]) if value % 1 else 0


def rounding(*values: float) -> float:
    """How far a computation on published values may be from the true one: half the last digit shown, at most 0.0005."""
    return sum(0.5 * 10.0 ** -max(decimals(v), 3) for v in values)


def test_the_reference_of_2026_has_133_levers_of_which_89_territorial() -> None:
    levers = load_levers_2026()
    assert len(levers) == 133
    assert sum(lever.territorial for lever in levers) == 89
    assert levers[0].id == "2026-001"
    assert levers[-1].id == "2026-133"
    assert {axis for lever in levers for axis in lever.axes} == set(load_axes())


def test_36_worksites_in_6_sectors_carry_all_the_levers() -> None:
    worksites = {w.id: w for w in load_worksites()}
    assert len(worksites) == 36
    assert {w.sector for w in worksites.values()} == {row["name"] for row in rows("sectors.csv")}
    assert len(list(rows("sectors.csv"))) == 6
    assert {lever.worksite for lever in load_levers_2026()} == set(worksites)
    for lever in load_levers_2026():
        assert worksites[lever.worksite].sector == lever.sector
    assert [w.other_name for w in worksites.values() if w.other_name] == [
        "Verdir les voitures particulières",
        "Redonner à la forêt sa capacité de stockage de carbone",
    ]


def test_commitments_hold_their_headline_number() -> None:
    commitments = load_commitments()
    assert len(commitments) == 11
    carbon = commitments[1]
    assert (carbon.low, carbon.high, carbon.unit, carbon.year) == (462, 506, "MtCO2e", 2030)


def test_there_is_one_national_indicator_per_row_of_the_barometer() -> None:
    assert len(BY_ID) == 358
    cars = BY_ID["fr-059"]
    assert cars.irpe == ("826",)
    assert cars.unit == "%"
    assert cars.target(2030) == 15
    assert cars.values[-1] == (2026, 3.6)
    assert cars.direction == "up"
    assert cars.levers == ("2026-005",)


def test_the_one_year_paces_that_the_barometer_publishes_are_the_differences_of_its_values() -> None:
    gaps: Counter[int] = Counter()
    exact = 0
    for indicator in BY_ID.values():
        shown = PACES.get(indicator.id)
        if shown is None or shown.pace_1y is None:
            continue
        computed = one_year_pace(indicator)
        assert computed is not None
        pace, gap = computed
        gaps[gap] += 1
        exact += abs(round(pace, 3) - shown.pace_1y) < 1e-9
        values = [value for _, value in indicator.published_values[-2:]]
        assert abs(pace - shown.pace_1y) <= rounding(*values) / gap + 0.0005 + 1e-9, indicator.id
    assert sum(gaps.values()) == 334
    assert gaps[1] == 311
    assert exact == 328  # the six others differ by 0.001: the State rounds after subtracting


def test_the_192_required_paces_lead_from_the_last_value_to_the_target_of_2030() -> None:
    count = exact = 0
    for indicator in BY_ID.values():
        shown = PACES.get(indicator.id)
        if shown is None or shown.pace_required is None:
            continue
        year, last = indicator.published_values[-1]
        target = dict(indicator.published_targets)[2030]
        pace = (target - last) / (2030 - year)
        count += 1
        exact += abs(pace - shown.pace_required) <= 0.00005 + 1e-9
        assert abs(pace - shown.pace_required) <= rounding(last, target) / (2030 - year) + 0.00005 + 1e-9, indicator.id
    assert count == 192
    assert exact == 177  # the others within the rounding of the values shown


def test_no_published_pace_rests_on_a_cell_that_was_emptied() -> None:
    for indicator in BY_ID.values():
        if indicator.id in PACES:
            assert (
                indicator.values == indicator.published_values
                or indicator.values[-2:] == (indicator.published_values[-2:])
            ), indicator.id


def test_a_zero_that_means_not_known_is_left_out_and_says_why() -> None:
    reasons = {(row["table"], row["id"], row["year"]): row["reason"] for row in rows("corrections.csv")}
    water = BY_ID["fr-153"]
    assert water.values == ()
    assert len(water.published_values) == 7
    assert water.soundness is Soundness.UNKNOWN
    assert water.target(2030) == 28.587
    protected = BY_ID["fr-237"]
    assert protected.values[0] == (2021, 6.2)
    assert "2021" in reasons["values", "fr-237", "2019"]
    offshore = dict(BY_ID["fr-201"].values)
    assert offshore[2017] == 0
    assert offshore[2018] == 0.01


def test_every_difference_with_the_published_cells_has_its_reason() -> None:
    corrections = list(rows("corrections.csv"))
    tables = ("values", "targets")
    emptied = {(row["table"], row["id"], int(row["year"])) for row in corrections if row["table"] in tables}
    found = set()
    for indicator in BY_ID.values():
        for table, shown, kept in (
            ("values", indicator.published_values, indicator.values),
            ("targets", indicator.published_targets, indicator.targets),
        ):
            found |= {(table, indicator.id, year) for year, _ in set(shown) - set(kept)}
    assert found == emptied
    assert all(row["reason"].endswith(".") for row in corrections)


def test_units_that_the_figures_contradict_are_corrected() -> None:
    assert BY_ID["fr-003"].unit == "MtCO2e"
    assert BY_ID["fr-280"].unit == "MtCO2e"
    assert BY_ID["fr-339"].unit == "ktCO2e"
    assert BY_ID["fr-288"].unit == "kt"


def test_the_gases_add_up_to_the_national_emissions_only_with_the_corrected_units() -> None:
    def in_mt(ident: str, year: int) -> float:
        assert BY_ID[ident].unit == "MtCO2e"
        return dict(BY_ID[ident].values)[year]

    for year in (2012, 2019, 2022, 2025):
        gases = sum(in_mt(ident, year) for ident in ("fr-002", "fr-003", "fr-004", "fr-280"))
        assert gases == pytest.approx(in_mt("fr-001", year), abs=0.25)


def test_every_indicator_with_a_target_says_what_is_wanted_or_that_it_cannot() -> None:
    silent = [i.id for i in BY_ID.values() if i.target(2030) is not None and i.values and not i.direction]
    assert silent == ["fr-074", "fr-219"]


def test_links_of_indicators_lead_to_levers_and_worksites_that_exist() -> None:
    levers = {lever.id for lever in load_levers_2026()}
    worksites = {w.id for w in load_worksites()}
    for indicator in BY_ID.values():
        assert set(indicator.levers) <= levers
        assert set(indicator.worksites) <= worksites
    assert sum(bool(i.levers) for i in BY_ID.values()) > 150


@needs_published
def test_the_committed_tables_are_what_the_script_makes_of_the_published_files(tmp_path_factory) -> None:
    import build_barometer

    out = tmp_path_factory.mktemp("made")
    build_barometer.build(PUBLISHED, out)
    made = sorted(path.relative_to(out) for path in out.rglob("*.csv"))
    assert len(made) == 11
    for path in made:
        assert (out / path).read_bytes() == (PACKAGED / path).read_bytes(), path
