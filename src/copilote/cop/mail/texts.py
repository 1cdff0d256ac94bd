"""The texts of messages in a COP: those of the kinds until its animation writes others, which the journal keeps."""

from __future__ import annotations

from copilote.cop.journal import DecisionKind, MeanwhileError, close, record
from copilote.cop.models import Cop, Membership, MessageText, Role
from copilote.outbox.kinds import MessageKind, kinds
from copilote.outbox.letterhead import Letterhead
from copilote.outbox.wording import check, clean, one_line
from copilote.reference.errors import UnknownNameError, nearest
from copilote.words import N_, _

MEANWHILE = N_("Ce texte vient d’être changé par quelqu’un d’autre : relisez-le avant d’écrire le vôtre.")


def editable() -> tuple[MessageKind, ...]:
    """The kinds whose text a COP may write: not what a person asks for themselves, which belongs to no COP."""
    return tuple(kind for kind in kinds().values() if not kind.asked)


def editable_named(key: str) -> MessageKind:
    """The kind of a key, among those. Raises UnknownNameError."""
    own = {kind.key: kind for kind in editable()}
    if key not in own:
        raise UnknownNameError(N_("Message"), key[:60], nearest(key, own))
    return own[key]


def text_of(cop: Cop, kind: str) -> MessageText | None:
    """The text that a COP wrote for a kind; None where it keeps that of the kind."""
    return MessageText.objects.filter(cop=cop, kind=kind, in_force=True).first()


def write_text(member: Membership, kind: MessageKind, subject: str, body: str, seen: int, reason: str = "") -> None:
    """Write the text of a kind in the COP of a member. seen : the number of the one in force when it was read, or 0.

    Raises InputError for a field that the kind does not have, MeanwhileError.
    """
    check(subject, kind)
    check(body, kind)
    text = MessageText(kind=kind.key, subject=one_line(subject), body=clean(body).strip() + "\n", reason=reason)
    try:
        record(text, member, seen)
    except MeanwhileError:
        raise MeanwhileError(_(MEANWHILE)) from None


def back_to_default(member: Membership, kind: MessageKind) -> bool:
    """Take a COP's text out; whether there was one."""
    text = text_of(member.cop, kind.key)
    if text is not None:
        close(text, member)
    return text is not None


def letterhead(scope: str, kind: str) -> Letterhead:
    """The text of a kind of messages in the COP of a slug, where it wrote one."""
    text = MessageText.objects.filter(cop__slug=scope, kind=kind, in_force=True).first()
    return Letterhead(text.subject, text.body) if text else Letterhead()


def answered_by(scope: str) -> str:
    """The address that answers for the COP of a slug: the contact of an organisation that leads it."""
    leads = Membership.objects.filter(cop__slug=scope, role=Role.ANIMATOR).exclude(organisation=None)
    contacts = leads.exclude(organisation__contact_email="").order_by("pk")
    return contacts.values_list("organisation__contact_email", flat=True).first() or ""


def _in_words(text: MessageText) -> tuple[str, str]:
    kind = kinds().get(text.kind)
    return _(kind.label) if kind else text.kind, text.subject


KINDS = (DecisionKind("messages", N_("Textes des messages"), MessageText, _in_words),)
