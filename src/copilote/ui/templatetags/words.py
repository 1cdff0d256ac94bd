"""Numbers in templates, the way `words.numbers` writes them, and the query of a page with some parameters changed."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from copilote.reference.english import lacks_english, word
from copilote.ui.charts.svg import Chart
from copilote.ui.context import brand_in, branded
from copilote.ui.page import Page
from copilote.ui.phones import origin_of
from copilote.ui.qr import MOST_BYTES, qr_code
from copilote.words import _, english, typography
from copilote.words import numbers as words
from copilote.words.numbers import whole_number

register = template.Library()


@register.simple_tag(takes_context=True)
def brand_of_region(context: dict[str, Any]) -> str:
    """`{% brand_of_region %}`: from there on, the frame has the brand of the COP of the region in view."""
    region = getattr(context.get("page"), "region", None)
    if region is not None:
        context.update(branded(brand_in(region.code, getattr(context["page"], "departement", ""))))
    return ""


@register.filter
def decimals(value: float | None, count: int = 1) -> str:
    """`{{ kt|decimals:1 }}`: fixed decimals, "non connu" for None."""
    return words.format_decimals(value, count)


@register.filter
def significant(value: float | None, digits: int = 3) -> str:
    """`{{ value|significant:3 }}`: for reading."""
    return words.format_number(value, digits)


@register.filter
def kt(value: float | None, largest: str = "Mt") -> str:
    """`{{ kt|kt }}`: "482 ktCO2e", "9,5 MtCO2e"; `{{ kt|kt:"kt" }}` never in Mt."""
    return words.format_kt(value, mega=largest == "Mt")


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
    written = word(_(str(text))) if text else ""
    if lacks_english(written):
        return format_html('<span lang="fr">{}</span>', written)
    return written


@register.filter
def tied(text: str) -> str:
    """`{{ sentence|tied }}`: with the blanks that French does not break at a line's end."""
    return typography.tied(text)


@register.filter
def named(name: object) -> str:
    """`{{ source.publisher|named }}`: the French name of a body, said to be French on an English page."""
    return format_html('<span lang="fr">{}</span>', name) if english() else str(name)


@register.filter
def drawing(chart: Chart) -> SafeString:
    """The SVG of a chart. Its functions escape every text that they are given, which their tests prove."""
    return SafeString(chart.svg)


@register.simple_tag(takes_context=True)
def page_link(context: template.Context) -> str:
    """The whole address of the page for those who follow it on their own screen: short where it holds a scenario,
    without its query where no QR code could hold it."""
    request, short = context["request"], getattr(context["page"], "short", "")
    page = origin_of(request) + (short or request.path)
    whole = page if short else page + query(context, salle=None).rstrip("?")
    return str(whole if len(whole.encode()) <= MOST_BYTES else page)


@register.filter
def qr(address: str) -> SafeString:
    """`{{ address|qr }}`: as SVG."""
    return qr_code(address)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's query with parameters changed, or taken out by None: `{% query page=2 salle=None %}`."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    text = parameters.urlencode()
    return f"?{text}" if text else "?"


@register.simple_tag(takes_context=True)
def shown_slide(context: template.Context) -> dict[str, Any] | None:
    """`{% shown_slide as shown %}`: in a room, the slide of the page that `?salle=2` asks for, its rank, and the
    addresses before and after it; None for a page without slides, which is enlarged instead."""
    page = context.get("page")
    if not context["room"] or not isinstance(page, Page) or not page.slides:
        return None
    slides = page.slides
    asked = context["request"].GET["salle"]
    rank = min(whole_number(asked) or 1, len(slides))
    before, after = page.neighbours
    return {
        "slide": slides[rank - 1],
        "rank": rank,
        "count": len(slides),
        "before": query(context, salle=rank - 1) if rank > 1 else before and before.address,
        "after": query(context, salle=rank + 1) if rank < len(slides) else after and after.address,
    }


@register.inclusion_tag("ui/components/chart_key.html")
def chart_key(*drawings: Any) -> dict[str, Any]:
    """`{% chart_key page.regional %}`: what the lines of drawings, or of what holds them, stand for; none but those
    that are drawn."""
    charts = [chart for drawn in drawings for chart in (drawn if isinstance(drawn, list | tuple) else [drawn])]
    charts = [getattr(getattr(chart, "chart", chart), "narrow", chart) for chart in charts]
    return {"entries": list(dict.fromkeys(entry for chart in charts for entry in chart.legend))}
