"""One address may not ask without end; the count keeps no address."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends import locmem
from django.test import Client, RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from copilote.site.api import throttle


@pytest.fixture(autouse=True)
def nobody_asked() -> None:
    caches["counts"].clear()


def wait(now: float, address: str = "192.0.2.7") -> int:
    return throttle.wait_seconds(RequestFactory().get("/api/v1/levers", REMOTE_ADDR=address), now)


def test_the_request_after_the_last_allowed_waits_and_others_do_not(client: Client, settings: Any) -> None:
    settings.API_RATE = 5
    assert [client.get("/api/v1/levers").status_code for _ in range(6)] == [200] * 5 + [429]
    refused = client.get("/api/v1/levers")
    assert 1 <= int(refused["Retry-After"]) <= 72
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
    assert [wait(1020.0) for _ in range(61)] == [0] * 60 + [61]  # a minute begins at 1020
    assert [wait(1082.0) for _ in range(3)] == [0, 0, 1]
    assert [wait(1200.0) for _ in range(61)] == [0] * 60 + [61]


@given(rate=st.integers(1, 40), moments=st.lists(st.floats(0, 400), max_size=150))
def test_never_twice_the_rate_in_a_minute_and_who_waits_as_told_is_let_through(rate: int, moments: list[float]) -> None:
    caches["counts"].clear()
    with override_settings(API_RATE=rate):
        passed = [moment for moment in sorted(moments) if wait(moment) == 0]
        for start in passed:
            assert sum(start <= moment < start + 60 for moment in passed) <= 2 * rate
        last = max(moments, default=0.0)
        refused = next((seconds for _ in range(rate + 1) if (seconds := wait(last))), 0)
        assert 1 <= refused <= 120
        assert wait(last + refused) == 0


def test_many_who_count_at_once_let_through_no_more_than_one(settings: Any) -> None:
    settings.API_RATE = 40
    with ThreadPoolExecutor(8) as crowd:
        waits = list(crowd.map(lambda _rank: wait(1000.0), range(100)))
    assert waits.count(0) == 40


def test_nothing_is_kept_of_an_address_but_a_mark(settings: Any) -> None:
    settings.API_RATE = 2
    wait(1000.0, "203.0.113.9")
    (key,) = locmem._caches["counts"]
    assert "203.0.113.9" not in key
    assert settings.SECRET_KEY not in key


def test_a_cache_that_does_not_answer_stops_nobody(settings: Any, silent_redis: None) -> None:
    settings.API_RATE = 1
    assert [wait(1000.0), wait(1000.0)] == [0, 0]
