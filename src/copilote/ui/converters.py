"""Endings of addresses: files of data, images, slides. Imported by the `urls.py` that use them."""

from __future__ import annotations

from django.urls import register_converter


class Ending:
    """One of the endings that a converter accepts."""

    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        if value not in self.regex.split("|"):
            raise ValueError(value)
        return value


for _name, _endings in (("data", "csv|json|xlsx|ods"), ("image", "svg|png"), ("slides", "pdf|pptx")):
    register_converter(type(f"{_name.title()}Ending", (Ending,), {"regex": _endings}), _name)
