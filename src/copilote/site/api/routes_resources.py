"""Operations on scenarios of nature and resources: evaluated, and shared among territories."""

# Annotations are read at run time, through decorators: they cannot be left as text.
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query

from copilote.exchange.records import resource_scenario as records
from copilote.exchange.records.asked import RESOURCE_FORMAT, ResourceScenarioFile
from copilote.exchange.resource_file import parse_resource_scenario, read_resource_link
from copilote.exchange.resource_shares import resource_shares
from copilote.planning.resource_scenario import ResourceScenario
from copilote.reference.simulator import find_region
from copilote.reference.tables import latest
from copilote.sharing.recorded import choices_of
from copilote.site.api.answers import Operations
from copilote.site.api.routes import RegionName, body_text

SCENARIOS, SHARING = "Scénarios", "Partage"
operations = Operations()
Level = Annotated[
    Literal["departement", "crte", "epci"], Query(description="Niveau des territoires.", example="departement")
]
EXAMPLE = {
    "format": RESOURCE_FORMAT,
    "region": "24",
    "name": "Hypothèse haute",
    "levers": {"organic_farming": {"ambition": 25}, "land_take": {"done": 100, "ambition": 6500}},
}


@operations.send(
    "/scenarios/resources/evaluate",
    ResourceScenarioFile,
    records.ResourceOutcomeRecord,
    "Évaluer un scénario de nature et de ressources",
    SCENARIOS,
    EXAMPLE,
)
def evaluate_resources(request: HttpRequest) -> Any:
    """Levier par levier, chacun dans son unité : où l’on en est, ce qui reste, l’ambition, le rythme demandé. Rien ne
    s’additionne ; sans objectif publié, pas d’avis."""
    return records.resource_outcome_record(parse_resource_scenario(body_text(request)))


@operations.read(
    "/scenarios/resources/evaluate",
    records.ResourceOutcomeRecord,
    "Évaluer un lien de nature et de ressources",
    SCENARIOS,
)
def evaluate_resource_link(
    request: HttpRequest,
    link: Annotated[
        str,
        Query(
            description="Lien du simulateur nature et ressources de ce site, ou code court.",
            example="/regions/centre-val-de-loire/simulateur-ressources/resultat?t-organic_farming=25",
        ),
    ],
) -> Any:
    """Le même, pour un lien partagé."""
    return records.resource_outcome_record(read_resource_link(link))


@operations.read(
    "/regions/{region}/allocation/resources",
    records.ResourceSharesRecord,
    "Le partage des objectifs de nature et de ressources",
    SHARING,
)
def region_resources(request: HttpRequest, region: RegionName, level: Level = "departement") -> Any:
    """Les objectifs publiés entre les territoires d’un niveau : taux, parts par les clés de la COP, ce qui ne se
    partage pas ; l’espace à côté des budgets chargés. Parts indicatives."""
    return _shared(ResourceScenario(find_region(region).code, latest("resources")), level)


@operations.send(
    "/scenarios/resources/allocation",
    ResourceScenarioFile,
    records.ResourceSharesRecord,
    "Le partage d’un scénario de nature et de ressources",
    SHARING,
    EXAMPLE,
)
def scenario_resources(request: HttpRequest, level: Level = "departement") -> Any:
    """Un fichier de scénario entre les territoires d’un niveau. Rien n’est enregistré."""
    return _shared(parse_resource_scenario(body_text(request)), level)


def _shared(scenario: ResourceScenario, level: str) -> records.ResourceSharesRecord:
    region = find_region(scenario.region)
    shares = resource_shares(region, level, records.outcomes_of(scenario), choices_of(region.code))
    return records.resource_shares_record(region, level, shares)
