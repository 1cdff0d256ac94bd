"""How an operation answers: JSON at full precision, with an ETag so that nothing travels twice."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from copilote.reference.errors import InputError, nearest
from copilote.ui.answers import cached

Operation = Callable[..., Any]


def encoded(record: Any) -> bytes:
    """A record as JSON. A lone half of a surrogate pair, which UTF-8 has no bytes for, becomes "?"."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def reading(operation: Operation) -> Operation:
    """Turn what an operation returns (a record) into its answer, and refuse parameters that it does not know."""
    known = [name for name in inspect.signature(operation).parameters if name != "request"]

    @wraps(operation)
    def answered(request: HttpRequest, *arguments: Any, **values: Any) -> HttpResponse:
        for name in request.GET:
            if name not in known:
                near = nearest(name, known)
                hint = (
                    f" Vouliez-vous dire « {near[0]} » ?" if near else f" Paramètres : {', '.join(known) or 'aucun'}."
                )
                raise InputError(f"paramètre « {name[:60]} » inconnu.{hint}")
        record = operation(request, *arguments, **values)
        if request.method == "POST":
            response = HttpResponse(encoded(record), content_type="application/json")
            response["Cache-Control"] = "no-store"
            return response
        return cached(request, encoded(record), "application/json")

    return answered
