"""What a territory's third page and two slides say: the climate that comes, what has struck, the other panorama."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from copilote.adaptation.reads import ClimateSheet, climate_sheet
from copilote.exchange.place import Place
from copilote.publish.table import Table
from copilote.publish.to_pdf import table_record
from copilote.sharing.documents.content import key_lines
from copilote.ui.charts import Chart
from copilote.ui.resources_here import PanoramaHere, here_table, panorama_here
from copilote.words import N_, _
from copilote.words.numbers import listed

WORDS = {
    "climate": N_("Le climat qui vient"),
    "struck": N_("Ce qui a déjà frappé"),
    "other": N_("L’autre panorama : nature, eau, ressources, santé"),
    "missing": N_("Ce qui n’est pas mesuré ici"),
    "read": N_("Lire cette page"),
    "sources": N_("Sources"),
    "key": N_(
        "Rond creux : hier (1976-2005). Point : médiane des modèles. Trait : du plus bas au plus haut, là où c’est "
        "publié."
    ),
    "hazard": N_("Un aléa, pas un risque"),
}


@dataclass(frozen=True)
class Coming:
    """The climate that comes to a territory and its other panorama, for documents."""

    climate: ClimateSheet
    panorama: PanoramaHere

    @property
    def table(self) -> Table:
        """The lines of the panorama, without title."""
        return replace(here_table(self.panorama), title="")

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not measured there, a line a group, then why."""
        groups = (
            _("%(group)s : %(levers)s.", group=name, levers=listed(lever[:1].lower() + lever[1:] for lever in levers))
            for name, levers in self.panorama.missing
        )
        return (*groups, *self.panorama.why, *self.panorama.cautions)

    @property
    def no_climate(self) -> str:
        """That no projection is published there; "" where one is."""
        if self.climate.cards:
            return ""
        return _("Aucune projection du climat n’est publiée ici : elles couvrent la métropole et la Corse.")

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources, a line each."""
        return key_lines((*self.climate.sources, *self.panorama.sources))


def coming_of(place: Place) -> Coming:
    """What documents say of what comes to a territory."""
    return Coming(climate_sheet(place), panorama_here(place))


def third_page(coming: Coming) -> tuple[dict[str, Any], dict[str, str]]:
    """What the third page of a sheet sets, and its drawings (SVG texts) by file name."""
    climate = coming.climate
    drawings: dict[str, str] = {}

    def drawn(name: str, chart: Chart) -> dict[str, str]:
        drawings[name] = chart.svg
        return {"file": f"{name}.svg", "alt": chart.alternative}

    struck = climate.struck_drawing
    content = {
        "words": {name: _(text) for name, text in WORDS.items()},
        "lead": climate.lead,
        "figures": [{"value": figure.value, "meaning": figure.meaning} for figure in climate.figures],
        "no_climate": coming.no_climate,
        "cards": [
            {
                "heading": card.heading,
                "sentence": card.sentence,
                "note": " ".join(filter(None, (card.agreement, card.note))),
                **drawn(f"index-{rank}", card.chart),
            }
            for rank, card in enumerate(climate.cards)
        ],
        "alike": climate.alike[:1],
        "struck": [*climate.struck[1:], *climate.others],
        "drawing": drawn("struck", struck.narrow) | {"caption": struck.caption} if struck else None,
        "summers": table_record(climate.summers) if climate.summers else None,
        "count": coming.panorama.count,
        "table": table_record(coming.table),
        "missing": coming.missing,
        "cautions": climate.cautions,
        "sources": coming.sources,
    }
    return content, drawings
