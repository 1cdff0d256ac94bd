"""Where the tables lie, by domain and edition, and how a CSV of ours is read.

A table is `data/<domain>/<edition>/<name>.csv`. A newer edition published by the State is added as a folder
beside the old one, here or in the folder named by the environment variable `COPILOTE_EDITIONS`, `editions` of
`COPILOTE_HOME` by default (so that a deployment can take an edition up without a new version of the program).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from copilote.reference.errors import TableError
from copilote.words import _

PACKAGED = Path(__file__).parent / "data"


def home() -> Path:
    """The deployment's own folder, `COPILOTE_HOME`."""
    return Path(os.environ.get("COPILOTE_HOME") or ".copilote")


def editions_folder() -> Path:
    """Where a deployment adds tables of its own; it may not exist."""
    chosen = os.environ.get("COPILOTE_EDITIONS")
    return Path(chosen) if chosen else home() / "editions"


def data_roots() -> list[Path]:
    """The folders that hold tables: the deployment's own, if any, then the package's."""
    own = editions_folder()
    return ([own] if own.is_dir() else []) + [PACKAGED]


def editions(domain: str) -> list[str]:
    """The editions at hand of a domain ("simulator", "barometer"…), oldest first."""
    known: set[str] = set()
    for root in data_roots():
        with suppress(FileNotFoundError):  # asked for by every page; `iterdir` takes ten times as long
            known.update(os.listdir(root / domain))  # noqa: PTH208
    return sorted(known)


def latest(domain: str) -> str:
    """The newest edition at hand of a domain."""
    known = editions(domain)
    if not known:
        raise TableError(_("Aucune édition des tables « %(domain)s » n’est installée.", domain=domain))
    return known[-1]


def table_path(domain: str, name: str, edition: str | None = None) -> Path:
    """The file of one table; `edition` None is the newest. `name` carries its ending ("targets.csv")."""
    chosen = edition or latest(domain)
    for root in data_roots():
        path = root / domain / chosen / name
        if path.exists():
            return path
    table = f"{domain}/{chosen}/{name}"
    known = ", ".join(editions(domain)) or _("aucune")
    raise TableError(_("Table « %(table)s » absente. Éditions installées : %(known)s.", table=table, known=known))


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV of ours (UTF-8, comma, header line), as text; an empty cell means not known."""
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)
