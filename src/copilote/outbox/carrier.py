"""Who carries mails away: an SMTP server, the console, or another backend of Django.

`hand` is given what to do between the moment when all is ready and the moment when the mail is told: once it answered,
a mail may have left.
"""

from __future__ import annotations

import re
import smtplib
import sys
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

SMTP, CONSOLE = "django.core.mail.backends.smtp.EmailBackend", "django.core.mail.backends.console.EmailBackend"
TAKEN, GO_ON, CLOSING = 250, 354, 421
Before = Callable[[], None]


class DownError(Exception):
    """The server takes nothing now: no message is to blame."""


class RefusedError(Exception):
    """The server refuses this mail. lasting : for good; address : because of where it goes."""

    def __init__(self, reason: str, *, lasting: bool, address: bool) -> None:
        super().__init__(reason)
        self.lasting, self.address = lasting, address


class UncertainError(Exception):
    """The mail was told and nobody said whether it was taken."""


class Carrier(Protocol):
    """What takes mails away."""

    def hand(self, mail: EmailMessage, before: Before) -> None:
        """Hand a mail over. Raises DownError, RefusedError, UncertainError, and what `before` raises."""

    def close(self) -> None:
        """Nothing more to carry."""


def carrier() -> Carrier:
    """The carrier that the settings name; a connection is opened at the first mail."""
    if settings.EMAIL_BACKEND == SMTP:
        return Smtp()
    return Console() if settings.EMAIL_BACKEND == CONSOLE else Other()


class Console:
    """Prints each mail, for who runs the site on their machine."""

    def hand(self, mail: EmailMessage, before: Before) -> None:
        """Print it."""
        before()
        head = f"──── Message pour {mail.to[0]} ────"
        text = f"\n{head}\nObjet : {mail.subject}\n\n{mail.body.rstrip()}\n{'─' * len(head)}\n"
        print(text, file=sys.stdout, flush=True)

    def close(self) -> None:
        """Nothing to close."""


class Other:
    """Any other backend of Django."""

    def hand(self, mail: EmailMessage, before: Before) -> None:
        """Give it to the backend, whole."""
        before()
        try:
            get_connection().send_messages([mail])
        except (OSError, smtplib.SMTPException) as error:
            raise UncertainError(_words(error)) from None

    def close(self) -> None:
        """Nothing to close."""


class Smtp:
    """A server, mail after mail on one connection; each mail is told only once `before` has answered."""

    def __init__(self) -> None:
        self._backend: EmailBackend | None = None

    def hand(self, mail: EmailMessage, before: Before) -> None:
        """Name sender and recipient, ask to begin, and tell the mail."""
        kept, text = self._backend is not None, told(mail)
        try:
            self._begin(mail)
        except DownError:
            if not kept:
                raise
            self._begin(mail)  # a connection that served is closed by some servers after a while, or so many mails
        try:
            before()
        except BaseException:
            self._drop()  # without the end of the mail: the server throws it away
            raise
        self._tell(text)

    def close(self) -> None:
        """Take leave of the server."""
        if self._backend is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._backend.close()
            self._backend = None

    def _begin(self, mail: EmailMessage) -> None:
        """Up to the moment when the server waits for the mail."""
        server = self._server()
        try:
            code, said = server.mail(sanitize_address(parseaddr(mail.from_email)[1], "utf-8"))
            if code != TAKEN:
                raise self._fault(code, said, sender=True)
            code, said = server.rcpt(sanitize_address(mail.to[0], "utf-8"))
            if code not in (TAKEN, 251):
                raise self._fault(code, said, address=True)
            code, said = server.docmd("DATA")
            if code != GO_ON:
                raise self._fault(code, said)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise DownError(_words(error)) from None
        except ValueError as error:  # an address that this server could not even be told
            self._reset()
            raise RefusedError(_words(error), lasting=True, address=True) from None

    def _tell(self, text: bytes) -> None:
        server = self._server()
        try:
            server.send(text)
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise UncertainError(_words(error)) from None
        if code != TAKEN:
            fault = self._fault(code, said)
            raise fault if isinstance(fault, RefusedError) else RefusedError(str(fault), lasting=False, address=False)

    def _server(self) -> smtplib.SMTP:
        if self._backend is None:
            backend = EmailBackend(timeout=settings.EMAIL_TIMEOUT)
            try:
                backend.open()
                backend.connection.ehlo_or_helo_if_needed()  # type: ignore[union-attr]  # open
            except (OSError, smtplib.SMTPException) as error:
                if backend.connection is not None:
                    backend.connection.close()
                raise DownError(_words(error)) from None
            self._backend = backend
        return self._backend.connection  # type: ignore[return-value]  # open

    def _fault(self, code: int, said: bytes, *, sender: bool = False, address: bool = False) -> Exception:
        """What a refusal means: the server takes nothing from us, or not this mail, for now or for good."""
        reason = f"{code} {said.decode('utf-8', 'replace')}"[:500]
        if code == CLOSING or sender:
            self._drop()
            return DownError(reason)
        self._reset()
        policy = b"5.7." in said or said.startswith(b"5.2.2")  # who we are, or a box that is full: not a wrong address
        return RefusedError(reason, lasting=code >= 500, address=address and code >= 500 and not policy)

    def _reset(self) -> None:
        """Forget the mail begun, and keep the connection when the server still answers."""
        try:
            self._server().rset()
        except (OSError, smtplib.SMTPException, DownError):
            self._drop()

    def _drop(self) -> None:
        """Leave without a word."""
        if self._backend is not None and self._backend.connection is not None:
            self._backend.connection.close()
        self._backend = None


def told(mail: EmailMessage) -> bytes:
    """A mail as it is told to a server: lines that begin with a dot begin with two, and one alone ends it."""
    text = re.sub(rb"(?m)^\.", b"..", mail.message().as_bytes(linesep="\r\n"))
    return text + b"\r\n" * (not text.endswith(b"\r\n")) + b".\r\n"


def _words(error: Exception) -> str:
    """An error of the line, for who runs the site."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:500]
    if isinstance(error, TimeoutError):
        return "le serveur de messagerie ne répond pas à temps"
    if isinstance(error, ConnectionRefusedError):
        return "le serveur de messagerie n’est pas joignable"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "le serveur de messagerie a raccroché"
    return f"le serveur de messagerie ne répond pas ({error})"[:500]
