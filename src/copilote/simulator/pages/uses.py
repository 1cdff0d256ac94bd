"""The page of the conflicts of use: what levers ask of the same fields, wood, land and water, against what there is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from copilote.exchange import uses_words as words
from copilote.exchange.uses import RegionUses, uses_of
from copilote.planning.scenario import Scenario, evaluate
from copilote.planning.uses import UseBalance, UseLine, UseVerdict
from copilote.publish.table import Book, Cell, Column, Kind, Shown, Table
from copilote.reference.simulator import load_levers
from copilote.reference.sources import Source, find_source
from copilote.simulator.pages.pictures import Images
from copilote.simulator.pages.stepper import address
from copilote.simulator.state import State
from copilote.ui.charts import AgainstPart, against
from copilote.ui.downloads import Offer, offer
from copilote.ui.drawing import Drawing
from copilote.ui.page import EasyPart, Entry, Page, Slide
from copilote.ui.pictures import Picture
from copilote.words import N_, _
from copilote.words.typography import capital, tied

ROUTE = "uses"
CHARTS = {
    "champs": "crops",
    "herbe": "grass",
    "bois": "wood",
    "espace": "budget",
    "terres": "farmland",
    "eau": "water",
}
"""Name of the image of each balance in its address."""
SIDES = ("demand", "supply")
LINE = Column("line", N_("Usage ou ressource"))
SIDE = Column("side", N_("Côté"))
RANGE = (
    Column("low", N_("Au moins"), Kind.NUMBER),
    Column("central", N_("Au centre"), Kind.NUMBER),
    Column("high", N_("Au plus"), Kind.NUMBER),
)
UNIT = Column("unit", N_("Unité"))


@dataclass(frozen=True, slots=True)
class BalanceBlock:
    """A balance on the page: its name, its verdict in a word, sentences, drawing and table. uncounted : sentences on
    what has no figure."""

    key: str
    name: str
    verdict: str
    tag: str
    sentence: str
    meeting: str
    depends: str
    uncounted: tuple[str, ...]
    limits: tuple[str, ...]
    drawing: Drawing
    table: Table


@dataclass(frozen=True, kw_only=True)
class UsesPage(Page):
    """The page. of_state : what it is of (the State's targets, a scenario), in words; notes : what was not taken of the
    address; back : to the result of the scenario; missing : balances that cannot be made."""

    of_state: str
    notes: tuple[str, ...]
    back: Entry
    blocks: tuple[BalanceBlock, ...]
    missing: tuple[str, ...]
    cautions: tuple[str, ...]
    checked: str
    coefficients: Table | None
    sources: tuple[Source, ...]
    offer: Offer

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The balances for a room, one a slide."""
        return tuple(
            Slide(f"{block.name} : {block.tag}", block.drawing.narrow, (), block.sentence) for block in self.blocks
        )

    @property
    def easy(self) -> tuple[EasyPart, ...]:
        """The balances in easy words."""
        return tuple(EasyPart(block.name, (block.sentence,)) for block in self.blocks)


def asked_of(state: State) -> RegionUses:
    """The balances of what an address asks; a territory's scenario is in its own amounts, hence left out."""
    region = state.region
    if not state.territory:
        return uses_of(region, state.outcome)
    scenario = Scenario(region.code, state.scenario.edition)
    return uses_of(region, evaluate(scenario, load_levers(region.code, scenario.edition)))


def uses_page(state: State) -> UsesPage:
    """The page of the scenario of an address."""
    found, region = asked_of(state), state.region
    own = not state.territory and bool(state.scenario.changes)
    query = state.query if own else ""
    notes = (*state.remarks, *(problem.message for problem in state.problems))
    if state.territory:
        notes += (_("Les conflits d’usage se calculent pour la région entière : le scénario d’un territoire n’y est "
                    "pas repris."),)  # fmt: skip
    return UsesPage(
        title=words.title_of(found),
        summary=tied(_summary(found)),
        region=region,
        section="simulator",
        trail=(Entry(_("Conflits d’usage"), address(ROUTE, region, query)),),
        of_state=_of_state(state),
        notes=notes,
        back=Entry(_("Le résultat dans le simulateur"), address("step", region, query, step="resultat")),
        blocks=tuple(_block(found, balance) for balance in found.balances),
        missing=tuple(map(tied, found.missing.values())),
        cautions=tuple(map(tied, words.general_cautions(found))),
        checked=tied(words.checked_words(found)),
        coefficients=coefficients_table(found) if found.coefficients else None,
        sources=tuple(map(find_source, found.sources)),
        offer=offer(
            ROUTE,
            [region.slug],
            query=query,
            charts={name: _(words.NAMES[key]) for name, key in CHARTS.items() if key in _keys(found)},
        ),
    )


def uses_book(state: State) -> Book:
    """Its tables, for files: every line of every balance, verdicts, coefficients."""
    found = asked_of(state)
    tables = (_lines_table(found), _uncounted_table(found), _verdicts_table(found), coefficients_table(found))
    notes = (*found.missing.values(), *words.general_cautions(found))
    return Book(f"copilote-{state.region.slug}-conflits-d-usage", words.title_of(found), tables, notes)


def uses_images(state: State) -> Images:
    """The drawing of each balance, by the name in its address."""
    found = asked_of(state)

    def picture(balance: UseBalance, name: str) -> Picture:
        title = f"{state.region.name} : {words.name_of(balance).lower()}"
        stated = [_of_state(state)]
        return Picture(
            f"{state.region.slug}-conflits-d-usage-{name}", title, _drawing(balance).wide, found.sources, tuple(stated)
        )

    held = {balance.key: balance for balance in found.balances}
    return {name: (words.NAMES[key], partial(picture, held[key], name)) for name, key in CHARTS.items() if key in held}


def _of_state(state: State) -> str:
    """What the balances are of, in a sentence."""
    if state.territory or not state.scenario.changes:
        return _("Pour les objectifs de l’État.")
    if state.scenario.name:
        return _("Pour le scénario « %(name)s ».", name=state.scenario.name)
    return _("Pour le scénario de cette adresse.")


def _keys(found: RegionUses) -> list[str]:
    return [balance.key for balance in found.balances]


def _summary(found: RegionUses) -> str:
    if not found.balances:
        return _("Ni l’occupation des sols, ni l’inventaire forestier, ni les objectifs en grandeurs physiques ne sont "
                 "publiés ici.")  # fmt: skip
    by_verdict: dict[str, list[str]] = {}
    for balance in found.balances:
        by_verdict.setdefault(words.verdict_of(balance), []).append(words.name_of(balance).lower())
    return " ".join(
        _("%(name)s : %(value)s", name=capital(verdict), value=", ".join(names)) + "."
        for verdict, names in by_verdict.items()
    )


def _block(found: RegionUses, balance: UseBalance) -> BalanceBlock:
    sentence = " ".join(filter(None, (words.verdict_words(balance), words.today_words(balance))))
    return BalanceBlock(
        key=balance.key,
        name=words.name_of(balance),
        verdict=balance.verdict.value.replace("_", "-"),
        tag=words.verdict_of(balance),
        sentence=tied(sentence),
        meeting=tied(words.meeting_words(balance)),
        depends="" if balance.verdict is UseVerdict.NO_LIMIT else tied(words.depends_words(found, balance)),
        uncounted=tuple(tied(words.uncounted_words(balance, part)) for part in balance.uncounted),
        limits=tuple(map(tied, words.limits_of(found, balance))),
        drawing=_drawing(balance),
        table=_table(balance),
    )


def _drawing(balance: UseBalance) -> Drawing:
    unit = words.unit_of(balance)
    # What farmland there is would hide what is asked of it, a hundred times less; the country's target is no resource.
    supply = balance.supply if balance.limited else ()
    asked, available = ([_part(line) for line in lines] for lines in (balance.demand, supply))
    return Drawing.of(
        against, asked, available, prefix=f"uses-{balance.key}",
        caption=_("%(name)s, en %(unit)s : le trait va du moins au plus.", name=words.name_of(balance), unit=unit),
        title=words.name_of(balance), unit=unit, write=words.amount, width=640,
        names=words.wholes_of(balance),
    )  # fmt: skip


def _part(line: UseLine) -> AgainstPart:
    return AgainstPart(line.label, line.amount.low, line.amount.central, line.amount.high, plain=not line.lever)


def _told(value: float) -> Cell:
    """An amount to two digits."""
    told = words.rounded(value)
    return Shown(told, words.decimals_of(told))


def _table(balance: UseBalance) -> Table:
    rows: list[tuple[Cell, ...]] = []
    heads: list[int] = []
    wholes = words.wholes_of(balance)
    for side, lines, whole in (
        ("demand", balance.demand, balance.asked),
        ("supply", balance.supply, balance.available),
    ):
        rows += [
            (
                line.label,
                words.side_of(balance.key, side),
                *map(_told, (line.amount.low, line.amount.central, line.amount.high)),
            )
            for line in lines
        ]
        rows += [
            (part.label, words.side_of(balance.key, side), *(_("non chiffré"),) * len(RANGE))
            for part in balance.uncounted
            if part.supply == (side == "supply")
        ]
        total = wholes[SIDES.index(side)]
        heads.append(len(rows))
        rows.append((total, words.side_of(balance.key, side), *map(_told, (whole.low, whole.central, whole.high))))
    title = _("%(name)s, en %(unit)s", name=words.name_of(balance), unit=words.unit_of(balance))
    return Table(f"uses-{balance.key}", title, (LINE, SIDE, *RANGE), tuple(rows), heads=tuple(heads))


def _lines_table(found: RegionUses) -> Table:
    fields = [
        (Column("balance", N_("Ressource")), lambda row: words.name_of(row[0])),
        (SIDE, lambda row: words.side_of(row[0].key, row[1])),
        (LINE, lambda row: row[2].label),
        (Column("lever", N_("Levier"), Kind.CODE), lambda row: row[2].lever),
        *((column, lambda row, end=column.key: getattr(row[2].amount, end)) for column in RANGE),
        (UNIT, lambda row: words.unit_of(row[0])),
    ]
    rows = [(balance, side, line) for balance in found.balances for side in SIDES for line in getattr(balance, side)]
    return Table.of("lines", _("Ce qui est demandé et ce que la région en a"), fields, rows, found.sources)


def _uncounted_table(found: RegionUses) -> Table:
    fields = [
        (Column("balance", N_("Ressource")), lambda row: words.name_of(row[0])),
        (SIDE, lambda row: words.side_of(row[0].key, "supply" if row[1].supply else "demand")),
        (LINE, lambda row: row[1].label),
        (Column("lever", N_("Levier"), Kind.CODE), lambda row: row[1].lever),
        (Column("needed", N_("Ce qu’il faudrait")), lambda row: row[1].needed),
    ]
    rows = [(balance, part) for balance in found.balances for part in balance.uncounted]
    return Table.of("uncounted", _("Ce qui n’est pas chiffré"), fields, rows, found.sources)


def _verdicts_table(found: RegionUses) -> Table:
    fields = [
        (Column("balance", N_("Ressource")), words.name_of),
        (Column("verdict", N_("Verdict")), words.verdict_of),
        *((column, lambda balance, end=column.key: getattr(balance.missing, end)) for column in RANGE),
        (UNIT, words.unit_of),
    ]
    return Table.of("verdicts", _("Demandé moins disponible"), fields, found.balances, found.sources)


def coefficients_table(found: RegionUses) -> Table:
    """Every coefficient that was used, with its range, what it is and where it comes from."""
    fields = [
        (Column("coefficient", N_("Coefficient")), lambda held: held.title),
        *((column, lambda held, end=column.key: getattr(held, end)) for column in RANGE),
        (UNIT, lambda held: held.unit),
        (Column("kind", N_("Ce que c’est")), lambda held: capital(_(words.KINDS[held.kind]))),
        (Column("checked", N_("Source vérifiée")), lambda held: capital(_(words.CHECKED[held.checked]))),
        (Column("source", N_("Source")), lambda held: _source(held.source)),
        (Column("note", N_("Précision")), lambda held: held.note),
    ]
    return Table.of("coefficients", _("Les coefficients et leur fourchette"), fields, found.coefficients, found.sources)


def _source(key: str) -> str:
    source = find_source(key)
    return f"{source.publisher}, {source.year}"
