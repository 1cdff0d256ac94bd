"""Opening COPs, and saying which is the current one of its region and at which stage: what `copilote cop` does."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import update_change_reason

from copilote.cop.models import Cop, Stage, current_cop
from copilote.reference.errors import InputError, UnknownNameError, fold, nearest
from copilote.reference.simulator import Region, find_region


def region_with_cop(text: str) -> Region:
    """The region of a code or name; raises UnknownNameError, or InputError for the fictional one."""
    region = find_region(text)
    if region.fictional:
        raise InputError(f"« {region.name} » est fictive : elle n’a pas de COP. Donnez une région, comme 24.")
    return region


def cop_named(slug: str) -> Cop:
    """The COP of a slug; raises UnknownNameError with the nearest."""
    cop = Cop.objects.filter(slug=slug).first()
    if cop is None:
        known = list(Cop.objects.values_list("slug", flat=True))
        raise UnknownNameError("COP", slug[:60], nearest(slug, known), "Voyez : copilote cop list.")
    return cop


def cop_of(region: str, slug: str = "") -> Cop:
    """The COP of a slug in a region; the current one without slug, made when the region has none yet.

    Raises InputError where the COP is of another region, or where none of the region's is the current one.
    """
    own = region_with_cop(region)
    if slug:
        cop = cop_named(slug)
        if cop.region != own.code:
            raise InputError(f"« {cop.slug} » n’est pas une COP de la région {own.name}. Voyez : copilote cop list.")
        return cop
    current = current_cop(own.code)
    if current is None and Cop.objects.filter(region=own.code).exists():
        raise InputError(f"Aucune COP de la région {own.name} n’est en cours : donnez --cop, ou copilote cop current.")
    return current or open_cop(region, f"COP {own.name}")


def open_cop(region: str, name: str) -> Cop:
    """Open a COP; it is the current one where the region has none. Raises InputError for a name that is taken."""
    own = region_with_cop(region)
    first = not Cop.objects.filter(region=own.code).exists()
    cop = Cop(
        region=own.code,
        name=name.strip(),
        slug=own.slug if first else fold(name).replace(" ", "-")[:60],
        current=current_cop(own.code) is None,
    )
    return saved(cop, "copilote cop open")


def make_current(slug: str) -> Cop:
    """Make a COP the current one of its region, in the place of the other: public pages show what it decides."""
    cop = cop_named(slug)
    with transaction.atomic():
        for other in Cop.objects.select_for_update().filter(region=cop.region, current=True).exclude(pk=cop.pk):
            other.current = False
            saved(other, "copilote cop current")
        cop.current = True
        return saved(cop, "copilote cop current")


def set_stage(slug: str, stage: str) -> Cop:
    """Say at which stage a COP is; raises InputError for one that is not."""
    cop = cop_named(slug)
    if stage not in Stage.values:
        raise InputError(f"Étape « {stage[:40]} » : inconnue. Étapes : {', '.join(Stage.values)}.")
    cop.stage = stage
    return saved(cop, "copilote cop stage")


def saved(cop: Cop, why: str) -> Cop:
    """Keep a COP, with the reason in its history. Raises InputError for one that makes no sense."""
    try:
        cop.full_clean()
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from None
    cop.save()
    update_change_reason(cop, why)
    return cop
