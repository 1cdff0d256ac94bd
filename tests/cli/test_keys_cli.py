"""`copilote keys`: what each lever is shared by, tested on what the State published."""

from __future__ import annotations

from support_cli import copilote, refused

FIELDS = {
    *("lever", "label", "state_key", "state_source", "key", "grade_commune", "grade_epci", "misplaced"),
    *("correlation", "worst", "tested_regions", "alternatives", "reason"),
}


def test_every_lever_has_its_record() -> None:
    records = copilote("keys", "--format", "json").json
    assert len(records) == 42
    assert all(set(record) >= FIELDS for record in records)
    metropolitan = [record for record in records if record["tested_regions"]]
    assert len(metropolitan) == 30
    for record in metropolitan:
        assert record["state_key"]
        assert 0 <= record["misplaced"] <= 1
        assert record["grade_epci"] != "B" or record["misplaced"] <= 0.10
        assert {"region", "ratio"} <= set(record["worst"][0])
        assert {"key", "misplaced"} <= set(record["alternatives"][0])
    for record in records:
        assert record["misplaced"] is not None or "non testée" in record["reason"]


def test_a_lever_is_told_in_words() -> None:
    out = copilote("keys", "--lever", "Covoiturage").out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Clé de l’État : Population (habitants, INSEE)." in out
    assert "Île-de-France × 3,5" in out
    assert "Île-de-France : C à l’intercommunalité" in out


def test_the_table_and_the_file_say_the_same() -> None:
    table = copilote("keys").out
    assert "Surface agricole utile" in table
    assert "non testé" in table
    lines = copilote("keys", "--lever", "augm_haies", "--format", "csv").out.splitlines()
    assert len(lines) == 2
    assert "94:" in lines[1], "the region that the key serves worst"


def test_an_unknown_lever_is_answered_by_the_nearest() -> None:
    assert "augm_haies" in refused("keys", "--lever", "augm_haie")
