"""Opening COPs, and saying which is the current one of its region and at which stage: what `copilote cop` does."""

from __future__ import annotations

from django.db import transaction

from copilote.cop.history import keep_valid
from copilote.cop.journal import record_for
from copilote.cop.models import Cop, Happening, Stage, StageChange, current_cop
from copilote.cop.security import note
from copilote.reference.errors import InputError, UnknownNameError, fold, nearest
from copilote.reference.simulator import Region, find_region
from copilote.reference.territories import load_departements
from copilote.words import N_

ADMINISTRATION = N_("administration du site")
"""Who signs what is done from the command line."""


def region_with_cop(text: str) -> Region:
    """The region of a code or name; raises UnknownNameError, or InputError for the fictional one."""
    region = find_region(text)
    if region.fictional:
        raise InputError(f"« {region.name} » est fictive : elle n’a pas de COP. Donnez une région, comme 24.")
    return region


def ground_name(region: Region, departement: str) -> str:
    """The name of the territory of a COP: a region, or a département of it. Raises UnknownNameError."""
    return departement_of(region, departement) if departement else region.name


def departement_of(region: Region, code: str) -> str:
    """The name of a département of a region; raises UnknownNameError with those that it has."""
    names = {row.code: row.name for row in load_departements(region.code)}
    if code not in names:
        known = [f"{name} ({number})" for number, name in names.items()]
        raise UnknownNameError("Département", code[:10], nearest(code, known), region.name)
    return names[code]


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
    if current is None and Cop.objects.filter(region=own.code, departement="").exists():
        raise InputError(f"Aucune COP de la région {own.name} n’est en cours : donnez --cop, ou copilote cop current.")
    return current or open_cop(region, f"COP {own.name}")


def open_cop(region: str, name: str) -> Cop:
    """Open a COP; it is the current one where the region has none. Raises InputError for a name that is taken."""
    own = region_with_cop(region)
    return saved(drafted(Cop(region=own.code, name=name.strip())), "copilote cop open")


def drafted(cop: Cop) -> Cop:
    """A COP that is not kept yet, with its short name; it is the current one where its territory has none."""
    same = Cop.objects.filter(region=cop.region, departement=cop.departement)
    free = not same.exists() and not cop.departement
    cop.slug = cop.place.slug if free else fold(cop.name).replace(" ", "-")[:60]
    cop.current = not same.filter(current=True).exists()
    return cop


def make_current(slug: str) -> Cop:
    """Make a COP the current one of its region, in the place of the other: public pages show what it decides."""
    cop = cop_named(slug)
    others = Cop.objects.select_for_update().filter(region=cop.region, departement=cop.departement, current=True)
    with transaction.atomic():
        for other in others.exclude(pk=cop.pk):
            other.current = False
            saved(other, "copilote cop current")
        cop.current = True
        return saved(cop, "copilote cop current")


def set_stage(slug: str, stage: str) -> Cop:
    """Say at which stage a COP is; raises InputError for one that is not."""
    cop = cop_named(slug)
    if stage not in Stage.values:
        raise InputError(f"Étape « {stage[:40]} » : inconnue. Étapes : {', '.join(Stage.values)}.")
    if stage == cop.stage:
        return cop
    with transaction.atomic():
        cop.stage = stage
        record_for(StageChange(stage=stage), cop, ADMINISTRATION)
        return saved(cop, "copilote cop stage")


def saved(cop: Cop, why: str) -> Cop:
    """Keep a COP, with the reason in its history. Raises InputError for one that makes no sense."""
    keep_valid(cop, why)
    note(Happening.COP, cop=cop, detail=why)
    return cop
