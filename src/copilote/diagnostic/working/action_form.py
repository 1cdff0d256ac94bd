"""The form of one action: what it is, its levers, how far, how much, what stands in the way; the rest is folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from copilote.cop.models import Organisation
from copilote.diagnostic.content import Content
from copilote.diagnostic.here import Key, kt_of
from copilote.diagnostic.models import Action, ObstacleLevel, Seen
from copilote.exchange.perimeters import find_place, place_of
from copilote.planning.actions import Share, Status
from copilote.planning.quantities import scale_for, scales_of
from copilote.reference.errors import CopiloteError
from copilote.reference.simulator import LeverFigures, load_levers
from copilote.ui.forms import AmountField, Form
from copilote.words.numbers import format_full
from copilote.words.typography import capital

SLOTS = (1, 2, 3)
"""Levers that one may give."""
KT, TONNES = "kt", "t"
CARBON = {KT: (1.0, "ktCO2e évitées par an"), TONNES: (1e-3, "tonnes de CO2e évitées par an")}
WHOLE = 0.01
"""How far from the whole typed parts may be: three thirds are typed 33 %."""
MOST_PARTS = 300
DETAILS = (
    *("description", "partenaires", "territoires", "debut", "fin", "budget", "financeurs"),
    *("lien", "visible", "partie"),
)
"""Fields of "plus de détails"."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in which a quantity is typed. key : in the form; lever : whose it is; factor : how many make one of the
    lever's own; kt : of one, None where nothing says it."""

    key: str
    name: str
    lever: str
    factor: float
    kt: float | None


def units_in(region: str, places: Sequence[Key]) -> dict[str, tuple[Unit, ...]]:
    """The units of each lever of a region, in the territories of an action."""
    units: dict[str, tuple[Unit, ...]] = {}
    for lever in load_levers(region):
        one = kt_of(region, lever, 1.0, places)
        units[lever.id] = tuple(
            Unit(
                f"{lever.id}|{rank}",
                scale.unit,
                lever.id,
                scale.factor,
                None if one is None else one / scale.factor,
            )
            for rank, scale in enumerate(scales_of(lever))
        )
    return units


def _texts(rows: int = 2, **attrs: Any) -> forms.Textarea:
    return forms.Textarea({"rows": rows, **attrs})


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez un jour, comme 31/12/2027."},
    )


