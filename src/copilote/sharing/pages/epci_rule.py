"""The EPCI rule of Territoires en Transitions beside our share: the same EPCI read twice, and why it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from copilote.exchange.epci_file import COLUMNS, EpciFigures, figures_of, read_epci_table
from copilote.exchange.perimeters import place_of, places
from copilote.exchange.place import Place
from copilote.exchange.records.epci_rule import ALONE, ROUNDED, SIGN, beyond_rounding, postes_of, total_sentence
from copilote.exchange.shares import TerritoryShare, share_of
from copilote.planning.apportionment import TONNES
from copilote.planning.epci_rule import Reduction, reductions, share_totals
from copilote.planning.key_test import GRADES
from copilote.publish.columns import CERTAINTY
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.epci_rule import SOURCE, RuleLever, covered_regions, load_postes, load_rule
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import Region
from copilote.reference.sources import Source, find_source
from copilote.sharing.recorded import choices_of
from copilote.ui.certainty import grade_name
from copilote.ui.forms import LONGEST, Form
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import format_decimals, format_kt
from copilote.words.typography import tied

TITLES = {"e": N_("Émissions 2019"), "d": N_("Objectif 2019"), "o": N_("Objectif 2030")}
"""Columns of the form, by the first letter of their fields in the address: "e-residentiel"."""
LONGEST_TABLE = 8000
SOURCES = (SOURCE, "simulateur-2023", "copilote-cles")


class RuleForm(Form):
    """The figures of an EPCI, poste by poste or as a table that was pasted; `place` and `figures` once valid."""

    epci = forms.CharField(
        label=gettext_lazy("Intercommunalité"),
        help_text=gettext_lazy("Pour lire notre part à côté."),
        required=False,
        widget=forms.Select,
    )
    tableau = forms.CharField(
        label=gettext_lazy("Tableau, avec son en-tête"),
        help_text=";".join(COLUMNS),
        required=False,
        max_length=LONGEST_TABLE,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, region: Region, asked: Mapping[str, str]) -> None:
        super().__init__(dict(asked), auto_id="%s", use_required_attribute=False)
        self.place: Place | None = None
        self.figures = EpciFigures({})
        listed = () if region.fictional else places(region.code, "epci")
        options = [("", _("Sans comparaison")), *((place.code, place.name) for place in listed)]
        self.fields["epci"].widget.choices = options
        for poste in load_postes().values():
            for letter, title in TITLES.items():
                label = f"{poste.name}, {_(title)}"
                attributes = {"aria-label": label, "inputmode": "decimal", "autocomplete": "off"}
                field = forms.CharField(
                    label=label, required=False, max_length=LONGEST, widget=forms.TextInput(attributes)
                )
                self.fields[f"{letter}-{poste.id}"] = field
        self.dress()

    @property
    def columns(self) -> list[str]:
        """The heads of the columns."""
        return [_(title) for title in TITLES.values()]

    @property
    def rows(self) -> list[tuple[str, str, bool, list[forms.BoundField]]]:
        """(poste, what it includes, whether it is a sink, its fields), as the template writes them."""
        return [
            (
                poste.name,
                ", ".join(poste.includes) if len(poste.includes) > 1 else "",
                poste.sink,
                [self[f"{letter}-{poste.id}"] for letter in TITLES],
            )
            for poste in load_postes().values()
        ]

    def clean(self) -> None:
        """Read the table, or else the cells; what was read of a table is shown in them."""
        given, pasted = self.cleaned_data, self.cleaned_data.get("tableau", "").strip()
        try:
            self.place = place_of("epci", given["epci"]) if given.get("epci") else None
            if pasted:
                self.figures = read_epci_table((_("Tableau"), pasted))
            else:
                cells = {
                    poste: {
                        column: given.get(f"{letter}-{poste}", "")
                        for letter, column in zip(TITLES, COLUMNS[1:], strict=True)
                    }
                    for poste in load_postes()
                }
                self.figures = EpciFigures(figures_of(cells))
        except CopiloteError as error:
            raise forms.ValidationError(tied(str(error))) from None
        if pasted:
            written = {
                f"{letter}-{poste}": "" if value is None else f"{value:f}".replace(".", ",")
                for poste, figures in self.figures.postes.items()
                for letter, value in zip(TITLES, astuple(figures), strict=True)
            }
            self.data = {**self.data, "tableau": "", **written}


@dataclass(frozen=True, slots=True)
class RuleBesideShare:
    """A lever of the rule, and our share of the simulator's levers that it stands for, in ktCO2e: None where it is not
    known, or where our key is not fit to place one of them here. certainty : our weakest grade, in words."""

    reduction: Reduction
    ours_kt: float | None = None
    certainty: str = ""

    @classmethod
    def of(cls, reduction: Reduction, share: TerritoryShare | None) -> RuleBesideShare:
        """The two readings of a lever."""
        shared = [share.part(lever) for lever in reduction.lever.simulator_levers] if share else []
        parts = [part for part in shared if part is not None]
        if not parts or any(part.tonnes is None for part in parts):
            return cls(reduction)
        grade = max((part.grade for part in parts), key=GRADES.index)
        ours = sum(part.tonnes or 0 for part in parts) / TONNES if all(part.placed for part in parts) else None
        return cls(reduction, ours, grade_name(grade))

    @property
    def lever(self) -> RuleLever:
        """The lever of the rule."""
        return self.reduction.lever

    @property
    def rule_kt(self) -> float | None:
        """What the rule avoids, in ktCO2e."""
        return None if self.reduction.reduction_kt is None else -float(self.reduction.reduction_kt)

    @property
    def gap_kt(self) -> float | None:
        """What the rule avoids above our share; None where one of the two is not known."""
        return None if self.rule_kt is None or self.ours_kt is None else round(self.rule_kt - self.ours_kt, 3)


@dataclass(frozen=True, kw_only=True)
class EpciRulePage(Page):
    """covered : the region has shares in the rule, else `covered_regions` are those that do. answered : figures were
    given."""

    covered: bool
    covered_regions: tuple[Region, ...]
    form: RuleForm
    notices: tuple[str, ...]
    answered: bool
    result: Table | None
    sums: tuple[str, ...]
    why: tuple[str, ...]
    sources: tuple[Source, ...]


def epci_rule_page(region: Region, asked: Mapping[str, str]) -> EpciRulePage:
    """The page for what the form's address says; nothing of it is kept. Faults are said on the page."""
    rule, form = load_rule(region.code), RuleForm(region, asked)
    form.is_valid()
    place, figures = form.place, form.figures
    share = None if place is None else share_of(place, {code: choices_of(code) for code in place.regions})
    rows = [RuleBesideShare.of(reduction, share) for reduction in reductions(rule, figures.postes)]
    return EpciRulePage(
        title=tied(_title(region, rows, share)),
        summary=_(
            "La règle du service public Territoires en Transitions calcule les leviers d’une intercommunalité depuis "
            "ses propres émissions ; notre répartition partage l’objectif de la région. Les deux lectures, côte à côte."
        ),
        region=region,
        section="territories",
        trail=(Entry(_("Règle par EPCI"), ""),),
        covered=bool(rule),
        covered_regions=() if rule else covered_regions(),
        form=form,
        notices=tuple(map(tied, (*figures.remarks, *_notices(place, region)))),
        answered=bool(figures.postes),
        result=_result(rows, share is not None) if rule else None,
        sums=tuple(tied(total_sentence(total)) for total in share_totals(rule)),
        why=_why(rule, rows) if rule else (),
        sources=tuple(map(find_source, SOURCES)),
    )


