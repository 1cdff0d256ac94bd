"""Records of the conflicts of use of a region."""

from __future__ import annotations

from typing import Annotated

from copilote.exchange import uses_words as words
from copilote.exchange.records.model import About, TypedDict, filled
from copilote.exchange.uses import RegionUses
from copilote.planning.uses import Span, Uncounted, UseBalance, UseLine


class SpanRecord(TypedDict):
    """Une fourchette, dans l’unité du bilan."""

    low: Annotated[float, About("Au moins.")]
    central: Annotated[float, About("Au centre.")]
    high: Annotated[float, About("Au plus.")]


class UseLineRecord(TypedDict):
    """Une part de ce qui est demandé ou de ce que la région a."""

    label: Annotated[str, About("Ce qui demande, ou la ressource.")]
    lever: Annotated[str | None, About("Identifiant du levier ; vide : usage d’aujourd’hui ou ressource.")]
    amount: SpanRecord
    coefficients: Annotated[list[str], About("Coefficients qui l’ont donnée.")]


class UncountedRecord(TypedDict):
    """Une part d’un bilan qu’aucun chiffre publié ne permet de compter ; elle n’est pas nulle."""

    label: Annotated[str, About("Ce qui demande, ou la ressource.")]
    lever: Annotated[str | None, About("Identifiant du levier ; vide : usage d’aujourd’hui ou ressource.")]
    side: Annotated[str, About("demand : ce qui est demandé ; supply : ce que la région a.")]
    needed: Annotated[str, About("Les chiffres qu’il faudrait.")]


class UseBalanceRecord(TypedDict):
    """Le bilan d’une ressource."""

    id: Annotated[str, About("crops, grass, wood, budget, farmland ou water.", at="key", examples=["wood"])]
    name: Annotated[str, About("Son nom.")]
    unit: Annotated[str, About("Unité de tous ses nombres.")]
    verdict: Annotated[
        str,
        About(
            "short : il en manque ; enough : assez ; open : sans conclusion ; no_limit : sans limite publiée. Pour "
            "budget, short : plus que la règle générale de la loi n’en laisse, sous réserve du document régional ; "
            "enough : dans cette règle."
        ),
    ]
    sentence: Annotated[str, About("Le verdict en toutes lettres.")]
    asked: SpanRecord
    available: SpanRecord
    missing: Annotated[SpanRecord, About("Demandé moins disponible ; négatif : il en reste.")]
    demand: list[UseLineRecord]
    supply: list[UseLineRecord]
    uncounted: list[UncountedRecord]
    depends: Annotated[str | None, About("Ce dont le résultat dépend le plus.")]
    limits: Annotated[list[str], About("Ce qu’il faut lire avec ce bilan.")]


class CoefficientRecord(TypedDict):
    """Un coefficient, avec sa fourchette et sa source."""

    id: Annotated[str, About("Son identifiant.", examples=["methane_mwh_t"])]
    title: Annotated[str, About("Ce qu’il dit.")]
    unit: Annotated[str, About("Son unité.")]
    low: Annotated[float, About("Au moins.")]
    central: Annotated[float, About("Au centre.")]
    high: Annotated[float, About("Au plus.")]
    kind: Annotated[
        str, About("published : publié ; derived : calculé de chiffres publiés ; assumption : hypothèse de Copilote.")
    ]
    checked: Annotated[
        str,
        About(
            "read : lu à la source ; excerpt : extrait lu, le reste non relu ; quoted : lu dans un texte qui le cite ; "
            "recalled : cité de mémoire, au moins en partie ; own : hypothèse, au moins pour les bornes."
        ),
    ]
    source: Annotated[str, About("Clé de la source.")]
    note: Annotated[str | None, About("D’où il vient, ou pourquoi cette fourchette.")]


class UsesRecord(TypedDict):
    """Les conflits d’usage d’une région."""

    region: Annotated[str, About("Code de la région.", examples=["24"])]
    name: Annotated[str, About("Son nom.")]
    scenario: Annotated[str | None, About("Nom du scénario ; vide : objectifs de l’État ou scénario sans nom.")]
    changed: Annotated[bool, About("Vrai si le scénario change un objectif de l’État.")]
    title: Annotated[str, About("Le résultat en une phrase.")]
    balances: list[UseBalanceRecord]
    not_made: Annotated[list[str], About("Les bilans qui ne peuvent pas être faits, et pourquoi.")]
    cautions: Annotated[list[str], About("Ce qu’il faut lire avec les chiffres.")]
    coefficients: list[CoefficientRecord]


def uses_record(found: RegionUses) -> UsesRecord:
    """The conflicts of use of a region."""
    scenario = found.outcome.scenario
    return filled(
        UsesRecord,
        region=found.region.code,
        name=found.region.name,
        scenario=scenario.name or None,
        changed=bool(scenario.changes),
        title=words.title_of(found),
        balances=[_balance(found, balance) for balance in found.balances],
        not_made=list(found.missing.values()),
        cautions=list(words.general_cautions(found)),
        coefficients=[filled(CoefficientRecord, held, note=held.note or None) for held in found.coefficients],
    )


def _balance(found: RegionUses, balance: UseBalance) -> UseBalanceRecord:
    return filled(
        UseBalanceRecord,
        balance,
        name=words.name_of(balance),
        unit=words.unit_of(balance),
        sentence=" ".join(filter(None, (words.verdict_words(balance), words.today_words(balance)))),
        asked=_span(balance.asked),
        available=_span(balance.available),
        missing=_span(balance.missing),
        demand=list(map(_line, balance.demand)),
        supply=list(map(_line, balance.supply)),
        uncounted=list(map(_uncounted, balance.uncounted)),
        depends=words.depends_words(found, balance) or None,
        limits=list(words.limits_of(found, balance)),
    )


def _span(span: Span) -> SpanRecord:
    return filled(SpanRecord, span)


def _line(line: UseLine) -> UseLineRecord:
    return filled(
        UseLineRecord, line, lever=line.lever or None, amount=_span(line.amount), coefficients=list(line.coefficients)
    )


def _uncounted(part: Uncounted) -> UncountedRecord:
    return filled(UncountedRecord, part, lever=part.lever or None, side="supply" if part.supply else "demand")
