"""To be written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from copilote.simulator.pages.frame import Page


def france(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="france")})


def region(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="region")})


def lever(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="lever")})
