"""Coming in, in a real browser, by the link that the command prints; whether a page is usable."""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import Page

from support_accounts import PASSWORD
from support_axe import WIDTH, barriers, sideways
from support_browser import ENVIRONMENTS


def link_of(site: str, email: str, *role: str, region: str = "24") -> str:
    """Open an account as an administrator does, and take the link that is printed."""
    command = [
        sys.executable,
        "-c",
        "from copilote.cli import main; main()",
        "member",
        "add",
        email,
        "--region",
        region,
    ]
    done = subprocess.run(
        [*command, *role, "--site", site],
        capture_output=True,
        text=True,
        check=True,
        env=ENVIRONMENTS[site.rpartition(":")[2]],
    )
    return done.stdout.split()[-1]


def enter(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/mon-espace")


def usable(page: Page) -> list[str]:
    """On a wide screen, then on a phone, once the page is whole."""
    page.wait_for_load_state()
    found = barriers(page) + sideways(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += barriers(page, WIDTH) + sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found
