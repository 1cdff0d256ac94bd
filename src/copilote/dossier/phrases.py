"""What figures mean in daily words: "trois logements au fioul sur quatre changent d’énergie"."""

from __future__ import annotations

from collections.abc import Callable

from copilote.planning.quantities import borne
from copilote.reference.simulator import LeverFigures, Region
from copilote.ui.quantities import LEAST
from copilote.ui.translation import english, say, t
from copilote.ui.words import NBSP, format_decimals, format_number, format_percent, times, with_unit

_PLACES = {
    "04": "à La Réunion",
    "06": "à Mayotte",
    "32": "dans les Hauts-de-France",
    "44": "dans le Grand Est",
    "52": "dans les Pays de la Loire",
    "exemple": "dans la région exemple",
}

_FRACTIONS = (
    (1 / 20, "un", "vingt"),
    (1 / 10, "un", "dix"),
    (1 / 5, "un", "cinq"),
    (1 / 4, "un", "quatre"),
    (1 / 3, "un", "trois"),
    (2 / 5, "deux", "cinq"),
    (1 / 2, "un", "deux"),
    (3 / 5, "trois", "cinq"),
    (2 / 3, "deux", "trois"),
    (3 / 4, "trois", "quatre"),
    (4 / 5, "quatre", "cinq"),
    (9 / 10, "neuf", "dix"),
)


def place_of(region: Region) -> str:
    """The region with its preposition: "en Bretagne", "dans le Grand Est"."""
    if english():
        return "in the example region" if region.fictional else f"in {region.name}"
    return _PLACES.get(region.code, f"en {region.name}")


def one_in(share: float, noun: str, nouns: str) -> str | None:
    """A share as "trois logements sur quatre", when a simple fraction is within 2 points; None otherwise.

    >>> one_in(0.756, "logement", "logements")
    'trois logements sur quatre'
    """
    value, count, of = min(_FRACTIONS, key=lambda fraction: abs(fraction[0] - share))
    if abs(value - share) > 0.02:
        return None
    return say("%(count)s %(noun)s sur %(of)s", count=count, noun=noun if count == "un" else nouns, of=of)


def near_share(share: float) -> str:
    """A share of the whole in words: "plus de la moitié (52 %)", "un tiers (33 %)"."""
    percent = format_percent(share)
    for low, high, words in (
        (0.97, 1.01, "presque tout"),
        (0.72, 0.78, "les trois quarts"),
        (0.64, 0.69, "les deux tiers"),
        (0.51, 0.57, "un peu plus de la moitié"),
        (0.49, 0.51, "la moitié"),
        (0.44, 0.49, "près de la moitié"),
        (0.31, 0.36, "un tiers"),
        (0.23, 0.27, "un quart"),
    ):
        if low <= share < high:
            return f"{t(words)} ({percent})"
    return percent


def daily_words(
    lever: LeverFigures, physical: float | None, population: int | None = None, digits: int | None = None
) -> str:
    """What a lever's target means in 2030, in one phrase; per inhabitant where there is no physical translation.

    physical : the quantity in 2030, in `lever.unit`. population : inhabitants of the region; None when not known.
    digits : significant digits that the figures bear, fewer than a region's; None for as many as are read with ease.
    """
    if physical is None or lever.baseline_2019 is None:
        if not population or lever.target_kt is None:
            return t("se compte en ktCO2e seulement : aucune unité physique n’est publiée")
        each = with_unit(_told(1e6 * lever.target_kt / population, digits), "kg de CO2e")
        return say("%(each)s par habitant et par an ; pas de traduction physique publiée", each=each)
    write = _PHRASES.get(lever.id, _plain)
    return write(lever, physical, lever.baseline_2019, digits)


def has_own_words(lever: str) -> bool:
    """Whether a lever has a phrase of its own, beyond its two quantities and their unit."""
    return lever in _PHRASES


Phrase = Callable[[LeverFigures, float, float, int | None], str]


