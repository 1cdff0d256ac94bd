"""Public pages by which people join a COP: what an invitation is to before they give anything, a meeting's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from copilote.cop.calendar import NAMES
from copilote.cop.models import Invitation, InvitationState, Organisation, Role, Stage, User
from copilote.cop.organisations import of_cop, standing
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.typography import capital, day_words

DOING = {
    Role.ANIMATOR: (
        N_("tenir le calendrier, les organisations et les personnes de la COP"),
        N_("enregistrer ce que la COP décide"),
    ),
    Role.RELAY: (
        N_("suivre les réponses des organisations de votre département"),
        N_("y inviter des personnes et les relancer"),
    ),
    Role.CONTRIBUTOR: (N_("écrire les réponses de votre organisation ; une autre personne peut les signer"),),
    Role.VALIDATOR: (
        N_("relire et signer les réponses de votre organisation"),
        N_("inviter vos collègues"),
    ),
    Role.READER: (N_("lire ce que les membres de la COP se disent ; vous n’aurez rien à remplir"),),
}
"""What one will do, by role."""


@dataclass(frozen=True, kw_only=True)
class InvitationPage(Page):
    """What an invitation is to. facts : (what, its value). advice : what to do where it serves no more, or here.

    other : the address by which one is signed in, when it is not that of the invitation. has_account : whether who
    holds that address must sign in first: a link may have been passed on, and opens nobody's account.
    """

    facts: tuple[tuple[str, str], ...] = ()
    doing: tuple[str, ...] = ()
    form: Any = None
    advice: str = ""
    other: str = ""
    has_account: bool = False
    to_space: bool = False
    to_cop: str = ""
    here: str = ""


class AcceptForm(Form):
    """The name of who accepts."""

    nom = forms.CharField(
        label=gettext_lazy("Prénom et nom"),
        max_length=120,
        help_text=gettext_lazy("Montré aux membres de cette COP seulement."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def invitation_page(
    invitation: Invitation | None, user: User | None, given: Mapping[str, str] | None = None
) -> InvitationPage:
    """The page of an invitation, whatever its state; None for a link that is not ours."""
    if invitation is None:
        return _over(
            _("Ce lien n’est pas celui d’une invitation"),
            _("Il a peut-être été coupé : reprenez-le entier dans le message, ou demandez-le de nouveau."),
        )
    known: dict[str, Any] = {
        "to_cop": reverse("cop", args=[invitation.cop.held_at]),
        "region": invitation.cop.place,
        "departement": invitation.cop.departement,
    }
    mine = user is not None and user.email == invitation.email
    if invitation.state == InvitationState.ACCEPTED:
        return _over(
            _("Cette invitation a déjà servi"),
            _("Vous êtes membre de « %(cop)s ».", cop=invitation.cop.name)
            if mine
            else _("Si c’est vous qui l’avez acceptée, connectez-vous avec l’adresse où elle vous a été envoyée."),
            to_space=True,
            **known,
        )
    if invitation.state == InvitationState.REVOKED:
        return _over(
            _("Cette invitation a été retirée"),
            _("Une autre vous a peut-être été envoyée depuis. Sinon, demandez à l’animation de la COP."),
            **known,
        )
    if invitation.state == InvitationState.EXPIRED:
        day = day_words(timezone.localdate(invitation.expires_at))
        return _over(
            _("Cette invitation n’est plus valable depuis le %(day)s", day=day),
            _("Demandez qu’elle vous soit renvoyée, à : %(who)s.", who=invitation.created_role or _("animation")),
            **known,
        )
    form = AcceptForm(given, initial={"nom": invitation.name or (user.name if mine and user else "")}, auto_id="%s")
    return InvitationPage(
        title=_("Vous êtes invité à « %(cop)s »", cop=invitation.cop.name),
        summary=_("Voici à quoi. Rien n’est enregistré tant que vous n’acceptez pas."),
        trail=(Entry(_("Invitation"), ""),),
        facts=_facts(invitation),
        doing=tuple(_(text) for text in DOING[Role(invitation.role)]),
        form=form,
        other=user.email if user and not mine else "",
        has_account=not mine and User.objects.filter(email=invitation.email).exists(),
        here=reverse("invitation", args=[invitation.token]),
        **known,
    )


def _over(title: str, advice: str, **known: Any) -> InvitationPage:
    return InvitationPage(title=title, summary=advice, trail=(Entry(_("Invitation"), ""),), advice=advice, **known)


def _facts(invitation: Invitation) -> tuple[tuple[str, str], ...]:
    organisation = standing(invitation.organisation) if invitation.organisation else None
    about = str(invitation.over or organisation or "")
    facts = (
        (_("La COP"), f"{invitation.cop.name} ({_(NAMES[Stage(invitation.cop.stage)]).lower()})"),
        (_("Votre rôle"), capital(_(str(Role(invitation.role).label)))),
        (_("Département suivi") if invitation.over else _("Pour"), about),
        (_("Invité par"), capital(_(invitation.created_role)) if invitation.created_role else ""),
        (_("Adresse"), invitation.email),
        (_("Valable jusqu’au"), timezone.localtime(invitation.expires_at).strftime("%d/%m/%Y à %H:%M")),
    )
    return tuple(fact for fact in facts if fact[1])


class CodeForm(Form):
    """The code of a meeting, as it is typed."""

    code = forms.CharField(
        label=gettext_lazy("Code de la réunion"),
        max_length=20,
        help_text=gettext_lazy("Huit lettres et chiffres, projetés dans la salle."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class JoinForm(Form):
    """Who joins at a meeting: an address, to be proved, and the organisation where it is one's own to say."""

    email = forms.EmailField(
        label=gettext_lazy("Votre adresse e-mail"),
        max_length=254,
        help_text=gettext_lazy("Un lien y est envoyé : ouvrez-le pour entrer."),
        error_messages={"invalid": gettext_lazy("Écrivez une adresse entière, comme prenom.nom@exemple.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    nom = forms.CharField(label=gettext_lazy("Prénom et nom"), max_length=120, required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("Votre organisation"))

    def __init__(
        self, meeting: Invitation, given: Mapping[str, str] | None, user: User | None, own: Organisation | None
    ) -> None:
        """user : who is signed in; own : the organisation that ProConnect says is theirs."""
        known = {"email": user.email, "nom": user.name} if user else {}
        super().__init__(given, auto_id="%s", initial=known | {"organisation": str(own.pk) if own else ""})
        self.offered: dict[str, Organisation] = {}
        if meeting.organisation_id is not None or meeting.role == Role.READER:
            del self.fields["organisation"]
        else:
            self.offered = {str(row.pk): row for row in of_cop(meeting.cop)}
            self.offer("organisation", [("", _("Choisissez")), *((key, str(row)) for key, row in self.offered.items())])

    @property
    def own(self) -> Organisation | None:
        """The one that was chosen, once valid."""
        return self.offered.get(self.cleaned_data.get("organisation", ""))


@dataclass(frozen=True, kw_only=True)
class JoinPage(Page):
    """The page of a meeting's code. form : None where the code serves no more, or once the link has left."""

    form: Any
    facts: tuple[tuple[str, str], ...] = ()
    doing: tuple[str, ...] = ()
    by_code: bool = False


def code_page(form: CodeForm) -> JoinPage:
    """Where one types a code."""
    return JoinPage(
        title=_("Rejoindre une COP, en réunion"),
        summary=_("Tapez le code qui est projeté, ou visez le carré noir et blanc avec votre téléphone."),
        trail=(Entry(_("Rejoindre"), reverse("join_by_code")),),
        form=form,
        by_code=True,
    )


def join_page(meeting: Invitation, form: JoinForm | None, sent_to: str = "") -> JoinPage:
    """The page of a code: what it gives, then the address; or that the link has left."""
    about: dict[str, Any] = {
        "trail": (Entry(_("Rejoindre"), reverse("join_by_code")),),
        "region": meeting.cop.place,
        "departement": meeting.cop.departement,
    }
    if sent_to:
        return JoinPage(
            title=_("Un lien vient de partir à %(email)s", email=sent_to),
            summary=_("Ouvrez-le dans la journée, sur ce téléphone ou ailleurs. Rien reçu ? Voyez les indésirables."),
            form=None,
            **about,
        )
    if form is None:
        reasons = {
            InvitationState.FULL: _("Autant de personnes qu’il en admettait sont entrées."),
            InvitationState.EXPIRED: _("Il valait pour la durée de la réunion."),
        }
        return JoinPage(
            title=_("Ce code ne sert plus"),
            summary=reasons.get(meeting.state, _("Il a été retiré."))
            + " "
            + _("Demandez une invitation à l’animation de la COP."),
            form=None,
            **about,
        )
    facts = tuple(fact for fact in _facts(meeting) if fact[0] != _("Adresse"))
    return JoinPage(
        title=_("%(meeting)s : rejoindre « %(cop)s »", meeting=meeting.name or _("Réunion"), cop=meeting.cop.name),
        summary=_("Voici ce que ce code vous donne. Votre compte n’est ouvert qu’une fois le lien suivi."),
        facts=facts,
        doing=tuple(_(text) for text in DOING[Role(meeting.role)]),
        form=form,
        **about,
    )
