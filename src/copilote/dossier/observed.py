"""What is observed since 2019: each regional series, its target derived from the national one, its pace and grade."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copilote.dossier.model import Cell, Column, Kind, Observed, Table, Theme
from copilote.exchange.observed import regional_observations
from copilote.planning.grade import Grade
from copilote.planning.observation import Observation
from copilote.planning.pace import AT_LEVEL
from copilote.reference.links import LinkKind, levers_of_indicator
from copilote.reference.simulator import LeverFigures
from copilote.ui.charts import PathSeries, indicator_path, path_sentence
from copilote.ui.translation import say, t
from copilote.ui.words import counted, format_short, plural, times, with_unit

OUTSIDE = "Eau, biodiversité, alimentation, ressources"
"""Where indicators go that follow no lever of the simulator."""
FIRST_YEAR = 2015
"""Drawings start here: what came before says little of the present pace. Tables and files hold all years."""
CARD = (280.0, 162.0)
"""Size of a small chart, near that of its card on a phone, so that its texts keep their size there."""
ON_TRACK = (Grade.AHEAD, Grade.ON_PACE)
KEY_GRADES = {
    "A": "cible nationale telle quelle",
    "B": "cible déduite par une clé approchée",
    "C": "cible déduite de la population ou d’une base partielle",
}


@dataclass(frozen=True, slots=True)
class ObservedPart:
    """The observed part of a dossier: `graded` indicators have a plain grade, `on_track` are on pace or ahead."""

    graded: int
    on_track: int
    text: tuple[str, ...]
    themes: tuple[Theme, ...]
    tables: tuple[Table, ...]


def observed(region: str, levers: Sequence[LeverFigures]) -> ObservedPart:
    """Charts by theme, sentences and tables of what is observed in a region."""
    seen = regional_observations(region) if region.isdigit() else ()  # the fictional region has none
    if not seen:
        return ObservedPart(0, 0, ("Aucune série régionale n’est publiée pour ce territoire.",), (), ())
    labels = {lever.id: lever for lever in levers}
    shown = [readable(one) for one in seen if worth_drawing(one, seen)]
    shown.sort(key=lambda one: (one.pace.grade is Grade.UNKNOWN, closeness(one, labels)))
    placed: dict[str, list[Observed]] = {}
    for rank, one in enumerate(shown):
        followed = followed_levers(one, labels)
        theme = labels[followed[0][0]].theme if followed else OUTSIDE
        placed.setdefault(theme, []).append(_drawn(one, followed, region, f"serie-{rank}"))
    order = sorted(
        placed,
        key=lambda name: (
            name == OUTSIDE,
            list(dict.fromkeys(lv.theme for lv in levers)).index(name) if name != OUTSIDE else 0,
        ),
    )
    themes = tuple(Theme(name, tuple(placed[name])) for name in order)
    graded = [one for one in shown if one.pace.grade is not Grade.UNKNOWN]
    plain = [one for one in graded if one.pace.grade.plain]
    on_track = sum(one.pace.grade in ON_TRACK for one in plain)
    tables = (_table(shown, labels, region), _values_table(seen, region))
    return ObservedPart(len(plain), on_track, _text(shown, graded), themes, tables)


_SCALES = {"tCO2e": ((1e3, "ktCO2e"),), "kg": ((1e6, "milliers de tonnes"), (1e3, "tonnes"))}


def readable(one: Observation) -> Observation:
    """The same series in a unit that needs few digits ("13,2 milliards de t.km"), its name in French typography."""
    unit = one.unit or ""
    largest = max((abs(value) for _, value in one.values), default=0.0)
    elided = "d’" if unit[:1].lower() in "aeiouh" else "de "
    scales = _SCALES.get(unit, ((1e9, f"milliards {elided}{unit}"), (1e6, f"millions {elided}{unit}")))
    factor, name = next((scale for scale in scales if largest >= 10 * scale[0]), (1.0, unit))

    def scaled(value: float | None) -> float | None:
        return None if value is None else value / factor

    found = one.pace
    pace = replace(
        found,
        last_value=scaled(found.last_value),
        pace_1y=scaled(found.pace_1y),
        pace_3y=scaled(found.pace_3y),
        pace_ls=scaled(found.pace_ls),
        windows=tuple(replace(window, pace=scaled(window.pace)) for window in found.windows),
        basis=None if found.basis is None else replace(found.basis, pace=scaled(found.basis.pace)),
        pace_observed=scaled(found.pace_observed),
        pace_required=scaled(found.pace_required),
    )
    return replace(
        one,
        label=_french(one.label),
        part=None if one.part is None else _french(one.part),
        unit=name or None,
        values=tuple((year, value / factor) for year, value in one.values),
        target_2030=scaled(one.target_2030),
        pace=pace,
    )


def _french(text: str) -> str:
    """Typographic apostrophes, quotes and dashes."""
    quoted = re.sub(r'"([^"]*)"', "«\u00a0\\1\u00a0»", text)
    return quoted.replace("'", "’").replace(" - ", " – ")


def worth_drawing(one: Observation, seen: Sequence[Observation]) -> bool:
    """Whether a series is on the page: those of an indicator cut in parts are, only if they bear its target."""
    parts = [other for other in seen if other.indicator == one.indicator]
    return len(parts) == 1 or one.target_2030 is not None


def followed_levers(one: Observation, labels: dict[str, LeverFigures]) -> tuple[tuple[str, str, str], ...]:
    """(identifier, label, nature of the link) of the levers that a series follows, closest first."""
    links = [link for link in levers_of_indicator(one.indicator) if link.kind is not LinkKind.NONE]
    kept = sorted((link for link in links if link.lever in labels), key=lambda link: link.kind.rank)
    return tuple((link.lever, labels[link.lever].label, link.kind.label) for link in kept)


def closeness(one: Observation, labels: dict[str, LeverFigures]) -> int:
    """How closely a series follows a lever of the region: 0 for the same quantity."""
    kinds = [link.kind.rank for link in levers_of_indicator(one.indicator) if link.lever in labels]
    return min(kinds, default=LinkKind.NONE.rank)


def _drawn(one: Observation, followed: tuple[tuple[str, str, str], ...], region: str, prefix: str) -> Observed:
    recent = tuple((year, value) for year, value in one.values if year >= FIRST_YEAR) or one.values
    unit = one.unit or ""
    series = PathSeries(
        one.name, unit, recent, one.target_2030, pace=one.pace.pace_observed, ceiling=100.0 if unit == "%" else None
    )
    chart = indicator_path(series, title=one.name, prefix=prefix, width=CARD[0], height=CARD[1])
    rule = ""
    if one.target_2030 is not None:
        rule = f"{KEY_GRADES.get(one.key_grade or '', 'cible déduite').capitalize()}. {one.rule_text or ''}".strip()
    elif one.rule_text:
        rule = f"Sans cible régionale. {one.rule_text}"
    return Observed(
        number=one.indicator,
        name=one.name,
        unit=unit,
        levers=followed,
        chart=chart,
        grade=one.pace.grade.value,
        grade_label=one.pace.word,
        sentence=sentence(one),
        target_rule=rule,
        soundness_label=one.soundness.label,
        warnings=one.warnings,
        command=_command(one, region),
    )


def _command(one: Observation, region: str) -> str:
    return f"copilote explain {region} {one.indicator}"


def is_ceiling(one: Observation) -> bool:
    """True for a running total under a ceiling: it grows, and less is better."""
    return one.pace.ceiling


_REACHED = {
    Grade.AHEAD: "déjà atteinte",
    Grade.ON_PACE: "tenue, avec une marge qui se réduit",
    Grade.WRONG_WAY: "tenue, mais perdue avant 2030 à ce rythme",
}


def sentence(one: Observation) -> str:
    """The pace read aloud, with the two figures that make the grade."""
    found, unit = one.pace, one.unit or ""
    if found.last_value is None:
        return t("Aucune valeur connue.")
    value = with_unit(format_short(found.last_value), unit)
    last = say("%(value)s en %(year)s", value=value, year=found.last_year)
    if one.target_2030 is not None and found.last_year is not None:
        aim = say("%(last)s, pour une cible de %(aim)s en 2030 : ", last=last, aim=format_short(one.target_2030))
        if found.reason:
            return aim.rstrip().removesuffix(":").rstrip() + ". " + t(found.reason)
        if found.reached or found.word == AT_LEVEL:
            return f"{aim}{t(_REACHED[found.grade] if found.reached else found.word)}."
        if is_ceiling(one) and found.pace_required is not None and found.pace_required <= 0:
            pattern = "%(last)s, pour un plafond de %(aim)s en 2030 : déjà consommé."
            return say(pattern, last=last, aim=format_short(one.target_2030))
    if is_ceiling(one) and found.pace_observed is not None and found.pace_required is not None:
        ratio = found.pace_observed / found.pace_required
        verdict = t(found.word) if ratio <= 1.12 else say("%(times)s trop vite", times=times(ratio))
        told = with_unit(format_short(found.pace_observed, sign=True), unit)
        return say(
            "%(told)s par an observé, %(most)s au plus pour tenir le plafond : %(verdict)s.",
            told=told,
            most=format_short(found.pace_required),
            verdict=verdict,
        )
    if found.pace_observed is None and found.pace_required is None:
        return say("%(last)s ; ni rythme, ni cible connus.", last=last)
    if found.pace_observed is None:
        pace = with_unit(format_short(found.pace_required, sign=True), unit)
        return say("%(last)s, %(pace)s par an pour tenir la cible.", last=last, pace=pace)
    return path_sentence(found.pace_observed, found.pace_required, unit, found.grade.value, times_told=found.unanimous)


def _text(shown: Sequence[Observation], graded: Sequence[Observation]) -> tuple[str, ...]:
    if not graded:
        return (f"{counted(len(shown), 'indicateur')} suivis dans la région ; aucun n’a de cible régionale.",)
    counts = {grade: sum(one.pace.grade is grade for one in graded) for grade in Grade}
    words = {
        Grade.AHEAD: "en avance",
        Grade.ON_PACE: "au rythme",
        Grade.TOO_SLOW: "trop {}",
        Grade.WRONG_WAY: "dans le mauvais sens",
        Grade.UNCERTAIN: "{}",
    }
    told = [
        f"{counts[grade]} {word.format(plural(counts[grade], 'incertain' if grade is Grade.UNCERTAIN else 'lent'))}"
        for grade, word in words.items()
        if counts[grade]
    ]
    listed = ", ".join(told[:-1]) + (" et " if len(told) > 1 else "") + told[-1]
    return (
        f"{counted(len(shown), 'indicateur')} sont suivis dans la région. Sur les {len(graded)} qui ont une cible pour "
        f"2030 et un rythme connu : {listed}.",
        "Le rythme est mesuré sur plusieurs périodes : la dernière année, trois ans, depuis 2019. L’appréciation est "
        "celle sur laquelle elles s’accordent ; sinon, elle est incertaine. Le rythme requis mène en ligne droite de "
        "la dernière valeur à la cible de 2030. « Au rythme » : à 10 % près.",
    )


def _table(shown: Sequence[Observation], labels: dict[str, LeverFigures], region: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in shown:
        found = one.pace
        followed = followed_levers(one, labels)
        rows.append(
            (
                one.name,
                one.indicator,
                " ; ".join(f"{label} ({kind})" for _, label, kind in followed),
                one.unit,
                found.last_year,
                found.last_value,
                one.target_2030,
                found.pace_observed,
                found.pace_required,
                found.pace_1y,
                found.pace_3y,
                found.ratio,
                None if found.year_reached is None else round(found.year_reached, 1),
                found.word,
                found.reason,
                one.soundness.label,
                one.key_grade,
                one.rule_text,
                one.producer,
                " ".join(one.warnings),
                _command(one, region),
            )
        )
    return Table(
        key="observed",
        title="Rythme observé et rythme requis, indicateur par indicateur",
        columns=(
            Column("label", "Indicateur"),
            Column("indicator", "Numéro", Kind.CODE),
            Column("levers", "Leviers suivis", page=False),
            Column("unit", "Unité"),
            Column("last_year", "Année", Kind.YEAR),
            Column("last_value", "Dernière valeur", Kind.NUMBER),
            Column("target_2030", "Cible 2030", Kind.NUMBER),
            Column("pace_observed", "Rythme observé (par an)", Kind.NUMBER),
            Column("pace_required", "Rythme requis (par an)", Kind.NUMBER),
            Column("pace_1y", "Rythme sur un an", Kind.NUMBER, page=False),
            Column("pace_3y", "Rythme sur trois ans", Kind.NUMBER, page=False),
            Column("ratio", "Observé sur requis", Kind.NUMBER, page=False),
            Column("year_reached", "Année d’atteinte au rythme observé", Kind.NUMBER, page=False),
            Column("grade", "Appréciation"),
            Column("reason", "Pourquoi pas d’appréciation ferme", page=False),
            Column("soundness", "Nature"),
            Column("key_grade", "Note de la clé", page=False),
            Column("rule", "Règle de la cible", page=False),
            Column("producer", "Producteur", page=False),
            Column("warnings", "Avertissements", page=False),
            Column("command", "Pour suivre le chiffre", Kind.CODE, page=False),
        ),
        rows=tuple(rows),
        sources=("irpe-2026", "barometre-2026", "copilote-liens"),
        origin=f"indicators/2026/series_values/{region}.csv",
        follow=f"copilote explain {region} NUMÉRO",
        note="Cible régionale déduite de la cible nationale, par la règle donnée sous chaque graphique.",
    )


def _values_table(seen: Sequence[Observation], region: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.indicator, one.part, year, value, one.unit) for one in seen for year, value in one.values
    ]
    return Table(
        key="observed_values",
        title="Valeurs observées, année par année",
        columns=(
            Column("label", "Indicateur"),
            Column("indicator", "Numéro", Kind.CODE),
            Column("part", "Partie"),
            Column("year", "Année", Kind.YEAR),
            Column("value", "Valeur", Kind.NUMBER),
            Column("unit", "Unité"),
        ),
        rows=tuple(rows),
        sources=("irpe-2026",),
        origin=f"indicators/2026/series_values/{region}.csv",
        follow=f"copilote explain {region} NUMÉRO",
    )
