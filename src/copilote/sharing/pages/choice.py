"""The form by which a COP chooses a key, what it would change, and going back on a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing
from copilote.exchange.numbers import parse_number
from copilote.exchange.perimeters import places
from copilote.exchange.shares import Bound, KeyChoice
from copilote.planning.allocation import AllocationError
from copilote.planning.apportionment import TONNES, Tonnes
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import LeverFigures, Region
from copilote.sharing.compare import by_code, lever_in, spread, total_of
from copilote.sharing.decisions import before, choice_in_force
from copilote.sharing.models import LeverKeyChoice
from copilote.sharing.pages.decided import DecisionView, bound_in_words, decision_view, keys_in_words
from copilote.sharing.pages.effects import LEVELS, change_bars, change_map, change_table, changes, kt, sentence
from copilote.sharing.pages.keys import LEVELS_OFFERED, level_of
from copilote.sharing.pages.mix import Mix, Option, fields_of, read_mix
from copilote.sharing.sheet_words import shown_name
from copilote.simulator.fields import field_text
from copilote.simulator.pages.frame import Entry, Page, region_of
from copilote.simulator.pages.seen import TableView, tied
from copilote.ui.charts.choropleth import Choropleth
from copilote.ui.translation import t
from copilote.ui.words import format_kt, typed

MOST_REASON = 2000


@dataclass(frozen=True, slots=True)
class LimitRow:
    """The floor and the ceiling of a territory, as typed."""

    code: str
    name: str
    share: str
    floor: str
    ceiling: str
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """The form. `seen` : the row in force when the page was made, 0 for none; errors stand beside their fields."""

    lever: str
    lever_label: str
    level: str
    levels: tuple[Option, ...]
    mix: Mix
    mix_error: str
    reason: str
    reason_error: str
    limits: tuple[LimitRow, ...]
    limits_error: str
    limited: bool
    seen: int

    @property
    def wrong(self) -> bool:
        """Whether something must be corrected."""
        return bool(
            self.mix.wrong
            or self.mix_error
            or self.reason_error
            or self.limits_error
            or any(one.error for one in self.limits)
        )


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """What a choice would change, before it is recorded. `fields` : what was typed, to be sent again."""

    choice: KeyChoice
    lever_label: str
    keys: str
    bounds: tuple[str, ...]
    reason: str
    sentence: str
    sums: str
    table: TableView
    gains: Drawing | None
    losses: Drawing | None
    map: Choropleth | None
    fields: tuple[tuple[str, str], ...]
    seen: int


@dataclass(frozen=True, kw_only=True)
class UndoPage(Page):
    """Going back on the choice in force: what it was, what comes back, why."""

    lever: str
    lever_label: str
    current: DecisionView
    back: str
    reason: str
    reason_error: str
    seen: int


def choice_page(slug: str, given: Mapping[str, str], *, sent: bool) -> ChoicePage:
    """The form, as opened (with keys in the address, or those in force) or as sent, with what is wrong."""
    region = region_of(slug)
    lever = lever_in(region.code, given.get("levier", ""))
    current = choice_in_force(region.code, lever.id)
    held = current.as_choice() if current is not None and not current.withdrawn else None
    own_level = held.bounds[0].level if held and held.bounds else ""
    level = level_of(given.get("niveau", "") or own_level)
    known = total_of(region.code, lever.id) is not None
    if not known:
        raise InputError(_("L’objectif régional de ce levier n’est pas connu : il n’y a rien à partager."))
    fields = dict(given.items())
    if not sent:
        if held is not None and not fields.get("cle1"):
            fields |= fields_of(held)
        fields |= _limit_fields(held, level)
    mix = read_mix(fields, lever.id, region.code)
    limits = _limits(region.code, lever, level, fields)
    reason = fields.get("raison", "").strip().replace("\r\n", "\n")
    label = t(lever.label)
    page = ChoicePage(
        title=tied(_("Choisir la clé de « %(lever)s »") % {"lever": label}),
        summary=_(
            "Vous verrez ce que ce choix change avant de l’enregistrer. Il sera public, avec sa date et sa raison."
        ),
        region=region,
        section="territories",
        trail=_trail(region, lever.id, _("Choisir")),
        lever=lever.id,
        lever_label=label,
        level=level,
        levels=tuple(Option(one, t(LEVELS[one]), one == level) for one in LEVELS_OFFERED),
        mix=mix,
        mix_error=_("Choisissez une clé au moins.") if sent and not mix.keys and not mix.wrong else "",
        reason=reason,
        reason_error=_reason_error(reason) if sent else "",
        limits=limits,
        limits_error="",
        limited=any(one.floor or one.ceiling for one in limits),
        seen=_seen(given) if sent else (current.pk if current else 0),
    )
    return _checked(page, region, lever) if sent and not page.wrong else page


def _checked(page: ChoicePage, region: Region, lever: LeverFigures) -> ChoicePage:
    """The same with what makes the sum impossible, said by how much."""
    try:
        spread(region.code, lever, choice_of(page))
    except AllocationError as error:
        return replace(page, limits_error=t(str(error)))
    except CopiloteError as error:
        return replace(page, mix_error=t(str(error)))
    return page


def choice_of(page: ChoicePage) -> KeyChoice:
    """The choice that a form without mistake says."""
    bounds = tuple(
        Bound(page.level, one.code, _kt_of(one.floor), _kt_of(one.ceiling))
        for one in page.limits
        if one.floor or one.ceiling
    )
    return KeyChoice(page.lever, page.mix.keys, bounds, page.reason)


def preview_page(slug: str, form: ChoicePage, given: Mapping[str, str]) -> PreviewPage:
    """What the choice of a form without mistake would change, against what holds today."""
    region = region_of(slug)
    lever = lever_in(region.code, form.lever)
    choice = choice_of(form)
    current = choice_in_force(region.code, lever.id)
    held = current.as_choice() if current is not None and not current.withdrawn else KeyChoice(lever.id)
    old, new = _old(region.code, lever, held), spread(region.code, lever, choice)
    found = changes(region.code, form.level, old, new)
    sums = _("Somme de la région : %(before)s kt avant, %(after)s kt après, égales à la tonne.") % {
        "before": kt(int(old.sum())),
        "after": kt(int(new.sum())),
    }
    kept = ("levier", "niveau", "raison", "vu")
    fields = tuple(
        (name, value)
        for name, value in given.items()
        if value and (name in kept or name.startswith(("cle", "poids", "min-", "max-")))
    )
    return PreviewPage(
        title=tied(_("« %(lever)s » : ce que ce choix change") % {"lever": form.lever_label}),
        summary=tied(sentence(found, int(new.sum()))),
        region=region,
        section="territories",
        trail=_trail(region, lever.id, _("Confirmer")),
        choice=choice,
        lever_label=form.lever_label,
        keys=keys_in_words(choice, region.code),
        bounds=tuple(bound_in_words(one) for one in choice.bounds),
        reason=choice.reason,
        sentence=tied(sentence(found, int(new.sum()))),
        sums=tied(sums),
        table=change_table(region.code, form.level, found, int(new.sum())),
        gains=change_bars(found),
        losses=change_bars(found, losing=True),
        map=change_map(region.code, form.level, found, _("Écart à la répartition d’aujourd’hui, en %")),
        fields=fields,
        seen=form.seen,
    )


def _old(region: str, lever: LeverFigures, held: KeyChoice) -> Tonnes:
    """Today's shares; the default ones where the choice in force cannot be followed any more."""
    try:
        return spread(region, lever, held)
    except CopiloteError:
        return spread(region, lever, KeyChoice(lever.id))


