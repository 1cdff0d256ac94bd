"""Operations of the API. Each reads its parameters, calls what the command line calls, and answers with its record."""

# Annotations are read at run time, through decorators: they cannot be left as text.
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router

from copilote.exchange.asked import NATIONAL, observations_asked
from copilote.exchange.batch import convert_array
from copilote.exchange.explained import explain as explain_region
from copilote.exchange.explained import explain_france
from copilote.exchange.links import link_of, read_link
from copilote.exchange.numbers import parse_number
from copilote.exchange.records import explained, funding, observed, places, simulator
from copilote.exchange.scenario_file import parse_scenario
from copilote.planning.conversion import convert_kt, convert_physical
from copilote.planning.panorama import By
from copilote.planning.panorama import panorama as make_panorama
from copilote.planning.scenario import Scenario, edition_changes, evaluate
from copilote.reference.errors import InputError, UnknownNameError, fold
from copilote.reference.simulator import find_lever, find_region, load_lever_names, load_levers, load_regions
from copilote.reference.tables import latest
from copilote.reference.territories import describe, search
from copilote.site.api import schemas, schemas_facts
from copilote.site.api.answers import reading

MAX_BATCH = 10_000
MAX_NAME = 200
router = Router()

RegionName = Annotated[
    str, Path(max_length=MAX_NAME, description="Code, slug, nom ou abréviation d’une région.", example="24")
]
PlaceName = Annotated[
    str, Path(max_length=MAX_NAME, description="Code, slug ou nom d’une région ; ou « france ».", example="24")
]
LeverName = Annotated[
    str, Path(max_length=MAX_NAME, description="Identifiant officiel, ou nom sans équivoque.", example="augm_voitelec")
]
Amount = Annotated[str | None, Query(max_length=60, description="Nombre, « 1,5 » comme « 1.5 ».", example="100")]


def _examples(value: Any) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": value}}}


@router.get("/regions", response=list[schemas.RegionSummary], summary="Les 18 régions", tags=["Régions"])
@reading
def regions(request: HttpRequest) -> Any:
    """Code, nom, nombre de leviers et objectif de chaque région."""
    return [simulator.region_summary(region) for region in load_regions()]


@router.get("/regions/{region}", response=schemas.RegionSummary, summary="Une région", tags=["Régions"])
@reading
def region(request: HttpRequest, region: RegionName) -> Any:
    """La même ligne que dans la liste, pour une région."""
    return simulator.region_summary(find_region(region))


@router.get(
    "/regions/{region}/panorama", response=schemas.Panorama, summary="Les objectifs d’une région", tags=["Régions"]
)
@reading
def panorama(
    request: HttpRequest,
    region: RegionName,
    by: Annotated[Literal["lever", "sector", "theme"], Query(description="Regroupement.", example="theme")] = "sector",
) -> Any:
    """Total, parts par secteur, thème ou levier, et chaque levier. Chiffres indicatifs ; la somme des leviers n’est
    pas une réduction nette des émissions."""
    found = find_region(region)
    return simulator.panorama_record(found, make_panorama(load_levers(found.code), By(by)))


@router.get("/levers", response=list[schemas.LeverName], summary="Tous les leviers", tags=["Leviers"])
@reading
def levers(request: HttpRequest) -> Any:
    """Métropole et outre-mer, dans l’ordre publié, avec l’unité de leur grandeur physique."""
    return [simulator.lever_name_record(lever) for lever in load_lever_names()]


@router.get(
    "/regions/{region}/levers", response=list[schemas.Lever], summary="Les leviers d’une région", tags=["Leviers"]
)
@reading
def region_levers(request: HttpRequest, region: RegionName) -> Any:
    """L’objectif de chaque levier, son ratio et son point de départ."""
    return [simulator.lever_record(lever) for lever in load_levers(find_region(region).code)]


@router.get(
    "/regions/{region}/levers/{lever}", response=schemas.Lever, summary="Un levier d’une région", tags=["Leviers"]
)
@reading
def region_lever(request: HttpRequest, region: RegionName, lever: LeverName) -> Any:
    """Un levier, par son identifiant ou son nom."""
    return simulator.lever_record(find_lever(find_region(region).code, lever))


