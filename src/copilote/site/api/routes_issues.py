"""The operation of the matrix of levers and issues, with what the current COP of the region wrote in it."""

# Annotations are read at run time, through decorators: they cannot be left as text.
from typing import Any

from django.http import HttpRequest

from copilote.adaptation.issues.writing import said_in
from copilote.exchange.issues import issue_rows
from copilote.exchange.records import issues
from copilote.reference.simulator import find_region
from copilote.site.api.answers import Operations
from copilote.site.api.routes import RegionName

operations = Operations()


@operations.read("/regions/{region}/issues", list[issues.IssueRecord], "Les leviers et les enjeux", "Régions")
def region_issues(request: HttpRequest, region: RegionName) -> Any:
    """Ce que chaque levier fait au climat, à l’adaptation, à la biodiversité, à l’eau, aux ressources et à la santé,
    case par case, les vides compris ; ce que la COP de la région a écrit y remplace les textes. Un signe n’est pas une
    mesure, et les signes ne s’additionnent pas."""
    rows = issue_rows(said_in(find_region(region).code))
    return [issues.issue_record(row, cell) for row in rows for cell in row.cells]
