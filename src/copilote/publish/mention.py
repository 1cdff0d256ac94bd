"""What every file that leaves says first, where the installation is not a real one: "" anywhere else.

`say` is called once, as Django starts; each writer of this room asks `said`.
"""

from __future__ import annotations

from copilote.words import _

_mention = ""


def say(mention: str) -> None:
    """Have every file say it. mention : marked by `N_`; "" for nothing."""
    global _mention  # one installation a process
    _mention = mention


def said() -> str:
    """What files say, in the language in use; "" for nothing."""
    return _(_mention) if _mention else ""
