"""What a lever does to each issue: climate, adaptation, biodiversity, water, resources, pollution and health.

Two things say it: the axes under which the State's barometer files a lever, and published texts, one line and one
source a cell. Nothing else does: a cell without source is empty. Edition 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilote.reference.records import Text, keyed, load
from copilote.words import per_language

DOMAIN = "issues"
SIGNS = ("plus", "minus", "condition")
"""What an effect may be: good for the issue, bad for it, or good under the condition that its line says."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, and the axis of the barometer that stands for it."""

    id: str
    name: Text
    axis: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a published text says that a lever ("2026-083") does to an issue. sign : one of `SIGNS`; line : in one
    sentence of ours."""

    lever: str
    issue: str
    sign: str
    line: Text
    source: str


@per_language
def load_issues() -> dict[str, Issue]:
    """The issues by id, in their order."""
    return keyed("id", load(Issue, DOMAIN, "issues.csv"))


@per_language
def load_effects() -> tuple[Effect, ...]:
    """What texts say, by lever."""
    return load(Effect, DOMAIN, "effects.csv")
