"""Adding, listing and removing members: what `copilote member` does. Every change is kept with its date and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from copilote.cop.accounts.mails import FORGOTTEN, tell
from copilote.cop.cops import cop_named, cop_of, region_with_cop
from copilote.cop.history import keep_valid
from copilote.cop.models import (
    SPEAKING,
    Cop,
    Happening,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    User,
    check_siren,
    tidy,
)
from copilote.cop.people import take_away
from copilote.cop.security import note
from copilote.exchange.perimeters import find_place
from copilote.exchange.place import Place
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.simulator import Region
from copilote.territories.models import Territory

LEVELS = {
    "departement": OrganisationKind.DEPARTEMENT,
    "crte": OrganisationKind.CRTE_HOLDER,
    "epci": OrganisationKind.EPCI,
    "arrondissement": OrganisationKind.OTHER,
    "commune": OrganisationKind.COMMUNE,
}
"""The levels of the territories that a member may speak for, and what the organisation of each is."""


@dataclass(frozen=True)
class Listed:
    """A member as the command lists it."""

    email: str
    name: str
    region: str
    role: str
    territory: str
    since: str
    last_sign_in: str
    cop: str
    siren: str


@dataclass(frozen=True)
class Company:
    """An organisation known by its SIREN, that of no territory. name, kind : said the first time."""

    siren: str = ""
    name: str = ""
    kind: str = OrganisationKind.OTHER


def add_member(
    email: str,
    region: str,
    role: str,
    territory: str = "",
    name: str = "",
    cop: str = "",
    company: Company = Company(),
) -> Membership:
    """Give a person a role; the user, the COP and the organisation are made when they are not there yet.

    territory : a code or name, as `find_place` understands it; or company : by its SIREN; only for who speaks for an
    organisation, and for a relay, that follows a département. cop : the slug of one, where the region has several; ""
    for the current one. Raises InputError or UnknownNameError.
    """
    address = checked_address(email)
    if role not in Role.values:
        raise InputError(f"Rôle « {role} » : inconnu. Rôles acceptés : {', '.join(Role.values)}.")
    siren = _siren(role, territory, company)
    place = None if siren else _territory(role, territory, region_with_cop(region))
    with transaction.atomic():
        joined = cop_of(region, cop)
        user = User.objects.opened(address, name)
        over = Territory.of(place.level, place.code, place.name) if place and role == Role.RELAY else None
        own: dict[str, Any] = {"user": user, "cop": joined, "organisation": None, "over": over}
        if siren:
            own["organisation"] = _by_siren(joined, siren, company)
        elif place and over is None:
            own["organisation"] = _organisation(joined, place)
        member = Membership.objects.filter(**own).first() or Membership(**own)
        if member.pk is None or member.role != role:
            member.role = role
            keep_valid(member, "copilote member add")
    return member


def _organisation(cop: Cop, place: Place) -> Organisation:
    """The organisation of a territory in a COP."""
    organisation, _made = Organisation.objects.get_or_create(
        cop=cop,
        territory=Territory.of(place.level, place.code, place.name),
        defaults={"kind": LEVELS[place.level], "name": place.name},
    )
    return organisation


def _by_siren(cop: Cop, siren: str, company: Company) -> Organisation:
    """The organisation of a SIREN in a COP; it is said what it is the first time, and stays so."""
    organisation = Organisation.objects.filter(cop=cop, siren=siren).first()
    if organisation is None:
        name = company.name.strip()
        if not name:
            raise InputError(f"Le SIREN {siren} n’est pas encore dans cette COP : donnez --organisation, son nom.")
        organisation = Organisation.objects.create(cop=cop, siren=siren, name=name, kind=company.kind)
    return organisation


def remove_member(email: str, region: str, territory: str = "", cop: str = "", siren: str = "") -> tuple[int, bool]:
    """Take away a person's roles in a COP, or the one for a territory or for the organisation of a SIREN.

    Returns how many, and whether the account was closed with the last one: nothing of a person without role is kept,
    but what was decided, without the name. Who administers the installation keeps the account.
    """
    user = user_of(email)
    roles = Membership.objects.filter(user=user, cop=cop_of(region, cop))
    if territory:
        place = find_place(territory)
        same = {"level": place.level, "code": place.code}
        roles = roles.filter(organisation__territory__in=Territory.objects.filter(**same))
    if siren:
        roles = roles.filter(organisation__siren=_checked(siren))
    members = list(roles)
    if not members:
        raise InputError(f"{tidy(email)} n’a pas de rôle dans cette COP. Voyez : copilote member list.")
    closed = [take_away(member, "copilote member remove", alone=True) for member in members]
    return len(members), closed[-1]


def list_members(region: str = "", cop: str = "") -> tuple[Listed, ...]:
    """The members of the COPs of a region, of one of them, or of all."""
    rows = Membership.objects.select_related("user", "cop", "organisation__territory")
    if region:
        rows = rows.filter(cop__region=region_with_cop(region).code)
    if cop:
        rows = rows.filter(cop=cop_named(cop))
    return tuple(
        Listed(
            row.user.email,
            row.user.name,
            row.cop.region,
            row.role,
            ":".join(filter(None, row.territory)),
            row.since.strftime("%Y-%m-%d"),
            row.user.last_login.strftime("%Y-%m-%d") if row.user.last_login else "",
            row.cop.slug,
            row.organisation.siren if row.organisation else "",
        )
        for row in rows.order_by("cop__region", "cop__slug", "user__email", "pk")
    )


def password_path(user: User) -> str:
    """The path of a page where this user chooses a password, once; it holds for three days."""
    token = EmailAwarePasswordResetTokenGenerator().make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])


def forget_factors(email: str) -> int:
    """Take away the passkeys and the application of a person who has lost them; how many. That person is told."""
    user = user_of(email)
    with transaction.atomic():
        count, _by_model = Authenticator.objects.filter(user=user).delete()
        if count:
            note(Happening.CREDENTIALS, user=user, about=user, detail="seconde preuve retirée, au serveur")
            tell(FORGOTTEN, user.email, {})
    return int(count)


def user_of(email: str) -> User:
    """The user of an address; raises UnknownNameError with the nearest addresses."""
    address = checked_address(email)
    user = User.objects.filter(email=address).first()
    if user is None:
        known = list(User.objects.values_list("email", flat=True)[:2000])
        raise UnknownNameError("Membre", address, nearest(address, known), "Ajoutez-le : copilote member add.")
    return user


def checked_address(email: str) -> str:
    """An address as it is kept; raises InputError for what is none."""
    address = tidy(email)
    try:
        validate_email(address)
    except ValidationError:
        raise InputError(
            f"« {email[:80]} » n’est pas une adresse e-mail. Écrivez par exemple nom@exemple.fr."
        ) from None
    return address


def _checked(siren: str) -> str:
    """A SIREN as it is kept, without blanks; raises InputError for what is none."""
    digits = "".join(siren.split())
    try:
        check_siren(digits)
    except ValidationError as error:
        raise InputError(f"« {siren[:40]} » n’est pas un SIREN. {' '.join(error.messages)}") from None
    return digits


def _siren(role: str, territory: str, company: Company) -> str:
    """The SIREN given, "" for none."""
    if not company.siren:
        if company.name:
            raise InputError("--organisation nomme l’organisation d’un SIREN : donnez --siren.")
        return ""
    if role not in SPEAKING:
        raise InputError("Contribuer ou valider se fait pour une organisation : retirez --siren, ou changez --role.")
    if territory:
        raise InputError("Une organisation est connue par --territory ou par --siren : donnez l’un des deux.")
    if company.kind not in OrganisationKind.values:
        kinds = ", ".join(OrganisationKind.values)
        raise InputError(f"Nature « {company.kind[:40]} » : inconnue. Natures acceptées : {kinds}.")
    return _checked(company.siren)


def _territory(role: str, text: str, region: Region) -> Place | None:
    """The territory that one speaks for, or follows. Raises InputError."""
    levels = LEVELS if role in SPEAKING else {"departement": ""} if role == Role.RELAY else {}
    if not levels:
        if text:
            raise InputError("Ce rôle n’a pas de territoire : retirez --territory, ou changez --role.")
        return None
    if not text:
        if role == Role.RELAY:
            raise InputError("Un relais départemental demande --territory, par exemple --territory departement:45.")
        raise InputError("Ce rôle demande --territory, par exemple --territory epci:200030385, ou --siren.")
    place = find_place(text)
    if place.level not in levels:
        raise InputError(f"Ce rôle est pour un territoire de niveau {', '.join(levels)} ; lu : {place.level}.")
    if region.code not in place.regions:
        raise InputError(f"{place.name} n’est pas dans la région {region.name}.")
    return place
