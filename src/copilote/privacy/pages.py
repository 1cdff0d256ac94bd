"""Page models: the register, public; one's own data and their erasure, behind sign-in, in French only."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from copilote.cop.leaving import hindrances
from copilote.cop.models import User
from copilote.jobs.retention import Kept, all_kept
from copilote.privacy.export import own_tables
from copilote.privacy.forms import EraseForm
from copilote.privacy.holdings import Fate, Holding
from copilote.privacy.register import REGISTER, Processing, all_holdings, everywhere, measures_of
from copilote.publish.table import Book, Column, Table
from copilote.ui.addresses import address_of
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted

DURATIONS = [
    (Column("what", N_("Quoi")), lambda kept: _(kept.label)),
    (Column("lasts", N_("Gardé")), lambda kept: kept.lasts),
]


@dataclass(frozen=True)
class Line:
    """A processing as the page and the files tell it."""

    key: str
    name: str
    purpose: str
    basis: str
    persons: str
    data: tuple[str, ...]
    recipients: str
    lasts: tuple[str, ...]
    measures: tuple[str, ...]


COLUMNS = [
    (Column("name", N_("Traitement")), lambda line: line.name),
    (Column("purpose", N_("Pourquoi")), lambda line: line.purpose),
    (Column("basis", N_("Base légale")), lambda line: line.basis),
    (Column("persons", N_("Personnes")), lambda line: line.persons),
    (Column("data", N_("Données")), lambda line: " ; ".join(line.data)),
    (Column("recipients", N_("Qui les voit")), lambda line: line.recipients),
    (Column("lasts", N_("Durée")), lambda line: " ".join(line.lasts)),
    (Column("measures", N_("Sécurité")), lambda line: " ".join((*line.measures, *everywhere()))),
]


@dataclass(frozen=True, kw_only=True)
class RegisterPage(Page):
    """What is processed, and how long it is kept. controller : "" where the installation does not say."""

    controller: str
    email: str
    lines: tuple[Line, ...]
    everywhere: tuple[str, ...]
    durations: Table
    offer: Offer


@dataclass(frozen=True, kw_only=True)
class OwnPage(Page):
    """What is held of a person, and what goes or stays with the account."""

    tables: tuple[Table, ...]


@dataclass(frozen=True, kw_only=True)
class ErasePage(Page):
    """What goes, what stays, what has to be settled first, the form."""

    gone: tuple[str, ...]
    stays: tuple[str, ...]
    hindrances: tuple[str, ...]
    form: EraseForm


def register_page() -> RegisterPage:
    """The register of this installation."""
    count = counted(len(REGISTER), "traitement", "traitements")
    return RegisterPage(
        title=_("Registre : %(count)s de données personnelles", count=count),
        summary=_("Ce que ce site garde des personnes, pourquoi, qui le voit et combien de temps."),
        trail=(Entry(_("Vie privée"), address_of("privacy")), Entry(_("Registre"), reverse("privacy_register"))),
        controller=settings.PUBLISHER,
        email=settings.CONTACT_EMAIL,
        lines=tuple(_line(processing) for processing in REGISTER),
        everywhere=everywhere(),
        durations=_durations(all_kept()),
        offer=offer("privacy_register"),
    )


def register_book() -> Book:
    """The register as files."""
    lines = [_line(processing) for processing in REGISTER]
    table = Table.of("traitements", _("Registre des traitements"), COLUMNS, lines)
    return Book("copilote-registre", _("Registre des traitements"), (table, _durations(all_kept())))


def _durations(kept: tuple[Kept, ...]) -> Table:
    return Table.of("durees", _("Ce qui est effacé de lui-même, et quand"), DURATIONS, kept)


def _line(processing: Processing) -> Line:
    return Line(
        processing.key,
        _(processing.name),
        _(processing.purpose),
        _(processing.basis),
        _(processing.persons),
        (*_data(processing.present), *([_(processing.beside)] if processing.beside else [])),
        _(processing.recipients),
        (_(processing.lasts), *(f"{_(kept.label)} : {kept.lasts}." for kept in processing.durations)),
        measures_of(processing),
    )


def _data(holdings: tuple[Holding, ...]) -> tuple[str, ...]:
    """What is held, one line for all that hold the same."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for holding in holdings:
        titles.setdefault(holding.headings, []).append(holding.title)
    return tuple(
        _("%(title)s : %(fields)s", title=", ".join(dict.fromkeys(same)), fields=", ".join(fields))
        for fields, same in titles.items()
    )


def own_page(user: User) -> OwnPage:
    """What is held of a person."""
    return OwnPage(
        title="Mes données : tout ce que ce site garde de vous",
        summary="Vous pouvez les emporter, les faire corriger par l’animation de votre COP, ou effacer votre compte.",
        trail=(_space(), Entry("Mes données", reverse("own_data"))),
        tables=own_tables(user),
    )


def erase_page(user: User, form: EraseForm) -> ErasePage:
    """What erasing an account does."""
    held = [holding for holding in all_holdings() if holding.rows(user).exists()]
    return ErasePage(
        title="Effacer mon compte",
        summary="Cela ne se défait pas. Ce que la COP a décidé reste, avec votre fonction et sans votre nom.",
        trail=(_space(), Entry("Mes données", reverse("own_data")), Entry("Effacer", reverse("erase_own"))),
        gone=tuple(dict.fromkeys(holding.title for holding in held if holding.fate is Fate.GONE)),
        stays=tuple(dict.fromkeys(holding.title for holding in held if holding.fate is Fate.NAMELESS)),
        hindrances=hindrances(user),
        form=form,
    )


def erased_page() -> Page:
    """What is said once it is done."""
    return Page(
        title="Votre compte est effacé",
        summary="Plus rien ici ne porte votre nom ni votre adresse. Les sauvegardes les perdent en vieillissant.",
        trail=(Entry("Compte effacé", ""),),
    )


def _space() -> Entry:
    return Entry("Mon espace", reverse("space"))
