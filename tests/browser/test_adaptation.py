"""What the adaptation part is for, played as those who need it do: a mayor on a phone, an animator who prints, an
agent who sends a département's priorities in the State's own columns."""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from support_axe import sideways
from support_browser import Visitor
from support_cop import CVL
from support_entering import enter, link_of, usable

PRIORITIES = f"{CVL}/cop/priorites"
STATE = (
    "Intitule_de_la_priorite_identifiee",
    "Region",
    "Departement",
    "Effet_du_changement_climatique",
    "Sensibilite",
    "Levier",
    "Niveau_de_priorite",
    "Description_de_la_priorite",
    "Date_de_fin_prevue_pour_l_action",
    "Criteres_de_reussites_yc_indic_de_performance_2",
    "Identification_des_parties_prenantes_a_mobiliser_si_deja_disponible_",
    "Porteur_d_aide_ingenierie_si_identifie_",
    "Porteur_d_aide_financement_si_identifie_",
    "Freins_a_lever_Remontees_regionales",
    "Freins_a_lever_Remontees_nationales",
    "Budget_total_anticipe_evoque_a_date_",
)
THREE = (
    ("heat", "Rafraîchir les écoles", "Chaleur"),
    ("drought", "Partager l’eau du Val ; d’abord l’été", "Sécheresse et manque d’eau"),
    ("flood", "Tenir les digues de Loire", "Inondations"),
)
"""What an agent writes: effect, title, the effect in words."""


def words(page: Page, selector: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", page.inner_text(selector))


@pytest.mark.slow
def test_a_mayor_reads_on_a_phone_what_comes_and_what_has_struck(visitor: Visitor) -> None:
    page = visitor.page(375, height=740)
    page.goto("/")
    page.fill("main input[name=q]", "Adon")
    page.press("main input[name=q]", "Enter")
    page.click("main a:text-is('Adon')")
    coming = words(page, "section:has(> #climat), section[aria-labelledby=climat]")
    assert "23 jours" in coming
    assert "4 reconnaissances de catastrophe naturelle depuis 1982" in coming
    page.click("main a[href='/territoires/commune/45001/climat']")
    assert words(page, "h1") == "Adon : 10 jours à 30 °C et plus par an hier, 16 en 2030, 36 en 2100 à +4 °C"
    for told in ("23 jours à 30 °C et plus par an (de 16 à 30 selon les modèles)", "la dernière en 2016"):
        assert told in words(page, ".lead")
    # Both are answered on the first two screens.
    assert page.locator(".figures").first.bounding_box()["y"] < 2 * 740  # type: ignore[index]
    assert sideways(page) == []


@pytest.mark.slow
def test_an_animator_prints_both_panoramas_and_the_six_maps_on_one_sheet_each(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page()
    page.goto(CVL)
    printed = taken(page, "a[href$='/deux-panoramas.pdf']", tmp_path)
    assert paper(printed) == ("1", "A3")
    told = text(printed)
    for part in ("Climat : ce qu’il faut éviter en 2030", "Nature et ressources", "Haies", "Véhicules électriques"):
        assert part in told
    page.goto(f"{CVL}/climat/cartes")
    for size in ("A3", "A4"):
        printed = taken(page, f"a[href$='/planche-{size.lower()}.pdf']", tmp_path)
        assert paper(printed) == ("1", size)
        told = text(printed)
        for index in ("Jours à 30 °C et plus", "Jours où le sol est sec", "Pluie de l’été", "Loiret", "DRIAS"):
            assert index in told


@pytest.mark.slow
def test_an_agent_sends_three_priorities_in_the_columns_of_the_state(
    visitor: Visitor, site: str, tmp_path: Path
) -> None:
    page = visitor.page()
    enter(page, link_of(site, "hugo@exemple.fr", "--role", "relais", "--territory", "departement:45"))
    page.goto(f"{site}{CVL}/cop")
    page.click("text=Les priorités d’adaptation des départements")
    for effect, title, _word in THREE:
        page.click("text=Ajouter une priorité")
        page.select_option("#effet", effect)
        page.fill("#intitule", title)
        page.click("text=Enregistrer")
        page.click("text=Valider pour le département")
        page.goto(f"{site}{PRIORITIES}")
    sent = taken(page, f"a[href='{PRIORITIES}.csv']", tmp_path)
    with sent.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0])[: len(STATE)] == STATE
    assert sorted((row["Effet_du_changement_climatique"], row[STATE[0]]) for row in rows) == sorted(
        (word, title) for _effect, title, word in THREE
    )
    assert {(row["Region"], row["Departement"]) for row in rows} == {("Centre-Val de Loire", "Loiret")}
    # The region corrects one in its table and sends it back: the two others are known as they are.
    sent.write_text(sent.read_text("utf-8-sig").replace("Tenir les digues", "Rehausser les digues"), "utf-8")
    page.goto(f"{site}{PRIORITIES}/liste")
    page.set_input_files("input[type=file]", sent)
    page.click("main form:has(input[type=file]) button[type=submit]")
    assert usable(page) == []
    assert "Rehausser les digues de Loire" in words(page, "main")


def taken(page: Page, link: str, folder: Path) -> Path:
    """The file of a link, wherever a fold holds it."""
    address = page.locator(link).first.get_attribute("href")
    answer = page.context.request.get(f"{page.url.split('/regions')[0]}{address}")
    assert answer.status == 200
    file = folder / str(address).rsplit("/", 1)[-1]
    file.write_bytes(answer.body())
    return file


def paper(file: Path) -> tuple[str, str]:
    """How many pages, of which size."""
    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    return re.findall(r"Pages: +(\d+)", told)[0], re.findall(r"Page size: .*\((A\d)\)", told)[0]


def text(file: Path) -> str:
    told = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"[\u00a0\u202f]", " ", told)
