"""The diagnostic of a region as a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from copilote.diagnostic.documents import parts
from copilote.diagnostic.followed import Followed, followed
from copilote.diagnostic.lines import LeverLine, page_table, region_lines
from copilote.diagnostic.live_pages import (
    SIDE_BY_SIDE,
    TARGET,
    diagnostic_drawing,
    kinds_table,
    obstacle_table,
    summary_of,
)
from copilote.diagnostic.live_parts import View, counted_notes, figures_of
from copilote.diagnostic.sums import Sums
from copilote.exchange.diagnosed import observed_of
from copilote.planning.actions import COUNTED
from copilote.publish.paper import Paper, Part
from copilote.publish.table import Column, Kind, Table
from copilote.reference.simulator import Region
from copilote.words import N_, _
from copilote.words.numbers import format_kt, listed
from copilote.words.typography import quoted

MOST = 12
"""Actions of a lever that the document gives; what the others add up to is said."""
DECLARING = 150


def region_paper(view: View, address: str = "") -> Paper:
    """The document of a region, for somebody. address : of its page."""
    region = view.region
    sums = view.sums(view.levers)
    lines = region_lines(sums, observed_of(region, view.levers))
    behind = followed(view.actions(), sums, view.audience, most=MOST) if sums.count else {}
    anchors, drawing = parts.anchors_of(lines, behind), diagnostic_drawing(lines)
    told = Part(
        _("Levier par levier"),
        sentences=(_(SIDE_BY_SIDE),),
        figure=parts.figure_of(drawing),
        tables=(
            page_table(
                lines, _("Déclaré et observé, levier par levier"), _(TARGET), anchors, observed=True, behind=anchors
            ),
        ),
    )
    return Paper(
        name=f"copilote-{region.slug}-diagnostic",
        kind=_("Diagnostic de la COP"),
        line=region.name,
        foot=_(parts.FOOT),
        block=parts.block_of(view),
        state=parts.is_state(view),
        whom=_(parts.WHOM[view.audience]),
        title=_title(region, sums, lines),
        subtitle=parts.made_on(),
        lead=summary_of(view, sums, view.asked),
        figures=tuple((figure.value, figure.meaning) for figure in figures_of(sums)),
        notes=(_(parts.WHOM_NOTE[view.audience]), *counted_notes(sums)),
        parts=(
            told,
            *_differences(lines),
            *_obstacles(view, lines, behind),
            *(_who(view, lines) if sums.count else ()),
            *parts.lever_parts(lines, behind, parts.obstacles_by_lever(view.actions()), _("Objectif 2030")),
            _sources(lines),
        ),
        address=address,
        subject=_("Diagnostic de la COP, levier par levier"),
    )


def _title(region: Region, sums: Sums, lines: Sequence[LeverLine]) -> str:
    target = sum(line.target_kt or 0.0 for line in lines)
    if not sums.count:
        return _("%(name)s : %(target)s à éviter en 2030, aucune action encore publiée", name=region.name,
                 target=format_kt(target))  # fmt: skip
    declared = sum(sums.total(status) for status in COUNTED)
    return _(
        "%(name)s : %(declared)s déclarées faites, en cours ou décidées, sur %(target)s à éviter en 2030",
        name=region.name,
        declared=format_kt(declared, mega=False) if declared else _("0 ktCO2e"),
        target=format_kt(target, mega=False),
    )


def _differences(lines: Sequence[LeverLine]) -> tuple[Part, ...]:
    told = tuple(("", line.difference) for line in lines if line.difference)
    return (Part(_("Déclaré et observé : ce qui les sépare"), points=told),) if told else ()


def _obstacles(view: View, lines: Sequence[LeverLine], behind: Mapping[str, Followed]) -> tuple[Part, ...]:
    table = obstacle_table(view, tuple(lines), parts.anchors_of(lines, behind)) if behind else None
    return (Part(_("Ce qui bloque"), tables=(table,)),) if table else ()


def _who(view: View, lines: Sequence[LeverLine]) -> tuple[Part, ...]:
    """Who declared, by nature and by name; the authorities that did not yet, the levers that nobody told of."""
    names = [
        _("%(lever)s (%(target)s)", lever=line.lever.label, target=format_kt(line.target_kt))
        for line in sorted(lines, key=lambda line: -(line.target_kt or 0.0))
        if not line.actions
    ]
    sentences = [_("Leviers sans action publiée pour l’instant : %(levers)s. Ne rien publier n’est pas ne rien faire.",
                   levers=listed(names))] if names else []  # fmt: skip
    tables = [table for table in (kinds_table(view), _declaring(view)) if table is not None]
    return (Part(_("Qui a déclaré"), tables=tuple(tables), sentences=tuple(sentences)),)


def _declaring(view: View) -> Table | None:
    counts = {status.value: Count("pk", filter=Q(status=status.value)) for status in COUNTED}
    rows = list(
        view.actions()
        .order_by()
        .values("organisation", "organisation__name", "organisation__territory__name")
        .annotate(total=Count("pk"), **counts)
        .order_by("-total", "organisation__name")[:DECLARING]
    )
    return Table.of(
        "declarants",
        _("Les organisations qui ont déclaré, en nombre d’actions"),
        (
            (Column("organisation", N_("Organisation")),
             lambda row: quoted(row["organisation__territory__name"] or row["organisation__name"])),
            (Column("total", N_("Actions"), Kind.COUNT), lambda row: row["total"]),
            *(
                (Column(status.value, status.label, Kind.COUNT), lambda row, name=status.value: row[name])
                for status in COUNTED
            ),
        ),
        rows,
    )  # fmt: skip


def _sources(lines: Sequence[LeverLine]) -> Part:
    keys = ["simulateur-2023", *(line.observed.source for line in lines if line.observed)]
    return Part(
        _("Sources et méthode"),
        sentences=(
            _(
                "Les objectifs et la conversion des quantités en ktCO2e sont ceux du simulateur de l’État ; les "
                "actions sont celles que leurs organisations ont validées. Une action probablement déclarée deux fois "
                "compte une seule."
            ),
        ),
        tables=(parts.source_table(keys),),
    )
