"""Persons who sign in, known by their e-mail address."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Users(BaseUserManager["User"]):
    """Users by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an address; raises User.DoesNotExist."""
        return self.get(email=tidy(username or ""))

    def opened(self, email: str, name: str = "") -> User:
        """The account of a tidy address, made without a password where there is none. name : what it bears from now
        on; "" leaves it."""
        user, _made = self.get_or_create(email=email, defaults={"name": name, "password": make_password(None)})
        if name and user.name != name:
            user.name = name
            user.save(update_fields=["name"])
        return user


class User(AbstractBaseUser):
    """A person who signs in. `name` is shown to the members of the same COP only.

    is_administrator : looks after the installation and opens COPs; no right in a COP comes with it. came_at : when the
    person signed in; came_before : the time before that one, from when on one's space tells what changed.
    """

    email = models.EmailField(_("adresse e-mail"), max_length=254, unique=True)
    name = models.CharField(_("nom"), max_length=120, blank=True)
    is_administrator = models.BooleanField(_("administre l’installation"), default=False)
    is_active = models.BooleanField(_("actif"), default=True)
    joined_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    came_at = models.DateTimeField(_("venu le"), null=True, blank=True, editable=False)
    came_before = models.DateTimeField(_("venu avant le"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = Users()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_lower",
                violation_error_message=_("L’adresse e-mail s’écrit en minuscules."),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email


def tidy(email: str) -> str:
    """An address as it is kept: without blanks, in lower case."""
    return email.strip().lower()


class FirstCode(models.Model):
    """The one code by which an empty installation is given its first administrator; its digest alone is kept."""

    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
