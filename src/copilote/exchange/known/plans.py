"""Plans of Territoires en Transitions → actions that are known: its export, its import template, its list with levers.

The template comes in variants ("Titre de la fiche action" or "Titre de l’action", HT or TTC, with or without a row of
groups above the headers or a title above that, guidance and an example beneath): headings are looked for by what they
say, and what is not one is left aside and told. An action whose cell is wrong is kept without what the cell says. Names
of persons ("Personne pilote", "Élu·e référent·e") are never read.

The list with levers is that of the shared API's importer (`tet_id`, `nom`, `phase`, `phasestatut`, `leviers`…).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from copilote.exchange.actions.cells import STATUSES, amounts, day, lever_names
from copilote.exchange.actions.reading import GUIDANCE
from copilote.exchange.actions.titles import DESCRIPTION, LIMITS, LONGEST, TITLE
from copilote.exchange.intake import FileColumn, FileLayout, FileRow, choice, text
from copilote.exchange.intake.reading import Source, read_in_part
from copilote.exchange.known.model import Funder, KnownAction, KnownReading, Names, Origin
from copilote.exchange.known.phases import status_of
from copilote.planning.actions import Status
from copilote.reference.errors import fold
from copilote.words import _

SOURCE = "plans-tet"
LISTED = "tet id"
"""The folded title that only the list with levers has."""
EXAMPLE = "la collectivite exemple"
"""How the description of the template's own example begins."""
_MONEY = re.compile(r"montant(?: en)?(?: euros?)?(?: ht| ttc)?(?: \d)?")
_BUDGET = re.compile(r"budget(?: previsionnel)?(?: total)?(?: en)?(?: euros?)?(?: ht| ttc)?")


def plan_layout() -> FileLayout:
    """The export and the template, in their variants."""
    words, status = text(LONGEST), choice(STATUSES)
    return FileLayout(
        _("Plan d’actions de Territoires en Transitions"),
        (
            FileColumn("title", TITLE, words),
            FileColumn("sub", ("Titre de la sous-action", "Sous-action"), words, needed=False),
            FileColumn("axis", (re.compile(r"axe(?: x)?|sous axe(?: x x)?|sous sous axe(?: x x x)?"),), words,
                       needed=False, several=True),
            FileColumn("description", DESCRIPTION, words, needed=False),
            FileColumn("holder", ("Structure pilote", "Porteur", "Maître d’ouvrage"), words, needed=False),
            FileColumn("funder", (re.compile(r"financeurs?(?: \d)?"),), words, needed=False, several=True),
            FileColumn("given", (_MONEY,), amounts, needed=False, several=True),
            FileColumn("budget", (_BUDGET,), amounts, needed=False),
            FileColumn("status", ("Statut", "État d’avancement", "Avancement"), status, needed=False),
            FileColumn("start", ("Date de début", "Début"), day, needed=False),
            FileColumn("end", ("Date de fin", "Fin"), day, needed=False),
        ),
    )  # fmt: skip


def list_layout() -> FileLayout:
    """The list with levers."""
    words = text(LONGEST)
    return FileLayout(
        _("Actions de Territoires en Transitions, avec leurs leviers"),
        (
            FileColumn("id", ("tet_id",), words, filled=True),
            FileColumn("title", ("nom",), words, filled=True),
            FileColumn("description", ("description",), words, needed=False),
            FileColumn("budget", ("budget",), amounts, needed=False),
            FileColumn("start", ("forecasted_start_date",), day, needed=False),
            FileColumn("phase", ("phase",), words, needed=False),
            FileColumn("status", ("phasestatut",), words, needed=False),
            FileColumn("commune", ("insee_code",), words, needed=False),
            FileColumn("holder", ("epci",), words, needed=False),
            FileColumn("siren", ("siren_epci",), words, needed=False),
            FileColumn("levers", ("leviers",), words, needed=False),
        ),
    )


def read_plan(source: Source, level: str, code: str, *, dated: date | None = None) -> KnownReading:
    """The actions of the plan of a territory (level and code). dated : the day of the export, where it is known.

    Raises FileError when nothing can be read of it.
    """
    reader = _Plan(level, code, dated)
    found = read_in_part(source, plan_layout(), reader.action, limits=LIMITS)
    remarks = found.remarks
    if reader.left:
        remarks = (
            *remarks,
            _("Lignes du modèle laissées de côté (consignes, exemple) : %(count)s.", count=reader.left),
        )
    return KnownReading(found.rows, found.problems, found.count, remarks)


