"""Tables written by hand become cards on a phone: each cell is named, and the table still says that it is one."""

from __future__ import annotations

import re

from copilote.ui.cards import labelled

TWO_ROWS = """<table class="data wide"><caption>c</caption>
<thead><tr><th scope="col" rowspan="2">Levier</th><th colspan="2">ktCO2e</th></tr>
<tr><th class="n">État &amp; <b>"région"</b></th><th>Écart</th></tr></thead>
<tbody><tr id="a"><th scope="row">Haies</th><td class="n">125</td><td></td></tr></tbody>
<tfoot><tr><td colspan="2">Total</td><td>9</td></tr></tfoot></table>"""


def test_a_cell_is_named_after_its_column_also_under_two_rows_of_heads() -> None:
    table = labelled(TWO_ROWS)
    assert re.findall(r'data-label="([^"]*)"', table) == [
        "État &amp; &quot;région&quot;",
        "Écart",
        "Levier",
        "Écart",
    ]
    assert 'class="data cards wide"' in table


def test_it_keeps_its_texts_and_says_that_it_is_a_table() -> None:
    table = labelled(TWO_ROWS)
    assert re.sub(r"<[^>]+>", "", table) == re.sub(r"<[^>]+>", "", TWO_ROWS)
    for role, count in {"table": 1, "rowgroup": 3, "row": 4, "columnheader": 4, "rowheader": 1, "cell": 4}.items():
        assert table.count(f'role="{role}"') == count, role


def test_what_is_labelled_already_or_has_no_head_stays_as_it_is() -> None:
    for table in ('<table class="data"><tbody><tr><td>1</td></tr></tbody></table>', labelled(TWO_ROWS), "<p>data</p>"):
        assert labelled(table) == table
