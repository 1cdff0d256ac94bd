"""Every page of data has its files, which say what the page and the command line say; charts stand alone."""

from __future__ import annotations

import csv
import io
import re
import struct
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook

from copilote.reference.simulator import load_levers, load_territories
from copilote.simulator.pages.pictures import STEP_CHARTS
from copilote.simulator.pages.stepper import STEPS
from support_cli import copilote
from support_regions import EACH_TERRITORY

R = "/regions/centre-val-de-loire"
SCENARIO = "c-augm_voitelec=100&t-augm_voitelec=500"
PAGES = [
    "/france",
    "/france/indicateurs/fr-059",
    R,
    f"{R}/leviers/vehicules-electriques",
    f"{R}/observe",
    f"{R}/observe/826",
    f"{R}/panoramas",
    f"{R}/panoramas/biodiversite",
    *(f"{R}/simulateur/{step}" for step in STEPS),
]
CHARTS = [
    "/france/graphique-regions",
    "/france/graphique-emissions",
    "/france/indicateurs/fr-059/graphique-trajectoire",
    f"{R}/graphique-themes",
    f"{R}/graphique-secteurs",
    f"{R}/leviers/vehicules-electriques/graphique-trajectoire",
    f"{R}/observe/826/graphique-trajectoire",
    f"{R}/observe/826/graphique-regions",
    *(f"{R}/simulateur/{step}/graphique-{step}" for step in STEP_CHARTS),
]


def rows(client: Client, address: str) -> list[dict[str, str]]:
    """The lines of a CSV in the spelling of programs."""
    response = client.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_data_has_its_csv_workbook_and_json(client: Client, page: str) -> None:
    kinds = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xlsx": "application/vnd.openxml"}
    for ending, kind in kinds.items():
        response = client.get(f"{page}.{ending}")
        assert response.status_code == 200
        assert response["Content-Type"].startswith(kind)
        assert re.search(rf'filename="copilote-[a-z0-9-]+\.{ending}"', response["Content-Disposition"])
        assert response["Access-Control-Allow-Origin"] == "*"
        assert client.get(f"{page}.{ending}", headers={"if-none-match": response["ETag"]}).status_code == 304
    told = client.get(f"{page}.json").json()
    assert told["address"] == f"http://testserver{page}"
    assert told["sources"]
    assert all(source["licence"] for source in told["sources"])


@pytest.mark.parametrize("page", [R, f"{R}/leviers/vehicules-electriques", f"{R}/observe"])
def test_the_three_forms_of_a_page_hold_the_same_rows(client: Client, page: str) -> None:
    told = client.get(f"{page}.json").json()["tables"]
    book = load_workbook(io.BytesIO(client.get(f"{page}.xlsx").content))
    main = next(iter(told.values()))
    assert len(rows(client, f"{page}.csv?csv=machine")) == len(main["rows"])
    assert [sheet.max_row - 1 for sheet in book.worksheets[:-1]] == [len(table["rows"]) for table in told.values()]
    assert list(rows(client, f"{page}.csv?csv=machine")[0])[:-1] == [column["key"] for column in main["columns"]]


@pytest.mark.parametrize("region", ["24", "11", "02", "exemple"])
def test_a_region_s_file_holds_the_command_line_s_targets(client: Client, region: str) -> None:
    slug = next(one.slug for one in load_territories() if one.code == region)
    said = copilote("panorama", region, "--by", "theme", "--format", "json").json
    found = {row["id"]: row["target_kt"] for row in rows(client, f"/regions/{slug}.csv?csv=machine")}
    expected = {lever["id"]: lever["target_kt"] for lever in said["levers"]}
    assert {key: float(value) if value else None for key, value in found.items()} == expected
    themes = client.get(f"/regions/{slug}.json").json()["tables"]["themes"]["rows"]
    assert {row["name"]: row["target_kt"] for row in themes} == {
        group["name"]: group["target_kt"] for group in said["groups"]
    } | {"Total": said["target_kt"]}


def test_the_observed_file_holds_the_command_line_s_paces(client: Client) -> None:
    said = copilote("observe", "24", "--format", "json").json
    found = client.get(f"{R}/observe.json").json()["tables"]
    keys = ("indicator", "part", "unit", "target_2030", "pace_1y", "pace_3y", "pace_required", "ratio")
    assert [[row[key] for key in keys] for row in found["observed"]["rows"]] == [
        [one[key] for key in keys] for one in said
    ]
    values = [(row["indicator"], row["part"], row["year"], row["value"]) for row in found["values"]["rows"]]
    assert values == [(one["indicator"], one["part"], p["year"], p["value"]) for one in said for p in one["series"]]


