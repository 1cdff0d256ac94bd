"""A record is filled from what it tells of, key by key, in the order of its type."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated

import pytest

from copilote.exchange.records.model import About, TypedDict, filled


class Mark(Enum):
    SURE = "sure"


@dataclass
class Place:
    name: str
    mark: Mark = Mark.SURE
    former: tuple[tuple[int, str], ...] = ((1999, "Ancien"),)
    parent: Place | None = None
    note: str = ""
    amount: Decimal = Decimal("1.50")


class Former(TypedDict):
    year: int
    name: str


class PlaceName(TypedDict):
    name: str


class PlaceRecord(TypedDict):
    title: Annotated[str, About("Son nom.", at="name")]
    mark: str
    former: list[Former]
    parent: PlaceName | None
    parent_mark: Annotated[str | None, About(at="parent.mark")]
    note: str | None
    amount: float


WHOLE = {
    "title": "Tours",
    "mark": "sure",
    "former": [{"year": 1999, "name": "Ancien"}],
    "parent": {"name": "Indre-et-Loire"},
    "parent_mark": "sure",
    "note": None,
    "amount": 1.5,
}


def test_each_key_comes_from_the_attribute_of_its_name_or_from_where_it_says() -> None:
    record = filled(PlaceRecord, Place("Tours", parent=Place("Indre-et-Loire")))
    assert record == WHOLE
    assert list(record) == list(WHOLE)


def test_what_is_not_known_is_none_all_along_the_path() -> None:
    record = filled(PlaceRecord, Place("Tours"))
    assert (record["parent"], record["parent_mark"], record["note"]) == (None, None, None)


def test_a_value_given_goes_first_then_the_first_source_that_has_it() -> None:
    record = filled(PlaceRecord, Place("Tours"), Place("Blois", note="lu"), note="dit", parent=Place("Val"))
    assert (record["title"], record["note"], record["parent"]) == ("Tours", "dit", {"name": "Val"})


def test_a_key_without_a_value_and_a_value_without_a_key_are_refused() -> None:
    with pytest.raises(TypeError, match="PlaceName lacks name"):
        filled(PlaceName, object())
    with pytest.raises(TypeError, match="PlaceName has no nom"):
        filled(PlaceName, Place("Tours"), nom="Tours")
    with pytest.raises(ValueError, match="zip"):
        filled(PlaceRecord, Place("Tours", former=((1999,),)))  # type: ignore[arg-type]
