"""Sharing a scenario, keeping it, and comparing it with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from copilote.exchange.links import HOST, link_of, read_link, read_pairs
from copilote.exchange.short_link import MAX_CODE
from copilote.planning.balance import balance_by_theme
from copilote.planning.conversion import shown_decimals
from copilote.planning.scenario import Outcome, Scenario, compare, evaluate
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import Region, find_region
from copilote.reference.tables import latest
from copilote.simulator.names import load_levers
from copilote.simulator.pages.frame import Entry, Page, lever_slug, region_of
from copilote.simulator.pages.outcomes import gap_text, kt_of, result_title
from copilote.simulator.pages.seen import tied
from copilote.simulator.pages.stepper import address, share_text, total_kt
from copilote.simulator.state import State, scenario_of_code, scenario_pairs, settle
from copilote.ui.charts import Chart
from copilote.ui.charts.grouped import grouped
from copilote.ui.qr import qr_code
from copilote.ui.quantities import unit_words
from copilote.ui.translation import t
from copilote.ui.words import format_decimals

MOST = 4


@dataclass(frozen=True, kw_only=True)
class SharePage(Page):
    """The links of a scenario. Addresses are whole (with the host), `path` is that of the page itself."""

    sentence: str
    link: str
    short: str
    qr: SafeString
    mail: str
    official: str
    official_reason: str
    back: str
    download: str
    keep: str
    room: str
    kept: str


def share_page(state: State, origin: str) -> SharePage:
    """The page model of sharing; `origin` is the site's own ("https://host")."""
    region = state.region
    result = address("step", region, state.query, step="resultat")
    long = origin + result
    short = origin + reverse("short", args=[state.code]) if state.code else long
    title = _("Partagez ce scénario par un lien ou un QR code")
    sentence = tied(result_title(state))
    subject = tied(_("%(region)s : un scénario de la COP régionale") % {"region": region.name})
    body = f"{sentence}.\n{long}\n"
    return SharePage(
        title=title,
        summary=sentence + ".",
        kept=tied(_("Le scénario est dans le lien : rien n’est enregistré ici.")),
        region=region,
        section="simulator",
        trail=_trail(state, _("Partager")),
        sentence=sentence,
        link=long,
        short=short,
        qr=qr_code(short),
        mail=f"mailto:?subject={quote(subject)}&body={quote(body)}",
        official=link_of(region, state.outcome) if region.opened else "",
        official_reason="" if region.opened else _("Le simulateur officiel n’ouvre pas ce territoire."),
        back=result,
        download=address("scenario-file", region, state.query),
        keep=address("scenarios", region, state.query),
        room=address("share", region, f"{state.query}&salle=1" if state.query else "salle=1"),
    )


def _trail(state: State, label: str) -> tuple[Entry, ...]:
    start = address("step", state.region, state.query, step="objectifs")
    return (Entry(_("Simulateur"), start), Entry(label, ""))


@dataclass(frozen=True, kw_only=True)
class ScenariosPage(Page):
    """Where scenarios are kept, downloaded, reopened. `errors` are those of the file or link just given."""

    name: str
    sentence: str
    changed: bool
    code: str
    query: str
    result: str
    download: str
    compare: str
    file_error: str = ""
    link_error: str = ""
    link: str = ""


def scenarios_page(state: State, *, file_error: str = "", link_error: str = "", link: str = "") -> ScenariosPage:
    """The page model of the scenarios of a region."""
    region = state.region
    changed = bool(state.scenario.changes)
    return ScenariosPage(
        title=_("Gardez ce scénario, ou rouvrez-en un") if changed else _("Retrouvez vos scénarios"),
        summary=_("Sans compte : dans ce navigateur, ou dans un fichier qui est à vous."),
        region=region,
        section="simulator",
        trail=_trail(state, _("Scénarios")),
        name=state.scenario.name,
        sentence=tied(result_title(state)),
        changed=changed,
        code=state.code or "",
        query=state.query,
        result=address("step", region, state.query, step="resultat"),
        download=address("scenario-file", region, state.query),
        compare=reverse("compare", args=[region.slug]),
        file_error=file_error,
        link_error=link_error,
        link=link,
    )


