"""Copilote: the figures and tools of a French *COP régionale*.

Rooms, each importing only those after it: `cli`, `dossier`, `ui`, `exchange`, `planning`, `reference`.
"""

__version__ = "0.3.0"
