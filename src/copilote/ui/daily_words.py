"""What figures mean in daily words: "trois logements au fioul sur quatre changent d’énergie"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from copilote.planning.quantities import borne, rescaled, scale_for
from copilote.reference.simulator import LeverFigures, Region
from copilote.ui.quantities import FEW, in_scale
from copilote.words import N_, _, english
from copilote.words.numbers import format_decimals, format_number, format_percent, times, with_unit

UNTOLD = N_("(équivalent concret non publié)")
"""What follows the weight of a lever that nobody has published in cars, homes or hectares."""
_PLACES = {
    "04": "à La Réunion",
    "06": "à Mayotte",
    "32": "dans les Hauts-de-France",
    "44": "dans le Grand Est",
    "52": "dans les Pays de la Loire",
    "exemple": "dans la région exemple",
}
_FRACTIONS = (
    (1 / 20, N_("un"), N_("vingt")),
    (1 / 10, N_("un"), N_("dix")),
    (1 / 5, N_("un"), N_("cinq")),
    (1 / 4, N_("un"), N_("quatre")),
    (1 / 3, N_("un"), N_("trois")),
    (2 / 5, N_("deux"), N_("cinq")),
    (1 / 2, N_("un"), N_("deux")),
    (3 / 5, N_("trois"), N_("cinq")),
    (2 / 3, N_("deux"), N_("trois")),
    (3 / 4, N_("trois"), N_("quatre")),
    (4 / 5, N_("quatre"), N_("cinq")),
    (9 / 10, N_("neuf"), N_("dix")),
)
_NEAR = (
    (0.97, 1.01, N_("presque tout")),
    (0.72, 0.78, N_("les trois quarts")),
    (0.64, 0.69, N_("les deux tiers")),
    (0.51, 0.57, N_("un peu plus de la moitié")),
    (0.49, 0.51, N_("la moitié")),
    (0.44, 0.49, N_("près de la moitié")),
    (0.31, 0.36, N_("un tiers")),
    (0.23, 0.27, N_("un quart")),
)


def place_of(region: Region) -> str:
    """The region with its preposition: "en Bretagne", "dans le Grand Est"; a territory of one: "pour Blois"."""
    if region.kind == "territory":
        return _("pour %(name)s", name=region.name)
    if english():
        return "in the example region" if region.fictional else f"in {region.name}"
    return _PLACES.get(region.code, f"en {region.name}")


def one_in(share: float, noun: str, nouns: str) -> str | None:
    """A share as "trois logements sur quatre", when a simple fraction is within 2 points; None otherwise.

    noun, nouns : marked by `N_`.

    >>> one_in(0.756, "logement", "logements")
    'trois logements sur quatre'
    """
    value, count, of = min(_FRACTIONS, key=lambda fraction: abs(fraction[0] - share))
    if abs(value - share) > 0.02:
        return None
    return _("%(count)s %(noun)s sur %(of)s", count=_(count), noun=_(noun if count == "un" else nouns), of=_(of))


def near_share(share: float) -> str:
    """A share of the whole in words: "plus de la moitié (52 %)", "un tiers (33 %)"."""
    percent = format_percent(share)
    return next((f"{_(words)} ({percent})" for low, high, words in _NEAR if low <= share < high), percent)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A lever's own phrase: a sentence with places filled by `_values`.

    unit : of its quantities. thousands : whether the lever counts thousands of that unit. noun, nouns : of the things
    that change, for a phrase that says which part of them does. feminine : what is counted is, in French.
    """

    text: str
    unit: str = ""
    thousands: bool = False
    noun: str = ""
    nouns: str = ""
    feminine: bool = False

    @property
    def counts(self) -> bool:
        """Whether its quantities are things counted one by one, with no unit."""
        return self.thousands and not self.unit


