"""Writing the actions of a COP: each change is whole, keeps its history, and overwrites nothing that was not seen.

Callers have checked that the right is held (`cop.permissions`); whose action it is, is checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from copilote.cop.models import Cop, Membership, Organisation, Role, territory_name
from copilote.cop.organisations import territories_of
from copilote.cop.versions import Author, Difference, author_of, row_at, save_signed, taken
from copilote.diagnostic.achieved.models import Achievement
from copilote.diagnostic.actions import SIGNS, WRITES
from copilote.diagnostic.content import (
    FIELDS,
    Content,
    checked_levers,
    content_of,
    in_words,
    levers_in_words,
    settled,
)
from copilote.diagnostic.here import Key
from copilote.diagnostic.models import OURS, Action, ActionLever, ActionPlace, Origin, Standing
from copilote.diagnostic.twice.finding import compare
from copilote.planning.actions import Share, Status
from copilote.reference.errors import InputError
from copilote.words import N_, _

AT_ONCE = 500
LEVERS, PLACES = "levers", "places"


class MeanwhileError(InputError):
    """Somebody changed the action since it was read. action : as it is now; differences : what it says otherwise than
    what was typed."""

    def __init__(self, action: Action, differences: tuple[Difference, ...]) -> None:
        super().__init__(_("Un collègue a changé cette action depuis que la page est ouverte : comparez."))
        self.action, self.differences = action, differences


class NotYoursError(InputError):
    """The action is of an organisation that the member does not speak for."""


@dataclass(frozen=True, slots=True)
class New:
    """An action to be written: whose, what, and where it comes from."""

    organisation: Organisation
    content: Content
    standing: Standing = Standing.DRAFT
    origin: Origin = Origin.WRITTEN
    origin_id: str = ""


def writes_for(member: Membership, organisation: int) -> bool:
    """Whether a member may write of the actions of an organisation (by number) of its COP."""
    if member.role == Role.ANIMATOR:
        return True
    return member.role in WRITES and member.organisation_id == organisation


def signs_for(member: Membership, organisation: int) -> bool:
    """Whether a member may validate them."""
    return member.role in SIGNS and writes_for(member, organisation)


def create(member: Membership, organisation: Organisation, content: Content, why: str = "") -> Action:
    """Write an action of an organisation. Raises NotYoursError, or InputError for what makes no sense."""
    if organisation.cop_id != member.cop_id or not writes_for(member, organisation.pk):
        raise NotYoursError(_("Vous n’écrivez que les actions de votre organisation."))
    return create_all(member.cop, [New(organisation, content)], author_of(member), why or "écrite")[0]


def create_all(cop: Cop, actions: Sequence[New], author: Author, why: str) -> list[Action]:
    """Write actions, all of them or none, in as many queries whatever their number (but for batches).

    Raises InputError for one that makes no sense, or that its organisation has from the same origin already.
    """
    rows, contents = [], []
    for new in actions:
        content = placed(new.content, new.organisation, cop)
        checked_levers(cop.region, content)
        row = Action(
            cop=cop,
            organisation=new.organisation,
            standing=new.standing,
            origin=new.origin,
            origin_id=new.origin_id,
        )
        _fill(row, content, cop, author, why)
        rows.append(row)
        contents.append(content)
    try:
        with transaction.atomic():
            made: list[Action] = bulk_create_with_history(
                rows, Action, batch_size=AT_ONCE, default_user=author.user, default_change_reason=why[:100]
            )
            _tie(list(zip(made, contents, strict=True)))
            compare(cop, made)
    except IntegrityError as error:
        raise InputError(_("Une de ces actions est déjà dans la liste de son organisation.")) from error
    return made


def change(member: Membership, number: int, content: Content, seen: int, why: str = "") -> Action:
    """Write what an action says now. seen : the version that was read. An action that is validated asks for it again
    when who changes it does not sign. Raises MeanwhileError, NotYoursError, InputError."""
    with transaction.atomic():
        action = held(member, number)
        content = placed(content, action.organisation, member.cop)
        checked_levers(member.cop.region, content)
        if not taken(action, seen):
            raise MeanwhileError(action, differences(action, content, seen))
        if content.part_of_id == action.pk:
            raise InputError(_("Une action ne fait pas partie d’elle-même."))
        _keep_units([(action, content)])
        if action.standing == Standing.VALIDATED and not signs_for(member, action.organisation_id):
            action.standing = Standing.DRAFT
        _fill(action, content, member.cop, author_of(member), why or "changée")
        _save(action, member)
        ActionLever.objects.filter(action=action).delete()
        ActionPlace.objects.filter(action=action).delete()
        _tie([(action, content)])
        compare(member.cop, [action])
    return action


def change_all(cop: Cop, changes: Sequence[tuple[Action, Content, Standing]], author: Author, why: str) -> list[Action]:
    """Write what several actions say now, and how they stand, all of them or none, in as many queries whatever their
    number (but for batches). Each action is as it was read; raises InputError when one was changed since."""
    with transaction.atomic():
        numbers = [action.pk for action, _content, _standing in changes]
        rows = Action.objects.select_for_update().filter(pk__in=numbers)
        now = dict(rows.order_by().values_list("pk", "version"))
        if any(now.get(action.pk) != action.version for action, _content, _standing in changes):
            raise InputError(_("Un collègue a changé une de ces actions entre-temps : relisez, puis recommencez."))
        _keep_units([(action, content) for action, content, _standing in changes])
        pairs = []
        for action, content, standing in changes:
            kept = placed(content, action.organisation, cop)
            checked_levers(cop.region, kept)
            _fill(action, kept, cop, author, why)
            action.version, action.standing, action.changed_at = action.version + 1, standing, timezone.now()
            pairs.append((action, kept))
        written = [*FIELDS, "said", "signed", "why", "version", "standing", "changed_at"]
        bulk_update_with_history(
            [action for action, _content in pairs],
            Action,
            [name.removesuffix("_id") for name in written],
            batch_size=AT_ONCE,
            default_user=author.user,
            default_change_reason=why[:100],
        )
        ActionLever.objects.filter(action__in=numbers).delete()
        ActionPlace.objects.filter(action__in=numbers).delete()
        _tie(pairs)
        compare(cop, [action for action, _content in pairs])
    return [action for action, _content in pairs]


def confirm(member: Membership, number: int, seen: int | None = None) -> Action:
    """Say that a known action is the organisation's own: it is written from then on."""
    return _move(member, number, seen, (Standing.KNOWN,), Standing.DRAFT, N_("confirmée : c’est bien une des nôtres"))


