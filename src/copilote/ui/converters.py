"""Endings of addresses (files of data, lists, images, slides, documents) and numbers of rows.

Imported by the `urls.py` that use them.
"""

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


class RowNumber:
    """The number of a row, within what a database counts to."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RowNumber, "row")
for _name, _endings in (
    ("data", "csv|json|xlsx|ods"),
    ("list", "csv|xlsx"),
    ("image", "svg|png"),
    ("slides", "pdf|pptx"),
    ("paper", "pdf|docx"),
    ("paper_size", "a3|a4"),
):
    register_converter(type(f"{_name.title()}Ending", (Ending,), {"regex": _endings}), _name)
