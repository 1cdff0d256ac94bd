"""Page model of one's space: what one may do, COP by COP. Behind sign-in: in French only."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from copilote.cop.models import Membership, Role, Stage
from copilote.cop.permissions import Rights
from copilote.ui.addresses import address_of
from copilote.ui.page import Entry, Page
from copilote.words import _


@dataclass(frozen=True)
class CopSpace:
    """A COP in one's space: its stage, the roles, and what one may do today, as links."""

    name: str
    stage: str
    roles: tuple[str, ...]
    doing: tuple[Entry, ...]
    reading: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class SpacePage(Page):
    """One's COPs."""

    email: str
    cops: tuple[CopSpace, ...]


def space_page(rights: Rights) -> SpacePage:
    """What one may do, COP by COP."""
    user = rights.user
    by_cop: dict[int, list[Membership]] = {}
    for member in rights.members:
        by_cop.setdefault(member.cop_id, []).append(member)
    cops = tuple(_space(members, rights) for members in by_cop.values())
    name = str(user) if user else ""
    return SpacePage(
        title=_("Mon espace : %(name)s", name=name),
        summary=_("Ce que vous pouvez faire, COP par COP.")
        if cops
        else _("Vous n’avez de rôle dans aucune COP. Demandez-en un à son animation."),
        trail=(Entry(_("Mon espace"), reverse("space")),),
        email=user.email if user else "",
        cops=cops,
    )


def _space(members: list[Membership], rights: Rights) -> CopSpace:
    cop = members[0].cop
    slug = cop.place.slug
    doing: list[Entry] = []
    if cop.current and rights.acting("cop.set_calendar", cop.region):
        doing.append(Entry(_("Tenir le calendrier de la COP"), address_of("cop_calendar", slug)))
    if cop.current and rights.acting("sharing.choose_key", cop.region):
        doing.append(Entry(_("Choisir la clé de répartition d’un levier"), address_of("keys", slug)))
    if cop.current and rights.acting("sharing.draw_perimeter", cop.region):
        doing.append(Entry(_("Dessiner un périmètre de CRTE"), address_of("perimeter") + f"?region={slug}"))
    for member in members:
        if member.role == Role.TERRITORY and rights.acting("sharing.propose", cop.region, member.territory) == member:
            label = _("Proposer les chiffres de %(name)s", name=str(member.organisation))
            several = sum(other.territory == member.territory for other in rights.members) > 1
            address = address_of("proposals", *member.territory)
            doing.append(Entry(label, f"{address}?region={slug}" if several else address))
    return CopSpace(
        cop.name,
        str(Stage(cop.stage).label) if cop.current else _("n’est pas la COP en cours de sa région"),
        tuple(member.words for member in members),
        tuple(entry for entry in doing if entry.address),
        reading_of(slug),
    )


def reading_of(slug: str) -> tuple[Entry, ...]:
    """What a COP has to be read, as pages that this site offers."""
    entries = (
        Entry(_("Les clés et les choix de la COP"), address_of("keys", slug)),
        Entry(_("Ce que disent les territoires"), address_of("region_proposals", slug)),
        Entry(_("Les périmètres de la COP"), address_of("perimeters", slug)),
        Entry(_("La carte des territoires"), address_of("territories", slug)),
        Entry(_("Le journal des décisions"), address_of("journal", slug)),
    )
    return tuple(entry for entry in entries if entry.address)
