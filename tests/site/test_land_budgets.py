"""Land budgets that a deployment loads: read whole or refused, then told beside what a scenario gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from copilote.exchange.land_budgets import budgeted_land
from copilote.exchange.perimeters import places
from copilote.reference.land_budgets import load_land_budgets
from copilote.reference.simulator import find_region
from copilote.simulator.pages.resource_result import result_page
from copilote.simulator.pages.resource_territories import shares_of, territories_page
from copilote.simulator.resource_state import ResourceState, read_state
from support_cli import copilote
from support_keyfiles import save, written
from support_words import text_of

HEADER = ["niveau", "territoire", "nom", "hectares 2021-2031", "source"]
ROWS = [
    ["région", "24", "", "6500", "SRADDET d’essai"],
    ["", "200030385", "Blois", "3,5", "SCoT d’essai"],
    ["epci", "200072072", "", 900, "SCoT d’essai"],
    ["departement", "45", "", "12 000,5", "SRADDET d’essai"],
]
BASE = "/regions/centre-val-de-loire/simulateur-ressources"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path / "editions"))
    monkeypatch.setattr("copilote.cli.data.base_follows", lambda: False)
    return tmp_path


def _load(folder: Path, rows: list[list[object]] = ROWS, *more: str) -> str:  # type: ignore[assignment]
    answer = copilote("data", "load", str(save(folder / "budgets.csv", written(HEADER, rows, ";"))), *more)
    return answer.out + answer.err


def _state(level: str, hectares: float = 7000) -> ResourceState:
    return read_state(find_region("24"), [("t-land_take", str(hectares)), ("niveau", level)])


def test_budgets_are_loaded_listed_replaced_and_removed(folder: Path) -> None:
    assert "À l’essai, rien n’est chargé" in _load(folder, ROWS, "--check")
    assert load_land_budgets() == {}
    assert "Chargés" in _load(folder)
    budgets = load_land_budgets()
    assert budgets["departement", "45"].hectares == 12000.5
    assert budgets["epci", "200030385"].source == "SCoT d’essai"
    assert "4\u00a0territoires (retirer : budgets)" in copilote("data", "list").out
    _load(folder, ROWS[:1])
    assert list(load_land_budgets()) == [("region", "24")], "a file replaces the one before"
    assert "sont retirés" in copilote("data", "remove", "budgets").out
    assert load_land_budgets() == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "24", "", "10", "x"], "désigne plusieurs territoires"),
        (["", "Zorglub", "", "10", "x"], "introuvable"),
        (["canton", "45", "", "10", "x"], "niveau inconnu"),
        (["", "france", "", "10", "x"], "un budget est celui d’un territoire"),
        (["", "41018", "", "10", ""], "document manquant"),
        (["", "41018", "", "", "x"], "valeur manquante"),
        (["", "41018", "", "-3", "x"], "négatif"),
        (["", "41018", "", "37 000 000", "x"], "vérifiez l’unité"),
        (["", "200030385", "", "12", "x"], "écrit deux fois"),
    ],
)
def test_a_wrong_row_refuses_the_whole_file(folder: Path, row: list[str], said: str) -> None:
    answer = _load(folder, [*ROWS, row])
    assert said in answer
    assert load_land_budgets() == {}


def test_loading_says_what_should_be_looked_at(folder: Path) -> None:
    rows = [
        ["commune", "41018", "", "0,5", "PLU"],
        ["region", "24", "", "100", "x"],
        ["epci", "200030385", "", 101, "x"],
    ]
    said = _load(folder, rows)  # type: ignore[arg-type]
    assert "Communes sous l’hectare" in said
    assert "plus que la région" in said


def test_without_budget_the_page_says_that_none_is_loaded() -> None:
    page = result_page(_state("epci"))
    assert any("Aucun budget d’espace" in sentence for sentence in page.law)
    land = territories_page(_state("epci")).land
    assert land is not None
    assert {row[3] for row in land.rows} == {None}, "not known is not 0"
    shares = shares_of(_state("epci"), "epci")
    assert budgeted_land("24", replace(shares, shares=())) == (), "neither shared nor budgeted"


@pytest.mark.parametrize(("hectares", "said"), [(7000, "le dépasse de 500"), (6000, "y tient ; il reste 500")])
def test_the_result_holds_the_ambition_to_the_region_s_own_document(folder: Path, hectares: float, said: str) -> None:
    _load(folder)
    page = result_page(_state("epci", hectares))
    assert any(said in sentence.replace("\u00a0", " ") for sentence in page.law)
    assert any("budget du document de la région" in note for note in page.notes) == (hectares > 6500)


def test_a_share_above_its_budget_is_said_with_how_much_and_the_hectare_of_each_commune(folder: Path) -> None:
    _load(folder)
    state = _state("epci", 4000)
    rows = {row.place.code: row for row in budgeted_land("24", shares_of(state, "epci"))}
    assert len(rows) == len(places("24", "epci"))
    blois, vendome = rows["200030385"], rows["200072072"]
    assert blois.share is not None
    assert blois.over == pytest.approx(blois.share - 3.5)
    assert vendome.over == 0
    assert blois.guarantee == 43
    page = territories_page(state)
    said = " ".join(page.law).replace("\u00a0", " ")
    assert "1 territoire prendrait plus que son budget : CA de Blois « Agglopolys » (+" in said
    assert page.land is not None
    assert page.land.changed == (list(rows).index("200030385"),)
    short = [row for row in rows.values() if row.short]
    assert short
    astride = rows["200066462"]
    assert astride.guarantee < len(astride.place.codes), "its communes in the region, as its share"
    assert all(row.share is not None and row.share < row.guarantee for row in short)
    assert f"{len(short)} territoires auraient moins d’un hectare par commune" in said
    assert "jusqu’à deux pour une commune nouvelle" in said


def test_budgets_are_told_where_the_land_itself_is_not_shared(folder: Path) -> None:
    _load(folder)
    shares = replace(shares_of(_state("departement"), "departement"), shares=())
    rows = budgeted_land("24", shares)
    assert [(row.place.code, row.over, row.short) for row in rows if row.budget] == [("45", None, False)]


def test_the_pages_and_files_hold_them_in_both_languages(client: Client, folder: Path) -> None:
    _load(folder)
    for start in ("", "/en"):
        text = text_of(client.get(f"{start}{BASE}/territoires?niveau=epci&t-land_take=4000"))
        assert "SCoT d’essai" in text
    assert "Aucun budget" not in text_of(client.get(f"{BASE}/resultat?t-land_take=4000"))
    file = client.get(f"{BASE}/territoires.json?niveau=epci&t-land_take=4000").content.decode()
    assert '"budget_ha"' in file
