"""Page models: signing in, choosing a password, one's space."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.cop.forms import ChoosePasswordForm, SignInForm
from copilote.cop.models import Member, Role
from copilote.cop.permissions import Rights
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.seen import address_of


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """The form, and where to go after."""

    form: SignInForm
    after: str


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    """The form; None when the link does not hold any more."""

    form: ChoosePasswordForm | None


@dataclass(frozen=True)
class CopSpace:
    """A COP in one's space: the roles, and what one may do, as links."""

    name: str
    roles: tuple[str, ...]
    doing: tuple[Entry, ...]
    reading: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class SpacePage(Page):
    """One's COPs."""

    email: str
    cops: tuple[CopSpace, ...]


def sign_in_page(form: SignInForm, after: str) -> SignInPage:
    """The page of the sign-in form."""
    return SignInPage(
        title=_("Se connecter"),
        summary=_("Pour l’animation d’une COP et les territoires qui y répondent. Tout le reste se lit sans compte."),
        trail=(Entry(_("Connexion"), reverse("login")),),
        form=form,
        after=after,
    )


def password_page(form: ChoosePasswordForm | None) -> PasswordPage:
    """The page where one chooses a password."""
    title = _("Choisir un mot de passe") if form else _("Ce lien ne sert plus")
    summary = (
        _("Douze caractères au moins. Vous serez connecté ensuite.")
        if form
        else _(
            "Un lien sert une fois, pendant trois jours. Demandez-en un nouveau à qui administre cette installation."
        )
    )
    return PasswordPage(title=title, summary=summary, trail=(Entry(title, ""),), form=form)


def space_page(rights: Rights) -> SpacePage:
    """What one may do, COP by COP."""
    user = rights.user
    by_cop: dict[int, list[Member]] = {}
    for one in rights.members:
        by_cop.setdefault(one.cop_id, []).append(one)
    cops = tuple(_space(members) for members in by_cop.values())
    name = str(user) if user else ""
    return SpacePage(
        title=_("Mon espace : %(name)s") % {"name": name},
        summary=_("Ce que vous pouvez faire, COP par COP.")
        if cops
        else _("Vous n’avez de rôle dans aucune COP. Demandez-en un à son animation."),
        trail=(Entry(_("Mon espace"), reverse("space")),),
        email=user.email if user else "",
        cops=cops,
    )


def _space(members: list[Member]) -> CopSpace:
    cop = members[0].cop
    slug = cop.place.slug
    doing: list[Entry] = []
    for one in members:
        if one.role == Role.ANIMATOR:
            doing += [
                Entry(_("Choisir la clé de répartition d’un levier"), address_of("keys", slug)),
                Entry(_("Dessiner un périmètre de CRTE"), address_of("perimeter") + f"?region={slug}"),
            ]
        elif one.role == Role.TERRITORY:
            label = _("Proposer les chiffres de %(name)s") % {"name": one.territory_name}
            doing.append(Entry(label, address_of("proposals", one.territory_level, one.territory_code)))
    reading = (
        Entry(_("Les clés et les choix de la COP"), address_of("keys", slug)),
        Entry(_("Ce que disent les territoires"), address_of("region_proposals", slug)),
        Entry(_("Les périmètres de la COP"), address_of("perimeters", slug)),
        Entry(_("La carte des territoires"), address_of("territories", slug)),
    )
    return CopSpace(
        cop.name,
        tuple(one.words for one in members),
        tuple(one for one in doing if one.address),
        tuple(one for one in reading if one.address),
    )
