"""What programs send to the API, which computes and keeps nothing; the roles that a demonstration lets one try."""

from __future__ import annotations

from copilote.cop.actions import Action, Visibility

ACTIONS = (
    Action("site.compute", "faire un calcul par l’API", Visibility.NOBODY, public=True, raw=True),
    Action(
        "site.try_role",
        "essayer un rôle de la démonstration, sur la machine qui la tient",
        Visibility.NOBODY,
        public=True,
    ),
)
