"""A table of other columns is led to ours in a real browser; a survey is made, answered and sent there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from support_browser import Visitor
from support_cop import CVL
from support_entering import enter, link_of, usable

TABLE = (
    "Suivi du plan climat;;\nNom du chantier;Avancée;Sigle\n"
    "Rénover le gymnase des Lilas;Terminé;RGL\nPlanter des haies au bord des routes;Bouclé;PHR\n"
)


def _sent(page: Page, site: str) -> None:
    page.goto(f"{site}{CVL}/cop/actions/liste")
    page.set_input_files("#fichier", {"name": "suivi.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    page.click("text=Voir ce que la liste ferait")


def _refused(visitor: Visitor) -> None:
    """The page that refuses says so to the browser too, which notes it."""
    assert all("status of 400" in trouble for trouble in visitor.troubles)
    visitor.troubles.clear()


@pytest.mark.slow
def test_the_columns_of_a_table_are_said_once(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    enter(page, link_of(site, "nour@exemple.fr", "--role", "contributeur", "--territory", "epci:200030385"))
    _sent(page, site)
    page.wait_for_url("**/colonnes")
    assert usable(page) == []
    assert page.input_value("#c0") == "title"
    page.click("text=Voir ce que le fichier ferait")
    assert "Dites ce que veut dire « Bouclé »" in page.inner_text("[role=alert]").replace("\u00a0", " ")
    assert usable(page) == []
    _refused(visitor)
    page.select_option("#s0", "done")
    page.click("text=Voir ce que le fichier ferait")
    page.wait_for_selector("text=Cette liste ajouterait")
    assert usable(page) == []
    page.click("text=Charger le fichier >> nth=-1")
    page.wait_for_url("**/cop/actions")
    _sent(page, site)
    page.wait_for_selector("text=Cette liste ne change rien")


@pytest.mark.slow
def test_a_survey_is_made_answered_and_sent(visitor: Visitor, site: str) -> None:
    lead = visitor.page()
    enter(lead, link_of(site, "anne@exemple.fr", "--role", "animateur"))
    lead.goto(f"{site}{CVL}/cop/questions/preparer")
    assert usable(lead) == []
    lead.click("text=Ajouter une question >> nth=0")
    assert usable(lead) == []
    lead.fill("#texte", "Combien de vélos de service ?")
    lead.select_option("#reponse", "number")
    lead.click("text=Enregistrer la question")
    assert "Dites l’unité" in lead.inner_text("[role=alert]")
    _refused(visitor)
    lead.fill("#unite", "vélos")
    lead.click("text=Enregistrer la question")
    lead.click("button:has-text('Ouvrir l’enquête')")
    signer = visitor.page()
    enter(signer, link_of(site, "vera@exemple.fr", "--role", "validateur", "--territory", "epci:200030385"))
    signer.goto(f"{site}{CVL}/cop/actions")
    signer.click("section.card >> text=Répondre")
    assert usable(signer) == []
    signer.fill("form.survey input.fr-input", "1 200")
    signer.click("text=Enregistrer le brouillon")
    signer.click("text=Envoyer ce qui est enregistré")
    assert usable(signer) == []
    lead.goto(f"{site}{CVL}/cop/questions/reponses")
    assert "1 organisation a répondu" in lead.inner_text("h1").replace("\u00a0", " ")
    assert usable(lead) == []
