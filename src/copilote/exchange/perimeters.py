"""Any perimeter as a set of communes: region, département, CRTE, EPCI, arrondissement, commune, or a list of one's own.

A list may name communes of the past (resolved, and said), EPCI and communes together, across départements and regions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilote.reference.communes import Frame, load_frame
from copilote.reference.errors import AmbiguousNameError, InputError, UnknownNameError, fold, nearest
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.perimeters import Crte, crte_today, find_crte, load_all_crte, load_crte, load_crte_list
from copilote.reference.simulator import Region, find_region, load_regions
from copilote.reference.territories import (
    commune_or_none,
    current_communes,
    find_all,
    load_communes,
    load_departements,
    load_epci,
    load_ept,
    search,
)

Ranks = NDArray[np.intp]

LEVELS = ("region", "departement", "crte", "arrondissement", "epci", "commune")
"""Levels that a region is shared to, widest first."""
LEVEL_WORDS = {
    "france": "France",
    "region": "région",
    "departement": "département",
    "crte": "CRTE",
    "arrondissement": "arrondissement",
    "epci": "intercommunalité",
    "ept": "établissement public territorial",
    "commune": "commune",
    "perimetre": "périmètre choisi",
}
MOST_IN_LIST = 2000


@dataclass(frozen=True, eq=False)
class Place:
    """A perimeter. ranks : its communes' ranks in the frame, rising; regions : INSEE codes of those that it lies in,
    that with the most of its inhabitants first; note : French, or "" (which list a CRTE is of, a commune of the past).
    """

    level: str
    code: str
    name: str
    ranks: Ranks
    regions: tuple[str, ...]
    note: str = ""
    source: str = "decoupage-2026"

    @property
    def population(self) -> int | None:
        """Its inhabitants; None when one of its communes' are not known."""
        total = load_frame().population[self.ranks].sum()
        return int(total) if np.isfinite(total) else None

    @property
    def area_km2(self) -> float | None:
        """Its area (of the land register), in km²; None when not known."""
        total = float(load_frame().figures["area_km2"][self.ranks].sum())
        return total if np.isfinite(total) else None

    @property
    def codes(self) -> tuple[str, ...]:
        """INSEE codes of its communes."""
        return tuple(load_frame().codes[self.ranks].tolist())

    def within(self, region: str) -> Ranks:
        """The ranks of its communes in a region."""
        frame = load_frame()
        inside = frame.levels["region"]
        found: Ranks = self.ranks[inside.index[self.ranks] == inside.codes.index(region)]
        return found


@dataclass(frozen=True)
class Gathered:
    """A perimeter made of a list, what was changed or understood in it, and what was not, one French sentence each."""

    place: Place
    remarks: tuple[str, ...] = field(default=())
    refused: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Redrawn:
    """A perimeter that the COP of a region drew as a CRTE. code : its number; codes : what it is made of; replaces :
    codes of the listed CRTE whose place it takes in that region.
    """

    code: str
    name: str
    codes: tuple[str, ...]
    replaces: tuple[str, ...] = ()


@kept_while_loaded(maxsize=512)
def places(region: str, level: str, redrawn: tuple[Redrawn, ...] = ()) -> tuple[Place, ...]:
    """The perimeters of a level with at least one commune in a region (INSEE code), by name.

    An EPCI or CRTE over several regions keeps all its communes (see `Place.within`). redrawn : for the CRTE, what the
    COP put beside those of the list, or in their place.
    """
    frame = load_frame()
    if level == "region":
        return (_region(region),)
    if level == "departement":
        found = [_of_level(frame, level, one.code, one.name) for one in load_departements(region)]
    elif level == "epci":
        found = [_of_level(frame, level, one.code, one.name) for one in load_epci(region)]
    elif level == "crte":
        gone = {code for one in redrawn for code in one.replaces}
        found = [_of_crte(frame, one) for one in load_crte(region) if one.code not in gone]
        found += [drawn(one) for one in redrawn]
    elif level == "arrondissement":
        codes = sorted({one.arrondissement for one in load_communes(region) if one.arrondissement})
        found = [_of_level(frame, level, code, f"Arrondissement {_seat(code)}") for code in codes]
    elif level == "commune":
        own = load_communes(region)
        return tuple(_commune(frame, one.code, one.name) for one in sorted(own, key=lambda one: fold(one.name)))
    else:
        raise InputError(f"Niveau « {level} » : inconnu. Niveaux acceptés : {', '.join(LEVELS)}.")
    return tuple(sorted(found, key=lambda one: fold(one.name)))


