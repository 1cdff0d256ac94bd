"""Measure the site: weight and first paint of pages in a browser, server time against an empty view, 200 visitors.

    make bench-site

Writes the section "Site" of docs/performance.md. Everything stays on this machine. The weights need Chromium.
"""

from __future__ import annotations

import asyncio
import csv
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from report import Rows, table, write_section  # noqa: E402
from support_browser import CHROMIUM, served, weigh  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REGION = "/regions/centre-val-de-loire"
PAGES = {
    "Accueil": "/",
    "Recherche « blois »": "/recherche?q=blois&tous=1",
    "Région": REGION,
    "Levier": f"{REGION}/leviers/vehicules-electriques",
    "Simulateur, objectifs": f"{REGION}/simulateur/objectifs",
    "Simulateur, ordres de grandeur": f"{REGION}/simulateur/ordres-de-grandeur",
    "Simulateur, bilan": f"{REGION}/simulateur/bilan",
    "Simulateur, ambition": f"{REGION}/simulateur/ambition?t-augm_voitelec=600",
    "Simulateur, résultat": f"{REGION}/simulateur/resultat?t-augm_voitelec=600",
    "Observé": f"{REGION}/observe",
    "France": "/france",
    "Commune": "/territoires/commune/41018",
    "Intercommunalité": "/territoires/epci/200030385",
    "Carte des territoires": f"{REGION}/territoires",
    "Nature et ressources": f"{REGION}/panorama-ressources",
    "Climat d’une commune": "/territoires/commune/41018/climat",
    "Cartes du climat": f"{REGION}/climat/cartes",
    "Cartes du climat, par commune": f"{REGION}/climat/cartes?niveau=commune",
    "Conflits d’usage": f"{REGION}/conflits-d-usage",
    "Diagnostic": f"{REGION}/diagnostic",
}
FIRST_KB, NEXT_KB, PAINT_S, SHIFT, SERVER_MS, P95_MS = 60, 25, 1.3, 0.05, 50, 500
SLOW_3G = {"offline": False, "latency": 150, "downloadThroughput": 750_000 / 8, "uploadThroughput": 250_000 / 8}
"""Milliseconds before each answer, bytes a second each way."""
SLOWER = 4
"""Times that a phone's processor is slower than this one."""
SHIFTS = """() => { window.moved = 0; new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({type: 'layout-shift', buffered: true}); }"""
PAINTS = 5
Weights = dict[str, tuple[int, int, float, float]]
"""By page: bytes of a first visit, of a next page; seconds to the first paint, and what moves after it (CLS)."""
REPEAT = 40
USERS, SECONDS = 200, 60
EXPLORERS, EXPLORERS_P95_MS = 300, 1500
ARRIVALS = (10, 200)
"""People a second: over twenty seconds as in a room with a QR code, then all in the same second."""


def kb(size: float) -> str:
    return f"{size / 1000:.0f}"


def painted(browser: Browser, address: str, path: str) -> tuple[float, float]:
    """Seconds until a new visitor sees something of a page on a slow phone over 3G, and what moves from then on,
    down to its foot: the medians of several visits."""
    times, moves = [], []
    for _ in range(PAINTS):
        with closing(browser.new_context(base_url=address, viewport={"width": 390, "height": 780})) as visit:
            page = visit.new_page()
            session = visit.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW_3G)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.add_init_script(f"({SHIFTS})()")
            page.goto(path, wait_until="networkidle", timeout=60_000)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(500)
            times.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000)
            moves.append(page.evaluate("window.moved"))
    return statistics.median(times), statistics.median(moves)


def weights(address: str) -> Weights:
    """Bytes of each page as a first visit and as the page after the home page, seconds to its first paint."""
    from playwright.sync_api import sync_playwright

    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        for name, path in PAGES.items():
            first = browser.new_context(base_url=address).new_page()
            alone = sum(weigh(first, path).values())
            known = browser.new_context(base_url=address).new_page()
            weigh(known, "/methode" if path == "/" else "/")
            found[name] = (alone, sum(weigh(known, path).values()), *painted(browser, address, path))
        browser.close()
    return found


def server_times() -> dict[str, tuple[float, float]]:
    """Median milliseconds of each page, and how many times those of an empty view, in turn in this process."""
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "empty_view"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PAGES_KEPT_S = 0  # what it costs to make a page, not to find it made
    logging.disable(logging.CRITICAL)
    from django.test import Client

    client = Client(headers={"accept-encoding": "gzip"})
    found = {}
    for name, path in PAGES.items():
        for warm in (path, "/vide"):
            if client.get(warm).status_code != 200:
                raise SystemExit(f"{warm} does not answer")
        times, ratios = [], []
        for _ in range(REPEAT):
            start = time.perf_counter()
            client.get(path)
            middle = time.perf_counter()
            client.get("/vide")
            end = time.perf_counter()
            times.append(1000 * (middle - start))
            ratios.append((middle - start) / (end - middle))
        found[name] = (statistics.median(times), statistics.median(ratios))
    return found


