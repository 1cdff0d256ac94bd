"""`{% take_away %}`: what the page at this address lets people take away (files, images, embedded version)."""

from __future__ import annotations

from typing import Any

from django import template

from copilote.simulator.pages.offers import offer_at

register = template.Library()


@register.inclusion_tag("ui/components/downloads.html", takes_context=True)
def take_away(context: template.Context) -> dict[str, Any]:
    """Links to the files of the page; the scenario of a step goes along."""
    page, match = context["page"], context["request"].resolver_match
    return {"offer": offer_at(match.url_name, match.kwargs, getattr(page, "query", ""))}
