"""A perimeter that anyone composes of EPCI and communes, and its share."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from copilote.cop.permissions import Rights
from copilote.exchange.perimeters import Gathered, find_place, gather_list, places
from copilote.exchange.shapes import shapes_of
from copilote.exchange.shares import TerritoryShare, share_of
from copilote.publish.table import Book, Table
from copilote.reference.errors import CopiloteError, InputError, fold
from copilote.reference.simulator import Region, load_regions
from copilote.reference.territories import Epci, commune_or_none, load_departements, load_epci
from copilote.reference.territory_search import search
from copilote.sharing.models import Perimeter
from copilote.sharing.recorded import choices_of
from copilote.sharing.sheet_tables import levers, themes
from copilote.sharing.sheet_words import region_of_code, subtitle, unplaced
from copilote.ui.addresses import region_of, slug_of
from copilote.ui.cautions import caution
from copilote.ui.certainty import GRADE_NAMES, grade_name
from copilote.ui.charts.flat import around, fitted, shape
from copilote.ui.charts.svg import Chart, num
from copilote.ui.downloads import ENDINGS
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.words import _
from copilote.words.numbers import counted, format_kt, format_percent
from copilote.words.typography import quoted, tied

MOST_NAME, MOST_CODES = 120, 20_000
WIDTH, MOST_HEIGHT, MARGIN, GRAIN = 620.0, 560.0, 4.0, 2
Boxes = tuple[tuple[str, str, bool], ...]
"""Boxes to check: (code, label, whether it is checked)."""


@dataclass(frozen=True)
class AskedPerimeter:
    """What the address asks for. codes : of the boxes and of the text that was pasted, once each."""

    codes: tuple[str, ...]
    name: str
    region: str
    searched: str

    @property
    def query(self) -> str:
        """The address of the perimeter, whatever led to it."""
        return urlencode([*(("t", code) for code in self.codes), *((("nom", self.name),) if self.name else ())])

    @cached_property
    def gathered(self) -> Gathered:
        """Its communes; raises InputError without a code that is understood."""
        return gather_list(self.codes, self.name or _("Périmètre choisi"))

    @cached_property
    def share(self) -> TerritoryShare:
        """Its share, with what the COP of its regions decided."""
        place = self.gathered.place
        return share_of(place, {region: choices_of(region) for region in place.regions})


def asked_in(given: QueryDict) -> AskedPerimeter:
    """`?t=code&t=code&nom=…`; `codes` pasted, apart by blanks, commas or semicolons; `region` listed, `q` searched."""
    pasted = given.get("codes", "")[:MOST_CODES].replace(",", " ").replace(";", " ").split()
    codes = dict.fromkeys(code.strip()[:60] for code in (*given.getlist("t"), *pasted) if code.strip())
    name = " ".join(given.get("nom", "").split())[:MOST_NAME]
    return AskedPerimeter(tuple(codes), name, given.get("region", ""), given.get("q", "").strip()[:100])


class ComposeForm(Form):
    """What composes a perimeter in its address, beside the boxes `t`."""

    nom = forms.CharField(label=gettext_lazy("Nom du périmètre"), max_length=MOST_NAME)
    q = forms.CharField(
        label=gettext_lazy("Ajouter une commune, une intercommunalité ou un département"),
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    codes = forms.CharField(
        label=gettext_lazy("Coller des codes (Insee, SIREN), un par ligne ou séparés par des virgules"),
        widget=forms.Textarea({"rows": 3}),
    )
    region = forms.ChoiceField(label=gettext_lazy("Lister les intercommunalités de la région"))

    def __init__(self, asked: AskedPerimeter, region: Region | None) -> None:
        initial = {"nom": asked.name, "q": asked.searched, "region": region.slug if region else ""}
        super().__init__(initial=initial, auto_id="%s", use_required_attribute=False)
        regions = [(listed.slug, listed.name) for listed in load_regions() if not listed.fictional]
        self.offer("region", [("", _("Aucune")), *regions])
        for name in ("nom", "q"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["q"].widget.attrs["id"] = "q-perimetre"  # "q" is the header's


class SaveForm(Form):
    """What saves a perimeter for the COP, by who leads it: its name, kind, and the listed CRTE that it replaces.

    French only, as all that is behind sign-in.
    """

    nom = forms.CharField(label="Nom", max_length=MOST_NAME, required=False)
    nature = forms.ChoiceField(label="Nature", choices=Perimeter.Kind.choices, required=False)
    remplace = forms.MultipleChoiceField(
        label="Si c’est un CRTE, il remplace dans cette COP :", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, auto_id="%s-cop", use_required_attribute=False, **options)

    def refused(self, why: str) -> SaveForm:
        """The form with what stops it beside the name."""
        self.errors.clear()
        self.add_error("nom", why)
        return self


@dataclass(frozen=True, kw_only=True)
class PerimeterPage(Page):
    """The form, and the share of what was chosen, None where there is no share: `error` says why, "" else. found,
    chosen, groups (by département) : boxes. remarks : what was understood of the codes, and what the total leaves out.
    save : the form of who may save it for the COP of the region `animates`, None for others."""

    asked: AskedPerimeter
    form: ComposeForm
    found: Boxes
    chosen: Boxes
    groups: tuple[tuple[str, Boxes], ...]
    map: Chart | None
    gathered: Gathered | None
    share: TerritoryShare | None
    error: str
    animates: str
    save: SaveForm | None

    @property
    def subtitle(self) -> str:
        """The kind, region, communes and area of what was chosen."""
        return subtitle(self.gathered.place) if self.gathered else ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was understood of the codes, and what the total leaves out."""
        left_out = unplaced(self.share) if self.share else ""
        return (*(self.gathered.remarks if self.gathered else ()), *([left_out] if left_out else []))

    @property
    def certainty(self) -> str:
        """What the share is worth, grade by grade."""
        weights = {grade: self.share.weight_of(grade) if self.share else 0.0 for grade in GRADE_NAMES}
        parts = [
            _("%(grade)s pour %(part)s", grade=grade_name(grade), part=format_percent(weight))
            for grade, weight in weights.items()
            if weight > 0
        ]
        return _("Ce que vaut le partage : %(parts)s.", parts=", ".join(parts))

    @property
    def tables(self) -> tuple[Table, Table] | None:
        """Its themes and its levers."""
        return (themes(self.share), levers(self.share, read=True)) if self.share else None

    @property
    def downloads(self) -> tuple[Entry, ...]:
        """Its files."""
        return tuple(
            Entry(ending.upper(), f"{reverse('perimeter_data', args=[ending])}?{self.asked.query}")
            for ending in ENDINGS
        )


