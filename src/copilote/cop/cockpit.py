"""Page model of the animator's cockpit: who has answered, what to do today, where it is late. In French only."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from copilote.cop.asking import Question, asked_named, questions
from copilote.cop.calendar import NAMES, calendar_of
from copilote.cop.cockpit_drawings import MARKS, PAINT, Group, covered, groups_of, map_of, states_of
from copilote.cop.following import ANSWERED, SUREST_FIRST, WORDS, Line, Step, lines_of
from copilote.cop.models import Cop, Membership, Role, Stage
from copilote.publish.table import Book, Column, Kind, Linked, Table
from copilote.reference.errors import UnknownNameError
from copilote.ui.charts import Chart
from copilote.ui.charts.choropleth import Choropleth
from copilote.ui.charts.classes import swatch
from copilote.ui.charts.progress import progress_bar
from copilote.ui.downloads import Offer, offer
from copilote.ui.page import Entry, FilterChoice, Page, choices
from copilote.words import _
from copilote.words.numbers import counted
from copilote.words.typography import capital, day_words, tied

FIRST_LATE = 4
"""Late organisations that are shown before the list."""
FIRST_ROWS = 12
"""Lines of the list that the page shows; all are on a page of their own (`?tout=1`), to print and to choose in."""
FILTERS = {
    "": "Toutes",
    "sans-reponse": "Sans réponse",
    "en-retard": "En retard",
    "a-verifier": "À vérifier",
    "a-lire": "À lire par le relais",
    **{step.name.lower(): capital(WORDS[step][1]) for step in SUREST_FIRST},
}
SIZES = (
    (15_000, "1", "Moins de 15 000 habitants"),
    (50_000, "2", "De 15 000 à 50 000"),
    (150_000, "3", "De 50 000 à 150 000"),
    (math.inf, "4", "Plus de 150 000"),
)
"""Below how many inhabitants, key in addresses, words."""
SORTS: dict[str, Callable[[Line], Any]] = {
    "nom": lambda line: line.name,
    "etat": lambda line: (line.step, line.name),
    "depuis": lambda line: line.since.timestamp() if line.since else 0.0,
    "departement": lambda line: (line.departement[1], line.name),
    "habitants": lambda line: -(line.population or 0),
}


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do today: in a link, and what is to be known before."""

    label: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the list shows it: what it is, and one act."""

    line: Line
    shown: tuple[str, ...]
    act: Entry | None
    picks: bool


@dataclass(frozen=True, kw_only=True)
class CockpitPage(Page):
    """The cockpit of a COP, for its animation, or for a relay, who sees its département.

    chosen : how many lines the filters keep; more : the address of them all, "" where all are there. whole : the page
    is the list, without what comes before it.
    """

    cop: Cop
    question: Question
    asked: tuple[Entry, ...]
    bar: Chart
    legend: tuple[tuple[Chart, int, str], ...]
    acts: tuple[Act, ...]
    kinds: tuple[Group, ...]
    departements: tuple[Group, ...]
    sizes: tuple[Group, ...]
    map: Choropleth | None
    late: tuple[Row, ...]
    rows: tuple[Row, ...]
    count: int
    states: tuple[FilterChoice, ...]
    natures: tuple[FilterChoice, ...]
    sorts: tuple[FilterChoice, ...]
    offer: Offer
    reviews: bool
    query: str
    empty: str
    chosen: int
    more: str
    whole: bool

    @property
    def groups(self) -> tuple[tuple[str, tuple[Group, ...]], ...]:
        """The tables of counts, with their titles."""
        return ("Par département", self.departements), ("Par nature", self.kinds), ("Par taille", self.sizes)


def question_of(cop: Cop, key: str) -> Question:
    """The question asked for; else that of today's stage, or of the last one that was. Raises UnknownNameError."""
    known = questions(cop)
    if key:
        try:
            return asked_named(key, cop)
        except LookupError:
            raise UnknownNameError("Question", key[:40], [question.key for question in known]) from None
    order = list(Stage)
    asked = [question for question in known if order.index(question.stage) <= order.index(Stage(cop.stage))]
    return max(asked, key=lambda question: order.index(question.stage), default=known[0])


