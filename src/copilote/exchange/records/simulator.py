"""Records of the simulator: regions, panoramas, levers, conversions, scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from copilote.exchange.records.model import About, TypedDict, filled
from copilote.planning.panorama import Panorama, total_target
from copilote.reference.simulator import Region, load_levers

if TYPE_CHECKING:  # they bring numpy, which a list of regions does not need
    from copilote.planning.scenario import Outcome

SOUNDNESS = "Nature du chiffre : measured, official_target, derived, estimated, incomplete ou unknown."
SoundnessKey = Annotated[str, About(SOUNDNESS)]
TargetSoundness = Annotated[str, About(SOUNDNESS, at="target.soundness")]
Caution = Annotated[str | None, About("Ce que la source ou les autres régions contredisent dans ces chiffres.")]
Unit = Annotated[str | None, About("Unité de la grandeur physique ; vide sans traduction.")]
RegionTarget = Annotated[float | None, About("ktCO2e à éviter par an en 2030, par rapport à 2019.", at="value")]
Missing = Annotated[list[str], About("Leviers dont l’objectif n’est pas connu, absents du total.")]


class RegionRecord(TypedDict):
    """La région, telle que chaque réponse la nomme."""

    code: Annotated[str, About("Code INSEE.", examples=["24"])]
    slug: Annotated[str, About(examples=["centre-val-de-loire"])]
    name: Annotated[str, About(examples=["Centre-Val de Loire"])]


class RegionSummary(RegionRecord):
    """Une région et son objectif."""

    levers: Annotated[int, About("Nombre de leviers.")]
    target_kt: RegionTarget
    soundness: SoundnessKey
    missing: Missing


class LeverNamed(TypedDict):
    """Un levier, par ses noms."""

    id: Annotated[str, About("Identifiant officiel, stable.", examples=["augm_voitelec"])]
    name: str
    label: Annotated[str, About("Nom qu’aucun autre levier ne porte.")]


class LeverNameRecord(LeverNamed):
    """Un levier, quelle que soit la région."""

    unit: Unit
    unit_short: str | None
    quantity: Annotated[str | None, About("Grandeur physique.")]


class LeverRecord(LeverNamed):
    """Un levier dans une région : son objectif et sa traduction en grandeur physique."""

    sector: str
    theme: str
    target_kt: Annotated[float | None, About("ktCO2e évitées par an en 2030, par rapport à 2019.")]
    unit: Unit
    ratio: Annotated[float | None, About("Unités physiques par ktCO2e ; négatif quand la grandeur doit baisser.")]
    baseline_2019: Annotated[float | None, About("Grandeur en 2019 ; 0 quand la traduction compte un ajout.")]
    counts_completed: Annotated[bool, About("Ce qui est déjà fait compte dans la grandeur physique.")]
    editable: bool
    target_shown: Annotated[bool, About("L’État publie cet objectif pour la région.")]
    reason: Annotated[str | None, About("Pourquoi le levier ne se modifie ou ne se convertit pas.")]
    caution: Caution
    soundness: SoundnessKey
    source: Annotated[str, About("Clé de la source.")]


class GroupRecord(TypedDict):
    """Une part de l’objectif : un secteur, un thème ou un levier."""

    name: str
    target_kt: Annotated[float | None, About(at="target.value")]
    share: Annotated[float | None, About("Part de l’objectif de la région, entre 0 et 1.")]
    soundness: TargetSoundness
    levers: Annotated[list[str], About("Identifiants des leviers.")]


class PanoramaRecord(TypedDict):
    """Les objectifs d’une région en 2030."""

    region: RegionRecord
    target_kt: RegionTarget
    soundness: SoundnessKey
    missing: list[str]
    edition: Annotated[str, About("Édition des chiffres.")]
    levers: list[LeverRecord]
    groups: Annotated[list[GroupRecord], About("Par objectif décroissant.")]


class ConversionRecord(TypedDict):
    """Une conversion, à pleine précision."""

    region: Annotated[str, About(at="lever.region")]
    lever: Annotated[str, About(at="lever.id")]
    kt: Annotated[float, About("ktCO2e évitées par an en 2030.")]
    completed_kt: Annotated[float, About("ktCO2e déjà faites ou en cours.")]
    physical: Annotated[float, About("Grandeur physique en 2030, dans l’unité du levier.")]
    physical_shown: Annotated[float, About("La même, arrondie à 0,1 comme sur le simulateur officiel.")]
    unit: Annotated[str | None, About(at="lever.unit")]
    note: Annotated[str | None, About("Ce qui a été ramené dans les limites du levier.")]


class ConversionDone(TypedDict, total=False):
    """Ce qui a été demandé, avec son résultat ou son erreur."""

    region: Any
    lever: Any
    kt: Any
    physical: Any
    physical_shown: float | None
    unit: str | None
    note: str | None
    error: Annotated[str | None, About("Pourquoi cette conversion est impossible ; les autres sont faites.")]


ConversionDone.__pydantic_config__ = {"extra": "allow"}  # type: ignore[attr-defined]  # an error comes with all its keys


class OutcomeLever(TypedDict):
    """Un levier dans un scénario évalué."""

    id: Annotated[str, About(at="lever.id")]
    label: Annotated[str, About(at="lever.label")]
    target_kt: Annotated[float | None, About("Objectif de l’État.", at="lever.target_kt")]
    completed_kt: float
    new_target_kt: float | None
    remaining_kt: Annotated[float | None, About("Ce qui reste de l’objectif de l’État, jamais sous 0.")]
    physical_2030: Annotated[float | None, About("Grandeur physique atteinte en 2030, ce qui est fait compris.")]
    unit: Annotated[str | None, About(at="lever.unit")]
    note: Annotated[str | None, About("Ce qu’il faut savoir du levier : au-delà du stock, de l’objectif…")]


class OutcomeNote(TypedDict):
    """Ce qu’il faut savoir d’un scénario."""

    kind: Annotated[
        str,
        About(
            "not_in_region, clamped, beyond_stock, beyond_target, not_editable, estimated_target, unknown_target ou "
            "caution."
        ),
    ]
    lever: str
    text: Annotated[str, About(at="sentence")]


class TotalsRecord(TypedDict):
    """Sommes sur les leviers, en ktCO2e par an."""

    target_kt: Annotated[float | None, About(at="target.value")]
    completed_kt: float
    new_target_kt: Annotated[float | None, About(at="new_target.value")]
    gap_kt: Annotated[float | None, About("Positif : reste à assigner ; négatif : l’objectif est dépassé.")]
    share_of_target: float | None
    soundness: TargetSoundness
    missing: Annotated[list[str], About(at="target.missing")]


class UnreadParameter(TypedDict):
    """Un paramètre d’un lien qui n’est pas compris, gardé tel quel."""

    parameter: str
    value: str


class EditionChangeRecord(TypedDict):
    """Ce qui change pour un levier d’une édition à l’autre."""

    lever: str
    label: str
    what: str
    before: float | str | None
    after: float | str | None


class OutcomeRecord(TypedDict):
    """Un scénario évalué."""

    region: RegionRecord
    edition: str
    name: str
    levers: list[OutcomeLever]
    totals: TotalsRecord
    unread: list[UnreadParameter]
    not_in_region: Annotated[list[str], About("Leviers que la région n’a pas.", at="strangers")]
    notes: Annotated[list[OutcomeNote], About("Ce qu’il faut savoir du scénario, levier par levier.")]


class LinkedOutcome(OutcomeRecord):
    """Un scénario évalué."""

    edition_changes: list[EditionChangeRecord]
    link: Annotated[str, About("Lien du simulateur officiel qui ouvre ce scénario.")]
    remarks: Annotated[list[str], About("Ce qui n’a pas été compris dans le lien.")]


class ScenarioName(TypedDict):
    """Un des scénarios comparés."""

    name: str


class ComparedScenario(ScenarioName, TotalsRecord):
    """Un des scénarios comparés, et ses sommes."""


class ComparedLever(TypedDict):
    """Un levier, une valeur par scénario ; les écarts sont au premier."""

    id: Annotated[str, About(at="lever.id")]
    label: Annotated[str, About(at="lever.label")]
    unit: Annotated[str | None, About(at="lever.unit")]
    planned_kt: Annotated[list[float | None], About("ktCO2e prévues en 2030, ce qui est fait compris.")]
    delta_kt: Annotated[list[float | None], About(at="deltas_kt")]
    physical_2030: list[float | None]


class ComparisonRecord(TypedDict):
    """Des scénarios d’une région, comparés au premier."""

    region: RegionRecord
    scenarios: list[ComparedScenario]
    levers: list[ComparedLever]


def region_summary(region: Region) -> RegionSummary:
    """A region with the number of its levers and its target."""
    levers = load_levers(region.code)
    return filled(RegionSummary, region, total_target(levers), levers=len(levers))


def panorama_record(region: Region, view: Panorama) -> PanoramaRecord:
    """The panorama of a region."""
    return filled(PanoramaRecord, view, view.target, view.levers[0], region=region)


def outcome_record(region: Region, outcome: Outcome) -> OutcomeRecord:
    """An evaluated scenario; `notes` are its remarks, and the `note` of a lever those that are on it."""
    from copilote.planning.remarks import note_of, remarks

    notes = remarks(outcome)
    levers = [
        filled(OutcomeLever, line, note=note_of(tuple(note for note in notes if note.lever == line.lever.id)))
        for line in outcome.levers
    ]
    return filled(OutcomeRecord, outcome, outcome.scenario, region=region, levers=levers, notes=notes)


def comparison_record(region: Region, named: Sequence[tuple[str, Outcome]]) -> ComparisonRecord:
    """Scenarios with their names, lever by lever against the first."""
    from copilote.planning.scenario import compare

    scenarios = [filled(ComparedScenario, outcome.totals, name=name) for name, outcome in named]
    return filled(
        ComparisonRecord, region=region, scenarios=scenarios, levers=compare([outcome for _name, outcome in named])
    )
