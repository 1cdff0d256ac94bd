"""Who administers the installation: named, replaced and withdrawn by the command line of the machine."""

from __future__ import annotations

from django.db import transaction

from copilote.cop.members import checked_address, user_of
from copilote.cop.models import Membership, User, tidy
from copilote.reference.errors import InputError


def administrators() -> tuple[User, ...]:
    """Those who can sign in and administer, by address."""
    return tuple(User.objects.filter(is_administrator=True, is_active=True).order_by("email"))


def administrator_of(email: str) -> User:
    """The administrator of an address; raises InputError for who administers nothing, UnknownNameError for nobody."""
    user = user_of(email)
    if not user.is_administrator:
        raise InputError(f"{user.email} n’administre pas cette installation. Voyez : copilote administrator list.")
    return user


def add_administrator(email: str, name: str = "") -> User:
    """Have a person administer the installation; the account is opened when there is none. Raises InputError."""
    address = checked_address(email)
    with transaction.atomic():
        user = User.objects.opened(address, name.strip())
        user.is_administrator = user.is_active = True
        user.save()
    return user


def remove_administrator(email: str, successor: str = "") -> bool:
    """Take the administration away from a person; whether the account, without any role left, is closed.

    successor : the address of who takes over, made an administrator before. Raises InputError for the last one without
    successor, and for who administers nothing.
    """
    with transaction.atomic():
        user = administrator_of(email)
        held = list(User.objects.select_for_update().filter(is_administrator=True, is_active=True))
        if successor and tidy(successor) == user.email:
            raise InputError("La personne qui prend la suite doit être une autre : donnez son adresse à --successor.")
        if successor:
            add_administrator(successor)
        elif all(other.pk == user.pk for other in held):
            raise InputError(
                f"{user.email} est seul à administrer cette installation : nommez d’abord qui prend la suite, "
                "par --successor."
            )
        user.is_administrator = False
        user.save(update_fields=["is_administrator"])
        closed = not Membership.objects.filter(user=user).exists()
        if closed:
            user.delete()
    return closed
