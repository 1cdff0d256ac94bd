"""`copilote sheet`."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pptx import Presentation

from support_cli import copilote, refused

COPILOTE = Path(sys.executable).parent / "copilote"


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """What a COP decided is read in it."""


def test_a_sheet_is_written_and_its_title_said(tmp_path: Path) -> None:
    output = tmp_path / "nouveau" / "fiche.pdf"
    answer = copilote("sheet", "200030385", "--output", str(output))
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[0].startswith("CA de Blois")
    assert answer.out.splitlines()[1] == str(output)
    assert output.read_bytes().startswith(b"%PDF")


def test_a_commune_s_name_is_enough(tmp_path: Path) -> None:
    assert copilote("sheet", "Blois", "-o", str(tmp_path / "f.pdf")).out.startswith("Blois : ")


def test_a_third_page_is_asked_for(tmp_path: Path) -> None:
    output = tmp_path / "f.pdf"
    assert copilote("sheet", "Blois", "--climate", "-o", str(output)).code == 0
    assert len(re.findall(rb"/Type\s*/Page\b", output.read_bytes())) == 3
    assert "--climate" in refused("sheet", "36", "--deck", "--climate", "-o", str(output))


def test_a_deck_takes_the_form_of_its_name(tmp_path: Path) -> None:
    for name in ("d.pdf", "d.pptx"):
        assert copilote("sheet", "36", "--deck", "--output", str(tmp_path / name)).out.startswith("Indre : ")
    assert (tmp_path / "d.pdf").read_bytes().startswith(b"%PDF")
    assert len(Presentation(str(tmp_path / "d.pptx")).slides) == 12


@pytest.mark.slow
def test_all_the_sheets_of_a_region_and_their_sum(tmp_path: Path) -> None:
    output = tmp_path / "fiches.zip"
    answer = copilote("sheet", "Centre Val de Loire", "--all", "departement", "--output", str(output))
    assert (answer.code, answer.out.splitlines()[0]) == (0, "6 fiches sur 6")
    with zipfile.ZipFile(output) as archive:
        assert len(archive.namelist()) == 7
        rows = list(csv.DictReader(io.StringIO(archive.read("sommaire.csv").decode())))
    assert sum(round(1000 * float(row["target_kt"])) for row in rows) == 7_153_755, "what is placed, of 9,503,874"


def test_what_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    pdf, archive = str(tmp_path / "f.pdf"), str(tmp_path / "f.zip")
    assert "departement:24" in refused("sheet", "24", "-o", pdf)
    assert "n’a pas de fiche" in refused("sheet", "region:24", "-o", pdf)
    assert "finit ici par .pdf" in refused("sheet", "45", "-o", archive)
    assert "finit ici par .zip" in refused("sheet", "24", "--all", "epci", "-o", pdf)
    assert "departement, crte, epci" in refused("sheet", "24", "--all", "commune", "-o", archive)
    assert "fictive" in refused("sheet", "exemple", "--all", "epci", "-o", archive)
    assert "n’est pas un département" in refused("sheet", "Blois", "--deck", "-o", pdf)
    assert ".pdf ou .pptx" in refused("sheet", "45", "--deck", "-o", archive)
    assert "ne vont pas ensemble" in refused("sheet", "24", "--all", "epci", "--deck", "-o", archive)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_where_no_site_was_opened(tmp_path: Path) -> None:
    home = tmp_path / "jamais"
    environment = {**os.environ, "COPILOTE_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    command = [str(COPILOTE), "sheet", "Blois", "--output", str(tmp_path / "f.pdf")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not home.exists()
