"""A message as mail servers take it: plain text, and headers that nobody but us writes."""

from __future__ import annotations

from email.charset import QP, Charset
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from copilote.outbox.kinds import kinds
from copilote.outbox.letterhead import answered_by
from copilote.outbox.models import Message
from copilote.outbox.wishes import stop_address, wishes_address
from copilote.outbox.wording import one_line

QUOTED = Charset("utf-8")
QUOTED.body_encoding = QP  # seven bits, short lines: what every server takes as it is
FOOT = "\n\n-- \nCe que vous voulez recevoir de ce site : {wishes}\n"


def envelope(message: Message) -> EmailMessage:
    """The mail of a message, the same each time that it is handed over."""
    headers = {
        "Message-ID": f"<{message.reference}@{mail_domain()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    body = message.body.rstrip()
    kind = kinds().get(message.kind)
    if kind is None or not kind.asked:
        headers |= {
            "List-Unsubscribe": f"<{stop_address(message.email)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        body += FOOT.format(wishes=wishes_address(message.email))
    answers = answered_by(message.scope) or settings.CONTACT_EMAIL
    mail = EmailMessage(
        subject=one_line(message.subject),
        body=body + "\n" * (not body.endswith("\n")),
        from_email=sender(),
        to=[message.email],
        reply_to=[one_line(answers)] if answers else None,
        headers=headers,
    )
    mail.encoding = QUOTED
    return mail


def sender() -> str:
    """Who messages are from, as a header says it."""
    name, address = parseaddr(settings.EMAIL_FROM)
    return formataddr((one_line(name), address))


def mail_domain() -> str:
    """The domain of the sender's address, else of the site."""
    domain = parseaddr(settings.EMAIL_FROM)[1].rpartition("@")[2]
    return domain or urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
