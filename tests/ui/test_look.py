"""The tokens of the style sheet: texts are readable on every background of the page, by day and by night."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

import copilote.ui
from copilote.ui.charts.classes import COOLER, LESS, MORE, SHADES, WARM
from copilote.ui.charts.palette import DARK_LACK, LACK, STYLES, _mix
from support_colours import VISION, contrast, distance, lab

CSS = (Path(copilote.ui.__file__).parent / "static" / "copilote" / "copilote.css").read_text(encoding="utf-8")
ROOTS = re.findall(r":root[^{]*\{(.*?)\n *\}", CSS, re.S)
LIGHT, DARK, CHOSEN = (dict(re.findall(r"--([\w-]+): (#\w+);", root)) for root in ROOTS[:3])
TEXTS = ("c-ink", "c-muted", "c-accent", "c-accent-strong", "c-good", "c-warn", "c-bad")
PAPERS = ("c-paper", "c-soft")
PAIRS = [
    *((text, paper) for text in TEXTS for paper in PAPERS),
    *(("c-ink", paper) for paper in ("c-wash", "c-warn-wash", "c-bad-wash", "c-sunk")),
    *(("c-on-accent", "c-accent"), ("c-on-accent", "c-accent-strong"), ("c-accent", "c-wash")),
    *(("c-bad", "c-bad-wash"), ("c-paper", "c-ink"), ("c-muted", "c-sunk")),
]


def full(colour: str) -> str:
    """ "#fff" as "#ffffff"."""
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


def shades(theme: dict[str, str], name: str) -> list[str]:
    """The shades of a map, from the palest: those of the rules `.cp-<name>-1` and after."""
    rule = rf"\.cp-{name}-\d {{ fill: color-mix\(in srgb, var\(--([\w-]+)\) (\d+)%, var\(--c-paper\)\)"
    return [_mix(full(theme[hue]), full(theme["c-paper"]), int(part) / 100) for hue, part in re.findall(rule, CSS)]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "paper"), PAIRS)
def test_texts_stand_out_at_four_and_a_half_to_one(theme: dict[str, str], text: str, paper: str) -> None:
    assert contrast(full(theme[text]), full(theme[paper])) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("edge", ["c-edge", "c-focus"])
def test_edges_of_fields_and_the_focus_stand_out_at_three_to_one(theme: dict[str, str], edge: str) -> None:
    assert contrast(full(theme[edge]), full(theme["c-paper"])) >= 3


def test_the_dark_theme_is_the_same_chosen_or_asked_by_the_system() -> None:
    assert DARK == CHOSEN
    assert set(DARK) == set(LIGHT)


def test_themes_have_the_tested_colours_of_the_charts() -> None:
    for key, style in STYLES.items():
        assert (LIGHT[f"t-{key}"], DARK[f"t-{key}"]) == (style.colour, style.dark)


def test_no_colour_is_written_outside_the_tokens_but_black_and_white_on_paper() -> None:
    rules = CSS[CSS.index("/* 2. Elements */") :]
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) <= {"#000", "#fff", "#b5651d", "#4b7f52", "#6b4c9a"}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("name", "declared"), [("class", SHADES), ("more", MORE), ("less", LESS)])
def test_what_is_written_on_a_shade_of_a_map_is_readable(theme: dict[str, str], name: str, declared) -> None:
    for shade, colour in zip(declared, shades(theme, name), strict=True):
        text = theme["c-paper" if shade.dark else "c-ink"]
        assert contrast(full(text), colour) >= 4.5, shade.key


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["class", "more", "less"])
def test_the_shades_of_a_map_go_by_steps_that_any_eye_sees_and_grey_too(theme: dict[str, str], name: str) -> None:
    found = [full(theme["c-paper"]), *shades(theme, name)]
    for vision in VISION:
        steps = [distance(lab(one, vision), lab(other, vision)) for one, other in pairwise(found)]
        assert min(steps) >= 6, vision
    greys = [lab(colour, "usual")[0] for colour in found]
    assert greys == sorted(greys) or greys == sorted(greys, reverse=True)
    assert min(abs(one - other) for one, other in pairwise(greys)) >= 5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_warm_shades_are_readable_and_go_by_steps_that_any_eye_sees_and_grey_too(theme: dict[str, str]) -> None:
    found = [theme[f"c-heat-{number}"] for number in range(1, 7)]
    for shade, colour in zip(WARM, found, strict=True):
        assert contrast(full(theme["c-paper" if shade.dark else "c-ink"]), colour) >= 4.5, shade.key
    ladder = [full(theme["c-paper"]), *found]
    for vision in VISION:
        assert min(distance(lab(a, vision), lab(b, vision)) for a, b in pairwise(ladder)) >= 6, vision
    greys = [lab(colour, "usual")[0] for colour in ladder]
    assert greys == sorted(greys) or greys == sorted(greys, reverse=True)
    assert min(abs(one - other) for one, other in pairwise(greys)) >= 5


def test_the_warm_shades_of_pages_are_those_of_paper_and_what_cools_is_hatched() -> None:
    assert [LIGHT[f"c-heat-{number}"] for number in range(1, 7)] == [shade.colour for shade in WARM]
    assert all(shade.line for shade in COOLER)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_gains_and_losses_of_one_size_are_told_apart_by_any_eye(theme: dict[str, str], vision: str) -> None:
    """Losses are hatched besides, so that grey tells them too."""
    for more, less in zip(shades(theme, "more"), shades(theme, "less"), strict=True):
        assert distance(lab(more, vision), lab(less, vision)) >= 10


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_the_colours_of_grades_are_told_apart_by_any_eye(theme: dict[str, str], vision: str) -> None:
    """A word goes with each besides."""
    for one, other in combinations(("c-good", "c-warn", "c-bad", "c-muted"), 2):
        assert distance(lab(theme[one], vision), lab(theme[other], vision)) >= 10, f"{one}, {other}"


@pytest.mark.parametrize(("theme", "lack"), [(LIGHT, LACK), (DARK, DARK_LACK)], ids=["light", "dark"])
def test_what_lacks_and_the_small_map_and_the_gauge_stand_out(theme: dict[str, str], lack: str) -> None:
    assert theme["c-bad"] == lack
    own, others = "mini-own { fill: var(--c-ink)", "mini-others { fill: var(--c-planned)"
    assert own in CSS
    assert others in CSS
    assert contrast(full(theme["c-ink"]), theme["c-planned"]) >= 3, (
        "the territory among its neighbours, done and planned"
    )
    assert "gauge__planned { fill: var(--c-planned); stroke: var(--c-edge)" in CSS
    assert contrast(theme["c-edge"], theme["c-soft"]) >= 3
