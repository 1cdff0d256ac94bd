"""What the rights on actions are tried with: an action of each organisation, known or begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from copilote.cop.journal import record_for
from copilote.cop.lists import load, send
from copilote.cop.models import ListKind, Membership, Organisation, SentList
from copilote.cop.versions import Author
from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.action_list import plan, write
from copilote.diagnostic.actions import WRITES
from copilote.diagnostic.attached.models import ActionDocument
from copilote.diagnostic.attached.writing import join
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Cell, ColumnMatch, Origin, Standing, WorkbenchStep
from copilote.diagnostic.remarks.models import Remark, RemarkKind
from copilote.diagnostic.twice.models import DuplicateDecision, Verdict
from copilote.diagnostic.workbench import publishing
from copilote.diagnostic.workbench.cells import Typed, save
from copilote.diagnostic.writing import New, create_all
from copilote.planning.actions import Share
from support_actions import CARS
from support_rights_people import NUMBER

READ = (
    *(
        "<cop:slug>/actions",
        "modele.xlsx",
        "tableau.xlsx",
        "actions.<data:ending>",
        "leviers.json",
        "actions/<row:number>",
    ),
    *("<cop:slug>/actions/tableau", "etat.json", "avancement.json"),
    *("doublons", "doublons.<data:ending>", "<row:document>"),
)
TABLE = ("/enregistrer", "/envoyer", "/publier", "/etat.json")
"""Acts on a workbench."""
PDF = b"%PDF-1.7\n%%EOF\n"
FILE = "Titre;Statut\nPlan vélo;Idée\n"
"""Addresses that only show."""
TYPED = {"pourquoi": "Faute de moyens", "titre": "Plantation de haies", "statut": "done", "visible": "cop", "vu": "1"}


def is_of_actions(route: str) -> bool:
    """Whether an address is of the actions of organisations."""
    return "<cop:slug>/actions" in route


def only_shown(route: str) -> bool:
    """Whether nothing is sent to an address of theirs."""
    return route.endswith(READ)


class ActionsWorld:
    """An action of each organisation of those who write in the COP where rights are tried."""

    def __init__(self, members: Mapping[str, Membership]) -> None:
        self.cop = members["animator"].cop
        mine = members["speaker"].organisation
        assert mine is not None
        self.mine = mine
        self.own = {str(each.user_id): each.organisation for each in members.values() if each.cop_id == self.cop.pk}
        self.numbers: dict[int, int] = {}
        self.pairs: dict[int, tuple[int, int]] = {}
        self.decisions: dict[int, int] = {}
        self.sent: dict[str, SentList] = {}
        self.noted: dict[int, int] = {}
        writes = [each for each in members.values() if each.cop_id == self.cop.pk and each.role in WRITES]
        self.writing = {str(each.user_id): each for each in writes if each.user.is_active}

    def prepare(self, route: str) -> None:
        """What an address needs to be there before it is asked."""
        standing = Standing.KNOWN if route.endswith("/dire") else Standing.DRAFT
        standing = Standing.VALIDATED if route.endswith(("actions/<row:number>", "<row:document>")) else standing
        content = Content(title="Haies", status="decided", levers=(Share(CARS),), measured=CARS, quantity=1.0)
        organisations = {each.pk: each for each in (self.mine, *self.own.values()) if each}
        made = create_all(
            self.cop,
            [New(each, content, standing, Origin.FILE, number) for number in "21" for each in organisations.values()],
            Author("essai"),
            "essai",
        )
        self.numbers = {row.organisation_id: row.pk for row in made}
        self.noted = {}
        if route.endswith("/realise/retirer"):
            lines = [Achievement(action=row, on="2024-12-31", quantity=1, signed="essai") for row in made]
            self.noted = {line.action_id: line.pk for line in Achievement.objects.bulk_create(lines)}
        if "/documents/" in route:
            lead = next(each for each in self.writing.values() if each.role == "animateur")
            self.noted = {row.pk: join(lead, row, "plan.pdf", PDF).pk for row in made}
        self.pairs = {row.organisation_id: (row.pk, self.numbers[row.organisation_id]) for row in reversed(made)}
        self.decisions = {}
        if route.endswith("/revenir"):
            for own, (first, second) in self.pairs.items():
                row = DuplicateDecision(first_id=first, second_id=second, verdict=Verdict.SAME)
                self.decisions[own] = record_for(row, self.cop, "essai").pk
        self.sent = {}
        if route.endswith(("/envoyer", "/publier")):
            lead = next(each for each in self.writing.values() if each.role == "animateur")
            for each in organisations.values():
                save(lead, each, [Typed("augm_voitelec", "done", "3")], proposes=False)
        if "/liste/" in route:
            self.sent = {name: self._send(member, route) for name, member in self.writing.items()}

    def _send(self, member: Membership, route: str) -> SentList:
        """A file that a member sent, loaded where it is to be undone."""
        sent = send(
            member,
            ListKind.ACTIONS,
            ("plan.csv", FILE.replace("vélo", f"vélo {member.pk}")),
            member.organisation or self.mine,
        )
        if route.endswith("/annuler"):
            load(member, sent, lambda: plan(member, sent), plan(member, sent).seal, write)
        return sent

    def ask(self, browser: Client, method: str, route: str, address: str) -> Any:
        """Ask of an address what would write there, were it allowed, on the action of who asks."""
        own: Organisation = self.own.get(browser.session.get("_auth_user_id", "")) or self.mine
        fields: dict[str, Any] = {"geste": "confirmer", "vu": "1"} if "/dire" in route else TYPED | {"vu": "1"}
        number = self.numbers[own.pk]
        if "/liste" in route:
            fields = {"texte": FILE, "organisation": str(own.pk)}
            if self.sent:
                who = browser.session.get("_auth_user_id", "")
                sent = self.sent.get(who) or next(iter(self.sent.values()))
                number, member = sent.pk, self.writing.get(who) or next(iter(self.writing.values()))
                undoing = route.endswith("/annuler")
                if route.endswith("/colonnes"):
                    fields = {"c0": "title", "c1": "status"}
                    return self._sent(browser, method, address.replace(NUMBER, str(number)), fields)
                fields = {"liste": str(number), "vu": "" if undoing else plan(member, sent).seal}
        if route.endswith(("/precision", "/repondre", "/regler")):
            row = Remark(cop=self.cop, author_role="essai", action_id=number, kind=RemarkKind.REQUEST, reason="?")
            if not route.endswith("/precision"):
                row.save()
            fields = {"texte": "Combien ?", "demande": str(row.pk)}
        if "/doublons/" in route:
            paire = "-".join(map(str, (*self.pairs[own.pk], 0)))
            fields = {"paire": paire, "decision": str(self.decisions.get(own.pk, "same"))}
        if route.endswith("<row:document>"):
            address = address.removesuffix(NUMBER) + str(self.noted[number])
        address = address.replace(NUMBER, str(number))
        if "/documents" in route:
            fields = {"document": str(self.noted.get(number, 0))}
            if not self.noted:
                fields = {"document": SimpleUploadedFile("plan.pdf", PDF)}
        if "/realise" in route:
            fields = {"jour": "2025-12-31", "quantite": "1", "ligne": str(self.noted.get(number, 0))}
        if "/tableau" in route:
            fields = {"vu": "{}", "augm_voitelec:done": "3"}
        if route.endswith("/publier"):
            fields = {"vu": publishing.plan(own).seal, "visible": "cop"}
        if route.endswith(("/ajouter", *TABLE)):
            address = f"{address}?organisation={own.pk}"
        return self._sent(browser, method, address, fields)

    def _sent(self, browser: Client, method: str, address: str, fields: dict[str, Any]) -> Any:
        return browser.post(address, fields) if method == "POST" else browser.generic(method, address)

    def written(self) -> list[object]:
        """What is recorded of actions."""
        return [
            list(Action.objects.order_by("pk").values_list("pk", "version", "standing")),
            list(Achievement.objects.order_by("pk").values_list("pk", "withdrawn_by")),
            list(ActionDocument.objects.order_by("pk").values_list("in_force")),
            list(Cell.objects.order_by("pk").values_list("pk", "version")),
            list(WorkbenchStep.objects.order_by("pk").values_list("pk")),
            list(ColumnMatch.objects.order_by("pk").values_list("pk")),
            list(DuplicateDecision.objects.order_by("pk").values_list("pk", "in_force")),
            list(Remark.objects.exclude(author_role="essai").values_list("pk", flat=True)),
            list(Remark.objects.filter(author_role="essai", in_force=False).values_list("pk", flat=True)),
        ]
