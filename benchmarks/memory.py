"""Measure what a process of the site holds during a crawl of 2,000 of its addresses, documents and images among them.

    .venv/bin/python benchmarks/memory.py

Writes the section "Mémoire" of docs/performance.md. Everything stays on this machine; asks Linux for the memory.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from copilote.site.master import held_mb  # noqa: E402
from report import table, write_section  # noqa: E402
from support_browser import served  # noqa: E402

PAGES, AT_ONCE, GOAL_MB = 2000, 4, 350
HEAVY = ("pdf", "pptx", "png")
"""Endings of what typst sets, wholly or in part."""
Asked = tuple[str, int, bytes]


def ask(address: str) -> Asked:
    """(address, status, what is read of a page)."""
    try:
        with urllib.request.urlopen(quote(address, safe=":/?&=%+,;"), timeout=60) as answer:  # noqa: S310
            body = answer.read()
            return address, answer.status, body if "html" in answer.headers["Content-Type"] else b""
    except urllib.error.HTTPError as error:
        return address, error.code, b""
    except OSError as error:
        print(address, error, file=sys.stderr)
        return address, 599, b""


def ending(address: str) -> str:
    """ "pdf" of an address that ends so, "page" of one without an ending."""
    return Path(urlsplit(address).path).suffix[1:] or "page"


def crawl(site: str, look: Callable[[], None]) -> Counter[str]:
    """Follow links at random, the same each time, each address once; counts answers by ending, and errors.

    look : called every forty addresses.
    """
    drawn, known, ahead, counts = random.Random(1), {f"{site}/"}, [f"{site}/"], Counter[str]()  # noqa: S311
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while ahead and sum(counts.values()) < PAGES:
            drawn.shuffle(ahead)
            batch, ahead = ahead[:40], ahead[40:]
            look()
            for address, status, body in threads.map(ask, batch):
                counts[ending(address) if status < 400 else f"{status}"] += 1
                if status >= 400:
                    print(status, address.removeprefix(site))
                links = {unescape(found) for found in re.findall(r'href="([^"#]+)', body.decode())}
                new = {urljoin(address, link) for link in links} - known
                new = {link for link in new if link.startswith(f"{site}/") and "/static/" not in link}
                known |= new
                ahead += sorted(new)
    return counts


def children(pid: int) -> list[int]:
    """Processes that a process started."""
    return [int(n) for path in Path(f"/proc/{pid}/task").glob("*/children") for n in path.read_text().split()]


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"COPILOTE_HOME": home, "API_RATE": "0"}
        with served(environment) as site:
            (master,) = children(os.getpid())
            held: dict[int, list[float]] = {}

            def look() -> None:
                for pid in children(master):
                    held.setdefault(pid, []).append(held_mb(pid))

            started = time.perf_counter()
            counts = crawl(site, look)
            elapsed = time.perf_counter() - started
            (jobs,) = (pid for pid in children(master) if b"--beside" in Path(f"/proc/{pid}/cmdline").read_bytes())
    beside, own = held.pop(jobs), list(held.values())
    heavy = sum(counts[name] for name in HEAVY)
    errors = {name: count for name, count in counts.items() if name.isdigit()}
    rows = [
        ("Un processus du site, au départ", f"{own[0][0]:.0f} Mo", "—"),
        (
            f"Le plus qu’un processus du site tienne pendant {sum(counts.values())} adresses, dont {heavy} documents "
            f"et images, {counts['xlsx'] + counts['ods']} classeurs",
            f"{max(map(max, own)):.0f} Mo, renouvelé {len(own) - 1} fois",
            f"{GOAL_MB} Mo",
        ),
        ("L’atelier, au repos", f"{max(beside):.0f} Mo", "—"),
    ]
    for row in rows:
        print(*row, sep="  ")
    print(f"{elapsed:.0f} s", dict(counts), "errors:", errors)
    write_section(
        "Mémoire",
        [
            "Tableau écrit par `benchmarks/memory.py` : des liens suivis au hasard, toujours les mêmes, quatre",
            f"à la fois, chaque adresse une fois, un seul processus ; {sum(errors.values())} réponses en erreur.",
            "",
            *table(rows),
        ],
    )


if __name__ == "__main__":
    main()
