"""Any perimeter as a set of communes: region, département, CRTE, EPCI, arrondissement, commune, or a list of one's own.

A list may name communes of the past (resolved, and said), EPCI and communes together, across départements and regions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from copilote.exchange.place import LEVEL_WORDS, LEVELS, Place, Ranks, made_of, members_of
from copilote.reference.communes import load_frame
from copilote.reference.errors import AmbiguousNameError, InputError, UnknownNameError, fold, nearest
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.passage import current_communes
from copilote.reference.perimeters import Crte, crte_today, find_crte, load_all_crte, load_crte, load_crte_list
from copilote.reference.simulator import find_region, load_regions
from copilote.reference.territories import (
    Territory,
    commune_or_none,
    load_communes,
    load_departements,
    load_epci,
    load_ept,
)
from copilote.reference.territory_search import Match, search
from copilote.reference.territory_sheets import find_all
from copilote.words import N_, _, per_language
from copilote.words.numbers import counted

EPT_DEPARTEMENT = "75"
"""Where the établissements publics territoriaux are: all in the Métropole du Grand Paris."""
MOST_IN_LIST = 2000
DIGITS = str.maketrans("OIL", "011")
"""Letters typed for the digits that they look like."""
MOST_NEAR = 5
"""Territories named as the nearest at most."""
MOST_ALIKE = 20
"""Territories of one name that are told apart at most."""


@dataclass(frozen=True)
class Gathered:
    """A perimeter made of a list, what was changed or understood in it, and what was not, one sentence each."""

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
    if level == "crte":
        replaced = {code for perimeter in redrawn for code in perimeter.replaces}
        perimeters = [_of_crte(crte) for crte in load_crte(region) if crte.code not in replaced]
        perimeters += [drawn(perimeter) for perimeter in redrawn]
    elif level == "commune":
        names, ranks = _names(level, region), members_of(region)
        # Made at once: a region has thousands of them.
        perimeters = [
            Place(level, code, names[code], ranks[at : at + 1], (region,))
            for at, code in enumerate(load_frame().codes[ranks].tolist())
        ]
    else:
        perimeters = [_made(level, code, name) for code, name in _names(level, region).items()]
    return tuple(sorted(perimeters, key=lambda place: fold(place.name)))


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


def _made(level: str, code: str, name: str, note: str = "") -> Place:
    frame = load_frame()
    if level == "commune":
        ranks = np.array([frame.rank_of(code)], dtype=np.intp)
    else:
        ranks = _of_body(code, EPT_DEPARTEMENT) if level == "ept" else frame.levels[level].members(code)
    return made_of(code, ranks, level, name, note)


def _of_crte(crte: Crte) -> Place:
    ranks = _crte_ranks(crte)
    notes = [load_crte_list().words, crte.note, _twice(ranks)]
    place = made_of(crte.code, ranks, "crte", crte.name, " ".join(note for note in notes if note))
    return replace(place, source=crte.source)


def drawn(redrawn: Redrawn) -> Place:
    """A perimeter of a COP. Raises InputError when none of its communes is left."""
    place = gather_list(redrawn.codes, redrawn.name).place
    names = {crte.code: crte.name for crte in load_all_crte()}
    note = _("Périmètre dessiné par la COP : un CRTE.")
    if redrawn.replaces:
        replaced = ", ".join(names.get(code, code) for code in redrawn.replaces)
        note += " " + _("Dans cette COP, il remplace : %(names)s.", names=replaced)
    return replace(place, code=redrawn.code, note=note)


@kept_while_loaded(maxsize=2, texts=False)
def crte_members() -> tuple[tuple[str, ...], Ranks, Ranks]:
    """The CRTE of the list by code, then (M,) ranks of communes and (M,) of the CRTE that each is in: twice for a
    commune of two, never for one of none."""
    listed = load_all_crte()
    ranks = [_crte_ranks(crte) for crte in listed]
    index = np.repeat(np.arange(len(ranks)), [own.size for own in ranks])
    communes = np.concatenate([np.empty(0, dtype=np.intp), *ranks])
    return tuple(crte.code for crte in listed), communes.astype(np.intp), index.astype(np.intp)


def _crte_ranks(crte: Crte) -> Ranks:
    return np.unique(np.concatenate([_of_body(siren, crte.departement) for siren in crte.epci]))


def _twice(ranks: Ranks) -> str:
    """What of a CRTE is in another one of the list, as a sentence; "" for nothing."""
    times = np.bincount(crte_members()[1], minlength=len(load_frame().codes))
    return twice_words(ranks[times[ranks] > 1])


def twice_words(ranks: Ranks, more: str = "") -> str:
    """The sentence of communes that are in two CRTE, whole EPCI and EPT by name; "" for none. more : its end."""
    if not ranks.size:
        return ""
    names = _whole_bodies(ranks)
    if len(names) == 1:
        text = N_("%(names)s est dans deux CRTE et compte dans chacun, une seule fois dans la région%(more)s.")
        return _(text, names=names[0], more=more)
    text = N_("%(names)s sont dans deux CRTE et comptent dans chacun, une seule fois dans la région%(more)s.")
    return _(text, names=_("%(first)s et %(last)s", first=", ".join(names[:-1]), last=names[-1]), more=more)


def _whole_bodies(ranks: Ranks) -> list[str]:
    """The EPCI and EPT all of whose communes are among some, by name, then how many communes are left."""
    left = set(ranks.tolist())
    names = []
    for body in (*load_epci(), *load_ept()):
        own = set(_of_body(body.code, body.departements[0]).tolist())
        if own and own <= left:
            names.append(body.name)
            left -= own
    return names + ([counted(len(left), "commune", "communes")] if left else [])


def _of_body(siren: str, departement: str) -> Ranks:
    """The communes of an EPCI, else of an EPT, else the commune of that SIREN, in a département or elsewhere."""
    members = load_frame().levels["epci"].members(siren)
    if members.size:
        return members
    home = next((row.region for row in load_departements() if row.code == departement), None)
    for region in (home, None):  # a region's communes are read twenty times as fast as all of them
        if codes := _bodies(region).get(siren):
            return np.array([load_frame().rank_of(code) for code in codes], dtype=np.intp)
    return np.empty(0, dtype=np.intp)


@lru_cache(maxsize=32)
def _bodies(region: str | None) -> dict[str, tuple[str, ...]]:
    """Codes of the communes of each EPT, and of each commune, by SIREN, in a region or in all."""
    bodies: dict[str, tuple[str, ...]] = {}
    for commune in load_communes(region):
        if commune.ept:
            bodies[commune.ept] = (*bodies.get(commune.ept, ()), commune.code)
        if commune.siren:
            bodies[commune.siren] = (commune.code,)
    return bodies


@kept_while_loaded(maxsize=4096)
def place_of(level: str, code: str) -> Place:
    """The perimeter of a level with this very code. Raises UnknownNameError with the nearest ones."""
    if level == "france":
        return made_of("france", np.arange(len(load_frame().codes)), "france", _(LEVEL_WORDS["france"]))
    if level == "region":
        region = find_region(code)
        if region.fictional:
            text = N_("« %(name)s » est fictive : aucune commune. Donnez une région, comme 24.")
            raise InputError(_(text, name=region.name))
        code = region.code
    if level == "crte":
        level, code = crte_today(code)
        if level == "crte":
            return _of_crte(find_crte(code))
    if level == "commune":
        return _commune_of(code)
    names = _names(level)
    if code not in names:
        kind = _(LEVEL_WORDS.get(level, level)).capitalize()
        raise UnknownNameError(kind, code, _near(level, code, names), _("Donnez le code du territoire."))
    return _made(level, code, names[code])


def _near(level: str, text: str, names: Mapping[str, str]) -> list[str]:
    """The territories of a level that a text may mean, by name or by a code mistyped: "41018 (Blois)".

    names : by code, those whose codes are compared.
    """
    matches = search(text, 20) if fold(text) else ()
    named_so = [f"{match.code} ({_told(match)})" for match in matches if match.level == level][:MOST_NEAR]
    return named_so or [f"{code} ({names[code]})" for code in nearest(text.upper().translate(DIGITS), names)]


@per_language
def _names(level: str, region: str | None = None) -> dict[str, str]:
    """The names of a level's territories by code, in a region or in all."""
    if level == "region":
        return {row.code: row.name for row in load_regions() if region in (None, row.code)}
    if level == "commune":
        return {commune.code: commune.name for commune in load_communes(region)}
    if level == "departement":
        return {departement.code: departement.name for departement in load_departements(region)}
    if level == "epci":
        return {epci.code: epci.name for epci in load_epci(region)}
    if level == "ept":
        return {ept.code: ept.name for ept in load_ept()}
    if level == "arrondissement":
        inside = load_frame().levels[level]
        used = np.unique(inside.index if region is None else inside.index[members_of(region)])
        return {inside.codes[at]: f"Arrondissement {_seat(inside.codes[at])}" for at in used.tolist() if at >= 0}
    raise InputError(
        _("Niveau « %(level)s » : inconnu. Niveaux acceptés : %(levels)s.", level=level, levels=", ".join(LEVELS))
    )


