"""Organisations of a COP: proposed from its territories, added, changed, listed with their sums."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.cop.cops import open_cop
from copilote.cop.identities import Identity, identify
from copilote.cop.members import add_member
from copilote.cop.models import Cop, Organisation
from copilote.cop.organisation_list import plan
from copilote.cop.organisations import add_respondents, propose_respondents
from copilote.reference.errors import InputError
from copilote.reference.simulator import find_region
from support_cop import CVL, animator, browser_of, reader, speaker
from support_words import text_of

ORGANISATIONS = f"{CVL}/cop/organisations"
ETANGS = {"nature": "entreprise", "nom": "Les Étangs", "code": "732 829 320"}


def added(browser: Client, **fields: str) -> Any:
    return browser.post(f"{ORGANISATIONS}/ajouter", ETANGS | fields)


def test_the_territories_of_the_region_are_proposed_and_added_in_one_click() -> None:
    lead = animator()
    proposed = propose_respondents(lead.cop)
    counts = {level: [row for row in proposed if row.level == level] for level in ("departement", "epci", "crte")}
    assert (len(counts["departement"]), len(counts["epci"]), len(counts["crte"])) == (6, 82, 45)
    assert sum(row.advised for row in counts["epci"]) == 79, "three are mostly of another region"
    assert sum(row.advised for row in counts["crte"]) == 20, "a CRTE of one EPCI alone is held by it"
    browser = browser_of(lead)
    page = browser.get(f"{ORGANISATIONS}/territoires")
    ticked = [f"{row.level}:{row.code}" for row in proposed if row.advised]
    assert page.content.decode().count(" checked") == len(ticked) == 105
    assert browser.post(f"{ORGANISATIONS}/territoires", {"territoire": ticked}).status_code == 302
    assert Organisation.objects.filter(cop=lead.cop).count() == 105
    assert not [row for row in propose_respondents(lead.cop) if row.advised and not row.present]
    assert add_respondents(lead.cop) == 0, "a second click adds nothing"
    reasons = set(Organisation.history.values_list("history_change_reason", flat=True))
    assert reasons == {"territoires ajoutés par : animation de la COP"}


def test_respondents_are_added_in_as_many_queries_whatever_their_number() -> None:
    cop = animator().cop

    def queries(wanted: set[tuple[str, str]]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            add_respondents(cop, wanted)
        return len(asked)

    epci = [row.key for row in propose_respondents(cop) if row.level == "epci"]
    assert queries(set(epci[1:])) <= queries(set(epci[:1])) + 4, "SQLite takes a hundred rows at once"


@pytest.mark.parametrize(
    ("kind", "name", "code", "identity"),
    [
        ("intercommunalite", "", "200030385", ("epci", "200030385")),
        ("intercommunalite", "", "epci:200030385", ("epci", "200030385")),
        ("intercommunalite", 'CA de Blois "Agglopolys"', "", ("epci", "200030385")),
        ("departement", "", "45", ("departement", "45")),
        ("departement", "Conseil départemental du Loiret", "", ("departement", "45")),
        ("departement", "Loiret", "224500012", ("departement", "45")),
        ("region", "", "24", ("region", "24")),
        ("commune", "", "41018", ("commune", "41018")),
        ("commune", "Mairie de Blois", "", ("commune", "41018")),
        ("porteur-crte", "", "crte-24-41-3", ("crte", "crte-24-41-3")),
        ("porteur-crte", "", "CRTE-41-vendomois", ("crte", "crte-24-41-3")),
        ("entreprise", "Les Étangs", "732 829 320", ("siren", "732829320")),
        ("entreprise", "Les Étangs", "73282932000074", ("siren", "732829320")),
        ("association", "Les Étangs", "732829320.0", ("siren", "732829320")),
        ("etat", "DREAL, service  climat", "", ("name", "dreal service climat")),
    ],
)
def test_an_organisation_is_recognised_as_people_write_it(
    kind: str, name: str, code: str, identity: tuple[str, str]
) -> None:
    assert identify(kind, name, code, find_region("24")).key == identity


@pytest.mark.parametrize(
    ("kind", "name", "code", "told"),
    [
        ("intercommunalite", "", "200030386", "n’est pas un SIREN"),
        ("intercommunalite", "", "crte:x", "choisissez la nature qui va avec"),
        ("intercommunalite", "Agglopolis", "", "Vouliez-vous dire"),
        ("departement", "", "29", "Finistère n’est pas dans la région Centre-Val de Loire"),
        ("departement", "Loir", "", "Vouliez-vous dire"),
        ("commune", "", "99999", "comme 41018"),
        ("entreprise", "Les Étangs", "", "Il manque son SIREN"),
        ("etat", " ", "", "Écrivez son nom"),
        ("entreprise", "Les Étangs", "732829321", "n’est pas un SIREN"),
    ],
)
def test_what_is_not_recognised_is_said_with_what_is_accepted(kind: str, name: str, code: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        identify(kind, name, code, find_region("24"))


def test_an_epci_that_no_list_has_yet_is_known_by_its_siren() -> None:
    assert identify("intercommunalite", "CC nouvelle", "732829320", find_region("24")) == Identity(siren="732829320")


def test_an_organisation_is_added_once_then_changed_with_its_reason() -> None:
    browser = browser_of(animator())
    response = added(browser, fonction="Responsable énergie", contact="Energie@Etangs.fr")
    made = Organisation.objects.get()
    assert response.headers["Location"] == f"{ORGANISATIONS}/{made.pk}"
    assert (made.siren, made.seat, made.contact_email) == ("732829320", "economie", "energie@etangs.fr")
    again = added(browser)
    assert again.status_code == 400
    assert "est déjà dans cette COP" in text_of(again)
    address = f"{ORGANISATIONS}/{made.pk}/modifier"
    seen = browser.get(address).context["page"].form["vu"].value()
    typed = ETANGS | {"college": "associations", "vu": seen}
    assert browser.post(address, typed).status_code == 302
    made.refresh_from_db()
    assert made.seat == "associations"
    late = browser.post(address, typed | {"college": "autres"})
    assert late.status_code == 409, "somebody else changed it"
    assert "Un collègue a changé cette organisation" in text_of(late)
    made.refresh_from_db()
    assert made.seat == "associations"
    assert made.history.first().history_change_reason == "changée par : animation de la COP"


def test_a_service_without_siren_is_known_by_its_name_and_may_get_one() -> None:
    browser = browser_of(animator())
    service = {"nature": "etat", "nom": "DREAL, service climat", "code": ""}
    assert added(browser, **service).status_code == 302
    made = Organisation.objects.get()
    assert "est déjà dans cette COP" in text_of(added(browser, **service | {"nom": "dreal service CLIMAT"}))
    address = f"{ORGANISATIONS}/{made.pk}/modifier"
    seen = browser.get(address).context["page"].form["vu"].value()
    assert browser.post(address, ETANGS | service | {"code": "732829320", "vu": seen}).status_code == 302
    made.refresh_from_db()
    assert made.siren == "732829320"
    line = plan(made.cop, ("liste", "Organisation;Nature\nDREAL, service climat;Service de l’État\n")).lines[0]
    assert line.fields[2] == made, "a list that leaves its SIREN out means the same"


def test_two_organisations_without_siren_do_not_bear_one_name() -> None:
    cop = animator().cop
    Organisation.objects.create(cop=cop, kind="etat", name="DREAL")
    with transaction.atomic(), pytest.raises(IntegrityError):
        Organisation.objects.create(cop=cop, kind="association", name="dreal")
    with transaction.atomic(), pytest.raises(IntegrityError):
        Organisation.objects.create(cop=cop, kind="entreprise", name="Sans numéro")


def test_an_organisation_does_not_take_the_siren_of_another() -> None:
    browser = browser_of(animator())
    added(browser)
    other = Organisation.objects.create(cop=Cop.objects.get(), kind="entreprise", name="Autre", siren="552100554")
    address = f"{ORGANISATIONS}/{other.pk}/modifier"
    seen = browser.get(address).context["page"].form["vu"].value()
    answer = browser.post(address, ETANGS | {"vu": seen})
    assert answer.status_code == 400
    assert "fusionnez les deux" in text_of(answer)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"nature": ""}, "Ce champ est obligatoire"),
        ({"code": "12"}, "n’est pas un SIREN"),
        ({"nom": ""}, "Écrivez son nom"),
        ({"contact": "climat"}, "adresse"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_its_field(fields: dict[str, str], told: str) -> None:
    answer = added(browser_of(animator()), **fields)
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert not Organisation.objects.exists()


def test_the_list_is_filtered_and_summed() -> None:
    lead = animator()
    speaker()
    browser = browser_of(lead)
    add_respondents(lead.cop)
    added(browser)
    page = browser.get(ORGANISATIONS)
    assert "106 organisations, 1 a une personne" in text_of(page)
    for query, count in (
        ("nature=departement", 6),
        ("college=economie", 1),
        ("departement=45&nature=intercommunalite", 16),
        ("personnes=avec", 1),
        ("personnes=sans", 105),
        ("q=les etangs", 1),
        ("nature=departement&q=loir", 4),
    ):
        shown = browser.get(f"{ORGANISATIONS}?{query}").context["page"].table
        assert len(shown.rows) == min(count, 100), query
    second = browser.get(f"{ORGANISATIONS}?page=2")
    assert "page 2 sur 2" in text_of(second)
    assert len(second.context["page"].table.rows) == 6
    assert "Aucune organisation ne répond" in text_of(browser.get(f"{ORGANISATIONS}?q=zzz"))


def test_the_list_asks_as_many_queries_whatever_its_length() -> None:
    lead = animator()
    browser = browser_of(lead)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(ORGANISATIONS).status_code == 200
        return len(asked)

    added(browser)
    queries()  # the message of what was added is read once
    few = queries()
    add_respondents(lead.cop)
    assert queries() == few


def test_an_organisation_of_another_cop_is_not_there() -> None:
    browser = browser_of(animator())
    other = open_cop("24", "COP d’après")
    theirs = Organisation.objects.create(cop=other, kind="entreprise", name="Ailleurs", siren="732829320")
    assert "Ailleurs" not in text_of(browser.get(ORGANISATIONS))
    for end in ("", "/modifier", "/fusionner"):
        assert browser.get(f"{ORGANISATIONS}/{theirs.pk}{end}").status_code == 404
    assert browser.post(f"{ORGANISATIONS}/{theirs.pk}/modifier", ETANGS).status_code == 404
    assert added(browser).status_code == 302, "the same SIREN may be in each"


def test_names_are_shown_to_who_may_see_them() -> None:
    lead, own = animator(), speaker()
    tours = add_member("tom@exemple.fr", "24", "contributeur", "epci:243700754", "Tom Grand")
    relay = add_member("lou@exemple.fr", "24", "relais", "departement:41")
    address = f"{ORGANISATIONS}/{own.organisation.pk}"
    for member, sees in ((lead, True), (own, True), (relay, True), (tours, False), (reader(), False)):
        page = text_of(browser_of(member).get(address))
        assert ("Bob Petit" in page) is sees, member.role
        assert ("Les noms sont montrés à" in page) is not sees
    assert "Tom Grand" not in text_of(browser_of(relay).get(f"{ORGANISATIONS}/{tours.organisation.pk}"))


def test_a_page_of_a_hundred_organisations_weighs_less_than_60_kilobytes() -> None:
    lead = animator()
    add_respondents(lead.cop)
    assert len(browser_of(lead).get(ORGANISATIONS).content) < 60_000
