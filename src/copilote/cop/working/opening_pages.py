"""The pages of the assistant that opens a COP: where, what is proposed, what will be opened. In French only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from copilote.cop.calendar import HELD, NAMES
from copilote.cop.calendar_page import DaysForm
from copilote.cop.models import Brand, User
from copilote.cop.opening import Ground, Opening, draft_of, proposed_dates
from copilote.cop.organisations import Key, Respondent, propose_respondents
from copilote.cop.working.organisation_writing import GROUPS, wanted_in
from copilote.reference.simulator import find_region
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted
from copilote.words.typography import day_words

MYSELF, ANOTHER, BOTH = "moi", "autre", "deux"
WHO = ((MYSELF, "Moi"), (ANOTHER, "Une autre personne, que j’invite"), (BOTH, "Nous deux"))


class OpeningForm(DaysForm):
    """What a COP is, its dates and who leads it; all is proposed already."""

    nom = forms.CharField(label="Nom de la COP", max_length=120)
    etat = forms.CharField(
        label="Service de l’État qui l’anime",
        max_length=120,
        required=False,
        help_text="Nommez un service, pas une personne : il est public.",
    )
    conseil = forms.CharField(label="Collectivité qui l’anime avec lui", max_length=120, required=False)
    marque = forms.ChoiceField(
        label="Bloc de marque en tête des pages",
        choices=Brand.choices,
        initial=Brand.NEUTRAL,
        help_text="Celui de l’État est réservé à ses services.",
    )
    qui = forms.ChoiceField(label="Qui tient cette COP sur le site ?", choices=WHO, initial=MYSELF)
    courriel = forms.EmailField(
        label="Adresse e-mail de l’autre personne",
        max_length=254,
        required=False,
        error_messages={"invalid": "Écrivez une adresse entière, comme prenom.nom@exemple.fr."},
    )
    personne = forms.CharField(label="Son nom", max_length=120, required=False)

    def __init__(self, ground: Ground, user: User, given: QueryDict | None) -> None:
        self.draft, self.user, self.given = draft_of(ground), user, given
        days = {
            f"{end}_{stage}": day
            for stage, dates in proposed_dates().items()
            for end, day in zip(("du", "au"), dates, strict=True)
        }
        draft = self.draft
        initial = {"nom": draft.name, "etat": draft.state_service, "conseil": draft.council} | days
        super().__init__(given, initial=initial, auto_id="%s")
        if settings.BRAND != Brand.STATE:
            del self.fields["marque"]
        self.ask_days()

    @property
    def respondents(self) -> tuple[Respondent, ...]:
        """The territories that may be asked."""
        return propose_respondents(self.draft)

    @property
    def wanted(self) -> frozenset[Key]:
        """Those that are ticked: those advised, before anything is sent."""
        if self.given is None:
            return frozenset(row.key for row in self.respondents if row.advised)
        return frozenset(wanted_in(self.given)) & {row.key for row in self.respondents}

    def clean(self) -> dict[str, Any]:
        """Another person has an address, which is not one's own."""
        cleaned = super().clean()
        if cleaned.get("qui") in (ANOTHER, BOTH) and "courriel" not in self.errors:
            if not cleaned.get("courriel"):
                self.add_error("courriel", "Donnez l’adresse de la personne qui tiendra la COP.")
            elif cleaned["courriel"].strip().lower() == self.user.email:
                self.add_error("courriel", "C’est la vôtre : choisissez « Moi », ou donnez celle de l’autre personne.")
        return cleaned

    @property
    def opening(self) -> Opening:
        """What is to be opened, once valid."""
        given, cop = self.cleaned_data, self.draft
        cop.name, cop.state_service, cop.council = given["nom"], given["etat"], given["conseil"]
        cop.brand = given.get("marque", Brand.NEUTRAL)
        oneself, other = (self.user.email, ""), (given["courriel"], given["personne"])
        leads = {MYSELF: (oneself,), ANOTHER: (other,), BOTH: (oneself, other)}[given["qui"]]
        return Opening(cop, self.dates, self.wanted, leads)


@dataclass(frozen=True, kw_only=True)
class GroundPage(Page):
    """Where a COP may be opened."""

    groups: tuple[tuple[str, tuple[Ground, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class OpeningPage(Page):
    """What is proposed. groups : (title, [(territory, whether it is ticked)])."""

    form: OpeningForm
    groups: tuple[tuple[str, tuple[tuple[Respondent, bool], ...]], ...]
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class SummaryPage(Page):
    """What will be opened, line by line, and what the form held, to be sent again."""

    lines: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]


def _trail(*more: Entry) -> tuple[Entry, ...]:
    return Entry("Ouvrir une COP", reverse("open_cop")), *more


def ground_page(groups: tuple[tuple[str, tuple[Ground, ...]], ...]) -> GroundPage:
    """Where."""
    return GroundPage(
        title="Ouvrir une COP : pour quel territoire ?",
        summary="Trois pages : le territoire, ce qui est proposé pour lui, un résumé. Rien n’est gardé avant la fin.",
        trail=_trail(),
        groups=groups,
    )


def opening_page(ground: Ground, form: OpeningForm, error: str = "") -> OpeningPage:
    """What is proposed, all of it to be changed at will."""
    wanted, proposed = form.wanted, form.respondents
    groups = tuple(
        (title, tuple((row, row.key in wanted) for row in proposed if row.level == level))
        for level, title in GROUPS.items()
    )
    return OpeningPage(
        title=f"Ouvrir la COP : {ground.name}",
        summary="Tout est proposé : changez ce qui ne convient pas. Rien n’est gardé avant le résumé qui suit.",
        region=find_region(ground.region),
        section="cop",
        trail=_trail(),
        form=form,
        groups=tuple((title, rows) for title, rows in groups if rows),
        error=error,
    )


def summary_page(ground: Ground, form: OpeningForm) -> SummaryPage:
    """What will be opened."""
    opening = form.opening
    cop = opening.cop
    asked = [row for row in form.respondents if row.key in opening.respondents]
    lines = [("Nom", cop.name), ("Animée par", " et ".join(cop.leads) or "personne n’est nommé")]
    if "marque" in form.fields:
        lines.append(("Bloc de marque", str(Brand(cop.brand).label)))
    lines += [(NAMES[stage], _days(opening.dates[stage])) for stage in HELD]
    lines += [
        (title, counted(sum(row.level == level for row in asked), "organisation", "organisations"))
        for level, title in GROUPS.items()
    ]
    lines.append(("Tenue sur le site par", ", ".join(name or email for email, name in opening.leads)))
    given = form.given or QueryDict()
    sent = [(name, text) for name, texts in given.lists() for text in texts]
    return SummaryPage(
        title=f"Ouvrir la {cop.name} ?",
        summary="Voici ce qui sera ouvert. Sa page sera publique aussitôt ; tout peut changer ensuite.",
        region=find_region(ground.region),
        section="cop",
        trail=_trail(),
        lines=tuple(lines),
        held=tuple((name, text) for name, text in sent if name not in ("csrfmiddlewaretoken", "etape")),
    )


def _days(dates: tuple[Any, Any]) -> str:
    opens, closes = (day_words(day) if day else "" for day in dates)
    if opens and closes:
        return f"du {opens} au {closes}"
    return f"à partir du {opens}" if opens else f"jusqu’au {closes}" if closes else "dates à venir"
