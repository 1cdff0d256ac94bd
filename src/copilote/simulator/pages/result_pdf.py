"""The result of a scenario on two A4 pages, tagged, read as well in black and white: the sums, then every lever.

Every text is written here or in the page model; the template `result.typ` lays out, and takes smaller letters where
there is much to say, so that there are two pages, never three.
"""

from __future__ import annotations

from pathlib import Path

from copilote.planning.remarks import remarks
from copilote.publish.to_pdf import set_pdf, table_record
from copilote.reference.sources import find_source
from copilote.simulator.pages.result import result_page, scenario_table, theme_chart, theme_table
from copilote.simulator.pages.stepper import in_its_unit
from copilote.simulator.state import State
from copilote.ui.cautions import caution
from copilote.ui.qr import qr_code
from copilote.words import N_, _, language
from copilote.words.carbon import IN_TONNES, carbon_unit
from copilote.words.numbers import listed

TEMPLATE = Path(__file__).parent / "result.typ"
SOURCES = ("simulateur-2023", "simulateur-methode")
CHART = 620
"""Width of the chart: that of the page, for letters of the size of its text."""
REMARKS = 8
"""Remarks on levers that are printed; the page has them all."""
WORDS = {
    "kind": N_("Résultat d’un scénario"),
    "themes": N_("Par thème"),
    "highlights": N_("Ce que cela veut dire en 2030"),
    "levers": N_("Levier par levier"),
    "changed": N_("En gras, les leviers que ce scénario modifie."),
    "read": N_("Lire ce résultat"),
    "sources": N_("Sources"),
    "open": N_("Rouvrir ce scénario"),
    "foot": N_("Chiffres indicatifs. La somme des leviers n’est pas une réduction nette des émissions."),
}
"""The titles and the small texts of the template."""
UNITS = {
    False: N_("kt : millier de tonnes de CO2e évitées par an en 2030."),
    True: N_("t : tonne de CO2e évitée par an en 2030."),
}
"""What the unit of the tables is, in kt and in tonnes."""


@in_its_unit
def result_pdf(state: State, address: str) -> bytes:
    """The two pages of a scenario's result; the same scenario and address give the same bytes.

    address : where the scenario is opened again, printed and drawn as a QR code.
    """
    page = result_page(state)
    chart = theme_chart(state, CHART)
    sources = map(find_source, SOURCES)
    content = {
        "lang": language(),
        "words": {name: _(text) for name, text in WORDS.items()},
        "unit": _(UNITS[carbon_unit() is IN_TONNES]),
        "title": page.title,
        "name": state.region.name,
        "line": _("Édition %(edition)s", edition=state.scenario.edition),
        "subtitle": _("%(region)s : simulateur, résultat d’un scénario", region=state.region.name),
        "lead": page.summary,
        "figures": [{"value": total.value, "meaning": total.label} for total in page.totals],
        "chart": {"file": "chart.svg", "alt": chart.alternative, "caption": page.chart.caption},
        "themes": table_record(theme_table(state)),
        "highlights": [
            {"label": lever.label, "planned": lever.planned, "words": lever.words} for lever in page.highlights
        ],
        "levers": table_record(scenario_table(state)),
        "cautions": _cautions(state),
        "sources": listed(f"{source.title} ({source.publisher}, {source.year})" for source in sources),
        "address": address,
    }
    return set_pdf(TEMPLATE, "result.json", content, {"chart": chart.svg, "qr": qr_code(address)})


def result_name(state: State) -> str:
    """The name of the file, without its end: "resultat-bretagne"."""
    return f"resultat-{state.region.slug}" + (f"-{state.territory.code}" if state.territory else "")


def _cautions(state: State) -> list[str]:
    """What must be read with the result: of all scenarios, of this region, then of its levers."""
    notes = [remark.sentence for remark in remarks(state.outcome)]
    if len(notes) > REMARKS:
        notes[REMARKS:] = [_("Et %(count)s autres remarques, sur la page.", count=len(notes) - REMARKS)]
    return [caution(), *([state.region.comment] if state.region.comment else []), *notes]
