"""The page where keys are compared: what each territory takes with each, who gains, who loses, what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy

from copilote.cop.permissions import Rights
from copilote.exchange.key_rules import grades_of, key_test_of, metropolitan, state_key
from copilote.exchange.shares import DEFAULT, KeyChoice, default_rule, key_title, keys_for
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Rule
from copilote.planning.key_test import UNFIT
from copilote.publish.table import Column, Kind, Table
from copilote.reference.keys import load_keys
from copilote.reference.simulator import LeverFigures, load_levers, load_regions
from copilote.sharing.compare import Reading, emission_key, lever_in, readings, total_of
from copilote.sharing.decisions import choice_in_force, history_of
from copilote.sharing.levels import COMPARED, compared_level, plural_of, shared_region
from copilote.sharing.pages.decided import DecisionView, decided_table, decision_view
from copilote.sharing.pages.effects import Effects
from copilote.sharing.recorded import choices_of, figures_of
from copilote.ui.certainty import grade_name
from copilote.ui.charts import Bar, bars
from copilote.ui.drawing import Drawing
from copilote.ui.forms import AmountField, Form
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import NBSP, format_kt, format_number, format_percent
from copilote.words.typography import capital, tied

ROWS = (1, 2, 3)
MOST_WEIGHT = 1000


class MixForm(Form):
    """The fields `cle1`, `poids1`… of a lever in a region; `keys` once they are valid."""

    def __init__(self, lever: str, region: str, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **{"auto_id": "%s", "use_required_attribute": False} | options)
        own = default_rule(lever, region).key
        usual = _("Règle habituelle : %(key)s", key=key_title(own))
        others = [(key.id, key.title) for key in keys_for(lever, region) if key.id != own]
        unknown = {"invalid_choice": gettext_lazy("Clé inconnue dans cette région : choisissez-en une dans la liste.")}
        for row in ROWS:
            self.fields[f"cle{row}"] = forms.ChoiceField(
                label=_("Clé %(n)s", n=row),
                choices=[("", _("Aucune")), (DEFAULT, usual), *others],
                required=False,
                error_messages=unknown,
            )
            self.fields[f"poids{row}"] = AmountField(label=_("Poids"))
        self.dress()

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows as the template writes them."""
        return [(self[f"cle{row}"], self[f"poids{row}"]) for row in ROWS]

    def clean(self) -> dict[str, Any]:
        """A key without weight counts 1."""
        cleaned = super().clean() or {}
        for row in ROWS:
            weight, key = cleaned.get(f"poids{row}"), cleaned.get(f"cle{row}")
            if weight is not None and not 0 < weight <= MOST_WEIGHT:
                text = _("Poids : un nombre au-dessus de 0, et de 1 000 au plus, est attendu.")
                self.add_error(f"poids{row}", text)
            elif weight is not None and key == "":
                self.add_error(f"poids{row}", _("Un poids sans clé : choisissez la clé, ou effacez le poids."))
        return cleaned

    @property
    def keys(self) -> tuple[tuple[str, float], ...]:
        """As a choice takes them: the same key twice has its weights added; empty when nothing was chosen, or wrong."""
        weights: dict[str, float] = {}
        if self.is_bound and not any(self[f"{name}{row}"].errors for row in ROWS for name in ("cle", "poids")):
            for row in ROWS:
                if key := self.cleaned_data[f"cle{row}"]:
                    weight = self.cleaned_data[f"poids{row}"]
                    weights[key] = weights.get(key, 0.0) + (1.0 if weight is None else weight)
        return tuple(weights.items())


def fields_of(choice: KeyChoice) -> dict[str, str]:
    """The fields that say the keys of a choice."""
    fields: dict[str, str] = {}
    for row, (key, weight) in zip(ROWS, choice.keys, strict=False):
        fields |= {f"cle{row}": key, f"poids{row}": f"{weight:g}".replace(".", ",")}
    return fields


class KeysForm(MixForm):
    """What is compared: a lever, at a level, by which reading or mix of keys."""

    levier = forms.ChoiceField(label=gettext_lazy("Levier"))
    niveau = forms.ChoiceField(label=gettext_lazy("Par"))
    face = forms.CharField(label=gettext_lazy("Comparer à la règle habituelle"), required=False, widget=forms.Select)

    def __init__(self, lever: str, region: str, level: str, given: Mapping[str, Any]) -> None:
        super().__init__(lever, region, {**given, "levier": lever, "niveau": level})
        themes: dict[str, list[tuple[str, str]]] = {}
        for figures in load_levers(region):
            themes.setdefault(figures.theme, []).append((figures.id, figures.label))
        self.offer("levier", list(themes.items()))
        names = ((offered, plural_of(offered)) for offered in COMPARED)
        self.offer("niveau", [(offered, capital(name)) for offered, name in names])

    def face_to_face(self, compared: Sequence[Reading], chosen: Reading | None) -> None:
        """Offer the readings that may be compared with the first one, known once the mix is."""
        choices = [(reading.id, reading.title) for reading in compared[1:] if reading.tonnes is not None]
        self.fields["face"].widget.choices = choices
        self.data = {**self.data, "face": chosen.id if chosen else ""}

    @property
    def mixed(self) -> bool:
        """Whether something was typed of a mix."""
        return any(field.value() for pair in self.pairs for field in pair)


