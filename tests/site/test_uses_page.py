"""The page of the conflicts of use says no more than its ranges allow, for the scenario of its address."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from django.test import Client

from copilote.exchange import uses_words
from copilote.exchange.uses import uses_of
from copilote.planning.scenario import Scenario, evaluate
from copilote.planning.uses import Span, Uncounted, UseBalance, UseLine, UseVerdict
from copilote.reference.simulator import find_region, load_levers
from support_cli import copilote
from support_cop import CVL
from support_words import text_of

PAGE = f"{CVL}/conflits-d-usage"


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer).replace("\u00a0", " ").replace("\u202f", " ")


def balance(asked: Span, available: Span) -> UseBalance:
    return UseBalance(
        "wood",
        "milliers de m³ de bois par an",
        (UseLine("today", "Récolte", asked),),
        (UseLine("growth", "Accroissement", available),),
    )


def test_a_verdict_is_said_only_where_the_ranges_allow_it() -> None:
    short = uses_words.verdict_words(balance(Span(60, 70, 80), Span(20, 30, 40)))
    assert "même au plus bas de la fourchette : il manque de 20 à 60" in short
    enough = uses_words.verdict_words(balance(Span(1, 2, 3), Span(20, 30, 40)))
    assert "même au plus haut de la fourchette : il en reste de 17 à 39" in enough
    unsure = uses_words.verdict_words(balance(Span(10, 20, 40), Span(20, 30, 40)))
    assert unsure.startswith("On ne peut pas conclure")
    assert "en rester jusqu’à 30 comme en manquer jusqu’à 20" in unsure
    assert "Au centre des fourchettes, il en resterait 10." in unsure
    assert "d’aujourd’hui, à eux seuls" in uses_words.today_words(balance(Span(60, 70, 80), Span(20, 30, 40)))
    assert not uses_words.today_words(balance(Span(10, 70, 80), Span(20, 30, 40)))


def test_what_has_no_figure_takes_its_verdict_away_in_words_too() -> None:
    enough = balance(Span(1, 2, 3), Span(20, 30, 40))
    partly = replace(enough, uncounted=(Uncounted("industry", "Industrie", False, "des volumes", "co2_indus"),))
    told = uses_words.verdict_words(partly)
    assert told.startswith("Pour ce qui est chiffré : la région en a assez")
    assert told.endswith("on ne peut pas conclure.")
    short = balance(Span(60, 70, 80), Span(20, 30, 40))
    more = replace(short, uncounted=(Uncounted("branches", "Branches", True, "leur volume"),))
    assert "on ne peut pas conclure" in uses_words.verdict_words(more)
    assert not uses_words.today_words(more)
    assert "Industrie (demandé) : il faudrait des volumes." in uses_words.uncounted_words(partly, partly.uncounted[0])
    assert "S’y rencontrent sans chiffre publié : Industrie" in uses_words.meeting_words(partly)


def test_the_page_says_the_verdicts_their_reasons_and_what_is_left_out(client: Client) -> None:
    text = said(client, PAGE)
    for words in (
        "Centre-Val de Loire : conflits d’usage possibles, sans qu’on puisse conclure",
        "Pour les objectifs de l’État.",
        "Biogaz ; Couverts laissés au sol",
        "Cela dépend surtout de : Cultures intermédiaires récoltées",
        "Aucune limite publiée ne dit combien serait trop",
        "Les bovins comptés mangent, en herbe",
        "Bovins laitiers (aujourd’hui) (demandé) : il faudrait leur nombre dans la région",
        "s’il s’appliquait ici tel quel, en laisserait",
        "Maîtrise des besoins d’irrigation",
        "des petits cours d’eau suivis ont été à sec",
        "Hypothèse de Copilote",
        "FranceAgriMer, 2020",
    ):
        assert words in text, words
    english = said(client, f"/en{PAGE}")
    assert "cannot be concluded" in english
    assert "Conflits" not in english


def test_the_page_is_of_the_scenario_of_its_address_and_escapes_its_name(client: Client) -> None:
    changed = said(client, f"{PAGE}?t-co2_prodbois=5000&nom=%3Cb%3EBois")
    assert "Pour le scénario « <b>Bois »." in changed
    assert b"<b>Bois" not in client.get(f"{PAGE}?t-co2_prodbois=5000&nom=%3Cb%3EBois").content
    answer = client.get(f"{PAGE}.csv?t-co2_prodbois=5000&csv=machine")
    plain = client.get(f"{PAGE}.csv?csv=machine")
    assert answer.content != plain.content
    assert client.get(f"{PAGE}?t-co2_prodbois=zut").status_code == 200
    assert client.get(f"{PAGE}.csv?t-co2_prodbois=zut").status_code == 400


def test_a_scenario_of_a_territory_is_not_taken_for_the_region_s(client: Client) -> None:
    text = said(client, f"{PAGE}?t-reduc_rfioul=1&pour=epci-200030385")
    assert "le scénario d’un territoire n’y est pas repris" in text
    tables = re.compile(r"<table.*?</table>", re.DOTALL)
    own, official = (client.get(f"{PAGE}{query}").content.decode() for query in ("?pour=epci-200030385", ""))
    assert tables.findall(own) == tables.findall(official) != []
    assert "Pour les objectifs de l’État." in text


def test_where_nothing_can_be_counted_the_page_says_why(client: Client) -> None:
    text = said(client, "/regions/guadeloupe/conflits-d-usage")
    assert "Guadeloupe : seule l’eau prélevée est chiffrée, aucun conflit d’usage ne peut l’être ici" in text
    assert "le bilan n’est pas fait" in text
    assert "Ce n’est pas une limite de la région : pas de verdict" in text
    assert "assez de biomasse" not in text
    assert client.get("/regions/guadeloupe/conflits-d-usage.csv").status_code == 200


CORSE = "/regions/corse/conflits-d-usage"
RULE = "que la règle générale de la loi n’en laisse, sous réserve du document régional"


def test_land_is_bounded_by_a_rule_that_the_region_s_document_may_change(client: Client) -> None:
    """Title, tag, sentence, files, API and command."""
    text = said(client, CORSE)
    assert f"Corse : plus d’espace consommé {RULE}" in text
    assert f"Espace consommé plus {RULE}" in text
    assert "elle est dépassée de 170 à 1 900 hectares de 2021 à 2030. C’est la règle générale : le document" in text
    assert "plus demandé qu’il n’y en a" not in text
    assert f"Plus {RULE}".lower() in client.get(f"{CORSE}.json").content.decode().lower()
    record = client.get("/api/v1/regions/94/conflicts").json()
    land = next(each for each in record["balances"] if each["id"] == "budget")
    assert land["verdict"] == "short"
    assert "peut fixer un autre budget" in land["sentence"]
    out = copilote("conflicts", "corse").out
    assert f"plus d’espace consommé {RULE}" in out
    assert "more land taken than the general rule" in said(client, f"/en{CORSE}")


def test_both_limits_of_land_are_of_the_same_ten_years_and_name_each_other(client: Client) -> None:
    conflicts = said(client, "/regions/bretagne/conflits-d-usage")
    assert "un autre plafond pour les mêmes dix années, 9 016 ha" in conflicts
    assert "de 2021 à 2031" not in conflicts
    panorama = said(client, "/regions/bretagne/panorama-ressources")
    assert "Au plus 9 016 ha de 2021 à 2030" in panorama
    assert "De 2021 à 2030, la règle générale de la loi laisse de 7 900 à 8 700 ha." in panorama
    page = client.get("/regions/bretagne/panorama-ressources").content.decode()
    assert 'href="/regions/bretagne/conflits-d-usage#budget"' in page
    out = re.sub("[\u00a0\u202f]", " ", copilote("panorama", "53", "--panorama", "resources").out)
    assert "la règle générale de la loi laisse de 7 900 à 8 700 ha" in out


def test_files_hold_every_line_whole(client: Client) -> None:
    found = uses_of(find_region("24"), evaluate(Scenario("24", "2023"), load_levers("24")))
    count = sum(len(each.demand) + len(each.supply) for each in found.balances)
    rows = list(csv.reader(io.StringIO(client.get(f"{PAGE}.csv?csv=machine").content.decode("utf-8-sig"))))
    assert len([row for row in rows if len(row) > 5]) >= count + 1
    for ending in ("xlsx", "ods", "json"):
        assert client.get(f"{PAGE}.{ending}").status_code == 200
    for name in ("champs", "herbe", "bois", "espace", "terres", "eau"):
        assert "<svg" in client.get(f"{PAGE}/graphique-{name}.svg").content.decode()
    assert client.get(f"{PAGE}/graphique-air.svg").status_code == 404


def test_the_region_and_the_result_lead_to_it_with_the_scenario(client: Client) -> None:
    assert PAGE in client.get(CVL).content.decode()
    result = client.get(f"{CVL}/simulateur/resultat?t-co2_prodbois=500").content.decode()
    assert f"{PAGE}?t-co2_prodbois=500" in result
    assert PAGE not in client.get(f"{CVL}/simulateur/resultat?pour=epci-200030385").content.decode()


def test_the_api_says_the_same_of_targets_and_of_a_scenario(client: Client) -> None:
    answer = json.loads(client.get("/api/v1/regions/24/conflicts").content)
    assert [each["id"] for each in answer["balances"]] == ["crops", "grass", "wood", "budget", "farmland", "water"]
    water = answer["balances"][-1]["uncounted"]
    assert {part["side"] for part in water} == {"demand", "supply"}
    assert all(part["needed"] for part in water)
    scenario = {"format": "copilote-scenario", "region": "24", "edition": "2023", "levers": {}}
    scenario["levers"] = {"co2_prodbois": {"new_target_kt": 683.2794}}
    sent = client.post("/api/v1/scenarios/conflicts", json.dumps(scenario), content_type="application/json")
    changed = json.loads(sent.content)
    assert changed["changed"]
    products = [
        next(line for line in each["balances"][2]["demand"] if line["lever"] == "co2_prodbois")
        for each in (answer, changed)
    ]
    assert products[1]["amount"]["high"] == pytest.approx(2 * products[0]["amount"]["high"])


def test_every_verdict_has_its_words() -> None:
    assert uses_words.VERDICTS.keys() == set(UseVerdict)
    assert uses_words.NAMES.keys() == uses_words.LIMITS.keys()
    kept = replace(balance(Span(1, 2, 3), Span(20, 30, 40)), key="budget")
    assert uses_words.verdict_of(kept) == "dans la règle générale de la loi, sous réserve du document régional"
    assert "elle laisse encore de 17 à 39" in uses_words.verdict_words(kept)


def test_what_is_assumed_or_cited_from_memory_is_said_where_coefficients_are(client: Client) -> None:
    page = said(client, PAGE)
    assert "18 sont des hypothèses de Copilote ; 2 sont cités de mémoire ; 7 sont lus dans un texte" in page
    assert "9 sont lus dans un extrait de la source" in page
    assert "cité de mémoire, source non relue" in page.lower()
    rows = client.get(f"{PAGE}.json").json()["tables"]["coefficients"]["rows"]
    assert [row["checked"] for row in rows if "0,229" in row["note"]] == ["Cité de mémoire, source non relue"]
    assert [row["checked"] for row in rows if "45,5" in row["note"]] == ["Cité de mémoire, source non relue"]
    assert [row["checked"] for row in rows if "UFL" in row["note"]] == ["Extrait lu, le reste non relu"]
