"""An agent answers, the validator signs, the relay sees it and the animation reminds the others, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from support_axe import cut_when_spaced
from support_browser import Visitor, weigh
from support_cop import CVL
from support_entering import enter, link_of, usable

FOLLOW = f"{CVL}/cop/suivi"
PROPOSALS = "/territoires/epci/200072072/propositions"
PLACE = ("--territory", "epci:200072072")
MOST_BYTES = 60_000


def answer(page: Page, site: str) -> None:
    page.goto(f"{site}{PROPOSALS}/augm_voitelec")
    page.fill("#proposition", "10 000")
    page.fill("#raison", "Des bornes sont financées.")
    page.click("main form button >> nth=-1")
    page.click("button[name=vu]")
    page.wait_for_url("**/propositions*")


@pytest.mark.slow
def test_an_answer_goes_from_the_space_to_the_cockpit(visitor: Visitor, site: str) -> None:
    lead, agent, signer, relay = (visitor.page() for _person in range(4))
    enter(lead, link_of(site, "ella@exemple.fr", "--role", "animateur"))
    enter(agent, link_of(site, "paul@exemple.fr", "--role", "contributeur", *PLACE))
    enter(signer, link_of(site, "maire@exemple.fr", "--role", "validateur", *PLACE))
    enter(relay, link_of(site, "relais@exemple.fr", "--role", "relais", "--territory", "departement:41"))
    link_of(site, "autre@exemple.fr", "--role", "contributeur", "--territory", "epci:200000800")

    assert usable(agent) == []
    assert "pas encore commencée" in agent.inner_text("main")
    agent.click("text=Répondre >> nth=0")
    assert usable(agent) == []
    answer(agent, site)
    agent.click("text=Envoyer notre réponse")
    expect(agent.locator(".fr-alert[role=status]")).to_contain_text("Réponse envoyée")
    assert usable(agent) == []

    signer.goto(f"{site}/mon-espace")
    signer.click("text=Lire et valider >> nth=0")
    signer.click("text=Valider notre réponse")
    assert "Validée le" in signer.inner_text("main")
    assert usable(signer) == []

    relay.goto(site + FOLLOW)
    assert usable(relay) == []
    relay.check("label:has-text('Territoires') input >> nth=0")
    relay.click("text=J’ai vu les réponses cochées")
    assert "vue par le relais" in relay.inner_text("main")

    lead.goto(f"{site}/mon-espace")
    lead.click("text=Suivre les réponses >> nth=0")
    assert usable(lead) == []
    lead.goto(f"{site}{FOLLOW}?etat=sans-reponse")
    lead.focus(".follow-list input[type=checkbox] >> nth=0")
    lead.keyboard.press("Space")
    lead.click("text=Relancer les organisations cochées")
    assert usable(lead) == []
    assert "Relancer 1" in lead.inner_text("h1").replace("\u00a0", " ")
    lead.click("text=Envoyer les rappels")
    expect(lead.locator(".fr-alert[role=status]")).to_contain_text("1\u00a0rappel prêt")

    for page, address in ((lead, FOLLOW), (agent, "/mon-espace")):
        assert sum(weigh(page, site + address).values()) < MOST_BYTES, address


@pytest.mark.slow
def test_the_rail_leads_to_each_stage_on_a_phone_and_leaves_paper(visitor: Visitor, site: str) -> None:
    link_of(site, "ella@exemple.fr", "--role", "animateur", region="76")  # which nobody looked at without a COP
    page = visitor.page(width=320)
    page.goto(f"{site}/regions/occitanie/repartition")
    rail = page.locator(".rail ol")
    expect(rail.locator("[aria-current] .rail-words")).to_be_visible()
    assert rail.locator("[aria-current]").inner_text().startswith("3")
    assert [link.inner_text() for link in rail.locator("a:not([aria-current]) > span:first-child").all()] == list(
        "◆1245"
    )
    assert usable(page) == []
    assert cut_when_spaced(page) == []
    rail.locator("a >> nth=2").click()
    page.wait_for_url("**/cop#etape-debat")
    page.emulate_media(media="print")
    expect(page.locator(".rail")).to_be_hidden()
