"""Screening by the lists, decisions with reasons, and their publication in batches."""

from __future__ import annotations

import pytest

from tests.collection.desks import LATER, Desks
from voting import acts
from voting.collection import calls, decisions, desk, screening
from voting.collection.decisions import Ruling
from voting.collection.screening import Answer
from voting.errors import Conflict, Invalid, NotAllowed, NotReady

LATER_YEAR = Ruling("postpone", "beyond_year", "工程量大，当年不能完成，拟分两年实施。")


def test_adopting_needs_every_line_of_the_lists_answered(desks: Desks):
    idea = desks.idea()
    with pytest.raises(NotReady) as caught:
        decisions.decide(*desks.as_government(), [idea], Ruling("adopt"), now=LATER)
    assert caught.value.code == "collection.screening_incomplete"
    desks.screened(idea)
    assert decisions.decide(*desks.as_government(), [idea], Ruling("adopt"), now=LATER) == 1


def test_a_line_that_speaks_against_stops_adopting(desks: Desks):
    idea = desks.idea()
    desks.screened(idea)
    items = calls.items(desks.hall.session, desks.hall.congress_id, desks.call_id)
    said = screening.answers(desks.hall.session, desks.hall.congress_id, idea)
    debt = next(item for item in items if item.reason_code == "debt")
    screening.answer(*desks.as_government(), idea, said | {debt.id: Answer("yes", "需举债")}, now=LATER)
    with pytest.raises(NotReady) as caught:
        decisions.decide(*desks.as_government(), [idea], Ruling("adopt"), now=LATER)
    assert caught.value.data["item"] == debt.text


def test_every_line_of_the_lists_has_its_legal_basis(desks: Desks):
    items = calls.items(desks.hall.session, desks.hall.congress_id, desks.call_id)
    assert {item.side for item in items} == {"positive", "negative"}
    assert all(item.basis and item.reason_code for item in items)


@pytest.mark.parametrize(
    ("ruling", "field"),
    [
        (Ruling("postpone", "", "当年不能完成。"), "reason_code"),
        (Ruling("postpone", "made_up", "当年不能完成。"), "reason_code"),
        (Ruling("postpone", "beyond_year", ""), "sentence"),
        (Ruling("keep", "library", "好"), "sentence"),
        (Ruling("refer", "hotline", "已转12345办理。"), "referred_to"),
        (Ruling("reject", "debt", "有债务风险，不予考虑。"), "outcome"),
        (Ruling("postpone", "beyond_year", "字" * 301), "sentence"),
    ],
)
def test_a_refusal_needs_a_reason_and_a_sentence(desks: Desks, ruling: Ruling, field: str):
    idea = desks.idea()
    with pytest.raises(Invalid) as caught:
        decisions.decide(*desks.as_government(), [idea], ruling, now=LATER)
    assert caught.value.field == field
    assert desks.state(idea) == "received"


def test_nothing_is_in_force_before_the_batch_is_published(desks: Desks):
    adopted, refused = desks.idea(), desks.idea()
    desks.screened(adopted)
    decisions.decide(*desks.as_government(), [adopted], Ruling("adopt"), now=LATER)
    decisions.decide(*desks.as_government(), [refused], LATER_YEAR, now=LATER)
    assert [desks.state(idea) for idea in (adopted, refused)] == ["in_progress", "in_progress"]
    session, congress_id = desks.hall.session, desks.hall.congress_id
    assert decisions.rulings(session, congress_id, [refused]) == {}
    done = desks.publish()
    assert (done.number, done.count) == (1, 2)
    assert [desks.state(idea) for idea in (adopted, refused)] == ["adopted", "not_this_year"]
    (told,) = decisions.rulings(session, congress_id, [refused])[refused]
    assert (told.ruling, told.number) == (LATER_YEAR, 1)


def test_a_batch_that_changed_since_it_was_shown_is_not_published(desks: Desks):
    first, second = desks.idea(), desks.idea()
    decisions.decide(*desks.as_government(), [first], LATER_YEAR, now=LATER)
    decisions.decide(*desks.as_government(), [second], LATER_YEAR, now=LATER)
    here = (*desks.as_government(), desks.call_id, "government")
    session, _actor, *shown_at = here[0], here[1], *here[2:]
    read = decisions.seal(decisions.pending(session, *shown_at))
    decisions.withdraw(*desks.as_government(), [second], now=LATER)
    with pytest.raises(Conflict):
        decisions.publish(*here, shown=read, now=LATER)
    desks.publish()
    assert desks.state(second) == "in_progress"
    with pytest.raises(NotReady):
        desks.publish()


