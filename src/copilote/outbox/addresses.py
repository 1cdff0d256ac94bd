"""Whole addresses, for what is read outside of the site."""

from __future__ import annotations

from django.conf import settings


def whole_address(path: str) -> str:
    """The address of a page, from its path ("/connexion"), under the name that SITE_ADDRESS gives to this site."""
    return f"{settings.SITE_ADDRESS}{path}"
