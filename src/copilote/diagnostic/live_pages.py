"""The diagnostic of a region, live: what is declared by lever beside what is observed, by whom, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from copilote.cop.models import Organisation, OrganisationKind
from copilote.diagnostic.lines import LeverLine, balance_query, file_table, page_table, region_lines, sector_table
from copilote.diagnostic.live_parts import (
    SECTION,
    View,
    actions_words,
    figures_of,
    notes_of,
    organisations_words,
    papers,
    trail_of,
)
from copilote.diagnostic.models import ActionLever, ObstacleLevel
from copilote.diagnostic.sums import Sums
from copilote.exchange.diagnosed import observed_of
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Table
from copilote.sharing.reads import places_of
from copilote.ui.addresses import address_of
from copilote.ui.cautions import caution
from copilote.ui.charts import bullets
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.page import Entry, Page, Slide
from copilote.ui.summary import KeyFigure
from copilote.words import N_, _
from copilote.words.numbers import format_kt
from copilote.words.typography import quoted

DRAWN = 8
"""Levers that the drawing shows: those of which most is declared."""
TARGET = N_("Objectif 2030 (kt)")
LEVELS = {"departement": N_("Départements"), "crte": N_("CRTE"), "epci": N_("Intercommunalités")}
"""Levels whose territories have a page here."""
SIDE_BY_SIDE = N_(
    "« Déclaré » : ce que les organisations de la COP disent avoir fait, faire ou avoir décidé. « Observé » : ce que "
    "les statistiques montrent, qui que ce soit qui agisse. L’un ne s’ajoute jamais à l’autre."
)


@dataclass(frozen=True, kw_only=True)
class DiagnosticPage(Page):
    """The page. sectors : what their levers add up to; kinds : who declared, by nature of organisation; blank : levers
    of which nobody told anything; obstacles : how many actions name one, by lever; places : the territories that have a
    page, by level; further : other pages; balance : the simulator with what is declared; "" where it is nothing."""

    sums: Sums
    figures: tuple[KeyFigure, ...]
    notes: tuple[str, ...]
    drawing: Drawing | None
    sectors: Table
    table: Table
    differences: tuple[str, ...]
    kinds: Table | None
    blank: tuple[tuple[Entry, str], ...]
    obstacles: Table | None
    places: tuple[tuple[str, tuple[Entry, ...]], ...]
    further: tuple[Entry, ...]
    balance: str
    side_by_side: str
    offer: Offer

    @property
    def slides(self) -> tuple[Slide, ...]:
        """What a room is shown: what is declared, and what is not yet."""
        said = tuple((figure.value, figure.meaning) for figure in self.figures[:3])
        return (Slide(self.title, self.drawing.narrow if self.drawing else None, said, _(self.side_by_side)),)


def diagnostic_page(view: View) -> DiagnosticPage:
    """The page of a region, for somebody."""
    region, slug = view.region, view.region.slug
    sums = view.sums(view.levers)
    lines = region_lines(sums, observed_of(region, view.levers))
    asked = view.asked
    addresses = {line.lever.id: reverse("diagnostic_lever", args=[slug, line.lever.slug]) for line in lines}
    query = balance_query(lines)
    step = address_of("step", slug, "bilan")
    blank = sorted((line for line in lines if not line.actions), key=lambda line: -(line.target_kt or 0.0))
    return DiagnosticPage(
        title=_title(view, sums),
        summary=summary_of(view, sums, asked),
        region=region,
        section=SECTION,
        trail=trail_of(view),
        sums=sums,
        figures=(_declaring(sums, asked), *figures_of(sums)) if sums.count else (),
        notes=notes_of(sums, view.audience),
        drawing=diagnostic_drawing(lines),
        sectors=sector_table(lines, _("Ce que font ensemble les leviers de chaque secteur"), _(TARGET)),
        table=page_table(
            lines,
            _("Déclaré et observé, levier par levier"),
            _(TARGET),
            addresses,
            observed=True,
            behind={lever: f"{address}#actions" for lever, address in addresses.items()},
        ),
        differences=tuple(line.difference for line in lines if line.difference),
        kinds=kinds_table(view) if sums.count else None,
        blank=tuple((Entry(line.lever.label, addresses[line.lever.id]), format_kt(line.target_kt)) for line in blank),
        obstacles=obstacle_table(view, lines, addresses) if sums.count else None,
        places=_places(view),
        further=(
            Entry.to(_("Qui a déclaré quoi : la carte et la grille"), "diagnostic_coverage", slug),
            Entry.to(_("Les plus grandes actions"), "diagnostic_largest", slug),
        ),
        balance=f"{step}?{query}" if query and step else "",
        side_by_side=_(SIDE_BY_SIDE),
        offer=offer("diagnostic", [slug], pages=papers("diagnostic", [slug])),
    )


def diagnostic_book(view: View) -> Book:
    """Its tables, for files."""
    sums = view.sums(view.levers)
    lines = region_lines(sums, observed_of(view.region, view.levers))
    title = _("Diagnostic de la COP, levier par levier")
    tables = [file_table(lines, title, columns.TARGET_KT, observed=True)]
    more = (kinds_table(view), obstacle_table(view, lines, {})) if sums.count else ()
    tables += [table for table in more if table is not None]
    return Book(
        f"copilote-{view.region.slug}-diagnostic",
        _title(view, sums),
        tuple(tables),
        (summary_of(view, sums, view.asked), *notes_of(sums, view.audience), _(SIDE_BY_SIDE), caution()),
    )


def _title(view: View, sums: Sums) -> str:
    name = view.region.name
    if not sums.count:
        return _("%(name)s : aucune action n’est encore publiée", name=name)
    many = N_("%(name)s : %(actions)s déclarées par %(organisations)s")
    pattern = many if sums.count > 1 else N_("%(name)s : %(actions)s déclarée par %(organisations)s")
    organisations = organisations_words(sums.declaring)
    return _(pattern, name=name, actions=actions_words(sums.count), organisations=organisations)


def summary_of(view: View, sums: Sums, asked: int) -> str:
    """What the figures are, in a sentence."""
    if view.cop is None:
        return _("Aucune COP n’est ouverte sur ce site pour cette région. Les objectifs et ce qui est observé sont là.")
    if not sums.count:
        return _(
            "Quand une organisation de la COP valide une action et la rend publique, elle s’ajoute ici, levier par "
            "levier. En attendant, voici les objectifs et ce que les statistiques observent."
        )
    if sums.declaring == 1:
        return _(
            "Des déclarations, pas une mesure : celles d’une organisation, sur %(asked)s dans la COP.", asked=asked
        )
    return _(
        "Des déclarations, pas une mesure : celles de %(organisations)s, sur %(asked)s dans la COP.",
        organisations=organisations_words(sums.declaring),
        asked=asked,
    )


def _declaring(sums: Sums, asked: int) -> KeyFigure:
    return KeyFigure(_("%(some)s sur %(all)s", some=sums.declaring, all=asked), _("organisations ont déclaré"))


def diagnostic_drawing(lines: tuple[LeverLine, ...]) -> Drawing | None:
    """The levers of which most is declared, against their targets; None before any."""
    told = sorted((line for line in lines if line.declared.declared_kt), key=lambda line: -line.declared.declared_kt)
    if not told:
        return None
    title = _("Ce qui est déclaré, et l’objectif")
    drawn = tuple(line.bullet for line in told[:DRAWN])
    return Drawing.of(bullets, drawn, prefix="dg", caption=_("Les leviers dont le plus est déclaré"), title=title)


def kinds_table(view: View) -> Table | None:
    """Who declared something, by nature of organisation; of organisations, not of persons."""
    acting = Organisation.objects.filter(cop=view.cop, merged_into=None)
    told = Exists(view.actions().filter(organisation=OuterRef("pk")))
    every = dict(acting.order_by().values_list("kind").annotate(Count("pk")))
    some = dict(acting.filter(told).order_by().values_list("kind").annotate(Count("pk")))
    kinds = [kind for kind in OrganisationKind if every.get(kind.value)]
    return Table.of(
        "organisations",
        _("Qui a déclaré, par nature d’organisation"),
        (
            (Column("kind", N_("Nature")), lambda kind: _(str(kind.label))),
            (Column("declaring", N_("Ont déclaré"), Kind.COUNT), lambda kind: some.get(kind.value, 0)),
            (Column("asked", N_("Dans la COP"), Kind.COUNT), lambda kind: every[kind.value]),
        ),
        kinds,
        sheet=_("Organisations"),
    )


def obstacle_table(view: View, lines: tuple[LeverLine, ...], addresses: dict[str, str]) -> Table | None:
    """How many actions name an obstacle, by lever and by where it would be lifted."""
    named = view.actions().exclude(obstacle="")
    counts: dict[str, dict[str, int]] = {}
    rows = ActionLever.objects.filter(action__in=named.values("pk")).order_by()
    for lever, level, count in rows.values_list("lever", "action__obstacle_level").annotate(Count("pk")):
        counts.setdefault(lever, {})[level] = count
    told = sorted(
        (line for line in lines if line.lever.id in counts), key=lambda each: -sum(counts[each.lever.id].values())
    )
    if not told:
        return None

    def of(line: LeverLine, level: str) -> Cell:
        return counts[line.lever.id].get(level, 0)

    levels = [*((level.value, _(str(level.label))) for level in ObstacleLevel), ("", _("sans le dire"))]
    return Table(
        "obstacles",
        _("Ce qui bloque : nombre d’actions qui nomment un obstacle, selon où il se lève"),
        (
            columns.LEVER,
            Column("obstacles", N_("Actions"), Kind.COUNT),
            *(Column(f"obstacles_{value or 'unsaid'}", label, Kind.COUNT) for value, label in levels),
        ),
        tuple(
            (
                Linked(line.lever.label, f"{address}#obstacles" if (address := addresses.get(line.lever.id)) else ""),
                sum(counts[line.lever.id].values()),
                *(of(line, value) for value, _label in levels),
            )
            for line in told
        ),
        sheet=_("Obstacles"),
    )


def _places(view: View) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """The territories that have a page, by level."""
    slug = view.region.slug
    return tuple(
        (
            _(label),
            tuple(
                Entry.to(quoted(place.name), "diagnostic_territory", slug, place.level, place.code)
                for place in places_of(view.region.code, level)
            ),
        )
        for level, label in LEVELS.items()
    )
