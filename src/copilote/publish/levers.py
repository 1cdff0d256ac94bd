"""A region's levers as tables: kt, physical quantity in 2030, what cannot be converted and why, dated observations."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.planning.conversion import convert_kt, shown_decimals
from copilote.planning.pace import pace
from copilote.planning.panorama import By, TargetGroup, panorama
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Kind, Shown, Table
from copilote.reference.simulator import SOURCE, DatedObservation, LeverFigures, load_observations
from copilote.words import N_, _

GROUPS = {
    By.THEME: ("themes", N_("Thème"), N_("Objectifs par thème")),
    By.SECTOR: ("sectors", N_("Secteur"), N_("Objectifs par secteur")),
}
"""Key, title of the first column and title of the table of each grouping."""
SAME = 0.02
"""An observation of 2019 this near to the lever's own starting point is of the same quantity."""
_MARKS = "abcdefghijklmnop"
_KINDS = {
    "observed": N_("observé"),
    "target": N_("cible nationale"),
    "required": N_("besoin annuel jusqu’en 2030"),
    "not_available": N_("non disponible, dit la source"),
}


def physical_2030(lever: LeverFigures) -> Shown | None:
    """The quantity in 2030 at the official target, with the decimals that let it be typed back; None without one."""
    if lever.target_kt is None or not lever.translated:
        return None
    value = convert_kt(lever, lever.target_kt).physical
    return Shown(value, shown_decimals(lever, lever.target_kt), sign=not lever.counts_completed)


def lever_table(levers: Sequence[LeverFigures], region: str) -> Table:
    """One row per lever of a region (code), largest target first; an addition since 2019 has no starting quantity."""
    total = panorama(levers).target.value
    ordered = sorted(levers, key=lambda lever: (-(lever.target_kt or 0.0), lever.label))
    remarks = {lever.id: _remarks(lever) for lever in ordered}
    marks = dict(zip(dict.fromkeys(text for texts in remarks.values() for text in texts), _MARKS, strict=False))
    return Table.of(
        "levers",
        _("Les leviers de la région, du plus grand objectif au plus petit"),
        (
            (columns.LEVER, lambda lever: lever.label),
            (columns.ID, lambda lever: lever.id),
            (columns.THEME, lambda lever: lever.theme),
            (columns.SECTOR, lambda lever: lever.sector),
            (columns.TARGET_KT, lambda lever: lever.target_kt),
            (columns.SHARE_PERCENT, lambda lever: _percent(lever.target_kt, total)),
            (columns.QUANTITY, lambda lever: lever.quantity),
            (columns.BASELINE_2019, _start),
            (columns.PHYSICAL_2030, physical_2030),
            (columns.UNIT, lambda lever: lever.unit_short),
            (Column("ratio", N_("Unités par ktCO2e"), Kind.NUMBER, page=False), lambda lever: lever.ratio),
            (columns.SOUNDNESS, lambda lever: lever.soundness.label),
            (
                Column("note", N_("Note"), file=False),
                lambda lever: ", ".join(marks[text] for text in remarks[lever.id]),
            ),
            (columns.REMARK, lambda lever: " ".join(remarks[lever.id])),
            (columns.COMMAND, lambda lever: f"copilote explain {region} {lever.id}"),
        ),
        ordered,
        ("simulateur-2023", "simulateur-methode"),
        origin=_origin(levers, "targets"),
        follow=f"copilote explain {region} IDENTIFIANT",
        note=_(
            "Grandeur en 2030 = départ de 2019 + ktCO2e × unités par ktCO2e, comme dans le simulateur officiel. "
            "« + » : en plus de 2019. Toutes les colonnes sont dans le tableur joint."
        ),
        remarks=tuple((mark, text) for text, mark in marks.items()),
        anchors=tuple(f"levier-{lever.id}" for lever in ordered),
    )


def _percent(kt: float | None, total: float | None) -> float | None:
    return 100 * kt / total if kt is not None and total else None


def _start(lever: LeverFigures) -> Cell:
    """The quantity of 2019, with the decimals of that of 2030."""
    start, end = lever.baseline_2019 if lever.counts_completed else None, physical_2030(lever)
    return start if start is None or end is None else Shown(start, end.decimals)


def _remarks(lever: LeverFigures) -> tuple[str, ...]:
    """Why it is not translated, what must be known of its figures, that its starting point runs out."""
    end = physical_2030(lever)
    runs_out = end is not None and end.value == 0 and lever.ratio is not None and lever.ratio < 0
    out = _("L’objectif épuise le point de départ : la grandeur s’arrête à 0.") if runs_out else ""
    return tuple(text for text in (lever.reason, lever.caution, out) if text)


def _origin(figures: Sequence[LeverFigures | DatedObservation], name: str) -> str:
    return f"simulator/{figures[0].edition}/{name}.csv" if figures else ""


