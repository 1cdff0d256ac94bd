"""Theme colours stand out from their background and from one another, whatever the reader's eyes or printer."""

import itertools

import pytest

from copilote.ui.charts.palette import (
    AXIS,
    DARK_AXIS,
    DARK_INK,
    DARK_PAPER,
    DARK_SOFT,
    INK,
    PAPER,
    SOFT,
    STYLES,
    contrast,
    dark_rules,
    luminance,
    pattern,
    style_of,
    styles_of,
)

THEMES = [style for style in STYLES.values() if style.key != "other"]
# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
VISION = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.072175), (0.0193339, 0.119192, 0.9503041))


def _times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _lab(colour: str, vision: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as an eye sees it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    seen = [min(1.0, max(0.0, c)) for c in _times(VISION[vision], linear)]
    x, y, z = (v / white for v, white in zip(_times(XYZ, seen), (0.95047, 1.0, 1.08883), strict=True))
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.key)
def test_a_shape_stands_out_at_three_to_one_and_its_texts_at_four_and_a_half(style) -> None:
    assert contrast(style.colour, PAPER) >= 3
    assert contrast(style.dark, DARK_PAPER) >= 3
    assert contrast(INK, style.tint) >= 4.5
    assert contrast(DARK_INK, style.dark_tint) >= 4.5
    assert contrast(style.colour, style.tint) >= 2.5, "the frame of a cell is seen against its tint"


def test_secondary_texts_and_axes_are_readable_on_both_backgrounds() -> None:
    assert contrast(SOFT, PAPER) >= 4.5
    assert contrast(DARK_SOFT, DARK_PAPER) >= 4.5
    assert contrast(AXIS, PAPER) >= 3
    assert contrast(DARK_AXIS, DARK_PAPER) >= 3


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("shade", ["colour", "dark"])
def test_no_two_themes_look_alike_to_any_eye(shade: str, vision: str) -> None:
    for one, other in itertools.combinations(THEMES, 2):
        distance = _distance(_lab(getattr(one, shade), vision), _lab(getattr(other, shade), vision))
        assert distance >= 18, f"{one.key} and {other.key}: {distance:.0f}"


@pytest.mark.parametrize("shade", ["colour", "dark"])
def test_no_two_themes_print_as_the_same_grey(shade: str) -> None:
    greys = sorted(_lab(getattr(style, shade), "usual")[0] for style in THEMES)
    assert all(after - before >= 6 for before, after in itertools.pairwise(greys))


def test_each_theme_has_its_own_texture() -> None:
    assert len({style.texture for style in THEMES}) == 6
    assert len({pattern("p", style.texture) for style in THEMES}) == 6


def test_two_sectors_of_one_theme_share_its_colour_and_differ_by_texture() -> None:
    passengers, freight, energy = styles_of(["Transport de voyageurs", "Transport de marchandises", "Énergie"])
    assert passengers.colour == freight.colour != energy.colour
    assert passengers.texture != freight.texture


def test_a_theme_keeps_its_colour_under_any_of_its_names() -> None:
    assert style_of("Mieux se déplacer") is style_of("Se déplacer") is STYLES["move"]
    assert style_of("Mieux préserver") is STYLES["preserve"]
    assert style_of("Autre chose").key == "other"


def test_the_dark_theme_repaints_every_style() -> None:
    assert all(f".cp-{key}{{fill:{style.dark}}}" in dark_rules() for key, style in STYLES.items())


def test_luminance_and_contrast_are_those_of_wcag() -> None:
    assert luminance("#ffffff") == pytest.approx(1)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
