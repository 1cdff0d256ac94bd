"""What lets people trust the figures: method, sources, statements."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse

from copilote.planning.conversion import convert_kt
from copilote.planning.grade import AHEAD_RATIO, ON_PACE_LEAST, ON_PACE_RATIO, WRONG_WAY_MOST
from copilote.reference.errors import UnknownNameError
from copilote.reference.glossary import load_glossary, load_statements
from copilote.reference.simulator import find_lever, load_regions
from copilote.reference.sources import load_sources, load_tables
from copilote.reference.tables import PACKAGED, read_rows
from copilote.simulator.pages import sources as pages
from copilote.simulator.pages.method import method_page, official_drift
from copilote.simulator.pages.trust import cookies, other_hosts, privacy_page
from copilote.site.logs import JsonLines
from copilote.words.numbers import format_decimals, format_number

PAGES = ("method", "sources", "glossary", "accessibility", "privacy")
STATIC = Path(pages.__file__).parents[2] / "ui" / "static" / "copilote"


def _text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _file(client: Client, address: str) -> bytes:
    with closing(client.get(address)) as response:
        return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_one_title_headings_in_order_and_no_style_of_its_own(client: Client, name: str) -> None:
    text = _text(client, reverse(name))
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert " style=" not in text
    assert "<style" not in text
    identifiers = re.findall(r'\bid="([^"]+)"', text)
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_a_page_leads_somewhere(client: Client, name: str) -> None:
    text = _text(client, reverse(name))
    for anchor in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{anchor}"' in text, anchor


@pytest.mark.parametrize("name", PAGES)
def test_the_footer_and_the_statement_say_the_same_conformity(client: Client, name: str, settings) -> None:
    for rate, words in ((None, "non conforme"), (72, "partiellement conforme"), (100, "totalement conforme")):
        settings.ACCESSIBILITY_RATE = rate
        assert f"Accessibilité : {words}" in _text(client, reverse(name))


# Method


def test_the_example_is_what_the_tables_and_the_conversion_give(client: Client) -> None:
    lever = find_lever("24", "augm_voitelec")
    text = _text(client, reverse("method"))
    assert format_decimals(lever.target_kt, 1) in text
    assert format_decimals(convert_kt(lever, lever.target_kt or 0).physical, 1) in text
    worked = method_page().worked
    assert worked.back_kt == pytest.approx(lever.target_kt, rel=1e-12)
    assert worked.baseline + worked.target_kt * worked.ratio == pytest.approx(worked.physical)


def test_the_page_says_the_thresholds_that_the_grades_use(client: Client) -> None:
    text = _text(client, reverse("method"))
    assert f"la plupart des rapports d’au moins {format_number(AHEAD_RATIO, 2)}, aucun sous 1" in text
    assert f"au moins à {format_number(ON_PACE_RATIO, 2)}, aucun sous {format_number(ON_PACE_LEAST, 2)}" in text
    assert f"aucune n’atteint {format_number(WRONG_WAY_MOST, 2)}" in text


def test_the_worked_pace_follows_its_own_formula() -> None:
    worked = method_page().worked_pace
    found = worked.seen.pace
    assert found.pace_3y == pytest.approx((found.last_value - worked.start_value) / worked.years_span)
    assert found.pace_required == pytest.approx((worked.seen.target_2030 - found.last_value) / worked.years_left)
    assert found.ratio == pytest.approx(found.pace_3y / found.pace_required)


def test_the_cost_of_the_official_rounding_is_counted_over_all_regions() -> None:
    drift = official_drift()
    assert (drift.count, drift.total) == (25, 291)


def test_formulas_are_said_in_words_for_who_cannot_see_them(client: Client) -> None:
    text = _text(client, reverse("method"))
    formulas = re.findall(r"<math[^>]*>", text)
    assert len(formulas) == 3
    assert all('aria-label="' in formula for formula in formulas)
    assert text.count("En mots :") == 3


# Sources and tables


def test_every_folder_of_tables_has_a_heading() -> None:
    for domain in pages.sources_page().domains:
        assert domain.title != domain.key


def test_every_source_is_shown_with_its_publisher_year_and_licence(client: Client) -> None:
    page = pages.sources_page()
    assert [entry.source for entry in page.sources] == list(load_sources().values())
    text = _text(client, reverse("sources"))
    for source in load_sources().values():
        assert f'id="source-{source.key}"' in text
        if source.address:
            assert source.address.replace("&", "&amp;") in text


def test_every_table_is_listed_with_its_rows_and_can_be_downloaded(client: Client) -> None:
    listed = [table for domain in pages.sources_page().domains for table in domain.tables]
    assert {table.name for table in listed} == {table.name for table in load_tables()}
    files = [file for table in listed for file in table.files]
    assert {file.name for file in files} == {
        path.relative_to(PACKAGED).as_posix()
        for path in PACKAGED.rglob("*")
        if path.suffix in (".csv", ".topojson", ".gz") or path.name == "cells.npz"
    }
    cells = next(file for file in files if file.name == "climate/2026/cells.npz")
    assert _file(client, cells.download) == (PACKAGED / cells.name).read_bytes()
    for file in files:
        if file.name.startswith(("simulator/", "links/")):
            content = _file(client, file.download)
            assert content == (PACKAGED / file.name).read_bytes()
            assert len(list(csv.reader(io.StringIO(content.decode())))) - 1 == file.rows


def test_a_download_is_named_and_typed(client: Client) -> None:
    with closing(client.get("/sources/territories/2026/communes/24.csv")) as response:
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "copilote-territories-2026-communes-24.csv" in response["Content-Disposition"]
    with closing(client.get("/sources/contours/2026/24.topojson")) as response:
        assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "asked",
    [
        "simulator/2023/../../sources.toml",
        "simulator/2023/../../../simulator.py",
        "simulator/2023/..%2F..%2Fsources.toml",
        "simulator/2023/%2Fetc%2Fpasswd.csv",
        "simulator/2024/targets.csv",
        "tables/2023/x.toml",
        "simulator/2023/targets.xlsx",
        "simulator/2023/targets.csv.csv",
    ],
)
def test_nothing_but_declared_tables_can_be_read(client: Client, asked: str) -> None:
    response = client.get(f"/sources/{asked}")
    assert response.status_code == 404
    assert "text/html" in response["Content-Type"]


def test_an_unknown_table_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(UnknownNameError, match="targets"):
        pages.find_file("simulator/2023/target.csv")


def test_every_table_has_its_page(client: Client) -> None:
    for domain in pages.sources_page().domains:
        for table in domain.tables:
            text = _text(client, table.address)
            assert table.title in text.replace("&#x27;", "'"), table.name
            first = table.files[0]
            assert client.get(first.address).status_code == 200, first.name


def test_the_trace_of_a_figure_leads_to_a_table_page(client: Client) -> None:
    for figure in (*method_page().worked.figures, *method_page().worked_pace.figures):
        assert client.get(pages.table_address(figure.table)).status_code == 200, figure.table


def test_a_family_of_files_names_its_regions(client: Client) -> None:
    text = _text(client, "/sources/territories/2026/communes/regions")
    for region in load_regions():
        assert region.name in text.replace("&#x27;", "'")


def test_corrections_are_all_counted_with_what_was_published() -> None:
    corrected = {one.address: one for one in pages.sources_page().corrected}
    for name in ("barometer/2026/corrections", "indicators/2026/corrections"):
        with (PACKAGED / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        part = corrected[f"/sources/{name}"]
        assert part.cells == len(rows) == sum(one.cells for one in part.corrections)
        assert {one.reason for one in part.corrections} == {row["reason"] for row in rows}
        known = {(row["published"], row["corrected"]) for row in rows}
        assert all(change in known for one in part.corrections for change in one.changes)


def test_what_was_left_out_or_not_read_says_why() -> None:
    page = pages.sources_page()
    assert len(page.left_out.rows) == sum(len(list(read_rows(path))) for path in PACKAGED.rglob("left_out.csv"))
    assert len(page.unread.rows) == 5
    assert all(all(row) for row in (*page.left_out.rows, *page.unread.rows))


# Glossary


def test_the_glossary_is_in_order_without_double(client: Client) -> None:
    words = [term.anchor for term in load_glossary()]
    assert words == sorted(words, key=lambda word: word.replace("-", " "))
    assert len(words) == len(set(words))
    text = _text(client, reverse("glossary"))
    for word in ("Levier", "EPCI", "CRTE", "Nature d’un chiffre", "ktCO2e"):
        assert word in text


# Statements


def test_the_statement_says_honestly_that_nobody_can_be_written_to(client: Client, settings) -> None:
    settings.CONTACT_EMAIL = ""
    assert "CONTACT_EMAIL" in _text(client, reverse("accessibility"))
    settings.CONTACT_EMAIL = "cop@region.example"
    settings.PUBLISHER = "Région Exemple"
    text = _text(client, reverse("accessibility"))
    assert 'href="mailto:cop@region.example"' in text
    assert "CONTACT_EMAIL" not in text
    assert "Région Exemple s’engage" in text
    assert "Défenseur des droits" in text


def test_the_statement_gives_the_rate_of_the_audit(client: Client, settings) -> None:
    settings.ACCESSIBILITY_RATE = None
    assert "Aucun audit" in _text(client, reverse("accessibility"))
    settings.ACCESSIBILITY_RATE = 83
    assert "83 %" in _text(client, reverse("accessibility"))


@pytest.mark.parametrize("name", [*PAGES, "home"])
def test_no_page_sets_a_cookie(client: Client, name: str) -> None:
    assert not client.get(reverse(name)).cookies


def test_the_cookies_of_those_who_sign_in_are_told(client: Client, settings) -> None:
    assert [one.name for one in cookies()] == ["sessionid", "csrftoken"]
    assert "21 heures" in _text(client, reverse("privacy"))
    assert "aucun cookie tant que l’on ne se connecte pas" in privacy_page().title
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "Session" not in one and "Forms" not in one]
    assert cookies() == ()


def test_other_sites_are_told_as_soon_as_the_policy_allows_one(settings) -> None:
    assert other_hosts() == ()
    policy = {"DIRECTIVES": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"img-src": ["https://tuiles.example"]}}
    settings.CONTENT_SECURITY_POLICY = policy
    assert other_hosts() == ("https://tuiles.example",)


def test_the_log_holds_what_the_page_says_and_no_address(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="copilote.request"):
        client.get("/methode?c-augm_voitelec=12", REMOTE_ADDR="203.0.113.9")
    line = JsonLines().format(next(record for record in caplog.records if record.name == "copilote.request"))
    assert tuple(json.loads(line)) == tuple(load_statements("log"))
    assert "203.0.113.9" not in line
    assert "voitelec" not in line


def test_the_scenario_of_a_short_link_is_kept_out_of_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="copilote.request"):
        client.get("/s/abc123")
    assert not any("abc123" in record.getMessage() for record in caplog.records)
    assert "ni le code d’un lien" in _text(client, reverse("privacy"))


def test_every_key_that_the_scripts_keep_in_the_browser_is_told() -> None:
    told = {one.name for one in privacy_page().browser}
    used = {
        key
        for path in STATIC.rglob("*.js")
        for key in re.findall(r"""["'`](copilote-[a-z-]+)["'`]""", path.read_text(encoding="utf-8"))
    }
    assert used
    assert used == told


# Files for machines


def test_the_links_of_the_example_keep_the_language(client: Client) -> None:
    for _time in range(2):
        assert 'href="/en/regions/centre-val-de-loire/observe/' in _text(client, "/en/methode")
        assert 'href="/regions/centre-val-de-loire/observe/' in _text(client, "/methode")


def test_security_txt_names_the_contact_or_is_absent(client: Client, settings) -> None:
    settings.CONTACT_EMAIL = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.CONTACT_EMAIL = "cop@region.example"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:cop@region.example" in text
    assert re.search(r"^Expires: 20\d\d-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)


def test_robots_may_read_all_but_searches(client: Client) -> None:
    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /recherche",
        "Allow: /",
    ]
    assert site_settings.ROOT_URLCONF == "copilote.site.urls"
