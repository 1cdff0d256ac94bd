"""Shared links of the official simulator, in and out, without loss.

A link carries a scenario in its query: `c-<lever>` = kt already done or under way, `t-<lever>` = kt of the new target.
What is not understood (unknown lever, value that is not a number, repeated or foreign parameter) is reported and kept.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from copilote.planning.scenario import Change, Outcome, Scenario
from copilote.reference.errors import InputError
from copilote.reference.simulator import Region, find_region, load_lever_names
from copilote.reference.tables import latest
from copilote.words import N_, _
from copilote.words.numbers import format_number

HOST = "planification-territoires.ecologie.gouv.fr"
PATH = "/territoire/{slug}/ambition"
MAX_PARAMETERS = 200
MAX_LENGTH = 20_000


@dataclass(frozen=True)
class Link:
    """A link that was read: its region, its scenario, and remarks on what was not understood."""

    region: Region
    scenario: Scenario
    remarks: tuple[str, ...]


def read_link(text: str, edition: str | None = None) -> Link:
    """The scenario of a shared link of the official simulator (or of its path and query alone).

    Amounts are read as the official page does: not a number reads as none, negative as 0; both are reported.
    Raises InputError for a link of another site, of no territory, or too long; UnknownNameError for its territory.
    """
    if len(text) > MAX_LENGTH:
        words = N_("Lien trop long (%(count)s caractères) : un lien du simulateur en a moins de %(most)s.")
        raise InputError(_(words, count=len(text), most=MAX_LENGTH))
    try:
        bare = text.strip()
        parts = urlsplit(f"https://{bare}" if bare.startswith(HOST) else bare)
        host = parts.hostname
    except ValueError:
        raise InputError(_("Ce texte n’est pas un lien. Copiez l’adresse entière depuis le simulateur.")) from None
    if host not in (None, HOST):
        text = N_("Lien d’un autre site (%(host)s). Un lien du simulateur commence par %(start)s")
        raise InputError(_(text, host=host, start=f"https://{HOST}/territoire/…"))
    path = re.match(r"^/territoire/([^/]+)(?:/|$)", unquote(parts.path))
    if not path:
        example = f"https://{HOST}{PATH.format(slug='bretagne')}"
        raise InputError(_("Ce lien ne mène à aucun territoire. Exemple : %(link)s", link=example))
    region = find_region(path[1])
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        count = parts.query.count("&") + 1
        text = N_("Ce lien porte %(count)s paramètres : un lien du simulateur en a %(most)s au plus.")
        raise InputError(_(text, count=count, most=MAX_PARAMETERS)) from None
    return read_pairs(region, pairs, edition)


def read_pairs(region: Region, pairs: Iterable[tuple[str, str]], edition: str | None = None) -> Link:
    """The scenario that the parameters of a query carry, each a name and its value, already decoded.

    Amounts are read as in `read_link`; what is not understood is reported and kept.
    """
    edition = edition or latest("simulator")
    known = {lever.id for lever in load_lever_names(edition)}
    amounts: dict[tuple[str, str], float] = {}
    unread: list[tuple[str, str]] = []
    remarks: list[str] = []
    for raw, value in pairs:
        name = unicodedata.normalize("NFC", raw)
        kind, _dash, lever = name.partition("-")
        amount = _amount(value)
        problem = None
        if kind not in ("c", "t") or not lever:
            problem = _("paramètre inconnu")
        elif lever not in known:
            problem = _("levier inconnu")
        elif (kind, lever) in amounts:
            problem = _("répété, la première valeur est gardée")
        elif amount is None:
            problem = _("« %(value)s » n’est pas un nombre", value=value[:40])
        if problem or amount is None:
            unread.append((raw, value))
            remarks.append(_("%(name)s : %(problem)s.", name=name[:60], problem=problem))
            continue
        if amount < 0:
            text = N_("%(name)s : valeur négative (%(value)s), comptée 0 comme le fait le simulateur.")
            remarks.append(_(text, name=name, value=format_number(amount, 6)))
        amounts[kind, lever] = max(0.0, amount)
    levers = dict.fromkeys(lever for _which, lever in amounts)
    changes = {lever: Change(amounts.get(("c", lever)), amounts.get(("t", lever))) for lever in levers}
    return Link(region, Scenario(region.code, edition, changes, unread=tuple(unread)), tuple(remarks))


def _amount(text: str) -> float | None:
    """A number as the official page reads it (decimal point), finite; None otherwise."""
    try:
        amount = float(text)
    except ValueError:
        return None
    return amount if math.isfinite(amount) and "_" not in text else None


def write_link(region: Region, scenario: Scenario, new_targets_kt: dict[str, float] | None = None) -> str:
    """The link that opens this scenario on the official simulator.

    Amounts are written exactly (the page accepts decimals); what could not be read is written back as it was.
    `new_targets_kt` gives in kt the new targets that the scenario states as physical quantities.
    """
    query: list[tuple[str, str]] = []
    for lever, change in scenario.changes.items():
        if change.completed_kt is not None:
            query.append((f"c-{lever}", _shortest(change.completed_kt)))
        target = change.new_target_kt
        if change.new_physical is not None and new_targets_kt:
            target = new_targets_kt.get(lever)
        if target is not None:
            query.append((f"t-{lever}", _shortest(target)))
    query += scenario.unread
    address = f"https://{HOST}{PATH.format(slug=quote(region.official_slug))}"
    return f"{address}?{urlencode(query)}" if query else address


def link_of(region: Region, outcome: Outcome) -> str:
    """The official link of an evaluated scenario: new targets in kt, whatever they were given in."""
    new_kt = {line.lever.id: line.new_target_kt for line in outcome.levers if line.new_target_kt is not None}
    return write_link(region, outcome.scenario, new_kt)


def _shortest(amount: float) -> str:
    return str(int(amount)) if amount.is_integer() else repr(amount)