def crowd(address: str, arrivals: int, folder: Path) -> dict[str, dict[str, str]]:
    """What locust saw of `USERS` people, by name of request and "Aggregated"."""
    prefix = folder / f"locust-{arrivals}"
    command = [sys.executable, "-m", "locust", "-f", str(HERE / "locustfile.py"), "--headless", "--only-summary"]
    command += ["-u", str(USERS), "-r", str(arrivals), "-t", f"{SECONDS}s", "--host", address, "--csv", str(prefix)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 120)
    stats = Path(f"{prefix}_stats.csv")
    if not stats.exists():
        raise SystemExit(f"locust: {done.stderr[-2000:]}")
    with stats.open(encoding="utf-8", newline="") as handle:
        return {row["Name"]: row for row in csv.DictReader(handle)}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"COPILOTE_HOME": name, "DJANGO_SETTINGS_MODULE": "copilote.site.settings"}
        rows: list[tuple[str, str, str]] = []
        with served(os.environ, "--workers", "1") as address:
            weighed = weights(address) if CHROMIUM.exists() else {}
            timed = server_times()
            for arrivals in ARRIVALS:
                rows += crowd_rows(arrivals, crowd(address, arrivals, folder))
        for workers in (1, 2):
            with served(os.environ, "--workers", str(workers)) as address:
                asyncio.run(explorers(address, 1))  # once to warm up: templates, levers
                rows.append(explorers_row(workers, asyncio.run(explorers(address, 2))))
        write_section("Site", section(weighed, timed, rows))


async def explorers(address: str, seed: int) -> list[float]:
    """Milliseconds until each of those who try, within a second, a scenario that nobody else has is answered.
    seed : of other scenarios.

    Bare sockets: locust took longer than the site.
    """
    host, port = address.removeprefix("http://").split(":")
    drawn = random.Random(seed)  # noqa: S311

    async def one(query: str) -> float:
        await asyncio.sleep(drawn.random())
        started = time.perf_counter()
        reader, writer = await asyncio.open_connection(host, int(port))
        line = f"GET /regions/centre-val-de-loire/simulateur/resultat?{query} HTTP/1.1\r\n"
        writer.write(f"{line}Host: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read(-1)
        writer.close()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{query}: {answer[:80]!r}")
        return 1000 * (time.perf_counter() - started)

    moved = ("augm_voitelec", "reduc_rfioul", "reduc_rgaz", "reduc_rconso", "augm_haies")
    queries = ["&".join(f"c-{lever}={drawn.randint(1, 60)}" for lever in moved) for _ in range(EXPLORERS)]
    return sorted(await asyncio.gather(*map(one, queries)))


def explorers_row(workers: int, took: list[float]) -> tuple[str, str, str]:
    """The line of those who each try a scenario of their own in the same second."""
    processes = "un processus" if workers == 1 else f"{workers} processus"
    found = f"p95 {took[int(0.95 * len(took))]:.0f} ms, médiane {statistics.median(took):.0f} ms"
    return f"{EXPLORERS} scénarios différents dans la même seconde, {processes}", found, f"p95 {EXPLORERS_P95_MS} ms"


def crowd_rows(arrivals: int, seen: dict[str, dict[str, str]]) -> Rows:
    """One line for each kind of request, one for all."""
    how = f"arrivées en {USERS // arrivals} s" if arrivals < USERS else "arrivées dans la même seconde"
    rows = []
    for name, label in (
        ("lien présenté", "le lien présenté"),
        ("page suivante", "la page suivante"),
        ("Aggregated", "tout"),
    ):
        row = seen[name]
        found = f"p95 {row['95%']} ms, médiane {row['50%']} ms, {row['Request Count']} demandes, "
        rows.append(
            (f"{USERS} personnes {how} : {label}", found + f"{row['Failure Count']} erreur", f"p95 {P95_MS} ms")
        )
    return rows


def section(weighed: Weights, timed: dict[str, tuple[float, float]], rows: Rows) -> list[str]:
    """The text of the section, printed too."""
    lines = [
        "Écrit par `make bench-site`. Poids en milliers d’octets reçus par Chromium, en-têtes compris, avec tout ce",
        f"que la page demande, première visite (but {FIRST_KB}) puis page suivante (but {NEXT_KB}). Première",
        f"peinture : quand un nouveau visiteur voit le texte sur un téléphone {SLOWER} fois plus lent, en 3G simulée",
        f"par Chromium (750 kbit/s, 150 ms), médiane de {PAINTS} visites (but {PAINT_S:.1f} s) ; ce qui bouge".replace(
            ".", ","
        ),
        f"ensuite (CLS, but {SHIFT:.2f}). Temps serveur :".replace(".", ",", 1),
        f"médiane de {REPEAT} demandes sur SQLite, intergiciels et compression compris, page faite à chaque fois",
        f"(but {SERVER_MS} ms), et rapport à une vue Django vide mesurée à tour de rôle. Pour la foule, une page faite",
        "reste une minute en mémoire.",
        "",
        "| Page | 1re visite, ko | Page suivante, ko | Première peinture, s | Bouge | Serveur, ms | × vue vide |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, (ms, times) in timed.items():
        first, following, paint, moved = weighed.get(name, (0, 0, 0.0, 0.0))
        sizes = (
            f"{kb(first)} | {kb(following)} | {paint:.1f} | {moved:.3f}" if first else " | ".join(["non mesuré"] * 4)
        )
        lines.append(f"| {name} | {sizes} | {ms:.1f} | {times:.1f} |".replace(".", ","))
    lines += [
        "",
        f"Un seul processus (`copilote serve --workers 1`), locust sur la même machine, {SECONDS} s.",
        "",
        *table(rows),
    ]
    print("\n".join(lines))
    return lines


if __name__ == "__main__":
    main()
