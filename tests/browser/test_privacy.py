"""A person reads what the site holds of them, takes it away, and erases their account, in a real browser."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from support_browser import Visitor
from support_entering import enter, link_of, usable

EMAIL = "paule@exemple.fr"


@pytest.mark.slow
def test_a_person_takes_their_data_away_then_erases_their_account(visitor: Visitor, site: str) -> None:
    page = visitor.page()
    enter(page, link_of(site, EMAIL, "--role", "lecteur"))
    page.click("text=Mes données")
    assert EMAIL in page.inner_text("main")
    assert usable(page) == []
    with page.expect_download() as download:
        page.click("text=Emporter mes données")
    with ZipFile(download.value.path()) as archive:
        assert EMAIL in archive.read("mes-donnees.json").decode()
    page.click("text=Effacer mon compte")
    page.wait_for_url("**/mon-espace/effacer")
    assert usable(page) == []
    page.fill("#email", EMAIL)
    page.check("#sure")
    page.click("main form button")
    page.wait_for_selector("text=Votre compte est effacé")
    assert usable(page) == []
    page.goto(f"{site}/mon-espace")
    assert "/connexion" in page.url
