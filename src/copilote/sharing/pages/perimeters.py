"""The list of a region: the perimeters that its COP drew, those taken out, and its CRTE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from copilote.cop.permissions import Rights
from copilote.exchange.perimeters import Place, overlaps, place_of
from copilote.exchange.shares import share_of
from copilote.reference.communes import load_frame
from copilote.reference.errors import InputError, fold
from copilote.reference.perimeters import load_all_crte
from copilote.reference.simulator import Region
from copilote.reference.territories import commune_or_none
from copilote.sharing.decisions import closed_perimeters
from copilote.sharing.models import Perimeter
from copilote.sharing.pages.region_words import crte_notes
from copilote.sharing.recorded import NamedPerimeter, choices_of, perimeters_of, places_of
from copilote.sharing.sheet_words import grade_name, shown_name, subtitle
from copilote.simulator.pages.frame import Entry, Page, region_of
from copilote.simulator.pages.seen import CellView, TableView, address_of, tied
from copilote.ui.translation import t
from copilote.ui.words import counted, format_decimals, format_kt


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A perimeter of the COP in the list. replaced : the listed CRTE whose place it takes, in a sentence, or ""."""

    id: int
    name: str
    kind: str
    address: str
    detail: str
    target: str
    grade: str
    day: str
    role: str
    replaced: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A perimeter that was taken out, and that can be put back."""

    id: int
    name: str
    told: str


@dataclass(frozen=True, kw_only=True)
class PerimetersPage(Page):
    """The perimeters that a COP drew, and its CRTE, with the communes that are in two of them or in none."""

    saved: tuple[SavedRow, ...]
    closed: tuple[ClosedRow, ...]
    notes: tuple[str, ...]
    twice: tuple[str, ...]
    never: tuple[str, ...]
    twice_text: str
    never_text: str
    known: TableView | None
    animates: bool
    compose: str


def perimeters_page(slug: str, rights: Rights) -> PerimetersPage:
    """The list of a region."""
    region = region_of(slug)
    if region.fictional:
        raise InputError(_("« %(name)s » est fictive : aucune commune.") % {"name": region.name})
    found = perimeters_of(region.code)
    crte = places_of(region.code, "crte")
    twice, never = overlaps(crte, region.code)
    title = (
        _("%(region)s : %(count)s, par la COP") % {"region": region.name, "count": counted(len(found), "périmètre")}
        if found
        else _("%(region)s : la COP n’a dessiné aucun périmètre") % {"region": region.name}
    )
    return PerimetersPage(
        title=tied(title),
        summary=_(
            "Les CRTE de la région, les périmètres de la COP, et les communes qui sont dans deux CRTE ou dans aucun."
        ),
        region=region,
        section="territories",
        trail=(Entry(_("Périmètres"), reverse("perimeters", args=[region.slug])),),
        saved=tuple(_saved(one, never) for one in found),
        closed=_closed(region),
        notes=crte_notes(region, crte, mapped=False),
        twice=_names(twice),
        never=_names(never),
        twice_text=_("%(count)s dans deux CRTE ou plus") % {"count": counted(len(twice), "commune")}
        if twice.size
        else "",
        never_text=_("%(count)s dans aucun CRTE") % {"count": counted(len(never), "commune")} if never.size else "",
        known=_known(crte),
        animates=rights.animator(region.code) is not None,
        compose=f"{reverse('perimeter')}?region={region.slug}",
    )


def _closed(region: Region) -> tuple[ClosedRow, ...]:
    told = _("retiré le %(day)s, par : %(role)s")
    return tuple(
        ClosedRow(
            row.pk,
            row.name,
            told % {"day": timezone.localtime(row.ended_at).strftime("%d/%m/%Y"), "role": t(row.ended_role)},
        )
        for row in closed_perimeters(region.code)
        if row.ended_at
    )


def _replaced(one: NamedPerimeter, never: NDArray[np.intp]) -> str:
    """What it replaces, and what of it is in no CRTE any more."""
    listed = {crte.code: crte.name for crte in load_all_crte()}
    if not one.replaces:
        return ""
    names = [listed.get(code) or _("%(code)s (plus dans la liste)") % {"code": code} for code in one.replaces]
    found = _("Dans cette COP, il remplace : %(names)s.") % {"names": ", ".join(names)}
    gone = [place_of("crte", code).ranks for code in one.replaces if code in listed]
    left = np.intersect1d(np.concatenate(gone), never) if gone else never[:0]
    if left.size:
        left_text = _("%(count)s de ce qu’il remplace dans aucun CRTE : %(names)s.")
        found += " " + left_text % {"count": counted(left.size, "commune"), "names": _few(_names(left))}
    return found


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (f"… ({len(names)})" if len(names) > 6 else "")


def _saved(one: NamedPerimeter, never: NDArray[np.intp]) -> SavedRow:
    share = share_of(one.gathered.place, {region: choices_of(region) for region in one.gathered.place.regions})
    query = urlencode([*(("t", code) for code in one.codes), ("nom", one.name)])
    return SavedRow(
        one.id,
        one.name,
        str(Perimeter.Kind(one.kind).label),
        f"{reverse('perimeter')}?{query}",
        subtitle(one.gathered.place),
        format_kt(share.total_kt, mega=False),
        grade_name(share.grade),
        one.decided_on.strftime("%d/%m/%Y") if one.decided_on else "",
        t(one.author),
        _replaced(one, never),
        tuple(t(text) for text in (*one.gathered.remarks, *one.gathered.refused)),
    )


def _names(ranks: NDArray[np.intp]) -> tuple[str, ...]:
    found = []
    for code in load_frame().codes[ranks].tolist():
        commune = commune_or_none(code)
        found.append(f"{commune.name} ({code})" if commune else code)
    return tuple(sorted(found, key=fold))


def _known(crte: Sequence[Place]) -> TableView | None:
    """The CRTE of the region as its COP has them, with what is known of each."""
    titles = (_("CRTE"), _("Communes"), _("D’où il est connu"))
    rows = tuple(
        (
            CellView(shown_name(place.name), titles[0], False, address_of("territory", place.level, place.code)),
            CellView(format_decimals(len(place.ranks), 0), titles[1], True),
            CellView(t(place.note), titles[2]),
        )
        for place in crte
    )
    columns = tuple(CellView(title, number=rank == 1) for rank, title in enumerate(titles))
    return TableView("crte", _("Les CRTE de la région"), columns, rows) if rows else None
