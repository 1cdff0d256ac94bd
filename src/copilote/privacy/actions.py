"""What a person does with what the site holds of them."""

from __future__ import annotations

from copilote.cop.actions import Action, Visibility

ACTIONS = (
    Action("privacy.see_own", "voir et emporter ses données", Visibility.ONESELF, reads=True),
    Action("privacy.erase_own", "effacer son compte", Visibility.NOBODY),
)
