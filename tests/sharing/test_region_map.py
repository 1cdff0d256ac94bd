"""The map of a region by lever: shares that add up as they are written, whatever the level, the lever and the order."""

from __future__ import annotations

import gzip
import json
import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from copilote.exchange.perimeters import places
from copilote.exchange.shapes import shapes_of, topology
from copilote.publish.table import Linked, plain
from copilote.reference.contours import load_contours
from copilote.reference.simulator import Region, load_levers, load_regions
from copilote.sharing.adding_up import adding_up
from copilote.sharing.pages.france_shares import france_shares_page, lever_sums, region_shares
from copilote.sharing.pages.region_asked import asked_of
from copilote.sharing.pages.region_map import territories_page
from copilote.sharing.pages.region_table import lines_of, territories_book
from support_regions import EACH_REGION

CENTRE = "centre-val-de-loire"
REGIONS = [region.code for region in load_regions()]


def number(text: str) -> float:
    if text.startswith("<"):
        return 0.0
    return float(re.sub(r"[\s\u202f\u00a0%]", "", text).replace(",", ".").replace("−", "-"))


def written_rows(page: Any) -> list[dict[str, Any]]:
    """The rows of the table as the page writes them: by column, texts alone."""
    return [
        {
            key: cell.text if isinstance(cell, Linked) and cell.text is not None else plain(cell)
            for key, cell in row.items()
        }
        for row in page.table.records()
    ]


def column(page: Any, key: str) -> list[float]:
    """The rows and the communes of no perimeter: all that adds up to what is shared."""
    return [
        number(row[key])
        for row in written_rows(page)
        if row["code"] not in ("partage", "a-localiser", page.region.code)
    ]


def foot(page: Any, code: str, key: str) -> float:
    return number(next(row for row in written_rows(page) if row["code"] == code)[key])


@pytest.mark.parametrize("level", ["departement", "crte", "epci", "arrondissement"])
def test_the_written_shares_add_up_to_the_written_total(level: str) -> None:
    page = territories_page(asked_of(CENTRE, level=level))
    assert sum(column(page, "target_kt")) == pytest.approx(foot(page, "partage", "target_kt"))
    assert foot(page, "partage", "target_kt") + foot(page, "a-localiser", "target_kt") == pytest.approx(
        9503.9, abs=0.11
    )
    assert written_rows(page)[-1]["target_kt"] == "9\u202f503,9"
    assert sum(column(page, "share")) == pytest.approx(100)
    assert sum(column(page, "inhabitants")) == number(written_rows(page)[-1]["inhabitants"])


def test_a_physical_quantity_that_adds_up_adds_up_as_written() -> None:
    page = territories_page(asked_of(CENTRE, "vehicules-electriques", measure="grandeur"))
    assert sum(column(page, "physical_2030")) == pytest.approx(number(written_rows(page)[-1]["physical_2030"]))
    assert "en véhicules" in page.caption
    assert "En 2030, véhicules (environ)" in [head.title for head in page.table.columns]
    written = [row["physical_2030"] for row in written_rows(page) if row["level"] == "epci"]
    assert all(text.endswith("00") for text in written), "two digits in the middle, not 9 535 vehicles"
    assert "0" not in written


def test_the_six_departements_share_what_can_be_placed_and_the_rest_is_said() -> None:
    lines = lines_of("24", "departement")
    assert sum(row.tonnes or 0 for row in lines.rows) == lines.shared.tonnes
    assert lines.whole.tonnes == 9_503_874
    left = {"co2_indus", "co2_enr", "co2_foret", "co2_isdnd", "reduc_chal"}
    targets = sum(one.target_kt for one in load_levers("24") if one.id in left)
    assert lines.unplaced == pytest.approx(1000 * targets, abs=2), "to the tonne, but for rounding"
    page = territories_page(asked_of(CENTRE, level="departement"))
    assert "7,2 MtCO2e à partager" in page.title.replace("\u00a0", " ")
    assert "À localiser" in page.unplaced[0]


def test_a_lever_that_no_key_places_has_no_map_and_says_what_would() -> None:
    page = territories_page(asked_of("provence-alpes-cote-d-azur", "co2_indus"))
    assert "à localiser" in page.title
    assert page.map is None
    assert page.table is None
    assert any("registre des émissions" in sentence for sentence in page.unplaced)


def test_communes_without_epci_have_a_line_of_their_own() -> None:
    lines = lines_of("53", "epci")
    assert lines.rest is not None
    assert sum(row.tonnes or 0 for row in lines.rows) + (lines.rest.tonnes or 0) == lines.shared.tonnes
    page = territories_page(asked_of("bretagne"))
    assert "Communes hors intercommunalités" in [row["name"] for row in written_rows(page)]


