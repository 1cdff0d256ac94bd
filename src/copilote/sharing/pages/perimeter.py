"""A perimeter that anyone composes of EPCI and communes, and its share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.cop.permissions import Rights
from copilote.exchange.perimeters import Gathered, find_place, gather_list, places
from copilote.exchange.shares import TerritoryShare, share_of
from copilote.exchange.tabular import Book
from copilote.reference.errors import CopiloteError, InputError, fold
from copilote.reference.simulator import Region, load_regions
from copilote.reference.territories import commune_or_none, load_departements, load_epci, search
from copilote.sharing.models import Perimeter
from copilote.sharing.pages.mix import Option
from copilote.sharing.pages.pick_map import pick_map
from copilote.sharing.recorded import choices_of
from copilote.sharing.sheet_tables import levers, themes
from copilote.sharing.sheet_words import region_of_code, shown_name, subtitle, unplaced
from copilote.simulator.pages.books import caution, of_dossier
from copilote.simulator.pages.frame import Entry, Page, region_of
from copilote.simulator.pages.offers import ENDINGS
from copilote.simulator.pages.seen import TableView, slug_of, table_view, tied
from copilote.ui.certainty import GRADE_NAMES, grade_name
from copilote.ui.charts.svg import Chart
from copilote.ui.translation import t
from copilote.ui.words import counted, format_kt, format_percent

MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class Group:
    """The EPCI of a département, as boxes to check."""

    name: str
    boxes: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class PerimeterPage(Page):
    """The form, and the share of what was chosen. `animates` : the COP (region slug) that may save it, "" for none;
    `replaceable` : the listed CRTE that it covers, in whole (checked) or in part."""

    name: str
    asked: str
    text: str
    regions: tuple[Option, ...]
    found: tuple[Option, ...]
    found_text: str
    chosen: tuple[Option, ...]
    groups: tuple[Group, ...]
    map: Chart | None
    subtitle: str
    certainty: str
    themes: TableView | None
    levers: TableView | None
    remarks: tuple[str, ...]
    refused: tuple[str, ...]
    error: str
    link: str
    downloads: tuple[Entry, ...]
    animates: str
    kinds: tuple[Option, ...]
    replaceable: tuple[Option, ...]
    save_error: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What the address asks for. codes : of the boxes and of the text, once each; text : as pasted."""

    codes: tuple[str, ...]
    text: str
    name: str
    region: str
    searched: str


def asked_in(boxes: Iterable[str], text: str, name: str, region: str, searched: str) -> Asked:
    """Codes apart by blanks, commas or semicolons, those of the boxes first."""
    pasted = text.replace(",", " ").replace(";", " ").split()
    codes = dict.fromkeys(one.strip()[:60] for one in (*boxes, *pasted) if one.strip())
    return Asked(tuple(codes), text[:20_000], " ".join(name.split())[:MOST_NAME], region, searched.strip()[:100])


def perimeter_page(
    asked: Asked, rights: Rights, save_error: str = "", replaces: tuple[str, ...] | None = None
) -> PerimeterPage:
    """The page; nothing is kept of what is composed, which is whole in its address. replaces : as checked before."""
    gathered, share, error = _shared(asked)
    region = _region(asked, gathered)
    name = asked.name or _("Périmètre choisi")
    query = urlencode([*(("t", code) for code in asked.codes), *((("nom", asked.name),) if asked.name else ())])
    listed = {epci.code for epci in load_epci(region.code)} if region else set()
    animates = _animates(rights, gathered)
    return PerimeterPage(
        title=tied(
            _("%(name)s : %(target)s à éviter en 2030, part indicative")
            % {"name": name, "target": format_kt(share.total_kt)}
        )
        if share
        else _("Composer un périmètre et voir sa part"),
        summary=_("Réunissez des intercommunalités et des communes, de n’importe quels départements ou régions."),
        region=region,
        section="territories",
        trail=(Entry(_("Périmètre"), reverse("perimeter")),),
        name=asked.name,
        asked=asked.searched,
        text="",
        regions=tuple(
            Option(one.slug, one.name, region is not None and one.code == region.code)
            for one in load_regions()
            if not one.fictional
        ),
        found=_found(asked),
        found_text=_("Rien de ce nom : vérifiez l’orthographe, ou donnez un code.")
        if asked.searched and not _found(asked)
        else "",
        chosen=tuple(Option(code, _label(code), True) for code in asked.codes if code not in listed),
        groups=_groups(region, set(asked.codes)) if region else (),
        map=_map(region, asked.codes) if region else None,
        subtitle=subtitle(gathered.place) if gathered else "",
        certainty=_certainty(share) if share else "",
        themes=table_view(themes(share)) if share else None,
        levers=table_view(levers(share, read=True)) if share else None,
        remarks=_remarks(gathered, share),
        refused=tuple(t(one) for one in gathered.refused) if gathered else (),
        error=error or ("" if animates else save_error),
        link=f"{reverse('perimeter')}?{query}" if share else "",
        downloads=tuple(Entry(end.upper(), f"{reverse('perimeter_data', args=[end])}?{query}") for end in ENDINGS)
        if share
        else (),
        animates=animates,
        kinds=tuple(Option(str(value), str(label), value == "crte") for value, label in Perimeter.Kind.choices),
        replaceable=_replaceable(region_of(animates), gathered, replaces) if animates and gathered else (),
        save_error=save_error,
        codes=asked.codes,
    )