class _Plan:
    """Reads the rows of a plan one after the other: a sub-action follows its action, or names it."""

    def __init__(self, level: str, code: str, dated: date | None) -> None:
        self.level, self.code, self.dated = level, code, dated
        self.names, self.title, self.left = Names(), "", 0

    def action(self, row: FileRow) -> KnownAction | None:
        title, sub = row.text("title"), row.text("sub")
        guidance = (row.folded("title"), row.folded("sub"))
        if guidance[0].startswith(GUIDANCE) or row.folded("description").startswith(EXAMPLE):
            self.left += 1
            return None
        if guidance[1].startswith(GUIDANCE):
            sub = ""
        values = row.values()
        if title:
            self.title = " ".join((values["title"] or "").split())
        if not title and not sub:
            axes = set(row.sheet.places["axis"])
            if any(cell.strip() for rank, cell in enumerate(row.cells) if rank not in axes):
                row.problem("title", _("titre manquant (une cellule fusionnée n’en donne qu’à sa première ligne)"))
            return None
        own = " ".join((values["sub"] or "").split()) if sub else ""
        if not (own or (title and self.title)):
            return None  # too long, which is noted
        return self._made(values, own)

    def _made(self, values: Mapping[str, Any], sub: str) -> KnownAction:
        named = (self.code, self.title, sub) if sub else (self.code, self.title)
        status: Status | None = values["status"]
        return KnownAction(
            Origin.PLAN,
            self.names.id(*named),
            sub or self.title,
            SOURCE,
            description=values["description"] or "",
            holder=values["holder"] or "",
            level=self.level,
            code=self.code,
            status=status,
            start=values["start"],
            end=values["end"],
            amount_eur=values["budget"],
            funders=_funders(values["funder"], values["given"]),
            part_of=self.names.plain(self.code, self.title) if sub and self.title else "",
            dated=self.dated,
        )


def _funders(names: list[str | None], given: list[float | None]) -> tuple[Funder, ...]:
    """Who gives, and how much: an amount is that of the funder before it."""
    beside = [*given, *[None] * len(names)]
    return tuple(Funder(name, beside[rank]) for rank, name in enumerate(names) if name)


def read_list(source: Source, region: str, only: tuple[str, str] | None = None) -> KnownReading:
    """The actions of a list with levers. region : code, whose levers are meant; only : level and code of the EPCI or
    commune whose actions are kept."""
    names = lever_names(region)

    def made(row: FileRow) -> KnownAction | None:
        values = row.values()
        own = (values["siren"] or "").removesuffix(".0")
        commune = (values["commune"] or "").removesuffix(".0")
        if not values["id"] or not values["title"] or only not in (None, ("epci", own), ("commune", commune)):
            return None
        named = _array(values["levers"] or "")
        ids = [names[fold(name)][0] for name in named if len(names.get(fold(name), ())) == 1]
        return KnownAction(
            Origin.PLAN,
            f"tet-{values['id'].removesuffix('.0')}",
            values["title"],
            SOURCE,
            description=values["description"] or "",
            holder=values["holder"] or "",
            siren=own or None,
            level="epci" if own else "commune" if commune else "",
            code=own or commune,
            communes=(commune,) if commune else (),
            status=status_of(values["phase"], values["status"]),
            phase=values["phase"] or "",
            stated=values["status"] or "",
            start=values["start"],
            amount_eur=values["budget"],
            levers=tuple(dict.fromkeys(ids)),
            named_levers=named,
        )

    found = read_in_part(source, list_layout(), made, limits=LIMITS)
    return KnownReading(found.rows, found.problems, found.count, found.remarks)


def _array(cell: str) -> tuple[str, ...]:
    """The names of a PostgreSQL array: {"Vélo","Haies",NULL}."""
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"|([^,{}"]+)', cell.strip())
    names = (quoted.replace('\\"', '"') or bare for quoted, bare in parts)
    return tuple(name.strip() for name in names if name.strip() and name.strip() != "NULL")
