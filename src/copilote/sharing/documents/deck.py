"""The slides of a département's meeting: ten at most, made from the objects of its sheet, so that they say its numbers.

What there is to show decides: a département of one EPCI has no map of its EPCI, one without a project no slide of them.
Who can act is not invented: the slide of the debate gives the holders of projects already funded for each lever, and
the EPCI that weigh most in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from copilote.dossier.model import Kind, Table
from copilote.exchange.perimeters import Place, place_of, places
from copilote.exchange.shares import TerritoryShare, members_of, share_of, shared
from copilote.reference.errors import InputError
from copilote.reference.projects import of_lever
from copilote.sharing import sheet_tables
from copilote.sharing.around import funded_in, inside
from copilote.sharing.documents.content import (
    Grid,
    Row,
    grid,
    measured_grid,
    number,
    place_grid,
    project_grid,
    rows_of,
    shortened,
    source_lines,
    text_of,
)
from copilote.sharing.recorded import choices_of
from copilote.sharing.shapes import shapes_of
from copilote.sharing.sheet import Figure, HeavyLever, Sheet, sheet_of
from copilote.sharing.sheet_words import amount, shown_name
from copilote.ui.charts import Bar, Chart, bars
from copilote.ui.charts.choropleth import Area, Choropleth, choropleth
from copilote.ui.translation import t
from copilote.ui.words import counted, format_kt, format_number, format_percent, listed

ROWS = 14
"""Rows of a table that a room can read; a longer one goes on in a second column, then says how many are left."""
LEVERS_ASKED = 4
HOLDERS, PLACES = 3, 3
NARROW = 300
"""Width of bars in their own units: drawn small, so that their letters are large on a slide."""
ENDINGS = ("pdf", "pptx")


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its title says the result. points : (in bold, the rest) sentences. grids : set side by side.

    source : a line at its foot. notes : what who speaks should know, with the sources in full.
    """

    title: str
    points: tuple[tuple[str, str], ...] = ()
    chart: Chart | None = None
    grids: tuple[Grid, ...] = ()
    source: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """The first slide (title, subtitle, figures, cautions) and those that follow."""

    name: str
    place: Place
    title: str
    subtitle: str
    lead: str
    figures: tuple[Figure, ...]
    cautions: tuple[str, ...]
    slides: tuple[Slide, ...]


def deck_of(departement: str) -> Deck:
    """The slides of a département (INSEE code). Raises UnknownNameError."""
    place = place_of("departement", departement)
    sheet = sheet_of(place)
    region = place_of("region", place.regions[0])
    whole = share_of(region, {region.code: choices_of(region.code)})
    slides = [
        _aim(sheet, whole),
        _themes(sheet),
        _heaviest(sheet),
        *_epci(sheet),
        *_funded(sheet),
        _known(sheet),
        _debate(sheet),
        _sources(sheet),
    ]
    return Deck(
        name=sheet.name,
        place=place,
        title=sheet.title,
        subtitle=_("COP régionale · réunion du département · %(region)s") % {"region": region.name},
        lead=sheet.lead,
        figures=sheet.figures,
        cautions=sheet.cautions,
        slides=tuple(slides),
    )


def deck_name(place: Place) -> str:
    """The name of the file, without its end."""
    return f"diaporama-departement-{place.code.lower()}"


def write_deck(deck: Deck, ending: str) -> bytes:
    """The slides in one of `ENDINGS`. Raises InputError for another."""
    if ending == "pdf":
        from copilote.sharing.documents.deck_pdf import deck_pdf

        return deck_pdf(deck)
    if ending == "pptx":
        from copilote.sharing.documents.deck_pptx import deck_pptx

        return deck_pptx(deck)
    raise InputError(f"Format de diaporama « {ending[:20]} » inconnu. Formats acceptés : {', '.join(ENDINGS)}.")


