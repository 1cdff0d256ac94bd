"""The EPCI rule of Territoires en Transitions beside our share: the same EPCI read twice, and why it differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.dossier.model import Cell, Column, Kind, Table
from copilote.exchange.epci_file import COLUMNS, EpciFigures, figures_of, parse_epci_table
from copilote.exchange.perimeters import Place, place_of, places
from copilote.exchange.records.epci_rule import ALONE, ROUNDED, SIGN, beyond_rounding, postes_of, total_sentence
from copilote.exchange.shares import TerritoryShare, share_of
from copilote.planning.epci_rule import PosteFigures, Reduction, reductions, share_totals
from copilote.planning.key_test import GRADES
from copilote.reference.epci_rule import SOURCE, RuleLever, covered_regions, load_postes, load_rule
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import Region
from copilote.reference.sources import Source
from copilote.sharing.recorded import choices_of
from copilote.sharing.sheet_words import grade_name
from copilote.simulator.names import find_source
from copilote.simulator.pages.frame import Entry, Page
from copilote.simulator.pages.seen import TableView, address_of, table_view, tied
from copilote.ui.translation import t
from copilote.ui.words import format_decimals, format_kt

PREFIXES = {"emissions_2019": "e", "objectif_2019": "d", "objectif_2030": "o"}
"""Names of the fields in the address: "e-residentiel"."""
LONGEST_CELL = 40
LONGEST_TABLE = 8000


@dataclass(frozen=True, slots=True)
class Choice:
    """An EPCI of the list."""

    code: str
    name: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A cell to fill; `label` says its poste and column to who does not see the table."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PosteRow:
    """A poste to fill: its fields, one a column."""

    name: str
    includes: str
    sink: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class EpciRulePage(Page):
    """covered : the region has shares in the rule. answered : figures were given. pasted : the table as it was."""

    covered: bool
    covered_pages: tuple[Entry, ...]
    choices: tuple[Choice, ...]
    postes: tuple[PosteRow, ...]
    columns: tuple[str, ...]
    pasted: str
    example: str
    error: str
    notices: tuple[str, ...]
    answered: bool
    result: TableView | None
    sums: tuple[str, ...]
    why: tuple[str, ...]
    territory: str
    keys: str
    command: str
    sources: tuple[Source, ...]


def epci_rule_page(region: Region, asked: Mapping[str, str]) -> EpciRulePage:
    """The page for what the form's address says; nothing of it is kept. Faults are said on the page."""
    rule = load_rule(region.code)
    held = () if region.fictional else places(region.code, "epci")
    place, error = _epci(asked.get("epci", "").strip()[:20])
    pasted = asked.get("tableau", "")[:LONGEST_TABLE].strip()
    typed = _typed(asked)
    figures = EpciFigures({})
    if not error:
        try:
            figures = parse_epci_table(pasted, _("Tableau")) if pasted else EpciFigures(figures_of(typed))
        except CopiloteError as refused:
            error = t(str(refused))
    if pasted and figures.postes:
        typed = {poste: _written(one) for poste, one in figures.postes.items()}
    rows = reductions(rule, figures.postes)
    share = None if place is None else share_of(place, {code: choices_of(code) for code in place.regions})
    return EpciRulePage(
        title=_title(region, place, rows, share, bool(figures.postes)),
        summary=_(
            "La règle du service public Territoires en Transitions calcule les leviers d’une intercommunalité depuis "
            "ses propres émissions ; notre répartition partage l’objectif de la région. Les deux lectures, côte à côte."
        ),
        region=region,
        section="territories",
        trail=(Entry(_("Règle par EPCI"), ""),),
        covered=bool(rule),
        covered_pages=() if rule else _covered(),
        choices=tuple(Choice(one.code, one.name, place is not None and one.code == place.code) for one in held),
        postes=_postes(typed),
        columns=_columns(),
        pasted="" if figures.postes else pasted,
        example=";".join(COLUMNS),
        error=tied(error),
        notices=tuple(tied(t(text)) for text in (*figures.remarks, *_notices(place, region))),
        answered=bool(figures.postes),
        result=_result(rows, share) if rule else None,
        sums=tuple(tied(t(total_sentence(total))) for total in share_totals(rule)),
        why=_why(rule, rows, share),
        territory=address_of("territory", "epci", place.code) if place else "",
        keys=address_of("keys", region.slug),
        command=f"copilote epci-levers {region.code} --emissions FICHIER.csv",
        sources=tuple(find_source(key) for key in (SOURCE, "simulateur-2023", "copilote-cles")),
    )


