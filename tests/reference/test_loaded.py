"""Loaded keys replace the proxies of their levers everywhere, are noticed at once, and cost nothing without any."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from copilote.exchange.key_rules import lever_key
from copilote.exchange.keyfiles.crte import Perimeters
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.exchange.keyfiles.store import about_toml, install, install_perimeters, remove
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.shares import KeyChoice, key_title, keys_for, share_of, shared, shares_at
from copilote.reference import loaded
from copilote.reference.errors import TableError, UnknownNameError
from copilote.reference.keys import find_key, load_keys, measure_key
from copilote.reference.loaded import loaded_files, loaded_keys, signature, unreadable_files
from copilote.reference.perimeters import load_crte
from copilote.reference.sources import find_source
from copilote.reference.territories import load_communes, load_epci, load_ept
from support_keyfiles import communes_of, igt, written

CENTRE = communes_of("24")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("COPILOTE_EDITIONS", str(tmp_path / "editions"))
    return tmp_path


def load(content: bytes, name: str = "f.csv", **options: object) -> LoadingPlan:
    found = prepare([(name, content)], Options(**options))  # type: ignore[arg-type]
    assert isinstance(found, LoadingPlan)
    install(found)
    return found


def test_a_loaded_inventory_replaces_the_proxy_with_its_grade_and_date_where_it_is_known(folder: Path) -> None:
    assert lever_key("co2_indus", "24").key == "industry_jobs"
    found = load(igt(CENTRE), year=2021)
    rule = lever_key("co2_indus", "24")
    assert (rule.key, rule.grade_commune, rule.grade_epci) == ("igt-2021_industrie", "A", "A")
    assert rule.note.endswith(f"(2021), chargé le {found.file.loaded_on:%d/%m/%Y}.")
    assert lever_key("co2_indus", "11").key == "industry_jobs", "no commune of this region is in the file"
    key = find_key("igt-2021_industrie")
    assert key.loaded_on == found.file.loaded_on
    assert find_source(key.source).publisher == "ADEME, Citepa"


def test_shares_follow_a_loaded_key_at_once_and_still_add_up(folder: Path) -> None:
    place = place_of("commune", "45234")
    before = share_of(place).part("co2_indus")
    load(igt(CENTRE), year=2021)
    after = share_of(place).part("co2_indus")
    assert before is not None
    assert after is not None
    assert (before.grade, after.grade) == ("D", "A")
    weight = 234 / sum(int(code[-3:]) for code in CENTRE)
    assert after.target_kt == pytest.approx(after.lever.target_kt * weight, rel=1e-3)
    assert sum(one.whole_tonnes for one in shares_at("24", "departement")) == 9_503_874
    remove("igt-2021")
    assert share_of(place).part("co2_indus") == before


def test_a_key_of_a_worse_grade_never_replaces_a_better_one(folder: Path) -> None:
    load(written(["code", "valeur"], [[code, 1] for code in CENTRE]), name="trajets.csv", levers=("augm_depla",))
    assert lever_key("augm_depla", "24").key == "population"
    assert "trajets" in {key.id for key in keys_for("augm_depla", "24")}, "a COP may still choose it"
    assert key_title("trajets") == "valeur"
    declined = shared("24", (KeyChoice("augm_depla", (("trajets", 1.0),)),))
    rule = next(one for one in declined.rules if one.lever == "augm_depla")
    assert (rule.key, rule.grade_commune) == ("trajets", "B")


def test_the_better_graded_then_the_newest_of_two_loaded_keys_serves(folder: Path) -> None:
    load(igt(CENTRE), year=2018)
    load(igt(CENTRE), year=2021)
    assert lever_key("co2_indus", "24").key == "igt-2021_industrie"
    load(written(["code", "valeur"], [[code, 1] for code in CENTRE]), name="z.csv", levers=("co2_indus",), year=2030)
    assert lever_key("co2_indus", "24").key == "igt-2021_industrie"


def test_gaps_of_a_loaded_key_are_filled_by_the_rule_and_counted(folder: Path) -> None:
    load(igt(CENTRE[3:]), year=2021)
    measure = measure_key("igt-2021_industrie")
    ranks = [np.searchsorted(np.sort(np.array(CENTRE)), code) for code in CENTRE[:3]]
    assert len(ranks) == 3
    rule = next(one for one in shared("24").rules if one.lever == "co2_indus")
    assert rule.filled == 3
    assert measure.filled.sum() == 3
    assert np.isfinite(measure.values).all()


def test_loading_again_takes_the_place_of_the_former_file(folder: Path) -> None:
    load(igt(CENTRE[:100]), year=2021)
    load(igt(CENTRE), year=2021)
    assert [one.name for one in loaded_files()] == ["igt-2021"]
    assert sorted(path.name for path in (folder / "keys").iterdir()) == ["igt-2021"]
    assert lever_key("co2_indus", "24").key == "igt-2021_industrie"


def test_a_file_that_another_process_loads_is_noticed(folder: Path) -> None:
    load(igt(CENTRE), year=2021)
    hidden = (folder / "keys" / "igt-2021").rename(folder / "elsewhere")
    time.sleep(loaded.LOOK_AGAIN_S * 1.5)
    assert loaded_keys() == {}
    hidden.rename(folder / "keys" / "igt-2021")
    time.sleep(loaded.LOOK_AGAIN_S * 1.5)
    assert "igt-2021_industrie" in load_keys()


def test_what_is_unreadable_counts_for_nothing_and_can_be_removed(folder: Path) -> None:
    found = load(igt(CENTRE), year=2021)
    about = folder / "keys" / "igt-2021" / "about.toml"
    about.write_text("layout = 3", encoding="utf-8")
    loaded.look_again()
    assert unreadable_files() == ("igt-2021",)
    assert lever_key("co2_indus", "24").key == "industry_jobs"
    about.write_text(about_toml(found.file), encoding="utf-8")
    values = folder / "keys" / "igt-2021" / "values.csv"
    values.write_text(values.read_text("utf-8").split("\n")[0] + "\n45234," + "x," * 7 + "x\n", encoding="utf-8")
    loaded.look_again()
    with pytest.raises(TableError, match="copilote data remove igt-2021"):
        measure_key("igt-2021_industrie")
    remove("igt-2021")
    with pytest.raises(UnknownNameError, match="Aucune clé n’est chargée"):
        remove("igt-2021")


def test_what_was_written_is_what_is_read(folder: Path) -> None:
    found = load(igt(CENTRE), name='un "nom" \\ étrange.csv', year=2021, publisher="L’ADEME\n")
    assert loaded_files() == (found.file,)


def test_nothing_loaded_is_looked_for_once_in_a_while(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signature()
    looked = []
    monkeypatch.setattr(Path, "iterdir", lambda path: looked.append(path) or iter(()))
    monkeypatch.setattr(Path, "glob", lambda path, pattern: looked.append(path) or iter(()))
    monkeypatch.setattr(loaded, "LOOK_AGAIN_S", 3600.0)
    for _ in range(1000):
        signature()
    assert len(looked) <= 2, "the keys, and the lists"
    assert (loaded_files(), loaded_keys()) == ((), {})


HEADER = ["id_crte", "lib_crte", "siren_groupement", "lib_groupement", "dep_chef_file"]


def load_list(rows: list[list[str]], year: int | None = None) -> None:
    found = prepare([("crte.csv", written(HEADER, rows))], Options(year=year))
    assert isinstance(found, Perimeters)
    install_perimeters(found)


def test_the_official_list_of_crte_replaces_what_is_known_and_goes_again(folder: Path) -> None:
    before = load_crte("24")
    first, second = load_epci("24")[:2]
    load_list([["CRTE-1", "Deux ensemble", one.code, one.name, first.departements[0]] for one in (first, second)])
    (own,) = load_crte("24")
    assert own.epci == (first.code, second.code)
    (place,) = places("24", "crte")
    today = date.today().strftime("%d/%m/%Y")
    assert place.note == f"Liste officielle des CRTE, de date non connue, chargée le {today}."
    assert find_source(place.source).year == date.today().year
    assert place_of("crte", "crte-1").population == first.population + second.population
    # The rest of the region is in no CRTE: nothing is made up for it.
    assert sum(one.tonnes for one in shares_at("24", "crte")) == share_of(place).tonnes
    assert sum(one.whole_tonnes for one in shares_at("24", "crte")) < 9_503_874
    load_list([["crte-1", "Un seul", first.code, first.name, first.departements[0]]], year=2025)
    assert places("24", "crte")[0].note == f"Liste officielle des CRTE de 2025, chargée le {today}."
    remove("crte")
    assert load_crte("24") == before


def test_a_perimeter_may_be_an_ept_or_a_commune_without_epci(folder: Path) -> None:
    ept = load_ept()[0]
    alone = next(one for one in load_communes("53") if one.epci is None)
    load_list(
        [["a", "Un EPT", ept.code, ept.name, "93"], ["b", "Une île", alone.siren or "", alone.name, alone.departement]]
    )
    assert place_of("crte", "a").population == ept.population
    assert place_of("crte", "b").codes == (alone.code,)
    assert "Une île" in {one.name for one in places("53", "crte")}
    assert "Un EPT" in {one.name for one in places("11", "crte")}
