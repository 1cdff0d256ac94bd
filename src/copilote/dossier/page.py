"""The page model of a region's dossier: everything that is said, drawn and listed, before any markup."""

from __future__ import annotations

import math
from collections.abc import Sequence

from copilote.dossier.dated import dated_observations
from copilote.dossier.funded import funded
from copilote.dossier.key_figures import key_figures, key_figures_table
from copilote.dossier.levers import group_table, lever_table, physical_2030
from copilote.dossier.model import Cell, Column, Dossier, Drawing, Kind, LeverWords, Table
from copilote.dossier.observed import observed
from copilote.dossier.phrases import daily_words, near_share, place_of
from copilote.dossier.trajectory import trajectory
from copilote.planning.panorama import By, Panorama, panorama
from copilote.reference.simulator import LeverFigures, Region, find_region, load_levers
from copilote.reference.soundness import Soundness
from copilote.reference.sources import Source, load_sources
from copilote.reference.territories import load_regions
from copilote.ui.charts import TreemapItem, treemap
from copilote.ui.translation import say
from copilote.ui.words import format_kt, format_number, format_percent, with_unit

HEAVIEST = 5

MARKS = {
    Soundness.MEASURED: "valeur observée et publiée par un producteur de statistiques",
    Soundness.OFFICIAL_TARGET: "objectif publié par l’État pour la région",
    Soundness.DERIVED: "calculé à partir de chiffres publiés, par une règle écrite",
    Soundness.ESTIMATED: "ordre de grandeur : méthode approchée, série courte ou irrégulière, ou objectif non publié",
    Soundness.INCOMPLETE: "somme dont une partie n’est pas connue",
    Soundness.UNKNOWN: "pas de valeur fiable : la case reste vide, elle ne vaut pas zéro",
}

CAUTIONS = (
    "Les objectifs par levier et par région ont un caractère illustratif : ils éclairent le débat, ils ne s’imposent à "
    "personne.",
    "La somme des leviers n’est pas une réduction nette des émissions : certains leviers se recouvrent, et les puits "
    "de carbone et les produits bois y sont comptés.",
    "Ce que les collectivités déclarent ou font financer et ce que les statistiques observent sont présentés côte à "
    "côte. Les deux ne s’additionnent jamais.",
    "Ce qui n’est pas connu reste vide. Une case vide ne vaut pas zéro.",
    "Un chiffre dit sa nature : mesuré, calculé, estimé… Une somme prend la moins sûre de ses parties.",
    "Les cibles régionales des indicateurs sont déduites des cibles nationales, par une règle écrite pour chacune. "
    "Aucune n’a été fixée par l’État pour la région.",
)


def build_dossier(region: Region | str, *, edition: str | None = None, today: str = "") -> Dossier:
    """The dossier of a region.

    Parameters
    ----------
    region : a region of the simulator, or any spelling of its name or code.
    edition : of the simulator; the newest by default.
    today : the date to print on the page, in words; nothing is printed without it, so that the same data always
        give the same bytes.

    Raises
    ------
    UnknownNameError : no region has that name.
    """
    found = find_region(region, edition) if isinstance(region, str) else region
    levers = load_levers(found.code, edition)
    place = place_of(found)
    by_theme, by_sector = panorama(levers, By.THEME), panorama(levers, By.SECTOR)
    drawing, path_table, path_text = trajectory(levers, place, found.code)
    seen = observed(found.code, levers)
    dated_text, dated_tables = dated_observations(found.code, levers)
    money = funded(found.code, levers)
    population = inhabitants(found)
    tables = [
        group_table("themes", "Objectifs par thème", "Thème", by_theme, found.code),
        group_table("sectors", "Objectifs par secteur", "Secteur", by_sector, found.code),
        lever_table(levers, by_theme, found.code),
        path_table,
        *seen.tables,
        *dated_tables,
        *money.tables,
    ]
    tables.append(key_figures_table(found.code, by_theme, population, seen, money))
    sources = _sources(tables)
    tables.append(_source_table(sources))
    return Dossier(
        region=found,
        place=place,
        edition=levers[0].edition if levers else "",
        title=f"{found.name} : {format_kt(by_theme.target.value)} à éviter en 2030",
        warning=warning(found, by_theme),
        lead=lead(place, by_theme, population),
        figures=key_figures(by_theme, population, seen, money),
        heaviest=heaviest(levers, population),
        by_theme=objectives_map(levers, "theme", "thème"),
        by_sector=objectives_map(levers, "sector", "secteur"),
        trajectory=drawing,
        trajectory_text=path_text,
        observed_text=seen.text,
        observed=seen.themes,
        dated_text=dated_text,
        funded_text=money.text,
        funded=money.drawings,
        cautions=CAUTIONS,
        marks=tuple((mark.label, meaning) for mark, meaning in MARKS.items()),
        tables=tuple(tables),
        sources=sources,
        today=today,
    )


