"""A region's targets in sentences and drawings: what they add up to, what weighs most, the map of the levers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilote.planning.panorama import By, Panorama
from copilote.publish.levers import physical_2030
from copilote.reference.simulator import LeverFigures, Region
from copilote.reference.territories import load_regions
from copilote.ui.charts import TreemapItem, treemap
from copilote.ui.daily_words import UNTOLD, daily_words, near_share
from copilote.ui.drawing import Drawing
from copilote.words import N_, _
from copilote.words.carbon import IN_TONNES, carbon_unit
from copilote.words.numbers import format_kt, format_number, format_percent, with_unit
from copilote.words.typography import capital

HEAVIEST = 5
GROUPING = {By.THEME: N_("thème"), By.SECTOR: N_("secteur")}


@dataclass(frozen=True, slots=True)
class LeverWords:
    """A lever of the summary: what it weighs, and what that means in daily words. grade : how sure it is, in words."""

    id: str
    label: str
    slug: str
    target: str
    words: str
    grade: str = ""

    @property
    def untold(self) -> bool:
        """Whether its words are a weight only, which says nothing without its name."""
        return _(UNTOLD) in self.words

    @property
    def sentence(self) -> str:
        """Its words as a sentence."""
        return f"{capital(self.words)}."


def inhabitants(region: Region) -> int | None:
    """Inhabitants of the region; None for the fictional one."""
    return next((row.population for row in load_regions() if row.code == region.code), None)


def lead(place: str, view: Panorama, population: int | None) -> tuple[str, ...]:
    """The sentences of the summary; `place` is the region with its preposition."""
    target = view.target.value
    if target is None:
        return (_("Aucun objectif n’est connu %(place)s.", place=place),)
    per_head = ""
    if population:
        each = with_unit(format_number(1000 * target / population, 2), N_("tonnes de CO2e"))
        per_head = _(", soit environ %(each)s par habitant", each=each)
    aim = _(
        "En 2030, %(place)s, les %(count)s leviers de la planification écologique visent ensemble environ "
        "%(target)s évitées chaque année par rapport à 2019%(each)s.",
        place=place,
        count=len(view.levers),
        target=format_kt(target),
        each=per_head,
    )
    return tuple(filter(None, (aim, sharing(view), unshown(view))))


def sharing(view: Panorama) -> str:
    """What each theme takes of the target; "" when a single one does."""
    known = [(group.name, group.share) for group in view.groups if group.share]
    shares = [
        _("« %(group)s » %(share)s", group=name, share=format_percent(share) if rank else near_share(share))
        for rank, (name, share) in enumerate(known)
    ]
    if len(shares) < 2:
        return ""
    return _("Leur répartition : %(most)s et %(last)s.", most=", ".join(shares[:-1]), last=shares[-1])


def unshown(view: Panorama) -> str:
    """What the target holds that the State does not show by region; "" for nothing."""
    unseen = [lever for lever in view.levers if not lever.target_shown and lever.target_kt]
    if not unseen:
        return ""
    return _(
        "Ce total comprend %(kt)s que l’État n’affiche pas par région (%(names)s) : il est à prendre comme un "
        "ordre de grandeur.",
        kt=format_kt(sum(lever.target_kt or 0.0 for lever in unseen), mega=False),
        names=", ".join(lever.label.lower() for lever in unseen),
    )


def heaviest(levers: Sequence[LeverFigures], population: int | None) -> tuple[LeverWords, ...]:
    """The `HEAVIEST` levers with the largest targets, in daily words."""
    known = [(lever, lever.target_kt) for lever in levers if lever.target_kt]
    total = math.fsum(target for _lever, target in known)
    largest = sorted(known, key=lambda pair: -pair[1])[:HEAVIEST]
    return tuple(
        LeverWords(
            lever.id,
            lever.label,
            lever.slug,
            f"{format_kt(target, mega=False)}, {format_percent(target / total)}",
            words_of(lever, population),
        )
        for lever, target in largest
    )


def words_of(lever: LeverFigures, population: int | None = None) -> str:
    """What the official target of a lever means, in daily words."""
    quantity = physical_2030(lever)
    return daily_words(lever, None if quantity is None else quantity.value, population)


def objectives_map(
    levers: Sequence[LeverFigures], by: By, address: Callable[[LeverFigures], str] = lambda lever: ""
) -> Drawing:
    """Treemap of the targets by theme or sector, the same on every page. address : where the tile of a lever leads."""
    items = [TreemapItem(getattr(lever, by.value), lever.label, lever.target_kt, address(lever)) for lever in levers]
    title = _("Objectifs de 2030 par %(word)s et par levier", word=_(GROUPING[by]))
    caption = N_(
        "%(title)s, en milliers de tonnes de CO2e (kt) évitées par an. L’aire de chaque case est proportionnelle."
    )
    if carbon_unit() is IN_TONNES:
        caption = N_("%(title)s, en tonnes de CO2e évitées par an. L’aire de chaque case est proportionnelle.")
    return Drawing.of(
        treemap, items, title=title, prefix=f"carte-{by.value}", caption=_(caption, title=title),
        width=900.0, height=560.0, narrow={"width": 340.0, "height": None},
    )  # fmt: skip
