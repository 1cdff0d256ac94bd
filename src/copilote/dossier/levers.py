"""A region's levers as tables: kt, physical quantity in 2030, what cannot be converted and why."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.dossier.model import Cell, Column, Kind, Shown, Table
from copilote.planning.conversion import convert_kt, shown_decimals
from copilote.planning.panorama import Group, Panorama
from copilote.reference.simulator import LeverFigures

LEVER_COLUMNS = (
    Column("lever", "Levier"),
    Column("id", "Identifiant", Kind.CODE),
    Column("theme", "Thème", page=False),
    Column("sector", "Secteur", page=False),
    Column("target_kt", "Objectif 2030 (ktCO2e)", Kind.KT),
    Column("share_percent", "Part (%)", Kind.PERCENT),
    Column("quantity", "Grandeur physique"),
    Column("baseline_2019", "En 2019", Kind.NUMBER),
    Column("physical_2030", "En 2030", Kind.NUMBER),
    Column("unit", "Unité"),
    Column("ratio", "Unités par ktCO2e", Kind.NUMBER, page=False),
    Column("soundness", "Nature"),
    Column("note", "Note", file=False),
    Column("remark", "Remarque", page=False),
    Column("command", "Pour suivre le chiffre", Kind.CODE, page=False),
)


def physical_2030(lever: LeverFigures) -> Shown | None:
    """The quantity in 2030 at the official target, with the decimals that let it be typed back; None without one."""
    if lever.target_kt is None or not lever.translated:
        return None
    value = convert_kt(lever, lever.target_kt).physical
    return Shown(value, shown_decimals(lever, lever.target_kt), sign=not lever.counts_completed)


def lever_table(levers: Sequence[LeverFigures], view: Panorama, region_code: str) -> Table:
    """One row per lever, largest target first; an addition since 2019 has no starting quantity."""
    total = view.target.value
    ordered = sorted(levers, key=lambda lever: (-(lever.target_kt or 0.0), lever.label))
    rows: list[tuple[Cell, ...]] = []
    marks: dict[str, str] = {}
    for lever in ordered:
        quantity = physical_2030(lever)
        start = lever.baseline_2019 if lever.counts_completed else None
        remarks = [text for text in (lever.reason, lever.caution) if text]
        if quantity is not None and quantity.value == 0 and lever.ratio is not None and lever.ratio < 0:
            remarks.append("L’objectif épuise le point de départ : la grandeur s’arrête à 0.")
        rows.append(
            (
                lever.label,
                lever.id,
                lever.theme,
                lever.sector,
                lever.target_kt,
                100 * lever.target_kt / total if lever.target_kt is not None and total else None,
                lever.quantity,
                Shown(start, quantity.decimals) if start is not None and quantity is not None else start,
                quantity,
                lever.unit_short,
                lever.ratio,
                lever.soundness.label,
                ", ".join(marks.setdefault(remark, "abcdefghij"[len(marks)]) for remark in remarks),
                " ".join(remarks),
                f"copilote explain {region_code} {lever.id}",
            )
        )
    return Table(
        key="levers",
        title="Les leviers de la région, du plus grand objectif au plus petit",
        columns=LEVER_COLUMNS,
        rows=tuple(rows),
        sources=("simulateur-2023", "simulateur-methode"),
        origin=f"simulator/{levers[0].edition}/targets.csv" if levers else "",
        follow=f"copilote explain {region_code} IDENTIFIANT",
        note="Grandeur en 2030 = départ de 2019 + ktCO2e × unités par ktCO2e, comme dans le simulateur officiel. "
        "« + » : en plus de 2019. Toutes les colonnes sont dans le tableur joint.",
        remarks=tuple((mark, remark) for remark, mark in marks.items()),
        anchors=tuple(f"levier-{lever.id}" for lever in ordered),
    )


def group_table(key: str, title: str, name: str, view: Panorama, region_code: str) -> Table:
    """Targets by theme or sector, with shares; the last row is the exact total."""
    rows: list[tuple[Cell, ...]] = [_group_row(group) for group in view.groups]
    total = view.target
    rows.append(("Total", total.value, 100.0 if total.value else None, len(view.levers), total.soundness.label))
    return Table(
        key=key,
        title=title,
        columns=(
            Column("name", name),
            Column("target_kt", "Objectif 2030 (ktCO2e)", Kind.KT),
            Column("share_percent", "Part (%)", Kind.PERCENT),
            Column("levers", "Leviers", Kind.COUNT),
            Column("soundness", "Nature"),
        ),
        rows=tuple(rows),
        sources=("simulateur-2023",),
        follow=f"copilote explain {region_code} {name.upper()}",
        origin=f"simulator/{view.levers[0].edition}/targets.csv" if view.levers else "",
    )


def _group_row(group: Group) -> tuple[Cell, ...]:
    share = None if group.share is None else 100 * group.share
    return (group.name, group.target.value, share, len(group.levers), group.target.soundness.label)
