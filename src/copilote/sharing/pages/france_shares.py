"""What the regions' targets add up to: region by region, theme by theme, lever by lever, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing
from copilote.exchange.perimeters import places
from copilote.exchange.shares import TerritoryShare, shares_at
from copilote.exchange.tabular import Book, Column, Table
from copilote.planning.apportionment import TONNES
from copilote.reference.errors import InputError, fold
from copilote.reference.simulator import Region, load_regions
from copilote.sharing.pages.region_lines import adding_up
from copilote.sharing.pages.region_words import cautions
from copilote.sharing.recorded import choices_of
from copilote.simulator.names import load_lever_names, load_levers
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.offers import ENDINGS, Offer
from copilote.simulator.pages.seen import CellView, TableView, address_of, tied
from copilote.ui.charts import Bar, bars
from copilote.ui.translation import t
from copilote.ui.words import counted, format_decimals, format_kt, format_percent, with_unit

SORTS = ("kt", "nom", "habitant")
SOURCES = ("simulateur-2023", "insee-comparateur-2022")


@dataclass(frozen=True, slots=True)
class RegionSum:
    """A region's targets. missing : labels of the levers whose target is not known there."""

    region: Region
    share: TerritoryShare
    levers: int
    missing: tuple[str, ...]

    @property
    def kt(self) -> float:
        """In ktCO2e, known levers only."""
        return self.share.total_kt

    @property
    def people(self) -> int | None:
        """Its inhabitants."""
        return self.share.place.population

    @property
    def each(self) -> float | None:
        """In tonnes of CO2e an inhabitant."""
        return self.share.tonnes / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class LeverSum:
    """A lever in all regions: tonnes where it is known, names of the regions where it is not, how many have it."""

    id: str
    label: str
    theme: str
    tonnes: int
    regions: int
    missing: tuple[str, ...]

    @property
    def kt(self) -> float:
        """In ktCO2e."""
        return self.tonnes / TONNES


@dataclass(frozen=True, kw_only=True)
class FranceSharesPage(Page):
    """The sum of the regions."""

    cautions: tuple[str, ...]
    lacking: tuple[str, ...]
    drawing: Drawing
    regions: TableView
    themes: TableView
    levers: TableView
    sorts: tuple[Entry, ...]
    links: tuple[Entry, ...]
    offer: Offer


def region_sums() -> tuple[RegionSum, ...]:
    """Every region's targets, in the order of their codes."""
    found = []
    for region in load_regions():
        (share,) = shares_at(region.code, "region", choices_of(region.code))
        names = {lever.id: lever.label for lever in load_levers(region.code)}
        missing = tuple(names[part.lever.id] for part in share.parts if part.tonnes is None)
        found.append(RegionSum(region, share, len(share.parts), missing))
    return tuple(found)


def lever_sums(sums: Sequence[RegionSum]) -> tuple[LeverSum, ...]:
    """Every lever over the regions, the largest first."""
    labels = {lever.id: lever.label for lever in load_lever_names()}
    themes: dict[str, str] = {}
    tonnes: dict[str, int] = {}
    having: dict[str, int] = {}
    missing: dict[str, list[str]] = {}
    for one in sums:
        for part in one.share.parts:
            key = part.lever.id
            themes.setdefault(key, t(part.lever.theme))
            labels.setdefault(key, t(part.lever.label))
            tonnes[key] = tonnes.get(key, 0) + (part.tonnes or 0)
            having[key] = having.get(key, 0) + (part.tonnes is not None)
            if part.tonnes is None:
                missing.setdefault(key, []).append(one.region.name)
    found = [
        LeverSum(key, labels[key], themes[key], tonnes[key], having[key], tuple(missing.get(key, ()))) for key in themes
    ]
    return tuple(sorted(found, key=lambda one: (-one.tonnes, one.label)))