def _commune_of(code: str) -> Place:
    commune = commune_or_none(code.upper())
    note = ""
    if commune is None:
        try:
            passage = current_communes(code.upper())
        except UnknownNameError as error:
            alike = {known: name for known, name in _names("commune").items() if known[:2] == code[:2].upper()}
            near = _near("commune", code, alike)
            raise UnknownNameError(error.kind, code, near, _("Un code INSEE a cinq caractères, comme 45234.")) from None
        if len(passage.codes) > 1:
            raise InputError(_("%(note)s Donnez l’un de ces codes.", note=passage.note))
        commune, note = commune_or_none(passage.codes[0]), passage.note
    if commune is None or len(commune.region) != 2:
        outside = commune.name if commune else code
        text = N_("%(place)s : hors des 18 régions. Copilote n’en tient ni objectif à partager, ni projection du "
                  "climat, ni catastrophe naturelle reconnue.")  # fmt: skip
        raise InputError(_(text, place=outside))
    return _made("commune", commune.code, commune.name, note)


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
    if crte_today(wanted)[1] != wanted or any(wanted.lower() == crte.code.lower() for crte in load_all_crte()):
        return place_of("crte", wanted.lower())
    bodies = find_all(wanted)
    if len(bodies) == 1:
        return place_of(bodies[0].level, bodies[0].code)
    if bodies:
        raise AmbiguousNameError(_("territoires"), wanted, [_coded(body) for body in bodies])
    matches = search(wanted, MOST_ALIKE) if fold(wanted) else ()
    same = [match for match in matches if fold(match.name) == fold(wanted)]
    if len(same) == 1:
        return place_of(same[0].level, same[0].code)
    if same:
        kind = _("communes") if all(match.level == "commune" for match in same) else _("territoires")
        raise AmbiguousNameError(kind, wanted, [_coded(match) for match in same])
    near = [_coded(match) for match in matches[:3]]
    accepted = _("Donnez un code (45, 200030385, 41018) ou un nom.")
    raise UnknownNameError(_("Territoire"), text, near, accepted)


