"""How an operation is declared and answers: JSON at full precision, with an ETag so that nothing travels twice."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import TypeAdapter

from copilote.publish.mention import said
from copilote.reference.errors import CopiloteError, InputError, nearest
from copilote.site.api.language import language_of
from copilote.ui.answers import cached
from copilote.words import FRENCH, _

Operation = Callable[..., Any]
JSON = "application/json"
REFERENCE = "#/components/schemas/{model}"


class Operations(Router):
    """A router whose operations return a record and are described by its type."""

    def read(self, path: str, record: Any, summary: str, tag: str) -> Callable[[Operation], Operation]:
        """Declare what GET answers at an address; the docstring of the operation describes it, in French."""
        return self._declared(self.get, path, record, summary, tag)

    def send(
        self, path: str, body: Any, record: Any, summary: str, tag: str, example: Any, **schema: Any
    ) -> Callable[[Operation], Operation]:
        """Declare what POST takes (a type, and more of its JSON schema) and answers at an address."""
        content = {"schema": TypeAdapter(body).json_schema(ref_template=REFERENCE) | schema, "example": example}
        # Whatever a body is called, it is read as JSON: curl calls it a form.
        extra = {"requestBody": {"required": True, "content": {JSON: content, "*/*": {"schema": {}}}}}
        return self._declared(self.post, path, record, summary, tag, openapi_extra=extra)

    def _declared(
        self, method: Operation, path: str, record: Any, summary: str, tag: str, **more: Any
    ) -> Callable[[Operation], Operation]:
        def declare(operation: Operation) -> Operation:
            declared: Operation = method(path, response=record, summary=summary, tags=[tag], **more)(
                answering(operation)
            )
            return declared

        return declare


def encoded(record: Any) -> bytes:
    """A record as JSON. A lone half of a surrogate pair, which UTF-8 has no bytes for, becomes "?"."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def answering(operation: Operation) -> Operation:
    """Turn what an operation returns (a record) into its answer, and refuse parameters that it does not know.

    An answer is in French, whoever reads it; a refusal is made again in the reader's language.
    """
    known = [name for name in inspect.signature(operation).parameters if name != "request"]

    def record_of(request: HttpRequest, *arguments: Any, **values: Any) -> Any:
        for name, values_given in request.GET.lists():
            if name not in known:
                near = nearest(name, known)
                raise InputError(_unknown(name, near[0] if near else "", known))
            if len(values_given) > 1:
                raise InputError(_("paramètre « %(name)s » répété : donnez-le une fois.", name=name))
        return operation(request, *arguments, **values)

    @wraps(operation)
    def answered(request: HttpRequest, *arguments: Any, **values: Any) -> HttpResponse:
        try:
            record = record_of(request, *arguments, **values)
        except CopiloteError:
            with language_of(request) as code:
                if code != FRENCH:
                    record_of(request, *arguments, **values)
            raise
        body = encoded(_mentioned(record))
        if request.method == "POST":
            response = HttpResponse(body, content_type=JSON)
            response["Cache-Control"] = "no-store"
            return response
        return cached(request, body, JSON)

    return answered


def _mentioned(record: Any) -> Any:
    """A record, or each of a list, with what files that leave say too; as it is on a real installation."""
    if not said():
        return record
    if isinstance(record, list):
        return [_mentioned(row) for row in record]
    return {**record, "mention": said()} if isinstance(record, dict) else record


def _unknown(name: str, near: str, known: list[str]) -> str:
    sentence = _("paramètre « %(name)s » inconnu.", name=name[:60])
    if near:
        return sentence + " " + _("Vouliez-vous dire « %(name)s » ?", name=near)
    return (
        sentence + " " + (_("Paramètres : %(names)s.", names=", ".join(known)) if known else _("Paramètres : aucun."))
    )
