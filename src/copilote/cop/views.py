"""Signing in and out, choosing a password, one's space."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.calendar import seen_of, set_calendar
from copilote.cop.calendar_page import CalendarForm, calendar_page, cop_page
from copilote.cop.forms import ChoosePasswordForm, SignInForm
from copilote.cop.journal import MeanwhileError
from copilote.cop.models import Membership, Stage, User
from copilote.cop.pages import password_page, sign_in_page
from copilote.cop.permissions import may, rights_of
from copilote.cop.space import space_page
from copilote.ui.canonical import canonical_region

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
@may("cop.sign_in")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in form; `?suite=` is where one was going."""
    after = _inside(request, request.POST.get("suite") or request.GET.get("suite", ""))
    if request.method != "POST":
        if rights_of(request).signed_in:
            return HttpResponseRedirect(after)
        return render(request, "cop/sign_in.html", {"page": sign_in_page(SignInForm(request), after)})
    form = SignInForm(request, request.POST)
    if not form.is_valid() or form.user is None:
        page = sign_in_page(form, after)
        return render(request, "cop/sign_in.html", {"page": page}, status=403 if form.non_field_errors() else 400)
    _enter(request, form.user)
    return HttpResponseRedirect(after)


@never_cache
@may("cop.sign_out")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session and its cookie end."""
    logout(request)
    response = HttpResponseRedirect(reverse("home"))
    response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return response


@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
@may("cop.choose_password")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The page of a link that was given once; the link stops serving as soon as the password changes."""
    user = _user_of(code)
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "cop/password.html", {"page": password_page(None)}, status=404)
    form = ChoosePasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        _enter(request, user)
        return HttpResponseRedirect(reverse("space"))
    status = 400 if request.method == "POST" else 200
    return render(request, "cop/password.html", {"page": password_page(form)}, status=status)


@never_cache
@require_safe
@may("cop.see_space")
def space(request: HttpRequest) -> HttpResponse:
    """What one may do, COP by COP."""
    return render(request, "cop/space.html", {"page": space_page(rights_of(request))})


@require_safe
@canonical_region
def cop(request: HttpRequest, slug: str) -> HttpResponse:
    """What the COP of a region is and where it stands."""
    return render(request, "cop/cop.html", {"page": cop_page(slug, rights_of(request))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.set_calendar")
def calendar(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The form of the calendar, and its recording."""
    sent = request.method == "POST"
    form = CalendarForm(member.cop, request.POST.dict() if sent else None)
    status = 200
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            changed = set_calendar(member, Stage(given["etape"]), form.dates, given["vu"], given["raison"])
        except MeanwhileError as error:
            form.add_error(None, str(error))
            form.data = {**form.data, "vu": seen_of(member.cop)}
            status = 409
        else:
            messages.success(request, "Calendrier enregistré." if changed else "Rien n’a changé.")
            return HttpResponseRedirect(reverse("cop", args=[slug]))
    elif sent:
        status = 400
    return render(request, "cop/calendar.html", {"page": calendar_page(slug, member.cop, form)}, status=status)


def _enter(request: HttpRequest, user: User) -> None:
    login(request, user, backend=BACKEND)
    request.session.clear_expired()


def _user_of(code: str) -> User | None:
    try:
        return User.objects.filter(pk=int(urlsafe_base64_decode(code).decode("ascii")), is_active=True).first()
    except (ValueError, UnicodeDecodeError, OverflowError):
        return None


def _inside(request: HttpRequest, address: str) -> str:
    """The address, if it is one of ours; else one's space."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and safe else reverse("space")
