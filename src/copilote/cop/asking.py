"""What is asked of organisations, whatever the stage: apps register their questions, and say how far each one is.

An app registers its questions in its AppConfig (`questions`), as it does its kinds of decisions. One's space, the
animator's cockpit and reminders read them here, in as many queries as there are questions, however many organisations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet

from copilote.cop.models import Cop, Organisation, Stage
from copilote.ui.page import Entry


@dataclass(frozen=True, slots=True)
class Answer:
    """How far an organisation is with a question.

    begun : something is kept; answered : it says that it is done; validated : who signs for it did, and nothing changed
    since. updated_at : of the last thing written. done, total : of its parts, levers for one. doubt : what looks like a
    slip, in a sentence; note : what is to be known of it (who validated and when; that it changed since); "" for
    nothing. told : how far, in words, where its parts are not levers; counts : (what, how many), for spreadsheets.
    """

    begun: bool = False
    answered: bool = False
    validated: bool = False
    updated_at: datetime | None = None
    done: int = 0
    total: int = 0
    doubt: str = ""
    note: str = ""
    told: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def words(self) -> str:
        """How far it is, in words; "" where nothing says it."""
        return self.told or (f"{self.done} sur {self.total}" if self.total else "")


SILENT = Answer()
"""Of who said nothing."""
Answers = Mapping[int, Answer]
"""By number of the organisation; who said nothing may be left out."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked of organisations.

    key : its name among all ("sharing.proposals"). label : marked by `N_`. stage : in which one answers. asked_of :
    whether it is asked of an organisation (with its territory at hand). state_of : how far each one is, for some of
    those of a COP. address : where it answers. regional : in the COP of a region alone, not in a département's.
    """

    key: str
    label: str
    stage: Stage
    asked_of: Callable[[Organisation], bool]
    state_of: Callable[[Cop, Sequence[Organisation]], Answers]
    address: Callable[[Organisation], str]
    regional: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of an organisation, and how far it is."""

    question: Question
    organisation: Organisation
    answer: Answer = field(default=SILENT)

    @property
    def address(self) -> str:
        """Where it answers."""
        return self.question.address(self.organisation)


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A figure of an organisation's own, told to its people: "Sa part indicative", "250 kt", "…", and its page."""

    label: str
    value: str
    note: str = ""
    address: str = ""


def questions(cop: Cop | None = None) -> tuple[Question, ...]:
    """The questions that the apps register, those asked in a COP, in the order of the stages."""
    registered = (question for app in apps.get_app_configs() for question in getattr(app, "questions", ()))
    order, within = list(Stage), cop is not None and bool(cop.departement)
    asked = [question for question in registered if not (within and question.regional)]
    return tuple(sorted(asked, key=lambda question: order.index(question.stage)))


def asked_named(key: str, cop: Cop | None = None) -> Question:
    """The question of a key, asked in a COP. Raises LookupError."""
    question = next((question for question in questions(cop) if question.key == key), None)
    if question is None:
        raise LookupError(key)
    return question


def acting_in(cop: Cop) -> QuerySet[Organisation]:
    """The organisations of a COP that act, with their territory; not those that another took the place of."""
    return Organisation.objects.filter(cop=cop, merged_into=None).select_related("territory", "cop").order_by("pk")


def asked_in(cop: Cop, question: Question, organisations: Iterable[Organisation] | None = None) -> tuple[Asked, ...]:
    """Those of whom a question is asked in a COP, each with its answer; of some organisations, if they are given."""
    within = acting_in(cop) if organisations is None else organisations
    asked = [organisation for organisation in within if question.asked_of(organisation)]
    answers = question.state_of(cop, asked) if asked else {}
    return tuple(Asked(question, each, answers.get(each.pk, SILENT)) for each in asked)


def own_figures(cop: Cop, organisations: Sequence[Organisation]) -> dict[int, list[OwnFigure]]:
    """The figures that the apps tell to each organisation (`own_figures` of their AppConfig), by its number."""
    told: dict[int, list[OwnFigure]] = {organisation.pk: [] for organisation in organisations}
    for app in apps.get_app_configs():
        if hasattr(app, "own_figures"):
            for number, figures in app.own_figures(cop, organisations).items():
                told[number] += figures
    return told


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an organisation beside the questions: "3 actions à confirmer", where, of whom, and why."""

    label: str
    address: str
    note: str
    why: str


def waiting_for(cop: Cop, organisations: Sequence[Organisation]) -> tuple[Waiting, ...]:
    """What waits for these organisations beside the questions, as the apps tell it (`asked_of` of their AppConfig)."""
    if not organisations:
        return ()
    told = (app.asked_of(cop, organisations) for app in apps.get_app_configs() if hasattr(app, "asked_of"))
    return tuple(entry for entries in told for entry in entries)


def links_of(organisation: Organisation, rights: object) -> tuple[Entry, ...]:
    """Where the apps lead from the page of an organisation (`organisation_links` of their AppConfig)."""
    configs = (app for app in apps.get_app_configs() if hasattr(app, "organisation_links"))
    return tuple(entry for app in configs for entry in app.organisation_links(organisation, rights))
