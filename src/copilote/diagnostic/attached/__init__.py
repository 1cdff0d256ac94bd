"""The documents of an action: files that its organisation joined to it, kept in the base and so in its backups."""
