"""A chart taken away: the drawing of a page, alone with its title, its source and the address of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from copilote.publish.to_png import png_of
from copilote.publish.typeface import FONT, FONTS
from copilote.reference.sources import find_source
from copilote.ui.charts import Chart
from copilote.ui.charts.sheet import sheet, size_of
from copilote.words import _


@dataclass(frozen=True)
class Picture:
    """A chart and what stands around it; `name` is that of its file, without ending. sources : keys of sources.toml."""

    name: str
    title: str
    chart: Chart
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def svg(self, address: str, font: str | None = None) -> str:
        """The drawing alone with title, source line and the address of its page."""
        sources = map(find_source, self.sources)
        titles = " ; ".join(f"{source.title} ({source.publisher}, {source.year})" for source in sources)
        lines = [_("Source : %(sources)s.", sources=titles), *self.notes, f"Copilote : {address}"]
        options = {} if font is None else {"font": font}
        return sheet(self.chart, lines, title=self.title, **options)

    def png(self, address: str) -> bytes:
        """The same as an image, set in our own font."""
        return _png(self.svg(address, f"'{FONT}'"))


@lru_cache(maxsize=64)
def _png(svg: str) -> bytes:
    return png_of(svg, FONTS, width=size_of(svg)[0])
