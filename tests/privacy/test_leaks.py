"""Names and addresses of persons are for the members of their COP: every address of the site is opened with a base full
of marked ones, as a visitor in both languages, and as a member of another COP, and none of them comes out."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from zipfile import BadZipFile, ZipFile

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote.cop.invitations import Wanted, invite, open_meeting
from copilote.cop.lists import send
from copilote.cop.models import Invitation, ListKind, Membership, Organisation, Role, SentList, User
from copilote.sharing.models import LeverKeyChoice, Perimeter, TerritoryFigure
from rights_lines import LINES, READS, REGION
from support_rights import LEVER, MESSAGE, World, world
from support_routes import address_of

__all__ = ["world"]

pytestmark = pytest.mark.usefixtures("answers_closed")

MARK = b"zyxw"
Endings = dict[str, tuple[str, ...]]
ENDINGS: Endings = {"data": ("csv", "json"), "list": ("csv",), "image": ("svg",), "slides": (), "paper": ()}
HEAVY: Endings = {
    "data": ("xlsx", "ods"),
    "list": ("xlsx",),
    "image": ("png",),
    "slides": ("pdf", "pptx"),
    "paper": ("pdf", "docx"),
}
MANY = re.compile(r"<(?:row|int):(\w+)>")
ASKED = {
    f"{REGION}/repartition": f"?levier={LEVER}&face=cop",
    "recherche": "?q=zyx",
    "recherche/suggestions.json": "?q=zyx",
    "api/v1/territories": "?q=zyx",
}
"""What an address has to be asked to show what a COP decided, or to look for a name."""
assert set(ASKED) <= READS | set(LINES)
OUT = ("deconnexion", "mon-espace/effacer", "demonstration/essayer")
"""What would end the session, or begin another."""


@pytest.fixture
def marked(world: World, settings: Settings) -> World:
    """All the persons of the region's COPs, and the contacts of their organisations, under marked names."""
    settings.PAGES_KEPT_S = settings.API_RATE = 0
    caches["counts"].clear()
    inside = User.objects.filter(memberships__cop__region="24").distinct()
    for user in inside:
        User.objects.filter(pk=user.pk).update(name=f"Zyxwine {user.pk}", email=f"zyxw{user.pk}@exemple.fr")
    Organisation.objects.filter(cop__region="24").update(contact_email="zyxw.contact@exemple.fr", contact_role="maire")
    lead, blois = world.members["animator"], world.members["speaker"].organisation
    invite(lead, [Wanted("zyxw.invitee@exemple.fr", Role.READER, blois)])
    open_meeting(lead, Role.READER, None, timezone.now() + timedelta(hours=1), 5, "Atelier")
    send(lead, ListKind.INVITATIONS, ("zyxw.csv", "E-mail\nzyxw.liste@exemple.fr"))
    Invitation.objects.filter(cop__region="24").exclude(email="").update(name="Zyxwine Invitée")
    for row in Invitation.objects.filter(cop__region="24").exclude(email=""):
        Invitation.objects.filter(pk=row.pk).update(email=f"zyxw.{row.pk}@exemple.fr")
    assert inside.count() >= 10
    for model in (LeverKeyChoice, TerritoryFigure, Perimeter):
        assert model.objects.filter(author__name__startswith="Zyxw").exists()
    return world


def addresses(route: str, endings: Endings, numbers: list[int]) -> Iterator[str]:
    """The addresses of a route, with each ending and the number of each row that is not one's own."""
    kind = next((kind for kind in ENDINGS if f"<{kind}:ending>" in route), "")
    for ending in endings[kind] if kind else ("",):
        full = route.replace(f"<{kind}:ending>", ending)
        if MANY.search(full):
            yield from (address_of(MANY.sub(str(number), full)) for number in numbers)
        else:
            yield address_of(full) + ASKED.get(route, "")


def numbers() -> list[int]:
    """Of what the COPs of the region hold: organisations, roles, invitations, lists, messages."""
    rows = [model.objects.filter(cop__region="24") for model in (Organisation, Membership, Invitation, SentList)]
    return sorted({MESSAGE, *(row.pk for found in rows for row in found[:2])})


def texts(response: HttpResponse) -> Iterator[bytes]:
    """What an answer says: its headers, its body, what is in its files."""
    yield repr(dict(response.items())).encode()
    with closing(response):
        body = b"".join(response.streaming_content) if response.streaming else response.content
    yield body
    if body[:2] == b"PK":
        try:
            with ZipFile(io.BytesIO(body)) as archive:
                yield from map(archive.read, archive.namelist())
        except BadZipFile:
            return
    elif body[:5] == b"%PDF-":
        yield subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout


def leaks(browser: Client, routes: list[str], before: str, endings: Endings) -> list[str]:
    """The addresses that say a marked name."""
    found, read = [], 0
    for route in routes:
        if before and route.startswith(("api", "^api", "healthz", "metrics", "favicon", "robots", ".well")):
            continue
        for address in addresses(route, endings, numbers()):
            response = browser.get(before + address)
            assert response.status_code < 500, address
            read += response.status_code == 200
            if any(MARK in text.lower().replace(b"q=zyx", b"") for text in texts(response)):
                found.append(address)
    assert read, "nothing was read"
    return found


BOTH = ["", pytest.param("/en", marks=pytest.mark.slow)]
"""Before an address: French, then English."""
EVERY = sorted(READS | set(LINES) - set(OUT))


@pytest.mark.parametrize("before", BOTH)
def test_no_public_address_says_a_name(marked: World, before: str) -> None:
    assert leaks(Client(), EVERY, before, ENDINGS) == []


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", "/en"])
def test_no_file_says_a_name(marked: World, before: str) -> None:
    files = [route for route in EVERY if route.endswith(("ending>", ".pdf", ".pptx", ".zip"))]
    assert leaks(Client(), files, before, HEAVY) == []


@pytest.mark.parametrize("role", ["animator_elsewhere", pytest.param("relay_elsewhere", marks=pytest.mark.slow)])
def test_a_member_of_another_cop_reads_no_name(marked: World, role: str) -> None:
    assert leaks(marked.browser(role), EVERY, "", ENDINGS) == []


@pytest.mark.slow
def test_a_member_of_another_cop_finds_no_name_in_a_file(marked: World) -> None:
    files = [route for route in EVERY if route.endswith(("ending>", ".pdf", ".pptx", ".zip"))]
    assert leaks(marked.browser("animator_elsewhere"), files, "", HEAVY) == []


@pytest.mark.slow
def test_the_members_of_the_cop_do_read_names(marked: World) -> None:
    """Else the walks above would look for what is never written."""
    shown = leaks(marked.browser("animator"), EVERY, "", ENDINGS)
    for page in ("/repartition", "/cop/personnes", "/cop/organisations", "/cop/invitations"):
        assert any(page in address for address in shown), page


@pytest.mark.slow
@pytest.mark.parametrize("before", BOTH)
def test_no_page_that_is_read_without_signing_in_sets_a_cookie(marked: World, before: str) -> None:
    """A page with a form of sign-in, or of an invitation, sets the one that protects it, and no other."""
    for route in sorted(READS):
        if before and route.startswith(("api", "healthz", "metrics", "favicon", "robots", ".well")):
            continue
        for address in addresses(route, ENDINGS, [1]):
            with closing(Client().get(before + address)) as response:
                assert not response.cookies, address
    for route in sorted(LINES):
        for address in addresses(route, ENDINGS, [1]) if not route.startswith("^") else ():
            with closing(Client().get(before + address if "api/" not in route else address)) as response:
                assert set(response.cookies) <= {"csrftoken"}, address
