"""What the pages of the diagnostic share: whose eyes they are made for, the sentences that say what counts, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, FloatField, OuterRef, QuerySet, Subquery

from copilote.cop.models import Cop, Organisation, current_cop
from copilote.cop.permissions import Rights
from copilote.diagnostic.achieved.counting import Achieved, achieved_of
from copilote.diagnostic.counted_once import kept_sums
from copilote.diagnostic.lines import NONE, amount_words, kt_text
from copilote.diagnostic.models import Action, ActionLever
from copilote.diagnostic.sums import Audience, Sums, Within, audience_of, nested, visible
from copilote.planning.actions import COUNTED, Status
from copilote.planning.quantities import borne, scale_for
from copilote.publish.table import Cell, Column, Kind, Linked, Table
from copilote.reference.errors import InputError
from copilote.reference.simulator import LeverFigures, Region, load_levers
from copilote.ui.addresses import ground_at, held_slug, region_of
from copilote.ui.page import Entry
from copilote.ui.quantities import in_scale
from copilote.ui.summary import KeyFigure
from copilote.words import N_, _
from copilote.words.numbers import counted, format_kt
from copilote.words.typography import day_words, quoted

PER_PAGE = 50
SECTION = "diagnostic"


@dataclass(frozen=True)
class View:
    """What a page is made of: a region, its COP (None: no one holds one), and for whom. departement : the code of the
    one whose COP it is, "" for the region's."""

    region: Region
    cop: Cop | None
    audience: Audience
    departement: str = ""

    @property
    def held_at(self) -> str:
        """What addresses call its COP."""
        return held_slug(self.region.slug, self.departement)

    @property
    def levers(self) -> tuple[LeverFigures, ...]:
        """The levers of the region."""
        return load_levers(self.region.code)

    @property
    def asked(self) -> int:
        """How many organisations take part in the COP."""
        return Organisation.objects.filter(cop=self.cop, merged_into=None).count() if self.cop else 0

    def actions(self, place: Within | None = None) -> QuerySet[Action]:
        """The actions that are seen; place : those that lie wholly in it."""
        return Action.objects.none() if self.cop is None else visible(self.cop, self.audience, place)

    def sums(self, levers: tuple[LeverFigures, ...], place: Within | None = None) -> Sums:
        """What the actions come to."""
        if self.cop is None:
            return Sums.nothing(levers)
        return kept_sums(self.cop, self.audience, levers, place)


