"""Priorities of adaptation for tests, written as members write them, and what their rights are tried with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client

from copilote.adaptation.actions import SIGNS, WRITES
from copilote.adaptation.models import Priority, PriorityRemark
from copilote.adaptation.priorities.content import EMPTY, Content
from copilote.adaptation.priorities.files import plan, write
from copilote.adaptation.priorities.writing import New, create_all
from copilote.cop.lists import load, send
from copilote.cop.members import add_member
from copilote.cop.models import Cop, ListKind, Membership, SentList
from copilote.cop.versions import Author
from support_rights_people import NUMBER

READ = (
    "<cop:slug>/priorites",
    "priorites.<data:ending>",
    "tableau.<data:ending>",
    "/region",
    "/freins",
    "priorites/<row:number>",
)
"""Addresses that only show."""
FILE = "Intitulé;Département;Effet\nPlan canicule;{place};chaleur\n"
TYPED = {"intitule": "Rafraîchir les écoles", "effet": "heat", "departement": "41", "vu": "1"}


def said(title: str = "Rafraîchir les écoles", **fields: Any) -> Content:
    """What is written of a priority of heat."""
    return EMPTY | {"title": title, "effect": "heat"} | fields


def write_all(cop: Cop, *priorities: New) -> list[Priority]:
    """Write priorities."""
    return create_all(cop, priorities, Author("essai"), "essai")


def relay(departement: str = "45", email: str = "hugo@exemple.fr") -> Membership:
    """Who follows a département."""
    return add_member(email, "24", "relais", f"departement:{departement}", "Hugo Lefort")


def is_of_priorities(route: str) -> bool:
    """Whether an address is of priorities."""
    return "<cop:slug>/priorites" in route


def only_shown(route: str) -> bool:
    """Whether nothing is sent to an address of theirs."""
    return route.endswith((*READ, "avancement.json"))


class PrioritiesWorld:
    """A priority of the Loir-et-Cher that each of those who write may write of."""

    def __init__(self, members: Mapping[str, Membership]) -> None:
        own = [each for each in members.values() if each.cop_id == members["animator"].cop_id]
        self.cop = members["animator"].cop
        self.writing = {str(each.user_id): each for each in own if each.role in WRITES and each.user.is_active}
        self.numbers: dict[str, int] = {}
        self.sent: dict[str, SentList] = {}

    def prepare(self, route: str) -> None:
        """What an address needs to be there before it is asked."""
        names = list(self.writing)
        rows = [New(self._place(self.writing[name]), said(), self.writing[name].organisation) for name in names]
        if route.endswith("priorites/<row:number>"):
            rows = [New(row.departement, row.content, row.organisation, "validated") for row in rows]
        made = write_all(self.cop, *rows)
        self.numbers = {name: row.pk for name, row in zip(names, made, strict=True)}
        self.sent = {}
        if "/liste/" in route:
            for name, member in self.writing.items():
                if member.role in SIGNS:
                    self.sent[name] = self._send(member, route)

    def _place(self, member: Membership) -> str:
        return "37" if member.organisation and "Tours" in str(member.organisation) else "41"

    def _send(self, member: Membership, route: str) -> SentList:
        text = FILE.format(place="41").replace("canicule", f"canicule {member.pk}")
        sent = send(member, ListKind.PRIORITIES, ("plan.csv", text))
        if route.endswith("/annuler"):
            load(member, sent, lambda: plan(member, sent), plan(member, sent).seal, write)
        return sent

    def ask(self, browser: Client, method: str, route: str, address: str) -> Any:
        """Ask of an address what would write there, were it allowed, on the priority of who asks."""
        who = browser.session.get("_auth_user_id", "")
        who = who if who in self.writing else next(iter(self.writing))
        number, fields = self.numbers[who], TYPED | {"departement": self._place(self.writing[who])}
        if route.endswith(("/valider", "/retirer")):
            fields = {"vu": "1"}
        if route.endswith("/remarque"):
            fields = {"texte": "Qui paie ?"}
        if "/liste" in route:
            fields = {"texte": FILE.format(place="41")}
            if self.sent:
                sender = who if who in self.sent else next(iter(self.sent))
                number = self.sent[sender].pk
                undoing = route.endswith("/annuler")
                seal = "" if undoing else plan(self.writing[sender], self.sent[sender]).seal
                fields = {"liste": str(number), "vu": seal}
        address = address.replace(NUMBER, str(number))
        return browser.post(address, fields) if method == "POST" else browser.generic(method, address)

    def written(self) -> list[object]:
        """What is recorded of priorities."""
        said = list(PriorityRemark.objects.order_by("pk").values_list("priority", "reason"))
        return [list(Priority.objects.order_by("pk").values_list("pk", "version", "standing")), said]
