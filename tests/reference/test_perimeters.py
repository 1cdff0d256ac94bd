"""CRTE perimeters: every EPCI in one of them, and only one."""

from __future__ import annotations

import pytest

from copilote.reference.errors import UnknownNameError
from copilote.reference.perimeters import find_crte, load_crte
from copilote.reference.territories import load_epci


def test_every_epci_is_in_one_perimeter() -> None:
    members = [siren for crte in load_crte() for siren in crte.epci]
    assert sorted(members) == sorted(epci.code for epci in load_epci())


def test_known_perimeters_are_told_from_assumed_ones() -> None:
    found = load_crte("24")
    known = [crte for crte in found if crte.known]
    assert len(known) == 7
    assert all(crte.note for crte in found if not crte.known)
    epci = {one.code: one for one in load_epci()}
    assert all(crte.departement in epci[siren].departements for crte in known for siren in crte.epci)


def test_a_perimeter_is_found_by_name_or_code() -> None:
    assert find_crte("pays vendomois") == find_crte("crte-41-vendomois")
    assert find_crte("crte-200005932").name == "CC des Portes de Sologne"
    with pytest.raises(UnknownNameError, match="Grande Sologne"):
        find_crte("Grande Solonne")