def inhabitants(region: Region) -> int | None:
    """Inhabitants of the region; None for the fictional one."""
    return next((row.population for row in load_regions() if row.code == region.code), None)


def warning(region: Region, view: Panorama) -> str:
    """What must be read before the figures of a region: fictional, limited, incomplete; "" otherwise."""
    parts = []
    if region.fictional:
        parts.append("Région fictive, donnée en exemple par le simulateur : aucun de ses chiffres n’est réel.")
    if region.comment:
        parts.append(region.comment)
    if view.target.missing:
        parts.append(f"Total incomplet : objectif non connu pour {', '.join(view.target.missing)}.")
    return " ".join(parts)


def lead(place: str, view: Panorama, population: int | None) -> tuple[str, ...]:
    """The sentences of the summary; `place` is the region with its preposition."""
    target = view.target.value
    if target is None:
        return (say("Aucun objectif n’est connu %(place)s.", place=place),)
    per_head = ""
    if population:
        each = with_unit(format_number(1000 * target / population, 2), "tonnes de CO2e")
        per_head = say(", soit environ %(each)s par habitant", each=each)
    sentences = [
        say(
            "En 2030, %(place)s, les %(count)s leviers de la planification écologique visent ensemble environ "
            "%(target)s évitées chaque année par rapport à 2019%(each)s.",
            place=place,
            count=len(view.levers),
            target=format_kt(target),
            each=per_head,
        )
    ]
    shares = [
        say(
            "« %(group)s » %(share)s",
            group=group.name,
            share=near_share(group.share) if i == 0 else format_percent(group.share),
        )
        for i, group in enumerate(view.groups)
        if group.share
    ]
    if len(shares) > 1:
        sentences.append(say("Leur répartition : %(most)s et %(last)s.", most=", ".join(shares[:-1]), last=shares[-1]))
    unseen = [lever for lever in view.levers if not lever.target_shown and lever.target_kt]
    if unseen:
        names = ", ".join(lever.label.lower() for lever in unseen)
        known = sum(lever.target_kt or 0.0 for lever in unseen)
        sentences.append(
            say(
                "Ce total comprend %(kt)s que l’État n’affiche pas par région (%(names)s) : il est à prendre comme un "
                "ordre de grandeur.",
                kt=format_kt(known, mega=False),
                names=names,
            )
        )
    return tuple(sentences)


def heaviest(levers: Sequence[LeverFigures], population: int | None) -> tuple[LeverWords, ...]:
    """The `HEAVIEST` levers with the largest targets, in daily words."""
    known = sorted((lever for lever in levers if lever.target_kt), key=lambda lever: -(lever.target_kt or 0.0))
    total = math.fsum(lever.target_kt or 0.0 for lever in known)
    chosen = []
    for lever in known[:HEAVIEST]:
        quantity = physical_2030(lever)
        words = daily_words(lever, None if quantity is None else quantity.value, population)
        weight = f"{format_kt(lever.target_kt, mega=False)}, {format_percent((lever.target_kt or 0.0) / total)}"
        chosen.append(LeverWords(lever.id, lever.label, weight, words))
    return tuple(chosen)


def objectives_map(levers: Sequence[LeverFigures], by: str, word: str) -> Drawing:
    """Treemap of the targets; `by` is "theme" or "sector", `word` its French name."""
    items = [TreemapItem(getattr(lever, by), lever.label, lever.target_kt) for lever in levers]
    title = say("Objectifs de 2030 par %(word)s et par levier", word=word)
    return Drawing(
        treemap(items, title=title, prefix=f"carte-{by}"),
        treemap(items, title=title, prefix=f"carte-{by}-m", width=300),
        say(
            "%(title)s, en milliers de tonnes de CO2e (kt) évitées par an. L’aire de chaque case est proportionnelle.",
            title=title,
        ),
    )


def _sources(tables: Sequence[Table]) -> tuple[Source, ...]:
    used = {key for table in tables for key in table.sources}
    return tuple(source for key, source in load_sources().items() if key in used)


def _source_table(sources: Sequence[Source]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (source.title, source.publisher, source.year, source.licence, source.address, source.note, source.key)
        for source in sources
    ]
    return Table(
        key="sources",
        title="Sources",
        columns=(
            Column("title", "Titre"),
            Column("publisher", "Producteur"),
            Column("year", "Année", Kind.YEAR),
            Column("licence", "Licence"),
            Column("address", "Adresse"),
            Column("note", "Précision"),
            Column("key", "Clé", Kind.CODE),
        ),
        rows=tuple(rows),
        sources=(),
    )
