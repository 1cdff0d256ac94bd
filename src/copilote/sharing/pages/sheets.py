"""The page that makes all the sheets of a region: where each batch is, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from copilote.exchange.place import Place
from copilote.jobs.models import Job, State
from copilote.reference.simulator import Region
from copilote.sharing.documents.batch import tasks_of
from copilote.sharing.documents.deck import departements
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, with_unit
from copilote.words.typography import tied

TITLES = {
    "departement": N_("Les fiches des départements"),
    "crte": N_("Les fiches des périmètres de CRTE"),
    "epci": N_("Les fiches des intercommunalités"),
}
PROGRESS = N_("Fiches faites : %(done)s sur %(total)s.")
"""The sentence of a batch under way, its numbers to be filled in here or by the page's program."""
CLIMATE = "?climat=oui"
"""Of the addresses of sheets that have their third page."""
QUICK = 40
"""Sheets that take less than a minute, on a busy machine too."""


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as the page shows it: how many sheets it has, and where it is."""

    level: str
    count: int
    job: Job

    @property
    def title(self) -> str:
        """Which sheets they are."""
        return _(TITLES[self.level])

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self.job.under_way and not self.job.stranded

    @property
    def ready(self) -> bool:
        """Whether its file is there."""
        return self.job.status == State.READY

    @property
    def failed(self) -> list[tuple[str, str]]:
        """(territory, why) of the sheets left out."""
        return [(name, _(why)) for name, why in self.job.failures]

    @property
    def status(self) -> str:
        """Where it is, in a sentence."""
        return tied(status_words(self.job, self.count))


@dataclass(frozen=True, kw_only=True)
class SheetsPage(Page):
    """All the batches of a region, and the départements that have slides. notice : why what was asked was not begun,
    or "". stoppable : whether who reads may stop one that is under way. query : of the addresses of these sheets;
    choices : with two pages each, or three."""

    batches: tuple[BatchView, ...]
    departements: tuple[Place, ...]
    notice: str = ""
    stoppable: bool = False
    query: str = ""
    choices: tuple[Entry, ...] = ()

    @property
    def progress_words(self) -> str:
        """The sentence of a batch under way, as the page's program fills it in."""
        return tied(_(PROGRESS))

    @property
    def running(self) -> bool:
        """Whether one is under way: the page then follows it."""
        return any(batch.running for batch in self.batches)


def sheets_page(
    region: Region, jobs: Mapping[str, Job], notice: str = "", *, stoppable: bool = False, climate: bool = False
) -> SheetsPage:
    """The page of a region's batches. jobs : by level; climate : of sheets with their third page."""
    title = (
        N_("%(name)s : une fiche de trois pages par territoire")
        if climate
        else N_("%(name)s : une fiche de deux pages par territoire")
    )
    address = reverse("sheets", args=[region.slug])
    return SheetsPage(
        title=tied(_(title, name=region.name)),
        summary=_("Toutes les fiches d’un niveau, dans un seul fichier ZIP à télécharger et à imprimer."),
        region=region,
        section="territories",
        trail=(Entry.to(_("Territoires"), "territories", region.slug), Entry(_("Fiches à imprimer"), "")),
        batches=tuple(BatchView(level, len(tasks_of(region.code, level)), job) for level, job in jobs.items()),
        departements=departements(region.code),
        notice=notice,
        stoppable=stoppable,
        query=CLIMATE if climate else "",
        choices=(
            Entry(_("Deux pages"), address, not climate),
            Entry(_("Trois pages, avec le climat qui vient"), address + CLIMATE, climate),
        ),
    )


def status_words(job: Job, count: int) -> str:
    """Where a batch of so many sheets is, in a sentence."""
    values = {"done": job.done, "total": job.total or count}
    if job.stranded:
        return _(
            "Cette demande attend : l’atelier qui fait les fiches est arrêté. Elle sera suivie dès que ce site l’aura "
            "relancé."
        )
    if job.under_way:
        return _(PROGRESS, **values)
    if job.status == State.READY:
        made = job.total - len(job.failures)
        size = with_unit(format_decimals(job.size / 1e6, 1), _("Mo"))
        if job.failures:
            text = N_("Le fichier est prêt, avec %(made)s fiches sur %(total)s (%(size)s).")
            return _(text, made=made, total=job.total, size=size)
        return _("Le fichier est prêt : %(made)s (%(size)s).", made=counted(made, "fiche", "fiches"), size=size)
    if job.status == State.CANCELLED:
        return _("Arrêté à %(done)s sur %(total)s : rien n’a été gardé.", **values)
    if job.status == State.FAILED:
        return _("Arrêté : %(why)s Rien n’a été gardé ; vous pouvez recommencer.", why=_(job.why))
    sheets = counted(count, "fiche", "fiches")
    if count > QUICK:
        return _("%(n)s à préparer : environ une minute.", n=sheets)
    return _("%(n)s à préparer : moins d’une minute.", n=sheets)
