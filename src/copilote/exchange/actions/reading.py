"""A table of actions → the actions that can be counted, and what is wrong in the others, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from copilote.exchange.actions.columns import BLOCKING, heading, layout_of
from copilote.exchange.actions.matched import Match, collection_layout, matched_layout
from copilote.exchange.actions.places import Places
from copilote.exchange.actions.titles import LIMITS, matcher
from copilote.exchange.intake import FileColumn, FileProblem, FileRow, Limits, Source, Understood, read_in_part
from copilote.exchange.intake.rows import Progress
from copilote.exchange.shares import default_rule, shared
from copilote.planning.actions import Action, Share, Status, carbon_factor, declared_kt, unit_factor, units_of
from copilote.planning.plausible import doubts
from copilote.planning.quantities import scales_of
from copilote.planning.spread import stock_limit_kt
from copilote.reference.errors import fold
from copilote.reference.simulator import LeverFigures, load_levers
from copilote.words import _
from copilote.words.numbers import format_percent, format_six

T = TypeVar("T")
GUIDANCE = ("champ texte", "texte court de 300", "ces informations devront", "ce champ ne sera pas")
"""What begins the rows of a template that say how to fill it."""
WHOLE = 0.02
"""How far from 1 the parts of an action may add up to: three thirds are typed 33 %."""
SAME = 0.05
"""How far apart kt and quantity of one action may say the same."""


@dataclass(frozen=True)
class Reading:
    """What a file of actions gave. actions : those that can be counted, and those that lack a lever or a status;
    problems : what is wrong or doubtful, in the order of the file; count : of them, the first being told; remarks.
    """

    actions: tuple[Action, ...]
    problems: tuple[FileProblem, ...]
    count: int
    remarks: tuple[str, ...]
    blocks: Mapping[str, str]


def read_actions(
    source: Source, region: str, *, columns: Mapping[str, str] | None = None, on_progress: Progress | None = None
) -> Reading:
    """The actions of a file, for a region (code).

    columns : which headings of the file are which ("titre": "Intitulé de l’opération"), where they are not known ones.
    Raises FileError when nothing can be read of it.
    """
    reader = _Reader(region)
    found = read_in_part(source, layout_of(region, columns), reader.action, limits=LIMITS, on_progress=on_progress)
    problems = sorted(
        found.problems, key=lambda problem: (problem.sheet != found.problems[0].sheet, problem.sheet, problem.line)
    )
    return Reading(found.rows, tuple(problems), found.count, found.remarks, reader.places.blocks)


def read_rows(
    source: Source,
    region: str,
    made: Callable[[FileRow, Action, Places], T],
    *,
    also: Iterable[FileColumn] = (),
    matches: Iterable[Match] = (),
    limits: Limits = LIMITS,
    on_progress: Progress | None = None,
) -> Understood[T]:
    """What `made` makes of each row whose action can be kept, with what is wrong or doubtful in the others.

    also : columns besides those of actions, that `made` reads; matches : tables whose columns a person led to ours,
    tried first. Raises FileError when nothing can be read of the file, UnknownTableError where it lacks columns.
    """
    reader = _Reader(region)
    also = tuple(also)
    before = [*(matched_layout(region, match, also) for match in matches), collection_layout(region, also)]

    def each(row: FileRow) -> T | None:
        action = reader.action(row)
        return None if action is None else made(row, action, reader.places)

    layout = layout_of(region, also=also)
    return read_in_part(source, layout, each, before=before, limits=limits, on_progress=on_progress)


@dataclass
class _Reader:
    """Reads rows one after the other."""

    region: str
    title: str = ""

    def __post_init__(self) -> None:
        self.levers = {lever.id: lever for lever in load_levers(self.region)}
        self.places = Places(self.region)
        self._weights: dict[frozenset[str], dict[str, tuple[float | None, float, float | None]]] = {}

    def action(self, row: FileRow) -> Action | None:
        """The action of a row; None for one that gives none, or that cannot be counted."""
        if row.folded("title").startswith(GUIDANCE):
            return None
        values = row.values()
        title = self._title(row, values)
        if title is None:
            return None
        wrong = any(cell.strip() and value is None for name in BLOCKING for cell, value in _cells(row, values, name))
        if wrong:
            return None
        levers = self._levers(row, values, title)
        if levers is None:
            return None
        area = self._area(row)
        made = Action(
            row=row.line,
            sheet=row.sheet.name,
            title=title,
            description=values["description"] or "",
            holder=values["holder"] or "",
            area=area,
            levers=levers,
            status=self._status(row, values),
            start=values["start"],
            end=values["end"],
            amount_eur=values["amount"],
            key=values["key"] or "",
            part_of=values["part_of"] or (self.title if values["sub"] else ""),
        )
        counted = self._counted(row, values, made)
        if counted is not None:
            self._doubt(row, counted)
        return counted

    def _title(self, row: FileRow, values: dict[str, Any]) -> str | None:
        """The title of a row's action, a sub-action's where it is one; None where there is none."""
        title, sub = values["title"], values["sub"]
        if title:
            self.title = title
        if sub and not fold(sub).startswith(GUIDANCE):
            return str(sub)
        if title:
            return str(title)
        axes = set(row.sheet.places["axis"])
        if any(cell.strip() for rank, cell in enumerate(row.cells) if rank not in axes):
            what = _("titre manquant (une cellule fusionnée n’en donne qu’à sa première ligne)")
            _missing(row, "title", what, doubt=False)
        return None

    def _levers(self, row: FileRow, values: dict[str, Any], title: str) -> tuple[Share, ...] | None:
        """The levers of an action and their parts; None when the parts are wrong."""
        named: list[tuple[str, float | None]] = []
        parts = [value for _cell, value in _cells(row, values, "parts")]
        cells = [value for _cell, value in _cells(row, values, "levers")]
        for rank, levers in enumerate(cells):
            own = parts[rank] if rank < len(parts) else None
            beside = own if own is not None and len(own) == len(levers or ()) else [None] * len(levers or ())
            named += [(lever, part or said) for (lever, said), part in zip(levers or (), beside, strict=True)]
        if not named:
            proposed = matcher(self.region).suggest(title, values["description"] or "")
            words = ", ".join(self.levers[each.lever].label for each in proposed)
            what = _("levier manquant, l’action n’est comptée dans aucun")
            _missing(
                row,
                "levers",
                _("%(what)s ; les mots évoquent : %(levers)s", what=what, levers=words) if words else what,
            )
            return ()
        if len({lever for lever, _part in named}) < len(named):
            row.problem(_first(row, "levers"), _("le même levier est donné deux fois"))
            return None
        said = [part for _lever, part in named if part is not None]
        if not said and (len(named) == 1 or (values["kt"] is None and values["quantity"] is None)):
            return tuple(Share(lever, 1 / len(named)) for lever, _part in named)  # of nothing, where there are several
        if len(said) < len(named):
            what = _(
                "%(count)s leviers : donnez la part de chacun, en pour cent, pour qu’elles fassent cent",
                count=len(named),
            )
            row.problem(_first(row, "parts" if said and row.sheet.has("parts") else "levers"), what)
            return None
        total = sum(said)
        if abs(total - 1) > WHOLE:
            whole = {"total": format_percent(total), "whole": format_percent(1.0)}
            what = _("les parts s’ajoutent à %(total)s, et non à %(whole)s", **whole)
            row.problem(_first(row, "parts" if row.sheet.has("parts") else "levers"), what)
            return None
        return tuple(Share(lever, part / total) for lever, part in named if part is not None)

    def _status(self, row: FileRow, values: dict[str, Any]) -> Status | None:
        status: Status | None = values["status"] or None
        if status is None and row.text("phase"):
            status = {"idee": Status.IDEA, "etude": Status.IDEA, "operation": Status.UNDER_WAY}.get(row.folded("phase"))
        if status is None:
            _missing(
                row,
                "status",
                _("statut manquant, l’action n’est pas comptée (idée, décidée, en cours, faite, arrêtée)"),
            )
        return status

    def _area(self, row: FileRow) -> frozenset[str]:
        """The communes of a row: of the first of its columns that says something known."""
        texts = [row.cells[rank].strip() for rank in row.sheet.places["place"] if row.cells[rank].strip()]
        for text in texts:
            if area := self.places.area(text):
                return area
        if not texts:
            return frozenset()
        near = ", ".join(self.places.near(texts[0]))
        unknown = _("territoire « %(name)s » inconnu dans la région", name=texts[0][:60])
        row.problem(
            _first(row, "place"),
            _("%(what)s, vouliez-vous dire : %(names)s ?", what=unknown, names=near) if near else unknown,
            doubt=True,
        )
        return frozenset({fold(texts[0])})

    def _counted(self, row: FileRow, values: dict[str, Any], action: Action) -> Action | None:
        """The action with its kt, where something says them; None when what says them is wrong."""
        kt: float | None = values["kt"]
        if values["quantity"] is None:
            return replace(action, kt=kt)
        amount, written = values["quantity"]
        unit = row.text("unit") or written
        if unit and (carbon := carbon_factor(unit)) is not None and not self._ambiguous(action, unit):
            return replace(action, kt=amount * carbon if kt is None else kt)
        levers = [self.levers[share.lever] for share in action.levers]
        if not levers:
            what = _("sans levier, une quantité ne dit rien de ce qui est évité : elle est laissée de côté")
            row.problem("quantity", what, doubt=True)
            return replace(action, kt=kt)
        translated = [lever for lever in levers if lever.translated]
        if not translated:
            if kt is not None:
                return replace(action, kt=kt)
            what = _("« %(lever)s » se compte en ktCO2e seulement", lever=levers[0].label)
            row.problem("quantity", _("%(what)s : donnez-les, avec la méthode", what=what))
            return None
        measured = next((lever for lever in translated if not unit or unit_factor(lever, unit) is not None), None)
        if measured is None:
            units = dict.fromkeys(scale.unit for lever in translated for scale in scales_of(lever))
            accepted = ", ".join([*units, "ktCO2e", "tCO2e"])
            what = _(
                "unité « %(unit)s » inconnue pour ce levier, attendu : %(units)s, ktCO2e ou tCO2e",
                unit=unit[:40],
                units=accepted,
            )
            row.problem("unit" if row.text("unit") else "quantity", what)
            return None
        ratio = measured.ratio or 0.0
        if amount < 0 < ratio:
            row.problem("quantity", _("quantité négative : ce que l’action ajoute d’ici 2030 est attendu"))
            return None
        own = abs(amount) / ((unit_factor(measured, unit) if unit else 1.0) or 1.0)
        weight = self._weight(measured, action.area)
        if weight is None:
            row.problem(
                "quantity",
                _("sans territoire connu, ce taux ne dit pas de ktCO2e : l’action n’en compte aucune"),
                doubt=True,
            )
            return replace(action, quantity=own, measured=measured.id, kt=kt)
        by_quantity = declared_kt(measured, own, weight)
        if kt is not None and abs(kt - by_quantity) > SAME * max(kt, by_quantity):
            both = {"kt": format_six(kt), "quantity": format_six(by_quantity)}
            row.problem(
                "kt",
                _("%(kt)s ktCO2e, mais la quantité en donne %(quantity)s : la quantité est comptée", **both),
                doubt=True,
            )
        return replace(action, quantity=own, measured=measured.id, kt=by_quantity)

    def _ambiguous(self, action: Action, unit: str) -> bool:
        """Whether a unit of carbon is also one of the levers' own: tonnes of fertiliser."""
        return any(fold(unit) in units_of(self.levers[share.lever]) for share in action.levers)

    def _weight(self, lever: LeverFigures, area: frozenset[str]) -> float | None:
        """What a territory weighs in what the lever's rate is divided by: 1 for what adds up, and where no territory is
        said; None where it is not known."""
        if not area or not self.places.real or not default_rule(lever.id, self.region).rate_over:
            return 1.0
        return self._figures(area)[lever.id][1] if area & self.places.whole else None

    def _figures(self, area: frozenset[str]) -> dict[str, tuple[float | None, float, float | None]]:
        """By lever, the share in kt, the weight and the stock in kt of a territory."""
        if area not in self._weights:
            declined = shared(self.region)
            inside = [rank for rank, code in enumerate(declined.communes) if code in area]
            figures = {}
            for rank, lever in enumerate(declined.levers):
                share = float(declined.exact_kt[rank, inside].sum())
                stock = stock_limit_kt(lever)
                here = None if stock is None else stock * float(declined.stock_share[rank, inside].sum())
                weight = float(declined.rate_share[rank, inside].sum())
                figures[lever.id] = (share if share == share and share > 0 else None, weight, here)
            self._weights[area] = figures
        return self._weights[area]

    def _doubt(self, row: FileRow, action: Action) -> None:
        """Note what looks like a slip, for the action's first lever."""
        lever = self.levers[action.levers[0].lever] if action.levers else None
        share = stock = None
        if lever is not None:
            stock = stock_limit_kt(lever)
            if action.kt and action.area & self.places.whole and action.area != self.places.whole:
                share, _weight, stock = self._figures(action.area)[lever.id]
        columns = {
            "quantity": "quantity" if row.text("quantity") else "kt",
            "dates": "end" if row.text("end") else "start",
            "amount": "amount",
        }
        for about, why in doubts(action, lever, share, stock):
            row.problem(columns[about], _("à vérifier, compté tel quel : %(why)s", why=why), doubt=True)


def _cells(row: FileRow, values: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    """The cells of a column and their values, one of each for most."""
    ranks = row.sheet.places[name]
    if row.sheet.columns[name].several:
        return [(row.cells[rank], value) for rank, value in zip(ranks, values[name], strict=True)]
    return [(row.text(name), values[name])]


def _first(row: FileRow, name: str) -> int | str:
    """Where a problem of a column is told: its first cell that holds something."""
    ranks = row.sheet.places[name]
    return next((rank for rank in ranks if row.cells[rank].strip()), ranks[0] if ranks else "")


def _missing(row: FileRow, name: str, what: str, *, doubt: bool = True) -> None:
    """Note a column that a row, or the file, does not fill."""
    if row.sheet.has(name):
        row.problem(name, what, doubt=doubt)
    elif name == "levers" or row.line == row.sheet.body[0][0]:
        # A column that the file has not is told once; but a lever is proposed for each.
        row.sheet.notes.problem(FileProblem(row.line, _(heading(name)), what, row.sheet.name, doubt=doubt))
