"""What the COP decided, in words: the choice in force, those before it, and all levers in one table."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.cop.models import territory_name
from copilote.exchange.shares import DEFAULT, Bound, Choices, KeyChoice, default_rule, key_title
from copilote.publish.columns import LEVER, REASON
from copilote.publish.table import Column, Kind, Linked, Table
from copilote.reference.simulator import load_levers
from copilote.sharing.models import LeverKeyChoice
from copilote.ui.addresses import address_of
from copilote.words import N_, _
from copilote.words.numbers import format_kt, format_percent
from copilote.words.typography import day_words, quoted


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as the page shows it. name : of the author, for members of the COP only, else "". until : "" while
    it holds."""

    what: str
    limits: tuple[str, ...]
    reason: str
    day: str
    role: str
    name: str
    until: str


def role_words(role: str) -> str:
    """A role that was kept in French ("animation de la COP", "territoire : CA de Blois") in the language in use."""
    head, between, name = role.partition(" : ")
    return _(head) + (_(" : ") + name if between else "")


def keys_in_words(choice: KeyChoice, region: str) -> str:
    """ "Population", or "Population (67 %), Ménages (33 %)"."""
    own = key_title(default_rule(choice.lever, region).key)
    usual = _("règle habituelle (%(key)s)", key=own)
    total = sum(weight for _key, weight in choice.keys)
    names = [(usual if key == DEFAULT else key_title(key), weight / total) for key, weight in choice.keys]
    return ", ".join(name if len(names) == 1 else f"{name} ({format_percent(part)})" for name, part in names)


def bound_in_words(bound: Bound) -> str:
    """ "Orléans Métropole : au moins 12 ktCO2e, au plus 30 ktCO2e"."""
    limits = []
    if bound.floor_kt is not None:
        limits.append(_("au moins %(kt)s", kt=format_kt(bound.floor_kt, mega=False)))
    if bound.ceiling_kt is not None:
        limits.append(_("au plus %(kt)s", kt=format_kt(bound.ceiling_kt, mega=False)))
    name = quoted(territory_name(bound.level, bound.code))
    return _("%(name)s : %(limits)s", name=name, limits=", ".join(limits))


def choice_in_words(row: LeverKeyChoice, region: str) -> str:
    """What a row of the COP's choices decides."""
    return _("Retour à la règle habituelle") if row.withdrawn else keys_in_words(row.as_choice(), region)


def decision_view(row: LeverKeyChoice, region: str, *, names: bool) -> DecisionView:
    """A row of the history. `names` : whether the reader may see the author's."""
    what = choice_in_words(row, region)
    if row.restores is not None and row.restores.decided_on is not None:
        what = _("Retour au choix du %(day)s : %(what)s", day=day_words(row.restores.decided_on), what=what)
    return DecisionView(
        what,
        tuple(map(bound_in_words, row.as_choice().bounds)),
        row.reason,
        day_words(row.decided_on),
        role_words(row.author_role),
        row.author.name if names and row.author else "",
        day_words(row.ended_on),
    )


def decided_table(region: str, slug: str, choices: Choices) -> Table:
    """Every lever for which the COP decided, with its key, reason and date."""
    labels, address = {lever.id: lever.label for lever in load_levers(region)}, address_of("keys", slug)
    fields = [
        (LEVER, lambda choice: Linked(labels[choice.lever], f"{address}?levier={choice.lever}")),
        (Column("key", N_("Clé choisie")), lambda choice: keys_in_words(choice, region)),
        (Column("limits", N_("Limites"), Kind.COUNT), lambda choice: len(choice.bounds)),
        (REASON, lambda choice: choice.reason),
        (Column("on", N_("Le")), lambda choice: day_words(choice.decided_on)),
        (Column("by", N_("Par")), lambda choice: role_words(choice.author)),
    ]
    return Table.of("decisions", _("Ce que la COP a décidé, levier par levier"), fields, choices)
