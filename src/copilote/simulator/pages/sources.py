"""Sources and tables: where every figure comes from, what was corrected, what was left out, and the files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from copilote.reference.barometer import load_national_indicators
from copilote.reference.errors import TableError, UnknownNameError, nearest
from copilote.reference.loaded import LoadedFile, loaded_files
from copilote.reference.series import load_catalogue
from copilote.reference.simulator import load_territories
from copilote.reference.sources import Source, Table, find_table, load_tables
from copilote.reference.tables import data_roots, read_rows
from copilote.simulator.names import load_lever_names, load_sources
from copilote.simulator.pages.frame import Entry, Page
from copilote.ui.translation import local, t

ENDINGS = (".csv", ".topojson")
FAMILY = "regions"
"""Last part of the address of a table kept in one file a region."""
WHOLE = 500
"""A table of at most this many rows is shown whole; of a longer one, the first rows."""
FIRST = 40
REASONS_SHOWN = 4
"""Names of indicators given for one reason of correction; the rest is counted."""


@dataclass(frozen=True)
class TableFile:
    """A file of a table; `rows` is None for what has no rows (contours)."""

    name: str
    label: str
    rows: int | None
    address: str
    download: str


@dataclass(frozen=True)
class TableEntry:
    """A declared table: its sources, who makes it, its files."""

    name: str
    title: str
    edition: str
    sources: tuple[Source, ...]
    made_by: str
    files: tuple[TableFile, ...]
    address: str

    @property
    def rows(self) -> int | None:
        """Rows of all its files; None for contours."""
        counts = [file.rows for file in self.files if file.rows is not None]
        return sum(counts) if counts else None

    @property
    def by_hand(self) -> bool:
        """True when people wrote it."""
        return self.made_by == "hand"

    @property
    def download(self) -> str:
        """The file, when it has only one; else "" (its page lists them)."""
        return self.files[0].download if len(self.files) == 1 else ""


@dataclass(frozen=True)
class SourceEntry:
    """A source and the tables made from it."""

    source: Source
    tables: tuple[Entry, ...]


@dataclass(frozen=True)
class Domain:
    """The tables of one subject."""

    key: str
    title: str
    tables: tuple[TableEntry, ...]


@dataclass(frozen=True)
class Correction:
    """Cells corrected for one reason; `changes` are pairs (published, corrected), "" for an empty cell."""

    reason: str
    what: tuple[str, ...]
    more: int
    cells: int
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Corrected:
    """The corrections of one domain, grouped by reason, the most frequent first."""

    title: str
    address: str
    cells: int
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class LeftOut:
    """What was published and is not carried over, and why."""

    what: str
    why: str
    where: str


@dataclass(frozen=True)
class LoadedEntry:
    """A file that this installation loaded: its keys by title, and the levers that they serve."""

    file: LoadedFile
    keys: tuple[str, ...]
    levers: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where it is on the page, as for any source."""
        return f"source-{self.file.source}"


@dataclass(frozen=True, kw_only=True)
class SourcesPage(Page):
    """Everything that the figures stand on."""

    sources: tuple[SourceEntry, ...]
    domains: tuple[Domain, ...]
    corrected: tuple[Corrected, ...]
    left_out: tuple[LeftOut, ...]
    unread: tuple[LeftOut, ...]
    loaded: tuple[LoadedEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TablePage(Page):
    """One table or one of its files: `header` and `rows` as in the file."""

    entry: TableEntry
    file: TableFile | None
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    whole: bool


def domain_title(key: str) -> str:
    """The subject of a folder of tables."""
    titles = {
        "simulator": _("Simulateur territorial de l’État"),
        "barometer": _("Baromètre de la planification écologique"),
        "indicators": _("Indicateurs régionaux"),
        "facts": _("Chiffres clés"),
        "nomenclature": _("Listes de leviers et de chantiers"),
        "links": _("Rapprochements entre listes"),
        "projects": _("Projets financés"),
        "territories": _("Territoires"),
        "contours": _("Contours des territoires"),
        "outlines": _("Contours de la carte de France"),
        "communes": _("Chiffres des communes"),
        "keys": _("Clés de répartition"),
        "perimeters": _("Périmètres des CRTE"),
    }
    return titles.get(key, key)


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Path, Table]]:
    """Every file of a declared table by its name: nothing else can be asked for."""
    found: dict[str, tuple[Path, Table]] = {}
    for root in data_roots():
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in ENDINGS and path.is_file() and name not in found:
                try:
                    found[name] = (path, find_table(name))
                except TableError:
                    continue  # a file that nothing declares is not ours to publish
    return found


