"""Pages are tested as they are served."""

from served import alone, database, french

__all__ = ["alone", "database", "french"]
