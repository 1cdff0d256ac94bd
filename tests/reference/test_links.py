"""Links between the lists of levers, the indicators and the procedures of the Fonds vert."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from copilote.reference import links
from copilote.reference.links import (
    LinkKind,
    indicator_links,
    lever_links,
    levers_linked_to,
    levers_of_indicator,
    procedure_levers,
    procedures_of,
    unlinked,
)
from copilote.reference.tables import PACKAGED, read_rows, table_path
from published import PUBLISHED, needs_published

TABLES = {
    "levers.csv": ("lever", "list", "target"),
    "unlinked.csv": ("list", "id"),
    "levers72_2026.csv": ("lever72", "lever_2026"),
    "indicators.csv": ("lever", "scope", "indicator"),
    "indicators_2026.csv": ("lever_2026", "scope", "indicator"),
    "procedures.csv": ("procedure", "lever", "lever_2026"),
}
KINDS = {kind.value for kind in LinkKind}
NUMBERS_OF_72 = [str(number) for number in range(1, 73)]


def rows(name: str) -> list[dict[str, str]]:
    return list(read_rows(table_path("links", name, "2026")))


def links_of_72(number: str) -> list[dict[str, str]]:
    """From one of the 72 levers to those of 2026."""
    return [row for row in rows("levers72_2026.csv") if row["lever72"] == number]


def levers_of_2023() -> dict[str, dict[str, str]]:
    return {row["lever"]: row for row in read_rows(table_path("simulator", "levers.csv", "2023"))}


def levers_of_2026() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read_rows(table_path("barometer", "levers.csv", "2026"))}


def indicators_at_hand() -> dict[str, set[str]]:
    return {
        "france": {row["id"] for row in read_rows(table_path("barometer", "indicators.csv", "2026"))},
        "region": {row["number"] for row in read_rows(table_path("indicators", "series.csv", "2026"))},
    }


@pytest.mark.parametrize("name", TABLES)
def test_each_link_is_said_once_with_a_valid_kind_and_a_reason_in_good_french(name: str) -> None:
    found = rows(name)
    counts = Counter(tuple(row[column] for column in TABLES[name]) for row in found)
    assert [key for key, count in counts.items() if count > 1] == []
    for row in found:
        reason = row["reason"]
        assert len(reason) > 10, row
        assert reason == reason.strip(), row
        assert not re.search(r"'|  |\.$| [;:!?%]|\d \d{3}\b", reason), row
        assert row.get("kind", "same") in KINDS, row
        assert all(unicodedata.is_normalized("NFC", cell) for cell in row.values()), row


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("levers.csv", ["target"]),
        ("levers72_2026.csv", ["lever_2026"]),
        ("indicators.csv", ["indicator"]),
        ("indicators_2026.csv", ["indicator"]),
        ("procedures.csv", ["lever", "lever_2026"]),
    ],
)
def test_a_link_has_no_target_only_when_it_says_that_there_is_none(name: str, columns: list[str]) -> None:
    for row in rows(name):
        empty = not any(row[column] for column in columns)
        assert empty == (row["kind"] == "none"), row


def test_every_lever_of_2023_leads_to_the_72_and_to_2026_or_says_why_not() -> None:
    known_2026 = levers_of_2026()
    for lever in levers_of_2023():
        found = lever_links(lever)
        assert {link.target_list for link in found} == {"72", "2026"}, lever
        for link in found:
            assert link.target is None or link.target in (NUMBERS_OF_72 if link.target_list == "72" else known_2026), (
                link
            )
    assert {row["lever"] for row in rows("levers.csv")} == set(levers_of_2023())


def test_a_lever_that_has_no_counterpart_is_not_linked_elsewhere_in_the_same_list() -> None:
    for lever in levers_of_2023():
        for target_list in ("72", "2026"):
            kinds = [link.kind for link in lever_links(lever) if link.target_list == target_list]
            assert LinkKind.NONE not in kinds or kinds == [LinkKind.NONE]


def test_the_50_mitigation_levers_are_linked_or_said_unlinked_never_both() -> None:
    linked = {number for number in NUMBERS_OF_72[:50] if levers_linked_to("72", number)}
    said = set(unlinked("72"))
    assert linked | said == set(NUMBERS_OF_72[:50])
    assert linked & said == set()


def test_the_89_territorial_levers_of_2026_are_linked_or_said_unlinked_never_both() -> None:
    territorial = {lever for lever, row in levers_of_2026().items() if row["territorial"] == "true"}
    assert len(territorial) == 89
    linked = {lever for lever in levers_of_2026() if levers_linked_to("2026", lever)}
    said = set(unlinked("2026"))
    assert territorial <= linked | said
    assert said <= territorial
    assert linked & said == set()


def test_each_of_the_72_leads_to_2026_or_says_why_not() -> None:
    known = levers_of_2026()
    for number in NUMBERS_OF_72:
        linked = links_of_72(number)
        assert linked, number
        assert all(row["lever_2026"] in ("", *known) for row in linked), number
    assert {row["lever72"] for row in rows("levers72_2026.csv")} == set(NUMBERS_OF_72)
    assert [row["kind"] for row in links_of_72("58")] == ["none"]


def test_the_three_lists_agree_where_each_says_same() -> None:
    """If 2023 = one of the 72, and that one = a lever of 2026, then the lever of 2023 is linked to that lever."""
    for lever in levers_of_2023():
        own = {link.target for link in lever_links(lever)}
        for link in lever_links(lever):
            if link.target_list == "72" and link.target and link.kind is LinkKind.SAME:
                onward = {row["lever_2026"] for row in links_of_72(link.target) if row["kind"] == "same"}
                assert onward <= own, (lever, onward - own)


def test_every_lever_with_a_physical_quantity_has_an_indicator_or_a_reason() -> None:
    known = indicators_at_hand()
    for lever, row in levers_of_2023().items():
        found = indicator_links(lever)
        if row["unit"]:
            assert found, lever
        for link in found:
            assert link.indicator is None or link.indicator in known[link.scope], link
    assert {row["lever"] for row in rows("indicators.csv")} <= set(levers_of_2023())


def test_every_regional_series_is_linked_to_a_lever_of_2023_or_of_2026() -> None:
    by_2026 = {row["indicator"] for row in rows("indicators_2026.csv") if row["scope"] == "region"}
    series = indicators_at_hand()["region"]
    assert len(series) == 43
    assert {number for number in series if not levers_of_indicator(number)} <= by_2026


def test_the_indicators_of_the_levers_of_2026_exist() -> None:
    levers, known = levers_of_2026(), indicators_at_hand()
    for row in rows("indicators_2026.csv"):
        assert row["lever_2026"] in levers
        assert row["indicator"] in known[row["scope"]], row


def test_under_electric_cars_one_sees_the_share_of_the_fleet_and_its_national_target() -> None:
    regional = indicator_links("augm_voitelec", "region")
    assert [(link.indicator, link.kind) for link in regional] == [
        ("826", LinkKind.SAME),
        ("434", LinkKind.RELATED),
    ]
    national = indicator_links("augm_voitelec", "france")[0]
    assert national.kind is LinkKind.SAME
    targets = read_rows(table_path("barometer", "targets.csv", "2026"))
    assert [float(row["value"]) for row in targets if (row["id"], row["year"]) == (national.indicator, "2030")] == [15]
    assert {link.lever for link in levers_of_indicator("826")} == {"augm_voitelec", "co2_voitelec"}


def test_the_closest_indicators_come_first() -> None:
    for lever in [*levers_of_2023(), *levers_of_2026()]:
        ranks = [link.kind.rank for link in indicator_links(lever)]
        assert ranks == sorted(ranks)


def test_a_lever_of_2026_shows_the_indicators_that_the_barometer_attaches_to_it() -> None:
    assert [link.indicator for link in indicator_links("2026-005", "region")] == ["826", "434"]
    assert indicator_links("2026-005", "france")[0].indicator == "fr-059"


def test_the_accent_of_an_identifier_may_be_typed_decomposed() -> None:
    decomposed = unicodedata.normalize("NFD", "augm_vélotc")
    assert decomposed != "augm_vélotc"
    assert lever_links(decomposed) == lever_links("augm_vélotc") != ()


def test_an_unknown_identifier_gives_nothing() -> None:
    assert lever_links("augm_fusée") == indicator_links("augm_fusée") == procedures_of("augm_fusée") == ()


def test_the_14_procedures_lead_to_known_levers_or_say_why_not() -> None:
    found = procedure_levers()
    assert len(found) == 14
    levers, levers_2026 = levers_of_2023(), levers_of_2026()
    for procedure, its_links in found.items():
        for link in its_links:
            assert link.procedure == procedure
            assert link.lever is None or link.lever in levers, link
            assert link.lever_2026 is None or link.lever_2026 in levers_2026, link
    assert [link.kind for link in found["70885"]] == [LinkKind.NONE]


def test_services_are_served_by_public_buildings_and_street_lighting() -> None:
    assert {link.procedure: link.kind for link in procedures_of("reduc_tconso")} == {
        "69071": LinkKind.PART,
        "69022": LinkKind.RELATED,
    }
    assert [link.procedure for link in procedures_of("2026-119")] == ["67821"]


def test_every_link_kind_has_a_french_label_of_its_own() -> None:
    assert len({kind.label for kind in links.LinkKind}) == 4


@needs_published
def test_the_published_identifiers_are_all_covered() -> None:
    tools = str(Path(__file__).resolve().parents[2] / "tools")
    sys.path.insert(0, tools)
    try:
        from _tables import read_json, read_published
    finally:
        sys.path.remove(tools)
    simulator = read_json(PUBLISHED / "simulateur-territorial" / "data.json")
    assert isinstance(simulator, list)
    assert {unicodedata.normalize("NFC", row["id"]) for row in simulator} == {r["lever"] for r in rows("levers.csv")}
    projects = read_published(PUBLISHED / "fonds-vert-2023" / "fonds-vert-2023.csv")
    assert {row["numero_demarche_ds"] for row in projects} == set(procedure_levers())
    nomenclature = read_published(PUBLISHED / "nomenclature" / "leviers-72.csv")
    assert [row["numero"] for row in nomenclature] == NUMBERS_OF_72


@needs_published
def test_the_table_of_the_levers_of_2026_is_what_its_script_makes(tmp_path: Path) -> None:
    tools = str(Path(__file__).resolve().parents[2] / "tools")
    sys.path.insert(0, tools)
    try:
        import build_links
    finally:
        sys.path.remove(tools)
    build_links.build(PUBLISHED, tmp_path)
    name = "links/2026/indicators_2026.csv"
    assert (tmp_path / name).read_bytes() == (PACKAGED / name).read_bytes()
