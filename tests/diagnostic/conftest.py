"""Pages are tested as they are served."""

from served import database, french

__all__ = ["database", "french"]
