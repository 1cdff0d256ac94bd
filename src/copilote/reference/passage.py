"""From a commune code of the past to the communes of today: mergers followed, splits said to be so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from copilote.reference.errors import UnknownNameError
from copilote.reference.records import load
from copilote.reference.tables import latest
from copilote.reference.territories import DOMAIN, commune_or_none
from copilote.words import N_, _


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
    note : one sentence.
    """

    old_code: str
    codes: tuple[str, ...]
    kind: str
    note: str
    shares: tuple[float, ...] = (1.0,)


_ENDED = {
    "merged": N_("%(name)s (%(code)s) fait aujourd’hui partie de %(target)s."),
    "recoded": N_("%(name)s (%(code)s) porte aujourd’hui un autre code : %(target)s."),
    "district": N_("%(name)s (%(code)s) est un arrondissement de %(target)s."),
}


@lru_cache(maxsize=4)
def load_passage() -> tuple[FormerCode, ...]:
    """Every row of the passage table, by old code."""
    return load(FormerCode, DOMAIN, "passage.csv")


@lru_cache(maxsize=4)
def _rows_by(field: str) -> dict[str, list[FormerCode]]:
    """The rows by their old or new code."""
    rows: dict[str, list[FormerCode]] = defaultdict(list)
    for row in load_passage():
        rows[getattr(row, field)].append(row)
    return dict(rows)


def former_codes(code: str) -> tuple[FormerCode, ...]:
    """The codes and names of the past that lead to a commune of today, by old code then year."""
    return tuple(_rows_by("new_code").get(code, ()))


def current_communes(code: str, year: int | None = None) -> Passage:
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
    rows = _rows_by("old_code").get(code, [])
    parted = [row for row in rows if row.kind == "split" and (year is None or row.in_force(year))]
    if parted:
        return _split(code, parted)
    commune = commune_or_none(code)
    if commune:
        note = _("%(name)s (%(code)s) est une commune de %(year)s.", name=commune.name, code=code, year=latest(DOMAIN))
        return Passage(code, (code,), "same", note)
    # A code that is gone may have borne several names: its last life says how it ended.
    gone = max((row for row in rows if row.kind in _ENDED), key=lambda row: row.year_to or 0, default=None)
    if gone is None:
        accepted = _("Un code INSEE a cinq caractères, comme 45234.")
        raise UnknownNameError(_("Code de commune"), code, accepted=accepted)
    note = _(_ENDED[gone.kind], name=gone.old_name, code=code, target=named(gone.new_code))
    return Passage(code, (gone.new_code,), gone.kind, note)


def passage_note(former: str, code: str) -> str:
    """What a code of the past became, where it is part of the commune of today `code`; "" else, whatever the text."""
    if not former or former == code:
        return ""
    try:
        passage = current_communes(former)
    except UnknownNameError:
        return ""
    return passage.note if code in passage.codes else ""


def _split(code: str, rows: list[FormerCode]) -> Passage:
    rows = sorted(rows, key=lambda row: (row.new_code != code, row.new_code))
    shares = [row.share for row in rows]
    note = _(
        "%(name)s (%(code)s), de %(start)s à %(end)s, est aujourd’hui partagée entre plusieurs communes : %(names)s.",
        name=rows[0].old_name,
        code=code,
        start=rows[0].year_from,
        end=rows[0].year_to,
        names=", ".join(named(row.new_code) for row in rows),
    )
    known = tuple(share for share in shares if share is not None)
    return Passage(code, tuple(row.new_code for row in rows), "split", note, known if len(known) == len(shares) else ())


def named(code: str) -> str:
    """A commune of today as a sentence names it: "Tours (37261)"."""
    commune = commune_or_none(code)
    return f"{commune.name} ({code})" if commune else code
