"""Passwords: hashed by argon2, refused when one guesses them easily."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError

from copilote.cop.models import Cop, Organisation, User
from copilote.reference.errors import fold
from copilote.reference.simulator import load_territories
from copilote.words import _

GUESSES_LOG10 = 9
"""Powers of ten of the guesses that a password must stand: days of a machine that has the hashes, for ever by hand."""
LONGEST_READ = 72
"""Characters that are looked at: the rest only makes it better."""
COMMON = Path(__file__).with_name("common-passwords.txt")
SITE = ("copilote", "cop", "cop régionale", "planification écologique")


class Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes, as OWASP advises: 0.03 s, so that a hundred people sign in at once."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class NotGuessed:
    """Refuses a password made of what everybody tries: common words, their usual changes, one's own names."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError that says what to do."""
        from zxcvbn import zxcvbn

        own = list(dict.fromkeys([*words_of(user), *common_words()]))
        read = password[:LONGEST_READ]
        plain = _plain(read)
        ways = dict.fromkeys((read, plain, re.sub(r"[\W_]+", "", plain)))  # as typed, without accents, in one word
        results = [zxcvbn(text, user_inputs=own) for text in ways if text]
        weakest = min(results, key=lambda result: result["guesses"])
        if weakest["guesses_log10"] >= GUESSES_LOG10:
            return
        known = {part["token"] for part in weakest["sequence"] if part["pattern"] == "dictionary"}
        named = max(known, key=len, default="")
        if len(named) > 3:
            raise ValidationError(
                _(
                    "Ce mot de passe se devine : « %(part)s » est parmi les premiers essayés. Prenez plutôt trois ou "
                    "quatre mots sans rapport entre eux, ni avec vous.",
                    part=named,
                ),
                code="password_guessed",
            )
        raise ValidationError(
            _("Ce mot de passe se devine. Prenez plutôt trois ou quatre mots sans rapport entre eux, ni avec vous."),
            code="password_guessed",
        )

    def get_help_text(self) -> str:
        """Said beside the field."""
        return _("Trois ou quatre mots sans rapport entre eux font un bon mot de passe.")


def _plain(text: str) -> str:
    """Without accents: nobody who guesses forgets them."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


@cache
def common_words() -> tuple[str, ...]:
    """Words that French passwords are made of, the most common first, and the names of the regions."""
    lines = [line.strip() for line in COMMON.read_text(encoding="utf-8").splitlines()]
    words = [word for line in lines if line and not line.startswith("#") for word in line.split()]
    regions = [part for region in load_territories() for part in _parts(region.name)]
    return tuple(dict.fromkeys(fold(word) for word in (*words, *SITE, *regions)))


def words_of(user: Any) -> Iterator[str]:
    """What a person is known by: the address, the name, the COP and the organisations."""
    if not isinstance(user, User):
        return
    yield from _parts(user.email.partition("@")[0])
    yield from _parts(user.email.partition("@")[2])
    yield from _parts(user.name)
    if user.pk:
        for name in Cop.objects.filter(members__user=user).values_list("name", flat=True):
            yield from _parts(name)
        for organisation in Organisation.objects.filter(members__user=user).select_related("territory"):
            yield from _parts(str(organisation))


def _parts(name: str) -> Iterator[str]:
    """A name, and each of its words."""
    folded = fold(name)
    yield folded.replace(" ", "")
    yield from (word for word in re.split(r"[^0-9a-z]+", folded) if len(word) > 2)
