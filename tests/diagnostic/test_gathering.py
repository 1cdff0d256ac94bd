"""What is already known of organisations waits for them, once, and what they said of it is never touched."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copilote.cop.cops import open_cop
from copilote.cop.models import Cop, Organisation
from copilote.cop.opening import Ground, Opening, draft_of, open_whole
from copilote.cop.organisations import add_respondents, by_key
from copilote.diagnostic.gathering import content_of_known, gather
from copilote.diagnostic.models import Action, Standing
from copilote.diagnostic.writing import refuse
from copilote.exchange.known import Funder, KnownAction, Origin, known_of
from copilote.words import ENGLISH, speaking
from support_cop import CVL, TOURS, animator, browser_of, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
TOURS_KEY = ("epci", TOURS.removeprefix("epci:"))


@pytest.fixture
def cop() -> Cop:
    cop = open_cop("24", "COP d’essai")
    add_respondents(cop)
    return cop


def test_each_organisation_finds_the_projects_that_it_holds(cop: Cop) -> None:
    count = gather(cop)
    assert count == Action.objects.filter(standing=Standing.KNOWN).count() > 80
    for key in (TOURS_KEY, ("departement", "45")):
        own = Action.objects.filter(organisation=by_key(cop)[key])
        known = known_of("24", *key)
        assert {action.origin_id for action in own} == {each.origin_id for each in known}
        assert known
    action = Action.objects.filter(organisation=by_key(cop)[TOURS_KEY]).first()
    assert action is not None
    assert action.origin == "fonds-vert"
    assert action.funders.startswith("Fonds vert : ")
    assert (action.amount_eur, action.quantity, action.kt) == (None, None, None), "a grant is no budget"
    assert action.history.get().why == "déjà connue"


def test_gathering_again_adds_nothing_and_touches_nothing(cop: Cop) -> None:
    gather(cop)
    lead = animator()
    rows = list(Action.objects.order_by("pk")[:2])
    refuse(lead, rows[0].pk)
    Action.objects.filter(pk=rows[1].pk).update(title="Titre à nous", standing=Standing.VALIDATED, status="done")
    before = list(Action.objects.order_by("pk").values())
    assert gather(cop) == 0
    assert list(Action.objects.order_by("pk").values()) == before


def test_a_project_is_proposed_once_though_its_organisation_was_merged(cop: Cop) -> None:
    gather(cop)
    tours = by_key(cop)[TOURS_KEY]
    held = Action.objects.filter(organisation=tours).count()
    other = Organisation.objects.exclude(pk=tours.pk).filter(cop=cop).first()
    Action.objects.filter(organisation=tours).update(organisation=other)
    assert gather(cop) == 0
    assert held


def test_a_body_without_territory_finds_its_own_by_its_siren_and_nobody_those_that_are_withheld(cop: Cop) -> None:
    from copilote.exchange.known.funded import holder_of
    from copilote.reference.projects import load_projects

    holders = [holder_of(project) for project in load_projects("24")]
    siren = next(code for level, code in holders if not level and code)
    body = Organisation.objects.create(cop=cop, siren=siren, name="Syndicat", kind="entreprise")
    gather(cop)
    assert Action.objects.filter(organisation=body).count() == holders.count(("", siren))
    assert not Action.objects.filter(origin_id__in=[each.origin_id for each in known_of("24", "", "")]).exists()


def test_queries_do_not_grow_with_organisations_and_what_is_kept_is_french(cop: Cop) -> None:
    with CaptureQueriesContext(connection) as asked, speaking(ENGLISH):
        gather(cop)
    assert len(asked) < 40
    assert Action.objects.first().history.get().why == "déjà connue"


def test_a_long_title_is_kept_whole_in_the_description() -> None:
    funders = (Funder("Région"), Funder("État", 5.0))
    known = KnownAction(Origin.FUNDED, "1", "a" * 400, "s", "Procédure", funders=funders)
    content = content_of_known(known, "24")
    assert (len(content.title), content.title[-1]) == (300, "…")
    assert content.description.startswith("a" * 400)
    assert content.funders.replace("\u00a0", " ").replace("\u202f", " ") == "Région ; État : 5 €"


def test_a_cop_that_is_opened_finds_them_waiting() -> None:
    ground = Ground("53", "", "Bretagne")
    rennes = ("epci", "243500139")
    opened, _waiting = open_whole(Opening(draft_of(ground), {}, frozenset({rennes}), ()))
    assert Action.objects.filter(cop=opened, standing=Standing.KNOWN).count() == len(known_of("53", *rennes)) > 0


def test_the_animation_asks_for_them_in_one_click(cop: Cop) -> None:
    bob = speaker(TOURS)
    lead = browser_of(animator())
    assert "Chercher ce qui est déjà connu" in text_of(lead.get(f"{CVL}/cop/actions"))
    assert "Chercher ce qui est déjà connu" not in text_of(browser_of(bob).get(f"{CVL}/cop/actions"))
    for words in ("déjà connues trouvées", "Rien de plus"):
        assert lead.post(f"{CVL}/cop/actions/chercher")["Location"] == f"{CVL}/cop/actions"
        assert words in text_of(lead.get(f"{CVL}/cop/actions"))
    assert browser_of(bob).post(f"{CVL}/cop/actions/chercher").status_code == 403