def _plain(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
    unit = lever.unit_short or lever.unit or ""
    told = with_unit(_told(physical, digits), unit)
    if lever.counts_completed:
        return say(
            "%(told)s en 2030, contre %(start)s en 2019",
            told=told,
            start=_told(baseline, digits),
        )
    return say("%(told)s de plus qu’en 2019", told=told) if physical >= 0 else told


def _fall(physical: float, baseline: float) -> float:
    return 1 - physical / baseline if baseline else 0.0


def _less(what: str) -> Phrase:
    """ "15 % de moins {what}" """
    return lambda lever, physical, baseline, digits: say(
        "%(share)s de moins %(what)s", share=format_percent(_fall(physical, baseline)), what=what
    )


def _replaced(noun: str, nouns: str) -> Phrase:
    def write(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
        share = _fall(physical, baseline)
        told = one_in(share, noun, nouns)
        numbers = {"start": _thousands(baseline, digits), "end": _thousands(physical, digits)}
        if told is None:
            pattern = "%(share)s des %(nouns)s changent d’énergie (%(start)s en 2019, %(end)s en 2030)"
            return say(pattern, share=format_percent(share), nouns=nouns, **numbers)
        pattern = "%(told)s changent d’énergie (%(start)s en 2019, %(end)s en 2030)"
        if told.startswith(("un ", "one ")):
            pattern = "%(told)s change d’énergie (%(start)s en 2019, %(end)s en 2030)"
        return say(pattern, told=told, **numbers)

    return write


def _told(value: float, digits: int | None) -> str:
    return format_number(value) if digits is None else format_number(borne(value, digits), digits)


def _thousands(value: float, digits: int | None) -> str:
    """Thousands written as units, to three digits and whole unless told otherwise: 131.5035 → "132 000"."""
    whole = value * 1000
    if digits is not None:
        return say("moins d’un") if 0 < whole < LEAST else format_decimals(borne(whole, digits), 0)
    return format_number(round(whole, -max(0, len(f"{whole:.0f}") - 3)))


def _electric_cars(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
    more = (
        say(", %(times)s plus", times=times(physical / baseline))
        if baseline and 2 <= physical / baseline <= 10.5
        else ""
    )
    return say(
        "%(cars)s voitures électriques en circulation, contre %(start)s en 2019%(more)s",
        cars=_thousands(physical, digits),
        start=_thousands(baseline, digits),
        more=more,
    )


def _kilometres(how: str) -> Phrase:
    def write(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
        week = format_number(physical / 52, 2)
        return say(
            "%(km)s de moins par voiture et par an %(how)s, %(week)s par semaine",
            km=with_unit(_told(physical, digits), "km"),
            how=how,
            week=week,
        )

    return write


def _hectares(what: str) -> Phrase:
    return lambda lever, physical, baseline, digits: f"{_thousands(physical, digits)}{NBSP}{t(what)}"


def _land(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
    return say(
        "%(end)s consommés par an, contre %(start)s en 2019 : %(day)s par jour au lieu de %(before)s",
        end=with_unit(_thousands(physical, digits), "ha"),
        start=_thousands(baseline, digits),
        day=with_unit(format_number(physical * 1000 / 365, 2), "ha"),
        before=format_number(baseline * 1000 / 365, 2),
    )


def _road(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
    pattern = "%(amount)s de moins sur la route chaque année"
    return say(pattern, amount=with_unit(_told(physical, digits), "millions de tonnes-kilomètres"))


def _waste(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
    pattern = "%(end)s de déchets par habitant et par an, contre %(start)s en 2019"
    return say(
        pattern,
        end=with_unit(_told(physical, digits), "kg"),
        start=_told(baseline, digits),
    )


def _recovered(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
    return say(
        "%(year)s de déchets valorisés en plus par habitant et par an, %(week)s par semaine",
        year=with_unit(_told(physical, digits), "kg"),
        week=with_unit(format_number(physical / 52, 2), "kg"),
    )


_PHRASES: dict[str, Phrase] = {
    "augm_voitelec": _electric_cars,
    "augm_depla": _kilometres("en se déplaçant moins"),
    "augm_covoit": _kilometres("grâce au covoiturage"),
    "augm_vélotc": _kilometres("grâce au vélo et aux transports en commun"),
    "augm_fret": _road,
    "augm_logi": _road,
    "reduc_rconso": _less("d’énergie consommée par les logements"),
    "reduc_rfioul": _replaced("logement au fioul", "logements au fioul"),
    "reduc_rgaz": _replaced("logement au gaz", "logements au gaz"),
    "reduc_tconso": _less("d’énergie dans les bureaux, commerces et services publics"),
    "reduc_tfioul": _less("de fioul dans les bureaux, commerces et services publics"),
    "reduc_tgaz": _less("de gaz dans les bureaux, commerces et services publics"),
    "augm_valodma": _recovered,
    "reduc_proddma": _waste,
    "reduc_azote": _less("d’engrais azotés livrés"),
    "reduc_eneragri": _less("d’énergie fossile dans les bâtiments et machines agricoles"),
    "augm_couverts": _hectares("hectares de couverts végétaux de plus chaque année"),
    "augm_haies": _hectares("km de haies de plus qu’en 2019"),
    "augm_prairies": _hectares("hectares de prairies non retournées de plus chaque année"),
    "reduc_artif": _land,
}
