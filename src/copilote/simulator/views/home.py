"""To be written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from copilote.simulator.pages.frame import Page


def home(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="home")})


def search(request: HttpRequest, **where: str) -> HttpResponse:
    return render(request, "ui/base.html", {"page": Page(title="search")})
