"""No line of the log opens an account or says who came, whatever is asked, by whom, and however it ends."""

from __future__ import annotations

import logging
import re

import pytest
from django.urls import get_resolver
from pytest_django.fixtures import Settings

from copilote.site.logs import JsonLines
from support_cop import animator, browser_of
from support_routes import address_of, walk

SECRET = "Zk9-Zecret7"
PASSWORD = "une phrase longue et sûre"
CODES = r"(?:(?<=^s/)|(?<=^salle/)|(?<=^premier-acces/))<str:code>"
PLACES = re.compile(rf"<(?:\w+:)?(?:token|key|uidb36)>|{CODES}")
"""The parts of addresses that open something."""
pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_walk_through_every_address_leaves_no_secret_in_the_log(
    caplog: pytest.LogCaptureFixture, settings: Settings, signed_in: bool
) -> None:
    settings.METRICS_TOKEN = SECRET
    member = animator()
    browser = browser_of(member if signed_in else None)
    browser.raise_request_exception = False
    session = browser.cookies["sessionid"].value if signed_in else SECRET
    asked = {"email": "anne@exemple.fr", "login": "anne@exemple.fr", "password": PASSWORD, "code": SECRET}
    with caplog.at_level(logging.DEBUG, logger="copilote"), caplog.at_level(logging.INFO):
        for route, view in walk(get_resolver()):
            if getattr(getattr(view, "action", None), "name", "") == "cop.sign_out":
                continue
            address = address_of(PLACES.sub(SECRET, route).replace("^", ""))
            headers = {"authorization": f"Bearer {SECRET}"}
            browser.get(address, asked, headers=headers, REMOTE_ADDR="203.0.113.9")
            browser.post(address, asked, headers=headers, REMOTE_ADDR="203.0.113.9")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert len(lines) > 200
    for secret in (SECRET, PASSWORD, session, "anne@exemple.fr", "Anne Martin", "203.0.113.9"):
        assert [line for line in lines if secret in line] == [], secret