@router.get("/indicators", response=list[schemas_facts.Indicator], summary="Les indicateurs", tags=["Observé"])
@reading
def indicators(
    request: HttpRequest,
    scope: Annotated[Literal["france", "region"] | None, Query(description="Échelle.", example="region")] = None,
) -> Any:
    """Les indicateurs nationaux du baromètre et les séries régionales, sans leurs valeurs."""
    return observed.indicator_records(scope)


@router.get(
    "/regions/{region}/observations",
    response=list[schemas_facts.Observation],
    summary="Ce qui est observé",
    tags=["Observé"],
)
@reading
def observations(
    request: HttpRequest,
    region: PlaceName,
    lever: Annotated[
        str | None,
        Query(max_length=MAX_NAME, description="Levier de 2023, ou de 2026 (2026-005).", example="augm_voitelec"),
    ] = None,
    indicator: Annotated[
        str | None, Query(max_length=MAX_NAME, description="Indicateur régional (826) ou national (fr-059).")
    ] = None,
) -> Any:
    """Les séries d’une région (ou du pays), leur cible de 2030 et leur rythme. Les cibles régionales sont déduites des
    cibles nationales par la règle indiquée. Ce que déclarent les collectivités ne s’y ajoute pas."""
    return observations_asked(region, lever, indicator).records


@router.get("/conversions", response=schemas.Conversion, summary="Convertir", tags=["Conversions"])
@reading
def conversion(
    request: HttpRequest,
    region: Annotated[str, Query(max_length=MAX_NAME, description="Région.", example="24")],
    lever: Annotated[str, Query(max_length=MAX_NAME, description="Levier.", example="augm_voitelec")],
    kt: Amount = None,
    physical: Annotated[str | None, Query(max_length=60, description="Grandeur physique en 2030.")] = None,
    completed_kt: Annotated[str | None, Query(max_length=60, description="ktCO2e déjà faites ou en cours.")] = None,
) -> Any:
    """Des ktCO2e évitées à la grandeur physique (`kt`), ou l’inverse (`physical`) ; l’un des deux."""
    if (kt is None) == (physical is None):
        raise InputError("donnez kt ou physical, l’un des deux.")
    figures = find_lever(find_region(region).code, lever)
    done = parse_number(completed_kt, "completed_kt") if completed_kt is not None else 0.0
    if kt is not None:
        return simulator.conversion_record(convert_kt(figures, parse_number(kt, "kt"), done))
    return simulator.conversion_record(convert_physical(figures, parse_number(physical or "", "physical"), done))


@router.post(
    "/conversions",
    response=list[schemas.ConversionDone],
    summary="Convertir par lot",
    tags=["Conversions"],
    openapi_extra=_examples(
        {
            "schema": {
                "type": "array",
                "maxItems": MAX_BATCH,
                "items": schemas.ConversionAsked.model_json_schema(),
            },
            "example": [
                {"region": "24", "lever": "augm_voitelec", "kt": 100},
                {"region": "53", "lever": "reduc_rfioul", "physical": 20},
            ],
        }
    ),
)
@reading
def conversions(request: HttpRequest) -> Any:
    """Une liste de 10 000 conversions au plus. Chacune est rendue avec son résultat, ou son erreur, dans l’ordre."""
    return convert_array(request.body, MAX_BATCH)


@router.post(
    "/scenarios/evaluate",
    response=schemas.Outcome,
    summary="Évaluer un scénario",
    tags=["Scénarios"],
    openapi_extra=_examples(
        {
            "schema": schemas.Scenario.model_json_schema(ref_template="#/components/schemas/{model}")
            | {"$defs": {"ScenarioChange": schemas.ScenarioChange.model_json_schema()}},
            "example": {
                "format": "copilote-scenario",
                "region": "24",
                "edition": "2023",
                "name": "Hypothèse haute",
                "levers": {"augm_voitelec": {"completed_kt": 100, "new_target_kt": 500}},
            },
        }
    ),
)
@reading
def evaluate_scenario(request: HttpRequest) -> Any:
    """Un fichier de scénario Copilote : ce qui est fait, ce qui reste, les nouveaux objectifs, dans les deux unités."""
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("le scénario n’est pas un texte en UTF-8.") from None
    return _evaluated(parse_scenario(text))


