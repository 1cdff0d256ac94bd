"""Operations of the API. Each reads its parameters, calls what the command line calls, and answers with its record.

The docstring of an operation is its description, in French.
"""

# Annotations are read at run time, through decorators: they cannot be left as text.
import re
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticKnownError

from copilote.exchange.batch import convert_array
from copilote.exchange.explained import explain as explain_region
from copilote.exchange.explained import explain_france
from copilote.exchange.links import link_of, read_link
from copilote.exchange.named import is_france
from copilote.exchange.numbers import parse_number
from copilote.exchange.observed import observations_asked
from copilote.exchange.records import climate, explained, funding, observed, places, resources, simulator, uses
from copilote.exchange.records.asked import FORMAT, ConversionAsked, ScenarioFile
from copilote.exchange.records.funding import projects_asked
from copilote.exchange.records.model import About, filled
from copilote.exchange.resources import resource_levers
from copilote.exchange.scenario_file import parse_scenario
from copilote.exchange.uses import uses_of
from copilote.planning.conversion import convert_kt, convert_physical
from copilote.planning.panorama import By
from copilote.planning.panorama import panorama as make_panorama
from copilote.planning.scenario import Scenario, edition_changes, evaluate
from copilote.reference.errors import InputError, UnknownNameError
from copilote.reference.simulator import find_lever, find_region, load_lever_names, load_levers, load_regions
from copilote.reference.tables import latest
from copilote.reference.territory_search import search
from copilote.reference.territory_sheets import describe
from copilote.site.api.answers import Operations
from copilote.words import _

MAX_BATCH = 10_000
MAX_NAME = 200
MATCHES = 20
"""Answers to a search that does not say how many it wants."""
operations = Operations()
_GAP = "[\\s\u00a0\u202f\u2009']*"
_DIGIT = f"(?:[0-9]{_GAP})"
_NUMBER = (
    rf"(?:{_DIGIT}{{1,3}}(?:,{_GAP}{_DIGIT}{{3}}){{1,3}}\.{_GAP}{_DIGIT}*|{_DIGIT}{{1,12}}(?:[.,]{_GAP}{_DIGIT}*)?)"
)
Typed = Annotated[str, About(pattern=rf"^{_GAP}[+−-]?{_GAP}{_NUMBER}$")]
"""A number as people type it: "1,5", "1.5", "1 500"."""
Positive = Annotated[str, About(pattern=rf"^{_GAP}\+?{_GAP}{_NUMBER}$")]


def inside(text: str, example: str) -> Any:
    """A name in the address, described in French."""
    return Path(max_length=MAX_NAME, description=text, example=example)  # type: ignore[type-arg]  # Ninja's own


def named(text: str, example: str | None = None) -> Any:
    """A name after "?", described in French."""
    return Query(max_length=MAX_NAME, description=text, example=example)  # type: ignore[type-arg]


def amount(text: str, example: str | None = None) -> Any:
    """A number after "?", as people type it."""
    return Query(max_length=60, description=text, example=example)  # type: ignore[type-arg]


def whole(text: Any) -> Any:
    """A whole number written as one: the validation alone would read "1_0" and "5.0" too."""
    if isinstance(text, str) and not re.fullmatch("[+-]?[0-9]+", text):
        raise PydanticKnownError("int_parsing")
    return text


Whole = Annotated[int, Field(ge=1, le=100), BeforeValidator(whole)]
RegionName = Annotated[str, inside("Code, slug, nom ou abréviation d’une région.", "24")]
PlaceName = Annotated[str, inside("Code, slug ou nom d’une région ; ou « france ».", "24")]
LeverName = Annotated[str, inside("Identifiant officiel, ou nom sans équivoque.", "augm_voitelec")]


@operations.read("/regions", list[simulator.RegionSummary], "Les 18 régions", "Régions")
def regions(request: HttpRequest) -> Any:
    """Code, nom, nombre de leviers et objectif de chaque région."""
    return [simulator.region_summary(region) for region in load_regions()]


@operations.read("/regions/{region}", simulator.RegionSummary, "Une région", "Régions")
def region(request: HttpRequest, region: RegionName) -> Any:
    """La même ligne que dans la liste, pour une région."""
    return simulator.region_summary(find_region(region))


@operations.read("/regions/{region}/panorama", simulator.PanoramaRecord, "Les objectifs d’une région", "Régions")
def panorama(
    request: HttpRequest,
    region: RegionName,
    by: Annotated[Literal["lever", "sector", "theme"], Query(description="Regroupement.", example="theme")] = "sector",
) -> Any:
    """Total, parts par secteur, thème ou levier, et chaque levier. Chiffres indicatifs ; la somme des leviers n’est
    pas une réduction nette des émissions."""
    asked = find_region(region)
    return simulator.panorama_record(asked, make_panorama(load_levers(asked.code), By(by)))


