"""`copilote observe`: what statistics observe, against what is wanted in 2030."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copilote.cli.output import Column, Format, FormatOption, emit
from copilote.exchange.observed import national_observations, regional_observations
from copilote.planning.observation import Observation
from copilote.reference.barometer import NationalIndicator, load_levers_2026, load_national_indicators
from copilote.reference.errors import InputError, UnknownNameError, fold, nearest
from copilote.reference.links import IndicatorLink, indicator_links
from copilote.reference.series import load_regional_rules
from copilote.reference.simulator import find_lever, find_region, load_lever_names
from copilote.ui.words import format_decimals, format_number, with_unit

FRANCE = "france"
FEW = 8  # up to this many rows, each one's rule and warnings are printed under the table
CAUTION = (
    "Statistiques publiques, à côté de ce que les collectivités déclarent : les deux ne s’ajoutent pas. Aucune cible "
    "régionale n’est publiée : celles d’une région sont déduites des cibles nationales, selon la règle indiquée."
)


def observe(
    place: Annotated[
        str, typer.Argument(metavar="REGION", help="Code, nom ou abréviation d’une région, ou « france ».")
    ],
    lever: Annotated[
        str | None, typer.Option("--lever", help="Levier de 2023 (identifiant ou nom) ou de 2026.")
    ] = None,
    indicator: Annotated[
        str | None, typer.Option("--indicator", help="Numéro d’indicateur régional (826) ou national (fr-059).")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Ce qui est observé, la cible de 2030, le rythme constaté et le rythme requis."""
    if lever is not None and indicator is not None:
        raise InputError("--lever et --indicator se donnent l’un sans l’autre.")
    national = fold(place) in (FRANCE, "la france", "nationale", "national")
    name, code = ("France", None) if national else _region(place)
    links = _links(lever, code) if lever is not None else ()
    asked = [link.indicator for link in links if link.indicator] if lever is not None else None
    seen = _national(indicator, asked) if code is None else regional_observations(code, _numbers(indicator, asked))
    by_indicator = {link.indicator: link for link in links if link.indicator}
    ordered = sorted(seen, key=lambda o: list(by_indicator).index(o.indicator)) if links else seen
    records = [observation_record(one, by_indicator.get(one.indicator)) for one in ordered]
    notes = [f"Aucun indicateur : {link.reason}." for link in links if link.indicator is None]
    notes += [
        f"Indicateur {one} : aucune valeur connue." for one in asked or () if one not in {o.indicator for o in seen}
    ]
    if lever is not None and not links:
        scope = "national" if code is None else "régional"
        notes.append(f"Aucun indicateur {scope} ne suit ce levier.")
        if code is not None:
            notes.append(f"À l’échelle du pays : copilote observe france --lever {lever}")
    if len(records) <= FEW:
        notes += [_explained(record) for record in records]
    title = f"{name} : {len(records)} série{'s' if len(records) > 1 else ''} observée{'s' if len(records) > 1 else ''}"
    emit(output, records, rows=_flat(records, output), columns=COLUMNS, title=title, notes=[*notes, CAUTION])


def _region(text: str) -> tuple[str, str]:
    found = find_region(text)
    if found.fictional:
        raise InputError("« Région exemple » est fictive : rien n’y est observé. Donnez une région, ou « france ».")
    return found.name, found.code


def _links(text: str, region: str | None) -> tuple[IndicatorLink, ...]:
    """The indicators of a lever of 2026 ("2026-005") or of 2023, closest first."""
    if text.startswith("2026-"):
        known = {one.id for one in load_levers_2026()}
        if text not in known:
            raise UnknownNameError("Levier de 2026", text, nearest(text, known))
        ident = text
    else:
        ident = find_lever(region, text).id if region is not None else _lever_2023(text)
    return indicator_links(ident, "france" if region is None else "region")


def _lever_2023(text: str) -> str:
    """A lever of 2023 by its id or name, whatever the region."""
    names = load_lever_names()
    exact = [one.id for one in names if fold(text) in (fold(one.id), fold(one.name), fold(one.label))]
    if len(set(exact)) == 1:
        return exact[0]
    choices = [one.id for one in names] + [one.label for one in names]
    raise UnknownNameError("Levier", text, exact or nearest(text, choices))


def _national(indicator: str | None, asked: list[str] | None) -> tuple[Observation, ...]:
    """National rows: those of a lever, the one asked for, or all that the barometer gives values of."""
    if asked is not None or indicator is None:
        return national_observations(asked)
    rows = load_national_indicators()
    found = _matching(indicator, rows)
    if not found:
        raise UnknownNameError(
            "Indicateur", indicator, nearest(indicator, [one.id for one in rows]), "De fr-001 à fr-358, ou un numéro."
        )
    return national_observations([one.id for one in found])


