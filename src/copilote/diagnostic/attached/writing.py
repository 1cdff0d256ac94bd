"""Joining a document to an action, and taking one out: its line stays, its bytes go."""

from __future__ import annotations

import re
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Sum

from copilote.cop.models import Membership
from copilote.diagnostic.attached.kinds import kind_of
from copilote.diagnostic.attached.models import LONGEST, ActionDocument
from copilote.diagnostic.models import Action
from copilote.diagnostic.writing import held
from copilote.reference.errors import InputError

MOST = 10
"""Documents of an action."""
SPACE = 200_000_000
"""Bytes of the documents of an organisation."""
_ENDING = re.compile(r"\.[A-Za-z]\w{1,4}$")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""What has no place in a name: control characters, and what turns the direction of writing."""


def join(member: Membership, action: Action, name: str, content: bytes) -> ActionDocument:
    """Join a file to an action. Raises InputError, NotYoursError."""
    own, kind = held(member, action.pk), kind_of(content)
    with transaction.atomic():
        # Who joins at the same time waits here, so that the limits hold.
        Action.objects.select_for_update(of=("self",)).get(pk=own.pk)
        rows = ActionDocument.objects.filter(in_force=True)
        if rows.filter(action=own).count() >= MOST:
            raise InputError(f"Une action a {MOST} documents au plus : retirez-en un d’abord.")
        every = rows.filter(action__organisation=own.organisation_id).aggregate(bytes=Sum("size"))["bytes"] or 0
        if every + len(content) > SPACE:
            raise InputError("Votre organisation a joint 200 Mo de documents, le plus qu’il se peut : retirez-en.")
        try:
            with transaction.atomic():
                return ActionDocument.objects.create(
                    cop=own.cop,
                    author=member.user,
                    author_role=member.signature,
                    organisation=member.organisation,
                    action=own,
                    name=named(name, kind),
                    kind=kind,
                    size=len(content),
                    digest=sha256(content).hexdigest(),
                    content=content,
                )
        except IntegrityError:
            raise InputError("Ce document est déjà joint à cette action.") from None


def named(name: str, kind: str) -> str:
    """The name that a document is kept under: without what a name does not hold, with the ending of what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = _ENDING.sub("", " ".join(_HIDDEN.sub(" ", last).split())).strip(". ")
    return f"{stem[: LONGEST - 6].strip() or 'document'}.{kind}"


def take_out(member: Membership, action: Action, number: int) -> None:
    """Take a document out: what it held is erased, its line stays with who did. Raises InputError, NotYoursError."""
    with transaction.atomic():
        rows = ActionDocument.objects.select_for_update(of=("self",)).defer("content")
        row = rows.filter(action=held(member, action.pk), pk=number, in_force=True).first()
        if row is None:
            raise InputError("Ce document est déjà retiré.")
        row.end(member.signature[:200])
        ActionDocument.objects.filter(pk=row.pk).update(content=None)
