"""The list of a region: the perimeters that its COP drew, those taken out, and its CRTE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np

from copilote.cop.permissions import Rights
from copilote.exchange.perimeters import place_of, twice_words
from copilote.exchange.place import Place, Ranks, overlaps
from copilote.exchange.shares import Choices, share_of
from copilote.publish.table import Column, Kind, Linked, Table
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, fold
from copilote.reference.perimeters import load_all_crte, load_crte_list
from copilote.reference.simulator import Region
from copilote.reference.territories import commune_or_none
from copilote.sharing.decisions import closed_perimeters
from copilote.sharing.models import Perimeter
from copilote.sharing.pages.decided import role_words
from copilote.sharing.recorded import all_choices, perimeters_of, places_of
from copilote.sharing.sheet_words import subtitle
from copilote.ui.addresses import address_of, region_of
from copilote.ui.certainty import grade_name
from copilote.ui.page import Entry, Page
from copilote.words import N_, _
from copilote.words.numbers import counted, format_kt
from copilote.words.typography import day_words, quoted, tied


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A perimeter of the COP in the list. told : its share and what it replaces, in sentences."""

    perimeter: Perimeter
    told: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Its kind, in words."""
        return _(str(Perimeter.Kind(self.perimeter.kind).label))

    @property
    def query(self) -> str:
        """What shows it where perimeters are composed."""
        return urlencode([*(("t", code) for code in self.perimeter.as_list()), ("nom", self.perimeter.name)])

    @property
    def signed(self) -> str:
        """When it was drawn, and by whom."""
        day, role = day_words(self.perimeter.decided_on), role_words(self.perimeter.author_role)
        return _("Dessiné le %(day)s, par : %(role)s.", day=day, role=role)


@dataclass(frozen=True, kw_only=True)
class PerimetersPage(Page):
    """The perimeters that a COP drew, and its CRTE, with the communes that are in two of them or in none.

    closed : (its row, when and by whom) of those taken out, that can be put back. notes : on the CRTE. apart : (how
    many, their names) of the communes in two or in none. known : the CRTE, with what is known of each.
    """

    saved: tuple[SavedRow, ...]
    closed: list[tuple[Perimeter, str]]
    notes: tuple[str, ...]
    apart: tuple[tuple[str, tuple[str, ...]], ...]
    known: Table
    animates: bool


def perimeters_page(slug: str, rights: Rights) -> PerimetersPage:
    """The list of a region."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : aucune commune.", name=region.name))
    decided = all_choices()
    drawn, crte = perimeters_of(region.code), places_of(region.code, "crte")
    twice, never = overlaps(crte, region.code)
    title = _("%(region)s : la COP n’a dessiné aucun périmètre", region=region.name)
    if drawn:
        count = counted(len(drawn), "périmètre", "périmètres")
        title = _("%(region)s : %(count)s, par la COP", region=region.name, count=count)
    apart = (
        (_("%(count)s dans deux CRTE ou plus", count=_communes(twice)), _names(twice)),
        (_("%(count)s dans aucun CRTE", count=_communes(never)), _names(never)),
    )
    fields = [
        (
            Column("name", N_("CRTE")),
            lambda place: Linked(quoted(place.name), address_of("territory", place.level, place.code)),
        ),
        (Column("communes", N_("Communes"), Kind.COUNT), lambda place: len(place.ranks)),
        (Column("note", N_("D’où il est connu")), lambda place: place.note),
    ]
    closed = [
        (row, _("retiré le %(day)s, par : %(role)s", day=day_words(row.ended_on), role=role_words(row.ended_role)))
        for row in closed_perimeters(region.code)
        if row.ended_on
    ]
    return PerimetersPage(
        title=tied(title),
        summary=_(
            "Les CRTE de la région, les périmètres de la COP, et les communes qui sont dans deux CRTE ou dans aucun."
        ),
        region=region,
        section="territories.perimeters",
        trail=(Entry.to(_("Périmètres"), "perimeters", region.slug),),
        saved=tuple(SavedRow(perimeter, _told(perimeter, never, decided)) for perimeter in drawn),
        closed=closed,
        notes=crte_notes(region, crte, mapped=False),
        apart=tuple((count, names) for count, names in apart if names),
        known=Table.of("crte", _("Les CRTE de la région"), fields, crte),
        animates=rights.acting("sharing.remove_perimeter", region.code) is not None,
    )


def crte_notes(region: Region, perimeters: tuple[Place, ...], *, mapped: bool = True) -> tuple[str, ...]:
    """Which list the CRTE of a region are of, what its COP drew in their place, and what is in two or in none.

    mapped : a map and its table stand beside.
    """
    notes = [load_crte_list().words]
    drawn = [place.name for place in perimeters if place.level != "crte"]
    if drawn:
        notes.append(_("Périmètres dessinés par la COP : %(names)s.", names=", ".join(drawn)))
    twice, never = overlaps(perimeters, region.code)
    if twice.size:
        notes.append(twice_words(twice))
        if mapped:
            notes.append(_("Sur la carte, une commune de deux CRTE est dessinée dans le plus petit."))
    if never.size and drawn:
        notes.append(_("Dans aucun CRTE : %(names)s.", names=_few(never)))
    elif never.size:
        notes.append(_("Pas dans la liste, donc dans aucun CRTE : %(names)s.", names=_few(never)))
    return tuple(notes)


def _few(communes: Ranks) -> str:
    """The names of some communes, four at most, and how many there are."""
    codes = load_frame().codes[communes[:4]].tolist()
    names = ", ".join(commune.name for commune in map(commune_or_none, codes) if commune)
    return names if communes.size <= len(codes) else f"{names}… ({_communes(communes)})"


def _communes(ranks: Ranks) -> str:
    return counted(int(ranks.size), "commune", "communes")


def _told(perimeter: Perimeter, never: Ranks, decided: Mapping[str, Choices]) -> tuple[str, ...]:
    """Its share; what it replaces, and what of it is in no CRTE any more."""
    share = share_of(perimeter.gathered.place, decided)
    target = format_kt(share.total_kt, mega=False)
    part = _("Part indicative : %(target)s (%(grade)s).", target=target, grade=grade_name(share.grade))
    own = f"{subtitle(share.place)}. {part}"
    if not perimeter.replaces:
        return (own,)
    listed = {crte.code: crte.name for crte in load_all_crte()}
    names = [listed.get(code) or _("%(code)s (plus dans la liste)", code=code) for code in perimeter.replaces]
    sentence = _("Dans cette COP, il remplace : %(names)s.", names=", ".join(names))
    gone = [place_of("crte", code).ranks for code in perimeter.replaces if code in listed]
    left = np.intersect1d(np.concatenate(gone), never) if gone else never[:0]
    if left.size:
        few = _names(left)
        shown = ", ".join(few[:6]) + (f"… ({len(few)})" if len(few) > 6 else "")
        count = _communes(left)
        sentence += " " + _("%(count)s de ce qu’il remplace dans aucun CRTE : %(names)s.", count=count, names=shown)
    return own, sentence


def _names(ranks: Ranks) -> tuple[str, ...]:
    codes = load_frame().codes[ranks].tolist()
    communes = ((code, commune_or_none(code)) for code in codes)
    return tuple(sorted((f"{commune.name} ({code})" if commune else code for code, commune in communes), key=fold))
