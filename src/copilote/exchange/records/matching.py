"""Records of the levers that words propose."""

from __future__ import annotations

from typing import Annotated

from copilote.exchange.records.model import About, TypedDict, filled
from copilote.planning.matching import Suggestion


class SuggestionRecord(TypedDict):
    """Un levier proposé pour un texte : une personne décide."""

    lever: Annotated[str, About("Identifiant du levier.", examples=["augm_covoit"])]
    score: Annotated[float, About("De 0 à 1 ; rien n’est proposé en dessous de 0,4.")]
    words: Annotated[list[str], About("Les mots du texte qui l’ont fait proposer.")]


class MatchRecord(TypedDict):
    """Un texte et les leviers proposés, le meilleur d’abord, trois au plus ; aucun quand rien ne convient."""

    text: str
    suggestions: list[SuggestionRecord]


def match_record(text: str, suggestions: tuple[Suggestion, ...]) -> MatchRecord:
    """A text and what is proposed for it."""
    return {"text": text, "suggestions": [filled(SuggestionRecord, each) for each in suggestions]}
