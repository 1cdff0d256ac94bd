"""Page model of one's space: what one may do, COP by COP. Behind sign-in: in French only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from copilote.cop.asking import Waiting, waiting_for
from copilote.cop.models import Cop, Membership, Stage
from copilote.cop.permissions import Rights
from copilote.cop.space_parts import (
    Changes,
    Colleague,
    OrganisationFigures,
    Task,
    changes_of,
    colleagues_of,
    figures_of,
    organisations_of,
    tasks_of,
)
from copilote.outbox.wishes import token_of
from copilote.ui.addresses import address_of
from copilote.ui.page import Entry, Page
from copilote.words import _
from copilote.words.numbers import counted

NOWHERE = ("", "")
"""What `Membership.territory` says of who speaks for none."""


@dataclass(frozen=True)
class CopSpace:
    """A COP in one's space: its stage, the roles, what is asked of one and how far it is, the figures of one's
    organisations, what changed, one's colleagues, and what one may do today, as links. waiting : what else waits."""

    name: str
    stage: str
    roles: tuple[str, ...]
    doing: tuple[Entry, ...]
    reading: tuple[Entry, ...]
    leaving: tuple[Entry, ...] = ()
    tasks: tuple[Task, ...] = ()
    figures: tuple[OrganisationFigures, ...] = ()
    changes: Changes | None = None
    colleagues: tuple[Colleague, ...] = ()
    journal: str = ""
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SpacePage(Page):
    """One's COPs."""

    email: str
    cops: tuple[CopSpace, ...]
    opens: bool
    wishes: str = ""
    hats: bool = False


def space_page(rights: Rights) -> SpacePage:
    """What one may do, COP by COP."""
    user, worn = rights.user, rights.wears
    by_cop: dict[int, list[Membership]] = {}
    for member in (worn,) if worn else rights.members:
        by_cop.setdefault(member.cop_id, []).append(member)
    cops = tuple(_space(members, rights) for members in by_cop.values())
    name = str(user) if user else ""
    return SpacePage(
        title=_("Mon espace : %(name)s", name=name),
        summary=_summary(cops) if cops else _("Vous n’avez de rôle dans aucune COP. Demandez-en un à son animation."),
        trail=(Entry(_("Mon espace"), reverse("space")),),
        email=user.email if user else "",
        cops=cops,
        opens=user is not None and user.is_administrator,
        wishes=reverse("wishes", args=[token_of(user.email)]) if user else "",
        hats=worn is not None and len(rights.members) > 1,
    )


def _summary(cops: tuple[CopSpace, ...]) -> str:
    """The first thing read: what presses."""
    pressing = [task for cop in cops for task in cop.tasks if task.pressing]
    if not pressing:
        return _("Ce que vous pouvez faire, COP par COP.")
    first = pressing[0]
    rest = f" Et {counted(len(pressing) - 1, 'autre réponse', 'autres réponses')}." if len(pressing) > 1 else ""
    return f"{first.organisation} : votre réponse est attendue {first.when}, {first.standing}.{rest}"


def _space(members: list[Membership], rights: Rights) -> CopSpace:
    cop = members[0].cop
    slug = cop.held_at
    organisations = organisations_of(members, cop) if cop.current else ()
    user = members[0].user if rights.user is None else rights.user
    return CopSpace(
        cop.name,
        str(Stage(cop.stage).label) if cop.current else _("n’est pas la COP en cours de sa région"),
        tuple(member.words for member in members),
        doing_of(cop, members, rights),
        reading_of(slug),
        tuple(Entry.to(f"Quitter ce rôle : {member.words}", "leave", str(member.pk)) for member in members),
        tasks=tasks_of(members, cop, organisations),
        figures=figures_of(cop, organisations),
        changes=changes_of(user, cop),
        colleagues=colleagues_of(user, cop, organisations),
        journal=address_of("journal", slug),
        waiting=waiting_for(cop, organisations) if cop.current else (),
    )


def doing_of(cop: Cop, members: Sequence[Membership], rights: Rights) -> tuple[Entry, ...]:
    """What members may do in a COP today, as pages that this site offers."""
    slug = cop.held_at
    doing: list[Entry] = []
    if cop.current and rights.acting("cop.follow", cop.key):
        doing.append(Entry("Suivre les réponses", address_of("cop_follow", slug)))
    if cop.current and rights.acting("cop.set_calendar", cop.key):
        doing.append(Entry(_("Tenir le calendrier de la COP"), address_of("cop_calendar", slug)))
        doing.append(Entry("Annoncer une réunion, un document", address_of("cop_meetings", slug)))
    regional = cop.current and not cop.departement
    if regional and rights.acting("sharing.choose_key", cop.key):
        doing.append(Entry(_("Choisir la clé de répartition d’un levier"), address_of("keys", slug)))
    if regional and rights.acting("sharing.draw_perimeter", cop.key):
        doing.append(Entry(_("Dessiner un périmètre de CRTE"), address_of("perimeter") + f"?region={slug}"))
    if cop.current and rights.acting("diagnostic.see_actions", cop.key):
        writes = rights.acting("diagnostic.write_action", cop.key)
        doing.append(Entry("Voir et écrire les actions" if writes else "Voir les actions", address_of("actions", slug)))
    if cop.current and rights.acting("adaptation.see_priorities", cop.key):
        whose = "du département" if cop.departement else "des départements"
        doing.append(Entry(f"Les priorités d’adaptation {whose}", address_of("priorities", slug)))
    if cop.current and rights.acting("cop.see_organisations", cop.key):
        doing.append(Entry("Voir les organisations", address_of("organisations", slug)))
    if cop.current and rights.acting("cop.see_people", cop.key):
        doing.append(Entry("Voir les personnes, inviter", address_of("people", slug)))
    if cop.current and rights.acting("cop.see_messages", cop.key):
        doing.append(Entry("Suivre les messages, écrire leurs textes", address_of("messages", slug)))
    for member in members:
        if not regional or member.territory == NOWHERE:
            continue
        if rights.acting("sharing.propose", cop.key, member.territory) == member:
            label = _("Proposer les chiffres de %(name)s", name=str(member.organisation))
            several = sum(other.territory == member.territory for other in rights.members) > 1
            address = address_of("proposals", *member.territory)
            doing.append(Entry(label, f"{address}?region={slug}" if several else address))
    return tuple(entry for entry in doing if entry.address)


def reading_of(slug: str) -> tuple[Entry, ...]:
    """What a COP has to be read, as pages that this site offers: fewer for that of a département."""
    entries = (
        Entry(_("Les clés et les choix de la COP"), address_of("keys", slug)),
        Entry(_("Ce que disent les territoires"), address_of("region_proposals", slug)),
        Entry(_("Les périmètres de la COP"), address_of("perimeters", slug)),
        Entry(_("La carte des territoires"), address_of("territories", slug)),
        Entry(_("Le journal des décisions"), address_of("journal", slug)),
    )
    return tuple(entry for entry in entries if entry.address)
