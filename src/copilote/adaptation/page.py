"""The page of the climate of a territory: what comes, where summers are like that already, what has struck."""

from __future__ import annotations

from dataclasses import dataclass

from copilote.adaptation import words
from copilote.adaptation.reads import climate_address, disasters_links, maps_links
from copilote.adaptation.tables import (
    disasters_table,
    indices_table,
    values_table,
    vigilance_table,
    weightings_table,
)
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
from copilote.exchange.measured import Measured, measured_in
from copilote.exchange.perimeters import place_of
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.exchange.risks import Disasters, OtherRisks, disasters_of, other_risks_of
from copilote.publish.table import Book, Table
from copilote.reference.climate import SOURCE
from copilote.reference.passage import passage_note
from copilote.reference.risks import COAST, DISASTERS, HEAT, RADON, RETREAT
from copilote.reference.simulator import find_region
from copilote.reference.sources import Source, find_source
from copilote.ui.addresses import slug_of
from copilote.ui.charts import Bar, Chart, RangeRow, bars, ranges
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.page import EasyPart, Entry, Page, Slide
from copilote.ui.summary import KeyFigure
from copilote.words import N_, _
from copilote.words.numbers import NBSP, counted, format_decimals
from copilote.words.typography import quoted, tied

FIRST = ("jours_30", "nuits_tropicales", "jours_sol_sec", "jours_feu", "pluie_ete", "pluie_max_1j")
"""The indices that the page draws."""
FOLDED = ("jours_35", "t_moy_an")
"""Those that it draws folded."""
HEADINGS = {
    "jours_30": N_("Jours à 30 °C et plus"),
    "nuits_tropicales": N_("Nuits au-dessus de 20 °C"),
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
MOST_SUMMERS = 3
"""Départements of which the summers are shown one by one."""


@dataclass(frozen=True, slots=True)
class IndexCard:
    """An index on the page: its heading, what it becomes in words, how the models agree, its drawing."""

    heading: str
    sentence: str
    agreement: str
    note: str
    chart: Chart


@dataclass(frozen=True, kw_only=True)
class ClimatePage(Page):
    """The page. level : in words; sheet : the territory's own page; maps : of its region; passage : what is to be said
    of its name or code; table : every index by inhabitants, by_area : by area, None for a commune; alike, struck,
    others : sentences."""

    level: str
    place: Place
    passage: str
    sheet: Entry
    maps: tuple[Entry, ...]
    climate: TerritoryClimate
    figures: tuple[KeyFigure, ...]
    cards: tuple[IndexCard, ...]
    folded: tuple[IndexCard, ...]
    likeness: Likeness | None
    alike: tuple[str, ...]
    alike_lines: tuple[tuple[str, str], ...]
    struck: tuple[str, ...]
    struck_drawing: Drawing | None
    disasters: Table
    others: tuple[str, ...]
    summers: Table | None
    several_summers: bool
    table: Table | None
    by_area: Table | None
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    offer: Offer

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The climate for a room: heat by 2050, what has struck."""
        figures = tuple((figure.value, figure.meaning) for figure in self.figures[:3])
        note = _("Un aléa, pas un risque")
        picture = self.cards[0].chart if self.cards else None
        slides = [Slide(self.title, picture, figures, note)]
        if self.struck_drawing:
            title = _("%(name)s : ce qui a déjà frappé", name=quoted(self.place.name))
            slides.append(Slide(title, self.struck_drawing.narrow, (), self.struck[0]))
        return tuple(slides)

    @property
    def easy(self) -> tuple[EasyPart, ...]:
        """The climate in easy words."""
        parts = [EasyPart(_("Qu’est-ce qui vient ?"), tuple(card.sentence for card in self.cards[:2]))]
        parts.append(EasyPart(_("Qu’est-ce qui est déjà arrivé ?"), self.struck[:1]))
        return tuple(part for part in parts if part.sentences)


def climate_page(place: Place, former: str = "") -> ClimatePage:
    """The page of a territory; `former` is the code of a commune of the past that led to it, "" or another text."""
    climate, disasters, other = climate_of(place), disasters_of(place), other_risks_of(place)
    many = len({row.departement for row in other.vigilance}) > MOST_SUMMERS
    likeness = likeness_of(climate)
    told, measured = likeness.told if likeness else None, measured_in(place)
    region, name, several = find_region(place.regions[0]), quoted(place.name), climate.weighting != "cell"
    args = [region.slug] if place.level == "region" else [place.level, place.code]
    route = "region_climate" if place.level == "region" else "climate"
    sheet = Entry.to(name, *(("region", region.slug) if place.level == "region" else ("territory", *args)))
    trail = (Entry(_("Climat qui vient"), climate_address(place)),)
    by = _("Tous les indices, en moyenne des communes selon leurs habitants") if several else _("Tous les indices")
    return ClimatePage(
        title=words.whole(words.title_of(climate, disasters)),
        summary=words.whole(words.summary_of(climate, disasters, told)),
        region=region,
        section="climate",
        trail=trail if place.level == "region" else (sheet, *trail),
        level=_(LEVEL_WORDS[place.level]),
        place=place,
        sheet=sheet,
        maps=maps_links(region) if climate.indices else disasters_links(region),
        climate=climate,
        figures=_figures(climate, disasters),
        cards=_cards(climate, FIRST),
        folded=_cards(climate, FOLDED),
        likeness=likeness,
        alike=_alike(likeness) if likeness else (),
        alike_lines=_alike_lines(climate, told) if told else (),
        struck=_struck(disasters),
        struck_drawing=_struck_drawing(disasters) if disasters.total else None,
        disasters=disasters_table(disasters),
        others=(*_others(place, other), *map(words.measured_words, measured)),
        summers=None if many else vigilance_table(other),
        several_summers=many,
        table=indices_table(climate, "indices", by) if climate.indices else None,
        by_area=_by_area(place) if several and climate.indices else None,
        passage=passage_note(former, place.code) if place.level == "commune" else place.note,
        cautions=climate.cautions,
        sources=tuple(map(find_source, [*_sources(climate, other), *_loaded_sources(measured)])),
        offer=offer(route, args),
    )  # fmt: skip


def climate_book(place: Place) -> Book:
    """Its tables, for files: every index both ways that communes are averaged, disasters, heat vigilance."""
    climate, disasters, other = climate_of(place), disasters_of(place), other_risks_of(place)
    climates = (climate,) if climate.weighting == "cell" else (climate, climate_of(place, "area"))
    summers = vigilance_table(other)
    tables = (values_table(climates), disasters_table(disasters), *((summers,) if summers else ()))
    name = f"copilote-{place.level}-{slug_of(place.code)}-climat"
    notes = (*climate.cautions, *disasters.cautions)
    return Book(name, words.title_of(climate, disasters), tables, notes)


def _by_area(place: Place) -> Table:
    title = _("En moyenne des communes selon leurs habitants, ou selon leur surface")
    return weightings_table(climate_of(place), climate_of(place, "area"), title)


def _figures(climate: TerritoryClimate, disasters: Disasters) -> tuple[KeyFigure, ...]:
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
                _("au-dessus de 20 °C par an en 2050 ; hier %(past)s", past=words.number(nights, nights.reference)),
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


def _cards(climate: TerritoryClimate, names: tuple[str, ...]) -> tuple[IndexCard, ...]:
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


def _alike(likeness: Likeness) -> tuple[str, ...]:
    """Whose summers those of the territory will be like, in sentences."""
    told, place = likeness.told, likeness.place
    if told is None or place is None:
        return (
            _("Aucun lieu de France métropolitaine n’a connu, de 1976 à 2005, des étés comme ceux qui viennent ici."),
        )
    near = N_("En 2050, les étés d’ici ressembleraient à ceux que %(place)s connaissait de 1976 à 2005, à %(km)s.")
    part = N_(
        "En 2050, les étés d’ici ressembleraient en partie à ceux que %(place)s connaissait de 1976 à 2005, à %(km)s."
    )
    text = near if told.distance <= CLOSE else part
    sentences = [_(text, place=words.place_words(told), km=_km(told))]
    if place.code != told.code:
        closest = _(
            "Le lieu le plus proche de tous : %(place)s, à %(km)s.", place=words.place_words(place), km=_km(place)
        )
        sentences.append(closest)
    sentences.append(
        _("Comparé sur cinq indices de l’été, chacun rapporté à sa variété en France. Le reste de l’année, le sol et "
          "l’eau ne se ressemblent pas pour autant.")
    )  # fmt: skip
    return tuple(map(tied, sentences))


def _alike_lines(climate: TerritoryClimate, like: LikePlace) -> tuple[tuple[str, str], ...]:
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


def _struck(disasters: Disasters) -> tuple[str, ...]:
    """What has struck, in sentences, and what must be read with it."""
    sentences = [words.struck_words(disasters)]
    if disasters.total:
        sentences.append(_("Depuis 1982 : %(kinds)s.", kinds=words.kinds_words(disasters)))
    if disasters.communes > 1:
        struck = counted(disasters.struck, "commune touchée", "communes touchées")
        many = format_decimals(disasters.communes, 0)
        sentences.append(_("%(struck)s au moins une fois, sur %(communes)s.", struck=struck, communes=many))
    return tuple(map(tied, (*sentences, *disasters.cautions)))


def _struck_drawing(disasters: Disasters) -> Drawing:
    items = [Bar(_(words.SHORT[kind]), float(count)) for kind, count in disasters.by_kind.items() if count]
    items.sort(key=lambda item: -(item.value or 0))
    return Drawing.of(
        bars, items, prefix="catnat", caption=_("Reconnaissances de 1982 à 2025, une par arrêté et par commune"),
        title=_("Catastrophes naturelles reconnues, par nature"), unit=N_("reconnaissances"), width=560,
        write=_whole,
    )  # fmt: skip


def _whole(value: float | None) -> str:
    return format_decimals(value, 0)


def _others(place: Place, other: OtherRisks) -> tuple[str, ...]:
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


def _loaded_sources(measured: tuple[Measured, ...]) -> dict[str, None]:
    return dict.fromkeys(each.file.source for each in measured)


def _sources(climate: TerritoryClimate, other: OtherRisks) -> list[str]:
    used = [SOURCE] if climate.indices else []
    used += [DISASTERS, *([RADON] if any(other.radon.values()) else [])]
    used += [COAST] if other.coastal else []
    used += [RETREAT] if other.retreat_m_year else []
    return [*used, *([HEAT] if other.vigilance else [])]
