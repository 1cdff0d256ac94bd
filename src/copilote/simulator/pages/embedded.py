"""Pages made to stand in a frame of another site: one result, its drawing, its table, its source; and how to do it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from django.urls import reverse

from copilote.planning.panorama import By, panorama
from copilote.publish.table import Table
from copilote.reference.simulator import Region, load_levers
from copilote.reference.sources import Source, find_source
from copilote.simulator.pages.indicators import indicator_page
from copilote.simulator.pages.levers import lever_page
from copilote.simulator.pages.regions import PARTS, objectives
from copilote.ui.addresses import lever_of, region_of
from copilote.ui.cautions import caution
from copilote.ui.drawing import Drawing
from copilote.ui.indicators import shown_in
from copilote.ui.page import Entry, Page
from copilote.words import _
from copilote.words.numbers import format_kt
from copilote.words.typography import tied


@dataclass(frozen=True, kw_only=True)
class EmbedPage(Page):
    """A framed page; `address` is that of the full one."""

    figures: tuple[tuple[str, str], ...] = ()
    drawing: Drawing | None
    table: Table | None
    note: str
    sources: tuple[Source, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """What to copy into a page of another site to show one of ours."""

    label: str
    address: str
    code: str


@dataclass(frozen=True, kw_only=True)
class SnippetPage(Page):
    """How to embed; `origins` are the sites that this installation lets frame it."""

    origins: tuple[str, ...]
    main: Snippet
    levers: tuple[Snippet, ...]
    indicators: tuple[Snippet, ...] = field(default=())


def embedded_panorama(slug: str, by: str = "theme") -> EmbedPage:
    """The region's targets as a treemap, by theme or by sector."""
    region = region_of(slug)
    drawing, table = objectives(region.code, by if by in PARTS else "theme")
    target = panorama(load_levers(region.code), By.THEME).target
    title = _("%(region)s : %(target)s à éviter en 2030", region=region.name, target=format_kt(target.value))
    return EmbedPage(
        title=tied(title),
        region=region,
        drawing=drawing,
        table=table,
        note=caution(),
        sources=(find_source("simulateur-2023"),),
        address=reverse("region", args=[region.slug]),
    )


def embedded_lever(slug: str, lever: str) -> EmbedPage:
    """A lever: its target in both units, and its way to 2030."""
    region = region_of(slug)
    figures = lever_of(region, lever)
    page = lever_page(region, figures)
    return EmbedPage(
        title=f"{page.title} ({region.name})",
        summary=page.summary,
        region=region,
        figures=tuple((value, f"{meaning} ({mark})") for value, meaning, mark in page.figures),
        drawing=page.path,
        table=page.path_table,
        note=" ".join(text for text in (page.reason, page.path_text, caution()) if text),
        sources=(find_source(figures.source),),
        address=reverse("lever", args=[region.slug, figures.slug]),
    )


def embedded_indicator(slug: str, number: str) -> EmbedPage:
    """An indicator: what is observed, the path required, the two figures that make its grade."""
    page = indicator_page(slug, number)
    region, observation = region_of(slug), page.shown.observation
    keys = (observation.source, *(("barometre-2026",) if observation.target_2030 is not None else ()))
    return EmbedPage(
        title=f"{page.title} ({region.name})",
        summary=page.summary,
        region=region,
        figures=page.figures,
        drawing=page.chart,
        table=page.table,
        note=page.target_rule,
        sources=tuple(find_source(key) for key in keys),
        address=page.shown.address,
    )


def snippet_page(slug: str, origin: str, allowed: tuple[str, ...]) -> SnippetPage:
    """What can be embedded of a region; `origin` is that of the site, "https://…"."""
    region = region_of(slug)
    labels = dict.fromkeys((observation.indicator, observation.label) for observation in shown_in(region.code))
    return SnippetPage(
        title=_("%(region)s : intégrer ces chiffres à un autre site", region=region.name),
        summary=_("Une page légère, sans navigation, avec sa source, dans un cadre de votre site."),
        region=region,
        trail=(Entry.to(_("Intégrer"), "embed_help", region.slug),),
        origins=allowed,
        main=_snippet(region, origin, _("Objectifs par thème"), "embed_panorama"),
        levers=tuple(
            _snippet(region, origin, lever.label, "embed_lever", lever.slug) for lever in load_levers(region.code)
        ),
        indicators=tuple(_snippet(region, origin, tied(label), "embed_indicator", number) for number, label in labels),
    )


def _snippet(region: Region, origin: str, label: str, route: str, *args: str) -> Snippet:
    address = reverse(route, args=[region.slug, *args])
    title = f"{label}, {region.name}"
    named = f'src="{escape(origin + address)}" title="{escape(title)}"'
    return Snippet(label, address, f'<iframe {named} width="100%" height="720" loading="lazy"></iframe>')
