"""What people name: a territory, a lever, an allocation key, by the codes and names that they use."""

from __future__ import annotations

from copilote.exchange.perimeters import find_place, place_of
from copilote.exchange.place import Place
from copilote.exchange.shares import DEFAULT
from copilote.reference.errors import UnknownNameError, fold, nearest
from copilote.reference.keys import load_keys
from copilote.reference.simulator import find_lever, load_lever_names
from copilote.words import _

FRANCE = "france"


def is_france(text: str) -> bool:
    """Whether the whole country is meant, in place of a region."""
    return fold(text) in (FRANCE, "la france", "nationale", "national")


def place_asked(text: str) -> Place:
    """The territory that a person means, as `find_place`; a commune of the past says what it became in its note."""
    place, code = find_place(text), text.strip().upper()
    if place.level == "commune" and len(code) == 5 and code != place.code and code[:2].isdigit():
        return place_of("commune", code)
    return place


def lever_named(text: str, region: str | None) -> tuple[str, str]:
    """The id and label of a lever, by id or name, in a region or in any."""
    if region is not None:
        lever = find_lever(region, text)
        return lever.id, lever.label
    levers = load_lever_names()
    same = {lever.id: lever.label for lever in levers if fold(text) in map(fold, (lever.id, lever.name, lever.label))}
    if len(same) == 1:
        return next(iter(same.items()))
    ids = {lever.label: lever.id for lever in levers} | {lever.id: lever.id for lever in levers}
    labels = {lever.id: lever.label for lever in levers}
    near = list(same) or list(dict.fromkeys(ids[name] for name in nearest(text, ids)))
    raise UnknownNameError(_("Levier"), text, [f"{lever} ({labels[lever]})" for lever in near])


def key_named(text: str) -> str:
    """The id of a key given by its id, its title, or "defaut"."""
    keys = load_keys()
    if fold(text) == DEFAULT:
        return DEFAULT
    for key in keys.values():
        if fold(text) in (fold(key.id), fold(key.title)):
            return key.id
    ids = {key.title: key.id for key in keys.values()} | {key: key for key in keys}
    near = dict.fromkeys(ids[name] for name in nearest(text, ids))
    accepted = _("Clés connues : %(keys)s.", keys=", ".join((DEFAULT, *keys)))
    raise UnknownNameError(_("Clé de répartition"), text, [f"{key} ({keys[key].title})" for key in near], accepted)