def _notices(place: Place | None, region: Region) -> tuple[str, ...]:
    if place is None:
        return ()
    values = {"epci": place.name, "region": region.name}
    if region.code not in place.regions:
        return (_("%(epci)s n’est pas dans la région %(region)s : la règle y prend d’autres parts.", **values),)
    if not place.several_regions:
        return ()
    return (
        _(
            "%(epci)s est sur plusieurs régions : la règle prend ici les parts de %(region)s seule, notre "
            "répartition additionne celles de chaque région.",
            **values,
        ),
    )


def _title(region: Region, rows: list[RuleBesideShare], share: TerritoryShare | None) -> str:
    known = [row for row in rows if row.reduction.reduction_kt is not None]
    if share is None or not known:
        return _("%(region)s : la règle par EPCI, à côté de notre répartition", region=region.name)
    avoided = -sum((row.reduction.reduction_kt or Decimal(0) for row in known), Decimal(0))
    return _(
        "%(name)s : %(rule)s à éviter selon la règle par EPCI, %(ours)s selon notre répartition (%(levers)s)",
        levers=_("les mêmes %(n)s leviers", n=len(known)) if len(known) > 1 else _("le même levier"),
        name=share.place.name,
        rule=format_kt(float(avoided), mega=False),
        ours=format_kt(sum(row.ours_kt or 0.0 for row in known), mega=False),
    )


