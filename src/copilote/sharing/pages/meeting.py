"""The meeting of a département: its slides one by one on a screen, and as files."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.reference.simulator import Region
from copilote.sharing.documents.deck import Deck
from copilote.ui.page import Entry, Page, Slide
from copilote.words import _
from copilote.words.numbers import counted


@dataclass(frozen=True, kw_only=True)
class MeetingPage(Page):
    """What the meeting shows, slide by slide; `departement` : its code."""

    deck: Deck
    departement: str

    @property
    def slides(self) -> tuple[Slide, ...]:
        """Those of its files: the sheet's title and figures, then what there is to show."""
        sheet = self.deck.sheet
        figures = tuple((figure.value, figure.meaning) for figure in sheet.figures[:3])
        first = Slide(sheet.title, sheet.by_theme.narrow, figures, _("réunion du département, part indicative"))
        return (
            first,
            *(
                Slide(slide.title, slide.chart, (), slide.source, slide.points, slide.tables)
                for slide in self.deck.slides
            ),
        )


def meeting_page(region: Region, code: str, deck: Deck) -> MeetingPage:
    """The page of a département's meeting."""
    name = deck.sheet.name
    return MeetingPage(
        title=_(
            "%(name)s : la réunion en %(slides)s",
            name=name,
            slides=counted(len(deck.slides) + 1, "diapositive", "diapositives"),
        ),
        summary=_("Les nombres de la fiche du département, à projeter, à imprimer ou à remanier."),
        region=region,
        section="territories",
        trail=(
            Entry.to(_("Territoires"), "territories", region.slug),
            Entry(name, reverse("territory", args=["departement", code])),
            Entry.to(_("Réunion"), "meeting", region.slug, code),
        ),
        deck=deck,
        departement=code,
    )
