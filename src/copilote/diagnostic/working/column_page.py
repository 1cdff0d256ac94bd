"""The page where one says which columns of a table are which of ours, and what the words of its statuses mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.urls import reverse

from copilote.cop.lists import source_of
from copilote.cop.models import Membership, SentList
from copilote.diagnostic.action_rows import ALSO, LIMITS
from copilote.diagnostic.column_match import said_before, titles_before
from copilote.diagnostic.column_models import ColumnMatch
from copilote.diagnostic.working.list_page import trail
from copilote.exchange.actions.columns import SEVERAL
from copilote.exchange.actions.guessing import (
    FoundTable,
    Header,
    TableColumn,
    guessed,
    guessed_status,
    headers_of,
    headings_with,
    likeliest,
    strange_words,
    table_at,
    values_at,
)
from copilote.exchange.actions.matched import print_of
from copilote.exchange.intake import FileError, tables_in
from copilote.exchange.intake.cells import folded
from copilote.planning.actions import Status
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted
from copilote.words.typography import capital, day_words

LATER = "plus-tard"
FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "L’action": (
        ("title", "Titre de l’action"),
        ("sub", "Titre de la sous-action"),
        ("description", "Description"),
        ("levers", "Levier, ou plusieurs"),
        ("parts", "Part du levier"),
        ("status", "Statut"),
        ("phase", "Phase (idée, étude, opération)"),
        ("start", "Début"),
        ("end", "Fin"),
        ("link", "Lien vers une page"),
        ("key", "Numéro de l’action"),
        ("part_of", "Fait partie de"),
        ("axis", "Axe ou objectif du plan (pas gardé)"),
    ),
    "Qui et où": (
        ("holder", "Porteur, organisation"),
        ("partners", "Partenaires"),
        ("place", "Territoires couverts"),
        ("seen", "Qui la voit"),
    ),
    "Combien": (
        ("quantity", "Quantité d’ici 2030"),
        ("unit", "Unité de la quantité"),
        ("kt", "ktCO2e évitées par an"),
        ("method", "Méthode de calcul"),
        ("amount", "Budget (€)"),
        ("funders", "Financeurs"),
    ),
    "Ce qui bloque": (
        ("obstacle", "Obstacle"),
        ("obstacle_level", "Où il se lève (localement, région, national)"),
        ("obstacle_lifted_by", "Ce qui le lèverait"),
    ),
}
"""What a column may be, by group: our column, its words."""
LABELS = {name: label for fields in FIELDS.values() for name, label in fields}
CHOICES = [("", "ignorée : rien n’en est gardé"), *((group, list(fields)) for group, fields in FIELDS.items())]
STATUSES = [
    ("", "Choisissez"),
    *((status.value, capital(status.label)) for status in Status),
    (LATER, "à dire plus tard"),
]


class ColumnsForm(Form):
    """Which column is which: `c0`, `c1`… in the order of the file; `s0`… for the words of its statuses."""

    def __init__(
        self, found: FoundTable, given: Mapping[str, str] | None, guesses: Mapping[str, str], words: Mapping[str, str]
    ) -> None:
        self.found, self._words_known = found, words
        initial = {f"c{rank}": guesses.get(column.key, "") for rank, column in enumerate(found.columns)}
        super().__init__(given, initial=initial, auto_id="%s")
        for rank, column in enumerate(found.columns):
            label = named(column)
            self.fields[f"c{rank}"] = forms.ChoiceField(label=label, choices=CHOICES, required=False)
        self.asked = self._asked(given)
        for rank, word in enumerate(self.asked):
            guess = words.get(folded(word), None)
            start = LATER if guess == "" else guess or guessed_status(word)
            self.fields[f"s{rank}"] = forms.ChoiceField(
                label=f"« {word} »", choices=STATUSES, required=False, initial=start
            )
        self.dress()

    def _chosen(self, rank: int, given: Mapping[str, str] | None) -> str:
        name = f"c{rank}"
        return (given or {}).get(name, "") if given is not None else str(self.initial.get(name, ""))

    def _asked(self, given: Mapping[str, str] | None) -> tuple[str, ...]:
        """The words of the column of statuses that are not ours."""
        column = next((each for rank, each in enumerate(self.found.columns) if self._chosen(rank, given) == "status"),
                      None)  # fmt: skip
        return strange_words(column) if column else ()

    @property
    def unasked(self) -> bool:
        """Whether the words of the statuses were not there to be answered when this was sent."""
        return bool(self.asked) and not any(f"s{rank}" in self.data for rank in range(len(self.asked)))

    def clean(self) -> dict[str, str]:
        """One column for each field, but for those that may be several; a title; a meaning for each word."""
        cleaned: dict[str, str] = super().clean() or {}
        first: dict[str, TableColumn] = {}
        for rank, column in enumerate(self.found.columns):
            name = cleaned.get(f"c{rank}", "")
            if name and name not in SEVERAL and name in first:
                other = named(first[name])
                self.add_error(f"c{rank}", f"« {LABELS[name]} » est déjà {other} : gardez une seule des deux.")
            elif name:
                first[name] = column
            if name == "status" and not column.words and column.samples:
                self.add_error(f"c{rank}", "Trop de valeurs différentes pour un statut : choisissez autre chose.")
        if "title" not in first and not self.errors:
            self.add_error(None, "Dites quelle colonne est le titre des actions : sans titre, rien ne se charge.")
        if not self.unasked:
            for rank, word in enumerate(self.asked):
                if not cleaned.get(f"s{rank}"):
                    self.add_error(f"s{rank}", f"Dites ce que veut dire « {word} ».")
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        """Our column by key of a heading, "" for those ignored."""
        return {column.key: self.cleaned_data.get(f"c{rank}", "") for rank, column in enumerate(self.found.columns)}

    @property
    def statuses(self) -> dict[str, str]:
        """Our status by folded word, "" for later."""
        said = {folded(word): self.cleaned_data[f"s{rank}"] for rank, word in enumerate(self.asked)}
        return {word: "" if value == LATER else value for word, value in said.items()}

    @property
    def lines(self) -> list[tuple[forms.BoundField, TableColumn]]:
        """The fields of columns, each with what stands in it."""
        return [(self[f"c{rank}"], column) for rank, column in enumerate(self.found.columns)]

    @property
    def words(self) -> list[forms.BoundField]:
        """The fields of words."""
        return [self[f"s{rank}"] for rank in range(len(self.asked))]


def named(column: TableColumn) -> str:
    """A column of the file, in words."""
    return f"« {column.title} »" if column.title else f"la colonne {column.letter}, sans titre"


@dataclass(frozen=True, kw_only=True)
class ColumnsPage(Page):
    """The page. headers : the rows that may be the titles, by value, with whether it is the one in use; said : what
    was said of these columns before."""

    sent: SentList
    form: ColumnsForm
    headers: tuple[tuple[str, str, bool], ...]
    said: ColumnMatch | None
    back: str

    @property
    def said_words(self) -> str:
        """When it was said before, and of which file."""
        return f"le {day_words(self.said.said_at.date())}, pour « {self.said.name} »" if self.said else ""

    @cached_property
    def ignored(self) -> int:
        """How many columns are ignored as it stands."""
        return sum(not field.value() for field, _column in self.form.lines)


def columns_page(
    member: Membership, sent: SentList, slug: str, given: Mapping[str, str] | None, at: str = ""
) -> ColumnsPage:
    """The page of a file that was sent. given : what was chosen; at : where its titles are ("0-3"), "" for where they
    probably are. Raises FileError for a file without any table."""
    tables = tables_in(source_of(sent), LIMITS)
    headers = headers_of(tables)
    chosen = next((each for each in headers if _value(each) == at), None) or _known(sent, headers)
    chosen = chosen or likeliest(headers, headings_with(ALSO))
    if chosen is None:
        raise FileError(f"« {sent.name} » n’a pas de ligne de titres suivie de lignes : choisissez un autre fichier.")
    found = table_at(tables, chosen)
    said = said_before(sent, found.print)
    guesses = dict(said.columns) if said else guessed(
        found, values_at(tables, found), member.cop.region, ALSO, titles_before(sent)
    )  # fmt: skip
    form = ColumnsForm(found, given, guesses, said.statuses if said else {})
    rows = counted(found.rows, "ligne", "lignes")
    return ColumnsPage(
        title=f"Que contiennent les {counted(len(found.columns), 'colonne', 'colonnes')} de ce tableau ?",
        summary=f"« {sent.name} », {rows}. Vérifiez ce que nous avons deviné : vous verrez ensuite ce que le fichier "
        "ferait, avant de charger quoi que ce soit.",
        region=member.cop.place,
        departement=member.cop.departement,
        section="diagnostic.actions",
        trail=trail(
            slug,
            Entry("Charger un fichier", reverse("action_list", args=[slug])),
            Entry("Colonnes", reverse("action_columns", args=[slug, sent.pk])),
        ),
        sent=sent,
        form=form,
        headers=tuple((_value(each), _told(each, tables), each == chosen) for each in headers),
        said=said,
        back=reverse("action_list", args=[slug]),
    )


def _known(sent: SentList, headers: Sequence[Header]) -> Header | None:
    """The header whose columns were said before."""
    return next((each for each in headers if said_before(sent, print_of(each.titles))), None)


def _value(header: Header) -> str:
    return f"{header.table}-{header.line}"


def _told(header: Header, tables: Sequence[object]) -> str:
    where = f"feuille « {header.sheet} », " if header.sheet and len(tables) > 1 else ""
    words = [cell.strip()[:30] for cell in header.titles if cell.strip()]
    return f"{where}ligne {header.line} : {', '.join(words[:4])}{'…' * (len(words) > 4)}"
