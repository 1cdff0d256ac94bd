"""The client of the shared API of collectivities, against a server on this machine that speaks its contract."""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from copilote.exchange.known import Decision, KnownAction, Service, ServiceError
from copilote.exchange.known import service as client
from copilote.exchange.known.phases import status_of
from copilote.exchange.known.traces import actions_of
from copilote.planning.actions import Status
from copilote.reference.errors import InputError

KEY = "cle-secrete"
BLOIS = "200030385"
GROUPS: list[dict[str, Any]] = [
    {
        "confiance": "CERTAIN",
        "traces": [
            {"role": "financement", "source": "DGCL DSIL", "id": "dgcl-1", "montantAttribue": 150_000},
            {"role": "projet", "source": "Vivier COP", "id": "cop_2", "nom": "Crèche", "statut": "En instruction",
             "copMillesime": "2024", "copStatutVivier": "a_remonter"},
            {"role": "projet", "source": "MEC", "id": "019d-1", "externalId": "48", "nom": "Rénover la  crèche",
             "statut": "En cours", "phase": "Opération", "budgetPrevisionnel": 232605},
            {"role": "financement", "source": "Fonds Vert", "id": "12603143", "statut": "Accepté",
             "phase": "Réalisation", "budgetPrevisionnel": 232604.72, "montantAttribue": None},
        ],
        "decisions": [],
    },
    {
        "confiance": "PROBABLE",
        "traces": [
            {"role": "projet", "source": "MEC", "id": "019d-2", "nom": "Voie verte", "phase": "Étude",
             "statut": "Terminé"},
            {"role": "projet", "source": "Vivier COP", "id": "cop_3", "nom": "Voie verte du Cher"},
            {"role": "financement", "source": "DGCL DETR", "id": "dgcl-2", "montantAttribue": 10},
        ],
    },
    {
        "confiance": None,
        "traces": [{"role": "projet", "source": "MEC", "id": "019d-4", "nom": "Haies", "phase": "Idée"}],
        "decisions": [
            {"type": "projet_statut", "verdict": "valide", "createdAt": "2026-01-01T00:00:00Z", "objetAId": "019d-4"},
            {"type": "projet_statut", "verdict": "termine", "createdAt": "2026-03-01T00:00:00Z", "objetAId": "019d-4"},
        ],
    },
]  # fmt: skip


