"""Keys and weights as people type them: three rows of a key and its weight, in an address or a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from copilote.exchange.numbers import parse_number
from copilote.exchange.shares import DEFAULT, KeyChoice, default_rule, keys_for
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.keys import load_keys
from copilote.ui.translation import t
from copilote.ui.words import typed

ROWS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a list."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class MixRow:
    """A row of the form: the key, its weight as typed, what is wrong with it."""

    number: int
    options: tuple[Option, ...]
    weight: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Mix:
    """What was typed. keys : as a choice takes them, empty when nothing was chosen or something is wrong."""

    rows: tuple[MixRow, ...]
    keys: tuple[tuple[str, float], ...]

    @property
    def wrong(self) -> bool:
        """Whether something must be corrected."""
        return any(row.error for row in self.rows)


def read_mix(given: Mapping[str, str], lever: str, region: str) -> Mix:
    """Read `cle1`, `poids1`… up to three; a key without weight counts 1. The same key twice has its weights added."""
    own = default_rule(lever, region).key
    offered = [
        (DEFAULT, _("Règle habituelle : %(key)s") % {"key": t(load_keys()[own].title)}),
        *((key.id, t(key.title)) for key in keys_for(lever, region) if key.id != own),
    ]
    names = {name for name, _label in offered}
    rows: list[MixRow] = []
    weights: dict[str, float] = {}
    for number in range(1, ROWS + 1):
        key, text = given.get(f"cle{number}", "").strip(), given.get(f"poids{number}", "").strip()
        error = ""
        if key and key not in names:
            error, key = _("Clé inconnue dans cette région : choisissez-en une dans la liste."), ""
        elif key:
            try:
                weights[key] = weights.get(key, 0.0) + _weight(text)
            except CopiloteError as wrong:
                error = t(str(wrong))
        elif text:
            error = _("Un poids sans clé : choisissez la clé, ou effacez le poids.")
        options = (
            Option("", _("Aucune"), not key),
            *(Option(name, label, name == key) for name, label in offered),
        )
        rows.append(MixRow(number, options, text, error))
    wrong_rows = any(row.error for row in rows)
    return Mix(tuple(rows), () if wrong_rows else tuple(weights.items()))


def _weight(text: str) -> float:
    if not text:
        return 1.0
    value = parse_number(typed(text), _("Poids"))
    if not 0 < value <= 1000:
        raise InputError(_("Poids : un nombre au-dessus de 0, et de 1 000 au plus, est attendu."))
    return value


def fields_of(choice: KeyChoice) -> dict[str, str]:
    """The fields that say the keys of a choice."""
    found: dict[str, str] = {}
    for number, (key, weight) in enumerate(choice.keys[:ROWS], 1):
        found |= {f"cle{number}": key, f"poids{number}": f"{weight:g}".replace(".", ",")}
    return found
