"""The intercommunalities by how many levers each declared something on; what published nothing is hatched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.urls import reverse

from copilote.exchange.perimeters import places
from copilote.exchange.shapes import shapes_of
from copilote.reference.simulator import Region
from copilote.ui.charts.choropleth import Area, Choropleth, Named, choropleth
from copilote.ui.charts.classes import SHADES, UNKNOWN_SHADE, States
from copilote.words import N_, _
from copilote.words.typography import quoted

LEAST = (0, 1, 2, 4, 8)
"""From how many levers on each class is."""
WORDS = (N_("rien de publié"), N_("1 levier"), N_("2 ou 3 leviers"), N_("de 4 à 7 leviers"), N_("8 leviers et plus"))
MARKS = ("", "1", "2", "4", "8")
PAINT = (UNKNOWN_SHADE, SHADES[1], SHADES[2], SHADES[4], SHADES[5])


def class_of(levers: int) -> int:
    """The class of a number of levers."""
    return max(rank for rank, least in enumerate(LEAST) if levers >= least)


def coverage_map(region: Region, levers: Mapping[str, int]) -> Choropleth | None:
    """levers : on how many each EPCI (by code) declared something; those that are not there, nothing."""
    shapes, around = shapes_of(region.code, "epci"), shapes_of(region.code, "departement")
    every = places(region.code, "epci")
    areas = tuple(
        Area(
            place.code,
            quoted(place.name),
            rings,
            float(class_of(levers.get(place.code, 0))),
            reverse("diagnostic_territory", args=[region.slug, "epci", place.code]),
        )
        for place in every
        if (rings := shapes.outline(place.code))
    )
    if not areas:
        return None
    counts = Counter(int(area.value or 0) for area in areas)
    states = States(tuple(map(_, WORDS)), MARKS, PAINT, tuple(counts[rank] for rank in range(len(WORDS))))
    said = [f"{_(word)} : {counts[rank]}" for rank, word in reversed(list(enumerate(WORDS))) if counts[rank]]
    names = tuple(Named(place.name, around.outline(place.code)) for place in places(region.code, "departement"))
    return choropleth(
        areas,
        title=_("Sur combien de leviers chaque intercommunalité a déclaré une action"),
        unit="",
        what=N_("intercommunalités"),
        states=states,
        described=_("Intercommunalités : %(said)s.", said=" ; ".join(said)),
        borders=around.lines,
        names=names if len(names) > 1 else (),
        legend=False,
    )
