"""Records of the sharing: a lever in a territory, and all that a territory is asked."""

from __future__ import annotations

from typing import Annotated, Literal

from copilote.exchange.allocated import Recorded, ShareRow, nothing_recorded
from copilote.exchange.named import place_asked
from copilote.exchange.perimeters import Gathered
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.records.places import TerritoryName
from copilote.exchange.records.simulator import Caution, RegionRecord
from copilote.exchange.shares import TerritoryShare, default_rule, key_title, share_of
from copilote.planning.declination import Part
from copilote.planning.key_test import GRADES
from copilote.planning.quantities import scale_for
from copilote.reference.keys import load_lever_keys
from copilote.reference.perimeters import load_crte_list
from copilote.reference.simulator import load_regions

Target = Annotated[float | None, About("ktCO2e à éviter par an en 2030, à la tonne ; vide si non connu.")]
Share = Annotated[float | None, About("Part de l’objectif régional, de 0 à 1 ; vide sur plusieurs régions.")]
Grade = Annotated[
    str,
    About(
        "Certitude : A, la clé de l’État mesurée à ce niveau ; B, une autre qui place mal 10 % au plus de l’objectif "
        "entre les régions ; C, 20 % au plus, ou la population ; D, à ne pas partager sous la région."
    ),
]


class AllocationRow(TypedDict):
    """Un levier dans un territoire : la part indicative de l’objectif régional."""

    territory: TerritoryName
    lever: Annotated[str, About("Identifiant officiel.", examples=["augm_voitelec"])]
    target_kt: Target
    physical: Annotated[float | None, About("Grandeur atteinte en 2030, dans l’unité ; vide sans traduction.")]
    unit: str | None
    key: Annotated[str, About("Clé de répartition.", examples=["owner_residences"])]
    grade: Grade
    share: Share


class ShownQuantity(TypedDict):
    """Les grandeurs d’un levier dans l’unité des pages du territoire, à sa mesure, avec tous leurs chiffres."""

    unit: Annotated[str, About(examples=["véhicules"])]
    factor: Annotated[float, About("Par quoi la grandeur dans l’unité du simulateur est multipliée.")]
    baseline_2019: Annotated[float | None, About("La grandeur de la région en 2019, répartie par la clé.")]
    physical: Annotated[float, About("La grandeur en 2030.")]
    rate: Annotated[bool, About("Un taux : celui de la région, que rien ne mesure dans le territoire.")]


class LeverShare(TypedDict):
    """Un levier dans un territoire, avec ses raisons."""

    lever: str
    label: str
    theme: str
    target_kt: Target
    quantity: Annotated[str | None, About("Grandeur physique.")]
    baseline_2019: Annotated[float | None, About("La grandeur en 2019 ; vide quand la traduction compte un ajout.")]
    physical: Annotated[float | None, About("La grandeur en 2030.")]
    unit: str | None
    shown: Annotated[ShownQuantity | None, About("Les mêmes, comme les pages les disent ; vide sans traduction.")]
    caution: Caution
    key: Annotated[str, About(at="rule.key")]
    key_title: str
    grade: Grade
    share: Share
    chosen: Annotated[bool, About("Vrai quand la COP a décidé de cette clé.", at="rule.chosen")]
    reason: Annotated[str, About("Pourquoi cette clé.")]
    decided_on: Annotated[str | None, About("Date de la décision.")]


class Grades(TypedDict):
    """Le poids de chaque certitude dans la part calculée, de 0 à 1."""

    A: float
    B: float
    C: float
    D: float


class UnplacedLever(TypedDict):
    """Un levier connu en région seulement, que le total du territoire ne compte pas."""

    lever: Annotated[str, About(at="lever.id")]
    region_kt: Annotated[float | None, About("Objectif de la région, en ktCO2e.", at="lever.target_kt")]
    limit: Annotated[str | None, About("Pourquoi rien n’est compté ici.", at="rule.limit")]
    localised_by: Annotated[str | None, About("Ce qui dirait où il se joue.")]


class ToLocalise(TypedDict):
    """Ce qui est connu en région, et que rien ne place dans le territoire."""

    region_kt: Annotated[float, About("Somme des objectifs de ces leviers dans les régions du territoire.")]
    levers: list[UnplacedLever]


