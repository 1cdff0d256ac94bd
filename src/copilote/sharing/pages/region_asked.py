"""What the address of a region's map asks for: a lever, a level, a measure, an order; and the form that asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from copilote.exchange.perimeters import places
from copilote.exchange.shares import default_rule
from copilote.planning.declination import Rule
from copilote.reference.errors import InputError, UnknownNameError, fold
from copilote.reference.simulator import LeverFigures, Region, load_levers
from copilote.sharing.levels import MAPPED, plural_of
from copilote.ui.addresses import lever_of, region_of
from copilote.ui.forms import Form
from copilote.words import N_, _
from copilote.words.typography import capital

MEASURES = {
    "habitant": N_("par habitant, en tCO2e"),
    "total": N_("total, en ktCO2e"),
    "grandeur": N_("grandeur physique en 2030"),
}
SORTS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "nom": ("name", lambda line: fold(line.name)),
    "kt": ("target_kt", lambda line: -(line.tonnes or 0)),
    "habitant": ("target_t_per_inhabitant", lambda line: -(line.each or 0.0)),
    "grandeur": ("physical_2030", lambda line: -(line.physical or 0.0)),
    "part": ("share", lambda line: -(line.share or 0.0)),
    "note": ("grade", lambda line: line.grade),
    "population": ("inhabitants", lambda line: -(line.people or 0)),
}
"""By their name in the address: the column that is sorted, and what lines (`region_table.Line`) are sorted by."""
TEXTS = ("nom", "note")
"""Columns that are not numbers; sorted from A to Z, the others from the largest."""
PAGE_MEASURE, FILE_MEASURE = "habitant", "total"
"""What an address without `mesure` shows: on the page, what does not make large territories look guilty."""
USUAL = {"niveau": MAPPED[0], "tri": "kt"}
"""What an address that says nothing asks for."""


@dataclass(frozen=True)
class AskedMap:
    """What the address asks for. lever : None for all together; measure : a key of MEASURES; sort : of SORTS."""

    region: Region
    lever: LeverFigures | None
    level: str
    measure: str
    sort: str

    @cached_property
    def rule(self) -> Rule | None:
        """How the lever is shared by default: whether its quantity adds up."""
        return default_rule(self.lever.id, self.region.code) if self.lever else None

    @property
    def adds_up(self) -> bool:
        """Whether the lever has a physical quantity that can be added: cars, not litres for 100 km."""
        return self.rule is not None and not self.rule.rate_over and bool(self.lever and self.lever.translated)

    @property
    def lever_id(self) -> str:
        """The official id of the lever; "" for all together."""
        return self.lever.id if self.lever else ""

    @property
    def slugs(self) -> list[str]:
        """What names of files say of it: the level, and the lever if there is one."""
        return [self.level, *([self.lever.slug] if self.lever else [])]

    @property
    def parameters(self) -> dict[str, str]:
        """The query as a whole, by parameter."""
        slug = self.lever.slug if self.lever else ""
        return {"levier": slug, "niveau": self.level, "mesure": self.measure, "tri": self.sort}

    def query(self, measure: str = PAGE_MEASURE, **changes: str) -> str:
        """The query of the page with something changed, less what is usual. measure : usual there."""
        asked, usual = self.parameters | changes, {**USUAL, "mesure": measure}
        return urlencode({name: value for name, value in asked.items() if value and usual.get(name) != value})

    @property
    def sorts(self) -> dict[str, tuple[str, str]]:
        """(address, present order) of the columns that the table is sorted by, as the table's tag takes them."""
        orders = {name: "ascending" if name in TEXTS else "descending" for name in SORTS}
        return {
            column: (f"?{self.query(tri=name)}#parts", orders[name] if name == self.sort else "")
            for name, (column, _by) in SORTS.items()
        }


class MapForm(Form):
    """The filters of the map, in its address."""

    levier = forms.ChoiceField(label=gettext_lazy("Levier"), required=False)
    niveau = forms.ChoiceField(label=gettext_lazy("Territoires"))
    mesure = forms.ChoiceField(label=gettext_lazy("Mesure"))
    tri = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: AskedMap) -> None:
        super().__init__(initial=asked.parameters, auto_id="%s", use_required_attribute=False)
        themes: dict[str, list[tuple[str, str]]] = {}
        for lever in load_levers(asked.region.code):
            themes.setdefault(lever.theme, []).append((lever.slug, lever.label))
        levels = ((level, plural_of(level)) for level in levels_of(asked.region))
        measures = [(key, _(label)) for key, label in MEASURES.items() if key != "grandeur" or asked.adds_up]
        self.offer("levier", [("", _("Tous les leviers")), *themes.items()])
        self.offer("niveau", [(level, capital(name)) for level, name in levels])
        self.offer("mesure", measures)
        if asked.sort == USUAL["tri"]:
            del self.fields["tri"]


def levels_of(region: Region) -> tuple[str, ...]:
    """The levels that the map of a region shows: those that have territories there."""
    return () if region.fictional else tuple(level for level in MAPPED if places(region.code, level))


def asked_of(
    slug: str, lever: str = "", level: str = "", measure: str = "", sort: str = "", *, default: str = FILE_MEASURE
) -> AskedMap:
    """What an address asks for; "" for the usual, which is `default` for the measure.

    Raises UnknownNameError, or InputError with what is accepted.
    """
    region = region_of(slug)
    if region.fictional:
        accepted = _("Une région réelle est attendue : celle-ci est fictive et n’a pas de territoires.")
        raise UnknownNameError(_("Territoires de la région"), region.name, [], accepted)
    known = levels_of(region)
    check(_("Niveau"), level, known)
    check(_("Mesure"), measure, tuple(MEASURES))
    check(_("Tri"), sort, tuple(SORTS))
    figures = lever_of(region, lever) if lever else None
    return AskedMap(region, figures, level or known[0], measure or default, sort or USUAL["tri"])


def check(what: str, given: str, accepted: Sequence[str]) -> None:
    """Raise InputError for a word of the address that is not accepted; "" always is."""
    if given and given not in accepted:
        known = ", ".join(accepted)
        message = _(
            "%(what)s « %(given)s » inconnu. Valeurs acceptées : %(known)s.", what=what, given=given[:40], known=known
        )
        raise InputError(message)
