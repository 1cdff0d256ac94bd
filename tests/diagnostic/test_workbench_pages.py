"""Members fill the workbench of their organisation in the browser; the animation, that of any."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from copilote.cop.cops import set_stage
from copilote.cop.members import add_member
from copilote.cop.models import Membership
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.models import Action, Cell, Origin, Standing, WorkbenchStep
from copilote.diagnostic.workbench import presence
from copilote.diagnostic.writing import New, create_all
from copilote.planning.actions import Share
from support_cop import BLOIS, CVL, TOURS, animator, browser_of, reader, speaker
from support_words import text_of

pytestmark = pytest.mark.django_db
TABLE = f"{CVL}/cop/actions/tableau"
CARS, HEDGES, FOREST = "augm_voitelec", "augm_haies", "co2_foret"


@pytest.fixture
def bob() -> Membership:
    member = speaker()
    set_stage(member.cop.slug, "diagnostic")
    return member


@pytest.fixture
def browser(bob: Membership) -> Client:
    return browser_of(bob)


def bare(response: HttpResponse) -> str:
    return text_of(response).replace("\u00a0", " ").replace("\u202f", " ")


def sent(browser: Client, *cells: dict[str, Any], at: str = "") -> dict[str, Any]:
    """What is answered to cells that the script sends, by name."""
    rows = [{"seen": 0} | cell for cell in cells]
    response = browser.post(f"{TABLE}/enregistrer{at}", {"cellules": json.dumps(rows)})
    assert response.status_code == 200, response.content.decode()
    answer: dict[str, Any] = response.json()
    return answer | {each["name"]: each for each in answer["cells"]}


def cell(text: str, lever: str = CARS, column: str = "done", **more: Any) -> dict[str, Any]:
    return {"lever": lever, "column": column, "text": text} | more


def seen_in(response: HttpResponse) -> str:
    found = re.search(r'name="vu" value="([^"]*)"', response.content.decode())
    assert found
    return html.unescape(found[1])


def test_an_empty_table_shows_every_lever_in_the_units_of_the_territory(browser: Client) -> None:
    response = browser.get(TABLE)
    page = bare(response)
    assert "0 levier rempli sur 30" in page
    assert "Mieux se loger" in page
    assert "véhicules" in page
    assert "Proposition 2030" in page
    assert "Les propositions s’ouvrent à l’étape" in page
    assert response.content.decode().count('inputmode="decimal"') == 90, "the proposals are closed in the diagnostic"
    assert "Rien à publier" in bare(browser_of(signer()).get(f"{TABLE}/publier"))


def signer(territory: str = BLOIS) -> Membership:
    return add_member("val@exemple.fr", "24", "validateur", territory)


def test_a_cell_is_kept_alone_with_who_and_when(browser: Client, bob: Membership) -> None:
    answer = sent(browser, cell("1 200", column="decided"))
    assert answer[f"{CARS}:decided"]["state"] == "saved"
    assert answer[f"{CARS}:decided"]["text"].replace("\u202f", " ") == "1 200"
    row = Cell.objects.get()
    assert (row.value, row.version, row.user) == (1.2, 1, bob.user)
    assert row.history.count() == 1
    page = bare(browser.get(TABLE))
    assert "1 levier rempli sur 30" in page
    assert "Fait, en cours et prévu couvrent" in page


def test_a_lever_without_unit_is_told_in_kt(browser: Client) -> None:
    sent(browser, cell("2,5", FOREST))
    assert Cell.objects.get().value == 2.5


@pytest.mark.parametrize(
    ("text", "why"), [("beaucoup", "n’est pas un nombre"), ("-3", "négatif"), ("1" * 60, "trop long")]
)
def test_what_is_no_amount_is_refused_and_told(browser: Client, text: str, why: str) -> None:
    answer = sent(browser, cell(text))
    assert answer[f"{CARS}:done"]["state"] == "refused"
    assert why in answer[f"{CARS}:done"]["why"]
    assert not Cell.objects.exists()


def test_a_colleague_is_never_written_over(browser: Client, bob: Membership) -> None:
    other = browser_of(add_member("eve@exemple.fr", "24", "contributeur", BLOIS))
    sent(browser, cell("400"), cell("50", column="under_way"))
    sent(other, cell("410", seen=1))
    answer = sent(browser, cell("500", seen=1), cell("60", column="under_way", seen=1))
    told = answer[f"{CARS}:done"]
    assert (told["state"], told["text"], told["version"]) == ("meanwhile", "410", 2)
    assert "territoire" in told["sign"], "who wrote it is told by role"
    assert answer[f"{CARS}:under_way"]["state"] == "saved", "the others are kept"
    assert Cell.objects.get(column="done").value == 0.41
    assert sent(browser, cell("410", seen=1))[f"{CARS}:done"]["state"] == "saved", "the same figure is no conflict"
    assert sent(browser, cell("500", seen=2))[f"{CARS}:done"]["state"] == "saved", "seen, it is one's own decision"


def test_a_cell_is_emptied(browser: Client) -> None:
    sent(browser, cell("400"))
    sent(browser, cell("", seen=1))
    assert Cell.objects.get().value is None
    assert "0 levier rempli" in bare(browser.get(TABLE))


def test_a_suspicious_figure_is_asked_about_before_it_is_kept(browser: Client) -> None:
    answer = sent(browser, cell("43 000", HEDGES, "decided"))
    asked = answer[f"{HEDGES}:decided"]
    assert asked["state"] == "asked"
    assert asked["asked"][0]["instead"] == "43"
    assert not Cell.objects.exists()
    assert sent(browser, cell("43 000", HEDGES, "decided", sure=True))[f"{HEDGES}:decided"]["state"] == "saved"
    beyond = sent(browser, cell("200 000", "reduc_rfioul"))["reduc_rfioul:done"]["asked"]
    assert any("plus que tout ce que le territoire avait" in each["text"] for each in beyond)


def test_less_than_the_actions_say_is_asked_about(browser: Client, bob: Membership) -> None:
    content = Content(title="Bornes", status="done", levers=(Share(CARS),), quantity=0.35, measured=CARS)
    assert bob.organisation
    create_all(bob.cop, [New(bob.organisation, content, Standing.VALIDATED)], Author("essai"), "essai")
    told = sent(browser, cell("300"))[f"{CARS}:done"]
    assert "en comptent déjà 350 véhicules" in told["asked"][0]["text"].replace("\u00a0", " ")
    assert told["asked"][0]["instead"] == "350"
    assert sent(browser, cell("350"))[f"{CARS}:done"]["state"] == "saved"


def test_the_page_without_script_keeps_what_changed_and_shows_what_differs(browser: Client) -> None:
    other = browser_of(add_member("eve@exemple.fr", "24", "contributeur", BLOIS))
    shown = seen_in(browser.get(TABLE))
    sent(other, cell("410"), cell("7", HEDGES))
    form = {"vu": shown, f"{CARS}:done": "500", f"{HEDGES}:done": "", f"{CARS}:decided": "90"}
    response = browser.post(f"{TABLE}/enregistrer", form)
    assert response.status_code == 409
    page = bare(response)
    assert "un collègue a écrit 410" in page
    assert "vous, 500" in page
    assert 'value="500"' in response.content.decode(), "what was typed stays in its field"
    kept = {(row.lever, row.column): row.value for row in Cell.objects.all()}
    assert kept == {(CARS, "done"): 0.41, (HEDGES, "done"): 0.007, (CARS, "decided"): 0.09}
    form = {"vu": seen_in(response), f"{CARS}:done": "500", f"differe-{CARS}:done": "oui"}
    assert browser.post(f"{TABLE}/enregistrer", form).status_code == 409, "nothing is decided yet"
    theirs = browser.post(f"{TABLE}/enregistrer", form | {f"choix-{CARS}:done": "la-sienne"})
    assert theirs.status_code == 302
    assert Cell.objects.get(lever=CARS, column="done").value == 0.41
    mine = browser.post(f"{TABLE}/enregistrer", form | {f"choix-{CARS}:done": "la-mienne"})
    assert mine.status_code == 302
    assert Cell.objects.get(lever=CARS, column="done").value == 0.5


def test_without_script_a_question_is_answered_on_the_page(browser: Client) -> None:
    name = f"{HEDGES}:decided"
    form = {"vu": "{}", name: "43 000"}
    response = browser.post(f"{TABLE}/enregistrer", form)
    assert response.status_code == 200
    assert "vouliez-vous dire 43 km" in bare(response)
    assert not Cell.objects.exists()
    assert browser.post(f"{TABLE}/enregistrer", form | {f"certain-{name}": "44 000"}).status_code == 200
    assert browser.post(f"{TABLE}/enregistrer", form | {f"certain-{name}": "43 000"}).status_code == 302
    assert Cell.objects.get().value == 43


@pytest.mark.parametrize(
    "sent_text",
    [
        "[1]",
        "{",
        '[{"lever": 1}]',
        "nul",
        '[{"lever":"a","column":"b","text":"c","seen":"d"}]',
        '[{"lever":"a","column":"b","text":"c","seen":1e400}]',
        "[" * 100_000,
    ],
)
def test_what_the_script_never_sends_is_refused(browser: Client, sent_text: str) -> None:
    assert browser.post(f"{TABLE}/enregistrer", {"cellules": sent_text}).status_code == 400


@pytest.mark.parametrize("seen", ["[3]", '{"a:done":[1e400,""]}', "[" * 100_000])
def test_what_the_form_never_says_is_refused(browser: Client, seen: str) -> None:
    assert browser.post(f"{TABLE}/enregistrer", {"vu": seen}).status_code == 400


def test_unknown_cells_are_refused_one_by_one(browser: Client) -> None:
    answer = sent(browser, cell("3", "inconnu"), cell("3", column="idea"), cell("3"))
    assert [each["state"] for each in answer["cells"]] == ["refused", "refused", "saved"]


def test_proposals_are_written_where_and_when_the_right_is_held(browser: Client, bob: Membership) -> None:
    refused = sent(browser, cell("9 000", column="proposal"))
    assert refused[f"{CARS}:proposal"]["state"] == "refused"
    set_stage(bob.cop.slug, "partage")
    assert sent(browser, cell("9 000", column="proposal"))[f"{CARS}:proposal"]["state"] == "saved"
    assert "La proposition couvre" in bare(browser.get(TABLE))
    leader = browser_of(animator())
    page = leader.get(f"{TABLE}?organisation={bob.organisation_id}")
    assert "Seuls les membres de ce territoire" in bare(page)
    told = sent(leader, cell("8", column="proposal"), at=f"?organisation={bob.organisation_id}")
    assert told[f"{CARS}:proposal"]["state"] == "refused"


def test_what_colleagues_do_is_told_without_their_names(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests of other processes are in the same rooms, under the same numbers.
    monkeypatch.setattr(presence, "caches", {"rooms": LocMemCache("presence", {})})
    presence.caches["rooms"].clear()
    other = browser_of(add_member("eve@exemple.fr", "24", "contributeur", BLOIS, "Eve Martin"))
    first = browser.get(f"{TABLE}/etat.json?theme=Mieux+se+loger").json()
    assert first["others"] == ""
    told = other.get(f"{TABLE}/etat.json?theme=Mieux+produire").json()
    assert told["others"] == "Un collègue remplit « Mieux se loger »."
    stamp = told["stamp"]
    assert "cells" not in browser.get(f"{TABLE}/etat.json?depuis={stamp}").json(), "nothing is new"
    sent(other, cell("400"))
    news = browser.get(f"{TABLE}/etat.json?depuis={stamp}").json()
    assert news["cells"][f"{CARS}:done"][:2] == [1, "400"]
    assert "Eve" not in json.dumps(news)


@pytest.mark.parametrize("end", ["", "/etat.json", "/publier"])
def test_a_table_is_read_by_its_own_organisation_alone(bob: Membership, end: str) -> None:
    elsewhere = signer(TOURS)
    browser = browser_of(elsewhere)
    assert browser.get(f"{TABLE}{end}?organisation={bob.organisation_id}").status_code == 403
    assert browser.get(f"{TABLE}{end}").status_code == 200, "its own"
    assert browser_of(reader()).get(f"{TABLE}{end}").status_code == 403
    assert browser.get(f"{TABLE}{end}?organisation=999999").status_code == 404
    other_cop = add_member("zoe@exemple.fr", "84", "validateur", "epci:200040590").organisation_id
    assert browser.get(f"{TABLE}{end}?organisation={other_cop}").status_code == 404


def test_a_table_is_written_by_its_own_organisation_alone(bob: Membership) -> None:
    browser, at = browser_of(signer(TOURS)), f"?organisation={bob.organisation_id}"
    for end in ("enregistrer", "envoyer", "publier"):
        assert browser.post(f"{TABLE}/{end}{at}", {"cellules": json.dumps([cell("3", seen=0)])}).status_code == 403
    assert not Cell.objects.exists()
    assert not WorkbenchStep.objects.exists()
    assert browser_of(reader()).post(f"{TABLE}/enregistrer", {}).status_code == 403


def test_a_closed_cop_shows_its_tables_and_takes_nothing(browser: Client, bob: Membership) -> None:
    sent(browser, cell("400"))
    set_stage(bob.cop.slug, "close")
    page = browser.get(TABLE)
    assert "Ce tableau se lit, et ne se remplit pas" in bare(page)
    assert 'class="fr-input"' not in page.content.decode().partition("data-workbench")[2]
    assert browser.post(f"{TABLE}/enregistrer", {"cellules": json.dumps([cell("3", seen=1)])}).status_code == 403
    assert Cell.objects.get().value == 0.4


def test_the_animation_says_whose_table_first(bob: Membership) -> None:
    browser = browser_of(animator())
    assert "Pour quelle organisation" in bare(browser.get(TABLE))
    assert "0 levier rempli" in bare(browser.get(f"{TABLE}?organisation={bob.organisation_id}"))
    assert browser.post(f"{TABLE}/enregistrer", {"cellules": "[]"}).status_code == 400


def test_a_table_is_sent_then_published_then_a_draft_again(browser: Client, bob: Membership) -> None:
    assert browser.post(f"{TABLE}/envoyer").status_code == 400, "there is nothing yet"
    sent(browser, cell("400"))
    assert "levier rempli : à compléter" in bare(browser.get("/mon-espace"))
    assert browser.post(f"{TABLE}/envoyer").status_code == 302
    assert browser.post(f"{TABLE}/envoyer").status_code == 400, "it was sent as it is"
    signing = browser_of(signer())
    assert "Notre tableau est à valider" in bare(signing.get("/mon-espace"))
    assert browser.get(f"{TABLE}/publier").status_code == 403, "who contributes does not sign"
    page = signing.get(f"{TABLE}/publier")
    assert "400 véhicules" in bare(page)
    assert signing.post(f"{TABLE}/publier", {"vu": "ailleurs", "visible": "public"}).status_code == 400
    assert not Action.objects.exists()
    assert signing.post(f"{TABLE}/publier", {"vu": seen_in(page), "visible": "public"}).status_code == 302
    action = Action.objects.get()
    assert (action.origin, action.standing, action.seen, action.quantity) == (
        Origin.TABLE,
        Standing.VALIDATED,
        "public",
        0.4,
    )
    assert action.title == "Véhicules électriques, fait (ensemble)"
    step = '<li aria-current="step">{}</li>'
    assert step.format("3 Publié") in browser.get(TABLE).content.decode()
    sent(browser, cell("450", seen=1))
    assert step.format("1 Brouillon") in browser.get(TABLE).content.decode()


def test_a_detail_begun_from_a_cell_counts_within_it(browser: Client, bob: Membership) -> None:
    sent(browser, cell("400"))
    signing = browser_of(signer())
    begun = f"{CVL}/cop/actions/ajouter?levier={CARS}&statut=done"
    assert re.search(rf'value="{CARS}" selected', browser.get(begun).content.decode())
    signing.post(f"{TABLE}/publier", {"vu": seen_in(signing.get(f"{TABLE}/publier")), "visible": "cop"})
    number = Action.objects.get().pk
    assert f'value="{number}" selected' in browser.get(begun).content.decode()
    assert "Déjà commencé" not in bare(browser.get(begun))
    assert bob.organisation
    draft = Content(title="Bornes de recharge", levers=(Share(CARS),))
    create_all(bob.cop, [New(bob.organisation, draft)], Author("essai"), "essai")
    assert "Déjà commencé sur ce levier : Bornes de recharge" in bare(browser.get(begun))
    assert "selected>Véhicules" not in browser.get(f"{CVL}/cop/actions/ajouter?levier=x&statut=y").content.decode()


def test_what_is_known_is_confirmed_from_the_table(browser: Client, bob: Membership) -> None:
    assert bob.organisation
    content = Content(title="Aires de covoiturage", status="decided", levers=(Share(CARS),))
    row = New(bob.organisation, content, Standing.KNOWN, Origin.FONDS_VERT, "FV1")
    action = create_all(bob.cop, [row], Author("source publique"), "Fonds vert")[0]
    page = bare(browser.get(TABLE))
    assert "1 action connue, à confirmer" in page
    assert "Aires de covoiturage" in page
    said = {"geste": "confirmer", "vu": "1", "suite": "tableau"}
    back = browser.post(f"{CVL}/cop/actions/{action.pk}/dire", said)
    assert back["Location"] == f"{TABLE}?organisation={bob.organisation_id}"


def test_a_full_table_takes_as_many_queries_as_an_empty_one(browser: Client, bob: Membership) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(TABLE).status_code == 200
        return len(queries)

    count()
    before = count()
    levers = re.findall(r'data-lever="([^"]+)"', browser.get(TABLE).content.decode())
    rows = [cell("0,01", lever, column, sure=True) for lever in levers for column in ("done", "under_way", "decided")]
    with CaptureQueriesContext(connection) as first:
        sent(browser, *rows)
    assert Cell.objects.count() == 90
    assert count() == before
    again = [row | {"text": "0,02", "seen": 1} for row in rows]
    with CaptureQueriesContext(connection) as second:
        sent(browser, *again)
    assert max(len(first), len(second)) < 60, (
        "a whole table is pasted in as many queries as a few cells, but for batches"
    )


def test_what_is_typed_is_escaped(browser: Client) -> None:
    response = browser.post(f"{TABLE}/enregistrer", {"vu": "{}", f"{CARS}:done": '"><script>alert(1)</script>'})
    assert response.status_code == 400
    assert "<script>alert" not in response.content.decode()


def test_the_table_leads_to_the_diagnostic_of_its_territory(browser: Client) -> None:
    assert f'href="{CVL}/diagnostic/territoires/epci/200030385"' in browser.get(TABLE).content.decode()
