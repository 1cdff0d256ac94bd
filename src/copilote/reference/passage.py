"""From a commune code of the past to the communes of today: mergers followed, splits said to be so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.errors import UnknownNameError
from copilote.reference.tables import latest, number, read_rows, table_path, whole
from copilote.reference.territory_tables import DOMAIN, commune_or_none


@dataclass(frozen=True)
class FormerCode:
    """A row of the passage table: what a code was called, in which years, and a commune of today that it leads to.

    kind : "merged", "recoded", "renamed", "split" or "district"; share : part of today's inhabitants, for a split.
    """

    old_code: str
    old_name: str
    year_from: int | None
    year_to: int | None
    kind: str
    new_code: str
    share: float | None

    def in_force(self, year: int) -> bool:
        """Whether the code is known to have meant this in that year."""
        return (self.year_from or 0) <= year <= (self.year_to or 9999)


@dataclass(frozen=True)
class Passage:
    """Where a commune code leads today.

    codes : communes of today, that which kept the code first.
    kind : "same", "merged", "recoded", "split" (several communes today) or "district" (counted in its city).
    shares : what a quantity of the old commune gives to each of `codes`, by inhabitants of today, adding up to 1;
    empty when a split cannot be shared so.
    note : one French sentence.
    """

    old_code: str
    codes: tuple[str, ...]
    kind: str
    note: str
    shares: tuple[float, ...] = (1.0,)


@lru_cache(maxsize=4)
def load_passage(edition: str | None = None) -> tuple[FormerCode, ...]:
    """Every row of the passage table, by old code."""
    return tuple(
        FormerCode(
            old_code=row["old_code"],
            old_name=row["old_name"],
            year_from=whole(row["year_from"]),
            year_to=whole(row["year_to"]),
            kind=row["kind"],
            new_code=row["new_code"],
            share=number(row["share"]),
        )
        for row in read_rows(table_path(DOMAIN, edition, "passage.csv"))
    )


@lru_cache(maxsize=4)
def _by_old_code(edition: str | None) -> dict[str, list[FormerCode]]:
    found: dict[str, list[FormerCode]] = defaultdict(list)
    for row in load_passage(edition):
        found[row.old_code].append(row)
    return dict(found)


@lru_cache(maxsize=4)
def _by_new_code(edition: str | None) -> dict[str, list[FormerCode]]:
    found: dict[str, list[FormerCode]] = defaultdict(list)
    for row in load_passage(edition):
        found[row.new_code].append(row)
    return dict(found)


def former_codes(code: str, edition: str | None = None) -> tuple[FormerCode, ...]:
    """The codes and names of the past that lead to a commune of today, by old code then year."""
    return tuple(_by_new_code(edition).get(code, ()))


def current_communes(code: str, year: int | None = None, edition: str | None = None) -> Passage:
    """The communes of today on the territory that a commune code means, or meant.

    Parameters
    ----------
    code : five characters; codes of 2016 and later all resolve, and those of before that INSEE's history holds.
    year : the year of the data that use the code. A code that outlived an undone merger means one commune today and
        several together before: without a year, the merger is assumed (kind "split"), so that nothing is taken for
        a smaller place than it may be.

    Raises
    ------
    UnknownNameError : no commune has had this code.
    """
    rows = _by_old_code(edition).get(code, [])
    parted = [row for row in rows if row.kind == "split" and (year is None or row.in_force(year))]
    if parted:
        return _split(code, parted, edition)
    commune = commune_or_none(code, edition)
    if commune:
        return Passage(
            code, (code,), "same", f"{commune.name} ({code}) est une commune de {edition or latest(DOMAIN)}."
        )
    # A code that is gone may have borne several names: its last life says how it ended.
    ended = [row for row in rows if row.kind in ("merged", "recoded", "district")]
    gone = max(ended, key=lambda row: row.year_to or 0, default=None)
    if gone is None:
        raise UnknownNameError("Code de commune", code, accepted="Un code INSEE a cinq caractères, comme 45234.")
    target = named(gone.new_code, edition)
    sentences = {
        "merged": f"{gone.old_name} ({code}) fait aujourd’hui partie de {target}.",
        "recoded": f"{gone.old_name} ({code}) porte aujourd’hui un autre code : {target}.",
        "district": f"{gone.old_name} ({code}) est un arrondissement de {target}.",
    }
    return Passage(code, (gone.new_code,), gone.kind, sentences[gone.kind])


def _split(code: str, rows: list[FormerCode], edition: str | None) -> Passage:
    rows = sorted(rows, key=lambda row: (row.new_code != code, row.new_code))
    shares = [row.share for row in rows]
    names = ", ".join(named(row.new_code, edition) for row in rows)
    return Passage(
        code,
        tuple(row.new_code for row in rows),
        "split",
        f"{rows[0].old_name} ({code}), de {rows[0].year_from} à {rows[0].year_to}, est aujourd’hui partagée entre "
        f"plusieurs communes : {names}.",
        tuple(share for share in shares if share is not None) if None not in shares else (),
    )


def named(code: str, edition: str | None = None) -> str:
    """A commune of today as a sentence names it: "Tours (37261)"."""
    commune = commune_or_none(code, edition)
    return f"{commune.name} ({code})" if commune else code