def _seat(arrondissement: str) -> str:
    """An arrondissement's most populated commune, most often its seat, after its preposition: "du Havre"."""
    frame = load_frame()
    ranks = frame.levels["arrondissement"].members(arrondissement)
    most = int(ranks[np.nanargmax(np.nan_to_num(frame.population[ranks]))])
    commune = commune_or_none(str(frame.codes[most]))
    name = commune.name if commune else arrondissement
    for article, word in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return word + name.removeprefix(article)
    return ("d’" if fold(name)[:1] in "aeiouyh" else "de ") + name


def _regions_of(frame: Frame, ranks: Ranks) -> tuple[str, ...]:
    level = frame.levels["region"]
    heads = np.bincount(level.index[ranks], np.nan_to_num(frame.population[ranks]) + 1e-6, len(level.codes))
    return tuple(level.codes[at] for at in np.argsort(-heads, kind="stable") if heads[at] > 0)


def _place(frame: Frame, level: str, code: str, name: str, ranks: Ranks, note: str = "") -> Place:
    ranks = np.sort(ranks).astype(np.intp)
    ranks.setflags(write=False)
    return Place(level, code, name, ranks, _regions_of(frame, ranks), note)


def _of_level(frame: Frame, level: str, code: str, name: str) -> Place:
    return _place(frame, level, code, name, frame.levels[level].members(code))


def _of_crte(frame: Frame, crte: Crte) -> Place:
    ranks = np.unique(np.concatenate([_of_body(frame, code) for code in crte.epci]))
    notes = [load_crte_list().words, crte.note, _twice(ranks)]
    found = _place(frame, "crte", crte.code, crte.name, ranks, " ".join(note for note in notes if note))
    return replace(found, source=crte.source)


def drawn(redrawn: Redrawn) -> Place:
    """A perimeter of a COP. Raises InputError when none of its communes is left."""
    found = gather_list(redrawn.codes, redrawn.name).place
    names = {one.code: one.name for one in load_all_crte()}
    replaced = [names.get(code, code) for code in redrawn.replaces]
    note = "Périmètre dessiné par la COP : un CRTE."
    note += f" Dans cette COP, il remplace : {', '.join(replaced)}." if replaced else ""
    return replace(found, code=redrawn.code, note=note)


@kept_while_loaded(maxsize=2)
def crte_members() -> tuple[tuple[str, ...], Ranks, Ranks]:
    """The CRTE of the list by code, then (M,) ranks of communes and (M,) of the CRTE that each is in: twice for a
    commune of two, never for one of none."""
    frame, listed = load_frame(), load_all_crte()
    held = [np.unique(np.concatenate([_of_body(frame, code) for code in one.epci])) for one in listed]
    index = np.repeat(np.arange(len(held)), [one.size for one in held])
    communes = np.concatenate([np.empty(0, dtype=np.intp), *held])
    return tuple(one.code for one in listed), communes.astype(np.intp), index.astype(np.intp)


def _twice(ranks: Ranks) -> str:
    """What of a CRTE is in another one of the list, as a sentence; "" for nothing."""
    times = np.bincount(crte_members()[1], minlength=len(load_frame().codes))
    return twice_words(ranks[times[ranks] > 1])


