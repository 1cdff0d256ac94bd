"""The tables of the adaptation, found by Django here."""

from copilote.adaptation.issues.models import LeverIssue
from copilote.adaptation.priorities.models import Priority, PriorityRemark

__all__ = ["LeverIssue", "Priority", "PriorityRemark"]
