"""Any table is read once a person said what its columns are; it is remembered, offered again, and forgotten."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from copilote.cop.models import SentList
from copilote.diagnostic.models import Action, ColumnMatch
from support_cop import CVL, TOURS, browser_of, reader, speaker
from support_files import workbook
from support_words import text_of

pytestmark = pytest.mark.django_db
LIST = f"{CVL}/cop/actions/liste"
TABLE = (
    "Suivi du plan climat de l’agglomération;;;;;;\n"
    "Nom du chantier;Qui s’en charge;Avancée;Coût estimé;Fin souhaitée;Sigle;Coût estimé\n"
    "Rénover le gymnase des Lilas;Service bâtiments;Terminé;1 200 000 €;31/12/2025;RGL;2\n"
    "Planter des haies au bord des routes;Service espaces verts;Bouclé;35 k€;46023;PHR;3\n"
    "Ouvrir une ligne de covoiturage;;Au point mort;;2027;LCV;4\n"
)


@pytest.fixture
def browser() -> Client:
    return browser_of(speaker())


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def sent(browser: Client, content: str | bytes = TABLE, name: str = "suivi.csv") -> HttpResponse:
    """Where a file that was sent leads."""
    data = content.encode() if isinstance(content, str) else content
    answer = browser.post(LIST, {"fichier": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, bare(answer)
    return browser.get(answer["Location"], follow=True)


def chosen(page: HttpResponse) -> dict[str, str]:
    """What a page of columns would send as it stands."""
    text = page.content.decode()
    fields = {}
    for name, body in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', text, re.DOTALL):
        found = re.search(r'<option value="([^"]*)" selected', body)
        fields[name] = found[1] if found else ""
    line = re.search(r'<select[^>]*id="ligne".*?<option value="([^"]+)" selected', text, re.DOTALL)
    return fields | ({"ligne": line[1]} if line else {})


def loaded(browser: Client, page: HttpResponse) -> HttpResponse:
    seal = re.search(r'name="vu" value="(\w+)"', page.content.decode())
    assert seal, bare(page)
    return browser.post(page.request["PATH_INFO"], {"vu": seal[1]})


def test_a_table_of_other_columns_is_guessed_said_and_loaded(browser: Client) -> None:
    page = sent(browser)
    assert page.request["PATH_INFO"].endswith("/colonnes")
    assert "Rénover le gymnase des Lilas" in bare(page), "values are shown"
    fields = chosen(page)
    assert fields["c0"] == "title"
    assert fields["c3"] == "amount"
    assert fields["c4"] == "end"
    assert fields["c6"] == "", "the second column of the same title is ignored until one says otherwise"
    assert (fields["c1"], fields["c2"]) == ("holder", "status"), "by its title, by its words"
    fields |= {"c1": "partners"}
    assert "« Bouclé »" in bare(page)
    assert "« Terminé »" not in bare(page), "ours are not asked"
    words = {name: fields.pop(name) for name in ("s0", "s1")}
    assert set(words.values()) == {""}
    other = browser.post(page.request["PATH_INFO"], fields)
    assert other.status_code == 200
    assert "Que veulent dire ces mots" in bare(other), "words are asked for before it goes on"
    assert not ColumnMatch.objects.exists()
    refused = browser.post(page.request["PATH_INFO"], fields | {"s0": "done"})
    assert refused.status_code == 400
    assert "Dites ce que veut dire « Au point mort »" in bare(refused)
    answer = browser.post(page.request["PATH_INFO"], fields | {"s0": "done", "s1": "plus-tard"}, follow=True)
    told = bare(answer)
    assert "Cette liste ajouterait 3 actions" in told
    assert "Colonnes laissées de côté : Sigle, Coût estimé" in told
    loaded(browser, answer)
    rows = {row.title: row for row in Action.objects.all()}
    gym, hedges = rows["Rénover le gymnase des Lilas"], rows["Planter des haies au bord des routes"]
    assert (gym.status, gym.amount_eur, str(gym.end), gym.partners) == (
        "done", 1_200_000, "2025-12-31", "Service bâtiments",
    )  # fmt: skip
    assert (hedges.status, hedges.amount_eur, str(hedges.end)) == ("done", 35_000, "2026-01-01")
    assert rows["Ouvrir une ligne de covoiturage"].status == ""


def test_what_was_said_is_offered_again_changes_nothing_and_is_forgotten(browser: Client) -> None:
    page = sent(browser)
    fields = chosen(page) | {"c2": "status", "s0": "done", "s1": "stopped"}
    loaded(browser, browser.post(page.request["PATH_INFO"], fields, follow=True))
    again = sent(browser)
    assert "Cette liste ne change rien" in bare(again)
    assert "Colonnes lues comme vous l’avez dit" in bare(again)
    moved = "\n".join(";".join(line.split(";")[::-1]) for line in TABLE.splitlines()[1:])
    columns = browser.get(f"{again.request['PATH_INFO']}/colonnes")
    assert "Vous l’avez déjà dit" in bare(columns)
    assert sent(browser, moved).request["PATH_INFO"].endswith(str(SentList.objects.latest("pk").pk)), "in any order"
    browser.post(columns.request["PATH_INFO"], chosen(columns) | {"geste": "oublier"})
    assert not ColumnMatch.objects.exists()
    assert sent(browser).request["PATH_INFO"].endswith("/colonnes")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"c1": "title"}, "« Titre de l’action » est déjà « Nom du chantier »"),
        ({"c0": ""}, "Dites quelle colonne est le titre"),
        ({"c0": "pk"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_and_kept(browser: Client, change: dict[str, str], words: str) -> None:
    page = sent(browser)
    answer = browser.post(page.request["PATH_INFO"], chosen(page) | {"c2": ""} | change)
    assert answer.status_code == 400
    assert words in bare(answer)
    assert not ColumnMatch.objects.exists()


def test_the_titles_may_be_on_another_line_or_sheet(browser: Client) -> None:
    rows = [("Plan", "2026"), ("a", "b"), ("Chantier", "Porté par"), ("Isoler la mairie", "Ville")]
    page = sent(browser, workbook(Notes=[("x",)], Plan=rows), "plan.xlsx")
    text = page.content.decode()
    line = re.search(r'<option value="([^"]+)"[^>]*>[^<]*ligne 1 :', text)
    assert line, text
    other = browser.post(page.request["PATH_INFO"], {"ligne": line[1], "geste": "ligne"})
    assert "2026" in bare(other)
    assert chosen(other)["ligne"] == line[1]


def test_a_table_that_is_known_may_be_said_otherwise(browser: Client) -> None:
    known = "Titre;Statut;Description\nVélo;Idée;Pistes\n"
    seen = sent(browser, known)
    assert "Cette liste ajouterait 1 action" in bare(seen)
    page = browser.get(f"{seen.request['PATH_INFO']}/colonnes")
    answer = browser.post(page.request["PATH_INFO"], chosen(page) | {"c0": "", "c2": "title"}, follow=True)
    loaded(browser, answer)
    assert Action.objects.get().title == "Pistes"


def test_what_an_organisation_said_is_its_own(browser: Client) -> None:
    page = sent(browser)
    browser.post(page.request["PATH_INFO"], chosen(page) | {"c2": ""})
    assert ColumnMatch.objects.count() == 1
    tom = browser_of(speaker(TOURS, email="tom@exemple.fr"))
    assert tom.get(page.request["PATH_INFO"]).status_code == 404
    assert sent(tom).request["PATH_INFO"].endswith("/colonnes")
    assert browser_of(reader()).get(page.request["PATH_INFO"]).status_code == 403


def test_cells_of_a_said_column_are_told_where_they_do_not_hold(browser: Client) -> None:
    table = TABLE.replace("35 k€", "cher")
    page = sent(browser, table)
    fields = chosen(page) | {"c2": "", "c3": "amount", "c6": ""}
    answer = browser.post(page.request["PATH_INFO"], fields, follow=True)
    assert "1 erreur à corriger : rien n’est chargé" in bare(answer)
    assert "« cher » n’est pas" in bare(answer)


def test_the_sheet_that_the_state_collected_in_2025_is_known(browser: Client) -> None:
    titles = (
        "Intitule_de_la_priorite_identifiee,Region,Departement,Effet_du_changement_climatique,Levier,"
        "Description_de_la_priorite,Date_de_fin_prevue_pour_l_action,Freins_a_lever_Remontees_regionales,"
        "Freins_a_lever_Remontees_nationales,Budget_total_anticipe_evoque_a_date_"
    )
    row = "Ombrer les cours d’école,Centre-Val de Loire,Loir-et-Cher,Canicules,Adapter,Arbres,2028,,Normes,2 M€"
    seen = sent(browser, f"{titles}\n{row}\n", "collecte.csv")
    assert "Cette liste ajouterait 1 action" in bare(seen)
    assert "Levier" in bare(seen).split("laissées de côté", 1)[1]
    loaded(browser, seen)
    action = Action.objects.get()
    assert (action.title, action.obstacle, action.obstacle_level, action.amount_eur) == (
        "Ombrer les cours d’école", "Normes", "national", 2_000_000,
    )  # fmt: skip
    assert action.said["places"] == [["departement", "41"]]
