"""The priorities of all départements gathered: by effect and by horizon, and what stands in the way, to be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from copilote.adaptation.priorities.content import LAST_DAYS, Horizon, horizon_of, in_words
from copilote.adaptation.priorities.list_page import SECTION, standing_words, trail
from copilote.adaptation.priorities.models import Effect, Priority, Standing
from copilote.adaptation.priorities.seeing import BY_LEVEL, departements_in, seen_by
from copilote.cop.cops import ground_name
from copilote.cop.models import Membership
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.errors import fold
from copilote.ui.page import Entry, Page
from copilote.words.numbers import counted
from copilote.words.typography import capital, day_words, tied

MOST = 40
"""Priorities of one effect that a page lists."""
MOST_OBSTACLES = 300


@dataclass(frozen=True, slots=True)
class EffectPart:
    """The priorities that answer to an effect: by département in words, the first of them; more : where the others are,
    "" for none."""

    key: str
    heading: str
    told: str
    table: Table
    more: str


@dataclass(frozen=True, kw_only=True)
class GatheredPage(Page):
    """The priorities of the region."""

    total: int
    matrix: Table | None
    parts: tuple[EffectPart, ...]
    silent: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way, as it was written; whose : the priorities that say so, with their département."""

    text: str
    whose: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ObstacleGroup:
    """The obstacles to what answers to an effect."""

    heading: str
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, kw_only=True)
class ObstaclesPage(Page):
    """What stands in the way of validated priorities. national, regional : by effect; left : of drafts, in a sentence;
    cut : what is not listed, in a sentence."""

    national: tuple[ObstacleGroup, ...]
    regional: tuple[ObstacleGroup, ...]
    left: str
    cut: str


def gathered_page(member: Membership) -> GatheredPage:
    """The page: as many queries whatever the number of priorities."""
    cop, places = member.cop, departements_in(member.cop)
    slug = cop.held_at
    rows = seen_by(member).exclude(standing=Standing.WITHDRAWN)
    when = Case(
        When(ends_on__isnull=True, then=Value(Horizon.UNSAID.value)),
        *(When(ends_on__lte=day, then=Value(horizon.value)) for horizon, day in LAST_DAYS.items()),
        default=Value(Horizon.FAR.value),
        output_field=CharField(),
    )
    crossed = rows.order_by().annotate(horizon=when).values("effect", "horizon", "departement")
    counts = [
        (Effect(row["effect"]), Horizon(row["horizon"]), row["departement"], int(row["count"]))
        for row in crossed.annotate(count=Count("pk"))
    ]
    total = sum(count for *_key, count in counts)
    told = {place for _effect, _horizon, place, _count in counts}
    silent = [name for code, name in places.items() if code not in told]
    present = [effect for effect in Effect if any(effect == row[0] for row in counts)]
    said = counted(total, "priorité d’adaptation", "priorités d’adaptation")
    name = ground_name(cop.place, cop.departement)
    where = counted(len(told), "département", "départements")
    return GatheredPage(
        title=tied(f"{name} : {said} de {where}")
        if total
        else tied(f"{name} : aucune priorité d’adaptation pour l’instant"),
        summary="Ce que les départements veulent faire d’abord, par effet du changement climatique et par horizon.",
        region=cop.place,
        departement=cop.departement,
        section=SECTION,
        trail=trail(slug, Entry("Pour toute la région", reverse("priorities_region", args=[slug]))),
        total=total,
        matrix=_matrix(present, counts) if total else None,
        parts=tuple(_part(effect, rows, counts, places, slug) for effect in present),
        silent=f"Rien encore : {', '.join(silent)}." if silent and total else "",
    )


Counts = list[tuple[Effect, Horizon, str, int]]


def _matrix(effects: Iterable[Effect], counts: Counts) -> Table:
    def cell(horizon: Horizon | None) -> Callable[[Effect], Cell]:
        def read(effect: Effect) -> Cell:
            count = sum(row[3] for row in counts if row[0] == effect and horizon in (None, row[1]))
            return count if count else Linked(None, text="–")

        return read

    fields: list[tuple[Column, Callable[[Effect], Cell]]] = [
        (Column("effect", "Effet"), lambda effect: Linked(capital(str(effect.label)), f"#{effect.value}")),
        *(
            (Column(f"horizon_{rank}", capital(horizon.value), Kind.COUNT), cell(horizon))
            for rank, horizon in enumerate(Horizon)
        ),
        (Column("total", "En tout", Kind.COUNT), cell(None)),
    ]
    return Table.of("effets", "Par effet et par horizon", fields, effects, note="Un tiret : aucune priorité.")


