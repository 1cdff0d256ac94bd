"""The numbers that a machine watches: behind a token, of all processes, also when the base does not answer."""

from __future__ import annotations

import os
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from copilote.outbox.models import Message
from copilote.site import metrics
from copilote.site.installation.models import note

TOKEN = "un jeton assez long pour personne"
pytestmark = pytest.mark.django_db


def asked(client: Client, token: str = TOKEN) -> dict[str, float]:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line.rsplit(" ", 1) for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(metrics, "_counts", None)
    settings.METRICS_TOKEN = TOKEN


def test_without_the_token_there_is_no_such_page(client: Client, settings: Settings) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer autre"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer é"}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    assert client.get("/metrics").status_code == 404


def test_requests_are_counted_by_view_and_status_with_their_durations(client: Client) -> None:
    for _ in range(3):
        client.get("/methode")
    client.get("/n-existe-pas")
    numbers = asked(client)
    assert numbers['copilote_requests_total{view="method",status="200"}'] == 3
    assert numbers['copilote_requests_total{view="other",status="404"}'] == 1
    assert numbers['copilote_request_seconds_count{view="method"}'] == 3
    assert numbers['copilote_request_seconds_bucket{view="method",le="+Inf"}'] == 3
    buckets = [
        value for name, value in numbers.items() if name.startswith('copilote_request_seconds_bucket{view="method"')
    ]
    assert buckets == sorted(buckets)
    assert numbers['copilote_request_seconds_sum{view="method"}'] > 0


def test_what_other_processes_count_is_told_by_each_of_them() -> None:
    shared = metrics.Counts(["home"])
    children = []
    for _ in range(4):
        if not (child := os.fork()):
            for _each in range(500):
                shared.add("home", 200, 0.02)
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    assert 'copilote_requests_total{view="home",status="200"} 2000' in list(shared.lines())
    assert 'copilote_request_seconds_bucket{view="home",le="0.025"} 2000' in list(shared.lines())


def test_the_base_its_messages_and_the_age_of_backups_are_told(client: Client) -> None:
    Message.objects.create(email="a@exemple.fr", kind="x", subject="x", body="x", due=timezone.now())
    note("backup", timezone.now().isoformat())
    numbers = asked(client)
    assert numbers["copilote_database_up"] == 1
    assert numbers['copilote_mails{state="waiting"}'] == 1
    assert numbers["copilote_backup_age_seconds"] < 60
    assert numbers["copilote_backup_failed"] == 0
    assert numbers["copilote_sessions"] == 0
    assert {"copilote_database_bytes", "copilote_database_seconds"} <= set(numbers)
    body = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    for line in body.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) \w+ .+|\w+(\{\w+=\"[^\"]*\"(,\w+=\"[^\"]*\")*\})? [\d.e+-]+", line), line


def test_a_base_that_does_not_answer_is_told_and_nothing_hides_the_rest(client: Client) -> None:
    client.get("/methode")

    def refuse(*_call: object) -> None:
        raise OperationalError("database is locked")

    with connection.execute_wrapper(refuse):
        numbers = asked(client)
    assert numbers["copilote_database_up"] == 0
    assert numbers['copilote_requests_total{view="method",status="200"}'] == 1
