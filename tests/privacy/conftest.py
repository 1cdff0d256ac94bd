"""Pages are tested as they are served."""

from served import answers_closed, database, french

__all__ = ["answers_closed", "database", "french"]
