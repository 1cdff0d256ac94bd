"""Where the few numbers at the top of a dossier come from."""

from __future__ import annotations

from copilote.dossier.model import ObservedPart
from copilote.planning.panorama import Panorama
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Shown, Table
from copilote.reference.soundness import Soundness, weakest
from copilote.ui.funded import Funded
from copilote.ui.summary import on_track


def key_figures_table(region: str, view: Panorama, population: int | None, seen: ObservedPart, funds: Funded) -> Table:
    """How each figure of the summary is made, with the command that traces it."""
    target, own = view.target, f"copilote explain {region}"
    sources = ["simulateur-2023"]
    made = f"somme exacte de {len(view.levers)} leviers"
    mark, measured, derived = target.soundness.label, Soundness.MEASURED.label, Soundness.DERIVED.label
    unit = "ktCO2e évitées par an"
    rows: list[tuple[Cell, ...]] = [("Objectif de 2030", _shown(target.value, 1), unit, made, mark, f"{own} total")]
    if population:
        trace = f"copilote territories show region:{region}"
        rows.append(("Population", _shown(population, 0), "habitants", "population légale", measured, trace))
        sources.append("decoupage-2026")
        if target.value is not None:
            mark = weakest((target.soundness, Soundness.DERIVED)).label
            each, made = 1000 * target.value / population, "objectif de 2030 ÷ population"
            rows.append(("Objectif par habitant", each, "tCO2e par an", made, mark, f"{own} total"))
    graded, good = on_track(seen.shown)
    if graded:
        trace, made = f"copilote observe {region}", "indicateurs qui ont une cible et un rythme"
        rows.append(("Indicateurs appréciés", graded, "indicateurs", made, derived, trace))
        made = "dont : en avance ou au rythme"
        rows.append(("Indicateurs au rythme", good, "indicateurs", made, derived, trace))
        sources += ["irpe-2026", "barometre-2026"]
    if funds.count:
        trace, made = f"{own} projets", "somme des montants engagés"
        rows.append(("Projets du Fonds vert", funds.count, "projets", "compte", measured, trace))
        rows.append(("Fonds vert 2023", _shown(funds.amount_eur, 2), "euros", made, measured, trace))
        sources.append("fonds-vert-2023")
    return Table(
        "key_figures",
        "D’où viennent les chiffres du résumé",
        (
            Column("figure", "Chiffre"),
            columns.VALUE,
            columns.UNIT,
            Column("rule", "Calcul"),
            columns.SOUNDNESS,
            columns.COMMAND.called("Pour le suivre"),
        ),
        tuple(rows),
        tuple(sources),
    )


def _shown(value: float | None, decimals: int) -> Shown | None:
    return None if value is None else Shown(value, decimals)
