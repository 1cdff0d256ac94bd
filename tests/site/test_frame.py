"""The frame of every page: what it refuses and how it says so, what it lets a browser do, its languages."""

from __future__ import annotations

import json
import logging
import re
from itertools import pairwise

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client

from copilote.site.logs import JsonLines

CVL = "/regions/centre-val-de-loire"
PAGES = [
    "/",
    "/recherche?q=blois&tous=1",
    CVL,
    f"{CVL}/simulateur/ambition",
    f"{CVL}/observe",
    "/methode",
    "/accessibilite",
]


def heading(response: HttpResponse) -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert len(found) == 1, found
    return re.sub(r"<[^>]+>", "", found[0]).strip()


@pytest.mark.parametrize("address", [*PAGES, "/nulle-part"])
def test_a_page_runs_and_shows_only_what_we_serve(client: Client, address: str) -> None:
    response = client.get(address)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip())
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "http" not in response["Content-Security-Policy"]
    assert policy["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_inline_script_style_or_handler(client: Client, address: str) -> None:
    text = client.get(address).content.decode()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<style", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert "javascript:" not in text
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert scripts
    assert all("src=" in attributes and not body.strip() for attributes, body in scripts)
    assert not re.search(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css|woff2?|png|svg)"', text)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_sets_a_cookie(client: Client, address: str) -> None:
    assert not client.get(address).cookies


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_title_a_language_and_headings_in_order(client: Client, address: str) -> None:
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 200
    assert heading(response)
    assert '<html lang="fr"' in text
    assert len(re.findall(r"<title>", text.split("</head>")[0])) == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])[\s>]", text)]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("address", ["/nulle-part", "/regions/atlantide", f"{CVL}/leviers/fusee", "/index.php"])
def test_an_unknown_address_is_a_page_that_leads_back(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert heading(response) == "Cette page n’existe pas"
    assert 'href="/"' in response.content.decode()


def test_an_unknown_region_suggests_the_nearest_names(client: Client) -> None:
    response = client.get("/regions/bretagnes")
    assert response.status_code == 404
    assert ">Bretagne</a>" in response.content.decode()


@pytest.mark.parametrize("address", [*PAGES, "/nulle-part"])
def test_a_megabyte_of_query_is_refused_in_the_sites_look(client: Client, address: str) -> None:
    joint = "&" if "?" in address else "?"
    response = client.get(f"{address}{joint}c-augm_voitelec={'9' * 1_000_000}")
    assert response.status_code == 414
    assert heading(response) == "Adresse trop longue"
    assert len(response.content) < 20_000


@pytest.mark.parametrize(("start", "title"), [("/regions/", "Adresse trop longue"), ("/en/s/", "Address too long")])
def test_a_path_too_long_is_refused_and_not_repeated(
    client: Client, caplog: pytest.LogCaptureFixture, start: str, title: str
) -> None:
    with caplog.at_level(logging.INFO, logger="copilote.request"):
        response = client.get(f"{start}{'9' * 1_000_000}")
    assert response.status_code == 414
    assert heading(response) == title
    assert "999" not in response.content.decode()
    assert all(len(record.getMessage()) < 400 for record in caplog.records)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize(
    "address",
    ["/", "/recherche", CVL, f"{CVL}.csv", f"{CVL}/simulateur/ambition", "/methode", "/healthz", "/favicon.ico"],
)
def test_a_page_is_only_read(client: Client, method: str, address: str) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert heading(response) == "Cette action n’est pas possible ici"


@pytest.mark.parametrize("address", PAGES)
def test_head_answers_like_get_without_the_text(client: Client, address: str) -> None:
    response = client.head(address)
    assert response.status_code == 200
    assert response.content == b""
    assert int(response["Content-Length"]) == len(client.get(address).content)


def test_a_file_is_not_sent_to_who_asks_for_its_head(client: Client) -> None:
    response = client.head("/sources/simulator/2023/levers.csv")
    assert int(response["Content-Length"]) > 1000
    assert b"".join(response.streaming_content) == b""


def test_a_host_that_is_not_ours_is_refused_in_the_sites_look(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert heading(response) == "Cette demande ne peut pas être traitée"
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/?%00=%00",
        "/recherche?q=%F0%9F%9A%B2&region=%00",
        "/recherche?q=" + "%C3%A9" * 3000,
        "/recherche?q=%ff%fe",
        "/recherche?q=<script>alert(1)</script>",
        "/recherche?q=" + "(" * 500,
        "/recherche?region=atlantide&q=blois",
        f"{CVL}/simulateur/ambition?t-augm_voitelec=1e999",
        f"{CVL}/simulateur/ambition?t-augm_voitelec=-5&t-augm_voitelec=&c-=",
        f"{CVL}/simulateur/ambition?t-inconnu=5",
        f"{CVL}/observe?theme=%22%3E%3Cscript%3E",
        "/regions/centre-val-de-loire%00",
        "/regions/" + "a" * 5000,
        "/regions/../../etc/passwd",
        "/en/recherche?q=%%%",
    ],
)
def test_absurd_addresses_have_a_clean_answer(client: Client, address: str) -> None:
    response = client.get(address, follow=True)
    assert response.status_code in (200, 400, 404)
    text = response.content.decode()
    assert heading(response)
    assert "<script>" not in text
    assert "Traceback" not in text


