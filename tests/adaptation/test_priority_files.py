"""A file of priorities: in the State's columns, looked at, loaded whole or not at all, undone; back without loss."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from copilote.adaptation.models import Priority
from copilote.adaptation.priorities.columns import STATE, amount, end
from copilote.adaptation.priorities.content import FIELDS, content_of
from copilote.adaptation.priorities.models import LONGEST, Standing
from copilote.adaptation.priorities.writing import New, change, create, validate
from copilote.cop import list_jobs
from copilote.cop.models import Membership, SentList
from copilote.reference.errors import InputError
from support_cop import CVL, animator, browser_of
from support_jobs import do_jobs
from support_priorities import relay, said, write_all
from support_words import text_of

pytestmark = pytest.mark.django_db
PAGE = f"{CVL}/cop/priorites"
LIST = f"{PAGE}/liste"
STATE_HEADER = [
    "Intitule_de_la_priorite_identifiee", "Region", "Departement", "Effet_du_changement_climatique", "Sensibilite",
    "Levier", "Niveau_de_priorite", "Description_de_la_priorite", "Date_de_fin_prevue_pour_l_action",
    "Criteres_de_reussites_yc_indic_de_performance_2",
    "Identification_des_parties_prenantes_a_mobiliser_si_deja_disponible_", "Porteur_d_aide_ingenierie_si_identifie_",
    "Porteur_d_aide_financement_si_identifie_", "Freins_a_lever_Remontees_regionales",
    "Freins_a_lever_Remontees_nationales", "Budget_total_anticipe_evoque_a_date_",
]  # fmt: skip
"""As the State's widget reads them (planification-ecologique/cop-adaptation, 2025), in the order of its README."""
FULL: dict[str, Any] = {
    "title": "=SOMME(A1) des écoles ; « fraîches »",
    "effect": "clay",
    "level": "2",
    "description": '- ligne une\n- ligne deux ; "entre guillemets"\n\n@fin',
    "sensitivity": "+ de 65 ans",
    "lever": "Bâtiments",
    "territories": "Orléans Métropole",
    "holder": "Département",
    "stakeholders": "Communes, bailleurs",
    "engineering": "CAUE",
    "engineering_state": "found",
    "funding": "Agence de l’eau",
    "funding_state": "missing",
    "obstacles_regional": "'apostrophe",
    "obstacles_national": "-5 % de crédits",
    "budget_eur": 1234567.89,
    "ends_on": date(2049, 2, 28),
    "success": "90 % des écoles sous 28 °C",
}


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def hugo() -> Membership:
    return relay()


@pytest.fixture
def browser(hugo: Membership) -> Client:
    return browser_of(hugo)


def sent(browser: Client, content: str | bytes, name: str = "plan.csv") -> HttpResponse:
    """The page of what a file would do, or the form that refuses it."""
    body = content.encode() if isinstance(content, str) else content
    answer = browser.post(LIST, {"fichier": SimpleUploadedFile(name, body)})
    return browser.get(answer["Location"]) if answer.status_code == 302 else answer


def loaded(browser: Client, content: str | bytes, name: str = "plan.csv") -> HttpResponse:
    page = sent(browser, content, name)
    seal = re.search(r'name="vu" value="(\w+)"', page.content.decode())
    assert seal, bare(page)
    return browser.post(page.request["PATH_INFO"], {"vu": seal[1]})


def undone(browser: Client) -> HttpResponse:
    number = SentList.objects.filter(kind="priorities", loaded_at__isnull=False).latest("pk").pk
    return browser.post(f"{LIST}/annuler", {"liste": str(number)})


def rows() -> list[dict[str, Any]]:
    return [content_of(row) for row in Priority.objects.order_by("pk")]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_file_is_in_the_state_s_columns_and_comes_back_without_loss(
    hugo: Membership, browser: Client, ending: str
) -> None:
    write_all(hugo.cop, New("45", said() | FULL, standing=Standing.VALIDATED), New("45", said("Seul")))
    before = rows()
    assert set(FULL) == set(FIELDS)
    answer = browser.get(f"{PAGE}.{ending}")
    assert "Access-Control-Allow-Origin" not in answer
    if ending == "csv":
        assert next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")) == STATE_HEADER
    assert list(STATE.values()) == STATE_HEADER
    assert "ne change rien" in bare(sent(browser, answer.content, f"plan.{ending}"))
    Priority.objects.all().delete()
    assert loaded(browser, answer.content, f"plan.{ending}").status_code == 302
    ours = {"territories", "holder", "engineering_state", "funding_state"}
    kept = [{name: value for name, value in row.items() if name not in ours} for row in before]
    assert [{name: value for name, value in row.items() if name not in ours} for row in rows()] == kept


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_table_with_our_columns_holds_all(hugo: Membership, browser: Client, ending: str) -> None:
    write_all(hugo.cop, New("45", said() | FULL), New("45", said("Seul")))
    content = browser.get(f"{PAGE}/tableau.{ending}").content
    assert "ne change rien" in bare(sent(browser, content, f"plan.{ending}"))
    Priority.objects.all().delete()
    text = bare(sent(browser, content, f"plan.{ending}"))
    assert "n’est pas une priorité de cette COP" in text


