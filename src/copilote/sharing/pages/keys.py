"""The page where keys are compared: what each territory takes with each, who gains, who loses, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.cop.permissions import Rights
from copilote.dossier.model import Drawing
from copilote.exchange.key_rules import grades_of
from copilote.exchange.shares import DEFAULT, KeyChoice, default_rule, official_key
from copilote.planning.apportionment import TONNES
from copilote.planning.key_test import UNFIT
from copilote.reference.errors import InputError
from copilote.reference.keys import load_keys
from copilote.reference.simulator import LeverFigures, load_levers
from copilote.sharing.compare import Reading, emission_key, lever_in, readings, total_of
from copilote.sharing.decisions import choice_in_force, history_of
from copilote.sharing.pages.decided import DecisionView, decided_table, decision_view
from copilote.sharing.pages.effects import LEVELS, change_bars, change_map, changes, sentence, wide_table
from copilote.sharing.pages.mix import Mix, Option, fields_of, read_mix
from copilote.sharing.recorded import choices_of, figures_of
from copilote.simulator.pages.frame import Entry, Page, region_of
from copilote.simulator.pages.key_tests import bars_of, table_of
from copilote.simulator.pages.seen import TableView, tied
from copilote.ui.certainty import grade_name
from copilote.ui.charts.choropleth import Choropleth
from copilote.ui.translation import t
from copilote.ui.words import format_kt

LEVELS_OFFERED = ("epci", "departement", "crte")


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A way of sharing as the page explains it."""

    title: str
    how: str
    grade: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class KeysPage(Page):
    """The comparison of a lever. `choose`, `undo` : addresses for who may decide, "" for all others."""

    lever: str
    lever_label: str
    levers: tuple[Option, ...]
    levels: tuple[Option, ...]
    faces: tuple[Option, ...]
    mix: Mix
    official: str
    official_reason: str
    grade: str
    limit: str
    tests: TableView | None
    bars: Drawing | None
    readings: tuple[ReadingView, ...]
    face: str
    emission_note: str
    sentence: str
    table: TableView | None
    gains: Drawing | None
    losses: Drawing | None
    map: Choropleth | None
    unknown: str
    current: DecisionView | None
    history: tuple[DecisionView, ...]
    decided: TableView | None
    choose: str
    undo: str
    signed_in: bool


def level_of(text: str) -> str:
    """The level asked for, by EPCI unless said; raises InputError for one that is not compared."""
    level = text or LEVELS_OFFERED[0]
    if level not in LEVELS:
        accepted = ", ".join(LEVELS_OFFERED)
        raise InputError(
            _("Niveau « %(level)s » : inconnu. Niveaux acceptés : %(accepted)s.")
            % {"level": level[:40], "accepted": accepted}
        )
    return level


def asked_lever(region: str, text: str) -> LeverFigures:
    """The lever asked for; the heaviest of the region unless said."""
    if text:
        return lever_in(region, text)
    return max(load_levers(region), key=lambda one: one.target_kt or 0.0)


