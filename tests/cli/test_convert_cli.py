"""`copilote convert`, one and by the batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support_cli import copilote, refused


def test_kt_become_cars_and_back() -> None:
    there = copilote("convert", "24", "augm_voitelec", "--kt", "100", "--completed", "10", "--format", "json").json
    assert {"region", "lever", "kt", "physical", "physical_shown", "unit"} <= set(there)
    assert there["physical"] == pytest.approx(4.196 + 110 * 0.4677)
    assert there["physical_shown"] == 55.6
    back = copilote(
        "convert", "24", "augm_voitelec", "--physical", str(there["physical"]), "--completed", "10", "--format", "json"
    ).json
    assert back["kt"] == pytest.approx(100)


def test_numbers_may_be_typed_the_french_way() -> None:
    french = copilote("convert", "24", "covoiturage", "--kt", "1 000,5", "--format", "json").json
    assert french["kt"] == 1000.5


def test_a_quantity_out_of_range_is_brought_back_and_said() -> None:
    answer = copilote("convert", "24", "reduc_rfioul", "--physical", "500", "--format", "json")
    assert answer.code == 0
    assert answer.json["physical"] == 131.5035
    assert answer.json["kt"] == 0
    assert "ramenée à 131,504" in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("24", "augm_voitelec", "--kt", "-5"), "négative"),
        (("24", "augm_voitelec", "--kt", "nan"), "n’est pas un nombre"),
        (("24", "augm_voitelec", "--kt", "inf"), "n’est pas un nombre"),
        (("24", "augm_voitelec", "--kt", "beaucoup"), "n’est pas un nombre"),
        (("24", "augm_voitelec", "--kt", "1", "--completed", "-1"), "négative"),
        (("24", "augm_voitelec"), "l’un des deux"),
        (("24", "augm_voitelec", "--kt", "1", "--physical", "1"), "l’un des deux"),
        (("24",), "il manque"),
        (("24", "augm_voitelek", "--kt", "1"), "augm_voitelec"),
        (("24", "Changement de chaudière à gaz", "--kt", "1"), "reduc_rgaz"),
        (("24", "co2_indus", "--kt", "1"), "pas de traduction physique"),
        (("zz", "augm_voitelec", "--kt", "1"), "Région"),
        (("--batch", "/nulle/part"), "introuvable"),
        (("24", "--batch", "-"), "se donne seul"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("convert", *arguments)


def test_a_batch_is_answered_from_a_file_or_from_the_input(tmp_path: Path) -> None:
    lines = [{"region": "PACA", "lever": "augm_covoit", "kt": 10}, {"region": "PACA", "lever": "zut", "kt": 1}]
    text = "\n".join(json.dumps(line) for line in lines).encode()
    path = tmp_path / "lines.jsonl"
    path.write_bytes(text)
    from_file, from_input = copilote("convert", "--batch", str(path)), copilote("convert", "--batch", "-", stdin=text)
    assert from_file.out == from_input.out
    good, bad = (json.loads(line) for line in from_file.out.splitlines())
    assert good["physical"] > 0
    assert "error" in bad
