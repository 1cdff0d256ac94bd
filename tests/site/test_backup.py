"""A backup is put back on another machine as it was; a damaged one changes nothing."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilote.site.installation import archive
from support_installation import Machine, machine_at


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two, on the kind of base that the tests run on."""
    with machine_at(tmp_path / "one") as one, machine_at(tmp_path / "two", empty=True) as two:
        yield one, two


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_a_key_loaded_during_a_backup_is_in_it_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    folder = tmp_path / "keys" / "igt"
    folder.mkdir(parents=True)
    for name in ("about.toml", "values.csv"):
        (folder / name).write_text("old", encoding="utf-8")
    read = Path.read_bytes

    def meanwhile(path: Path) -> bytes:
        body = read(path)
        if path.name == "about.toml" and body == b"old" and turns.append(path) is None and len(turns) == 2:
            for name in ("about.toml", "values.csv"):  # between the reading of the one and of the other
                (folder / name).unlink()
                (folder / name).write_text("new", encoding="utf-8")
        return body

    turns: list[Path] = []
    monkeypatch.setattr(Path, "read_bytes", meanwhile)
    assert dict(archive._loaded()) == {"keys/igt/about.toml": b"new", "keys/igt/values.csv": b"new"}
