"""Writing what a COP decides: every row closes the one before it, in one transaction, and keeps date, role and reason.

Callers have checked who asks (`cop.permissions`); what is written is checked here again, by the models.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from copilote.cop.models import Member
from copilote.exchange.perimeters import places
from copilote.exchange.shares import KeyChoice
from copilote.reference.errors import InputError
from copilote.sharing.models import LeverKeyChoice, Perimeter, Recorded, TerritoryFigure

MOST_HISTORY = 50


def choice_in_force(region: str, lever: str) -> LeverKeyChoice | None:
    """The row in force for a lever, a withdrawal too; None when nothing was ever decided."""
    return LeverKeyChoice.objects.filter(cop__region=region, lever=lever, in_force=True).first()


def history_of(region: str, lever: str) -> tuple[LeverKeyChoice, ...]:
    """All that was decided for a lever, the newest first."""
    rows = LeverKeyChoice.objects.filter(cop__region=region, lever=lever).select_related("restores", "author")
    return tuple(rows.order_by("-pk")[:MOST_HISTORY])


def record_choice(member: Member, choice: KeyChoice, seen: int | None = None) -> LeverKeyChoice:
    """Record a choice of the COP. `seen` : the row in force when the author read the page, 0 for none; None to skip.

    Raises InputError when another was recorded meanwhile, or when the choice is not one.
    """
    row = LeverKeyChoice(
        cop=member.cop,
        lever=choice.lever,
        keys=[list(pair) for pair in choice.keys],
        bounds=[[one.level, one.code, one.floor_kt, one.ceiling_kt] for one in choice.bounds],
        reason=choice.reason.strip(),
    )
    current = LeverKeyChoice.objects.filter(cop=member.cop, lever=choice.lever, in_force=True)
    _replace(row, member, current, seen)
    return row


def before(row: LeverKeyChoice) -> LeverKeyChoice | None:
    """The choice that undoing this one brings back; None for the default key."""
    origin = row
    while origin.restores is not None:
        origin = origin.restores
    earlier = (
        LeverKeyChoice.objects.filter(cop_id=row.cop_id, lever=row.lever, pk__lt=origin.pk).order_by("-pk").first()
    )
    while earlier is not None and earlier.restores is not None:
        earlier = earlier.restores
    return None if earlier is None or earlier.withdrawn else earlier


def undo_choice(member: Member, row: LeverKeyChoice, reason: str) -> LeverKeyChoice:
    """Go back to what was in force before a choice: a new row says so, with its own reason.

    Raises InputError when the row is not in force any more, or is a withdrawal.
    """
    if row.withdrawn or not row.in_force or row.cop_id != member.cop_id:
        raise InputError("Ce choix n’est plus en vigueur : relisez la page.")
    earlier = before(row)
    fresh = LeverKeyChoice(
        cop=member.cop,
        lever=row.lever,
        keys=earlier.keys if earlier else [],
        bounds=earlier.bounds if earlier else [],
        reason=reason.strip(),
        withdrawn=earlier is None,
        restores=earlier,
    )
    current = LeverKeyChoice.objects.filter(cop=member.cop, lever=row.lever, in_force=True)
    _replace(fresh, member, current, row.pk)
    return fresh


def record_figure(
    member: Member, lever: str, done_kt: float | None, proposed_kt: float | None, reason: str
) -> TerritoryFigure:
    """Record what a territory says of a lever; both None take back what it had said."""
    row = TerritoryFigure(
        cop=member.cop,
        level=member.territory_level,
        code=member.territory_code,
        lever=lever,
        done_kt=done_kt,
        proposed_kt=proposed_kt,
        reason=reason.strip(),
    )
    current = TerritoryFigure.objects.filter(cop=member.cop, level=row.level, code=row.code, lever=lever, in_force=True)
    _replace(row, member, current, None)
    return row


def record_perimeter(
    member: Member, name: str, kind: str, codes: tuple[str, ...], replaces: tuple[str, ...] = ()
) -> Perimeter:
    """Record a perimeter of the COP; one of the same name is replaced.

    replaces : codes of the listed CRTE whose place a CRTE takes in this COP. Raises InputError for one that is not in
    the region, or that another perimeter of the COP replaces already.
    """
    name, region = name.strip(), member.cop.region
    listed = {one.code: one.name for one in places(region, "crte")}
    for code in replaces:
        if code not in listed:
            raise InputError(_("« %(code)s » n’est pas un CRTE de la liste dans cette région.") % {"code": code[:40]})
    for other in Perimeter.objects.filter(cop=member.cop, in_force=True).exclude(name=name):
        if taken := set(other.replaced()) & set(replaces):
            told = _("« %(name)s » remplace déjà : %(crte)s. Retirez-le d’abord.")
            raise InputError(told % {"name": other.name, "crte": ", ".join(listed[code] for code in sorted(taken))})
    row = Perimeter(cop=member.cop, name=name, kind=kind, codes=list(codes), replaces=list(replaces))
    _replace(row, member, Perimeter.objects.filter(cop=member.cop, name=row.name, in_force=True), None)
    return row


def close_perimeter(member: Member, number: int) -> Perimeter:
    """Take a perimeter out of the COP's list: the listed CRTE that it replaced are back. Its row stays, with the date
    and who took it out. Raises InputError when it is not there."""
    row = Perimeter.objects.filter(cop=member.cop, pk=number, in_force=True).first()
    if row is None:
        raise InputError("Ce périmètre n’est plus dans la liste : relisez la page.")
    with override("fr"):
        row.in_force, row.ended_at, row.ended_role = False, timezone.now(), member.words
    row.save(update_fields=["in_force", "ended_at", "ended_role"])
    return row


def restore_perimeter(member: Member, number: int) -> Perimeter:
    """Put back a perimeter that was taken out, as it was: a new row, of who puts it back. Raises InputError when it is
    not one of the COP, or when another of its name, or in the place of the same CRTE, is in force."""
    row = Perimeter.objects.filter(cop=member.cop, pk=number, in_force=False).first()
    if row is None or Perimeter.objects.filter(cop=member.cop, name=row.name, in_force=True).exists():
        raise InputError(_("Ce périmètre ne peut pas être remis : relisez la page."))
    return record_perimeter(member, row.name, row.kind, row.as_list(), row.replaced())


def closed_perimeters(region: str) -> tuple[Perimeter, ...]:
    """Those taken out, the last of each name that is no longer in force, the newest first."""
    held = set(Perimeter.objects.filter(cop__region=region, in_force=True).values_list("name", flat=True))
    last: dict[str, Perimeter] = {}
    for row in Perimeter.objects.filter(cop__region=region, in_force=False).exclude(ended_role="").order_by("-pk"):
        last.setdefault(row.name, row)
    return tuple(row for name, row in last.items() if name not in held)


def _replace(row: Recorded, member: Member, current: QuerySet[Recorded], seen: int | None) -> None:
    """Close the row in force and write the new one, or neither."""
    row.signed_by(member)
    try:
        with transaction.atomic():
            held = current.select_for_update().first()
            if seen is not None and (held.pk if held else 0) != seen:
                raise InputError(_("Un autre choix vient d’être enregistré pour ce levier : relisez la page."))
            if held is not None:
                held.in_force, held.ended_at = False, timezone.now()
                held.save(update_fields=["in_force", "ended_at"])
            row.full_clean()
            row.save()
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from None
    except IntegrityError:
        raise InputError(_("Un autre choix vient d’être enregistré pour ce levier : relisez la page.")) from None
