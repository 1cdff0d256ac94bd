"""The page of a region's matrix: what texts say first, then every lever, sector by sector."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from copilote.adaptation.issues.writing import said_in
from copilote.cop.permissions import Rights
from copilote.exchange.issues import IssueCell, IssueRow, Origin, issue_rows
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Table
from copilote.reference.issues import load_issues
from copilote.reference.simulator import Region
from copilote.reference.sources import Source, find_source
from copilote.ui.addresses import region_of
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals
from copilote.words.typography import tied

SIGNS = {"plus": "+", "minus": "−", "condition": N_("si"), "": ""}
"""What a cell shows; its line, beneath, says the rest. On a phone an empty one takes no room."""
FILED = "(+)"
"""What a cell shows that only an axis of the barometer fills."""
SIGN_WORDS = {
    "plus": N_("favorable"),
    "minus": N_("défavorable"),
    "condition": N_("favorable sous condition"),
    "": N_("sans source"),
}
ORIGINS = {
    Origin.TEXT: N_("texte lu"),
    Origin.BAROMETER: N_("axe du baromètre"),
    Origin.COP: N_("la COP"),
    Origin.NOBODY: "",
}


@dataclass(frozen=True, kw_only=True)
class IssuesPage(Page):
    """The page. key : (sign, meaning); told : cells that say a line of their own; sectors : (name, how many levers,
    table); decided : whether a COP wrote some; write : address of the form, "" for who may not."""

    key: tuple[tuple[str, str], ...]
    told: Table
    sectors: tuple[tuple[str, str, Table], ...]
    decided: int
    write: str
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    offer: Offer


def issues_page(slug: str, rights: Rights) -> IssuesPage:
    """The matrix of a region, with what its current COP wrote."""
    region = region_of(slug)
    own = said_in(region.code)
    rows = issue_rows(own)
    may_write = rights.acting("adaptation.write_issue", region.code) is not None
    counts = {origin: sum(cell.origin is origin for row in rows for cell in row.cells) for origin in Origin}
    sectors = list(dict.fromkeys(row.lever.sector for row in rows))
    by_sector = sorted(rows, key=lambda row: sectors.index(row.lever.sector))
    return IssuesPage(
        title=tied(_title(region, counts)),
        summary=tied(_summary(counts)),
        region=region,
        section="resources",
        trail=(
            Entry.to(_("Nature et ressources"), "resources", region.slug),
            Entry.to(_("Leviers et enjeux"), "issues", region.slug),
        ),
        key=_key(),
        told=_told(rows),
        sectors=tuple(
            _sector(rank, name, tuple(group), region, may_write)
            for rank, (name, group) in enumerate(groupby(by_sector, key=lambda row: row.lever.sector), 1)
        ),
        decided=len(own),
        write=reverse("issue_write", args=[region.slug]) if may_write else "",
        cautions=_cautions(),
        sources=tuple(map(find_source, _sources(rows))),
        offer=offer("issues", [region.slug]),
    )  # fmt: skip


def issues_book(slug: str) -> Book:
    """A row a cell, for files; those that nobody fills too."""
    region = region_of(slug)
    rows = issue_rows(said_in(region.code))
    names = {issue.id: issue.name for issue in load_issues().values()}
    fields: list[tuple[Column, Callable[[tuple[IssueRow, IssueCell]], Cell]]] = [
        (columns.LEVER, lambda pair: pair[0].lever.name),
        (columns.ID, lambda pair: pair[0].lever.id),
        (Column("sector", N_("Secteur")), lambda pair: pair[0].lever.sector),
        (Column("territorial", N_("Une collectivité peut agir")), lambda pair: pair[0].lever.territorial),
        (Column("issue_id", N_("Enjeu, identifiant"), Kind.CODE), lambda pair: pair[1].issue),
        (Column("issue", N_("Enjeu")), lambda pair: names[pair[1].issue]),
        (Column("sign", N_("Effet, identifiant"), Kind.CODE), lambda pair: pair[1].sign or None),
        (Column("effect", N_("Effet")), lambda pair: _(SIGN_WORDS[pair[1].sign])),
        (Column("line", N_("En une phrase"), typed=True), lambda pair: pair[1].line),
        (Column("origin", N_("Qui le dit")), lambda pair: _(ORIGINS[pair[1].origin])),
        (Column("source", N_("Source")), lambda pair: _source_words(pair[1])),
        (Column("address", N_("Adresse")), lambda pair: find_source(pair[1].source).address if pair[1].source else ""),
        (Column("on", N_("Décidé le")), lambda pair: pair[1].on),
    ]
    cells = [(row, cell) for row in rows for cell in row.cells]
    table = Table.of("issues", _("Leviers et enjeux, case par case"), fields, cells, _sources(rows))
    title = _("%(name)s : leviers et enjeux", name=region.name)
    return Book(f"copilote-{region.slug}-enjeux", title, (table,), _cautions())


def _key() -> tuple[tuple[str, str], ...]:
    """What each sign means, that of the barometer's axes beside those that a line explains."""
    plus, *others = [(_(SIGNS[sign]), _(text)) for sign, text in SIGN_WORDS.items()]
    return (plus, (FILED, _("axe du baromètre seulement")), *((sign or _("case vide"), text) for sign, text in others))


