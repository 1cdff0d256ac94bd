"""The result of a scenario of nature and resources on two A4 pages, tagged: a bar a lever, then every lever in words.

Every text is written here or in the page model; the template `resource_result.typ` lays out.
"""

from __future__ import annotations

from pathlib import Path

from copilote.publish.to_pdf import set_pdf, table_record
from copilote.reference.sources import find_source
from copilote.simulator.pages.resource_result import ResultTile, result_page, scenario_table
from copilote.simulator.pages.resources import SOURCES
from copilote.simulator.pages.result_pdf import WORDS as CLIMATE
from copilote.simulator.resource_state import ResourceState
from copilote.ui.qr import qr_code
from copilote.words import N_, _, language
from copilote.words.numbers import listed
from copilote.words.typography import capital, tied

TEMPLATE = Path(__file__).parent / "resource_result.typ"
WORDS = CLIMATE | {
    "key": N_(
        "Barre : où l’on en est, avec ce qui est fait ou en cours. Trait : l’ambition. Hachures : ce qui reste à "
        "gagner, ou à baisser."
    ),
    "law": N_("L’espace consommé et la loi"),
    "foot": N_("Chiffres indicatifs. Chaque levier garde son unité : rien ne s’additionne d’un levier à l’autre."),
}
"""The titles and the small texts of the template."""
CAUTION = N_(
    "Une ambition n’est pas un engagement. Sauf ceux que l’État publie pour la région, les objectifs sont déduits des "
    "cibles nationales ; un levier sans objectif publié n’a pas d’avis."
)


def resource_result_pdf(state: ResourceState, address: str) -> bytes:
    """The two pages of a scenario's result; the same scenario and address give the same bytes.

    address : where the scenario is opened again, printed and drawn as a QR code.
    """
    page = result_page(state)
    tiles = [tile for _key, _name, group in page.panels for tile in group]
    charts = {f"lever-{rank}": tile.chart.svg for rank, tile in enumerate(tiles) if tile.chart is not None}
    place = {id(tile): f"lever-{rank}" for rank, tile in enumerate(tiles)}
    sources = map(find_source, SOURCES)
    content = {
        "lang": language(),
        "words": {name: _(text) for name, text in WORDS.items()},
        "title": page.title,
        "name": state.region.name,
        "line": _("Édition %(edition)s", edition=state.scenario.edition),
        "subtitle": _("%(region)s : simulateur nature et ressources, résultat d’un scénario", region=state.region.name),
        "lead": page.summary,
        "figures": [{"value": total.value, "meaning": total.label} for total in page.totals],
        "panels": [
            {"name": name, "tiles": [_tile(tile, place[id(tile)]) for tile in group]}
            for _key, name, group in page.panels
        ],
        "levers": table_record(scenario_table(state)),
        "law": page.law,
        "cautions": [_(CAUTION), *page.notes],
        "sources": listed(f"{source.title} ({source.publisher}, {source.year})" for source in sources),
        "address": address,
    }
    return set_pdf(TEMPLATE, "result.json", content, charts | {"qr": qr_code(address)})


def resource_result_name(state: ResourceState) -> str:
    """The name of the files, without their end: "resultat-ressources-bretagne"."""
    return f"resultat-ressources-{state.region.slug}"


def _tile(tile: ResultTile, file: str) -> dict[str, object]:
    target = _("objectif publié : %(target)s", target=tile.target) if tile.target else _("pas d’objectif publié")
    facts = " ; ".join(filter(None, (capital(tile.now), tile.done, target)))
    return {
        "name": tile.name,
        "aim": tile.aim,
        "facts": tied(facts),
        "verdict": tile.verdict,
        "chart": {"file": f"{file}.svg", "alt": tile.chart.alternative} if tile.chart else None,
    }
