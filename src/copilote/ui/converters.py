"""Endings of addresses (files of data, lists, images, slides, documents), numbers of rows, and the COP of an address.

Imported by the `urls.py` that use them.
"""

from __future__ import annotations

from typing import ClassVar

from django.urls import register_converter

from copilote.ui.addresses import held_parts, held_slug


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


class CopAddress:
    """The COP of a region, "bretagne/cop", or of one of its départements, "bretagne/cop/departements/35": one value
    for both, "bretagne" or "bretagne.35"."""

    regex = "[-a-zA-Z0-9_]+/cop(?:/departements/[0-9][0-9AB][0-9]?)?"
    regional: ClassVar[str] = "/cop"

    def to_python(self, value: str) -> str:
        slug, _cop, departement = value.removesuffix("/cop").partition("/cop/departements/")
        return held_slug(slug, departement)

    def to_url(self, value: str) -> str:
        slug, departement = held_parts(value)
        return f"{slug}/cop/departements/{departement}" if departement else f"{slug}{self.regional}"


class GroundAddress(CopAddress):
    """The same where a region's pages are not under "cop": "bretagne", or "bretagne/cop/departements/35"."""

    regex = "[-a-zA-Z0-9_]+(?:/cop/departements/[0-9][0-9AB][0-9]?)?"
    regional = ""


register_converter(RowNumber, "row")
register_converter(CopAddress, "cop")
register_converter(GroundAddress, "ground")
for _name, _endings in (
    ("data", "csv|json|xlsx|ods"),
    ("list", "csv|xlsx"),
    ("image", "svg|png"),
    ("slides", "pdf|pptx"),
    ("paper", "pdf|docx"),
    ("paper_size", "a3|a4"),
):
    register_converter(type(f"{_name.title()}Ending", (Ending,), {"regex": _endings}), _name)
