"""Typst, in a process that ends with its document (`typesetter`): a few at once, each within a time.

Starting it takes some 40 ms; typesetting in the process of the site let it grow by 30 MB a document, to 1 GB.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from copilote.reference.errors import BusyError
from copilote.words import _

TYPESETTER = Path(__file__).with_name("typesetter.py")
AT_ONCE = 2
"""Documents set at the same time by one process of the site: each takes all cores."""
MOST = 5
"""Those and the ones that wait: beyond, who asks is told so, and other pages keep threads to be answered by."""
LONGEST_S = 30.0
"""Seconds until one that waits gives up, and until one being set is stopped; the longest takes less than two."""
_SETTING, _ASKED = BoundedSemaphore(AT_ONCE), BoundedSemaphore(MOST)


def typeset(files: Mapping[str, bytes], fonts: Path, **options: Any) -> bytes:
    """What typst makes of `main.typ` and the other files; the same files give the same bytes.

    fonts : folder of the fonts that are known, and no other. options : those of `typst.Compiler.compile`.
    Raises BusyError when too many are asked for or one takes too long, RuntimeError for what typst refuses.
    """
    if not _ASKED.acquire(blocking=False):
        raise _busy()
    try:
        if not _SETTING.acquire(timeout=LONGEST_S):
            raise _busy()
        try:
            ended = subprocess.run(
                [sys.executable, "-I", str(TYPESETTER)],
                input=pickle.dumps((dict(files), str(fonts), options)),
                capture_output=True,
                timeout=LONGEST_S,
            )
        except subprocess.TimeoutExpired:
            raise BusyError(_("Ce document demande trop de temps : réessayez dans un instant.")) from None
        finally:
            _SETTING.release()
    finally:
        _ASKED.release()
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode(errors="replace")[-2000:] or f"typst ended with {ended.returncode}")
    return ended.stdout


def _busy() -> BusyError:
    return BusyError(_("Trop de documents se préparent en ce moment : réessayez dans un instant."))
