"""The map of a region by lever: what each of its territories takes, in total, by the head or in the physical unit."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from django.urls import reverse

from copilote.exchange.key_rules import key_test_of, state_key
from copilote.exchange.perimeters import places
from copilote.exchange.shapes import Shapes, shapes_of, topology
from copilote.exchange.shares import key_title, shared
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Rule
from copilote.publish.table import Table
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.keys import load_keys, load_lever_keys
from copilote.reference.simulator import LeverFigures, Region, load_levers, load_regions
from copilote.reference.sources import Source, find_source
from copilote.sharing.levels import count_of, plural_of
from copilote.sharing.pages.perimeters import crte_notes
from copilote.sharing.pages.region_asked import FILE_MEASURE, SORTS, AskedMap, MapForm, levels_of
from copilote.sharing.pages.region_table import (
    MapLines,
    cautions,
    key_table,
    lines_of,
    page_titles,
    share_table,
    source_keys,
)
from copilote.sharing.recorded import choices_of, places_of, redrawn_at
from copilote.sharing.sheet_words import why_unplaced
from copilote.ui.addresses import address_of, region_of
from copilote.ui.cautions import notices
from copilote.ui.certainty import GRADE_WORDS, grade_name
from copilote.ui.charts.choropleth import Area, Choropleth, Named, choropleth
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, Page
from copilote.ui.pictures import Picture
from copilote.words import _, per_language
from copilote.words.numbers import NBSP, counted, format_kt, format_number, format_percent, listed
from copilote.words.typography import day_words, quoted, tied


@dataclass(frozen=True, kw_only=True)
class TerritoriesPage(Page):
    """The map and its table. `map` None when no territory is drawn, `table` when none has a share; `key` (as `key_of`
    says it) None for all levers together, `keys` for one; `unplaced` : what cannot be shared at this level, in
    sentences."""

    asked: AskedMap
    notices: tuple[str, ...]
    cautions: tuple[str, ...]
    form: MapForm
    map: Choropleth | None
    unplaced: tuple[str, ...]
    caption: str
    table: Table | None
    notes: tuple[str, ...]
    key: dict[str, str] | None
    keys: Table | None
    sources: tuple[Source, ...]
    offer: Offer


def territories_page(asked: AskedMap) -> TerritoriesPage:
    """The map of a region by lever, with its table."""
    warned = ""
    if asked.measure == "grandeur" and not asked.adds_up:
        warned, asked = _no_quantity(asked.lever), replace(asked, measure="total")
    region, lever = asked.region, asked.lever
    lines = lines_of(region.code, asked.level, asked.lever_id)
    if not lines.placed:
        lines = replace(lines, rows=(), rest=None)
    drawn = _map(asked, lines) if lines.placed else None
    trail = [Entry.to(_("Territoires"), "territories", region.slug)]
    if lever is not None:
        trail.append(Entry(lever.label, f"{trail[0].address}?{asked.query()}"))
    contours = Entry(_("Contours (TopoJSON)"), reverse("contours", args=[region.slug, asked.level]))
    return TerritoriesPage(
        title=tied(_title(asked, lines)),
        summary=drawn.description if drawn else "",
        region=region,
        section="territories",
        trail=tuple(trail),
        asked=asked,
        notices=(*notices(region, asked.lever_id), *([tied(warned)] if warned else [])),
        cautions=cautions(),
        form=MapForm(asked),
        map=drawn,
        unplaced=tuple(map(tied, _unplaced(asked, lines))),
        caption=_caption(asked, lines),
        table=_table(asked, lines) if lines.rows else None,
        notes=tuple(map(tied, _notes(asked, lines))),
        key=key_of(lever, region, asked.level) if lever else None,
        keys=None if lever else key_table(asked),
        sources=tuple(find_source(key) for key in source_keys(asked)),
        offer=offer(
            "territories",
            [region.slug],
            query=asked.query(FILE_MEASURE, tri=""),
            charts={"": _("Image de la carte")},
            pages=[contours],
        ),
    )


def _no_quantity(lever: LeverFigures | None) -> str:
    """Why the map cannot show the physical quantity of a lever, or of all."""
    if lever is None:
        return _("Tous les leviers ensemble n’ont pas de grandeur physique commune : la carte est en ktCO2e.")
    if not lever.translated:
        return _("Ce levier n’a pas de grandeur physique : la carte est en ktCO2e.")
    return _("La grandeur de ce levier est un taux, qui ne s’additionne pas : la carte est en ktCO2e.")


def _table(asked: AskedMap, lines: MapLines) -> Table:
    by_target, by_asked = SORTS["kt"][1], SORTS[asked.sort][1]
    ordered = sorted(lines.rows, key=lambda line: (by_asked(line), by_target(line)))
    table = share_table(asked, lines, ordered).called(page_titles(asked, lines))
    return replace(table, title=_caption(asked, lines))


def _map(asked: AskedMap, lines: MapLines, *, legend: bool = False) -> Choropleth | None:
    """The map of what is asked for; None when no territory of the level is drawn."""
    values = {"total": "kt", "habitant": "each", "grandeur": "physical"}
    areas = tuple(
        Area(
            line.code,
            line.name,
            (),
            getattr(line, values[asked.measure]),
            (line.place and address_of("territory", line.place.level, line.place.code)) or f"#t-{line.code}",
            _("sa partie dans la région") if line.partial else "",
        )
        for line in lines.rows
    )
    shapes = shapes_of(asked.region.code, asked.level, redrawn_at(asked.region.code, asked.level))
    return _drawn(shapes, areas, _caption(asked, lines), _unit(asked, lines), legend)


@per_language
def _drawn(shapes: Shapes, areas: tuple[Area, ...], title: str, unit: str, legend: bool) -> Choropleth | None:
    """The drawing of territories and their values, which come without outlines: it depends on nothing else."""
    around = shapes_of(shapes.region, "departement")
    areas = tuple(replace(area, rings=shapes.outline(area.code)) for area in areas)
    if not any(area.rings for area in areas):
        return None
    names = tuple(Named(place.name, around.outline(place.code)) for place in places(shapes.region, "departement"))
    return choropleth(
        areas,
        title=title,
        unit=unit,
        what=plural_of(shapes.level),
        borders=around.lines,
        names=names if len(names) > 1 else (),
        legend=legend,
        write=lambda value: format_number(value, 2 if abs(value) < 1000 else 3),
    )


def _title(asked: AskedMap, lines: MapLines) -> str:
    what = f"{asked.lever.label}, {asked.region.name}" if asked.lever else asked.region.name
    if lines.whole.kt is None:
        return _("%(what)s : objectif non connu, rien à partager", what=what)
    if not lines.placed:
        return _("%(what)s : %(target)s en région, à localiser", what=what, target=format_kt(lines.whole.kt))
    target = format_kt(lines.shared.kt)
    if asked.measure == "habitant" and lines.shared.each is not None:
        each = f"{format_number(lines.shared.each, 2)}{NBSP}t"
        return _("%(what)s : %(target)s à partager, %(each)s par habitant", what=what, target=target, each=each)
    count = count_of(len(lines.rows), asked.level)
    return _("%(what)s : %(target)s à partager entre %(count)s", what=what, target=target, count=count)


def _unplaced(asked: AskedMap, lines: MapLines) -> list[str]:
    """What is known in the region only, and what would place it."""
    region, lever = asked.region.code, asked.lever
    rules = {rule.lever: rule for rule in shared(region, choices_of(region)).rules}
    if lever is not None:
        if lines.placed or lines.whole.kt is None:
            return []
        sentences = [
            _("À localiser : aucune donnée ne dit où cet objectif se joue, il n’est compté dans aucun territoire."),
            why_unplaced(rules[lever.id]),
        ]
        if what := load_lever_keys()[lever.id].localised_by:
            sentences.append(_("Ce qui le dirait : %(what)s.", what=what))
        return sentences
    if not lines.unplaced:
        return []
    names = [
        _("« %(name)s »", name=lever.label)
        for lever in load_levers(region)
        if lever.target_kt and not rules[lever.id].placed("epci")
    ]
    sentence = _(
        "À localiser : %(kt)s %(where)s ne sont comptés dans aucun territoire (%(levers)s).",
        kt=format_kt(lines.unplaced / TONNES),
        where=_("de la région"),
        levers=listed(names),
    )
    return [sentence]


def _unit(asked: AskedMap, lines: MapLines) -> str:
    if asked.measure == "grandeur":
        return lines.scale.unit
    return _("tCO2e par habitant") if asked.measure == "habitant" else "ktCO2e"


def _caption(asked: AskedMap, lines: MapLines) -> str:
    what = asked.lever.label if asked.lever else _("Tous les leviers")
    unit, level = _unit(asked, lines), plural_of(asked.level)
    return tied(_("%(what)s : parts indicatives des %(level)s, en %(unit)s", what=what, level=level, unit=unit))


def _notes(asked: AskedMap, lines: MapLines) -> list[str]:
    notes = []
    if partial := [line.name for line in lines.rows if line.partial]:
        notes.append(
            _(
                "* %(names)s : seule la partie située dans la région compte ici ; la page du territoire dit le tout.",
                names=", ".join(partial),
            )
        )
    if asked.level == "crte":
        notes += crte_notes(asked.region, places_of(asked.region.code, "crte"))
    if asked.lever is not None and asked.lever.translated and not asked.adds_up:
        notes.append(_("La grandeur de ce levier est un taux : elle ne s’additionne pas d’un territoire à l’autre."))
    if lines.rows:
        notes.append(_("Les arrondis sont faits pour que les parts affichées s’additionnent à leur total."))
    return notes


def key_of(lever: LeverFigures, region: Region, level: str) -> dict[str, str]:
    """What a lever is shared by in a region: title, reason, grade, grade_text (what it means), test (on the published
    targets), official (the State's key), filled (by rule), decided (by its COP); "" where there is nothing to say."""
    choices = choices_of(region.code)
    rule = next(rule for rule in shared(region.code, choices).rules if rule.lever == lever.id)
    grade, filled = rule.grade(level), counted(rule.filled, "commune", "communes")
    decided_on = next((choice.decided_on for choice in choices if choice.lever == lever.id), None)
    decided = _("Clé retenue par la COP.") if rule.chosen else ""
    if decided_on is not None:
        decided = _("Clé retenue par la COP le %(day)s.", day=day_words(decided_on))
    return {
        "title": key_title(rule.key),
        "reason": tied(rule.note),
        "grade": grade_name(grade, chosen=rule.chosen),
        "grade_text": _(GRADE_WORDS[grade]),
        "test": _test_words(rule),
        "official": state_key(lever.id),
        "filled": _("La clé n’est pas connue dans %(count)s, où une règle la complète.", count=filled)
        if rule.filled
        else "",
        "decided": decided,
    }


def _test_words(rule: Rule) -> str:
    """What the test of a key on the published regional targets says; "" where there is none."""
    test = key_test_of(rule.lever, rule.key) if rule.key in load_keys() else None
    if test is None:
        return ""
    code, ratio = test.worst(1)[0]
    return _(
        "Épreuve : si l’on partageait l’objectif de la métropole par cette clé, %(part)s irait ailleurs que là où "
        "l’État l’a mis ; la région la plus mal servie, %(region)s, en aurait %(ratio)s fois sa part.",
        part=format_percent(test.misplaced),
        region=next(region.name for region in load_regions() if region.code == code),
        ratio=format_number(ratio, 2),
    )


def territories_picture(asked: AskedMap) -> Picture:
    """The map alone with its legend. Raises UnknownNameError when nothing is drawn."""
    lines = lines_of(asked.region.code, asked.level, asked.lever_id)
    drawn = _map(asked, lines, legend=True) if lines.placed else None
    if drawn is None:
        accepted = _("Ce levier n’est connu qu’en région : aucune part à dessiner.")
        if lines.placed:
            accepted = _("Aucun territoire de ce niveau n’a de contour.")
        raise UnknownNameError(_("Carte"), asked.level, [], accepted)
    name = "-".join([asked.region.slug, "carte", *asked.slugs, asked.measure])
    sources = ("simulateur-2023", "copilote-cles", "ign-contours-2024")
    return Picture(name, f"{asked.region.name}. {drawn.title}", drawn, sources, (drawn.description, *cautions()))


def contours_json(slug: str, level: str) -> bytes:
    """The outlines of a level as compact TopoJSON. Raises UnknownNameError for another level or a fictional region."""
    region = region_of(slug)
    known = levels_of(region)
    if level not in known:
        accepted = _("Niveaux connus : %(names)s.", names=", ".join(known) or _("aucun"))
        raise UnknownNameError(_("Niveau de contours"), level, nearest(level, known), accepted)
    redrawn = redrawn_at(region.code, level)
    names = {place.code: quoted(place.name) for place in places(region.code, level, redrawn)}
    outlines = topology(shapes_of(region.code, level, redrawn), names)
    return json.dumps(outlines, ensure_ascii=False, separators=(",", ":")).encode()
