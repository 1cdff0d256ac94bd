"""Observed series in words."""

from __future__ import annotations

import pytest

from copilote.exchange.observed import regional_observations
from copilote.ui.observations import readable, sentence
from copilote.words.numbers import NBSP


@pytest.mark.parametrize(
    ("region", "number", "told"),
    [
        ("28", "510", "tenue, mais perdue avant 2030 à ce rythme."),
        ("24", "510", "déjà atteinte."),
        ("24", "686", "rester au-dessous n’est pas une avance."),
        ("24", "898", "trop lent sur un an et depuis 2022 ; au rythme depuis 2019."),
        ("24", "685", "trop ancienne pour juger du rythme."),
        ("24", "611", f"au plus pour tenir le plafond : 2,8{NBSP}fois trop vite."),
    ],
)
def test_an_observed_series_says_how_it_stands_against_its_target(region: str, number: str, told: str) -> None:
    assert sentence(readable(regional_observations(region, [number])[0])).endswith(told)
