"""Messages to people, by e-mail: written in the base with what they are about, sent by the worker. A Django app.

An app declares its kinds in `messages` of its AppConfig (`MessageKind`), and calls `post` in the transaction of what it
tells. `wording` writes the text, `sending` hands it over, once. May import what is below `publish`.
"""

from copilote.outbox.addresses import whole_address
from copilote.outbox.kinds import MessageKind
from copilote.outbox.posting import post

__all__ = ["MessageKind", "post", "whole_address"]