def group_table(levers: Sequence[LeverFigures], by: By, region: str) -> Table:
    """Targets by theme or sector, with shares; the last row is the exact total."""
    key, name, title = GROUPS[by]
    view = panorama(levers, by)
    share = 1.0 if view.target.value else None
    whole = TargetGroup(_("Total"), view.target, share, tuple(lever.id for lever in levers))
    return Table.of(
        key,
        _(title),
        (
            (Column("name", name), lambda group: group.name),
            (columns.TARGET_KT, lambda group: group.target.value),
            (columns.SHARE_PERCENT, lambda group: None if group.share is None else 100 * group.share),
            (columns.LEVERS, lambda group: len(group.levers)),
            (columns.SOUNDNESS, lambda group: group.target.soundness.label),
        ),
        (*view.groups, whole),
        ("simulateur-2023",),
        follow=f"copilote explain {region} {name.upper()}",
        origin=_origin(levers, "targets"),
        total=True,
    )


def dated_tables(territory: str, levers: Sequence[LeverFigures]) -> tuple[Table, ...]:
    """The simulator's dated observations of a region, or of the country ("france"); nothing where it has none.

    The first table has a row per quantity, with its years, target and paces; the second a row per observation.
    """
    own = {lever.id: lever for lever in levers}
    order = list(own)
    observations = [observation for observation in load_observations(territory) if observation.lever in own]
    observations.sort(key=lambda observation: (order.index(observation.lever), observation.quantity, observation.year))
    return (
        (_by_quantity(observations, own, territory), _by_observation(observations, own, territory))
        if observations
        else ()
    )


def _by_quantity(observed: Sequence[DatedObservation], own: dict[str, LeverFigures], territory: str) -> Table:
    measured = [observation for observation in observed if observation.kind in ("observed", "not_available")]
    by_quantity: dict[tuple[str, str], list[DatedObservation]] = {}
    for observation in measured:
        by_quantity.setdefault((observation.lever, observation.quantity), []).append(observation)
    years = sorted({observation.year for observation in measured})
    return Table(
        "dated_by_quantity",
        _("Valeurs du simulateur, objectif de 2030 et rythmes"),
        (
            Column("quantity", N_("Grandeur")),
            columns.ID.called(N_("Levier")),
            columns.UNIT,
            *(Column(f"value_{year}", _("En %(year)s", year=year), Kind.NUMBER) for year in years),
            columns.PHYSICAL_2030.called(N_("Objectif 2030")),
            columns.PACE_OBSERVED,
            columns.PACE_REQUIRED,
            columns.GRADE,
        ),
        tuple(_quantity_row(own[lever], observations, years) for (lever, _q), observations in by_quantity.items()),
        (SOURCE,),
        follow=f"copilote explain {territory} IDENTIFIANT",
        origin=_origin(observed, "observations"),
        note=_("L’objectif est celui du levier, quand son point de départ de 2019 est la même grandeur."),
    )


def _quantity_row(lever: LeverFigures, dated: Sequence[DatedObservation], years: Sequence[int]) -> tuple[Cell, ...]:
    values = {observation.year: observation.value for observation in dated}
    target = _target(lever, values.get(2019))
    known = sorted((year, value) for year, value in values.items() if value is not None)
    paces = pace(known, target=target.value if target else None)
    lacking = _("non disponible")
    return (
        dated[0].quantity,
        lever.id,
        next((observation.unit for observation in dated if observation.unit), None),
        *(lacking if year in values and values[year] is None else values.get(year) for year in years),
        target,
        paces.pace_observed,
        paces.pace_required if target else None,
        paces.word if target else None,
    )


def _target(lever: LeverFigures, observed_2019: float | None) -> Shown | None:
    """The lever's quantity in 2030, when what is observed is the same quantity as its starting point."""
    start = lever.baseline_2019
    if not lever.counts_completed or not start or observed_2019 is None:
        return None
    # Published observations are rounded to 0.1: small ones may stray by half of that.
    return physical_2030(lever) if abs(observed_2019 - start) <= max(SAME * start, 0.051) else None


def _by_observation(observations: Sequence[DatedObservation], own: dict[str, LeverFigures], territory: str) -> Table:
    return Table.of(
        "dated_observations",
        _("Observations datées du simulateur, une par ligne"),
        (
            (columns.LEVER, lambda observation: own[observation.lever].label),
            (columns.ID, lambda observation: observation.lever),
            (Column("quantity", N_("Grandeur")), lambda observation: observation.quantity),
            (Column("period", N_("Période")), lambda observation: observation.period),
            (columns.YEAR, lambda observation: observation.year),
            (columns.VALUE, lambda observation: observation.value),
            (columns.UNIT, lambda observation: observation.unit),
            (Column("kind", N_("Ce que c’est")), lambda observation: _(_KINDS[observation.kind])),
            (columns.SOUNDNESS, lambda observation: observation.soundness.label),
        ),
        observations,
        (SOURCE,),
        follow=f"copilote explain {territory} IDENTIFIANT",
        origin=_origin(observations, "observations"),
    )
