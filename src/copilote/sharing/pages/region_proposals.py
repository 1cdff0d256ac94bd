"""What territories send up to the region: the sum of their proposals against its target, lever by lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.exchange.perimeters import Place, overlaps
from copilote.exchange.shares import members_of, shared
from copilote.planning.apportionment import TONNES
from copilote.planning.key_test import UNFIT
from copilote.reference.errors import InputError
from copilote.reference.simulator import Region, load_levers
from copilote.sharing.pages.effects import LEVELS
from copilote.sharing.pages.keys import LEVELS_OFFERED, level_of
from copilote.sharing.pages.mix import Option
from copilote.sharing.pages.region_words import crte_notes
from copilote.sharing.recorded import Figure, choices_of, figures_of, places_of
from copilote.sharing.sheet_words import shown_name
from copilote.simulator.pages.frame import Entry, Page, region_of
from copilote.simulator.pages.seen import CellView, TableView, tied
from copilote.ui.translation import t
from copilote.ui.words import UNKNOWN, counted, format_decimals, format_kt


@dataclass(frozen=True)
class LeverSum:
    """A lever at a level. In kt; None where the target is not known.

    answered : territories with a proposal; proposed, indicative : theirs; rest : indicative share of all others; done :
    declared done or under way at this level, None when nobody declared. placed : whether a share means something there:
    else what is proposed is compared with nothing, and is in no total.
    """

    lever: str
    label: str
    target: float | None
    answered: int
    proposed: float
    indicative: float
    rest: float | None
    done: float | None
    placed: bool = True

    @property
    def gap(self) -> float:
        """What is proposed above the shares of those who answered."""
        return self.proposed - self.indicative if self.placed else 0.0

    @property
    def whole(self) -> float | None:
        """What the region reaches if all others follow their share."""
        return None if self.rest is None else self.proposed + self.rest


@dataclass(frozen=True, kw_only=True)
class RegionProposalsPage(Page):
    """The sums, who answered, who did not, and what is said at other levels (never added to these)."""

    level: str
    levels: tuple[Option, ...]
    table: TableView
    answered: tuple[Entry, ...]
    silent: tuple[Entry, ...]
    silent_text: str
    elsewhere: tuple[str, ...]


def region_proposals_page(slug: str, level_asked: str) -> RegionProposalsPage:
    """The page of a region; by EPCI unless said."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : aucune commune à qui partager.") % {"name": region.name})
    level = level_of(level_asked)
    figures = figures_of(region.code)
    every = places_of(region.code, level)
    listed = {(one.level, one.code) for one in every}
    here = [one for one in figures if (one.level, one.code) in listed]
    sums = lever_sums(region, every, here)
    spoke = {(one.level, one.code) for one in here}
    answered = tuple(_link(place) for place in every if (place.level, place.code) in spoke)
    silent = tuple(_link(place) for place in every if (place.level, place.code) not in spoke)
    return RegionProposalsPage(
        title=tied(_title(region, sums, len(answered), len(every), level)),
        summary=tied(_("La somme des propositions face à l’objectif, à tout moment. Qui n’a pas répondu est compté.")),
        region=region,
        section="territories",
        trail=(Entry(_("Ce que disent les territoires"), reverse("region_proposals", args=[region.slug])),),
        level=level,
        levels=tuple(Option(one, t(LEVELS[one]), one == level) for one in LEVELS_OFFERED),
        table=_table(sums, len(every)),
        answered=answered,
        silent=silent,
        silent_text=_("%(silent)s sur %(all)s n’ont rien dit : leur part indicative vaut pour eux.")
        % {"silent": len(silent), "all": len(every)}
        if silent
        else "",
        elsewhere=(*_crte(region, every, level), *_replaced(figures, level, listed), *_elsewhere(figures, level)),
    )


def lever_sums(region: Region, every: Sequence[Place], figures: list[Figure]) -> tuple[LeverSum, ...]:
    """The sum of each lever over the territories of a level; `figures` : of these alone. A commune of two territories
    counts once in the target and in the indicative shares."""
    declined = shared(region.code, choices_of(region.code))
    inside = members_of(region.code)
    members = {(one.level, one.code): np.searchsorted(inside, one.within(region.code)) for one in every}
    held = np.unique(np.concatenate([np.empty(0, dtype=np.intp), *members.values()]))
    levers = {lever.id: lever for lever in load_levers(region.code)}
    grain = "commune" if every and every[0].level == "commune" else "epci"
    found = []
    for row, id_ in enumerate(one.id for one in declined.levers):
        lever, tonnes = levers[id_], declined.tonnes[row]
        mine = [one for one in figures if one.lever == lever.id]
        proposals = [one for one in mine if one.proposed_kt is not None]
        done = [one.done_kt for one in mine if one.done_kt is not None]
        target = float(tonnes[held].sum()) / TONNES if np.isfinite(declined.targets_kt[row]) else None
        own = np.unique(np.concatenate([held[:0], *(members[one.level, one.code] for one in proposals)]))
        indicative = float(tonnes[own].sum()) / TONNES
        found.append(
            LeverSum(
                lever.id,
                t(lever.label),
                target,
                len(proposals),
                sum(one.proposed_kt or 0.0 for one in proposals),
                indicative,
                None if target is None else target - indicative,
                sum(done) if done else None,
                declined.rules[row].grade(grain) != UNFIT or declined.rules[row].chosen,
            )
        )
    return tuple(found)


