"""How a record is defined and made: a typed dictionary, filled from the objects that it tells of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from typing_extensions import TypedDict, is_typeddict  # the TypedDict of Python 3.11 cannot be described

__all__ = ["About", "TypedDict", "filled"]
R = TypeVar("R")
_ABSENT = object()


class About:
    """What a key holds, in French, with its unit: `kt: Annotated[float, About("ktCO2e évitées par an en 2030.")]`.

    at : the attribute that it is taken from ("lever.unit"), where that is not the one of its name.
    schema : more of what its JSON schema says (examples=["24"], minimum=0).
    """

    def __init__(self, text: str = "", *, at: str = "", **schema: Any) -> None:
        self.at, self.schema = at, ({"description": text} if text else {}) | schema

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Called by what describes the API."""
        return handler(core) | self.schema  # type: ignore[no-any-return]


def filled(kind: type[R], /, *sources: object, **values: object) -> R:
    """A record of that kind: each key from `values`, else from the first of the sources that has the attribute.

    An enumeration gives its value; a decimal a number; a day its ISO form; a tuple a list;
    "" is None where a key may be None; an object,
    or a tuple in the order of the keys, gives the record that the key is to hold.

    Raises
    ------
    TypeError : a value without a key, or a key without a value.
    """
    keys = _keys(kind)  # type: ignore[arg-type]
    if values.keys() - keys.keys():
        raise TypeError(f"{kind.__name__} has no {', '.join(sorted(values.keys() - keys.keys()))}")
    record = {}
    for name, key in keys.items():
        value = values.get(name, _ABSENT)
        for source in sources:
            if value is not _ABSENT:
                break
            value = _at(source, key.path)
        if value is _ABSENT:
            raise TypeError(f"{kind.__name__} lacks {name}")
        record[name] = _plain(value, key)
    return record  # type: ignore[return-value]


class _Key(NamedTuple):
    """Where a key is taken from, the record that it holds (if any), whether several, whether "" means unknown."""

    path: list[str]
    inner: Any
    several: bool
    optional: bool


@cache
def _keys(kind: type) -> dict[str, _Key]:
    keys = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        about = next((part for part in get_args(hint) if isinstance(part, About)), None)
        bare = get_args(hint)[0] if about else hint
        path = (about.at if about and about.at else name).split(".")
        keys[name] = _Key(path, _record_in(bare), get_origin(bare) is list, type(None) in get_args(bare))
    return keys


def _record_in(hint: Any) -> Any:
    return hint if is_typeddict(hint) else next(filter(None, map(_record_in, get_args(hint))), None)


def _at(source: Any, path: list[str]) -> Any:
    for name in path:
        if source is None:
            return None
        source = getattr(source, name, _ABSENT)
    return source


def _plain(value: Any, key: _Key) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    if key.inner and not key.several:
        return _record(value, key.inner)
    if isinstance(value, list | tuple):
        return [_record(part, key.inner) for part in value] if key.inner else list(value)
    return None if value == "" and key.optional else value


def _record(value: Any, kind: Any) -> Any:
    if isinstance(value, tuple):
        return dict(zip(_keys(kind), value, strict=True))
    return value if value is None or isinstance(value, dict) else filled(kind, value)
