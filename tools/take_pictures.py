"""Take the pictures of the guide and the README anew, from the site as it runs.

    .venv/bin/python tools/take_pictures.py

Starts the site on a free port with a home of its own, opens each page in Debian's Chromium and writes docs/images/site;
then the first page of a territory's sheet. Pictures have 128 colours: a page is mostly flat.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from socket import socket

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "images" / "site"
CVL = "/regions/centre-val-de-loire"
BLOIS = "/territoires/epci/200030385"
CARS = "t-augm_voitelec=600"
WIDTHS = {"large": (1280, 800), "telephone": (390, 780), "sombre": (1280, 800)}
PAGES = {
    "accueil": ("/", ("large", "sombre", "telephone")),
    "region": (CVL, ("large", "sombre", "telephone")),
    "levier": (f"{CVL}/leviers/vehicules-electriques", ("large", "sombre", "telephone")),
    "objectifs": (f"{CVL}/simulateur/objectifs", ("large",)),
    "ordres-de-grandeur": (f"{CVL}/simulateur/ordres-de-grandeur", ("large",)),
    "bilan": (f"{CVL}/simulateur/bilan?c-augm_voitelec=50", ("large",)),
    "ambition": (f"{CVL}/simulateur/ambition?{CARS}", ("large", "sombre", "telephone")),
    "resultat": (f"{CVL}/simulateur/resultat?{CARS}", ("large", "sombre", "telephone")),
    "partager": (f"{CVL}/partager?{CARS}", ("large",)),
    "salle": (f"{CVL}/leviers/vehicules-electriques?salle=1", ("large",)),
    "observe": (f"{CVL}/observe", ("large",)),
    "panoramas": (f"{CVL}/panoramas", ("large",)),
    "carte": (f"{CVL}/territoires#carte-titre", ("large", "sombre", "telephone")),
    "territoire": (BLOIS, ("large", "sombre", "telephone")),
    "repartition": (f"{CVL}/repartition?levier=reduc_rfioul", ("large",)),
    "propositions": (f"{CVL}/propositions", ("large",)),
    "perimetre": ("/perimetre?t=200030385&t=41018", ("large",)),
}


def picture(shot: bytes, path: Path) -> None:
    """Write a picture in few colours."""
    image = Image.open(io.BytesIO(shot)).convert("RGB").quantize(128)
    image.save(path, optimize=True)


def take(browser: Browser, base: str) -> None:
    """Every page, at each of its sizes."""
    for name, (address, sizes) in PAGES.items():
        for size in sizes:
            width, height = WIDTHS[size]
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme="dark" if size == "sombre" else "light"
            )
            page.goto(base + address)
            picture(page.screenshot(), OUT / f"{name}-{size}.png")
            page.close()


def sheet(base: str, folder: Path) -> None:
    """The two pages of a territory's sheet, side by side."""
    with urllib.request.urlopen(f"{base}{BLOIS}/fiche.pdf") as answer:  # noqa: S310
        (folder / "fiche.pdf").write_bytes(answer.read())
    subprocess.run(["pdftoppm", "-r", "70", "-png", folder / "fiche.pdf", folder / "fiche"], check=True)
    pages = [Image.open(folder / f"fiche-{rank}.png") for rank in (1, 2)]
    both = Image.new("RGB", (sum(one.width for one in pages) + 12, pages[0].height), "#888888")
    both.paste(pages[0], (0, 0))
    both.paste(pages[1], (pages[0].width + 12, 0))
    both.quantize(128).save(OUT / "fiche.png", optimize=True)


def main() -> None:
    """Serve, take, stop."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-c", "from copilote.cli import main; main()", "serve", "--port", str(port)]
        served = subprocess.Popen(
            command, env=os.environ | {"COPILOTE_HOME": home, "ROOM_ADDRESS": "http://192.168.1.20:8000"}
        )
        base = f"http://localhost:{port}"
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{base}/healthz").close()  # noqa: S310
                    break
                except OSError:
                    time.sleep(0.5)
            with sync_playwright() as started:
                browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                take(browser, base)
                browser.close()
            sheet(base, Path(home))
        finally:
            served.terminate()
            served.wait(10)


if __name__ == "__main__":
    main()