def test_the_map_opens_on_what_each_takes_by_the_head(client: Client) -> None:
    opened = client.get(f"/regions/{CENTRE}/territoires")
    assert "en tCO2e par habitant" in opened.context["page"].caption.replace("\u00a0", " ")
    total = client.get(f"/regions/{CENTRE}/territoires?mesure=total")
    assert total.context["page"].caption.replace("\u00a0", " ").endswith("en ktCO2e")
    assert "mesure=total&amp;tri=nom" in total.content.decode(), "the sorted table keeps the measure"
    assert f"/regions/{CENTRE}/territoires.csv?mesure=habitant" in opened.content.decode()
    files = [
        client.get(f"/regions/{CENTRE}/territoires/graphique-carte.svg{query}").content
        for query in ("", "?mesure=total")
    ]
    assert files[0] == files[1], "an address of a file means what it meant"


@pytest.mark.parametrize("code", REGIONS)
def test_the_map_by_the_head_is_known_in_every_region(code: str) -> None:
    lines = lines_of(code, "epci")
    assert all(line.each is not None for line in lines.rows)


def test_an_epci_of_two_regions_counts_for_its_part_and_says_so() -> None:
    page = territories_page(asked_of(CENTRE))
    partial = [row["name"] for row in written_rows(page) if row["partial"]]
    assert all(name.endswith(" *") for name in partial)
    assert any(partial[0].removesuffix(" *") in note and note.startswith("*") for note in page.notes)


def test_a_rate_is_never_added() -> None:
    page = territories_page(asked_of(CENTRE, "covoiturage", measure="grandeur"))
    assert page.caption.endswith("ktCO2e")
    assert any("ne s’additionne pas" in text for text in page.notices)
    assert written_rows(page)[-1]["physical_2030"] == ""
    assert "grandeur" not in dict(page.form.fields["mesure"].choices)


def test_an_unknown_target_is_said_and_never_0() -> None:
    page = territories_page(asked_of("ile-de-france", "co2_foret"))
    assert "objectif non connu" in page.title
    assert page.table is None
    book = territories_book(asked_of("ile-de-france", "co2_foret"))
    assert {row["target_kt"] for row in book.tables[0].for_files.records()} == {None}


def test_the_grade_stands_beside_every_share_and_the_key_has_its_reason() -> None:
    page = territories_page(asked_of(CENTRE, "augm_haies"))
    assert {row["grade"] for row in written_rows(page) if row["level"] == "epci"} == {"estimation correcte"}
    assert "2,7 %" in page.key["test"].replace("\u00a0", " ")
    assert page.key is not None
    assert page.key["reason"]
    assert page.key["grade"] == written_rows(page)[0]["grade"]


def test_the_table_is_sorted_as_its_address_asks() -> None:
    page = territories_page(asked_of(CENTRE, level="departement", sort="nom"))
    names = [row["name"] for row in written_rows(page) if row["level"] == "departement"]
    assert names == ["Cher", "Eure-et-Loir", "Indre", "Indre-et-Loire", "Loir-et-Cher", "Loiret"]
    page = territories_page(asked_of(CENTRE, sort="habitant"))
    each = [row["target_t_per_inhabitant"] for row in written_rows(page) if row["level"] == "epci"]
    assert each == sorted(each, key=lambda text: -number(text))


def test_what_does_not_add_up_is_written_each_on_its_own() -> None:
    assert adding_up([1.04, 1.04, 1.04], 3.12, 1) == ("1,1", "1,0", "1,0")
    assert adding_up([1.04, None], 3.12, 1) == ("1,0", "non connu")
    assert adding_up([1.0, 1.0], 9.0, 0) == ("1", "1")


@pytest.mark.parametrize("region", EACH_REGION)
def test_the_outlines_of_epci_are_whole_and_light(region: Region) -> None:
    shapes = shapes_of(region.code, "epci")
    own = {one.code for one in places(region.code, "epci")}
    assert set(shapes.rings) == own
    assert all(ring[0] == ring[-1] for one in own for ring in shapes.outline(one))
    body = json.dumps(topology(shapes, {}), separators=(",", ":")).encode()
    assert len(gzip.compress(body)) < 150_000


def area(rings: list[list[tuple[float, float]]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for ring in rings for a, b in pairwise(ring)) / 2)


@pytest.mark.parametrize("code", ["24", "11", "94"])
def test_perimeters_drawn_from_communes_are_those_of_the_table(code: str) -> None:
    contours, shapes = load_contours(code), shapes_of(code, "departement")
    for one in shapes.rings:
        assert area([list(ring) for ring in shapes.outline(one)]) == pytest.approx(
            area(contours.rings("departements", one)), rel=1e-6
        )


