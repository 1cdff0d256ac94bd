"""What the regions' targets add up to: region by region, theme by theme, lever by lever, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from copilote.exchange.perimeters import places
from copilote.exchange.shares import TerritoryShare, shares_at
from copilote.planning.apportionment import TONNES
from copilote.planning.declination import Part
from copilote.publish.columns import CERTAINTY, CODE, FILE_CODE
from copilote.publish.table import Book, Cell, Column, Kind, Linked, Table
from copilote.reference.errors import fold
from copilote.reference.simulator import load_lever_names, load_regions
from copilote.sharing.adding_up import adding_up
from copilote.sharing.pages.region_asked import check
from copilote.sharing.pages.region_table import cautions
from copilote.sharing.recorded import choices_of
from copilote.sharing.sheet_words import region_of_code
from copilote.ui.addresses import address_of
from copilote.ui.charts import Bar, bars
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, format_kt, format_percent, with_unit
from copilote.words.typography import tied

SOURCES = ("simulateur-2023", "insee-comparateur-2022")
TARGET = Column("target_kt", N_("Objectif"), Kind.NUMBER, "ktCO2e", 3)
REGION = Column("region", N_("Région"))
THEME = Column("theme", N_("Thème"))
PART = Column("share", N_("Part"), Kind.NUMBER)
INHABITANTS = Column("inhabitants", N_("Habitants"), Kind.COUNT)
PER_HEAD = Column("target_t_per_inhabitant", N_("Objectif par habitant"), Kind.NUMBER, "tCO2e", 3)
LEVERS = Column("levers", N_("Leviers"), Kind.COUNT)
KNOWN = Column("regions", N_("Régions où il est connu"), Kind.COUNT)
MISSING = Column("missing", N_("Leviers dont l’objectif n’est pas connu"), page=False)
EPCI = Column("epci", N_("Intercommunalités"), Kind.COUNT, file=False)


@dataclass(frozen=True, slots=True)
class FranceLever:
    """A lever in all regions, by the names of the regions: its part in each."""

    id: str
    label: str
    parts: Mapping[str, Part]

    @property
    def theme(self) -> str:
        """Its theme, the same everywhere."""
        return next(iter(self.parts.values())).lever.theme

    @property
    def tonnes(self) -> int:
        """The sum of where it is known."""
        return sum(part.tonnes or 0 for part in self.parts.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the regions where it is not known."""
        return tuple(region for region, part in self.parts.items() if part.tonnes is None)


@dataclass(frozen=True, kw_only=True)
class FranceSharesPage(Page):
    """The sum of the regions."""

    cautions: tuple[str, ...]
    lacking: tuple[str, ...]
    drawing: Drawing
    regions: Table
    themes: Table
    levers: Table
    sorts: tuple[Entry, ...]
    offer: Offer


def region_shares() -> tuple[TerritoryShare, ...]:
    """Every region's targets, in the order of their codes."""
    return tuple(
        share for region in load_regions() for share in shares_at(region.code, "region", choices_of(region.code))
    )


def lever_sums(shares: Sequence[TerritoryShare]) -> list[FranceLever]:
    """Every lever over the regions, the largest first."""
    names = {lever.id: lever.label for lever in load_lever_names()}
    by_lever: dict[str, dict[str, Part]] = {}
    for share in shares:
        for part in share.parts:
            names.setdefault(part.lever.id, part.lever.label)
            by_lever.setdefault(part.lever.id, {})[share.place.name] = part
    sums = [FranceLever(lever, names[lever], parts) for lever, parts in by_lever.items()]
    return sorted(sums, key=lambda lever: (-lever.tonnes, lever.label))


