"""One address may not ask without end; the count is exact whoever counts, and keeps no address."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from copilote.site.api import throttle


@pytest.fixture(autouse=True)
def count(settings: Any, tmp_path: Path) -> Path:
    """The file of the count, where nobody has asked yet."""
    settings.HOME = tmp_path
    return tmp_path / "api-rate.sqlite3"


def wait(now: float, address: str = "192.0.2.7") -> int:
    return throttle.wait_seconds(RequestFactory().get("/api/v1/levers", REMOTE_ADDR=address), now)


def test_the_request_after_the_last_allowed_waits_and_others_do_not(client: Client, settings: Any) -> None:
    settings.API_RATE = 5
    assert [client.get("/api/v1/levers").status_code for _ in range(6)] == [200] * 5 + [429]
    refused = client.get("/api/v1/levers")
    assert 1 <= int(refused["Retry-After"]) <= 12
    assert "adresse" in json.loads(refused.content)["detail"]
    assert client.get("/api/v1/levers", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/api/v1/docs").status_code == 200


def test_the_client_s_address_is_believed_only_behind_our_own_proxy(client: Client, settings: Any) -> None:
    settings.API_RATE = 1
    told = {"x-forwarded-for": "203.0.113.9"}
    assert client.get("/api/v1/levers").status_code == 200
    assert client.get("/api/v1/levers", headers=told).status_code == 429
    settings.API_PROXIES = 1
    assert client.get("/api/v1/levers", headers=told).status_code == 200
    forged = {"x-forwarded-for": "198.51.100.1, 203.0.113.9"}
    assert client.get("/api/v1/levers", headers=forged).status_code == 429


def test_an_allowance_fills_again_at_its_pace(settings: Any) -> None:
    settings.API_RATE = 60
    assert [wait(1000.0) for _ in range(61)] == [0] * 60 + [1]
    assert [wait(1002.0) for _ in range(3)] == [0, 0, 1]
    assert [wait(1100.0) for _ in range(61)] == [0] * 60 + [1]


def test_many_who_count_at_once_let_through_no_more_than_one(settings: Any) -> None:
    settings.API_RATE = 40
    with ThreadPoolExecutor(8) as crowd:  # each opens the file for itself, as processes do
        waits = list(crowd.map(lambda _rank: wait(1000.0), range(100)))
    assert waits.count(0) == 40


def test_a_clock_put_back_makes_nobody_wait_for_more_than_a_minute(settings: Any) -> None:
    settings.API_RATE = 2
    assert [wait(1_000_000.0), wait(1_000_000.0)] == [0, 0]
    assert 1 <= wait(5.0) <= 60
    assert wait(66.0) == 0


def test_nothing_is_kept_of_an_address_but_a_mark_and_not_for_long(settings: Any, count: Path) -> None:
    settings.API_RATE = 2
    wait(1000.0, "203.0.113.9")
    assert b"203.0.113.9" not in count.read_bytes()
    wait(1070.0, "192.0.2.7")
    with closing(sqlite3.connect(count)) as counts:
        assert counts.execute("SELECT count(*) FROM asked").fetchone() == (1,)


def test_a_count_that_cannot_be_read_stops_nobody_and_is_made_anew(settings: Any, count: Path) -> None:
    settings.API_RATE = 1
    count.write_bytes(b"not a database" * 1000)
    assert wait(1000.0) == 0
    assert [wait(1000.0), wait(1000.0)] == [0, 60]
    settings.HOME = count.parent / "nowhere"
    assert [wait(1000.0), wait(1000.0)] == [0, 0]
