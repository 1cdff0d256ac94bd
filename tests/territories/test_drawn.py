"""A perimeter that a COP draws is a territory too: written, closed and opened again with it, or not at all."""

from __future__ import annotations

import pytest

from copilote.sharing import models
from copilote.sharing.decisions import (
    close_perimeter,
    record_figure,
    record_perimeter,
    restore_perimeter,
    tie_to_territories,
)
from copilote.sharing.models import Perimeter, TerritoryFigure
from copilote.territories.models import CommuneIn, Territory
from support_cop import animator, speaker

BLOIS = "200030385"


def drawn(perimeter: Perimeter) -> Territory:
    return Territory.objects.get(level="perimetre", code=str(perimeter.pk))


def test_a_perimeter_is_a_territory_with_the_communes_of_its_epci() -> None:
    territory = drawn(record_perimeter(animator(), "Val", "libre", (BLOIS,)))
    epci = CommuneIn.objects.filter(territory__level="epci", territory__code=BLOIS)
    assert set(territory.communes.values_list("commune", flat=True)) == set(epci.values_list("commune", flat=True))
    assert (territory.name, territory.closed) == ("Val", False)


def test_one_that_is_taken_out_is_closed_and_one_put_back_is_open() -> None:
    lead = animator()
    perimeter = record_perimeter(lead, "Val", "libre", (BLOIS,))
    close_perimeter(lead, perimeter.pk)
    assert drawn(perimeter).closed
    restore_perimeter(lead, perimeter.pk)
    held = Perimeter.objects.get(in_force=True)
    assert not drawn(held).closed
    assert drawn(held).communes.exists()


def test_a_perimeter_and_its_territory_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_named: object) -> None:
        raise RuntimeError

    lead = animator()
    perimeter = record_perimeter(lead, "Val", "libre", (BLOIS,))
    monkeypatch.setattr(models, "draw", fails)
    with pytest.raises(RuntimeError):
        close_perimeter(lead, perimeter.pk)
    with pytest.raises(RuntimeError):
        record_perimeter(lead, "Loire", "libre", (BLOIS,))
    assert list(Perimeter.objects.values_list("name", "in_force")) == [("Val", True)]


def test_what_was_recorded_before_is_tied_later() -> None:
    figure = record_figure(speaker(), "augm_voitelec", None, 3.0, "Raison")
    epci = Territory.objects.get(level="epci", code=BLOIS)
    assert figure.territory == epci
    perimeter = record_perimeter(animator(), "Val", "libre", (BLOIS,))
    TerritoryFigure.objects.update(territory=None)
    CommuneIn.objects.filter(territory__level="perimetre").delete()
    tie_to_territories()
    assert TerritoryFigure.objects.get().territory == epci
    assert drawn(perimeter).communes.exists()
