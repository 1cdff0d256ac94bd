"""The organisations of a COP: added, changed, proposed from its territories, merged. Every change keeps its reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet
from simple_history.utils import bulk_create_with_history

from copilote.cop.history import keep_valid
from copilote.cop.identities import Identity
from copilote.cop.models import Cop, Organisation, OrganisationKind
from copilote.cop.models.organisation import UNNUMBERED
from copilote.reference.errors import InputError, fold
from copilote.reference.loaded import kept_while_loaded
from copilote.reference.perimeters import load_crte
from copilote.reference.territories import Departement, commune_or_none, load_departements, load_epci
from copilote.territories.models import Territory
from copilote.words.numbers import counted
from copilote.words.typography import quoted

Key = tuple[str, str]
"""(level, code) of a territory, ("siren", nine digits) or ("name", it folded): what makes an organisation the same as
another."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Respondent:
    """A territory that a COP may ask. present : it is an organisation of it already. advised : to be asked, as a rule;
    note : why not, where it is not."""

    kind: OrganisationKind
    level: str
    code: str
    name: str
    present: bool = False
    advised: bool = True
    note: str = ""

    @property
    def key(self) -> Key:
        """What tells it from the others."""
        return self.level, self.code


def of_cop(cop: Cop) -> QuerySet[Organisation]:
    """The organisations that act in a COP, by name: those that were merged into another are left out."""
    return Organisation.objects.filter(cop=cop, merged_into=None).select_related("territory").order_by("name", "pk")


def key_of(organisation: Organisation) -> Key:
    """What makes an organisation the same as another."""
    place = organisation.territory
    if place:
        return place.level, place.code
    return ("siren", organisation.siren) if organisation.siren else ("name", fold(organisation.name))


def by_key(cop: Cop) -> dict[Key, Organisation]:
    """The organisations of a COP by what each is known by; one that was merged leads to the one that took its place."""
    rows = list(Organisation.objects.filter(cop=cop).select_related("territory"))
    known = {organisation.pk: organisation for organisation in rows}
    keys = {key_of(organisation): standing(organisation, known) for organisation in rows}
    for organisation in rows:
        if organisation.siren and organisation.territory:
            keys.setdefault(("siren", organisation.siren), standing(organisation, known))
        if organisation.kind in UNNUMBERED:  # also where its SIREN is known, and a list has left it out
            keys.setdefault(("name", fold(organisation.name)), standing(organisation, known))
    return keys


def standing(organisation: Organisation, known: dict[int, Organisation] | None = None) -> Organisation:
    """The organisation that acts today for one: itself, or the last that it was merged into."""
    seen = {organisation.pk}
    while organisation.merged_into_id is not None and organisation.merged_into_id not in seen:
        seen.add(organisation.merged_into_id)
        following = known.get(organisation.merged_into_id) if known else organisation.merged_into
        if following is None:
            break
        organisation = following
    return organisation


def departements_in(cop: Cop) -> tuple[Departement, ...]:
    """The départements that a COP is of: those of its region, or its own."""
    return tuple(row for row in load_departements(cop.region) if cop.departement in ("", row.code))


def departements_of(organisation: Organisation) -> tuple[str, ...]:
    """The codes of the départements where the territory of an organisation lies; none for one that has no territory."""
    place = organisation.territory
    if place is None or place.level == "region":
        return ()
    if place.level == "departement":
        return (place.code,)
    if place.level == "epci":
        return _epci_departements().get(place.code, ())
    if place.level == "crte":
        return _crte_departements().get(place.code, ())
    commune = commune_or_none(place.code)
    return (commune.departement,) if commune else ()


@lru_cache(maxsize=1)
def _epci_departements() -> dict[str, tuple[str, ...]]:
    return {row.code: row.departements for row in load_epci()}


@kept_while_loaded(maxsize=1, texts=False)
def _crte_departements() -> dict[str, tuple[str, ...]]:
    return {row.code: (row.departement,) for row in load_crte()}


