"""The territories that a table of actions names, as communes of a region: by code, SIREN or name, one or several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from copilote.reference.errors import fold, nearest
from copilote.reference.territories import load_communes, load_departements, load_epci, load_regions

LISTED = re.compile(r"[;\n|]+")
KIND = re.compile(
    r"^(?:cc|ca|cu|communaute de communes|communaute d agglomeration|communaute urbaine|metropole|departement|"
    r"commune|ville|region)(?: (?:des|du|de la|de l|de|d))? "
)
QUOTED = re.compile(r'["«]\s*([^"»]{4,})\s*["»]')
"""What an EPCI is known as: CA de Blois "Agglopolys"."""
HELPED = 100
"""Names that are not known for which the nearest are looked for."""


class Places:
    """The territories of a region (code), by folded code or name."""

    def __init__(self, region: str) -> None:
        self._region = region
        self.real = any(each.code == region for each in load_regions())
        self._known: dict[str, frozenset[str] | None] = {}
        self._helped = 0

    @cached_property
    def whole(self) -> frozenset[str]:
        """All the communes of the region."""
        return frozenset(self.blocks)

    @cached_property
    def blocks(self) -> Mapping[str, str]:
        """The EPCI of each commune, its own code without one."""
        communes = load_communes(self._region) if self.real else ()
        return {commune.code: commune.epci or commune.code for commune in communes}

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        communes = load_communes(self._region)
        epci: dict[str, set[str]] = {}
        departements: dict[str, set[str]] = {}
        for commune in communes:
            epci.setdefault(commune.epci or "", set()).add(commune.code)
            departements.setdefault(commune.departement, set()).add(commune.code)
        named: list[tuple[Iterable[str], frozenset[str]]] = [
            ((region.code, region.name), self.whole) for region in load_regions() if region.code == self._region
        ]
        named += [
            ((one.code, one.name), frozenset(departements.get(one.code, ()))) for one in load_departements(self._region)
        ]
        named += [((one.code, one.name), frozenset(epci.get(one.code, ()))) for one in load_epci(self._region)]
        named += [((one.code, one.name, one.siren or ""), frozenset({one.code})) for one in communes]
        names: dict[str, frozenset[str]] = {}
        for spellings, area in named:
            for spelling in spellings:
                known_as = QUOTED.findall(spelling)
                for key in dict.fromkeys((fold(spelling), KIND.sub("", fold(spelling)), *map(fold, known_as))):
                    if key and area:
                        # The larger territory has its name: "Blois" alone is the commune, which has it whole.
                        names.setdefault(key, area)
        for one in communes:
            names[fold(one.name)] = frozenset({one.code})
        for name in self._homonyms:
            del names[name]
        return names

    @cached_property
    def _homonyms(self) -> dict[str, list[str]]:
        """Names that several communes of the region have, with their codes: none is taken for another."""
        named: dict[str, list[str]] = {}
        for one in load_communes(self._region):
            named.setdefault(fold(one.name), []).append(f"{one.name} ({one.code})")
        return {name: spelt for name, spelt in named.items() if len(spelt) > 1}

    def area(self, text: str) -> frozenset[str] | None:
        """The communes of what a cell names; None when something in it is not known. A fictional region has none."""
        if not self.real:
            return frozenset({fold(text)})
        if text not in self._known:
            self._known[text] = self._area(text)
        return self._known[text]

    def _area(self, text: str) -> frozenset[str] | None:
        whole = self._one(text)
        if whole is not None:
            return whole
        parts = [part for part in LISTED.split(text) if part.strip()]
        if len(parts) == 1:
            parts = [part for part in re.split(r",| et ", text) if part.strip()]
        areas = [self._one(part) for part in parts]
        if not areas or any(area is None for area in areas):
            return None
        return frozenset().union(*(area for area in areas if area is not None))

    def _one(self, text: str) -> frozenset[str] | None:
        key = fold(text.strip().removesuffix(".0"))
        if key.isdigit() and len(key) == 4:
            key = f"0{key}"  # a spreadsheet takes the zero off
        return self._names.get(key) or self._names.get(KIND.sub("", key)) or self._names.get(key.replace(" ", ""))

    def near(self, text: str) -> list[str]:
        """Names that look like one that is not known, or that several have; none once many were asked."""
        if homonyms := self._homonyms.get(fold(text)):
            return homonyms
        self._helped += 1
        if self._helped > HELPED:
            return []
        names = [one.name for one in load_epci(self._region)] + [one.name for one in load_communes(self._region)]
        return nearest(text, names)