def scope_of(members: Sequence[Membership]) -> frozenset[str] | None:
    """The codes of the départements that one follows; None for the animation, which follows all."""
    if any(member.role == Role.ANIMATOR for member in members):
        return None
    return frozenset(member.over.code for member in members if member.over is not None)


def _size(line: Line) -> tuple[str, str]:
    """The class of its inhabitants: its key and its words; two empty texts where they are not known."""
    if not line.population:
        return "", ""
    return next((key, words) for most, key, words in SIZES if line.population < most)


def _at(step: Step, line: Line) -> bool:
    return line.step == step


def kept(lines: Iterable[Line], given: Mapping[str, str]) -> list[Line]:
    """The lines that an address asks for, in its order; what it names and is not known keeps all."""
    state, nature, departement = (given.get(name, "") for name in ("etat", "nature", "departement"))
    tests: dict[str, Callable[[Line], bool]] = {
        "sans-reponse": lambda line: line.step not in ANSWERED,
        "en-retard": lambda line: bool(line.late),
        "a-verifier": lambda line: bool(line.odd),
        "a-lire": lambda line: line.asked.answer.begun and not line.reviewed,
        **{step.name.lower(): partial(_at, step) for step in Step},
    }
    wanted = tests.get(state)
    chosen = [
        line
        for line in lines
        if (wanted is None or wanted(line))
        and nature in ("", line.asked.organisation.kind)
        and departement in ("", line.departement[0])
        and given.get("taille", "") in ("", _size(line)[0])
    ]
    return sorted(chosen, key=SORTS.get(given.get("tri", ""), SORTS["nom"]))


def cockpit_page(cop: Cop, members: Sequence[Membership], given: Mapping[str, str]) -> CockpitPage:
    """The page, as the address asks for it. Raises UnknownNameError."""
    question, scope = question_of(cop, given.get("question", "")), scope_of(members)
    lines = lines_of(cop, question, scope)
    chosen, slug = kept(lines, given), cop.held_at
    reviews = any(member.role == Role.RELAY for member in members)
    query = urlencode(_asked(given))
    states, every = states_of(lines), scope is None and not cop.departement
    whole = bool(given.get("tout")) or len(chosen) <= FIRST_ROWS
    rows = tuple(_row(line, slug, reviews) for line in (chosen if whole else chosen[:FIRST_ROWS]))
    late = sorted(
        (line for line in lines if line.late),
        key=lambda line: (not line.remindable, line.since.timestamp() if line.since else 0.0, line.name),
    )
    natures = {line.asked.organisation.kind: capital(line.kind) for line in lines}
    return CockpitPage(
        title=tied(_title(lines, cop, question)),
        summary=tied(_summary(lines, scope, members)),
        region=cop.place,
        departement=cop.departement,
        section="cop",
        trail=(Entry.to("La COP", "cop", slug), Entry.to("Suivre les réponses", "cop_follow", slug)),
        cop=cop,
        question=question,
        asked=tuple(
            Entry(_(each.label), f"?{urlencode({'question': each.key})}", each.key == question.key)
            for each in questions(cop)
        ),
        bar=progress_bar(states, SUREST_FIRST, title="Où en sont les réponses", prefix="etat"),
        legend=tuple(
            (
                swatch(PAINT[step], MARKS[step], prefix=f"leg{step}"),
                states.counts[step],
                WORDS[step][states.counts[step] > 1],
            )
            for step in SUREST_FIRST
            if states.counts[step]
        ),
        acts=_acts(lines, reviews),
        kinds=groups_of(lines, lambda line: (line.asked.organisation.kind, capital(line.kind)), "nature"),
        departements=groups_of(lines, lambda line: line.departement, "departement") if every else (),
        sizes=groups_of(lines, _size, "taille", by_key=True),
        map=None if given.get("tout") else map_of(cop, lines, whole=every),
        late=tuple(_row(line, slug, reviews) for line in late[:FIRST_LATE]),
        rows=rows,
        count=len(lines),
        states=choices(FILTERS, given.get("etat", "")),
        natures=choices({"": "Toutes", **natures}, given.get("nature", "")),
        sorts=choices(SORT_WORDS, given.get("tri", "nom")),
        offer=_offer(slug, query),
        reviews=reviews,
        query=query,
        empty=_empty(lines, scope),
        chosen=len(chosen),
        more="" if whole else f"?{urlencode({**_asked(given), 'tout': '1'})}#liste",
        whole=bool(given.get("tout")),
    )