def perimeter_page(asked: AskedPerimeter, rights: Rights, save: SaveForm | None = None) -> PerimeterPage:
    """The page; nothing is kept of what is composed, which is whole in its address. save : as it was sent."""
    gathered, share, error = None, None, ""
    try:
        if asked.codes:
            gathered = asked.gathered
            share = asked.share
    except CopiloteError as problem:
        error = str(problem)
    region = _region(asked, gathered)
    listed = load_epci(region.code) if region else ()
    names = {epci.code: quoted(epci.name) for epci in listed}
    regions = gathered.place.regions if gathered else ()
    animates = next((code for code in regions if rights.acting("sharing.draw_perimeter", code)), "")
    if save and save.errors and not animates:
        error = error or " ".join(map(str, save.errors["nom"]))
    title = _("Composer un périmètre et voir sa part")
    if share:
        target = format_kt(share.total_kt)
        title = _("%(name)s : %(target)s à éviter en 2030, part indicative", name=share.place.name, target=target)
    return PerimeterPage(
        title=tied(title) if share else title,
        summary=_("Réunissez des intercommunalités et des communes, de n’importe quels départements ou régions."),
        region=region,
        section="territories.perimeters",
        trail=(Entry.to(_("Périmètre"), "perimeter"),),
        asked=asked,
        form=ComposeForm(asked, region),
        found=_found(asked),
        chosen=tuple((code, _label(code), True) for code in asked.codes if code not in names),
        groups=_groups(listed, names, asked.codes),
        map=_map(region.code, names, asked.codes) if region else None,
        gathered=gathered,
        share=share,
        error=error,
        animates=region_of_code(animates).slug if animates else "",
        save=_save_form(save, animates, asked, gathered) if gathered and animates else None,
    )