def _matching(indicator: str, rows: tuple[NationalIndicator, ...]) -> list[NationalIndicator]:
    """The row "fr-059" (or "fr-59"), or those that a regional number ("826") goes with."""
    text = indicator.strip().lower()
    if text.startswith("fr-") and text[3:].isdigit():
        return [one for one in rows if one.id == f"fr-{int(text[3:]):03d}"]
    return [one for one in rows if text in one.irpe]


def _numbers(indicator: str | None, asked: list[str] | None) -> list[str] | None:
    """Numbers of the regional series asked for; None for all."""
    if asked is not None or indicator is None:
        return asked
    text = indicator.strip().lower()
    rules = load_regional_rules()
    if text in {rule.number for rule in rules}:
        return [text]
    rows = _matching(indicator, load_national_indicators())
    numbers = [rule.number for rule in rules if rule.national in {one.id for one in rows}]
    if not numbers:
        known = [rule.number for rule in rules]
        raise UnknownNameError(
            "Indicateur régional", indicator, nearest(text, known), f"Numéros connus : {', '.join(known)}."
        )
    return numbers


def observation_record(one: Observation, link: IndicatorLink | None = None) -> dict[str, Any]:
    """The observation as JSON; `link` and `link_reason` say why it stands under a lever."""
    pace = one.pace
    return {
        "indicator": one.indicator,
        "label": one.label,
        "part": one.part,
        "unit": one.unit,
        "series": [{"year": year, "value": value} for year, value in one.values],
        "target_2030": one.target_2030,
        "target_soundness": one.target_soundness.value,
        "pace_1y": pace.pace_1y,
        "pace_3y": pace.pace_3y,
        "pace_least_squares": pace.pace_ls,
        "pace_least_squares_error": pace.pace_ls_error,
        "pace_required": pace.pace_required,
        "ratio": pace.ratio,
        "year_reached": pace.year_reached,
        "direction": pace.direction,
        "grade": pace.grade.value,
        "soundness": one.soundness.value,
        "national": one.national,
        "rule": one.rule,
        "rule_text": one.rule_text,
        "key_grade": one.key_grade,
        "warnings": list(one.warnings),
        "source": one.source,
        "producer": one.producer,
        "target_source": one.target_source,
        "link": link.kind.value if link else None,
        "link_reason": link.reason if link else None,
    }


def _flat(records: list[dict[str, Any]], output: Format) -> list[dict[str, Any]]:
    """For CSV, one line per observation with its last value in place of the series."""
    if output is not Format.CSV:
        return records
    flat = []
    for record in records:
        last = record["series"][-1] if record["series"] else {"year": None, "value": None}
        flat.append(
            {key: value for key, value in record.items() if key != "series"}
            | {"last_year": last["year"], "last_value": last["value"]}
        )
    return flat


def _explained(record: dict[str, Any]) -> str:
    """One line under the table: the rule of the target, then the warnings."""
    return f"{record['indicator']} : {' '.join([record['rule_text'] or 'Sans cible.', *record['warnings']])}"


def _observed(record: Any) -> float | None:
    pace: float | None = record["pace_1y"] if record["pace_3y"] is None else record["pace_3y"]
    return pace


def _last(record: Any) -> str:
    if not record["series"]:
        return format_number(None)
    last = record["series"][-1]
    return f"{with_unit(format_number(last['value']), record['unit'] or '')} ({last['year']})"


def _grade(record: Any) -> str:
    from copilote.planning.pace import Grade

    return Grade(record["grade"]).label if record["target_2030"] is not None else "sans cible"


def _year(record: Any) -> str:
    year = record["year_reached"]
    return "" if year is None else str(int(year))


def _soundness(record: Any) -> str:
    from copilote.reference.soundness import Soundness

    key = f", clé {record['key_grade']}" if record["key_grade"] else ""
    return Soundness(record["soundness"]).label + key


COLUMNS = [
    Column("N°", lambda row: row["indicator"]),
    Column("Indicateur", lambda row: f"{row['label']} : {row['part']}" if row["part"] else row["label"]),
    Column("Dernière valeur", _last, right=True),
    Column("Cible 2030", lambda row: format_number(row["target_2030"], unknown=""), right=True),
    Column("Par an", lambda row: format_number(_observed(row), sign=True, unknown=""), right=True),
    Column("Requis", lambda row: format_number(row["pace_required"], sign=True, unknown=""), right=True),
    Column("Rapport", lambda row: format_decimals(row["ratio"], 2, unknown=""), right=True),
    Column("Atteinte", _year, right=True),
    Column("Avis", _grade),
    Column("Solidité", _soundness),
]
