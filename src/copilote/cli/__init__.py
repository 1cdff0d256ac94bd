"""The command line, thin: a module per command or two, loaded only when its command is called.

May import every room. `main` turns an error that a user can act on into one French sentence and exit code 2.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> None:
    """Entry point of `copilote`."""
    try:
        _run()
    except KeyboardInterrupt:
        _fail("interrompu.", 130)


def _run() -> None:
    _usable_streams()
    from copilote.cli.app import build_app
    from copilote.cli.installation import outage
    from copilote.cli.usage import french_usage, print_french_help
    from copilote.reference.errors import CopiloteError

    if not sys.argv[1:]:
        sys.argv.append("--help")
    app = build_app(sys.argv[1:])
    try:
        # Not standalone: usage errors come here, to be said in French and on one line.
        status = print_french_help(app) if "--help" in sys.argv else app(standalone_mode=False)
        sys.stdout.flush()
    except CopiloteError as error:
        _fail(str(error))
    except SystemExit as ended:
        # The library answers a closed pipe with exit(1): the reader (head, less) has simply seen enough.
        if isinstance(ended.__context__, BrokenPipeError):
            _quiet(0)
        raise
    except BrokenPipeError:
        _quiet(0)
    except OSError as error:
        _fail(f"impossible d’écrire la réponse ({error.strerror}).")
    except Exception as error:
        sentence = french_usage(error) or outage(error)
        if sentence is None:
            raise
        _fail(sentence)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _usable_streams() -> None:
    """Write UTF-8 whatever the machine's habits (a Windows console, LANG=C), and do without a closed output."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _quiet(code: int) -> NoReturn:
    """Leave without a word, and without Python complaining of the output at exit."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _fail(sentence: str, code: int = 2) -> NoReturn:
    from copilote.cli.output import clean

    with suppress(OSError):
        print(f"Erreur : {' '.join(clean(sentence).split(chr(32)))[:600]}", file=sys.stderr)
    _quiet(code)
