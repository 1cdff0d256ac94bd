"""Print docs/droits.md from the registry of rights and the addresses of the site.

    .venv/bin/python tools/rights_table.py

A test keeps the file equal to what this prints.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "droits.md"
HEAD = """# Qui peut faire quoi

Écrit par `tools/rights_table.py`, d’après le registre des actions (`actions.py` de chaque application) et les
adresses du site. Une adresse qui n’est pas ici se lit, par tout le monde, et ne reçoit rien.

Un rôle se tient dans une COP, jamais dans une région : l’adresse d’une région parle de sa COP en cours. Qui a un rôle
dans une autre COP de la même région n’y peut rien tant qu’elle n’est pas celle en cours (`copilote cop current`). Les
étapes se changent sur la page du calendrier de la COP, ou par `copilote cop stage`.

La COP d’un département a les mêmes adresses et les mêmes droits, à elle : `/regions/{slug}/cop/departements/{code}` y
tient lieu de `/regions/{slug}/cop`. Ce qui commence par `sharing.` ne se fait que dans la COP d’une région.

| action | quoi | qui | à quelles étapes | qui le voit | adresses |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The page, as Markdown."""
    from django.urls import get_resolver

    addresses: dict[str, list[str]] = {}
    actions: dict[str, Any] = {}
    for route, view in _views(get_resolver()):
        if action := getattr(view, "action", None):
            actions[action.name] = action
            plain = "api/v1/…" if route.startswith(("api/", "^api")) else _plain(route)
            addresses.setdefault(action.name, []).append(f"`/{plain}`")
    rows = [
        (
            f"`{name}`",
            action.does,
            action.who,
            action.when,
            action.visibility,
            ", ".join(dict.fromkeys(addresses[name])),
        )
        for name, action in sorted(actions.items())
    ]
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _plain(route: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.replace("<cop:slug>", "<slug>/cop"))


def _views(resolver: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern, route)
        else:
            yield route, pattern.callback


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "copilote.site.settings"
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("COPILOTE_HOME", home)
        import django

        django.setup()
        PAGE.write_text(page(), encoding="utf-8")
