"""Opening a COP whole, from one form: the COP, its dates, its respondents, who leads it; all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from copilote.cop.calendar import Dates
from copilote.cop.cops import ADMINISTRATION, departement_of, drafted, saved
from copilote.cop.journal import record_for
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Membership, Period, Role, Stage, User, current_cop
from copilote.cop.organisations import Key, add_respondents
from copilote.outbox import post, whole_address
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_regions
from copilote.reference.territories import load_departements

WHY = "ouverture de la COP"
A_STAGE = timedelta(days=91)
"""How long each stage is proposed to be open; the review comes a year after the road map."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A territory where a COP may be opened: a region, or a département under the COP of its region."""

    region: str
    departement: str
    name: str

    @property
    def key(self) -> str:
        """What a form says of it."""
        return f"{self.region}:{self.departement}" if self.departement else self.region


@dataclass(frozen=True, slots=True)
class Opening:
    """What is to be opened. leads : (e-mail, name) of each person who animates it."""

    cop: Cop
    dates: Mapping[Stage, Dates]
    respondents: frozenset[Key]
    leads: tuple[tuple[str, str], ...]


def grounds() -> tuple[tuple[str, tuple[Ground, ...]], ...]:
    """Where a COP may be opened, by group: regions that have none, then the départements of those that have one."""
    held = set(Cop.objects.filter(current=True).values_list("region", "departement"))
    free = [Ground(row.code, "", row.name) for row in load_regions() if (row.code, "") not in held]
    groups = [("Une région", tuple(sorted(free, key=lambda ground: ground.name)))]
    for region in load_regions():
        if (region.code, "") in held:
            within = [Ground(region.code, row.code, row.name) for row in load_departements(region.code)]
            groups.append(
                (
                    f"Un département, sous la COP de la région {region.name}",
                    tuple(ground for ground in within if (region.code, ground.departement) not in held),
                )
            )
    return tuple((title, rows) for title, rows in groups if rows)


def ground_of(key: str) -> Ground:
    """The ground of a key. Raises InputError for one where no COP can be opened."""
    for _title, rows in grounds():
        for ground in rows:
            if ground.key == key:
                return ground
    raise InputError("Choisissez dans la liste un territoire qui n’a pas encore de COP en cours.")


def draft_of(ground: Ground) -> Cop:
    """The COP that is proposed there, not kept: its name, who leads it for the State and for the authority."""
    region = next(row for row in load_regions() if row.code == ground.region)
    if ground.departement:
        name = departement_of(region, ground.departement)
        return Cop(
            region=ground.region,
            departement=ground.departement,
            parent=current_cop(ground.region),
            name=f"COP {name}",
            state_service=f"Préfecture de département ({name})",
            council=f"Conseil départemental ({name})",
        )
    return Cop(
        region=ground.region,
        name=f"COP {region.name}",
        state_service=f"Préfecture de région {region.name} (SGAR)",
        council=f"Conseil régional {region.name}",
    )


def proposed_dates(today: date | None = None) -> dict[Stage, Dates]:
    """Three months a stage from today on, then a yearly review."""
    begins = today or timezone.localdate()
    dates: dict[Stage, Dates] = {}
    for stage in (Stage.DIAGNOSTIC, Stage.DEBATE, Stage.SHARING, Stage.ROADMAP):
        dates[stage] = (begins, begins + A_STAGE - timedelta(days=1))
        begins += A_STAGE
    dates[Stage.FOLLOW_UP] = (begins, begins + 4 * A_STAGE)
    return dates


def open_whole(opening: Opening, opener: User | None = None) -> tuple[Cop, tuple[User, ...]]:
    """Open it, or nothing of it: the COP as it is kept, and those others than who opens it who animate it.

    These are told by a message how to come in.

    Apps that have something to bring to it (`opened` of their AppConfig) bring it at once.
    Raises InputError for a territory that has a COP by now, for a name that is taken, for an address that is none.
    """
    with transaction.atomic():
        cop = drafted(opening.cop)
        if not cop.current:
            raise InputError("Ce territoire a déjà une COP en cours : elle vient peut-être d’être ouverte.")
        cop.stage = _stage_today(opening.dates)
        saved(cop, WHY)
        for stage, (opens, closes) in opening.dates.items():
            if opens or closes:
                record_for(Period(stage=stage, opens_on=opens, closes_on=closes, reason=WHY), cop, ADMINISTRATION)
        add_respondents(cop, opening.respondents, WHY)
        members = [_lead(cop, email, name) for email, name in opening.leads]
        for app in apps.get_app_configs():
            if hasattr(app, "opened"):
                app.opened(cop)
        others = tuple(member.user for member in members if member.user != opener)
        for user in others:
            fields = {"cop": cop.name, "lien": whole_address(reverse("login")), "site": settings.SITE_ADDRESS}
            post("cop.leads", user.email, fields, scope=cop.slug, user=user)
    return cop, others


def _stage_today(dates: Mapping[Stage, Dates]) -> Stage:
    """The last stage that has begun; the first when none has."""
    today = timezone.localdate()
    begun = [stage for stage, (opens, _closes) in dates.items() if opens and opens <= today]
    return begun[-1] if begun else Stage.DIAGNOSTIC


def _lead(cop: Cop, email: str, name: str) -> Membership:
    return add_member(email, cop.region, Role.ANIMATOR, name=name, cop=cop.slug)


def page_of(cop: Cop) -> str:
    """The address of the page of a COP."""
    return reverse("cop", args=[cop.held_at])
