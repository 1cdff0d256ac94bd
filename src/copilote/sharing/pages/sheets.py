"""The page that makes all the sheets of a region: where each batch is, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copilote.reference.simulator import Region
from copilote.sharing.documents.background import CANCELLED, FAILED, READY, RUNNING, Batch, State
from copilote.sharing.documents.batch import tasks_of
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.seen import address_of, tied
from copilote.ui.translation import t
from copilote.ui.words import counted, format_decimals, with_unit

TITLES = {
    "departement": gettext_lazy("Les fiches des départements"),
    "crte": gettext_lazy("Les fiches des périmètres de CRTE"),
    "epci": gettext_lazy("Les fiches des intercommunalités"),
}
QUICK = 40
"""Sheets that take less than a minute, on a busy machine too."""


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as the page shows it. status : a sentence; failed : (territory, why) of the sheets left out."""

    level: str
    title: str
    count: int
    running: bool
    ready: bool
    done: int
    status: str
    failed: tuple[tuple[str, str], ...]
    download: str


@dataclass(frozen=True, kw_only=True)
class SheetsPage(Page):
    """All the batches of a region. notice : why what was asked was not begun, or ""."""

    batches: tuple[BatchView, ...]
    decks: tuple[tuple[str, str, str], ...]
    progress: str
    notice: str = ""

    @property
    def said(self) -> str:
        """The sentence of a batch under way, as the page's program fills it in."""
        return tied(progress_words())

    @property
    def running(self) -> bool:
        """Whether one is under way: the page then looks again by itself."""
        return any(one.running for one in self.batches)


def sheets_page(region: Region, batches: Mapping[str, Batch], notice: str = "") -> SheetsPage:
    """The page of a region's batches (by level)."""
    departements = tasks_of(region.code, "departement")
    trail = [Entry(_("Territoires"), address_of("territories", region.slug))]
    return SheetsPage(
        title=tied(_("%(name)s : une fiche de deux pages par territoire") % {"name": region.name}),
        summary=_("Toutes les fiches d’un niveau, dans un seul fichier ZIP à télécharger et à imprimer."),
        region=region,
        section="territories",
        trail=(*(one for one in trail if one.address), Entry(_("Fiches à imprimer"), "")),
        batches=tuple(_view(region, level, batch) for level, batch in batches.items()),
        decks=tuple(
            (
                one.name,
                address_of("deck", region.slug, one.code, "pdf"),
                address_of("deck", region.slug, one.code, "pptx"),
            )
            for one in departements
        ),
        progress=reverse("sheets_progress", args=[region.slug]),
        notice=notice,
    )


def _view(region: Region, level: str, batch: Batch) -> BatchView:
    state = batch.state()
    count = len(tasks_of(region.code, level))
    return BatchView(
        level=level,
        title=str(TITLES[level]),
        count=count,
        running=state.status == RUNNING,
        ready=state.status == READY,
        done=state.done,
        status=tied(status_words(state, count)),
        failed=tuple((name, t(why)) for name, why in state.failed),
        download=reverse("sheets_zip", args=[region.slug, level]) if state.status == READY else "",
    )


def status_words(state: State, count: int) -> str:
    """Where a batch is, in a sentence."""
    values = {"done": state.done, "total": state.total or count}
    if state.status == RUNNING:
        return progress_words() % values
    if state.status == READY:
        made = state.total - len(state.failed)
        size = with_unit(format_decimals(state.size / 1e6, 1), _("Mo"))
        if state.failed:
            told = _("Le fichier est prêt, avec %(made)s fiches sur %(total)s (%(size)s).")
            return told % {"made": made, "total": state.total, "size": size}
        return _("Le fichier est prêt : %(made)s (%(size)s).") % {"made": counted(made, "fiche"), "size": size}
    if state.status == CANCELLED:
        return _("Arrêté à %(done)s sur %(total)s : rien n’a été gardé.") % values
    if state.status == FAILED:
        return _("Arrêté : %(why)s Rien n’a été gardé ; vous pouvez recommencer.") % {"why": t(state.error)}
    told = _("%(n)s à préparer : environ une minute.") if count > QUICK else _("%(n)s à préparer : moins d’une minute.")
    return told % {"n": counted(count, "fiche")}


def progress_words() -> str:
    """The sentence of a batch under way, its numbers to be filled in here or by the page's program."""
    return _("Fiches faites : %(done)s sur %(total)s.")
