"""Records of what statistics observe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.simulator import SoundnessKey
from copilote.planning.observation import Observation
from copilote.reference.barometer import NationalIndicator, load_national_indicators
from copilote.reference.links import IndicatorLink
from copilote.reference.series import CatalogueEntry, RegionalRule, load_catalogue, load_regional_rules

Ratio = Annotated[float | None, About("Rythme observé sur rythme requis.")]


class IndicatorRecord(TypedDict):
    """Un indicateur national (une ligne du baromètre) ou régional (une série publiée par région)."""

    id: Annotated[str, About(examples=["826", "fr-059"])]
    scope: Annotated[str, About("france ou region.")]
    label: str
    part: str | None
    unit: str | None
    direction: Annotated[str | None, About("up : mieux quand il monte ; down : quand il baisse.")]
    axes: list[str]
    levers: Annotated[list[str], About("Leviers de 2026.")]
    national: Annotated[str, About("Ligne du baromètre dont vient la cible.")]
    values: Annotated[int | None, About("Nombre d’années connues (national).")]
    target_2030: float | None
    producer: str | None
    source: str


class Point(TypedDict):
    """Une année et sa valeur."""

    year: int
    value: float


WindowRecord = TypedDict(  # "from" is no name that a class could give to a key
    "WindowRecord",
    {
        "name": Annotated[
            str, About("last_year, three_years, since_2019 ou trend (moindres carrés depuis 2019).", at="span")
        ],
        "from": Annotated[int | None, About("Année de départ.", at="start")],
        "to": Annotated[int | None, About("Année d’arrivée.", at="end")],
        "pace": Annotated[float | None, About("Rythme, dans l’unité par an.")],
        "ratio": Ratio,
        "grade": Annotated[str, About("Ce que la période dit seule ; unknown si elle n’est pas retenue.")],
        "used": Annotated[bool, About("La période compte dans l’appréciation.")],
        "reason": Annotated[str | None, About("Pourquoi elle ne compte pas.")],
        "mark": Annotated[str | None, About("Ce qu’il faut savoir d’une période qui compte.")],
    },
)
WindowRecord.__doc__ = "Une période : le rythme entre deux années, et ce qu’elle dit à elle seule de la cible."


class ObservationRecord(TypedDict):
    """Ce qui est observé, la cible de 2030, le rythme constaté et le rythme requis."""

    indicator: str
    label: str
    part: Annotated[str | None, About("Quelle série de l’indicateur, quand il en a plusieurs.")]
    unit: str | None
    series: Annotated[list[Point], About(at="values")]
    target_2030: float | None
    target_soundness: SoundnessKey
    pace_1y: Annotated[float | None, About("Rythme de la dernière année, dans l’unité par an.")]
    pace_3y: float | None
    pace_least_squares: Annotated[float | None, About(at="pace_ls")]
    pace_least_squares_error: Annotated[float | None, About(at="pace_ls_error")]
    pace_observed: Annotated[float | None, About("Rythme montré ; absent quand l’appréciation est incertaine.")]
    basis: Annotated[str | None, About("La période dont vient le rythme montré.", at="basis.span")]
    pace_required: Annotated[float | None, About("Rythme à tenir pour atteindre la cible.")]
    ratio: Ratio
    year_reached: Annotated[float | None, About("Année où la cible serait atteinte à ce rythme.")]
    direction: str | None
    grade: Annotated[str, About("ahead, on_pace, too_slow, wrong_way, uncertain ou unknown.")]
    reason: Annotated[str | None, About("Pourquoi l’appréciation est incertaine ou inconnue.")]
    windows: Annotated[list[WindowRecord], About("Les périodes dont vient l’appréciation.")]
    ceiling: Annotated[bool, About("La cible est un plafond : « too_slow » veut alors dire trop vite.")]
    soundness: SoundnessKey
    national: str | None
    rule: Annotated[str, About("Règle de la cible régionale.")]
    rule_text: str | None
    key_grade: Annotated[str | None, About("A, B ou C.")]
    warnings: list[str]
    source: str
    producer: str | None
    target_source: str | None
    link: Annotated[str | None, About("Nature du lien avec le levier demandé.")]
    link_reason: str | None


def observation_record(observation: Observation, link: IndicatorLink | None = None) -> ObservationRecord:
    """An observation; `link` and `link_reason` say why it stands under a lever."""
    reason = link.reason if link else None
    return filled(ObservationRecord, observation, observation.pace, link=link and link.kind, link_reason=reason)


def flat_observation(record: Mapping[str, Any]) -> dict[str, Any]:
    """The same record on one line of a table: its last value in place of the series, a grade for each window."""
    last = record["series"][-1] if record["series"] else {"year": None, "value": None}
    flat = {key: value for key, value in record.items() if key not in ("series", "windows")}
    grades = {f"grade_{window['name']}": window["grade"] for window in record["windows"]}
    return flat | {"last_year": last["year"], "last_value": last["value"]} | grades


def indicator_records(scope: str | None = None) -> list[IndicatorRecord]:
    """National indicators then regional ones, without their values; `scope` "france" or "region" keeps those only."""
    national = {indicator.id: indicator for indicator in load_national_indicators()}
    records = [_national_record(indicator) for indicator in national.values()] if scope != "region" else []
    if scope != "france":
        described = {entry.number: entry for entry in load_catalogue()}
        records += [_regional_record(r, described[r.number], national[r.national]) for r in load_regional_rules()]
    return records


def _national_record(indicator: NationalIndicator) -> IndicatorRecord:
    return filled(
        IndicatorRecord,
        indicator,
        scope="france",
        part=indicator.series,
        national=indicator.id,
        values=len(indicator.values),
        target_2030=indicator.target(),
        producer=indicator.source,
        source=indicator.table,
    )


def _regional_record(rule: RegionalRule, entry: CatalogueEntry, national: NationalIndicator) -> IndicatorRecord:
    """An indicator published for each region; `national` is the row that its target derives from."""
    return filled(
        IndicatorRecord,
        national,
        id=rule.number,
        scope="region",
        label=rule.label or entry.label,
        part=None,
        unit=rule.unit or entry.unit,
        direction=rule.direction,
        national=rule.national,
        values=None,
        target_2030=None,
        producer=", ".join(entry.producers) or None,
        source=entry.source,
    )
