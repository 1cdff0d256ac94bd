"""The command line, thin: a module per command or two, loaded only when its command is called.

May import every room. `main` turns an error that a user can act on into one French sentence and exit code 2.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of `copilote`."""
    from copilote.cli.app import build_app
    from copilote.cli.usage import french_usage
    from copilote.reference.errors import CopiloteError

    if not sys.argv[1:]:
        sys.argv.append("--help")
    app = build_app(sys.argv[1:])
    try:
        # Not standalone: usage errors come here, to be said in French and on one line.
        status = app(standalone_mode=False)
    except CopiloteError as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        _fail("interrompu.", 130)
    except Exception as error:
        sentence = french_usage(error)
        if sentence is None:
            raise
        _fail(sentence)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _fail(sentence: str, code: int = 2) -> None:
    print(f"Erreur : {sentence}", file=sys.stderr)
    sys.exit(code)
