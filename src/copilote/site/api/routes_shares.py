"""Operations of the sharing: what `copilote allocate` says, and the share of any territory or list of codes."""

# Annotations are read at run time, through decorators: they cannot be left as text.
import json
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query

from copilote.cop.journal import journal_of
from copilote.cop.models import current_cop
from copilote.exchange.allocated import allocation
from copilote.exchange.named import FRANCE, is_france
from copilote.exchange.perimeters import Gathered, gather_list
from copilote.exchange.records import shares
from copilote.exchange.records.asked import LONGEST_CODE, Codes, PerimeterAsked
from copilote.exchange.records.model import filled
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region
from copilote.sharing.recorded import choices_of, crte_of
from copilote.site.api.answers import Operations
from copilote.site.api.routes import MAX_NAME, RegionName, inside, named
from copilote.words import _

MOST_ROWS = 20_000
"""About four megabytes: a region's communes by the thousand are asked lever by lever."""
TAG = "Partage"
operations = Operations()

Level = Literal["region", "departement", "crte", "arrondissement", "epci", "commune"]
LEVEL = "Niveau des territoires."
LeverAsked = Annotated[str | None, named("Levier, par identifiant ou nom.", "augm_voitelec")]
KeyAsked = Annotated[str | None, named("Clé à essayer au lieu de celle en vigueur : population, defaut…")]
TerritoryAsked = Annotated[str | None, named("Ce territoire seul, ou ceux du niveau qui ont une commune dedans.")]


def _rows(
    region: str, level: str, lever: str | None, key: str | None, territory: str | None
) -> list[shares.AllocationRow]:
    asked = allocation(region, level, lever=lever, key=key, territory=territory, recorded=choices_of, drawn=crte_of)
    if asked.count > MOST_ROWS:
        sentence = _(
            "%(count)s lignes, %(most)s au plus par demande : donnez lever ou territory.",
            count=asked.count,
            most=MOST_ROWS,
        )
        raise InputError(sentence)
    return [shares.row_record(row) for row in asked.rows()]


@operations.read("/regions/{region}/allocation", list[shares.AllocationRow], "Le partage d’une région", TAG)
def region_allocation(
    request: HttpRequest,
    region: RegionName,
    level: Annotated[Level, Query(description=LEVEL, example="departement")],
    lever: LeverAsked = None,
    key: KeyAsked = None,
    territory: TerritoryAsked = None,
) -> Any:
    """Chaque levier dans chaque territoire d’un niveau. Parts indicatives, de la région seule : elles s’additionnent
    jusqu’à son objectif, à la tonne ; ce qui est dans deux CRTE est dans les deux. 20 000 lignes au plus."""
    if is_france(region):
        raise InputError(_("pour toutes les régions : /api/v1/france/allocation."))
    return _rows(region, level, lever, key, territory)


@operations.read("/regions/{region}/decisions", list[shares.DecisionRecord], "Le journal des décisions", TAG)
def region_decisions(request: HttpRequest, region: RegionName) -> Any:
    """Ce que la COP de la région a choisi et ce que ses territoires disent, en vigueur ou non."""
    return [filled(shares.DecisionRecord, entry) for entry in journal_of(current_cop(find_region(region).code))]


@operations.read("/france/allocation", list[shares.AllocationRow], "Le partage de toutes les régions", TAG)
def france_allocation(
    request: HttpRequest,
    level: Annotated[Level, Query(description=LEVEL, example="region")] = "region",
    lever: LeverAsked = None,
    key: KeyAsked = None,
    territory: TerritoryAsked = None,
) -> Any:
    """Les mêmes lignes pour les 18 régions ; un territoire sur plusieurs régions y est entier. 20 000
    lignes au plus."""
    return _rows(FRANCE, level, lever, key, territory)


@operations.read("/territories/{code}/shares", shares.TerritoryShares, "La part d’un territoire", TAG)
def territory_shares(
    request: HttpRequest,
    code: Annotated[
        str,
        inside(
            "Code d’une commune, d’un EPCI, d’un CRTE, d’un département ; « departement:01 » au besoin.", "200030385"
        ),
    ],
) -> Any:
    """Tous ses leviers, en kt et en grandeur physique, avec la clé, la certitude et la raison de chacun."""
    return shares.territory_record(code, choices_of)


@operations.send(
    "/territories/shares",
    PerimeterAsked | Codes,
    shares.TerritoryShares,
    "La part d’un périmètre choisi",
    TAG,
    {"name": "Blois et Vendôme", "codes": ["200030385", "200072072"]},
)
def perimeter_shares(request: HttpRequest) -> Any:
    """Des communes, EPCI, départements ou CRTE ensemble, même de plusieurs régions ; une liste JSON de codes suffit.
    Les anciens codes mènent aux communes d’aujourd’hui. Rien n’est enregistré."""
    return shares.gathered_record(perimeter_of(request.body), choices_of)


def perimeter_of(body: bytes) -> Gathered:
    """The perimeter that a body in JSON asks for: {"name", "codes"}, or a list of codes. Raises InputError."""
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError(_("JSON mal écrit.")) from None
    asked = {"codes": content} if isinstance(content, list) else content
    if not isinstance(asked, dict) or not isinstance(asked.get("codes"), list):
        raise InputError(_("une liste de codes est attendue, ou un objet {name, codes}."))
    for key in asked:
        if key not in PerimeterAsked.__annotations__:
            names = ", ".join(PerimeterAsked.__annotations__)
            raise InputError(_("clé « %(key)s » inconnue. Clés acceptées : %(names)s.", key=key[:60], names=names))
    name, codes = asked.get("name"), asked["codes"]
    if name is not None and not isinstance(name, str):
        raise InputError(_("« name » : un texte est attendu."))
    for code in codes:
        if not isinstance(code, str) or len(code) > LONGEST_CODE:
            raise InputError(_('« codes » : des textes sont attendus, comme "45234".'))
    return gather_list(codes, (name or "").strip()[:MAX_NAME] or _("Périmètre choisi"))
