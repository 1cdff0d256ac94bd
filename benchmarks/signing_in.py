"""Measure signing in: a flood of wrong passwords, a hundred people in thirty seconds, known against unknown addresses.

    .venv/bin/python benchmarks/signing_in.py [--seconds 60]

Writes the section "Connexion" of docs/performance.md. One process of four threads on SQLite; everything stays on this
machine. Those who flood come each from another address (X-Forwarded-For), then all from one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from report import table, write_section  # noqa: E402
from support_browser import served  # noqa: E402

FLOODERS, PEOPLE, ARRIVE_S = 16, 100, 30
PAGE = "/regions/centre-val-de-loire/leviers/vehicules-electriques"
PASSWORD = "agrafe lichen tambour"  # noqa: S105
PAGE_MS, SIGN_IN_MS, TIMES = 300, 1000, 1.5
PAIRS = 60
Answer = tuple[int, dict[str, str], str]


class Browser:
    """A browser in few lines: cookies, and forms with their token. client : the address that the site sees."""

    def __init__(self, port: int, client: str) -> None:
        self.port, self.client, self.cookies = port, client, dict[str, str]()

    async def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        """Status, headers and body of an answer."""
        body = urlencode(fields or {})
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}", "Connection: close"]
        lines += [f"X-Forwarded-For: {self.client}", "Content-Type: application/x-www-form-urlencoded"]
        lines += [f"Content-Length: {len(body)}", f"Cookie: {'; '.join(f'{k}={v}' for k, v in self.cookies.items())}"]
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write("\r\n".join([*lines, "", body]).encode())
        got = (await reader.read(-1)).decode("utf-8", "replace")
        writer.close()
        head, _blank, text = got.partition("\r\n\r\n")
        status = int(head.split(" ", 2)[1]) if head else 0
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
        for name, value in re.findall(r"set-cookie: (\w+)=([^;]*)", head, re.IGNORECASE):
            self.cookies[name] = value
        return status, headers, text

    async def send(self, path: str, fields: dict[str, str]) -> Answer:
        """Fill in the form of a page and send it."""
        if "token" not in self.__dict__:
            _status, _headers, page = await self.ask("GET", path)
            self.token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]  # type: ignore[index]
        return await self.ask("POST", path, fields | {"csrfmiddlewaretoken": self.token})

    async def give_password(self, email: str, password: str) -> int:
        """The status that answers a password."""
        status, _headers, _text = await self.send("/connexion/mot-de-passe", {"login": email, "password": password})
        return status


async def timed(what: Awaitable[object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    await what
    return 1000 * (time.perf_counter() - start)


def p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]


async def flood(port: int, seconds: float, client: Callable[[int, int], str]) -> tuple[list[float], Counter[int]]:
    """Milliseconds of a public page while so many post wrong passwords without rest, and what those were answered."""
    end, answers, times = time.monotonic() + seconds, Counter[int](), list[float]()

    async def post(rank: int) -> None:
        browser, turn = Browser(port, client(rank, 0)), 0
        while time.monotonic() < end:
            turn += 1
            browser.client = client(rank, turn)
            answers[await browser.give_password(f"p{rank}@exemple.fr", "faux")] += 1

    async def look() -> None:
        visitor = Browser(port, "198.51.100.1")
        while time.monotonic() < end:
            query = f"?c-augm_voitelec={len(times) % 200}"  # a page that nobody has asked for yet
            times.append(await timed(visitor.ask("GET", PAGE + query)))
            await asyncio.sleep(0.1)

    await asyncio.gather(look(), *(post(rank) for rank in range(FLOODERS)))
    return times, answers


async def arrivals(port: int, way: Callable[[Browser, str], Awaitable[int]]) -> tuple[list[float], Counter[int]]:
    """Milliseconds that each of a hundred people waits for, in all, to sign in; from one network, as in a meeting."""
    answers = Counter[int]()

    async def come(rank: int) -> float:
        await asyncio.sleep(ARRIVE_S * rank / PEOPLE)
        browser = Browser(port, "198.51.100.2")
        await browser.ask("GET", "/connexion")
        start = time.perf_counter()
        answers[await way(browser, f"p{rank}@exemple.fr")] += 1
        return 1000 * (time.perf_counter() - start)

    return list(await asyncio.gather(*(come(rank) for rank in range(PEOPLE)))), answers


def by_code(base: Path) -> Callable[[Browser, str], Awaitable[int]]:
    """Asking for a code, and giving it (read in the base, as the message will say it)."""

    async def way(browser: Browser, email: str) -> int:
        status, _headers, _text = await browser.send("/connexion", {"email": email})
        if status != 302:
            return status
        with sqlite3.connect(base) as rows:
            found = rows.execute("select subject from outbox_message where email=? order by id desc", (email,))
            code = re.search(r"\d{4}-\d{4}", found.fetchone()[0])[0]  # type: ignore[index]
        del browser.token
        status, _headers, _text = await browser.send("/connexion/code", {"code": code})
        return status

    return way


async def compared(port: int) -> tuple[float, float]:
    """How many times longer a known address takes than an unknown one: with a wrong password, asking for a code."""

    async def both(path: str, more: dict[str, str], name: str) -> float:
        known, unknown = list[float](), list[float]()
        for turn in range(PAIRS):
            for times, email in ((known, f"p{turn}@exemple.fr"), (unknown, f"q{turn}@exemple.fr")):
                browser = Browser(port, f"203.0.113.{turn}")
                await browser.ask("GET", path)
                browser.token = re.search(  # type: ignore[index]
                    r'csrfmiddlewaretoken" value="(\w+)"', (await browser.ask("GET", path))[2]
                )[1]
                times.append(await timed(browser.send(path, more | {name: email})))
        return statistics.median(known) / statistics.median(unknown)

    wrong = await both("/connexion/mot-de-passe", {"password": "faux"}, "login")
    return wrong, await both("/connexion", {}, "email")


def people() -> None:
    """A hundred accounts with a password, in the base of this process."""
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password

    from copilote.cop.models import User

    hashed = make_password(PASSWORD)
    User.objects.bulk_create(User(email=f"p{rank}@exemple.fr", password=hashed) for rank in range(PEOPLE))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"COPILOTE_HOME": home, "DJANGO_SETTINGS_MODULE": "copilote.site.settings", "API_PROXIES": "1"}
        with served(os.environ, "--workers", "1", "--no-worker") as address:
            port = int(address.rsplit(":", 1)[1])
            people()
            calm = [asyncio.run(timed(Browser(port, "::1").ask("GET", f"{PAGE}?c-augm_haies={n}"))) for n in range(20)]
            rows.append(("Une page publique, au calme", f"p95 {p95(calm):.0f} ms", "—"))
            for label, client in (
                ("de seize adresses changeantes", lambda rank, turn: f"10.{rank}.{turn // 250 % 250}.{turn % 250}"),
                ("d’une seule adresse", lambda _rank, _turn: "203.0.113.250"),
            ):
                times, answers = asyncio.run(flood(port, seconds, client))
                told = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
                what = f"{FLOODERS} clients postent sans relâche {seconds:.0f} s, {label} : la page publique"
                rows.append((what, f"p95 {p95(times):.0f} ms (réponses : {told})", f"p95 {PAGE_MS} ms"))
            for label, way in (
                ("par mot de passe", lambda browser, email: browser.give_password(email, PASSWORD)),
                ("par code, demande et saisie", by_code(Path(home) / "copilote.sqlite3")),
            ):
                times, answers = asyncio.run(arrivals(port, way))
                found = f"p95 {p95(times):.0f} ms, médiane {statistics.median(times):.0f} ms, {answers[302]} entrés"
                rows.append((f"{PEOPLE} personnes en {ARRIVE_S} s, {label}", found, f"p95 {SIGN_IN_MS} ms"))
            for label, ratio in zip(
                ("un mauvais mot de passe", "la demande d’un code"), asyncio.run(compared(port)), strict=True
            ):
                goal = f"entre {1 / TIMES:.2f} et {TIMES:.2f}"
                rows.append((f"Adresse connue contre inconnue, {label}", f"{ratio:.2f} × le temps", goal))
    shown = [tuple(text.replace(".", ",") for text in row) for row in rows]
    lines = [
        "Écrit par `benchmarks/signing_in.py`, un processus de quatre fils sur SQLite, tout sur la même machine.",
        "",
    ]
    lines += table(shown)  # type: ignore[arg-type]
    print("\n".join(lines))
    write_section("Connexion", lines)


if __name__ == "__main__":
    main()
