"""Every address of the site: its route, its view, and one address that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import URLResolver

from rights_lines import SAMPLES


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    """The route of each address and its view."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        else:
            yield route, pattern.callback


def address_of(route: str) -> str:
    """An address of a route."""
    route = route.replace("^api(?:/(?P<rest>.*))?$", "api/inconnu")
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: SAMPLES.get(part[1] or "") or SAMPLES[part[2]], route)


def in_groups(addresses: Iterable[str], size: int = 20) -> list[list[str]]:
    """Those tried in one world or one window, which takes longer to make than an address to ask."""
    found = list(addresses)
    return [found[first : first + size] for first in range(0, len(found), size)]
