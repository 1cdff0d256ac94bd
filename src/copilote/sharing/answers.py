"""A territory's answer as a whole: that it is sent, that who signs for it validates it, that it changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from copilote.cop.journal import record
from copilote.cop.models import Cop, Membership
from copilote.reference.errors import InputError
from copilote.sharing.models import AnswerStep, TerritoryAnswer, TerritoryFigure
from copilote.sharing.pages.decided import role_words
from copilote.words import N_, _
from copilote.words.typography import day_words

NOTHING_YET = N_("Rien à envoyer pour l’instant : donnez d’abord un chiffre au moins.")
DONE_ALREADY = N_("Cette réponse est déjà validée, et rien n’a changé depuis.")


@dataclass(frozen=True)
class TerritorySays:
    """What a territory says today: its figures, and the last word on them all together (None for none)."""

    figures: tuple[TerritoryFigure, ...] = ()
    word: TerritoryAnswer | None = None
    last: int = 0

    @property
    def sent(self) -> bool:
        """Whether it said that this is its answer."""
        return self.word is not None and bool(self.figures)

    @property
    def changed(self) -> bool:
        """Whether a figure was written, or taken back, after the last word."""
        return self.word is not None and self.last > self.word.upto

    @property
    def validated(self) -> bool:
        """Whether who signs validated it as it stands."""
        return self.sent and not self.changed and self.word is not None and self.word.step == AnswerStep.VALIDATED

    @property
    def updated_at(self) -> datetime | None:
        """When something was last written."""
        dates = [figure.decided_at for figure in self.figures]
        return max([*dates, self.word.decided_at] if self.word else dates, default=None)

    @property
    def words(self) -> str:
        """How it stands, with day and function, never a name; "" for nothing to say."""
        if self.word is None or not self.figures:
            return ""
        day, who = day_words(self.word.decided_on), role_words(self.word.author_role)
        if self.word.step == AnswerStep.VALIDATED:
            if self.changed:
                return _("Validée le %(day)s, puis modifiée : à valider de nouveau", day=day)
            return _("Validée le %(day)s (%(who)s)", day=day, who=who)
        return _("Envoyée le %(day)s (%(who)s)", day=day, who=who)


def says_of(cop: Cop, level: str = "", code: str = "") -> dict[tuple[str, str], TerritorySays]:
    """What the territories of a COP say, by level and code; of one of them, if it is named. Two queries."""
    wanted = {"level": level, "code": code} if level else {}
    rows = TerritoryFigure.objects.filter(cop=cop, in_force=True, **wanted).order_by("pk")
    words = {(word.level, word.code): word for word in TerritoryAnswer.objects.filter(cop=cop, in_force=True, **wanted)}
    by_place: dict[tuple[str, str], list[TerritoryFigure]] = {}
    for row in rows:
        by_place.setdefault((row.level, row.code), []).append(row)
    return {
        key: TerritorySays(_known(by_place.get(key, ())), words.get(key), _last(by_place.get(key, ())))
        for key in {*by_place, *words}
    }


def _known(rows: Iterable[TerritoryFigure]) -> tuple[TerritoryFigure, ...]:
    return tuple(row for row in rows if row.done_kt is not None or row.proposed_kt is not None)


def _last(rows: Iterable[TerritoryFigure]) -> int:
    return max((row.pk for row in rows), default=0)


def record_answer(member: Membership, step: AnswerStep, seen: int | None = None) -> TerritoryAnswer:
    """Write that a territory's answer is whole, or validated, as it stands now.

    seen : the number of its last figure when the author read the page. Raises InputError when there is nothing to send,
    when nothing changed since it was validated, or when a figure changed meanwhile.
    """
    level, code = member.territory
    says = says_of(member.cop, level, code).get((level, code), TerritorySays())
    if not says.figures:
        raise InputError(_(NOTHING_YET))
    if says.validated:
        raise InputError(_(DONE_ALREADY))
    if seen is not None and seen != says.last:
        raise InputError(_("Un chiffre a changé depuis que cette page est ouverte : relisez-la avant d’envoyer."))
    return record(TerritoryAnswer(level=level, code=code, step=step, upto=says.last), member)


def in_journal(row: TerritoryAnswer) -> str:
    """What the journal says of it."""
    return _("Réponse validée") if row.step == AnswerStep.VALIDATED else _("Réponse envoyée")
