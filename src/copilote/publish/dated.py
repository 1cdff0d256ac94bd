"""One date for all that an office file holds, so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

FIXED = datetime(2026, 1, 1)
"""Without a zone: office files know none."""


def dated(body: bytes) -> bytes:
    """The same file with one date for all that it holds."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
