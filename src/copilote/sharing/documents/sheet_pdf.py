"""A territory's sheet on two A4 pages, tagged, read as well in black and white: the result, then the detail.

Every text is written here or in the sheet; the template `sheet.typ` lays out, and takes smaller letters or fewer
projects where a territory has long names, so that there are two pages, never three.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copilote.dossier.typesetting import said, set_pdf
from copilote.exchange.perimeters import Place
from copilote.sharing.documents.content import (
    grid_record,
    lever_grid,
    measured_grid,
    place_grid,
    project_grid,
    source_lines,
)
from copilote.sharing.sheet import Decision, Sheet
from copilote.ui.translation import t
from copilote.ui.words import counted

TEMPLATE = Path(__file__).parent / "sheet.typ"
PROJECTS = 4
DECISIONS = 6


def sheet_pdf(sheet: Sheet) -> bytes:
    """The two pages of a territory; the same sheet gives the same bytes."""
    return set_pdf(TEMPLATE, "sheet.json", _content(sheet), {"themes": sheet.by_theme.wide})


def sheet_name(place: Place) -> str:
    """The name of the file, without its end: "fiche-epci-200030385"."""
    return f"fiche-{place.level}-{place.code.lower()}"


def _content(sheet: Sheet) -> dict[str, Any]:
    measured, similar, projects = sheet.table("measured"), sheet.table("similar"), sheet.table("projects")
    lists = [measured_grid(measured)] if measured else []
    others = [place_grid(similar)] if similar else []
    return {
        "lang": (get_language() or "fr")[:2],
        "words": _words(),
        "title": sheet.title,
        "name": sheet.name,
        "line": f"{sheet.level_word[:1].upper()}{sheet.level_word[1:]} · {sheet.place.code}",
        "subtitle": sheet.subtitle,
        "lead": sheet.lead,
        "notes": sheet.notes,
        "figures": [{"value": one.value, "meaning": one.meaning} for one in sheet.figures],
        "why": sheet.why,
        "themes": {"file": "themes.svg", "alt": said(sheet.by_theme.wide), "caption": sheet.by_theme.caption},
        "heaviest": [
            {"label": one.label, "target": one.target, "words": _sentence(one.words), "grade": one.grade}
            for one in sheet.heaviest
        ],
        "certainty": [{"grade": grade, "part": part, "meaning": text} for grade, part, text in sheet.certainty],
        "certainty_text": sheet.certainty_text,
        "cautions": sheet.cautions,
        "levers": grid_record(lever_grid(sheet)),
        "levers_note": _levers_note(sheet),
        "funded": sheet.funded,
        "projects": grid_record(project_grid(projects, PROJECTS)) if projects else None,
        "observed": sheet.observed,
        "measured": [grid_record(one) for one in lists],
        "similar": [grid_record(one) for one in others],
        "rest": sheet.rest,
        "unplaced": sheet.unplaced_words,
        "decisions": _decisions(sheet.decisions),
        "sources": source_lines(sheet.tables),
    }


def _levers_note(sheet: Sheet) -> str:
    """How the quantities of the levers are reckoned."""
    table = sheet.table("levers")
    return t(table.note) if table else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _decisions(found: tuple[Decision, ...]) -> list[str]:
    """What the COP chose, a line each; that it chose nothing is said too."""
    if not found:
        return [_("Aucun choix de la COP n’est enregistré : chaque levier garde sa règle habituelle.")]
    lines = [
        " ".join(
            part
            for part in (
                f"{one.lever} : {one.key}" if one.key else one.lever,
                f"({one.on})." if one.on else "",
                one.reason,
            )
            if part
        )
        for one in found[:DECISIONS]
    ]
    if len(found) > DECISIONS:
        rest = counted(len(found) - DECISIONS, "autre choix", "autres choix")
        lines.append(_("Et %(n)s, sur la page du territoire.") % {"n": rest})
    return lines


def _words() -> dict[str, str]:
    """The titles and the small texts of the template."""
    return {
        "kind": _("Fiche de territoire"),
        "indicative": _("Part indicative"),
        "why": _("Pourquoi ce montant"),
        "themes": _("Par thème"),
        "heaviest": _("Les leviers qui pèsent le plus ici"),
        "certainty": _("Ce que valent ces parts"),
        "levers": _("Les leviers partagés jusqu’ici"),
        "funded": _("Ce qui est déjà financé"),
        "measured": _("Ce qui est mesuré"),
        "similar": _("Territoires comparables"),
        "rest": _("Ce qui reste à attribuer"),
        "decisions": _("Ce que la COP a choisi"),
        "sources": _("Sources"),
        "read": _("Lire cette fiche"),
        "unplaced": _("À localiser : ce que l’on ne sait pas placer ici"),
        "kt": _("kt : millier de tonnes de CO2e évitées par an en 2030, par rapport à 2019."),
        "foot": _("Part indicative. La somme des leviers n’est pas une réduction nette des émissions."),
    }