def test_without_numbers_it_is_written_anew(hugo: Membership, browser: Client) -> None:
    write_all(hugo.cop, New("45", said() | FULL), New("45", said("Seul")))
    before = rows()
    content = browser.get(f"{PAGE}/tableau.csv").content.decode("utf-8-sig").replace("Numéro", "Ancien rang")
    Priority.objects.all().delete()
    loaded(browser, content)
    assert rows() == before


def test_a_file_with_missing_columns_is_enough(browser: Client) -> None:
    page = bare(sent(browser, "Intitulé;Effet\nPuits;sécheresse\nÉcoles;canicule\n"))
    assert "ajouterait 2 priorités" in page
    answer = loaded(browser, "Intitulé;Effet\nPuits;sécheresse\nÉcoles;canicule\n")
    assert answer.status_code == 302
    assert {(row.title, row.effect, row.departement, row.standing) for row in Priority.objects.all()} == {
        ("Puits", "drought", "45", "draft"),
        ("Écoles", "heat", "45", "draft"),
    }
    assert "sans effet" in bare(sent(browser, "Intitulé;Effet\nPuits;sécheresse\n"))
    assert "Intitule" in bare(sent(browser, "Nom;Effet\nPuits;sécheresse\n"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Écoles;tsunami;;;", "« tsunami » est inconnu"),
        ("Écoles;;;;", "dites l’effet"),
        ("Écoles;chaleur;Atlantide;;", "Atlantide"),
        ("Écoles;chaleur;41;;", "Loir-et-Cher : vous n’écrivez que"),
        ("Écoles;chaleur;;un jour;", "n’est pas une date"),
        ("Écoles;chaleur;;31/02/2030;", "n’est pas une date"),
        ("Écoles;chaleur;;;cher", "n’est pas un montant"),
        (";chaleur;;;", "valeur manquante"),
        ("Puits;chaleur;;;", "déjà ligne 2"),
    ],
)
def test_a_fault_is_told_by_row_and_column_and_nothing_is_loaded(browser: Client, line: str, told: str) -> None:
    page = sent(browser, f"Intitulé;Effet;Département;Date de fin;Budget\nPuits;sécheresse;Loiret;fin 2030;\n{line}\n")
    assert told in bare(page)
    assert "rien n’est chargé" in bare(page)
    faults = page.context["page"].plan.problems
    assert [fault.line for fault in faults] == [3]
    answer = browser.post(page.request["PATH_INFO"], {"vu": page.context["page"].plan.seal})
    assert answer.status_code == 400
    assert not Priority.objects.exists()


def test_what_is_loaded_changes_what_is_there_and_is_undone_whole(hugo: Membership, browser: Client) -> None:
    row = create(hugo, "45", said("Écoles", holder="DDT"))
    validate(hugo, row.pk, 1)
    text = "Intitulé;Effet;Budget\nÉCOLES;argiles;300 k€\nPuits;sécheresse;\n"
    page = bare(sent(browser, text))
    assert "Effet du changement climatique : Chaleur → Retrait-gonflement des argiles" in page
    loaded(browser, text)
    row.refresh_from_db()
    assert (row.effect, row.budget_eur, row.holder, row.standing) == ("clay", 300_000, "DDT", "validated")
    assert Priority.objects.count() == 2
    assert "1 priorité retirée, 1 remise comme avant" in bare(browser.get(undone(browser)["Location"]))
    row = Priority.objects.get()
    assert (row.title, row.effect, row.budget_eur, row.version) == ("Écoles", "heat", None, 4)


def test_a_file_on_which_somebody_wrote_is_not_undone(hugo: Membership, browser: Client) -> None:
    loaded(browser, "Intitulé;Effet\nPuits;sécheresse\n")
    row = Priority.objects.get()
    change(hugo, row.pk, said("Puits", effect="drought", holder="DDT"), 1)
    answer = undone(browser)
    assert answer.status_code == 400
    assert "« Puits » a changé depuis" in bare(answer)
    assert Priority.objects.get().holder == "DDT"


def test_a_row_without_departement_asks_the_animation_for_it() -> None:
    browser = browser_of(animator())
    assert "dites de quel département" in bare(sent(browser, "Intitulé;Effet\nPuits;sécheresse\n"))
    loaded(browser, "Intitulé;Effet;Département\nPuits;sécheresse;45 - Loiret\nPuits;sécheresse;Cher\n")
    assert sorted(Priority.objects.values_list("departement", flat=True)) == ["18", "45"]