def _save_form(sent: SaveForm | None, region: str, asked: AskedPerimeter, gathered: Gathered) -> SaveForm:
    """The form as it was sent, or as it opens: for a CRTE, in the place of the listed ones that it covers whole."""
    covered = []
    for crte in places(region, "crte"):
        held, own = crte.ranks.size, np.intersect1d(crte.ranks, gathered.place.ranks).size
        if own:
            covered.append((own < held, crte.code, f"{crte.name} ({own} communes sur {held})"))
    covered.sort(key=lambda option: (option[0], fold(option[2])))
    whole = [code for partly, code, _label in covered if not partly]
    form = sent or SaveForm(initial={"nom": asked.name, "nature": Perimeter.Kind.CRTE, "remplace": whole})
    form.offer("remplace", [(code, label) for _partly, code, label in covered])
    return form


def perimeter_book(asked: AskedPerimeter) -> Book:
    """The tables of a perimeter, for its files; raises InputError without a code that is understood."""
    gathered, share, name = asked.gathered, asked.share, asked.gathered.place.name
    return Book(
        f"copilote-perimetre-{slug_of(name)[:60]}",
        _("%(name)s : part indicative des objectifs de 2030", name=name),
        (levers(share), themes(share)),
        (*gathered.remarks, *gathered.refused, caution()),
    )


def _region(asked: AskedPerimeter, gathered: Gathered | None) -> Region | None:
    """The region whose EPCI are listed: that asked for, else that of what was chosen."""
    if asked.region:
        region = region_of(asked.region)
        if region.fictional:
            raise InputError(_("« %(name)s » est fictive : aucune commune.", name=region.name))
        return region
    return region_of_code(gathered.place.regions[0]) if gathered else None


def _groups(listed: Iterable[Epci], names: Mapping[str, str], chosen: Sequence[str]) -> tuple[tuple[str, Boxes], ...]:
    """The EPCI of a region, by département."""
    departements = {departement.code: departement.name for departement in load_departements()}
    boxes: dict[str, list[tuple[str, str, bool]]] = {}
    for epci in listed:
        home = next((code for code in epci.departements if code in departements), epci.departements[0])
        boxes.setdefault(home, []).append((epci.code, names[epci.code], epci.code in chosen))
    return tuple(
        (departements.get(code, code), tuple(sorted(group, key=lambda box: fold(box[1]))))
        for code, group in sorted(boxes.items())
    )


def _found(asked: AskedPerimeter) -> Boxes:
    """Territories that answer to the search, to be checked."""
    boxes = []
    for match in search(asked.searched, 12) if fold(asked.searched) else ():
        if match.level in ("commune", "epci", "departement"):
            code = match.code if match.level != "departement" else f"departement:{match.code}"
            people = "" if match.population is None else ", " + counted(match.population, "habitant", "habitants")
            boxes.append((code, f"{quoted(match.name)} ({match.code}{people})", code in asked.codes))
    return tuple(boxes)


def _label(code: str) -> str:
    try:
        if len(code) == 5 and (commune := commune_or_none(code.upper())):
            return f"{commune.name} ({code})"
        return f"{quoted(find_place(code).name)} ({code})"
    except CopiloteError:
        return code


def _map(region: str, names: Mapping[str, str], chosen: Sequence[str]) -> Chart | None:
    """The EPCI of a region by code (`names`), those chosen filled; None where no outline is known.

    An addition to the boxes, which say the same for everyone: shapes are not links, a script (`pick-map.js`) makes
    each of them check its box. The drawing is for the eyes (`aria-hidden`): the boxes have the names and states.
    """
    try:
        shapes = shapes_of(region, "epci")
    except CopiloteError:
        return None
    kept = {code: rings for code in names if (rings := shapes.outline(code))}
    if not kept:
        return None
    box = around([ring for rings in kept.values() for ring in rings])
    projection, width, height = fitted(box, WIDTH, MOST_HEIGHT, MARGIN, tight=True)
    drawn = "".join(
        f'<g class="pick-area{" is-chosen" if code in chosen else ""}" data-code="{html.escape(code)}">'
        f"<title>{html.escape(names[code])}</title>"
        f'<path d="{shape([projection.flat(ring) for ring in rings], GRAIN)}"/></g>'
        for code, rings in kept.items()
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(width)} {num(height)}" aria-hidden="true" '
        f'class="pick-map"><g transform="scale({num(1 / GRAIN)})" fill-rule="evenodd">{drawn}</g></svg>'
    )
    title = _("Les intercommunalités de la région")
    return Chart(svg, title, title, ("", ""), tuple((names[code], "x" if code in chosen else "") for code in kept))
