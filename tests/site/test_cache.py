"""Redis, where there is one: shared by all, and missed by nobody when it does not answer."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.test import Client
from redis import Redis as Direct
from redis.exceptions import RedisError

from copilote.site.cache import Redis

CVL = "/regions/centre-val-de-loire"
SERVER = "redis://127.0.0.1:6379/9"


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Redis:
    """A real one, where this machine has it."""
    try:
        Direct.from_url(SERVER, socket_connect_timeout=1).ping()
    except (RedisError, OSError):
        pytest.skip("no Redis answers on this machine")
    monkeypatch.setattr(Redis, "asked_again", 0.0)
    return Redis(SERVER, {"KEY_PREFIX": f"tests-{uuid.uuid4()}", "TIMEOUT": 60})


def test_what_one_machine_keeps_another_reads(redis: Redis) -> None:
    other = Redis(SERVER, {"KEY_PREFIX": redis.key_prefix})
    redis.set("page", (b"body", {"Content-Type": "text/html"}), 60)
    assert other.get("page") == (b"body", {"Content-Type": "text/html"})
    assert other.add("count", 0, 60)
    assert not redis.add("count", 0, 60)
    assert [redis.incr("count"), other.incr("count"), redis.incr("count", -1)] == [1, 2, 1]
    with pytest.raises(ValueError, match="never"):
        redis.incr("never")


def test_machines_count_together_and_keep_pages_together(
    client: Client, redis: Redis, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = {
        "BACKEND": "copilote.site.cache.Redis",
        "LOCATION": SERVER,
        "KEY_PREFIX": redis.key_prefix,
    }
    settings.CACHES = dict.fromkeys(("default", "counts", "rooms"), about)
    settings.API_RATE, settings.PAGES_KEPT_S = 3, 60
    statuses = [Client().get("/api/v1/levers").status_code for _machine in range(5)]
    assert statuses == [200] * 3 + [429] * 2
    first = client.get(CVL, headers={"Accept-Encoding": "br"})
    monkeypatch.setattr("copilote.site.kept.KeptPages.get_response", None, raising=False)
    second = Client().get(CVL, headers={"Accept-Encoding": "br"})
    assert second.content == first.content
    caches["default"].clear()


def test_pages_do_without_one_that_does_not_answer(
    client: Client, settings: Any, silent_redis: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE, settings.PAGES_KEPT_S = 3, 60
    asked = []
    monkeypatch.setattr(RedisCache, "get", lambda _self, key, *_rest: asked.append(key) or Direct(port=1).get(key))
    for _time in range(20):
        assert client.get("/methode", headers={"Accept-Encoding": "br"}).status_code == 200
        assert client.get("/api/v1/levers").status_code == 200
    assert client.get("/salle/ABCDEF/pas.json").json() == {"count": 0, "way": ""}
    assert len(asked) == 1, "who waited once does not wait again at once"
