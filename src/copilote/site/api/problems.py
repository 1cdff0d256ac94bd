"""Errors as problem details (RFC 9457), in the reader's language: what was wrong, and the nearest right values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from copilote.reference.errors import CopiloteError, UnknownNameError
from copilote.site.api.language import PAGES, language_of
from copilote.ui.translation import english, t

CONTENT_TYPE = "application/problem+json"
TYPE = PAGES["fr"]
"""What `type` begins with: programs compare it, so that it is the same in every language."""


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its address in the documentation page, its status and its title."""

    key: str
    status: int
    title: str
    help: str


KINDS = (
    Kind("valeur-refusee", 400, "Valeur refusée", "Un paramètre manque, est inconnu, ou sa valeur ne convient pas."),
    Kind("nom-inconnu", 404, "Nom inconnu", "Région, levier, indicateur ou territoire introuvable."),
    Kind("adresse-inconnue", 404, "Adresse inconnue", "Aucune opération à cette adresse."),
    Kind("methode-refusee", 405, "Méthode refusée", "L’en-tête Allow donne celles qui sont acceptées."),
    Kind("demande-trop-grosse", 413, "Demande trop grosse", "Un corps de demande a un mégaoctet au plus."),
    Kind("adresse-trop-longue", 414, "Adresse trop longue", "Une adresse a 20 000 caractères au plus."),
    Kind("corps-refuse", 422, "Contenu refusé", "Le corps de la demande n’est pas ce que l’opération attend."),
    Kind("trop-de-demandes", 429, "Trop de demandes", "L’en-tête Retry-After dit combien de secondes attendre."),
    Kind("incident", 500, "Incident", "L’erreur est notée dans le journal du service."),
)
BY_KEY = {kind.key: kind for kind in KINDS}
BY_STATUS = {kind.status: kind for kind in reversed(KINDS)} | {404: BY_KEY["adresse-inconnue"]}


def problem(
    request: HttpRequest,
    key: str,
    detail: str = "",
    *,
    suggestions: Sequence[str] = (),
    errors: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:
    """The answer for a problem of that kind; `errors` are faults by parameter ({"where", "detail"}).

    detail : in French; made of the faults when there is none.
    """
    kind = BY_KEY[key]
    with language_of(request) as code:
        told = [{"where": one["where"], "detail": t(one["detail"])} for one in errors]
        colon = ": " if english() else " : "
        joined = " ".join(f"{one['where']}{colon}{one['detail']}" for one in told)
        body: dict[str, object] = {
            "type": f"{TYPE}#{kind.key}",
            "title": t(kind.title),
            "status": kind.status,
            "detail": _sentence(t(detail)) or joined,
            "instance": request.get_full_path()[:300],
            "suggestions": list(suggestions),
        }
    if told:
        body["errors"] = told
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    response = HttpResponse(text, status=kind.status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = code
    return response


def of_error(request: HttpRequest, error: CopiloteError) -> HttpResponse:
    """An error that a user can act on: 404 for an unknown name in the address, 422 in a body, else 400."""
    if request.method == "POST":
        key = "corps-refuse"
    else:
        key = "nom-inconnu" if isinstance(error, UnknownNameError) else "valeur-refusee"
    suggestions = error.suggestions if isinstance(error, UnknownNameError) else ()
    return problem(request, key, str(error), suggestions=suggestions)


def of_status(request: HttpRequest, status: int, allowed: str = "") -> HttpResponse:
    """What any other error answer becomes under /api."""
    kind = BY_STATUS.get(status) or BY_KEY["incident" if status >= 500 else "valeur-refusee"]
    detail = kind.help
    if kind.key == "methode-refusee" and allowed:
        detail = f"{request.method} n’est pas accepté ici. Méthodes acceptées : {allowed}."
    if kind.key == "adresse-inconnue":
        with language_of(request) as code:
            detail = f"Aucune opération à cette adresse. Les opérations : {PAGES[code]}."
    return problem(request, kind.key, detail)


def _sentence(text: str) -> str:
    """A text with a capital, unless it begins with an identifier ("augm_voitelec : …")."""
    return text if "_" in text.partition(" ")[0] else text[:1].upper() + text[1:]
