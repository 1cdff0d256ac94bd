"""A backup is put back on another machine as it was; a damaged one changes nothing."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVER = os.environ.get("DATABASE_URL", "")
RUN = "from copilote.cli import main; main()"


@dataclass(frozen=True)
class Machine:
    """A folder and a base of its own."""

    home: Path
    url: str

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command says; checks its exit code."""
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        own = {"COPILOTE_HOME": str(self.home)} | ({"DATABASE_URL": self.url} if self.url else {})
        command = [sys.executable, "-c", RUN, *arguments]
        done = subprocess.run(command, env=kept | own, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stderr if code else done.stdout


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two, on the kind of base that the tests run on."""
    homes = tmp_path / "one", tmp_path / "two"
    if not SERVER:
        yield Machine(homes[0], ""), Machine(homes[1], "")
        return
    import psycopg

    names = [f"backup_{uuid.uuid4().hex[:12]}" for _ in homes]
    with psycopg.connect(SERVER, autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        one, two = (Machine(home, re.sub(r"[^/]+$", name, SERVER)) for home, name in zip(homes, names, strict=True))
        yield one, two
        for name in names:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_an_installation_moves_with_two_commands(machines: tuple[Machine, Machine], tmp_path: Path) -> None:
    one, two = machines
    one.run("member", "add", "anne@exemple.fr", "--region", "24", "--role", "animateur")
    key = one.home / "keys" / "essai" / "values.csv"
    key.parent.mkdir(parents=True)
    key.write_text("commune,essai\n", encoding="utf-8")
    file = tmp_path / "copilote.zip"
    assert str(file) in one.run("backup", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "existe déjà" in one.run("backup", str(file), code=2)
    members = one.run("member", "list", "--region", "24")
    one.run("member", "remove", "anne@exemple.fr", "--region", "24")

    two.run("restore", str(file))
    assert two.run("member", "list", "--region", "24") == members
    assert (two.home / "secret-key").read_bytes() == (one.home / "secret-key").read_bytes()
    assert (two.home / "keys" / "essai" / "values.csv").read_bytes() == key.read_bytes()

    assert "--yes" in one.run("restore", str(file), code=2)
    assert one.run("member", "list", "--region", "24") != members
    assert "avant-" in one.run("restore", str(file), "--yes")
    assert one.run("member", "list", "--region", "24") == members
    (former,) = one.home.glob("avant-*.zip")
    assert "avant-" in one.run("restore", str(former), "--yes")
    assert one.run("member", "list", "--region", "24") != members


def test_a_damaged_backup_changes_nothing(machines: tuple[Machine, Machine], tmp_path: Path) -> None:
    one, two = machines
    one.run("member", "add", "anne@exemple.fr", "--region", "24", "--role", "animateur")
    file, bad = tmp_path / "copilote.zip", tmp_path / "bad.zip"
    one.run("backup", str(file))
    whole = file.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = members["manifest.json"]
    other = manifest.replace(b'"sqlite"', b'"autre"').replace(b'"postgresql"', b'"autre"')
    newer = re.sub(rb'"version": "[^"]*"', b'"version": "99.0"', manifest)
    cases = {
        "abîmée": [bytes(flipped), whole[: len(whole) // 2], b"", zipped(members | {"secret-key": b"autre"})],
        "tous ses fichiers": [zipped({name: body for name, body in members.items() if name != "base"})],
        "99.0": [zipped(members | {"manifest.json": newer})],
        "DATABASE_URL": [zipped(members | {"manifest.json": other})],
    }
    before = one.run("member", "list")
    for words, bodies in cases.items():
        for body in bodies:
            bad.write_bytes(body)
            assert words in one.run("restore", str(bad), "--yes", code=2)
    assert one.run("member", "list") == before
    assert not list(one.home.glob("avant-*"))
    assert "ne peut pas être lue" in two.run("restore", str(tmp_path / "rien.zip"), code=2)


def zipped(members: dict[str, bytes]) -> bytes:
    from io import BytesIO

    body = BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body.getvalue()