def twice_words(ranks: Ranks, more: str = "") -> str:
    """The sentence of communes that are in two CRTE, whole EPCI and EPT by name; "" for none. more : its end."""
    if not ranks.size:
        return ""
    names = _whole_bodies(ranks)
    verbs = ("est", "compte") if len(names) == 1 else ("sont", "comptent")
    joined = " et ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{joined} {verbs[0]} dans deux CRTE et {verbs[1]} dans chacun, une seule fois dans la région{more}."


def _whole_bodies(ranks: Ranks) -> list[str]:
    """The EPCI and EPT all of whose communes are among some, by name, then how many communes are left."""
    left = set(ranks.tolist())
    names = []
    for one in (*load_epci(), *load_ept()):
        own = set(_of_body(load_frame(), one.code).tolist())
        if own and own <= left:
            names.append(one.name)
            left -= own
    if left:
        names.append(f"{len(left)} communes" if len(left) > 1 else "1 commune")
    return names


def _of_body(frame: Frame, siren: str) -> Ranks:
    """The communes of an EPCI, else of an EPT, else the commune of that SIREN."""
    members = frame.levels["epci"].members(siren)
    if members.size:
        return members
    return np.array([frame.rank_of(code) for code in _bodies().get(siren, ())], dtype=np.intp)


@lru_cache(maxsize=1)
def _bodies() -> dict[str, tuple[str, ...]]:
    """Codes of the communes of each EPT, and of each commune without EPCI, by SIREN."""
    found: dict[str, tuple[str, ...]] = {}
    for one in load_communes():
        if one.ept:
            found[one.ept] = (*found.get(one.ept, ()), one.code)
        if one.siren:
            found[one.siren] = (one.code,)
    return found


def _commune(frame: Frame, code: str, name: str, note: str = "") -> Place:
    return _place(frame, "commune", code, name, np.array([frame.rank_of(code)], dtype=np.intp), note)


@lru_cache(maxsize=32)
def _region(code: str) -> Place:
    region = next(one for one in load_regions() if one.code == code)
    return _of_level(load_frame(), "region", code, region.name)


@kept_while_loaded(maxsize=4096)
def place_of(level: str, code: str) -> Place:
    """The perimeter of a level with this very code. Raises UnknownNameError with the nearest ones."""
    frame = load_frame()
    if level == "france":
        return _place(frame, "france", "france", "France", np.arange(len(frame.codes), dtype=np.intp))
    if level == "region":
        return _region(_numbered(find_region(code)).code)
    if level == "crte":
        level, code = crte_today(code)
        if level == "crte":
            return _of_crte(frame, find_crte(code))
    if level == "commune":
        return _commune_of(frame, code)
    names = _names(level)
    if code not in names:
        near = [f"{one} ({names[one]})" for one in nearest(code, names)]
        raise UnknownNameError(LEVEL_WORDS.get(level, level).capitalize(), code, near, "Donnez le code du territoire.")
    if level == "ept":
        members = [one.code for one in load_communes("11") if one.ept == code]
        return _place(frame, level, code, names[code], np.array([frame.rank_of(one) for one in members]))
    return _of_level(frame, level, code, names[code])


def _numbered(region: Region) -> Region:
    if region.fictional:
        raise InputError(f"« {region.name} » est fictive : aucune commune. Donnez une région, comme 24.")
    return region


@lru_cache(maxsize=8)
def _names(level: str) -> dict[str, str]:
    if level == "departement":
        return {one.code: one.name for one in load_departements()}
    if level == "epci":
        return {one.code: one.name for one in load_epci()}
    if level == "ept":
        return {one.code: one.name for one in load_ept()}
    if level == "arrondissement":
        return {code: f"Arrondissement {_seat(code)}" for code in load_frame().levels["arrondissement"].codes}
    raise InputError(f"Niveau « {level} » : inconnu. Niveaux acceptés : {', '.join(LEVELS)}.")


