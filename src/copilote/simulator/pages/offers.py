"""What each page lets people take away, declared once: its address, the book of its data, the images of its charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from copilote.publish.table import Book
from copilote.simulator.pages import books, books_wide, pictures
from copilote.simulator.pages.pictures import CHART, STEP_CHARTS, Images
from copilote.simulator.pages.resources_book import resources_book
from copilote.ui.addresses import path_to
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry
from copilote.words import _

REGION = "regions/<slug:slug>"


@dataclass(frozen=True)
class TakenAway:
    """Of a page: the pattern of its address, what gathers its data, and its images (None without any).

    dossier, embed, sheet : whether its links lead to the dossier to print, to how it is embedded, to the A3 sheet of
    both panoramas.
    """

    pattern: str
    book: Callable[..., Book]
    images: Callable[..., Images] | None = None
    dossier: bool = False
    embed: bool = False
    sheet: bool = False


TAKEN: Mapping[str, TakenAway] = {
    "france": TakenAway("france", books.france_book, pictures.france_images),
    "national": TakenAway("france/indicateurs/<str:number>", books.national_book, pictures.national_images),
    "region": TakenAway(REGION, books.region_book, pictures.region_images, dossier=True, embed=True, sheet=True),
    "lever": TakenAway(f"{REGION}/leviers/<str:lever>", books.lever_book, pictures.lever_images, embed=True),
    "observed": TakenAway(f"{REGION}/observe", books.observed_book),
    "indicator": TakenAway(
        f"{REGION}/observe/<str:number>", books.indicator_book, pictures.indicator_images, embed=True
    ),
    "resources": TakenAway(f"{REGION}/panorama-ressources", resources_book, sheet=True),
    "panoramas": TakenAway(f"{REGION}/panoramas", books_wide.panoramas_book),
    "panorama": TakenAway(f"{REGION}/panoramas/<slug:axis>", books_wide.panorama_book),
}
"""By route. Steps and compared scenarios, which depend on the query, have views of their own (`views.downloads`)."""


def offer_at(name: str, where: Mapping[str, str], query: str = "") -> Offer | None:
    """What the page of a route ("lever") offers; None for pages without data.

    where : the parts of its address. query : the scenario of a step or the compared ones, without "?".
    """
    parts = list(where.values())
    if name == "step":
        charts = {where["step"]: _(CHART)} if where["step"] in STEP_CHARTS else {}
        pages = _result_pages("result", where, query)
        return offer(name, parts, query=query, charts=charts, pages=pages, scenario=True)
    if name == "resource_step":
        return offer(name, parts, query=query, pages=_result_pages("resource_result", where, query))
    if name == "compare":
        return offer(name, parts, query=query, charts={"scenarios": _(CHART)}) if query else None
    if name not in TAKEN:
        return None
    taken = TAKEN[name]
    images = taken.images(**where) if taken.images else {}
    charts = {key: _(words) for key, (words, _draw) in images.items() if words}
    pages = []
    if taken.dossier:
        pages.append(Entry.to(_("Dossier à imprimer (PDF)"), "dossier_pdf", where["slug"]))
    if taken.sheet:
        pages.append(Entry.to(_("Les deux panoramas sur une feuille A3 (PDF)"), "panoramas_sheet", where["slug"]))
    if taken.embed:
        pages.append(Entry.to(_("Intégrer à un autre site"), "embed_help", where["slug"]))
    return offer(name, parts, charts=charts, pages=pages)


def _result_pages(route: str, where: Mapping[str, str], query: str) -> list[Entry]:
    """The documents of a scenario, at its last step. route : what begins the names of their addresses."""
    if where["step"] != "resultat":
        return []
    tail = f"?{query}" if query else ""
    return [
        Entry(words, path_to(f"{route}_{form}", where["slug"]) + tail)
        for words, form in ((_("Résultat à imprimer (PDF)"), "pdf"), (_("Diapositives du résultat (PPTX)"), "slides"))
    ]