def keys_page(slug: str, given: Mapping[str, str], rights: Rights) -> KeysPage:
    """The page of a region's keys: `levier`, `niveau`, `face` (the reading compared), `cle1`, `poids1`…"""
    region = region_of(slug)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : aucune commune à qui partager.") % {"name": region.name})
    lever = asked_lever(region.code, given.get("levier", ""))
    level = level_of(given.get("niveau", ""))
    mix = read_mix(given, lever.id, region.code)
    current = choice_in_force(region.code, lever.id)
    held = current.as_choice() if current is not None and not current.withdrawn else None
    total = total_of(region.code, lever.id)
    found: tuple[Reading, ...] = ()
    if total is not None:
        mixed = KeyChoice(lever.id, mix.keys) if mix.keys else None
        found = readings(region.code, lever, figures_of(region.code, [lever.id]), held, mixed)
    face = _face(found, given.get("face", ""))
    base = found[0] if found else None
    moved = (
        changes(region.code, level, base.tonnes, face.tonnes)
        if base is not None and face is not None and base.tonnes is not None and face.tonnes is not None
        else ()
    )
    label = t(lever.label)
    told = sentence(moved, int(face.tonnes.sum())) if moved and face and face.tonnes is not None else ""
    target = format_kt(None if total is None else total / TONNES, mega=False)
    decides = rights.animator(region.code) is not None
    rule = default_rule(lever.id, region.code)
    return KeysPage(
        title=tied(
            (
                _("%(region)s : « %(lever)s », %(target)s à localiser")
                if rule.grade(level) == UNFIT and held is None
                else _("%(region)s : « %(lever)s », %(target)s à partager")
            )
            % {"region": region.name, "lever": label, "target": target}
        ),
        summary=_(
            "Aucune des clés à notre disposition ne place bien ce levier : sans décision de la COP, rien n’en est "
            "compté sous la région. Ce que donnerait chacune est montré pour en débattre."
        )
        if rule.grade(level) == UNFIT and held is None
        else _("Plusieurs clés côte à côte, pour choisir en connaissance de cause. Les sommes sont toujours égales."),
        region=region,
        section="territories",
        trail=(Entry(_("Clés de répartition"), reverse("keys", args=[region.slug])),),
        lever=lever.id,
        lever_label=label,
        levers=tuple(Option(one.id, t(one.label), one.id == lever.id) for one in load_levers(region.code)),
        levels=tuple(Option(one, t(LEVELS[one]), one == level) for one in LEVELS_OFFERED),
        faces=tuple(
            Option(one.id, one.title, face is not None and one.id == face.id)
            for one in found[1:]
            if one.tonnes is not None
        ),
        mix=mix,
        official=t(official_key(lever.id)),
        official_reason=t(rule.note),
        grade=grade_name(rule.grade(level)),
        limit=tied(t(rule.limit)) if rule.grade(level) == UNFIT else "",
        tests=table_of(lever.id, rule.key),
        bars=bars_of(lever.id, rule.key),
        readings=tuple(_view(one, region.code, lever.id, level) for one in found),
        face=face.title if face else "",
        emission_note=""
        if emission_key()
        else _(
            "Par émissions : aucun inventaire n’est chargé. Qui administre ce site peut en charger un, par exemple "
            "l’inventaire communal de l’ADEME."
        ),
        sentence=tied(_("« %(name)s » : %(told)s") % {"name": face.title, "told": told}) if face and told else "",
        table=wide_table(region.code, level, found, face) if face else None,
        gains=change_bars(moved) if moved else None,
        losses=change_bars(moved, losing=True) if moved else None,
        map=change_map(region.code, level, moved, _map_title(label, face)) if moved else None,
        unknown=""
        if total is not None
        else _("L’objectif régional de ce levier n’est pas connu : il n’y a rien à partager."),
        current=decision_view(current, region.code, names=rights.reads(region.code)) if current else None,
        history=tuple(
            decision_view(row, region.code, names=rights.reads(region.code))
            for row in history_of(region.code, lever.id)
            if not row.in_force
        ),
        decided=decided_table(region.code, region.slug, choices_of(region.code)),
        choose=_choose(region.slug, lever.id, level, face, mix) if decides and total is not None else "",
        undo=reverse("keys_undo", args=[region.slug]) + f"?levier={lever.id}" if decides and held else "",
        signed_in=rights.signed_in,
    )


def _face(found: tuple[Reading, ...], asked: str) -> Reading | None:
    """The reading that is compared with the default one: that asked for, else the typed mix, the COP's, the next."""
    usable = {one.id: one for one in found[1:] if one.tonnes is not None}
    for name in (asked, "melange", "cop", "habitants"):
        if name in usable:
            return usable[name]
    return next(iter(usable.values()), None)


def _view(one: Reading, region: str, lever: str, level: str) -> ReadingView:
    return ReadingView(one.title, tied(one.how), grade_name(reading_grade(one, region, lever, level)), one.problem)


def reading_grade(one: Reading, region: str, lever: str, level: str) -> str:
    """The grade of a reading: the weakest of its keys, each by its own test."""
    rule = default_rule(lever, region)
    keys = [DEFAULT] if one.choice is None else [key for key, _weight in one.choice.keys]
    rank = 0 if level == "commune" else 1
    return max(grades_of(lever, rule.key if key == DEFAULT else key, region)[rank] for key in keys)


def _map_title(label: str, face: Reading | None) -> str:
    return _("« %(lever)s » : écart de « %(face)s » à la règle habituelle, en %%") % {
        "lever": label,
        "face": face.title if face else "",
    }


def _choose(slug: str, lever: str, level: str, face: Reading | None, mix: Mix) -> str:
    """The form of the choice, filled with the mix that was typed, else with the reading compared."""
    choice = KeyChoice(lever, mix.keys) if mix.keys else face.choice if face else None
    known = choice is not None and all(key in load_keys() or key == "defaut" for key, _weight in choice.keys)
    fields = {"levier": lever, "niveau": level} | (fields_of(choice) if choice is not None and known else {})
    return f"{reverse('keys_choose', args=[slug])}?{urlencode(fields)}"
