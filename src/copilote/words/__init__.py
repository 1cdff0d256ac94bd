"""The language that one reads in, and how sentences and numbers are written in it.

Imports the standard library only: every room may use it. Offers `_` (a sentence), `N_` (one that is kept for later),
`speaking` (the language of what is made inside), `per_language` (a cache for each language); numbers, units, counts and
their nouns are written by `words.numbers`. The English is in `locale`, brought up to date by `make messages`; that of
the tables' names is a table too (`reference.english`).
"""

from copilote.words.language import ENGLISH, FRENCH, N_, _, english, language, ngettext, nouns, per_language, speaking

__all__ = ["ENGLISH", "FRENCH", "N_", "_", "english", "language", "ngettext", "nouns", "per_language", "speaking"]
