"""Sources and tables: where every figure comes from, what was corrected, what was left out, and the files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from django.urls import reverse

from copilote.publish.table import Table
from copilote.reference.barometer import load_national_indicators
from copilote.reference.english import in_language, word
from copilote.reference.errors import TableError, UnknownNameError, nearest
from copilote.reference.glossary import load_statements
from copilote.reference.loaded import LoadedFile, loaded_files
from copilote.reference.series import load_catalogue
from copilote.reference.simulator import load_lever_names, load_territories
from copilote.reference.sources import Source, SourceTable, find_table, load_sources, load_tables
from copilote.reference.tables import data_roots, read_rows
from copilote.ui.page import Entry, Page
from copilote.words import _, per_language
from copilote.words.numbers import counted

ENDINGS = (".csv", ".topojson", ".npz", ".gz")
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
    left_out: Table
    unread: Table
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
    return load_statements("domain").get(key, key)


@per_language
def _index() -> dict[str, tuple[Path, SourceTable]]:
    """Every file of a declared table by its name: nothing else can be asked for."""
    files: dict[str, tuple[Path, SourceTable]] = {}
    for root in data_roots():
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in ENDINGS and path.is_file() and name not in files:
                try:
                    files[name] = (path, find_table(name))
                except TableError:
                    continue  # a file that nothing declares is not ours to publish
    return files


def find_file(name: str) -> Path:
    """The file of a declared table ("simulator/2023/targets.csv"); raises UnknownNameError with the nearest names."""
    if name not in _index():
        raise UnknownNameError(_("Table"), name, nearest(name, _index()), _("La page « Sources » les énumère toutes."))
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


def _file(name: str, table: SourceTable) -> TableFile:
    stem, _dot, ending = name.rpartition(".")
    domain, edition, rest = stem.split("/", 2)
    label = word(table.title)
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


def _entry(table: SourceTable) -> TableEntry:
    known = load_sources()
    return TableEntry(
        name=table.name,
        title=word(table.title),
        edition=table.name.split("/")[1],
        sources=tuple(known[key] for key in table.sources),
        made_by=table.made_by,
        files=tuple(_file(name, own) for name, (_path, own) in _index().items() if own.name == table.name),
        address=table_address(table.name),
    )


def sources_page() -> SourcesPage:
    """All sources, tables, corrections and omissions of every edition at hand."""
    entries = [entry for table in load_tables() if (entry := _entry(table)).files]
    by_source = {
        key: tuple(Entry(entry.title, entry.address) for entry in entries if source in entry.sources)
        for key, source in load_sources().items()
    }
    keys = dict.fromkeys(entry.name.split("/")[0] for entry in entries)
    domains = tuple(
        Domain(key, domain_title(key), tuple(entry for entry in entries if entry.name.startswith(f"{key}/")))
        for key in keys
    )
    return SourcesPage(
        title=_(
            "%(sources)s sources et %(tables)s tables portent tous les chiffres du site",
            sources=len(by_source),
            tables=len(entries),
        ),
        summary=_("Chaque table se télécharge. Ce qui a été corrigé ou laissé de côté est dit, avec la raison."),
        section="method",
        trail=_trail(),
        sources=tuple(SourceEntry(load_sources()[key], tables) for key, tables in by_source.items()),
        domains=domains,
        corrected=tuple(_corrected()),
        left_out=_left_out(),
        unread=_unread(),
        loaded=_loaded(),
    )


def _loaded() -> tuple[LoadedEntry, ...]:
    labels = {lever.id: lever.label for lever in load_lever_names()}
    return tuple(
        LoadedEntry(
            in_language([file], "title", "publisher", "licence")[0],
            tuple(word(key.title) for key in file.keys),
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
    labels = {indicator.id: indicator.label for indicator in load_national_indicators()}
    labels |= {series.number: series.label for series in load_catalogue()}
    for name, rows in _named("corrections.csv"):
        groups: dict[str, list[dict[str, str]]] = {}
        for row in rows:
            groups.setdefault(row["reason"], []).append(row)
        ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        yield Corrected(
            title=domain_title(name.split("/")[0]),
            address=table_address(name),
            cells=len(rows),
            corrections=tuple(_correction(reason, cells, labels) for reason, cells in ordered),
        )


def _correction(reason: str, rows: list[dict[str, str]], labels: dict[str, str]) -> Correction:
    keys = dict.fromkeys(row.get("number") or row.get("id") or "" for row in rows)
    what = list(dict.fromkeys(word(labels.get(key, key)) for key in keys))
    changes = list(dict.fromkeys((row["published"], row["corrected"]) for row in rows))
    # Many different values vanish for the same reason: the first ones tell enough, the table holds them all.
    return Correction(
        reason=word(reason),
        what=tuple(what[:REASONS_SHOWN]),
        more=max(0, len(what) - REASONS_SHOWN),
        cells=len(rows),
        changes=tuple(changes[:REASONS_SHOWN]),
    )


def _left_out() -> Table:
    """What was published and is not carried over, and why."""
    rows = (
        (word(row["what"]), word(row.get("why") or row["reason"]), domain_title(name.split("/")[0]))
        for name, rows in _named("left_out.csv")
        for row in rows
    )
    heads = (_("Quoi"), _("Pourquoi"), _("Données"))
    return Table.of_texts("ecarts-publies", _("Chiffres et colonnes publiés, laissés de côté"), heads, rows)


def _unread() -> Table:
    """Numbers in the simulator's comments that are no dated observations, and why."""
    labels = {lever.id: lever.label for lever in load_lever_names()}
    rows = (
        (
            f"{labels.get(row['lever'], row['lever'])} : {word(row['numbers'])}",
            word(row["reason"]),
            counted(int(row["territories"]), "région", "régions"),
        )
        for _name, rows in _named("unread.csv")
        for row in rows
    )
    title = _("Nombres du simulateur qui ne sont pas des observations datées")
    return Table.of_texts("non-lus", title, (_("Levier et nombres"), _("Pourquoi"), _("Où")), rows)


def table_page(domain: str, edition: str, name: str) -> TablePage:
    """The page of a table, of a family of files, or of one file; raises UnknownNameError."""
    stem = f"{domain}/{edition}/{name}"
    own = next((f"{stem}{ending}" for ending in ENDINGS if f"{stem}{ending}" in _index()), None)
    if own is None:
        folder, _slash, last = stem.rpartition("/")
        table = next((t for t in load_tables() if last == FAMILY and t.name.startswith(f"{folder}/*")), None)
        if table is None:
            stems = [known.rpartition(".")[0] for known in _index()]
            raise UnknownNameError(_("Table"), stem, nearest(stem, stems), _("La page « Sources » les énumère toutes."))
        return _table_page(_entry(table), None)
    path, table = _index()[own]
    entry = _entry(table)
    if path.suffix != ".csv":
        return _table_page(entry, _file(own, table))
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = tuple(next(reader))
        count = _counts()[own]
        rows = tuple(tuple(row) for row in islice(reader, count if count <= WHOLE else FIRST))
    return _table_page(entry, _file(own, table), header, rows, count <= WHOLE)


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
        summary=" ".join(f"{source.title}, {source.publisher}, {source.year}." for source in entry.sources),
        section="method",
        trail=_trail(Entry(title, address)),
        entry=entry,
        file=file,
        header=header,
        rows=rows,
        whole=whole,
    )