def find_file(name: str) -> Path:
    """The file of a declared table ("simulator/2023/targets.csv"); raises UnknownNameError with the nearest names."""
    if name not in _index():
        raise UnknownNameError("Table", name, nearest(name, _index()), "La page « Sources » les énumère toutes.")
    return _index()[name][0]


def table_address(name: str) -> str:
    """The page of a table from its name in a trace ("simulator/2023/targets.csv", or with * for a family)."""
    domain, edition, rest = name.replace("*", FAMILY).split("/", 2)
    return reverse("source_table", args=[domain, edition, rest.rpartition(".")[0]])


@lru_cache(maxsize=1)
def _counts() -> dict[str, int]:
    """Rows of each CSV, its header left out."""
    return {name: _rows_of(path) for name, (path, _table) in _index().items() if path.suffix == ".csv"}


def _rows_of(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as handle:
        return sum(1 for _row in csv.reader(handle)) - 1


def _file(name: str, table: Table) -> TableFile:
    stem, _dot, ending = name.rpartition(".")
    domain, edition, rest = stem.split("/", 2)
    label = t(table.title)
    if "*" in table.name:
        code = rest.rpartition("/")[2]
        regions = {region.code: region.name for region in load_territories()}
        label = regions.get(code, _("Collectivités d’outre-mer") if code == "com" else code)
    return TableFile(
        name=name,
        label=label,
        rows=_counts().get(name),
        address=reverse("source_table", args=[domain, edition, rest]),
        download=reverse("source_file", args=[domain, edition, rest, ending]),
    )


def _entry(table: Table) -> TableEntry:
    known = load_sources()
    return TableEntry(
        name=table.name,
        title=t(table.title),
        edition=table.name.split("/")[1],
        sources=tuple(known[key] for key in table.sources),
        made_by=table.made_by,
        files=tuple(_file(name, own) for name, (_path, own) in _index().items() if own is table),
        address=table_address(table.name),
    )


def sources_page() -> SourcesPage:
    """All sources, tables, corrections and omissions of every edition at hand."""
    entries = [entry for table in load_tables() if (entry := _entry(table)).files]
    by_source = {
        key: tuple(Entry(one.title, one.address) for one in entries if source in one.sources)
        for key, source in load_sources().items()
    }
    keys = dict.fromkeys(entry.name.split("/")[0] for entry in entries)
    domains = tuple(
        Domain(key, domain_title(key), tuple(one for one in entries if one.name.startswith(f"{key}/"))) for key in keys
    )
    return SourcesPage(
        title=_("{sources} sources et {tables} tables portent tous les chiffres du site").format(
            sources=len(by_source), tables=len(entries)
        ),
        summary=_("Chaque table se télécharge. Ce qui a été corrigé ou laissé de côté est dit, avec la raison."),
        section="method",
        trail=_trail(),
        sources=tuple(SourceEntry(load_sources()[key], tables) for key, tables in by_source.items()),
        domains=domains,
        corrected=tuple(_corrected()),
        left_out=tuple(_left_out()),
        unread=tuple(_unread()),
        loaded=_loaded(),
    )


def _loaded() -> tuple[LoadedEntry, ...]:
    labels = {one.id: one.label for one in load_lever_names()}
    return tuple(
        LoadedEntry(
            local(file, "title", "publisher", "licence"),
            tuple(t(key.title) for key in file.keys),
            tuple(dict.fromkeys(labels[lever] for key in file.keys for lever in key.levers if lever in labels)),
        )
        for file in loaded_files()
    )


def _trail(*more: Entry) -> tuple[Entry, ...]:
    return (Entry(_("Méthode"), reverse("method")), Entry(_("Sources"), reverse("sources")), *more)


def _named(ending: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Tables of that file name, with their rows."""
    for name, (path, _table) in _index().items():
        if name.endswith(f"/{ending}"):
            yield name, list(read_rows(path))


def _corrected() -> Iterator[Corrected]:
    labels = {one.id: one.label for one in load_national_indicators()}
    labels |= {one.number: one.label for one in load_catalogue()}
    for name, rows in _named("corrections.csv"):
        groups: dict[str, list[dict[str, str]]] = {}
        for row in rows:
            groups.setdefault(row["reason"], []).append(row)
        ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        yield Corrected(
            title=domain_title(name.split("/")[0]),
            address=table_address(name),
            cells=len(rows),
            corrections=tuple(_correction(reason, held, labels) for reason, held in ordered),
        )


def _correction(reason: str, rows: list[dict[str, str]], labels: dict[str, str]) -> Correction:
    keys = dict.fromkeys(row.get("number") or row.get("id") or "" for row in rows)
    what = list(dict.fromkeys(t(labels.get(key, key)) for key in keys))
    changes = list(dict.fromkeys((row["published"], row["corrected"]) for row in rows))
    # Many different values vanish for the same reason: the first ones tell enough, the table holds them all.
    return Correction(
        reason=t(reason),
        what=tuple(what[:REASONS_SHOWN]),
        more=max(0, len(what) - REASONS_SHOWN),
        cells=len(rows),
        changes=tuple(changes[:REASONS_SHOWN]),
    )


def _left_out() -> Iterator[LeftOut]:
    for name, rows in _named("left_out.csv"):
        for row in rows:
            yield LeftOut(t(row["what"]), t(row.get("why") or row["reason"]), domain_title(name.split("/")[0]))


def _unread() -> Iterator[LeftOut]:
    levers = {one.id: one.label for one in load_lever_names()}
    for _name, rows in _named("unread.csv"):
        for row in rows:
            where = ngettext("{n} région", "{n} régions", int(row["territories"])).format(n=row["territories"])
            yield LeftOut(f"{levers.get(row['lever'], row['lever'])} : {t(row['numbers'])}", t(row["reason"]), where)


def table_page(domain: str, edition: str, name: str) -> TablePage:
    """The page of a table, of a family of files, or of one file; raises UnknownNameError."""
    stem = f"{domain}/{edition}/{name}"
    own = next((f"{stem}{ending}" for ending in ENDINGS if f"{stem}{ending}" in _index()), None)
    if own is None:
        folder, _slash, last = stem.rpartition("/")
        table = next((t for t in load_tables() if last == FAMILY and t.name.startswith(f"{folder}/*")), None)
        if table is None:
            stems = [known.rpartition(".")[0] for known in _index()]
            raise UnknownNameError("Table", stem, nearest(stem, stems), "La page « Sources » les énumère toutes.")
        return _table_page(_entry(table), None)
    path, table = _index()[own]
    entry = _entry(table)
    if path.suffix != ".csv":
        return _table_page(entry, _file(own, table))
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = tuple(next(reader))
        count = _counts()[own]
        rows = _taken(reader, count if count <= WHOLE else FIRST)
    return _table_page(entry, _file(own, table), header, rows, count <= WHOLE)


def _taken(rows: Iterable[list[str]], count: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in islice(rows, count))


def _table_page(
    entry: TableEntry,
    file: TableFile | None,
    header: tuple[str, ...] = (),
    rows: tuple[tuple[str, ...], ...] = (),
    whole: bool = True,
) -> TablePage:
    title = entry.title
    if file is not None and len(entry.files) > 1:
        title = f"{entry.title} : {file.label}"
    address = file.address if file is not None else entry.address
    return TablePage(
        title=title,
        summary=" ".join(f"{one.title}, {one.publisher}, {one.year}." for one in entry.sources),
        section="method",
        trail=_trail(Entry(title, address)),
        entry=entry,
        file=file,
        header=header,
        rows=rows,
        whole=whole,
    )
