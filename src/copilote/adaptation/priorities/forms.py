"""The form of a priority: what, which effect, how high, who; the rest is folded. In French only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from copilote.adaptation.priorities.columns import amount
from copilote.adaptation.priorities.content import Content, named_territories
from copilote.adaptation.priorities.models import LONGEST, Effect, Level, Support
from copilote.reference.errors import InputError
from copilote.ui.forms import Form
from copilote.words.numbers import format_full
from copilote.words.typography import capital

LINE, LINES = 1, 3
NAMES = {
    "intitule": "title",
    "effet": "effect",
    "niveau": "level",
    "porteur": "holder",
    "description": "description",
    "sensibilite": "sensitivity",
    "levier": "lever",
    "territoires": "territories",
    "parties": "stakeholders",
    "ingenierie": "engineering_state",
    "aide_ingenierie": "engineering",
    "financement": "funding_state",
    "aide_financement": "funding",
    "freins_region": "obstacles_regional",
    "freins_pays": "obstacles_national",
    "budget": "budget_eur",
    "fin": "ends_on",
    "reussite": "success",
}
"""The field of a priority that each field of the form writes."""
FOLDED = (
    ("Ce qui est en jeu, et où", ("description", "sensibilite", "levier", "territoires", "parties")),
    ("Moyens : ingénierie, financement, budget", (
        "ingenierie", "aide_ingenierie", "financement", "aide_financement", "budget",
    )),
    ("Freins à lever", ("freins_region", "freins_pays")),
    ("Échéance et réussite", ("fin", "reussite")),
)  # fmt: skip
"""What is folded: a heading, its fields."""


def _labels(choices: Any, empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((each.value, capital(str(each.label))) for each in choices)]


def _text(name: str, label: str, help_text: str = "", rows: int = LINES) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows > LINE else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=LONGEST[name], help_text=help_text, widget=widget)


class BudgetField(forms.CharField):
    """Euros, as people write them."""

    def clean(self, value: Any) -> Any:
        """The amount, or None."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return amount(text)
        except InputError as error:
            raise forms.ValidationError(capital(str(error))) from None


class PriorityForm(Form):
    """A priority. places : the départements that one may choose, by code; one alone is not asked."""

    departement = forms.ChoiceField(label="Département", error_messages={"required": "Choisissez le département."})
    effet = forms.ChoiceField(
        label="À quel effet du changement climatique répond-elle ?",
        choices=_labels(Effect, "Choisissez"),
        error_messages={"required": "Choisissez l’effet du changement climatique."},
    )
    intitule = forms.CharField(
        label="Intitulé",
        max_length=LONGEST["title"],
        help_text="En une ligne, ce qu’il faut faire : « Rafraîchir les écoles du Gâtinais ».",
        error_messages={"required": "Donnez un intitulé à cette priorité."},
    )
    niveau = forms.ChoiceField(label="Niveau de priorité", required=False, choices=_labels(Level, "À dire plus tard"))
    porteur = _text("holder", "Qui la porte ?", "Une collectivité, un service, un syndicat…", LINE)
    description = _text("description", "Description", rows=4)
    sensibilite = _text("sensitivity", "Sensibilité", "Qui ou quoi est exposé, et pourquoi ici.")
    levier = _text("lever", "Levier", "Ce sur quoi on agit : bâtiments, sols, gestion de l’eau…", 2)
    territoires = _text(
        "territories", "Territoires", "Noms ou codes, séparés par « ; ». Rien : tout le département.", LINE
    )
    parties = _text("stakeholders", "Parties prenantes à mobiliser", rows=2)
    ingenierie = forms.ChoiceField(label="Ingénierie", required=False, choices=_labels(Support, "Non dit"))
    aide_ingenierie = _text("engineering", "Qui aide, ou pourrait aider, en ingénierie", rows=2)
    financement = forms.ChoiceField(label="Financement", required=False, choices=_labels(Support, "Non dit"))
    aide_financement = _text("funding", "Qui aide, ou pourrait aider, à financer", rows=2)
    budget = BudgetField(
        label="Budget total anticipé",
        required=False,
        max_length=40,
        help_text="En euros : 45 000, 300 k€ ou 1,2 M€.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    freins_region = _text("obstacles_regional", "À lever dans la région", "Ils remontent à l’animation de la COP.")
    freins_pays = _text(
        "obstacles_national", "À lever au niveau national", "Ils sont réunis pour être envoyés à Paris."
    )
    fin = forms.DateField(
        label="Date de fin prévue",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez un jour, comme 31/12/2030."},
    )
    reussite = _text(
        "success", "Critères de réussite", "À quoi verra-t-on que c’est réussi ? Un indicateur, si possible."
    )
    raison = forms.CharField(label="Pourquoi ce changement ? (facultatif)", required=False, max_length=300)
    vu = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, region: str, places: Mapping[str, str], given: Mapping[str, Any] | None, content: Content | None = None,
        version: int = 0, departement: str = "",
    ) -> None:  # fmt: skip
        self.region = region
        initial = typed(content) | {"vu": version} if content else {"departement": departement}
        super().__init__(given, initial=initial, auto_id="%s")
        if content is not None or len(places) == 1:
            del self.fields["departement"]
        else:
            choices = sorted(places.items(), key=lambda item: item[1])
            self.fields["departement"].choices = [("", "Choisissez"), *choices]  # type: ignore[attr-defined]
        if content is None:
            del self.fields["raison"]

    def clean_territoires(self) -> str:
        """The territories by their names."""
        try:
            return named_territories(self.cleaned_data["territoires"], self.region)
        except InputError as error:
            raise forms.ValidationError(str(error)) from None

    @property
    def content(self) -> Content:
        """What was typed, once valid."""
        given = {name: self.cleaned_data[own] for own, name in NAMES.items()}
        return {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in given.items()}

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked of everybody."""
        return [self[name] for name in ("departement", "effet", "intitule", "niveau", "porteur") if name in self.fields]

    @property
    def folded(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """(heading, fields, whether it is open) of what is folded."""
        groups = [(heading, [self[name] for name in names]) for heading, names in FOLDED]
        return [(heading, fields, any(field.errors for field in fields)) for heading, fields in groups]


def typed(content: Content) -> dict[str, Any]:
    """What the form shows of a priority."""
    fields = {own: content[name] for own, name in NAMES.items()}
    if fields["budget"] is not None:
        fields["budget"] = format_full(fields["budget"])
    return fields


def merged(sent: Mapping[str, str], before: Content, now: Content, version: int) -> dict[str, Any]:
    """What was typed, with what a colleague wrote meanwhile in the fields that one had not touched."""
    was, stored = _texts(before), _texts(now)
    kept = {name: sent.get(name, "") for name in NAMES if sent.get(name, "").replace("\r\n", "\n") != was[name]}
    return stored | kept | {"vu": str(version), "raison": sent.get("raison", "")}


def _texts(content: Content) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in typed(content).items()}
