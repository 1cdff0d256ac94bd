"""Make the web font of the pages from Source Sans 3: the letters and weights that they use, under a name of ours.

    pip install fonttools brotli
    python tools/make_font.py source-sans-3-latin-wght-normal.woff2

The source is the `latin` file of npm's @fontsource-variable/source-sans-3 (OFL 1.1). « Source » is a name that its
licence keeps for the original: what is changed takes another.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

MADE = Path(__file__).parents[1] / "src/copilote/ui/static/copilote/fonts/copilote-sans.woff2"
NAME = "Copilote Sans"
WEIGHTS = (400, 700)
LETTERS = "".join(map(chr, range(0x20, 0x7F))) + (
    "\u00a0\u202f«»°·×©²³µ½¼¾§ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸŒÆàâäçèéêëîïñóôöùûüÿœæ–—‘’“”„…′‹›€↑↓−"
)


def main(source: str) -> None:
    font = TTFont(source)
    options = Options(layout_features=["kern"], hinting=False, flavor="woff2", name_IDs=[0, 1, 2, 3, 4, 6, 13, 14])
    options.drop_tables += ["BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": WEIGHTS})
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = NAME.replace(" ", "") if record.nameID == 6 else NAME
    font.flavor = "woff2"
    font.save(MADE)
    print(f"{MADE.name}: {MADE.stat().st_size:,} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main(sys.argv[1])