def _part(effect: Effect, rows: QuerySet[Priority], counts: Counts, places: Mapping[str, str], slug: str) -> EffectPart:
    own = [row for row in counts if row[0] == effect]
    by_place = {name: sum(row[3] for row in own if row[2] == code) for code, name in places.items()}
    total = sum(by_place.values())
    shown = list(rows.filter(effect=effect).order_by(BY_LEVEL, "ends_on", "title", "pk")[:MOST])
    fields: list[tuple[Column, Callable[[Priority], Cell]]] = [
        (
            Column("title", "Priorité"),
            lambda row: Linked(
                row.title, reverse("priority", args=[slug, row.pk]), note=places.get(row.departement, row.departement)
            ),
        ),
        (Column("level", "Niveau"), lambda row: in_words("level", row.level) or "à dire"),
        (Column("horizon", "Pour quand"), lambda row: capital(horizon_of(row.ends_on).value)),
        (Column("holder", "Porteur"), lambda row: row.holder or "à trouver"),
        (Column("missing", "Ce qui manque"), _missing),
        (Column("standing", "État"), standing_words),
    ]
    heading = capital(str(effect.label))
    return EffectPart(
        effect.value,
        heading,
        " ; ".join(f"{name} : {count}" for name, count in by_place.items() if count),
        Table.of(f"effet-{effect.value}", counted(total, "priorité", "priorités"), fields, shown),
        f"{reverse('priorities', args=[slug])}?effet={effect.value}" if total > len(shown) else "",
    )


def _missing(row: Priority) -> str:
    told = [("ingénierie", row.engineering_state), ("financement", row.funding_state)]
    return ", ".join(name for name, state in told if state == "missing") or "rien de signalé"


def obstacles_page(member: Membership) -> ObstaclesPage:
    """What stands in the way of the priorities that are validated; one sentence for several priorities is told once."""
    cop, places = member.cop, departements_in(member.cop)
    slug = cop.held_at
    every = seen_by(member)
    named = ("pk", "title", "departement", "effect", "obstacles_national", "obstacles_regional")
    rows = every.filter(standing=Standing.VALIDATED).exclude(obstacles_national="", obstacles_regional="")
    count = rows.count()
    kept = list(rows.only(*named).order_by("effect", BY_LEVEL, "departement", "pk")[:MOST_OBSTACLES])
    drafts = every.filter(standing=Standing.DRAFT).exclude(obstacles_national="", obstacles_regional="").count()
    national, regional = (_groups(kept, name, places, slug) for name in ("obstacles_national", "obstacles_regional"))
    lifted = sum(len(group.obstacles) for group in national)
    title = counted(lifted, "frein à lever au niveau national", "freins à lever au niveau national")
    return ObstaclesPage(
        title=tied(f"{ground_name(cop.place, cop.departement)} : {title}"),
        summary=f"Au {day_words(timezone.localdate())}, ce qui arrête les priorités d’adaptation validées par les "
        "départements : ce qui se lève à Paris, puis dans la région.",
        region=cop.place,
        departement=cop.departement,
        section=SECTION,
        trail=trail(slug, Entry("Freins à lever", reverse("priorities_obstacles", args=[slug]))),
        national=national,
        regional=regional,
        left=f"{counted(drafts, 'brouillon dit', 'brouillons disent')} aussi des freins : à valider pour être ici."
        if drafts
        else "",
        cut=f"Les {MOST_OBSTACLES} premières priorités sur {count} : les autres sont dans le fichier."
        if count > len(kept)
        else "",
    )


def _groups(rows: list[Priority], name: str, places: Mapping[str, str], slug: str) -> tuple[ObstacleGroup, ...]:
    groups = []
    for effect in Effect:
        texts: dict[str, tuple[str, list[Entry]]] = {}
        for row in rows:
            text = getattr(row, name).strip()
            if text and row.effect == effect:
                place = places.get(row.departement, row.departement)
                entry = Entry(row.title, reverse("priority", args=[slug, row.pk]), note=place)
                texts.setdefault(fold(text), (text, []))[1].append(entry)
        if texts:
            told = tuple(Obstacle(text, tuple(whose)) for text, whose in texts.values())
            groups.append(ObstacleGroup(capital(str(effect.label)), told))
    return tuple(groups)
