"""What publishing a workbench does, shown to who signs before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.cop.models import Organisation
from copilote.diagnostic.models import OURS, Seen
from copilote.diagnostic.workbench.publishing import Planned, Publication
from copilote.diagnostic.working.list_page import trail
from copilote.diagnostic.working.workbench_figures import NAMES, added_words
from copilote.publish.table import Cell, Column, Linked, Table
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.words.numbers import counted
from copilote.words.typography import capital, tied

NONE = "–"


@dataclass(frozen=True, kw_only=True)
class PublicationPage(Page):
    """The page. table : the cells and what each becomes; proposals : those that change, None for none; closed : why
    they are not published, "" where they are; notes : what must be known."""

    organisation: Organisation
    table: Table | None
    proposals: Table | None
    closed: str
    notes: tuple[str, ...]
    seen: tuple[FilterChoice, ...]
    reason: str
    seal: str
    wrong: str
    back: str


def publication_page(
    planned: Publication, closed: str, *, seen: str = "", reason: str = "", wrong: str = ""
) -> PublicationPage:
    """The page of what would be published. closed : why the proposals would not be."""
    bench = planned.bench
    organisation, region = bench.organisation, bench.cop.place
    back = f"{reverse('workbench', args=[bench.cop.held_at])}?organisation={organisation.pk}"
    held = next((each.held.seen for each in planned.cells if each.held is not None), Seen.COP.value)
    kept = [each for each in planned.cells if each.rest is not None]
    return PublicationPage(
        title=tied(f"{organisation} : {counted(len(kept), 'ensemble', 'ensembles')} d’actions à publier"),
        summary="Chaque case devient une action « ensemble », moins ce que vos actions détaillées disent déjà.",
        region=region,
        departement=bench.cop.departement,
        section="diagnostic.actions",
        trail=trail(bench.cop.held_at, Entry("Notre tableau", back), Entry("Valider et publier", "")),
        organisation=organisation,
        table=_table(planned) if planned.cells else None,
        proposals=_proposals(planned) if planned.proposals else None,
        closed=closed,
        notes=_notes(planned),
        seen=choices({each.value: capital(str(each.label)) for each in Seen}, seen or held),
        reason=reason,
        seal=planned.seal,
        wrong=wrong,
        back=back,
    )


def _notes(planned: Publication) -> tuple[str, ...]:
    """What is counted only later, and what says less than the actions do."""
    notes = list(added_words(planned.bench))
    drafts = sum(each.listed.drafts for each in planned.cells)
    if drafts:
        many = "actions détaillées sont encore en brouillon"
        told = counted(drafts, "action détaillée est encore en brouillon", many)
        notes.append(f"{told} : elles ne sont comptées qu’une fois validées.")
    notes += [
        f"{each.line.lever.label}, {NAMES[each.column]} : vos actions disent plus que la case, et comptent."
        for each in planned.cells
        if _says_less(each)
    ]
    return tuple(map(tied, notes))


def _says_less(each: Planned) -> bool:
    apart = each.line.value_of(each.listed.apart_kt) or 0.0
    return each.value is not None and each.value < apart * (1 - 1e-6)


def _amount(each: Planned, value: float | None) -> str:
    return each.line.in_words(value) if value else NONE


def _becomes(each: Planned) -> Cell:
    if each.rest is None and each.held is not None and each.held.standing in OURS:
        return "retirée"
    return _amount(each, each.rest)


def _table(planned: Publication) -> Table:
    fields = [
        (Column("lever", "Levier"), lambda each: Linked(each.line.lever.label, note=NAMES[each.column])),
        (Column("cell", "Votre case"), lambda each: _amount(each, each.value)),
        (
            Column("listed", "Déjà dit par vos actions"),
            lambda each: _amount(each, each.line.value_of(each.listed.apart_kt)),
        ),
        (Column("rest", "Publié en plus, « ensemble »"), _becomes),
    ]
    return Table.of("ensemble", "Ce qui sera publié", fields, planned.cells)  # type: ignore[arg-type]


def _proposals(planned: Publication) -> Table:
    def words(line: object, kt: float | None) -> str:
        return NONE if kt is None else line.in_words(line.value_of(kt) or 0.0)  # type: ignore[attr-defined]

    fields = [
        (Column("lever", "Levier"), lambda each: each.line.lever.label),
        (Column("before", "Proposé jusqu’ici"), lambda each: words(each.line, each.before_kt)),
        (Column("after", "Proposé désormais"), lambda each: words(each.line, each.kt)),
    ]
    return Table.of("propositions", "Vos propositions pour 2030", fields, planned.proposals)