def france_shares_page(sort: str = "") -> FranceSharesPage:
    """The national sum; `sort` orders its regions. Raises InputError for an unknown one."""
    if sort and sort not in SORTS:
        said = {"given": sort[:40], "known": ", ".join(SORTS)}
        raise InputError(_("Tri « %(given)s » inconnu. Valeurs acceptées : %(known)s.") % said)
    sums = region_sums()
    levers = lever_sums(sums)
    whole = sum(one.share.tonnes for one in sums)
    ordered = sorted(sums, key=lambda one: -one.share.tonnes)
    if sort == "nom":
        ordered.sort(key=lambda one: fold(one.region.name))
    elif sort == "habitant":
        ordered.sort(key=lambda one: -(one.each or 0.0))
    told = {"target": format_kt(whole / TONNES), "count": len(sums)}
    labels = {"kt": _("objectif"), "nom": _("nom"), "habitant": _("objectif par habitant")}
    return FranceSharesPage(
        title=tied(_("France : %(target)s à partager dans les %(count)s régions") % told),
        summary=_("La somme exacte des objectifs régionaux, territoire par territoire, et ce qui n’est pas connu."),
        section="france",
        trail=(Entry(_("France"), reverse("france")), Entry(_("Territoires"), reverse("france_shares"))),
        cautions=cautions(),
        lacking=_lacking(sums),
        drawing=_drawing(ordered),
        regions=_region_table(ordered, whole),
        themes=_theme_table(levers, whole),
        levers=_lever_table(levers, whole, len(sums)),
        sorts=tuple(Entry(labels[key], f"?tri={key}", key == (sort or "kt")) for key in SORTS),
        links=(Entry(_("La page nationale : objectifs, chemin du pays, indicateurs"), reverse("france")),),
        offer=_offer(),
    )


def _lacking(sums: Sequence[RegionSum]) -> tuple[str, ...]:
    """What the sum does not hold, said region by region; and levers that exist in some regions only."""
    found = [
        _("%(region)s : objectif non connu pour %(levers)s, qui ne compte pas dans la somme.")
        % {"region": one.region.name, "levers": ", ".join(one.missing)}
        for one in sums
        if one.missing
    ]
    counts = {one.levers for one in sums}
    if len(counts) > 1:
        most = max(counts)
        fewer = [f"{one.region.name} ({one.levers})" for one in sums if one.levers < most]
        said = {"most": counted(most, "levier"), "regions": ", ".join(fewer)}
        found.append(_("Toutes les régions n’ont pas les %(most)s : %(regions)s.") % said)
    return tuple(map(tied, found))


def _kt(value: float | None) -> str:
    return format_kt(value, mega=False)


def _drawing(ordered: Sequence[RegionSum]) -> Drawing:
    title = _("Objectif de 2030 par région")
    items = [Bar(one.region.name, one.kt) for one in ordered]
    return Drawing(
        bars(items, title=title, prefix="parts", unit="ktCO2e", write=_kt),
        bars(items, title=title, prefix="parts-m", unit="ktCO2e", width=300, write=_kt),
        _("Objectif de 2030, en milliers de tonnes de CO2e évitées par an par rapport à 2019."),
    )


def _table(key: str, caption: str, heads: Sequence[str], numbers: Sequence[int], rows: Sequence[Sequence[str]],
           links: Sequence[str] = ()) -> TableView:  # fmt: skip
    """Texts as a table; `numbers` are the columns that lean to the right, `links` the addresses of the rows."""
    cells = tuple(
        tuple(
            CellView(text, heads[i], i in numbers, links[at] if i == 0 and at < len(links) else "")
            for i, text in enumerate(row)
        )
        for at, row in enumerate(rows)
    )
    return TableView(key, caption, tuple(CellView(head, number=i in numbers) for i, head in enumerate(heads)), cells)


def _region_table(ordered: Sequence[RegionSum], whole: int) -> TableView:
    heads = (
        _("Région"),
        "ktCO2e",
        _("Part du pays"),
        _("tCO2e par habitant"),
        _("Habitants"),
        _("Leviers connus"),
        _("Intercommunalités"),
        _("Certitude"),
    )
    kt = adding_up([one.kt for one in ordered], whole / TONNES, 1)
    percents = adding_up([100 * one.share.tonnes / whole for one in ordered], 100.0, 1)
    rows = [
        (
            one.region.name,
            written,
            with_unit(percent, "%"),
            format_decimals(one.each, 1),
            format_decimals(one.people, 0),
            f"{one.levers - len(one.missing)}/{one.levers}",
            str(len(places(one.region.code, "epci"))),
            _("objectif officiel"),
        )
        for one, written, percent in zip(ordered, kt, percents, strict=True)
    ]
    people = [one.people for one in ordered]
    total = None if None in people else sum(one or 0 for one in people)
    rows.append(
        (
            _("Les 18 régions"),
            format_decimals(whole / TONNES, 1),
            format_percent(1.0),
            format_decimals(whole / total, 1) if total else "",
            format_decimals(total, 0),
            "",
            "",
            "",
        )
    )
    links = [address_of("territories", one.region.slug) for one in ordered]
    return _table("regions", _("Ce que chaque région partage entre ses territoires"), heads, range(1, 7), rows, links)


