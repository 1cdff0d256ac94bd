"""The maps of the climate across a region, open to all, and their files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from copilote.adaptation.maps.asked import asked_maps
from copilote.adaptation.maps.files import maps_pdf, maps_picture
from copilote.adaptation.maps.page import maps_book, maps_page
from copilote.adaptation.maps.plate import plate_pdf
from copilote.adaptation.maps.struck import (
    asked_disasters,
    disasters_book,
    disasters_page,
    disasters_pdf,
    disasters_picture,
)
from copilote.exchange.climate_field import MAPPED, check_drawn
from copilote.reference.errors import InputError
from copilote.reference.simulator import Region
from copilote.ui.addresses import region_of
from copilote.ui.answers import cached
from copilote.ui.canonical import canonical_region
from copilote.ui.downloads import open_to_all, send_book, send_picture
from copilote.words import _
from copilote.words.typography import tied

PDF = "application/pdf"


@require_safe
@canonical_region
def maps(request: HttpRequest, slug: str) -> HttpResponse:
    """An index (`indice`) at three levels by `niveau`; `ecart` and `qui` choose what else is shown."""
    region = region_of(slug)
    try:
        check_drawn(region, MAPPED[0])
    except InputError as error:
        return _unmapped(request, region, str(error))
    return render(request, "adaptation/maps.html", {"page": maps_page(asked_maps(slug, request.GET))})


def _unmapped(request: HttpRequest, region: Region, why: str) -> HttpResponse:
    """That a region has no projection, and what exists of its climate; nothing does of the fictional one."""
    links = () if region.fictional else (
        (_("Les catastrophes naturelles reconnues, sur la carte"), reverse("region_disasters", args=[region.slug])),
        (_("Le climat de la région : ce qui est connu"), reverse("region_climate", args=[region.slug])),
    )  # fmt: skip
    said = {"title": _("Pas de carte du climat qui vient pour cette région"), "message": tied(why), "links": links}
    return render(request, "ui/error.html", said | {"status": 404}, status=404)


@require_safe
def maps_data(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The figures of the maps."""
    return send_book(request, maps_book(asked_maps(slug, request.GET)), ending)


@require_safe
def maps_chart(request: HttpRequest, slug: str, name: str, ending: str) -> HttpResponse:
    """The three maps ("niveaux") or the differences ("ecarts") as an image."""
    return send_picture(request, maps_picture(asked_maps(slug, request.GET), name), ending)


@require_safe
def maps_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The three maps as a PDF."""
    asked = asked_maps(slug, request.GET)
    address = request.build_absolute_uri(reverse("region_climate_maps", args=[slug]))
    name = f"copilote-{asked.region.slug}-climat-{asked.index.id.replace('_', '-')}-{asked.by}.pdf"
    return open_to_all(cached(request, maps_pdf(asked, address), PDF, name=name))


@require_safe
def plate(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    """The six maps that matter for a region, on one sheet to hang in the room."""
    region = region_of(slug)
    check_drawn(region, "commune")
    address = request.build_absolute_uri(reverse("region_climate_maps", args=[region.slug]))
    name = f"copilote-{region.slug}-climat-planche-{paper}.pdf"
    return open_to_all(cached(request, plate_pdf(region, paper, address), PDF, name=name))


@require_safe
@canonical_region
def struck(request: HttpRequest, slug: str) -> HttpResponse:
    """What has struck (`quoi`), by `niveau`."""
    return render(request, "adaptation/disasters.html", {"page": disasters_page(asked_disasters(slug, request.GET))})


@require_safe
def struck_data(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The recognitions of each territory."""
    return send_book(request, disasters_book(asked_disasters(slug, request.GET)), ending)


@require_safe
def struck_chart(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The map as an image."""
    address = request.build_absolute_uri(reverse("region_disasters", args=[slug]))
    return send_picture(request, disasters_picture(asked_disasters(slug, request.GET)), ending, address)


@require_safe
def struck_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The map as a PDF."""
    asked = asked_disasters(slug, request.GET)
    address = request.build_absolute_uri(reverse("region_disasters", args=[slug]))
    name = f"copilote-{asked.region.slug}-catastrophes-{asked.what.replace('_', '-')}-{asked.by}.pdf"
    return open_to_all(cached(request, disasters_pdf(asked, address), PDF, name=name))
