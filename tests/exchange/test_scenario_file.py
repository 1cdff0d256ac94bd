"""Scenario files: strict, and each fault says where it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.exchange.scenario_file import parse_scenario, read_scenario, write_scenario
from copilote.planning.scenario import Change, Scenario
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import load_levers

IDS = [lever.id for lever in load_levers("24")]
AMOUNTS = st.one_of(st.none(), st.floats(0, 1e6))


def text(**changes: Any) -> str:
    return json.dumps({"format": "copilote-scenario", "region": "24", "edition": "2023"} | changes)


@given(
    st.dictionaries(
        st.sampled_from(IDS), st.one_of(st.builds(Change, AMOUNTS, AMOUNTS), st.builds(Change, new_physical=AMOUNTS))
    ),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_a_scenario_is_read_back_as_it_was_written(changes: dict[str, Change], name: str) -> None:
    scenario = Scenario("24", "2023", changes, name, (("x", "1"),))
    assert parse_scenario(write_scenario(scenario)) == scenario


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text(levers={"augm_voitelec": {"complete_kt": 1}}), "Vouliez-vous dire « completed_kt »"),
        (text(levers={"augm_voitlec": {}}), "augm_voitelec"),
        (text(lever={}), "Vouliez-vous dire « levers »"),
        (text(levers={"augm_voitelec": {"completed_kt": "100"}}), "un nombre est attendu"),
        (text(levers={"augm_voitelec": {"completed_kt": True}}), "un nombre est attendu"),
        (text(levers={"augm_voitelec": {"completed_kt": -1}}), "un nombre positif"),
        (text(levers={"augm_voitelec": 3}), "un objet est attendu"),
        (text(levers={"augm_voitelec": {"new_target_kt": 1, "new_physical": 1}}), "pas dans les deux"),
        (text(levers=[]), "« levers » doit être un objet"),
        (text(region="zz"), "introuvable"),
        (text(region=24), "un texte est attendu"),
        (text(edition="1999"), "Éditions installées : 2023"),
        (text(unread=3), "paires"),
        ('{"format": "copilote-scenario", "region": "24", "region": "53"}', "écrite deux fois"),
        ('{"format": "copilote-scenario", "region": "24", "levers": {"augm_covoit": {"completed_kt": NaN}}}', "NaN"),
        ('{"format": "copilote-scenario",\n "region" "24"}', "ligne 2, colonne 11"),
        (
            '{"format": "copilote-scenario", "region": "24", "levers": {"augm_covoit": {"completed_kt": 1e999}}}',
            "positif",
        ),
        ("[" * 100_000, "imbriqué"),
        ("1" * 5000, "trop long"),
        ("[]", "pas un scénario"),
        ("", "JSON mal écrit"),
    ],
)
def test_a_fault_says_what_and_where(content: str, said: str) -> None:
    with pytest.raises(CopiloteError) as caught:
        parse_scenario(content)
    assert said in str(caught.value)


def test_a_huge_whole_number_is_refused() -> None:
    with pytest.raises(InputError):
        parse_scenario(text(levers={"augm_covoit": {"completed_kt": 10**400}}))


def test_a_file_that_is_absent_binary_or_too_big_is_refused(tmp_path: Path) -> None:
    binary, big = tmp_path / "b", tmp_path / "c"
    binary.write_bytes(b"\xff\xfe\x00")
    big.write_text(" " * 1_000_001)
    for path, said in (
        (tmp_path / "a", "introuvable"),
        (binary, "pas un fichier texte"),
        (big, "trop gros"),
        (tmp_path, "se lit pas"),
    ):
        with pytest.raises(InputError, match=said):
            read_scenario(path)
