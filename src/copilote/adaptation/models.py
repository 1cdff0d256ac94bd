"""The tables of the adaptation, found by Django here."""

from copilote.adaptation.priorities.models import Priority

__all__ = ["Priority"]
