"""The balances of forests: carried over from the inventory's own rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilote.reference.tables import PACKAGED

HEAD = "type_localisation,code_localisation,composition"


def published(folder: Path, name: str, codes: list[str]) -> None:
    import build_forest

    columns = list(build_forest.COLUMNS.values())
    total = build_forest.WHOLE[1]
    lines = [f"{HEAD},{','.join(columns)}", f"rad13,CVL,Conifere,{','.join('9' * len(columns))}"]
    lines += [f"rad13,{code},{total},1.5,2.25,3,4,5" for code in codes]
    (folder / "aldo").mkdir(exist_ok=True)
    (folder / "aldo" / name).write_text("\n".join(lines), encoding="utf-8")


def test_the_rows_of_all_species_become_ours_and_what_is_absent_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import build_forest

    build_forest.build(tmp_path, tmp_path)
    assert "left as they are" in capsys.readouterr().out
    for name in build_forest.FILES.values():
        published(tmp_path, name, list(build_forest.REGIONS))
    build_forest.build(tmp_path, tmp_path)
    lines = (tmp_path / build_forest.TABLE).read_text(encoding="utf-8").splitlines()
    committed = (PACKAGED / build_forest.TABLE).read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == (committed[0], len(committed))
    assert lines[1] == "11,2022,1.5,2.25,3,4,5"


def test_a_publication_without_a_region_is_refused(tmp_path: Path) -> None:
    import build_forest

    published(tmp_path, "short.csv", ["CVL"])
    with pytest.raises(SystemExit, match="13 regions"):
        build_forest.balances(tmp_path / "aldo" / "short.csv", 2022)
