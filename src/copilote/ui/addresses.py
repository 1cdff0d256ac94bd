"""What addresses are made of: slugs of regions and levers, and the pages that other apps may offer."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from copilote.reference.errors import fold
from copilote.reference.simulator import LeverFigures, Region, find_region, load_levers, load_territories, match_lever
from copilote.words.language import per_language

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


@per_language
def path_to(name: str, *args: str) -> str:
    """The address of a page, kept: each page of the site says the same thirty again."""
    return reverse(name, args=args)


def address_of(name: str, *args: str) -> str:
    """The address of a page that another part of the site may offer; "" when it does not."""
    try:
        return path_to(name, *args)
    except NoReverseMatch:
        return ""


def slug_of(text: str) -> str:
    """A name as part of an address or an identifier."""
    return fold(text).replace(" ", "-")


def held_slug(slug: str, departement: str = "") -> str:
    """What an address calls the COP of a region ("bretagne") or of one of its départements ("bretagne.35")."""
    return f"{slug}.{departement}" if departement else slug


def held_parts(slug: str) -> tuple[str, str]:
    """The slug of the region, and the code of the département, "" for none, of what `held_slug` makes."""
    region, _point, departement = slug.partition(".")
    return region, departement


def region_of(slug: str) -> Region:
    """The region of an address, by its slug alone; raises UnknownNameError with suggestions."""
    slug, _departement = held_parts(slug)
    for region in load_territories():
        if region.slug == slug:
            return region
    return find_region(slug)


def ground_at(slug: str) -> tuple[str, str]:
    """The codes of the region and of the département ("" for none) whose COP an address is of. Raises
    UnknownNameError with suggestions."""
    _slug, departement = held_parts(slug)
    return region_of(slug).code, departement


def key_at(slug: str) -> str:
    """What rights know the COP of an address by ("24", "24:45"). Raises UnknownNameError with suggestions."""
    return ":".join(filter(None, ground_at(slug)))


def lever_of(region: Region, slug: str) -> LeverFigures:
    """The lever of an address; an official id works too. Raises UnknownNameError with suggestions."""
    levers = load_levers(region.code)
    for lever in levers:
        if lever.slug == slug or lever.id == EVERYDAY.get(slug):
            return lever
    text = slug.replace("-", " ") if "_" not in slug else slug
    return match_lever(text, levers)