FILTER_NAMES = ("etat", "nature", "departement", "taille", "tri")
SORT_WORDS = {
    "nom": "Nom",
    "etat": "Où elle en est",
    "depuis": "La plus ancienne d’abord",
    "departement": "Département",
    "habitants": "Habitants",
}


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    """What an address asks for, by parameter."""
    return {name: given[name] for name in (*FILTER_NAMES, "question", "tout") if given.get(name)}


def _offer(slug: str, query: str) -> Offer:
    made = offer("cop_follow", [slug], query=query)
    return replace(made, files=tuple(entry for entry in made.files if ".json" not in entry.address))


def _empty(lines: Sequence[Line], scope: frozenset[str] | None) -> str:
    if lines:
        return ""
    if scope is not None:
        return "Aucune organisation de votre département n’est encore dans cette COP. L’animation les ajoute."
    return "Personne n’est encore interrogé : ajoutez les territoires à interroger aux organisations de la COP."


def _title(lines: Sequence[Line], cop: Cop, question: Question) -> str:
    answered = sum(line.step in ANSWERED for line in lines)
    text = f"{counted(answered, 'réponse', 'réponses')} sur {len(lines)} attendues"
    closes = next((line.closes_on for line in calendar_of(cop) if line.stage == question.stage), None)
    return text + _before(closes)


def _before(closes: date | None) -> str:
    if closes is None:
        return ""
    days = (closes - timezone.localdate()).days
    if days < 0:
        return f", la date du {day_words(closes)} est passée"
    return f", {counted(days, 'jour', 'jours')} avant la clôture" if days else ", dernier jour aujourd’hui"


def _summary(lines: Sequence[Line], scope: frozenset[str] | None, members: Sequence[Membership]) -> str:
    where = ""
    if scope is not None:
        where = " et ".join(str(member.over) for member in members if member.over) + ". "
    if not lines:
        return where or "Ici se suivront les réponses des organisations de la COP."
    part = covered(lines)
    silent = sum(line.step in (Step.INVITED, Step.NOBODY) for line in lines)
    text = f"{where}Qui a répondu couvre {part} des habitants." if part else where
    if silent:
        verb = "n’ont pas encore ouvert leur invitation" if silent > 1 else "n’a pas encore ouvert son invitation"
        text += f" {silent} {verb}, ou n’en ont pas." if silent > 1 else f" {silent} {verb}, ou n’en a pas."
    return text.strip()


def _acts(lines: Sequence[Line], reviews: bool) -> tuple[Act, ...]:
    """What to do today, three at most, the most pressing first."""
    nobody = sum(line.step == Step.NOBODY for line in lines)
    late = sum(bool(line.late) and line.remindable for line in lines)
    odd = sum(bool(line.odd) for line in lines)
    waiting = sum(line.asked.answer.begun and not line.reviewed for line in lines)
    acts = []
    if nobody:
        acts.append(
            Act(
                f"Inviter {counted(nobody, 'organisation', 'organisations')}",
                "?etat=nobody#liste",
                "personne n’y a encore reçu d’invitation",
            )
        )
    if reviews and waiting:
        acts.append(
            Act(f"Lire {counted(waiting, 'réponse', 'réponses')}", "?etat=a-lire#liste", "pas encore marquées vues")
        )
    if late:
        acts.append(
            Act(
                f"Relancer {counted(late, 'organisation', 'organisations')}",
                "?etat=en-retard#liste",
                "un rappel au plus tous les cinq jours à chacun ; qui a répondu n’en reçoit pas",
            )
        )
    if odd:
        acts.append(
            Act(f"Vérifier {counted(odd, 'point', 'points')}", "?etat=a-verifier#liste", "chiffres ou adresses")
        )
    return tuple(acts[:3])


