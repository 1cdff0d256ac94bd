"""What a workbench becomes: actions that count once, proposals, all of it or nothing."""

from __future__ import annotations

from math import fsum

import pytest

from copilote.cop.cops import set_stage
from copilote.cop.journal import MeanwhileError
from copilote.cop.members import add_member
from copilote.cop.models import Membership, Organisation
from copilote.diagnostic.asked import sent_by
from copilote.diagnostic.counted_once import alike_in, kept_sums
from copilote.diagnostic.merging import follow as follow_actions
from copilote.diagnostic.models import Action, Cell, Origin, Seen, Standing, WorkbenchStep
from copilote.diagnostic.sums import Audience
from copilote.diagnostic.workbench import publishing
from copilote.diagnostic.workbench.cells import Outcome, State, Typed, bench_of, follow, listed_of, save
from copilote.diagnostic.workbench.models import Columns
from copilote.diagnostic.writing import NotYoursError
from copilote.planning.actions import Status
from copilote.reference.errors import InputError
from copilote.reference.simulator import load_levers
from copilote.sharing.decisions import record_figure
from copilote.sharing.reads import said_of
from support_actions import CARS, new, write
from support_cop import BLOIS, TOURS, speaker

pytestmark = pytest.mark.django_db
HEDGES, ISOLATION, FOREST = "augm_haies", "reduc_rconso", "co2_foret"


@pytest.fixture
def nadia() -> Membership:
    """Who signs for Blois."""
    member = add_member("nadia@exemple.fr", "24", "validateur", BLOIS)
    set_stage(member.cop.slug, "partage")
    member.cop.refresh_from_db()
    return member


@pytest.fixture
def own(nadia: Membership) -> Organisation:
    assert nadia.organisation
    return nadia.organisation


def put(member: Membership, own: Organisation, **cells: str) -> tuple[Outcome, ...]:
    """Fill cells of electric cars, or of the lever `lever`, whatever is asked of them."""
    lever = cells.pop("lever", CARS)
    seen = {(row.lever, row.column): row.version for row in Cell.objects.filter(organisation=own)}
    typed = [Typed(lever, column, text, seen.get((lever, column), 0), True) for column, text in cells.items()]
    return save(member, own, typed, proposes=True)


def publish(member: Membership, own: Organisation, **said: object) -> None:
    publishing.publish(member, own, publishing.plan(own).seal, **said)  # type: ignore[arg-type]


def made(own: Organisation) -> dict[str, float | None]:
    """What the actions of the workbench that count say, by origin."""
    rows = Action.objects.filter(organisation=own, origin=Origin.TABLE, standing=Standing.VALIDATED)
    return dict(rows.values_list("origin_id", "quantity"))


def kt(member: Membership, lever: str = CARS) -> dict[Status, float]:
    """What the diagnostic counts of a lever."""
    levers = load_levers("24")
    sums = kept_sums(member.cop, Audience.ANIMATORS, levers).of_lever(lever).levers[0]
    return {
        Status.DONE: sums.done_kt or 0,
        Status.UNDER_WAY: sums.under_way_kt or 0,
        Status.DECIDED: sums.decided_kt or 0,
    }


