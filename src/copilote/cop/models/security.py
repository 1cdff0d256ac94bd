"""What touches security: who entered, who was refused, whose rights changed, what left. Kept for a time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from copilote.cop.models.conference import Cop
from copilote.cop.models.person import User


class Happening(models.TextChoices):
    """What can happen."""

    SIGNED_IN = "connexion", _("connexion")
    SIGN_IN_FAILED = "connexion-refusee", _("connexion refusée")
    SIGNED_OUT = "deconnexion", _("déconnexion")
    CREDENTIALS = "moyen-de-connexion", _("moyen de connexion changé")
    ROLE_GIVEN = "role-donne", _("rôle donné")
    ROLE_CHANGED = "role-change", _("rôle changé")
    ROLE_REMOVED = "role-retire", _("rôle retiré")
    ORGANISATION = "organisation", _("organisation changée")
    ACCOUNT_CLOSED = "compte-ferme", _("compte fermé")
    ADMINISTRATOR = "administration", _("droit d’administration changé")
    COP = "cop", _("COP ouverte ou changée")
    EXPORT = "export", _("données personnelles sorties")
    BACKUP = "sauvegarde", _("sauvegarde faite ou remise")
    INSTALLATION = "installation", _("installation changée")


class SecurityEvent(models.Model):
    """One thing that happened. `cop/security.py` writes it, nothing changes it, time erases it.

    user : who did it, null for nobody known or for a closed account. about : the person that it is about. client : a
    keyed fingerprint of the address that it came from, "" from the machine itself. detail : never an address, a name
    or a code.
    """

    at = models.DateTimeField(_("date"), auto_now_add=True, db_index=True)
    # Without choices: what can happen grows with the site, and a list in the base would have to follow.
    event = models.CharField(_("quoi"), max_length=20)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("par"))
    about = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("à propos de"))
    cop = models.ForeignKey(Cop, models.SET_NULL, null=True, related_name="+", verbose_name=_("COP"))
    client = models.CharField(_("appareil"), max_length=12, blank=True)
    detail = models.CharField(_("détail"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"

    @property
    def words(self) -> str:
        """What happened, in words; as it was written, for what a later version noted."""
        return str(Happening(self.event).label) if self.event in Happening.values else self.event
