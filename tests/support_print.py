"""What a printed result says, page by page."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils n’est pas installé")


def printed(client: Client, address: str, folder: Path) -> list[str]:
    """The text of each page, without any space: pdftotext keeps the narrow ones or not by their width."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    path = folder / "result.pdf"
    path.write_bytes(response.content)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return ["".join(page.split()) for page in done.stdout.decode().split("\f") if page.strip()]
