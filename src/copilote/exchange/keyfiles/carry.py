"""From the territories of a file to the communes of today: mergers, splits, arrondissements of cities, EPCI.

What a publisher names without its code of today is found by its name: communes ("LE HAVRE" in "76"), EPCI that took
another SIREN.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from copilote.exchange.intake import FileError, Notes
from copilote.exchange.intake.notes import some_of
from copilote.exchange.keyfiles.figures import COMMUNE, SIREN, commune_code
from copilote.exchange.keyfiles.model import Draft, KeyDraft, KeyEntry
from copilote.exchange.perimeters import place_of
from copilote.reference.communes import load_frame
from copilote.reference.errors import UnknownNameError, fold
from copilote.reference.keys import POPULATION, key_values, load_lever_keys
from copilote.reference.loaded import MEASURED
from copilote.reference.passage import Passage, current_communes, load_passage
from copilote.reference.territories import load_communes, load_departements, load_districts, load_epci, load_ept
from copilote.words.numbers import counted

Known = dict[str, float]
"""A key by commune of today, those where it is known."""

TAIL = re.compile(r"( cedex)?( \d+ ?(er|e|eme|ere)?)?( arrondissement)?$")
ARTICLE = re.compile(r"(.+) (le|la|les|l)")


@dataclass(frozen=True)
class Carried:
    """A file's keys at the communes of today, by suffix. totals : of the file, each territory once."""

    values: Mapping[str, Known]
    totals: Mapping[str, float]


def carried(draft: Draft, skip_unknown: bool) -> Carried:
    """The keys of a file by commune of today; what was changed is a remark, what cannot be is a problem."""
    suffixes, notes = [key.suffix for key in draft.keys], draft.sheet.notes
    entries = _checked_communes(draft, skip_unknown) if draft.level == "commune" else _checked_epci(draft)
    totals = {suffix: float(sum(entry.values.get(suffix) or 0.0 for entry in entries)) for suffix in suffixes}
    if notes.count:
        return Carried({suffix: {} for suffix in suffixes}, totals)
    if draft.level == "epci":
        return Carried({key.suffix: _from_epci(entries, key) for key in draft.keys}, totals)
    values, hidden = _to_today(entries, suffixes, draft.year, notes, any(key.role in MEASURED for key in draft.keys))
    for key in draft.keys:
        if key.zero_elsewhere:
            _zero_elsewhere(values[key.suffix], hidden[key.suffix], key, notes)
    return Carried(values, totals)


def _checked_communes(draft: Draft, skip_unknown: bool) -> list[KeyEntry]:
    """Entries with good codes, each once, a city or its arrondissements but not both, in the 18 regions."""
    kept: dict[str, KeyEntry] = {}
    notes = draft.sheet.notes
    padded, beyond, unknown = 0, [], []
    for entry in draft.entries:
        code, fault = commune_code(entry.code), ""
        padded += code != entry.code.strip().upper() and code.startswith("0")
        if not code:
            fault = "code de commune manquant"
        elif not COMMUNE.fullmatch(code):
            fault = f"« {entry.code[:20]} » n’est pas un code de commune"
        elif code in kept:
            fault = f"{code} est déjà donné ligne {kept[code].line}"
        elif code[:3] in ("975", "977", "978") or code[:2] == "98":
            beyond.append(code)
        elif _passage(code, draft.year) is None:
            fault = "" if skip_unknown else f"aucune commune n’a eu le code {code}"
            unknown.append(code)
        else:
            kept[code] = replace(entry, code=code)
        if fault:
            draft.sheet.problem(entry.line, draft.column, fault)
    if padded:
        notes.remark(f"Zéro initial perdu, rétabli dans {counted(padded, 'code', 'codes')}.")
    if beyond:
        notes.remark(f"Hors des 18 régions, laissées de côté : {some_of(beyond)}.")
    if unknown:
        notes.remark(f"Codes qu’aucune commune n’a eus, laissés de côté : {some_of(unknown)}.")
    return _cities_once(list(kept.values()), notes)


@lru_cache(maxsize=50_000)
def _passage(code: str, year: int | None) -> Passage | None:
    """What became of a commune's code of a year; None for one that no commune had."""
    try:
        return current_communes(code, year)
    except UnknownNameError:
        return None


