"""The land that a scenario takes, beside what the law, and the documents that are loaded, leave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.urls import reverse

from copilote.exchange.land_budgets import BudgetedLand, region_budget
from copilote.exchange.uses import land_budget
from copilote.planning.quantities import OTHER_DIGITS, borne
from copilote.planning.resource_scenario import StartKind
from copilote.publish import columns
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.simulator.pages.resource_steps import Line
from copilote.simulator.resource_state import ResourceState
from copilote.words import N_, _, ngettext
from copilote.words.numbers import format_decimals, format_short, listed, with_unit
from copilote.words.typography import day_words, tied

NAMED = 5
"""Territories that a sentence names."""
SOURCES = ("loi-zan-2023",)


def land_line(state: ResourceState) -> Line | None:
    """The lever that stays under a ceiling; None where it is not measured."""
    return next((line for line in state.lines if line[0].start.kind is StartKind.CEILING), None)


def land_notes(state: ResourceState) -> list[str]:
    """That the ambition passes what the region's document leaves, else what the law does; nothing where it does not."""
    line, own, left = land_line(state), region_budget(state.region.code), land_budget(state.region)
    if line is None or line[1].ambition is None:
        return []
    most = own.hectares if own else left.high if left else None
    if most is None or line[1].ambition <= most:
        return []
    text = (
        N_("%(name)s : l’ambition dépasse de %(over)s le budget du document de la région.")
        if own
        else N_(
            "%(name)s : l’ambition dépasse de %(over)s ce que la loi laisse à la région, avant son propre document."
        )
    )
    return [_(text, name=line[0].words.name, over=line[0].say_change(line[1].ambition - most))]


def land_words(state: ResourceState) -> tuple[str, ...]:
    """What the law leaves of the land, and the region's document where it is loaded, beside the ambition."""
    line = land_line(state)
    if line is None:
        return ()
    lever, outcome = line
    own, said = region_budget(state.region.code), []
    if own:
        values = {
            "budget": lever.say(own.hectares),
            "document": own.source,
            "day": day_words(date.fromisoformat(own.loaded)),
        }
        said.append(
            _(
                "Le document de la région lui laisse %(budget)s de 2021 à 2030 (%(document)s, chargé le %(day)s).",
                **values,
            )
        )
        rest = own.hectares - (outcome.ambition or 0.0)
        text = N_("L’ambition le dépasse de %(rest)s.") if rest < 0 else N_("L’ambition y tient ; il reste %(rest)s.")
        said.append(_(text, rest=lever.say_change(abs(rest))))
    else:
        said.append(
            _(
                "Aucun budget d’espace du document de la région (SRADDET) n’est chargé ici. L’objectif publié est le "
                "plafond national (%(national)s), partagé selon ce que chaque région a consommé de 2011 à 2020.",
                national=lever.words.national_target,
            )
        )
    if left := land_budget(state.region):
        said.append(
            _(
                "La loi laisse à la région la moitié de ce qu’elle a consommé les dix années d’avant, ou un peu moins "
                "si une part est mise en commun pour les grands projets : %(span)s de 2021 à 2030.",
                span=_span(left.low, left.high, lever.unit),
            )
        )
        over = (outcome.ambition or 0.0) - left.high
        if over > 0:
            said.append(_("L’ambition dépasse de %(over)s le haut de cette fourchette.", over=lever.say_change(over)))
    return tuple(map(tied, said))


def _span(low: float, high: float, unit: str) -> str:
    """A range in words: "6 130 à 6 730 ha"."""
    return with_unit(_("%(low)s à %(high)s", low=format_short(low), high=format_short(high)), unit)


def share_words(rows: Sequence[BudgetedLand]) -> tuple[str, ...]:
    """Which territories would take more than their budget, by how much; and which less than the law guarantees."""
    said = []
    if over := [row for row in rows if row.over]:
        most = sorted(over, key=lambda row: -(row.over or 0.0))
        names = _names([f"{row.place.name} (+{with_unit(format_short(row.over or 0.0), 'ha')})" for row in most])
        said.append(
            ngettext(
                "Par ces parts indicatives, %(count)s territoire prendrait plus que son budget : %(names)s.",
                "Par ces parts indicatives, %(count)s territoires prendraient plus que leur budget : %(names)s.",
                len(over),
                count=len(over),
                names=names,
            )
        )
    elif any(row.over is not None for row in rows):
        said.append(_("Par ces parts indicatives, aucun des territoires qui ont un budget ne le passe."))
    if short := [row for row in rows if row.short]:
        said.append(
            ngettext(
                "%(count)s territoire aurait moins d’un hectare par commune : %(names)s.",
                "%(count)s territoires auraient moins d’un hectare par commune : %(names)s.",
                len(short),
                count=len(short),
                names=_names([row.place.name for row in short]),
            )
        )
    if rows:
        said.append(
            _(
                "La loi garantit un hectare, jusqu’en 2031, à chaque commune qui a un plan local d’urbanisme ou une "
                "carte communale (jusqu’à deux pour une commune nouvelle). Qui en a un n’est pas dans nos tables : la "
                "colonne les compte toutes."
            )
        )
    return tuple(map(tied, said))


def _names(names: Sequence[str]) -> str:
    left = len(names) - NAMED
    return listed([*names[:NAMED], *([_("%(count)s autres", count=left)] if left > 0 else [])])


def budget_table(rows: Sequence[BudgetedLand], level: str) -> Table | None:
    """Each territory: its share of the ambition, its budget, what passes it, an hectare for each commune."""
    if not rows:
        return None
    fields: tuple[tuple[Column, Callable[[BudgetedLand], Cell]], ...] = (
        (columns.TERRITORY, lambda row: Linked(row.place.name, reverse("territory", args=[level, row.place.code]))),
        (columns.FILE_CODE, lambda row: row.place.code),
        (Column("share_ha", N_("Part de l’ambition (ha)"), Kind.COUNT), lambda row: _hectares(row.share)),
        (
            Column("budget_ha", N_("Budget chargé (ha)"), Kind.NUMBER),
            lambda row: row.budget.hectares if row.budget else None,
        ),
        (Column("over_ha", N_("Au-delà du budget (ha)"), Kind.NUMBER), lambda row: row.over),
        (Column("guarantee_ha", N_("Un hectare par commune (ha)"), Kind.COUNT), lambda row: row.guarantee),
        (Column("document", N_("Document"), typed=True), lambda row: row.budget.source if row.budget else None),
    )
    title = _("L’espace de chaque territoire de 2021 à 2030 : part, budget, garantie communale")
    changed = tuple(rank for rank, row in enumerate(rows) if row.over)
    return Table.of(f"espace-{level}", title, fields, rows, SOURCES, changed=changed)


def _hectares(share: int | None) -> Cell:
    """A share with the digits that its key allows; files hold it whole."""
    return None if share is None else Linked(share, text=format_decimals(borne(float(share), OTHER_DIGITS), 0))