_ROAD = _Phrase(N_("%(end)s de marchandises en moins sur la route chaque année"), N_("millions de tonnes-kilomètres"))
_PHRASES = {
    "augm_voitelec": _Phrase(
        N_("%(end)s voitures électriques en circulation, contre %(start)s en 2019%(more)s"),
        thousands=True,
        feminine=True,
    ),
    "augm_depla": _Phrase(
        N_("%(end)s de moins par voiture et par an en se déplaçant moins, %(week)s par semaine"), N_("km")
    ),
    "augm_covoit": _Phrase(
        N_("%(end)s de moins par voiture et par an grâce au covoiturage, %(week)s par semaine"), N_("km")
    ),
    "augm_vélotc": _Phrase(
        N_("%(end)s de moins par voiture et par an grâce au vélo et aux transports en commun, %(week)s par semaine"),
        N_("km"),
    ),
    "augm_fret": _ROAD,
    "augm_logi": _ROAD,
    "reduc_rconso": _Phrase(N_("%(fall)s de moins d’énergie consommée par les logements")),
    "reduc_rfioul": _Phrase("", "", True, N_("logement au fioul"), N_("logements au fioul")),
    "reduc_rgaz": _Phrase("", "", True, N_("logement au gaz"), N_("logements au gaz")),
    "reduc_tconso": _Phrase(N_("%(fall)s de moins d’énergie dans les bureaux, commerces et services publics")),
    "reduc_tfioul": _Phrase(N_("%(fall)s de moins de fioul dans les bureaux, commerces et services publics")),
    "reduc_tgaz": _Phrase(N_("%(fall)s de moins de gaz dans les bureaux, commerces et services publics")),
    "augm_valodma": _Phrase(
        N_("%(end)s de déchets valorisés en plus par habitant et par an, %(a_week)s par semaine"), N_("kg")
    ),
    "reduc_proddma": _Phrase(N_("%(end)s de déchets par habitant et par an, contre %(start)s en 2019"), N_("kg")),
    "reduc_azote": _Phrase(N_("%(fall)s de moins d’engrais azotés livrés")),
    "reduc_eneragri": _Phrase(N_("%(fall)s de moins d’énergie fossile dans les bâtiments et machines agricoles")),
    "augm_couverts": _Phrase(N_("%(end)s de couverts végétaux de plus chaque année"), N_("hectares"), thousands=True),
    "augm_haies": _Phrase(N_("%(end)s de haies de plus qu’en 2019"), N_("km"), thousands=True),
    "augm_prairies": _Phrase(
        N_("%(end)s de prairies non retournées de plus chaque année"), N_("hectares"), thousands=True
    ),
    "reduc_artif": _Phrase(
        N_("%(end)s consommés par an, contre %(start)s en 2019 : %(day)s par jour au lieu de %(before)s"),
        N_("ha"),
        thousands=True,
    ),
}
_CHANGING = N_("%(fall)s des %(things)s changent d’énergie (%(start)s en 2019, %(end)s en 2030)")
_ONE_CHANGES = N_("%(part)s change d’énergie (%(start)s en 2019, %(end)s en 2030)")
_SEVERAL_CHANGE = N_("%(part)s changent d’énergie (%(start)s en 2019, %(end)s en 2030)")


def daily_words(
    lever: LeverFigures, physical: float | None, population: int | None = None, digits: int | None = None
) -> str:
    """What a lever's target means in 2030, in one phrase; per inhabitant where there is no physical translation.

    physical : the quantity in 2030, in `lever.unit`. population : inhabitants of the region; None when not known.
    digits : significant digits that the figures bear, fewer than a region's; None for as many as are read with ease.
    """
    if physical is None or lever.baseline_2019 is None:
        if not population or lever.target_kt is None:
            return _("se compte en ktCO2e seulement : aucun équivalent concret n’est publié")
        each = with_unit(_number(1e6 * lever.target_kt / population, digits), N_("kg de CO2e"))
        return _("%(each)s par habitant et par an %(untold)s", each=each, untold=_(UNTOLD))
    if few := few_words(lever, physical):
        return few
    phrase, baseline = None if rescaled(lever) else _PHRASES.get(lever.id), lever.baseline_2019
    if phrase is None:
        return _plain(lever, physical, baseline, digits)
    fall = 1 - physical / baseline if baseline else 0.0
    values = _values(phrase, physical, baseline, digits) | {"fall": format_percent(fall)}
    if not phrase.noun:
        return _(phrase.text, **values)
    part = one_in(fall, phrase.noun, phrase.nouns)
    if part is None:
        return _(_CHANGING, things=_(phrase.nouns), **values)
    return _(_ONE_CHANGES if part.startswith(("un ", "one ")) else _SEVERAL_CHANGE, part=part, **values)


