"""The lists that users may bring: worksites of 2022, and the 72 levers."""

from __future__ import annotations

from pathlib import Path

from copilote.reference.nomenclature import Block, load_levers_72
from copilote.reference.tables import PACKAGED, read_rows, table_path
from published import PUBLISHED, needs_published


def test_22_worksites_of_2022_stand_in_6_themes_and_answer_5_issues() -> None:
    worksites, themes, issues = (
        list(read_rows(table_path("nomenclature", f"{name}.csv", "2022"))) for name in ("worksites", "themes", "issues")
    )
    assert [row["number"] for row in worksites] == [str(n) for n in range(1, 23)]
    assert {row["theme"] for row in worksites} == {row["name"] for row in themes}
    assert (len(themes), len(issues)) == (6, 5)


def test_the_72_levers_are_50_of_mitigation_then_22_of_adaptation() -> None:
    levers = load_levers_72()
    assert [lever.number for lever in levers] == [str(n) for n in range(1, 73)]
    assert [lever.block for lever in levers] == [Block.MITIGATION] * 50 + [Block.ADAPTATION] * 22
    assert levers[42].name == "Véhicules électriques"
    assert len({lever.name for lever in levers}) == 72


@needs_published
def test_the_committed_nomenclatures_are_what_the_script_makes(tmp_path: Path) -> None:
    import build_nomenclature

    build_nomenclature.build(PUBLISHED, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(made) == 4
    for path in made:
        assert (tmp_path / path).read_bytes() == (PACKAGED / path).read_bytes(), path
