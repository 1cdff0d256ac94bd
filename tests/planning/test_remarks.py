"""What is said of a scenario: once, and the same on the command line, in the API, on pages and in files."""

from __future__ import annotations

import pytest
from django.test import Client

from copilote.exchange.records.simulator import outcome_record
from copilote.planning.remarks import RemarkKind, note_of, remarks
from copilote.planning.scenario import Change, Outcome, Scenario, evaluate
from copilote.reference.simulator import find_region, load_levers
from support_cli import copilote
from support_words import text_of

FUEL, CARPOOL, FOREST = "reduc_rfioul", "augm_covoit", "co2_foret"


def outcome_of(region: str, **changes: Change) -> Outcome:
    return evaluate(Scenario(region, "2023", changes), load_levers(region))


def kinds_of(outcome: Outcome, lever: str) -> set[RemarkKind]:
    return {one.kind for one in remarks(outcome) if one.lever == lever}


def test_the_state_s_own_targets_call_for_no_word_but_of_stocks_that_they_use_up() -> None:
    assert {one.kind for one in remarks(outcome_of("24"))} <= {RemarkKind.BEYOND_STOCK}


@pytest.mark.parametrize(
    ("region", "lever", "change", "kind"),
    [
        ("24", FUEL, Change(new_target_kt=6000.0), RemarkKind.BEYOND_STOCK),
        ("24", FUEL, Change(completed_kt=300.0, new_target_kt=300.0), RemarkKind.BEYOND_STOCK),
        ("24", FUEL, Change(new_physical=500.0), RemarkKind.CLAMPED),
        ("24", CARPOOL, Change(new_target_kt=400.0), RemarkKind.BEYOND_TARGET),
        ("24", CARPOOL, Change(completed_kt=400.0), RemarkKind.BEYOND_TARGET),
        ("24", FOREST, Change(new_target_kt=10.0), RemarkKind.NOT_EDITABLE),
        ("24", FOREST, Change(new_target_kt=10.0), RemarkKind.ESTIMATED_TARGET),
        ("11", FOREST, Change(new_target_kt=10.0), RemarkKind.UNKNOWN_TARGET),
        ("24", "co2_hfc", Change(new_target_kt=10.0), RemarkKind.NOT_IN_REGION),
    ],
)
def test_what_goes_past_what_is_known_is_said(region: str, lever: str, change: Change, kind: RemarkKind) -> None:
    assert kind in kinds_of(outcome_of(region, **{lever: change}), lever)


def test_twice_the_target_and_what_the_stock_holds_call_for_no_word() -> None:
    target = next(one.target_kt for one in load_levers("24") if one.id == CARPOOL)
    assert not remarks(outcome_of("24", **{CARPOOL: Change(new_target_kt=2 * target)}))
    assert not kinds_of(outcome_of("24", **{FUEL: Change(new_target_kt=512.0)}), FUEL)


@pytest.mark.django_db
def test_the_command_the_pages_and_the_files_say_the_same(client: Client) -> None:
    query = f"t-{FUEL}=6000&t-{FOREST}=10&t-{CARPOOL}=400"
    outcome = outcome_of("24", **{FUEL: Change(None, 6000.0), FOREST: Change(None, 10.0), CARPOOL: Change(None, 400.0)})
    told = [one.sentence for one in remarks(outcome)]
    assert len(told) == 5
    link = f"https://planification-territoires.ecologie.gouv.fr/territoire/centre-val-de-loire/ambition?{query}"
    command = copilote("simulate", "CVL", "--link", link, "--format", "json")
    answer = command.json
    assert [one["text"] for one in answer["notes"]] == told
    by_lever = {line["id"]: line["note"] for line in answer["levers"]}
    assert by_lever[FUEL] == note_of(tuple(one for one in remarks(outcome) if one.lever == FUEL))
    assert all(one in _plain(command.err) for one in map(_plain, told))
    page = _plain(text_of(client.get(f"/regions/centre-val-de-loire/simulateur/resultat?{query}")))
    file = client.get(f"/regions/centre-val-de-loire/simulateur/resultat.json?{query}").json()
    for sentence in told:
        assert _plain(sentence) in page
        assert sentence in file["notes"]
    typed = _plain(text_of(client.get(f"/regions/centre-val-de-loire/simulateur/ambition?{query}")))
    assert all(_plain(one.text) in typed for one in remarks(outcome) if one.kind is RemarkKind.BEYOND_STOCK)


def _plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_a_record_without_remark_has_no_note() -> None:
    record = outcome_record(find_region("24"), outcome_of("24", **{CARPOOL: Change(new_target_kt=100.0)}))
    assert next(one for one in record["levers"] if one["id"] == CARPOOL)["note"] is None