def france_shares_page(sort: str = "") -> FranceSharesPage:
    """The national sum; `sort` orders its regions. Raises InputError for an unknown one."""
    sorts = {"kt": _("objectif"), "nom": _("nom"), "habitant": _("objectif par habitant")}
    check(_("Tri"), sort, tuple(sorts))
    shares = region_shares()
    levers, whole = lever_sums(shares), sum(share.tonnes for share in shares)
    ordered = sorted(shares, key=lambda share: -share.tonnes)
    if sort == "nom":
        ordered.sort(key=lambda share: fold(share.place.name))
    elif sort == "habitant":
        ordered.sort(key=lambda share: -(share.per_head_t or 0.0))
    title = _(
        "France : %(target)s à partager dans les %(count)s régions", target=format_kt(whole / TONNES), count=len(shares)
    )
    return FranceSharesPage(
        title=tied(title),
        summary=_("La somme exacte des objectifs régionaux, territoire par territoire, et ce qui n’est pas connu."),
        section="france",
        trail=(Entry.to(_("France"), "france"), Entry.to(_("Territoires"), "france_shares")),
        cautions=cautions(),
        lacking=_lacking(shares),
        drawing=Drawing.of(
            bars,
            [Bar(share.place.name, share.total_kt) for share in ordered],
            prefix="parts",
            caption=_("Objectif de 2030, en milliers de tonnes de CO2e évitées par an par rapport à 2019."),
            title=_("Objectif de 2030 par région"),
            unit="ktCO2e",
            write=lambda value: format_kt(value, mega=False),
        ),
        regions=_region_page(ordered, whole),
        themes=_theme_page(levers, whole),
        levers=_summed(
            _lever_table(levers, whole),
            _("La somme levier par levier"),
            {"target_kt": "ktCO2e", "missing": _("Non connu")},
            label=_("Ensemble"),
            target_kt=format_decimals(whole / TONNES, 1),
            share=format_percent(1.0),
        ),
        sorts=tuple(Entry(label, f"?tri={key}", key == (sort or "kt")) for key, label in sorts.items()),
        offer=offer("france_shares"),
    )


def _lacking(shares: Sequence[TerritoryShare]) -> tuple[str, ...]:
    """What the sum does not hold, said region by region; and levers that exist in some regions only."""
    lacking = [
        _(
            "%(region)s : objectif non connu pour %(levers)s, qui ne compte pas dans la somme.",
            region=share.place.name,
            levers=", ".join(share.missing),
        )
        for share in shares
        if share.missing
    ]
    most = max(len(share.parts) for share in shares)
    if fewer := [f"{share.place.name} ({len(share.parts)})" for share in shares if len(share.parts) < most]:
        count = counted(most, "levier", "leviers")
        lacking.append(
            _("Toutes les régions n’ont pas les %(most)s : %(regions)s.", most=count, regions=", ".join(fewer))
        )
    return tuple(map(tied, lacking))


def _texts(values: Sequence[float], whole: float, unit: str = "") -> list[Linked]:
    """Values that add up as they are written, whole in files."""
    written = adding_up(values, whole, 1)
    return [Linked(value, text=with_unit(text, unit)) for value, text in zip(values, written, strict=True)]


def _summed(table: Table, title: str, titles: Mapping[str, str], **sums: str) -> Table:
    """A table of files as the page has it: under other titles, its last row the sum of the country."""
    last = tuple(sums.get(column.key, "") for column in table.columns)
    return replace(table.called(titles), title=title, rows=(*table.rows, last), total=True)


def _region_table(shares: Sequence[TerritoryShare], whole: int) -> Table:
    """The regions as they come: numbers that add up on the page, whole in files."""
    kts = _texts([share.total_kt for share in shares], whole / TONNES)
    parts = _texts([100 * share.tonnes / whole for share in shares], 100.0, "%")

    def region(share: TerritoryShare) -> Linked:
        slug = region_of_code(share.place.code).slug
        return Linked(share.place.name, address_of("territories", slug))

    def known(share: TerritoryShare) -> Linked:
        count = len(share.parts)
        return Linked(count, text=f"{count - len(share.missing)}/{count}")

    fields: list[tuple[Column, Callable[[tuple[TerritoryShare, Linked, Linked]], Cell]]] = [
        (FILE_CODE, lambda row: row[0].place.code),
        (REGION, lambda row: region(row[0])),
        (TARGET, lambda row: row[1]),
        (Column("share", N_("Part du pays"), Kind.NUMBER, file=False), lambda row: row[2]),
        (INHABITANTS, lambda row: row[0].place.population),
        (PER_HEAD, lambda row: Linked(row[0].per_head_t, text=format_decimals(row[0].per_head_t, 1))),
        (LEVERS, lambda row: known(row[0])),
        (MISSING, lambda row: ", ".join(row[0].missing)),
        (EPCI, lambda row: len(places(row[0].place.code, "epci"))),
        (CERTAINTY, lambda row: Linked(row[0].grade, text=_("objectif officiel"))),
    ]
    rows = zip(shares, kts, parts, strict=True)
    return Table.of("regions", _("Objectifs partagés par région"), fields, rows, SOURCES)


