"""Tables that become cards on a phone: each cell bears the name of its column, and the roles that say it is a table.

What `ui/tables.py` writes has them already; here they are given to the tables that templates write by hand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TABLE = re.compile(r'<table class="data\b(?![^>]*role="table")[^>]*>.*?</table>', re.S)
_HEAD = re.compile(r"<thead[^>]*>(.*?)</thead>", re.S)
_ROW = re.compile(r"(<tr)([^>]*>)(.*?)(?=</tr>)", re.S)
_CELL = re.compile(r"<(th|td)\b([^>]*)>(.*?)(?=</\1>)", re.S)
_SPAN = re.compile(r'(col|row)span="(\d+)"')
_ROLES = {"th": "rowheader", "td": "cell"}


def labelled(page: str) -> str:
    """The HTML of a page with the tables of class "data" labelled: `data-label`, roles, the class "cards"."""
    return _TABLE.sub(lambda match: _labelled(match[0]), page)


def _labelled(table: str) -> str:
    head = None if "data-label=" in table else _HEAD.search(table)
    if head is None:
        return table
    labels = _labels(head[1])
    body = table[head.end() :]
    body = _ROW.sub(lambda row: f'{row[1]} role="row"{row[2]}{_cells(row[3], labels)}', body)
    top = re.sub(r"<tr", '<tr role="row"', head[0])
    top = re.sub(r"<th\b", '<th role="columnheader"', top)
    whole = table[: head.start()].replace('class="data', 'role="table" class="data cards', 1) + top + body
    return re.sub(r"<(thead|tbody|tfoot)\b", r'<\1 role="rowgroup"', whole)


def _labels(head: str) -> list[str]:
    """The name of each column: the lowest cell of the head above it."""
    labels: dict[int, str] = {}
    taken: set[tuple[int, int]] = set()
    for row, match in enumerate(_ROW.finditer(head)):
        at = 0
        for _tag, attributes, text in _parts(match[3]):
            while (row, at) in taken:
                at += 1
            spans = {side: int(count) for side, count in _SPAN.findall(attributes)}
            wide = spans.get("col", 1)
            taken |= {(row + down, at + across) for down in range(spans.get("row", 1)) for across in range(wide)}
            name = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
            labels |= {at + across: name for across in range(wide)}
            at += wide
    return [labels[at] for at in sorted(labels)]


def _parts(row: str) -> Iterator[tuple[str, str, str]]:
    for match in _CELL.finditer(row):
        yield match[1], match[2], match[3]


def _cells(row: str, labels: list[str]) -> str:
    at = 0

    def cell(match: re.Match[str]) -> str:
        nonlocal at
        tag, attributes, text = match.groups()
        name = labels[at] if tag == "td" and at < len(labels) else ""
        at += next((int(count) for side, count in _SPAN.findall(attributes) if side == "col"), 1)
        label = f' data-label="{html.escape(name)}"' if name else ""
        return f'<{tag} role="{_ROLES[tag]}"{label}{attributes}>{text}'

    return _CELL.sub(cell, row)
