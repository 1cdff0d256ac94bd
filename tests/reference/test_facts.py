"""Key figures: each one is the barometer's, or stands on its own source."""

from __future__ import annotations

import tomllib

from copilote.reference.barometer import load_national_indicators
from copilote.reference.facts import FRANCE, load_facts
from copilote.reference.soundness import Soundness
from copilote.reference.tables import PACKAGED, read_rows, table_path


def test_a_national_figure_is_the_one_of_its_indicator() -> None:
    indicators = {i.id: i for i in load_national_indicators()}
    checked = 0
    for fact in load_facts(FRANCE):
        if fact.indicator is None:
            continue
        indicator = indicators[fact.indicator]
        points = indicator.targets if "-cible-" in fact.id else indicator.values
        assert dict(points)[fact.year] == fact.value, fact.id
        assert indicator.unit == fact.unit, fact.id
        checked += 1
    assert checked >= 30


def test_the_sectors_of_2019_add_up_to_the_national_emissions() -> None:
    values = {fact.id: fact.value for fact in load_facts(FRANCE)}
    sectors = ("transports", "batiments", "agriculture", "industrie", "energie", "dechets")
    assert abs(sum(values[f"{sector}-2019"] for sector in sectors) - values["emissions-2019"]) < 2
    assert values["emissions-cible-2030"] == 276


def test_the_centre_val_de_loire_has_its_inventory() -> None:
    facts = {fact.id: fact for fact in load_facts("24")}
    assert facts["cvl-inventaire-2018"].value == 17_209_369
    assert facts["cvl-empreinte-2019"].soundness is Soundness.ESTIMATED


def test_every_fact_has_a_source_and_one_identifier() -> None:
    sources = tomllib.loads((PACKAGED / "sources.toml").read_text(encoding="utf-8"))
    facts = load_facts()
    assert len({fact.id for fact in facts}) == len(facts)
    assert {fact.source for fact in facts} <= set(sources)


def test_doubtful_figures_are_marked_and_costs_are_left_out_with_a_reason() -> None:
    soundness = {fact.id: fact.soundness for fact in load_facts()}
    assert soundness["dechets-2024"] is Soundness.ESTIMATED
    assert soundness["dechets-cible-2030"] is Soundness.ESTIMATED
    assert not any("€" in fact.unit for fact in load_facts())
    left_out = read_rows(table_path("facts", "left_out.csv"))
    assert any("Coûts" in row["what"] and "secondaires" in row["why"] for row in left_out)
