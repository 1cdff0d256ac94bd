"""Theme colours stand out from their background and from one another, whatever the reader's eyes or printer."""

import itertools
import re

import pytest

from copilote.ui.charts import PathSeries, indicator_path
from copilote.ui.charts.level import level
from copilote.ui.charts.palette import (
    AXIS,
    DARK_AXIS,
    DARK_INK,
    DARK_LACK,
    DARK_PAPER,
    DARK_SOFT,
    INK,
    LACK,
    PAPER,
    SOFT,
    STYLES,
    dark_rules,
    pattern,
    style_of,
    styles_of,
)
from support_colours import VISION, contrast, distance, lab, luminance

THEMES = [style for style in STYLES.values() if style.key != "other"]


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
        apart = distance(lab(getattr(one, shade), vision), lab(getattr(other, shade), vision))
        assert apart >= 18, f"{one.key} and {other.key}: {apart:.0f}"


@pytest.mark.parametrize("shade", ["colour", "dark"])
def test_no_two_themes_print_as_the_same_grey(shade: str) -> None:
    greys = sorted(lab(getattr(style, shade), "usual")[0] for style in THEMES)
    assert all(after - before >= 6 for before, after in itertools.pairwise(greys))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(
    ("lack", "ink", "soft", "paper"), [(LACK, INK, SOFT, PAPER), (DARK_LACK, DARK_INK, DARK_SOFT, DARK_PAPER)]
)
def test_what_lacks_is_told_from_ink_and_axes_by_any_eye_and_in_grey(
    lack: str, ink: str, soft: str, paper: str, vision: str
) -> None:
    assert contrast(lack, paper) >= 4.5, "it writes words too"
    assert distance(lab(lack, vision), lab(ink, vision)) >= 18
    assert abs(lab(lack, "usual")[0] - lab(ink, "usual")[0]) >= 18
    assert distance(lab(lack, vision), lab(soft, vision)) >= 12


def test_red_is_never_the_only_sign_since_some_eyes_take_it_for_the_brown_of_housing() -> None:
    """A dash, a taller mark edged with paper, or words go with it."""
    assert distance(lab(LACK, "deuteranopia"), lab(STYLES["house"].colour, "deuteranopia")) < 18, "else this may go"
    mark = level(3, 2, title="t", prefix="p", unit="kt").svg
    assert f'class="cp-lack cp-gap" fill="{LACK}" stroke="{PAPER}"' in mark
    series = PathSeries("x", "km", ((2022, 14.0), (2023, 15.0)), 40.0, pace=1.0)
    red = re.findall(r'<polyline class="cp-lack-line"[^>]*>', indicator_path(series, title="t", prefix="p").svg)
    assert red
    assert all("stroke-dasharray" in line for line in red)


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