@router.get("/scenarios/evaluate", response=schemas.Outcome, summary="Évaluer un lien", tags=["Scénarios"])
@reading
def evaluate_link(
    request: HttpRequest,
    link: Annotated[
        str,
        Query(
            description="Lien partagé du simulateur officiel (ou son chemin et ses paramètres).",
            example="/territoire/centre-val-de-loire/ambition?c-augm_voitelec=100&t-augm_voitelec=500",
        ),
    ],
) -> Any:
    """Un lien du simulateur officiel, évalué comme un fichier de scénario."""
    found = read_link(link)
    return _evaluated(found.scenario, found.remarks)


def _evaluated(scenario: Scenario, remarks: tuple[str, ...] = ()) -> dict[str, Any]:
    region, newest = find_region(scenario.region), latest("simulator")
    outcome = evaluate(scenario, load_levers(region.code, scenario.edition))
    changed = []
    if scenario.edition != newest:
        changed = list(edition_changes(load_levers(region.code, scenario.edition), load_levers(region.code, newest)))
    return simulator.outcome_record(region, outcome) | {
        "edition_changes": [simulator.change_record(change) for change in changed],
        "link": link_of(region, outcome),
        "remarks": list(remarks),
    }


@router.get("/territories", response=list[schemas_facts.Match], summary="Chercher un territoire", tags=["Territoires"])
@reading
def territories(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=MAX_NAME, description="Nom, code ou code postal.", example="blois")],
    limit: Annotated[int, Query(ge=1, le=100, description="Nombre de réponses au plus.", example=5)] = 20,
) -> Any:
    """Communes, EPCI, départements, régions ; les anciens noms mènent à la commune actuelle."""
    matches = search(q, limit)
    if not matches:
        raise UnknownNameError("Territoire", q, accepted="Donnez un nom, un code INSEE ou SIREN, un code postal.")
    return [places.match_record(match) for match in matches]


@router.get(
    "/territories/{code}", response=list[schemas_facts.Territory], summary="Un territoire", tags=["Territoires"]
)
@reading
def territory(
    request: HttpRequest,
    code: Annotated[
        str,
        Path(max_length=MAX_NAME, description="Code INSEE ou SIREN ; « departement:01 » au besoin.", example="41018"),
    ],
) -> Any:
    """Population, appartenances, anciens codes. Une liste : un code peut désigner plusieurs niveaux."""
    return [places.sheet_record(sheet) for sheet in describe(code)]


@router.get(
    "/regions/{region}/projects", response=schemas_facts.Projects, summary="Les projets financés", tags=["Projets"]
)
@reading
def projects(
    request: HttpRequest,
    region: RegionName,
    lever: Annotated[
        str | None, Query(max_length=MAX_NAME, description="Levier de 2023.", example="reduc_tconso")
    ] = None,
    territory: Annotated[
        str | None, Query(max_length=MAX_NAME, description="Département, EPCI ou commune de la région.", example="45")
    ] = None,
) -> Any:
    """Les projets du Fonds vert 2023 : liste, nombre, euros engagés, par levier et par département."""
    return funding.projects_answer(region, lever, territory)


@router.get(
    "/regions/{region}/explain", response=schemas_facts.Explanation, summary="D’où vient un chiffre", tags=["Sources"]
)
@reading
def explain(
    request: HttpRequest,
    region: PlaceName,
    subject: Annotated[
        str,
        Query(
            max_length=MAX_NAME,
            description="Levier, indicateur (826, fr-059), secteur, thème, « total » ou « projets ».",
            example="augm_voitelec",
        ),
    ],
) -> Any:
    """Valeur, formule avec ses nombres, table et ligne, source, année et licence de chaque chiffre."""
    if fold(region) in NATIONAL:
        return explained.explanation_record(explain_france(subject), None)
    found = find_region(region)
    return explained.explanation_record(explain_region(found, subject), found)