def ending_of(path: Path) -> str:
    """The form that the name of a file asks for. Raises InputError."""
    ending = path.suffix.removeprefix(".").lower()
    if ending not in ENDINGS:
        raise InputError(f"« {path.name} » : le nom d’un diaporama finit par .pdf ou .pptx.")
    return ending


def _foot(tables: Iterable[Table]) -> tuple[str, str]:
    """The line of a slide's foot and the notes of who speaks."""
    lines = source_lines(tables)
    return (_("Source : %(text)s") if len(lines) < 2 else _("Sources : %(text)s")) % {
        "text": " ; ".join(lines[:2])
    }, "\n".join((_("Sources :"), *lines))


def _tables(sheet: Sheet, *keys: str) -> tuple[Table, ...]:
    return tuple(table for key in keys if (table := sheet.table(key)) is not None)


def _kt(value: float | None) -> str:
    return format_kt(value, mega=False)


def _notes(sources: str, *sentences: str) -> str:
    return "\n".join((*sentences, "", sources))


def _aim(sheet: Sheet, whole: TerritoryShare) -> Slide:
    """What the region aims at, and what part of it is the département's."""
    name = whole.place.name
    title = _("%(name)s : %(target)s à éviter en 2030") % {"name": name, "target": amount(whole.total_kt)}
    chart = bars(
        sheet_tables.theme_bars(whole),
        title=_("Objectif de la région par thème"),
        prefix="region",
        unit=_("ktCO2e évitées par an en 2030"),
        width=NARROW,
        write=_kt,
    )
    foot, sources = _foot(_tables(sheet, "themes"))
    alike = whole.like(sheet.share)
    taken = _("en prend %(part)s de ce qui se partage (%(kt)s), à titre indicatif.") % {
        "part": format_percent(sheet.share.tonnes / alike) if alike else "",
        "kt": amount(alike / 1000),
    }
    points = (
        (_("L’objectif régional"), _("vient du simulateur territorial de l’État, levier par levier.")),
        (sheet.name, taken),
        ("", sheet.why[0] if sheet.why else ""),
    )
    return Slide(title, points, chart, source=foot, notes=_notes(sources, *sheet.cautions))


def _themes(sheet: Sheet) -> Slide:
    """The département's share by theme."""
    rows = list(rows_of(sheet.table("themes")))
    first = rows[0]
    title = _("%(name)s : %(target)s, dont %(part)s %% pour « %(theme)s »") % {
        "name": sheet.name,
        "target": amount(sheet.share.total_kt),
        "part": format_number(_float(first, "share_percent"), 2),
        "theme": text_of(first["name"]),
    }
    kt, percent = number("target_kt"), number("share_percent", Kind.PERCENT)
    table = grid(
        ((_("Thème"), False), (_("Part (kt)"), True), (_("% du total"), True), (_("Leviers"), True)),
        ((text_of(row["name"]), kt(row), percent(row), text_of(row["levers"], Kind.COUNT)) for row in rows),
        total=True,
    )
    foot, sources = _foot(_tables(sheet, "themes"))
    notes = _notes(sources, sheet.lead, *sheet.why)
    return Slide(title, chart=sheet.by_theme.narrow, grids=(table,), source=foot, notes=notes)


def _float(row: Row, key: str) -> float | None:
    value = row.get(key)
    return float(value) if isinstance(value, int | float) else None


def _heaviest(sheet: Sheet) -> Slide:
    """The levers that weigh most, in daily words."""
    named = [_("« %(name)s »") % {"name": one.label} for one in sheet.heaviest[:2]]
    title = _("Les leviers qui pèsent le plus ici : %(names)s") % {"names": _(" et ").join(named)}
    table = grid(
        ((_("Levier"), False), (_("Part"), True), (_("Ce que cela veut dire"), False), (_("Certitude"), False)),
        ((one.label, one.target, f"{one.words[:1].upper()}{one.words[1:]}.", one.grade) for one in sheet.heaviest),
    )
    foot, sources = _foot(_tables(sheet, "levers"))
    return Slide(title, grids=(table,), source=foot, notes=_notes(sources, sheet.certainty_text, _levers_note(sheet)))