def undo_page(slug: str, given: Mapping[str, str], *, sent: bool) -> tuple[UndoPage, LeverKeyChoice]:
    """The page of going back, and the row in force; raises InputError when there is nothing to go back on."""
    region = region_of(slug)
    lever = lever_in(region.code, given.get("levier", ""))
    row = choice_in_force(region.code, lever.id)
    if row is None or row.withdrawn:
        raise InputError(_("Aucun choix n’est en vigueur pour ce levier : il n’y a rien à annuler."))
    earlier = before(row)
    back = (
        _("Le choix d’avant reviendra : %(what)s.") % {"what": keys_in_words(earlier.as_choice(), region.code)}
        if earlier
        else _("La règle habituelle s’appliquera à nouveau.")
    )
    reason = given.get("raison", "").strip()
    page = UndoPage(
        title=tied(_("Annuler le choix pour « %(lever)s »") % {"lever": t(lever.label)}),
        summary=tied(back),
        region=region,
        section="territories",
        trail=_trail(region, lever.id, _("Annuler")),
        lever=lever.id,
        lever_label=t(lever.label),
        current=decision_view(row, region.code, names=True),
        back=tied(back),
        reason=reason,
        reason_error=_reason_error(reason) if sent else "",
        seen=_seen(given) if sent else row.pk,
    )
    return page, row


def _trail(region: Region, lever: str, here: str) -> tuple[Entry, ...]:
    keys = reverse("keys", args=[region.slug])
    return (Entry(_("Clés de répartition"), f"{keys}?levier={lever}"), Entry(here, ""))


def _reason_error(reason: str) -> str:
    if not reason:
        return _("Écrivez la raison : elle sera publique.")
    if len(reason) > MOST_REASON:
        return _("Raison trop longue : %(count)s signes, pour %(most)s au plus.") % {
            "count": len(reason),
            "most": MOST_REASON,
        }
    return ""


def _seen(given: Mapping[str, str]) -> int:
    text = given.get("vu", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _limit_fields(held: KeyChoice | None, level: str) -> dict[str, str]:
    found = {}
    for one in held.bounds if held else ():
        if one.level != level:
            continue
        if one.floor_kt is not None:
            found[f"min-{one.code}"] = field_text(one.floor_kt, 6)
        if one.ceiling_kt is not None:
            found[f"max-{one.code}"] = field_text(one.ceiling_kt, 6)
    return found


def _limits(region: str, lever: LeverFigures, level: str, fields: Mapping[str, str]) -> tuple[LimitRow, ...]:
    default = by_code(region, level, spread(region, lever, KeyChoice(lever.id)))
    rows = []
    for place in places(region, level):
        floor, ceiling = (fields.get(f"{end}-{place.code}", "").strip()[:40] for end in ("min", "max"))
        share = format_kt(default[place.code] / TONNES, mega=False)
        rows.append(LimitRow(place.code, shown_name(place.name), share, floor, ceiling, _limit_error(floor, ceiling)))
    return tuple(rows)


def _limit_error(floor: str, ceiling: str) -> str:
    try:
        low, high = _kt_of(floor), _kt_of(ceiling)
    except CopiloteError as error:
        return t(str(error))
    if (low or 0) < 0 or (high or 0) < 0:
        return _("Un plancher ou un plafond ne peut pas être négatif.")
    if low is not None and high is not None and low > high:
        return _("Le plancher dépasse le plafond.")
    return ""


def _kt_of(text: str) -> float | None:
    return parse_number(typed(text), _("kt")) if text else None
