"""The CRTE that a COP draws take the place of the listed ones it names, there and nowhere else."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from copilote.cop.models import Organisation
from copilote.exchange.allocated import allocation
from copilote.exchange.perimeters import gather_list, place_of, places
from copilote.exchange.place import overlaps
from copilote.exchange.shapes import shapes_of
from copilote.exchange.shares import share_of
from copilote.publish.table import Linked
from copilote.reference.errors import InputError
from copilote.sharing.decisions import close_perimeter, record_figure, record_perimeter, restore_perimeter
from copilote.sharing.documents.batch import tasks_of
from copilote.sharing.documents.sheets_job import fingerprint
from copilote.sharing.models import Perimeter
from copilote.sharing.pages.region_asked import asked_of
from copilote.sharing.pages.region_map import TerritoriesPage, territories_page
from copilote.sharing.pages.region_table import lines_of
from copilote.sharing.recorded import choices_of, crte_of, places_of, shares_of
from copilote.territories.models import Territory
from support_cop import CVL, animator, browser_of, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db

BLOIS, CHATEAUX = "crte-24-41-1", "crte-24-41-2"
BOTH = ("200030385", "244100798", "200055481")
"""The EPCI of these two CRTE."""
MAP = f"{CVL}/territoires?niveau=crte"


def merged(codes: tuple[str, ...] = BOTH, replaces: tuple[str, ...] = (BLOIS, CHATEAUX)) -> Perimeter:
    return record_perimeter(animator(), "Blois et châteaux", "crte", codes, replaces)


def test_a_drawn_crte_takes_the_place_of_those_it_names() -> None:
    before = {one.code for one in places_of("24", "crte")}
    row = merged()
    after = {one.code for one in places_of("24", "crte")}
    assert (before - after, after - before) == ({BLOIS, CHATEAUX}, {str(row.pk)})
    assert sum(one.whole_tonnes for one in shares_of("24", "crte")) == 9_503_874
    assert len(lines_of("24", "crte").rows) == len(before) - 1


def test_elsewhere_the_list_stays() -> None:
    houdan = "crte-11-78-6"  # in Île-de-France and in Centre-Val de Loire
    row = record_perimeter(animator(), "Ouest", "crte", ("28134",), (houdan,))
    assert houdan not in {one.code for one in places_of("24", "crte")}
    assert houdan in {one.code for one in places_of("11", "crte")}
    assert {one.code for one in places("24", "crte")} >= {houdan}
    national = allocation("france", "crte", lever="covoiturage", recorded=choices_of, drawn=crte_of)
    codes = {one.code for one in national.rows()}
    assert houdan in codes
    assert str(row.pk) not in codes


def test_the_command_the_api_the_sheets_and_the_files_follow(client: Client) -> None:
    before = fingerprint("24", "crte")
    row = merged()
    asked = allocation("24", "crte", recorded=choices_of, drawn=crte_of)
    assert {(one.code, one.level) for one in asked.rows() if one.level != "crte"} == {(str(row.pk), "perimetre")}
    assert asked.counted_twice_kt == 0
    assert sum(round(1000 * (one.target_kt or 0)) for one in asked.rows()) == 9_503_874
    rows = client.get("/api/v1/regions/24/allocation?level=crte&lever=covoiturage").json()
    assert str(row.pk) in {one["territory"]["code"] for one in rows}
    tasks = {(one.level, one.code) for one in tasks_of("24", "crte")}
    assert ("perimetre", str(row.pk)) in tasks
    assert ("crte", BLOIS) not in tasks
    assert fingerprint("24", "crte") != before
    book = json.loads(client.get(f"{CVL}/territoires.json?niveau=crte").content)
    assert str(row.pk) in {one["code"] for one in book["tables"]["territories"]["rows"]}
    contours = json.loads(client.get(f"{CVL}/contours/crte.json").content)
    assert str(row.pk) in json.dumps(contours)


def test_the_map_draws_it_and_leads_to_its_page(client: Client) -> None:
    row = merged()
    text = client.get(MAP).content.decode()
    assert f"/territoires/perimetre/{row.pk}" in text
    assert f"/territoires/crte/{BLOIS}" not in text
    assert "Périmètres dessinés par la COP : Blois et châteaux." in text_of(client.get(MAP))
    page = text_of(client.get(f"/territoires/perimetre/{row.pk}"))
    assert "Dans cette COP, il remplace : CRTE Agglopolys, CRTE du PETR Pays Loire Beauce." in page
    listed = text_of(client.get(f"/territoires/crte/{BLOIS}"))
    assert "Une COP de cette région l’a remplacé par « Blois et châteaux »" in listed


def test_what_a_replaced_crte_leaves_is_in_none_and_said(client: Client) -> None:
    merged(("200030385", "244100798"))
    _twice, never = overlaps(places_of("24", "crte"), "24")
    beauce = place_of("epci", "200055481")
    assert never.tolist() == beauce.ranks.tolist()
    assert "dans aucun CRTE : " in text_of(client.get(f"{CVL}/perimetres"))
    lines = lines_of("24", "crte")
    assert lines.rest is not None
    assert lines.rest.tonnes == share_of(beauce).tonnes
    assert sum(row.tonnes or 0 for row in lines.rows) + lines.rest.tonnes == lines.shared.tonnes


def test_a_drawn_crte_that_names_nothing_overlaps_and_is_counted_once(client: Client) -> None:
    merged(replaces=())
    lines = lines_of("24", "crte")
    assert lines.rest is None
    assert lines.twice is not None
    assert lines.twice.tonnes == -share_of(gather_list(BOTH).place).tonnes
    assert sum(row.tonnes or 0 for row in lines.rows) + lines.twice.tonnes == lines.shared.tonnes
    page = text_of(client.get(MAP))
    assert "sont dans deux CRTE et comptent dans chacun, une seule fois dans la région." in page
    assert "Compté deux fois, à ôter" in page
    owners = {code for code, rings in shapes_of("24", "crte", crte_of("24")).rings.items() if rings}
    assert {BLOIS, CHATEAUX} <= owners, "the smaller ones are drawn over the larger"
    merged()
    assert lines_of("24", "crte").shared.tonnes == lines.shared.tonnes


@pytest.mark.parametrize(
    ("region", "twice"), [("auvergne-rhone-alpes", True), ("ile-de-france", True), ("bretagne", False)]
)
def test_what_is_written_adds_up_to_the_region_even_where_crte_overlap(region: str, twice: bool) -> None:
    page = territories_page(asked_of(region, level="crte"))
    rows = shown(page)
    assert any(row["name"] == "Compté deux fois, à ôter" for row in rows) is twice
    assert (
        page.notes[0] == "Liste des CRTE de janvier 2023 (ANCT)."
        or "Liste des CRTE de janvier 2023 (ANCT)." in page.notes
    )
    lines = lines_of(page.region.code, "crte")  # type: ignore[union-attr]
    sums = ("partage", "a-localiser", page.region.code)  # type: ignore[union-attr]
    total = next(row for row in rows if row["code"] in sums)
    for key in ("target_kt", "share", "inhabitants"):
        values = [written(row[key]) for row in (*(row for row in rows if row["code"] not in sums), total)]
        assert sum(values[:-1]) == pytest.approx(values[-1], abs=1e-6), key
    assert written(total["target_kt"]) == pytest.approx(lines.shared.kt, abs=0.05)


def shown(page: TerritoriesPage) -> list[dict[str, str]]:
    """The rows of the table as the page writes them."""
    assert page.table is not None
    return [
        {
            key: str(cell.value if cell.text is None else cell.text) if isinstance(cell, Linked) else str(cell)
            for key, cell in row.items()
        }
        for row in page.table.records()
    ]


def written(text: str) -> float:
    return float(re.sub("[\u202f\u00a0%]", "", text).replace(",", ".").replace("−", "-"))


def test_a_removed_crte_brings_the_listed_ones_back_and_can_be_put_back() -> None:
    lead = animator()
    row = merged()
    close_perimeter(lead, row.pk)
    assert {BLOIS, CHATEAUX} <= {one.code for one in places_of("24", "crte")}
    row.refresh_from_db()
    assert (row.in_force, row.ended_role) == (False, "animation de la COP")
    assert row.ended_at is not None
    page = text_of(Client().get(f"{CVL}/perimetres"))
    assert "Blois et châteaux, retiré le" in page
    again = restore_perimeter(lead, row.pk)
    assert (again.replaced(), again.as_list(), again.author) == ((BLOIS, CHATEAUX), BOTH, lead.user)
    assert BLOIS not in {one.code for one in places_of("24", "crte")}
    with pytest.raises(InputError, match="ne peut pas être remis"):
        restore_perimeter(lead, row.pk)
    with pytest.raises(InputError, match="ne peut pas être remis"):
        restore_perimeter(animator("53", "bea@exemple.fr"), row.pk)


@pytest.mark.parametrize(
    ("kind", "replaces", "told"),
    [
        ("crte", ("crte-24-99-1",), "n’est pas un CRTE de la liste"),
        ("crte", ("crte-53-29-2",), "n’est pas un CRTE de la liste dans cette région"),
        ("libre", (BLOIS,), "Seul un CRTE remplace"),
    ],
)
def test_what_cannot_be_replaced_is_refused(kind: str, replaces: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=told):
        record_perimeter(animator(), "Val", kind, ("200030385",), replaces)
    assert not Perimeter.objects.exists()


def test_a_listed_crte_is_replaced_once() -> None:
    merged()
    with pytest.raises(InputError, match="remplace déjà : CRTE Agglopolys"):
        record_perimeter(animator(), "Autre", "crte", ("41018",), (BLOIS,))
    merged(replaces=(BLOIS,))  # the same name: written anew
    assert [one.replaces for one in crte_of("24")] == [(BLOIS,)]


def test_the_form_proposes_what_the_perimeter_covers() -> None:
    browser = browser_of(animator())
    page = browser.get("/perimetre?t=200030385&t=244100798&nom=Val")
    text = page.content.decode()
    boxes = dict(re.findall(r'name="remplace" value="([^"]*)"([^>]*)>', text))
    assert "checked" in boxes[BLOIS]
    assert "checked" not in boxes[CHATEAUX]
    assert "communes sur" in text_of(page)
    assert 'name="remplace"' not in Client().get("/perimetre?t=200030385").content.decode()
    fields = {"t": ["200030385"], "nom": "Val", "nature": "crte", "remplace": [BLOIS]}
    assert browser.post(f"{CVL}/perimetres/enregistrer", fields).status_code == 302
    assert Perimeter.objects.get().replaced() == (BLOIS,)
    wrong = browser.post(f"{CVL}/perimetres/enregistrer", fields | {"nom": "Autre"})
    assert wrong.status_code == 400
    assert "remplace déjà" in text_of(wrong)


def test_proposals_of_a_replaced_crte_are_kept_and_not_added() -> None:
    record_figure(speaker(BLOIS), "augm_voitelec", None, 25.0, "Raison")
    assert "25,00" in text_of(Client().get(f"{CVL}/propositions?niveau=crte"))
    merged()
    page = text_of(Client().get(f"{CVL}/propositions?niveau=crte"))
    assert "25,00" not in page
    assert "Gardé mais non additionné : ce qu’ont dit 1 territoire" in page
    assert "Un CRTE dessiné par la COP n’a pas de membre" in page


def test_a_code_that_a_newer_list_dropped_stops_nothing() -> None:
    row = merged()
    Perimeter.objects.filter(pk=row.pk).update(replaces=["crte-24-00-9"])
    assert "crte-24-00-9 (plus dans la liste)" in text_of(Client().get(f"{CVL}/perimetres"))
    assert Client().get(MAP).status_code == 200


def test_a_member_of_a_crte_that_is_no_longer_listed_keeps_a_space() -> None:
    member = speaker(BLOIS)
    gone = Territory.objects.create(level="crte", code="crte-24-00-9", name="Ancien CRTE", closed=True)
    Organisation.objects.update(territory=gone)
    member.refresh_from_db()
    assert member.words == "territoire : Ancien CRTE"
    assert browser_of(member).get("/mon-espace").status_code == 200
