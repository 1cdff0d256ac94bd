"""Scenarios are shared by link and QR code, kept in files, reopened, and compared."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from copilote.exchange.links import HOST, read_link
from copilote.exchange.scenario_file import parse_scenario, write_scenario
from copilote.exchange.short_link import EDITIONS, decode, encode
from copilote.planning.scenario import Change, Scenario
from copilote.reference.tables import latest

BASE = "/regions/centre-val-de-loire/"
RESULT = BASE + "simulateur/resultat"
CHANGES = {"augm_voitelec": Change(100.0, 500.0), "reduc_rfioul": Change(None, 382.1)}
SCENARIO = Scenario("24", "2023", CHANGES, "Hypothèse A")
QUERY = "c-augm_voitelec=100&t-augm_voitelec=500&t-reduc_rfioul=382.1"
LOWER = encode(Scenario("24", "2023", {"augm_voitelec": Change(None, 100.0)}, "Sobre"))


def text_of(response: HttpResponse) -> str:
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def title_of(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text_of(response), re.S)
    assert found
    return found[1].strip()


def opened(response: HttpResponse) -> tuple[str, dict[str, str]]:
    """Path and parameters that an answer leads to."""
    assert response.status_code == 302
    parts = urlsplit(response["Location"])
    return parts.path, dict(parse_qsl(parts.query))


def test_the_newest_edition_has_short_links() -> None:
    assert latest("simulator") in EDITIONS.values()


def test_the_short_link_of_the_sharing_page_opens_the_same_scenario(client: Client) -> None:
    page = text_of(client.get(f"{BASE}partager?{QUERY}&nom=Hypoth%C3%A8se+A"))
    short = re.search(r'value="http://testserver(/s/[^"]+)"', page)
    assert short
    assert decode(short[1].removeprefix("/s/")) == SCENARIO
    path, found = opened(client.get(short[1]))
    assert path == RESULT
    assert found == dict(parse_qsl(QUERY)) | {"nom": "Hypothèse A"}
    assert "« Hypothèse A » dépasse l’objectif de 112 ktCO2e" in text_of(client.get(short[1], follow=True))


def test_the_qr_code_is_drawn_in_the_page_without_a_style(client: Client) -> None:
    for query in (QUERY, QUERY + "&salle=1"):
        content = client.get(f"{BASE}partager?{query}").content.decode()
        drawing = re.search(r'<svg[^>]*class="qr".*?</svg>', content, re.S)
        assert drawing
        assert "<title>QR code du lien</title>" in drawing[0]
        assert "style" not in drawing[0]
        assert drawing[0].count("<path") == 2
    assert 'role="banner"' not in content


def test_the_link_to_the_official_simulator_carries_the_scenario(client: Client) -> None:
    page = text_of(client.get(f"{BASE}partager?{QUERY}"))
    official = re.search(rf'href="(https://{HOST}/[^"]*)"', page)
    assert official
    assert read_link(official[1]).scenario.changes == CHANGES
    closed = text_of(client.get("/regions/guyane/partager"))
    assert HOST not in closed
    assert "n’ouvre pas ce territoire" in closed


def test_the_e_mail_says_the_result_and_the_link(client: Client) -> None:
    page = text_of(client.get(f"{BASE}partager?{QUERY}"))
    mail = re.search(r'href="mailto:([^"]*)"', page)
    assert mail
    assert "Votre scénario dépasse l’objectif" in unquote(mail[1])
    assert f"http://testserver{RESULT}?{QUERY}" in unquote(mail[1])


@pytest.mark.parametrize("code", ["zut", "AQYDAGQI9AORAe0dNzd", "é", "A" * 3000, "-"])
def test_a_short_link_that_is_none_answers_404(client: Client, code: str) -> None:
    response = client.get(f"/s/{code}")
    assert response.status_code == 404
    assert "coupé" in text_of(response) or len(code) > 80


def test_a_scenario_is_downloaded_and_reopened(client: Client) -> None:
    response = client.get(f"{BASE}scenario.json?{QUERY}&nom=Hypoth%C3%A8se+A")
    assert response["Content-Disposition"].endswith('.json"')
    assert parse_scenario(response.content.decode()) == SCENARIO
    given = SimpleUploadedFile("a.json", response.content, "application/json")
    path, found = opened(client.post(f"{BASE}scenarios", {"fichier": given}))
    assert path == RESULT
    assert found == dict(parse_qsl(QUERY)) | {"nom": "Hypothèse A"}


def test_a_file_of_another_region_opens_there_and_its_quantities_become_kt(client: Client) -> None:
    scenario = Scenario("53", "2023", {"reduc_rfioul": Change(new_physical=20.0)})
    given = SimpleUploadedFile("b.json", write_scenario(scenario).encode())
    path, found = opened(client.post(f"{BASE}scenarios", {"fichier": given}))
    assert path == "/regions/bretagne/simulateur/resultat"
    assert float(found["t-reduc_rfioul"]) > 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"zut", "ligne 1, colonne 1"),
        (b"\xff\xfe\x00", "texte (UTF-8)"),
        (b"[]", "pas un scénario"),
        (b'{"format": "copilote-scenario", "region": "24", "levers": {"augm_voitelex": {}}}', "augm_voitelec"),
        (
            b'{"format": "copilote-scenario", "region": "24", "levers": {"augm_covoit": {"new_target_kt": -1}}}',
            "positif",
        ),
        (b" " * 1_000_001, "1 Mo"),
        (b" " * 1_200_000, "1 Mo"),
    ],
)
def test_a_file_that_is_no_scenario_gets_its_fault_beside_the_field(client: Client, content: bytes, said: str) -> None:
    response = client.post(f"{BASE}scenarios", {"fichier": SimpleUploadedFile("c.json", content)})
    assert response.status_code == 400
    text = text_of(response)
    error = re.search(r'id="fichier_error">\s*<p[^>]*>([^<]*)<', text)
    assert error
    assert said in error[1]
    assert 'fichier_error"' in text


def test_nothing_sent_and_wrong_methods_get_clean_answers(client: Client) -> None:
    assert "Choisissez un fichier" in text_of(client.post(f"{BASE}scenarios"))
    assert client.post(f"{BASE}scenarios", b"zut", content_type="multipart/form-data").status_code == 400
    assert client.put(f"{BASE}scenarios").status_code == 405
    assert client.post(f"{BASE}comparer").status_code == 405
    assert client.head(f"{BASE}scenarios").status_code == 200


@pytest.mark.parametrize(
    "link",
    [
        f"https://{HOST}/territoire/centre-val-de-loire/ambition?{QUERY}",
        f"http://testserver{RESULT}?{QUERY}",
        "https://example.org/s/" + encode(Scenario("24", "2023", CHANGES)),
        encode(Scenario("24", "2023", CHANGES)),
    ],
)
def test_a_pasted_link_opens_its_scenario(client: Client, link: str) -> None:
    assert opened(client.get(f"{BASE}scenarios", {"lien": link})) == (RESULT, dict(parse_qsl(QUERY)))


@pytest.mark.parametrize("link", ["http://[", "https://example.org/x", "zut", f"https://{HOST}/territoire/zut"])
def test_a_pasted_text_that_is_no_link_is_said_beside_the_field(client: Client, link: str) -> None:
    response = client.get(f"{BASE}scenarios", {"lien": link})
    assert response.status_code == 400
    assert re.search(r'id="lien_error">\s*<p[^>]*>[^<]{20,}<', text_of(response))


def test_one_scenario_is_compared_with_the_state_s_targets(client: Client) -> None:
    response = client.get(f"{BASE}comparer", {"s": LOWER})
    assert title_of(response) == "« Objectifs de l’État » va le plus loin : 382 ktCO2e de plus que « Sobre »"
    text = text_of(response)
    assert "1 levier diffère sur 30" in text
    assert "100,0 kt (−382,1)" in text
    assert re.search(r'482,1 kt<br><span class="muted cell-note">229,7', text)  # 4.196 + 482.1358 × 0.4677


def test_four_scenarios_are_compared_side_by_side(client: Client) -> None:
    codes = [
        encode(Scenario("24", "2023", {"augm_covoit": Change(None, float(kt))}, f"Essai {kt}")) for kt in (1, 2, 3, 4)
    ]
    response = client.get(f"{BASE}comparer", {"s": codes})
    assert title_of(response) == "« Essai 4 » va le plus loin : 1 ktCO2e de plus que « Essai 3 »"
    text = text_of(response)
    head = re.search(r"<thead[^>]*>.*?</thead>", text, re.S)
    assert head
    assert head[0].count('scope="col"') == 5
    assert "Quatre scénarios au plus" in text_of(client.get(f"{BASE}comparer", {"s": [*codes, LOWER]}))


def test_scenarios_that_cannot_be_compared_are_said_beside_their_field(client: Client) -> None:
    breton = encode(Scenario("53", "2023", {"augm_covoit": Change(None, 1.0)}))
    response = client.get(f"{BASE}comparer", {"s": ["zut", breton, LOWER]})
    assert response.status_code == 400
    text = text_of(response)
    assert "autre région : Bretagne" in text
    assert 'aria-describedby="s0-erreur"' in text
    assert 'aria-describedby="s1-erreur"' in text
    assert "Sobre" in text
    assert client.get(f"{BASE}comparer").status_code == 200


def test_without_a_script_the_page_says_how_to_keep_a_scenario(client: Client) -> None:
    text = text_of(client.get(f"{BASE}scenarios?{QUERY}"))
    assert "<noscript><p>Garder un scénario dans le navigateur demande JavaScript" in text
    assert json.loads(client.get(f"{BASE}scenario.json").content)["levers"] == {}