def _cities_once(entries: list[KeyEntry], notes: Notes) -> list[KeyEntry]:
    cities = {district.code: district.commune for district in load_districts()}
    codes = {entry.code for entry in entries}
    both = sorted({cities[code] for code in codes & set(cities)} & codes)
    summed = [code for code in codes & set(cities) if cities[code] not in both]
    if both:
        notes.remark(f"Données deux fois, en entier et par arrondissement, comptées une fois : {', '.join(both)}.")
    if summed:
        places = sorted({cities[code] for code in summed})
        many = counted(len(summed), "arrondissement additionné", "arrondissements additionnés")
        notes.remark(f"{many} dans leur ville : {', '.join(places)}.")
    return [entry for entry in entries if cities.get(entry.code) not in both]


def _to_today(
    entries: Sequence[KeyEntry], suffixes: Sequence[str], year: int | None, notes: Notes, told: bool
) -> tuple[dict[str, Known], dict[str, set[str]]]:
    """Values by commune of today, and the communes whose figure the file lists but does not give. told : pages tell
    the keys as they are, and estimate nothing."""
    today = set(load_frame().codes.tolist())
    values: dict[str, Known] = {suffix: {} for suffix in suffixes}
    gone: dict[str, set[str]] = {suffix: set() for suffix in suffixes}
    kinds: Counter[str] = Counter()
    blanks = 0
    for entry in entries:
        passage = _passage(entry.code, year)
        assert passage is not None  # noqa: S101 (checked)
        kinds[passage.kind] += 1
        for suffix in suffixes:
            value = entry.values.get(suffix, 0.0)
            if value is None or len(passage.shares) != len(passage.codes):
                blanks += value is None
                gone[suffix].update(passage.codes)
                continue
            for code, share in zip(passage.codes, passage.shares, strict=True):
                if code in today:
                    values[suffix][code] = values[suffix].get(code, 0.0) + value * share
    for suffix, codes in gone.items():
        for code in codes:  # a sum that lacks one of its parts is not known
            values[suffix].pop(code, None)
    merged = counted(kinds["merged"], "commune d’alors, réunie", "communes d’alors, réunies")
    split = counted(kinds["split"], "commune d’alors, partagée", "communes d’alors, partagées")
    empty = counted(blanks, "case vide ou secrète", "cases vides ou secrètes")
    for count, sentence in (
        (kinds["merged"], f"{merged} depuis à une autre : chiffres additionnés."),
        (kinds["recoded"], f"Code changé depuis, suivi : {counted(kinds['recoded'], 'commune', 'communes')}."),
        (kinds["split"], f"{split} depuis : chiffres répartis selon les habitants d’aujourd’hui."),
        (blanks, f"{empty} : {'non connues' if told else 'estimées par la règle'}."),
    ):
        if count:
            notes.remark(sentence)
    return values, gone


def _zero_elsewhere(values: Known, hidden: set[str], key: KeyDraft, notes: Notes) -> None:
    """In each region that has some, a commune that is not listed has none; one listed without a figure may have some.

    Where a file lists places in less than half of a region's départements, it is taken for a part of a larger one: only
    those départements are known.
    """
    frame = load_frame()
    region, departement = frame.levels["region"], frame.levels["departement"]
    listed = np.isin(frame.codes, [*values, *hidden] or [""])
    has = np.bincount(departement.index[listed], minlength=len(departement.codes)) > 0
    home = np.zeros(len(departement.codes), dtype=np.intp)
    home[departement.index] = region.index
    some, all_of = (np.bincount(home, weights, len(region.codes)) for weights in (has, np.ones(len(home))))
    whole = some * 2 >= all_of
    known = (whole & (some > 0))[region.index] | has[departement.index]
    absent = frame.codes[~listed & known]
    partial = [str(departement.codes[rank]) for rank in np.flatnonzero(has & ~whole[home])]
    if partial:
        notes.remark(
            f"« {key.title} » : fichier pris pour celui de {counted(len(partial), 'département', 'départements')} "
            f"({some_of(partial)}) ; le reste de la région n’est pas connu."
        )
    values.update(dict.fromkeys(absent.tolist(), 0.0))
    if absent.size:
        many = counted(int(absent.size), "commune absente", "communes absentes")
        notes.remark(f"« {key.title} » : {many} du fichier, soit 0.")


