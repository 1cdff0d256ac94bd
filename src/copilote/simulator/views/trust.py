"""To be written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from copilote.simulator.pages.frame import Page


def method(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="method")})


def sources(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="sources")})


def accessibility(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="accessibility")})


def privacy(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="privacy")})
