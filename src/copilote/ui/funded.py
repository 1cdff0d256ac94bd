"""What is already funded in a region: the Fonds vert 2023, in sentences, bars and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilote.publish.funded import OVERLAP, region_tables
from copilote.publish.table import Table
from copilote.reference.errors import UnknownNameError
from copilote.reference.projects import by_departement, by_lever, load_projects, total
from copilote.reference.simulator import LeverFigures
from copilote.reference.territories import load_departements
from copilote.ui.charts import Bar, bars
from copilote.ui.drawing import Drawing
from copilote.words import _
from copilote.words.numbers import counted, format_eur


@dataclass(frozen=True, slots=True)
class Funded:
    """What is funded: euros as committed, no quantity, no progress."""

    count: int
    amount_eur: float | None
    text: tuple[str, ...]
    drawings: tuple[Drawing, ...]
    tables: tuple[Table, ...]


def funded(region: str, levers: Sequence[LeverFigures]) -> Funded:
    """What the list of the Fonds vert says of a region; empty, and said so, for a territory without projects."""
    try:
        projects = load_projects(region)
    except UnknownNameError:
        projects = ()  # the fictional region
    if not projects:
        return Funded(0, None, (_("Aucun projet du Fonds vert 2023 n’est connu pour ce territoire."),), (), ())
    whole = total(projects)
    themes = {lever.id: lever.theme for lever in levers}  # a colour has one meaning: that of the treemap
    names = {departement.code: departement.name for departement in load_departements(region)}
    sums = by_departement(projects, region)
    places = [Bar(names.get(code, code), float(funding.amount_eur)) for code, funding in sums.items()]
    text = (
        _(
            "Le Fonds vert 2023 a retenu %(count)s dans la région, pour %(amount)s engagés. Ce sont des décisions : la "
            "liste ne dit ni les quantités évitées, ni l’avancement.",
            count=counted(whole.count, "projet", "projets"),
            amount=format_eur(float(whole.amount_eur)),
        ),
        _("Ces montants ne s’ajoutent ni aux objectifs, ni aux observations : ils montrent ce qui est déjà lancé."),
    )
    drawings = (
        _drawing(
            "fonds-levier",
            _("Fonds vert 2023 par levier du simulateur"),
            [
                Bar(row.label, float(row.funding.amount_eur), themes.get(row.lever or "", ""))
                for row in by_lever(projects, region)
            ],
            _(OVERLAP),
        ),
        _drawing(
            "fonds-departement",
            _("Fonds vert 2023 par département"),
            sorted(places, key=lambda bar: (-(bar.value or 0.0), bar.label)),
        ),
    )
    return Funded(whole.count, float(whole.amount_eur), text, drawings, region_tables(projects, region))


def _drawing(prefix: str, title: str, items: Sequence[Bar], note: str = "") -> Drawing:
    caption = " ".join(filter(None, (_("%(title)s, en euros engagés.", title=title), note)))
    return Drawing.of(
        bars, items, title=title, prefix=prefix, unit=_("euros engagés"), write=format_eur, caption=caption
    )
