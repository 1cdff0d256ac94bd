"""The journal says what was decided, in force or not, on the page, in files and to programs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from copilote.exchange.shares import KeyChoice
from copilote.sharing.decisions import close_perimeter, record_choice, record_figure, record_perimeter
from copilote.sharing.models import TerritoryFigure
from factories import LeverKeyChoiceFactory, PerimeterFactory, TerritoryFigureFactory
from support_cop import animator, speaker

JOURNAL = "/regions/centre-val-de-loire/decisions"


def test_a_region_without_decision_says_what_will_be_here(client: Client) -> None:
    assert "Rien n’est encore décidé" in client.get(JOURNAL).content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_journal_keeps_what_another_choice_replaced(client: Client, prefix: str) -> None:
    LeverKeyChoiceFactory(in_force=False, ended_at=timezone.now(), reason="Premier choix.")
    LeverKeyChoiceFactory(reason="Second choix.")
    TerritoryFigureFactory(reason="<b>Notre part</b>")
    PerimeterFactory(name="Pays des étangs")
    page = client.get(prefix + JOURNAL).content.decode()
    for text in ("Premier choix.", "Second choix.", "&lt;b&gt;Notre part", "Pays des étangs"):
        assert text in page
    only = client.get(f"{prefix}{JOURNAL}?quoi=perimetre").content.decode()
    assert "Pays des étangs" in only
    assert "Second choix." not in only


def test_each_decision_says_who_and_what_held_before(client: Client) -> None:
    lead, territory = animator(), speaker()
    for key in ("population", "households"):
        record_choice(lead, KeyChoice("augm_voitelec", ((key, 1.0),), (), f"Par {key}."))
    record_figure(territory, "augm_haies", 1.0, None, "")
    record_figure(territory, "augm_haies", 2.0, None, "")
    row = record_perimeter(lead, "Pays des étangs", "libre", ("200030385",))
    close_perimeter(lead, row.pk)
    entries = [
        (entry["kind"], entry["before"], entry["decision"], entry["author"])
        for entry in client.get("/api/v1/regions/24/decisions").json()
    ]
    led, spoke = "animation de la COP", "territoire : CA de Blois «\N{NO-BREAK SPACE}Agglopolys\N{NO-BREAK SPACE}»"
    assert entries == [
        ("perimetre", "périmètre de travail (1)", "Retiré", led),
        ("perimetre", None, "périmètre de travail (1)", led),
        ("chiffre", "fait ou en cours 1\N{NO-BREAK SPACE}ktCO2e", "fait ou en cours 2\N{NO-BREAK SPACE}ktCO2e", spoke),
        ("chiffre", None, "fait ou en cours 1\N{NO-BREAK SPACE}ktCO2e", spoke),
        ("cle", "Population", "Ménages", led),
        ("cle", None, "Population", led),
    ]
    assert (row.organisation, TerritoryFigure.objects.first().organisation) == (None, territory.organisation)
    assert "Retiré" in client.get(JOURNAL).content.decode()


def test_files_and_the_api_hold_the_same(client: Client) -> None:
    LeverKeyChoiceFactory()
    [row] = client.get("/api/v1/regions/24/decisions").json()
    assert (row["kind"], row["subject"], row["ended_on"]) == ("cle", "Véhicules électriques", None)
    assert row["reason"] == client.get(f"{JOURNAL}.json").json()["tables"]["decisions"]["rows"][0]["reason"]
    assert client.get(f"{JOURNAL}.ods").status_code == 200
