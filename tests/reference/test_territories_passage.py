"""From any commune code valid since 2016 to the communes of 2026."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilote.reference.errors import UnknownNameError
from copilote.reference.passage import current_communes, former_codes, load_passage
from copilote.reference.territories import load_communes
from published import PUBLISHED, needs_published

PRESENT = {commune.code for commune in (*load_communes(), *load_communes("com"))}


def rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle, delimiter=delimiter)


def comparator() -> Iterator[dict[str, str]]:
    with (
        zipfile.ZipFile(PUBLISHED / "communes" / "insee-comparateur-2022.zip") as archive,
        archive.open("base_cc_comparateur.CSV") as raw,
    ):
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig"), delimiter=";")


@cache
def published_codes(name: str) -> set[str]:
    if name == "2018":
        return {row["insee"] for row in rows(PUBLISHED / "occupation-des-sols-epci" / "communes-epci-2018.csv")}
    if name == "2022":
        return {row["CODGEO"] for row in comparator()}
    if name == "density":
        return {row["insee_com"] for row in rows(PUBLISHED / "communes" / "grille-densite.csv")}
    if name == "corine":
        path = PUBLISHED / "occupation-des-sols-epci" / "corine-2012-2018-changements-communes.csv"
        return {row["commune"] for row in rows(path)}
    path = PUBLISHED / "fonds-vert-2023" / "fonds-vert-2023.csv"
    return {row["code_commune"].zfill(5) for row in rows(path)} - {"0NULL"}


@pytest.mark.slow
@needs_published
@pytest.mark.parametrize(
    ("name", "at_least"), [("2018", 35_000), ("2022", 35_000), ("density", 34_000), ("corine", 1_000), ("fund", 5_000)]
)
def test_every_published_commune_code_leads_to_communes_of_2026(name: str, at_least: int) -> None:
    codes = published_codes(name)
    assert len(codes) >= at_least
    lost = {code for code in codes if not set(current_communes(code).codes) <= PRESENT}
    assert lost == set()


@pytest.mark.slow
@needs_published
def test_the_communes_of_2022_cover_those_of_2026_without_any_left_out() -> None:
    reached = {code for old in published_codes("2022") for code in current_communes(old, 2022).codes}
    assert {commune.code for commune in load_communes()} - reached == set()


def test_every_row_of_the_passage_leads_to_a_commune_of_2026() -> None:
    assert {row.new_code for row in load_passage()} <= PRESENT
    assert {row.kind for row in load_passage()} == {"merged", "recoded", "renamed", "split", "district"}


def test_a_commune_of_today_that_never_changed_leads_to_itself() -> None:
    passage = current_communes("37261")
    assert (passage.codes, passage.kind, passage.shares) == (("37261",), "same", (1.0,))
    assert passage.note == "Tours (37261) est une commune de 2026."


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("49144", "44180", "merged"),  # Freigné, which changed département when it merged
        ("02344", "51171", "merged"),  # Gernicourt, recoded to 51664 for a day, then merged
        ("12076", "12218", "recoded"),  # Conques-en-Rouergue took the code of another seat
        ("27058", "27676", "recoded"),  # Les Trois Lacs went from one code to the other and back
        ("85307", "85001", "merged"),  # La Faute-sur-Mer, in L'Aiguillon-la-Presqu'île since 2022
        ("60455", "60694", "merged"),  # La Neuville-Garnier stayed with Les Hauts-Talican in 2024
        ("75115", "75056", "district"),
    ],
)
def test_former_codes_lead_to_the_commune_of_today(old: str, new: str, kind: str) -> None:
    passage = current_communes(old)
    assert (passage.codes, passage.kind) == ((new,), kind)
    assert old in passage.note
    assert new in passage.note


def test_a_merger_that_was_undone_is_flagged_as_split() -> None:
    passage = current_communes("85084")
    assert passage.kind == "split"
    assert passage.codes == ("85084", "85165", "85212")
    assert "L'Oie (85165)" in passage.note
    assert current_communes("85084", 2022) == passage


def test_with_the_year_of_the_data_a_code_means_what_it_meant_then() -> None:
    assert current_communes("85084", 2025).codes == ("85084",)
    assert current_communes("60054", 2022).codes == ("60054", "60694")
    assert current_communes("60054", 2018).codes == ("60054",)


def test_the_known_splits_since_2016_are_those_five() -> None:
    assert {row.old_code for row in load_passage() if row.kind == "split"} == {
        "14712",
        "15141",
        "60054",
        "76676",
        "85084",
    }


@given(
    st.sampled_from(sorted({row.old_code for row in load_passage() if row.kind == "split"})),
    st.floats(0, 1e9, allow_nan=False),
)
def test_what_a_split_shares_adds_up_to_the_whole(code: str, quantity: float) -> None:
    passage = current_communes(code)
    assert len(passage.shares) == len(passage.codes)
    assert sum(share * quantity for share in passage.shares) == pytest.approx(quantity)


def test_a_commune_of_today_knows_its_former_names() -> None:
    names = {row.old_name for row in former_codes("51108")}
    assert "Châlons-sur-Marne" in names


@pytest.mark.parametrize("code", ["99999", "", "2100", "NULL", "0NULL", "45234 "])
def test_what_was_never_a_commune_is_refused(code: str) -> None:
    with pytest.raises(UnknownNameError, match="cinq caractères"):
        current_communes(code)
