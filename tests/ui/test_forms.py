"""One component for all fields: label, hint, unit, errors beside the field and first on the page."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string

from copilote.ui.forms import AmountField, Form


class Pledge(Form):
    cars = AmountField(label="Véhicules", unit="véhicules", low=0, high=1500, help_text="En 2030", live="soit 12 kt")
    reason = forms.CharField(label="Raison", widget=forms.Textarea)


@pytest.mark.parametrize(("typed", "number"), [("1 500", 1500.0), ("1,5", 1.5), ("", None)])
def test_a_number_is_read_as_people_type_it(typed: str, number: float | None) -> None:
    form = Pledge({"cars": typed, "reason": "x"})
    assert form.is_valid()
    assert form.cleaned_data["cars"] == number


@pytest.mark.parametrize(
    ("typed", "words"), [("beaucoup", "n’est pas un nombre"), ("-1", "Pas moins de 0"), ("1501", "Pas plus de 1")]
)
def test_what_is_wrong_is_said_beside_the_field_and_keeps_what_was_typed(typed: str, words: str) -> None:
    form = Pledge({"cars": typed, "reason": "x"})
    assert not form.is_valid()
    html = form["cars"].as_field_group()
    assert words in html
    assert f'value="{typed}"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_cars_helptext id_cars_error"' in html


def test_the_component_says_label_unit_hint_and_what_the_amount_is_worth() -> None:
    html = Pledge()["cars"].as_field_group()
    for part in ('<label class="fr-label" for="id_cars">', "(véhicules)", "En 2030", "soit 12 kt", 'class="fr-input"'):
        assert part in html


def test_a_summary_leads_to_each_field() -> None:
    form = Pledge({"cars": "x" * 50, "reason": "<b>"})
    html = render_to_string("ui/components/errors.html", {"form": form})
    assert 'href="#id_cars"' in html
    assert render_to_string("ui/components/errors.html", {"form": Pledge()}).strip() == ""
