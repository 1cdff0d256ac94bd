"""The page where a person says what they want to receive, reached by the link at the foot of each message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy

from copilote.outbox.models import Recipient, Wish
from copilote.ui.forms import Form
from copilote.ui.page import Page
from copilote.words import _


class WishesForm(Form):
    """What one wants, and whether reminders are welcome."""

    envoi = forms.ChoiceField(
        label=gettext_lazy("Messages que je veux recevoir"),
        choices=[
            (Wish.ALL, gettext_lazy("Tous, réunis en un message par jour au plus quand ils ne pressent pas")),
            (Wish.URGENT, gettext_lazy("Seulement ce qui ne peut pas attendre : invitations, fin d’une étape")),
            (Wish.NOTHING, gettext_lazy("Aucun, sauf ce que je demande moi-même, comme un code pour me connecter")),
        ],
        widget=forms.RadioSelect,
    )
    rappels = forms.BooleanField(
        label=gettext_lazy("Me rappeler ce que je n’ai pas encore fait, au plus tous les cinq jours"), required=False
    )

    def __init__(self, recipient: Recipient, given: Mapping[str, str] | None) -> None:
        super().__init__(given, initial={"envoi": recipient.wish, "rappels": recipient.reminders}, auto_id="%s")


@dataclass(frozen=True, kw_only=True)
class WishesPage(Page):
    """form : None for a link that names nobody. kept : what was chosen has just been kept."""

    form: WishesForm | None
    kept: bool = False


def wishes_page(recipient: Recipient | None, form: WishesForm | None, *, kept: bool = False) -> WishesPage:
    """The page of a recipient."""
    if recipient is None or form is None:
        return WishesPage(
            title=_("Ce lien n’est pas entier"),
            summary=_("Reprenez-le en entier, au bas d’un message que ce site vous a envoyé."),
            form=None,
        )
    return WishesPage(
        title=_("Les messages que vous recevez"),
        summary=_(
            "Pour l’adresse %(email)s. Changez d’avis quand vous voulez, par ce même lien.", email=veiled(recipient)
        ),
        form=form,
        kept=kept,
    )


def veiled(recipient: Recipient) -> str:
    """An address that its owner knows again and that tells nothing to who was forwarded the link: "a…e@exemple.fr"."""
    name, _at, domain = recipient.email.partition("@")
    return f"{name[0]}…{name[-1]}@{domain}"
