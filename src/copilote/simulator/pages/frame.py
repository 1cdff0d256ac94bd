"""What every page holds: title, summary, breadcrumb, navigation."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from copilote.reference import simulator
from copilote.reference.errors import fold
from copilote.reference.simulator import LeverFigures, Region, load_territories
from copilote.simulator.names import french_label, load_levers


@dataclass(frozen=True)
class Entry:
    """A link of the navigation or of the breadcrumb."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """Base of every page model. `title` is a sentence that says the result; `summary` is the first thing read."""

    title: str
    summary: str = ""
    region: Region | None = None
    section: str = ""
    trail: tuple[Entry, ...] = field(default=())

    @property
    def neighbours(self) -> tuple[Entry | None, Entry | None]:
        """The pages before and after this one, where there is an order: a room goes through them by the arrow keys."""
        return None, None

    @property
    def navigation(self) -> list[Entry]:
        """The main entries, those of the region in view."""
        if self.region is None:
            entries = [("home", _("Régions"), reverse("home")), ("france", _("France"), reverse("france"))]
        else:
            slug = self.region.slug
            entries = [
                ("region", self.region.name, reverse("region", args=[slug])),
                ("simulator", _("Simulateur"), reverse("step", args=[slug, "objectifs"])),
                ("observed", _("Observé"), reverse("observed", args=[slug])),
            ]
            if not self.region.fictional:
                entries.append(("territories", _("Territoires"), _shared(slug)))
        entries.append(("method", _("Méthode"), reverse("method")))
        return [Entry(label, address, key == self.section) for key, label, address in entries if address]

    @property
    def breadcrumb(self) -> list[Entry]:
        """From the home page to this one."""
        found = [Entry(_("Accueil"), reverse("home"))]
        if self.region is not None:
            found.append(Entry(self.region.name, reverse("region", args=[self.region.slug])))
        found += self.trail
        if len(found) > 1:
            found[-1] = Entry(found[-1].label, found[-1].address, True)
        return found if len(found) > 1 else []


def _shared(slug: str) -> str:
    """The map of a region's territories, a page of the sharing; "" without that app."""
    try:
        return reverse("territories", args=[slug])
    except NoReverseMatch:
        return ""


EVERYDAY = {
    "voitures-electriques": "augm_voitelec",
    "chaudieres-fioul": "reduc_rfioul",
    "chaudieres-gaz": "reduc_rgaz",
    "renovation-des-logements": "reduc_rconso",
    "haies": "augm_haies",
    "velo": "augm_vélotc",
    "transports-en-commun": "augm_vélotc",
}
"""Names that people give to levers in an address, and the official id."""


def region_of(slug: str) -> Region:
    """The region of an address, by its slug alone; raises UnknownNameError with suggestions."""
    from copilote.reference.simulator import find_region

    for region in load_territories():
        if region.slug == slug:
            return region
    return find_region(slug)


def lever_slug(lever: LeverFigures) -> str:
    """The lever's part of an address: its French label, folded ("vehicules-electriques")."""
    return fold(french_label(lever)).replace(" ", "-")


def lever_of(region: Region, slug: str) -> LeverFigures:
    """The lever of an address; an official id works too. Raises UnknownNameError with suggestions."""
    from copilote.reference.simulator import match_lever

    levers = load_levers(region.code)
    for lever in levers:
        if lever_slug(lever) == slug:
            return lever
    for lever in levers:
        if lever.id == EVERYDAY.get(slug):
            return lever
    text = slug.replace("-", " ") if "_" not in slug else slug
    found = match_lever(text, simulator.load_levers(region.code))  # spelled in French, as addresses are
    return next(lever for lever in levers if lever.id == found.id)
