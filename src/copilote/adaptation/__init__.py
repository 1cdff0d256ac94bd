"""Adaptation: the climate that comes to a territory, and what has already struck it.

May import `cop`, `ui`, `exchange` and below, and the `reads` of its siblings; what it offers to them is `reads`.
"""
