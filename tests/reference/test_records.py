"""A row of a table becomes a record as the annotations of its fields say, and a cell that cannot be read says where."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest

from copilote.reference.errors import TableError
from copilote.reference.records import Text, keyed, read
from copilote.words import speaking


class Kind(Enum):
    HOME = "home"
    OFFICE = "office"


@dataclass(frozen=True)
class Building:
    code: str
    kind: Kind
    name: Text
    heated: bool
    summed: bool | None
    floors: int
    area_m2: float | None
    cost_eur: Decimal
    classes: tuple[int, ...]
    uses: tuple[Text, ...]
    note: Text | None
    edition: str = "2026"


HEADER = "id,kind,name,heated,summed,floors,area_m2,cost_eur,classes,uses,note"
ROW = "a,office,Véhicules électriques,true,,3,12.5,0.10,1;2,Biogaz; Gestion des haies,"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "buildings" / "2026" / "buildings.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_each_cell_is_read_as_its_field_says(tmp_path: Path) -> None:
    [building] = read(Building, table(tmp_path, ROW), separator=";", renamed={"code": "id"})
    assert building == Building(
        code="a",
        kind=Kind.OFFICE,
        name="Véhicules électriques",
        heated=True,
        summed=None,
        floors=3,
        area_m2=12.5,
        cost_eur=Decimal("0.10"),
        classes=(1, 2),
        uses=("Biogaz", "Gestion des haies"),
        note=None,
    )
    assert keyed("code", [building]) == {"a": building}


def test_texts_come_in_the_language_in_use(tmp_path: Path) -> None:
    with speaking("en"):
        [building] = read(Building, table(tmp_path, ROW), separator=";", renamed={"code": "id"})
    assert (building.name, building.uses) == ("Electric vehicles", ("Biogas", "Hedgerow management"))


@pytest.mark.parametrize(
    ("right", "wrong", "column"),
    [
        ("true", "oui", "heated"),
        ("office", "usine", "kind"),
        (",3,", ",trois,", "floors"),
        ("0.10", "dix", "cost_eur"),
        ("1;2", "1;b", "classes"),
        (",Biogaz; Gestion des haies,", "", "uses"),
    ],
)
def test_a_cell_that_cannot_be_read_names_its_table_line_and_column(
    tmp_path: Path, right: str, wrong: str, column: str
) -> None:
    path = table(tmp_path, ROW, ROW.replace(right, wrong))
    with pytest.raises(TableError, match=f"« buildings/2026/buildings.csv », ligne 3, colonne {column} : illisible"):
        read(Building, path, separator=";", renamed={"code": "id"})
