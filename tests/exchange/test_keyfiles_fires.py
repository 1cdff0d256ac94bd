"""The inventory of fires, as its search exports it: counted in the commune where each began, told where one lives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.exchange.keyfiles.store import install
from copilote.exchange.measured import measured_in
from copilote.exchange.perimeters import place_of
from copilote.reference.loaded import look_again
from support_words import text_of

ABOVE = (
    "Base de données sur les incendies de forêts en France\nNombre de feux répondant aux critères de sélection : 4\n\n"
)
COLUMNS = (
    "Année;Numéro;Département;Code INSEE;Nom de la commune;Date de première alerte;Surface parcourue (m2);"
    "Surface forêt (m2);Surface maquis garrigues (m2);Nature\n"
)
FIRES = (
    ("2015", "12", "41018", "15000"),
    ("2019", "12", "41018", "5000"),
    ("2022", "7", "41018", ""),
    ("2022", "8", "41194", "1000000"),
)


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))


def exported(rows: Any = FIRES) -> bytes:
    lines = [
        f"{year};{number};{code[:2]};{code};X;{year}-08-01 12:00:00;{area};0;0;" for year, number, code, area in rows
    ]
    return (ABOVE + COLUMNS + "\n".join(lines)).encode("cp1252")


def planned(rows: Any = FIRES, **options: Any) -> LoadingPlan:
    found = prepare([("Incendies.csv", exported(rows))], Options(**options))
    assert isinstance(found, LoadingPlan)
    return found


@pytest.mark.django_db
def test_fires_and_hectares_are_added_by_commune_over_the_years_of_the_file(client: Client) -> None:
    plan = planned()
    install(plan)
    look_again()
    fires, burnt = measured_in(place_of("commune", "41018"))
    assert (fires.amount, burnt.amount) == (3.0, pytest.approx(2.0))
    assert fires.key.title == "Feux de forêt et de végétation, de 2015 à 2022"
    assert fires.file.sha256
    assert [each.amount for each in measured_in(place_of("commune", "41001"))] == [0.0, 0.0]
    assert measured_in(place_of("commune", "2A004")) == ()
    page = client.get("/territoires/commune/41018/climat")
    text = text_of(page).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Feux de forêt et de végétation, de 2015 à 2022 : 3 feux (Base de données sur les incendies" in text
    assert "Surface parcourue par les feux, de 2015 à 2022 : 2 ha" in text
    assert "chargé le" in text
    assert "Incendies.csv" in client.get("/sources").content.decode()


def test_one_year_may_be_asked_for_and_one_that_is_not_there_is_refused() -> None:
    fires, burnt = planned(year=2022).values.values()
    assert (sum(fires.values()), sum(burnt.values())) == (2.0, pytest.approx(100.0))
    with pytest.raises(FileError, match="2015 à 2022"):
        planned(year=2011)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("2022", "8", "41194", "12"), "déjà donné"),
        (("", "9", "41194", "12"), "année"),
        (("2022", "9", "41194", "beaucoup"), "beaucoup"),
        (("2022", "9", "41194", "-5"), "négatif"),
        (("2022", "9", "99999", "5"), "99999"),
    ],
)
def test_what_is_wrong_is_told_by_line(row: tuple[str, ...], said: str) -> None:
    with pytest.raises(FileError) as error:
        planned((*FIRES, row))
    assert said in str(error.value)
    assert "ligne 9" in str(error.value)
