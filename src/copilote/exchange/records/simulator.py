"""Records of the simulator: regions, panoramas, levers, conversions, scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copilote.planning.panorama import Panorama, total_target
from copilote.reference.simulator import LeverFigures, LeverName, Region, load_levers

if TYPE_CHECKING:  # they bring numpy, which a list of regions does not need
    from copilote.planning.conversion import Conversion
    from copilote.planning.remarks import Remark
    from copilote.planning.scenario import EditionChange, LeverOutcome, Outcome


def region_record(region: Region) -> dict[str, str]:
    """The region as every answer names it."""
    return {"code": region.code, "slug": region.slug, "name": region.name}


def region_summary(region: Region) -> dict[str, Any]:
    """A region with the number of its levers and its target (ktCO2e a year avoided in 2030 against 2019)."""
    levers = load_levers(region.code)
    target = total_target(levers)
    return region_record(region) | {
        "levers": len(levers),
        "target_kt": target.value,
        "soundness": target.soundness.value,
        "missing": list(target.missing),
    }


def lever_name_record(lever: LeverName) -> dict[str, Any]:
    """A lever whatever the region; `unit` None when it has no physical translation anywhere."""
    return {
        "id": lever.id,
        "name": lever.name,
        "label": lever.label,
        "unit": lever.unit,
        "unit_short": lever.unit_short,
        "quantity": lever.quantity,
    }


def panorama_record(region: Region, view: Panorama) -> dict[str, Any]:
    """The panorama as JSON."""
    return {
        "region": region_record(region),
        "target_kt": view.target.value,
        "soundness": view.target.soundness.value,
        "missing": list(view.target.missing),
        "edition": view.levers[0].edition,
        "levers": [lever_record(lever) for lever in view.levers],
        "groups": [
            {
                "name": group.name,
                "target_kt": group.target.value,
                "share": group.share,
                "soundness": group.target.soundness.value,
                "levers": list(group.levers),
            }
            for group in view.groups
        ],
    }


def lever_record(lever: LeverFigures) -> dict[str, Any]:
    """A lever as JSON; `label` is its name made unique, `soundness` that of its target."""
    return {
        "id": lever.id,
        "name": lever.name,
        "label": lever.label,
        "sector": lever.sector,
        "theme": lever.theme,
        "target_kt": lever.target_kt,
        "unit": lever.unit,
        "ratio": lever.ratio,
        "baseline_2019": lever.baseline_2019,
        "counts_completed": lever.counts_completed,
        "editable": lever.editable,
        "target_shown": lever.target_shown,
        "reason": lever.reason,
        "caution": lever.caution,
        "soundness": lever.soundness.value,
        "source": lever.source,
    }


def conversion_record(result: Conversion) -> dict[str, Any]:
    """A conversion as JSON: full precision, and the official rounding for comparison."""
    return {
        "region": result.lever.region,
        "lever": result.lever.id,
        "kt": result.kt,
        "completed_kt": result.completed_kt,
        "physical": result.physical,
        "physical_shown": result.physical_shown,
        "unit": result.lever.unit,
        "note": result.note,
    }


def outcome_record(region: Region, outcome: Outcome) -> dict[str, Any]:
    """An evaluated scenario as JSON; `notes` are its remarks, and the `note` of a lever those that are on it."""
    from copilote.planning.remarks import remarks

    told = remarks(outcome)
    return {
        "region": region_record(region),
        "edition": outcome.scenario.edition,
        "name": outcome.scenario.name,
        "levers": [_line_record(line, told) for line in outcome.levers],
        "totals": totals_record(outcome),
        "unread": [{"parameter": name, "value": value} for name, value in outcome.scenario.unread],
        "not_in_region": list(outcome.strangers),
        "notes": [{"kind": one.kind.value, "lever": one.lever, "text": one.sentence} for one in told],
    }


def _line_record(line: LeverOutcome, told: tuple[Remark, ...]) -> dict[str, Any]:
    from copilote.planning.remarks import note_of

    return {
        "id": line.lever.id,
        "label": line.lever.label,
        "target_kt": line.lever.target_kt,
        "completed_kt": line.completed_kt,
        "new_target_kt": line.new_target_kt,
        "remaining_kt": line.remaining_kt,
        "physical_2030": line.physical_2030,
        "unit": line.lever.unit,
        "note": note_of(tuple(one for one in told if one.lever == line.lever.id)),
    }


def totals_record(outcome: Outcome) -> dict[str, Any]:
    """The totals of an evaluated scenario as JSON."""
    totals = outcome.totals
    return {
        "target_kt": totals.target.value,
        "completed_kt": totals.completed_kt,
        "new_target_kt": totals.new_target.value,
        "gap_kt": totals.gap_kt,
        "share_of_target": totals.share_of_target,
        "soundness": totals.target.soundness.value,
        "missing": list(totals.target.missing),
    }


def change_record(change: EditionChange) -> dict[str, Any]:
    """What a lever became from one edition to another, as JSON."""
    return {
        "lever": change.lever,
        "label": change.label,
        "what": change.what,
        "before": change.before,
        "after": change.after,
    }
