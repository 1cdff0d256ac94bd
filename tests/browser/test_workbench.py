"""Colleagues fill the workbench of their organisation in a real browser, as a spreadsheet, with and without network."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from support_axe import WIDTH, barriers, sideways, troubles_of
from support_browser import Visitor, weigh
from support_cop import CVL
from support_entering import enter, link_of

pytestmark = pytest.mark.slow
TABLE = f"{CVL}/cop/actions/tableau"
CARS = "augm_voitelec"
HEDGES = "augm_haies"
ROLE = ("--role", "contributeur", "--territory", "epci:200030385")


def opened(visitor: Visitor, site: str, email: str, *role: str, width: int = 1280) -> Page:
    page = visitor.page(width)
    enter(page, link_of(site, email, *(role or ROLE)))
    page.goto(f"{site}{TABLE}")
    page.wait_for_selector("[data-keys]:not([hidden])", state="attached")
    return page


def cell(page: Page, column: str, lever: str = CARS) -> str:
    found: str = page.input_value(f'input[name="{lever}:{column}"]')
    return found.replace("\u202f", " ").replace("\u00a0", " ")


def at(lever: str, column: str) -> str:
    return f'input[name="{lever}:{column}"]'


def kept(page: Page) -> None:
    """Until what was typed is kept by the site."""
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Enregistré à"))
    assert page.locator(".wb-wait").count() == 0


def bare(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_table_is_filled_by_the_keyboard_and_undone(visitor: Visitor, site: str) -> None:
    page = opened(visitor, site, "nour@exemple.fr")
    page.focus(at(CARS, "done"))
    page.keyboard.type("410")
    expect(page.locator("[data-panel]")).to_contain_text("877")  # t of CO2e, as one types
    page.keyboard.press("Tab")
    page.keyboard.type("350")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("1 200")
    page.keyboard.press("Enter")
    kept(page)
    assert page.evaluate("document.activeElement.name") == "reduc_consovp:decided"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == f"{CARS}:decided"
    assert "1 levier rempli sur 30" in bare(page.inner_text("h1"))
    page.fill(at(CARS, "proposal"), "4 500")
    page.keyboard.press("Tab")
    expect(page.locator(f'[data-lever="{CARS}"] [data-gap]')).to_contain_text("−48")
    page.focus(at(CARS, "decided"))
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toast]")).to_contain_text("case vidée")
    kept(page)
    page.focus(at(CARS, "done"))
    page.keyboard.press("Control+z")
    assert cell(page, "decided") == "1 200"
    kept(page)
    page.reload()
    assert [cell(page, column) for column in ("done", "under_way", "decided")] == ["410", "350", "1 200"]
    assert troubles_of(page) == []


def test_a_figure_that_looks_like_a_slip_is_asked_about_under_its_line(visitor: Visitor, site: str) -> None:
    page = opened(visitor, site, "nour@exemple.fr")
    page.fill(at(HEDGES, "decided"), "43 000")
    page.keyboard.press("Enter")
    asked = page.locator(".wb-ask")
    expect(asked).to_contain_text("vouliez-vous dire")
    assert barriers(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert barriers(page, WIDTH) + sideways(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    expect(asked).to_contain_text("vouliez-vous dire")  # it waits in this browser, and is asked again
    asked.get_by_text("Mettre 43").click()
    kept(page)
    expect(asked).to_have_count(0)
    assert cell(page, "decided", HEDGES) == "43"


def test_a_block_of_a_spreadsheet_is_pasted_and_taken_back(visitor: Visitor, site: str) -> None:
    page = opened(visitor, site, "nour@exemple.fr")
    page.focus(at(CARS, "done"))
    block = "1 410\t350,5\n0,01\t\n3\t2\t1\t5\t9\n"
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        block,
    )
    expect(page.locator("[data-toast]")).to_contain_text("hors du tableau")
    kept(page)
    page.reload()
    assert (cell(page, "done"), cell(page, "under_way")) == ("1 410", "350,5")
    assert cell(page, "done", "reduc_consovp") == "0,01"
    assert cell(page, "decided", "augm_buselec") == "1"
    page.fill(at(HEDGES, "done"), "2")
    page.keyboard.press("Enter")
    kept(page)
    page.click("[data-undo]")
    kept(page)
    assert cell(page, "done", HEDGES) == ""


def test_a_phone_shows_cards_and_the_total_in_a_bar(visitor: Visitor, site: str) -> None:
    page = opened(visitor, site, "nour@exemple.fr", width=375)
    assert page.locator("details[data-theme][open]").count() == 1
    page.fill(at(CARS, "done"), "410")
    page.press(at(CARS, "done"), "Enter")
    kept(page)
    assert page.locator(".wb-tot").is_visible()
    row = page.locator(f'[data-lever="{CARS}"]')
    boxes = [row.locator("input").nth(rank).bounding_box() for rank in range(3)]
    assert len({round(box["y"]) for box in boxes if box}) == 1, "the cells of a lever are side by side"
    assert barriers(page, WIDTH) + sideways(page) == []


def test_two_browsers_one_without_network_lose_nothing_and_see_what_differs(visitor: Visitor, site: str) -> None:
    first = opened(visitor, site, "nour@exemple.fr")
    second = opened(visitor, site, "lou@exemple.fr")
    first.fill(at(CARS, "done"), "400")
    first.keyboard.press("Enter")
    kept(first)
    second.reload()
    first.context.set_offline(True)
    for column, text in (("done", "450"), ("under_way", "350"), ("decided", "1 200")):
        first.fill(at(CARS, column), text)
        first.keyboard.press("Enter")
    expect(first.locator("[data-saved]")).to_contain_text("3 cases à envoyer")
    second.fill(at(CARS, "done"), "500")
    second.keyboard.press("Enter")
    second.fill(at(HEDGES, "done"), "7")
    second.keyboard.press("Enter")
    kept(second)
    first.context.set_offline(False)
    asked = first.locator(".wb-ask")
    expect(asked).to_contain_text("un collègue a écrit 500")
    expect(asked).to_contain_text("vous, 450")
    assert barriers(first) == []
    second.reload()
    assert cell(second, "done") == "500", "what the second wrote stands"
    assert (cell(second, "under_way"), cell(second, "decided")) == ("350", "1 200"), "what the first wrote came"
    first.reload()
    expect(asked).to_contain_text("vous, 450")  # nothing of it is lost by closing the page
    asked.get_by_text("Garder la mienne").click()
    kept(first)
    assert cell(first, "done", HEDGES) == "7"
    second.reload()
    assert cell(second, "done") == "450"
    second.fill(at(CARS, "done"), "460")
    second.keyboard.press("Enter")
    kept(second)
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator(at(CARS, "done"))).to_have_value("460")


def test_what_waits_is_kept_for_its_writer_alone_and_leaves_with_it(visitor: Visitor, site: str) -> None:
    page = opened(visitor, site, "nour@exemple.fr")
    page.goto(f"{site}{TABLE}")
    page.wait_for_selector("[data-keys]:not([hidden])", state="attached")
    page.context.set_offline(True)
    page.fill(at(CARS, "done"), "450")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saved]")).to_contain_text("1 case à envoyer")
    waits = "Object.keys(localStorage).filter((key) => key.startsWith('copilote-tableau:')).length"
    assert page.evaluate(waits) == 1
    # The page is left before the network is back, then one signs out.
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{site}/mon-espace")
    page.click("text=Se déconnecter")
    page.wait_for_load_state()
    assert page.evaluate(waits) == 0


def test_a_page_that_goes_in_the_middle_of_a_cell_loses_nothing_and_asks_first_without_network(
    visitor: Visitor, site: str
) -> None:
    page = opened(visitor, site, "nour@exemple.fr")
    page.fill(at(CARS, "done"), "450")  # and the cell is not left
    page.reload()
    kept(page)
    assert cell(page, "done") == "450"
    page.context.set_offline(True)
    page.focus(at(CARS, "decided"))
    page.keyboard.type("77")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_a_table_is_filled_sent_and_published_without_a_script(visitor: Visitor, site: str) -> None:
    signed = visitor.page()
    signing = ("--role", "validateur", "--territory", "epci:200030385")
    enter(signed, link_of(site, "val@exemple.fr", *signing))
    page = visitor.page(javascript=False)
    page.context.add_cookies(signed.context.cookies())
    page.goto(f"{site}{TABLE}")
    page.fill(at(CARS, "done"), "410")
    page.fill(at(HEDGES, "decided"), "43 000")
    page.click("text=Enregistrer >> visible=true")
    assert "vouliez-vous dire" in bare(page.inner_text(".wb-ask"))
    page.check(f'[id="c-{HEDGES}:decided"]')
    page.click("text=Enregistrer >> visible=true")
    assert "2 leviers remplis" in bare(page.inner_text("h1"))
    signed.goto(f"{site}{TABLE}/publier")
    assert troubles_of(signed) == []
    page.click("text=Valider et publier")
    assert "410 véhicules" in bare(page.inner_text("main"))
    page.click("button:has-text('Valider et publier')")
    assert "Validé et publié" in page.inner_text("main")


def test_the_page_is_light(visitor: Visitor, site: str) -> None:
    page = opened(visitor, site, "nour@exemple.fr")
    fresh = visitor.page()
    fresh.context.add_cookies(page.context.cookies())
    weights = weigh(fresh, f"{site}{TABLE}")
    assert sum(weights.values()) < 60_000, weights
