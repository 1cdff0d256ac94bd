"""The world in which rights are tried: two COPs of a region, one of another, two organisations, an inactive person."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from copilote.adaptation.models import LeverIssue
from copilote.cop.calendar import seen_of
from copilote.cop.cops import cop_of, drafted, open_cop, saved
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Meeting, Membership, MessageText, Organisation, Period, Review
from copilote.exchange.shares import KeyChoice
from copilote.jobs.asking import start
from copilote.jobs.models import Job, State
from copilote.outbox.models import Message
from copilote.outbox.models import State as MessageState
from copilote.sharing.decisions import close_perimeter, record_choice, record_figure, record_perimeter
from copilote.sharing.documents.sheets_job import KIND, sheets_key
from copilote.sharing.models import LeverKeyChoice, Perimeter, TerritoryAnswer, TerritoryFigure
from copilote.territories.models import Territory
from support_cop import BLOIS, CHOICE, TOURS, browser_of
from support_outbox import KINDS, posted
from support_priorities import PrioritiesWorld, is_of_priorities
from support_priorities import only_shown as only_listed
from support_rights_actions import ActionsWorld, is_of_actions
from support_rights_actions import only_shown as only_read
from support_rights_people import PeopleWorld, is_ours, only_shown
from support_rights_survey import SurveyWorld, is_of_survey
from support_rights_survey import only_shown as only_told
from support_routes import address_of

MESSAGES = ("<cop:slug>/messages", "messages/imprimer", "messages/textes", "messages/<int:number>")
"""The addresses of messages that only read."""
ONLY_SENT = (
    *(
        "/arreter",
        "/envoyer",
        "/valider",
        "/dire",
        "/chercher",
        "/liste/annuler",
        "/relancer",
        "/avis",
        "/realise/retirer",
        "/documents/retirer",
    ),
    "tableau/enregistrer",
    *("doublons/decider", "doublons/revenir", "/precision", "/repondre", "/regler", "/remarque"),
    *("messages/renvoyer", "<row:number>/retirer"),
)
"""Ends of addresses that take forms and show none."""
MESSAGE = 1
"""The number of a message that the COP sent."""
LEVER = "augm_voitelec"
VENDOME = "epci:200072072"
ROLES = (
    "visitor",
    "inactive",
    "reader",
    "speaker",
    "validator",
    "relay",
    "relay_elsewhere",
    "other_speaker",
    "speaker_of_another_level",
    "speaker_in_another_cop",
    "animator",
    "animator_elsewhere",
    "animator_of_another_cop",
    "animator_of_departement",
)


class World:
    """The COPs, a member of each role, and something written in each COP.

    departement : the code of the one whose COP rights are tried in; that of its region is then the other. "" : they are
    tried in the region's, and the other is one that it held before.
    """

    def __init__(self, departement: str = "") -> None:
        self.departement = departement
        regional = cop_of("24")
        self.cop = self._within(regional, departement) if departement else regional
        here = {"region": "24", "cop": self.cop.slug}
        other = VENDOME if departement else TOURS
        self.members: dict[str, Membership] = {
            "animator": add_member("anne@exemple.fr", role="animateur", name="Anne Martin", **here),
            "inactive": add_member("ines@exemple.fr", role="animateur", **here),
            "reader": add_member("rita@exemple.fr", role="lecteur", **here),
            "speaker": add_member("bob@exemple.fr", role="contributeur", territory=BLOIS, **here),
            "validator": add_member("vera@exemple.fr", role="validateur", territory=BLOIS, **here),
            "relay_elsewhere": add_member("rosa@exemple.fr", "53", "relais", "departement:35"),
            "other_speaker": add_member("tom@exemple.fr", role="contributeur", territory=other, **here),
            "speaker_of_another_level": add_member(
                "lea@exemple.fr", role="contributeur", territory="departement:41", **here
            ),
            "animator_elsewhere": add_member("bea@exemple.fr", "53", "animateur"),
        }
        inactive = self.members["inactive"].user
        inactive.is_active = False
        inactive.save()
        self.other = regional if departement else open_cop("24", "COP d’après")
        past = {"region": "24", "cop": self.other.slug}
        self.members["animator_of_another_cop"] = add_member("max@exemple.fr", role="animateur", **past)
        self.members["speaker_in_another_cop"] = add_member(
            "zoe@exemple.fr", role="contributeur", territory=BLOIS, **past
        )
        self.members["animator_of_departement"] = add_member(
            "lou@exemple.fr", "24", "animateur", cop=self._within(regional, "45").slug
        )
        Territory.objects.filter(level="departement", code="41").update(code=BLOIS.removeprefix("epci:"))
        self.members["relay"] = add_member("remi@exemple.fr", role="relais", territory="departement:41", **here)
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
        self.people = PeopleWorld(self.members)
        self.actions = ActionsWorld(self.members)
        self.survey = SurveyWorld(self.members)
        self.priorities = PrioritiesWorld(self.members)
        Message.objects.filter(pk=posted(scope=self.cop.slug).pk).update(id=MESSAGE, state=MessageState.SENT)

    @staticmethod
    def _within(regional: Cop, departement: str) -> Cop:
        draft = Cop(region="24", name=f"COP du {departement}", departement=departement, parent=regional)
        return saved(drafted(draft), "essai")

    def address_of(self, route: str) -> str:
        """An address of a route, in the COP where rights are tried."""
        within = f"/cop/departements/{self.departement}" if self.departement else "/cop"
        return address_of(route).replace("/cop", within, 1)

    def browser(self, role: str) -> Client:
        """A browser in which a role is signed in."""
        return browser_of(self.members.get(role))

    def written(self) -> list[object]:
        """All that the COPs recorded."""
        recorded = (MessageText, LeverKeyChoice, TerritoryFigure, Perimeter, Period, TerritoryAnswer, Review, Meeting)
        recorded += (LeverIssue,)
        models = (*recorded, Cop, Organisation, Membership)
        return (
            [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in models]
            + [list(model.objects.filter(in_force=True).order_by("pk").values_list("pk")) for model in recorded]
            + self.people.written()
            + self.actions.written()
            + self.survey.written()
            + self.priorities.written()
            + [list(Job.objects.filter(cancel_asked=True).values_list("pk"))]
            + [list(Message.objects.order_by("pk").values_list("pk", "state"))]
        )

    def prepare(self, route: str) -> None:
        """What an address needs to be there before it is asked."""
        if is_ours(route):
            self.people.prepare(route)
        if is_of_actions(route) or (self.departement and route.endswith("/avis")):
            self.actions.prepare(route)
        if is_of_survey(route):
            self.survey.prepare(route)
        if is_of_priorities(route):
            self.priorities.prepare(route)

    def takes(self, route: str) -> bool:
        """Whether something is sent to an address."""
        shown = route.endswith((*MESSAGES, "<cop:slug>/suivi", "suivi.<data:ending>"))
        if is_of_actions(route):
            return not only_read(route)
        if is_of_survey(route):
            return not only_told(route)
        if is_of_priorities(route):
            return not only_listed(route)
        return not shown and not (is_ours(route) and only_shown(route))

    def only_sent(self, route: str) -> bool:
        """Whether an address takes forms and shows none."""
        return "/perimetres/" in route or route.endswith(ONLY_SENT)

    def ask(self, browser: Client, method: str, route: str, address: str) -> Any:
        """Ask of an address what would write there, were it allowed."""
        if is_of_survey(route):
            return self.survey.ask(browser, method, route, address)
        if is_of_priorities(route):
            return self.priorities.ask(browser, method, route, address)
        if is_of_actions(route):
            return self.actions.ask(browser, method, route, address)
        if is_ours(route):
            return self.people.ask(browser, method, route, address)
        held, cop = self.held[self.cop.pk], self.cop
        asked = list(map(str, Organisation.objects.filter(cop=self.cop).values_list("pk", flat=True)))
        fields = {
            "ecrire": {
                "levier": "2026-083",
                "enjeu": "climate",
                "effet": "plus",
                "phrase": "Oui",
                "source": "Ici",
                "raison": "Débat",
                "vu": "0",
            },
            "choisir": CHOICE | {"etape": "enregistrer", "vu": str(held["choice"].pk)},
            "annuler": {"levier": LEVER, "vu": str(held["choice"].pk), "raison": "Erreur"},
            "<str:lever>": {"proposition": "12", "raison": "x", "vu": "None;12.0", "connu": str(held["figure"].pk)},
            "suivi": {},
            "suivi.<data:ending>": {},
            "relancer": {"o": asked, "confirmer": "oui"},
            "avis": {"o": asked, "avis": "vue"},
            "envoyer": {"vu": str(held["figure"].pk)},
            "valider": {"vu": str(held["figure"].pk)},
            "enregistrer": {"t": "200030385", "nom": "Blésois", "nature": "libre"},
            "retirer": {"perimetre": str(held["drawn"].pk)},
            "remettre": {"perimetre": str(held["closed"].pk)},
            "arreter": {"niveau": "epci"},
            "renvoyer": {"message": str(MESSAGE)},
            "<str:kind>": {"vu": "0", "objet": "Bonjour", "texte": "Voici : {lien}", "etape": "enregistrer"},
            "reunions": {"quoi": "reunion", "titre": "Plénière", "jour": "2026-06-01", "lieu": "Orléans"},
            "calendrier": {"vu": seen_of(cop), "etape": cop.stage, "du_debat": "2026-01-05"},
        }.get(route.rsplit("/", 1)[1], {})
        if route.endswith("/arreter"):
            job = start(KIND, sheets_key("24", "epci", "fr"), {"region": "24", "level": "epci", "language": "fr"})
            Job.objects.filter(pk=job.pk).update(state=State.RUNNING, beat=timezone.now())
        if "repartition" in route:
            address = f"{address}?levier={LEVER}"
        if route.endswith(("/avis", "/relancer")):
            question = "diagnostic.actions" if self.departement else "sharing.proposals"
            address = f"{address}?question={question}"
        if method == "POST":
            return browser.post(address, fields)
        return browser.generic(method, address)


@pytest.fixture
def departement_world(monkeypatch: pytest.MonkeyPatch) -> World:
    """The same, in the COP of a département."""
    monkeypatch.setattr(apps.get_app_config("outbox"), "messages", KINDS, raising=False)
    return World("41")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Made anew for each test."""
    monkeypatch.setattr(apps.get_app_config("outbox"), "messages", KINDS, raising=False)
    return World()
