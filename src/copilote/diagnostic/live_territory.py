"""The diagnostic of a territory, to be brought to its council: its indicative share beside what is declared in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from copilote.diagnostic.alike import Alike, alike
from copilote.diagnostic.lines import LeverLine, balance_query, file_table, own_targets, page_table, territory_lines
from copilote.diagnostic.live_parts import (
    SECTION,
    ActionList,
    View,
    actions_words,
    figures_of,
    file_actions,
    listed_actions,
    notes_of,
    organisations_words,
    papers,
    trail_of,
)
from copilote.diagnostic.measured_here import apart_here, measured_beside
from copilote.diagnostic.sums import Sums, Within, within
from copilote.exchange.diagnosed import observed_of
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.publish import columns
from copilote.publish.table import Book, Table
from copilote.reference.errors import UnknownNameError
from copilote.sharing.reads import find_territory, own_levers
from copilote.territories.models import Territory
from copilote.ui.addresses import address_of
from copilote.ui.cautions import caution
from copilote.ui.charts import bullets
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.page import Entry, Page
from copilote.ui.summary import KeyFigure
from copilote.words import N_, _
from copilote.words.numbers import format_kt
from copilote.words.typography import quoted

SHARE = N_("Part indicative (kt)")
BALANCED = ("epci", "crte", "departement")
"""Levels of the territories that have a simulator of their own."""
LIKE_LEVERS = 12
"""Levers of which the page tells what territories like it do; the document tells all."""
DRAWN = 8
"""Levers that the drawing shows: those of which most is declared."""
AT_LINE = N_("Le trait noir, nommé objectif, est ici la part indicative du territoire : un repère, pas une obligation.")
RULE = N_(
    "Ne comptent ici que les actions dont tout le territoire est dans celui-ci. La part indicative est un repère pour "
    "en débattre, pas une obligation."
)


@dataclass(frozen=True, kw_only=True)
class TerritoryDiagnosticPage(Page):
    """The page. level : in words; sheet : the address of the territory's own page. measured : what statistics say here,
    apart : beside what is declared, a sentence a lever. alike : by lever, what territories like it do. balance : the
    simulator with what is declared; "" where it is nothing, or where the territory has none."""

    level: str
    figures: tuple[KeyFigure, ...]
    notes: tuple[str, ...]
    drawing: Drawing | None
    table: Table
    actions: ActionList
    measured: Table | None
    apart: tuple[str, ...]
    alike: tuple[tuple[Entry, tuple[Alike, ...]], ...]
    balance: str
    sheet: str
    offer: Offer


def territory_page(view: View, level: str, code: str, number: object) -> TerritoryDiagnosticPage:
    """The page of a territory of the region, for somebody. Raises UnknownNameError for another."""
    place = place_in(view, level, code)
    here, sums, lines = told_of(view, place)
    slug, name = view.region.slug, quoted(place.name)
    addresses = {line.lever.id: reverse("diagnostic_lever", args=[slug, line.lever.slug]) for line in lines}
    args = [view.held_at, place.level, place.code]
    shown = [line for line in lines if line.target_kt or line.actions]
    observed = observed_of(view.region, view.levers)
    return TerritoryDiagnosticPage(
        title=_title(name, sums),
        summary=_(RULE),
        region=view.region,
        departement=view.departement,
        section=SECTION,
        trail=trail_of(view, Entry.to(name, "diagnostic_territory", *args)),
        level=_(LEVEL_WORDS[place.level]),
        figures=(share_figure(lines), *figures_of(sums)),
        notes=notes_of(sums, view.audience),
        drawing=drawing_of(lines),
        table=page_table(
            shown,
            _("Levier par levier : la part indicative et ce qui est déclaré"),
            _(SHARE),
            addresses,
            observed=False,
            behind=dict.fromkeys(addresses, "#actions"),
        ),
        actions=listed_actions(view, sums, number, place=here),
        measured=measured_beside(place, lines, observed),
        apart=apart_here(place, lines, observed),
        alike=_alike(view, place, shown, addresses),
        balance=_balance(slug, place, lines),
        sheet=reverse("territory", args=[place.level, place.code]),
        offer=offer("diagnostic_territory", args, pages=papers("diagnostic_territory", args)),
    )


def territory_book(view: View, level: str, code: str) -> Book:
    """Its tables, for files."""
    place = place_in(view, level, code)
    here, sums, lines = told_of(view, place)
    target = columns.TARGET_KT.called(N_("Part indicative (ktCO2e)"))
    measured = measured_beside(place, lines, observed_of(view.region, view.levers))
    tables = (
        file_table(lines, _("Diagnostic du territoire, levier par levier"), target, observed=False),
        file_actions(view, sums, place=here),
        *([measured] if measured else []),
    )
    name = f"copilote-{view.held_at}-diagnostic-{place.level}-{place.code.lower()}"
    notes = (_(RULE), *notes_of(sums, view.audience), caution())
    return Book(name, _title(quoted(place.name), sums), tables, notes)


def _balance(slug: str, place: Place, lines: Sequence[LeverLine]) -> str:
    """The territory's own simulator, which has the levers that are shared there."""
    query = balance_query([line for line in lines if line.target_kt])
    step = address_of("step", slug, "bilan")
    if not query or not step or place.several_regions or place.level not in BALANCED:
        return ""
    return f"{step}?pour={place.level}-{place.code}&{query}"


