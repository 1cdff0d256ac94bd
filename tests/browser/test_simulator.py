"""The simulator with its script: what it shows as one types is what the server says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from support_browser import Visitor, arrives

CVL = "/regions/centre-val-de-loire"
STEPS = {"c": "ordres-de-grandeur", "t": "ambition"}
READ = """() => Object.fromEntries([
  ...[...document.querySelectorAll('.lever input')].map((e) => [e.name, e.value]),
  ...[...document.querySelectorAll('[data-total]')].map((e) => [e.dataset.total, e.textContent]),
])"""


def shown(page: Page) -> dict[str, str]:
    """Every field and total on the page."""
    found: dict[str, str] = page.evaluate(READ)
    return found


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (
            "c",
            {"c-augm_voitelec": "100", "cp-augm_buselec": "250", "cp-reduc_rfioul": "100,5", "c-augm_covoit": "1 00.5"},
        ),
        ("c", {"cp-reduc_rgaz": "9999", "cp-reduc_tgaz": "2.1", "c-co2_indus": "1 139,06", "c-augm_haies": ""}),
        ("t", {"tp-augm_voitelec": "150,5", "t-augm_haies": "5", "tp-reduc_rfioul": "0", "t-co2_indus": "2000"}),
        ("t", {"tp-reduc_artif": "0,5", "tp-augm_vélotc": "1200", "tp-reduc_consovp": "6,3", "t-reduc_rgaz": "1500"}),
    ],
)
def test_what_the_script_shows_is_what_the_server_says(page: Page, kind: str, typed: dict[str, str]) -> None:
    page.clock.install()
    page.goto(f"{CVL}/simulateur/{STEPS[kind]}?c-augm_voitelec=12.5&c-reduc_rfioul=40&t-reduc_tconso=300")
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    for name, value in typed.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.clock.run_for(400)
    scripted = shown(page)
    page.reload()
    said = shown(page)
    page.locator(".sim__actions button").first.click()
    page.wait_for_load_state()
    sent = shown(page)
    for name, value in scripted.items():
        if typed.get(name) == value and value in ("", "1 00.5", "1 139,06", "2.1", "9999"):
            continue  # as it was typed, where the server writes "0", "100,5", "1139,1"
        assert (name, value) == (name, said[name])
    assert sent == said


def test_a_wrong_value_is_said_as_one_types_and_mended(page: Page) -> None:
    page.goto(f"{CVL}/simulateur/ambition")
    field = page.locator('[name="t-augm_voitelec"]')
    field.fill("beaucoup")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator('[id="t-augm_voitelec-erreur"]')).to_contain_text("pas un nombre")
    field.fill("100")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator('[data-total="gap"]')).to_have_text(re.compile("382"))
    expect(page.get_by_role("button", name="Répartir le reste")).to_be_visible()
    expect(page.locator("a[data-query]", has_text="Bilan").first).to_have_attribute(
        "href", re.compile("t-augm_voitelec=100")
    )


def test_the_observed_value_is_taken_at_once_and_exactly(page: Page) -> None:
    page.goto(f"{CVL}/simulateur/ordres-de-grandeur")
    page.get_by_role("button", name="Utiliser la valeur observée").first.click()
    expect(page.locator('[name="cp-augm_voitelec"]')).to_have_value("37,2")
    arrives(page, "c-augm_voitelec=70.65392")
    page.get_by_role("button", name="Étape suivante").click()
    arrives(page, "bilan.c-augm_voitelec=70.65392")


def test_scenarios_are_kept_renamed_compared_and_deleted_in_this_browser(page: Page) -> None:
    for name, kt in (("Sobre", 100), ("Vif", 300)):
        page.goto(f"{CVL}/scenarios?t-augm_voitelec={kt}")
        page.get_by_label("Nom du scénario").fill(name)
        page.get_by_role("button", name="Garder dans ce navigateur").click()
        expect(page.get_by_text("Scénario gardé.")).to_be_visible()
    page.get_by_role("button", name="Renommer : Vif").click()
    page.get_by_label("Nouveau nom").locator("visible=true").fill("Rapide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Rapide")).to_be_visible()
    for box in page.locator(".kept__pick input").all():
        box.check()
    page.get_by_role("button", name="Comparer les scénarios cochés").click()
    expect(page.locator("h1")).to_have_text(re.compile("« Rapide » va le plus loin".replace(" ", r"\s")))
    page.goto(f"{CVL}/scenarios")
    page.get_by_role("button", name="Supprimer : Sobre").click()
    page.get_by_role("button", name="Supprimer", exact=True).locator("visible=true").click()
    expect(page.get_by_role("link", name="Sobre")).to_have_count(0)
    page.get_by_role("link", name="Rapide").click()
    arrives(page, "resultat.t-augm_voitelec=300&nom=Rapide")


def test_without_a_script_the_same_fields_do_the_same(visitor: Visitor) -> None:
    page = visitor.page(320, javascript=False)
    page.goto(f"{CVL}/simulateur/ambition")
    page.locator('[name="tp-augm_voitelec"]').fill("150,5")
    page.get_by_role("button", name="Mettre à jour").click()
    arrives(page, "t-augm_voitelec=312.82$")
    page.get_by_role("button", name="Répartir le reste").click()
    expect(page.locator("h1")).to_have_text("Tout l’objectif est réparti entre les leviers")
    page.get_by_role("link", name="Annuler").click()
    arrives(page, "ambition.t-augm_voitelec=312.82$")


def test_levers_without_carbon_follow_what_one_types(page: Page) -> None:
    page.goto("/regions/centre-val-de-loire/simulateur-ressources/ambition")
    expect(page.locator('[data-total="met"]')).to_have_text("12 sur 12")
    page.fill("#ts-organic_farming", "12")
    expect(page.locator('[data-total="met"]')).to_have_text("11 sur 12")
    expect(page.locator('[data-lever="organic_farming"] [data-asked]')).to_contain_text("chaque année de 2026 à 2030")
    expect(page).to_have_url(re.compile(r"t-organic_farming=12"))
    expect(page.locator("a[data-query]").first).to_have_attribute("href", re.compile(r"t-organic_farming=12$"))
    page.fill("#ts-organic_farming", "beaucoup")
    expect(page.locator("#ts-organic_farming")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#ts-organic_farming-erreur")).to_contain_text("n’est pas un nombre")
    expect(page).to_have_url(re.compile(r"t-organic_farming=12"))
    page.fill("#ts-land_take", "9000")
    page.fill("#ts-organic_farming", "")
    expect(page.locator("[data-said]").first).to_contain_text("dépasse de")
    expect(page.locator("#ts-organic_farming-erreur")).to_be_empty()
