"""The demonstration: made in a base of its own, told on all that leaves, tried by buttons on its own machine alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from copilote.cop.models import Cop, Invitation, InvitationState, Membership, Organisation, Role, User
from copilote.dossier.views import _pdf
from copilote.publish.mention import say
from copilote.reference.errors import InputError
from copilote.sharing.models import LeverKeyChoice, TerritoryAnswer, TerritoryFigure
from copilote.site.demo.building import build, rebuild
from copilote.site.demo.mark import MENTION, agree, is_marked
from copilote.site.demo.trying import PARTS
from copilote.site.installation.models import Note
from support_cop import CVL, animator
from support_words import text_of

TRY = "/demonstration/essayer"
HERE = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def demo(settings: Settings) -> Iterator[None]:
    """A demonstration, filled."""
    settings.DEMO, settings.SECOND_FACTOR = True, False
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "192.168.1.20", "testserver"]
    say(MENTION)
    _pdf.cache_clear()  # of a real installation
    agree()
    build()
    yield
    say("")
    _pdf.cache_clear()


def attempt(part: str = "animatrice", **meta: str) -> Any:
    return Client().post(TRY, {"qui": part}, **(HERE | meta))


def test_the_api_says_what_it_is(demo: None) -> None:
    page = Client(**HERE)
    assert {row["mention"] for row in page.get("/api/v1/regions/24/decisions").json()} == {MENTION}
    assert page.get("/api/v1/regions/24/panorama").json()["mention"] == MENTION
    say("")
    assert "mention" not in page.get("/api/v1/regions/24/panorama").json()


def test_it_has_real_organisations_people_in_each_role_and_answers(demo: None) -> None:
    cop = Cop.objects.get()
    assert (cop.region, cop.stage) == ("24", "partage")
    levels = [row.territory.level for row in Organisation.objects.filter(cop=cop, territory__isnull=False)]
    assert (levels.count("epci"), levels.count("departement")) == (82, 6)
    assert levels.count("crte") > 5
    assert {member.role for member in Membership.objects.all()} == set(Role.values)
    assert all("(ficti" in user.name and user.email.endswith("@exemple.fr") for user in User.objects.all())
    states = {row.state for row in Invitation.objects.all()}
    assert states >= set(InvitationState) - {InvitationState.FULL}
    assert LeverKeyChoice.objects.count() == 2
    assert TerritoryFigure.objects.values("code").distinct().count() == 6
    assert {row.step for row in TerritoryAnswer.objects.filter(in_force=True)} == {"envoyee", "validee"}


def test_each_role_is_tried_from_this_machine(demo: None, subtests: pytest.Subtests) -> None:
    for part in (part.key for part in PARTS):
        with subtests.test(part=part):
            client = Client()
            assert client.post(TRY, {"qui": part}, **HERE).status_code == 302
            page = client.get("/mon-espace", **HERE).content.decode()
            assert "(ficti" in page
            assert "Vous essayez le site en tant que" in page


ELSEWHERE = (
    {"REMOTE_ADDR": "192.168.1.31"},
    {"REMOTE_ADDR": "192.168.1.31", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_FOR": "192.168.1.31"},
    {"HTTP_X_FORWARDED_HOST": "localhost"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_HOST": "192.168.1.20:8000"},
    {"HTTP_HOST": "localhost.exemple.fr"},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "localhost"},
)


def test_from_elsewhere_it_is_neither_offered_nor_taken(demo: None, subtests: pytest.Subtests) -> None:
    for meta in ELSEWHERE:
        with subtests.test(meta=meta):
            answer = attempt(**meta)
            assert answer.status_code in (400, 403)
            assert "sessionid" not in answer.cookies
            page = Client().get("/", **(HERE | meta))
            assert "Essayer en tant que" not in page.content.decode()
            if page.status_code == 200:
                assert "personnes et réponses fictives" in page.content.decode()
                assert not page.cookies


def test_the_loopback_has_several_addresses(demo: None, subtests: pytest.Subtests) -> None:
    for address in ("::1", "127.0.0.1", "127.0.1.1"):
        with subtests.test(address=address):
            assert attempt(REMOTE_ADDR=address).status_code == 302


def test_a_real_installation_has_no_such_button(settings: Settings) -> None:
    animator(email="claire.aubry@exemple.fr")
    assert attempt().status_code == 404
    assert "fictives" not in Client().get("/", **HERE).content.decode()


def test_a_folder_s_mark_alone_opens_nothing(settings: Settings) -> None:
    animator(email="claire.aubry@exemple.fr")
    settings.DEMO = True
    assert attempt().status_code == 403, "the base says nothing of a demonstration"


def test_a_form_of_another_site_tries_nothing(demo: None) -> None:
    assert Client(enforce_csrf_checks=True).post(TRY, {"qui": "animatrice"}, **HERE).status_code == 403


def test_nobody_is_tried_but_the_roles_of_the_list(demo: None) -> None:
    assert attempt("sara.lamy@exemple.fr").status_code == 404
    assert attempt("").status_code == 404


def test_a_base_with_people_never_becomes_a_demonstration(settings: Settings) -> None:
    animator()
    settings.DEMO = True
    with pytest.raises(InputError, match="ne peut pas devenir une démonstration"):
        agree()
    assert not is_marked()
    for write in (build, rebuild):
        with pytest.raises(InputError, match="rien n’est touché"):
            write()
    assert User.objects.count() == 1


def test_a_demonstration_s_base_never_serves_for_real(demo: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(InputError, match="celle d’une démonstration"):
        agree()
    with pytest.raises(InputError, match="rien n’est touché"):
        rebuild()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="its base is always SQLite")
def test_it_is_put_back_as_on_the_first_day(demo: None) -> None:
    before = {model: model.objects.count() for model in (User, Organisation, Invitation, TerritoryFigure)}
    Cop.objects.update(name="Autre chose")
    User.objects.filter(memberships=None).delete()
    animator(email="intrus@exemple.fr")
    Client().post(TRY, {"qui": "lectrice"}, **HERE)
    rebuild()
    assert {model: model.objects.count() for model in before} == before
    assert Cop.objects.get().name == "COP Centre-Val de Loire"
    assert Note.objects.filter(name="demo").exists()


def test_every_page_says_it_in_both_languages(demo: None) -> None:
    for address in ("/", CVL, f"{CVL}/cop", f"{CVL}?salle", "/rien", f"/embed{CVL}/panorama", "/connexion"):
        assert "personnes et réponses fictives" in text_of(Client().get(address)), address
    assert "fictional people and answers" in text_of(Client().get(f"/en{CVL}"))


def test_every_file_says_it(demo: None) -> None:
    table = f"{CVL}/territoires"
    for ending in ("csv", "json"):
        assert "personnes et réponses fictives" in Client().get(f"{table}.{ending}").content.decode("utf-8-sig")
    for ending in ("xlsx", "ods"):
        archive = zipfile.ZipFile(BytesIO(Client().get(f"{table}.{ending}").content))
        texts = b"".join(archive.read(name) for name in archive.namelist())
        assert "personnes et réponses fictives".encode() in texts, ending
    assert "fictives" in Client().get(f"{CVL}/territoires/graphique-carte.svg").content.decode()
    assert "fictives" in Client().get(f"{CVL}/cop/reunions.ics").content.decode().replace("\r\n ", "")
    slides = zipfile.ZipFile(BytesIO(Client().get(f"{CVL}/departements/45/diaporama.pptx").content))
    sheets = [name for name in slides.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    assert sheets
    assert all("personnes et réponses fictives" in slides.read(name).decode() for name in sheets)


@pytest.mark.parametrize(
    "address",
    ["/territoires/epci/200030385/fiche.pdf", f"{CVL}/departements/45/diaporama.pdf", f"{CVL}/dossier.pdf"],
)
def test_every_page_of_a_document_says_it(demo: None, address: str, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(Client().get(address).getvalue())
    told = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    pages = told.rstrip("\f\n").split("\f")
    assert pages
    assert all("personnes et réponses fictives" in page.replace("\u00a0", " ") for page in pages)


def run(home: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process with a folder of its own."""
    own = {**os.environ, "COPILOTE_HOME": str(home), **environment}
    own.pop("DATABASE_URL", None) if "DATABASE_URL" not in environment else None
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=own, timeout=600)


