"""The form by which a COP writes in a cell of the matrix, and its page. In French only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from copilote.adaptation.issues.models import Sign
from copilote.adaptation.issues.writing import held_in
from copilote.cop.working.fields import ReasonField, SeenField
from copilote.exchange.issues import issue_rows
from copilote.reference.issues import load_issues
from copilote.reference.simulator import Region
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words.typography import capital

LONGEST = 300
LEVER, ISSUE, SIGN, LINE, BASIS, REASON = "levier", "enjeu", "effet", "phrase", "source", "raison"


class IssueForm(Form):
    """A lever, an issue, what the one does to the other, in one line, on what ground, and why the COP says so."""

    levier = forms.ChoiceField(label="Levier", error_messages={"required": "Choisissez un levier."})
    enjeu = forms.ChoiceField(label="Enjeu", error_messages={"required": "Choisissez un enjeu."})
    effet = forms.ChoiceField(label="Effet", error_messages={"required": "Choisissez un effet."})
    phrase = forms.CharField(
        label="En une phrase", required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 2}),
        help_text=f"{LONGEST} signes au plus. Pour « favorable sous condition », dites la condition.",
    )  # fmt: skip
    source = forms.CharField(
        label="Source", required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 2}),
        help_text="Un texte, une étude ou un débat de la COP : titre, année, adresse.",
    )  # fmt: skip
    raison = ReasonField("Pourquoi ce changement ? (publié)")
    vu = SeenField()

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        levers = [(row.lever.id, row.lever.name) for row in issue_rows()]
        self.offer(LEVER, [("", "Choisir un levier"), *levers])
        self.offer(ISSUE, [("", "Choisir un enjeu"), *((one.id, one.name) for one in load_issues().values())])
        self.offer(SIGN, [("", "Choisir un effet"), *((one.value, capital(str(one.label))) for one in Sign)])

    def clean(self) -> dict[str, Any]:
        """A line and a source, unless the COP goes back to what texts say."""
        cleaned = super().clean() or {}
        if cleaned.get(SIGN) and cleaned[SIGN] != Sign.NONE:
            for name, missing in ((LINE, "Écrivez une phrase."), (BASIS, "Dites sur quoi la COP s’appuie.")):
                if not cleaned.get(name, "").strip() and name not in self.errors:
                    self.add_error(name, missing)
        return cleaned


@dataclass(frozen=True, kw_only=True)
class IssueFormPage(Page):
    """The form. said : what the cell says without the COP, "" before one is chosen; back : address."""

    form: IssueForm
    said: str
    back: str


def issue_form(region: Region, data: Mapping[str, Any]) -> IssueForm:
    """The form of a cell as it is first shown: what the COP wrote there, where it did."""
    lever, issue = str(data.get(LEVER, ""))[:20], str(data.get(ISSUE, ""))[:20]
    held = held_in(region.code, lever, issue)
    first: dict[str, Any] = {LEVER: lever, ISSUE: issue, "vu": held.pk if held else 0}
    if held is not None:
        first |= {SIGN: held.sign, LINE: held.line, BASIS: held.basis}
    return IssueForm(initial=first)


def form_page(region: Region, form: IssueForm) -> IssueFormPage:
    """The page of the form."""
    return IssueFormPage(
        title="Écrire dans la matrice des leviers et des enjeux",
        summary="Ce que la COP écrit remplace, dans sa région, ce que disent les textes et le baromètre. C’est public, "
        "avec la date et la raison, et rien n’est effacé.",
        region=region,
        section="resources",
        trail=(Entry.to("Leviers et enjeux", "issues", region.slug), Entry("Écrire", "")),
        form=form,
        said=_said(form),
        back=reverse("issues", args=[region.slug]),
    )


def _said(form: IssueForm) -> str:
    lever, issue = form[LEVER].value(), form[ISSUE].value()
    found = [(row, cell) for row in issue_rows() if row.lever.id == lever for cell in row.cells if cell.issue == issue]
    if not found:
        return ""
    row, cell = found[0]
    # A form is sent from the page that showed it: what it is about is named, in case another cell is chosen there.
    of = f"« {row.lever.name} », « {load_issues()[issue].name} »"
    return f"{of} : sans la COP, la case dit : {cell.line}" if cell.line else f"{of} : sans la COP, la case est vide."
