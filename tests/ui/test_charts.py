"""Charts of trajectories, indicators, stages and money: true, named, accessible, without outer resource."""

import itertools
import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pytest

from copilote.ui.charts import (
    Band,
    Bar,
    BulletLever,
    PathSeries,
    TreemapItem,
    bars,
    bullets,
    indicator_path,
    path_sentence,
    stack,
    treemap,
)
from copilote.ui.charts.axis import ticks
from copilote.ui.charts.metrics import spread, text_width
from copilote.ui.templatetags.words import chart_key
from copilote.words.numbers import NBSP, format_eur


def _parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own drawing)


NS = "{http://www.w3.org/2000/svg}"
YEARS = tuple(range(2019, 2031))
LAYERS = [
    Band("Industrie", tuple(1480.0 * i / 11 for i in range(12))),
    Band("Résidentiel", tuple(969.0 * i / 11 for i in range(12))),
    Band("Déchet", tuple(408.0 * i / 11 for i in range(12))),
]
# Share of electric cars in the fleet, as an indicator would give it.
ELECTRIC = PathSeries("Voitures électriques", "% du parc", ((2019, 0.4), (2022, 1.5), (2024, 2.3)), 15.0, 2030, 0.52)


def _all(width: float):
    return [
        stack(LAYERS, YEARS, title="Trajectoire", prefix="s", width=width),
        bars([Bar("Éclairage public", 9.1e6, "Tertiaire"), Bar("Autre", None)], title="b", prefix="b", unit="€"),
        bullets([BulletLever("Haies", 125.0, 10.0, None, 20.0)], title="u", prefix="u", width=width),
        indicator_path(ELECTRIC, title="p", prefix="p"),
        treemap([TreemapItem("Se loger", "Fioul", 388.0)], title="t", prefix="t", width=width),
    ]


@pytest.mark.parametrize("width", [760.0, 340.0])
def test_every_chart_has_a_name_a_description_and_needs_nothing_from_outside(width: float) -> None:
    for chart in _all(width):
        root = _parse(chart.svg)
        assert root.get("role") == "img"
        assert root.findtext(f"{NS}title") == chart.title
        assert root.findtext(f"{NS}desc") == chart.description
        names = (root.get("aria-labelledby") or "").split()
        assert {e.get("id") for e in root if e.tag in (f"{NS}title", f"{NS}desc")} == set(names)
        assert root.get("viewBox")
        assert root.get("width") is None
        assert "style=" not in chart.svg
        assert not re.search(r"<script|href|https?://(?!www\.w3\.org/2000/svg)|on\w+=", chart.svg)
        assert all(len(row) == len(chart.columns) for row in chart.rows)


@pytest.mark.parametrize("width", [760.0, 340.0])
def test_no_text_of_any_chart_leaves_the_drawing(width: float) -> None:
    for chart in _all(width):
        root = _parse(chart.svg)
        _, _, wide, high = map(float, (root.get("viewBox") or "").split())
        for text in root.iter(f"{NS}text"):
            x, y, size = (float(text.get(k, "nan")) for k in ("x", "y", "font-size"))
            length = text_width("".join(text.itertext()), size)
            start = x - {"middle": length / 2, "end": length}.get(text.get("text-anchor", "start"), 0)
            assert start >= -1
            assert start + length <= wide + 1
            assert size * 0.7 <= y <= high


def test_the_same_call_draws_the_same_bytes() -> None:
    assert [c.svg for c in _all(760)] == [c.svg for c in _all(760)]


def test_a_stack_grows_to_the_sum_of_its_groups_and_its_table_says_it() -> None:
    chart = stack(LAYERS, YEARS, title="t", prefix="p")
    assert chart.rows[-1][0] == 2030
    assert chart.rows[-1][-1] == pytest.approx(2857)
    assert chart.rows[0][-1] == 0
    # The last rectangle of each group's path is the column of 2030: "M x y h width v height h -width z".
    drawn = [p.get("d", "") for p in _parse(chart.svg).iter(f"{NS}path") if "cp-gap" in (p.get("class") or "")]
    heights = [float(re.findall(r"v([\d.]+)", path)[-1]) for path in drawn]
    assert heights[0] / heights[2] == pytest.approx(1480 / 408, rel=0.01)


