"""From the territories of a file to the communes of today: mergers, splits, arrondissements of cities, EPCI."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from copilote.exchange.keyfiles.cells import COMMUNE, SIREN, commune_code
from copilote.exchange.keyfiles.model import Draft, Entry, KeyDraft, KeyFileError, Notes, counted
from copilote.reference.communes import load_frame
from copilote.reference.errors import UnknownNameError, fold
from copilote.reference.keys import POPULATION, Measure, key_values, load_lever_keys
from copilote.reference.passage import Passage, current_communes
from copilote.reference.tables import latest
from copilote.reference.territories import load_districts, load_epci, load_ept
from copilote.reference.territory_tables import DOMAIN as TERRITORIES

Known = dict[str, float]
"""A key by commune of today, those where it is known."""
NAMED = 5
PLAIN_EPCI_KEY = POPULATION


@dataclass(frozen=True)
class Carried:
    """A file's keys at the communes of today, by suffix. totals : of the file, each territory once."""

    values: Mapping[str, Known]
    totals: Mapping[str, float]


def carried(draft: Draft, skip_unknown: bool, notes: Notes) -> Carried:
    """The keys of a file by commune of today; what was changed is a remark, what cannot be is a problem."""
    suffixes = [key.suffix for key in draft.keys]
    entries = (_checked_communes if draft.level == "commune" else _checked_epci)(draft, skip_unknown, notes)
    totals = {one: float(sum(entry.values.get(one) or 0.0 for entry in entries)) for one in suffixes}
    if notes.count:
        return Carried({one: {} for one in suffixes}, totals)
    if draft.level == "epci":
        return Carried({key.suffix: _from_epci(entries, key, draft) for key in draft.keys}, totals)
    values, hidden = _to_today(entries, suffixes, draft.year, notes)
    for key in draft.keys:
        if key.zero_elsewhere:
            _zero_elsewhere(values[key.suffix], hidden[key.suffix], key, notes)
    return Carried(values, totals)


def _listed(names: Sequence[str]) -> str:
    more = f" et {len(names) - NAMED} autres" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _checked_communes(draft: Draft, skip_unknown: bool, notes: Notes) -> list[Entry]:
    """Entries with good codes, each once, a city or its arrondissements but not both, in the 18 regions."""
    kept: list[Entry] = []
    edition = latest(TERRITORIES)
    seen: dict[str, int] = {}
    padded, beyond, unknown = 0, [], []
    for entry in draft.entries:
        code = commune_code(entry.code)
        padded += code != entry.code.strip().upper() and code.startswith("0")
        if not code:
            notes.problem(entry.line, draft.code_column, "code de commune manquant")
        elif not COMMUNE.fullmatch(code):
            notes.problem(entry.line, draft.code_column, f"« {entry.code[:20]} » n’est pas un code de commune")
        elif code in seen:
            notes.problem(entry.line, draft.code_column, f"{code} est déjà donné ligne {seen[code]}")
        elif code[:3] in ("975", "977", "978") or code[:2] == "98":
            beyond.append(code)
        else:
            seen[code] = entry.line
            try:
                _passage(code, draft.year, edition)
            except UnknownNameError:
                if skip_unknown:
                    unknown.append(code)
                else:
                    notes.problem(entry.line, draft.code_column, f"aucune commune n’a eu le code {code}")
                continue
            kept.append(Entry(entry.line, code, entry.name, entry.values))
    if padded:
        notes.remark(f"Zéro initial perdu, rétabli dans {counted(padded, 'code', 'codes')}.")
    if beyond:
        notes.remark(f"Hors des 18 régions, laissées de côté : {_listed(beyond)}.")
    if unknown:
        notes.remark(f"Codes qu’aucune commune n’a eus, laissés de côté : {_listed(unknown)}.")
    return _cities_once(kept, notes)


@lru_cache(maxsize=50_000)
def _passage(code: str, year: int | None, edition: str) -> Passage:
    return current_communes(code, year, edition)


def _cities_once(entries: list[Entry], notes: Notes) -> list[Entry]:
    cities = {one.code: one.commune for one in load_districts()}
    given = {entry.code for entry in entries}
    both = sorted({cities[code] for code in given & set(cities)} & given)
    summed = [code for code in given & set(cities) if cities[code] not in both]
    if both:
        notes.remark(f"Données deux fois, en entier et par arrondissement, comptées une fois : {', '.join(both)}.")
    if summed:
        places = sorted({cities[code] for code in summed})
        many = counted(len(summed), "arrondissement additionné", "arrondissements additionnés")
        notes.remark(f"{many} dans leur ville : {', '.join(places)}.")
    return [entry for entry in entries if cities.get(entry.code) not in both]


