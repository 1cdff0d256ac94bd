"""Regions and levers in easy words: short sentences, one idea each, no abbreviation (rules "Facile à lire")."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.planning.observation import Observation
from copilote.reference.actors import LeverActor
from copilote.reference.simulator import LeverFigures, Region
from copilote.ui.daily_words import place_of
from copilote.ui.easy import efforts, plain, tonnes, who_decides, why
from copilote.ui.indicators import GradeCount, last_value, target_text, verdict
from copilote.ui.page import EasyPart
from copilote.ui.targets import LeverWords
from copilote.words import _
from copilote.words.typography import capital

ACTORS = 4


def easy_region(
    region: Region, target_kt: float | None, heaviest: Sequence[LeverWords], grades: Sequence[GradeCount]
) -> tuple[EasyPart, ...]:
    """A region: what is to be avoided, the largest efforts, whether it moves, who decides."""
    parts = [why()]
    if target_kt:
        asked = _(
            "%(where)s, il faut éviter %(tonnes)s de gaz chaque année.",
            where=capital(place_of(region)),
            tonnes=tonnes(target_kt),
        )
        parts.append(EasyPart(_("Que faut-il faire d’ici 2030 ?"), (asked,)))
    if heaviest:
        parts.append(EasyPart(_("Quels sont les plus gros efforts ?"), efforts(heaviest)))
    counts = {grade.key: grade.count for grade in grades}
    fast, slow = counts.get("ahead", 0) + counts.get("on_pace", 0), counts.get("too_slow", 0)
    if fast + slow:
        parts.append(
            EasyPart(
                _("Est-ce que cela avance ?"),
                (
                    _("Mesures en bonne voie : %(count)s.", count=fast),
                    _("Mesures en retard : %(count)s.", count=slow),
                    _("Mesures qui reculent : %(count)s.", count=counts.get("wrong_way", 0)),
                ),
            )
        )
    return (*parts, who_decides())


def easy_lever(
    lever: LeverFigures, words: str, observation: Observation | None, actors: Sequence[LeverActor]
) -> tuple[EasyPart, ...]:
    """A lever: what it asks, where one stands, who can act."""
    asked = []
    if lever.target_kt:
        asked.append(_("Il faut éviter %(tonnes)s de gaz chaque année.", tonnes=tonnes(lever.target_kt)))
    parts = [why(), EasyPart(_("Que faut-il faire d’ici 2030 ?"), (*asked, plain(f"{capital(words)}.")))]
    if observation is not None and observation.pace.last_value is not None:
        now = [
            f"{observation.name}.",
            _("En %(year)s : %(value)s.", year=observation.pace.last_year, value=last_value(observation)),
        ]
        if target := target_text(observation):
            now.append(_("Pour 2030, il faudrait : %(target)s.", target=target))
        if grade := verdict(observation):
            now.append(_("C’est %(grade)s.", grade=grade))
        parts.append(EasyPart(_("Où en est-on ?"), tuple(now)))
    if actors:
        sentences = tuple(
            _("%(who)s : %(what)s.", who=capital(row.actor.label), what=row.action) for row in actors[:ACTORS]
        )
        parts.append(EasyPart(_("Qui peut agir ?"), sentences))
    return (*parts, who_decides())