def few_words(lever: LeverFigures, physical: float) -> str:
    """What is said where too few things are counted, in 2019 and in 2030, for a share to tell them; "" elsewhere.

    physical : the quantity in 2030, in `lever.unit`.
    """
    quantities = (lever.baseline_2019 or 0.0, physical)
    scale = scale_for(lever, quantities)
    if not scale.whole or not 0 < scale.factor * max(quantities) < FEW:
        return ""
    nouns = _PHRASES[lever.id].nouns if has_own_words(lever.id) else ""
    things = _(nouns) if nouns else scale.unit
    return _("moins de cinq %(things)s, trop peu pour en dire plus à cette échelle", things=things)


def has_own_words(lever: str) -> bool:
    """Whether a lever has a phrase of its own, beyond its two quantities and their unit."""
    return lever in _PHRASES


def _plain(lever: LeverFigures, physical: float, baseline: float, digits: int | None) -> str:
    """The two quantities and their unit."""
    scale = scale_for(lever, (baseline, physical))
    end, start = with_unit(_number(physical, digits), lever.unit_short or lever.unit or ""), _number(baseline, digits)
    if scale.whole:
        whole = scale.factor * physical
        end, start = in_scale(borne(whole, digits or 3), scale), _count(scale.factor * baseline, digits)
    if lever.counts_completed:
        return _("%(end)s en 2030, contre %(start)s en 2019", end=end, start=start)
    return _("%(end)s de plus qu’en 2019", end=end) if physical >= 0 else end


def _values(phrase: _Phrase, physical: float, baseline: float, digits: int | None) -> dict[str, str]:
    """What the places of a phrase may hold."""
    write, whole = (_thousands, 1000) if phrase.thousands else (_number, 1)
    if phrase.counts:
        write = partial(_things, feminine=phrase.feminine)
    week = format_number(physical / 52, 2)
    times_more = physical / baseline if baseline else 0.0
    return {
        "end": with_unit(write(physical, digits), phrase.unit),
        "start": write(baseline, digits),
        "more": _(", %(times)s plus", times=times(times_more)) if 2 <= times_more <= 10.5 else "",
        "week": week,
        "a_week": with_unit(week, phrase.unit),
        "day": with_unit(format_number(physical * whole / 365, 2), phrase.unit),
        "before": format_number(baseline * whole / 365, 2),
    }


def _number(value: float, digits: int | None) -> str:
    return format_number(value) if digits is None else format_number(borne(value, digits), digits)


def _thousands(value: float, digits: int | None) -> str:
    """Thousands written as units, to three digits and whole unless told otherwise: 131.5035 → "132 000"."""
    whole = value * 1000
    if digits is not None:
        return _("moins d’un") if 0 < whole < 1 else format_decimals(borne(whole, digits), 0)
    return format_number(round(whole, -max(0, len(f"{whole:.0f}") - 3)))


def _things(value: float, digits: int | None, *, feminine: bool) -> str:
    """Thousands of things, as `_count` writes them."""
    return _count(value * 1000, digits, feminine=feminine)


def _count(whole: float, digits: int | None, *, feminine: bool = False) -> str:
    """A number of things alone, never with decimals: "132 000", "quelques-uns", "moins d’un"."""
    if 0 < whole < 1:
        return _("moins d’une") if feminine else _("moins d’un")
    if 1 <= whole < FEW:
        return _("quelques-unes") if feminine else _("quelques-uns")
    return format_decimals(borne(whole, digits or 3), 0)