def test_a_stack_refuses_a_group_without_a_value_for_each_year() -> None:
    with pytest.raises(ValueError, match="one value per year"):
        stack([Band("Industrie", (1.0,))], YEARS, title="t", prefix="p")
    with pytest.raises(ValueError, match="not negative"):
        stack([Band("Industrie", (-1.0,) * 12)], YEARS, title="t", prefix="p")


def test_an_indicator_shows_its_target_as_a_ring_with_its_value() -> None:
    root = _parse(indicator_path(ELECTRIC, title="p", prefix="p").svg)
    assert len([c for c in root.iter(f"{NS}circle") if c.get("r") == "5"]) == 1
    assert "15" in ["".join(t.itertext()) for t in root.iter(f"{NS}text")]
    [points] = [p for p in root.iter(f"{NS}path") if p.get("stroke-linecap") == "round"]
    assert (points.get("d") or "").count("M") == 3, "one dot per observed year"


def test_the_key_of_a_path_names_the_lines_that_are_drawn_and_no_other() -> None:
    whole = indicator_path(ELECTRIC, title="p", prefix="p")
    assert [entry.mark for entry in whole.legend] == ["seen", "required", "pace"]
    uncertain = indicator_path(PathSeries("x", "km", ((2022, 14.0), (2023, 15.0)), 20.0), title="p", prefix="p")
    assert [entry.mark for entry in uncertain.legend] == ["seen", "required"]
    assert indicator_path(PathSeries("x", "km", ()), title="p", prefix="p").legend == ()
    key = chart_key([SimpleNamespace(chart=SimpleNamespace(narrow=uncertain))], SimpleNamespace(narrow=uncertain))
    assert [entry.text for entry in key["entries"]] == [
        "observé",
        "rythme demandé, jusqu’à la cible de 2030 (anneau)",
    ]


def test_an_indicator_s_axis_holds_zero() -> None:
    high = PathSeries("Haies", "km", ((2019, 734.0), (2023, 740.0)), 784.0, 2030, 1.5)
    assert ">0<" in indicator_path(high, title="p", prefix="p").svg


def test_an_indicator_s_table_holds_the_required_path_and_the_present_pace() -> None:
    chart = indicator_path(ELECTRIC, title="p", prefix="p")
    assert chart.rows[2] == (2024, 2.3, None, None)
    assert chart.rows[-1][0] == 2030
    assert chart.rows[-1][2] == 15.0
    assert chart.rows[-1][3] == pytest.approx(2.3 + 6 * 0.52)


def test_a_projection_stays_within_what_is_possible() -> None:
    fuel = PathSeries("Fioul", "GWh", ((2021, 4000.0), (2023, 2500.0)), None, 2030, -381.0)
    assert fuel.projected == 0
    share = PathSeries("Recyclage", "%", ((2023, 66.0), (2024, 72.1)), 90.0, 2030, 6.04, ceiling=100.0)
    assert share.projected == 100
    assert indicator_path(share, title="p", prefix="p").rows[-1][3] == 100
    sink = PathSeries("Puits", "MtCO2e", ((2019, -35.0), (2024, -37.4)), -25.2, 2030, -0.5)
    assert sink.projected == pytest.approx(-40.4), "a sink may go further below zero"


def test_an_indicator_without_value_target_or_pace_is_still_drawn() -> None:
    assert "Aucune valeur observée" in indicator_path(PathSeries("x", "km", ()), title="p", prefix="p").svg
    alone = indicator_path(PathSeries("x", "km", ((2022, 14.0),)), title="p", prefix="p")
    assert alone.rows == ((2022, 14.0, None, None),)
    _parse(alone.svg)


