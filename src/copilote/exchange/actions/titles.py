"""A list of titles, with their descriptions where they are known, and the levers that words propose for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from copilote.exchange.intake import FileColumn, FileLayout, FileRow, Limits, Notes, read, text
from copilote.exchange.intake.cells import folded
from copilote.exchange.intake.opening import WORKBOOKS, read_file
from copilote.exchange.intake.tables import decoded
from copilote.planning.matching import Matcher, Suggestion
from copilote.reference.matching import DEVELOPMENT, USUAL, expressions_of, load_titles
from copilote.words import _

LIMITS = Limits(size=20_000_000, rows=100_000, cells=3_000_000, columns=1_000)
TITLE = (
    "Titre",
    "Titre de l’action",
    "Titre de la fiche action",
    "Intitulé",
    "Intitulé de l’action",
    "Intitulé du projet",
    "Nom de l’action",
    "Nom du projet",
    "Action",
    "Libellé",
    "Projet",
    "Nom",
    "title",
)
DESCRIPTION = ("Description", "Descriptif", "Description de l’action", "Contenu", "Résumé", "Détail")
LONGEST = 20_000
NEVER = "\x1f"
"""A separator that no file has."""

Titled = tuple[str, str]
"""A title and its description, "" where it is not known."""


def read_titles(path: Path) -> tuple[Titled, ...]:
    """The titles of a file, in its order; one column alone may hold commas. Raises FileError."""
    name, content = read_file(path, LIMITS)
    if content.strip() and not content.startswith(WORKBOOKS) and (alone := _alone(decoded(name, content, Notes()))):
        return alone
    layout = FileLayout(
        _("Liste de titres"),
        (
            FileColumn("title", TITLE, text(LONGEST)),
            FileColumn("description", DESCRIPTION, text(LONGEST), needed=False),
        ),
    )
    return read((name, content), layout, _titled, limits=LIMITS).rows


def _alone(content: str) -> tuple[Titled, ...]:
    """The titles of a text that is one column of them, under its heading; nothing of any other."""
    heading, *titles = (cells[0].strip() for cells in csv.reader(io.StringIO(content), delimiter=NEVER) if any(cells))
    return tuple((title, "") for title in titles) if folded(heading) in map(folded, TITLE) else ()


def _titled(row: FileRow) -> Titled:
    values = row.values()
    return values["title"] or "", values["description"] or ""


@lru_cache(maxsize=8)
def matcher(region: str = USUAL) -> Matcher:
    """What proposes the levers of a region (code); without one, those of metropolitan France."""
    spelt = (title.title for title in load_titles() if title.part == DEVELOPMENT)
    return Matcher(expressions_of(region), spelt)


def suggestions(titles: Iterable[Titled], region: str = USUAL) -> list[tuple[str, tuple[Suggestion, ...]]]:
    """Each title (its description, where there is none) with what is proposed for it."""
    chosen = matcher(region)
    return [(title or description, chosen.suggest(title, description)) for title, description in titles]
