"""A table on a page: notes beneath cells, rows that open a group or stand out, everything escaped."""

from __future__ import annotations

import re

from copilote.publish.table import Column, Kind, Linked, Table
from copilote.ui.tables import table_html

COLUMNS = (Column("label", "Levier"), Column("kt", "ktCO2e", Kind.KT))


def test_rows_are_styled_after_what_the_table_says_of_them() -> None:
    rows = (("Thème", 3.0), (Linked("Haies", note="au moins"), 3.0), ("Total", 3.0))
    written = table_html(Table("t", "Titre", COLUMNS, rows, total=True, heads=(0,), changed=(1,)))
    assert re.findall(r'<tr role="row" class="(\w+)"', written) == ["sum", "changed", "total"]
    assert 'Haies<br><span class="muted cell-note">au moins</span></th>' in written


def test_a_plain_row_has_no_style_and_each_cell_the_name_of_its_column() -> None:
    written = table_html(Table("t", "Titre", COLUMNS, (("Haies", 3.0),)))
    assert '<tr role="row"><th scope="row" role="rowheader">Haies</th>' in written
    assert '<td role="cell" data-label="ktCO2e" class="n">3,0</td>' in written


def test_everything_is_escaped_and_only_what_sorts_is_a_link() -> None:
    bad = '<b onclick="x">&'
    table = Table(bad, bad, (Column("a", bad), Column("kt", bad, Kind.KT)), ((Linked(bad, '/?a="b'), 1.0),), note=bad)
    written = table_html(table, {"kt": ('/?tri="kt', "ascending")}, 'smap"')
    assert "<b " not in written
    assert 'href="/?a=&quot;b"' in written
    assert '<a href="/?tri=&quot;kt" rel="nofollow">' in written
    assert 'aria-sort="ascending"' in written
    assert not re.search(r'data-label="[^"]*<', written)


def test_a_table_without_a_title_is_named_for_who_does_not_see_what_stands_above_it() -> None:
    written = table_html(Table("t", "", COLUMNS, (("Haies", 3.0),)), named="Ce qui pèse")
    assert '<caption id="titre-t" class="fr-sr-only">Ce qui pèse</caption>' in written
