"""The page model of a region's dossier: everything that is said, drawn and listed, before any markup. In French."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.dossier.coming import coming
from copilote.dossier.key_figures import key_figures_table
from copilote.dossier.model import Dossier
from copilote.dossier.observed import observed
from copilote.dossier.trajectory import trajectory
from copilote.planning.panorama import By, panorama
from copilote.publish import columns
from copilote.publish.levers import dated_tables, group_table, lever_table
from copilote.publish.table import Column, Kind, Table
from copilote.reference.simulator import Region, find_region, load_levers
from copilote.reference.sources import Source, load_sources
from copilote.ui.cautions import marks, notices
from copilote.ui.daily_words import place_of
from copilote.ui.funded import funded
from copilote.ui.summary import region_figures
from copilote.ui.targets import heaviest, inhabitants, lead, objectives_map
from copilote.words import FRENCH, speaking
from copilote.words.numbers import counted, format_kt

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


@speaking(FRENCH)
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
    region = find_region(region, edition) if isinstance(region, str) else region
    code, levers, place = region.code, load_levers(region.code, edition), place_of(region)
    view, population = panorama(levers, By.THEME), inhabitants(region)
    drawing, path_table, path_text = trajectory(levers, place, code)
    chapter = coming(region)
    seen, dated, funds = observed(code, levers), dated_tables(code, levers), funded(code, levers)
    tables = (
        group_table(levers, By.THEME, code),
        group_table(levers, By.SECTOR, code),
        lever_table(levers, code),
        path_table,
        *seen.tables,
        *dated,
        *funds.tables,
        *chapter.tables,
        key_figures_table(code, view, population, seen, funds),
    )
    sources = _sources(tables)
    return Dossier(
        region=region,
        edition=levers[0].edition if levers else "",
        title=f"{region.name} : {format_kt(view.target.value)} à éviter en 2030",
        warning=" ".join(notices(region)),
        lead=lead(place, view, population),
        figures=region_figures(view, population, seen.shown, funds, ("#panorama", "#observe", "#finance")),
        heaviest=heaviest(levers, population),
        by_theme=objectives_map(levers, By.THEME),
        by_sector=objectives_map(levers, By.SECTOR),
        trajectory=drawing,
        trajectory_text=path_text,
        observed=seen,
        dated_text=(_dated_text(dated),),
        funded=funds,
        coming=chapter,
        cautions=CAUTIONS,
        marks=marks(),
        tables=(*tables, _source_table(sources)),
        sources=sources,
        today=today,
    )


def _dated_text(tables: Sequence[Table]) -> str:
    if not tables:
        return "Le simulateur ne donne aucune observation datée pour ce territoire."
    count = len({row["id"] for row in tables[1].records() if row["kind"] == "observé"})
    return (
        f"Le simulateur donne des valeurs datées pour {counted(count, 'levier', 'leviers')}, en 2019 et en 2021 ou "
        "2022. Avec deux valeurs seulement, un rythme n’est qu’un ordre de grandeur."
    )


def _sources(tables: Sequence[Table]) -> tuple[Source, ...]:
    used = {key for table in tables for key in table.sources}
    return tuple(source for key, source in load_sources().items() if key in used)


def _source_table(sources: Sequence[Source]) -> Table:
    return Table.of(
        "sources",
        "Sources",
        (
            (Column("title", "Titre"), lambda source: source.title),
            (Column("publisher", "Producteur"), lambda source: source.publisher),
            (columns.YEAR, lambda source: source.year),
            (Column("licence", "Licence"), lambda source: source.licence),
            (Column("address", "Adresse"), lambda source: source.address),
            (Column("note", "Précision"), lambda source: source.note),
            (Column("key", "Clé", Kind.CODE), lambda source: source.key),
        ),
        sources,
    )