def test_outlines_are_served_small_and_kept(client: Client) -> None:
    answer = client.get(f"/regions/{CENTRE}/contours/epci.json")
    found = json.loads(answer.content)
    assert found["type"] == "Topology"
    assert len(found["objects"]["epci"]["geometries"]) == 82
    assert "max-age=604800" in answer["Cache-Control"]
    again = client.get(f"/regions/{CENTRE}/contours/epci.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/regions/{CENTRE}/contours/commune.json").status_code == 404
    assert client.get("/regions/region-exemple/contours/epci.json").status_code == 404


def test_the_page_holds_map_legend_table_and_downloads(client: Client) -> None:
    page = client.get(f"/regions/{CENTRE}/territoires?levier=augm_voitelec&niveau=departement").content.decode()
    assert page.count('class="map-area"') == 6
    assert page.count('class="map-swatch"') == 3
    assert "Véhicules électriques, Centre-Val de Loire" in page
    assert f"/regions/{CENTRE}/territoires.csv?levier=vehicules-electriques&amp;niveau=departement" in page
    assert "style=" not in page
    assert "Chiffres indicatifs" in page


def test_files_hold_the_numbers_of_the_page(client: Client) -> None:
    found = client.get(f"/regions/{CENTRE}/territoires.json?niveau=departement").json()
    rows = found["tables"]["territories"]["rows"]
    assert sum(row["target_kt"] for row in rows[:-1]) == pytest.approx(9503.874)
    assert rows[-1]["target_kt"] == 9503.874
    assert len(found["tables"]["levers"]["rows"]) == 6 * len(load_levers("24"))
    assert "niveau=departement" in found["address"]
    assert client.get(f"/regions/{CENTRE}/territoires.csv").content.decode("utf-8-sig").startswith("Code;")
    assert client.get(f"/regions/{CENTRE}/territoires.xlsx").status_code == 200
    drawing = client.get(f"/regions/{CENTRE}/territoires/graphique-carte.svg?niveau=departement").content.decode()
    assert "moins de" in drawing
    assert "Source" in drawing
    image = client.get(f"/regions/{CENTRE}/territoires/graphique-carte.png?niveau=departement")
    assert image.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("niveau=commune", "Valeurs acceptées"),
        ("mesure=poids", "Valeurs acceptées"),
        ("tri=hasard", "Valeurs acceptées"),
        ("levier=augm_voitelek", "augm_voitelec"),
    ],
)
def test_what_is_not_understood_is_said_with_what_is_accepted(client: Client, query: str, said: str) -> None:
    answer = client.get(f"/regions/{CENTRE}/territoires?{query}")
    assert answer.status_code in (400, 404)
    assert said in answer.content.decode()


def test_a_fictional_region_has_no_territories(client: Client) -> None:
    assert client.get("/regions/region-exemple/territoires").status_code == 404
    assert "/territoires" not in client.get("/regions/region-exemple").content.decode()


def test_a_region_without_arrondissements_does_not_offer_them() -> None:
    page = territories_page(asked_of("mayotte"))
    assert [key for key, _label in page.form.fields["niveau"].choices] == ["epci", "crte", "departement"]
    assert page.map is not None


def test_another_spelling_of_a_region_leads_to_its_address(client: Client) -> None:
    answer = client.get("/regions/24/territoires?tri=nom")
    assert answer.status_code == 301
    assert answer["Location"] == f"/regions/{CENTRE}/territoires?tri=nom"


def test_the_region_s_page_and_navigation_lead_to_the_map(client: Client) -> None:
    page = client.get(f"/regions/{CENTRE}").content.decode()
    assert page.count(f'href="/regions/{CENTRE}/territoires') >= 2


def test_the_country_is_the_sum_of_its_regions() -> None:
    shares = region_shares()
    assert len(shares) == 18
    whole = sum(share.tonnes for share in shares)
    assert sum(one.tonnes for one in lever_sums(shares)) == whole
    page = france_shares_page()
    written = [
        number(cell.text if isinstance(cell, Linked) else cell) for row in page.regions.rows for cell in [row[2]]
    ]
    assert sum(written[:-1]) == pytest.approx(written[-1])
    assert any("Île-de-France" in text and "Gestion des forêts" in text for text in page.lacking)


def test_the_national_page_and_its_files_are_served(client: Client) -> None:
    page = client.get("/france/territoires?tri=habitant").content.decode()
    assert "18 régions" in page
    assert f'href="/regions/{CENTRE}/territoires"' in page
    found = client.get("/france/territoires.json").json()
    centre = next(row for row in found["tables"]["regions"]["rows"] if row["code"] == "24")
    assert centre["target_kt"] == 9503.874
    assert client.get("/france/territoires?tri=hasard").status_code == 400
