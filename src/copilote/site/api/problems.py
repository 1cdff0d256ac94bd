"""Errors as problem details (RFC 9457), in the reader's language: what was wrong, and the nearest right values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NotRequired

from django.http import HttpRequest, HttpResponse

from copilote.exchange.records.model import About, TypedDict
from copilote.reference.errors import CopiloteError, UnknownNameError, nearest
from copilote.site.api.answers import encoded
from copilote.site.api.language import PAGES, language_of
from copilote.words import N_, _, english
from copilote.words.typography import capital

CONTENT_TYPE = "application/problem+json"
TYPE = PAGES["fr"]
"""What `type` begins with: programs compare it, so that it is the same in every language."""


class Fault(TypedDict):
    """Une faute, et où elle est."""

    where: str
    detail: str


class Problem(TypedDict):
    """Une erreur (RFC 9457)."""

    type: Annotated[str, About("Page qui explique ce genre d’erreur.")]
    title: str
    status: int
    detail: Annotated[str, About("Ce qui n’allait pas, en une phrase.")]
    instance: Annotated[str, About("L’adresse demandée.")]
    suggestions: Annotated[list[str], About("Les noms les plus proches.")]
    errors: NotRequired[Annotated[list[Fault], About("Les fautes, paramètre par paramètre.")]]


@dataclass(frozen=True)
class Refusal:
    """A kind of problem: its address in the documentation page, its status, its title and what to do."""

    key: str
    status: int
    title: str
    help: str


KINDS = (
    Refusal(
        "valeur-refusee",
        400,
        N_("Valeur refusée"),
        N_("Un paramètre manque, est inconnu, ou sa valeur ne convient pas."),
    ),
    Refusal("nom-inconnu", 404, N_("Nom inconnu"), N_("Région, levier, indicateur ou territoire introuvable.")),
    Refusal("adresse-inconnue", 404, N_("Adresse inconnue"), N_("Aucune opération à cette adresse.")),
    Refusal("methode-refusee", 405, N_("Méthode refusée"), N_("L’en-tête Allow donne celles qui sont acceptées.")),
    Refusal("demande-trop-grosse", 413, N_("Demande trop grosse"), N_("Un corps de demande a un mégaoctet au plus.")),
    Refusal("adresse-trop-longue", 414, N_("Adresse trop longue"), N_("Une adresse a 20 000 caractères au plus.")),
    Refusal(
        "corps-refuse",
        422,
        N_("Contenu refusé"),
        N_("Le corps de la demande n’est pas ce que l’opération attend."),
    ),
    Refusal(
        "trop-de-demandes", 429, N_("Trop de demandes"), N_("L’en-tête Retry-After dit combien de secondes attendre.")
    ),
    Refusal("incident", 500, N_("Incident"), N_("L’erreur est notée dans le journal du service.")),
    Refusal(
        "indisponible",
        503,
        N_("Indisponible pour l’instant"),
        N_("La base du site ne répond pas ; l’en-tête Retry-After dit dans combien de secondes redemander."),
    ),
)
BY_KEY = {kind.key: kind for kind in KINDS}
BY_STATUS = {kind.status: kind for kind in reversed(KINDS)} | {404: BY_KEY["adresse-inconnue"]}
FAULTS = {
    "missing": N_("ce paramètre manque."),
    "int_parsing": N_("un nombre entier est attendu."),
    "int_from_float": N_("un nombre entier est attendu."),
    "int_parsing_size": N_("ce nombre est trop long."),
    "greater_than_equal": N_("au moins %(ge)s est attendu."),
    "less_than_equal": N_("au plus %(le)s est attendu."),
    "string_too_long": N_("%(max_length)s caractères au plus."),
}
"""Faults found by the validation of parameters, by their kind there."""


def problem(
    request: HttpRequest, key: str, detail: str, *, suggestions: Sequence[str] = (), errors: Sequence[Fault] = ()
) -> HttpResponse:
    """The answer for a problem of that kind, inside `language_of`; `detail` is in the reader's language."""
    kind = BY_KEY[key]
    body: Problem = {
        "type": f"{TYPE}#{kind.key}",
        "title": _(kind.title),
        "status": kind.status,
        "detail": _capital(detail),
        "instance": request.get_full_path()[:300],
        "suggestions": list(suggestions),
    }
    if errors:
        body["errors"] = list(errors)
    response = HttpResponse(encoded(body), status=kind.status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en" if english() else "fr"
    return response


def of_error(request: HttpRequest, error: CopiloteError) -> HttpResponse:
    """An error that a user can act on: 404 for an unknown name in the address, 422 in a body, else 400."""
    key, suggestions = "valeur-refusee", tuple[str, ...]()
    if isinstance(error, UnknownNameError):
        key, suggestions = "nom-inconnu", error.suggestions
    with language_of(request):
        return problem(
            request, "corps-refuse" if request.method == "POST" else key, str(error), suggestions=suggestions
        )


def of_faults(request: HttpRequest, errors: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """What the validation of parameters refused, each fault beside its parameter, with the nearest right values."""
    suggestions: list[str] = []
    faults: list[Fault] = []
    with language_of(request):
        for error in errors:
            where, context = str(error["loc"][-1]), error.get("ctx", {})
            detail = _(FAULTS.get(error["type"], N_("valeur refusée.")), **context)
            if error["type"] == "literal_error":
                accepted = re.findall(r"'([^']*)'", str(context["expected"]))
                detail = _("valeur inconnue.") + " " + _("Valeurs acceptées : %(values)s.", values=", ".join(accepted))
                suggestions += nearest(request.GET.get(where, "")[:60], accepted)
            faults.append({"where": where, "detail": detail})
        colon = ": " if english() else " : "
        joined = " ".join(f"{fault['where']}{colon}{fault['detail']}" for fault in faults)
        return problem(request, "valeur-refusee", joined, suggestions=suggestions, errors=faults)


def of_status(request: HttpRequest, status: int, allowed: str = "") -> HttpResponse:
    """What any other error answer becomes under /api."""
    kind = BY_STATUS.get(status) or BY_KEY["incident" if status >= 500 else "valeur-refusee"]
    with language_of(request) as code:
        detail = _(kind.help)
        if kind.key == "methode-refusee" and allowed:
            refusal = _("%(method)s n’est pas accepté ici.", method=request.method)
            detail = refusal + " " + _("Méthodes acceptées : %(allowed)s.", allowed=allowed)
        if kind.key == "adresse-inconnue":
            detail += " " + _("Les opérations : %(page)s.", page=PAGES[code])
        return problem(request, kind.key, detail)


def of_haste(request: HttpRequest, seconds: int) -> HttpResponse:
    """The answer to who asks too often, and is to wait that many seconds."""
    with language_of(request):
        sentence = (
            _("Trop de demandes depuis votre adresse.") + " " + _("Réessayez dans %(seconds)s s.", seconds=seconds)
        )
        response = problem(request, "trop-de-demandes", sentence)
    response["Retry-After"] = str(seconds)
    return response


def _capital(text: str) -> str:
    """A text with a capital, unless it begins with an identifier ("augm_voitelec : …")."""
    return text if "_" in text.partition(" ")[0] else capital(text)