def view_of(slug: str, rights: Rights) -> View:
    """What the pages of a region are made of, for a visitor; raises InputError for a fictional one."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : elle n’a pas de diagnostic.", name=region.name))
    departement = ground_at(slug)[1]
    cop = current_cop(region.code, departement)
    return View(region, cop, Audience.PUBLIC if cop is None else audience_of(rights, cop), departement)


def papers(route: str, args: Sequence[str]) -> tuple[Entry, ...]:
    """The links to the document of a page, to be printed or reworked."""
    words = {"pdf": N_("Document à imprimer (PDF)"), "docx": N_("Document à reprendre (DOCX)")}
    return tuple(Entry.to(_(label), f"{route}_document", *args, ending) for ending, label in words.items())


def trail_of(view: View, *after: Entry) -> tuple[Entry, ...]:
    """The breadcrumb."""
    return (Entry.to(_("Diagnostic"), "diagnostic", view.held_at), *after)


def actions_words(count: int) -> str:
    """ "134 actions"."""
    return counted(count, "action", "actions")


def organisations_words(count: int) -> str:
    """ "12 organisations"."""
    return counted(count, "organisation", "organisations")


def figures_of(sums: Sums) -> tuple[KeyFigure, ...]:
    """What is declared of each status that counts, all levers together."""
    meanings = {
        Status.DONE: N_("déclarées faites : %(actions)s"),
        Status.UNDER_WAY: N_("déclarées en cours : %(actions)s"),
        Status.DECIDED: N_("déclarées décidées : %(actions)s"),
    }
    if sums.achieved_kt:
        more = N_("déclarées faites : %(actions)s, et ce que d’autres ont déjà donné")
        meanings[Status.DONE] = more if sums.actions[Status.DONE] else N_("déjà faites, d’actions non achevées")
    return tuple(
        KeyFigure(amount_words(sums.total(status)), _(meaning, actions=actions_words(sums.actions[status])))
        for status, meaning in meanings.items()
        if sums.actions[status] or sums.total(status)
    )


def counted_notes(sums: Sums) -> tuple[str, ...]:
    """What must be known of the sums: what is not in them and why, each in a sentence."""
    notes = []
    if sums.searching:
        notes.append(
            _(
                "Les doublons sont en cours de recherche : beaucoup d’actions viennent d’arriver, ces sommes peuvent "
                "encore baisser."
            )
        )
    if sums.achieved_kt:
        pattern = N_(
            "Compté fait avant la fin : %(kt)s, la part réalisée d’actions en cours ou décidées, que leurs "
            "organisations ont notée à sa date. Le reste de ces actions garde leur statut."
        )
        notes.append(_(pattern, kt=format_kt(sums.achieved_kt)))
    if sums.unknown:
        pattern = N_("%(actions)s sans quantité ni kt : comptées en nombre, pas en kt.")
        notes.append(_(pattern, actions=actions_words(sums.unknown)))
    if sums.told_twice:
        pattern = N_(
            "Sans doute déclarées deux fois : %(actions)s. Une seule compte, la plus avancée, soit %(kt)s de moins que "
            "la somme des déclarations."
        )
        notes.append(_(pattern, actions=actions_words(len(sums.told_twice)), kt=format_kt(sums.twice_kt)))
    if sums.loose:
        pattern = N_("%(actions)s sans levier : dans le nombre d’actions, dans aucun levier.")
        notes.append(_(pattern, actions=actions_words(sums.loose)))
    if sums.wider:
        pattern = N_("%(actions)s plus larges que ce territoire : comptées dans la région, pas ici.")
        notes.append(_(pattern, actions=actions_words(sums.wider)))
    aside = sums.actions[Status.IDEA] + sums.actions[Status.STOPPED]
    if aside:
        pattern = N_("Idées et actions arrêtées : %(actions)s, dont les kt ne comptent pas.")
        notes.append(_(pattern, actions=actions_words(aside)))
    if sums.drafts:
        pattern = N_("Brouillons : %(actions)s. Rien n’en compte tant que l’organisation ne les a pas validés.")
        notes.append(_(pattern, actions=actions_words(sums.drafts)))
    return tuple(notes)


def notes_of(sums: Sums, audience: Audience) -> tuple[str, ...]:
    """The same, then what its reader sees that others do not."""
    notes = [*counted_notes(sums)]
    if audience is Audience.COP:
        notes.append(_("Membre de la COP, vous voyez aussi ce que les organisations ne montrent qu’à ses membres."))
    if audience is Audience.ANIMATORS:
        notes.append(_("Vous animez la COP : vous voyez toutes les actions validées, publiques ou non."))
    return tuple(notes)


@dataclass(frozen=True)
class ActionList:
    """A part of a list of actions. before, after : queries of the parts around it; "" for none. rank : page 2 sur 9."""

    table: Table | None
    count: int
    before: str = ""
    after: str = ""
    rank: str = ""


def listed_actions(
    view: View, sums: Sums, number: object, *, lever: LeverFigures | None = None, place: Within | None = None
) -> ActionList:
    """The actions that somebody sees, the largest first, fifty at a time. lever : those of a lever, with its kt."""
    if view.cop is None:
        return ActionList(None, 0)
    pages = Paginator(_ordered(view, lever, place), PER_PAGE)
    page = pages.get_page(str(number or 1))
    around = {
        name: f"?{urlencode({'page': target})}#actions"
        for name, known, target in (
            ("before", page.has_previous(), page.number - 1),
            ("after", page.has_next(), page.number + 1),
        )
        if known
    }
    rank = _("page %(number)s sur %(all)s", number=page.number, all=pages.num_pages) if pages.num_pages > 1 else ""
    rows = list(page.object_list)
    table = _table(rows, sums.told_twice, view.levers, actions_words(pages.count)) if rows else None
    return ActionList(table, pages.count, rank=rank, **around)


def file_actions(view: View, sums: Sums, lever: LeverFigures | None = None, place: Within | None = None) -> Table:
    """All of them, for files."""
    rows = [] if view.cop is None else list(_ordered(view, lever, place))
    return _table(rows, sums.told_twice, view.levers, _("Actions déclarées"))


def _ordered(view: View, lever: LeverFigures | None, place: Within | None) -> QuerySet[Action]:
    actions = view.actions(place).select_related("organisation__territory")
    own: Any = F("kt")
    if lever is not None:
        part = ActionLever.objects.filter(action=OuterRef("pk"), lever=lever.id).values("part")[:1]
        actions = actions.filter(levers__lever=lever.id)
        own = F("kt") * Subquery(part, output_field=FloatField())
    return actions.annotate(own_kt=own, nested=nested(view.audience, place)).order_by(
        F("own_kt").desc(nulls_last=True), "pk"
    )


def quantity_of(action: Action, levers: Mapping[str, LeverFigures], *, named: bool = True) -> Cell:
    """The quantity of an action; named : with the lever whose it is, found by its id."""
    lever = levers.get(action.measured)
    if action.quantity is None or lever is None:
        return ""
    scale = scale_for(lever, (action.quantity,))
    return Linked(in_scale(borne(action.quantity * scale.factor, 4), scale), note=lever.label if named else "")


def achieved_words(given: Achieved, kt: float, lever: LeverFigures | None) -> str:
    """What of an action is done already: "dont 1,2 ktCO2e déjà faites (350 véhicules au 31/12/2025)"."""
    quantity = ""
    if lever is not None:
        scale = scale_for(lever, (given.quantity,))
        quantity = in_scale(borne(given.quantity * scale.factor, 4), scale)
    told = _("%(quantity)s au %(day)s", quantity=quantity, day=day_words(given.on)) if quantity else day_words(given.on)
    return _("dont %(kt)s déjà faites (%(told)s)", kt=format_kt(kt * given.part), told=told)


def _table(rows: list[Action], twice: frozenset[int], levers: tuple[LeverFigures, ...], title: str) -> Table:
    by_id = {lever.id: lever for lever in levers}
    given = achieved_of([row.pk for row in rows])

    def done(action: Action) -> float | None:
        own = None if note(action) else given.get(action.pk)
        value = kt(action)
        return value * own.part if own and value else None

    def told(action: Action) -> str:
        value = kt(action)
        if not done(action) or value is None:
            return note(action)
        return achieved_words(given[action.pk], value, by_id.get(action.measured))

    def note(action: Action) -> str:
        if action.nested:  # type: ignore[attr-defined]
            return _("compte dans l’action dont elle fait partie")
        if action.pk in twice:
            return _("déclarée deux fois, comptée une seule")
        return "" if action.progress in COUNTED else _("ne compte pas")

    def kt(action: Action) -> float | None:
        value: float | None = action.own_kt  # type: ignore[attr-defined]
        return value

    fields = (
        (Column("title", N_("Action"), typed=True), lambda action: Linked(action.title, french=True)),
        (Column("holder", N_("Porteur")), lambda action: quoted(str(action.organisation))),
        (Column("status", N_("Statut")), lambda action: action.progress.label if action.progress else ""),
        (Column("quantity", N_("Quantité")), lambda action: quantity_of(action, by_id)),
        (
            Column("kt", N_("ktCO2e évitées"), Kind.KT),
            lambda action: Linked(kt(action), text=kt_text(kt(action)) if kt(action) else NONE, note=told(action)),
        ),
        (Column("achieved_kt", N_("Dont déjà fait (ktCO2e)"), Kind.KT, page=False), done),
        (
            Column("achieved_on", N_("Noté au"), page=False),
            lambda action: given[action.pk].on.isoformat() if done(action) else "",
        ),
        (Column("remark", N_("Compte"), page=False), note),
        (Column("start", N_("Début"), page=False), lambda action: action.start.isoformat() if action.start else ""),
        (Column("end", N_("Fin"), page=False), lambda action: action.end.isoformat() if action.end else ""),
        (Column("link", N_("Adresse"), page=False), lambda action: action.link),
    )
    return Table.of("actions", title, fields, rows, sheet=_("Actions"))