def test_each_cell_becomes_an_action_of_its_status(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410", under_way="350", decided="1 200")
    put(nadia, own, lever=FOREST, done="2,5")
    publish(nadia, own, seen=Seen.PUBLIC.value)
    assert made(own) == {
        f"{CARS}:done": 0.41,
        f"{CARS}:under_way": 0.35,
        f"{CARS}:decided": 1.2,
        f"{FOREST}:done": None,
    }
    action = Action.objects.get(origin_id=f"{CARS}:done")
    assert action.kt == pytest.approx(0.41 / 0.4677)
    assert (action.seen, action.levers.get().lever, action.places.get().territory.level) == ("public", CARS, "epci")
    forest = Action.objects.get(origin_id=f"{FOREST}:done")
    assert forest.kt == 2.5
    assert forest.kt_method
    assert kt(nadia) == pytest.approx(
        {Status.DONE: 0.41 / 0.4677, Status.UNDER_WAY: 0.35 / 0.4677, Status.DECIDED: 1.2 / 0.4677}
    )


def test_publishing_again_changes_nothing(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410")
    publish(nadia, own)
    before = Action.objects.values().get()
    publish(nadia, own)
    assert Action.objects.values().get() == before
    put(nadia, own, done="500")
    publish(nadia, own)
    assert made(own) == {f"{CARS}:done": 0.5}


def test_who_publishes_at_the_same_time_reads_what_a_colleague_published(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410")
    seal = publishing.plan(own).seal
    publishing.publish(nadia, own, seal, seen=Seen.COP.value)
    with pytest.raises(InputError, match="a changé"):
        publishing.publish(nadia, own, seal, seen=Seen.PUBLIC.value)
    assert Action.objects.get().seen == Seen.COP.value


def test_what_listed_actions_say_is_not_said_twice(nadia: Membership, own: Organisation) -> None:
    first, draft, idea = write(
        nadia.cop,
        new(own, "Bornes", CARS, quantity=0.3, measured=CARS),
        new(own, "Flotte", CARS, quantity=0.05, measured=CARS, standing=Standing.DRAFT),
        new(own, "Autopartage", CARS, quantity=5.0, measured=CARS, status="idea"),
    )
    write(nadia.cop, new(own, "Bornes du centre", CARS, quantity=0.1, measured=CARS, part_of_id=first.pk))
    assert (draft.status, idea.status) == ("done", "idea")
    listed = listed_of(own)[CARS, Columns.DONE]
    assert listed.apart_kt == pytest.approx(0.35 / 0.4677)
    assert listed.drafts == 1
    put(nadia, own, done="410")
    publish(nadia, own)
    assert made(own)[f"{CARS}:done"] == pytest.approx(0.06)
    draft.standing = Standing.VALIDATED
    draft.save()
    assert kt(nadia)[Status.DONE] == pytest.approx(0.41 / 0.4677), "the cell, whatever is listed"


def test_a_detail_within_a_cell_counts_once(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410")
    publish(nadia, own)
    outer = Action.objects.get(origin=Origin.TABLE)
    write(nadia.cop, new(own, "Bornes", CARS, quantity=0.3, measured=CARS, part_of_id=outer.pk))
    assert listed_of(own)[CARS, Columns.DONE].within_kt == pytest.approx(0.3 / 0.4677)
    publish(nadia, own)
    assert made(own) == {f"{CARS}:done": 0.41}
    assert kt(nadia)[Status.DONE] == pytest.approx(0.41 / 0.4677)


def test_never_below_nothing(nadia: Membership, own: Organisation) -> None:
    write(nadia.cop, new(own, "Bornes", CARS, quantity=0.5, measured=CARS))
    put(nadia, own, done="410")
    publish(nadia, own)
    assert made(own) == {}, "nothing is left to say"
    assert kt(nadia)[Status.DONE] == pytest.approx(0.5 / 0.4677)


def test_an_emptied_cell_takes_its_action_out_and_brings_it_back(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410")
    publish(nadia, own)
    put(nadia, own, done="")
    publish(nadia, own)
    assert made(own) == {}
    assert Action.objects.get().standing == Standing.REFUSED
    put(nadia, own, done="20")
    publish(nadia, own)
    assert made(own) == {f"{CARS}:done": 0.02}
    assert Action.objects.get().history.count() == 3


def test_tables_of_two_organisations_are_no_duplicates(nadia: Membership, own: Organisation) -> None:
    other = add_member("val@exemple.fr", "24", "validateur", TOURS)
    assert other.organisation
    for member, organisation in ((nadia, own), (other, other.organisation)):
        put(member, organisation, done="410")
        publish(member, organisation)
    write(nadia.cop, new(own, "Véhicules électriques, fait (ensemble)", CARS, quantity=0.1, measured=CARS))
    assert alike_in(nadia.cop, Audience.ANIMATORS).groups() == ()
    assert kt(nadia)[Status.DONE] == pytest.approx(0.92 / 0.4677)


def test_who_does_not_sign_publishes_nothing(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410")
    seal = publishing.plan(own).seal
    for member in (speaker(), add_member("val@exemple.fr", "24", "validateur", TOURS)):
        with pytest.raises(NotYoursError):
            publishing.publish(member, own, seal)
    for act in (lambda: save(member, own, [], proposes=True), lambda: publishing.send(member, own)):
        with pytest.raises(NotYoursError):
            act()
    elsewhere = add_member("zoe@exemple.fr", "84", "animateur")
    with pytest.raises(NotYoursError):
        publishing.publish(elsewhere, own, seal)
    with pytest.raises(NotYoursError):
        publishing.send(elsewhere, own)
    with pytest.raises(NotYoursError):
        save(elsewhere, own, [], proposes=True)
    assert not Action.objects.exists()


def test_what_changed_since_it_was_read_is_read_again(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410")
    seal = publishing.plan(own).seal
    put(nadia, own, done="420")
    with pytest.raises(InputError, match="relisez"):
        publishing.publish(nadia, own, seal)
    seal = publishing.plan(own).seal
    write(nadia.cop, new(own, "Bornes", CARS, quantity=0.1, measured=CARS))
    with pytest.raises(InputError, match="relisez"):
        publishing.publish(nadia, own, seal)


def test_proposals_are_published_with_their_reason(nadia: Membership, own: Organisation) -> None:
    record_figure(nadia, CARS, 0.7, 3.0, "Avant")
    put(nadia, own, proposal="8 000")
    put(nadia, own, lever=ISOLATION, proposal="100")
    with pytest.raises(InputError, match="raison"):
        publish(nadia, own, proposer=nadia)
    assert not WorkbenchStep.objects.exists()
    publish(nadia, own, proposer=nadia, reason="Ce que nous pouvons.")
    said = said_of(nadia.cop, "epci", "200030385")
    assert (said[CARS].kt, said[CARS].done_kt) == (pytest.approx(8 / 0.4677), 0.7)
    assert said[ISOLATION].kt == pytest.approx(0.1 / 0.0111)
    numbers = {lever: each.number for lever, each in said.items()}
    publish(nadia, own, proposer=nadia)
    assert {lever: each.number for lever, each in said_of(nadia.cop, "epci", "200030385").items()} == numbers


def test_who_may_not_propose_leaves_the_proposals(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, done="410", proposal="8 000")
    publish(nadia, own)
    assert said_of(nadia.cop, "epci", "200030385") == {}
    assert made(own) == {f"{CARS}:done": 0.41}


def test_a_proposal_published_elsewhere_is_not_brought_back(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, proposal="8 000")
    publish(nadia, own, proposer=nadia, reason="Au tableau")
    record_figure(nadia, CARS, None, 5.0, "Par le formulaire")
    bench = bench_of(own)
    line = bench.line(CARS)
    assert line is not None
    assert bench.kt(line, Columns.PROPOSAL) == pytest.approx(5.0), "the table shows what is in force"
    publish(nadia, own, proposer=nadia, reason="Encore")
    assert said_of(nadia.cop, "epci", "200030385")[CARS].kt == 5.0
    put(nadia, own, proposal="")
    publish(nadia, own, proposer=nadia)
    assert said_of(nadia.cop, "epci", "200030385")[CARS].kt is None, "an emptied cell takes the proposal back"


@pytest.mark.parametrize("broken", ["propose", "change_all", "_say"])
def test_all_of_it_or_nothing(
    nadia: Membership, own: Organisation, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    put(nadia, own, done="410", proposal="8 000")
    publish(nadia, own, proposer=nadia, reason="Avant")
    put(nadia, own, done="420", under_way="30", proposal="8 500")
    before = list(Action.objects.order_by("pk").values()), said_of(nadia.cop, "epci", "200030385")

    def fails(*_told: object, **_named: object) -> None:
        raise MeanwhileError("un collègue")

    monkeypatch.setattr(publishing, broken, fails)
    with pytest.raises(MeanwhileError):
        publish(nadia, own, proposer=nadia, reason="Après")
    assert (list(Action.objects.order_by("pk").values()), said_of(nadia.cop, "epci", "200030385")) == before


def test_a_line_converts_there_and_back(nadia: Membership, own: Organisation) -> None:
    for line in bench_of(own).lines:
        value = line.read("12,5")
        assert line.text_of(value) == "12,5"
        if line.kt_each:
            assert line.value_of(line.kt_of(value)) == pytest.approx(value)
            assert line.share_kt is None or line.share_text
    shares = fsum(line.share_kt or 0.0 for line in bench_of(own).lines)
    assert 200 < shares < 400


def test_an_organisation_without_territory_has_a_table_without_shares(nadia: Membership) -> None:
    other = Organisation.objects.create(cop=nadia.cop, siren="217500016", name="Les Étangs", kind="association")
    lead = add_member("anne@exemple.fr", "24", "animateur")
    outcome = put(lead, other, done="3 000 000")[0]
    assert outcome.state == State.SAVED
    assert all(line.share_kt is None for line in bench_of(other).lines)
    asked = save(lead, other, [Typed(CARS, "decided", "3 000 000")], proposes=False)[0].asked
    assert [each.text for each in asked] == [asked[0].text]
    assert "toute la région" in asked[0].text
    publish(lead, other)
    assert Action.objects.get().places.get().territory.level == "region"


def test_a_merged_organisation_brings_its_cells_and_its_actions(nadia: Membership, own: Organisation) -> None:
    other = add_member("val@exemple.fr", "24", "validateur", TOURS)
    assert other.organisation
    put(other, other.organisation, done="100", decided="70")
    publish(other, other.organisation)
    put(nadia, own, done="410")
    publish(nadia, own)
    follow_actions(other.organisation, own, nadia)
    follow(other.organisation, own)
    assert kt(nadia)[Status.DONE] == pytest.approx(0.51 / 0.4677)
    assert listed_of(own)[CARS, Columns.DONE].apart_kt == pytest.approx(0.1 / 0.4677)
    cells = {row.column: row.value for row in Cell.objects.filter(organisation=own)}
    assert cells == {"done": pytest.approx(0.51), "decided": 0.07}, "what both did, together"
    publish(nadia, own)
    assert kt(nadia)[Status.DONE] == pytest.approx(0.51 / 0.4677), "publishing again loses nothing"


def test_what_was_added_to_the_action_of_a_cell_is_kept(nadia: Membership, own: Organisation) -> None:
    put(nadia, own, lever=HEDGES, done="2")
    publish(nadia, own)
    action = Action.objects.get()
    action.description = "Avec la chambre d’agriculture"
    action.save()
    put(nadia, own, lever=HEDGES, done="3")
    publish(nadia, own)
    again = Action.objects.get()
    assert (again.description, again.quantity) == ("Avec la chambre d’agriculture", 0.003)


def test_a_table_that_is_sent_or_published_answers_the_follow_up(nadia: Membership, own: Organisation) -> None:
    assert sent_by(own.cop, [own]) == {}
    put(nadia, own, done="410")
    assert sent_by(own.cop, [own]) == {}, "a draft is no answer"
    publishing.send(nadia, own)
    sent = sent_by(own.cop, [own])[own.pk]
    assert (sent.validated, sent.note.startswith("Tableau envoyé le")) == (False, True)
    publish(nadia, own)
    assert sent_by(own.cop, [own])[own.pk].validated
    put(nadia, own, done="420")
    assert sent_by(own.cop, [own]) == {}, "a cell that changes makes it a draft again"