def test_an_incident_shows_nothing_of_its_cause_and_logs_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret détail")

    monkeypatch.setattr("copilote.simulator.views.home.home_page", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert heading(response) == "Un incident nous empêche de répondre"
    assert "secret" not in response.content.decode()
    assert any(record.exc_info and "secret détail" in str(record.exc_info[1]) for record in caplog.records)


def test_each_page_exists_in_english_and_links_to_it(client: Client) -> None:
    french = client.get(CVL).content.decode()
    assert f'href="/en{CVL}"' in french
    english = client.get(f"/en{CVL}").content.decode()
    assert '<html lang="en"' in english
    assert f'href="{CVL}"' in english


def test_the_language_is_that_of_the_address_whatever_the_browser_prefers(client: Client) -> None:
    assert '<html lang="fr"' in client.get("/", headers={"accept-language": "en-GB,en"}).content.decode()
    assert '<html lang="en"' in client.get("/en/", headers={"accept-language": "fr"}).content.decode()


@pytest.mark.django_db
def test_healthz_says_that_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_a_log_line_holds_no_scenario_nor_visitor(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="copilote.request"):
        client.get(f"{CVL}?nom=Secret", headers={"user-agent": "Mozilla"}, REMOTE_ADDR="203.0.113.9")
    (record,) = [one for one in caplog.records if one.name == "copilote.request"]
    line = JsonLines().format(record)
    event = json.loads(line)
    assert event["path"] == CVL
    assert event["status"] == 200
    assert event["ms"] >= 0
    assert not any(word in line for word in ("Secret", "Mozilla", "203.0.113.9"))


def test_a_visitor_gets_brotli_a_member_gzip_with_its_random_tail(client: Client) -> None:
    accepted = {"accept-encoding": "gzip, br;q=1.0"}
    plain, small = client.get("/methode"), client.get("/methode", headers=accepted)
    assert small["Content-Encoding"] == "br"
    assert "Accept-Encoding" in small["Vary"]
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 3
    assert brotli.decompress(small.content) == plain.content
    client.cookies["sessionid"] = "somebody"
    assert client.get("/methode", headers=accepted)["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/methode", headers={"accept-encoding": "brain"})


def test_pages_come_compressed(client: Client) -> None:
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 12_000


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (f"{CVL}/", CVL),
        (f"{CVL}/observe/?tri=nom", f"{CVL}/observe?tri=nom"),
        ("/en/methode/", "/en/methode"),
        (f"{CVL}/simulateur?t-augm_voitelec=600", f"{CVL}/simulateur/objectifs?t-augm_voitelec=600"),
        (f"{CVL}/leviers/voitures-electriques", f"{CVL}/leviers/vehicules-electriques"),
    ],
)
def test_usual_spellings_of_an_address_lead_to_it(client: Client, asked: str, found: str) -> None:
    response = client.get(asked)
    assert response.status_code in (301, 302)
    assert response["Location"] == found


def test_a_slash_never_leads_to_another_site(client: Client) -> None:
    for path in ("/nulle-part/", "/nulle-part//", f"{CVL}/nulle-part/"):
        assert client.get(path).status_code == 404


def test_the_icon_has_its_usual_name_too(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".svg")
