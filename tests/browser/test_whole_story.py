"""From `make run` to an invited intercommunality that has answered, by who never read the guide."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from support_browser import Visitor, served
from support_entering import usable

AUTHORITY = "Giennoises"
MOST_S = 600


@pytest.fixture
def demo(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """A demonstration that was just opened, as `make run` opens it."""
    environment = {**os.environ, "COPILOTE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    with served(environment, "--demo") as site:
        visitor = Visitor(browser, site)
        yield visitor
        visitor.close()
        assert visitor.troubles == []


def tried_as(visitor: Visitor, role: str) -> Page:
    """A browser of its own, in a role of the demonstration."""
    page = visitor.page()
    page.goto("/")
    if page.locator(".demo-banner details:not([open])").count():
        page.click(".demo-banner summary")
    page.click(f".demo-banner button:has-text('{role}')")
    page.wait_for_url("**/mon-espace")
    return page


@pytest.mark.slow
def test_an_animator_invites_a_territory_answers_on_a_phone_and_the_relay_sees_it(demo: Visitor) -> None:
    started = time.monotonic()
    lead = tried_as(demo, "Animatrice")
    lead.click("main >> text=Voir les organisations")
    lead.fill("#q-organisation", AUTHORITY)
    lead.click("text=Filtrer")
    lead.click(f'table a:has-text("{AUTHORITY}")')
    lead.click("text=Inviter une personne")
    lead.fill("#email", "eva@exemple.fr")
    lead.click("text=Envoyer l’invitation")
    lead.click("text=Lien >> nth=0")
    link = urlsplit(lead.input_value("#lien")).path

    phone = demo.page(375, height=800)
    phone.goto(link)
    assert AUTHORITY in phone.inner_text("main"), "one sees to what one is invited"
    phone.fill("#nom", "Eva Blin")
    phone.click("text=Accepter et entrer")
    phone.wait_for_url("**/mon-espace")
    phone.click("main a[href*='/propositions']:has-text('Répondre') >> nth=0")
    phone.click("main a[href*='/propositions/'] >> nth=0")
    phone.fill("#proposition", "1 200")
    phone.fill("#raison", "Les bornes de la zone d’activités sont financées.")
    phone.click("main form button >> nth=-1")
    phone.click("button[name=vu]")
    phone.wait_for_url("**/propositions*")
    phone.click("text=Envoyer notre réponse")
    expect(phone.locator(".fr-alert[role=status]")).to_contain_text("Réponse envoyée")
    assert usable(phone) == []

    relay = tried_as(demo, "Relais départemental (Loiret)")
    relay.click("main >> text=Suivre les réponses")
    row = relay.locator(f".follow-list tr:has-text('{AUTHORITY}')")
    expect(row).to_contain_text(re.compile("nvoyée"))
    row.locator("input[type=checkbox]").check()
    relay.click("text=J’ai vu les réponses cochées")
    expect(relay.locator("main")).to_contain_text("vue par le relais")

    lead.goto("/mon-espace")
    lead.click("main >> text=Suivre les réponses")
    lead.goto(f"{lead.url.partition('?')[0]}?etat=sans-reponse")
    lead.emulate_media(media="print")
    printed = lead.inner_text(".follow-list")
    assert AUTHORITY not in printed
    assert "Orléans" in printed or "CC " in printed, "who has not answered is on paper"
    assert time.monotonic() - started < MOST_S
