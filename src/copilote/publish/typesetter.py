"""A program of its own: what a document is made of on its input (pickled) → the document on its output.

Typst keeps what it has set, and memory grows with each document: this one ends with its document, and gives all back.
Knows nothing of the package.

    python typesetter.py < (files by name, folder of the fonts, options of typst)
"""

from __future__ import annotations

import pickle
import sys


def main() -> int:
    """Set the document; 1, and what typst says on the error output, when it cannot be set."""
    import typst

    files, fonts, options = pickle.load(sys.stdin.buffer)  # noqa: S301  written by the process that started this one
    try:
        document = typst.Compiler(font_paths=[fonts], ignore_system_fonts=True).compile(input=files, **options)
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.buffer.write((document[0] if isinstance(document, list) else document) or b"")
    return 0


if __name__ == "__main__":
    sys.exit(main())