def _row(line: Line, slug: str, reviews: bool) -> Row:
    shown = [line.late, line.odd, line.asked.answer.note]
    if line.asked.answer.told or line.step == Step.BEGUN:
        shown.insert(0, line.asked.answer.words)
    if line.reminded_at:
        shown.append(f"dernier rappel le {day_words(timezone.localtime(line.reminded_at).date())}")
    if line.review is not None:
        word = str(line.review.get_step_display())
        shown.append(f"{word} par le relais" + ("" if line.reviewed else ", puis modifiée"))
    act: Entry | None = None
    if line.step == Step.NOBODY:
        act = Entry("Inviter", f"{reverse('invite', args=[slug])}?organisation={line.number}")
    elif line.step in (*ANSWERED, Step.BEGUN):
        act = Entry("Ouvrir la réponse", line.asked.address)
    return Row(line, tuple(filter(None, shown)), act, line.remindable or (reviews and line.asked.answer.begun))


def cockpit_book(cop: Cop, members: Sequence[Membership], given: Mapping[str, str]) -> Book:
    """The list, as the address filters it, for a spreadsheet."""
    question = question_of(cop, given.get("question", ""))
    lines = kept(lines_of(cop, question, scope_of(members)), given)
    fields: list[tuple[Column, Callable[[Line], object]]] = [
        (Column("organisation", "Organisation"), lambda line: Linked(line.name, line.asked.address)),
        (Column("kind", "Nature"), lambda line: line.kind),
        (Column("departement", "Département"), lambda line: line.departement[1]),
        (Column("inhabitants", "Habitants", Kind.COUNT), lambda line: line.population),
        (Column("state", "Où elle en est"), lambda line: line.words),
        (Column("since", "Depuis le"), lambda line: _day(line)),
        *_far(lines),
        (Column("late", "Retard"), lambda line: line.late),
        (Column("check", "À vérifier"), lambda line: line.odd),
        (Column("contact", "Fonction du contact"), lambda line: line.asked.organisation.contact_role),
        (Column("email", "Adresses"), lambda line: ", ".join(email for email, _invited in line.emails)),
    ]
    stage = NAMES[Stage(question.stage)]
    title = f"{cop.name} : où en sont les réponses ({stage.lower()})"
    table = Table.of("reponses", title, fields, lines)  # type: ignore[arg-type]
    return Book(f"copilote-{cop.slug}-reponses", title, (table,))


def _far(lines: Sequence[Line]) -> list[tuple[Column, Callable[[Line], object]]]:
    """How far each one is, in columns: the counts of its answer, else its levers."""
    names = dict.fromkeys(name for line in lines for name, _count in line.asked.answer.counts)
    if not names:
        return [
            (Column("done", "Leviers renseignés", Kind.COUNT), lambda line: line.asked.answer.done),
            (Column("total", "Leviers demandés", Kind.COUNT), lambda line: line.asked.answer.total or None),
        ]

    def of(name: str) -> Callable[[Line], object]:
        return lambda line: dict(line.asked.answer.counts).get(name, 0)

    return [(Column(f"count_{rank}", name, Kind.COUNT), of(name)) for rank, name in enumerate(names, 1)]


def _day(line: Line) -> str:
    return day_words(timezone.localtime(line.since).date()) if line.since else ""