def _title(region: Region, counts: Mapping[Origin, int]) -> str:
    filled = sum(count for origin, count in counts.items() if origin is not Origin.NOBODY)
    return _(
        "%(name)s, leviers et enjeux : %(filled)s cases ont une source, %(empty)s n’en ont pas",
        name=region.name, filled=format_decimals(filled, 0), empty=format_decimals(counts[Origin.NOBODY], 0),
    )  # fmt: skip


def _summary(counts: Mapping[Origin, int]) -> str:
    return _(
        "Ce que chaque levier fait au climat, à l’adaptation, à la biodiversité, à l’eau, aux ressources, à la santé. "
        "%(texts)s disent une phrase lue dans un texte ; %(axes)s disent seulement que l’État range le levier sous cet "
        "axe ; une case vide ne veut pas dire sans effet.",
        texts=counted(counts[Origin.TEXT] + counts[Origin.COP], "case", "cases"),
        axes=format_decimals(counts[Origin.BAROMETER], 0),
    )


def _cautions() -> tuple[str, ...]:
    return tuple(map(tied, (
        _("Un signe n’est pas une mesure : rien n’est dit de l’ampleur, qui dépend du lieu et de la façon de faire."),
        _("Les signes ne s’additionnent pas : ils parlent de choses différentes."),
        _("« Axe du baromètre » : l’État compte le levier parmi ceux de cet axe ; le lien entre axes et enjeux est de "
          "Copilote (économie circulaire : ressources ; pollution : pollution et santé)."),
        _("Les textes sont cités en une phrase à nous ; la source dit si le document lui-même a été lu."),
    )))  # fmt: skip


def _told(rows: tuple[IssueRow, ...]) -> Table:
    """The cells that say more than an axis: those of texts, and of the COP."""
    names = {issue.id: issue.name for issue in load_issues().values()}
    fields: list[tuple[Column, Callable[[tuple[IssueRow, IssueCell]], Cell]]] = [
        (columns.LEVER, lambda pair: pair[0].lever.name),
        (Column("issue", N_("Enjeu")), lambda pair: names[pair[1].issue]),
        (Column("effect", N_("Effet")), lambda pair: _(SIGN_WORDS[pair[1].sign])),
        (Column("line", N_("En une phrase"), typed=True), lambda pair: tied(pair[1].line)),
        (Column("source", N_("Source")), _source_cell),
    ]
    own = (Origin.TEXT, Origin.COP)
    cells = [(row, cell) for row in rows for cell in row.cells if cell.origin in own]
    return Table.of("textes", _("Ce que disent les textes, et la COP"), fields, cells)


def _sector(
    rank: int, sector: str, rows: tuple[IssueRow, ...], region: Region, may_write: bool
) -> tuple[str, str, Table]:
    """A sector, how many levers it has, and its table: a row a lever, a column an issue."""
    form = reverse("issue_write", args=[region.slug])

    def lever(row: IssueRow) -> Cell:
        note = "" if row.lever.territorial else _("dépend surtout de l’État et des filières")
        return Linked(row.lever.name, f"{form}?levier={row.lever.id}" if may_write else "", note=note)

    def at(rank: int) -> Callable[[IssueRow], Cell]:
        return lambda row: _cell(row.cells[rank])

    fields: list[tuple[Column, Callable[[IssueRow], Cell]]] = [(columns.LEVER, lever)]
    fields += [(Column(issue.id, issue.name), at(rank)) for rank, issue in enumerate(load_issues().values())]
    return sector, counted(len(rows), "levier", "leviers"), Table.of(f"secteur-{rank}", sector, fields, rows)


def _cell(cell: IssueCell) -> Cell:
    note = {
        Origin.TEXT: cell.line,
        Origin.COP: _("%(line)s (la COP, %(day)s)", line=cell.line, day=cell.on),
        Origin.BAROMETER: "",
        Origin.NOBODY: "",
    }[cell.origin]
    shown = FILED if cell.origin is Origin.BAROMETER else _(SIGNS[cell.sign])
    return Linked(cell.sign, text=shown, note=tied(note))


def _source_cell(pair: tuple[IssueRow, IssueCell]) -> Cell:
    cell = pair[1]
    if cell.origin is Origin.COP:
        return Linked(_source_words(cell), note=_("écrit par la COP, %(day)s", day=cell.on))
    return Linked(_source_words(cell), f"{reverse('sources')}#source-{cell.source}")


def _source_words(cell: IssueCell) -> str:
    """Who says it: publisher and year, or what the COP rests on; "" where nobody does."""
    if not cell.source:
        return cell.basis
    source = find_source(cell.source)
    return f"{source.publisher}, {source.year}"


def _sources(rows: tuple[IssueRow, ...]) -> list[str]:
    used = dict.fromkeys(cell.source for row in rows for cell in row.cells if cell.source)
    return [*used, "copilote-enjeux"]
