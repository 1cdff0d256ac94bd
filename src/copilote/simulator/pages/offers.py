"""What a page lets people take away: files of its data, images of its charts, its embedded version; as links."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.reference.simulator import LeverFigures, Region
from copilote.simulator.pages.frame import Entry, lever_slug

ENDINGS = ("csv", "xlsx", "json")
IMAGES = ("svg", "png")


@dataclass(frozen=True, slots=True)
class Offer:
    """Links of the partial `simulator/_downloads.html`; `embed` is None where there is no embedded version."""

    files: tuple[Entry, ...]
    images: tuple[Entry, ...] = ()
    embed: Entry | None = None


def region_offer(region: Region) -> Offer:
    """Of a region's page."""
    images = (("themes", _("objectifs par thème")), ("secteurs", _("objectifs par secteur")))
    return Offer(_files("region", region.slug), _images("region", images, region.slug), _embed(region))


def lever_offer(region: Region, lever: LeverFigures) -> Offer:
    """Of a lever's page."""
    where = (region.slug, lever_slug(lever))
    images = (("trajectoire", _("chemin de 2019 à 2030")),) if lever.target_kt and lever.target_kt > 0 else ()
    return Offer(_files("lever", *where), _images("lever", images, *where), _embed(region))


def observed_offer(region: Region) -> Offer:
    """Of the table of what is observed in a region."""
    return Offer(_files("observed", region.slug))


def indicator_offer(region: Region, number: str) -> Offer:
    """Of an indicator's page."""
    images = (("trajectoire", _("observé et trajectoire requise")),)
    return Offer(
        _files("indicator", region.slug, number), _images("indicator", images, region.slug, number), _embed(region)
    )


def national_offer(number: str) -> Offer:
    """Of a national indicator's page."""
    images = (("trajectoire", _("observé et trajectoire requise")),)
    return Offer(_files("national", number), _images("national", images, number))


def france_offer() -> Offer:
    """Of the national page."""
    images = (("regions", _("objectifs par région")), ("emissions", _("émissions")))
    return Offer(_files("france"), _images("france", images))


def step_offer(region: Region, step: str, query: str) -> Offer:
    """Of a step of the simulator, with the scenario of its address."""
    from copilote.simulator.pages.pictures import STEP_CHARTS

    images = ((step, _("graphique de l’étape")),) if step in STEP_CHARTS else ()
    return Offer(
        _files("step", region.slug, step, query=query), _images("step", images, region.slug, step, query=query)
    )


def _files(page: str, *where: str, query: str = "") -> tuple[Entry, ...]:
    return tuple(
        Entry(ending.upper(), _with(reverse(f"{page}_data", args=[*where, ending]), query)) for ending in ENDINGS
    )


def _images(page: str, names: tuple[tuple[str, str], ...], *where: str, query: str = "") -> tuple[Entry, ...]:
    return tuple(
        Entry(f"{ending.upper()} : {label}", _with(reverse(f"{page}_chart", args=[*where, name, ending]), query))
        for name, label in names
        for ending in IMAGES
    )


def _embed(region: Region) -> Entry:
    return Entry(_("Intégrer à un autre site"), reverse("embed_help", args=[region.slug]))


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
