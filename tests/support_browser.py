"""A browser that fails the test on what a visitor would never report: errors, refused contents, other hosts."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

CHROMIUM = Path("/usr/bin/chromium")
COPILOTE = Path(sys.executable).parent / "copilote"
STARTING_S = 120
# The environment that each site was started with, by port: commands beside it need the same.
ENVIRONMENTS: dict[str, dict[str, str]] = {}


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def served(environment: Mapping[str, str], *options: str, console: TextIO | None = None) -> Iterator[str]:
    """The address of a site started as a user starts it, with collected and compressed files; stopped at the end.

    console : a file that is given what the site prints.
    """
    port = free_port()
    command = [str(COPILOTE), "serve", "--port", str(port), *options]
    # A file, not a pipe: a pipe that nobody reads fills after a few hundred lines of log, and the server then waits.
    with console or tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=dict(environment), stdout=said, stderr=subprocess.STDOUT, text=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process, said)
            ENVIRONMENTS[str(port)] = dict(environment)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address: str, process: subprocess.Popen[str], said: TextIO) -> None:
    """Until the site answers; RuntimeError with what it printed when it ends instead."""
    limit = time.monotonic() + STARTING_S
    while time.monotonic() < limit:
        if process.poll() is not None:
            said.seek(0)
            raise RuntimeError(f"copilote serve ended: {said.read()}")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"copilote serve did not answer in {STARTING_S} s")


@dataclass
class Visitor:
    """Opens pages of a site and keeps what went wrong; `troubles` must stay empty."""

    browser: Browser
    site: str
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, width: int = 1280, *, scheme: str = "light", javascript: bool = True, height: int = 900) -> Page:
        """A watched page of a new visitor, with empty caches; `page.goto("/methode")` is enough."""
        context = self.browser.new_context(
            base_url=self.site,
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="fr-FR",
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text} ({message.page.url if message.page else ''})")

    def _asked(self, request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme not in ("data", "blob") and there.netloc != urlsplit(self.site).netloc:
            self.troubles.append(f"another host: {request.url}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a page left while it loads, a file downloaded
            self.troubles.append(f"failed: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.troubles.append(f"{response.status}: {response.url}")


def arrives(page: Page, address: str) -> None:
    """Until a page whose address has what the expression says is there and listens: its address changes before its
    scripts have run, and a key pressed in between would be lost."""
    expect(page).to_have_url(re.compile(address))
    page.wait_for_load_state()


def weigh(page: Page, address: str) -> dict[str, int]:
    """Bytes that came over the network, headers included, by address, when a page is opened until nothing moves."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    weights: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda event: urls.__setitem__(event["requestId"], event["request"]["url"]))

    def finished(event: dict[str, object]) -> None:
        url = urls.get(str(event["requestId"]), "")
        if url.startswith("http"):
            weights[url] = weights.get(url, 0) + int(event["encodedDataLength"])  # type: ignore[call-overload]

    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    session.detach()
    return weights
