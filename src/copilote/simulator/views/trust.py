"""What lets a reader trust the figures: method, sources and tables, glossary, statements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

FILES_MAX_AGE = 3600
ENDINGS = {
    "csv": "text/csv; charset=utf-8",
    "topojson": "application/json",
    "gz": "application/gzip",
    "npz": "application/octet-stream",
}
SECURITY_DAYS = 180
"""How long security.txt is good for: under a year, as RFC 9116 recommends."""


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How each figure is made, with an example computed from the tables."""
    from copilote.simulator.pages.method import method_page

    return render(request, "simulator/method.html", {"page": method_page()})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The words and acronyms of the site."""
    from copilote.simulator.pages.glossary import glossary_page

    return render(request, "simulator/glossary.html", {"page": glossary_page()})


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source and every table."""
    from copilote.simulator.pages.sources import sources_page

    return render(request, "simulator/sources.html", {"page": sources_page()})


@require_safe
def source_table(request: HttpRequest, domain: str, edition: str, name: str) -> HttpResponse:
    """One table: where it comes from, its columns and first rows, its files."""
    from copilote.simulator.pages.sources import table_page

    return render(request, "simulator/source_table.html", {"page": table_page(domain, edition, name)})


@require_safe
def source_file(request: HttpRequest, domain: str, edition: str, name: str, ending: str) -> FileResponse:
    """The file of a table as the program reads it; only declared tables have one."""
    from copilote.simulator.pages.sources import find_file

    path = find_file(f"{domain}/{edition}/{name}.{ending}")
    flat = f"copilote-{domain}-{edition}-{name}.{ending}".replace("/", "-")
    response = FileResponse(path.open("rb"), as_attachment=True, filename=flat, content_type=ENDINGS[path.suffix[1:]])
    patch_cache_control(response, public=True, max_age=FILES_MAX_AGE)
    return response


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    from copilote.simulator.pages.trust import accessibility_page

    return render(request, "simulator/accessibility.html", {"page": accessibility_page()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a visitor, read from the settings."""
    from copilote.simulator.pages.trust import privacy_page

    return render(request, "simulator/privacy.html", {"page": privacy_page()})


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Everything may be indexed but searches, which are without end."""
    lines = ["User-agent: *", f"Disallow: {reverse('search')}", "Allow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116); absent when the installation names nobody."""
    if not settings.CONTACT_EMAIL:
        raise Http404
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=SECURITY_DAYS)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
