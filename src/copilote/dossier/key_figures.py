"""The few numbers at the top of a dossier, and where each comes from."""

from __future__ import annotations

from copilote.dossier.funded import Funded
from copilote.dossier.model import Cell, Column, KeyFigure, Kind, Shown, Table
from copilote.dossier.observed import ObservedPart
from copilote.planning.panorama import Panorama
from copilote.reference.soundness import Soundness
from copilote.ui.words import NBSP, counted, format_eur, format_kt, format_number


def key_figures(view: Panorama, population: int | None, seen: ObservedPart, money: Funded) -> tuple[KeyFigure, ...]:
    """The figures of the summary; those that are not known are left out."""
    target = view.target.value
    figures = [KeyFigure(format_kt(target), "à éviter chaque année en 2030 par rapport à 2019", "panorama")]
    if population and target is not None:
        value = f"{format_number(1000 * target / population, 2)}{NBSP}t de CO2e"
        figures.append(KeyFigure(value, "par habitant et par an, en moyenne", "panorama"))
    if seen.graded:
        value = f"{seen.on_track} sur {seen.graded}"
        figures.append(KeyFigure(value, "indicateurs observés au rythme de leur cible, ou en avance", "observe"))
    if money.count:
        value = format_eur(money.amount_eur)
        projects = counted(money.count, "projet")
        figures.append(KeyFigure(value, f"du Fonds vert 2023 pour {projects} déjà décidés", "finance"))
    return tuple(figures)


def key_figures_table(region: str, view: Panorama, population: int | None, seen: ObservedPart, money: Funded) -> Table:
    """How each of them is made, with the command that traces it."""
    target = view.target
    own = f"copilote explain {region}"
    rows: list[tuple[Cell, ...]] = [
        (
            "Objectif de 2030",
            None if target.value is None else Shown(target.value, 1),
            "ktCO2e évitées par an",
            f"somme exacte de {len(view.levers)} leviers",
            target.soundness.label,
            f"{own} total",
        )
    ]
    sources = ["simulateur-2023"]
    if population:
        people = f"copilote territories show region:{region}"
        rows.append(
            ("Population", Shown(population, 0), "habitants", "population légale", Soundness.MEASURED.label, people)
        )
        sources.append("decoupage-2026")
        if target.value is not None:
            mark = max((target.soundness, Soundness.DERIVED), key=lambda one: one.rank)
            each = 1000 * target.value / population
            rule = "objectif de 2030 ÷ population"
            rows.append(("Objectif par habitant", each, "tCO2e par an", rule, mark.label, f"{own} total"))
    if seen.graded:
        trace = f"copilote observe {region}"
        rule = "indicateurs qui ont une cible et un rythme"
        rows.append(("Indicateurs appréciés", seen.graded, "indicateurs", rule, Soundness.DERIVED.label, trace))
        rule = "dont : en avance ou au rythme"
        rows.append(("Indicateurs au rythme", seen.on_track, "indicateurs", rule, Soundness.DERIVED.label, trace))
        sources += ["irpe-2026", "barometre-2026"]
    if money.count:
        trace = f"{own} projets"
        rows.append(("Projets du Fonds vert", money.count, "projets", "compte", Soundness.MEASURED.label, trace))
        rule = "somme des montants engagés"
        rows.append(
            (
                "Fonds vert 2023",
                None if money.amount_eur is None else Shown(money.amount_eur, 2),
                "euros",
                rule,
                Soundness.MEASURED.label,
                trace,
            )
        )
        sources.append("fonds-vert-2023")
    return Table(
        key="key_figures",
        title="D’où viennent les chiffres du résumé",
        columns=(
            Column("figure", "Chiffre"),
            Column("value", "Valeur", Kind.NUMBER),
            Column("unit", "Unité"),
            Column("rule", "Calcul"),
            Column("soundness", "Nature"),
            Column("command", "Pour le suivre", Kind.CODE, page=False),
        ),
        rows=tuple(rows),
        sources=tuple(sources),
    )
