"""Pages are tested as they are served."""

from served import database, french, made_anew

__all__ = ["database", "french", "made_anew"]
