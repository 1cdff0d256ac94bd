"""Forms: Django's own, rendered by one accessible component; numbers typed the French way.

A template writes `{% include "ui/components/errors.html" %}`, then each field by `{{ form.name.as_field_group }}`:
label, hint, unit, what it amounts to as one types, errors beside it. What was typed is kept, as Django keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from copilote.exchange.numbers import parse_number
from copilote.reference.errors import CopiloteError
from copilote.words import _
from copilote.words.numbers import format_short, typed, with_unit

_CLASSES = {forms.Select: "fr-select", forms.CheckboxInput: "", forms.RadioSelect: "", forms.HiddenInput: ""}
LONGEST = 40
"""Characters of a typed number: beyond, it is a slip."""


class Renderer(TemplatesSetting):
    """Fields by our component, wherever a form comes from."""

    field_template_name = "ui/components/field.html"


class Form(forms.Form):
    """A form of ours: the DSFR's classes on its widgets, and a summary of what is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_css_class = "fr-input-group--error"
        self.dress()

    def dress(self) -> None:
        """Give each widget its class; to be called again by who adds fields."""
        for field in self.fields.values():
            style = next((css for kind, css in _CLASSES.items() if isinstance(field.widget, kind)), "fr-input")
            if style:
                field.widget.attrs.setdefault("class", style)

    def offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        """What a list offers, when that depends on the page: (value, label), or (label of a group, its choices)."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def mistakes(self) -> list[tuple[str, str, str]]:
        """(identifier of the field, its label, what is wrong), "" for what is wrong with the whole."""
        wrong = [("", "", str(error)) for error in self.non_field_errors()]
        for field in self.visible_fields():
            label = str(field.label)
            for error in map(str, field.errors):
                text = error[len(label) :].lstrip(" \u00a0:") if error.startswith(label) else error
                wrong.append((field.id_for_label or field.auto_id, label, text))
        return wrong


class AmountField(forms.CharField):
    """A number as people type it ("1 500", "1,5"), in a unit; None when empty and not required.

    unit : said beside the field. low, high : bounds, both allowed; out of them is refused with the bound. live : what
    the amount is worth in another unit, kept up to date by a script (`data-amount`), "" without one.
    """

    def __init__(
        self, *, unit: str = "", low: float | None = None, high: float | None = None, live: str = "", **kwargs: Any
    ) -> None:
        self.unit, self.low, self.high, self.live = unit, low, high, live
        kwargs.setdefault("required", False)
        super().__init__(max_length=LONGEST, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """The number, or None. Raises ValidationError in words."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(typed(text), str(self.label or _("valeur")))
        except CopiloteError as error:
            raise forms.ValidationError(str(error)) from None
        if self.low is not None and number < self.low:
            raise forms.ValidationError(_("Pas moins de %(low)s.", low=self._bound(self.low)))
        if self.high is not None and number > self.high:
            raise forms.ValidationError(_("Pas plus de %(high)s.", high=self._bound(self.high)))
        return number

    def _bound(self, bound: float) -> str:
        return with_unit(format_short(bound), self.unit)
