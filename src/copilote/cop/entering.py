"""Entering: a person who has proved who they are is signed in."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse

from copilote.cop.models import User


def enter(request: HttpRequest, user: User, then: str = "") -> None:
    """Sign a person in who came by a link of theirs, in a session of their own.

    Who has a second factor is asked for it first: ImmediateHttpResponse, which becomes the answer, leads there, then to
    `then` (one's space without). Whoever was signed in before in this browser leaves. Call it once all is written.
    """
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    if request.user.is_authenticated:
        return
    record_authentication(request, user, method="link")
    response = perform_login(request, Login(user=user, email=user.email, redirect_url=then or reverse("space")))
    if not request.user.is_authenticated:
        raise ImmediateHttpResponse(response)
