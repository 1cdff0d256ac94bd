"""An action that is known from somewhere else, before anybody here has confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256

from copilote.exchange.intake import FileProblem
from copilote.planning.actions import Status
from copilote.reference.errors import fold
from copilote.words import N_, _


class Origin(Enum):
    """Where an action is known from; the value is kept with it."""

    FUNDED = "fonds-vert"
    PCAET = "pcaet"
    PLAN = "tet"
    SERVICE = "api"

    @property
    def label(self) -> str:
        """The words that a user reads."""
        return _(_LABELS[self])


_LABELS = {
    Origin.FUNDED: N_("Fonds vert 2023"),
    Origin.PCAET: N_("programme d’actions du PCAET"),
    Origin.PLAN: N_("plan de Territoires en Transitions"),
    Origin.SERVICE: N_("API des collectivités"),
}


@dataclass(frozen=True, slots=True)
class Funder:
    """Who gives money to an action. amount_eur : what it gives, None where only its name is known."""

    name: str
    amount_eur: float | None = None


@dataclass(frozen=True, slots=True)
class KnownAction:
    """An action as its source gives it: None or empty for what the source does not say, and never a guess.

    origin_id : the same each time that the source is read, so that reading it again doubles nothing.
    holder, siren : who does it; level, code : the territory that it is of ("epci", "243600236"), "" where not known;
    communes : INSEE codes, where the source names them. status : ours; phase, stated : the source's own words.
    amount_eur : what the action costs, not what a fund gives to it (see `funders`).
    levers : ids of the region's levers that what the source says is tied to by the project's links, "same" or "part";
    named_levers : levers in the source's own words. Both are for a person to confirm; words of titles are matched
    elsewhere (`planning.matching`). quantity, unit : only where the source gives one.
    part_of : origin_id of the action that it is a part of. also : ids of the same or a like project elsewhere.
    pool : `copStatutVivier` of the shared API, "" without. source : key of sources.toml; dated : the day that what the
    source says was true on, the first of the month where only that is known.
    """

    origin: Origin
    origin_id: str
    title: str
    source: str
    description: str = ""
    holder: str = ""
    siren: str | None = None
    level: str = ""
    code: str = ""
    communes: tuple[str, ...] = ()
    status: Status | None = None
    phase: str = ""
    stated: str = ""
    start: date | None = None
    end: date | None = None
    amount_eur: float | None = None
    funders: tuple[Funder, ...] = ()
    levers: tuple[str, ...] = ()
    named_levers: tuple[str, ...] = ()
    quantity: float | None = None
    unit: str = ""
    part_of: str = ""
    also: tuple[str, ...] = ()
    pool: str = ""
    link: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class KnownReading:
    """What files or a service gave. problems : what is wrong in cells, the first ones; count : how many; remarks :
    sentences on what was understood or left aside."""

    actions: tuple[KnownAction, ...]
    problems: tuple[FileProblem, ...] = ()
    count: int = 0
    remarks: tuple[str, ...] = ()


class Names:
    """Stable ids for actions that their source does not number: made of what names them, whatever their order.

    >>> names = Names()
    >>> names.id("243600236", "Plan vélo") == Names.plain("243600236", "plan velo")
    True
    >>> names.id("243600236", "Plan vélo").endswith("-2")
    True
    """

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    @staticmethod
    def plain(*parts: str) -> str:
        """The id of what is named so, the first time."""
        return sha256("\x1f".join(map(fold, parts)).encode()).hexdigest()[:16]

    def id(self, *parts: str) -> str:
        """The id of what is named so; two of the same name are told apart by their rank."""
        plain = self.plain(*parts)
        self._given[plain] = rank = self._given.get(plain, 0) + 1
        return plain if rank == 1 else f"{plain}-{rank}"