COMMAND = "from copilote.cli import main; import sys; sys.argv = ['copilote', *{0!r}.split()]; main()"
MAKE = """
from copilote.cli.demo import build_once, enter_demo
from copilote.cli.installation import ready
enter_demo(); ready(); build_once()
from django.conf import settings
from copilote.cop.models import User
print(settings.HOME.name, settings.EMAIL_BACKEND, settings.SECOND_FACTOR, User.objects.count())
"""


Built = tuple[Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A folder with a demonstration, and what making it said: it takes long."""
    home = tmp_path_factory.mktemp("built")
    return home, run(home, MAKE, EMAIL_URL="submission://a:b@192.0.2.1:587")


@pytest.mark.slow
def test_it_has_its_own_folder_and_the_installation_beside_starts_empty(built: Built, tmp_path: Path) -> None:
    home, made = built
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    assert made.stdout.startswith("demo django.core.mail.backends.console.EmailBackend False "), made.stderr
    assert int(made.stdout.split()[-1]) > 10
    assert "Aucun membre" in run(tmp_path, COMMAND.format("member list")).stdout
    assert (tmp_path / "copilote.sqlite3").exists()
    assert "premier jour" in run(tmp_path, COMMAND.format("demo reset")).stdout
    assert "nadia" in run(tmp_path / "demo", COMMAND.format("member list")).stdout


@pytest.mark.slow
def test_neither_becomes_the_other(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built[0], tmp_path, dirs_exist_ok=True)
    mark, base = tmp_path / "demo" / "demonstration", tmp_path / "demo" / "copilote.sqlite3"
    refused = run(tmp_path / "demo", COMMAND.format("member list"), DATABASE_URL=f"sqlite:///{tmp_path}/autre.sqlite3")
    assert refused.returncode == 2
    assert "sa propre base" in refused.stderr
    mark.unlink()
    refused = run(tmp_path / "demo", COMMAND.format("member list"))
    assert refused.returncode == 2
    assert "ne peut pas servir à une vraie COP" in refused.stderr
    assert "n’est pas celle d’une démonstration" in run(tmp_path, COMMAND.format("serve --demo --port 1")).stderr
    real = tmp_path / "real"
    assert run(real, COMMAND.format("administrator add anne@exemple.fr")).returncode == 0
    (real / "demonstration").touch()
    refused = run(real, COMMAND.format("member list"))
    assert "ne peut pas devenir une démonstration" in refused.stderr
    assert "pas encore de démonstration" in run(tmp_path / "rien", COMMAND.format("demo reset")).stderr
    assert base.exists()
