"""Whatever stands in the cells of a published layout, the file is loaded or refused in words, and nothing is lost."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilote.exchange.intake import FileError
from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from support_keyfiles import (
    EMISSION_COLUMNS,
    FLEET_COLUMNS,
    FOSSIL,
    PLANT_COLUMNS,
    SURVEY_COLUMNS,
    USE_COLUMNS,
    enaf,
    written,
)

GOOD: dict[str, list[tuple[str, str]]] = {
    "irep": [
        (EMISSION_COLUMNS, f"1;Usine;2022;Air;{FOSSIL};1000;kg/an"),
        (PLANT_COLUMNS, "1;Usine;;;45000;45234;ORLEANS;45;LOIRET;24;CENTRE;;;;2351Z;Ciment;;"),
    ],
    "vehicules": [(FLEET_COLUMNS, "45234;Orléans;vp;VP;Diesel;Crit'Air 2;5;6")],
    "vehicules-ages": [("COMMUNE_CODE;CLASSE_VEHICULE;CARBURANT;AGE;PARC_2022", "45234;vp;Diesel;7 ans;5")],
    "energie": [(USE_COLUMNS, "GRDF;2022;G;45234;Orléans;ENT;46;;T;10,5;2;1"),
                (USE_COLUMNS, "Enedis;2022;E;45234;Orléans;RES;;;R;10,5;2;1")],
    "energie-colonnes": [("OPERATEUR;ANNEE;FILIERE;TYPE;CODE;CONSOT;PDLT;CONSOR;PDLR", "GRDF;2016;G;;45234;5;1;6;2")],
    "reseaux": [(";".join(SURVEY_COLUMNS), "4501C;Orléans;Nord;0,1;0,5;1000")],
    "enaf": [(enaf([]).decode().strip().replace(",", ";"), "45234;Orléans;24;C;45;L;;;" + ";7" * (13 * 7 + 1))],
    "parcelles": [("code_commune;ID_PARCEL;CODE_GROUP;surface_ha", "45234;1;18;2,5")],
}  # fmt: skip
"""A header of each layout, and a row that is read: the attacks change some of its cells."""
CODES = [
    "45234",
    "1004",
    "01004",
    "2A004",
    "75056",
    "75101",
    "69381",
    "49144",
    "244500468",
    "45999",
    "97501",
    "Orléans",
]
WORDS = ["", " ", "s", "NC", "nd", "<seuil", "< seuil", "Total", "France", "x", "E", "G", "T", "R", "TERTIAIRE", "Air",
         FOSSIL, "kg/an", "vp", "tcp", "Diesel", "Crit'Air 2", "Non classée", "plus de 20 ans", "7", "18", "18.0",
         "2022", "2021", "0,5", "1 234,5", "1\u202f000", "-1", "-2", "1e400", "nan", "75 %", "4501C", "7501F",
         "2351Z", "3821Z", "['Massy', 'Antony']", "Paris/Lyon", "\ufeff", "٣", "1.2.3", "=1+1"]  # fmt: skip
cells = st.one_of(st.sampled_from(WORDS), st.sampled_from(CODES), st.text(max_size=4), st.integers(-3, 10**7).map(str))


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))


@pytest.mark.parametrize("layout", GOOD)
def test_each_layout_reads_its_own_row(layout: str) -> None:
    files = [
        (f"2022-{rank}.csv", written(header.split(";"), [good.split(";")]))
        for rank, (header, good) in enumerate(GOOD[layout])
    ]
    found = prepare(files, Options())
    assert isinstance(found, LoadingPlan)
    assert found.file.layout == layout.partition("-")[0].replace("reseaux", "reseaux-chaleur")
    assert all(found.values[key.key.id]["45234"] > 0 for key in found.keys)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(list(GOOD)), st.sampled_from(";,\t|"), st.sampled_from(["utf-8-sig", "cp1252"]))
def test_any_cells_of_any_layout_are_loaded_or_refused_in_words(
    data: st.DataObject, layout: str, separator: str, encoding: str
) -> None:
    files = []
    for rank, (header, good) in enumerate(GOOD[layout]):
        rows = [good.split(";")]
        for changes in data.draw(
            st.lists(st.dictionaries(st.integers(0, len(rows[0])), cells, max_size=4), max_size=6)
        ):
            row = [changes.get(at, cell) for at, cell in enumerate(rows[0])]
            rows.append(row[: data.draw(st.integers(len(row) - 2, len(row) + 1))])
        text = written(header.split(";"), rows, separator).decode()
        files.append((f"f{rank}.csv", text.encode(encoding, "replace")))
    with suppress(FileError):
        found = prepare(files, Options(skip_unknown=data.draw(st.booleans())))
        assert isinstance(found, LoadingPlan)
        for key in found.keys:
            assert all(value >= 0 for value in found.values[key.key.id].values())
            assert key.kept_total <= key.key.total * (1 + 1e-9)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_separator_and_encoding_reads_the_same(separator: str, encoding: str) -> None:
    rows: list[list[Any]] = [["4501C", "Orléans", "Réseau", "0,1", "0,5", "1 000,5"]]
    content = written(SURVEY_COLUMNS, rows, separator).decode().encode("utf-8")
    if encoding == "cp1252":
        content = content.decode().replace("₂", "2").encode("cp1252")
    elif encoding != "utf-8":
        content = content.decode().encode(encoding)
    found = prepare([("réseaux 2022.csv", content)], Options())
    assert isinstance(found, LoadingPlan)
    assert found.values["reseaux-chaleur-2022"]["45234"] == pytest.approx(500.25)
