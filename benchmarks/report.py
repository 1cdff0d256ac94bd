"""docs/performance.md: each benchmark writes its own section and leaves the others as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
TITLE = "# Vitesse, mémoire et poids"
ORDER = ("Commandes", "Site")
Rows = Sequence[tuple[str, str, str]]


def table(rows: Rows) -> list[str]:
    """What was measured, beside its goal."""
    return [
        "| Quoi | Mesuré | But |",
        "|---|---|---|",
        *(f"| {what} | {found} | {goal} |" for what, found, goal in rows),
    ]


def write_section(name: str, lines: Sequence[str]) -> None:
    """Put a section ("Commandes", "Site") in its place, instead of the one that was there."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    sections = {title: body.strip("\n") for title, body in zip(parts[1::2], parts[2::2], strict=True)}
    sections[name] = "\n".join(lines).strip("\n")
    known = [title for title in ORDER if title in sections] + [title for title in sections if title not in ORDER]
    body = "\n\n".join(f"## {title}\n\n{sections[title]}" for title in known)
    PAGE.write_text(f"{TITLE}\n\n{body}\n", encoding="utf-8")
