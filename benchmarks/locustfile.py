"""People in a room follow a presenter's link: they open it, look, and go on to another page of the region.

    locust -f benchmarks/locustfile.py --headless -u 200 -r 10 -t 60s --host http://127.0.0.1:8000

`benchmarks/website.py` starts the site and runs this; only ever against one's own machine.
"""

from __future__ import annotations

import os
import re

from locust import FastHttpUser, between, task

LINK = os.environ.get("PRESENTED_LINK", "/regions/centre-val-de-loire/simulateur/resultat?t-augm_voitelec=600")
REGION = "/regions/centre-val-de-loire"
NEXT = [
    REGION,
    f"{REGION}/simulateur/ambition?t-augm_voitelec=600",
    f"{REGION}/leviers/vehicules-electriques",
    f"{REGION}/observe",
]


class Participant(FastHttpUser):
    """One phone in the room; it fetches the files of the first page as a browser does, then keeps them.

    The fast client: with the other, 200 phones on two cores measure locust rather than the site.
    """

    wait_time = between(5, 15)

    def on_start(self) -> None:
        """Open the link, then the style sheets, scripts and font that it asks for."""
        page = self.client.get(LINK, name="lien présenté")
        self.step = 0
        for path in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))):
            self.client.get(path, name="fichiers")

    @task
    def go_on(self) -> None:
        """Another page, each in turn."""
        self.client.get(NEXT[self.step % len(NEXT)], name="page suivante")
        self.step += 1