def _commune_of(frame: Frame, code: str) -> Place:
    found = commune_or_none(code.upper())
    note = ""
    if found is None:
        passage = current_communes(code.upper())
        if len(passage.codes) > 1:
            raise InputError(f"{passage.note} Donnez l’un de ces codes.")
        found, note = commune_or_none(passage.codes[0]), passage.note
    if found is None or len(found.region) != 2:
        raise InputError(f"{found.name if found else code} : hors des 18 régions, aucun objectif ne s’y partage.")
    return _commune(frame, found.code, found.name, note)


def find_place(text: str) -> Place:
    """The perimeter that a person means: a code ("45", "200030385", "crte-41-…", "departement:45") or a name.

    Raises UnknownNameError or AmbiguousNameError with the nearest ones.
    """
    wanted = text.strip()
    level, colon, code = wanted.partition(":")
    if colon and level in LEVEL_WORDS:
        return place_of(level, code.strip())
    if fold(wanted) == "france":
        return place_of("france", "france")
    if crte_today(wanted)[1] != wanted or any(wanted.lower() == one.code.lower() for one in load_all_crte()):
        return place_of("crte", wanted.lower())
    bodies = find_all(wanted)
    if len(bodies) == 1:
        return place_of(bodies[0].level, bodies[0].code)
    if not bodies:
        same = [one for one in search(wanted, 6) if fold(one.name) == fold(wanted)] if fold(wanted) else []
        if len(same) == 1:
            return place_of(same[0].level, same[0].code)
        near = [f"{one.level}:{one.code} ({one.name})" for one in (same or search(wanted, 3) if fold(wanted) else ())]
        raise UnknownNameError("Territoire", text, near, "Donnez un code (45, 200030385, 41018) ou un nom.")
    raise AmbiguousNameError("territoires", wanted, [f"{one.level}:{one.code} ({one.name})" for one in bodies])


def gather_list(codes: Iterable[str], name: str = "Périmètre choisi") -> Gathered:
    """A perimeter out of a list of codes of communes, EPCI, départements or CRTE, each commune counted once.

    Codes of the past lead to today's communes; what no territory has is named, one by one, and left out. Raises
    InputError when nothing is left.
    """
    frame = load_frame()
    kept: dict[int, str] = {}
    remarks: list[str] = []
    refused: list[str] = []
    asked = [code.strip() for code in codes if code.strip()]
    if len(asked) > MOST_IN_LIST:
        raise InputError(f"Une liste de {len(asked)} codes : {MOST_IN_LIST} au plus.")
    for code in asked:
        try:
            found = _members(code)
        except (UnknownNameError, InputError) as error:
            refused.append(str(error))
            continue
        if found.note and found.level == "commune":
            remarks.append(found.note)
        twice = [rank for rank in found.ranks.tolist() if rank in kept]
        if twice:
            told = (
                "une commune déjà dans la liste, comptée"
                if len(twice) == 1
                else (f"{len(twice)} communes déjà dans la liste, comptées")
            )
            remarks.append(f"{found.name} ({code}) : {told} une fois.")
        kept |= {rank: code for rank in found.ranks.tolist() if rank not in kept}
    if not kept:
        raise InputError("Aucune commune dans cette liste. " + " ".join(refused[:5]))
    return Gathered(
        _place(frame, "perimetre", " ".join(asked), name, np.array(list(kept), dtype=np.intp)),
        tuple(remarks),
        tuple(refused),
    )


def _members(code: str) -> Place:
    if len(code) == 5 and ":" not in code and fold(code):
        return place_of("commune", code.upper())
    return find_place(code)


def made_of(code: str, ranks: Ranks) -> Place:
    """Some communes of the frame as a perimeter without a name."""
    return _place(load_frame(), "perimetre", code, "", ranks)


def overlaps(perimeters: Sequence[Place], region: str) -> tuple[Ranks, Ranks]:
    """The communes of a region that are in two perimeters or more, and those in none, by rank."""
    frame = load_frame()
    times = np.zeros(len(frame.codes), dtype=np.int64)
    for one in perimeters:
        times[one.ranks] += 1
    inside = frame.levels["region"].members(region)
    return inside[times[inside] > 1].astype(np.intp), inside[times[inside] == 0].astype(np.intp)