class ActionForm(Form):
    """One action of an organisation. checked : what is typed is to be written, else it is only shown. places : those of
    the organisation, or that the action covers; units : in them; chosen : the levers that are given."""

    titre = forms.CharField(
        label="Titre",
        max_length=300,
        help_text="En une ligne, ce qui est fait : « Guichet de rénovation pour les maisons au fioul ».",
        error_messages={"required": "Donnez un titre à cette action."},
    )
    statut = forms.ChoiceField(
        label="Où en est-elle ?",
        choices=[("", "Choisissez"), *((each.value, each.value) for each in Status)],
        error_messages={"required": "Dites où en est l’action."},
    )
    quantite = AmountField(
        label="Combien, d’ici 2030", low=0, help_text="Ce que l’action ajoute, ou remplace. Facultatif."
    )
    unite = forms.ChoiceField(label="Unité", required=False)
    methode = forms.CharField(
        label="D’où vient ce chiffre ?",
        max_length=500,
        required=False,
        help_text="Seulement pour un chiffre en CO2e : qui l’a calculé, et comment.",
    )
    obstacle = forms.CharField(
        label="Qu’est-ce qui la freine ?", max_length=2000, required=False, widget=_texts(), help_text="Facultatif."
    )
    niveau = forms.ChoiceField(
        label="Où cela se débloque",
        required=False,
        choices=[("", "Ne sait pas"), *((each.value, capital(str(each.label))) for each in ObstacleLevel)],
    )
    leve = forms.CharField(label="Ce qui la débloquerait", max_length=2000, required=False, widget=_texts())
    description = forms.CharField(label="Description", max_length=10_000, required=False, widget=_texts(4))
    partenaires = forms.CharField(label="Partenaires", max_length=500, required=False)
    territoires = forms.CharField(
        label="Territoires couverts",
        max_length=2000,
        required=False,
        help_text="Noms ou codes, séparés par des points-virgules. Vide : tout le territoire de l’organisation.",
    )
    debut = _day("Début")
    fin = _day("Fin")
    budget = AmountField(label="Budget total", unit="€", low=0)
    financeurs = forms.CharField(label="Financeurs", max_length=500, required=False)
    lien = forms.URLField(
        label="Lien vers une page ou un document",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Écrivez une adresse, comme https://exemple.fr/plan."},
    )
    visible = forms.ChoiceField(
        label="Une fois validée, qui la voit",
        choices=[(each.value, capital(str(each.label))) for each in Seen],
        initial=Seen.COP.value,
    )
    partie = forms.ChoiceField(
        label="Elle fait partie de",
        required=False,
        help_text="Une action plus large, dans laquelle elle est déjà comptée.",
    )
    raison = forms.CharField(
        label="Pourquoi ce changement", max_length=300, required=False, help_text="Gardé dans son historique."
    )
    vu = forms.IntegerField(min_value=0, max_value=10**9, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        organisation: Organisation,
        region: str,
        data: Mapping[str, Any],
        action: Action | None = None,
        *,
        checked: bool = True,
    ) -> None:
        self.organisation, self.region, self.action = organisation, region, action
        self.levers = {lever.id: lever for lever in load_levers(region)}
        given = {"data": data} if checked else {"initial": data}
        super().__init__(**given, auto_id="%s", use_required_attribute=False)
        self.places, self.unknown = self._places(str(data.get("territoires", "")))
        self.units = units_in(region, self.places or own_places(organisation, region))
        for slot in SLOTS:
            label = "Levier" if slot == 1 else f"Autre levier ({slot})"
            self.fields[f"levier{slot}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "Aucun"), *((lever.id, lever.label) for lever in self.levers.values())],
            )
            self.fields[f"part{slot}"] = AmountField(label=f"Part du levier {slot}", unit="%", low=0, high=100)
        self.offer("statut", [("", "Choisissez"), *((each.value, capital(each.label)) for each in Status)])
        self.chosen = [lever for slot in SLOTS if (lever := str(data.get(f"levier{slot}", ""))) in self.levers]
        self.offer("unite", self._unit_choices(self.chosen))
        self.offer("partie", [("", "Aucune"), *self._outer()])
        if action is None:
            del self.fields["raison"]
        self.dress()

    def _unit_choices(self, chosen: Sequence[str]) -> list[tuple[str, Any]]:
        carbon = [(key, name) for key, (_kt, name) in CARBON.items()]
        groups: list[tuple[str, Any]] = []
        for lever in dict.fromkeys(chosen):
            if self.units.get(lever):
                groups.append((self.levers[lever].label, [(unit.key, unit.name) for unit in self.units[lever][::-1]]))
        return [*groups, ("CO2e", carbon)]

    def _outer(self) -> list[tuple[str, str]]:
        """The actions within which this one may count."""
        rows = Action.objects.filter(cop=self.organisation.cop_id, organisation=self.organisation, part_of=None)
        rows = rows.exclude(pk=self.action.pk) if self.action else rows
        return [(str(pk), title[:90]) for pk, title in rows.order_by("title").values_list("pk", "title")[:MOST_PARTS]]

    def _places(self, text: str) -> tuple[tuple[Key, ...], tuple[str, ...]]:
        """The territories that a text names, and what none is called."""
        places, unknown = [], []
        for name in dict.fromkeys(filter(None, (part.strip() for part in text.split(";")))):
            try:
                place = find_place(name)
            except CopiloteError as error:
                unknown.append(str(error))
                continue
            if self.region in place.regions:
                places.append((place.level, place.code))
            else:
                unknown.append(f"« {place.name} » n’est pas dans la région.")
        return tuple(dict.fromkeys(places)), tuple(unknown)

    @property
    def slots(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """(lever, part) of each slot."""
        return [(self[f"levier{slot}"], self[f"part{slot}"]) for slot in SLOTS]

    @property
    def details(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [self[name] for name in DETAILS]

    @property
    def unfolded(self) -> bool:
        """Whether a folded field is wrong, or was filled."""
        return any(self[name].errors for name in DETAILS)

    def clean(self) -> dict[str, Any]:
        """Levers with their parts, a quantity with its unit."""
        cleaned = super().clean() or {}
        if self.unknown:
            self.add_error("territoires", " ".join(self.unknown))
        cleaned["levers"] = self._levers(cleaned)
        self._quantity(cleaned)
        return cleaned

    def _levers(self, cleaned: Mapping[str, Any]) -> tuple[Share, ...]:
        given = [(cleaned.get(f"levier{slot}", ""), cleaned.get(f"part{slot}"), slot) for slot in SLOTS]
        chosen = [each for each in given if each[0]]
        if len({lever for lever, _part, _slot in chosen}) < len(chosen):
            self.add_error(f"levier{chosen[-1][2]}", "Ce levier est déjà choisi : gardez-le une fois.")
            return ()
        parts = [part for _lever, part, _slot in chosen if part is not None]
        if not parts or len(chosen) == 1:
            return tuple(Share(lever, 1 / len(chosen)) for lever, _part, _slot in chosen)
        if len(parts) < len(chosen) or min(parts) <= 0:
            slot = next(slot for _lever, part, slot in chosen if not part)
            self.add_error(f"part{slot}", "Donnez la part de chaque levier, ou d’aucun : elles sont alors égales.")
            return ()
        total = sum(parts) / 100
        if abs(total - 1) > WHOLE * len(parts):
            self.add_error(
                f"part{chosen[0][2]}", f"Les parts font {format_full(round(100 * total, 2))} % : il faut 100 %."
            )
            return ()
        return tuple(Share(lever, part / 100 / total) for lever, part, _slot in chosen if part)

    def _quantity(self, cleaned: dict[str, Any]) -> None:
        amount, unit = cleaned.get("quantite"), cleaned.get("unite", "")
        cleaned |= {"quantity": None, "measured": "", "kt": None}
        if amount is None or "unite" in self.errors:
            return
        if unit in CARBON:
            cleaned["kt"] = amount * CARBON[unit][0]
            if not cleaned.get("methode"):
                self.add_error("methode", "Dites d’où vient ce chiffre de CO2e, ou donnez une quantité.")
            return
        found = self.unit_of(unit)
        if found is None:
            self.add_error("unite", "Choisissez l’unité de cette quantité.")
            return
        cleaned |= {"quantity": amount / found.factor, "measured": found.lever}

    def unit_of(self, key: str) -> Unit | None:
        """A unit of a lever, by its key."""
        return next((unit for unit in self.units.get(key.partition("|")[0], ()) if unit.key == key), None)

    @property
    def typed_kt(self) -> float | None:
        """The kt of what was typed, once valid; None for nothing, or where nothing says it."""
        if not hasattr(self, "cleaned_data"):
            return None
        given = self.cleaned_data
        unit = self.unit_of(given.get("unite", ""))
        if given.get("quantity") is not None and unit is not None:
            return None if unit.kt is None else unit.kt * unit.factor * float(given["quantity"])
        kt: float | None = given.get("kt")
        return kt

    @property
    def content(self) -> Content:
        """What was typed, once valid."""
        given = self.cleaned_data
        return Content(
            title=given["titre"],
            status=given["statut"],
            description=given["description"],
            partners=given["partenaires"],
            start=given["debut"],
            end=given["fin"],
            amount_eur=given["budget"],
            funders=given["financeurs"],
            quantity=given["quantity"],
            measured=given["measured"],
            kt=given["kt"],
            kt_method=given["methode"],
            obstacle=given["obstacle"],
            obstacle_level=given["niveau"],
            obstacle_lifted_by=given["leve"],
            link=given["lien"],
            seen=given["visible"],
            part_of_id=int(given["partie"]) if given["partie"] else None,
            levers=given["levers"],
            places=self.places or own_places(self.organisation, self.region),
        )


def own_places(organisation: Organisation, region: str) -> tuple[Key, ...]:
    """The territory of an organisation; the region for one that has none."""
    place = organisation.territory
    return ((place.level, place.code),) if place else (("region", region),)


def fields_of(content: Content, organisation: Organisation, region: str, version: int) -> dict[str, str]:
    """What the form shows of an action."""
    levers: dict[str, LeverFigures] = {lever.id: lever for lever in load_levers(region)}
    fields = {
        "titre": content.title,
        "statut": content.status,
        "description": content.description,
        "partenaires": content.partners,
        "debut": _iso(content.start),
        "fin": _iso(content.end),
        "budget": "" if content.amount_eur is None else format_full(content.amount_eur),
        "financeurs": content.funders,
        "quantite": "",
        "unite": "",
        "methode": content.kt_method,
        "obstacle": content.obstacle,
        "niveau": content.obstacle_level,
        "leve": content.obstacle_lifted_by,
        "lien": content.link,
        "visible": content.seen,
        "partie": str(content.part_of_id or ""),
        "territoires": "",
        "vu": str(version),
    }
    if set(content.places) != set(own_places(organisation, region)):
        fields["territoires"] = " ; ".join(_named(*place) for place in content.places)
    several = len(content.levers) > 1
    for slot, share in zip(SLOTS, content.levers, strict=False):
        fields[f"levier{slot}"] = share.lever
        fields[f"part{slot}"] = format_full(round(100 * share.part, 6)) if several else ""
    measured = levers.get(content.measured)
    if content.quantity is not None and measured is not None:
        scales = scales_of(measured)
        own = scale_for(measured, (content.quantity,))
        rank = next((rank for rank, scale in enumerate(scales) if scale.unit == own.unit), 0)
        fields["quantite"] = format_full(round(content.quantity * scales[rank].factor, 9))
        fields["unite"] = f"{measured.id}|{rank}"
    elif content.kt is not None:
        fields["quantite"], fields["unite"] = format_full(content.kt), KT
    return fields


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _named(level: str, code: str) -> str:
    """A territory as the form reads it back: by its name where that is enough."""
    try:
        name = place_of(level, code).name
        found = find_place(name)
    except CopiloteError:
        return f"{level}:{code}"
    return name if (found.level, found.code) == (level, code) and ";" not in name else f"{level}:{code}"
