"""What the rights of organisations and people are tried with: what is asked of their addresses, and must be there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from copilote.cop import invitation_list, organisation_list
from copilote.cop.invitations import Wanted, invite, open_meeting
from copilote.cop.lists import load, send
from copilote.cop.models import Invitation, ListKind, Membership, Organisation, Role, SentList
from copilote.cop.working.organisation_forms import seen_of

NUMBER = "826"
"""What stands for the number of a row in the samples of addresses."""
LIST = ("liste.csv", "Organisation;Nature;SIREN ou code\nLes Étangs;Entreprise;732829320\n")
READ = (
    "<cop:slug>/organisations",
    "organisations/<row:number>",
    "<cop:slug>/personnes",
    "<cop:slug>/invitations",
    "codes/<row:number>",
)
"""Addresses that only show."""
HOLDERS = ("animator", "relay", "validator")
"""Those who may invite, each in an organisation of their own."""


def is_ours(route: str) -> bool:
    """Whether an address is of the organisations or the people of a COP."""
    return any(f"<cop:slug>/{part}" in route for part in ("organisations", "personnes", "invitations"))


def only_shown(route: str) -> bool:
    """Whether nothing is sent to an address of ours."""
    return route.endswith(("<list:ending>", *READ))


class PeopleWorld:
    """Organisations, invitations and lists of the COP in which rights are tried."""

    def __init__(self, members: Mapping[str, Membership]) -> None:
        self.members = members
        cop = members["animator"].cop
        place = members["relay"].over
        followed = Organisation.objects.create(cop=cop, kind="departement", name="Loir-et-Cher", territory=place)
        blois = members["validator"].organisation
        assert blois is not None
        self.own = {"animator": blois, "relay": followed, "validator": blois}
        self.sent: dict[str, SentList] = {}
        self.invited: dict[str, Invitation] = {}

    def text(self, role: str) -> tuple[str, str]:
        """A list of a person that a role may invite."""
        name = "41" if role == "relay" else self.own[role]  # another has the same name
        return "liste.csv", f"E-mail;Organisation;Rôle\nliste-{role}@exemple.fr;{name};lecteur\n"

    def prepare(self, route: str) -> None:
        """What an address needs to be there before it is asked."""
        self.sent, self.invited = {}, {}
        for role in HOLDERS:
            member = self.members[role]
            if "organisations/liste/" in route and role == "animator":
                self._send(member, ListKind.ORGANISATIONS, LIST, role, route)
            elif "invitations/liste/" in route:
                self._send(member, ListKind.INVITATIONS, self.text(role), role, route)
            elif route.endswith(("<row:number>/renvoyer", "<row:number>/retirer")):
                wanted = Wanted(f"{role}-invite@exemple.fr", Role.READER, self.own[role])
                self.invited[role] = invite(member, [wanted])[0]
            elif route.endswith("codes/<row:number>"):
                until = timezone.now() + timedelta(hours=1)
                self.invited[role] = open_meeting(self.members["animator"], Role.READER, None, until, 5, "Atelier")

    def _send(self, member: Membership, kind: ListKind, text: tuple[str, str], role: str, route: str) -> None:
        self.sent[role] = send(member, kind, text)
        if route.endswith("/annuler"):
            write: Any = organisation_list.write if kind == ListKind.ORGANISATIONS else invitation_list.write
            load(member, self.sent[role], lambda: self._plan(role), self._plan(role).seal, write)

    def _plan(self, role: str) -> Any:
        member, sent = self.members[role], self.sent[role]
        if sent.kind == ListKind.ORGANISATIONS:
            return organisation_list.plan(member.cop, LIST)
        return invitation_list.plan(member, self.text(role))

    def _who(self, browser: Client) -> str:
        """As which of the holders a browser is asked: the animator's things for all others."""
        signed_in = browser.session.get("_auth_user_id", "")
        return next((role for role in HOLDERS if str(self.members[role].user_id) == signed_in), "animator")

    def ask(self, browser: Client, method: str, route: str, address: str) -> Any:
        """Ask of an address what would write there, were it allowed."""
        role = self._who(browser)
        own, other = self.own[role], self.members["other_speaker"].organisation
        held, end = self.members["speaker"], route.rsplit("/", 1)[1]
        assert other is not None
        fields: dict[str, str] = {
            "ajouter": {"nature": "entreprise", "nom": "Les Étangs", "code": "732829320"},
            "territoires": {"territoire": "epci:200055481"},
            "modifier": {"nature": own.kind, "college": "autres", "vu": seen_of(own)},
            "fusionner": {"dans": str(other.pk)},
            "liste": {"texte": self.text(role)[1] if "invitations" in route else LIST[1]},
            "inviter": {"email": "i@exemple.fr", "role": "lecteur", "organisation": str(own.pk)},
            "codes": {"nom": "Atelier", "role": "lecteur", "heures": "1", "personnes": "5", "organisation": ""},
            "<row:number>": {"acte": "role", "role": "validateur"},
        }.get(end, {})
        number = held.pk if "personnes" in route else own.pk
        if self.sent:
            role = role if role in self.sent else "animator"
            number = self.sent[role].pk
            fields = {"liste": str(number), "vu": self._plan(role).seal if "annuler" not in route else ""}
        if self.invited:
            number = self.invited[role].pk
        address = address.replace(NUMBER, str(number))
        return browser.post(address, fields) if method == "POST" else browser.generic(method, address)

    def written(self) -> list[object]:
        """What is recorded of organisations and people."""
        return [
            list(Organisation.objects.order_by("pk").values_list("pk", "college", "merged_into")),
            list(SentList.objects.order_by("pk").values_list("pk", "loaded_at", "undone_at")),
            list(Invitation.objects.order_by("pk").values_list("pk", "sent_at", "revoked_at")),
            list(Membership.objects.order_by("pk").values_list("pk", "role")),
        ]