def test_a_lever_s_file_says_where_each_figure_comes_from(client: Client) -> None:
    said = copilote("explain", "24", "augm_voitelec", "--format", "json").json["figures"]
    found = client.get(f"{R}/leviers/vehicules-electriques.json").json()["tables"]["figures"]["rows"]
    assert [(row["value"], row["formula"]) for row in found] == [(one["value"], one["formula"]) for one in said]


def test_a_step_s_file_holds_the_scenario_of_its_address(client: Client) -> None:
    link = f"https://planification-territoires.ecologie.gouv.fr/territoire/centre-val-de-loire/ambition?{SCENARIO}"
    said = copilote("simulate", "24", "--link", link, "--format", "json").json
    told = client.get(f"{R}/simulateur/resultat.json?{SCENARIO}").json()
    assert told["address"].endswith(f"/simulateur/resultat?{SCENARIO}")
    keys = ("id", "target_kt", "completed_kt", "new_target_kt", "remaining_kt", "physical_2030")
    found = [[row[key] for key in keys] for row in told["tables"]["levers"]["rows"]]
    assert found == [[line[key] for key in keys] for line in said["levers"]]
    totals = [row["kt"] for row in told["tables"]["totals"]["rows"]]
    assert totals == [said["totals"][key] for key in ("target_kt", "completed_kt", "new_target_kt", "gap_kt")]


def test_a_scenario_s_name_cannot_become_a_formula(client: Client) -> None:
    book = load_workbook(io.BytesIO(client.get(f"{R}/simulateur/bilan.xlsx?nom==cmd|x&{SCENARIO}").content))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_default_csv_is_what_a_french_spreadsheet_opens(client: Client) -> None:
    body = client.get(f"{R}.csv").content
    assert body.startswith(b"\xef\xbb\xbf")
    assert b";482,1358;" in body
    assert client.get(f"{R}.csv?csv=autre").status_code == 400


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_stands_alone_with_its_title_and_source(client: Client, chart: str) -> None:
    response = client.get(f"{chart}.svg")
    text = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" width=')
    assert "Source : " in text.replace("\u00a0", " ")
    assert f"http://testserver{chart.rpartition('/graphique-')[0]}" in text
    assert "<script" not in text
    assert " style=" not in text
    assert "href=" not in text
    assert text.count("font-weight") >= 1


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("chart", [CHARTS[3], CHARTS[6], CHARTS[-1]])
def test_its_image_is_twice_as_fine_as_the_drawing_and_always_the_same(client: Client, chart: str) -> None:
    drawn = client.get(f"{chart}.svg").content.decode()
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn)
    assert found is not None
    response = client.get(f"{chart}.png")
    width, height = size_of(response.content)
    assert width == pytest.approx(2 * float(found[1]), abs=2)
    assert height == pytest.approx(2 * float(found[2]), abs=2)
    assert response.content == client.get(f"{chart}.png").content
    assert ".png" in response["Content-Disposition"]


def test_a_scenario_s_picture_names_its_short_link_and_not_a_long_address(client: Client) -> None:
    text = client.get(f"{R}/simulateur/resultat/graphique-resultat.svg?{SCENARIO}").content.decode()
    found = re.search(r"http://testserver(/s/[^<]+)<", text)
    assert found is not None
    assert client.get(found[1]).status_code in (200, 302)
    assert "c-augm_voitelec" not in text


def test_a_title_is_written_as_text_in_a_picture(client: Client) -> None:
    query = {"nom": "<script>alert(1)</script>", "c-augm_voitelec": "100"}
    text = client.get(f"{R}/simulateur/bilan/graphique-bilan.svg", query).content.decode()
    assert "<script" not in text
    assert "&lt;script" in text


