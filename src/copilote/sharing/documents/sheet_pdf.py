"""A territory's sheet on two A4 pages, tagged, read as well in black and white: the result, then the detail.

A third page, on demand: the climate that comes, what has struck, the other panorama.

Every text is written here or in the sheet; the template `sheet.typ` lays out, and takes smaller letters or fewer
projects where a territory has long names, so that each page stays one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from copilote.exchange.place import Place
from copilote.publish.table import Table
from copilote.publish.to_pdf import set_pdf, table_record
from copilote.sharing.documents.coming import coming_of, third_page
from copilote.sharing.documents.content import lever_table, measured_table, place_table, project_table, source_lines
from copilote.sharing.sheet import Decision, TerritorySheet
from copilote.words import N_, _, language
from copilote.words.numbers import counted
from copilote.words.typography import capital

TEMPLATE = Path(__file__).parent / "sheet.typ"
PROJECTS, DECISIONS = 4, 6
TEXTS = (
    "title",
    "name",
    "subtitle",
    "lead",
    "notes",
    "why",
    "certainty_text",
    "cautions",
    "funded",
    "observed",
    "rest",
)
"""What the template takes of the sheet as it is, by the same names."""
WORDS = {
    "kind": N_("Fiche de territoire"),
    "indicative": N_("Part indicative"),
    "why": N_("Pourquoi ce montant"),
    "themes": N_("Par thème"),
    "heaviest": N_("Les leviers qui pèsent le plus ici"),
    "certainty": N_("Ce que valent ces parts"),
    "levers": N_("Les leviers partagés jusqu’ici"),
    "funded": N_("Ce qui est déjà financé"),
    "measured": N_("Ce qui est mesuré"),
    "similar": N_("Territoires comparables"),
    "rest": N_("Ce qui reste à attribuer"),
    "decisions": N_("Ce que la COP a choisi"),
    "sources": N_("Sources"),
    "read": N_("Lire cette fiche"),
    "unplaced": N_("À localiser : connu en région seulement"),
    "kt": N_("kt : millier de tonnes de CO2e évitées par an en 2030, par rapport à 2019."),
    "foot": N_("Part indicative. La somme des leviers n’est pas une réduction nette des émissions."),
}
"""The titles and the small texts of the template."""


def sheet_pdf(sheet: TerritorySheet, *, climate: bool = False) -> bytes:
    """The two pages of a territory, and a third if asked; the same sheet gives the same bytes.

    climate : add the climate that comes, what has struck and the other panorama.
    """
    third, drawings = third_page(coming_of(sheet.place)) if climate else (None, {})
    content = _content(sheet) | {"third": third}
    return set_pdf(TEMPLATE, "sheet.json", content, {"themes": sheet.by_theme.wide.svg} | drawings)


def sheet_name(place: Place, *, climate: bool = False) -> str:
    """The name of the file, without its end: "fiche-epci-200030385", "fiche-epci-200030385-climat"."""
    return f"fiche-{place.level}-{place.code.lower()}{'-climat' if climate else ''}"


def _content(sheet: TerritorySheet) -> dict[str, Any]:
    def cut(key: str, to: Callable[[Table], Table]) -> list[dict[str, Any]]:
        return [table_record(to(table)) for table in sheet.tables if table.key == key]

    projects = cut("projects", lambda table: project_table(table, PROJECTS))
    return {
        "lang": language(),
        "words": {name: _(text) for name, text in WORDS.items()},
        **{name: getattr(sheet, name) for name in TEXTS},
        "line": f"{capital(sheet.level_word)} · {sheet.place.code}",
        "figures": [{"value": figure.value, "meaning": figure.meaning} for figure in sheet.figures],
        "themes": {"file": "themes.svg", "alt": sheet.by_theme.wide.alternative, "caption": sheet.by_theme.caption},
        "heaviest": [
            {"label": lever.label, "target": lever.target, "words": lever.sentence, "grade": lever.grade}
            for lever in sheet.heaviest
        ],
        "certainty": [{"grade": grade, "part": part, "meaning": text} for grade, part, text in sheet.certainty],
        "levers": table_record(lever_table(sheet)),
        "levers_note": sheet.note("levers"),
        "projects": projects[0] if projects else None,
        "measured": cut("measured", measured_table),
        "similar": cut("similar", place_table),
        "unplaced": sheet.unplaced_words,
        "decisions": _decisions(sheet.decisions),
        "sources": source_lines(sheet.tables),
    }


def _decisions(decisions: tuple[Decision, ...]) -> list[str]:
    """What the COP chose, a line each; that it chose nothing is said too."""
    if not decisions:
        return [_("Aucun choix de la COP n’est enregistré : chaque levier garde sa règle habituelle.")]
    lines = [decision.line for decision in decisions[:DECISIONS]]
    if len(decisions) > DECISIONS:
        more = counted(len(decisions) - DECISIONS, "autre choix", "autres choix")
        lines.append(_("Et %(n)s, sur la page du territoire.", n=more))
    return lines