@operations.read(
    "/regions/{region}/panorama/resources",
    resources.ResourcePanoramaRecord,
    "Nature et ressources d’une région",
    "Régions",
)
def resource_panorama(request: HttpRequest, region: RegionName) -> Any:
    """Biodiversité, eau, ressources, pollution et santé : chaque levier, sa grandeur, son objectif de 2030, son rythme.
    Les cibles régionales sont déduites des cibles nationales, sauf celles que l’État publie pour la région."""
    asked = find_region(region)
    return resources.resource_panorama_record(asked, resource_levers(asked))


@operations.read("/levers", list[simulator.LeverNameRecord], "Tous les leviers", "Leviers")
def levers(request: HttpRequest) -> Any:
    """Métropole et outre-mer, dans l’ordre publié, avec l’unité de leur grandeur physique."""
    return [filled(simulator.LeverNameRecord, lever) for lever in load_lever_names()]


@operations.read("/regions/{region}/levers", list[simulator.LeverRecord], "Les leviers d’une région", "Leviers")
def region_levers(request: HttpRequest, region: RegionName) -> Any:
    """L’objectif de chaque levier, son ratio et son point de départ."""
    return [filled(simulator.LeverRecord, lever) for lever in load_levers(find_region(region).code)]


@operations.read("/regions/{region}/levers/{lever}", simulator.LeverRecord, "Un levier d’une région", "Leviers")
def region_lever(request: HttpRequest, region: RegionName, lever: LeverName) -> Any:
    """Un levier, par son identifiant ou son nom."""
    return filled(simulator.LeverRecord, find_lever(find_region(region).code, lever))


@operations.read("/indicators", list[observed.IndicatorRecord], "Les indicateurs", "Observé")
def indicators(
    request: HttpRequest,
    scope: Annotated[Literal["france", "region"] | None, Query(description="Échelle.", example="region")] = None,
) -> Any:
    """Les indicateurs nationaux du baromètre et les séries régionales, sans leurs valeurs."""
    return observed.indicator_records(scope)


@operations.read("/regions/{region}/observations", list[observed.ObservationRecord], "Ce qui est observé", "Observé")
def observations(
    request: HttpRequest,
    region: PlaceName,
    lever: Annotated[str | None, named("Levier de 2023, ou de 2026 (2026-005).", "augm_voitelec")] = None,
    indicator: Annotated[str | None, named("Indicateur régional (826) ou national (fr-059).")] = None,
) -> Any:
    """Les séries d’une région (ou du pays), leur cible de 2030 et leur rythme. Les cibles régionales sont déduites des
    cibles nationales par la règle indiquée. Ce que déclarent les collectivités ne s’y ajoute pas."""
    return observations_asked(region, lever, indicator).records


@operations.read("/conversions", simulator.ConversionRecord, "Convertir", "Conversions")
def conversion(
    request: HttpRequest,
    region: Annotated[str, named("Région.", "24")],
    lever: Annotated[str, named("Levier.", "augm_voitelec")],
    kt: Annotated[Positive | None, amount("Nombre, « 1,5 » comme « 1.5 ».", "100")] = None,
    physical: Annotated[Typed | None, amount("Grandeur physique en 2030.")] = None,
    completed_kt: Annotated[Positive | None, amount("ktCO2e déjà faites ou en cours.")] = None,
) -> Any:
    """Des ktCO2e évitées à la grandeur physique (`kt`), ou l’inverse (`physical`) ; l’un des deux."""
    if (kt is None) == (physical is None):
        raise InputError(_("donnez kt ou physical, l’un des deux."))
    figures = find_lever(find_region(region).code, lever)
    done = parse_number(completed_kt, "completed_kt") if completed_kt is not None else 0.0
    if kt is not None:
        return filled(simulator.ConversionRecord, convert_kt(figures, parse_number(kt, "kt"), done))
    return filled(simulator.ConversionRecord, convert_physical(figures, parse_number(physical or "", "physical"), done))


@operations.send(
    "/conversions",
    list[ConversionAsked | Any],
    list[simulator.ConversionDone],
    "Convertir par lot",
    "Conversions",
    [{"region": "24", "lever": "augm_voitelec", "kt": 100}, {"region": "53", "lever": "reduc_rfioul", "physical": 20}],
    maxItems=MAX_BATCH,
)
def conversions(request: HttpRequest) -> Any:
    """Une liste de 10 000 conversions au plus. Chacune est rendue avec son résultat, ou son erreur, dans l’ordre."""
    return convert_array(request.body, MAX_BATCH)


@operations.send(
    "/scenarios/evaluate",
    ScenarioFile,
    simulator.LinkedOutcome,
    "Évaluer un scénario",
    "Scénarios",
    {
        "format": FORMAT,
        "region": "24",
        "edition": "2023",
        "name": "Hypothèse haute",
        "levers": {"augm_voitelec": {"completed_kt": 100, "new_target_kt": 500}},
    },
)
def evaluate_scenario(request: HttpRequest) -> Any:
    """Un fichier de scénario Copilote : ce qui est fait, ce qui reste, les nouveaux objectifs, dans les deux unités."""
    return _evaluated(parse_scenario(body_text(request)))


def body_text(request: HttpRequest) -> str:
    """The scenario that is sent, as text."""
    try:
        return request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(_("le scénario n’est pas un texte en UTF-8.")) from None


