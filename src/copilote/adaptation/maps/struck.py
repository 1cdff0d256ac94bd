"""What has already struck, on the same maps: disasters that the State recognised, in all, in ten years, by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from copilote.adaptation.maps.drawn import NOUNS, map_of
from copilote.adaptation.reads import climate_address
from copilote.adaptation.words import kinds_words, recognised
from copilote.exchange.climate_field import MAPPED
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import Place
from copilote.exchange.risks import Disasters, disasters_across, disasters_of
from copilote.publish import columns
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Table
from copilote.publish.to_pdf import drawing_pdf
from copilote.reference.errors import InputError, UnknownNameError, nearest
from copilote.reference.risks import DISASTERS, KINDS, SINCE, UNTIL
from copilote.reference.simulator import Region
from copilote.reference.sources import Source, find_source
from copilote.reference.territories import departement_of
from copilote.ui.addresses import region_of
from copilote.ui.charts.beside import Panel, beside
from copilote.ui.charts.choropleth import Choropleth
from copilote.ui.charts.classes import classes_of
from copilote.ui.downloads import Offer, offer
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page, Slide
from copilote.ui.pictures import Picture
from copilote.words import N_, _
from copilote.words.language import noun
from copilote.words.numbers import counted, format_decimals, format_number
from copilote.words.typography import capital, quoted, tied

TOTAL, RECENT = "total", "dix-ans"
WHAT = {TOTAL: N_("toutes, depuis 1982"), RECENT: N_("toutes, en dix ans"), **KINDS}
"""What the map may show; a kind is since 1982, for no shorter time is published."""
USUAL = {"quoi": TOTAL, "niveau": MAPPED[0]}


@dataclass(frozen=True)
class AskedDisasters:
    """what : a key of `WHAT`; by : level of the territories; departement : that whose communes the table has."""

    region: Region
    what: str
    by: str
    departement: str

    def query(self, **changes: str) -> str:
        """The query of the page with something changed, less what is usual."""
        asked = {"quoi": self.what, "niveau": self.by, "departement": self.departement} | changes
        return urlencode({name: value for name, value in asked.items() if value and USUAL.get(name) != value})


class DisastersForm(Form):
    """What the map shows, in its address."""

    quoi = forms.ChoiceField(label=gettext_lazy("Catastrophes"))
    niveau = forms.ChoiceField(label=gettext_lazy("Territoires"))

    def __init__(self, asked: AskedDisasters) -> None:
        initial = {"quoi": asked.what, "niveau": asked.by}
        super().__init__(initial=initial, auto_id="%s", use_required_attribute=False)
        self.offer("quoi", [(key, capital(_(label))) for key, label in WHAT.items()])
        self.offer("niveau", [(level, capital(noun(2, *NOUNS[level]))) for level in MAPPED])


def asked_disasters(slug: str, query: QueryDict) -> AskedDisasters:
    """What an address asks for. Raises UnknownNameError or InputError with what is accepted."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : rien n’y a jamais frappé.", name=region.name))
    asked = {name: query.get(name) or usual for name, usual in USUAL.items()}
    for name, known in (("quoi", tuple(WHAT)), ("niveau", MAPPED)):
        if asked[name] not in known:
            accepted = _("Valeurs acceptées : %(known)s.", known=", ".join(known))
            raise UnknownNameError(name, asked[name][:40], nearest(asked[name], known), accepted)
    return AskedDisasters(region, asked["quoi"], asked["niveau"], query.get("departement", "")[:3])