def _result(rows: list[RuleBesideShare], compared: bool) -> Table:
    postes = load_postes()

    def reduction(row: RuleBesideShare) -> Linked:
        if row.rule_kt is not None:
            return Linked(-row.rule_kt, text=format_decimals(-row.rule_kt, 2))
        missing = ", ".join(postes[poste].name for poste in row.reduction.missing)
        return Linked(None, text=_("manque : %(names)s", names=missing))

    fields: list[tuple[Column, Callable[[RuleBesideShare], Cell]]] = [
        (Column("lever", N_("Levier de la règle")), lambda row: row.lever.name),
        (Column("poste", N_("Poste")), lambda row: postes_of(row.lever)),
        (Column("share", N_("Part régionale (%)"), Kind.NUMBER), lambda row: float(row.lever.share_pct)),
        (Column("reduction_kt", N_("Réduction selon la règle (ktCO2e)"), Kind.NUMBER), reduction),
        (
            Column("ours_kt", N_("Notre part indicative (ktCO2e évitées)"), Kind.KT, page=compared),
            lambda row: row.ours_kt,
        ),
        (Column("gap_kt", N_("La règle évite en plus (ktCO2e)"), Kind.KT, page=compared), lambda row: row.gap_kt),
        (replace(CERTAINTY, page=compared), lambda row: row.certainty),
    ]
    title = _("Les leviers selon la règle, et selon notre répartition")
    return Table.of("regle", title, fields, rows, SOURCES, note=_(SIGN))


def _why(rule: tuple[RuleLever, ...], rows: list[RuleBesideShare]) -> tuple[str, ...]:
    """Why the two differ, in plain words; the widest difference is named."""
    reasons = [
        _(
            "La règle multiplie l’écart du poste (objectif de 2030 moins émissions de 2019) par la part régionale du "
            "levier. Notre répartition multiplie l’objectif régional du levier par la part de l’intercommunalité dans "
            "une clé (habitants, logements, surfaces…)."
        ),
        _(ALONE),
        _(ROUNDED),
        beyond_rounding(share_totals(rule)),
    ]
    compared = [row for row in rows if row.gap_kt is not None]
    if compared:
        widest = max(compared, key=lambda row: abs(row.gap_kt or 0.0))
        reasons.append(
            _(
                "Le plus grand écart : « %(lever)s », %(rule)s évitées selon la règle, %(ours)s selon notre "
                "répartition.",
                lever=widest.lever.name,
                rule=format_kt(widest.rule_kt, mega=False),
                ours=format_kt(widest.ours_kt, mega=False),
            )
        )
    reasons.append(
        _("Ce sont deux lectures du même territoire : elles ne s’additionnent pas. Les deux sont indicatives.")
    )
    return tuple(tied(sentence) for sentence in reasons if sentence)
