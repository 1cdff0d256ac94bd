"""The map of territories: classes that people can count with, links with names, the same numbers in its table."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copilote.ui.charts.choropleth import Area, Named, choropleth, sentence
from copilote.ui.charts.classes import LESS, MORE, SAME, SHADES, UNKNOWN_SHADE, changes_of, classes_of, swatch
from copilote.ui.charts.flat import fitted, middles, path
from copilote.ui.charts.palette import INK, PAPER
from copilote.ui.charts.sheet import sheet
from copilote.words.numbers import format_number, with_unit
from support_colours import contrast, luminance

SVG = "{http://www.w3.org/2000/svg}"
HUE = "#1f3a5f"


def square(x: float, y: float, size: float = 1.0) -> tuple[tuple[float, float], ...]:
    return ((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y))


def some(count: int = 12) -> list[Area]:
    return [
        Area(f"c{i}", f"Territoire {i}", (square(i % 4, 45 + i // 4),), 10.0 * (i + 1), f"/territoires/epci/c{i}")
        for i in range(count)
    ]


def drawn(areas: list[Area], **options: object):
    given_ = {"title": "Carte", "unit": "ktCO2e", "what": "intercommunalités"} | options
    return choropleth(areas, **given_)  # type: ignore[arg-type]


def links(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}a"))  # noqa: S314


def test_each_territory_is_a_link_that_says_its_name_value_and_class() -> None:
    chart = drawn(some())
    labels = [link.get("aria-label") for link in links(chart.svg)]
    assert labels[0] == "Territoire 0, 10\u00a0ktCO2e, classe 1 sur 6"
    assert labels[-1] == "Territoire 11, 120\u00a0ktCO2e, classe 6 sur 6"
    assert [link.get("href") for link in links(chart.svg)] == [area.address for area in some()]
    assert all(link.find(f"{SVG}title") is not None for link in links(chart.svg))


def test_the_table_holds_the_numbers_of_the_map() -> None:
    chart = drawn(some())
    assert chart.columns == ("Territoire", "ktCO2e", "Classe")
    assert [row[1] for row in chart.rows] == [area.value for area in some()]
    assert sum(one.count for one in chart.classes) == 12


def test_what_is_not_known_is_hatched_and_never_in_a_class() -> None:
    areas = [*some(8), Area("x", "Sans chiffre", (square(5, 45),), None, "/x")]
    chart = drawn(areas)
    assert "Sans chiffre, non connu" in chart.svg
    assert 'fill="url(#carte-hatch)"' in chart.svg
    assert chart.rows[-1] == ("Sans chiffre", None, None)
    assert chart.classes[-1].text == "non connu"
    assert chart.classes[-1].count == 1
    assert chart.description.endswith("1 sans valeur connue.")


def test_a_map_without_any_value_says_so() -> None:
    chart = drawn([Area("a", "A", (square(0, 45),), None)])
    assert chart.description == "Aucune valeur connue pour les intercommunalités."
    assert [one.text for one in chart.classes] == ["non connu"]


def test_the_sentence_gives_the_least_the_greatest_and_the_middle() -> None:
    told = sentence(some(), "intercommunalités", lambda value: with_unit(format_number(value), "kt"))
    assert told == (
        "De 10\u00a0kt (Territoire 0) à 120\u00a0kt (Territoire 11)\u00a0; "
        "la moitié des intercommunalités sont sous 65\u00a0kt."
    )


def test_two_neighbours_draw_their_border_with_the_same_points() -> None:
    shared = [(0.0, 0.2), (0.31, 1.1), (0.2, 2.6), (0.7, 3.3)]
    there, back = path(shared, 2, closed=False), path(shared[::-1], 2, closed=False)

    def points(d: str) -> list[tuple[int, int]]:
        start, steps = d[1:].split("l")
        x, y = map(int, start.split())
        numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
        found = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            found.append((found[-1][0] + dx, found[-1][1] + dy))
        return found

    assert points(there) == points(back)[::-1]


def test_a_territory_too_small_to_be_seen_is_still_drawn_and_reached() -> None:
    chart = drawn([*some(6), Area("i", "Îlot", (square(9, 45, 1e-6),), 3.0, "/i")])
    (islet,) = [link for link in links(chart.svg) if link.get("href") == "/i"]
    assert islet.find(f"{SVG}path").get("d")  # type: ignore[union-attr]


def test_the_map_bears_a_strict_policy_and_hostile_names() -> None:
    hostile = "<b>\"L'Ouest\"</b> & 'on'"
    chart = drawn(
        [Area('"><script>', hostile, (square(0, 45),), 1.0, "/?a=1&b=2")],
        title="<i>",
        names=[Named("<u>", (square(0, 45),))],
        source="<s>",
    )
    assert links(chart.svg)
    for text in ("<b>", "<i>", "<u>", "<s>", "<script"):
        assert text not in chart.svg
    assert not re.search(r"style=|\son\w+=", chart.svg)


def test_a_legend_and_a_source_stand_beneath_a_map_that_goes_alone() -> None:
    alone, page = drawn(some(), source="Source : simulateur."), drawn(some(), legend=False)
    assert "Source\u00a0: simulateur." in alone.svg
    assert all(one.text in alone.svg for one in alone.classes)
    assert not any(one.text in page.svg for one in page.classes)
    assert ElementTree.fromstring(sheet(alone, ["Note"])) is not None  # noqa: S314


def test_a_map_needs_a_territory() -> None:
    with pytest.raises(ValueError, match="territory"):
        drawn([])


def test_names_do_not_cover_one_another() -> None:
    chart = drawn(
        some(), names=[Named("Loir-et-Cher", (square(0, 45, 0.2),)), Named("Loiret", (square(0.05, 45, 0.2),))]
    )
    assert chart.svg.count('class="cp-halo map-name"') == 1


def test_a_tight_map_is_no_wider_than_its_territory() -> None:
    _projection, width, height = fitted((0.0, 44.0, 1.0, 48.0), 760, 640, 4, tight=True)
    assert width < 200
    assert height == pytest.approx(640)


def test_a_digit_stands_inside_its_shape() -> None:
    ring = [(0.0, 0.0), (100.0, 0.0), (100.0, 10.0), (10.0, 10.0), (10.0, 90.0), (0.0, 90.0), (0.0, 0.0)]
    x, y, room = middles(ring)[0]
    assert room >= 10
    assert (0 < x < 100 and 0 < y < 10) or (0 < x < 10 and 0 < y < 90)


@example([0.0, 5e-324], 2)
@example([-3.0, -2.0, 0.0, 0.0], 3)
@given(st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=200), st.integers(1, 6))
def test_every_value_is_in_one_class_and_no_class_is_empty(values: list[float], most: int) -> None:
    cut = classes_of(values, most)
    counted = [sum(cut.of(value) == number for value in values) for number in range(1, len(cut.breaks) + 2)]
    assert counted == list(cut.counts)
    assert all(counted)
    assert len(counted) <= max(1, most)
    assert list(cut.breaks) == sorted(set(cut.breaks))
    assert len(cut.texts("kt", format_number)) == len(counted)


def test_classes_are_cut_at_round_numbers() -> None:
    cut = classes_of([float(value) for value in range(3, 400, 5)])
    assert all(len(f"{one:g}".rstrip("0")) <= 2 for one in cut.breaks)
    assert len(cut.counts) == 6
    assert max(cut.counts) <= 2 * min(cut.counts)


def test_classes_say_their_limits_in_words() -> None:
    cut = classes_of([1.0, 2.0, 3.0, 4.0, 100.0, 200.0], most=3)
    assert cut.texts("kt", format_number) == (
        "moins de 3\u00a0kt",
        "de 3 à moins de 100\u00a0kt",
        "100\u00a0kt et plus",
    )


def test_alike_values_make_one_class() -> None:
    assert classes_of([5.0, 5.0, 5.0]).texts("kt", format_number) == ("5\u00a0kt",)


def test_shades_keep_their_order_in_grey_and_their_numbers_can_be_read() -> None:
    lights = [luminance(shade.colour) for shade in SHADES]
    assert lights == sorted(lights, reverse=True)
    assert all(contrast(a, b) >= 1.2 for a, b in itertools.pairwise([PAPER, *(shade.colour for shade in SHADES)]))
    for shade in (*SHADES, *MORE, *LESS, SAME):
        assert contrast(shade.colour, PAPER if shade.dark else INK) >= 4.5, shade.key


def test_gains_and_losses_grow_darker_from_zero_and_losses_are_hatched() -> None:
    for side in (MORE, LESS):
        lights = [luminance(shade.colour) for shade in (SAME, *side)]
        assert lights == sorted(lights, reverse=True)
        assert all(contrast(a.colour, b.colour) >= 1.25 for a, b in itertools.pairwise((SAME, *side)))
    assert all(shade.line and contrast(shade.line, shade.colour) >= 2.9 for shade in LESS)
    assert not any(shade.line for shade in MORE)


def changed(*values: float | None):
    areas = [
        Area(f"c{rank}", f"Territoire {rank}", (square(rank, 45),), value, f"/c{rank}")
        for rank, value in enumerate(values)
    ]
    return drawn(areas, unit="%", changes=True)


def test_a_map_of_changes_says_who_takes_more_and_who_takes_less() -> None:
    chart = changed(-40.0, -3.0, -2.0, 0.0, 1.0, 4.0, 60.0)
    labels = [link.get("aria-label") for link in links(chart.svg)]
    assert labels[0] == "Territoire 0, \u221240\u00a0%, prend moins"
    assert labels[3] == "Territoire 3, 0\u00a0%, ne change pas"
    assert labels[6] == "Territoire 6, +60\u00a0%, prend plus"
    texts = [entry.text for entry in chart.classes]
    assert [text.partition(" : ")[0] for text in texts] == [*["prend moins"] * 3, "ne change pas", *["prend plus"] * 3]
    assert sum(entry.count for entry in chart.classes) == 7
    assert all(text in chart.svg for text in texts), "the legend is on the drawing"
    assert [entry.mark for entry in chart.classes] == ["\u22123", "\u22122", "\u22121", "=", "+1", "+2", "+3"]


def test_losses_are_told_from_gains_without_colour() -> None:
    chart = changed(-40.0, 40.0, None)
    less, more, unknown = links(chart.svg)
    path_of = f"{SVG}path"
    assert less.find(path_of).get("fill") == "url(#carte-less-3)"  # type: ignore[union-attr]
    assert more.find(path_of).get("fill") == MORE[2].colour  # type: ignore[union-attr]
    assert unknown.find(path_of).get("fill") == "url(#carte-hatch)"  # type: ignore[union-attr]
    assert all(f'<pattern id="carte-{key}"' in chart.svg for key in ("less-3", "hatch"))


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=100))
def test_every_change_is_in_one_class_on_its_side_of_zero(values: list[float]) -> None:
    cut = changes_of(values)
    numbers = [cut.of(value) for value in values]
    assert all(
        (number > 0) == (value > 0) and (number < 0) == (value < 0)
        for number, value in zip(numbers, values, strict=True)
    )
    assert [numbers.count(number) for number in cut.numbers] == list(cut.counts)
    assert len(cut.texts("%", format_number)) == len(cut.numbers)
    assert all(cut.shade(number) for number in cut.numbers)


def test_shades_are_mixed_as_the_style_sheet_says() -> None:
    from copilote.ui.charts import palette

    shares = (0.12, 0.26, 0.4, 0.55, 0.77, 1.0)  # how much of the hue is in each, from paper to the hue itself
    assert [palette._mix(HUE, PAPER, share) for share in shares] == [shade.colour for shade in SHADES]


def test_a_swatch_shows_its_shade_and_number() -> None:
    assert 'fill="#1f3a5f"' in swatch(SHADES[5], "6").svg
    assert ">6<" in swatch(SHADES[5], "6").svg
    assert "hatch" in swatch(UNKNOWN_SHADE).svg


def test_a_class_of_zeros_alone_says_so() -> None:
    assert classes_of([0.0] * 20 + [1.0, 2.0, 3.0, 4.0]).texts("jours par an", format_number)[0] == "0\u00a0jour par an"
    assert classes_of([0.0, 0.1, 0.2, 1.0, 2.0, 3.0]).texts("jours par an", format_number)[0].startswith("moins de")