@pytest.mark.parametrize(
    "address",
    [
        "/regions/nulle-part.csv",
        f"{R}/leviers/rien-de-tel.xlsx",
        f"{R}/observe/9999.json",
        f"{R}/simulateur/nulle-part.csv",
        f"{R}/graphique-rien.png",
        f"{R}/observe/9999/graphique-trajectoire.svg",
        f"{R}/simulateur/ambition/graphique-ambition.svg",
        "/france/indicateurs/fr-999.csv",
        f"{R}.pdf",
        f"{R}/graphique-themes.gif",
    ],
)
def test_what_does_not_exist_is_a_404_in_the_site_s_look(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_files_are_only_read(client: Client) -> None:
    assert client.post(f"{R}.csv").status_code == 405
    assert client.head(f"{R}.csv").status_code == 200


@pytest.mark.parametrize("region", EACH_TERRITORY)
def test_all_regions_and_levers_of_each_have_their_files(client: Client, region: Any) -> None:
    assert client.get(f"/regions/{region.slug}.xlsx").status_code == 200
    assert client.get(f"/regions/{region.slug}/observe.csv").status_code == 200
    assert client.get(f"/regions/{region.slug}/graphique-themes.svg").status_code == 200
    for lever in load_levers(region.code)[::8]:
        assert client.get(f"/regions/{region.slug}/leviers/{lever.slug}.csv").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_each_page_links_its_files_and_they_answer(client: Client, page: str) -> None:
    text = client.get(f"{page}?{SCENARIO}" if "simulateur" in page else page).content.decode()
    found = [address.replace("&amp;", "&") for address in re.findall(r'<a href="([^"]+)" download', text)]
    files = [address for address in found if re.search(r"\.(csv|xlsx|json|svg)(\?|$)", address)]
    assert f"{page}.csv" in [address.partition("?")[0] for address in files]
    for address in files:
        assert client.get(address).status_code == 200, address
    if "simulateur" in page:
        assert all("c-augm_voitelec=100" in address for address in files if "scenario.json" not in address)


def test_a_panorama_s_file_holds_every_indicator_of_its_page(client: Client) -> None:
    page = client.get(f"{R}/panoramas/eau").content.decode()
    found = rows(client, f"{R}/panoramas/eau.csv?csv=machine")
    shown = set(re.findall(rf'href="(?:{R}/observe|/france/indicateurs)/([\w-]+)"', page))
    assert shown == {row["indicator"] for row in found if row["indicator"]}
    assert {row["axis"] for row in found} == {"Eau"}
    everything = rows(client, f"{R}/panoramas.csv?csv=machine")
    assert len(everything) > len(found)
    assert len({row["axis"] for row in everything}) == 6


def test_an_unknown_axis_has_no_file(client: Client) -> None:
    assert client.get(f"{R}/panoramas/bonheur.csv").status_code == 404


def test_compared_scenarios_come_as_a_file(client: Client) -> None:
    links = [f"{R}/simulateur/resultat?t-augm_voitelec=600&nom=A", f"{R}/simulateur/resultat?c-augm_haies=20&nom=B"]
    query = urlencode([("s", link) for link in links])
    page = client.get(f"{R}/comparer?{query}").content.decode()
    assert f"{R}/comparer.csv?" in page
    cars = next(row for row in rows(client, f"{R}/comparer.csv?csv=machine&{query}") if row["id"] == "augm_voitelec")
    assert float(cars["planned_kt_1"]) == 600
    assert float(cars["planned_kt_2"]) == pytest.approx(482.1358)
    assert float(cars["delta_kt_2"]) == pytest.approx(482.1358 - 600)
    titles = client.get(f"{R}/comparer.csv?{query}").content.decode("utf-8-sig").splitlines()[0]
    assert "1. A (ktCO2e)" in titles
    assert client.get(f"{R}/comparer/graphique-scenarios.svg?{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "s=pas-un-scenario"])
def test_nothing_to_compare_makes_no_file(client: Client, query: str) -> None:
    assert client.get(f"{R}/comparer.csv?{query}").status_code == 400
    assert ".csv" not in client.get(f"{R}/comparer?{query}").content.decode()


def test_a_value_that_is_no_number_makes_no_file(client: Client) -> None:
    response = client.get(f"{R}/simulateur/ambition.csv?t-augm_voitelec=beaucoup")
    assert response.status_code == 400
    assert "beaucoup" in response.content.decode()


def test_the_titles_of_columns_follow_the_language(client: Client) -> None:
    first = client.get(f"/en{R}/simulateur/ambition.csv").content.decode("utf-8-sig").splitlines()[0]
    assert "State target" in first
    assert "Levier" not in first


def test_an_indicator_s_workbook_holds_all_regions(client: Client) -> None:
    book = load_workbook(io.BytesIO(client.get(f"{R}/observe/826.xlsx").content), read_only=True)
    sheet = next(book[name] for name in book.sheetnames if "18 régions" in name)
    assert len({row[1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[1]}) >= 18
