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


def written(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _links(chart: Chart) -> list[ElementTree.Element]:
    return ElementTree.fromstring(chart.svg).findall(f".//{SVG}a")  # noqa: S314


@pytest.fixture(scope="module")
def chart() -> Chart:
    regions = [
        MapRegion(region.name, f"/regions/{region.slug}", load_outlines()[region.code], rank / 10, region.code < "07")
        for rank, region in enumerate(load_regions())
    ]
    return region_map(regions, title="Les régions de France", unit="tonnes", write=written)


def test_each_region_is_a_link_that_says_its_name_and_its_figure(chart: Chart) -> None:
    links = _links(chart)
    labels = [f"{region.name}, {written(rank / 10)}\u00a0tonnes" for rank, region in enumerate(load_regions())]
    assert [link.get("aria-label") for link in links] == labels
    assert [link.get("href") for link in links] == [f"/regions/{region.slug}" for region in load_regions()]
    assert all(link.find(f"{SVG}title") is not None for link in links)
    assert chart.rows == tuple((region.name, rank / 10) for rank, region in enumerate(load_regions()))


def test_a_region_without_a_value_is_hatched_and_says_so() -> None:
    square = ((0.0, 45.0), (2.0, 45.0), (2.0, 46.0), (0.0, 45.0))
    regions = [MapRegion("Ouest", "/o", (square,), None), MapRegion("Est", "/e", (square,), 2.0)]
    chart = region_map(regions, title="Deux", unit="t", write=written)
    assert 'aria-label="Ouest, non connu"' in chart.svg
    assert "<pattern" in chart.svg
    assert [(entry.text, entry.count) for entry in chart.classes] == [("2,0", 1), ("non connu", 1)]


def test_names_are_written_whole_inside_the_drawing(chart: Chart) -> None:
    for link, region in zip(_links(chart), load_regions(), strict=True):
        spans = link.findall(f".//{SVG}tspan")
        assert re.sub(r"[- ]", "", "".join(span.text or "" for span in spans)) == re.sub(r"[- ]", "", region.name)
        assert all(0 < float(s.get("x", "-1")) < WIDTH and 0 < float(s.get("y", "-1")) < HEIGHT for s in spans)


def test_overseas_regions_stand_beneath_the_mainland(chart: Chart) -> None:
    ys = {
        link.get("href"): float(link.find(f".//{SVG}text").get("y"))  # type: ignore[union-attr, arg-type]
        for link in _links(chart)
    }
    overseas = {f"/regions/{region.slug}" for region in load_regions() if region.code < "07"}
    assert min(ys[address] for address in overseas) > max(y for address, y in ys.items() if address not in overseas)


def test_the_map_bears_a_strict_policy_and_hostile_names() -> None:
    square = ((0.0, 45.0), (2.0, 45.0), (2.0, 46.0), (0.0, 45.0))
    chart = region_map(
        [MapRegion('<b>"L\'Ouest"</b>', "/?a=1&b=2", (square,), 1.0)], title="<i>", unit="<u>", write=written
    )
    assert _links(chart)
    assert "<b>" not in chart.svg
    assert "<i>" not in chart.svg
    assert not re.search(r"style=|<script|\son\w+=", chart.svg)
    assert len(chart.svg) < 2000


def test_the_map_of_france_weighs_less_than_20_kilobytes(chart: Chart) -> None:
    assert len(chart.svg.encode()) < 20_000


def test_a_map_needs_a_region() -> None:
    with pytest.raises(ValueError, match="region"):
        region_map([], title="Vide", unit="t", write=written)