def _theme_table(levers: Sequence[LeverSum], whole: int) -> TableView:
    themes: dict[str, int] = {}
    for one in levers:
        themes[one.theme] = themes.get(one.theme, 0) + one.tonnes
    ordered = sorted(themes.items(), key=lambda pair: -pair[1])
    kt = adding_up([tonnes / TONNES for _theme, tonnes in ordered], whole / TONNES, 1)
    rows = [(theme, text, format_percent(tonnes / whole)) for (theme, tonnes), text in zip(ordered, kt, strict=True)]
    rows.append((_("Ensemble"), format_decimals(whole / TONNES, 1), format_percent(1.0)))
    return _table("themes", _("La somme par thème"), (_("Thème"), "ktCO2e", _("Part")), (1, 2), rows)


def _lever_table(levers: Sequence[LeverSum], whole: int, regions: int) -> TableView:
    kt = adding_up([one.kt for one in levers], whole / TONNES, 1)
    rows = [
        (one.label, one.theme, text, format_percent(one.tonnes / whole), f"{one.regions}/{regions}",
         ", ".join(one.missing))
        for one, text in zip(levers, kt, strict=True)
    ]  # fmt: skip
    rows.append((_("Ensemble"), "", format_decimals(whole / TONNES, 1), format_percent(1.0), "", ""))
    heads = (_("Levier"), _("Thème"), "ktCO2e", _("Part"), _("Régions où il est connu"), _("Non connu"))
    return _table("leviers", _("La somme levier par levier"), heads, (2, 3, 4), rows)


def _offer() -> Offer:
    words = (_("Données pour un tableur (CSV)"), _("Classeur et sources (XLSX)"), _("Données pour un programme (JSON)"))
    return Offer(
        tuple(
            Entry(label, reverse("france_shares_data", args=[ending]))
            for label, ending in zip(words, ENDINGS, strict=True)
        )
    )


def france_shares_book() -> Book:
    """The regions, the levers, and each lever in each region, at full precision."""
    sums = region_sums()
    regions = Table(
        "regions",
        _("Objectifs partagés par région"),
        (
            Column("code", _("Code")),
            Column("region", _("Région")),
            Column("target_kt", _("Objectif"), "ktCO2e", 3),
            Column("inhabitants", _("Habitants"), decimals=0),
            Column("target_t_per_inhabitant", _("Objectif par habitant"), "tCO2e", 3),
            Column("levers", _("Leviers")),
            Column("missing", _("Leviers dont l’objectif n’est pas connu")),
            Column("grade", _("Certitude")),
        ),
        tuple(
            (
                one.region.code,
                one.region.name,
                one.kt,
                one.people,
                one.each,
                one.levers,
                ", ".join(one.missing),
                one.share.grade,
            )
            for one in sums
        ),
        SOURCES,
    )
    levers = Table(
        "levers",
        _("Somme levier par levier"),
        (
            Column("lever", _("Identifiant")),
            Column("label", _("Levier")),
            Column("theme", _("Thème")),
            Column("target_kt", _("Objectif"), "ktCO2e", 3),
            Column("regions", _("Régions où il est connu")),
            Column("missing", _("Régions où il ne l’est pas")),
        ),
        tuple((one.id, one.label, one.theme, one.kt, one.regions, ", ".join(one.missing)) for one in lever_sums(sums)),
        SOURCES,
    )
    long = Table(
        "levers_by_region",
        _("Levier et région"),
        (
            Column("code", _("Code")),
            Column("region", _("Région")),
            Column("lever", _("Identifiant")),
            Column("target_kt", _("Objectif"), "ktCO2e", 3),
            Column("grade", _("Certitude")),
        ),
        tuple(
            (one.region.code, one.region.name, part.lever.id, part.target_kt, part.grade)
            for one in sums
            for part in one.share.parts
        ),
        SOURCES,
    )
    return Book("copilote-france-territoires", _("France : la somme des régions"), (regions, levers, long), cautions())