class TerritoryShares(TypedDict):
    """La part d’un territoire, levier par levier."""

    territory: TerritoryName
    level_name: str
    regions: Annotated[list[RegionRecord], About("Celle de la plupart de ses habitants d’abord.")]
    communes: Annotated[int, About(at="ranks.size")]
    population: int | None
    area_km2: float | None
    target_kt: Annotated[
        float, About("Somme des leviers connus et localisés ; ce n’est pas une réduction nette.", at="total_kt")
    ]
    to_localise: ToLocalise
    grade: Annotated[str, About("La plus faible certitude qui pèse au moins un dixième du total.")]
    grades: Grades
    missing: Annotated[list[str], About("Leviers dont l’objectif n’est pas connu, absents du total.")]
    levers: list[LeverShare]
    notes: Annotated[list[str], About("Ce qu’il faut savoir du périmètre.")]
    remarks: Annotated[list[str], About("Ce qui a été compris autrement dans la liste (anciens codes, doublons).")]
    refused: Annotated[list[str], About("Ce qui n’a pas été compris, et ne compte pas.")]
    source: Annotated[str, About("Source du périmètre.")]
    listed: Annotated[str | None, About("Date de la liste des CRTE (année et mois) ; vide pour un autre niveau.")]


class DecisionRecord(TypedDict):
    """Une décision sur le partage : choix d’une clé, chiffre d’un territoire ou périmètre."""

    kind: Annotated[Literal["cle", "chiffre", "perimetre"], About("Nature de la décision.")]
    subject: Annotated[str, About("Levier, territoire ou périmètre dont il s’agit.")]
    before: Annotated[str | None, About("Ce qui tenait avant ; null pour rien.")]
    decision: str
    reason: Annotated[str | None, About("Raison publiée.")]
    decided_on: Annotated[str | None, About("Jour de la décision.", format="date")]
    author: Annotated[str, About("Rôle de qui a décidé, jamais son nom.")]
    ended_on: Annotated[str | None, About("Jour où une autre l’a remplacée ; null tant qu’elle tient.", format="date")]


def row_record(row: ShareRow) -> AllocationRow:
    """A lever in a territory; quick, for rows are asked by the thousand."""
    code, name, level, *rest = row
    lever = dict(zip(ShareRow._fields[3:], rest, strict=True))
    return {"territory": {"code": code, "name": name, "level": level}} | lever  # type: ignore[return-value]


def share_record(
    share: TerritoryShare, remarks: tuple[str, ...] = (), refused: tuple[str, ...] = ()
) -> TerritoryShares:
    """A territory's share, lever by lever.

    remarks, refused : what was understood in a list of codes, and what was not.
    """
    place = share.place
    regions = {region.code: region for region in load_regions()}
    rules = load_lever_keys()
    unplaced = [filled(UnplacedLever, part, rules[part.lever.id]) for part in share.unplaced]
    return filled(
        TerritoryShares,
        share,
        place,
        territory=place,
        level_name=LEVEL_WORDS.get(place.level, place.level),
        regions=[regions[code] for code in place.regions],
        area_km2=None if place.area_km2 is None else round(place.area_km2, 4),
        to_localise={"region_kt": round(share.unplaced_kt, 6), "levers": unplaced},
        grades={grade: share.weight_of(grade) for grade in GRADES},
        levers=[_part_record(share, part) for part in share.parts],
        notes=[place.note] if place.note else [],
        remarks=remarks,
        refused=refused,
        listed=load_crte_list().listed if place.level == "crte" else None,
    )


def _part_record(share: TerritoryShare, part: Part) -> LeverShare:
    lever, rule = part.lever, part.rule
    choice = share.choices.get(lever.id)
    return filled(
        LeverShare,
        part,
        lever,
        lever=lever.id,
        shown=_shown(part),
        baseline_2019=part.baseline if lever.counts_completed else None,
        key_title=key_title(rule.key),
        reason=rule.note or default_rule(lever.id, lever.region).note,
        decided_on=choice.decided_on.isoformat() if choice and choice.decided_on else None,
    )


def _shown(part: Part) -> ShownQuantity | None:
    """The quantities in the unit of the territory's page, with all their digits; None without translation.

    baseline_2019 is the region's, shared by the key: no measure of the territory. rate : not measured here either.
    """
    if part.physical is None:
        return None
    scale = scale_for(part.lever, (part.baseline, part.physical))
    start = part.baseline if part.lever.counts_completed else None
    shown = {"baseline_2019": None if start is None else start * scale.factor, "physical": part.physical * scale.factor}
    return filled(ShownQuantity, scale, rate=bool(part.rule.rate_over), **shown)


def territory_record(code: str, recorded: Recorded = nothing_recorded) -> TerritoryShares:
    """The share of a territory given by its code or name. Raises UnknownNameError, AmbiguousNameError."""
    return _with_choices(place_asked(code), recorded)


def gathered_record(gathered: Gathered, recorded: Recorded = nothing_recorded) -> TerritoryShares:
    """The share of a list of codes, with what was understood and what was not."""
    return _with_choices(gathered.place, recorded, gathered.remarks, gathered.refused)


def _with_choices(place: Place, recorded: Recorded, *understood: tuple[str, ...]) -> TerritoryShares:
    return share_record(share_of(place, {code: recorded(code) for code in place.regions}), *understood)
