"""What members are told of the priorities of a territory, on the page of its climate."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.adaptation.priorities.elsewhere import Elsewhere, elsewhere
from copilote.adaptation.priorities.models import Effect, Priority, Standing
from copilote.adaptation.priorities.seeing import BY_LEVEL, departements_in, own_departements, seen_by
from copilote.cop.permissions import Rights
from copilote.exchange.place import Place
from copilote.reference.simulator import find_region
from copilote.reference.territories import commune_or_none, load_epci
from copilote.ui.page import Entry

MOST = 5


@dataclass(frozen=True, slots=True)
class OwnPriorities:
    """The first priorities of the départements of a territory, as links, and how many there are. others : of the
    region, and what stands in the way; add : where one is added, "" for who may not. elsewhere : what other
    départements do about the effects of these, or about all when none is written here; exposed, levers : addresses."""

    entries: tuple[Entry, ...]
    count: int
    where: str
    page: str
    others: str
    obstacles: str
    add: str
    elsewhere: tuple[Elsewhere, ...]
    exposed: str
    levers: str


def departements_of_place(place: Place) -> tuple[str, ...]:
    """The codes of the départements where a département, EPCI or commune lies; none for another territory."""
    if place.level == "departement":
        return (place.code,)
    if place.level == "epci":
        return next((row.departements for row in load_epci() if row.code == place.code), ())
    commune = commune_or_none(place.code) if place.level == "commune" else None
    return (commune.departement,) if commune else ()


def own_block(place: Place, rights: Rights) -> OwnPriorities | None:
    """For a member of the COP of the place's region; None for anybody else, read without the base for visitors."""
    member = rights.acting("adaptation.see_priorities", place.regions[0]) if rights.members else None
    if member is None:
        return None
    places = departements_in(member.cop)
    codes = [code for code in departements_of_place(place) if code in places]
    if place.level == "region":
        codes = list(places)
    if not codes:
        return None
    slug = find_region(member.cop.region).slug
    rows = seen_by(member).filter(departement__in=codes).exclude(standing=Standing.WITHDRAWN)
    shown = rows.order_by(BY_LEVEL, "departement", "title", "pk")[:MOST]
    page = reverse("priorities", args=[slug])
    about = f"?departement={codes[0]}" if len(codes) == 1 else ""
    may_write = rights.acting("adaptation.write_priority", member.cop.key) is not None
    adds = may_write and set(codes) & set(own_departements(member))
    effects = list(dict.fromkeys(rows.order_by(BY_LEVEL, "pk").values_list("effect", flat=True))) or list(Effect.values)
    maps = reverse("region_climate_maps", args=[slug])
    return OwnPriorities(
        tuple(_entry(row, slug, places[row.departement]) for row in shown),
        rows.count(),
        ", ".join(places[code] for code in codes) if len(codes) <= MOST else "",
        page + about,
        reverse("priorities_region", args=[slug]),
        reverse("priorities_obstacles", args=[slug]),
        reverse("priority_add", args=[slug]) + about if adds else "",
        elsewhere(member, effects, codes) if place.level != "region" else (),
        f"{maps}#exposes" if member.cop.region >= "10" else "",
        reverse("resources", args=[slug]),
    )


def _entry(row: Priority, slug: str, place: str) -> Entry:
    standing = "" if row.standing == Standing.VALIDATED else f" · {Standing(row.standing).label}"
    return Entry(row.title, reverse("priority", args=[slug, row.pk]), note=f"{place}{standing}")
