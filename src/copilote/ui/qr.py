"""QR codes, to be shown on a screen or printed."""

from __future__ import annotations

from io import BytesIO

import segno
from django.utils.safestring import SafeString

from copilote.words import _

MOST_BYTES = 2_331
"""What the largest QR code holds with that correction."""


def qr_code(text: str) -> SafeString:
    """A QR code as SVG, black on white whatever the theme, with medium error correction; nothing for a longer text."""
    if len(text.encode()) > MOST_BYTES:
        return SafeString()
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, dark="#000", light="#fff", omitsize=True,
        svgclass="qr", lineclass=None, title=_("QR code du lien"), desc=text,
    )  # fmt: skip
    return SafeString(out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1))
