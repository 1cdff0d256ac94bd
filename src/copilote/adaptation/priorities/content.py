"""What is written of a priority, whoever writes it, a person or a file; and how its fields are said. In French only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from copilote.adaptation.priorities.models import Effect, Level, Support
from copilote.exchange.perimeters import find_place, place_of
from copilote.reference.errors import CopiloteError, InputError
from copilote.words.numbers import format_full
from copilote.words.typography import capital, day_words

Content = dict[str, Any]
"""A value for each of `FIELDS`."""
FIELDS = {
    "title": "Intitulé",
    "effect": "Effet du changement climatique",
    "level": "Niveau de priorité",
    "holder": "Porteur",
    "description": "Description",
    "sensitivity": "Sensibilité",
    "lever": "Levier",
    "territories": "Territoires",
    "stakeholders": "Parties prenantes à mobiliser",
    "engineering_state": "Ingénierie",
    "engineering": "Aide en ingénierie",
    "funding_state": "Financement",
    "funding": "Aide en financement",
    "obstacles_regional": "Freins à lever dans la région",
    "obstacles_national": "Freins à lever au niveau national",
    "budget_eur": "Budget (€)",
    "ends_on": "Date de fin",
    "success": "Critères de réussite",
}
"""What is written of a priority, by field of the model, in the order in which it is read."""
EMPTY: Content = {name: None if name in ("budget_eur", "ends_on") else "" for name in FIELDS}
CHOICES: Mapping[str, Any] = {
    "effect": Effect,
    "level": Level,
    "engineering_state": Support,
    "funding_state": Support,
}


class Horizon(StrEnum):
    """By when what a priority plans is done, by the years to which the climate that comes is told."""

    NEAR = "d’ici 2030"
    MIDDLE = "d’ici 2050"
    FAR = "après 2050"
    UNSAID = "sans date"


LAST_DAYS = {Horizon.NEAR: date(2030, 12, 31), Horizon.MIDDLE: date(2050, 12, 31)}


def horizon_of(day: date | None) -> Horizon:
    """The horizon of a day."""
    if day is None:
        return Horizon.UNSAID
    return next((horizon for horizon, last in LAST_DAYS.items() if day <= last), Horizon.FAR)


def content_of(row: Any) -> Content:
    """What is written of a priority, or was at a row of its history."""
    return {name: getattr(row, name) for name in FIELDS}


def in_words(name: str, value: Any) -> str:
    """A field as it is read; "" for nothing."""
    if value is None or value == "":
        return ""
    if name in CHOICES:
        return capital(str(CHOICES[name](value).label))
    if isinstance(value, float):
        return format_full(value)
    return day_words(value) if isinstance(value, date) else str(value)


def named_territories(text: str, region: str) -> str:
    """The territories that a text names, by their names, one after the other. Raises InputError for what is none, or
    lies in another region."""
    names = []
    for part in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        try:
            place = find_place(part)
        except CopiloteError as error:
            raise InputError(str(error)) from None
        if region not in place.regions:
            raise InputError(f"« {place.name} » n’est pas dans la région.")
        names.append(_told(place.level, place.code, place.name))
    return " ; ".join(dict.fromkeys(names))


def _told(level: str, code: str, name: str) -> str:
    """A name that leads back to its territory, else its code."""
    try:
        found = find_place(name)
    except CopiloteError:
        return f"{level}:{code}"
    return name if (found.level, found.code) == (level, code) and ";" not in name else f"{level}:{code}"


def departement_name(code: str) -> str:
    """The name of a département, by its code."""
    return place_of("departement", code).name