@dataclass(frozen=True, kw_only=True)
class DisastersPage(Page):
    """The page. unit : of the map; sheets : départements whose communes the table has, none but by commune; folded :
    the table, unless its sheet was asked for."""

    form: DisastersForm
    map: Choropleth
    caption: str
    level_word: str
    table: Table
    sheets: tuple[Entry, ...]
    folded: bool
    cautions: tuple[str, ...]
    sources: tuple[Source, ...]
    offer: Offer

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The map for a room."""
        return (Slide(self.title, self.map, (), self.caption),)


def disasters_page(asked: AskedDisasters) -> DisastersPage:
    """The page of what an address asks for."""
    region, whole = asked.region, disasters_of(place_of("region", asked.region.code))
    address, sheets = reverse("region_disasters", args=[region.slug]), _sheets(asked)
    printed = reverse("region_disasters_pdf", args=[region.slug])
    text = N_("Depuis 1982, une reconnaissance par commune et par arrêté (une tempête sur cent communes en fait "
              "cent) : %(kinds)s.")  # fmt: skip
    summary = _(text, kinds=kinds_words(whole)) if whole.total else ""
    struck = counted(whole.struck, "commune touchée", "communes touchées")
    summary += " " + _("%(struck)s au moins une fois, sur %(communes)s.", struck=struck,
                       communes=format_decimals(whole.communes, 0))  # fmt: skip
    return DisastersPage(
        title=tied(_title(asked, whole)),
        summary=tied(summary.strip()),
        region=region,
        section="climate",
        trail=(
            Entry(_("Climat qui vient"), reverse("region_climate", args=[region.slug])),
            Entry(_("Catastrophes reconnues"), address),
        ),
        form=DisastersForm(asked),
        map=disasters_map(asked),
        caption=_caption(asked),
        level_word=noun(2, *NOUNS[asked.by]),
        table=_page_table(asked, sheets),
        sheets=sheets,
        folded=not asked.departement,
        cautions=_cautions(asked, whole),
        sources=(find_source(DISASTERS),),
        offer=offer(
            "region_disasters",
            [region.slug],
            query=(query := asked.query(departement="")),
            charts={"": _("Image de la carte")},
            pages=(Entry(_("La carte (PDF)"), f"{printed}?{query}" if query else printed),),
        ),
    )  # fmt: skip


def _title(asked: AskedDisasters, whole: Disasters) -> str:
    """What the map shows, for the region."""
    name, count = asked.region.name, recognised(_number(whole, asked.what))
    if asked.what == TOTAL:
        recent = format_decimals(whole.last_ten_years, 0)
        return _("%(name)s : %(count)s depuis 1982, dont %(recent)s en dix ans", name=name, count=count, recent=recent)
    if asked.what == RECENT:
        return _("%(name)s : %(count)s en dix ans", name=name, count=count)
    kind = _(KINDS[asked.what]).split(" (")[0]
    return _("%(name)s, %(kind)s : %(count)s depuis 1982", name=name, kind=kind, count=count)


def _number(disasters: Disasters, what: str) -> int:
    return {TOTAL: disasters.total, RECENT: disasters.last_ten_years, **disasters.by_kind}[what]


def _value(disasters: Disasters, asked: AskedDisasters) -> float:
    """What the map shows of a territory: above the commune, for one of its communes on average."""
    count = _number(disasters, asked.what)
    return float(count) if asked.by == "commune" else round(count / disasters.communes, 6)


def disasters_map(asked: AskedDisasters, prefix: str = "carte") -> Choropleth:
    """The map of what is asked for."""
    values: dict[Place, float | None] = {
        place: _value(disasters, asked) for place, disasters in disasters_across(asked.region.code, asked.by).items()
    }
    return map_of(
        asked.region, asked.by, values, title=f"{_caption(asked)}, {asked.region.name}", unit=_unit(asked),
        cut=classes_of([value for value in values.values() if value is not None]), prefix=prefix, write=_write,
    )  # fmt: skip


def _write(value: float) -> str:
    return format_number(value, 2)


def _unit(asked: AskedDisasters) -> str:
    # A count of a commune is a bare number: its classes begin below one.
    return "" if asked.by == "commune" else _("reconnaissances par commune")


def _caption(asked: AskedDisasters) -> str:
    years = _("%(start)s à %(end)s", start=UNTIL - 9 if asked.what == RECENT else SINCE, end=UNTIL)
    what = "" if asked.what in (TOTAL, RECENT) else _(KINDS[asked.what])
    caption = _("Catastrophes naturelles reconnues, %(years)s", years=years)
    return tied(f"{caption}, {what}" if what else caption)


def _cautions(asked: AskedDisasters, whole: Disasters) -> tuple[str, ...]:
    told = list(whole.cautions)
    told.append(
        _("Par nature, seul le total depuis 1982 est publié ; les dates de chaque événement ne le sont pas ici.")
    )
    if asked.by != "commune":
        told.append(_("Un territoire à cheval sur deux régions est compté en entier."))
    return tuple(map(tied, told))


def _sheets(asked: AskedDisasters) -> tuple[Entry, ...]:
    """The départements whose communes the table may have; the first, when none is asked for."""
    if asked.by != "commune":
        return ()
    held, address = places(asked.region.code, "departement"), reverse("region_disasters", args=[asked.region.slug])
    chosen = asked.departement if asked.departement in {place.code for place in held} else held[0].code
    return tuple(
        Entry(place.name, f"{address}?{asked.query(departement=place.code)}#table", current=place.code == chosen)
        for place in held
    )


Row = tuple[Place, Disasters]


def _fields() -> list[tuple[Column, Callable[[Row], Cell]]]:
    def of(kind: str) -> Callable[[Row], Cell]:
        return lambda row: row[1].by_kind[kind]

    kinds: list[tuple[Column, Callable[[Row], Cell]]] = [
        (Column(kind, capital(_(label).split(" (")[0]), Kind.COUNT), of(kind)) for kind, label in KINDS.items()
    ]
    return [
        (Column("total", N_("Depuis 1982"), Kind.COUNT), lambda row: row[1].total),
        (Column("last_ten_years", N_("En dix ans"), Kind.COUNT), lambda row: row[1].last_ten_years),
        *kinds,
        (Column("struck", N_("Communes touchées"), Kind.COUNT), lambda row: row[1].struck),
        (Column("communes", N_("Communes"), Kind.COUNT), lambda row: row[1].communes),
        (Column("last_year", N_("Dernière année"), Kind.YEAR), lambda row: row[1].last_year),
    ]


def _page_table(asked: AskedDisasters, sheets: tuple[Entry, ...]) -> Table:
    rows = list(disasters_across(asked.region.code, asked.by).items())
    if sheets:
        held = {place.name: place.code for place in places(asked.region.code, "departement")}
        chosen = held[next(sheet.label for sheet in sheets if sheet.current)]
        rows = [row for row in rows if departement_of(row[0].code) == chosen]
    name = (columns.TERRITORY, lambda row: Linked(quoted(row[0].name), climate_address(row[0])))
    title = _("Reconnaissances, une par arrêté et par commune")
    return Table.of(
        "catastrophes", title, [name, *_fields()], rows, (DISASTERS,), anchors=tuple(f"t-{row[0].code}" for row in rows)
    )


def disasters_book(asked: AskedDisasters) -> Book:
    """For files: every territory of the level, every kind."""
    rows = disasters_across(asked.region.code, asked.by).items()
    head: list[tuple[Column, Callable[[Row], Cell]]] = [
        (columns.CODE, lambda row: row[0].code),
        (columns.TERRITORY, lambda row: row[0].name),
    ]
    title = _("Catastrophes naturelles reconnues, %(name)s", name=asked.region.name)
    table = Table.of("catastrophes", title, [*head, *_fields()], rows, (DISASTERS,))
    whole = disasters_of(place_of("region", asked.region.code))
    name = f"copilote-{asked.region.slug}-catastrophes-{asked.by}"
    return Book(name, title, (table,), _cautions(asked, whole))


def disasters_picture(asked: AskedDisasters) -> Picture:
    """The map alone with its legend."""
    drawn, whole = disasters_map(asked, "i-carte"), disasters_of(place_of("region", asked.region.code))
    chart = beside([Panel("", "", drawn)], drawn.classes, title=drawn.title, prefix="i-legende", width=760)
    name = f"{asked.region.slug}-catastrophes-{asked.what.replace('_', '-')}-{asked.by}"
    return Picture(name, drawn.title, chart, (DISASTERS,), _cautions(asked, whole))


def disasters_pdf(asked: AskedDisasters, address: str) -> bytes:
    """The same on a page. Raises BusyError when too many documents are being made."""
    picture = disasters_picture(asked)
    return drawing_pdf(picture.svg(address), picture.chart.alternative)
