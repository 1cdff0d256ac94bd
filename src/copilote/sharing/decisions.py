"""Writing what a COP decides: every row closes the one before it, in one transaction, and keeps date, role and reason.

Callers have checked who asks (`cop.permissions`); what is written is checked here again, by the models.
"""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from copilote.cop.journal import close, record
from copilote.cop.models import REGIONAL, Membership
from copilote.exchange.perimeters import places
from copilote.exchange.shares import KeyChoice
from copilote.reference.errors import InputError
from copilote.sharing.models import LeverKeyChoice, Perimeter, TerritoryFigure
from copilote.territories.drawn import waiting
from copilote.territories.models import Territory
from copilote.words import _

MOST_HISTORY = 50


def _choices(region: str, lever: str) -> QuerySet[LeverKeyChoice]:
    """Those of the current COP of a region."""
    return LeverKeyChoice.objects.filter(cop__region=region, **REGIONAL, lever=lever)


def choice_in_force(region: str, lever: str) -> LeverKeyChoice | None:
    """The row in force for a lever, a withdrawal too; None when nothing was ever decided."""
    return _choices(region, lever).filter(in_force=True).first()


def history_of(region: str, lever: str) -> tuple[LeverKeyChoice, ...]:
    """All that was decided for a lever, the newest first."""
    return tuple(_choices(region, lever).select_related("restores", "author").order_by("-pk")[:MOST_HISTORY])


def record_choice(member: Membership, choice: KeyChoice, seen: int | None = None) -> LeverKeyChoice:
    """Record a choice of the COP. `seen` : the row in force when the author read the page, 0 for none; None to skip.

    Raises MeanwhileError when another was recorded meanwhile, InputError when the choice is not one.
    """
    row = LeverKeyChoice(
        lever=choice.lever,
        keys=[list(pair) for pair in choice.keys],
        bounds=[[bound.level, bound.code, bound.floor_kt, bound.ceiling_kt] for bound in choice.bounds],
        reason=choice.reason.strip(),
    )
    return record(row, member, seen)


def before(row: LeverKeyChoice) -> LeverKeyChoice | None:
    """The choice that undoing this one brings back; None for the default key."""
    same = LeverKeyChoice.objects.filter(cop=row.cop, lever=row.lever)
    earlier = same.filter(pk__lt=_origin(row).pk).order_by("-pk").first()
    brought_back = _origin(earlier) if earlier else None
    return None if brought_back is None or brought_back.withdrawn else brought_back


def _origin(row: LeverKeyChoice) -> LeverKeyChoice:
    """The choice that a row brings back, itself when it brings none back."""
    while row.restores is not None:
        row = row.restores
    return row


def undo_choice(member: Membership, row: LeverKeyChoice, reason: str) -> LeverKeyChoice:
    """Go back to what was in force before a choice: a new row says so, with its own reason.

    Raises InputError when the row is not in force any more, or is a withdrawal.
    """
    if row.withdrawn or not row.in_force or row.cop_id != member.cop_id:
        raise InputError("Ce choix n’est plus en vigueur : relisez la page.")
    earlier = before(row)
    fresh = LeverKeyChoice(
        lever=row.lever,
        keys=earlier.keys if earlier else [],
        bounds=earlier.bounds if earlier else [],
        reason=reason.strip(),
        withdrawn=earlier is None,
        restores=earlier,
    )
    return record(fresh, member, row.pk)


def record_figure(
    member: Membership,
    lever: str,
    done_kt: float | None,
    proposed_kt: float | None,
    reason: str,
    seen: int | None = None,
) -> TerritoryFigure:
    """Record what a territory says of a lever; both None take back what it had said. `seen` : as for a choice."""
    level, code = member.territory
    row = TerritoryFigure(
        level=level, code=code, lever=lever, done_kt=done_kt, proposed_kt=proposed_kt, reason=reason.strip()
    )
    return record(row, member, seen)


def record_perimeter(
    member: Membership, name: str, kind: str, codes: tuple[str, ...], replaces: tuple[str, ...] = ()
) -> Perimeter:
    """Record a perimeter of the COP; one of the same name is replaced.

    replaces : codes of the listed CRTE whose place a CRTE takes in this COP. Raises InputError for one that is not in
    the region, or that another perimeter of the COP replaces already.
    """
    name, perimeters = name.strip(), Perimeter.objects.filter(cop=member.cop)
    listed = {crte.code: crte.name for crte in places(member.cop.region, "crte")}
    for code in replaces:
        if code not in listed:
            raise InputError(_("« %(code)s » n’est pas un CRTE de la liste dans cette région.", code=code[:40]))
    for other in perimeters.filter(in_force=True).exclude(name=name):
        if taken := set(other.replaced()) & set(replaces):
            names = ", ".join(listed[code] for code in sorted(taken))
            raise InputError(
                _("« %(name)s » remplace déjà : %(crte)s. Retirez-le d’abord.", name=other.name, crte=names)
            )
    row = Perimeter(name=name, kind=kind, codes=list(codes), replaces=list(replaces))
    return record(row, member)


def close_perimeter(member: Membership, number: int) -> Perimeter:
    """Take a perimeter out of the COP's list: the listed CRTE that it replaced are back. Its row stays, with the date
    and who took it out. Raises InputError when it is not there."""
    row = Perimeter.objects.filter(cop=member.cop, pk=number, in_force=True).first()
    if row is None:
        raise InputError("Ce périmètre n’est plus dans la liste : relisez la page.")
    close(row, member)
    return row


def restore_perimeter(member: Membership, number: int) -> Perimeter:
    """Put back a perimeter that was taken out, as it was: a new row, of who puts it back. Raises InputError when it is
    not one of the COP, or when another of its name, or in the place of the same CRTE, is in force."""
    row = Perimeter.objects.filter(cop=member.cop, pk=number, in_force=False).first()
    if row is None or Perimeter.objects.filter(cop=member.cop, name=row.name, in_force=True).exists():
        raise InputError(_("Ce périmètre ne peut pas être remis : relisez la page."))
    return record_perimeter(member, row.name, row.kind, row.as_list(), row.replaced())


def closed_perimeters(region: str) -> tuple[Perimeter, ...]:
    """Those that the current COP took out, the last of each name that is no longer in force, the newest first."""
    perimeters = Perimeter.objects.filter(cop__region=region, **REGIONAL)
    held = set(perimeters.filter(in_force=True).values_list("name", flat=True))
    last: dict[str, Perimeter] = {}
    for row in perimeters.filter(in_force=False).exclude(ended_role="").order_by("-pk"):
        last.setdefault(row.name, row)
    return tuple(row for name, row in last.items() if name not in held)


def tie_to_territories() -> None:
    """Tie figures and perimeters in force to the territories of the edition in use, where they are not."""
    of_figure = Territory.objects.filter(level=OuterRef("level"), code=OuterRef("code"))
    TerritoryFigure.objects.filter(territory=None).update(territory=Subquery(of_figure.values("pk")[:1]))
    held = Perimeter.objects.in_bulk(waiting(Perimeter.objects.filter(in_force=True).values_list("pk", flat=True)))
    for perimeter in held.values():
        perimeter.draw()
