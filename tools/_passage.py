"""From any commune code that has been in force to those of 2026: the rows of passage.csv.

Two sources: INSEE's history of communes from 1943 to 1 January 2019 (in the package of 2019), then the differences
between the yearly editions. Years are those in which a code is *known* to have been in force: no edition exists for
2018 or 2020, so that a code which ended during 2020 has 2019 as its last year.

Kinds of rows, for an old code with its old name:

- merged: the commune is now a part of `new_code`, which may be the same code (the seat of a merger keeps its code);
- recoded: the same territory under another code (change of département, of seat, of name);
- renamed: the same code under another name;
- split: what the code meant in those years is now several communes, one row each; `share` is each one's part of the
  population of 2026, empty when a commune of today also holds land from elsewhere;
- district: an arrondissement of Paris, Lyon or Marseille, counted in its city.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from _tables import clean
from copilote.reference import errors

EDITIONS = {
    2019: "0.7.0",
    2021: "1.1.1",
    2022: "2.3.1",
    2023: "3.1.1",
    2024: "4.1.0",
    2025: "5.3.0",
    2026: "6.0.0",
}
LAST = max(EDITIONS)
LAST_HISTORY = 2019
WINDOW = "2016-01-01"
"""Mergers that are undone are looked for in codes in force after this day."""

Row = dict[str, Any]

# The same names come back in every edition.
fold = cache(errors.fold)


@dataclass(frozen=True)
class Edition:
    """The communes on 1 January of one year, and the former ones that they hold."""

    names: dict[str, str]
    holder: dict[str, str]
    """Delegated and associated communes: code → code of the commune that holds it."""
    delegated_names: dict[str, str]
    former: dict[str, str]
    """Every other former code that the edition gives a home to."""
    districts: dict[str, tuple[str, str]]

    @classmethod
    def read(cls, rows: list[Row]) -> Edition:
        names, holder, delegated, former, districts = {}, {}, {}, {}, {}
        for row in rows:
            code, name = row["code"], clean(row["nom"])
            if row["type"] == "commune-actuelle":
                names[code] = name
                former.update(dict.fromkeys(row.get("anciensCodes", []), code))
            elif row["type"] == "arrondissement-municipal":
                districts[code] = (name, row["commune"])
            else:
                holder[code] = row["chefLieu"]
                delegated[code] = name
        return cls(names, holder, delegated, former, districts)

    def home(self, code: str) -> str | None:
        """The commune of this edition that the territory of `code` belongs to.

        The holder of a delegated commune is trusted before the list of former codes, which was not updated when
        Les Hauts-Talican (60694) and Beaumont-les-Nonains (60054) parted.
        """
        if code in self.names:
            return code
        return self.holder.get(code) or self.former.get(code)

    def contents(self) -> dict[str, set[str]]:
        """Each commune: its own code and those of the communes that it holds as delegated or associated."""
        held = {code: {code} for code in self.names}
        for part, holder in self.holder.items():
            held[holder].add(part)
        return held


class Passage:
    """The rows of passage.csv, from the editions and INSEE's history up to 2019."""

    def __init__(self, editions: dict[int, Edition], history: list[Row], population: dict[str, int | None]) -> None:
        self.editions, self.population = editions, population
        self.now = editions[LAST]
        self.periods: dict[str, list[Row]] = defaultdict(list)
        for row in history:
            if row["type"] == "COM":
                self.periods[row["code"]].append(row)
        for rows in self.periods.values():
            rows.sort(key=lambda row: (row.get("dateDebut", ""), row["id"]))
        self.contents = self.now.contents()

    def rows(self) -> list[Row]:
        codes = set(self.periods).union(*(edition.names for edition in self.editions.values()))
        found = []
        for code in codes:
            if code in self.now.names:
                found += self.names_before(code, self.now.names[code])
            else:
                last = self.gone(code)
                found += [last, *self.names_before(code, last["old_name"])]
        found += self.splits()
        for code, (name, city) in self.now.districts.items():
            found.append({"old_code": code, "old_name": name, "kind": "district", "new_code": city})
        return sorted(
            found,
            key=lambda row: (row["old_code"], row.get("year_from") or 0, row.get("year_to") or 0, row["new_code"]),
        )

    def home(self, code: str) -> str:
        """The commune of 2026 that holds the territory of a code, through older editions if need be."""
        direct = self.now.home(code)
        if direct:
            return direct
        for year in sorted(self.editions, reverse=True):
            older = self.editions[year].home(code)
            if older and older != code:
                return self.home(older)
        raise ValueError(f"no commune of {LAST} holds the territory of {code}")

    def gone(self, code: str) -> Row:
        """The row of a code that is no longer a commune's, with its last name."""
        seen = [year for year, edition in self.editions.items() if code in edition.names]
        periods = self.periods.get(code, [])
        start = periods[-1].get("dateDebut", "") if periods else ""
        # A code may come back under another commune: its last life begins after the editions that lack it.
        back = [year for year in seen if year > LAST_HISTORY and year_before(year) not in seen]
        return {
            "old_code": code,
            "old_name": self.editions[seen[-1]].names[code] if seen else clean(periods[-1]["nom"]),
            "year_from": back[-1] if back else int(start[:4]) if start else None,
            "year_to": seen[-1] if seen else last_year(periods[-1].get("dateFin")),
            "kind": self.end(code),
            "new_code": self.home(code),
        }

    def end(self, code: str) -> str:
        """Whether a code that ended was only replaced by another one, or was merged."""
        seen = [year for year, edition in self.editions.items() if code in edition.names]
        if seen:
            last = self.editions[seen[-1]]
            following = self.editions[min(year for year in self.editions if year > seen[-1])]
            heir = following.home(code)
            alone = [other for other in last.names if following.home(other) == heir] == [code]
            if not heir or not alone:
                return "merged"
        else:
            period = self.periods[code][-1]
            if period.get("raisonFin") not in ("changement de département", "changement de chef lieu"):
                return "merged"
            heir = code_of(period["successeur"])
        return "recoded" if heir in self.now.names else self.end(heir)

    def names_before(self, code: str, last: str) -> list[Row]:
        """What a code was called before its last name: renamed, or seat of a merger."""
        home = self.home(code)
        past: dict[str, Row] = {}
        for period in self.periods.get(code, []):
            reason = period.get("raisonFin")
            self.note(past, code, home, period["nom"], "renamed" if reason == "changement de nom" else "merged")
            row = past[fold(period["nom"])]
            row["year_from"] = row.get("year_from") or int(period.get("dateDebut", "0")[:4]) or None
            row["year_to"] = last_year(period.get("dateFin"))
        for year, edition in self.editions.items():
            if code in edition.names:
                name = edition.names[code]
                became_part = code not in self.now.names or fold(self.now.delegated_names.get(code, "")) == fold(name)
                self.note(past, code, home, name, "merged" if became_part else "renamed")
                past[fold(name)]["year_to"] = year
                past[fold(name)].setdefault("year_from", year)
        past.pop(fold(last), None)
        return list(past.values())

    @staticmethod
    def note(past: dict[str, Row], code: str, home: str, name: str, kind: str) -> None:
        fresh = {"old_code": code, "old_name": clean(name), "kind": kind, "new_code": home}
        past.setdefault(fold(name), fresh)

    def splits(self) -> list[Row]:
        """Codes whose territory, at some time since 2016, is today several communes."""
        years: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        names: dict[tuple[str, tuple[str, ...]], str] = {}
        whole: dict[tuple[str, tuple[str, ...]], set[str]] = {}

        def note(code: str, name: str, parts: set[str], seen: list[int]) -> None:
            homes = {self.home(part) for part in parts}
            if len(homes) > 1:
                # The commune that kept the code comes first, then the others by code.
                key = (code, tuple(sorted(homes, key=lambda home: (home != code, home))))
                years[key] += seen
                names[key] = name
                # An association older than the merger is not named by it: Bures-sur-Dives within Troarn, then Saline.
                whole[key] = parts | {older for part in parts for older in self.members(part)}

        for code, periods in self.periods.items():
            for period in periods:
                if period.get("dateFin", "9") > WINDOW:
                    parts = {code_of(member) for member in period.get("membres", [])} | {code}
                    start = int(period.get("dateDebut", "0")[:4])
                    end = last_year(period.get("dateFin")) or LAST_HISTORY
                    note(code, period["nom"], parts, [start, end])
        for year, edition in self.editions.items():
            for code, parts in edition.contents().items():
                note(code, edition.names[code], parts, [year])

        found = []
        for (code, homes), seen in years.items():
            shares = self.shares(homes, whole[code, homes])
            for home, share in zip(homes, shares, strict=True):
                found.append(
                    {
                        "old_code": code,
                        "old_name": clean(names[code, homes]),
                        "year_from": min(seen) or None,
                        "year_to": max(seen),
                        "kind": "split",
                        "new_code": home,
                        "share": share,
                    }
                )
        return found

    def members(self, code: str) -> set[str]:
        """Every code that a commune has held at some time before 2019."""
        return {code_of(member) for period in self.periods.get(code, []) for member in period.get("membres", [])}

    def shares(self, homes: tuple[str, ...], parts: set[str]) -> list[float | None]:
        """Each commune's part of the people of all, to 6 decimals; unknown when one of them holds other land too."""
        people = [self.population[home] for home in homes]
        if any(self.contents[home] - parts for home in homes) or not all(people):
            return [None] * len(homes)
        known = [count for count in people if count]
        shares: list[float | None] = [round(count / sum(known), 6) for count in known[:-1]]
        # The last one takes what rounding leaves, so that nothing is lost on the way.
        return [*shares, round(1 - sum(share for share in shares if share), 6)]


def code_of(identifier: str) -> str:
    """The code within an identifier of the history ("COMD-12076@2016-01-01")."""
    return identifier.split("-", 1)[1].split("@")[0]


def year_before(year: int) -> int:
    """The year of the edition before that of `year`."""
    return max((other for other in EDITIONS if other < year), default=year)


def last_year(end: str | None) -> int | None:
    """The last year in which a code that ended on the day `end` was in force."""
    if not end:
        return None
    return int(end[:4]) - 1 if end.endswith("-01-01") else int(end[:4])


def passage_rows(editions: dict[int, Edition], history: list[Row], population: dict[str, int | None]) -> list[Row]:
    """The rows of passage.csv, sorted by old code then years."""
    return Passage(editions, history, population).rows()