def _title(region: Region, sums: tuple[LeverSum, ...], answered: int, every: int, level: str) -> str:
    if not answered:
        return _("%(region)s : aucun territoire n’a encore répondu") % {"region": region.name}
    gap = sum(one.gap for one in sums)
    told = format_kt(gap, mega=False, sign=True)
    return _("%(region)s : réponses de %(answered)s sur %(all)s (%(what)s), %(gap)s face aux parts indicatives") % {
        "region": region.name,
        "answered": counted(answered, "territoire"),
        "all": every,
        "what": t(LEVELS[level]),
        "gap": told,
    }


def _link(place: Place) -> Entry:
    return Entry(shown_name(place.name), reverse("proposals", args=[place.level, place.code]))


def _table(sums: tuple[LeverSum, ...], every: int) -> TableView:
    titles = (
        *(_("Levier"), _("Objectif (kt)"), _("Ont proposé"), _("Leurs propositions (kt)")),
        *(_("Leurs parts indicatives (kt)"), _("Écart (kt)"), _("Parts des autres (kt)")),
        *(_("Total si les autres suivent leur part (kt)"), _("Fait ou en cours, déclaré (kt)")),
    )
    rows = [_cells(one.label, one, every, titles) for one in sums]
    known = [one for one in sums if one.target is not None and one.placed]
    done = [one.done for one in sums if one.done is not None and one.placed]
    whole = LeverSum(
        "",
        _("Tous les leviers partagés à ce niveau"),
        sum(one.target or 0.0 for one in known),
        0,
        sum(one.proposed for one in known),
        sum(one.indicative for one in known),
        sum(one.rest or 0.0 for one in known),
        sum(done) if done else None,
    )
    total = _cells(whole.label, whole, every, titles)
    rows.append((total[0], total[1], CellView("", titles[2], True), *total[3:]))
    columns = tuple(CellView(title, number=rank > 0) for rank, title in enumerate(titles))
    note = _(
        "Écart : propositions moins parts indicatives de ceux qui proposent. Un écart négatif est ce qui manque à "
        "l’objectif si rien d’autre ne change. Ce qui est déclaré n’est pas vérifié, et ne s’ajoute à "
        "aucune statistique."
    )
    return TableView("remontee", _("Propositions des territoires face à l’objectif"), columns, tuple(rows), note)


def _cells(label: str, one: LeverSum, every: int, titles: tuple[str, ...]) -> tuple[CellView, ...]:
    none = t(UNKNOWN)
    silent = not one.answered and bool(one.lever)
    if not one.placed:
        none = _("à localiser")
        one = replace(one, rest=None)
    texts = (
        t(UNKNOWN) if one.target is None else format_decimals(one.target, 2),
        _("%(count)s sur %(all)s") % {"count": one.answered, "all": every},
        "–" if silent else format_decimals(one.proposed, 2),
        "–" if silent else none if not one.placed else format_decimals(one.indicative, 2),
        "–" if silent or not one.placed else format_decimals(one.gap, 2, sign=True),
        none if one.rest is None else format_decimals(one.rest, 2),
        none if one.whole is None else format_decimals(one.whole, 2),
        _("rien de déclaré") if one.done is None else format_decimals(one.done, 2),
    )
    head = CellView(label, titles[0])
    return (head, *(CellView(text, titles[rank], True) for rank, text in enumerate(texts, 1)))


def _crte(region: Region, every: Sequence[Place], level: str) -> tuple[str, ...]:
    """Of the CRTE: which list, what is in two of them (proposals may hold it twice, which nothing here can tell)."""
    if level != "crte":
        return ()
    found = list(crte_notes(region, tuple(every), mapped=False))
    if overlaps(every, region.code)[0].size:
        found.append(_("Des propositions de CRTE qui se recouvrent peuvent compter deux fois la même chose."))
    if any(one.level != level for one in every):
        found.append(_("Un CRTE dessiné par la COP n’a pas de membre qui parle pour lui : sa part indicative vaut."))
    return tuple(found)


def _replaced(figures: tuple[Figure, ...], level: str, listed: set[tuple[str, str]]) -> tuple[str, ...]:
    """What was said for territories of the level that are not in its list any more: told, not added."""
    gone = {one.code for one in figures if one.level == level and (one.level, one.code) not in listed}
    if not gone:
        return ()
    told = _("Gardé mais non additionné : ce qu’ont dit %(count)s que la COP a remplacés ou que la liste n’a plus.")
    return (told % {"count": counted(len(gone), "territoire")},)


def _elsewhere(figures: tuple[Figure, ...], level: str) -> tuple[str, ...]:
    """What is said at other levels, which covers the same communes: told, not added."""
    found = []
    words = LEVELS | {"arrondissement": "arrondissements", "commune": "communes"}
    for other, what in words.items():
        own = [one for one in figures if one.level == other]
        if other != level and own:
            count = len({one.code for one in own})
            found.append(
                _(
                    "Aussi dit à un autre niveau (%(what)s) : %(figures)s, de %(count)s. Non additionné ici : ce "
                    "sont les mêmes communes."
                )
                % {
                    "what": t(what),
                    "count": counted(count, "territoire"),
                    "figures": counted(len(own), "chiffre"),
                }
            )
    return tuple(found)
