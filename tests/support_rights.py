"""The world in which rights are tried: two COPs of a region, one of another, two organisations, an inactive person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from copilote.cop.calendar import seen_of
from copilote.cop.cops import open_cop
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Membership, Organisation, Period
from copilote.exchange.shares import KeyChoice
from copilote.jobs.asking import start
from copilote.jobs.models import Job, State
from copilote.sharing.decisions import close_perimeter, record_choice, record_figure, record_perimeter
from copilote.sharing.documents.sheets_job import KIND, sheets_key
from copilote.sharing.models import LeverKeyChoice, Perimeter, TerritoryFigure
from copilote.territories.models import Territory
from support_cop import BLOIS, CHOICE, TOURS, browser_of

LEVER = "augm_voitelec"
ROLES = (
    "visitor",
    "inactive",
    "reader",
    "speaker",
    "other_speaker",
    "speaker_of_another_level",
    "speaker_in_another_cop",
    "animator",
    "animator_elsewhere",
    "animator_of_another_cop",
)


class World:
    """The COPs, a member of each role, and something written in each COP."""

    def __init__(self) -> None:
        self.members: dict[str, Membership] = {
            "animator": add_member("anne@exemple.fr", "24", "animateur", name="Anne Martin"),
            "inactive": add_member("ines@exemple.fr", "24", "animateur"),
            "reader": add_member("rita@exemple.fr", "24", "lecteur"),
            "speaker": add_member("bob@exemple.fr", "24", "territoire", BLOIS),
            "other_speaker": add_member("tom@exemple.fr", "24", "territoire", TOURS),
            "speaker_of_another_level": add_member("lea@exemple.fr", "24", "territoire", "departement:41"),
            "animator_elsewhere": add_member("bea@exemple.fr", "53", "animateur"),
        }
        inactive = self.members["inactive"].user
        inactive.is_active = False
        inactive.save()
        self.cop = self.members["animator"].cop
        self.other = open_cop("24", "COP d’après")
        past = {"region": "24", "cop": self.other.slug}
        self.members["animator_of_another_cop"] = add_member("max@exemple.fr", role="animateur", **past)
        self.members["speaker_in_another_cop"] = add_member(
            "zoe@exemple.fr", role="territoire", territory=BLOIS, **past
        )
        Territory.objects.filter(level="departement", code="41").update(code=BLOIS.removeprefix("epci:"))
        self.held: dict[int, dict[str, Any]] = {}
        for name, speaks in (("animator", "speaker"), ("animator_of_another_cop", "speaker_in_another_cop")):
            lead = self.members[name]
            closed = record_perimeter(lead, "Ancien", "libre", ("200030385",))
            close_perimeter(lead, closed.pk)
            self.held[lead.cop_id] = {
                "choice": record_choice(lead, KeyChoice(LEVER, (("population", 1.0),), (), f"Raison de {lead.cop}")),
                "drawn": record_perimeter(lead, "Val", "libre", ("200030385",)),
                "closed": closed,
                "figure": record_figure(self.members[speaks], LEVER, None, 3.0, "Raison"),
            }

    def browser(self, role: str) -> Client:
        """A browser in which a role is signed in."""
        return browser_of(self.members.get(role))

    def written(self) -> list[object]:
        """All that the COPs recorded."""
        models = (LeverKeyChoice, TerritoryFigure, Perimeter, Period, Cop, Organisation, Membership)
        return (
            [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in models]
            + [list(model.objects.filter(in_force=True).order_by("pk").values_list("pk")) for model in models[:4]]
            + [list(Job.objects.filter(cancel_asked=True).values_list("pk"))]
        )

    def only_sent(self, route: str) -> bool:
        """Whether an address takes forms and shows none."""
        return "/perimetres/" in route or route.endswith("/arreter")

    def ask(self, browser: Client, method: str, route: str, address: str) -> Any:
        """Ask of an address what would write there, were it allowed."""
        held = self.held[self.cop.pk]
        fields = {
            "choisir": CHOICE | {"etape": "enregistrer", "vu": str(held["choice"].pk)},
            "annuler": {"levier": LEVER, "vu": str(held["choice"].pk), "raison": "Erreur"},
            "<str:lever>": {"proposition": "12", "raison": "x", "vu": "None;12.0", "connu": str(held["figure"].pk)},
            "enregistrer": {"t": "200030385", "nom": "Blésois", "nature": "libre"},
            "retirer": {"perimetre": str(held["drawn"].pk)},
            "remettre": {"perimetre": str(held["closed"].pk)},
            "arreter": {"niveau": "epci"},
            "calendrier": {"vu": seen_of(self.cop), "etape": self.cop.stage, "du_debat": "2026-01-05"},
        }[route.rsplit("/", 1)[1]]
        if route.endswith("/arreter"):
            job = start(KIND, sheets_key("24", "epci", "fr"), {"region": "24", "level": "epci", "language": "fr"})
            Job.objects.filter(pk=job.pk).update(state=State.RUNNING, beat=timezone.now())
        if "repartition" in route:
            address = f"{address}?levier={LEVER}"
        if method == "POST":
            return browser.post(address, fields)
        return browser.generic(method, address)


@pytest.fixture
def world() -> World:
    """Made anew for each test."""
    return World()