def _alike(
    view: View, place: Place, lines: Sequence[LeverLine], addresses: Mapping[str, str]
) -> tuple[tuple[Entry, tuple[Alike, ...]], ...]:
    """What territories like it do on its levers, those of the largest share first."""
    if view.cop is None:
        return ()
    heaviest = sorted(lines, key=lambda line: -(line.target_kt or 0.0))
    found = alike(view.cop, place.level, place.code, [line.lever.id for line in heaviest], LIKE_LEVERS)
    told = [line for line in heaviest if line.lever.id in found]
    return tuple((Entry(line.lever.label, addresses[line.lever.id]), found[line.lever.id]) for line in told)


def place_in(view: View, level: str, code: str) -> Place:
    """A territory of the region of a view. Raises UnknownNameError for another, Http404 for the region itself."""
    place = find_territory(level, code)
    if view.region.code not in place.regions:
        raise UnknownNameError(_("Territoire"), code[:40], (), _("Il n’est pas dans cette région."))
    if place.level == "region":
        raise Http404
    return place


def told_of(view: View, place: Place) -> tuple[Within | None, Sums, tuple[LeverLine, ...]]:
    """The places that lie in the territory, what the actions there come to, and its lines."""
    own = own_levers(place, view.region.code)
    row = Territory.objects.filter(level=place.level, code=place.code).first()
    here = None
    if view.cop is not None:
        # A territory that is not loaded holds nothing yet.
        here = within(view.cop, row) if row else Within(Territory(level=place.level, code=place.code), (), ())
    sums = view.sums(own_targets(own), here)
    return here, sums, territory_lines(sums, own)


def _title(name: str, sums: Sums) -> str:
    if not sums.count:
        return _("%(name)s : aucune action n’est encore publiée", name=name)
    many = N_("%(name)s : %(actions)s déclarées par %(organisations)s")
    pattern = many if sums.count > 1 else N_("%(name)s : %(actions)s déclarée par %(organisations)s")
    organisations = organisations_words(sums.declaring)
    return _(pattern, name=name, actions=actions_words(sums.count), organisations=organisations)


def share_figure(lines: tuple[LeverLine, ...]) -> KeyFigure:
    """What the territory's shares add up to."""
    total = sum(line.target_kt or 0.0 for line in lines)
    return KeyFigure(format_kt(total), _("part indicative des leviers que l’on sait partager ici"))


def drawing_of(lines: tuple[LeverLine, ...]) -> Drawing | None:
    """The levers of which most is declared here, against the territory's share; None before any."""
    told = sorted((line for line in lines if line.declared.declared_kt), key=lambda line: -line.declared.declared_kt)
    if not told:
        return None
    title = _("Ce qui est déclaré, et la part indicative")
    drawn = tuple(line.bullet for line in told[:DRAWN])
    return Drawing.of(bullets, drawn, prefix="dgt", caption=_(AT_LINE), title=title)
