"""预演: invented projects on the same cards and keys, counted by t keys alone; a real poll opens after it."""

from __future__ import annotations

import pytest

from tests.polling.stage import CHIEF, CONGRESS, KEEPERS, SECRETARY, Stage
from voting import acts
from voting.errors import Conflict, Invalid, NotAllowed, NotReady
from voting.polling import balance, gate, lifecycle, overview, rehearsal, sittings
from voting.rules import reading


def draft(stage: Stage, *, places: int = 2, candidates: int = 5, actor=SECRETARY) -> str:
    with stage.board() as session:
        made = rehearsal.draft(
            session, actor=actor, sitting_id=stage.sitting_id, places=places, candidates=candidates,
            now=stage.now(),
        )  # fmt: skip
        stage.method = sittings.method_of(sittings.find_poll(session, made))
    stage.poll_id = made
    return made


def rehearse(stage: Stage, keys: tuple[int, ...] = (0, 2), ballots: int = 5) -> None:
    """The whole of it: only those who open prove their keys; the others' slips are missing all along."""
    draft(stage)
    stage.freeze()
    for index in keys:
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open(0, 0)
    for card in range(ballots):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report_rehearsal()
    stage.declare_valid()
    stage.count(*keys)


def rehearsed(stage: Stage) -> bool:
    with stage.board() as session:
        return overview.sitting(session, stage.sitting_id).rehearsed


@pytest.fixture
def prepared(quick_stage: Stage) -> Stage:
    quick_stage.open_sitting()
    quick_stage.make_keys(rehearsed=False)
    quick_stage.make_cards()
    return quick_stage


def test_a_real_poll_opens_after_recovery_was_rehearsed_and_not_before(stage: Stage) -> None:
    """The true way: with n − t slips missing, on the cards and keys of the real poll, nothing set by hand."""
    method = stage.method
    stage.open_sitting()
    stage.make_keys(rehearsed=False)
    stage.make_cards()
    real = stage.draft()
    stage.freeze()
    stage.adopt()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    with pytest.raises(NotReady) as caught:
        stage.open()
    assert caught.value.code == "polling.gate_rehearsed"
    rehearse(stage)
    assert stage.poll().state == "counted"
    assert rehearsed(stage)
    stage.poll_id, stage.method = real, method
    stage.open()
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count(1, 2)
    assert stage.poll().state == "counted"


def test_the_draft_says_everywhere_that_it_is_a_rehearsal(prepared: Stage) -> None:
    draft(prepared, places=3, candidates=8)
    poll = prepared.poll()
    assert sittings.REHEARSAL in poll.title
    assert sittings.REHEARSAL in reading.description(prepared.method)
    assert (prepared.method.places, prepared.method.candidates, prepared.method.min_ballots) == (3, 8, 5)
    assert [p.name for p in sittings.projects_of(poll)] == list(rehearsal.INVENTED)
    prepared.freeze()
    assert sittings.REHEARSAL in prepared.election().name
    assert sittings.REHEARSAL in prepared.election().description


@pytest.mark.parametrize(
    ("places", "candidates", "field"),
    [(0, 5, "places"), (5, 5, "places"), (1, 2, "candidates"), (2, 9, "candidates")],
)
def test_a_rehearsal_stays_small(prepared: Stage, places: int, candidates: int, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        draft(prepared, places=places, candidates=candidates)
    assert caught.value.field == field


def test_the_secretariat_drafts_it(prepared: Stage) -> None:
    with pytest.raises(NotAllowed):
        draft(prepared, actor=CHIEF)


def test_it_needs_neither_adoption_nor_quorum_nor_stubs(prepared: Stage) -> None:
    rehearse(prepared)
    poll = prepared.poll()
    assert (poll.all_deputies, poll.present, poll.handed_out, poll.returned) == (8, 8, 8, 5)
    with prepared.board() as session:
        assert sittings.find_sitting(session, prepared.sitting_id).handed_out is None
        cards = balance.balance(session, sittings.find_poll(session, prepared.poll_id))
    assert cards.unissued == 0


def test_it_is_not_adopted(prepared: Stage) -> None:
    draft(prepared)
    prepared.freeze()
    with pytest.raises(Conflict) as caught:
        prepared.adopt()
    assert caught.value.code == "polling.rehearsal_not_adopted"


def test_fewer_keys_than_open_the_box_do_not_open_the_rehearsal(prepared: Stage) -> None:
    draft(prepared)
    prepared.freeze()
    prepared.prove_share(0)
    prepared.sign_zero(0)
    with prepared.board() as session:
        poll = sittings.find_poll(session, prepared.poll_id)
        found = {g.code: (g.met, g.number, g.needed) for g in gate.gates(session, poll, 0, 0, prepared.now())}
    assert found == {
        "keys": (True, 1, 1), "cards": (True, 1, 1), "shares": (False, 1, 2), "zero_report": (False, 1, 2),
    }  # fmt: skip
    with pytest.raises(NotReady) as caught:
        prepared.open(0, 0)
    assert caught.value.code == "polling.gate_shares"


def test_a_second_person_confirms_it_like_any_other(prepared: Stage) -> None:
    draft(prepared)
    prepared.freeze()
    for index in (0, 1):
        prepared.prove_share(index)
        prepared.sign_zero(index)
    with prepared.board() as session, pytest.raises(NotReady) as caught:
        lifecycle.confirm_opening(
            session, actor=CHIEF, poll_id=prepared.poll_id, attendance=lifecycle.Attendance(0, 0),
            now=prepared.now(),
        )  # fmt: skip
    assert caught.value.code == "polling.not_proposed"


def test_a_rehearsal_that_was_not_counted_rehearses_nothing(prepared: Stage) -> None:
    draft(prepared)
    prepared.freeze()
    for index in (0, 1):
        prepared.prove_share(index)
        prepared.sign_zero(index)
    prepared.open(0, 0)
    for card in range(5):
        prepared.cast(prepared.sealed(card))
    prepared.close()
    prepared.report_rehearsal()
    prepared.declare_valid()
    prepared.sign_closing(0)
    prepared.sign_closing(1)
    prepared.send_share(0, *prepared.share_of(0))
    assert not rehearsed(prepared)
    prepared.send_share(1, *prepared.share_of(1))
    assert rehearsed(prepared)


def test_what_was_rehearsed_stands_in_the_act_log_once(prepared: Stage) -> None:
    rehearse(prepared)
    rehearse(prepared, (1, 2))
    with prepared.board() as session:
        held = sittings.find_sitting(session, prepared.sitting_id).ceremony_id or ""
        lines = acts.acts_of(session, CONGRESS, "ceremony", held)
    assert [line.verb for line in lines].count("rehearse_recovery") == 1


def test_the_same_cards_vote_in_the_real_poll_afterwards(prepared: Stage) -> None:
    method = prepared.method
    rehearse(prepared)
    prepared.method = method
    prepared.draft()
    prepared.freeze()
    prepared.adopt()
    for index in range(3):
        prepared.prove_share(index)
        prepared.sign_zero(index)
    prepared.open()
    for card in range(6):
        prepared.cast(prepared.sealed(card))
    with prepared.board() as session:
        assert balance.balance(session, sittings.find_poll(session, prepared.poll_id)).handed_out is None