def _levers_note(sheet: Sheet) -> str:
    table = sheet.table("levers")
    return t(table.note) if table else ""


def _epci(sheet: Sheet) -> list[Slide]:
    """The EPCI of the département: a map, then a table. Nothing where there is only one."""
    table = sheet.table("inside")
    if table is None:
        return []
    rows = list(rows_of(table))
    kt = number("target_kt")
    title = _("Ses %(n)s intercommunalités : de %(low)s à %(high)s kt chacune") % {
        "n": len(rows),
        "low": kt(rows[-1]),
        "high": kt(rows[0]),
    }
    foot, sources = _foot((table,))
    first = _("%(name)s prend %(target)s kt, %(part)s de la part du département.") % {
        "name": text_of(rows[0]["name"]),
        "target": kt(rows[0]),
        "part": format_percent((_float(rows[0], "target_kt") or 0) / sheet.share.total_kt)
        if sheet.share.tonnes
        else "",
    }
    note = t(table.note)
    chart = _map(sheet.place, rows)
    return [
        Slide(title, (("", first), ("", note)), chart, _classes(chart), foot, _notes(sources, note)),
        Slide(
            _("Chaque intercommunalité, en tonnes et par habitant"),
            grids=_columns(table, rows),
            source=foot,
            notes=_notes(sources, note),
        ),
    ]


def _columns(table: Table, rows: list[Row]) -> tuple[Grid, ...]:
    """The rows in one or two columns, the smallest ones together at the end where there are too many."""
    if len(rows) > 2 * ROWS:
        rest = rows[2 * ROWS - 1 :]
        kt = sum(_float(row, "target_kt") or 0.0 for row in rest)
        name = _("%(n)s, ensemble") % {"n": counted(len(rest), "autre territoire", "autres territoires")}
        rows = [*rows[: 2 * ROWS - 1], {"name": name, "population": None, "target_kt": kt, "per_head_t": None}]
    half = len(rows) if len(rows) <= ROWS else (len(rows) + 1) // 2
    return tuple(replace(place_grid(table, rows[at : at + half]), caption="") for at in range(0, len(rows), half))


def _map(place: Place, rows: list[Row]) -> Chart:
    """The shares of the EPCI: on a map where their outlines are known, else as bars."""
    region = place.regions[0]
    shapes, limits = shapes_of(region, "epci"), shapes_of(region, "departement").outline(place.code)
    title = _("Part indicative par intercommunalité")
    areas = [
        Area(str(row["code"]), str(row["name"]), shapes.outline(str(row["code"])), _float(row, "target_kt"))
        for row in rows
    ]
    drawn = [one for one in areas if one.rings]
    if not drawn:
        items = tuple(Bar(str(row["name"]), _float(row, "target_kt")) for row in rows[:ROWS])
        return bars(items, title=title, prefix="epci", unit=_("ktCO2e"), write=_kt)
    return choropleth(
        drawn, title=title, unit="ktCO2e", what="intercommunalités", prefix="epci", borders=limits, legend=False
    )


def _classes(chart: Chart) -> tuple[Grid, ...]:
    """The classes of a map in letters that a room can read; none for bars."""
    if not isinstance(chart, Choropleth):
        return ()
    columns = ((_("Classe"), False), (_("Part"), False), (_("Territoires"), True))
    return (grid(columns, ((one.mark or "–", one.text, str(one.count)) for one in chart.classes)),)


