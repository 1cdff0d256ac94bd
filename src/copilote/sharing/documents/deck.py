"""The slides of a département's meeting: twelve at most, made of the objects of its sheet, so that they say the same.

What there is to show decides: a département of one EPCI has no map of its EPCI, one without a project no slide of them.
Who can act is not invented: the slide of the debate gives the holders of projects already funded for each lever, and
the EPCI that weigh most in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from copilote.exchange.around import funded_in, inside
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import Place
from copilote.exchange.shares import TerritoryShare, share_of, shared, tonnes_in
from copilote.planning.apportionment import TONNES
from copilote.publish import columns
from copilote.publish.cells import written
from copilote.publish.table import Column, Kind, Table
from copilote.reference.errors import InputError
from copilote.reference.projects import Project, of_lever
from copilote.sharing import sheet_tables
from copilote.sharing.documents.coming import WORDS, Coming, coming_of
from copilote.sharing.documents.content import (
    PART,
    key_lines,
    measured_table,
    place_table,
    project_table,
    shortened,
    source_lines,
)
from copilote.sharing.documents.deck_map import classes_of, epci_map, kt_words, number_in
from copilote.sharing.recorded import choices_of
from copilote.sharing.sheet import TerritorySheet, sheet_of
from copilote.ui.charts import Chart, bars
from copilote.ui.drawing import PHONE
from copilote.ui.quantities import amount
from copilote.ui.targets import LeverWords
from copilote.words import N_, _
from copilote.words.numbers import counted, format_eur, format_number, format_percent, listed
from copilote.words.typography import quoted

ROWS = 14
"""Rows of a table that a room can read; a longer one goes on in a second column, then says how many are left."""
LEVERS_ASKED, LEVERS_FUNDED, PROJECTS_NAMED = 4, 6, 4
HOLDERS, PLACES, LONGEST_HOLDER = 3, 3, 36
ENDINGS = ("pdf", "pptx")


@dataclass(frozen=True, slots=True)
class DeckSlide:
    """One slide: its title says the result. points : (in bold, the rest) sentences. tables : set side by side.

    source : a line at its foot. notes : what who speaks should know, with the sources in full. share : whether it
    tells a share, which its foot then says to be indicative.
    """

    title: str
    points: tuple[tuple[str, str], ...] = ()
    chart: Chart | None = None
    tables: tuple[Table, ...] = ()
    source: str = ""
    notes: str = ""
    share: bool = True


@dataclass(frozen=True, slots=True)
class Deck:
    """The first slide (of the sheet's title, lead, figures and cautions) and those that follow."""

    sheet: TerritorySheet
    subtitle: str
    slides: tuple[DeckSlide, ...]


def deck_of(departement: str) -> Deck:
    """The slides of a département (INSEE code). Raises UnknownNameError."""
    place = place_of("departement", departement)
    sheet, region = sheet_of(place), place_of("region", place.regions[0])
    whole = share_of(region, {region.code: choices_of(region.code)})
    return Deck(
        sheet,
        subtitle=_("COP régionale · réunion du département · %(region)s", region=region.name),
        slides=(
            _aim(sheet, whole),
            _themes(sheet),
            _heaviest(sheet),
            *_epci(sheet),
            *_funded(sheet),
            _known(sheet),
            *_coming(coming_of(place)),
            _debate(sheet),
            _sources(sheet),
        ),
    )


def departements(region: str) -> tuple[Place, ...]:
    """Those that have a meeting in a region."""
    return places(region, "departement")


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


def _slide(
    title: str,
    sources: Sequence[Table],
    *notes: str,
    points: tuple[tuple[str, str], ...] = (),
    chart: Chart | None = None,
    tables: tuple[Table, ...] = (),
    source: str = "",
) -> DeckSlide:
    """A slide with the sources of some tables: two at its foot, unless `source` is there; all of them in its notes."""
    lines = source_lines(sources)
    pattern = _("Source : %(text)s") if len(lines) == 1 else _("Sources : %(text)s")
    foot = source or (pattern % {"text": " ; ".join(lines[:2])} if lines else "")
    return DeckSlide(title, points, chart, tables, foot, "\n".join((*notes, "", _("Sources :"), *lines)))


def _tables(sheet: TerritorySheet, *keys: str) -> tuple[Table, ...]:
    return tuple(table for table in sheet.tables if table.key in keys)


def _aim(sheet: TerritorySheet, whole: TerritoryShare) -> DeckSlide:
    """What the region aims at, and what part of it is the département's."""
    alike = whole.like(sheet.share)
    taken = _(
        "en prend %(part)s de ce qui se partage (%(kt)s), à titre indicatif.",
        part=format_percent(sheet.share.tonnes / alike) if alike else "",
        kt=amount(alike / TONNES),
    )
    chart = bars(
        sheet_tables.theme_bars(whole),
        title=_("Objectif de la région par thème"),
        prefix="region",
        unit=_("ktCO2e évitées par an en 2030"),
        width=PHONE,  # drawn small, so that its letters are large on a slide
        write=kt_words,
    )
    return _slide(
        _("%(name)s : %(target)s à éviter en 2030", name=whole.place.name, target=amount(whole.total_kt)),
        _tables(sheet, "themes"),
        *sheet.cautions,
        points=(
            (_("L’objectif régional"), _("vient du simulateur territorial de l’État, levier par levier.")),
            (sheet.name, taken),
            ("", sheet.why[0] if sheet.why else ""),
        ),
        chart=chart,
    )


def _themes(sheet: TerritorySheet) -> DeckSlide:
    """The département's share by theme."""
    [themes] = _tables(sheet, "themes")
    first = next(themes.records())
    title = _(
        "%(name)s : %(target)s, dont %(part)s %% pour « %(theme)s »",
        name=sheet.name,
        target=amount(sheet.share.total_kt),
        part=format_number(number_in(first["share_percent"]), 2),
        theme=first["name"],
    )
    table = themes.picked(sheet_tables.THEME_NAME, PART, columns.SHARE_PERCENT.called(N_("% du total")), columns.LEVERS)
    chart = sheet.by_theme.narrow
    return _slide(title, [themes], sheet.lead, *sheet.why, chart=chart, tables=(replace(table, title=""),))


def _heaviest(sheet: TerritorySheet) -> DeckSlide:
    """The levers that weigh most, in daily words."""
    names = _(" et ").join(_("« %(name)s »", name=lever.label) for lever in sheet.heaviest[:2])
    table = Table.of(
        "heaviest",
        "",
        (
            (columns.LEVER, lambda lever: lever.label),
            (Column("target", N_("Part"), Kind.KT), lambda lever: lever.target),
            (Column("meaning", N_("Ce que cela veut dire")), lambda lever: lever.sentence),
            (columns.CERTAINTY, lambda lever: lever.grade),
        ),
        sheet.heaviest,
    )
    title = _("Les leviers qui pèsent le plus ici : %(names)s", names=names)
    return _slide(title, _tables(sheet, "levers"), sheet.certainty_text, sheet.note("levers"), tables=(table,))


def _epci(sheet: TerritorySheet) -> list[DeckSlide]:
    """The EPCI of the département: a map, then a table. Nothing where there is only one."""
    table = sheet.table("inside")
    if table is None:
        return []
    rows = list(table.records())
    low, high = (written(row["target_kt"], Kind.KT) for row in (rows[-1], rows[0]))
    epci = counted(len(rows), "intercommunalité", "intercommunalités")
    title = _("%(epci)s : de %(low)s à %(high)s kt chacune", epci=epci, low=low, high=high)
    if len(rows) == 1:
        title = _("%(epci)s : %(high)s kt", epci=epci, high=high)
    part = number_in(rows[0]["target_kt"]) / sheet.share.total_kt if sheet.share.tonnes else None
    first = _(
        "%(name)s prend %(target)s kt, %(part)s de la part du département.",
        name=rows[0]["name"],
        target=high,
        part="" if part is None else format_percent(part),
    )
    chart = epci_map(sheet.place, rows, ROWS)
    points = (("", first), ("", table.note))
    each = _("Chaque intercommunalité, en tonnes et par habitant")
    return [
        _slide(title, [table], table.note, points=points, chart=chart, tables=classes_of(chart)),
        _slide(each, [table], table.note, tables=_columns(table)),
    ]


def _columns(table: Table) -> tuple[Table, ...]:
    """The rows in one or two columns, the smallest ones together at the end where there are too many."""
    shown = replace(place_table(table), title="")
    rows, most = shown.rows, 2 * ROWS - 1
    if len(rows) > most + 1:
        kt = sum(number_in(row["target_kt"]) for row in list(table.records())[most:])
        others = counted(len(rows) - most, "autre territoire", "autres territoires")
        rest = {"name": _("%(n)s, ensemble", n=others), "target_kt": kt}
        rows = (*rows[:most], tuple(rest.get(column.key, "") for column in shown.columns))
    half = len(rows) if len(rows) <= ROWS else (len(rows) + 1) // 2
    return tuple(replace(shown, rows=rows[at : at + half]) for at in range(0, len(rows), half))


def _funded(sheet: TerritorySheet) -> list[DeckSlide]:
    """What is funded already; nothing where no project is known."""
    levers, projects = sheet.table("funded"), sheet.table("projects")
    if levers is None or projects is None:
        return []
    whole = list(levers.records())[-1]
    title = _(
        "Déjà financés : %(n)s du Fonds vert 2023, %(sum)s",
        n=counted(int(number_in(whole["projects"])), "projet", "projets"),
        sum=format_eur(number_in(whole["amount_eur"])),
    )
    shown = replace(levers, rows=levers.rows[:LEVERS_FUNDED], total=False)
    by_lever = shown.picked(columns.LEVER, columns.PROJECTS, columns.AMOUNT_EUR.called(N_("Montant (€)")))
    tables = (by_lever, project_table(projects, PROJECTS_NAMED))
    return [_slide(title, [projects, levers], *sheet.funded, levers.note, tables=tables)]


def _known(sheet: TerritorySheet) -> DeckSlide:
    """What is measured, and how sure the shares are."""
    tables = _tables(sheet, "measured")
    points = [(grade, f"{part} : {meaning}.") for grade, part, meaning in sheet.certainty]
    return _slide(
        _("Ce qui est mesuré, et la certitude des parts"),
        tables,
        *(sheet.certainty_text, sheet.unplaced_words, *sheet.observed),
        points=(*points, ("", sheet.observed[0] if sheet.observed else "")),
        tables=tuple(map(measured_table, tables)),
    )


def _coming(coming: Coming) -> list[DeckSlide]:
    """The climate that comes and what has struck; the other panorama. Both say what is not published there."""
    climate, name = coming.climate, quoted(coming.climate.place.name)
    foot = _("Un aléa, pas un risque. %(key)s", key=_(WORDS["key"])) if climate.cards else ""
    struck = climate.struck_drawing
    chart = climate.cards[0].chart if climate.cards else struck.narrow if struck else None
    dry = [("", f"{card.heading} : {card.sentence}") for card in climate.cards[1:4]]
    points = [("", coming.no_climate), *dry, *(("", text) for text in (*climate.alike[:1], *climate.struck[:2]))]
    title = _("%(name)s : %(days)s %(meaning)s", name=name, days=climate.figures[0].value,
              meaning=climate.figures[0].meaning)  # fmt: skip
    notes = (climate.lead, *climate.cautions, *climate.others)
    panorama = _("%(name)s, l’autre panorama : %(count)s", name=name, count=coming.panorama.count.rstrip("."))
    return [
        _noted(title, climate.sources, notes, points=tuple(filter(any, points)), chart=chart, foot=foot),
        _noted(
            panorama,
            coming.panorama.sources,
            coming.missing,
            points=(("", coming.panorama.why[-1]),),
            tables=(coming.table,),
        ),
    ]


def _noted(
    title: str,
    keys: Sequence[str],
    notes: Sequence[str],
    *,
    points: tuple[tuple[str, str], ...],
    chart: Chart | None = None,
    tables: tuple[Table, ...] = (),
    foot: str = "",
) -> DeckSlide:
    """A slide of what is measured or to come: its sources (keys) in its notes, and at its foot, after `foot`."""
    lines = key_lines(keys)
    shown = _("Sources : %(text)s", text=" ; ".join(lines[: 1 if foot else 2]))
    foot = f"{foot} {shown}".strip()
    return DeckSlide(title, points, chart, tables, foot, "\n".join((*notes, "", _("Sources :"), *lines)), share=False)


def _debate(sheet: TerritorySheet) -> DeckSlide:
    """For each of the heaviest levers: who has a funded project already, and where it weighs most."""
    projects = funded_in(sheet.place)
    table = Table.of(
        "debate",
        "",
        (
            (columns.LEVER, lambda lever: f"{lever.label} ({lever.target})"),
            (
                Column("holders", N_("Qui y a déjà un projet financé")),
                lambda lever: _holders(of_lever(projects, lever.id)) or _("aucun projet connu"),
            ),
            (Column("places", N_("Où il pèse le plus")), lambda lever: _where(sheet, lever)),
        ),
        sheet.heaviest[:LEVERS_ASKED],
    )
    foot = _("Porteurs : liste du Fonds vert 2023. D’autres acteurs agissent sans y figurer : à compléter en séance.")
    return _slide(
        _("À débattre : qui peut agir, et où ?"),
        _tables(sheet, "levers", "projects"),
        *(foot, *sheet.rest),
        points=((_("Pour chaque levier :"), _("qui d’autre peut agir, avec quels moyens, d’ici quand ?")),),
        tables=(table,),
        source=foot,
    )


def _holders(projects: Sequence[Project]) -> str:
    """The holders of some projects, the first by name; "" without any."""
    holders = list(dict.fromkeys(project.beneficiary for project in projects if project.beneficiary))
    named = [shortened(name, LONGEST_HOLDER) for name in holders[:HOLDERS]]
    if len(holders) > HOLDERS:
        named.append(counted(len(holders) - HOLDERS, "autre", "autres"))
    return listed(named)


def _where(sheet: TerritorySheet, lever: LeverWords) -> str:
    """The EPCI that take most of a lever in the département, with their part of it; only levers that are placed."""
    region = sheet.place.regions[0]
    declined = shared(region, choices_of(region))
    tonnes = next((row for row, own in zip(declined.tonnes, declined.levers, strict=True) if own.id == lever.id), None)
    if tonnes is None:
        return ""
    beneath = inside(sheet.place, region)
    whole = int(tonnes[sheet.place.inside(region)].sum())
    sums = zip(tonnes_in(tonnes, beneath, region, sheet.place), (quoted(place.name) for place in beneath), strict=True)
    most = sorted(sums, key=lambda pair: (-pair[0], pair[1]))[:PLACES]
    return listed(f"{name} ({format_percent(part / whole)})" for part, name in most if whole and part)


def _sources(sheet: TerritorySheet) -> DeckSlide:
    """How to read these numbers, and where they come from."""
    points = tuple(("", text) for text in (*sheet.cautions, *source_lines(sheet.tables)))
    return DeckSlide(_("Lire ces chiffres, et leurs sources"), points, notes="\n".join(sheet.cautions))
