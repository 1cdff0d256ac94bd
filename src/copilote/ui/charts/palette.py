"""Colours and textures: one of each per theme, so that colour is never the only sign.

The six colours keep apart in the three common colour-blindnesses and in grey, and stand out at 3:1 or more
against their background; tests compute both. Sectors take the colour of the theme nearest to them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from copilote.reference.english import french_of

INK, SOFT, AXIS, GRID, PAPER = "#1a1a1f", "#55555f", "#73737d", "#e2e2e6", "#ffffff"
LACK, DARK_LACK = "#b3241a", "#ff8b78"
"""What is missing, or goes the wrong way."""
DARK_INK, DARK_SOFT, DARK_AXIS, DARK_GRID, DARK_PAPER = "#f2f2f5", "#b9b9c2", "#9a9aa5", "#3a3a42", "#16161a"


@dataclass(frozen=True, slots=True)
class Style:
    """How one group is drawn: colour and tint on light and dark backgrounds, and a texture."""

    key: str
    colour: str
    tint: str
    dark: str
    dark_tint: str
    texture: str

    def textured(self, texture: str) -> Style:
        """The same colours under another texture."""
        return replace(self, texture=texture)


def _mix(colour: str, paper: str, share: float) -> str:
    channels = [round(int(paper[i : i + 2], 16) * (1 - share) + int(colour[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _style(key: str, colour: str, dark: str, texture: str) -> Style:
    return Style(key, colour, _mix(colour, PAPER, 0.13), dark, _mix(dark, DARK_PAPER, 0.2), texture)


STYLES = {
    style.key: style
    for style in (
        _style("move", "#4069c0", "#5c82fc", "rising"),
        _style("house", "#8f480f", "#f3a200", "dots"),
        _style("produce", "#520968", "#a294db", "vertical"),
        _style("eat", "#829a45", "#e1eda9", "falling"),
        _style("consume", "#d9488a", "#c15170", "crossed"),
        _style("preserve", "#004841", "#78d9da", "horizontal"),
        _style("other", "#6d6d76", "#9a9aa5", "none"),
    )
}

TEXTURES = ("none", "rising", "dots", "vertical")
"""Those of four series that share a colour."""
_SPARE = (*TEXTURES, "falling", "crossed", "horizontal")
_WORDS = (
    ("déplacer", "move"),
    ("voyageurs", "move"),
    ("loger", "house"),
    ("résidentiel", "house"),
    ("bâtiment", "house"),
    ("nourrir", "eat"),
    ("agriculture", "eat"),
    ("consommer", "consume"),
    ("déchet", "consume"),
    ("préserver", "preserve"),
    ("transport", "move"),
    ("marchandises", "move"),
    ("tertiaire", "house"),
    ("produire", "produce"),
    ("industrie", "produce"),
    ("énergie", "produce"),
)


def style_of(name: str) -> Style:
    """The style of a theme or sector by its name; grey without texture for any other."""
    folded = french_of(name).lower()
    return STYLES[next((key for word, key in _WORDS if word in folded), "other")]


def styles_of(names: list[str]) -> list[Style]:
    """One style per group, in order; groups that share a colour get different textures.

    Two sectors of one theme (passengers and freight) keep its colour and differ by texture.
    """
    used: set[tuple[str, str]] = set()
    chosen = []
    for style in map(style_of, names):
        free = (texture for texture in (style.texture, *_SPARE) if (style.key, texture) not in used)
        chosen.append(style.textured(next(free, style.texture)))
        used.add((style.key, chosen[-1].texture))
    return chosen


_SHAPES = {
    "rising": '<path d="M-2 2 2 -2M0 8 8 0M6 10 10 6" {line}/>',
    "falling": '<path d="M-2 6 2 10M0 0 8 8M6 -2 10 2" {line}/>',
    "vertical": '<path d="M2 0V8M6 0V8" {line}/>',
    "horizontal": '<path d="M0 2H8M0 6H8" {line}/>',
    "crossed": '<path d="M0 0 8 8M0 8 8 0" {line}/>',
    "dots": '<circle cx="2" cy="2" r="1.1" {dot}/><circle cx="6" cy="6" r="1.1" {dot}/>',
}


def pattern(identifier: str, texture: str) -> str:
    """An SVG pattern of thin paper-coloured marks to lay over a solid shape; empty for the texture "none"."""
    if texture == "none":
        return ""
    line = f'class="cp-mark" fill="none" stroke="{PAPER}" stroke-width="1.1"'
    dot = f'class="cp-dot" fill="{PAPER}"'
    shape = _SHAPES[texture].format(line=line, dot=dot)
    return f'<pattern id="{identifier}" width="8" height="8" patternUnits="userSpaceOnUse">{shape}</pattern>'


def dark_rules() -> str:
    """CSS rules that repaint charts for a dark background (their attributes hold the light colours)."""
    parts = {
        "fill": {
            "lack": DARK_LACK,
            "lack-tint": DARK_LACK,
            "paper": DARK_PAPER,
            "ink": DARK_INK,
            "soft": DARK_SOFT,
            "dot": DARK_PAPER,
        },
        "stroke": {"lack-line": DARK_LACK, "ink-line": DARK_INK, "axis": DARK_AXIS, "grid": DARK_GRID}
        | dict.fromkeys(("halo", "mark", "gap"), DARK_PAPER),
    }
    rules = [f".cp-{name}{{{what}:{colour}}}" for what, colours in parts.items() for name, colour in colours.items()]
    for style in STYLES.values():
        rules += [
            f".cp-{style.key}{{fill:{style.dark}}}",
            f".cp-{style.key}-tint{{fill:{style.dark_tint}}}",
            f".cp-{style.key}-line{{stroke:{style.dark}}}",
        ]
    return "".join(rules)


def chart_css() -> str:
    """The style sheet of a page that holds charts: dark colours when the reader's screen asks for them."""
    return f"@media screen and (prefers-color-scheme:dark){{{dark_rules()}}}"
