"""Adding, listing and removing members: what `copilote member` does. Every change is kept with its date and reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from simple_history.utils import update_change_reason

from copilote.cop.models import Cop, Member, Role, User, tidy
from copilote.exchange.perimeters import Place, find_place
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.simulator import Region, find_region

LEVELS = ("departement", "crte", "epci", "arrondissement", "commune")


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


def add_member(email: str, region: str, role: str, territory: str = "", name: str = "") -> Member:
    """Give a person a role; the user and the COP are made when they are not there yet.

    territory : a code or name, as `find_place` understands it; only for the role "territoire".
    Raises InputError or UnknownNameError.
    """
    address = _address(email)
    if role not in Role.values:
        raise InputError(f"Rôle « {role} » : inconnu. Rôles acceptés : {', '.join(Role.values)}.")
    place = _territory(role, territory, _region(region))
    with transaction.atomic():
        cop = cop_of(region)
        user, made = User.objects.get_or_create(email=address, defaults={"name": name})
        if made:
            user.set_unusable_password()
            user.save()
        elif name and user.name != name:
            user.name = name
            user.save(update_fields=["name"])
        level, code = (place.level, place.code) if place else ("", "")
        found = Member.objects.filter(user=user, cop=cop, territory_level=level, territory_code=code).first()
        member = found or Member(user=user, cop=cop, territory_level=level, territory_code=code)
        if found is None or found.role != role:
            member.role = role
            try:
                member.full_clean()
            except ValidationError as error:
                raise InputError(" ".join(error.messages)) from None
            member.save()
            update_change_reason(member, "copilote member add")
    return member


def cop_of(region: str) -> Cop:
    """The COP of a region, made when it is not there yet."""
    found = _region(region)
    cop, _made = Cop.objects.get_or_create(region=found.code, defaults={"name": f"COP {found.name}"})
    return cop


def remove_member(email: str, region: str, territory: str = "") -> tuple[int, bool]:
    """Take away a person's roles in a COP, or the one for a territory.

    Returns how many, and whether the account was closed with the last one: nothing of a person without role is kept,
    but what was decided, without the name.
    """
    user = user_of(email)
    found = Member.objects.filter(user=user, cop__region=_region(region).code)
    if territory:
        place = find_place(territory)
        found = found.filter(territory_level=place.level, territory_code=place.code)
    members = list(found)
    if not members:
        raise InputError(f"{tidy(email)} n’a pas de rôle dans cette COP. Voyez : copilote member list.")
    for member in members:
        member._change_reason = "copilote member remove"
        member.delete()
    closed = not Member.objects.filter(user=user).exists()
    if closed:
        user.delete()
    return len(members), closed


def list_members(region: str = "") -> tuple[Listed, ...]:
    """The members of a COP, or of all."""
    rows = Member.objects.select_related("user", "cop").order_by("cop__region", "user__email", "pk")
    if region:
        rows = rows.filter(cop__region=_region(region).code)
    return tuple(
        Listed(
            one.user.email,
            one.user.name,
            one.cop.region,
            one.role,
            f"{one.territory_level}:{one.territory_code}" if one.territory_code else "",
            one.since.strftime("%Y-%m-%d"),
            one.user.last_login.strftime("%Y-%m-%d") if one.user.last_login else "",
        )
        for one in rows
    )


def password_path(user: User) -> str:
    """The path of a page where this user chooses a password, once; it holds for three days."""
    code = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("choose_password", args=[code, default_token_generator.make_token(user)])


def user_of(email: str) -> User:
    """The user of an address; raises UnknownNameError with the nearest addresses."""
    address = _address(email)
    found = User.objects.filter(email=address).first()
    if found is None:
        known = list(User.objects.values_list("email", flat=True)[:2000])
        raise UnknownNameError("Membre", address, nearest(address, known), "Ajoutez-le : copilote member add.")
    return found


def _address(email: str) -> str:
    address = tidy(email)
    try:
        validate_email(address)
    except ValidationError:
        raise InputError(
            f"« {email[:80]} » n’est pas une adresse e-mail. Écrivez par exemple nom@exemple.fr."
        ) from None
    return address


def _region(text: str) -> Region:
    region = find_region(text)
    if region.fictional:
        raise InputError(f"« {region.name} » est fictive : elle n’a pas de COP. Donnez une région, comme 24.")
    return region


def _territory(role: str, text: str, region: Region) -> Place | None:
    if role != Role.TERRITORY:
        if text:
            raise InputError("Seul le rôle « territoire » a un territoire : retirez --territory, ou changez --role.")
        return None
    if not text:
        raise InputError("Le rôle « territoire » demande --territory, par exemple --territory epci:200030385.")
    place = find_place(text)
    if place.level not in LEVELS:
        raise InputError(f"Un membre parle pour un territoire de niveau {', '.join(LEVELS)} ; lu : {place.level}.")
    if region.code not in place.regions:
        raise InputError(f"{place.name} n’est pas dans la région {region.name}.")
    return place
