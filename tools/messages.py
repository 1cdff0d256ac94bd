"""Bring the English catalogue of the site up to date with its templates and pages, and compile it.

    .venv/bin/python tools/messages.py

Needs GNU gettext (xgettext, msgmerge, msgfmt). A new text is left empty, never guessed from one that looks like it: the
tests refuse an empty one, so the next step is to write it in django.po and to run this again.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "copilote"
CATALOGUE = PACKAGE / "words" / "locale" / "en" / "LC_MESSAGES" / "django.po"
FRENCH_ONLY = ("cli", "cop/space.py", "ensemble", "keyfiles", "space.html", "working")
"""Folders and files whose texts are read behind sign-in or in a terminal: no English is owed of them."""
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: copilote\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def main() -> int:
    """Extract, merge, compile; returns the number of texts that have no English yet."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("COPILOTE_HOME", home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "copilote.site.settings"
        os.chdir(PACKAGE)
        return _made()


def _made() -> int:
    import django
    from babel.messages.pofile import read_po
    from django.core.management import call_command
    from django.core.management.commands.makemessages import Command

    class Extract(Command):
        msgmerge_options: ClassVar[list[str]] = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]
        xgettext_options: ClassVar[list[str]] = [
            *("--from-code=UTF-8", "--add-comments=Translators", "--keyword=N_"),
            *("--keyword=counted:2,3", "--keyword=noun:2,3", "--keyword=nouns:1,2"),
        ]

    django.setup()
    described = PACKAGE / "site" / "api" / "_described.py"
    left_out = ["data", "static", *FRENCH_ONLY]
    options = {"no_wrap": True, "no_location": True, "no_obsolete": True, "ignore_patterns": left_out}
    try:
        described.write_text("".join(f"N_({text!r})\n" for text in _api_texts()), encoding="utf-8")
        call_command(Extract(), locale=["en"], verbosity=0, **options)
    finally:
        described.unlink(missing_ok=True)
    text = CATALOGUE.read_text(encoding="utf-8")
    # Dates and names of the header would change at each run.
    text = re.sub(r'\A(?:#[^\n]*\n)*msgid ""\nmsgstr ""\n(?:"[^\n]*\n)*', lambda _found: HEADER, text)
    CATALOGUE.write_text(text, encoding="utf-8")
    call_command("compilemessages", locale=["en"], verbosity=0)
    with CATALOGUE.open("rb") as handle:
        entries = [entry for entry in read_po(handle, locale="en") if entry.id]
    empty = sum(
        entry.fuzzy or not all(entry.string if isinstance(entry.string, tuple) else (entry.string,))
        for entry in entries
    )
    print(f"{empty} texts without English")
    return empty


def _api_texts() -> list[str]:
    """What the description of the API says: docstrings of its operations and records, notes of their keys."""
    from copilote.site.api.docs import texts
    from copilote.site.api.urls import api

    return texts(api)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
