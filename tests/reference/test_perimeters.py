"""The State's list of CRTE: what it holds, what it leaves out, what is twice in it, and codes of before."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import build_crte
from copilote.reference.errors import UnknownNameError
from copilote.reference.perimeters import FORMER, crte_today, find_crte, load_crte, load_crte_list
from copilote.reference.tables import PACKAGED, read_rows
from copilote.reference.territories import load_communes, load_epci, load_ept
from published import PUBLISHED, needs_published


def test_every_member_is_an_epci_an_ept_or_a_commune_of_today() -> None:
    known = {one.code for one in (*load_epci(), *load_ept())} | {one.siren for one in load_communes() if one.siren}
    found = load_crte()
    assert len(found) == 854
    assert {siren for crte in found for siren in crte.epci} <= known
    assert len({crte.code for crte in found}) == len({crte.name for crte in found}) == 854


def test_two_epci_of_finistere_are_listed_by_their_communes_for_their_islands_are_in_another_crte() -> None:
    members = {siren for crte in load_crte() for siren in crte.epci}
    assert {one.code for one in load_epci()} - members == {"200067072", "242900074"}
    islands = find_crte("crte-53-29-7")
    own = {one.siren: one for one in load_communes("53")}
    assert {own[siren].epci for siren in islands.epci} == {None, "200067072", "242900074"}


def test_two_epci_are_in_two_crte_and_none_is_repeated_in_one() -> None:
    times = Counter(siren for crte in load_crte() for siren in crte.epci)
    assert {siren for siren, count in times.items() if count > 1} == {"240100750", "240100891"}


def test_the_list_says_its_date() -> None:
    assert load_crte_list().words == "Liste des CRTE de janvier 2023 (ANCT)."


def test_a_perimeter_is_found_by_name_or_code() -> None:
    assert find_crte("du pays vendomois") == find_crte("CRTE du Pays Vendômois") == find_crte("crte-24-41-3")
    with pytest.raises(UnknownNameError, match="Grande Sologne"):
        find_crte("CRTE du Pays de Grande Solonne")


def test_codes_of_before_the_list_lead_to_the_same_members() -> None:
    known = {crte.code for crte in load_crte("24")}
    assert set(FORMER.values()) <= known
    assert crte_today("CRTE-41-Vendomois") == ("crte", "crte-24-41-3")
    assert crte_today("crte-200005932") == ("epci", "200005932")
    assert crte_today("crte-24-41-3") == ("crte", "crte-24-41-3")


def test_names_are_written_in_french() -> None:
    names = [crte.name for crte in load_crte()]
    assert not [name for name in names if "'" in name or " - " in name or "  " in name or "oeur" in name]
    assert find_crte("crte-24-37-4").name == "CRTE du Val d’Amboise"
    assert find_crte("crte-11-78-8").name == "CRTE Les Portes de l’Île de France"
    assert all(row["reason"] for row in read_rows(PACKAGED / "perimeters/2026/crte_corrections.csv"))


@needs_published
def test_the_table_is_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    build_crte.build(PUBLISHED, tmp_path)
    name = "perimeters/2026/crte.csv"
    assert (tmp_path / name).read_bytes() == (PACKAGED / name).read_bytes()