def _epci(code: str) -> tuple[Place | None, str]:
    if not code:
        return None, ""
    try:
        return place_of("epci", code), ""
    except CopiloteError as refused:
        return None, t(str(refused))


def _typed(asked: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What is typed in the fields, by poste and column."""
    return {
        poste: {column: asked.get(f"{prefix}-{poste}", "")[:LONGEST_CELL] for column, prefix in PREFIXES.items()}
        for poste in load_postes()
    }


def _written(one: PosteFigures) -> dict[str, str]:
    """A poste's figures as its fields show them."""
    values = (one.emissions_2019, one.objective_2019, one.objective_2030)
    return {
        column: "" if value is None else f"{value:f}".replace(".", ",")
        for column, value in zip(PREFIXES, values, strict=True)
    }


def _postes(typed: Mapping[str, Mapping[str, str]]) -> tuple[PosteRow, ...]:
    return tuple(
        PosteRow(
            t(poste.name),
            ", ".join(t(one) for one in poste.includes) if len(poste.includes) > 1 else "",
            poste.sink,
            tuple(
                Field(
                    f"{prefix}-{poste.id}",
                    f"{t(poste.name)}, {title}",
                    typed.get(poste.id, {}).get(column, ""),
                )
                for (column, prefix), title in zip(PREFIXES.items(), _columns(), strict=True)
            ),
        )
        for poste in load_postes().values()
    )


def _columns() -> tuple[str, ...]:
    return _("Émissions 2019"), _("Objectif 2019"), _("Objectif 2030")


def _covered() -> tuple[Entry, ...]:
    return tuple(Entry(one.name, reverse("epci_rule", args=[one.slug])) for one in covered_regions())


def _notices(place: Place | None, region: Region) -> tuple[str, ...]:
    found = []
    if place is not None and region.code not in place.regions:
        found.append(f"{place.name} n’est pas dans la région {region.name} : la règle y prend d’autres parts.")
    elif place is not None and len(place.regions) > 1:
        found.append(
            f"{place.name} est sur plusieurs régions : la règle prend ici les parts de {region.name} seule, notre "
            "répartition additionne celles de chaque région."
        )
    return tuple(found)


def _avoided(rows: tuple[Reduction, ...]) -> Decimal:
    """What the known levers of the rule avoid, in ktCO2e: the other sign."""
    return -sum((row.reduction_kt for row in rows if row.reduction_kt is not None), Decimal(0))


def _title(
    region: Region, place: Place | None, rows: tuple[Reduction, ...], share: TerritoryShare | None, answered: bool
) -> str:
    known = sum(1 for row in rows if row.reduction_kt is not None)
    if place is not None and share is not None and answered and known:
        return tied(
            _("%(name)s : %(rule)s à éviter selon la règle par EPCI, %(ours)s selon notre répartition (%(levers)s)")
            % {
                "levers": _("les mêmes %(n)s leviers") % {"n": known} if known > 1 else _("le même levier"),
                "name": place.name,
                "rule": format_kt(float(_avoided(rows)), mega=False),
                "ours": format_kt(_ours_total(rows, share), mega=False),
            }
        )
    return tied(_("%(region)s : la règle par EPCI, à côté de notre répartition") % {"region": region.name})


def _ours(lever: RuleLever, share: TerritoryShare | None) -> tuple[float | None, str]:
    """Our share of the simulator's levers that a lever of the rule stands for, in ktCO2e, and its weakest grade.

    None for the amount where our key is not fit to place one of them here.
    """
    found = [share.part(one) for one in lever.simulator_levers] if share else []
    parts = [part for part in found if part is not None]
    if not parts or any(part.tonnes is None for part in parts):
        return None, ""
    grade = max((part.grade for part in parts), key=GRADES.index)
    placed = all(part.placed for part in parts)
    return sum(part.tonnes or 0 for part in parts) / 1000 if placed else None, grade_name(grade)


def _ours_total(rows: tuple[Reduction, ...], share: TerritoryShare) -> float:
    """Our share of the levers that the rule has a figure for: the two totals speak of the same ones."""
    return sum(_ours(row.lever, share)[0] or 0.0 for row in rows if row.reduction_kt is not None)


def _result(rows: tuple[Reduction, ...], share: TerritoryShare | None) -> TableView:
    names = load_postes()
    made: list[tuple[Cell, ...]] = []
    for row in rows:
        ours, grade = _ours(row.lever, share)
        rule = None if row.reduction_kt is None else float(row.reduction_kt)
        gap = None if rule is None or ours is None else round(-rule - ours, 3)
        lacking = ", ".join(t(names[one].name) for one in row.missing)
        made.append(
            (
                t(row.lever.name),
                t(postes_of(row.lever)),
                float(row.lever.share_pct),
                _("manque : %(names)s") % {"names": lacking} if rule is None else format_decimals(rule, 2),
                ours,
                gap,
                grade,
            )
        )
    columns = [
        Column("lever", "Levier de la règle"),
        Column("poste", "Poste"),
        Column("share", "Part régionale (%)", Kind.NUMBER),
        Column("reduction_kt", "Réduction selon la règle (ktCO2e)", Kind.NUMBER),
        Column("ours_kt", "Notre part indicative (ktCO2e évitées)", Kind.KT),
        Column("gap_kt", "La règle évite en plus (ktCO2e)", Kind.KT),
        Column("grade", "Certitude"),
    ]
    table = Table(
        key="regle",
        title="Les leviers selon la règle, et selon notre répartition",
        columns=tuple(columns),
        rows=tuple(made),
        sources=(SOURCE, "simulateur-2023", "copilote-cles"),
        note=SIGN,
    )
    return table_view(table, leave_out=() if share else ("ours_kt", "gap_kt", "grade"))


def _why(rule: tuple[RuleLever, ...], rows: tuple[Reduction, ...], share: TerritoryShare | None) -> tuple[str, ...]:
    """Why the two differ, in plain words; the widest difference is named."""
    if not rule:
        return ()
    told = [
        _(
            "La règle multiplie l’écart du poste (objectif de 2030 moins émissions de 2019) par la part régionale du "
            "levier. Notre répartition multiplie l’objectif régional du levier par la part de l’intercommunalité dans "
            "une clé (habitants, logements, surfaces…)."
        ),
        t(ALONE),
        t(ROUNDED),
        t(beyond_rounding(share_totals(rule))),
    ]
    gaps = [
        (abs(-float(row.reduction_kt) - ours), row, ours)
        for row in rows
        if row.reduction_kt is not None and (ours := _ours(row.lever, share)[0]) is not None
    ]
    if gaps:
        _gap, row, ours = max(gaps, key=lambda one: one[0])
        told.append(
            _("Le plus grand écart : « %(lever)s », %(rule)s évitées selon la règle, %(ours)s selon notre répartition.")
            % {
                "lever": t(row.lever.name),
                "rule": format_kt(-float(row.reduction_kt or 0), mega=False),
                "ours": format_kt(ours, mega=False),
            }
        )
    told.append(_("Ce sont deux lectures du même territoire : elles ne s’additionnent pas. Les deux sont indicatives."))
    return tuple(tied(sentence) for sentence in told if sentence)
