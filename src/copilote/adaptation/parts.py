"""What is said and drawn of the climate of a territory, without any address: for its page, its sheet, its dossier."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.adaptation import words
from copilote.adaptation.tables import disasters_table, indices_table, values_table, vigilance_table
from copilote.exchange.climate import (
    CLOSE,
    SUMMER,
    IndexHere,
    Likeness,
    LikePlace,
    TerritoryClimate,
    climate_of,
    likeness_of,
)
from copilote.exchange.perimeters import place_of
from copilote.exchange.place import Place
from copilote.exchange.risks import Disasters, OtherRisks, disasters_of, other_risks_of
from copilote.publish.table import Table
from copilote.reference.climate import SOURCE
from copilote.reference.risks import COAST, DISASTERS, HEAT, RADON, RETREAT
from copilote.ui.charts import Bar, Chart, RangeRow, bars, ranges
from copilote.ui.drawing import Drawing
from copilote.ui.summary import KeyFigure
from copilote.words import N_, _
from copilote.words.numbers import NBSP, counted, format_decimals
from copilote.words.typography import tied

FIRST = ("jours_30", "nuits_tropicales", "jours_sol_sec", "jours_feu", "pluie_ete", "pluie_max_1j")
"""The indices that the page draws."""
FOLDED = ("jours_35", "t_moy_an")
"""Those that it draws folded."""
HEADINGS = {
    "jours_30": N_("Jours à 30 °C et plus"),
    "nuits_tropicales": N_("Nuits à 20 °C et plus"),
    "jours_sol_sec": N_("Jours où le sol est sec"),
    "jours_feu": N_("Jours propices aux incendies"),
    "pluie_ete": N_("Pluie de l’été"),
    "pluie_max_1j": N_("Le jour le plus pluvieux"),
    "jours_35": N_("Jours à 35 °C et plus"),
    "t_moy_an": N_("Température moyenne"),
}
NOTES = {
    "jours_feu": N_("10 modèles sur 17."),
    "jours_sol_sec": N_("Toute l’année, pas seulement l’été."),
}
"""What must be read with one index."""
RADON_WORDS = {1: N_("faible"), 2: N_("faible, mais le sol peut le faciliter"), 3: N_("significatif")}


@dataclass(frozen=True, slots=True)
class IndexCard:
    """An index on the page: its heading, what it becomes in words, how the models agree, its drawing."""

    heading: str
    sentence: str
    agreement: str
    note: str
    chart: Chart


@dataclass(frozen=True)
class ClimateSheet:
    """What documents say of the climate that comes to a territory, and of what has struck it.

    lead : in two or three sentences. cards : none where there is no projection. indices : every index, values : the
    same for files, a row a date; both None there. summers : heat vigilance, None where several départements or none
    are told. sources : keys.
    """

    place: Place
    lead: str
    figures: tuple[KeyFigure, ...]
    cards: tuple[IndexCard, ...]
    alike: tuple[str, ...]
    struck: tuple[str, ...]
    struck_drawing: Drawing | None
    others: tuple[str, ...]
    indices: Table | None
    values: Table | None
    disasters: Table
    summers: Table | None
    cautions: tuple[str, ...]
    sources: tuple[str, ...]


def climate_sheet(place: Place) -> ClimateSheet:
    """What documents say of a territory."""
    climate, disasters, other = climate_of(place), disasters_of(place), other_risks_of(place)
    likeness = likeness_of(climate)
    one = len({row.departement for row in other.vigilance}) == 1
    return ClimateSheet(
        place=place,
        lead=words.whole(words.summary_of(climate, disasters, likeness.told if likeness else None)),
        figures=key_figures(climate, disasters),
        cards=index_cards(climate, FIRST),
        alike=alike(likeness) if likeness else (),
        struck=struck(disasters),
        struck_drawing=struck_drawing(disasters) if disasters.total else None,
        others=other_risks(place, other),
        indices=indices_table(climate, "climate", _("Tous les indices")) if climate.indices else None,
        values=values_table([climate]) if climate.indices else None,
        disasters=disasters_table(disasters),
        summers=vigilance_table(other) if one else None,
        cautions=climate.cautions,
        sources=tuple(source_keys(climate, other)),
    )


def key_figures(climate: TerritoryClimate, disasters: Disasters) -> tuple[KeyFigure, ...]:
    """What the page begins with."""
    figures = []
    if climate.indices:
        hot, nights, dry = map(climate.get, ("jours_30", "nuits_tropicales", "jours_sol_sec"))
        near = words.NEAR
        figures = [
            KeyFigure(
                words.days(hot.at(near).median),
                _("à 30 °C et plus par an en 2050 ; hier %(past)s", past=words.number(hot, hot.reference)),
            ),
            KeyFigure(
                words.nights_words(nights.at(near).median),
                _("à 20 °C et plus par an en 2050 ; hier %(past)s", past=words.number(nights, nights.reference)),
            ),
            KeyFigure(
                words.days(dry.at(near).median),
                _("de sol sec par an en 2050 ; hier %(past)s", past=words.number(dry, dry.reference)),
            ),
        ]
    recent = format_decimals(disasters.last_ten_years, 0)
    figures.append(
        KeyFigure(
            format_decimals(disasters.total, 0),
            _("reconnaissances de catastrophe naturelle depuis 1982, dont %(recent)s en dix ans", recent=recent),
        )
    )
    return tuple(figures)


def index_cards(climate: TerritoryClimate, names: tuple[str, ...]) -> tuple[IndexCard, ...]:
    """Some indices (ids), each on a card; none where there is no projection."""
    return tuple(_card(climate.get(name)) for name in names) if climate.indices else ()


def _card(here: IndexHere) -> IndexCard:
    name = here.index.id
    rows = [RangeRow(_("Hier"), here.reference)]
    rows += [RangeRow(str(level.horizon), level.median, level.low, level.high) for level in here.levels]
    heading = words.whole(_(HEADINGS[name]))
    chart = ranges(
        rows, title=f"{here.index.label}, {here.index.unit}", prefix=f"c-{name.replace('_', '-')}",
        unit=here.index.unit, decimals=here.index.decimals,
    )  # fmt: skip
    note = _(NOTES[name]) if name in NOTES else ""
    return IndexCard(heading, tied(words.change_words(here)), words.agreement(here), note, chart)


def alike(likeness: Likeness) -> tuple[str, ...]:
    """Whose summers those of the territory will be like, in sentences."""
    told, place = likeness.told, likeness.place
    if told is None or place is None:
        return (
            _("Aucun lieu de France métropolitaine n’a connu, de 1976 à 2005, des étés comme ceux qui viennent ici."),
        )
    near = N_("En 2050, les étés d’ici ressembleraient à ceux de 1976-2005 %(at)s, à %(km)s d’ici.")
    part = N_("En 2050, les étés d’ici ressembleraient en partie à ceux de 1976-2005 %(at)s, à %(km)s d’ici.")
    text = near if told.distance <= CLOSE else part
    sentences = [_(text, at=words.at_words(told), km=_km(told))]
    if place.code != told.code:
        sentences.append(
            _("Ceux qui y ressemblent le plus : %(at)s, à %(km)s d’ici.", at=words.at_words(place), km=_km(place))
        )
    sentences.append(
        _("Comparé sur cinq indices de l’été, chacun rapporté à sa variété en France. Le reste de l’année, le sol et "
          "l’eau ne se ressemblent pas pour autant.")
    )  # fmt: skip
    return tuple(map(tied, sentences))


def alike_lines(climate: TerritoryClimate, like: LikePlace) -> tuple[tuple[str, str], ...]:
    """The indices over which summers are compared: each, here in 2050 and there yesterday."""
    there = climate_of(place_of("commune", like.code), only=SUMMER)

    def line(name: str) -> tuple[str, str]:
        here, decimals = climate.get(name), climate.get(name).index.decimals
        values = (here.at(words.NEAR).median, there.get(name).reference)
        near, past = (format_decimals(value, decimals) for value in values)
        return f"{here.index.label} ({here.index.unit})", _("%(near)s ici, %(past)s là-bas", near=near, past=past)

    return tuple(map(line, SUMMER))


def _km(like: LikePlace) -> str:
    """How far it is, to ten kilometres when it is far."""
    return f"{format_decimals(round(like.km, -1 if like.km >= 20 else 0), 0)}{NBSP}km"


def struck(disasters: Disasters) -> tuple[str, ...]:
    """What has struck, in sentences, and what must be read with it."""
    sentences = [words.struck_words(disasters)]
    if disasters.total:
        sentences.append(_("Depuis 1982 : %(kinds)s.", kinds=words.kinds_words(disasters)))
    if disasters.communes > 1:
        struck = counted(disasters.struck, "commune touchée", "communes touchées")
        many = format_decimals(disasters.communes, 0)
        sentences.append(_("%(struck)s au moins une fois, sur %(communes)s.", struck=struck, communes=many))
    return tuple(map(tied, (*sentences, *disasters.cautions)))


def struck_drawing(disasters: Disasters) -> Drawing:
    """The recognitions by kind, as bars."""
    items = [Bar(_(words.SHORT[kind]), float(count)) for kind, count in disasters.by_kind.items() if count]
    items.sort(key=lambda item: -(item.value or 0))
    return Drawing.of(
        bars, items, prefix="catnat", caption=_("Reconnaissances de 1982 à 2025, une par arrêté et par commune"),
        title=_("Catastrophes naturelles reconnues, par nature"), unit=N_("reconnaissances"), width=560,
        write=_whole,
    )  # fmt: skip


def _whole(value: float | None) -> str:
    return format_decimals(value, 0)


def other_risks(place: Place, other: OtherRisks) -> tuple[str, ...]:
    """What else is known, in sentences."""
    sentences = []
    known = {grade: count for grade, count in other.radon.items() if count}
    if place.level == "commune" and known:
        sentences.append(_("Radon (gaz du sol) : potentiel %(grade)s.", grade=_(RADON_WORDS[max(known)])))
    elif known.get(3):
        communes = counted(known[3], "commune", "communes")
        sentences.append(_("Radon (gaz du sol) : potentiel significatif dans %(communes)s.", communes=communes))
    if other.coastal:
        if place.level == "commune":
            sentences.append(_("Commune du littoral."))
        else:
            sentences.append(_("%(communes)s du littoral.", communes=counted(other.coastal, "commune", "communes")))
    for code, metres in other.retreat_m_year if place.level == "commune" else ():
        if code == place.code:
            text = N_("Trait de côte : un recul moyen de %(metres)s par an.")
            sentences.append(_(text, metres=f"{format_decimals(metres, 2)}\u00a0m"))
    return tuple(map(tied, sentences))


def source_keys(climate: TerritoryClimate, other: OtherRisks) -> list[str]:
    """The sources of what is told."""
    used = [SOURCE] if climate.indices else []
    used += [DISASTERS, *([RADON] if any(other.radon.values()) else [])]
    used += [COAST] if other.coastal else []
    used += [RETREAT] if other.retreat_m_year else []
    return [*used, *([HEAT] if other.vigilance else [])]