class Collectivites(ThreadingHTTPServer):
    """A server of the contract. failures : codes that it answers first; asked : paths, bodies, in their order."""

    groups: list[dict[str, Any]]
    failures: list[int]
    asked: list[tuple[str, Any]]
    raw: bytes | None
    slow_s: float
    most: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Collectivites

    def log_message(self, *_args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append((self.path, None))
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        if self._refused():
            return
        code = parts.path.removeprefix("/territoires/").removesuffix("/projets")
        if code != BLOIS:
            return self._send(404, b"{}")
        if self.server.raw is not None:
            return self._send(200, self.server.raw)
        offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", 50)), self.server.most)
        page = self.server.groups[offset : offset + limit]
        answer = {"total": len(self.server.groups), "limit": limit, "offset": offset, "groupes": page}
        self._send(200, json.dumps(answer).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        if not self._refused():
            self._send(201, json.dumps({"id": "77b096d7", "createdAt": "2026-07-07T00:00:00Z"}).encode())

    def _refused(self) -> bool:
        time.sleep(self.server.slow_s)
        if self.headers["Authorization"] != f"Bearer {KEY}":
            self._send(401, b"{}")
            return True
        if self.server.failures:
            self._send(self.server.failures.pop(0), b"{}")
            return True
        return False

    def _send(self, code: int, body: bytes) -> None:
        self.send_response(code)
        if code in (301, 302):
            self.send_header("Location", "http://127.0.0.1:9/ailleurs")
        self.send_header("Content-Length", str(len(body)))
        with suppress(ConnectionError):  # who asked did not wait
            self.end_headers()
            self.wfile.write(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collectivites]:
    monkeypatch.setattr(client, "WAIT_S", 0.0)
    running = Collectivites(("127.0.0.1", 0), Answering)
    running.groups, running.failures, running.asked = GROUPS, [], []
    running.raw, running.slow_s, running.most = None, 0.0, 200
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def known(server: Collectivites) -> dict[str, KnownAction]:
    return {action.origin_id: action for action in Service(server.address, KEY).known("epci", BLOIS).actions}


def test_a_sure_group_is_one_action_by_the_stable_id_of_its_trace(server: Collectivites) -> None:
    creche = known(server)["019d-1"]
    assert creche.title == "Rénover la crèche"
    assert (creche.status, creche.phase, creche.stated) == (Status.UNDER_WAY, "Opération", "En cours")
    assert creche.amount_eur == 232_605.0
    assert [(each.name, each.amount_eur) for each in creche.funders] == [("DGCL DSIL", 150_000.0), ("Fonds Vert", None)]
    assert set(creche.also) == {"cop_2", "12603143"}
    assert creche.pool == "a_remonter"
    assert (creche.level, creche.code, creche.dated) == ("epci", BLOIS, date.today())


def test_a_likely_group_is_left_for_a_person_to_decide(server: Collectivites) -> None:
    actions = known(server)
    assert actions["019d-2"].also == ("cop_3",)
    assert actions["cop_3"].also == ("019d-2",)
    assert actions["019d-2"].funders == actions["cop_3"].funders == ()
    assert actions["019d-2"].status is Status.IDEA
    assert actions["cop_3"].status is None


def test_the_newest_active_decision_tells_the_status(server: Collectivites) -> None:
    assert known(server)["019d-4"].status is Status.DONE


def test_the_ids_that_change_are_never_kept(server: Collectivites) -> None:
    server.groups = [{"confiance": None, "traces": [{"role": "financement", "source": "DGCL DETR", "id": "dgcl-9"}]}]
    assert known(server) == {}
    assert "dgcl" not in repr(actions_of(GROUPS, "epci", BLOIS)).replace("DGCL", "")


def test_pages_are_asked_for_until_the_total(server: Collectivites) -> None:
    server.groups = [
        {"confiance": None, "traces": [{"role": "projet", "source": "MEC", "id": f"p{rank}", "nom": f"Projet {rank}"}]}
        for rank in range(7)
    ]
    server.most = 3
    assert len(known(server)) == 7
    assert [dict(urllib.parse.parse_qsl(path.split("?")[1]))["offset"] for path, _ in server.asked] == ["0", "3", "6"]


def test_a_question_is_asked_once_more_and_no_more(server: Collectivites) -> None:
    server.failures = [503]
    assert len(known(server)) == 4
    server.failures = [503, 503]
    with pytest.raises(ServiceError, match="répond 503 : réessayez"):
        known(server)
    server.failures, server.asked = [401], []
    with pytest.raises(ServiceError, match="clé refusée"):
        known(server)
    assert len(server.asked) == 1


def test_the_pool_is_asked_for_by_its_name(server: Collectivites) -> None:
    Service(server.address, KEY).known("epci", BLOIS, pool="a_remonter")
    assert "copStatutVivier=a_remonter" in server.asked[0][0]
    with pytest.raises(InputError, match="a_travailler"):
        Service(server.address, KEY).known("epci", BLOIS, pool="autre")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"<html>", "JSON"),
        (b"[]", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"{}", "groupes"),
        (b'{"groupes": 3, "total": 1}', "groupes"),
        (b'{"groupes": [], "total": 1' + b" " * 3000 + b"}", "trop grande"),
    ],
)
def test_an_answer_of_another_kind_is_refused(server: Collectivites, raw: bytes, sentence: str) -> None:
    server.raw = raw
    with pytest.raises(ServiceError, match=sentence):
        Service(server.address, KEY, largest=2000 if "trop" in sentence else client.LARGEST).known("epci", BLOIS)


