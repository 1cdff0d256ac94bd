"""From words to levers: what a title is about, with the words that say so.

`Matcher` holds the expressions of a region's levers and proposes three at most, best first; none where nothing fits.
It is deterministic, knows no language model, and decides nothing: a person does. `measured` says what it is worth on
titles that were annotated by hand (docs/leviers-par-les-mots.md).
"""

from copilote.planning.matching.matcher import MOST, Matcher, Suggestion
from copilote.planning.matching.measure import Measure, measured

__all__ = ["MOST", "Matcher", "Measure", "Suggestion", "measured"]
