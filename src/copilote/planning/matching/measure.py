"""What a matcher is worth on titles whose levers are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilote.planning.matching.matcher import MOST, Matcher
from copilote.reference.matching import AnnotatedTitle


@dataclass(frozen=True)
class Measure:
    """Counts over some titles.

    proposed : titles for which something is proposed; first_right : of those, whose first lever is one of theirs, or
    one that may stand beside; first_strict : one of theirs. wanted : levers of the titles; found : of those, among the
    three first. silent_wanted : titles without lever; silent : of those, for which nothing is proposed, or only what
    may stand beside.
    """

    titles: int
    proposed: int
    first_right: int
    first_strict: int
    wanted: int
    found: int
    silent_wanted: int
    silent: int

    @property
    def precision_at_1(self) -> float | None:
        """Of the titles for which something is proposed, the part whose first lever is right."""
        return self.first_right / self.proposed if self.proposed else None

    @property
    def strict_precision_at_1(self) -> float | None:
        """The same, levers that may stand beside counting as wrong."""
        return self.first_strict / self.proposed if self.proposed else None

    @property
    def recall_at_3(self) -> float | None:
        """Of the levers that titles are about, the part among the three first proposed."""
        return self.found / self.wanted if self.wanted else None


def measured(matcher: Matcher, titles: Iterable[AnnotatedTitle], levers: Sequence[str] | None = None) -> Measure:
    """The counts over titles; levers : only the suggestions and the levers of this list (those of a theme)."""
    kept = None if levers is None else set(levers)
    counts = dict.fromkeys(Measure.__dataclass_fields__, 0)
    for title in titles:
        suggestions = [each.lever for each in matcher.suggest(title.title, title.description)][:MOST]
        first = suggestions[0] if suggestions else None
        wanted = [lever for lever in title.levers if kept is None or lever in kept]
        about = first is not None and (kept is None or first in kept)
        counts["titles"] += kept is None or bool(wanted) or about
        counts["proposed"] += about
        counts["first_strict"] += about and first in title.levers
        counts["first_right"] += about and first in (*title.levers, *title.also)
        counts["wanted"] += len(wanted)
        counts["found"] += sum(lever in suggestions for lever in wanted)
        if kept is None and not title.levers:
            counts["silent_wanted"] += 1
            counts["silent"] += all(lever in title.also for lever in suggestions)
    return Measure(**counts)