def _funded(sheet: Sheet) -> list[Slide]:
    """What is funded already; nothing where no project is known."""
    levers, projects = sheet.table("funded"), sheet.table("projects")
    if levers is None or projects is None:
        return []
    rows = list(rows_of(levers))
    whole = rows[-1]
    title = _("Déjà financés : %(n)s du Fonds vert 2023, %(sum)s") % {
        "n": counted(int(_float(whole, "projects") or 0), "projet"),
        "sum": sheet_tables.euros(_float(whole, "amount_eur") or 0.0),
    }
    count, euros = number("projects", Kind.COUNT), number("amount_eur", Kind.EUR)
    by_lever = grid(
        ((_("Levier"), False), (_("Projets"), True), (_("Montant (€)"), True)),
        ((text_of(row["lever"]), count(row), euros(row)) for row in rows[:6]),
        t(levers.title),
    )
    foot, sources = _foot((projects, levers))
    notes = _notes(sources, *sheet.funded, t(levers.note))
    return [Slide(title, grids=(by_lever, project_grid(projects, 4)), source=foot, notes=notes)]


def _known(sheet: Sheet) -> Slide:
    """What is measured, and how sure the shares are."""
    table = sheet.table("measured")
    points = [(grade, f"{part} : {meaning}.") for grade, part, meaning in sheet.certainty]
    foot, sources = _foot((table,) if table else ())
    return Slide(
        _("Ce qui est mesuré, et la certitude des parts"),
        (*points, ("", sheet.observed[0] if sheet.observed else "")),
        grids=(measured_grid(table),) if table else (),
        source=foot if table else "",
        notes=_notes(sources, sheet.certainty_text, sheet.unplaced_words, *sheet.observed),
    )


def _debate(sheet: Sheet) -> Slide:
    """For each of the heaviest levers: who has a funded project already, and where it weighs most."""
    projects = funded_in(sheet.place)
    rows = []
    for one in sheet.heaviest[:LEVERS_ASKED]:
        own = of_lever(projects, one.id)
        holders = list(dict.fromkeys(text_of(project.beneficiary) for project in own if project.beneficiary))
        told = listed(shortened(name, 36) for name in holders[:HOLDERS])
        if len(holders) > HOLDERS:
            told += f" ; {counted(len(holders) - HOLDERS, 'autre')}"
        rows.append((f"{one.label} ({one.target})", told or _("aucun projet connu"), _where(sheet, one)))
    columns = (
        (_("Levier"), False),
        (_("Qui y a déjà un projet financé"), False),
        (_("Où il pèse le plus"), False),
    )
    notes = _("Porteurs : liste du Fonds vert 2023. D’autres acteurs agissent sans y figurer : à compléter en séance.")
    return Slide(
        _("À débattre : qui peut agir, et où ?"),
        ((_("Pour chaque levier :"), _("qui d’autre peut agir, avec quels moyens, d’ici quand ?")),),
        grids=(grid(columns, rows),),
        source=notes,
        notes=_notes(_foot(_tables(sheet, "levers", "projects"))[1], notes, *sheet.rest),
    )


def _where(sheet: Sheet, lever: HeavyLever) -> str:
    """The EPCI that take most of a lever in the département, with their part of it; only levers that are placed."""
    region = sheet.place.regions[0]
    declined, inner = shared(region, choices_of(region)), members_of(region)
    row = next((at for at, one in enumerate(declined.levers) if one.id == lever.id), None)
    if row is None:
        return ""
    tonnes = declined.tonnes[row]
    here = np.zeros(inner.size, dtype=np.bool_)
    here[np.searchsorted(inner, sheet.place.within(region))] = True
    whole = int(tonnes[here].sum())
    found = []
    for one in inside(sheet.place, region):
        ranks = np.searchsorted(inner, one.within(region))
        found.append((int(tonnes[ranks[here[ranks]]].sum()), shown_name(one.name)))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return listed(f"{name} ({format_percent(part / whole)})" for part, name in found[:PLACES] if whole and part)


def _sources(sheet: Sheet) -> Slide:
    """How to read these numbers, and where they come from."""
    read = tuple(("", text) for text in sheet.cautions)
    lines = tuple(("", line) for line in source_lines(sheet.tables))
    return Slide(_("Lire ces chiffres, et leurs sources"), (*read, *lines), notes="\n".join(sheet.cautions))


def departements(region: str) -> tuple[Place, ...]:
    """Those that have a meeting in a region."""
    return places(region, "departement")