def test_another_relay_sees_no_file_of_this_one(browser: Client) -> None:
    loaded(browser, "Intitulé;Effet\nPuits;sécheresse\n")
    number = SentList.objects.get().pk
    other = browser_of(relay("41", "sonia@exemple.fr"))
    assert other.post(f"{LIST}/annuler", {"liste": str(number)}).status_code == 404
    assert "plan.csv" not in bare(other.get(LIST))
    colleague = browser_of(relay("45", "prefete@exemple.fr"))
    assert "plan.csv" in bare(colleague.get(LIST))


def test_a_withdrawn_one_stays_so(hugo: Membership, browser: Client) -> None:
    write_all(hugo.cop, New("45", said("Puits"), standing=Standing.WITHDRAWN))
    assert "retirée, laissée ainsi" in bare(sent(browser, "Intitulé;Effet\nPuits;argiles\n"))


def test_a_title_said_twice_asks_for_a_number(hugo: Membership, browser: Client) -> None:
    first, _second = write_all(hugo.cop, New("45", said("Puits")), New("45", said("puits")))
    assert "donnez leur numéro" in bare(sent(browser, "Intitulé;Effet\nPuits;argiles\n"))
    loaded(browser, f"Numéro;Intitulé;Effet\npriorite-{first.pk};Puits;argiles\n")
    assert [row["effect"] for row in rows()] == ["clay", "heat"]


def test_too_long_is_told(browser: Client) -> None:
    assert LONGEST["title"] == 300
    assert "300 au plus" in bare(sent(browser, f"Intitulé;Effet\n{'x' * 301};argiles\n"))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2030", date(2030, 12, 31)),
        ("fin 2030", date(2030, 12, 31)),
        ("juin 2030", date(2030, 6, 30)),
        ("02/2028", date(2028, 2, 29)),
        ("31 décembre 2030", date(2030, 12, 31)),
        ("2030-06-15 00:00:00", date(2030, 6, 15)),
        ("15/06/2030", date(2030, 6, 15)),
    ],
)
def test_dates_as_text_are_read(cell: str, day: date) -> None:
    assert end(cell) == day


@pytest.mark.parametrize("cell", ["13/2030", "fin juin", "12", "00/2030", "2030-13-01"])
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(InputError):
        end(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("45 000", 45e3),
        ("1,2 M€", 1.2e6),
        ("300 k€", 3e5),
        ("45 000 euros", 45e3),
        ("2 millions d’euros", 2e6),
        ("0", 0.0),
    ],
)
def test_amounts_are_read_as_people_write_them(cell: str, value: float) -> None:
    assert amount(cell) == value


def test_a_long_file_is_read_and_loaded_by_the_worker(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_jobs, "LARGE", 100)
    text = "Intitulé;Effet\n" + "".join(f"Puits {rank};sécheresse\n" for rank in range(60))
    page = browser.post(LIST, {"fichier": SimpleUploadedFile("plan.csv", text.encode())})["Location"]
    assert "est en train d’être lu" in bare(browser.get(page))
    do_jobs()
    seen = browser.get(page)
    seal = re.search(r'name="vu" value="(\w+)"', seen.content.decode())
    assert seal, bare(seen)
    browser.post(page, {"vu": seal[1]})
    do_jobs()
    assert browser.get(page).status_code == 302
    assert Priority.objects.count() == 60


@pytest.mark.slow
def test_ten_thousand_rows_are_taken(hugo: Membership, browser: Client) -> None:
    head = ";".join(STATE_HEADER)
    line = "Priorité {};Centre-Val de Loire;Loiret;chaleur;Âgés;Bâti;forte;Écrite;2030-12-31;;;;;;Aides;45000\n"
    text = head + "\n" + "".join(line.format(rank) for rank in range(10_000))
    page = browser.post(LIST, {"fichier": SimpleUploadedFile("plan.csv", text.encode())})["Location"]
    browser.get(page)
    do_jobs()
    seal = re.search(r'name="vu" value="(\w+)"', browser.get(page).content.decode())
    assert seal
    browser.post(page, {"vu": seal[1]})
    do_jobs()
    assert Priority.objects.count() == 10_000
    for address in (PAGE, f"{PAGE}/region", f"{PAGE}/freins"):
        assert len(browser.get(address).content) < 300_000


def test_a_file_of_which_a_change_was_changed_again_is_not_undone(hugo: Membership, browser: Client) -> None:
    row = create(hugo, "45", said("Puits"))
    loaded(browser, "Intitulé;Effet\nPuits;sécheresse\n")
    change(hugo, row.pk, said("Puits", effect="flood"), 2)
    assert "« Puits » a changé depuis" in bare(undone(browser))
    assert Priority.objects.get().effect == "flood"