def _region_page(shares: Sequence[TerritoryShare], whole: int) -> Table:
    people = [share.place.population for share in shares]
    everyone = None if None in people else sum(count or 0 for count in people)
    return _summed(
        _region_table(shares, whole),
        _("Ce que chaque région partage entre ses territoires"),
        {"target_kt": "ktCO2e", PER_HEAD.key: _("tCO2e par habitant"), "levers": _("Leviers connus")},
        region=_("Les 18 régions"),
        target_kt=format_decimals(whole / TONNES, 1),
        share=format_percent(1.0),
        inhabitants=format_decimals(everyone, 0),
        target_t_per_inhabitant=format_decimals(whole / everyone, 1) if everyone else "",
    )


def _theme_page(levers: Sequence[FranceLever], whole: int) -> Table:
    themes: dict[str, int] = {}
    for lever in levers:
        themes[lever.theme] = themes.get(lever.theme, 0) + lever.tonnes
    ordered = sorted(themes.items(), key=lambda theme: -theme[1])
    kts = _texts([tonnes / TONNES for _name, tonnes in ordered], whole / TONNES)
    rows = tuple((name, kt, format_percent(tonnes / whole)) for (name, tonnes), kt in zip(ordered, kts, strict=True))
    title, sums = _("La somme par thème"), {"theme": _("Ensemble"), "target_kt": format_decimals(whole / TONNES, 1)}
    table = Table("themes", title, (THEME, TARGET, PART), rows)
    return _summed(table, title, {"target_kt": "ktCO2e"}, share=format_percent(1.0), **sums)


def _lever_table(levers: Sequence[FranceLever], whole: int) -> Table:
    def known(lever: FranceLever) -> Linked:
        count = len(lever.parts) - len(lever.missing)
        return Linked(count, text=f"{count}/{len(load_regions())}")

    return Table.of(
        "levers",
        _("Somme levier par levier"),
        [
            (Column("lever", N_("Identifiant"), page=False), lambda row: row[0].id),
            (Column("label", N_("Levier")), lambda row: row[0].label),
            (THEME, lambda row: row[0].theme),
            (TARGET, lambda row: row[1]),
            (replace(PART, file=False), lambda row: format_percent(row[0].tonnes / whole)),
            (KNOWN, lambda row: known(row[0])),
            (Column("missing", N_("Régions où il ne l’est pas")), lambda row: ", ".join(row[0].missing)),
        ],
        zip(levers, _texts([lever.tonnes / TONNES for lever in levers], whole / TONNES), strict=True),
        SOURCES,
    )


def france_shares_book() -> Book:
    """The regions, the levers, and each lever in each region, at full precision."""
    shares = region_shares()
    whole = sum(share.tonnes for share in shares)
    long = Table.of(
        "levers_by_region",
        _("Levier et région"),
        [
            (CODE, lambda row: row[0].place.code),
            (REGION, lambda row: row[0].place.name),
            (Column("lever", N_("Identifiant")), lambda row: row[1].lever.id),
            (TARGET, lambda row: row[1].target_kt),
            (CERTAINTY, lambda row: row[1].grade),
        ],
        [(share, part) for share in shares for part in share.parts],
        SOURCES,
    )
    tables = (_region_table(shares, whole), _lever_table(lever_sums(shares), whole), long)
    return Book("copilote-france-territoires", _("France : la somme des régions"), tables, cautions())