def propose_respondents(cop: Cop) -> tuple[Respondent, ...]:
    """The territories that a COP may ask: départements, EPCI, CRTE holders of its region, by nature then name.

    For a département's COP, those that lie there. cop : may not be kept yet. An EPCI that is mostly of another region,
    and a CRTE that is one EPCI alone (which holds it), are not advised.
    """
    rows = Organisation.objects.filter(cop=cop).select_related("territory") if cop.pk else ()
    here = {key_of(organisation) for organisation in rows}

    def asked(*departements: str) -> bool:
        return not cop.departement or cop.departement in departements

    epci = [row for row in load_epci(cop.region) if asked(*row.departements)]
    names = {row.code: quoted(row.name) for row in epci}
    proposed = [
        Respondent(OrganisationKind.DEPARTEMENT, "departement", row.code, row.name) for row in departements_in(cop)
    ]
    proposed += [
        Respondent(OrganisationKind.EPCI, "epci", row.code, row.name)
        if row.regions[0] == cop.region
        else Respondent(
            OrganisationKind.EPCI, "epci", row.code, row.name, advised=False, note="surtout dans une autre région"
        )
        for row in epci
    ]
    for crte in load_crte(cop.region):
        if not asked(crte.departement):
            continue
        alone = names.get(crte.epci[0], "") if len(crte.epci) == 1 else ""
        note = f"porté par {alone}, déjà dans la liste" if alone else ""
        proposed.append(
            Respondent(OrganisationKind.CRTE_HOLDER, "crte", crte.code, crte.name, advised=not alone, note=note)
        )
    order = list(OrganisationKind)
    marked = [
        Respondent(row.kind, row.level, row.code, row.name, row.key in here, row.advised, row.note) for row in proposed
    ]
    return tuple(sorted(marked, key=lambda row: (order.index(row.kind), row.name)))


def add_respondents(cop: Cop, wanted: Collection[Key] | None = None, why: str = "territoires proposés") -> int:
    """Make organisations of proposed territories; those that are there already stay as they are. Returns how many.

    wanted : (level, code) of each; None for all that are advised.
    """
    chosen = [
        row
        for row in propose_respondents(cop)
        if not row.present and (row.advised if wanted is None else row.key in wanted)
    ]
    places = territories_of([(row.level, row.code, row.name) for row in chosen])
    made = [
        Organisation(cop=cop, kind=row.kind, name=row.name, territory=places[row.level, row.code]) for row in chosen
    ]
    return len(add_all(made, why))


def territories_of(wanted: Sequence[tuple[str, str, str]]) -> dict[Key, Territory]:
    """The rows of territories (level, code, name); those that are not loaded yet are written, all at once."""
    places: dict[Key, Territory] = {}
    for level in dict.fromkeys(level for level, _code, _name in wanted):
        names = {code: name for other, code, name in wanted if other == level}
        rows = Territory.objects.filter(level=level, code__in=list(names))
        held = {row.code: row for row in rows}
        missing = [Territory(level=level, code=code, name=name) for code, name in names.items() if code not in held]
        held |= {row.code: row for row in Territory.objects.bulk_create(missing, batch_size=AT_ONCE)}
        places |= {(level, code): row for code, row in held.items()}
    return places


def add_all(organisations: Sequence[Organisation], why: str) -> list[Organisation]:
    """Keep new organisations, all at once, with the reason in their history."""
    if not organisations:
        return []
    made: list[Organisation] = bulk_create_with_history(
        list(organisations), Organisation, batch_size=AT_ONCE, default_change_reason=why[:100]
    )
    return made


def tie(organisation: Organisation, identity: Identity) -> None:
    """Have an organisation be that of a territory or of a SIREN, or known by its name alone."""
    if identity.level:
        organisation.territory = territories_of([(identity.level, identity.code, identity.name)])[identity.key]
        organisation.siren = ""
        organisation.name = organisation.name or identity.name
    else:
        organisation.territory, organisation.siren = None, identity.siren


def tie_to_territories() -> int:
    """Give its territory to each intercommunality that was known by its SIREN alone, as one that merged is before the
    list of the year has it. Returns how many."""
    waiting = Organisation.objects.filter(territory=None, kind=OrganisationKind.EPCI).exclude(siren="")
    listed = {
        row.code: row for row in Territory.objects.filter(level="epci", closed=False, code__in=waiting.values("siren"))
    }
    tied = 0
    for organisation in waiting.filter(siren__in=listed):
        place = listed[organisation.siren]
        if Organisation.objects.filter(cop=organisation.cop_id, territory=place).exists():
            continue
        organisation.territory, organisation.siren = place, ""
        keep_valid(organisation, "territoire de la nouvelle liste")
        tied += 1
    return tied


def add_organisation(cop: Cop, identity: Identity, organisation: Organisation, why: str) -> Organisation:
    """Add an organisation to a COP under what it is known by. Raises InputError when it is there already."""
    same = by_key(cop).get(identity.key)
    if same is not None:
        raise InputError(f"« {same} » est déjà dans cette COP : ouvrez sa page pour la changer.")
    organisation.cop = cop
    with transaction.atomic():
        tie(organisation, identity)
        keep_valid(organisation, why)
    return organisation


def added_words(count: int) -> str:
    """How many organisations were added, in a sentence."""
    if not count:
        return "Rien à ajouter : toutes y sont déjà."
    return f"{counted(count, 'organisation ajoutée', 'organisations ajoutées')}."
