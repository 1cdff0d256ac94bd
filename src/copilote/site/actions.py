"""What programs send to the API: it computes and keeps nothing."""

from __future__ import annotations

from copilote.cop.actions import Action, Visibility

ACTIONS = (Action("site.compute", "faire un calcul par l’API", Visibility.NOBODY, public=True, raw=True),)
