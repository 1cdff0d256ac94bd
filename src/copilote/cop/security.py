"""The security log: what is noted, by whom, from where, and for how long.

Signing in and out, and what changes roles and organisations, note themselves by signals; the rest calls `note`. The
address of a client is kept as a fingerprint that nobody reads without the key of the server: it says that two events
come from the same place, not from which.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from copilote.cop.clients import UNDER_WAY, client_address
from copilote.cop.models import Cop, Happening, Membership, Organisation, SecurityEvent, User, tidy

MOST_FAILURES = 20
"""Failures a minute that are noted of one client: a flood is seen by its first lines, and must not fill the base."""
RIGHTS_OF_ORGANISATIONS = ("kind", "siren", "territory_id", "college", "merged_into_id")
"""The fields of an organisation on which depends what its members may do."""


def note(
    event: Happening,
    *,
    request: HttpRequest | None = None,
    user: User | None = None,
    about: User | None = None,
    cop: Cop | None = None,
    detail: str = "",
) -> None:
    """Write down what happened. Without request, that of the page under way, if any; without user, who asks it.

    detail : never an address, a name, a code. Raises django.db.Error, ValueError for an event that is not in the list.
    """
    request = request or UNDER_WAY.get()
    if user is None and request is not None and isinstance(asking := getattr(request, "user", None), User):
        user = asking
    SecurityEvent.objects.create(
        event=Happening(event),
        user=user if user and user.pk else None,
        about=about if about and about.pk else None,
        cop=cop,
        client=fingerprint(request) if request else "",
        detail=detail[:200],
    )


def fingerprint(request: HttpRequest) -> str:
    """What the address of a client is kept under."""
    digest: str = salted_hmac("copilote.cop.security", client_address(request), algorithm="sha256").hexdigest()
    return digest[:12]


def signed_in(request: HttpRequest, user: User, **_told: Any) -> None:
    """Called by Django."""
    note(Happening.SIGNED_IN, request=request, user=user)


def signed_out(request: HttpRequest, user: User | None, **_told: Any) -> None:
    """Called by Django; nobody was signed in where user is None."""
    if isinstance(user, User):
        note(Happening.SIGNED_OUT, request=request, user=user)


def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_told: Any) -> None:
    """Called by Django with what was typed, without the password."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    about = User.objects.filter(email=tidy(typed)).first()
    refused(request, about, "mot de passe" if about else "adresse inconnue")


def refused(request: HttpRequest | None, about: User | None, detail: str) -> None:
    """Note that somebody was not let in, unless this client was not a great many times this minute."""
    if request is not None:
        lately = {"event": Happening.SIGN_IN_FAILED, "client": fingerprint(request)}
        minute = timezone.now() - timedelta(minutes=1)
        if SecurityEvent.objects.filter(at__gt=minute, **lately).count() >= MOST_FAILURES:
            return
    note(Happening.SIGN_IN_FAILED, request=request, about=about, detail=detail)


def role_changes(instance: Membership, **_told: Any) -> None:
    """Called before a role is saved: what it was is noted beside what it becomes."""
    former = Membership.objects.select_related("organisation", "over", "user").filter(pk=instance.pk).first()
    before = former.signature if former else ""
    instance._before = before  # type: ignore[attr-defined]


def role_saved(instance: Membership, created: bool, **_told: Any) -> None:
    """Called once it is saved."""
    before, now = getattr(instance, "_before", ""), instance.signature
    if created:
        note(Happening.ROLE_GIVEN, about=instance.user, cop=instance.cop, detail=now)
    elif before != now:
        note(Happening.ROLE_CHANGED, about=instance.user, cop=instance.cop, detail=f"{before} → {now}")


def role_removed(instance: Membership, **_told: Any) -> None:
    """Called before it is deleted, alone or with the account."""
    note(Happening.ROLE_REMOVED, about=instance.user, cop=instance.cop, detail=instance.signature)


def organisation_changes(instance: Organisation, **_told: Any) -> None:
    """Called before an organisation is saved: what gives rights to its members is noted when it changes."""
    former = Organisation.objects.filter(pk=instance.pk).values(*RIGHTS_OF_ORGANISATIONS).first() if instance.pk else {}
    changed = [name for name, value in (former or {}).items() if getattr(instance, name) != value]
    if changed:
        fields = ", ".join(str(Organisation._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]
        note(Happening.ORGANISATION, cop=instance.cop, detail=f"{instance.name} : {fields}")


def account_changes(instance: User, **_told: Any) -> None:
    """Called before an account is saved: who administers the installation is noted when it changes."""
    former = User.objects.filter(pk=instance.pk).values_list("is_administrator", flat=True).first()
    if bool(former) != instance.is_administrator and instance.pk:
        given = "donné" if instance.is_administrator else "retiré"
        note(Happening.ADMINISTRATOR, about=instance, detail=given)


def account_saved(instance: User, created: bool, **_told: Any) -> None:
    """Called once it is saved: a new account may administer from the start."""
    if created and instance.is_administrator:
        note(Happening.ADMINISTRATOR, about=instance, detail="donné")


def account_closed(instance: User, **_told: Any) -> None:
    """Called before an account is deleted: that it was stays, without whose it was."""
    note(Happening.ACCOUNT_CLOSED, detail=f"compte n° {instance.pk}")


def listen() -> None:
    """Have all this be noted from now on; called once, as the site starts."""
    from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
    from django.db.models.signals import post_save, pre_delete, pre_save

    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(failed)
    pre_save.connect(role_changes, sender=Membership)
    post_save.connect(role_saved, sender=Membership)
    pre_delete.connect(role_removed, sender=Membership)
    pre_save.connect(organisation_changes, sender=Organisation)
    pre_save.connect(account_changes, sender=User)
    post_save.connect(account_saved, sender=User)
    pre_delete.connect(account_closed, sender=User)
