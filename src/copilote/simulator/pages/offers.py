"""What a page lets people take away: files of its data, images of its charts, its embedded version; as links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.simulator.pages.frame import Entry, lever_of, region_of

ENDINGS = ("csv", "xlsx", "json")
IMAGES = ("svg", "png")
STEP_IMAGES = ("objectifs", "bilan", "resultat")
"""Steps of the simulator that have a chart, which bears their name."""
PAGES = (
    *("region", "lever", "observed", "indicator", "national", "france", "step"),
    *("panoramas", "panorama", "compare"),
)
ASKED = ("step", "compare")
"""Pages whose data depend on the scenario of the address."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Links of the partial `simulator/_downloads.html`; `scenario`: they carry one, that a script may change."""

    files: tuple[Entry, ...]
    images: tuple[Entry, ...] = ()
    pages: tuple[Entry, ...] = ()
    scenario: bool = False


def offer_at(name: str, where: Mapping[str, str], query: str = "") -> Offer | None:
    """What the page of that name ("lever") offers; None for pages without data.

    where : the parts of its address. query : the scenario of a step, without "?".
    """
    if name not in PAGES:
        return None
    parts = list(where.values())
    query = query if name in ASKED else ""
    if name == "compare" and not query:
        return None
    files = (
        (_("Données pour un tableur (CSV)"), "csv"),
        (_("Classeur et sources (XLSX)"), "xlsx"),
        (_("Données pour un programme (JSON)"), "json"),
    )
    images = _charts(name, where)
    return Offer(
        tuple(Entry(label, _with(reverse(f"{name}_data", args=[*parts, end]), query)) for label, end in files),
        tuple(
            Entry(f"{label} ({end.upper()})", _with(reverse(f"{name}_chart", args=[*parts, chart, end]), query))
            for chart, label in images
            for end in IMAGES
        ),
        _pages(name, where),
        name == "step",
    )


def _charts(name: str, where: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(name, words) of the images of a page."""
    if name == "region":
        return (("themes", _("Image par thème")), ("secteurs", _("Image par secteur")))
    if name == "france":
        return (("regions", _("Image des objectifs")), ("emissions", _("Image des émissions")))
    if name == "lever":
        target = lever_of(region_of(where["slug"]), where["lever"]).target_kt
        return (("trajectoire", _("Image du chemin")),) if target and target > 0 else ()
    if name == "indicator" and not region_of(where["slug"]).fictional:
        return (("trajectoire", _("Image du graphique")), ("regions", _("Image des 18 régions")))
    if name in ("indicator", "national"):
        return (("trajectoire", _("Image du graphique")),)
    if name == "compare":
        return (("scenarios", _("Image du graphique")),)
    if name == "step" and where["step"] in STEP_IMAGES:
        return ((where["step"], _("Image du graphique")),)
    return ()


def _pages(name: str, where: Mapping[str, str]) -> tuple[Entry, ...]:
    found = []
    if name == "region":
        found.append(Entry(_("Dossier à imprimer (PDF)"), reverse("dossier_pdf", args=[where["slug"]])))
    if name in ("region", "lever", "indicator"):
        found.append(Entry(_("Intégrer à un autre site"), reverse("embed_help", args=[where["slug"]])))
    return tuple(found)


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
