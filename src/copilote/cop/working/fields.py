"""Fields of the forms by which a COP decides. In French only."""

from __future__ import annotations

from typing import Any

from django import forms

MOST_REASON = 2000


class ReasonField(forms.CharField):
    """Why, in public."""

    def __init__(self, label: str, *, required: bool = True) -> None:
        errors = {
            "required": "Écrivez la raison : elle sera publique.",
            "max_length": "Raison trop longue : %(show_value)s signes, pour %(limit_value)s au plus.",
        }
        area = forms.Textarea({"rows": 4})
        super().__init__(label=label, max_length=MOST_REASON, required=required, widget=area, error_messages=errors)

    def to_python(self, value: Any) -> str:
        """With line ends of one sign, so that they count as one."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n")


class SeenField(forms.IntegerField):
    """The row in force when the page was made, 0 for none: whether another was recorded meanwhile."""

    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=10**17, required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> int:
        """0 for what is no number."""
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0
