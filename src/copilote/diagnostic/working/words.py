"""How the pages of members say an action: its quantity, its kt, its levers."""

from __future__ import annotations

from collections.abc import Iterable

from copilote.diagnostic.content import content_of, levers_in_words
from copilote.diagnostic.here import lever_of
from copilote.diagnostic.models import Action
from copilote.planning.quantities import borne, scale_for
from copilote.publish.table import Book, Column, Kind, Table
from copilote.reference.simulator import LeverFigures
from copilote.ui.quantities import amount, in_scale
from copilote.words.carbon import told_for
from copilote.words.typography import day_words

DIGITS = 4
WIDE = 1000.0
"""kt of a territory that is told in kt."""


def quantity_words(lever: LeverFigures | None, quantity: float | None) -> str:
    """A quantity in the unit of its magnitude: "1 500 véhicules"; "" for none."""
    if lever is None or quantity is None:
        return ""
    scale = scale_for(lever, (quantity,))
    return in_scale(borne(quantity * scale.factor, DIGITS), scale)


def kt_words(kt: float | None) -> str:
    """Avoided emissions as they are read, small ones in tonnes: "3,21 ktCO2e", "312 tCO2e"; "" for none."""
    if kt is None:
        return ""
    with told_for(kt if kt < 1 else WIDE):
        return amount(kt, mega=False)


def said_quantity(action: Action, region: str) -> str:
    """The quantity of an action."""
    return quantity_words(lever_of(region, action.measured) if action.measured else None, action.quantity)


def said_levers(action: Action, region: str) -> str:
    """The levers of an action, with their parts."""
    return levers_in_words(region, content_of(action).levers)


def status_words(action: Action) -> str:
    """How far it is, "" where it is not said."""
    return action.progress.label if action.progress else ""


def book_of(actions: Iterable[Action], region: str, name: str, title: str) -> Book:
    """Actions as a file, under the headings of the table that goes back in (`exchange/actions`)."""
    rows = [(action, content_of(action)) for action in actions]

    def share(rank: int, part: bool) -> object:
        def read(row: tuple[Action, object]) -> object:
            levers = content_of(row[0]).levers
            if rank >= len(levers):
                return None
            lever = lever_of(region, levers[rank].lever)
            return round(100 * levers[rank].part, 4) if part else lever.label if lever else levers[rank].lever

        return read

    fields: list[object] = [
        (Column("number", "Numéro", Kind.CODE), lambda row: str(row[0].pk)),
        (Column("title", "Titre"), lambda row: row[0].title),
        (Column("description", "Description"), lambda row: row[0].description),
        (Column("holder", "Porteur"), lambda row: str(row[0].organisation)),
        (Column("places", "Territoires couverts"), lambda row: " ; ".join(code for _level, code in row[1].places)),
    ]
    for rank in range(3):
        fields.append((Column(f"lever_{rank + 1}", f"Levier {rank + 1}"), share(rank, part=False)))
        fields.append((Column(f"part_{rank + 1}", f"Part {rank + 1}", Kind.NUMBER), share(rank, part=True)))
    fields += [
        (Column("status", "Statut"), lambda row: status_words(row[0])),
        (Column("quantity", "Quantité d’ici 2030", Kind.NUMBER), lambda row: row[0].quantity),
        (Column("unit", "Unité"), lambda row: _unit(row[0], region)),
        (Column("kt", "ktCO2e évitées par an", Kind.KT), lambda row: row[0].kt),
        (Column("kt_method", "Méthode de calcul"), lambda row: row[0].kt_method),
        (Column("start", "Date de début"), lambda row: _day(row[0].start)),
        (Column("end", "Date de fin"), lambda row: _day(row[0].end)),
        (Column("amount_eur", "Budget (€)", Kind.EUR), lambda row: row[0].amount_eur),
        (Column("part_of", "Fait partie de"), lambda row: str(row[0].part_of_id or "")),
        (Column("obstacle", "Obstacle"), lambda row: row[0].obstacle),
        (Column("obstacle_level", "Où il se lève"), lambda row: row[0].get_obstacle_level_display()),
        (Column("obstacle_lifted_by", "Ce qui le lèverait"), lambda row: row[0].obstacle_lifted_by),
        (Column("standing", "État"), lambda row: row[0].get_standing_display()),
        (Column("changed", "Changée le"), lambda row: day_words(row[0].changed_at.date())),
    ]
    table = Table.of("actions", title, fields, rows)  # type: ignore[arg-type]
    return Book(name, title, (table,))


def _unit(action: Action, region: str) -> str:
    lever = lever_of(region, action.measured) if action.measured else None
    return lever.unit_short or "" if lever else ""


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
