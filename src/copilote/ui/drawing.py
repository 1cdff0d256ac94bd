"""A chart in its two sizes, with its caption."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from copilote.ui.charts import Chart

PHONE = 300
"""Width of a chart on a phone."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as drawn on wide pages and on phones, with its caption."""

    wide: Chart
    narrow: Chart
    caption: str

    @classmethod
    def of(
        cls,
        chart: Callable[..., Chart],
        *figures: Any,
        prefix: str,
        caption: str,
        narrow: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Drawing:
        """Draw twice. chart : a function of `ui.charts`, and what it draws. narrow : its options on a phone only."""
        wide = chart(*figures, prefix=prefix, **options)
        return cls(wide, chart(*figures, prefix=f"{prefix}-m", **options | {"width": PHONE, **(narrow or {})}), caption)