@operations.read("/scenarios/evaluate", simulator.LinkedOutcome, "Évaluer un lien", "Scénarios")
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
    opened = read_link(link)
    return _evaluated(opened.scenario, opened.remarks)


def _evaluated(scenario: Scenario, remarks: tuple[str, ...] = ()) -> dict[str, Any]:
    region, newest = find_region(scenario.region), latest("simulator")
    levers = load_levers(region.code, scenario.edition)
    outcome = evaluate(scenario, levers)
    changes = edition_changes(levers, load_levers(region.code, newest)) if scenario.edition != newest else ()
    return simulator.outcome_record(region, outcome) | {
        "edition_changes": [filled(simulator.EditionChangeRecord, change) for change in changes],
        "link": link_of(region, outcome),
        "remarks": list(remarks),
    }


@operations.read("/regions/{region}/conflicts", uses.UsesRecord, "Les conflits d’usage", "Régions")
def conflicts(request: HttpRequest, region: RegionName) -> Any:
    """Ce que les objectifs de l’État demandent des mêmes champs, du même bois et du même sol, face à ce que la région
    en a ; chaque nombre avec sa fourchette, et un verdict là seulement où elles ne se recouvrent pas."""
    chosen = find_region(region)
    return _conflicts(Scenario(chosen.code, latest("simulator")))


@operations.send(
    "/scenarios/conflicts",
    ScenarioFile,
    uses.UsesRecord,
    "Les conflits d’usage d’un scénario",
    "Scénarios",
    {"format": FORMAT, "region": "24", "edition": "2023", "levers": {"co2_prodbois": {"new_target_kt": 500}}},
)
def scenario_conflicts(request: HttpRequest) -> Any:
    """Un fichier de scénario Copilote : ce que ses leviers demandent des mêmes ressources."""
    return _conflicts(parse_scenario(body_text(request)))


def _conflicts(scenario: Scenario) -> uses.UsesRecord:
    region = find_region(scenario.region)
    return uses.uses_record(uses_of(region, evaluate(scenario, load_levers(region.code, scenario.edition))))


@operations.read("/territories", list[places.MatchRecord], "Chercher un territoire", "Territoires")
def territories(
    request: HttpRequest,
    q: Annotated[str, named("Nom, code ou code postal.", "blois")],
    limit: Annotated[Whole | None, Query(description="Nombre de réponses au plus.", example=5)] = MATCHES,
) -> Any:
    """Communes, EPCI, départements, régions ; les anciens noms mènent à la commune actuelle."""
    matches = search(q, limit or MATCHES)
    if not matches:
        accepted = _("Donnez un nom, un code INSEE ou SIREN, un code postal.")
        raise UnknownNameError(_("Territoire"), q, accepted=accepted)
    return [filled(places.MatchRecord, match) for match in matches]


@operations.read("/territories/{code}", list[places.SheetRecord], "Un territoire", "Territoires")
def territory(
    request: HttpRequest,
    code: Annotated[str, inside("Code INSEE ou SIREN ; « departement:01 » au besoin.", "41018")],
) -> Any:
    """Population, appartenances, anciens codes. Une liste : un code peut désigner plusieurs niveaux."""
    return [places.sheet_record(sheet) for sheet in describe(code)]


@operations.read("/territories/{code}/climate", climate.ClimateRecord, "Le climat qui vient", "Territoires")
def territory_climate(
    request: HttpRequest,
    code: Annotated[str, inside("Code ou nom d’un territoire ; « departement:01 » au besoin.", "41018")],
    index: Annotated[str | None, named("Un seul indice.", "jours_30")] = None,
    weighting: Annotated[
        Literal["population", "area"],
        Query(description="Moyenne des communes : par habitant ou par km².", example="area"),
    ] = "population",
) -> Any:
    """Chaque indice en 1976-2005 puis en 2030, 2050 et 2100 (médiane, plus bas et plus haut des modèles), et les
    catastrophes naturelles reconnues. Un aléa, pas un risque."""
    return climate.climate_asked(code, index, weighting)


@operations.read("/regions/{region}/projects", funding.ProjectsRecord, "Les projets financés", "Projets")
def projects(
    request: HttpRequest,
    region: RegionName,
    lever: Annotated[str | None, named("Levier de 2023.", "reduc_tconso")] = None,
    territory: Annotated[str | None, named("Département, EPCI ou commune de la région.", "45")] = None,
) -> Any:
    """Les projets du Fonds vert 2023 : liste, nombre, euros engagés, par levier et par département."""
    return projects_asked(region, lever, territory)


@operations.read("/regions/{region}/explain", explained.ExplanationRecord, "D’où vient un chiffre", "Sources")
def explain(
    request: HttpRequest,
    region: PlaceName,
    subject: Annotated[
        str, named("Levier, indicateur (826, fr-059), secteur, thème, « total » ou « projets ».", "augm_voitelec")
    ],
) -> Any:
    """Valeur, formule avec ses nombres, table et ligne, source, année et licence de chaque chiffre."""
    if is_france(region):
        return explained.explanation_record(explain_france(subject), None)
    asked = find_region(region)
    return explained.explanation_record(explain_region(asked, subject), asked)