@pytest.mark.parametrize(
    ("observed", "required", "unit", "sentence"),
    [
        (0.52, 2.54, "%", f"+0,52{NBSP}point par an observé, +2,54 demandés : cinq fois trop lent."),
        (-20.0, -10.0, "kt", f"−20{NBSP}kt par an observé, −10 demandés : en avance."),
        (14.0, -92.9, "ha", f"+14{NBSP}ha par an observé, −92,9 demandés : dans le mauvais sens."),
        (2.5, 2.5, "%", f"+2,5{NBSP}points par an observés, +2,5 demandés : au rythme."),
        (14.0, None, "ha", f"+14{NBSP}ha par an observé ; pas de cible connue."),
        (None, 3.25, "km", f"Rythme observé non connu, +3,25{NBSP}km par an demandé."),
        (None, None, "km", "Rythme observé non connu, rythme demandé non connu."),
    ],
)
def test_a_pace_is_read_aloud_with_its_two_figures(observed, required, unit: str, sentence: str) -> None:
    assert path_sentence(observed, required, unit) == sentence


def test_the_sentence_follows_the_grade_of_the_planning_core() -> None:
    assert path_sentence(1.0, 1.05, "km", "on_pace").endswith("au rythme.")
    assert path_sentence(1.0, -0.1, "km", "ahead").endswith("en avance.")
    assert path_sentence(1.0, 2.0, "km", "unknown").endswith("inconnu.")


def test_money_is_written_beside_its_bar_and_the_unknown_is_said() -> None:
    chart = bars([Bar("Éclairage", 9.1e6), Bar("Friches", None)], title="t", prefix="p", unit="euros", write=format_eur)
    assert f"9,1{NBSP}M€" in chart.svg
    assert "non connu" in chart.svg
    assert chart.rows == (("Éclairage", 9.1e6), ("Friches", None))


def test_what_remains_of_a_lever_is_its_target_less_its_stages() -> None:
    chart = bullets([BulletLever("Haies", 125.0, 10.0, None, 20.0)], title="t", prefix="p")
    assert chart.rows == (("Haies", 10.0, None, 20.0, None, 95.0, 125.0),)
    assert BulletLever("Haies", 125.0, 200.0).remaining == 0
    assert BulletLever("Haies", None, 200.0).remaining is None


def test_a_negative_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="no negative value"):
        bullets([BulletLever("x", -1.0)], title="t", prefix="p", unit="kt")


@pytest.mark.parametrize("width", [760.0, 300.0])
def test_losses_go_to_the_left_of_the_axis_and_gains_to_its_right(width: float) -> None:
    chart = bars([Bar("Moins", -4.0), Bar("Plus", 2.0)], title="t", prefix="p", unit="kt", width=width)
    root = _parse(chart.svg)
    [axis] = [float(line.get("x1", "nan")) for line in root.iter(f"{NS}line")]
    loss, gain = [rect for rect in root.iter(f"{NS}rect") if "cp-gap" in (rect.get("class") or "")]
    wide = [float(rect.get("width", "nan")) for rect in (loss, gain)]
    assert float(loss.get("x", "nan")) + wide[0] == pytest.approx(axis, abs=0.2)
    assert float(gain.get("x", "nan")) == pytest.approx(axis, abs=0.2)
    assert wide[0] == pytest.approx(2 * wide[1], rel=0.01)
    for text in root.iter(f"{NS}text"):
        words, x, size = "".join(text.itertext()), float(text.get("x", "nan")), float(text.get("font-size", "nan"))
        start = x - (text_width(words, size) if text.get("text-anchor") == "end" else 0)
        assert 0 <= start <= start + text_width(words, size) <= width


@pytest.mark.parametrize(("low", "high"), [(0, 9.5), (0, 9503.9), (-35, -25), (734, 784), (0, 0), (5, 5)])
def test_axis_steps_are_round_and_cover_the_values(low: float, high: float) -> None:
    marks = ticks(low, high)
    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 8


def test_labels_side_by_side_never_overlap_and_keep_their_order() -> None:
    placed = spread([10, 11, 12, 90], 14, 0, 100)
    assert all(b - a >= 14 - 1e-9 for a, b in itertools.pairwise(placed))
    assert placed[0] >= 0
    assert placed[-1] <= 100
