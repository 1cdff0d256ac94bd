"""Pages are tested as they are served."""

from served import database, french, silent_redis

__all__ = ["database", "french", "silent_redis"]
