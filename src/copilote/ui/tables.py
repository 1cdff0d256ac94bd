"""A `Table` as pages show it: an accessible HTML table, cards on a phone; numbers and texts in the language in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from django.utils.safestring import SafeString

from copilote.publish.cells import written
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.english import lacks_english
from copilote.ui.charts import Chart
from copilote.words.typography import tied

FRENCH = ' lang="fr"'


def table_html(
    table: Table, sorts: Mapping[str, tuple[str, str]] | None = None, kind: str = "", named: str = ""
) -> SafeString:
    """The table, its remarks and its note; the first cell of a row names it, the others bear the name of their column.

    sorts : (address that sorts by it, "ascending", "descending" or "") by key of column. kind : more classes.
    named : read aloud in place of a title that the table does not have, what stands above it saying it to the eye.
    """
    table = table.for_page
    heads = [escape(tied(column.heading)) for column in table.columns]
    key, title = escape(table.key), escape(tied(table.title or named))
    unseen = "" if table.title else ' class="fr-sr-only"'
    head = "".join(
        _head(text, column, rank, (sorts or {}).get(column.key, ("", "")))
        for rank, (text, column) in enumerate(zip(heads, table.columns, strict=True))
    )
    sides = [' class="n"' if column.leans else "" for column in table.columns]
    begun = ['<th scope="row" role="rowheader"', *(f'<td role="cell" data-label="{name}"' for name in heads[1:])]
    begins = [tag + side for tag, side in zip(begun, sides, strict=True)]
    rows = "".join(_row(table, rank, begins) for rank in range(len(table.rows)))
    after = "".join(
        f'<p class="obs-note"><strong>{escape(mark)}</strong> {escape(tied(text))}</p>\n'
        for mark, text in table.remarks
    )
    after += f'<p class="obs-note">{escape(tied(table.note))}</p>' if table.note else ""
    return SafeString(
        f'<div class="table-scroll" role="region" tabindex="0" aria-labelledby="titre-{key}">\n'
        f'<table class="data cards{" " * bool(kind)}{escape(kind)}" role="table">\n'
        f'<caption id="titre-{key}"{unseen}>{title}</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n<tbody role="rowgroup">\n{rows}</tbody>\n'
        f"</table>\n</div>\n{after}"
    )


def _head(text: str, column: Column, rank: int, sort: tuple[str, str]) -> str:
    address, order = sort
    side = ' class="n"' if column.leans and rank else ""
    sorted_by = f' aria-sort="{order}"' if order else ""
    text = f'<a href="{escape(address)}" rel="nofollow">{text}</a>' if address else text
    return f'<th scope="col" role="columnheader"{side}{sorted_by}>{text}</th>'


def _row(table: Table, rank: int, begins: Sequence[str]) -> str:
    """A row. begins : of the cell of each column, what is the same in all rows."""
    anchor = f' id="{escape(table.anchors[rank])}"' if table.anchors and table.anchors[rank] else ""
    style = _style(table, rank)
    look = f' class="{style}"' if style else ""
    first, *rest = (
        begin + _cell(cell, column) for cell, column, begin in zip(table.rows[rank], table.columns, begins, strict=True)
    )
    return f'<tr role="row"{anchor}{look}>{first}</th>{"".join(f"{cell}</td>" for cell in rest)}</tr>\n'


def _style(table: Table, rank: int) -> str:
    """The class of a row: "total", "sum" of a group, "changed"."""
    if rank in table.heads:
        return "sum"
    return "total" if table.total and rank == len(table.rows) - 1 else "changed" * (rank in table.changed)


def _cell(cell: Cell, column: Column) -> str:
    """The end of a cell's tag and what it holds."""
    if not isinstance(cell, Linked):
        french = column.typed and isinstance(cell, str) and lacks_english(cell)
        return f"{FRENCH if french else ''}>{escape(written(cell, column.kind))}"
    text = escape(written(cell, column.kind))
    text = f'<a href="{escape(cell.address)}">{text}</a>' if cell.address else text
    text += f'<br><span class="muted cell-note">{escape(tied(cell.note))}</span>' if cell.note else ""
    return f"{FRENCH if cell.french else ''}>{text}"


def chart_table(chart: Chart, key: str, title: str = "") -> Table:
    """The table that goes with a drawing: the same numbers."""
    numeric = [any(isinstance(row[rank], float) for row in chart.rows) for rank in range(len(chart.columns))]
    columns = tuple(
        Column(f"{key}_{rank}", head, Kind.NUMBER if rank and numeric[rank] else Kind.TEXT)
        for rank, head in enumerate(chart.columns)
    )
    rows = tuple(tuple(str(cell) if isinstance(cell, int) else cell for cell in row) for row in chart.rows)
    return Table(key, title or chart.title, columns, rows)
