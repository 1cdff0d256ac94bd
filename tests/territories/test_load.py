"""`migrate` brings the rows up to the tables: once, in place, and nothing tied to a territory is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from copilote.exchange.perimeters import place_of
from copilote.territories import load
from copilote.territories.drawn import draw
from copilote.territories.load import load_territories
from copilote.territories.models import CommuneIn, Edition, FormerCommune, Territory
from support_cli import copilote
from support_keyfiles import save, written

BLOIS = ("epci", "200030385")


def key(level: str, code: str) -> int:
    return Territory.objects.get(level=level, code=code).pk


def communes_of(level: str, code: str, year: int = 2026) -> set[str]:
    inside = CommuneIn.objects.filter(territory=key(level, code), edition=year)
    return set(inside.values_list("commune__code", flat=True))


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("region", "24"),
        ("departement", "2A"),
        BLOIS,
        ("ept", "200057867"),
        ("crte", "crte-24-41-3"),
        ("arrondissement", "181"),
        ("commune", "41018"),
    ],
)
def test_a_territory_holds_the_communes_of_the_tables(level: str, code: str) -> None:
    place = place_of(level, code)
    assert communes_of(level, code) == set(place.codes)
    assert str(Territory.objects.get(level=level, code=code)) == place.name


def test_every_level_is_there() -> None:
    counts = dict(Territory.objects.values_list("level").annotate(Count("pk")))
    assert counts["region"] == 18
    assert counts["departement"] == 101
    assert counts["commune"] > 34_900
    assert set(counts) == {"region", "collectivite", "departement", "crte", "arrondissement", "epci", "ept", "commune"}


def test_the_same_tables_are_not_loaded_again() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not load_territories()
    assert len(asked) == 1


def test_a_newer_edition_keeps_keys_and_closes_what_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(*BLOIS)
    Territory.objects.filter(pk=before).update(name="Ancien nom")
    gone = Territory.objects.create(level="epci", code="200000000", name="Dissoute")
    CommuneIn.objects.create(territory=gone, edition_id=2026, commune_id=key("commune", "41018"))
    # Two communes merged into one of today, as an earlier edition had them; one that split has no single successor.
    merged = Territory.objects.create(level="commune", code="49144", name="Freigné")
    draw(7, "Blésois", ["41018"])
    monkeypatch.setattr(load, "latest", lambda domain: "2027")
    monkeypatch.setattr(load, "checksum", lambda: "newer")
    assert load_territories()
    assert Edition.current().year == 2027
    assert key(*BLOIS) == before
    assert Territory.objects.get(pk=before).name != "Ancien nom"
    gone.refresh_from_db()
    merged.refresh_from_db()
    assert gone.closed
    assert communes_of("epci", "200000000", 2027) == {"41018"}, "what was said of it is still counted there"
    assert merged.closed
    assert not Territory.objects.get(level="perimetre").closed, "no table has it: its COP alone closes it"
    assert communes_of(*BLOIS, 2026) == communes_of(*BLOIS, 2027)
    levels = set(CommuneIn.objects.filter(commune=merged, edition=2027).values_list("territory__level", flat=True))
    assert {"region", "departement", "epci"} <= levels, "rows tied to it are still summed, where its successor is"


def test_a_load_that_fails_leaves_what_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "checksum", lambda: "newer")
    monkeypatch.setattr(load, "_write_former", lambda *_given: 1 / 0)
    rows = CommuneIn.objects.count()
    with pytest.raises(ZeroDivisionError):
        load_territories()
    assert CommuneIn.objects.count() == rows
    assert Edition.current().checksum != "newer"


def test_codes_of_the_past_lead_to_communes_of_today() -> None:
    assert FormerCommune.objects.get(code="49144").commune.code == "44180"
    assert FormerCommune.objects.get(code="75101").commune.code == "75056"
    parted = FormerCommune.objects.filter(code="14712")
    assert sum(row.share for row in parted) == pytest.approx(1)


def test_a_migrate_that_goes_back_loads_nothing() -> None:
    from django.apps.registry import Apps

    assert not load.as_migrated(Apps(), Territory)


@pytest.mark.slow
def test_a_list_of_crte_is_in_the_tables_as_soon_as_it_is_loaded_or_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    for name in ("COPILOTE_KEYS", "COPILOTE_EDITIONS"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("DATABASE_URL", "that of the tests")
    settings.LOAD_TERRITORIES = True
    rows = [["crte-nouveau", "Blois", BLOIS[1], "CA de Blois"]]
    header = ["id_crte", "lib_crte", "siren_groupement", "lib_groupement"]
    path = save(tmp_path / "crte.csv", written(header, rows, ";"))
    before = set(Territory.objects.filter(level="crte").values_list("code", flat=True))
    assert "Les territoires de la base suivent" in copilote("data", "load", str(path)).out
    assert communes_of("crte", "crte-nouveau") == communes_of(*BLOIS)
    assert list(Territory.objects.filter(level="crte", closed=False).values_list("code", flat=True)) == ["crte-nouveau"]
    assert "Les territoires de la base suivent" in copilote("data", "remove", "crte").out
    assert set(Territory.objects.filter(level="crte", closed=False).values_list("code", flat=True)) == before
    assert not communes_of("crte", "crte-nouveau")
