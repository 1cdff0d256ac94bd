"""Pages are tested as they are served."""

from served import alone, database, french, silent_redis

__all__ = ["alone", "database", "french", "silent_redis"]
