"""The second panorama drawn: its page, its files, the A3 sheet, and the same by the API and the command line."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from copilote.exchange.resources import resource_levers
from copilote.planning.resources import Place
from copilote.reference.resources import load_tiles
from copilote.reference.simulator import Region, find_region, load_territories
from copilote.simulator.pages.resources import resource_panels, resources_page
from copilote.words.language import speaking
from support_cli import copilote, refused
from support_regions import EACH_TERRITORY

CENTRE = "/regions/centre-val-de-loire"
PAGE, SHEET = f"{CENTRE}/panorama-ressources", f"{CENTRE}/deux-panoramas.pdf"
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils n’est pas installé")


def text_of(html: str) -> str:
    bare = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


def tile_of(region: str, tile: str) -> str:
    """What one tile says, as a sentence would."""
    [said] = [one for panel in resource_panels(find_region(region)) for one in panel.tiles if one.id == tile]
    parts = (said.figure, said.meaning, said.beneath, said.gap, said.basis, said.badge)
    return re.sub(r"[\s\u00a0\u202f]+", " ", " | ".join(parts))


@pytest.mark.parametrize("region", EACH_TERRITORY)
def test_every_region_has_every_tile_under_60_kilobytes(client: Client, region: Region) -> None:
    response = client.get(f"/regions/{region.slug}/panorama-ressources")
    assert response.status_code == 200
    html = response.content.decode()
    assert len(response.content) < 60_000
    for tile in load_tiles():
        assert f"{tile.name}" in unescape(html), tile.id
    assert "None" not in text_of(html)
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize(
    ("tile", "said"),
    [
        (
            "organic_farming",
            "Objectif 2030 : 21 % | il manque 16,5 points | cible nationale telle quelle | dans le mauvais sens",
        ),
        ("land_take", "Au plus 6 995 ha de 2021 à 2030 | il reste 3 189 ha avant le plafond"),
        (
            "household_waste",
            "623 kg/hab. | déchets ménagers et assimilés, en 2021 | Objectif 2030 : 502 kg/hab. | 121 kg/hab. de trop",
        ),
        ("permanent_grassland", "objectif tenu"),
        (
            "hedges",
            "+4 170 km | linéaire de haies : objectif 2030, stock régional non publié | En France : 734 milliers de km "
            "en 2020 | | objectif indicatif de l’État pour la région | Pas mesuré dans la région",
        ),
        ("mineral_nitrogen", "objectif indicatif de l’État pour la région | rythme inconnu"),
        ("wetlands", "Pas d’objectif publié"),
        ("peatlands", "Cible de la France en 2030 : 30 % | | | Pas encore mesuré"),
        ("reclaimed_water", "Pas d’objectif publié | | | Pas encore mesuré"),
        (
            "leaks",
            "part de l’eau potable qui n’est pas perdue en fuites, en France en 2023 | Cible de la France en 2030 : "
            "85 % | | | France : 1,8 fois trop lent",
        ),
    ],
)
def test_a_tile_says_where_one_stands_what_is_aimed_at_and_the_pace(tile: str, said: str) -> None:
    assert said in tile_of("24", tile)


def test_the_title_says_how_many_judged_measures_are_on_track() -> None:
    assert "aucune des 3 mesures jugées n’est en bonne voie" in resources_page("centre-val-de-loire").title
    assert "1 mesure jugée sur 3 est en bonne voie" in resources_page("provence-alpes-cote-d-azur").title
    with speaking("en"):
        assert "none of the 3 judged measures is on track" in resources_page("centre-val-de-loire").title
    assert "aucun rythme ne peut encore être jugé" in resources_page("region-exemple").title
    graded = [
        lever.regional.pace.grade.plain
        for lever in resource_levers(find_region("24"))
        if lever.place is Place.REGION and lever.regional
    ]
    assert sum(graded) == 3


@pytest.mark.parametrize("address", ["/regions/bretagne/panorama-ressources", "/regions/bretagne"])
def test_no_speed_is_asked_of_what_goes_too_fast_already(client: Client, address: str) -> None:
    told = text_of(client.get(address).content.decode())
    assert "2,7 fois trop vite" in told
    assert "en bonne voie" in told
    assert "assez vite pour 2030" not in told
    assert "va assez vite" not in told


@pytest.mark.parametrize("slug", ["guadeloupe", "ile-de-france"])
def test_nothing_is_told_of_totals_in_carbon_where_there_are_none(client: Client, slug: str) -> None:
    told = text_of(client.get(f"/regions/{slug}/panorama-ressources").content.decode())
    assert "Total incomplet" not in told
    assert "ktCO2e" not in told
    assert "aucun de ses chiffres n’est réel" in text_of(
        client.get("/regions/region-exemple/panorama-ressources").content.decode()
    )


def test_the_command_grades_in_the_words_of_the_page() -> None:
    out = copilote("panorama", "bretagne", "--panorama", "resources").out
    cells = [re.split(r"  +", re.sub(r"[\u00a0\u202f]", " ", line)) for line in out.splitlines()]
    told = {line[1]: line[-1] for line in cells if len(line) > 3}
    assert told["Sobriété foncière"] == "2,7 fois trop vite"
    assert told["Oxydes d’azote"] == "France : cible déjà atteinte"
    assert "Fuites des réseaux" not in out
    record = copilote("panorama", "53", "--panorama", "resources", "--format", "json").json
    levers = {lever["id"]: lever for lever in record["levers"]}
    assert (levers["land_take"]["region"]["grade"], levers["land_take"]["region"]["ceiling"]) == ("too_slow", True)
    assert (levers["nitrogen_oxides"]["france"]["reached"], levers["organic_farming"]["region"]["ceiling"]) == (
        True,
        False,
    )


def test_a_bar_hatches_what_is_missing_only(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert 'id="case-organic_farming-rising"' in page
    assert 'id="case-land_take-rising"' not in page, "what is left under a ceiling is not missing"
    assert 'id="case-permanent_grassland-rising"' not in page
    assert "case-wetlands" not in page


@pytest.mark.parametrize("address", [CENTRE, PAGE])
def test_both_panoramas_lead_to_each_other_and_to_the_sheet(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert f'href="{SHEET}"' in page
    assert f'href="{PAGE if address == CENTRE else CENTRE}"' in page


def test_the_detail_pages_tell_the_measured_first_and_fold_the_rest(client: Client) -> None:
    page = client.get(f"{CENTRE}/panoramas/biodiversite").content.decode()
    first, _mark, folded = page.partition('<details class="fold" id="territoires">')
    assert first.count('<span class="pan-place">') == 14
    assert "Part de la surface agricole en agriculture biologique" in first
    assert "Points noirs" not in first
    assert "oints noirs" in folded


def test_its_file_holds_a_line_a_lever_in_the_units_of_the_tables(client: Client) -> None:
    body = client.get(f"{PAGE}.csv?csv=machine").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == len(load_tiles())
    waste = next(row for row in rows if row["indicator"] == "42")
    assert (waste["unit"], float(waste["target_2030"])) == ("t/hab.", 0.502)
    assert all(row["why"] for row in rows)


@pytest.mark.parametrize("region", ["24", "06", "exemple"])
def test_the_api_says_what_the_command_says(client: Client, region: str) -> None:
    said = client.get(f"/api/v1/regions/{region}/panorama/resources").json()
    assert said == copilote("panorama", region, "--panorama", "resources", "--format", "json").json


def test_the_command_writes_a_table_and_a_csv_and_refuses_what_does_not_go_together() -> None:
    out = copilote("panorama", "24", "--panorama", "resources").out
    assert "Agriculture biologique" in out
    assert "aucun pour la région" in out
    rows = list(
        csv.DictReader(io.StringIO(copilote("panorama", "24", "--panorama", "resources", "--format", "csv").out))
    )
    assert len(rows) == len(load_tiles())
    assert "--by" in refused("panorama", "24", "--panorama", "resources", "--by", "theme")
    assert "resources" in refused("panorama", "24", "--panorama", "ressource")


@needs_poppler
@pytest.mark.parametrize(
    ("address", "words"),
    [
        (SHEET, ("lesdeuxpanoramasdelaCOP", "Productionindustrielle", "Agriculturebiologique", "Chiffresindicatifs")),
        (f"/en{SHEET}", ("bothpanoramasoftheCOP", "Organicfarming", "Indicativefigures")),
        ("/regions/mayotte/deux-panoramas.pdf", ("lesdeuxpanoramas", "Pasd’objectifpublié")),
        ("/regions/ile-de-france/deux-panoramas.pdf", ("lesdeuxpanoramas", "Totalincomplet")),
    ],
)
def test_the_sheet_is_one_page_of_a3(client: Client, tmp_path: Path, address: str, words: tuple[str, ...]) -> None:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(response.content)
    about = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    assert re.search(r"Pages:\s+1\n", about)
    assert "(A3)" in about
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", about).groups())  # type: ignore[union-attr]
    assert width > height
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()
    bare = "".join(text.split())
    for word in words:
        assert word in bare


@needs_poppler
@pytest.mark.parametrize(
    "slug",
    [
        *("centre-val-de-loire", "region-exemple"),
        *(
            pytest.param(region.slug, marks=pytest.mark.slow)
            for region in load_territories()
            if region.slug not in ("centre-val-de-loire", "region-exemple")
        ),
    ],
)
def test_nothing_of_the_sheet_runs_over_its_foot(client: Client, tmp_path: Path, slug: str) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(client.get(f"/regions/{slug}/deux-panoramas.pdf").content)
    told = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True).stdout.decode()
    words = [(float(y), unescape(word)) for y, word in re.findall(r'yMax="([\d.]+)">(.*?)</word>', told)]
    foot = next(y for y, word in words if word == "Chiffres")
    last = next(y for y, word in words if word.startswith("s’additionnent"))
    assert last < foot - 5, "what is under the tiles stands above the foot"
    assert max(y for y, _word in words) < 841


def test_another_spelling_of_a_region_leads_to_its_page_and_an_unknown_one_to_none(client: Client) -> None:
    assert client.get("/regions/24/panorama-ressources")["Location"] == PAGE
    assert client.get("/regions/24/deux-panoramas.pdf")["Location"] == SHEET
    assert client.get("/regions/atlantide/panorama-ressources").status_code == 404