@pytest.mark.parametrize("meanwhile", ["another one", "another ruling"])
def test_as_many_others_than_those_read_are_not_published(desks: Desks, meanwhile: str):
    first, second = desks.idea(), desks.idea()
    decisions.decide(*desks.as_government(), [first], LATER_YEAR, now=LATER)
    here = (desks.hall.congress_id, desks.call_id, "government")
    read = decisions.seal(decisions.pending(desks.hall.session, *here))
    if meanwhile == "another one":
        decisions.withdraw(*desks.as_government(), [first], now=LATER)
        decisions.decide(*desks.as_government(), [second], LATER_YEAR, now=LATER)
    else:
        decisions.decide(
            *desks.as_government(), [first], Ruling("keep", "library", "条件成熟再议。"), now=LATER
        )
    with pytest.raises(Conflict, match="batch_changed"):
        decisions.publish(*desks.as_government(), desks.call_id, "government", shown=read, now=LATER)
    assert [desks.state(idea) for idea in (first, second)] == [
        "in_progress",
        "in_progress" if meanwhile == "another one" else "received",
    ]
    assert desks.publish().count == 1


def test_a_decision_is_reconsidered_with_a_reason(desks: Desks):
    idea = desks.idea()
    decisions.decide(*desks.as_government(), [idea], LATER_YEAR, now=LATER)
    desks.publish()
    with pytest.raises(Invalid):
        desk.move(*desks.as_government(), [idea], "reconsider", now=LATER)
    desk.move(*desks.as_government(), [idea], "reconsider", now=LATER, reason="资金已落实")
    desks.screened(idea)
    decisions.decide(*desks.as_government(), [idea], Ruling("adopt"), now=LATER)
    done = desks.publish()
    assert done.number == 2
    told = decisions.rulings(desks.hall.session, desks.hall.congress_id, [idea])[idea]
    assert [ruled.ruling.outcome for ruled in told] == ["postpone", "adopt"]


def test_complaints_are_set_apart_and_never_shown(desks: Desks):
    idea = desks.idea("举报某工地拖欠工资")
    with pytest.raises(Invalid):
        desk.move(*desks.as_government(), [idea], "set_apart", now=LATER)
    desk.move(*desks.as_government(), [idea], "set_apart", now=LATER, reason="属信访事项")
    assert desks.state(idea) == "petition"
    with pytest.raises(Conflict):
        desk.list_publicly(*desks.as_government(), [idea], True, now=LATER)
    with pytest.raises(Conflict):
        decisions.decide(*desks.as_government(), [idea], LATER_YEAR, now=LATER)
    desk.move(*desks.as_government(), [idea], "bring_back", now=LATER)
    assert desks.state(idea) == "in_progress"


def test_each_step_says_who_when_and_why(desks: Desks):
    idea = desks.idea()
    desk.move(*desks.as_government(), [idea], "take_up", now=LATER)
    decisions.decide(*desks.as_government(), [idea], LATER_YEAR, now=LATER)
    desks.publish()
    history = acts.acts_of(desks.hall.session, desks.hall.congress_id, "idea", idea)
    assert [act.verb for act in history] == ["take_up", "prepare_decision", "postpone"]
    assert {act.actor_id for act in history} == {desks.government.person_id}
    assert {act.minute for act in history} == {LATER}
    assert history[-1].reason == LATER_YEAR.sentence
    acts.verify_chain(desks.hall.session, desks.hall.congress_id)


def test_the_other_desk_decides_nothing(desks: Desks):
    idea = desks.idea()
    for attempt in (
        lambda: decisions.decide(*desks.as_congress(), [idea], LATER_YEAR, now=LATER),
        lambda: screening.answer(*desks.as_congress(), idea, {}, now=LATER),
        lambda: desk.move(*desks.as_congress(), [idea], "take_up", now=LATER),
        lambda: desk.note(*desks.as_congress(), idea, "看看", now=LATER),
        lambda: desk.list_publicly(*desks.as_congress(), [idea], True, now=LATER),
        lambda: decisions.publish(*desks.as_congress(), desks.call_id, "government", shown="", now=LATER),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert desks.state(idea) == "received"
