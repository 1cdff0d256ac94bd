"""Operations of the sharing: what `copilote allocate` says, and the share of any territory or list of codes."""

# Annotations are read at run time, through decorators: they cannot be left as text.
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router

from copilote.exchange.allocated import FRANCE, allocation
from copilote.exchange.records import shares
from copilote.reference.errors import InputError
from copilote.sharing.recorded import choices_of, crte_of
from copilote.site.api import schemas_shares
from copilote.site.api.answers import reading
from copilote.site.api.routes import MAX_NAME, RegionName

MOST_ROWS = 20_000
"""About four megabytes: a region's communes by the thousand are asked lever by lever."""
TAG = "Partage"
router = Router()

Level = Literal["region", "departement", "crte", "arrondissement", "epci", "commune"]
LeverAsked = Annotated[
    str | None, Query(max_length=MAX_NAME, description="Levier, par identifiant ou nom.", example="augm_voitelec")
]
KeyAsked = Annotated[
    str | None,
    Query(max_length=MAX_NAME, description="Clé à essayer au lieu de celle en vigueur : population, defaut…"),
]
TerritoryAsked = Annotated[
    str | None,
    Query(max_length=MAX_NAME, description="Ce territoire seul, ou ceux du niveau qui ont une commune dedans."),
]


def _rows(region: str, level: str, lever: str | None, key: str | None, territory: str | None) -> list[dict[str, Any]]:
    found = allocation(region, level, lever=lever, key=key, territory=territory, recorded=choices_of, drawn=crte_of)
    if found.count > MOST_ROWS:
        raise InputError(f"{found.count} lignes, {MOST_ROWS} au plus par demande : donnez lever ou territory.")
    return [shares.row_record(row) for row in found.rows()]


@router.get(
    "/regions/{region}/allocation",
    response=list[schemas_shares.AllocationRow],
    summary="Le partage d’une région",
    tags=[TAG],
)
@reading
def region_allocation(
    request: HttpRequest,
    region: RegionName,
    level: Annotated[Level, Query(description="Niveau des territoires.", example="departement")],
    lever: LeverAsked = None,
    key: KeyAsked = None,
    territory: TerritoryAsked = None,
) -> Any:
    """Chaque levier dans chaque territoire d’un niveau. Parts indicatives, de la région seule : elles s’additionnent
    jusqu’à son objectif, à la tonne ; ce qui est dans deux CRTE est dans les deux. 20 000 lignes au plus."""
    if region.casefold() in FRANCE:
        raise InputError("pour toutes les régions : /api/v1/france/allocation.")
    return _rows(region, level, lever, key, territory)


@router.get(
    "/france/allocation",
    response=list[schemas_shares.AllocationRow],
    summary="Le partage de toutes les régions",
    tags=[TAG],
)
@reading
def france_allocation(
    request: HttpRequest,
    level: Annotated[Level, Query(description="Niveau des territoires.", example="region")] = "region",
    lever: LeverAsked = None,
    key: KeyAsked = None,
    territory: TerritoryAsked = None,
) -> Any:
    """Les mêmes lignes pour les 18 régions ; un territoire sur plusieurs régions y est entier. 20 000
    lignes au plus."""
    return _rows(FRANCE[0], level, lever, key, territory)


@router.get(
    "/territories/{code}/shares",
    response=schemas_shares.TerritoryShares,
    summary="La part d’un territoire",
    tags=[TAG],
)
@reading
def territory_shares(
    request: HttpRequest,
    code: Annotated[
        str,
        Path(
            max_length=MAX_NAME,
            description="Code d’une commune, d’un EPCI, d’un CRTE, d’un département ; « departement:01 » au besoin.",
            example="200030385",
        ),
    ],
) -> Any:
    """Tous ses leviers, en kt et en grandeur physique, avec la clé, la certitude et la raison de chacun."""
    return shares.territory_record(code, choices_of)


@router.post(
    "/territories/shares",
    response=schemas_shares.TerritoryShares,
    summary="La part d’un périmètre choisi",
    tags=[TAG],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": schemas_shares.PerimeterAsked.model_json_schema(),
                    "example": {"name": "Blois et Vendôme", "codes": ["200030385", "200072072"]},
                }
            },
        }
    },
)
@reading
def perimeter_shares(request: HttpRequest) -> Any:
    """Des communes, EPCI, départements ou CRTE ensemble, même de plusieurs régions ; une liste JSON de codes suffit.
    Les anciens codes mènent aux communes d’aujourd’hui. Rien n’est enregistré."""
    return shares.gathered_record(shares.perimeter_asked(request.body), choices_of)
