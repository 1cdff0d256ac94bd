"""What the COP decided, in words: the choice in force, those before it, and all levers in one table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from copilote.exchange.perimeters import place_of
from copilote.exchange.shares import DEFAULT, Bound, Choices, KeyChoice, default_rule, key_title
from copilote.reference.errors import CopiloteError
from copilote.reference.keys import load_keys
from copilote.reference.simulator import load_levers
from copilote.sharing.models import LeverKeyChoice
from copilote.sharing.sheet_words import shown_name
from copilote.simulator.pages.seen import CellView, TableView, address_of
from copilote.ui.translation import lacks_english, t
from copilote.ui.words import format_kt, format_number, format_percent


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
    withdrawn: bool


def keys_in_words(choice: KeyChoice, region: str) -> str:
    """ "Population", or "Population (67 %), Ménages (33 %)"."""
    total = sum(weight for _key, weight in choice.keys)
    names = [(_name(key, choice.lever, region), weight / total) for key, weight in choice.keys]
    if len(names) == 1:
        return names[0][0]
    return ", ".join(f"{name} ({format_percent(part)})" for name, part in names)


def _name(key: str, lever: str, region: str) -> str:
    if key == DEFAULT:
        return _("règle habituelle (%(key)s)") % {"key": t(key_title(default_rule(lever, region).key))}
    return t(load_keys()[key].title) if key in load_keys() else key


def bound_in_words(bound: Bound) -> str:
    """ "Orléans Métropole : au moins 12 ktCO2e, au plus 30 ktCO2e"."""
    try:
        name = shown_name(place_of(bound.level, bound.code).name)
    except CopiloteError:
        name = bound.code
    said = []
    if bound.floor_kt is not None:
        said.append(_("au moins %(kt)s") % {"kt": format_kt(bound.floor_kt, mega=False)})
    if bound.ceiling_kt is not None:
        said.append(_("au plus %(kt)s") % {"kt": format_kt(bound.ceiling_kt, mega=False)})
    return _("%(name)s : %(limits)s") % {"name": name, "limits": ", ".join(said)}


def decision_view(row: LeverKeyChoice, region: str, *, names: bool) -> DecisionView:
    """A row of the history. `names` : whether the reader may see the author's."""
    choice = row.as_choice()
    what = _("Retour à la règle habituelle") if row.withdrawn else keys_in_words(choice, region)
    if row.restores is not None and row.restores.decided_on is not None:
        day = row.restores.decided_on.strftime("%d/%m/%Y")
        what = _("Retour au choix du %(day)s : %(what)s") % {"day": day, "what": what}
    ended = timezone.localtime(row.ended_at).strftime("%d/%m/%Y") if row.ended_at else ""
    return DecisionView(
        what,
        tuple(bound_in_words(one) for one in choice.bounds),
        row.reason,
        row.decided_on.strftime("%d/%m/%Y") if row.decided_on else "",
        t(row.author_role),
        (row.author.name if row.author else "") if names else "",
        ended,
        row.withdrawn,
    )


def decided_table(region: str, slug: str, choices: Choices) -> TableView | None:
    """Every lever for which the COP decided, with its key, reason and date; None when it decided nothing."""
    if not choices:
        return None
    titles = (_("Levier"), _("Clé choisie"), _("Limites"), _("Raison"), _("Le"), _("Par"))
    labels = {lever.id: t(lever.label) for lever in load_levers(region)}
    rows = []
    for choice in choices:
        cells = (
            keys_in_words(choice, region),
            format_number(len(choice.bounds)),
            choice.reason,
            choice.decided_on.strftime("%d/%m/%Y") if choice.decided_on else "",
            t(choice.author),
        )
        address = f"{address_of('keys', slug)}?levier={choice.lever}"
        head = CellView(labels[choice.lever], titles[0], False, address)
        pairs = zip(cells, titles[1:], strict=True)
        said = (
            CellView(text, title, title == titles[2], french=title == titles[3] and lacks_english(text))
            for text, title in pairs
        )
        rows.append((head, *said))
    columns = tuple(CellView(title, number=title == titles[2]) for title in titles)
    return TableView("decisions", _("Ce que la COP a décidé, levier par levier"), columns, tuple(rows))
