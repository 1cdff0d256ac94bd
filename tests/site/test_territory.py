"""The page of a territory says its share, why this much, and the same figures as its files, whatever the territory."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from copilote.exchange import around
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.shares import KeyChoice, share_of
from copilote.sharing import recorded, sheet
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.pages.territory import FIRST, territory_page
from copilote.sharing.sheet_words import gaps
from copilote.ui.quantities import amount
from copilote.words.carbon import told_for
from copilote.words.typography import quoted

BLOIS = "/territoires/epci/200030385"
CENTRE_TONNES = 9_503_874


def text_of(client: Client, address: str, status: int = 200) -> str:
    """What a reader sees, spaces made plain."""
    response = client.get(address)
    assert response.status_code == status, address
    bare = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


def rows(client: Client, address: str) -> list[dict[str, str]]:
    """The lines of a CSV in the spelling of programs."""
    return list(csv.DictReader(io.StringIO(client.get(f"{address}?csv=machine").content.decode())))


def test_the_title_of_an_epci_says_its_share(client: Client) -> None:
    seen = text_of(client, BLOIS)
    assert "CA de Blois « Agglopolys » : 258 ktCO2e à éviter en 2030, part indicative" in seen
    assert (
        "Soit 3,6 % de ce que la région Centre-Val de Loire vise avec 25 leviers comptés ici (7,2 MtCO2e), pour "
        "4,1 % de ses habitants." in seen
    )
    assert "À localiser : 2,4 MtCO2e de la région ne sont comptés dans aucun territoire" in seen
    assert "Crte" not in seen
    assert '"' not in seen.split("Pourquoi ce chiffre")[0]


def test_why_this_much_compares_with_the_share_by_the_head() -> None:
    share = share_of(place_of("epci", "200030385"))
    region = share_of(place_of("region", "24"))
    people, everyone = share.place.population, region.place.population
    assert people is not None
    assert everyone is not None
    own = people / everyone
    found = gaps(share, own)
    assert sum(kt for kt, _part in found) == pytest.approx(share.total_kt - own * region.like(share) / 1000, abs=0.02)
    told = " ".join(territory_page(share.place).sheet.why).replace("\u00a0", " ")
    assert "À proportion de ses habitants (4,1 % de la région), la part serait de 295 ktCO2e" in told
    assert f"Ce qui l’augmente le plus : « {found[0][1].lever.label} »" in told
    assert f"Ce qui la réduit le plus : « {found[-1][1].lever.label} »" in told


def test_the_six_departements_files_add_up_to_their_region(client: Client) -> None:
    files = [rows(client, f"/territoires/departement/{one.code}.csv") for one in places("24", "departement")]
    assert len(files) == 6
    assert round(1000 * sum(float(row["target_kt"]) for file in files for row in file)) == CENTRE_TONNES


def test_the_page_its_files_and_the_shares_say_the_same(client: Client) -> None:
    share = share_of(place_of("epci", "200030385"))
    file = {row["id"]: row for row in rows(client, f"{BLOIS}.csv")}
    told = client.get(f"{BLOIS}.json").json()["tables"]
    assert {row["id"] for row in told["levers"]["rows"]} == set(file) == {part.lever.id for part in share.parts}
    for part in share.parts:
        assert float(file[part.lever.id]["target_kt"]) == part.target_kt
        assert file[part.lever.id]["grade"] == part.grade
    for row in told["inside"]["rows"]:
        assert row["target_kt"] == share_of(place_of("commune", row["code"])).total_kt
    assert round(1000 * sum(row["target_kt"] for row in told["keys"]["rows"])) == share.tonnes
    assert client.get(f"{BLOIS}.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/territoires/departement/41", ["Département ·", "Les intercommunalités du territoire"]),
        ("/territoires/crte/crte-24-41-3", ["CRTE ·", "Pays Vendômois", "Liste des CRTE de janvier 2023 (ANCT)"]),
        ("/territoires/crte/crte-84-01-13", ["CA du Pays de Gex est dans deux CRTE et compte dans chacun"]),
        ("/territoires/arrondissement/411", ["Arrondissement de Blois"]),
        ("/territoires/ept/200057867", ["Établissement public territorial"]),
        ("/territoires/commune/41018", ["CA de Blois « Agglopolys »", "Loir-et-Cher"]),
        ("/territoires/commune/75056", ["ses arrondissements ne sont pas partagés"]),
        ("/territoires/commune/29083", ["Arrondissement de Quimper"]),
        ("/territoires/commune/2A004", ["Ajaccio"]),
        ("/territoires/departement/973", ["à lui seul sa région"]),
        ("/territoires/epci/200040277", ["à cheval sur 2 régions", "Eure-et-Loir", "Normandie"]),
    ],
)
def test_each_kind_of_territory_has_its_page(client: Client, address: str, words: list[str]) -> None:
    seen = text_of(client, address)
    for word in words:
        assert word in seen
    assert not re.search(r"\bNone\b|\bnan\b", seen)


def test_parts_of_several_regions_are_named_and_add_up(client: Client) -> None:
    place = place_of("epci", "200040277")
    seen = text_of(client, "/territoires/epci/200040277")
    each = re.findall(r"(?:Centre-Val de Loire|Normandie), ([\d,]+) ktCO2e", seen)[:2]
    total = sum(float(one.replace(",", ".")) for one in each)
    assert total == pytest.approx(share_of(place).total_kt, abs=0.6)
    assert "Part de la région" not in seen


def test_mayotte_says_that_only_its_population_is_known(client: Client) -> None:
    whole = text_of(client, "/territoires/departement/976")
    assert "tels que l’État les a publiés : rien n’y est partagé" in whole
    assert "objectif officiel" in whole
    seen = text_of(client, "/territoires/commune/97611")
    assert "tout est partagé selon la population" in seen
    assert "Aucune mesure par commune n’est publiée ici" in seen


def test_a_commune_with_a_target_not_known_says_which(client: Client) -> None:
    assert "Total incomplet : objectif régional non connu pour" in text_of(client, "/territoires/commune/75056")


@pytest.mark.parametrize(
    ("typed", "own"),
    [
        ("/territoires/EPCI/200030385?a=1", f"{BLOIS}?a=1"),
        ("/territoires/commune/2a004", "/territoires/commune/2A004"),
        ("/territoires/crte/CRTE-24-41-3", "/territoires/crte/crte-24-41-3"),
        ("/territoires/crte/crte-41-vendomois", "/territoires/crte/crte-24-41-3"),
        ("/territoires/crte/crte-243500741", "/territoires/epci/243500741"),
        ("/territoires/commune/75101", "/territoires/commune/75056?ancien=75101"),
        ("/territoires/commune/74011", "/territoires/commune/74010?ancien=74011"),
        ("/territoires/region/24", "/regions/centre-val-de-loire"),
    ],
)
def test_another_spelling_leads_to_the_territory_s_address(client: Client, typed: str, own: str) -> None:
    response = client.get(typed)
    assert (response.status_code, response["Location"]) == (301, own)


def test_a_commune_of_the_past_says_what_became_of_it(client: Client) -> None:
    response = client.get("/territoires/commune/74011", follow=True)
    assert "Annecy-le-Vieux (74011) fait aujourd’hui partie de" in response.content.decode()
    for other in ("41018", "xxxxx", "<b>", ""):
        assert "fait aujourd’hui partie" not in text_of(client, f"/territoires/commune/74010?ancien={other}")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/territoires/epci/2000303", 404, "200030"),
        ("/territoires/departement/99", 404, "Département « 99 »"),
        ("/territoires/depart/41", 404, "departement"),
        ("/territoires/commune/98735", 400, "hors des 18 régions"),
        ("/territoires/crte/rien-du-tout", 404, "CRTE"),
        ("/territoires/epci/2000303.csv", 404, "200030"),
    ],
)
def test_what_does_not_exist_is_said_with_the_nearest(client: Client, address: str, status: int, words: str) -> None:
    assert words in text_of(client, address, status)


def test_long_lists_are_folded_and_lose_nothing(client: Client) -> None:
    page = territory_page(place_of("departement", "41"))
    assert page.projects is not None
    first, rest = page.projects
    assert rest is not None
    assert len(first.rows) == FIRST
    assert len(first.rows) + len(rest.rows) == 113
    text = client.get("/territoires/departement/41").content.decode()
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_every_link_of_the_page_leads_somewhere(client: Client) -> None:
    text = client.get(BLOIS).content.decode()
    links = {unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', text)}
    for link in sorted(one for one in links if one and not one.startswith("/static/")):
        assert client.get(link).status_code in (200, 302), link


def test_in_english_the_page_is_served_too(client: Client) -> None:
    assert client.get("/en/territoires/epci/200030385").status_code == 200
    assert client.get("/en/territoires/EPCI/200030385")["Location"] == "/en/territoires/epci/200030385"


def test_what_the_cop_decided_changes_the_share_and_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    choice = KeyChoice("augm_haies", (("population", 1.0),), (), "Les haies sont l’affaire de tous.", date(2026, 3, 2))
    monkeypatch.setattr(sheet, "all_choices", lambda: {"24": (choice,)})
    seen = text_of(client, BLOIS)
    assert "Les haies sont l’affaire de tous." in seen
    assert "02/03/2026" in seen
    assert "choix de la COP" in seen
    told = {row["id"]: row for row in rows(client, f"{BLOIS}.csv")}
    assert float(told["augm_haies"]["share_percent"]) == pytest.approx(4.12, abs=0.02)


def test_what_a_territory_declares_is_beside_its_share(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Aucune action n’a été déclarée" in text_of(client, BLOIS)

    def figures(region: str) -> tuple[TerritoryFigure, ...]:
        def one(lever: str, done: float | None, proposed: float | None, code: str = "200030385") -> TerritoryFigure:
            about = {"level": "epci", "code": code, "lever": lever, "reason": "Étude locale"}
            return TerritoryFigure(done_kt=done, proposed_kt=proposed, **about)

        elsewhere = one("co2_indus", 1.0, None, "200072072")
        return (one("reduc_rfioul", 9.338, None), one("augm_voitelec", 30.0, 25.0), elsewhere)

    monkeypatch.setattr(sheet, "figures_of", figures)
    seen = text_of(client, BLOIS)
    share = share_of(place_of("epci", "200030385"))
    cars = share.part("augm_voitelec")
    assert cars is not None
    assert cars.target_kt is not None
    left = share.total_kt - 9.338 - cars.target_kt  # what is done beyond a lever's share takes nothing off the others
    assert f"il reste {amount(left)}".replace("\u00a0", " ") in seen
    assert "Il propose sa propre part pour 1 levier" in seen
    assert len(client.get(f"{BLOIS}.json").json()["tables"]["declared"]["rows"]) == 2


def test_similar_territories_are_of_the_same_density_and_the_nearest_in_size() -> None:
    place = place_of("epci", "200030385")
    density = around.density_of(place)[0]
    found = around.similar(place)
    assert [one.code for one in found] == ["200071678", "200039857", "200069037", "200043172", "200089456"]
    assert {around.density_of(one)[0] for one in found} == {density}
    assert around.similar(place_of("commune", "41018")) == ()
    assert {one.regions[0] for one in around.similar(place_of("departement", "976"))} <= {"01", "02", "03", "04", "06"}


@pytest.mark.django_db
def test_a_territory_knows_what_it_lies_in() -> None:
    found = [(one.level, one.code) for one in around.containing(place_of("commune", "41018"), recorded.crte_of)]
    assert found == [
        ("epci", "200030385"),
        ("crte", "crte-24-41-1"),
        ("arrondissement", "411"),
        ("departement", "41"),
    ]
    astride = around.containing(place_of("epci", "200040277"), recorded.crte_of)
    assert [one.code for one in astride] == [
        "crte-24-28-2",
        "28",
        "27",
    ]
    island = [one.level for one in around.containing(place_of("commune", "29083"), recorded.crte_of)]
    assert island == ["crte", "arrondissement", "departement"]
    assert "crte" not in [one.level for one in around.containing(place_of("commune", "22016"), recorded.crte_of)]
    both = [
        one.code for one in around.containing(place_of("epci", "240100750"), recorded.crte_of) if one.level == "crte"
    ]
    assert both == ["crte-84-01-13", "crte-84-74-8"]


def test_names_and_amounts_are_written_the_french_way() -> None:
    assert quoted('CA de Blois "Agglopolys"') == "CA de Blois «\u00a0Agglopolys\u00a0»"
    amounts = (0.0, 0.2974, 0.9999, 343.186, 9503.9)
    kt = [amount(value).replace("\u00a0", " ") for value in amounts]
    assert kt == ["0 ktCO2e", "0,297 ktCO2e", "1 ktCO2e", "343 ktCO2e", "9,5 MtCO2e"]
    with told_for(0.4):
        small = [amount(value).replace("\u00a0", " ") for value in amounts]
    assert small == ["0 ktCO2e", "297 tCO2e", "1\u202f000 tCO2e", "343 ktCO2e", "9,5 MtCO2e"]
    assert amount(None) == "non connu"


def test_a_page_asks_little_of_the_database(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(BLOIS)
    with django_assert_max_num_queries(3):
        client.get(BLOIS)


def test_reading_needs_no_account_and_writing_is_refused(client: Client) -> None:
    response = client.get(BLOIS)
    assert not response.cookies
    assert client.post(BLOIS).status_code == 405
    assert client.head(BLOIS).status_code == 200


def test_no_hectare_is_said_to_be_measured_in_a_commune(client: Client) -> None:
    fontainebleau = text_of(client, "/territoires/commune/77186")
    assert "Terres arables 4" not in fontainebleau
    assert "rien n’en est dit pour une commune" in fontainebleau
    assert "Terres arables" in text_of(client, BLOIS).split("Ce qui est mesuré sur le territoire")[1]


@pytest.mark.parametrize(
    ("address", "unit", "spelled", "other"),
    [
        ("commune/41001", "tCO2e", "tonnes de CO2e", "ktCO2e"),
        ("commune/41269", "tCO2e", "tonnes de CO2e", "ktCO2e"),
        (BLOIS[13:], "ktCO2e", "ktCO2e", "tCO2e"),
    ],
)
def test_a_territory_is_told_in_one_unit(client: Client, address: str, unit: str, spelled: str, other: str) -> None:
    """A village and a small town in tonnes, an EPCI in kt: title, sentences, bars, tables; files stay in kt."""
    response = client.get(f"/territoires/{address}")
    page = response.context["page"]
    total = page.sheet.figures[0].value
    assert total.endswith(f"\u00a0{unit}")
    assert f"\u00a0{spelled} à éviter" in page.sheet.title
    own = [page.title, *page.sheet.why, *(lever.target for lever in page.sheet.heaviest), page.sheet.by_theme.wide.svg]
    assert not any(re.search(rf"[\d\u202f]\u00a0{other}\b", text) for text in own)
    heads = [column.heading for table in (page.tables.get("themes"), page.keys) if table for column in table.columns]
    assert f"Part ({unit})" in heads
    assert f"Part ({other})" not in heads
    assert f"Part ({unit})" in response.content.decode()
    assert "ktCO2e" in client.get(f"/territoires/{address}.csv").content.decode()


@pytest.mark.parametrize("address", [BLOIS, "/territoires/commune/41269"])
def test_no_sentence_of_the_top_is_said_again_in_the_list_beneath(client: Client, address: str) -> None:
    page = client.get(address).content.decode().partition("</head>")[2]
    lead = re.search(r'<p class="lead no-paper">(.+?)</p>', page)
    assert lead
    seen = page.split('class="terr-plan')[0]
    for lever in re.findall(r'<ol class="ranked">.*?</ol>', page, re.DOTALL)[0].split("<li>")[1:]:
        assert lever.split("<")[0].strip()[:40] not in seen or lever.startswith("<a")
    assert page.count(lead[1]) == 2, "once on the screen, once on paper"
