"""What every page's frame needs: brand, navigation, languages."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, QueryDict
from django.urls import translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copilote import __version__
from copilote.ui.phones import in_the_clear, only_here
from copilote.words.language import per_language

BRANDS = ("neutre", "etat")


def conformity() -> str:
    """How far the site conforms to RGAA, in the words of the law: without an audit, it does not."""
    rate = settings.ACCESSIBILITY_RATE
    if rate is None or rate < 50:
        return _("non conforme")
    return _("totalement conforme") if rate >= 100 else _("partiellement conforme")


def _asked(request: HttpRequest) -> QueryDict:
    """The query; an empty one for an address that cannot be read."""
    try:
        return request.GET
    except SuspiciousOperation:
        return QueryDict()


def in_room(request: HttpRequest) -> bool:
    """Whether the page is shown to a room (`?salle`)."""
    return "salle" in _asked(request)


def _whole(request: HttpRequest, addresses: dict[str, str]) -> list[tuple[str, str]]:
    """Addresses with their host, as search engines want them; none for a host that is not ours."""
    try:
        return [(code, request.build_absolute_uri(address)) for code, address in addresses.items()]
    except SuspiciousOperation:
        return []


@per_language
def _in_each_language(path: str) -> tuple[tuple[str, str], ...]:
    """An address in French and in English, its query left out: kept, for it takes a twentieth of a page's time."""
    return tuple((code, translate_url(path, code)) for code in ("fr", "en"))


def branded(brand: str) -> dict[str, str]:
    """What the frame draws of a brand: its theme file and the block at its head."""
    return {
        "brand": brand,
        "theme_css": "copilote/theme-etat.css" if brand == "etat" else "",
        "brand_block": f"ui/brand/{brand}.html",
    }


def brand_in(region: str, departement: str = "") -> str:
    """The brand of the pages of a region, or of the COP of a département of it: the State's where the installation
    and that COP have it."""
    if settings.BRAND != "etat":
        return "neutre"
    for config in apps.get_app_configs():
        if hasattr(config, "brand_of"):
            with suppress(Error):
                return str(config.brand_of(region, departement) or settings.BRAND)
    return settings.BRAND


def frame(request: HttpRequest) -> dict[str, Any]:
    """Brand, theme file, and the address of this page in each language, with its query."""
    brand = settings.BRAND if settings.BRAND in BRANDS else "neutre"
    language = get_language() or "fr"
    other = "en" if language.startswith("fr") else "fr"
    query = request.get_full_path().removeprefix(request.path)
    addresses = {code: path + query for code, path in _in_each_language(request.path)}
    return {
        **branded(brand),
        "language": language[:2],
        "other_language": other,
        "other_address": addresses[other],
        "alternates": _whole(request, addresses),
        "conformity": conformity(),
        "room": in_room(request),
        "easy": "facile" in _asked(request),
        "only_here": only_here(request),
        "in_the_clear": in_the_clear(request),
        "version": __version__,
        "searched": _asked(request).get("recherche", "")[:100],
    }