def _to_today(
    entries: Sequence[Entry], suffixes: Sequence[str], year: int | None, notes: Notes
) -> tuple[dict[str, Known], dict[str, set[str]]]:
    """Values by commune of today, and the communes whose figure the file lists but does not give."""
    frame = load_frame()
    today = set(frame.codes.tolist())
    values: dict[str, Known] = {one: {} for one in suffixes}
    gone: dict[str, set[str]] = {one: set() for one in suffixes}
    kinds: defaultdict[str, int] = defaultdict(int)
    blanks = 0
    edition = latest(TERRITORIES)
    for entry in entries:
        passage = _passage(entry.code, year, edition)
        kinds[passage.kind] += 1
        for suffix in suffixes:
            value = entry.values.get(suffix)
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
    _say_passages(kinds, blanks, notes)
    return values, gone


def _say_passages(kinds: defaultdict[str, int], blanks: int, notes: Notes) -> None:
    merged = counted(kinds["merged"], "commune d’alors, réunie", "communes d’alors, réunies")
    split = counted(kinds["split"], "commune d’alors, partagée", "communes d’alors, partagées")
    sentences = {
        "merged": f"{merged} depuis à une autre : chiffres additionnés.",
        "recoded": f"Code changé depuis, suivi : {counted(kinds['recoded'], 'commune', 'communes')}.",
        "split": f"{split} depuis : chiffres répartis selon les habitants d’aujourd’hui.",
    }
    for kind, sentence in sentences.items():
        if kinds[kind]:
            notes.remark(sentence)
    if blanks:
        empty = counted(blanks, "case vide ou secrète", "cases vides ou secrètes")
        notes.remark(f"{empty} : estimées par la règle.")


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
            f"({_listed(partial)}) ; le reste de la région n’est pas connu."
        )
    values.update(dict.fromkeys(absent.tolist(), 0.0))
    if absent.size:
        many = counted(int(absent.size), "commune absente", "communes absentes")
        notes.remark(f"« {key.title} » : {many} du fichier, soit 0.")


def _checked_epci(draft: Draft, skip_unknown: bool, notes: Notes) -> list[Entry]:
    """Entries of EPCI (or EPT) of today, each once; one of the past is found by its name, or named and left out."""
    today = {one.code for one in (*load_epci(), *load_ept())}
    names: dict[str, list[str]] = defaultdict(list)
    for one in load_epci():
        names[fold(one.name)].append(one.code)
    kept: dict[str, Entry] = {}
    left = []
    for entry in draft.entries:
        code = entry.code
        if not SIREN.fullmatch(code):
            notes.problem(entry.line, draft.code_column, f"« {code[:20]} » n’est pas un code SIREN")
            continue
        if code not in today:
            same = names.get(fold(entry.name), []) if entry.name else []
            if len(same) != 1:
                left.append(f"{entry.name} ({code})" if entry.name else code)
                continue
            notes.remark(f"{entry.name} ({code}) porte aujourd’hui le code {same[0]}.")
            code = same[0]
        if code in kept:
            notes.problem(entry.line, draft.code_column, f"{code} est déjà donné ligne {kept[code].line}")
            continue
        kept[code] = Entry(entry.line, code, entry.name, entry.values)
    if left:
        notes.remark(f"EPCI qui n’existent plus, laissés de côté : {_listed(left)}.")
    return list(kept.values())


def _from_epci(entries: Sequence[Entry], key: KeyDraft, draft: Draft) -> Known:
    """An EPCI's figure among its communes, by the key that its first lever has in the package, else by population."""
    frame = load_frame()
    by_epci, epts = frame.levels["epci"], _ept_ranks({entry.code for entry in entries})
    rules = load_lever_keys()
    weights = key_values(rules[key.levers[0]].key if key.levers and key.levers[0] in rules else PLAIN_EPCI_KEY)
    people = np.nan_to_num(frame.population)
    found: Known = {}
    for entry in entries:
        value = entry.values.get(key.suffix)
        if value is None:
            continue
        ranks = epts.get(entry.code)
        ranks = by_epci.members(entry.code) if ranks is None else ranks
        part = weights[ranks] if weights[ranks].sum() > 0 else people[ranks]
        if not part.sum() > 0:
            continue
        shares = value * part / part.sum()
        found.update(zip(frame.codes[ranks].tolist(), shares.tolist(), strict=True))
    return found


def _ept_ranks(codes: set[str]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.intp]]]:
    from copilote.exchange.perimeters import place_of

    return {one.code: place_of("ept", one.code).ranks for one in load_ept() if one.code in codes}


def filled_total(measure: Measure) -> float:
    """What the rule adds where the file says nothing."""
    return float(measure.values[measure.filled].sum())


def need_values(name: str, values: Mapping[str, Known]) -> None:
    """Raise KeyFileError when no key has a value above 0."""
    if not any(value > 0 for known in values.values() for value in known.values()):
        raise KeyFileError(f"« {name} » ne donne aucune valeur au-dessus de 0 pour une commune de 2026.")
