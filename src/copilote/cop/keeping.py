"""What is kept of persons for a time: accounts that serve no more, sessions, names beside decisions.

A decision is never among it: its author's name goes, the role and the organisation stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import EmailField, ForeignKey, Model, Q
from django.urls import reverse
from django.utils import timezone

from copilote.cop.leaving import hindrances
from copilote.cop.lists import KEPT as LOOKED_AT
from copilote.cop.models import Invitation, SecurityEvent, SentList, User
from copilote.cop.recorded import recorded_models
from copilote.jobs.retention import Kept, Rows
from copilote.outbox import post, whole_address
from copilote.outbox.models import Message
from copilote.words import N_
from copilote.words.typography import day_words

WARNING, NOTICE = "cop.idle_account", timedelta(days=30)
"""The message that says that an account will go, and how long before it does."""


def _idle(since: datetime) -> list[User]:
    """Accounts that nobody came by since a moment, and that nothing holds."""
    idle = User.objects.filter(Q(last_login__lt=since) | Q(last_login=None, joined_at__lt=since))
    return [user for user in idle if not hindrances(user)]


def _unused(oldest: datetime) -> Iterator[Rows]:
    """Those past their time whose person was told so long enough before."""
    told = Message.objects.filter(kind=WARNING, made__lte=timezone.now() - NOTICE)
    warned = set(told.values_list("once", flat=True))
    yield User.objects.filter(pk__in=[user.pk for user in _idle(oldest) if _about(user) in warned])


def _warn(oldest: datetime) -> None:
    """Tell who will lose an account, once: from then on there is a month to come back."""
    for user in _idle(oldest + NOTICE):
        seen = user.last_login or user.joined_at
        day = max(seen - oldest + timezone.now(), timezone.now() + NOTICE)
        fields = {
            "jour": day_words(timezone.localdate(day)),
            "lien": whole_address(reverse("login")),
            "site": settings.SITE_ADDRESS,
        }
        post(WARNING, user.email, fields, user=user, once=_about(user))


def _about(user: User) -> str:
    """Tells a warning from that of another absence."""
    return f"{WARNING} {user.pk} {(user.last_login or user.joined_at):%Y-%m-%d}"


def _closed(users: Rows) -> int:
    """Erase accounts one by one: the one before may leave a COP to the next alone."""
    count = 0
    for user in list(users):
        if not hindrances(user):
            user.delete()
            count += 1
    return count


def _sessions(_oldest: datetime) -> Iterator[Rows]:
    open_ones = Session.objects.filter(expire_date__gte=timezone.now())
    yield UserSession.objects.exclude(session_key__in=open_ones.values("session_key"))
    yield Session.objects.filter(expire_date__lt=timezone.now())


def _invited(oldest: datetime) -> Iterator[Rows]:
    over = Q(accepted_at__lt=oldest) | Q(revoked_at__lt=oldest) | Q(expires_at__lt=oldest)
    yield Invitation.objects.filter(over)


def _loaded(oldest: datetime) -> Iterator[Rows]:
    yield SentList.objects.filter(loaded_at__lt=oldest)


def _looked_at(_oldest: datetime) -> Iterator[Rows]:
    yield SentList.objects.filter(loaded_at=None, sent_at__lt=timezone.now() - LOOKED_AT)


def _noted(oldest: datetime) -> Iterator[Rows]:
    yield SecurityEvent.objects.filter(at__lt=oldest)


def _signed(oldest: datetime) -> Iterator[Rows]:
    for model in recorded_models():
        yield model._default_manager.filter(decided_at__lt=oldest).exclude(author=None)


def _changed(oldest: datetime) -> Iterator[Rows]:
    """Rows of django-simple-history that still name somebody."""
    for model in history_models():
        named = Q()
        for name, empty in naming(model).items():
            named |= ~Q(**{name: empty})
        if named:
            yield model._default_manager.filter(named, history_date__lt=oldest)


def history_models() -> list[type[Model]]:
    """The models of django-simple-history."""
    return [model for model in apps.get_models() if hasattr(model, "history_object")]


def naming(model: type[Model]) -> dict[str, str | None]:
    """The fields of a model that name somebody, by account or by address, and what each holds when it does not."""
    fields: dict[str, str | None] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model is User and field.null:
            fields[field.name] = None
        elif isinstance(field, EmailField):
            fields[field.name] = ""
    return fields


def nameless(rows: Rows) -> int:
    """Take the names out of rows that stay; of how many."""
    return rows.update(**naming(rows.model))


KEPT = (
    Kept("accounts", N_("comptes sans connexion"), _unused, "KEEP_ACCOUNTS_DAYS", _closed, _warn),
    Kept("sessions", N_("sessions"), _sessions),
    Kept("invitations", N_("invitations acceptées, retirées ou passées"), _invited, "KEEP_INVITATIONS_DAYS"),
    Kept("lists", N_("listes chargées, tant qu’elles s’annulent"), _loaded, "KEEP_LISTS_DAYS"),
    Kept("drafts", N_("listes envoyées et jamais chargées"), _looked_at),
    Kept("security", N_("journal de sécurité"), _noted, "KEEP_SECURITY_DAYS"),
    Kept("authors", N_("noms des auteurs des décisions"), _signed, "KEEP_NAMES_DAYS", nameless),
    Kept("changes", N_("noms dans l’historique des rôles et des organisations"), _changed, "KEEP_NAMES_DAYS", nameless),
)
