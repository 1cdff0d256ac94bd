"""Batches: every line answered, in order; a bad one stops no other."""

from __future__ import annotations

import json

import pytest

from copilote.exchange.batch import convert_lines
from copilote.planning.conversion import convert_kt, convert_physical
from copilote.reference.simulator import load_levers, load_territories

TRANSLATED = [lever for region in load_territories() for lever in load_levers(region.code) if lever.translated]


def test_a_batch_answers_as_single_conversions_do() -> None:
    lines = []
    for lever in TRANSLATED:
        lines.append(json.dumps({"region": lever.region, "lever": lever.id, "kt": 12.5, "completed_kt": 4}))
        lines.append(json.dumps({"region": lever.region, "lever": lever.id, "physical": 3.25}))
    answers = [json.loads(line) for line in convert_lines(lines)]
    for lever, forward, backward in zip(TRANSLATED, answers[::2], answers[1::2], strict=True):
        single = convert_kt(lever, 12.5, 4)
        assert (forward["physical"], forward["physical_shown"]) == (single.physical, single.physical_shown)
        back = convert_physical(lever, 3.25)
        assert (backward["kt"], backward["physical"]) == (back.kt, back.physical)
        assert ("note" in backward) == (back.note is not None)


def test_bad_lines_among_good_ones_are_answered_with_their_error() -> None:
    good = '{"region": "24", "lever": "augm_voitelec", "kt": 1}'
    bad = {
        "pas du json": "JSON mal écrit",
        "[1]": "objet JSON",
        '{"region": "xx", "lever": "augm_voitelec", "kt": 1}': "Région",
        '{"region": "24", "lever": "co2_indus", "kt": 1}': "pas de traduction",
        '{"region": "24", "lever": "augm_voitelec", "kt": NaN}': "nombre est attendu",
        '{"region": "24", "lever": "augm_voitelec", "kt": 1e999}': "nombre raisonnable",
        '{"region": "24", "lever": "augm_voitelec", "kt": -1}': "négatives",
        '{"region": "24", "lever": "augm_voitelec", "kt": 1, "physical": 2}': "l’un des deux",
        '{"region": "24", "lever": "augm_voitelec"}': "l’un des deux",
        '{"region": "24", "lever": "augm_voitelec", "kt": "1"}': "nombre est attendu",
        '{"region": ["24"], "lever": "augm_voitelec", "kt": 1}': "en texte",
        '{"region": "24", "lever": {}, "kt": 1}': "en texte",
        "[" * 50_000: "JSON mal écrit",
        '{"region": "24", "lever": "augm_voitelec", "kt": 1e308}': "raisonnable",
        '{"region": "24", "lever": "augm_voitelec", "kt": 1, "completed": 5}': "completed_kt",
        '{"region": "24", "lever": "augm_voitelec", "kt": 1, "kt": 2}': "deux fois",
        '{"region": "\\ud800", "lever": "augm_voitelec", "kt": 1}': "introuvable",
    }
    lines = [line for text in bad for line in (good, text, "")]
    answers = [json.loads(line) for line in convert_lines(lines)]
    assert len(answers) == 2 * len(bad)
    assert all(answer["physical"] == pytest.approx(4.196 + 0.4677) for answer in answers[::2])
    for rank, (answer, said) in enumerate(zip(answers[1::2], bad.values(), strict=True)):
        assert said in answer["error"]
        assert answer["error"].startswith(f"ligne {3 * rank + 2} :")


def test_a_batch_of_bytes_that_are_no_text_is_answered_too() -> None:
    assert "JSON mal écrit" in json.loads(next(convert_lines([b"\xff\n"])))["error"]


def test_a_region_may_be_named_or_numbered() -> None:
    lines = [
        json.dumps({"region": name, "lever": "covoiturage", "kt": 1}) for name in (24, "24", "Centre-Val de Loire")
    ]
    assert len({json.loads(line)["physical"] for line in convert_lines(lines)}) == 1


def test_what_comes_out_is_json_that_anyone_reads() -> None:
    lines = [
        '{"region": "\\ud800", "lever": "x", "kt": NaN}',
        '{"region": "24", "lever": "augm_voitelec", "kt": 1e999}',
    ]
    for line in convert_lines(lines):
        json.loads(line.encode().decode(), parse_constant=lambda text: pytest.fail(text))


def test_the_mark_that_notepad_writes_is_passed_over() -> None:
    line = b'\xef\xbb\xbf{"region": "24", "lever": "augm_voitelec", "kt": 1}'
    assert "error" not in json.loads(next(convert_lines([line])))


def test_a_stock_that_runs_out_is_said_in_a_batch_too() -> None:
    answer = json.loads(next(convert_lines(['{"region": "24", "lever": "reduc_rfioul", "kt": 5000}'])))
    assert answer["physical"] == 0
    assert "s’arrête à 0" in answer["note"]


@pytest.mark.parametrize(
    "lines",
    [
        ['{"region": "}', '{", "lever": "augm_voitelec", "kt": 1}'],
        ['{"region": "24", "lever": [{}', "{}]}"],
        ['{"region": "24"}, {"lever": "augm_voitelec"}', '{"region": [{}', "{}]}"],
        ['{"region": "24",', '"lever": "augm_voitelec", "kt": 1}'],
    ],
)
def test_lines_that_are_json_only_together_are_refused_each_by_itself(lines: list[str]) -> None:
    good = '{"region": "24", "lever": "augm_voitelec", "kt": 1}'
    answers = [json.loads(line) for line in convert_lines([good, *lines, good])]
    assert ["JSON mal écrit" in answer.get("error", "") for answer in answers] == [False, *[True] * len(lines), False]


def test_texts_that_look_like_the_end_of_an_object_come_back_whole() -> None:
    region = "Centre}, {Val de Loire"
    line = json.dumps({"region": region, "lever": "augm_voitelec", "kt": 1})
    answers = [json.loads(answer) for answer in convert_lines([line] * 3)]
    assert [answer["region"] for answer in answers] == [region] * 3
    assert all("physical" in answer for answer in answers)


def test_a_bad_line_after_thousands_bears_its_own_number() -> None:
    good = '{"region": "24", "lever": "augm_voitelec", "kt": 1}'
    answers = [json.loads(line) for line in convert_lines([good] * 2007 + ["{"])]
    assert answers[-1]["error"].startswith("ligne 2008 :")
    assert len(answers) == 2008
    assert all(answer["kt"] == 1 for answer in answers[:-1])
