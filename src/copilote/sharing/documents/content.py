"""What documents take from a sheet: its tables cut to a few columns and rows, and their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from copilote.exchange.shares import key_title
from copilote.publish import columns
from copilote.publish.cells import written
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.sources import find_source
from copilote.sharing.quantities import quantity_words
from copilote.sharing.sheet import TerritorySheet
from copilote.words import N_, _
from copilote.words.numbers import NBSP, UNKNOWN, with_unit

LONGEST_NAME, LONGEST_HOLDER = 84, 44
PART = columns.SHARE_KT.called(N_("Part (kt)"))


def known(table: Table) -> Table:
    """The table with "non connu" where a number is not: on paper an empty cell says nothing."""
    return replace(
        table,
        rows=tuple(
            tuple(
                _(UNKNOWN) if cell is None and column.kind.numeric else cell
                for cell, column in zip(row, table.columns, strict=True)
            )
            for row in table.rows
        ),
    )


def shortened(text: str, most: int = LONGEST_NAME) -> str:
    """A long name cut between two words, with the sign that it goes on: the files hold it whole."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip(' ,;:-–')}{NBSP}…"


def lever_table(sheet: TerritorySheet) -> Table:
    """The levers that are placed, in both units, with their share of the region, key and grade."""
    table = Table.of(
        "levers",
        "",
        (
            (columns.LEVER, lambda part: part.lever.label),
            (PART, lambda part: part.target_kt),
            (
                Column("quantity", N_("Grandeur physique (2019 répartie → 2030)")),
                lambda part: quantity_words(part) or _("en CO2e seulement"),
            ),
            (
                columns.SHARE_PERCENT.called(N_("% de la région")),
                lambda part: None if part.share is None else 100 * part.share,
            ),
            (columns.KEY.called(N_("Clé de répartition")), lambda part: key_title(part.rule.key)),
            (columns.CERTAINTY, sheet.grade_words),
        ),
        sheet.share.heaviest,
    )
    return known(table)


def place_table(table: Table) -> Table:
    """Territories with inhabitants, share and share per inhabitant."""
    return known(
        table.picked(columns.TERRITORY, columns.POPULATION, PART, columns.PER_HEAD_T.called(N_("t par habitant")))
    )


def measured_table(table: Table) -> Table:
    """What is measured, with its year and level."""

    def value(row: dict[str, Cell]) -> Cell:
        text = written(row["value"], Kind.NUMBER) or _(UNKNOWN)
        return Linked(None, text=with_unit(text, str(row["unit"] or "")))

    return Table.of(
        "measured",
        table.title,
        (
            (Column("label", N_("Mesure")), lambda row: row["label"]),
            (Column("value", N_("Valeur"), Kind.NUMBER), value),
            (columns.YEAR, lambda row: row["year"]),
            (Column("level", N_("Mesuré par")), lambda row: row["level"]),
        ),
        table.records(),
    )


def project_table(table: Table, most: int) -> Table:
    """The largest projects with their holder and euros."""
    shown = list(table.records())[:most]
    return Table.of(
        "projects",
        _("Les plus grands projets financés") if len(shown) > 1 else _("Le projet financé"),
        (
            (Column("name", N_("Projet")), lambda row: shortened(str(row["name"]))),
            (Column("beneficiary", N_("Porteur")), lambda row: shortened(str(row["beneficiary"]), LONGEST_HOLDER)),
            (columns.AMOUNT_EUR.called(N_("Montant (€)")), lambda row: row["amount_eur"]),
        ),
        shown,
    )


def source_lines(tables: Iterable[Table]) -> tuple[str, ...]:
    """The sources of tables, once each: title, publisher by its initials where it has some, year."""
    return key_lines(key for table in tables for key in table.sources)


def key_lines(keys: Iterable[str]) -> tuple[str, ...]:
    """Sources by their keys, once each."""
    sources = map(find_source, dict.fromkeys(keys))
    return tuple(f"{source.title.rstrip('.')} ({_initials(source.publisher)}, {source.year})" for source in sources)


def _initials(publisher: str) -> str:
    """ "Institut national de la statistique et des études économiques (Insee)" is read "Insee"."""
    return re.sub(r"(?<!\w)[A-ZÀ-Ý]\w+ [^,;()]*?\s?\((\w+)\)", r"\1", publisher)
