"""Groups of traces of the shared API of collectivities → actions that are known.

A group is a real project, and its traces what several sources say of it. Groups are made anew at each run of the
service, and have no id of their own; `traces[].id` is stable, and is what an action here is known by. Where the link is
sure ("CERTAIN") a group is one action, under its first project; where it is a guess ("PROBABLE") each project is an
action, and names the others (`also`) for a person to decide. A trace of financing is a funder of the group's project,
never an action; the ids of those of the DGCL change, and are not kept at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from copilote.exchange.known.model import Funder, KnownAction, Origin
from copilote.exchange.known.phases import status_of
from copilote.planning.actions import Status

SOURCE = "api-collectivites"
FIRST = ("MEC", "Vivier COP")
"""The sources whose trace a project is known by, the best first."""
UNSTABLE = "DGCL"
DECIDED: Mapping[str, Status] = {"termine": Status.DONE, "obsolete": Status.STOPPED}
"""What people decided of a project ("projet_statut"); "valide" says that it is real, not how far it is."""

Json = Mapping[str, Any]


def actions_of(groups: Iterable[Json], level: str, code: str, asked: date | None = None) -> tuple[KnownAction, ...]:
    """The actions of the groups of a territory (level and code), each id once. asked : the day of the answer."""
    known: dict[str, KnownAction] = {}
    for group in groups:
        traces = [trace for trace in _listed(group, "traces") if isinstance(trace.get("id"), str) and trace["id"]]
        projects = sorted((trace for trace in traces if trace.get("role") != "financement"), key=_rank)
        sure = group.get("confiance") == "CERTAIN"
        kept = projects[:1] if sure else projects
        funders = tuple(_funder(trace) for trace in traces if trace.get("role") == "financement")
        for trace in kept:
            same = (each for each in projects if each is trace or sure)
            status = _decided(_listed(group, "decisions"), [each["id"] for each in same])
            also = tuple(each["id"] for each in traces if each is not trace and not _unstable(each))
            action = KnownAction(
                Origin.SERVICE,
                trace["id"],
                _words(trace, "nom") or next((_words(each, "nom") for each in projects if _words(each, "nom")), ""),
                SOURCE,
                level=level,
                code=code,
                status=status or status_of(_words(trace, "phase"), _words(trace, "statut")),
                phase=_words(trace, "phase"),
                stated=_words(trace, "statut"),
                amount_eur=_number(trace, "budgetPrevisionnel"),
                funders=funders if sure or len(projects) == 1 else (),
                also=also,
                pool=next((_words(each, "copStatutVivier") for each in (trace, *(projects if sure else ()))
                           if _words(each, "copStatutVivier")), ""),
                dated=asked,
            )  # fmt: skip
            known.setdefault(action.origin_id, action)
    return tuple(known.values())


def _rank(trace: Json) -> tuple[int, str]:
    source = str(trace.get("source") or "")
    return (FIRST.index(source) if source in FIRST else len(FIRST)), str(trace["id"])


def _unstable(trace: Json) -> bool:
    return str(trace.get("source") or "").startswith(UNSTABLE)


def _decided(decisions: Sequence[Json], ids: Sequence[str]) -> Status | None:
    """What the newest of the active decisions on a project says of its status; None where none says it."""
    own = [each for each in decisions if each.get("type") == "projet_statut" and each.get("objetAId") in ids]
    newest = max(own, key=lambda each: str(each.get("createdAt") or ""), default=None)
    return DECIDED.get(str(newest.get("verdict"))) if newest is not None else None


def _funder(trace: Json) -> Funder:
    """Who finances. What was asked for ("budgetPrevisionnel") is no grant: only "montantAttribue" is."""
    return Funder(str(trace.get("source") or ""), _number(trace, "montantAttribue"))


def _listed(holder: Json, key: str) -> list[Json]:
    values = holder.get(key)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _words(trace: Json, key: str) -> str:
    value = trace.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(trace: Json, key: str) -> float | None:
    value = trace.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None
