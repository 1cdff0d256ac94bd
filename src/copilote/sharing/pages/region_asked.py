"""What the address of a region's map asks for: a lever, a level, a measure, an order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copilote.exchange.perimeters import places
from copilote.exchange.shares import default_rule
from copilote.planning.declination import Rule
from copilote.reference.errors import InputError, UnknownNameError, fold
from copilote.reference.simulator import LeverFigures, Region
from copilote.sharing.pages.region_lines import Line
from copilote.sharing.pages.region_words import LEVELS
from copilote.simulator.pages.frame import lever_of, lever_slug, region_of

MEASURES = {
    "total": gettext_noop("total, en ktCO2e"),
    "habitant": gettext_noop("par habitant, en tCO2e"),
    "grandeur": gettext_noop("grandeur physique en 2030"),
}
SORTS: dict[str, Callable[[Line], object]] = {
    "nom": lambda one: fold(one.name),
    "kt": lambda one: -(one.tonnes or 0),
    "habitant": lambda one: -(one.each or 0.0),
    "grandeur": lambda one: -(one.physical or 0.0),
    "part": lambda one: -(one.share or 0.0),
    "note": lambda one: one.grade,
    "population": lambda one: -(one.people or 0),
}
TEXTS = ("nom", "note")
"""Columns that are not numbers; sorted from A to Z, the others from the largest."""


@dataclass(frozen=True)
class Asked:
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

    def query(self, **changes: str) -> str:
        """The query of the page with something changed; defaults are left out."""
        known = {"levier": lever_slug(self.lever) if self.lever else "", "niveau": self.level,
                 "mesure": self.measure, "tri": self.sort} | changes  # fmt: skip
        plain = {"niveau": LEVELS[0], "mesure": "total", "tri": "kt"}
        return urlencode({key: value for key, value in known.items() if value and plain.get(key) != value})


def asked_of(slug: str, lever: str = "", level: str = "", measure: str = "", sort: str = "") -> Asked:
    """What an address asks for; "" for the default. Raises UnknownNameError, or InputError with what is accepted."""
    region = region_of(slug)
    if region.fictional:
        said = _("Une région réelle est attendue : celle-ci est fictive et n’a pas de territoires.")
        raise UnknownNameError(_("Territoires de la région"), region.name, [], said)
    known = tuple(one for one in LEVELS if places(region.code, one))
    _checked(_("Niveau"), level, known)
    _checked(_("Mesure"), measure, tuple(MEASURES))
    _checked(_("Tri"), sort, tuple(SORTS))
    found = lever_of(region, lever) if lever else None
    return Asked(region, found, level or known[0], measure or "total", sort or "kt")


def _checked(what: str, given: str, accepted: Sequence[str]) -> None:
    if given and given not in accepted:
        said = {"what": what, "given": given[:40], "known": ", ".join(accepted)}
        raise InputError(_("%(what)s « %(given)s » inconnu. Valeurs acceptées : %(known)s.") % said)