@dataclass(frozen=True, kw_only=True)
class KeysPage(Page):
    """The comparison of a lever. `choose`, `undo` : addresses for who may decide, "" for all others.

    rule : the default one, `grade` its grade in words, `limit` why no key places the lever, "" if one does. readings :
    each with its grade in words. sentence, effects, table : what the reading compared changes, empty where nothing is.
    """

    lever: LeverFigures
    form: KeysForm
    official: str
    rule: Rule
    grade: str
    limit: str
    tests: Table | None
    bars: Drawing | None
    readings: tuple[tuple[Reading, str], ...]
    emissions: bool
    sentence: str
    effects: Effects | None
    table: Table | None
    current: DecisionView | None
    history: tuple[DecisionView, ...]
    decided: Table
    choose: str
    undo: str
    signed_in: bool


def keys_page(slug: str, given: Mapping[str, Any], rights: Rights) -> KeysPage:
    """The page of a region's keys: `levier`, `niveau`, `face` (the reading compared), `cle1`, `poids1`…"""
    region = shared_region(slug)
    code, asked = region.code, given.get("levier", "")
    lever = lever_in(code, asked) if asked else max(load_levers(code), key=lambda figures: figures.target_kt or 0.0)
    level = compared_level(given.get("niveau", ""))
    form = KeysForm(lever.id, code, level, given)
    current, total = choice_in_force(code, lever.id), total_of(code, lever.id)
    chosen = current.as_choice() if current is not None and not current.withdrawn else None
    compared: tuple[Reading, ...] = ()
    if total is not None:
        mix = KeyChoice(lever.id, form.keys) if form.keys else None
        compared = readings(code, lever, figures_of(code, [lever.id]), chosen, mix)
    face = _face(compared, given.get("face", ""))
    form.face_to_face(compared, face)
    rule = default_rule(lever.id, code)
    unfit, names = rule.grade(level) == UNFIT, rights.reads(code)
    chooses, undoes = rights.acting("sharing.choose_key", code), rights.acting("sharing.undo_key", code)
    effects, table, sentence = None, None, ""
    if face is not None:
        effects, table = _compared(code, level, lever, compared, face)
        sentence = tied(_("« %(name)s » : %(told)s", name=face.title, told=effects.sentence))
    return KeysPage(
        title=_title(region.name, lever, total, unfit and chosen is None),
        summary=_(
            "Aucune des clés à notre disposition ne place bien ce levier : sans décision de la COP, rien n’en est "
            "compté sous la région. Ce que donnerait chacune est montré pour en débattre."
        )
        if unfit and chosen is None
        else _("Plusieurs clés côte à côte, pour choisir en connaissance de cause. Les sommes sont toujours égales."),
        region=region,
        section="territories.keys",
        trail=(Entry.to(_("Clés de répartition"), "keys", region.slug),),
        lever=lever,
        form=form,
        official=state_key(lever.id),
        rule=rule,
        grade=grade_name(rule.grade(level)),
        limit=tied(rule.limit) if unfit else "",
        tests=table_of(lever.id, rule.key),
        bars=bars_of(lever.id, rule.key),
        readings=tuple((reading, _grade(reading, code, lever.id, level)) for reading in compared),
        emissions=bool(emission_key()),
        sentence=sentence,
        effects=effects,
        table=table,
        current=decision_view(current, code, names=names) if current else None,
        history=tuple(decision_view(row, code, names=names) for row in history_of(code, lever.id) if not row.in_force),
        decided=decided_table(code, region.slug, choices_of(code)),
        choose=_choose(region.slug, lever.id, level, face, form) if chooses and total is not None else "",
        undo=reverse("keys_undo", args=[region.slug]) + f"?levier={lever.id}" if undoes and chosen else "",
        signed_in=rights.signed_in,
    )


def _title(region: str, lever: LeverFigures, total: int | None, unplaced: bool) -> str:
    values = {"region": region, "lever": lever.label}
    values["target"] = format_kt(None if total is None else total / TONNES, mega=False)
    if unplaced:
        return tied(_("%(region)s : « %(lever)s », %(target)s à localiser", **values))
    return tied(_("%(region)s : « %(lever)s », %(target)s à partager", **values))


