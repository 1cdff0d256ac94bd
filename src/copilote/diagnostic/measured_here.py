"""What statistics say of a territory, lever by lever, beside what is declared there: never added, said in sentences.

Below the region no series follows a lever year by year: what is measured is a state (homes, hectares), which is shown
as such; what the region's series observe is told as the region's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copilote.diagnostic.lines import NONE, LeverLine
from copilote.exchange.around import Measured, measured
from copilote.exchange.diagnosed import Observed
from copilote.exchange.place import Place
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.sources import find_source
from copilote.words import N_, _
from copilote.words.numbers import format_kt, format_number, with_unit
from copilote.words.typography import quoted

ONLY_REGION = N_(
    "Sous la région, aucune statistique ne suit un levier d’année en année. Ce qui est mesuré ici est un état "
    "(logements, hectares), pas un progrès ; ce qui est observé depuis 2019 l’est dans toute la région, tous acteurs "
    "ensemble."
)


def measured_beside(place: Place, lines: Sequence[LeverLine], observed: Mapping[str, Observed]) -> Table | None:
    """The levers of which something is declared here, or measured, with both and what the region observes."""
    here: dict[str, list[Measured]] = {}
    for figure in measured(place):
        if figure.value is not None:
            for lever in figure.levers:
                here.setdefault(lever, []).append(figure)
    shown = [line for line in lines if line.actions or line.lever.id in here]
    if not shown:
        return None
    shown.sort(key=lambda line: (not line.actions, -(line.target_kt or 0.0)))
    seen = [observed[line.lever.id] for line in shown if line.lever.id in observed]
    figures = [figure for line in shown for figure in here.get(line.lever.id, ())]
    sources = dict.fromkeys([*(figure.source for figure in figures), *(each.source for each in seen)])
    titles = " ; ".join(find_source(key).title for key in sources)
    return Table.of(
        "mesure",
        _("Déclaré ici, mesuré ici, observé dans la région"),
        (
            (columns.LEVER, lambda line: line.lever.label),
            (Column("done", N_("Déclaré fait ici (kt)"), Kind.NUMBER), _done),
            (Column("measured", N_("Mesuré ici")), lambda line: _measured(here.get(line.lever.id, ()))),
            (Column("observed", N_("Observé dans la région (kt)"), Kind.NUMBER),
             lambda line: _observed(observed.get(line.lever.id))),
        ),
        shown,
        sources,
        note=f"{_(ONLY_REGION)} {_('Sources : %(titles)s.', titles=titles)}",
    )  # fmt: skip


def _done(line: LeverLine) -> Cell:
    kt = line.declared.done_kt
    return Linked(kt, text=format_number(kt) if kt else NONE, note=line.quantity(kt))


def _measured(figures: Sequence[Measured]) -> Cell:
    if not figures:
        return Linked("", text=NONE)
    told = [_figure(figure) for figure in figures]
    return Linked(" · ".join(told), text=told[0], note=" · ".join(told[1:]))


def _figure(figure: Measured) -> str:
    value = with_unit(format_number(figure.value), _(figure.unit))
    year = f" ({figure.year})" if figure.year else ""
    return f"{_(figure.title)}{_(' : ')}{value}{year}"


def _observed(seen: Observed | None) -> Cell:
    if seen is None:
        return Linked("", text=NONE)
    source = find_source(seen.source).title
    if seen.kt is None:
        value = with_unit(format_number(seen.quantity), seen.unit or "")
        return Linked(value, note=_("%(label)s, en %(year)s", label=seen.label, year=seen.year))
    text = format_number(seen.kt) if seen.kt > 0 else _("aucun gain")
    return Linked(seen.kt, text=text, note=_("de 2019 à %(year)s · %(source)s", year=seen.year, source=source))


def apart_here(place: Place, lines: Sequence[LeverLine], observed: Mapping[str, Observed]) -> tuple[str, ...]:
    """A sentence a lever of which something is declared done: what it says, and what statistics can say beside it."""
    return tuple(_apart(place, line, observed.get(line.lever.id)) for line in lines if line.declared.done_kt)


def _apart(place: Place, line: LeverLine, seen: Observed | None) -> str:
    words = {
        "lever": line.lever.label,
        "done": format_kt(line.declared.done_kt),
        "place": quoted(place.name),
    }
    if seen is None or seen.kt is None:
        pattern = N_(
            "%(lever)s : %(done)s déclarées faites (%(place)s) ; aucune statistique ne dit, ici ni dans la région, ce "
            "qui est évité."
        )
        return _(pattern, **words)
    words |= {"year": str(seen.year), "observed": format_kt(max(0.0, seen.kt)) if seen.kt > 0 else _("aucun gain")}
    pattern = N_(
        "%(lever)s : %(done)s déclarées faites (%(place)s). Dans toute la région, la statistique montre de 2019 à "
        "%(year)s : %(observed)s. Elle ne dit pas la part du territoire : les deux ne se soustraient pas."
    )
    return _(pattern, **words)