def _checked_epci(draft: Draft) -> list[KeyEntry]:
    """Entries of EPCI (or EPT) of today, each once; one of the past is found by its name, or named and left out."""
    today = {epci.code for epci in (*load_epci(), *load_ept())}
    kept: dict[str, KeyEntry] = {}
    gone, sheet = [], draft.sheet
    for entry in draft.entries:
        if not SIREN.fullmatch(entry.code):
            fault = f"« {entry.code[:20]} » n’est pas un code SIREN" if entry.code else "code SIREN manquant"
            sheet.problem(entry.line, draft.column, fault)
            continue
        code = entry.code if entry.code in today else epci_named(entry.name, entry.code, sheet.notes)
        if code is None:
            gone.append(f"{entry.name} ({entry.code})" if entry.name else entry.code)
        elif code in kept:
            sheet.problem(entry.line, draft.column, f"{code} est déjà donné ligne {kept[code].line}")
        else:
            kept[code] = replace(entry, code=code)
    if gone:
        sheet.notes.remark(f"EPCI qui n’existent plus, laissés de côté : {some_of(gone)}.")
    return list(kept.values())


def _from_epci(entries: Sequence[KeyEntry], key: KeyDraft) -> Known:
    """An EPCI's figure among its communes, by the key that its first lever has in the package, else by population."""
    frame, rules = load_frame(), load_lever_keys()
    by_epci, epts = frame.levels["epci"], {ept.code for ept in load_ept()}
    weights = key_values(rules[key.levers[0]].key if key.levers and key.levers[0] in rules else POPULATION)
    people = np.nan_to_num(frame.population)
    known: Known = {}
    for entry in entries:
        value = entry.values.get(key.suffix, 0.0)
        if value is None:
            continue
        ranks = place_of("ept", entry.code).ranks if entry.code in epts else by_epci.members(entry.code)
        part = weights[ranks] if weights[ranks].sum() > 0 else people[ranks]
        if part.sum() > 0:
            known.update(zip(frame.codes[ranks].tolist(), (value * part / part.sum()).tolist(), strict=True))
    return known


def need_values(name: str, values: Mapping[str, Known]) -> None:
    """Raise FileError when no key has a value above 0."""
    if not any(value > 0 for known in values.values() for value in known.values()):
        raise FileError(f"« {name} » ne donne aucune valeur au-dessus de 0 pour une commune de 2026.")


def epci_named(name: str, siren: str, notes: Notes) -> str | None:
    """The SIREN today of an EPCI whose own is of the past, by its name, which is remarked; None when none is sure."""
    same = _epci_by_name().get(fold(name), []) if name else []
    if len(same) != 1:
        return None
    notes.remark(f"{name} ({siren}) porte aujourd’hui le code {same[0]}.")
    return same[0]


@lru_cache(maxsize=1)
def _epci_by_name() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for epci in load_epci():
        names.setdefault(fold(epci.name), []).append(epci.code)
    return names


def commune_named(name: str, departement: str) -> str | None:
    """The code of the commune of that name in a département (its code or its name); None when there is none.

    A commune that has joined another since is found by its old name, with its old code.
    """
    names = _by_name()
    return next(
        (code for place in _departements(departement) if (code := names.get((place, _bare(name)))) is not None), None
    )


def _departements(text: str) -> tuple[str, ...]:
    """A département's code; those of Corsica for "20"."""
    bare = text.strip().upper()
    if bare == "20":
        return ("2A", "2B")
    if bare.isdecimal() and len(bare) == 1:
        return (f"0{bare}",)
    known = _by_departement_name()
    return (known.get(fold(text), bare),)


@lru_cache(maxsize=1)
def _by_departement_name() -> dict[str, str]:
    return {fold(place.name): place.code for place in load_departements()}


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], str]:
    """Communes by département and bare name: those of the past, then those of today, which go first."""
    old = {
        (code[: 3 if code.startswith("97") else 2], _bare(passage.old_name)): code
        for passage in load_passage()
        if (code := passage.old_code) and passage.old_name
    }
    return old | {(commune.departement, _bare(commune.name)): commune.code for commune in load_communes()}


def _bare(name: str) -> str:
    """A name as all publishers write it: articles first, "saint" in full, without a city's district."""
    text = TAIL.sub("", fold(name))
    turned = ARTICLE.fullmatch(text)
    text = f"{turned[2]} {turned[1]}" if turned else text
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in text.split())
