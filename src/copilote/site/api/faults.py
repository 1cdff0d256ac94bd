"""Faults found by the validation of parameters, said in French; `problems` translates them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from copilote.reference.errors import nearest

SENTENCES = {
    "missing": "ce paramètre manque.",
    "int_parsing": "un nombre entier est attendu.",
    "int_from_float": "un nombre entier est attendu.",
    "int_parsing_size": "ce nombre est trop long.",
    "greater_than_equal": "au moins {ge} est attendu.",
    "less_than_equal": "au plus {le} est attendu.",
    "string_too_long": "{max_length} caractères au plus.",
}


def faults(errors: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> tuple[list[dict[str, str]], list[str]]:
    """Each fault as {"where": parameter, "detail": French sentence}, and the nearest right values.

    given : what was sent, by parameter.
    """
    found: list[dict[str, str]] = []
    suggestions: list[str] = []
    for error in errors:
        where = str(error["loc"][-1])
        context = error.get("ctx", {})
        if error["type"] == "literal_error":
            accepted = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            detail = f"valeur inconnue. Valeurs acceptées : {', '.join(accepted)}."
            suggestions += nearest(given.get(where, "")[:60], accepted)
        else:
            detail = SENTENCES.get(error["type"], "valeur refusée.").format(**context)
        found.append({"where": where, "detail": detail})
    return found, suggestions
