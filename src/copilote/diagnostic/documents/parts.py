"""What the documents of a region and of a territory share: who signs, for whom, the actions behind each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from copilote.diagnostic.followed import NESTED, STATUS, TWICE, UNKNOWN, Declared, Followed
from copilote.diagnostic.lines import NONE, LeverLine, kt_text
from copilote.diagnostic.live_parts import View, achieved_words, actions_words
from copilote.diagnostic.models import Action
from copilote.diagnostic.sums import Audience
from copilote.planning.actions import COUNTED, Status
from copilote.planning.quantities import borne, scale_for
from copilote.publish.paper import Figure, Part
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.sources import find_source
from copilote.ui.context import brand_in
from copilote.ui.drawing import Drawing
from copilote.ui.quantities import in_scale
from copilote.words import N_, _
from copilote.words.numbers import counted, format_kt
from copilote.words.typography import capital, day_words, quoted

TOLD = 6
"""Obstacles of a lever that a document tells in their own words."""
WHY = {
    NESTED: N_("compte dans l’action dont elle fait partie"),
    TWICE: N_("déclarée deux fois, comptée une seule"),
    STATUS: N_("ne compte pas"),
    UNKNOWN: N_("sans quantité"),
}
FOOT = N_("Chiffres indicatifs. La somme des leviers n’est pas une réduction nette des émissions.")
WHOM = {
    Audience.PUBLIC: "",
    Audience.COP: N_("Pour les membres de la COP"),
    Audience.ANIMATORS: N_("Pour l’animation de la COP"),
}
WHOM_NOTE = {
    Audience.PUBLIC: N_("Document public : il ne compte que les actions que leurs organisations montrent à tous."),
    Audience.COP: N_(
        "Document pour les membres de la COP : il contient des actions que leurs organisations ne montrent qu’à eux. "
        "Ne le diffusez pas."
    ),
    Audience.ANIMATORS: N_(
        "Document pour l’animation de la COP : il contient des actions que leurs organisations ne montrent qu’à elle. "
        "Ne le diffusez pas."
    ),
}


def block_of(view: View) -> tuple[str, ...]:
    """Who signs: the COP and who leads it; the site alone where no COP is held."""
    if view.cop is None:
        return ("Copilote", _("l’outil des COP régionales"))
    return (view.cop.name, *view.cop.leads)


def is_state(view: View) -> bool:
    """Whether the document is under the State's brand."""
    return brand_in(view.region.code, view.departement) == "etat"


def made_on() -> str:
    """ "Fait le 27/11/2026, d’après les actions validées ce jour-là."."""
    day = day_words(timezone.localdate())
    return _("Fait le %(day)s, d’après les actions validées ce jour-là.", day=day)


def anchor_of(line: LeverLine) -> str:
    """What the actions of a lever are found by in a document."""
    return f"levier-{line.lever.slug}"


def anchors_of(lines: Sequence[LeverLine], behind: Mapping[str, Followed]) -> dict[str, str]:
    """Where each lever that has actions is told, as cells lead there."""
    return {line.lever.id: f"#{anchor_of(line)}" for line in lines if line.lever.id in behind}


def figure_of(drawing: Drawing | None) -> Figure | None:
    """A drawing as a document has it."""
    if drawing is None:
        return None
    chart = drawing.wide
    return Figure(chart.svg, chart.alternative, drawing.caption)


def lever_parts(
    lines: Sequence[LeverLine],
    behind: Mapping[str, Followed],
    obstacles: Mapping[str, Sequence[Action]],
    target: str,
) -> tuple[Part, ...]:
    """The actions behind each figure: a part a lever. target : what the amount to reach is, "Objectif 2030"."""
    told = [line for line in lines if line.lever.id in behind]
    if not told:
        return ()
    first = Part(
        _("Pour suivre chaque chiffre : les actions, levier par levier"),
        sentences=(
            _(
                "Chaque somme de la première table est celle des actions ci-dessous. Ce qui ne compte pas est dit, "
                "avec la raison."
            ),
        ),
    )
    return (
        first,
        *(_lever_part(line, behind[line.lever.id], obstacles.get(line.lever.id, ()), target) for line in told),
    )


