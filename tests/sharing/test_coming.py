"""The climate that comes and the other panorama of a territory: on its page, its third page, its slides."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess

import pytest
from django.test import Client

from copilote.exchange.perimeters import place_of
from copilote.exchange.resources_here import resources_here
from copilote.reference.communes import load_frame
from copilote.reference.resources import load_departement_measures, load_tiles
from copilote.sharing.documents.coming import coming_of
from copilote.sharing.documents.deck import deck_of
from copilote.sharing.documents.sheet_pdf import sheet_pdf
from copilote.sharing.sheet import sheet_of
from copilote.ui.resources_here import panorama_here
from published import PUBLISHED, needs_published

BLOIS = "200030385"


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Decisions of the COP are read in it."""


def _values(level: str, code: str) -> dict[str, float]:
    return {measure.tile.id: measure.value for measure in resources_here(place_of(level, code)).measures}


def test_hectares_are_the_sum_of_the_communes_and_vacancy_a_share_of_all_dwellings() -> None:
    place, figures = place_of("epci", BLOIS), load_frame().figures
    values = _values("epci", BLOIS)
    assert values["permanent_grassland"] == pytest.approx(sum(figures["pastures_ha"][place.ranks].tolist()))
    vacant, dwellings = (sum(figures[name][place.ranks].tolist()) for name in ("vacant_dwellings", "dwellings"))
    assert values["vacant_dwellings"] == pytest.approx(100 * vacant / dwellings)


@needs_published
def test_what_is_published_by_departement_is_told_as_it_is() -> None:
    folder, name = PUBLISHED / "pesticides", "pesticides-achats-departements-2015-2018.csv"
    with (folder / name).open(encoding="utf-8") as handle:
        bought = {row["departement"]: float(row["toutes_substances"]) for row in csv.DictReader(handle)
                  if row["annee"] == "2018"}  # fmt: skip
    for code in ("45", "2A", "75"):
        assert _values("departement", code)["pesticides"] == bought[code]
    assert not load_departement_measures("974"), "what falls from 150 tonnes to 0 there is no measure"


def test_a_territory_says_what_is_measured_there_and_names_the_rest() -> None:
    tiles = {tile.id for tile in load_tiles()}
    for level, code, measured in (
        ("commune", "41018", {"land_take", "vacant_dwellings", "dry_streams", "pesticides"}),
        ("departement", "974", {"vacant_dwellings"}),
        ("epci", "200040277", {"land_take", "permanent_grassland", "wetlands", "vacant_dwellings"}),  # several regions
    ):
        found = resources_here(place_of(level, code))
        assert {measure.tile.id for measure in found.measures} == measured
        assert {tile.id for tile in found.missing} == tiles - measured
    blois = panorama_here(place_of("commune", "41018"))
    assert any("intercommunalité" in why for why in blois.why)
    [streams] = [line for line in blois.lines if line.measure.tile.id == "dry_streams"]
    assert (streams.value, "Loir-et-Cher" in streams.meaning) == ("19 sur 29", True)


def test_a_zero_is_never_told_to_be_nothing() -> None:
    [land] = [
        line for line in panorama_here(place_of("departement", "75")).lines if line.measure.tile.id == "land_take"
    ]
    assert (land.measure.value, "aucun changement" in land.meaning) == (0, True)


@pytest.mark.parametrize(
    ("level", "code", "told"),
    [
        ("commune", "41018", "Hier9,23en2050"),
        ("departement", "974", "Aucuneprojectionduclimatn’estpubliéeici"),
        ("epci", "200040277", "plusieursrégions"),
    ],
)
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils n’est pas installé")
def test_the_third_page_stays_one_and_tells_both(level: str, code: str, told: str) -> None:
    sheet = sheet_of(place_of(level, code))
    pdf = sheet_pdf(sheet, climate=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3
    done = subprocess.run(["pdftotext", "-raw", "-f", "3", "-", "-"], input=pdf, capture_output=True, check=True)
    text = re.sub(r"\s+", "", done.stdout.decode())
    assert told in text
    assert "Cequin’estpasmesuréici" in text
    assert text.rstrip("\f").endswith("3/3")
    assert sheet_pdf(sheet, climate=True) == pdf


def test_a_place_without_climate_has_its_disasters_on_its_slide() -> None:
    without, other = (
        slide for slide in deck_of("974").slides if "catastrophe" in slide.title or "panorama" in slide.title
    )
    assert without.chart is not None
    assert without.points[0][1] == coming_of(place_of("departement", "974")).no_climate
    assert other.tables[0].rows


def test_the_page_has_both_blocks_and_leads_to_the_three_pages(client: Client) -> None:
    page = client.get("/territoires/commune/41018").content.decode()
    assert page.index('id="climat"') < page.index('id="autre"')
    assert "19\u00a0sur\u00a029" in page or "19 sur 29" in page
    assert "/territoires/commune/41018/fiche.pdf?climat=oui" in page
    answer = client.get("/territoires/commune/41018/fiche.pdf?climat=oui")
    assert "fiche-commune-41018-climat.pdf" in answer["Content-Disposition"]
    record = client.get("/territoires/commune/41018.json").json()
    assert any(key == "resources" for key in record["tables"]) if "tables" in record else True


def test_what_no_map_shows_is_a_sentence_not_a_figure(client: Client) -> None:
    panorama = panorama_here(place_of("commune", "45001"))
    assert [line.measure.tile.id for line in panorama.lines if line not in panorama.figures] == ["land_take"]
    assert panorama.nothing.startswith("Sobriété foncière\u00a0: aucun changement de 5")
    page = client.get("/territoires/commune/45001").content.decode()
    assert "<strong>0" not in page.split('id="autre"')[1].split("</section>")[0]
    assert "aucun changement de 5" in page
