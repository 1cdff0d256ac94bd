"""A passkey, made and used in a real browser with an authenticator that it plays; pages of the account looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from support_accounts import ACCOUNT, PASSWORD
from support_browser import Visitor
from support_entering import enter, link_of, usable


def with_authenticator(page: Page) -> None:
    """Give the browser an authenticator that recognises its bearer."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    told = options | {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": told})


@pytest.mark.slow
def test_a_passkey_is_added_opens_the_account_and_is_taken_away(visitor: Visitor, site: str) -> None:
    visitor.site = site = site.replace("127.0.0.1", "localhost")  # passkeys are for names, not for numbers
    page = visitor.page()
    with_authenticator(page)
    enter(page, link_of(site, "cleo@exemple.fr", "--role", "lecteur"))
    page.goto(f"{site}{ACCOUNT}")
    assert usable(page) == []
    page.click("text=Ajouter une clé d’accès")
    assert usable(page) == []
    assert not page.is_visible("[data-passkey-absent]")
    page.fill("#id_name", "Ordinateur du bureau")
    page.click("text=Créer la clé")
    page.wait_for_url("**/compte/codes")
    assert page.locator(".account-codes li").count() == 10
    assert usable(page) == []
    page.goto(f"{site}{ACCOUNT}")
    assert "Ordinateur du bureau" in page.inner_text("main")
    assert usable(page) == []
    page.goto(f"{site}/mon-espace")
    page.click("text=Se déconnecter")
    page.goto(f"{site}/connexion")
    assert usable(page) == []
    page.click("text=Me servir de ma clé d’accès")
    page.wait_for_url("**/mon-espace")
    page.click("text=Se déconnecter")
    page.goto(f"{site}/connexion/mot-de-passe")
    page.fill("#id_login", "cleo@exemple.fr")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/connexion/confirmer")
    assert usable(page) == []
    page.click("text=Me servir de ma clé d’accès")
    page.wait_for_url("**/mon-espace")
    page.goto(f"{site}{ACCOUNT}")
    page.click("text=Retirer")
    assert usable(page) == []
    page.click("main form button")
    page.wait_for_url(f"**{ACCOUNT}")
    assert "Ordinateur du bureau" not in page.inner_text("main ul.account-list >> nth=0")


@pytest.mark.slow
def test_without_scripts_there_is_another_way_than_a_passkey(visitor: Visitor, site: str) -> None:
    page = visitor.page(javascript=False)
    enter(page, link_of(site, "dora@exemple.fr", "--role", "lecteur"))
    page.goto(f"{site}{ACCOUNT}/cle")
    page.click("[data-passkey-absent] a")
    page.wait_for_url("**/compte/application")
    page.wait_for_load_state()
    assert page.get_by_role("img", name="Dessin à lire").bounding_box()["height"] == 200, "it is drawn"  # type: ignore[index]
    page.goto(f"{site}/connexion")
    assert not page.is_visible("text=Me servir de ma clé")
