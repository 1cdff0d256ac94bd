"""No address answers an incident, whatever is asked of it, however, by whomever: drawn at random, with the seed told.

FUZZ=5000 FUZZ_SEED=7 .venv/bin/pytest -m slow tests/site/test_fuzz.py
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from rights_lines import LINES, READS
from support_rights import ROLES, World, world
from support_routes import address_of

__all__ = ["world"]

ASKED = int(os.environ.get("FUZZ", "2000"))
SEED = int(os.environ.get("FUZZ_SEED", "20261127"))
METHODS = (*["GET"] * 8, *["POST"] * 7, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NASTY = (
    *("", " ", "0", "-1", "1", "826", "9" * 19, "9" * 40, "1e400", "NaN", "Infinity", "1,5", "1.5.5", "½", "٣", "²"),
    *(
        "é",
        "Île-de-France",
        "\u202e",
        "\ufeff",
        "\u0000",
        "a\nb",
        "a\r\nX: y",
        "\ud800".encode("utf-8", "replace").decode(),
    ),
    *("..", "../../etc/passwd", "%2e%2e%2f", "%", "%zz", "a/b", "//exemple.org", "http://exemple.org/", "javascript:1"),
    *(
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "{lien}",
        "%(name)s",
        "%s",
        "' OR 1=1 --",
        '"',
        "\\",
        "[]",
        "{}",
        "null",
    ),
    *("x" * 300, "é" * 3000, ";", ",", "=1+1", "2026-02-30", "0001-01-01", "9999-12-31", "25:61", "a@b", "A@B.FR", "@"),
)
NAMES = (
    *("region", "niveau", "tri", "s", "q", "etape", "vu", "question", "page", "etat", "avis", "role", "par", "nature"),
    *("liste", "levier", "axe", "theme", "territoire", "t", "suite", "state", "session", "sens", "retirer", "remplace"),
    *("quoi", "qui", "perimetre", "organisation", "o", "nom", "next", "message", "marque", "lien", "face", "epci"),
    *(
        "csv",
        "confirmer",
        "codes",
        "cle1",
        "poids1",
        "acte",
        "code",
        "college",
        "conseil",
        "contact",
        "courriel",
        "dans",
    ),
    *("departement", "depuis", "email", "envoi", "fait", "fichier", "fonction", "heure", "heures", "jour", "lieu"),
    *("mesure", "objet", "personne", "personnes", "pour", "proposition", "raison", "rappels", "reunion", "sure"),
    *("tableau", "texte", "titre", "du_debat", "au_debat", "connu", "c-augm_voitelec", "t-augm_voitelec", "z", "salle"),
    *("password", "password1", "login", "credential", "action", "token", "annee", "format", "limit", "offset", "kt"),
)


class Drawn:
    """Requests drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  not a secret
        self.routes, self.taking = sorted(READS | set(LINES)), sorted(LINES)

    def value(self) -> str:
        """Something that is typed."""
        draw = self.random
        if draw.random() < 0.1:
            return "".join(chr(draw.choice((draw.randrange(1, 128), draw.randrange(0xA0, 0xD7FF)))) for _ in range(12))
        return draw.choice(NASTY)

    def pairs(self) -> list[tuple[str, str]]:
        """Fields, some of them twice."""
        return [(self.random.choice(NAMES), self.value()) for _ in range(self.random.randrange(6))]

    def address(self, method: str, numbers: Callable[[], int]) -> str:
        """An address of the site: whole, or with parts that nobody would write."""
        draw = self.random
        route = draw.choice(self.taking if method == "POST" and draw.random() < 0.9 else self.routes)
        if draw.random() < 0.5:
            route = re.sub(r"<(?:row|int):\w+>", lambda _part: str(numbers()), route)
        elif draw.random() < 0.7:
            route = re.sub(r"<\w+:ending>", lambda _p: draw.choice(("csv", "xlsx", "json", "svg", "pdf", "exe")), route)
            spoilt = draw.choice(re.findall(r"<[^>]+>", route) or ["-"])
            route = route.replace(spoilt, quote(self.value(), safe=draw.choice(("", "/%"))))
        address = address_of(route)
        if draw.random() < 0.2:
            within = f"/cop/departements/{draw.choice(('45', '41', '35', '2A', '999', quote(self.value(), safe='')))}"
            address = address.replace("/cop", within, 1)
        if draw.random() < 0.2 and not address.startswith("/api"):
            address = f"/en{address}"
        if draw.random() < 0.5:
            address += "?" + urlencode(self.pairs())
        elif draw.random() < 0.1:
            address += draw.choice(("?%", "?%ff=%fe", "?a=%00", "?&&&=", "?" + "a=1&" * 500, "/", "//", ".csv", "?é=é"))
        return address

    def body(self) -> dict[str, Any]:
        """What is sent: a form, a form with a file, JSON, or bytes."""
        draw, kind = self.random, self.random.randrange(5)
        if kind < 2:
            return {"data": urlencode(self.pairs()), "content_type": "application/x-www-form-urlencoded"}
        if kind == 2:
            file = SimpleUploadedFile(draw.choice(("a.csv", "é.xlsx", "a" * 200, "...")), draw.randbytes(200))
            return {"form": {**dict(self.pairs()), draw.choice(("fichier", "liste", "tableau")): file}}
        if kind == 3:
            things = (None, 1, -1e400, "x", [], [[]], {}, {"a": [1]}, ["4523\ud800"], dict(self.pairs()))
            return {"data": json.dumps(draw.choice(things)), "content_type": "application/json"}
        kinds = ("text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/json", "é", "")
        return {"data": draw.randbytes(draw.randrange(300)), "content_type": draw.choice(kinds)}


@pytest.mark.slow
@pytest.mark.usefixtures("answers_closed")
def test_no_address_answers_an_incident(world: World, settings: Settings) -> None:
    settings.API_RATE = settings.PAGES_KEPT_S = 0
    drawn, failed, seen = Drawn(SEED), [], dict[int, int]()
    browsers: dict[str, Client] = {}
    for rank in range(ASKED):
        role = drawn.random.choice(ROLES)
        browser = browsers.get(role)
        if browser is None or (role not in ("visitor", "inactive") and "sessionid" not in browser.cookies):
            browser = browsers[role] = world.browser(role)
            browser.raise_request_exception = False
        method, sent = drawn.random.choice(METHODS), drawn.body()
        address = drawn.address(method, lambda: drawn.random.randrange(1, 12))
        if rank % 50 == 0:
            caches["counts"].clear()
        with transaction.atomic():
            if "form" in sent and method == "POST":
                response = browser.post(address, sent["form"])
            else:
                sent = {"data": b"", "content_type": "text/plain"} if "form" in sent else sent
                response = browser.generic(method, address, sent["data"], sent["content_type"])
            response.close()
            transaction.set_rollback(True)
        seen[response.status_code] = seen.get(response.status_code, 0) + 1
        if response.status_code >= 500:
            failed.append((rank, role, method, address, sent, _why(response)))
    print(f"seed {SEED}: {ASKED} requests, {dict(sorted(seen.items()))}")
    assert failed == [], f"seed {SEED}"
    assert seen[200] > ASKED / 20, "most requests went nowhere"


def _why(response: Any) -> str:
    """The exception of an incident, and where."""
    if not (told := getattr(response, "exc_info", None)):
        return ""
    trace = told[2]
    while trace.tb_next:
        trace = trace.tb_next
    return f"{told[0].__name__}: {told[1]} ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})"
