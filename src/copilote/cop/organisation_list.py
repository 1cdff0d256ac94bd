"""A list of organisations: its columns, what its rows would do, loading it and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simple_history.utils import bulk_update_with_history

from copilote.cop.identities import Identity, identify
from copilote.cop.lists import Line, LineState, Plan, plan_of, undoing
from copilote.cop.models import (
    College,
    Cop,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    SentList,
    college_of,
)
from copilote.cop.models.organisation import UNNUMBERED
from copilote.cop.organisations import AT_ONCE, Key, add_all, by_key, territories_of
from copilote.cop.recorded import recorded_models
from copilote.exchange.intake import FileColumn, FileLayout, FileRow, Source, choice, email, text
from copilote.publish.table import Book, Column, Table
from copilote.reference.errors import InputError
from copilote.words.numbers import counted

ALSO = {
    OrganisationKind.STATE: ("service de l’État", "État", "préfecture", "sous-préfecture", "DREAL", "DDT", "DRAAF"),
    OrganisationKind.OPERATOR: (
        "opérateur",
        "ADEME",
        "agence de l’eau",
        "OFB",
        "Banque des territoires",
        "Cerema",
        "ARS",
    ),
    OrganisationKind.REGION: ("conseil régional",),
    OrganisationKind.DEPARTEMENT: ("conseil départemental",),
    OrganisationKind.EPCI: (
        "EPCI",
        "communauté de communes",
        "communauté d’agglomération",
        "communauté urbaine",
        "métropole",
    ),
    OrganisationKind.CRTE_HOLDER: ("porteur de CRTE", "CRTE", "pays", "PETR", "PNR", "parc naturel régional"),
    OrganisationKind.COMMUNE: ("mairie", "ville"),
    OrganisationKind.CHAMBER: ("chambre", "CCI", "CMA", "chambre d’agriculture"),
    OrganisationKind.COMPANY: ("société",),
    OrganisationKind.FARMING: ("agricole",),
    OrganisationKind.UNION: ("syndicat",),
}
"""What people write for a nature, besides its label and its short name."""
KINDS = {name: kind for kind in OrganisationKind for name in (str(kind.label), str(kind.value), *ALSO.get(kind, ()))}
SEATS = {name: college for college in College for name in (str(college.label), str(college.value))}
LAYOUT = FileLayout(
    "Liste d’organisations",
    (
        FileColumn("name", ("Organisation", "Nom", "Nom de l’organisation", "Structure"), text(200), filled=True),
        FileColumn("kind", ("Nature", "Type", "Catégorie"), choice(KINDS), filled=True),
        FileColumn("code", ("SIREN ou code", "SIREN", "Code", "SIREN ou code du territoire"), text(60), needed=False),
        FileColumn("college", ("Collège",), choice(SEATS), needed=False),
        FileColumn("contact_role", ("Fonction du contact", "Contact", "Fonction"), text(120), needed=False),
        FileColumn("contact_email", ("E-mail du contact", "E-mail", "Courriel", "Adresse"), email, needed=False),
    ),
)
FIELDS = ("kind", "name", "college", "contact_role", "contact_email")
"""What a row may change of an organisation that is there."""
WORDS = {
    "kind": "nature",
    "name": "nom",
    "college": "collège",
    "contact_role": "fonction du contact",
    "contact_email": "e-mail du contact",
}
ADVISED = 40
"""Names that are not recognised for which the nearest are looked for: that takes time."""


def plan(cop: Cop, source: Source) -> Plan:
    """What a list would do in a COP. Raises FileError."""
    here = by_key(cop)
    seen: dict[Key, int] = {}
    region = cop.place

    def each(row: FileRow) -> Line | None:
        values = row.values()
        column = "code" if row.sheet.has("code") else "name"
        try:
            advise = row.sheet.notes.count < ADVISED
            identity = identify(values["kind"], values["name"], values["code"] or "", region, advise=advise)
        except InputError as error:
            row.problem(column, str(error))
            return None
        organisation = here.get(identity.key)
        key = _organisation_key(organisation) if organisation else identity.key
        first = seen.setdefault(key, row.line)
        if first != row.line:
            row.problem(column, f"la même organisation est déjà ligne {first}")
            return None
        return _line(row, values, identity, organisation)

    return plan_of(source, LAYOUT, each)


def _organisation_key(organisation: Organisation) -> Key:
    return "row", str(organisation.pk)


def _line(row: FileRow, values: dict[str, Any], identity: Identity, organisation: Organisation | None) -> Line:
    given = {name: values[name] or "" for name in FIELDS}
    if identity.level:
        given["name"] = identity.name
    if given["college"] == college_of(given["kind"]):
        given["college"] = ""  # the one that its nature proposes: it follows the nature
    if organisation is None:
        kind = str(OrganisationKind(given["kind"]).label)
        return Line(row.line, LineState.NEW, given["name"], kind, (identity, given, None))
    if organisation.territory:
        given["name"] = organisation.name
    changes = {
        name: (getattr(organisation, name), value)
        for name, value in given.items()
        if (value or (name == "college" and values["college"])) and value != getattr(organisation, name)
    }
    state = LineState.CHANGED if changes else LineState.SAME
    does = " ; ".join(
        f"{WORDS[name]} : {_told(name, old)} → {_told(name, new)}" for name, (old, new) in changes.items()
    )
    return Line(row.line, state, str(organisation), does, (identity, changes, organisation))


def _told(name: str, value: str) -> str:
    if not value:
        return "celui de sa nature" if name == "college" else "rien"
    if name == "kind":
        return str(OrganisationKind(value).label)
    return str(College(value).label) if name == "college" else value


def write(member: Membership, lines: Sequence[Line]) -> tuple[list[int], dict[str, Any]]:
    """Add and change what a list says, all at once."""
    why = f"liste chargée par : {member.signature}"
    new = [(identity, given) for identity, given, organisation in _fields(lines) if organisation is None]
    places = territories_of([(one.level, one.code, one.name) for one, _given in new if one.level])
    made = add_all(
        [
            Organisation(cop=member.cop, territory=places.get(identity.key), siren=identity.siren, **given)
            for identity, given in new
        ],
        why,
    )
    changed: dict[str, Any] = {}
    rows = []
    for _identity, changes, organisation in _fields(lines):
        if organisation is None:
            continue
        for name, (_old, value) in changes.items():
            setattr(organisation, name, value)
        changed[str(organisation.pk)] = {name: [str(old), str(value)] for name, (old, value) in changes.items()}
        rows.append(organisation)
    _update(rows, why)
    return [organisation.pk for organisation in made], changed


def _fields(lines: Sequence[Line]) -> list[Any]:
    return [line.fields for line in lines]


def _update(rows: list[Organisation], why: str) -> None:
    if rows:
        bulk_update_with_history(rows, Organisation, list(FIELDS), batch_size=AT_ONCE, default_change_reason=why[:100])


def undo(member: Membership, sent: SentList) -> str:
    """Take back all that a list did, or nothing. Raises InputError where something was built on it since."""
    why = f"liste annulée par : {member.signature}"
    with undoing(sent) as held:
        added = list(Organisation.objects.filter(pk__in=held.added).select_related("territory"))
        changed = list(Organisation.objects.filter(pk__in=[int(number) for number in held.changed]))
        _refuse_built_on(added, changed, held)
        for organisation in changed:
            for name, (before, _after) in held.changed[str(organisation.pk)].items():
                setattr(organisation, name, before)
        _update(changed, why)
        _delete(added, why)
    taken = counted(len(added), "organisation retirée", "organisations retirées")
    return f"Liste annulée : {taken}, {counted(len(changed), 'remise comme avant', 'remises comme avant')}."


def _refuse_built_on(added: Sequence[Organisation], changed: Sequence[Organisation], held: SentList) -> None:
    """Raise InputError when people, decisions or later changes rest on what a list did."""
    used = used_among(added)
    if used:
        names = ", ".join(sorted(str(organisation) for organisation in added if organisation.pk in used)[:5])
        raise InputError(
            f"La liste ne peut plus être annulée : des personnes ou des décisions tiennent à {names}"
            f"{' et d’autres' if len(used) > 5 else ''}. Changez ces organisations une à une."
        )
    again = [
        str(organisation)
        for organisation in changed
        if any(
            str(getattr(organisation, name)) != after
            for name, (_before, after) in held.changed[str(organisation.pk)].items()
        )
    ]
    if again:
        raise InputError(
            f"La liste ne peut plus être annulée : {', '.join(again[:5])} a changé depuis. Corrigez-la à la main."
        )


def used_among(organisations: Sequence[Organisation]) -> set[int | None]:
    """Those on which people, invitations, merges or decisions rest."""
    numbers = [organisation.pk for organisation in organisations]
    used: set[int | None] = set()
    used |= set(Membership.objects.filter(organisation__in=numbers).values_list("organisation", flat=True))
    used |= set(Invitation.objects.filter(organisation__in=numbers).values_list("organisation", flat=True))
    used |= set(Organisation.objects.filter(merged_into__in=numbers).values_list("merged_into", flat=True))
    for model in recorded_models():
        rows = model._default_manager.filter(organisation__in=numbers)
        used |= set(rows.values_list("organisation", flat=True))
    return used - {None}


def _delete(organisations: Sequence[Organisation], why: str) -> None:
    """Delete organisations on which nothing rests; their history stays, with its reason."""
    numbers = [organisation.pk for organisation in organisations]
    Organisation.objects.filter(pk__in=numbers).delete()
    Organisation.history.filter(id__in=numbers, history_type="-").update(history_change_reason=why[:100])


COLUMNS = [
    (Column("organisation", "Organisation"), lambda row: str(row)),
    (Column("kind", "Nature"), lambda row: str(OrganisationKind(row.kind).label)),
    (Column("code", "SIREN ou code"), lambda row: row.territory.code if row.territory else row.siren),
    (Column("college", "Collège"), lambda row: str(row.seat.label)),
    (Column("contact_role", "Fonction du contact"), lambda row: row.contact_role),
    (Column("contact_email", "E-mail du contact"), lambda row: row.contact_email),
]


def book_of(cop: Cop, organisations: Sequence[Organisation], name: str) -> Book:
    """Organisations as a file that can be sent back, and what each column accepts."""
    rows = Table.of("organisations", "Organisations", COLUMNS, organisations, sheet="Organisations")
    accepted = Table.of_texts(
        "valeurs",
        "Valeurs acceptées",
        ("Nature acceptée", "Collège où elle siège", "Ce qui la désigne"),
        [(str(kind.label), str(college_of(kind).label), _known_by(kind)) for kind in OrganisationKind],
        sheet="Valeurs acceptées",
    )
    return Book(name, f"Organisations de la {cop.name}", (rows, accepted))


def _known_by(kind: OrganisationKind) -> str:
    codes = {
        OrganisationKind.REGION: "code de la région (24) ou son nom",
        OrganisationKind.DEPARTEMENT: "code du département (45) ou son nom",
        OrganisationKind.EPCI: "SIREN ou nom exact",
        OrganisationKind.CRTE_HOLDER: "code du CRTE, nom exact ou SIREN du porteur",
        OrganisationKind.COMMUNE: "code INSEE (41018), SIREN ou nom exact",
    }
    return codes.get(kind, "SIREN, sinon le nom" if kind in UNNUMBERED else "SIREN")
