"""Numbers in templates, the way `ui.words` writes them, and the query of a page with some parameters changed."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from copilote.ui import translation, words
from copilote.ui.charts.svg import Chart
from copilote.ui.phones import origin_of
from copilote.ui.qr import qr_code

register = template.Library()


@register.filter
def decimals(value: float | None, count: int = 1) -> str:
    """`{{ kt|decimals:1 }}`: fixed decimals, "non connu" for None."""
    return words.format_decimals(value, count)


@register.filter
def significant(value: float | None, digits: int = 3) -> str:
    """`{{ value|significant:3 }}`: for reading."""
    return words.format_number(value, digits)


@register.filter
def kt(value: float | None) -> str:
    """`{{ kt|kt }}`: "482 ktCO2e", "9,5 MtCO2e"."""
    return words.format_kt(value)


@register.filter
def percent(share: float | None) -> str:
    """`{{ share|percent }}` of a share between 0 and 1."""
    return words.format_percent(share)


@register.filter
def euros(value: Any) -> str:
    """`{{ amount|euros }}`: "67,7 M€"."""
    return words.format_eur(None if value is None else float(value))


@register.filter
def t(text: object) -> str:
    """`{{ formula|t }}`: a text of the tables in the language in use; French that has no English is marked as such."""
    told = translation.t(str(text))
    if translation.lacks_english(told):
        return format_html('<span lang="fr">{}</span>', told)
    return told


@register.filter
def named(name: object) -> str:
    """`{{ source.publisher|named }}`: the French name of a body, said to be French on an English page."""
    return format_html('<span lang="fr">{}</span>', name) if translation.english() else str(name)


@register.filter
def drawing(chart: Chart) -> SafeString:
    """The SVG of a chart. Its functions escape every text that they are given, which their tests prove."""
    return SafeString(chart.svg)


@register.simple_tag(takes_context=True)
def page_link(context: template.Context) -> str:
    """The whole address of the page for those who follow it on their own screen: short where it holds a scenario."""
    request, code = context["request"], getattr(context["page"], "code", "")
    if code:
        return origin_of(request) + reverse("short", args=[code])
    return origin_of(request) + request.path + query(context, salle=None).rstrip("?")


@register.filter
def qr(address: str) -> SafeString:
    """`{{ address|qr }}`: as SVG."""
    return qr_code(address)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's query with parameters changed, or taken out by None: `{% query page=2 salle=None %}`."""
    given = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            given.pop(name, None)
        else:
            given[name] = str(value)
    text = given.urlencode()
    return f"?{text}" if text else "?"