def _remarks(gathered: Gathered | None, share: TerritoryShare | None) -> tuple[str, ...]:
    """What was understood of the codes, and what the total leaves out."""
    told = tuple(t(remark) for remark in gathered.remarks) if gathered else ()
    left_out = unplaced(share) if share else ""
    return (*told, left_out) if left_out else told


def perimeter_book(asked: Asked) -> Book:
    """The tables of a perimeter, for its files; raises InputError without a code that is understood."""
    gathered = gather_list(asked.codes, asked.name or _("Périmètre choisi"))
    share = _share(gathered)
    name = gathered.place.name
    return Book(
        f"copilote-perimetre-{slug_of(name)[:60]}",
        _("%(name)s : part indicative des objectifs de 2030") % {"name": name},
        tuple(of_dossier(table) for table in (levers(share), themes(share))),
        (*map(t, gathered.remarks), *map(t, gathered.refused), caution()),
    )


def _shared(asked: Asked) -> tuple[Gathered | None, TerritoryShare | None, str]:
    if not asked.codes:
        return None, None, ""
    try:
        gathered = gather_list(asked.codes, asked.name or _("Périmètre choisi"))
        return gathered, _share(gathered), ""
    except CopiloteError as error:
        return None, None, t(str(error))


def _share(gathered: Gathered) -> TerritoryShare:
    return share_of(gathered.place, {region: choices_of(region) for region in gathered.place.regions})


def _region(asked: Asked, gathered: Gathered | None) -> Region | None:
    """The region whose EPCI are listed: that asked for, else that of what was chosen."""
    if asked.region:
        region = region_of(asked.region)
        if region.fictional:
            raise InputError(_("« %(name)s » est fictive : aucune commune.") % {"name": region.name})
        return region
    return region_of_code(gathered.place.regions[0]) if gathered else None


def _groups(region: Region, chosen: set[str]) -> tuple[Group, ...]:
    names = {one.code: one.name for one in load_departements()}
    by_departement: dict[str, list[Option]] = {}
    for epci in load_epci(region.code):
        home = next((code for code in epci.departements if code in names), epci.departements[0])
        by_departement.setdefault(home, []).append(Option(epci.code, shown_name(epci.name), epci.code in chosen))
    return tuple(
        Group(names.get(code, code), tuple(sorted(boxes, key=lambda one: fold(one.label))))
        for code, boxes in sorted(by_departement.items())
    )


def _map(region: Region, chosen: Sequence[str]) -> Chart | None:
    names = {epci.code: shown_name(epci.name) for epci in load_epci(region.code)}
    return pick_map(region.code, names, chosen, _("Les intercommunalités de la région"))


def _found(asked: Asked) -> tuple[Option, ...]:
    """Territories that answer to the search, to be checked."""
    if not fold(asked.searched):
        return ()
    kept = []
    for one in search(asked.searched, 12):
        if one.level not in ("commune", "epci", "departement"):
            continue
        code = one.code if one.level != "departement" else f"departement:{one.code}"
        people = "" if one.population is None else f", {counted(one.population, 'habitant')}"
        kept.append(Option(code, f"{shown_name(one.name)} ({one.code}{people})", code in asked.codes))
    return tuple(kept)


def _label(code: str) -> str:
    try:
        if len(code) == 5 and (commune := commune_or_none(code.upper())):
            return f"{commune.name} ({code})"
        return f"{shown_name(find_place(code).name)} ({code})"
    except CopiloteError:
        return code


def _certainty(share: TerritoryShare) -> str:
    parts = [
        _("%(grade)s pour %(part)s") % {"grade": grade_name(grade), "part": format_percent(share.weight_of(grade))}
        for grade in GRADE_NAMES
        if share.weight_of(grade) > 0
    ]
    return _("Ce que vaut le partage : %(parts)s.") % {"parts": ", ".join(parts)}


def _animates(rights: Rights, gathered: Gathered | None) -> str:
    """The region of which one leads the COP, among those of the perimeter."""
    for code in gathered.place.regions if gathered else ():
        if rights.animator(code) is not None:
            return region_of_code(code).slug
    return ""


def _replaceable(region: Region, gathered: Gathered, replaces: tuple[str, ...] | None) -> tuple[Option, ...]:
    """The listed CRTE that a perimeter may replace: those that it covers, in whole first."""
    found = []
    for one in places(region.code, "crte"):
        held, own = one.ranks.size, np.intersect1d(one.ranks, gathered.place.ranks).size
        if own:
            label = _("%(name)s (%(own)s communes sur %(all)s)") % {"name": one.name, "own": own, "all": held}
            checked = own == held if replaces is None else one.code in replaces
            found.append((own < held, Option(one.code, label, checked)))
    return tuple(option for _partly, option in sorted(found, key=lambda pair: (pair[0], fold(pair[1].label))))
