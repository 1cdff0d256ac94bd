"""The map of the regions: every region a link with its name, for eyes, keyboards and screen readers."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from copilote.reference.outlines import load_outlines
from copilote.reference.simulator import load_regions
from copilote.ui.charts.map import HEIGHT, WIDTH, MapRegion, region_map
from copilote.ui.charts.svg import Chart

SVG = "{http://www.w3.org/2000/svg}"


def _links(chart: Chart) -> list[ElementTree.Element]:
    return ElementTree.fromstring(chart.svg).findall(f"{SVG}a")  # noqa: S314


@pytest.fixture(scope="module")
def chart() -> Chart:
    regions = [
        MapRegion(one.name, f"/regions/{one.slug}", load_outlines()[one.code], one.code < "07", "9,5 MtCO2e")
        for one in load_regions()
    ]
    return region_map(regions, title="Les régions de France")


def test_each_region_is_a_link_that_says_its_name_and_its_figure(chart: Chart) -> None:
    links = _links(chart)
    assert [link.get("aria-label") for link in links] == [f"{one.name}, 9,5 MtCO2e" for one in load_regions()]
    assert [link.get("href") for link in links] == [f"/regions/{one.slug}" for one in load_regions()]
    assert all(link.find(f"{SVG}title") is not None for link in links)
    assert chart.rows == tuple((one.name, "9,5 MtCO2e") for one in load_regions())


def test_names_are_written_whole_inside_the_drawing(chart: Chart) -> None:
    for link, region in zip(_links(chart), load_regions(), strict=True):
        spans = link.findall(f"{SVG}text/{SVG}tspan")
        assert re.sub(r"[- ]", "", "".join(span.text or "" for span in spans)) == re.sub(r"[- ]", "", region.name)
        assert all(0 < float(s.get("x", "-1")) < WIDTH and 0 < float(s.get("y", "-1")) < HEIGHT for s in spans)


def test_overseas_regions_stand_in_boxes_beside_the_mainland(chart: Chart) -> None:
    xs = {
        link.get("href"): float(link.find(f"{SVG}text/{SVG}tspan").get("x"))  # type: ignore[union-attr, arg-type]
        for link in _links(chart)
    }
    overseas = {f"/regions/{one.slug}" for one in load_regions() if one.code < "07"}
    assert max(xs[address] for address in overseas) < min(x for address, x in xs.items() if address not in overseas)


def test_the_map_bears_a_strict_policy_and_hostile_names() -> None:
    square = ((0.0, 45.0), (2.0, 45.0), (2.0, 46.0), (0.0, 45.0))
    chart = region_map([MapRegion('<b>"L\'Ouest"</b>', "/?a=1&b=2", (square,))], title="<i>")
    assert _links(chart)
    assert "<b>" not in chart.svg
    assert "<i>" not in chart.svg
    assert not re.search(r"style=|<script|\son\w+=", chart.svg)
    assert len(chart.svg) < 2000


def test_the_map_of_france_weighs_less_than_20_kilobytes(chart: Chart) -> None:
    assert len(chart.svg.encode()) < 20_000


def test_a_map_needs_a_region() -> None:
    with pytest.raises(ValueError, match="region"):
        region_map([], title="Vide")
