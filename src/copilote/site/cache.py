"""Redis as the site uses it: what it keeps can be made anew, so that a page never waits for it nor fails with it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

LOG = logging.getLogger("copilote.cache")
PAUSE_S = 5.0
"""After a failure, Redis is not asked again for so long."""
PATIENCE = {"socket_connect_timeout": 0.3, "socket_timeout": 0.5}


class Redis(RedisCache):
    """Django's, which holds nothing while it does not answer. Names what the site asks of a cache, and no more."""

    asked_again: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params | {"OPTIONS": PATIENCE | params.get("OPTIONS", {})})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default."""
        return self._ask(default, super().get, key, default, version)

    def set(self, key: Any, *args: Any, **named: Any) -> None:
        """Keep a value, for others where it can be."""
        self._ask(None, super().set, key, *args, **named)

    def add(self, key: Any, *args: Any, **named: Any) -> bool:
        """Keep a value where there is none; whether it was kept."""
        return bool(self._ask(False, super().add, key, *args, **named))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """The number and one more. Raises ValueError where there is none, as when Redis does not answer."""
        number = self._ask(None, super().incr, key, delta, version)
        if number is None:
            raise ValueError(key)
        return int(number)

    @classmethod
    def _ask(cls, otherwise: Any, ask: Callable[..., Any], *args: Any, **named: Any) -> Any:
        if time.monotonic() < Redis.asked_again:
            return otherwise
        try:
            return ask(*args, **named)
        except (RedisError, OSError) as error:
            Redis.asked_again = time.monotonic() + PAUSE_S
            LOG.warning("the cache does not answer: %s", type(error).__name__)
            return otherwise
