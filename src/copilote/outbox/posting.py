"""Posting a message: it is written in the base, in the caller's transaction, and sent later by the worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from copilote.outbox.kinds import MessageKind, kind_of
from copilote.outbox.letterhead import letterhead_of
from copilote.outbox.wording import filled, one_line
from copilote.reference.errors import InputError

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from copilote.outbox.models import Message

LOG = logging.getLogger("copilote.outbox")
BROKEN = "Le texte écrit par l’animation n’a pas pu servir, celui d’origine est parti à sa place : {why}"


def post(
    kind: str,
    email: str,
    fields: Mapping[str, str],
    *,
    scope: str = "",
    user: AbstractBaseUser | None = None,
    once: str = "",
    urgent: bool | None = None,
    not_before: datetime | None = None,
    about: str = "",
) -> Message:
    """Write a message; it is sent by the worker once the transaction is kept.

    kind : the key of one. fields : a value of each field of the kind. scope : the slug of a COP. once : a message
    already posted under the same words is given back, and no other is written. urgent : as the kind says, when None.
    about : what `still_needed` of the kind looks at. Raises InputError for an address that is none, LookupError for an
    unknown kind or a missing field.
    """
    from copilote.outbox.models import Message

    declared = kind_of(kind)
    address = usable(email)
    if missing := [name for name in declared.fields if name not in fields]:
        raise LookupError(f"{kind} needs the fields {', '.join(missing)}")
    if once and (known := Message.objects.filter(once=once).first()):
        return known
    subject, body, remark = written(declared, {name: str(fields[name]) for name in declared.fields}, scope)
    at_once = declared.urgent if urgent is None else urgent
    due = not_before or timezone.now()
    message = Message(
        email=address,
        user_id=user.pk if user else None,
        kind=kind,
        scope=scope,
        about=about,
        subject=subject,
        body=body,
        link=str(fields["lien"]) if "lien" in declared.fields else "",
        due=due if at_once else daily_hour(due),
        urgent=at_once,
        asked=declared.asked,
        alone=at_once,
        once=once,
        remark=remark,
    )
    if not once:
        message.save()
        return message
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        return Message.objects.get(once=once)  # another posted it at the same moment
    return message


def usable(email: str) -> str:
    """An address as it is kept, in lower case. Raises InputError for what is none."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InputError(
            f"« {email.strip()[:80]} » n’est pas une adresse : écrivez-la en entier, comme nom@exemple.fr."
        ) from None
    return address


def written(kind: MessageKind, values: Mapping[str, str], scope: str) -> tuple[str, str, str]:
    """Subject, body, and what is to be known of them: a COP's own text that cannot be filled leaves its place to that
    of the kind."""
    own, remark = letterhead_of(scope, kind.key), ""
    if own.subject or own.body:
        try:
            subject = one_line(filled(own.subject or kind.subject, values))
            return subject, filled(own.body or kind.body, values), ""
        except InputError as error:
            remark = BROKEN.format(why=error)
            LOG.warning("the text of %s in %s cannot be used: %s", kind.key, scope, error)
    return one_line(filled(kind.subject, values)), filled(kind.body, values), remark


def daily_hour(moment: datetime) -> datetime:
    """The first hour of the daily messages from a moment on."""
    local = timezone.localtime(moment)
    hour = local.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0, fold=0)
    return hour if hour >= local else (hour.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=local.tzinfo)
