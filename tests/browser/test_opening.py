"""Two stories in a real browser: an empty installation up to a COP of Bretagne, and the roles of the demonstration."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support_axe import WIDTH, barriers, sideways
from support_browser import Visitor, served

PASSWORD = "la haie pousse au bord"
SAID = "n’a pas encore d’administrateur"


@pytest.fixture
def console(tmp_path: Path) -> Path:
    return tmp_path / "console"


@pytest.fixture
def empty(browser: Browser, tmp_path: Path, console: Path) -> Iterator[Visitor]:
    """A site that was just installed."""
    environment = {**os.environ, "COPILOTE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    with served(environment, "--no-worker", console=console.open("w+")) as site:
        visitor = Visitor(browser, site)
        yield visitor
        visitor.close()
        assert visitor.troubles == []


@pytest.fixture
def demo(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """A demonstration that was just opened."""
    environment = {**os.environ, "COPILOTE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    with served(environment, "--no-worker", "--demo") as site:
        visitor = Visitor(browser, site)
        yield visitor
        visitor.close()
        assert visitor.troubles == []


def usable(page: Page) -> list[str]:
    """On a wide screen, then on a phone."""
    page.wait_for_load_state()
    found = barriers(page) + sideways(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += barriers(page, WIDTH) + sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.slow
def test_from_an_empty_installation_to_a_cop_of_bretagne(empty: Visitor, console: Path) -> None:
    page = empty.page()
    page.goto("/")
    assert SAID in page.inner_text("main")
    printed = re.search(r"http://localhost:\d+(/premier-acces/\S+)", console.read_text(encoding="utf-8"))
    assert printed
    page.goto(printed[1])
    assert usable(page) == []
    page.fill("#id_name", "Anne Martin")
    page.fill("#id_email", "anne@exemple.fr")
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    page.click("text=Devenir administrateur")
    page.wait_for_url("**/cop/ouvrir")
    assert usable(page) == []
    page.select_option("#territoire", label="Bretagne")
    page.click("text=Continuer")
    assert usable(page) == []
    page.fill("#nom", "COP de Bretagne")
    page.click("text=Voir le résumé")
    page.wait_for_selector("text=Ouvrir la COP de Bretagne ?")
    assert usable(page) == []
    page.click("main button:has-text('Ouvrir')")
    page.wait_for_url("**/regions/bretagne/cop")
    assert "Préfecture de région Bretagne" in page.inner_text("main")
    assert usable(page) == []
    page.goto("/regions/bretagne/cop/organisations")
    assert "71" in page.inner_text("main"), "4 départements, 60 EPCI, 7 holders of a CRTE"
    visited = empty.page()
    visited.goto("/")
    assert SAID not in visited.inner_text("main")
    assert visited.request.get(printed[1]).status == 404


@pytest.mark.slow
def test_each_role_of_the_demonstration_is_tried_by_a_button(demo: Visitor) -> None:
    page = demo.page()
    page.goto("/")
    assert usable(page) == []
    for button, name in (("Animatrice de la COP", "Claire Aubry"), ("Lectrice", "Rose Vidal")):
        if page.locator(".demo-banner details:not([open])").count():
            page.click(".demo-banner summary")
        page.click(f".demo-banner button:has-text('{button}')")
        page.wait_for_url("**/mon-espace")
        assert f"en tant que : {name}" in page.inner_text(".demo-banner")
        assert usable(page) == []
    page.emulate_media(media="print")
    assert page.locator(".demo-banner p").first.is_visible()
    assert not page.locator(".demo-banner form").is_visible()