def _lever_part(line: LeverLine, behind: Followed, obstacles: Sequence[Action], target: str) -> Part:
    aims = ", ".join(filter(None, (format_kt(line.target_kt), line.quantity(line.target_kt))))
    sums = [
        f"{_(label)} {kt_text(kt, line.declared.actions[status])}"
        for status, label, kt in (
            (Status.DONE, N_("fait"), line.declared.done_kt),
            (Status.UNDER_WAY, N_("en cours"), line.declared.under_way_kt),
            (Status.DECIDED, N_("décidé"), line.declared.decided_kt),
        )
    ]
    said = f"{target} : {aims}. " if line.target_kt else ""
    sentences = [f"{said}{capital(' ; '.join(sums))} (kt)."]
    if line.difference:
        sentences.append(line.difference)
    points = tuple(
        (
            quoted(str(action.organisation)),
            " → ".join(filter(None, (action.obstacle, action.obstacle_lifted_by))),
        )
        for action in obstacles[:TOLD]
    )
    return Part(
        line.lever.label,
        2,
        anchor_of(line),
        sentences=tuple(sentences),
        tables=(_actions(line, behind),),
        telling=_("Ce qui bloque :") if points else "",
        points=points,
        after=_left(behind),
    )


def _actions(line: LeverLine, behind: Followed) -> Table:
    def quantity(row: Declared) -> str:
        if row.quantity is None or row.measured != line.lever.id:
            return ""
        scale = scale_for(line.lever, (row.quantity,))
        return in_scale(borne(row.quantity * scale.factor, 4), scale)

    def kt(row: Declared) -> Cell:
        why = _(WHY[row.aside]) if row.aside else ""
        if row.achieved and row.achieved_kt and row.kt:
            why = achieved_words(row.achieved, row.kt, line.lever if row.measured == line.lever.id else None)
        return Linked(row.kt, text=kt_text(row.kt) if row.kt else NONE, note=why)

    return Table.of(
        "actions",
        "",
        (
            (Column("title", N_("Action")), lambda row: row.title),
            (Column("holder", N_("Porteur")), lambda row: quoted(row.holder)),
            (Column("status", N_("Statut")), lambda row: row.status.label),
            (Column("quantity", N_("Quantité")), quantity),
            (Column("kt", N_("ktCO2e évitées"), Kind.KT), kt),
        ),
        behind.shown,
    )


def _left(behind: Followed) -> tuple[str, ...]:
    """What is not shown, so that the sums are still whole."""
    parts = [
        f"{counted(count, 'autre action', 'autres actions')} ({status.label}) : {format_kt(kt) if kt else NONE}"
        + (_(", dont %(kt)s déjà faites", kt=format_kt(given)) if given else "")
        for status in COUNTED
        if status in behind.left
        for count, kt, given in [behind.left[status]]
    ]
    if behind.unsaid:
        parts.append(_("%(actions)s qui ne comptent pas", actions=actions_words(behind.unsaid)))
    if not parts:
        return ()
    return (_("Et %(rest)s. Le classeur de la page les donne toutes.", rest=" ; ".join(parts)),)


def source_table(keys: Sequence[str]) -> Table:
    """The sources of the figures, with their licence."""
    return Table.of(
        "sources",
        "",
        (
            (Column("source", N_("Source")), lambda source: source.title),
            (Column("publisher", N_("Producteur")), lambda source: source.publisher),
            (Column("year", N_("Année"), Kind.YEAR), lambda source: source.year),
            (Column("licence", N_("Licence")), lambda source: source.licence),
        ),
        [find_source(key) for key in dict.fromkeys(keys)],
    )


def obstacles_by_lever(actions: QuerySet[Action]) -> dict[str, list[Action]]:
    """The actions that name an obstacle, by lever, those changed last first; two queries."""
    named = actions.exclude(obstacle="").select_related("organisation__territory")
    by_lever: dict[str, list[Action]] = {}
    for action in named.prefetch_related("levers").order_by("-changed_at", "pk")[:500]:
        for own in action.levers.all():
            by_lever.setdefault(own.lever, []).append(action)
    return by_lever
