"""What is written of an action, whoever writes it: a person, a file, a source; and how its fields are said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from copilote.diagnostic.here import Key, kt_of, lever_of
from copilote.diagnostic.models import Action, ObstacleLevel, Seen
from copilote.planning.actions import Share, Status
from copilote.reference.errors import InputError
from copilote.words import N_, _
from copilote.words.numbers import format_percent, format_six

WHOLE = 1e-6
"""How far from 1 parts may add up to."""
FIELDS = {
    "title": N_("Titre"),
    "status": N_("Statut"),
    "description": N_("Description"),
    "partners": N_("Partenaires"),
    "start": N_("Début"),
    "end": N_("Fin"),
    "amount_eur": N_("Budget (€)"),
    "funders": N_("Financeurs"),
    "quantity": N_("Quantité d’ici 2030"),
    "measured": N_("Levier mesuré"),
    "kt": N_("ktCO2e évitées par an"),
    "kt_method": N_("Méthode de calcul"),
    "obstacle": N_("Obstacle"),
    "obstacle_level": N_("Où il se lève"),
    "obstacle_lifted_by": N_("Ce qui le lèverait"),
    "link": N_("Lien"),
    "seen": N_("Qui la voit"),
    "part_of_id": N_("Fait partie de"),
}
"""What is written of an action beside its levers and places, by field of the model, marked by `N_`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is written of an action. levers : their parts add up to 1; places : (level, code) of territories, those of
    the organisation when empty. kt : of no meaning where a quantity says it."""

    title: str
    status: str = ""
    description: str = ""
    partners: str = ""
    start: date | None = None
    end: date | None = None
    amount_eur: float | None = None
    funders: str = ""
    quantity: float | None = None
    measured: str = ""
    kt: float | None = None
    kt_method: str = ""
    obstacle: str = ""
    obstacle_level: str = ""
    obstacle_lifted_by: str = ""
    link: str = ""
    seen: str = Seen.COP.value
    part_of_id: int | None = None
    levers: tuple[Share, ...] = ()
    places: tuple[Key, ...] = ()

    @property
    def said(self) -> dict[str, Any]:
        """The levers and places, as the row keeps them for its history."""
        return {
            "levers": [[share.lever, share.part] for share in self.levers],
            "places": sorted([level, code] for level, code in self.places),
        }


def content_of(action: Any) -> Content:
    """What is written of an action, or was at a row of its history."""
    said = action.said or {}
    return Content(
        **{name: getattr(action, name) for name in FIELDS},
        levers=tuple(Share(lever, part) for lever, part in said.get("levers", ())),
        places=tuple((level, code) for level, code in said.get("places", ())),
    )


def checked_levers(region: str, content: Content) -> None:
    """Raise InputError for a lever that the region has not, one given twice, parts that do not add up to 1, or a
    quantity of a lever that the action has not."""
    levers = content.levers
    for share in levers:
        if lever_of(region, share.lever) is None:
            raise InputError(_("Levier « %(name)s » : inconnu dans cette région.", name=share.lever[:40]))
    if len({share.lever for share in levers}) < len(levers):
        raise InputError(_("Le même levier est donné deux fois."))
    if content.quantity is not None and content.measured not in {share.lever for share in levers}:
        raise InputError(_("Une quantité est celle d’un levier de l’action : choisissez-le."))
    total = sum(share.part for share in levers)
    if levers and abs(total - 1) > WHOLE:
        raise InputError(
            _(
                "Les parts des leviers font %(total)s : elles doivent faire %(whole)s.",
                total=format_percent(total),
                whole=format_percent(1.0),
            )
        )


def settled(region: str, content: Content) -> float | None:
    """The kt of what is written: of its quantity where it has one, else as typed."""
    if content.quantity is None:
        return content.kt
    lever = lever_of(region, content.measured)
    return None if lever is None else kt_of(region, lever, content.quantity, content.places)


def in_words(region: str, name: str, value: Any) -> str:
    """A field of an action as it is read; "" for nothing."""
    if value is None or value == "":
        return ""
    if name == "status":
        return Status(value).label
    if name == "obstacle_level":
        return str(ObstacleLevel(value).label)
    if name == "seen":
        return str(Seen(value).label)
    if name == "measured":
        lever = lever_of(region, value)
        return lever.label if lever else str(value)
    if name == "part_of_id":
        return Action.objects.filter(pk=value).values_list("title", flat=True).first() or ""
    if isinstance(value, float):
        return format_six(value)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def levers_in_words(region: str, levers: tuple[Share, ...]) -> str:
    """Levers with their parts, as they are read."""
    names = []
    for share in levers:
        lever = lever_of(region, share.lever)
        label = lever.label if lever else share.lever
        names.append(label if share.part == 1 else f"{label} ({format_percent(share.part)})")
    return " ; ".join(names)