def refuse(member: Membership, number: int, seen: int | None = None) -> Action:
    """Say that an action is not the organisation's own: "pas à nous". It stays, and counts no more."""
    return _move(member, number, seen, (Standing.KNOWN, Standing.DRAFT), Standing.REFUSED, N_("pas à nous"))


def take_back(member: Membership, number: int, seen: int | None = None) -> Action:
    """Take back a refusal: the action is again as it was proposed, or as it was written."""
    action = held(member, number)
    back = Standing.DRAFT if action.origin == Origin.WRITTEN else Standing.KNOWN
    return _move(member, number, seen, (Standing.REFUSED,), back, N_("« pas à nous » repris"))


def validate(member: Membership, number: int, seen: int | None = None) -> Action:
    """Sign an action for its organisation. Raises NotYoursError for who does not sign, InputError without status."""
    action = held(member, number)
    if not signs_for(member, action.organisation_id):
        raise NotYoursError(_("Seul qui valide pour cette organisation peut valider ses actions."))
    if not action.status:
        raise InputError(_("Une action validée a un statut : dites où elle en est."))
    return _move(member, number, seen, (Standing.DRAFT,), Standing.VALIDATED, N_("validée"))


def stop(member: Membership, number: int, why: str, seen: int | None = None) -> Action:
    """Say that an action goes no further, and why; one that is validated asks for it again, as `change` has it. Raises
    MeanwhileError, NotYoursError, InputError for one that is not declared, or stopped already."""
    with transaction.atomic():
        action = held(member, number)
        if action.standing not in OURS or action.progress is Status.STOPPED:
            raise InputError(_("Cette action ne peut pas être arrêtée : relisez la page."))
        _claim(action, seen)
        if action.standing == Standing.VALIDATED and not signs_for(member, action.organisation_id):
            action.standing = Standing.DRAFT
        action.status = Status.STOPPED.value
        action.signed, action.why = author_of(member).role, (why or "arrêtée")[:300]
        _save(action, member)
    return action


def held(member: Membership, number: int) -> Action:
    """An action of the COP of a member, which it may write. Raises NotYoursError."""
    related = Action.objects.select_related("organisation__territory", "cop")
    action = related.filter(cop=member.cop, pk=number).first()
    if action is None or not writes_for(member, action.organisation_id):
        raise NotYoursError(_("Vous n’écrivez que les actions de votre organisation."))
    return action


