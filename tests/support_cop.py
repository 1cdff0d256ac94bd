"""Members of a COP for tests: a browser of each, signed in."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse
from django.test import Client

from copilote.cop.members import add_member
from copilote.cop.models import Membership

REGION = "24"
CVL = "/regions/centre-val-de-loire"
BLOIS, TOURS = "epci:200030385", "epci:243700754"
KEYS = f"{CVL}/repartition"
CHOICE = {"levier": "augm_voitelec", "niveau": "epci", "vu": "0", "cle1": "population", "raison": "Plus simple à dire."}


def animator(region: str = REGION, email: str = "anne@exemple.fr") -> Membership:
    """Who leads the COP of a region."""
    return add_member(email, region, "animateur", name="Anne Martin")


def speaker(territory: str = BLOIS, region: str = REGION, email: str = "bob@exemple.fr") -> Membership:
    """Who speaks for a territory."""
    return add_member(email, region, "contributeur", territory, "Bob Petit")


def reader(email: str = "rita@exemple.fr") -> Membership:
    """Who reads only."""
    return add_member(email, REGION, "lecteur")


def browser_of(member: Membership | None, *, csrf: bool = False) -> Client:
    """A browser in which the member is signed in; a visitor's for None."""
    client = Client(enforce_csrf_checks=csrf)
    if member is not None:
        client.force_login(member.user)
    return client


def publish(browser: Client, address: str, fields: dict[str, str]) -> HttpResponse:
    """Send a territory's figures and publish what was then seen converted; the first answer when it refuses."""
    opened = re.search(r'name="connu" value="([^"]*)"', browser.get(address).content.decode())
    fields = {"connu": opened[1] if opened else "0"} | fields
    seen = browser.post(address, fields)
    found = re.search(r'name="vu" value="([^"]*)"', seen.content.decode())
    return browser.post(address, fields | {"vu": html.unescape(found[1])}) if found else seen
