"""A scenario's short code: the scenario comes back whole, and what is not a code is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.exchange.short_link import decode, encode
from copilote.planning.scenario import Change, Scenario
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.simulator import load_lever_names, load_territories

REGIONS = st.sampled_from([region.code for region in load_territories()])
IDS = st.sampled_from([lever.id for lever in load_lever_names()])
KT = st.one_of(st.none(), st.integers(0, 5000).map(float), st.integers(0, 10**12).map(lambda n: n / 1e6))
SCENARIOS = st.builds(
    lambda region, changes, name: Scenario(region, "2023", {k: v for k, v in changes.items() if v != Change()}, name),
    REGIONS,
    st.dictionaries(IDS, st.builds(Change, KT, KT)),
    st.text(st.characters(codec="utf-8"), max_size=60),
)
EXAMPLE = Scenario("24", "2023", {"augm_voitelec": Change(100.0, 500.0), "reduc_rfioul": Change(None, 382.1)})


@given(SCENARIOS)
def test_a_scenario_comes_back_whole_from_its_code(scenario: Scenario) -> None:
    code = encode(scenario)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", code)
    back = decode(code)
    assert (back.region, back.changes, back.name) == (scenario.region, dict(scenario.changes), scenario.name)


def test_codes_already_given_away_stay_valid() -> None:
    assert decode("AQYDAGQI9AORAe0dNzc") == EXAMPLE
    assert encode(EXAMPLE) == "AQYDAGQI9AORAe0dNzc"


def test_a_scenario_of_ten_levers_fits_in_a_short_code() -> None:
    levers = [lever.id for lever in load_lever_names()][:10]
    scenario = Scenario("24", "2023", {lever: Change(20.0, 382.1) for lever in levers})
    assert len(encode(scenario)) <= 80


@given(st.integers(0, 200), st.sampled_from("ABCxyz019-_"))
def test_a_code_with_one_letter_changed_or_cut_is_never_another_scenario(at: int, letter: str) -> None:
    code = encode(EXAMPLE)
    at %= len(code)
    changed = code[:at] + letter + code[at + 1 :]
    for wrong in {changed, code[:at], code + letter} - {code}:
        with pytest.raises(UnknownNameError, match="introuvable"):
            decode(wrong)


@given(st.text(max_size=60))
def test_any_text_gets_a_clean_refusal(text: str) -> None:
    with pytest.raises(UnknownNameError):
        decode(text + "!")


def test_what_a_code_cannot_say_is_refused() -> None:
    with pytest.raises(InputError, match="grandeur physique"):
        encode(Scenario("24", "2023", {"reduc_rfioul": Change(new_physical=20.0)}))
    with pytest.raises(InputError, match="positives"):
        encode(Scenario("24", "2023", {"reduc_rfioul": Change(new_target_kt=-1.0)}))
    with pytest.raises(InputError, match="édition"):
        encode(Scenario("24", "1999"))
    with pytest.raises(InputError, match="levier"):
        encode(Scenario("24", "2023", {"zut": Change(1.0)}))
