"""Before a scenario is erased: what would be lost, and the three answers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from copilote.planning.scenario import Change, Scenario
from copilote.simulator.pages.stepper import address
from copilote.simulator.state import State, scenario_pairs, settle
from copilote.ui.page import Entry, Page
from copilote.words import _, ngettext


@dataclass(frozen=True, kw_only=True)
class ErasePage(Page):
    """`targets_only` is "" when there is nothing else than targets, or no target, to erase."""

    lost: tuple[str, ...]
    erase: str
    targets_only: str
    keep: str


def erase_page(state: State) -> ErasePage:
    """The page model of the question."""
    region, scenario = state.region, state.scenario
    counts = [
        sum(getattr(change, part) is not None for change in scenario.changes.values())
        for part in ("completed_kt", "new_target_kt")
    ]
    done = settle(
        Scenario(
            scenario.region,
            scenario.edition,
            {lever: Change(change.completed_kt) for lever, change in scenario.changes.items()},
            scenario.name,
        )
    )
    back = [("annuler", state.code)] if state.code and sum(counts) else []
    title = (
        ngettext(
            "Effacer la valeur saisie ?", "Effacer les %(count)s valeurs saisies ?", sum(counts), count=sum(counts)
        )
        if sum(counts)
        else _("Il n’y a rien à effacer")
    )
    lost = []
    if counts[0]:
        lost.append(
            ngettext("%(n)s valeur faite ou en cours", "%(n)s valeurs faites ou en cours", counts[0], n=counts[0])
        )
    if counts[1]:
        lost.append(ngettext("%(n)s nouvel objectif", "%(n)s nouveaux objectifs", counts[1], n=counts[1]))
    return ErasePage(
        title=title.replace(" ?", "\u00a0?"),
        region=region,
        section="simulator",
        trail=(
            Entry(_("Simulateur"), address("step", region, state.query, step="objectifs")),
            Entry(_("Effacer"), ""),
        ),
        lost=tuple(lost),
        erase=address("step", region, urlencode(back), step="ambition"),
        targets_only=address("step", region, urlencode([*scenario_pairs(done), *back]), step="ambition")
        if all(counts)
        else "",
        keep=address("step", region, state.query, step="ambition"),
    )