def open_text(text: str) -> tuple[Region, Scenario]:
    """The scenario that a person gives: a short code, a link of ours or of the official simulator.

    Raises InputError or UnknownNameError.
    """
    given = text.strip()
    if not given or len(given) > 20_000:
        raise InputError(_("Collez un lien ou un code de scénario."))
    try:
        parts = urlsplit(given)
        path, host = unquote(parts.path), parts.hostname
    except ValueError:
        raise InputError(_("Ce texte n’est pas un lien. Copiez l’adresse entière.")) from None
    if host == HOST or path.startswith("/territoire/"):
        link = read_link(given)
        return link.region, settle(_within(link.scenario))
    names = [part for part in path.split("/") if part]
    if "s" in names[:-1] or (len(names) == 1 and not parts.query and len(given) <= MAX_CODE):
        scenario = scenario_of_code(names[-1])
        return find_region(scenario.region), scenario
    if "regions" in names[:-1]:
        region = region_of(names[names.index("regions") + 1])
        pairs = parse_qsl(parts.query)
        scenario = read_pairs(region, [pair for pair in pairs if pair[0][:2] in ("c-", "t-")]).scenario
        return region, settle(Scenario(region.code, scenario.edition, scenario.changes, dict(pairs).get("nom", "")))
    raise InputError(_("Ce lien n’est ni d’ici ni du simulateur officiel. Copiez l’adresse entière d’un scénario."))


def _within(scenario: Scenario) -> Scenario:
    return Scenario(scenario.region, latest("simulator"), scenario.changes, scenario.name)


@dataclass(frozen=True)
class Compared:
    """A column of the comparison."""

    number: int
    name: str
    result: str
    planned: str
    gap: str
    share: str
    changed: int


@dataclass(frozen=True)
class ComparedRow:
    """A lever in the scenarios: kt and physical quantity of each, `differs` when they are not the same."""

    label: str
    address: str
    unit: str
    cells: tuple[tuple[str, str, str], ...]
    differs: bool


@dataclass(frozen=True)
class ComparedTheme:
    """The levers of a theme."""

    name: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True)
class Slot:
    """A field of the comparison's form: what was given there, and what is wrong with it."""

    text: str
    error: str


@dataclass(frozen=True, kw_only=True)
class ComparePage(Page):
    """Two to four scenarios side by side; `columns` is empty when none is given yet."""

    columns: tuple[Compared, ...] = ()
    themes: tuple[ComparedTheme, ...] = ()
    wide: Chart | None = None
    narrow: Chart | None = None
    differing: int = 0
    slots: tuple[Slot, ...] = ()
    errors: tuple[tuple[int, str], ...] = ()
    scenarios: str = ""
    query: str = ""


@dataclass(frozen=True)
class ReadScenarios:
    """The scenarios that texts hold, with their names, and what is wrong with the other texts, by rank."""

    named: list[tuple[str, Scenario]]
    errors: tuple[tuple[int, str], ...]


def read_scenarios(region: Region, texts: Sequence[str]) -> ReadScenarios:
    """Codes or links as scenarios of the region, four at most; one alone stands beside the State's targets."""
    found: list[Scenario] = []
    errors: list[tuple[int, str]] = []
    for rank, text in enumerate(texts):
        try:
            other, scenario = open_text(text)
            if other != region:
                said = _("Ce scénario est celui d’une autre région : %(name)s.") % {"name": other.name}
                raise InputError(said)
            found.append(scenario)
        except CopiloteError as error:
            errors.append((rank, t(str(error))))
    if len(found) > MOST:
        errors.append((MOST, _("Quatre scénarios au plus : les suivants sont laissés de côté.")))
        found = found[:MOST]
    named = [(one.name or _("Scénario %(number)s") % {"number": rank}, one) for rank, one in enumerate(found, start=1)]
    if len(named) == 1:
        name = found[0].name or _("Votre scénario")
        named = [(_("Objectifs de l’État"), Scenario(region.code, latest("simulator"))), (name, found[0])]
    return ReadScenarios(named, tuple(errors))


def compare_page(region: Region, texts: Sequence[str]) -> ComparePage:
    """The page model of the comparison; `texts` are codes or links.

    One scenario alone stands beside the State's targets.
    A text that is not a scenario of this region is said beside its field; the others are compared.
    """
    read = read_scenarios(region, texts)
    common = {
        "region": region,
        "section": "simulator",
        "trail": (Entry(_("Simulateur"), address("step", region, step="objectifs")), Entry(_("Comparer"), "")),
        "slots": tuple(_slots(texts, dict(read.errors))),
        "errors": read.errors,
        "scenarios": reverse("scenarios", args=[region.slug]),
    }
    if not read.named:
        return ComparePage(
            title=_("Comparez deux à quatre scénarios"),
            summary=_("Collez leurs liens, ou choisissez-les parmi ceux que ce navigateur garde."),
            **common,  # type: ignore[arg-type]
        )
    query = urlencode([("s", text) for text in texts if text])
    return _compared(region, read.named, common | {"query": "" if read.errors else query})


