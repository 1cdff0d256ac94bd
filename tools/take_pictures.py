"""Take the pictures of the guide and the README anew, from the site as it runs.

    .venv/bin/python tools/take_pictures.py [NAME…]

Starts the site on a free port with a home of its own, opens each page in Debian's Chromium and writes docs/images/site;
then the first page of a territory's sheet, and pages of the demonstration. Pictures have 128 colours: a page is mostly
flat. With names, only those pictures, and no spread nor sheet.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "images" / "site"
CVL = "/regions/centre-val-de-loire"
BLOIS = "/territoires/epci/200030385"
CARS = "t-augm_voitelec=600"
SCENARIOS = {"Prudent": "t-augm_voitelec=300&t-reduc_rfioul=100", "Ambitieux": "t-augm_voitelec=900&t-reduc_rfioul=400"}
COMPARED = urlencode(
    [("s", f"http://localhost:8000{CVL}/simulateur/resultat?nom={name}&{typed}") for name, typed in SCENARIOS.items()]
)
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
    "comparer": (f"{CVL}/comparer?{COMPARED}", ("large",)),
    "salle": (f"{CVL}/leviers/vehicules-electriques?salle=1", ("large",)),
    "observe": (f"{CVL}/observe", ("large",)),
    "panoramas": (f"{CVL}/panoramas", ("large",)),
    "carte": (f"{CVL}/territoires#carte-titre", ("large", "sombre", "telephone")),
    "territoire": (BLOIS, ("large", "sombre", "telephone")),
    "commune": ("/territoires/commune/41018", ("large", "telephone")),
    "simulateur-territoire": (f"{CVL}/simulateur/ambition?pour=epci-200030385", ("large",)),
    "facile": (f"{CVL}?facile=1", ("telephone",)),
    "repartition": (f"{CVL}/repartition?levier=reduc_rfioul", ("large",)),
    "propositions": (f"{CVL}/propositions", ("large",)),
    "perimetre": ("/perimetre?t=200030385&t=41018", ("large",)),
    "climat": ("/territoires/commune/41018/climat", ("large",)),
    "panorama-ressources": (f"{CVL}/panorama-ressources", ("large",)),
    "cartes-climat": (f"{CVL}/climat/cartes#cartes", ("large",)),
    "exposes": (f"{CVL}/climat/cartes#exposes", ("large",)),
    "conflits": (f"{CVL}/conflits-d-usage#crops", ("large",)),
    "enjeux": (f"{CVL}/enjeux", ("large",)),
}
MEMBERS = {
    "tableau": ("Contributrice", f"{CVL}/cop/actions/tableau", ("large",)),
    "doublons": ("Animatrice", f"{CVL}/cop/actions/doublons", ("large",)),
    "priorites": ("Relais", f"{CVL}/cop/priorites/region", ("large",)),
}
"""Pages of the demonstration: the role that is tried, the address."""

SPREADS = ("accueil", "region", "levier", "ambition", "resultat", "comparer", "carte", "territoire", "commune", "salle")
SIZES = ((320, 640, "light"), (390, 780, "light"), (768, 1024, "light"), (1440, 900, "light"), (1440, 900, "dark"))
TALL, GAP = 460, 10


def picture(shot: bytes, path: Path) -> None:
    """Write a picture in few colours."""
    image = Image.open(io.BytesIO(shot)).convert("RGB").quantize(128)
    image.save(path, optimize=True)


def take(browser: Browser, base: str, names: Sequence[str]) -> None:
    """The pages of these names, at each of their sizes."""
    for name in names:
        address, sizes = PAGES[name]
        for size in sizes:
            width, height = WIDTHS[size]
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme="dark" if size == "sombre" else "light"
            )
            page.goto(base + address)
            picture(page.screenshot(), OUT / f"{name}-{size}.png")
            page.close()


def take_members(browser: Browser, base: str, names: Sequence[str]) -> None:
    """Pages behind sign-in, of a demonstration, at each of their sizes."""
    for name in names:
        role, address, sizes = MEMBERS[name]
        with closing(browser.new_context(locale="fr-FR")) as context:
            page = context.new_page()
            page.goto(base)
            if page.locator(".demo-banner details:not([open])").count():
                page.click(".demo-banner summary")
            page.click(f".demo-banner button:has-text('{role}')")
            page.wait_for_url("**/mon-espace")
            for size in sizes:
                width, height = WIDTHS[size]
                page.set_viewport_size({"width": width, "height": height})
                page.goto(base + address)
                page.wait_for_load_state("networkidle")
                picture(page.screenshot(), OUT / f"{name}-{size}.png")


def spread(browser: Browser, base: str, folder: Path) -> None:
    """One picture a type of page: at four widths, dark, then the first page on paper, all to one height."""
    for name in SPREADS:
        shots = []
        for width, height, scheme in SIZES:
            with closing(browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)) as page:
                page.goto(base + PAGES[name][0], wait_until="networkidle")
                shots.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
                if (width, scheme) == (1440, "light"):
                    page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
        subprocess.run(
            ["pdftoppm", "-r", "60", "-png", "-singlefile", folder / "page.pdf", folder / "page"], check=True
        )
        shots.append(Image.open(folder / "page.png").convert("RGB"))
        small = [one.resize((round(one.width * TALL / one.height), TALL), Image.Resampling.LANCZOS) for one in shots]
        whole = Image.new("RGB", (sum(one.width + GAP for one in small) - GAP, TALL), "#888888")
        left = 0
        for one in small:
            whole.paste(one, (left, 0))
            left += one.width + GAP
        whole.quantize(64).save(OUT / f"{name}-partout.png", optimize=True)


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


@contextmanager
def served(home: str, *options: str) -> Iterator[str]:
    """The address of a site that is served meanwhile."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from copilote.cli import main; main()", "serve", "--port", str(port), *options]
    running = subprocess.Popen(
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
        yield base
    finally:
        running.terminate()
        running.wait(timeout=20)


def main() -> None:
    """Serve, take, stop: the site, then the demonstration. Names that are not known are refused."""
    asked = sys.argv[1:]
    if unknown := set(asked) - {*PAGES, *MEMBERS}:
        sys.exit(f"no picture is named {', '.join(sorted(unknown))}")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with tempfile.TemporaryDirectory() as home, served(home) as base:
            take(browser, base, [name for name in PAGES if not asked or name in asked])
            if not asked:
                spread(browser, base, Path(home))
                sheet(base, Path(home))
        with tempfile.TemporaryDirectory() as home, served(home, "--demo") as base:
            take_members(browser, base, [name for name in MEMBERS if not asked or name in asked])
        browser.close()


if __name__ == "__main__":
    main()
