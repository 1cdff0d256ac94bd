"""Pages of a list: where it is sent, what it would do, those that were loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilote.cop.lists import LineState, Plan
from copilote.cop.models import Cop, SentList
from copilote.cop.working.organisation_forms import ListForm
from copilote.exchange.intake import FileProblem
from copilote.jobs.models import Job, State
from copilote.publish.table import Column, Kind, Table
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted, format_decimals
from copilote.words.typography import day_words

LISTED = 150
"""Rows of each state that a page lists."""


@dataclass(frozen=True, slots=True)
class ListWords:
    """What tells a kind of list from another. singular, plural : of what; columns : (heading, what it holds);
    section : of the rail."""

    title: str
    trail: tuple[Entry, ...]
    summary: str
    singular: str
    plural: str
    columns: tuple[tuple[str, str], ...]
    templates: tuple[Entry, ...]
    action: str
    undo: str
    back: Entry
    undone: str
    section: str = "cop"


@dataclass(frozen=True, kw_only=True)
class SendPage(Page):
    """Where a list is sent, and the last ones that were loaded."""

    form: ListForm
    words: ListWords
    columns: Table
    loaded: tuple[tuple[SentList, str], ...]


@dataclass(frozen=True, kw_only=True)
class PlanPage(Page):
    """What a list would do. parts : tables of its rows, by state; faults : by sheet, row and column;
    doubts : the same, of what hinders nothing. columns : where one says what its columns are, "" for none; failed : why
    it could not be loaded."""

    sent: SentList
    plan: Plan
    words: ListWords
    figures: tuple[tuple[str, str], ...]
    faults: Table | None
    doubts: Table | None
    parts: tuple[Table, ...]
    columns: str = ""
    failed: str = ""


@dataclass(frozen=True, kw_only=True)
class WaitingPage(Page):
    """Where the reading or the loading of a long list is. progress : the address that tells it; said : the sentence of
    one under way, its numbers to be filled in."""

    job: Job
    progress: str
    said: str
    status: str

    @property
    def running(self) -> bool:
        """Whether the page goes on following it."""
        return self.job.under_way and not self.job.stranded


def send_page(cop: Cop, words: ListWords, form: ListForm, loaded: Sequence[SentList]) -> SendPage:
    """The page where one sends a list."""
    columns = Table.of_texts("colonnes", "Colonnes attendues", ("Colonne", "Ce qu’elle contient"), words.columns)
    return SendPage(
        title=words.title,
        summary=words.summary,
        region=cop.place,
        departement=cop.departement,
        section=words.section,
        trail=words.trail,
        form=form,
        words=words,
        columns=columns,
        loaded=tuple((sent, _loaded_words(sent, words)) for sent in loaded),
    )


def _loaded_words(sent: SentList, words: ListWords) -> str:
    day = day_words(sent.loaded_at.date() if sent.loaded_at else None)
    what = counted(len(sent.added), words.singular, words.plural)
    changed = f", {counted(len(sent.changed), 'changement', 'changements')}" if sent.changed else ""
    undone = f" ; annulée le {day_words(sent.undone_at.date())}" if sent.undone_at else ""
    return f"« {sent.name} », le {day} ({sent.sent_role}) : {what}{changed}{undone}"


def loaded_words(plan: Plan, singular: str, plural: str) -> str:
    """What a list did, in a sentence."""
    changed = len(plan.of(LineState.CHANGED))
    more = f", {counted(changed, 'changée', 'changées')}" if changed else ""
    return f"{counted(len(plan.of(LineState.NEW)), singular, plural)}{more}."


READ = "Lignes lues : %(done)s sur %(total)s."


def waiting_page(cop: Cop, words: ListWords, sent: SentList, job: Job, progress: str, *, loads: bool) -> WaitingPage:
    """The page of a long list that is read (or loaded)."""
    what = "chargé" if loads else "lu"
    titles = {
        State.CANCELLED: f"« {sent.name} » : arrêté, rien n’est chargé",
        State.FAILED: f"« {sent.name} » n’a pas pu être {what}",
    }
    return WaitingPage(
        title=titles.get(job.status, f"« {sent.name} » est en train d’être {what}"),
        summary="C’est un long fichier. Vous pouvez fermer cette page et y revenir : il est lu et écrit sans vous, "
        "tout entier ou pas du tout.",
        region=cop.place,
        departement=cop.departement,
        section=words.section,
        trail=words.trail,
        job=job,
        progress=progress,
        said=READ,
        status=_waiting_words(job, loads=loads),
    )


def _waiting_words(job: Job, *, loads: bool) -> str:
    if job.stranded:
        return "Cette demande attend : l’atelier de ce site est arrêté. Elle sera suivie dès qu’il sera relancé."
    if job.status == State.CANCELLED:
        return "Rien n’a été gardé ni changé."
    if job.status == State.FAILED:
        return f"{job.why} Rien n’a été gardé ni changé."
    if job.total and job.done < job.total:
        return READ % {"done": format_decimals(job.done, 0), "total": format_decimals(job.total, 0)}
    if job.total and loads:
        return "Toutes les lignes sont relues ; elles s’écrivent d’un seul coup, en quelques secondes."
    return "Lecture en cours, quelques secondes." if job.state == State.RUNNING else "Dans la file d’attente."


def plan_page(cop: Cop, words: ListWords, sent: SentList, plan: Plan, columns: str = "", failed: str = "") -> PlanPage:
    """The page of what a list would do. columns : where one says what its columns are."""
    counts = {state: len(plan.of(state)) for state in LineState}
    figures = (
        (str(counts[LineState.NEW]), "nouvelles"),
        (str(counts[LineState.CHANGED]), "changées"),
        (str(counts[LineState.SAME]), "sans changement"),
        (str(plan.count), "erreurs"),
    )
    return PlanPage(
        title=_plan_title(plan, counts, words),
        summary=_plan_summary(plan),
        region=cop.place,
        departement=cop.departement,
        section=words.section,
        trail=words.trail,
        sent=sent,
        plan=plan,
        words=words,
        figures=figures,
        faults=_faults("erreurs", "Ce qui est à corriger", plan.problems, plan.count) if plan.count else None,
        doubts=_faults("doutes", "À regarder : cela n’empêche pas de charger", plan.doubts, plan.doubted)
        if plan.doubted
        else None,
        parts=tuple(_part(plan, state) for state in LineState if counts[state]),
        columns=columns,
        failed=failed,
    )


def _plan_title(plan: Plan, counts: dict[LineState, int], words: ListWords) -> str:
    if plan.count:
        return f"{counted(plan.count, 'erreur', 'erreurs')} à corriger : rien n’est chargé"
    if not plan.loads:
        return "Cette liste ne change rien : tout y est déjà"
    new = counted(counts[LineState.NEW], words.singular, words.plural)
    changed = counted(counts[LineState.CHANGED], "changement", "changements")
    return f"Cette liste ajouterait {new} et ferait {changed}"


def _plan_summary(plan: Plan) -> str:
    if plan.count:
        return "Corrigez ces cases dans votre tableur, puis envoyez la liste de nouveau. Une liste se charge entière."
    if not plan.loads:
        return "Envoyer deux fois la même liste est sans effet."
    return "Relisez, puis chargez. Vous pourrez annuler toute la liste d’un coup."


def _faults(key: str, title: str, problems: Sequence[FileProblem], count: int) -> Table:
    sheets = any(problem.sheet for problem in problems)
    more = count - len(problems)
    table = Table.of(
        key,
        title,
        [
            (Column("line", "Ligne", Kind.CODE), lambda problem: str(problem.line)),
            (Column("sheet", "Feuille"), lambda problem: problem.sheet),
            (Column("column", "Colonne"), lambda problem: problem.column or "toute la ligne"),
            (Column("what", "Quoi"), lambda problem: problem.what),
        ],
        sorted(problems, key=lambda problem: problem.line),
        note=f"Et {more} autres, dites quand celles-ci seront corrigées." if more > 0 else "",
    )
    return table if sheets else table.without("sheet")


def _part(plan: Plan, state: LineState) -> Table:
    lines = plan.of(state)
    more = len(lines) - LISTED
    what = {LineState.NEW: "À ajouter", LineState.CHANGED: "À changer", LineState.SAME: "Déjà là, sans changement"}
    table = Table.of(
        f"lignes-{state.name.lower()}",
        f"{what[state]} ({len(lines)})",
        [
            (Column("name", "Ligne de la liste"), lambda line: line.name),
            (Column("line", "Ligne", Kind.CODE), lambda line: str(line.line)),
            (Column("does", "Ce qui serait écrit"), lambda line: line.does),
        ],
        lines[:LISTED],
        note=f"Et {more} autres lignes." if more > 0 else "",
    )
    return table if state != LineState.SAME else table.without("does")
