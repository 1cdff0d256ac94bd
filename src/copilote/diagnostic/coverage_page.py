"""The page that says who declared what on which lever, and where nobody did yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from copilote.cop.models import OrganisationKind
from copilote.diagnostic.coverage import Coverage, Declaring, coverage
from copilote.diagnostic.coverage_map import coverage_map
from copilote.diagnostic.live_parts import SECTION, View, organisations_words, trail_of
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Table
from copilote.reference.errors import InputError, fold
from copilote.reference.simulator import LeverFigures
from copilote.ui.charts.choropleth import Choropleth
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.words import N_, _, nouns
from copilote.words.language import noun
from copilote.words.numbers import counted, listed
from copilote.words.typography import capital

ROWS = 200
"""Organisations that the grid of the page shows; its files have all."""
NAMED = 8
"""Levers that a sentence names; the table of levers has all."""
SAID = {
    OrganisationKind.EPCI: nouns("intercommunalité", "intercommunalités"),
    OrganisationKind.DEPARTEMENT: nouns("département", "départements"),
}
"""Natures whose silence on a lever is told, and counted lever by lever."""
LINKED = ("epci", "departement", "crte")
"""Levels whose territories have a page of the diagnostic."""


@dataclass(frozen=True, kw_only=True)
class CoveragePage(Page):
    """The page. blank : what nobody told of, in sentences; themes : what the grid may show; silent : authorities that
    published nothing, by nature; left : organisations that the grid leaves out."""

    map: Choropleth | None
    blank: tuple[str, ...]
    levers: Table | None
    themes: tuple[FilterChoice, ...]
    grid: Table | None
    left: str
    silent: tuple[tuple[str, tuple[Entry, ...]], ...]
    epci: Table | None
    offer: Offer


def coverage_page(view: View, theme: str) -> CoveragePage:
    """The page of a region, for somebody. theme : whose levers the grid shows, "" for all themes. Raises InputError."""
    slug, told = view.region.slug, coverage(view)
    themes = _themes(view)
    if theme and theme not in themes:
        raise InputError(_("Thème « %(theme)s » : inconnu.", theme=theme[:40]))
    epci = {each.code: each for each in told.of_kind(OrganisationKind.EPCI) if each.level == "epci"}
    address = reverse("diagnostic_coverage", args=[slug])
    return CoveragePage(
        title=_title(view, told),
        summary=_("Chaque organisation dit ce qu’elle fait ; ne rien dire n’est pas ne rien faire."),
        region=view.region,
        section=SECTION,
        trail=trail_of(view, Entry(_("Qui a déclaré quoi"), address)),
        map=coverage_map(view.region, {code: each.levers for code, each in epci.items()}) if told.declaring else None,
        blank=_blank(view, told),
        levers=_levers(view, told, linked=True) if told.declaring else None,
        themes=choices({"": _("Tous les thèmes"), **{key: levers[0].theme for key, levers in themes.items()}}, theme),
        grid=_grid(view, told.declaring[:ROWS], themes, theme) if told.declaring else None,
        left=_("Et %(others)s, dans le classeur.", others=organisations_words(len(told.declaring) - ROWS))
        if len(told.declaring) > ROWS
        else "",
        silent=_silent(view, told) if told.declaring else (),
        epci=_epci(view, tuple(epci.values())) if epci else None,
        offer=offer("diagnostic_coverage", [slug]),
    )


def coverage_book(view: View) -> Book:
    """Its tables, for files: all organisations that declared something, all levers."""
    told = coverage(view)
    tables = (_whole_grid(view, told), _levers(view, told, linked=False))
    return Book(f"copilote-{view.region.slug}-couverture", _title(view, told), tables, _blank(view, told))


def _themes(view: View) -> dict[str, tuple[LeverFigures, ...]]:
    """The levers of each theme, by what names it in an address."""
    themes: dict[str, list[LeverFigures]] = {}
    for lever in view.levers:
        themes.setdefault(fold(lever.theme).replace(" ", "-"), []).append(lever)
    return {key: tuple(levers) for key, levers in themes.items()}


def _title(view: View, told: Coverage) -> str:
    if not told.declaring:
        return _("%(name)s : aucune action n’est encore publiée", name=view.region.name)
    covered = sum(told.on(lever.id) > 0 for lever in view.levers)
    return _(
        "%(name)s : des actions déclarées sur %(levers)s (%(all)s en tout), par %(organisations)s",
        name=view.region.name,
        levers=counted(covered, "levier", "leviers"),
        all=len(view.levers),
        organisations=organisations_words(len(told.declaring)),
    )


def _blank(view: View, told: Coverage) -> tuple[str, ...]:
    """On which levers no authority of a nature declared anything, those of the largest target first."""
    if not told.declaring:
        return ()
    ordered = sorted(view.levers, key=lambda lever: -(lever.target_kt or 0.0))
    sentences = []
    for kind, words in SAID.items():
        asked = told.asked.get(kind.value, 0)
        empty = [lever.label for lever in ordered if not told.on(lever.id, kind)]
        if asked < 2 or not empty:
            continue
        more = len(empty) - NAMED
        names = empty if more <= 1 else [*empty[:NAMED], counted(more, "autre levier", "autres leviers")]
        # What is not public may well be declared: the words are true for each reader.
        pattern = N_("Aucune des %(asked)s %(who)s n’a publié d’action sur : %(levers)s.")
        if kind is OrganisationKind.DEPARTEMENT:
            pattern = N_("Aucun des %(asked)s %(who)s n’a publié d’action sur : %(levers)s.")
        sentences.append(_(pattern, asked=asked, who=noun(asked, *words), levers=listed(names)))
    return tuple(sentences)


def _levers(view: View, told: Coverage, *, linked: bool) -> Table:
    """How many organisations of each nature declared something on each lever."""
    slug = view.region.slug

    def name(lever: LeverFigures) -> Cell:
        return Linked(lever.label, reverse("diagnostic_lever", args=[slug, lever.slug]) if linked else "")

    def of(kind: OrganisationKind) -> object:
        def cell(lever: LeverFigures) -> Cell:
            count = told.on(lever.id, kind)
            return Linked(
                count, text=_("%(some)s sur %(all)s", some=count, all=told.asked[kind.value]) if count else "–"
            )

        return cell

    def others(lever: LeverFigures) -> Cell:
        return _number(told.on(lever.id) - sum(told.on(lever.id, kind) for kind in SAID))

    fields = [
        (columns.LEVER, name),
        *(
            (Column(kind.value, capital(noun(2, *words)), Kind.COUNT), of(kind))
            for kind, words in SAID.items()
            if told.asked.get(kind.value)
        ),
        (Column("others", N_("Autres organisations"), Kind.COUNT), others),
        (
            Column("actions", N_("Actions"), Kind.COUNT),
            lambda lever: _number(sum(each.by_lever.get(lever.id, 0) for each in told.declaring)),
        ),
    ]
    ordered = sorted(view.levers, key=lambda lever: -(lever.target_kt or 0.0))
    title = _("Combien d’organisations ont déclaré une action sur chaque levier")
    return Table.of("leviers", title, fields, ordered, sheet=_("Leviers"))  # type: ignore[arg-type]


def _grid(view: View, rows: Sequence[Declaring], themes: dict[str, tuple[LeverFigures, ...]], theme: str) -> Table:
    """Organisations by theme, or by lever of a theme."""
    heads: list[tuple[str, tuple[LeverFigures, ...]]]
    if theme:
        heads = [(lever.label, (lever,)) for lever in themes[theme]]
    else:
        heads = [(levers[0].theme, levers) for levers in themes.values()]
    own = (Column("organisation", N_("Organisation")), *(
        Column(f"n_{rank}", head, Kind.COUNT) for rank, (head, _levers) in enumerate(heads)
    ))  # fmt: skip
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (_name(view, each), *(_number(each.count(levers)) for _head, levers in heads)) for each in rows
    )
    return Table("grille", _("Qui a déclaré quoi, en nombre d’actions"), own, cells)


def _whole_grid(view: View, told: Coverage) -> Table:
    own = (
        Column("organisation", N_("Organisation")),
        Column("kind", N_("Nature")),
        *(Column(lever.id, lever.label, Kind.COUNT) for lever in view.levers),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.name,
            _(str(OrganisationKind(each.kind).label)),
            *(each.by_lever.get(lever.id, 0) for lever in view.levers),
        )
        for each in told.declaring
    )
    return Table("grille", _("Qui a déclaré quoi, en nombre d’actions"), own, rows, sheet=_("Organisations"))


def _number(count: int) -> Cell:
    return Linked(count, text=str(count) if count else "–")


def _name(view: View, each: Declaring) -> Linked:
    shown = each.level in LINKED
    address = reverse("diagnostic_territory", args=[view.region.slug, each.level, each.code]) if shown else ""
    return Linked(each.name, address)


def _silent(view: View, told: Coverage) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    kinds: dict[str, list[Entry]] = {}
    for each in told.silent:
        linked = _name(view, each)
        kinds.setdefault(each.kind, []).append(Entry(each.name, linked.address))
    return tuple(
        (
            _("%(kind)s : %(some)s sur %(all)s", kind=capital(_(str(kind.label))), some=len(kinds[kind.value]),
              all=told.asked[kind.value]),
            tuple(kinds[kind.value]),
        )
        for kind in OrganisationKind
        if kind.value in kinds
    )  # fmt: skip


def _epci(view: View, rows: Sequence[Declaring]) -> Table:
    """The numbers of the map: the intercommunalities that declared something."""
    fields = (
        (columns.TERRITORY, lambda each: _name(view, each)),
        (Column("levers", N_("Leviers"), Kind.COUNT), lambda each: each.levers),
        (Column("actions", N_("Actions"), Kind.COUNT), lambda each: each.actions),
    )
    anchors = tuple(f"t-{each.code}" for each in rows)
    title = _("Les intercommunalités qui ont déclaré une action")
    return Table.of("intercommunalites", title, fields, rows, anchors=anchors)
