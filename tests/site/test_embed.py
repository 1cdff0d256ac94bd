"""Other sites may frame some pages, if they are named, and no other page ever."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from copilote.simulator.views.embed import check_origins, origins

R = "/regions/centre-val-de-loire"
EMBEDDED = [f"/embed{R}/panorama", f"/embed{R}/leviers/vehicules-electriques", f"/embed{R}/observe/826"]
OTHERS = ["/", R, f"{R}/leviers/vehicules-electriques", f"{R}/simulateur/objectifs", f"{R}/integrer", "/api/v1/docs"]
SITES = ["https://www.example.fr", "https://*.prefectures.example.fr:8443"]


def ancestors(response: Any) -> str:
    """Who may frame an answer, by its policy."""
    found = re.search(r"frame-ancestors ([^;]+)", response["Content-Security-Policy"])
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", EMBEDDED)
def test_a_page_to_embed_may_be_framed_by_the_sites_named_only(client: Client, settings: Any, address: str) -> None:
    settings.EMBED_ORIGINS = SITES
    response = client.get(address)
    assert response.status_code == 200
    assert ancestors(response) == " ".join(SITES)
    assert "X-Frame-Options" not in response
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("address", EMBEDDED)
def test_without_any_site_named_nobody_may(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert ancestors(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", [*OTHERS, f"/embed{R}/rien", "/embed/regions/nulle-part/panorama"])
def test_no_other_page_may_ever_be_framed(client: Client, settings: Any, address: str) -> None:
    settings.EMBED_ORIGINS = SITES
    response = client.get(address)
    assert ancestors(response) == "'none'"
    assert response.get("X-Frame-Options", "DENY") == "DENY"
    if response.status_code == 200:
        assert response["X-Frame-Options"] == "DENY"


def test_what_is_not_an_origin_is_left_out_and_told(settings: Any) -> None:
    wrong = ["https://a.fr; script-src *", "example.fr", "*", "javascript:alert(1)", "https://a.fr/page", "'self'"]
    settings.EMBED_ORIGINS = [*wrong, *SITES]
    assert origins() == tuple(SITES)
    assert len(check_origins(None)) == len(wrong)


@pytest.mark.parametrize("address", EMBEDDED)
def test_a_framed_page_is_light_and_says_its_source(client: Client, address: str) -> None:
    text = client.get(address).content.decode()
    assert "<nav" not in text
    assert "<script" not in text
    assert " style=" not in text
    assert "dsfr" not in text
    assert text.count("<h1") == 1
    assert "Source" in text
    full = address.removeprefix("/embed").removesuffix("/panorama")
    assert f'href="{full}"' in text
    assert 'rel="noopener"' in text
    assert len(text) < 60_000


@pytest.mark.parametrize("address", EMBEDDED)
def test_a_framed_page_says_the_numbers_of_the_full_one(client: Client, address: str) -> None:
    framed = client.get(address).content.decode()
    full = client.get(address.removeprefix("/embed").removesuffix("/panorama")).content.decode()
    title = re.search(r"<h1>(.*?)</h1>", framed)
    assert title is not None
    figure = re.search(r"[\d\u202f]+(,\d+)?\u00a0\S+", unescape(title[1]))
    assert figure is not None
    assert figure[0] in unescape(full)


def test_the_help_page_gives_lines_that_lead_to_the_pages(client: Client, settings: Any) -> None:
    settings.EMBED_ORIGINS = SITES
    text = client.get(f"{R}/integrer").content.decode()
    assert SITES[0] in text
    codes = [unescape(code) for code in re.findall(r"<code>(&lt;iframe.*?)</code>", text)]
    assert len(codes) > 40
    for code in (codes[0], codes[5], codes[-1]):
        found = re.search(r'src="http://testserver([^"]+)" title="([^"]+)"', code)
        assert found is not None
        assert client.get(found[1]).status_code == 200
        assert "Centre-Val de Loire" in found[2]


def test_the_help_page_says_so_when_no_site_is_named(client: Client) -> None:
    assert "EMBED_ORIGINS=" in client.get(f"{R}/integrer").content.decode()