def _compared(
    region: str, level: str, lever: LeverFigures, compared: Sequence[Reading], face: Reading
) -> tuple[Effects, Table]:
    """What a reading changes against the first one, beside all of them."""
    names = {"face": face.title, "first": compared[0].title, "lever": lever.label}
    title = _("« %(lever)s » : écart de « %(face)s » à la règle habituelle, en %%", **names)
    usable = {reading: reading.tonnes for reading in compared if reading.tonnes is not None}
    effects = Effects(region, level, usable[compared[0]], usable[face], title)
    sharings = [(Column(way.id, f"{way.title} (kt)", Kind.KT), tonnes) for way, tonnes in usable.items()]
    title = _("Part de chacun selon la clé, et écart entre « %(face)s » et « %(first)s »", **names)
    return effects, effects.table("cles", title, sharings)


def _face(compared: tuple[Reading, ...], asked: str) -> Reading | None:
    """The reading that is compared with the default one: that asked for, else the typed mix, the COP's, the next."""
    usable = {reading.id: reading for reading in compared[1:] if reading.tonnes is not None}
    return next(
        (usable[name] for name in (asked, "melange", "cop", "habitants") if name in usable),
        next(iter(usable.values()), None),
    )


def _grade(reading: Reading, region: str, lever: str, level: str) -> str:
    """How sure a reading is: as the weakest of its keys, each by its own test."""
    own = default_rule(lever, region).key
    keys = [DEFAULT] if reading.choice is None else [key for key, _weight in reading.choice.keys]
    rank = 0 if level == "commune" else 1
    return grade_name(max(grades_of(lever, own if key == DEFAULT else key, region)[rank] for key in keys))


def _choose(slug: str, lever: str, level: str, face: Reading | None, form: MixForm) -> str:
    """The form of the choice, filled with the mix that was typed, else with the reading compared."""
    choice = KeyChoice(lever, form.keys) if form.keys else face.choice if face else None
    known = choice is not None and all(key in load_keys() or key == DEFAULT for key, _weight in choice.keys)
    fields = {"levier": lever, "niveau": level} | (fields_of(choice) if choice is not None and known else {})
    return f"{reverse('keys_choose', args=[slug])}?{urlencode(fields)}"


MOST_BARS = 8
"""Keys that the chart compares at most: the one in use and the best others."""
REGION = Column("region", N_("Région"))
RATIO = Column("ratio", N_("Ce que donne la clé, rapporté à l’objectif publié"), Kind.NUMBER)
PLAINLY = Column("words", N_("En clair"))


def table_of(lever: str, key: str) -> Table | None:
    """The test of a lever's key, region by region: published share, share by the key, ratio; None when untested."""
    test = key_test_of(lever, key)
    if test is None:
        return None
    names = {region.code: region.name for region in load_regions()}
    fields = [
        (REGION, names.__getitem__),
        (RATIO, lambda code: f"×{NBSP}{format_number(test.ratios[code], 2)}"),
        (PLAINLY, lambda code: _words(test.ratios[code])),
    ]
    note = _(
        "Mal placé : %(part)s de l’objectif de la métropole irait dans une autre région que celle où l’État l’a mis "
        "(%(others)s si l’on met à part celle qui s’écarte le plus). Une clé qui place bien les régions peut encore "
        "mal placer les communes : cette épreuve est nécessaire, non suffisante.",
        part=format_percent(test.misplaced),
        others=format_percent(test.without_worst),
    )
    tested = [code for code in metropolitan() if code in test.ratios]
    title = _("La clé à l’épreuve des objectifs régionaux")
    return Table.of("epreuve", title, fields, tested, note=tied(note))


def _words(ratio: float) -> str:
    if 0.9 <= ratio <= 1.1:
        return _("à 10 % près")
    return _("trop") if ratio > 1 else _("trop peu")


def bars_of(lever: str, key: str) -> Drawing | None:
    """The part misplaced by the key in use and by the best others, the best first; None when untested."""
    tests = {other: test for other in load_keys() if (test := key_test_of(lever, other)) is not None}
    if key not in tests:
        return None
    ranked = sorted(tests, key=lambda other: (tests[other].misplaced, other))[:MOST_BARS]
    shown = ranked if key in ranked else [*ranked[: MOST_BARS - 1], key]
    own = _("%(key)s (celle de ce levier)", key=key_title(key))
    items = [Bar(own if other == key else key_title(other), 100 * tests[other].misplaced) for other in shown]
    return Drawing.of(
        bars,
        items,
        prefix="epreuves",
        caption=_("Moins il y en a, mieux la clé retrouve les objectifs que l’État a publiés, région par région."),
        title=_("Part mal placée entre les régions, selon la clé"),
        unit="%",
        write=lambda value: format_percent(None if value is None else value / 100),
    )
