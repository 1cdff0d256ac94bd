"""The comparison of keys for everyone; the COP's choice, seen before it is recorded, dated, undone."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client

from copilote.cli.installation import decided
from copilote.exchange.perimeters import place_of
from copilote.exchange.shares import Bound, KeyChoice, share_of
from copilote.reference.errors import CopiloteError
from copilote.sharing.decisions import record_choice, undo_choice
from copilote.sharing.models import LeverKeyChoice
from copilote.sharing.recorded import all_choices, choices_of
from support_cop import CHOICE, KEYS, animator, browser_of
from support_words import text_of

LEVER = "?levier=augm_voitelec"


def fields(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of a page, as its form sends them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"[^>]*>', page.content.decode())
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


# The page


def test_keys_are_compared_with_equal_sums(client: Client) -> None:
    text = text_of(client.get(KEYS + LEVER + "&niveau=departement"))
    assert "482 ktCO2e à partager" in text
    for told in (
        "Par habitant",
        "Par potentiel restant",
        "Effort égal",
        "inventaire communal de l’ADEME",
        "estimation correcte",
    ):
        assert told in text
    assert re.search(r"Région 482,14 482,14 482,14 482,14 0,00", text)


def test_a_mix_is_compared_with_the_default(client: Client) -> None:
    text = text_of(client.get(KEYS + LEVER + "&cle1=population&poids1=2&cle2=jobs&poids2=1"))
    assert "Votre mélange" in text
    assert "« Votre mélange » : " in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("&cle1=population&poids1=abc", "n’est pas un nombre"),
        ("&cle1=population&poids1=-1", "au-dessus de 0"),
        ("&cle1=fusee", "Clé inconnue"),
        ("&poids1=3", "Un poids sans clé"),
    ],
)
def test_a_mix_that_cannot_be_is_told_beside_its_field(client: Client, query: str, told: str) -> None:
    response = client.get(KEYS + LEVER + query)
    assert response.status_code == 200
    assert told in text_of(response)


@pytest.mark.parametrize("query", ["?levier=fusee", "?niveau=canton"])
def test_an_unknown_lever_or_level_is_told(client: Client, query: str) -> None:
    assert client.get(KEYS + query).status_code == 400


def test_a_target_that_is_not_known_says_so(client: Client) -> None:
    text = text_of(client.get("/regions/ile-de-france/repartition?levier=co2_foret"))
    assert "n’est pas connu : il n’y a rien à partager" in text


@pytest.mark.parametrize("slug", ["guadeloupe", "mayotte", "corse", "ile-de-france"])
def test_the_page_holds_in_special_regions(client: Client, slug: str) -> None:
    assert client.get(f"/regions/{slug}/repartition").status_code == 200


def test_the_page_takes_few_queries(client: Client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
        client.get(KEYS + LEVER)


def test_the_page_has_nothing_inline_and_headings_in_order(client: Client) -> None:
    body = client.get(KEYS + LEVER).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", body)
    levels = [int(one) for one in re.findall(r"<h([1-6])[\s>]", body)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    identifiers = re.findall(r'\sid="([^"]+)"', body)
    assert len(identifiers) == len(set(identifiers))


# The choice


def test_a_choice_is_seen_then_recorded_then_public() -> None:
    browser = browser_of(animator())
    form = browser.get(f"{KEYS}/choisir{LEVER}&cle1=population")
    assert form.status_code == 200
    preview = browser.post(f"{KEYS}/choisir", CHOICE | {"max-243700754": "40"})
    assert "égales à la tonne" in text_of(preview)
    assert "au plus 40 ktCO2e" in text_of(preview).replace("\u00a0", " ")
    assert choices_of("24") == ()
    done = browser.post(f"{KEYS}/choisir", fields(preview) | {"etape": "enregistrer"})
    assert done.status_code == 302
    (choice,) = choices_of("24")
    assert choice.keys == (("population", 1.0),)
    assert choice.bounds == (Bound("epci", "243700754", None, 40.0),)
    assert (choice.reason, choice.author) == ("Plus simple à dire.", "animation de la COP")
    assert choice.decided_on is not None
    assert share_of(place_of("epci", "243700754"), {"24": (choice,)}).part("augm_voitelec").tonnes <= 40_000
    public = text_of(Client().get(KEYS + LEVER))
    assert "Plus simple à dire." in public
    assert choice.decided_on.strftime("%d/%m/%Y") in public
    assert "Anne" not in public


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"raison": " "}, "Écrivez la raison"),
        ({"raison": "x" * 2001}, "Raison trop longue"),
        ({"cle1": ""}, "Choisissez une clé au moins"),
        ({"cle1": "fusee"}, "Clé inconnue"),
        ({"min-200030385": "abc"}, "n’est pas un nombre"),
        ({"min-200030385": "-1"}, "ne peut pas être négatif"),
        ({"min-200030385": "5", "max-200030385": "4"}, "Le plancher dépasse le plafond"),
        ({"min-200030385": "600"}, "Les planchers dépassent l’objectif de 117,"),
    ],
)
def test_a_choice_that_cannot_be_is_told_and_kept_as_typed(changed: dict[str, str], told: str) -> None:
    browser = browser_of(animator())
    response = browser.post(f"{KEYS}/choisir", CHOICE | changed | {"etape": "enregistrer"})
    assert response.status_code == 400
    assert told in text_of(response)
    for name, value in changed.items():
        if name.startswith(("min", "max")):
            assert f'name="{name}" value="{value}"' in response.content.decode()
    assert not LeverKeyChoice.objects.exists()


def test_ceilings_that_leave_something_say_how_much() -> None:
    browser = browser_of(animator())
    page = browser.get(f"{KEYS}/choisir{LEVER}&niveau=departement").content.decode()
    ceilings = dict.fromkeys(re.findall(r'name="(max-[^"]+)"', page), "50")
    response = browser.post(f"{KEYS}/choisir", CHOICE | {"niveau": "departement"} | ceilings)
    assert "182,1" in text_of(response)
    assert "sans territoire pour les prendre" in text_of(response)


def test_correcting_gives_back_what_was_typed() -> None:
    browser = browser_of(animator())
    response = browser.post(f"{KEYS}/choisir", CHOICE | {"max-243700754": "40,5", "etape": "corriger"})
    assert response.status_code == 200
    assert 'name="max-243700754" value="40,5"' in response.content.decode()
    assert "Plus simple à dire." in response.content.decode()


def test_two_who_decide_at_once_do_not_overwrite_each_other() -> None:
    browser = browser_of(animator())
    first = browser.post(f"{KEYS}/choisir", CHOICE | {"etape": "enregistrer"})
    late = browser.post(f"{KEYS}/choisir", CHOICE | {"raison": "Autre raison", "etape": "enregistrer"})
    assert (first.status_code, late.status_code) == (302, 409)
    assert "Un autre choix vient d’être enregistré" in text_of(late)
    assert "Autre raison" in late.content.decode()
    assert LeverKeyChoice.objects.count() == 1


def test_undoing_brings_back_the_choice_before_then_the_default() -> None:
    member = animator()
    first = record_choice(member, KeyChoice("augm_voitelec", (("population", 1.0),), (), "Première"))
    second = record_choice(member, KeyChoice("augm_voitelec", (("jobs", 1.0),), (), "Seconde"))
    back = undo_choice(member, second, "Trop dur pour les villes")
    assert back.restores == first
    assert choices_of("24")[0].keys == (("population", 1.0),)
    undone = undo_choice(member, back, "Tout reprendre")
    assert undone.withdrawn
    assert choices_of("24") == ()
    rows = LeverKeyChoice.objects.order_by("pk")
    assert [row.reason for row in rows] == ["Première", "Seconde", "Trop dur pour les villes", "Tout reprendre"]
    assert [row.in_force for row in rows] == [False, False, False, True]
    assert all(row.ended_at for row in rows if not row.in_force)
    public = text_of(Client().get(KEYS + LEVER))
    for told in ("Retour à la règle habituelle", "Tout reprendre", "Trop dur pour les villes", "Retour au choix du"):
        assert told in public
    with pytest.raises(CopiloteError):
        undo_choice(member, undone, "Encore")


def test_undoing_asks_why() -> None:
    member = animator()
    browser = browser_of(member)
    assert browser.get(f"{KEYS}/annuler{LEVER}").status_code == 400
    row = record_choice(member, KeyChoice("augm_voitelec", (("population", 1.0),), (), "Raison"))
    asked = {"levier": "augm_voitelec", "vu": str(row.pk), "raison": ""}
    assert browser.post(f"{KEYS}/annuler", asked).status_code == 400
    assert browser.post(f"{KEYS}/annuler", asked | {"vu": "0", "raison": "Non"}).status_code == 409
    assert len(choices_of("24")) == 1
    assert browser.post(f"{KEYS}/annuler", asked | {"raison": "Non"}).status_code == 302
    assert choices_of("24") == ()


# The base


def test_choices_are_read_in_the_order_of_levers_region_by_region(django_assert_num_queries) -> None:
    member, other = animator(), animator("53")
    for lever in ("augm_haies", "augm_voitelec"):
        record_choice(member, KeyChoice(lever, (("population", 1.0),), (), "Raison"))
    record_choice(other, KeyChoice("augm_haies", (("hedges", 1.0),), (), "Raison"))
    with django_assert_num_queries(1):
        assert [one.lever for one in choices_of("24")] == ["augm_voitelec", "augm_haies"]
    with django_assert_num_queries(1):
        assert {region: len(found) for region, found in all_choices().items()} == {"24": 2, "53": 1}
    assert choices_of("84") == ()


def test_a_lever_of_another_edition_is_left_out() -> None:
    member = animator()
    LeverKeyChoice.objects.create(cop=member.cop, lever="ancien", keys=[["population", 1]], reason="x")
    assert choices_of("24") == ()


def test_the_database_keeps_one_choice_in_force_and_asks_why() -> None:
    cop = animator().cop
    LeverKeyChoice.objects.create(cop=cop, lever="augm_haies", keys=[["hedges", 1]], reason="x")
    for values in ({"lever": "augm_haies", "reason": "y"}, {"lever": "augm_covoit", "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LeverKeyChoice.objects.create(cop=cop, keys=[["hedges", 1]], **values)


@pytest.mark.parametrize("keys", [(), (("fusee", 1.0),), (("population", 0.0),), (("population", -1.0),)])
def test_keys_that_make_no_sense_are_not_recorded(keys: tuple[tuple[str, float], ...]) -> None:
    with pytest.raises(CopiloteError):
        record_choice(animator(), KeyChoice("augm_haies", keys, (), "Raison"))


def test_an_account_that_closes_leaves_the_decision_without_a_name() -> None:
    member = animator()
    row = record_choice(member, KeyChoice("augm_haies", (("hedges", 1.0),), (), "Raison"))
    member.user.delete()
    row.refresh_from_db()
    assert row.author is None
    assert choices_of("24")[0].author == "animation de la COP"
    assert Client().get(KEYS + "?levier=augm_haies").status_code == 200


def test_a_command_without_a_base_finds_no_choice(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COPILOTE_HOME", str(tmp_path))
    assert decided(choices_of, "24") == ()
    assert not list(tmp_path.iterdir())


def test_days_are_those_of_paris() -> None:
    row = record_choice(animator(), KeyChoice("augm_haies", (("hedges", 1.0),), (), "Raison"))
    row.decided_at = row.decided_at.replace(hour=23, minute=30)
    assert row.decided_on == (row.decided_at + timedelta(hours=2)).date()
