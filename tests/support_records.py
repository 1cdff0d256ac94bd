"""Whether an answer is the record that its type says: every key, no other, each value of its kind."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, TypeAdapter


def assert_record(kind: Any, answer: Any) -> None:
    """Raise ValidationError unless the answer is of that kind, a record or a list of them."""
    TypeAdapter(list[kind], config=ConfigDict(extra="forbid")).validate_python([answer], strict=True)