def _slots(texts: Sequence[str], errors: dict[int, str]) -> list[Slot]:
    """Four fields, filled with what was given."""
    padded = [*texts[:MOST], *[""] * MOST][:MOST]
    return [Slot(text[:MAX_CODE], errors.get(rank, "")) for rank, text in enumerate(padded)]


def _compared(region: Region, named: list[tuple[str, Scenario]], common: dict[str, object]) -> ComparePage:
    levers = load_levers(region.code, latest("simulator"))
    outcomes = [evaluate(scenario, levers) for _name, scenario in named]
    columns = tuple(
        _column(region, rank, name, one)
        for rank, ((name, _s), one) in enumerate(zip(named, outcomes, strict=True), start=1)
    )
    rows = _rows(region, outcomes)
    drawn = [
        (themes[0].name, tuple(theme.planned_kt for theme in themes))
        for themes in zip(*(balance_by_theme(one) for one in outcomes), strict=True)
    ]
    names = [name for name, _scenario in named]
    caption = _("ktCO2e évitées en 2030, par thème")
    differing = sum(row.differs for theme in rows for row in theme.rows)
    title = _compared_title(names, outcomes)
    summary = _("%(count)s leviers diffèrent sur %(total)s.") % {"count": differing, "total": len(levers)}
    if differing < 2:
        summary = _("%(count)s levier diffère sur %(total)s.") % {"count": differing, "total": len(levers)}
    return ComparePage(
        title=tied(title),
        summary=summary,
        columns=columns,
        themes=rows,
        wide=grouped(drawn, names, title=caption, prefix="cw", unit="ktCO2e", width=1080),
        narrow=grouped(drawn, names, title=caption, prefix="cn", unit="ktCO2e", width=360),
        differing=differing,
        **common,  # type: ignore[arg-type]
    )


def _compared_title(names: Sequence[str], outcomes: Sequence[Outcome]) -> str:
    """Which scenario goes furthest."""
    planned = [one.totals.completed_kt + (one.totals.new_target.value or 0.0) for one in outcomes]
    order = sorted(range(len(planned)), key=lambda rank: -planned[rank])
    first, second = order[0], order[1]
    gap = planned[first] - planned[second]
    if gap < 0.05 and max(planned) - min(planned) < 0.05:
        return _("Les scénarios évitent autant l’un que l’autre : %(kt)s") % {"kt": total_kt(planned[0])}
    if gap < 0.05:
        return _("Deux scénarios vont aussi loin : %(kt)s") % {"kt": total_kt(planned[first])}
    said = _("« %(first)s » va le plus loin : %(gap)s de plus que « %(second)s »")
    return said % {"first": names[first], "second": names[second], "gap": total_kt(gap)}


def _column(region: Region, rank: int, name: str, outcome: Outcome) -> Compared:
    totals = outcome.totals
    query = urlencode(scenario_pairs(outcome.scenario))
    return Compared(
        rank,
        name,
        address("step", region, query, step="resultat"),
        total_kt(totals.completed_kt + (totals.new_target.value or 0.0)),
        gap_text(totals.gap_kt),
        share_text(totals.share_of_target) if totals.share_of_target is not None else "?",
        len(outcome.scenario.changes),
    )


def _rows(region: Region, outcomes: Sequence[Outcome]) -> tuple[ComparedTheme, ...]:
    themes: dict[str, list[ComparedRow]] = {}
    for one in compare(outcomes):
        lever = one.lever
        cells = []
        for rank, (kt, physical) in enumerate(zip(one.planned_kt, one.physical_2030, strict=True)):
            quantity = "" if physical is None else format_decimals(physical, shown_decimals(lever, kt or 0.0))
            delta = one.deltas_kt[rank]
            moved = rank > 0 and delta is not None and abs(delta) >= 0.05
            cells.append((kt_of(lever, kt), quantity, format_decimals(delta, 1, sign=True) if moved else ""))
        unit = unit_words(lever)
        row = ComparedRow(
            lever.label,
            reverse("lever", args=[region.slug, lever_slug(lever)]),
            unit,
            tuple(cells),
            any(cell[2] for cell in cells),
        )
        themes.setdefault(lever.theme, []).append(row)
    return tuple(ComparedTheme(name, tuple(rows)) for name, rows in themes.items())
