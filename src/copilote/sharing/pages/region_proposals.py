"""What territories send up to the region: the sum of their proposals against its target, lever by lever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from copilote.exchange.place import Place, Ranks, overlaps
from copilote.exchange.shares import shared
from copilote.planning.apportionment import TONNES
from copilote.publish.columns import LEVER
from copilote.publish.table import Cell, Column, Kind, Table
from copilote.reference.simulator import Region
from copilote.sharing.levels import COMPARED, compared_level, plural_of, shared_region
from copilote.sharing.models import TerritoryFigure
from copilote.sharing.pages.effects import GAP
from copilote.sharing.pages.perimeters import crte_notes
from copilote.sharing.pages.proposals_within import within_table
from copilote.sharing.recorded import choices_of, figures_of, places_of
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, format_kt
from copilote.words.typography import quoted, tied

TARGET = Column("target_kt", N_("Objectif (kt)"), Kind.KT)
ANSWERED = Column("answered", N_("Ont proposé"), Kind.COUNT)
PROPOSED = Column("proposed_kt", N_("Leurs propositions (kt)"), Kind.KT)
INDICATIVE = Column("indicative_kt", N_("Leurs parts indicatives (kt)"), Kind.KT)
REST = Column("rest_kt", N_("Parts des autres (kt)"), Kind.KT)
WHOLE = Column("whole_kt", N_("Total si les autres suivent leur part (kt)"), Kind.KT)
DONE = Column("done_kt", N_("Fait ou en cours, déclaré (kt)"), Kind.KT)


@dataclass(frozen=True, kw_only=True)
class ProposedLever:
    """A lever at a level, or all (`lever` ""). In kt; None where the target is not known.

    answered : territories with a proposal; proposed, indicative : theirs; rest : indicative share of all others; done :
    declared done or under way at this level, None when nobody declared. placed : whether a share means something there:
    else what is proposed is compared with nothing, and is in no total.
    """

    lever: str = ""
    label: str
    target: float | None
    answered: int = 0
    proposed: float
    indicative: float
    done: float | None
    placed: bool = True

    @property
    def gap(self) -> float:
        """What is proposed above the shares of those who answered."""
        return self.proposed - self.indicative if self.placed else 0.0

    @property
    def rest(self) -> float | None:
        """The indicative share of those who did not answer."""
        return None if self.target is None else self.target - self.indicative

    @property
    def whole(self) -> float | None:
        """What the region reaches if all others follow their share."""
        return None if self.rest is None else self.proposed + self.rest


@dataclass(frozen=True, kw_only=True)
class RegionProposalsPage(Page):
    """The sums, of how many territories, who answered, who did not, and what is said at other levels (never added to
    these). within : the same by wider perimeters, None where none holds a whole territory that proposes."""

    levels: tuple[Entry, ...]
    table: Table
    within: Table | None
    count: int
    answered: tuple[Entry, ...]
    silent: tuple[Entry, ...]
    elsewhere: tuple[str, ...]


def region_proposals_page(slug: str, level_asked: str) -> RegionProposalsPage:
    """The page of a region; by EPCI unless said."""
    region, level = shared_region(slug), compared_level(level_asked)
    figures, every = figures_of(region.code), places_of(region.code, level)
    listed = {(place.level, place.code) for place in every}
    here = [figure for figure in figures if (figure.level, figure.code) in listed]
    sums = lever_sums(region, every, here)
    placed = {lever.lever for lever in sums if lever.placed}
    answering = {(figure.level, figure.code) for figure in here}
    answered, silent = (
        tuple(
            Entry.to(quoted(place.name), "proposals", place.level, place.code)
            for place in every
            if ((place.level, place.code) in answering) is answers
        )
        for answers in (True, False)
    )
    title = _("%(region)s : aucun territoire n’a encore répondu", region=region.name)
    if answered:
        title = _(
            "%(region)s : réponses de %(answered)s sur %(all)s (%(what)s), %(gap)s face aux parts indicatives",
            region=region.name,
            answered=counted(len(answered), "territoire", "territoires"),
            all=len(every),
            what=plural_of(level),
            gap=format_kt(sum(lever.gap for lever in sums), mega=False, sign=True),
        )
    return RegionProposalsPage(
        title=tied(title),
        summary=tied(_("La somme des propositions face à l’objectif, à tout moment. Qui n’a pas répondu est compté.")),
        region=region,
        section="territories.proposals",
        trail=(Entry.to(_("Ce que disent les territoires"), "region_proposals", region.slug),),
        levels=tuple(Entry(plural_of(other), f"?niveau={other}", other == level) for other in COMPARED),
        table=_table(sums, len(every)),
        within=within_table(region.code, level, (figure for figure in here if figure.lever in placed)),
        answered=answered,
        silent=silent,
        count=len(every),
        elsewhere=(*(_crte(region, every) if level == "crte" else ()), *_not_added(figures, level, listed)),
    )


def lever_sums(region: Region, every: Sequence[Place], figures: list[TerritoryFigure]) -> tuple[ProposedLever, ...]:
    """The sum of each lever over the territories of a level; `figures` : of these alone. A commune of two territories
    counts once in the target and in the indicative shares."""
    declined = shared(region.code, choices_of(region.code))
    members = {(place.level, place.code): place.inside(region.code) for place in every}
    grain = "commune" if every and every[0].level == "commune" else "epci"

    def within(places: Iterable[tuple[str, str]]) -> Ranks:
        return np.unique(np.concatenate([np.empty(0, dtype=np.intp), *(members[place] for place in places)]))

    everyone = within(members)
    sums = []
    for lever, rule, tonnes, target_kt in zip(
        declined.levers, declined.rules, declined.tonnes, declined.targets_kt, strict=True
    ):
        own = [figure for figure in figures if figure.lever == lever.id]
        proposed = {(figure.level, figure.code): figure.proposed_kt for figure in own if figure.proposed_kt is not None}
        done = [figure.done_kt for figure in own if figure.done_kt is not None]
        sums.append(
            ProposedLever(
                lever=lever.id,
                label=lever.label,
                target=float(tonnes[everyone].sum()) / TONNES if np.isfinite(target_kt) else None,
                answered=len(proposed),
                proposed=sum(proposed.values()),
                indicative=float(tonnes[within(proposed)].sum()) / TONNES,
                done=sum(done) if done else None,
                placed=rule.placed(grain),
            )
        )
    return tuple(sums)


def _table(sums: tuple[ProposedLever, ...], every: int) -> Table:
    """A lever a row, and their sum: a dash where nobody proposes, and no share where no key places the lever."""
    known = [lever for lever in sums if lever.target is not None and lever.placed]
    declared = [lever.done for lever in sums if lever.done is not None and lever.placed]
    whole = ProposedLever(
        label=_("Tous les leviers partagés à ce niveau"),
        target=sum(lever.target or 0.0 for lever in known),
        proposed=sum(lever.proposed for lever in known),
        indicative=sum(lever.indicative for lever in known),
        done=sum(declared) if declared else None,
    )

    def answered(row: ProposedLever) -> str:
        return _("%(count)s sur %(all)s", count=row.answered, all=every) if row.lever else ""

    def kt(row: ProposedLever, value: float | None) -> str:
        return format_decimals(value, 2) if row.placed else _("à localiser")

    def proposed(row: ProposedLever, text: str) -> str:
        return text if row.answered or not row.lever else "–"

    def gap(row: ProposedLever) -> str:
        return proposed(row, format_decimals(row.gap, 2, sign=True) if row.placed else "–")

    def done(row: ProposedLever) -> str:
        return _("rien de déclaré") if row.done is None else format_decimals(row.done, 2)

    fields: list[tuple[Column, Callable[[ProposedLever], Cell]]] = [
        (LEVER, lambda row: row.label),
        (TARGET, lambda row: format_decimals(row.target, 2)),
        (ANSWERED, answered),
        (PROPOSED, lambda row: proposed(row, format_decimals(row.proposed, 2))),
        (INDICATIVE, lambda row: proposed(row, kt(row, row.indicative))),
        (GAP, gap),
        (REST, lambda row: kt(row, row.rest)),
        (WHOLE, lambda row: kt(row, row.whole)),
        (DONE, done),
    ]
    note = _(
        "Écart : propositions moins parts indicatives de ceux qui proposent. Un écart négatif est ce qui manque à "
        "l’objectif si rien d’autre ne change. Ce qui est déclaré n’est pas vérifié, et ne s’ajoute à "
        "aucune statistique."
    )
    title = _("Propositions des territoires face à l’objectif")
    return Table.of("remontee", title, fields, (*sums, whole), note=note, total=True)


def _crte(region: Region, every: Sequence[Place]) -> list[str]:
    """Of the CRTE: which list, what is in two of them (proposals may hold it twice, which nothing here can tell)."""
    notes = list(crte_notes(region, tuple(every), mapped=False))
    if overlaps(every, region.code)[0].size:
        notes.append(_("Des propositions de CRTE qui se recouvrent peuvent compter deux fois la même chose."))
    if any(place.level != "crte" for place in every):
        notes.append(_("Un CRTE dessiné par la COP n’a pas de membre qui parle pour lui : sa part indicative vaut."))
    return notes


def _not_added(figures: tuple[TerritoryFigure, ...], level: str, listed: set[tuple[str, str]]) -> tuple[str, ...]:
    """What is told and not added: said for territories that are not in the list any more, or at other levels."""
    notes = []
    gone = {figure.code for figure in figures if figure.level == level and (level, figure.code) not in listed}
    if gone:
        count = counted(len(gone), "territoire", "territoires")
        notes.append(
            _(
                "Gardé mais non additionné : ce qu’ont dit %(count)s que la COP a remplacés ou que la liste n’a plus.",
                count=count,
            )
        )
    for other in ("departement", "epci", "crte", "arrondissement", "commune"):
        own = [figure for figure in figures if figure.level == other != level]
        if own:
            notes.append(
                _(
                    "Aussi dit à un autre niveau (%(what)s) : %(figures)s, de %(count)s. Non additionné ici : ce "
                    "sont les mêmes communes.",
                    what=plural_of(other),
                    count=counted(len({figure.code for figure in own}), "territoire", "territoires"),
                    figures=counted(len(own), "chiffre", "chiffres"),
                )
            )
    return tuple(notes)
