"""What is observed since 2019: each regional series, its target derived from the national one, its pace and grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copilote.dossier.model import Card, ObservedPart, ThemeCards
from copilote.exchange.observed import regional_observations
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.publish import columns
from copilote.publish.table import Column, Kind, Table
from copilote.reference.simulator import LeverFigures
from copilote.ui.observations import (
    KEY_GRADES,
    OUTSIDE,
    closeness,
    followed_levers,
    path_of,
    readable,
    sentence,
    worth_drawing,
)
from copilote.words.language import noun
from copilote.words.numbers import counted

_GRADED = {
    Grade.AHEAD: ("en avance", "en avance"),
    Grade.ON_PACE: ("au rythme", "au rythme"),
    Grade.TOO_SLOW: ("trop lent", "trop lents"),
    Grade.WRONG_WAY: ("dans le mauvais sens", "dans le mauvais sens"),
    Grade.UNCERTAIN: ("incertain", "incertains"),
}


def observed(region: str, levers: Sequence[LeverFigures]) -> ObservedPart:
    """Charts by theme, sentences and tables of what is observed in a region."""
    seen = regional_observations(region) if region.isdigit() else ()  # the fictional region has none
    if not seen:
        return ObservedPart((), ("Aucune série régionale n’est publiée pour ce territoire.",), (), ())
    own = {lever.id: lever for lever in levers}
    shown = [readable(observation) for observation in seen if worth_drawing(observation, seen)]
    shown.sort(key=lambda observation: (observation.pace.grade is Grade.UNKNOWN, closeness(observation, own)))
    by_theme: dict[str, list[Card]] = {theme: [] for theme in (*(lever.theme for lever in levers), OUTSIDE)}
    for rank, observation in enumerate(shown):
        followed = followed_levers(observation, own)
        theme = own[followed[0][0]].theme if followed else OUTSIDE
        by_theme[theme].append(
            Card(
                observation, path_of(observation, f"serie-{rank}"), followed, sentence(observation), _rule(observation)
            )
        )
    return ObservedPart(
        tuple(shown),
        _text(shown),
        tuple(ThemeCards(name, tuple(cards)) for name, cards in by_theme.items() if cards),
        (_table(shown, own, region), _values_table(seen, region)),
    )


def _rule(observation: Observation) -> str:
    """How its target is known, or why it has none."""
    if observation.target_2030 is None:
        return f"Sans cible régionale. {observation.rule_text}" if observation.rule_text else ""
    grade = KEY_GRADES.get(observation.key_grade or "", "cible déduite").capitalize()
    return f"{grade}. {observation.rule_text or ''}".strip()


def _text(shown: Sequence[Observation]) -> tuple[str, ...]:
    graded = [observation for observation in shown if observation.pace.grade is not Grade.UNKNOWN]
    followed = counted(len(shown), "indicateur", "indicateurs")
    if not graded:
        return (f"{followed} suivis dans la région ; aucun n’a de cible régionale.",)
    counts = {grade: sum(observation.pace.grade is grade for observation in graded) for grade in _GRADED}
    *firsts, last = (f"{count} {noun(count, *_GRADED[grade])}" for grade, count in counts.items() if count)
    verdicts = f"{', '.join(firsts)} et {last}" if firsts else last
    return (
        f"{followed} sont suivis dans la région. Sur les {len(graded)} qui ont une cible pour 2030 et"
        f" un rythme connu : {verdicts}.",
        "Le rythme est mesuré sur plusieurs périodes : la dernière année, trois ans, depuis 2019. L’appréciation est "
        "celle sur laquelle elles s’accordent ; sinon, elle est incertaine. Le rythme requis mène en ligne droite de "
        "la dernière valeur à la cible de 2030. « Au rythme » : à 10 % près.",
    )


def _table(shown: Sequence[Observation], levers: Mapping[str, LeverFigures], region: str) -> Table:
    def in_files(key: str, title: str, kind: Kind = Kind.TEXT) -> Column:
        return Column(key, title, kind, page=False)

    def year_reached(observation: Observation) -> float | None:
        year = observation.pace.year_reached
        return None if year is None else round(year, 1)

    return Table.of(
        "observed",
        "Rythme observé et rythme requis, indicateur par indicateur",
        (
            (columns.INDICATOR, lambda seen: seen.name),
            (columns.NUMBER, lambda seen: seen.indicator),
            (
                in_files("levers", "Leviers suivis"),
                lambda seen: " ; ".join(f"{label} ({kind})" for _id, label, kind in followed_levers(seen, levers)),
            ),
            (columns.UNIT, lambda seen: seen.unit),
            (Column("last_year", "Année", Kind.YEAR), lambda seen: seen.pace.last_year),
            (Column("last_value", "Dernière valeur", Kind.NUMBER), lambda seen: seen.pace.last_value),
            (Column("target_2030", "Cible 2030", Kind.NUMBER), lambda seen: seen.target_2030),
            (columns.PACE_OBSERVED, lambda seen: seen.pace.pace_observed),
            (columns.PACE_REQUIRED, lambda seen: seen.pace.pace_required),
            (in_files("pace_1y", "Rythme sur un an", Kind.NUMBER), lambda seen: seen.pace.pace_1y),
            (in_files("pace_3y", "Rythme sur trois ans", Kind.NUMBER), lambda seen: seen.pace.pace_3y),
            (in_files("ratio", "Observé sur requis", Kind.NUMBER), lambda seen: seen.pace.ratio),
            (in_files("year_reached", "Année d’atteinte au rythme observé", Kind.NUMBER), year_reached),
            (columns.GRADE, lambda seen: seen.pace.word),
            (in_files("reason", "Pourquoi pas d’appréciation ferme"), lambda seen: seen.pace.reason),
            (columns.SOUNDNESS, lambda seen: seen.soundness.label),
            (in_files("key_grade", "Note de la clé"), lambda seen: seen.key_grade),
            (in_files("rule", "Règle de la cible"), lambda seen: seen.rule_text),
            (in_files("producer", "Producteur"), lambda seen: seen.producer),
            (in_files("warnings", "Avertissements"), lambda seen: " ".join(seen.warnings)),
            (columns.COMMAND, lambda seen: f"copilote explain {region} {seen.indicator}"),
        ),
        shown,
        ("irpe-2026", "barometre-2026", "copilote-liens"),
        origin=f"indicators/2026/series_values/{region}.csv",
        follow=f"copilote explain {region} NUMÉRO",
        note="Cible régionale déduite de la cible nationale, par la règle donnée sous chaque graphique.",
    )


def _values_table(seen: Sequence[Observation], region: str) -> Table:
    return Table.of(
        "observed_values",
        "Valeurs observées, année par année",
        (
            (columns.INDICATOR, lambda row: row[0].name),
            (columns.NUMBER, lambda row: row[0].indicator),
            (Column("part", "Partie"), lambda row: row[0].part),
            (columns.YEAR, lambda row: row[1]),
            (columns.VALUE, lambda row: row[2]),
            (columns.UNIT, lambda row: row[0].unit),
        ),
        [(observation, year, value) for observation in seen for year, value in observation.values],
        ("irpe-2026",),
        origin=f"indicators/2026/series_values/{region}.csv",
        follow=f"copilote explain {region} NUMÉRO",
    )