def _coded(body: Match | Territory) -> str:
    return f"{body.level}:{body.code} ({_told(body)})"


def _told(body: Match | Territory) -> str:
    """A territory by its name, a commune with its département too: several bear the same name."""
    departement = getattr(body, "departement", None) if body.level == "commune" else None
    names = {row.code: row.name for row in load_departements()} if departement else {}
    told = names.get(departement or "", body.name)
    return body.name if told == body.name else f"{body.name}, {told}"


def gather_list(codes: Iterable[str], name: str | None = None) -> Gathered:
    """A perimeter out of a list of codes of communes, EPCI, départements or CRTE, each commune counted once.

    Codes of the past lead to today's communes; what no territory has is named, one by one, and left out. Raises
    InputError when nothing is left.
    """
    kept: dict[int, str] = {}
    remarks: list[str] = []
    refused: list[str] = []
    asked = [code.strip() for code in codes if code.strip()]
    if len(asked) > MOST_IN_LIST:
        raise InputError(_("Une liste de %(count)s codes : %(most)s au plus.", count=len(asked), most=MOST_IN_LIST))
    for code in asked:
        try:
            place = _listed(code)
        except (UnknownNameError, InputError) as error:
            refused.append(str(error))
            continue
        if place.note and place.level == "commune":
            remarks.append(place.note)
        ranks = place.ranks.tolist()
        if again := sum(rank in kept for rank in ranks):
            remarks.append(_again_words(place.name, code, again))
        kept |= {rank: code for rank in ranks if rank not in kept}
    if not kept:
        raise InputError(_("Aucune commune dans cette liste.") + " " + " ".join(refused[:5]))
    name = _("Périmètre choisi") if name is None else name
    place = made_of(" ".join(asked), np.array(list(kept)), name=name)
    return Gathered(place, tuple(remarks), tuple(refused))


def _again_words(name: str, code: str, count: int) -> str:
    """What is said of communes that a list names twice."""
    if count == 1:
        return _("%(name)s (%(code)s) : une commune déjà dans la liste, comptée une fois.", name=name, code=code)
    text = N_("%(name)s (%(code)s) : %(count)s communes déjà dans la liste, comptées une fois.")
    return _(text, name=name, code=code, count=count)


def _listed(code: str) -> Place:
    if len(code) == 5 and ":" not in code and fold(code):
        return place_of("commune", code.upper())
    return find_place(code)
