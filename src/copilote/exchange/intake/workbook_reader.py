"""A program of its own: a workbook on its input → its sheets' rows as JSON lines on its output.

A workbook of a kilobyte may ask for more memory than any machine has, which stops the program that reads it: this one,
within the memory and time that it was given, and not the site. Ends with one of `CODES`; knows nothing of the package.

    python workbook_reader.py ROWS CELLS COLUMNS CHARACTERS MEMORY SECONDS < classeur.xlsx
"""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any

CODES = {"damaged": 3, "locked": 4, "large": 5}


def main() -> int:
    """Read, write, and say by a code how it ended."""
    rows, cells, columns, characters, memory, seconds = map(int, sys.argv[1:])
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):  # a system without such limits
        pass
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(sys.stdin.buffer)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            sys.stdout.write(json.dumps(name) + "\n")
            for line, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
                texts = [as_text(cell) for cell in row]
                while texts and not texts[-1]:
                    texts.pop()
                if not any(text.strip() for text in texts):
                    continue
                rows, cells, characters = rows - 1, cells - len(texts), characters - sum(map(len, texts))
                if min(rows, cells, characters) < 0 or len(texts) > columns:
                    return CODES["large"]
                sys.stdout.write(json.dumps([line, texts]) + "\n")
    except PasswordError:
        return CODES["locked"]
    except (CalamineError, OSError, ValueError):
        return CODES["damaged"]
    except MemoryError:
        return CODES["large"]
    return 0


def as_text(cell: Any) -> str:
    """A cell as a CSV would hold it."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    sys.exit(main())