def differences(action: Action, content: Content, seen: int) -> tuple[Difference, ...]:
    """What a stored action says otherwise than what was typed by who had read version `seen`."""
    region = action.cop.region
    stored, before = content_of(action), written_at(action, seen)
    found = []
    for name, label in FIELDS.items():
        was, now, typed = (getattr(each, name) for each in (before, stored, content))
        if name == "kt" and content.quantity is not None:
            continue
        if now != typed:
            first, second, third = (in_words(region, name, value) for value in (was, now, typed))
            found.append(Difference(name, _(label), first, second, third, typed != was))
    if set(stored.levers) != set(content.levers):
        first, second, third = (levers_in_words(region, each.levers) for each in (before, stored, content))
        touched = set(content.levers) != set(before.levers)
        found.append(Difference(LEVERS, _("Leviers"), first, second, third, touched))
    if set(stored.places) != set(content.places):
        first, second, third = (places_in_words(each.places) for each in (before, stored, content))
        touched = set(content.places) != set(before.places)
        found.append(Difference(PLACES, _("Territoires couverts"), first, second, third, touched))
    return tuple(found)


def written_at(action: Action, version: int) -> Content:
    """What an action said at a version; what it says now where its history does not tell."""
    return content_of(row_at(action, version))


def places_in_words(places: Iterable[Key]) -> str:
    """Territories by name."""
    return " ; ".join(territory_name(*place) for place in places)


def placed(content: Content, organisation: Organisation, cop: Cop) -> Content:
    """What is written, with the territory of its organisation where it says none; the region for who has none."""
    if content.places:
        return content
    place = organisation.territory
    own = (place.level, place.code) if place else ("region", cop.region)
    return replaced(content, places=(own,))


def replaced(content: Content, **fields: Any) -> Content:
    """What is written, with some fields otherwise."""
    return Content(**{name: getattr(content, name) for name in (*FIELDS, LEVERS, PLACES)} | fields)


def _fill(action: Action, content: Content, cop: Cop, author: Author, why: str) -> None:
    """Write what is said into the row. Raises InputError for what makes no sense."""
    for name in FIELDS:
        setattr(action, name, getattr(content, name))
    action.kt = settled(cop.region, content)
    action.said = content.said
    action.signed, action.why = author.role[:200], why[:300]
    try:
        action.clean_fields(exclude=("cop", "organisation", "part_of"))
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from None


def _keep_units(changes: Iterable[tuple[Action, Content]]) -> None:
    """Raise InputError where what an action has given, in the unit of its lever, would be read in that of another."""
    other = [action.pk for action, content in changes if action.measured and action.measured != content.measured]
    noted = Achievement.objects.filter(action__in=other, withdrawn_at=None).select_related("action") if other else ()
    for row in noted[:1]:
        raise InputError(
            _(
                "Ce qui est réalisé de « %(title)s » est noté dans l’unité de son levier : retirez d’abord ces lignes, "
                "puis changez de levier ou d’unité.",
                title=row.action.title[:60],
            )
        )


def _tie(pairs: Sequence[tuple[Action, Content]]) -> None:
    """Write the levers and places of actions."""
    levers = [
        ActionLever(action=action, lever=share.lever, part=share.part)
        for action, content in pairs
        for share in content.levers
    ]
    wanted = dict.fromkeys(place for _action, content in pairs for place in content.places)
    rows = territories_of([(level, code, territory_name(level, code)) for level, code in wanted])
    places = [
        ActionPlace(action=action, territory=rows[place])
        for action, content in pairs
        for place in dict.fromkeys(content.places)
    ]
    ActionLever.objects.bulk_create(levers, batch_size=AT_ONCE)
    ActionPlace.objects.bulk_create(places, batch_size=AT_ONCE)


def _claim(action: Action, seen: int | None) -> None:
    if not taken(action, action.version if seen is None else seen):
        raise MeanwhileError(action, ())


def _save(action: Action, member: Membership) -> None:
    action.changed_at = timezone.now()
    try:
        with transaction.atomic():
            save_signed(action, member)
    except IntegrityError:
        raise InputError(_("Cette action ne peut pas être enregistrée ainsi : relisez-la.")) from None


def _move(
    member: Membership, number: int, seen: int | None, begins: Sequence[Standing], to: Standing, why: str
) -> Action:
    """Have an action stand otherwise; nothing is done to one that does already. Raises InputError from elsewhere."""
    with transaction.atomic():
        action = held(member, number)
        if action.standing == to:
            return action
        if action.standing not in begins:
            raise InputError(
                _("Cette action est « %(standing)s » : relisez la page.", standing=Standing(action.standing).label)
            )
        _claim(action, seen)
        action.standing, action.signed, action.why = to, author_of(member).role, why
        _save(action, member)
        compare(member.cop, [action])
    return action


def share_evenly(levers: Sequence[str]) -> tuple[Share, ...]:
    """Levers with the same part each."""
    return tuple(Share(lever, 1 / len(levers)) for lever in levers)
