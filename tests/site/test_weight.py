"""What a first visit weighs: the page and all that it asks for, compressed as served."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

MOST = 75_000
HEADERS = 600
"""Bytes of an answer's headers, about."""
CVL = "/regions/centre-val-de-loire"
PAGES = ["/", CVL, f"{CVL}/simulateur/objectifs", f"{CVL}/simulateur/ambition?t-augm_voitelec=600", f"{CVL}/observe"]


def fetched(path: str) -> int:
    """Bytes of a static file over the network: what is compressed already is sent as it is."""
    found = finders.find(path)
    assert isinstance(found, str), path
    body = Path(found).read_bytes()
    packed = path.endswith((".woff2", ".png"))
    return HEADERS + (len(body) if packed else min(len(brotli.compress(body)), len(body)))


def asked_for(page: str) -> set[str]:
    """The static files that a page, and its style sheets, ask for."""
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    for sheet in [name for name in files if name.endswith(".css")]:
        found = finders.find(sheet)
        assert isinstance(found, str)
        css = Path(found).read_text(encoding="utf-8")
        files |= {str(Path(sheet).parent / name) for name in re.findall(r'url\("([^":]+)"\)', css)}
    return files


@pytest.mark.parametrize("address", PAGES)
def test_a_first_visit_weighs_less_than_75_kilobytes(client: Client, address: str) -> None:
    page = client.get(address).content
    weights = {name: fetched(name) for name in asked_for(page.decode())}
    weights["page"] = HEADERS + len(gzip.compress(page, 6))
    assert sum(weights.values()) < MOST, weights


def test_every_page_asks_for_the_common_style_sheet_and_no_script_holds_it_back(
    client: Client,
) -> None:
    for address in PAGES:
        text = client.get(address).content.decode()
        sheets = [sheet for sheet in re.findall(r'rel="stylesheet" href="([^"]+)"', text) if "tiles.css" not in sheet]
        assert sheets == ["/static/copilote/copilote.css"]
        assert all('type="module"' in script for script in re.findall(r"<script[^>]*>", text))