def test_traces_of_any_shape_break_nothing(server: Collectivites) -> None:
    odd = [7, None, {}, {"traces": 3}, {"traces": [4, {"id": 5}, {"id": ""}, {"id": "a", "nom": None, "phase": 3}]}]
    server.raw = json.dumps({"groupes": odd, "total": len(odd)}).encode()
    reading = Service(server.address, KEY).known("epci", BLOIS)
    assert reading.actions == ()
    assert reading.remarks == ("Projets sans nom, laissés de côté : 1.",)


def test_a_service_that_is_slow_or_gone_is_told_in_a_sentence(server: Collectivites) -> None:
    server.slow_s = 1.0
    with pytest.raises(ServiceError, match="ne répond pas"):
        Service(server.address, KEY, timeout_s=0.1).known("epci", BLOIS)
    with pytest.raises(ServiceError, match="ne répond pas"):
        Service("http://127.0.0.1:9", KEY).known("epci", BLOIS)


def test_the_key_stays_here(server: Collectivites) -> None:
    server.failures = [302]
    with pytest.raises(ServiceError, match="302"):
        known(server)
    with pytest.raises(ServiceError, match="https"):
        Service("http://exemple.fr", KEY)
    with pytest.raises(ServiceError, match="API_COLLECTIVITES_KEY"):
        Service(server.address, " ")
    with pytest.raises(ServiceError, match="clé refusée") as refused:
        Service(server.address, "une-autre-cle").known("epci", BLOIS)
    assert "une-autre-cle" not in str(refused.value)


def test_a_territory_that_the_service_does_not_know_is_told(server: Collectivites) -> None:
    with pytest.raises(ServiceError, match="territoire inconnu"):
        Service(server.address, KEY).known("commune", "41018")
    for level, code in (("departement", "45"), ("epci", "../../x"), ("commune", "2C001")):
        with pytest.raises(InputError, match="communes"):
            Service(server.address, KEY).known(level, code)


def test_a_decision_is_written_once_and_revoked_by_another(server: Collectivites) -> None:
    service = Service(server.address, KEY)
    done = Decision("projet_statut", "019d-1", verdict="termine", comment="Livré")
    assert service.decide(done) == "77b096d7"
    service.revoke("77b096d7", done)
    assert [body for _path, body in server.asked] == [
        {"typeDecision": "projet_statut", "objetAType": "projet", "objetAId": "019d-1", "verdict": "termine",
         "commentaire": "Livré"},
        {"typeDecision": "projet_statut", "objetAType": "projet", "objetAId": "019d-1", "verdict": "annule",
         "commentaire": "Livré", "supersedes": "77b096d7"},
    ]  # fmt: skip
    server.failures, server.asked = [503], []
    with pytest.raises(ServiceError):
        service.decide(done)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "decision",
    [
        Decision("projet_efface", "019d-1"),
        Decision("projet_statut", "019d-1"),
        Decision("projet_statut", "019d-1", verdict="annule"),
        Decision("doublon_confirme", "019d-1", other="cop_2", other_kind="projet", verdict="confirme"),
        Decision("doublon_signale", ""),
        Decision("doublon_signale", "019d-1", object_kind="groupe"),
    ],
)
def test_a_decision_that_the_contract_refuses_is_not_sent(server: Collectivites, decision: Decision) -> None:
    with pytest.raises(InputError):
        Service(server.address, KEY).decide(decision)
    assert server.asked == []


@pytest.mark.parametrize(
    ("phase", "stated", "status"),
    [
        ("Idée", None, Status.IDEA),
        ("Étude", "Terminé", Status.IDEA),
        ("Opération", "En retard", Status.UNDER_WAY),
        ("Opération", "Terminé", Status.DONE),
        ("Opération", "Abandonné", Status.STOPPED),
        ("Idée", "En pause", Status.STOPPED),
        (None, "Bloqué", Status.STOPPED),
        (None, "En cours", None),
        (None, "Terminé", None),
        ("Opération", "autre chose", None),
        ("Réalisation", "Accepté", Status.DECIDED),
        (None, None, None),
    ],
)
def test_phases_and_statuses_are_ours_where_that_is_sure(
    phase: str | None, stated: str | None, status: Status | None
) -> None:
    assert status_of(phase, stated) is status
