"""Who declared what, where nobody did, the largest actions, what territories alike do: to each what they may see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.cop.models import Organisation, OrganisationKind
from copilote.diagnostic import emitters
from copilote.diagnostic.alike import alike
from copilote.diagnostic.coverage_map import class_of
from copilote.diagnostic.largest_page import largest
from copilote.diagnostic.live_parts import View
from copilote.diagnostic.models import Action, Seen
from copilote.diagnostic.sums import Audience
from copilote.exchange.around import similar, similar_within
from copilote.exchange.perimeters import place_of
from copilote.planning.actions import COUNTED
from copilote.reference.simulator import find_region
from support_actions import CARS, POOL, new, organisation, territories, write
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader
from support_words import text_of

__all__ = ["territories"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]
COVERED = f"{CVL}/diagnostic/couverture"
LARGEST = f"{CVL}/diagnostic/plus-grandes-actions"
CHATEAUROUX = "epci:243600327"
FARM = "EARL du Pré Secret"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer)


@pytest.fixture
def blois() -> Organisation:
    """An EPCI, another that shows its action to members only, a farm of which nothing is public, a silent EPCI."""
    blois, tours = organisation(BLOIS, "b@exemple.fr"), organisation(TOURS, "t@exemple.fr")
    organisation(CHATEAUROUX, "c@exemple.fr")
    farm = Organisation.objects.create(cop=blois.cop, kind=OrganisationKind.FARMING, name=FARM, siren="552081317")
    write(
        blois.cop,
        new(blois, "Bornes de recharge", CARS, kt=4.0),
        new(tours, "Aires de covoiturage", POOL, kt=5.0, seen=Seen.COP.value),
        new(farm, "Tracteur partagé", CARS, kt=0.1, seen=Seen.ANIMATORS.value),
    )
    return blois


def view(audience: Audience, of: Organisation) -> View:
    return View(find_region("24"), of.cop, audience)


@pytest.mark.parametrize("before", ["", "/en"])
@pytest.mark.parametrize("address", [COVERED, LARGEST])
def test_before_any_action_a_page_says_what_will_be_there(client: Client, before: str, address: str) -> None:
    assert ("published" if before else "publi") in page(client, before + address)
    organisation(BLOIS, "b@exemple.fr")
    assert page(client, before + address)


def test_blank_spots_are_told_by_name_of_lever(client: Client, blois: Organisation) -> None:
    text = page(client, COVERED)
    assert "des actions déclarées sur 1 levier (30 en tout), par 1 organisation" in text
    assert "Aucune des 3 intercommunalités n’a publié d’action sur : Production industrielle" in text
    assert "1 sur 3" in text
    assert "Véhicules électriques" not in text.split("Aucune des 3")[1].split("La carte")[0]


def test_the_public_reads_no_name_that_its_actions_do_not_show(client: Client, blois: Organisation) -> None:
    said = []
    for reading in (client, browser_of(reader()), browser_of(animator())):
        texts = [reading.get(f"{COVERED}{end}").content.decode() for end in ("", ".json", ".csv")]
        said.append([FARM in text for text in texts])
    assert said == [[False] * 3, [False] * 3, [True] * 3]
    text = page(client, COVERED)
    assert "Tours Métropole Val de Loire" in text, "an authority is named though it shows nothing"
    assert "organisation agricole : " not in text.lower()
    assert "exemple.fr" not in text


def test_what_only_members_see_is_theirs(blois: Organisation) -> None:
    grids = [
        json.dumps(json.loads(client.get(f"{COVERED}.json").content), ensure_ascii=False)
        for client in (Client(), browser_of(reader()))
    ]
    assert ["Tours" in grid for grid in grids] == [False, True]
    answer = browser_of(reader()).get(f"{LARGEST}.csv")
    assert "private" in answer["Cache-Control"]
    assert "Aires de covoiturage" in answer.content.decode()
    assert "Aires de covoiturage" not in page(Client(), LARGEST)


def test_the_grid_shows_the_levers_of_a_theme(client: Client, blois: Organisation) -> None:
    text = page(client, f"{COVERED}?theme=mieux-se-deplacer")
    assert "Covoiturage" in text.split("Organisation par organisation")[1]
    assert client.get(f"{COVERED}?theme=rien").status_code == 400


def test_the_map_has_a_class_for_each_number_of_levers() -> None:
    assert [class_of(levers) for levers in (0, 1, 2, 3, 4, 7, 8, 30)] == [0, 1, 2, 2, 3, 3, 4, 4]


def test_the_largest_count_once_and_add_up_to_what_is_declared(blois: Organisation) -> None:
    place = (("epci", "200030385"),)
    (whole, *_others) = write(
        blois.cop,
        new(blois, "Programme vélo", POOL, kt=9.0),
        new(blois, "Schéma rêvé", POOL, kt=90.0, status="idea"),
        new(blois, "Bornes sur les parkings relais", CARS, POOL, kt=6.0, places=place),
        new(blois, "Bornes sur les parkings relais", CARS, POOL, kt=5.9, status="decided", places=place),
    )
    write(blois.cop, new(blois, "Piste du pont", POOL, kt=2.0, part_of_id=whole.pk))
    own = view(Audience.PUBLIC, blois)
    sums = own.sums(own.levers)
    found = largest(own, sums)
    assert [each.action.title for each in found] == [
        "Programme vélo", "Bornes sur les parkings relais", "Bornes de recharge",
    ]  # fmt: skip
    assert sum(each.kt for each in found) == pytest.approx(sum(sums.total(status) for status in COUNTED))


def test_there_are_fifty_at_most_and_their_weight_is_said(client: Client, blois: Organisation) -> None:
    write(blois.cop, *(new(blois, f"{'abcdefgh'[rank % 8] * 9}{rank}", POOL, kt=1.0 + rank) for rank in range(60)))
    own = view(Audience.PUBLIC, blois)
    assert len(largest(own, own.sums(own.levers))) == 50
    assert "% de ce qui est déclaré" in page(client, LARGEST).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("address", [COVERED, LARGEST])
def test_as_many_questions_whatever_the_number_of_actions(blois: Organisation, address: str) -> None:
    client = browser_of(animator())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, address)
        return len(queries)

    asked()
    first = asked()
    write(blois.cop, *(new(blois, f"Borne numéro {rank}", CARS, kt=1.0) for rank in range(40)))
    asked()
    assert asked() <= first + 1


def test_territories_alike_are_of_the_same_cop_and_public(blois: Organisation) -> None:
    like = Organisation.objects.get(territory__code="243600327")
    write(
        blois.cop,
        new(like, "Autopartage de la gare", CARS, kt=1.0),
        new(like, "Petite borne", CARS, kt=0.5, status="decided"),
        new(like, "Réservée aux membres", POOL, kt=1.0, seen=Seen.COP.value),
        new(like, "Arrêtée", POOL, kt=1.0, status="stopped"),
    )
    found = alike(blois.cop, "epci", "200030385", [CARS, POOL])
    assert set(found) == {CARS}
    (one,) = found[CARS]
    assert (one.title, one.status, one.more) == ("Autopartage de la gare", "faite", "et 1\xa0autre action")
    member = browser_of(animator())
    number = Action.objects.get(title="Bornes de recharge").pk
    for address in (f"{CVL}/cop/actions/{number}", f"{CVL}/cop/actions/{number}/modifier"):
        assert "Autopartage de la gare" in page(member, address), address


def test_those_alike_in_a_region_are_the_nearest_of_its_kind() -> None:
    within = similar_within("epci", "200030385", "24")
    place = place_of("epci", "200030385")
    in_region = [each.code for each in similar(place) if "24" in each.regions]
    assert [code for code in within if code in in_region] == in_region
    assert "200030385" not in within
    assert similar_within("commune", "41018", "24") == ()


def test_a_territory_feeds_its_own_simulator(client: Client, blois: Organisation) -> None:
    address = f"{CVL}/diagnostic/territoires/epci/200030385"
    content = client.get(address).content.decode()
    link = f"{CVL}/simulateur/bilan?pour=epci-200030385&amp;c-augm_voitelec=4"
    assert link in content
    text = page(client, link.replace("&amp;", "&"))
    assert "Agglopolys" in text
    assert page(client, f"{CVL}/simulateur/bilan?c-augm_voitelec=4")


def test_figures_lead_to_the_actions_behind_them(client: Client, blois: Organisation) -> None:
    content = client.get(f"{CVL}/diagnostic").content.decode()
    assert f'href="{CVL}/diagnostic/leviers/vehicules-electriques#actions">4</a>' in content
    assert f'href="{CVL}/observe/' in content
    assert 'href="#actions">4</a>' in client.get(f"{CVL}/diagnostic/territoires/epci/200030385").content.decode()


def test_where_plants_emit_most_is_told_once_the_register_is_loaded(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "n’a pas été chargé" in page(client, LARGEST)
    folder = tmp_path / "irep-2024"
    folder.mkdir()
    (folder / "values.csv").write_text("commune,irep-2024-industrie\n41018,1200.4\n37261,90000\n75056,5e6\n")
    (folder / "about.toml").write_text(
        'layout = "irep"\ntitle = "Registre des émissions polluantes"\npublisher = "Géorisques"\nlicence = "LO 2.0"\n'
        'address = ""\nyear = 2024\nloaded_on = 2026-11-01\nfile = "2024.zip"\nsha256 = ""\n'
        "remarks = []\n[keys.irep-2024-industrie]\n"
        'title = "Émissions déclarées par les usines"\nunit = "tCO2e"\nlevers = []\n'
        'grade_commune = "B"\ngrade_epci = "B"\nreason = "Essai."\ntotal = 91200.4\nknown = 3\n'
    )
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path))
    (table,) = emitters.emitters(find_region("24"))
    assert [str(row[0].value) for row in table.rows] == ["Tours", "Blois"]  # type: ignore[union-attr]
    assert [row[1] for row in table.rows] == [90000, 1200]
