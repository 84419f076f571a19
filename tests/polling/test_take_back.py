"""退回修改: a poll that is fixed but not open goes back to be edited, on the same cards and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.polling.stage import CHIEF, CONGRESS, KEEPERS, SECRETARY, Stage
from tests.polling.test_races import at_once, codes
from voting import acts
from voting.errors import Conflict, Invalid, NotAllowed, NotReady, Unavailable
from voting.polling import board_store, lifecycle, overview, recovery, screen, sittings
from voting.polling.models import Poll

REASON = "主席团会议决定修改第2项，去掉第3项"


def take_back(stage: Stage, reason: str = REASON, actor=SECRETARY) -> str:
    with stage.board() as session:
        return lifecycle.take_back(
            session, stage.keys, actor=actor, poll_id=stage.poll_id, reason=reason, now=stage.now()
        )


def polls(stage: Stage) -> list[overview.PollView]:
    with stage.board() as session:
        return list(overview.sitting(session, stage.sitting_id).polls)


def test_changed_the_night_before_it_is_voted_on_with_the_cards_and_keys_there_are(stage: Stage) -> None:
    """The text of an item changes and another item goes; nobody prints a card or makes a key again."""
    stage.to_ready()
    stage.adopt()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    before = stage.poll()
    again = take_back(stage)
    assert stage.poll().state == "taken_back"
    stage.poll_id = again
    draft = stage.poll()
    assert (draft.state, draft.title, draft.projects) == ("draft", before.title, before.projects)
    assert draft.uuid != before.uuid
    assert draft.replaces == before.id
    stage.method = replace(stage.method, candidates=2, places=1, max_marks=1)
    with stage.board() as session:
        sittings.redraft_poll(
            session, actor=SECRETARY, poll_id=again, title=before.title, method=stage.method,
            projects=[sittings.Project("项目1"), sittings.Project("项目2（改）")], now=stage.now(),
        )  # fmt: skip
    stage.freeze()
    with pytest.raises(Conflict):
        stage.open()  # what was given to the first text does not count for the second
    stage.adopt()
    with pytest.raises(NotReady) as caught:
        stage.open()
    assert caught.value.code == "polling.gate_shares"
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()
    assert stage.poll().state == "announced"


def test_the_attempt_ends_for_good_and_its_server_key_is_erased(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    uuid = stage.poll().uuid
    take_back(stage)
    poll = stage.poll()
    assert poll.server_key_erased
    with pytest.raises(Unavailable):
        stage.keys.server_seed(uuid)
    for act in (stage.freeze, stage.adopt, stage.open, stage.close, lambda: stage.prove_share(0)):
        with pytest.raises(Conflict):
            act()
    with pytest.raises(Conflict):
        take_back(stage)
    with stage.board() as session:
        kept = board_store.side_records(session, sittings.find_poll(session, stage.poll_id), "registrar")
    assert len(kept) == 1  # the records of the attempt stay as they were


def test_the_reason_stands_in_the_act_log(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    again = take_back(stage)
    with stage.board() as session:
        lines = acts.acts_of(session, CONGRESS, "poll", stage.poll_id)
        assert [line.reason for line in lines if line.verb == "take_back"] == [REASON]
        assert [line.verb for line in acts.acts_of(session, CONGRESS, "poll", again)] == ["draft_poll"]
        acts.verify_chain(session, CONGRESS)


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_without_a_reason_nothing_happens(quick_stage: Stage, reason: str) -> None:
    stage = quick_stage.to_ready()
    with pytest.raises(Invalid) as caught:
        take_back(stage, reason)
    assert (caught.value.code, caught.value.field) == ("polling.reason_missing", "reason")
    assert stage.poll().state == "ready"
    assert len(polls(stage)) == 1


def test_only_the_secretariat_takes_back_and_only_before_opening(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    with pytest.raises(NotAllowed):
        take_back(stage, actor=CHIEF)
    stage.adopt()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    with pytest.raises(Conflict):
        take_back(stage)
    assert stage.poll().state == "open"


def test_a_draft_is_edited_and_not_taken_back(quick_stage: Stage) -> None:
    quick_stage.open_sitting()
    quick_stage.draft()
    with pytest.raises(Conflict):
        take_back(quick_stage)


def test_each_attempt_spends_a_uuid_and_without_one_left_nothing_happens(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    for number in range(sittings.UUIDS):
        stage.draft(f"第{number + 1}次")
    with stage.board() as session:
        assert overview.sitting(session, stage.sitting_id).uuids_left == 0
    stage.make_keys()
    stage.make_cards()
    stage.freeze()
    with pytest.raises(NotReady) as caught:
        take_back(stage)
    assert caught.value.code == "polling.no_uuid_left"
    assert stage.poll().state == "ready"
    assert stage.keys.server_seed(stage.poll().uuid)


def test_what_a_crash_left_undone_is_done_at_the_next_start(quick_stage: Stage, monkeypatch) -> None:
    stage = quick_stage.to_ready()

    def stop(*_arguments: object, **_named: object) -> None:
        raise OSError("the machine stopped")

    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "erase_server_key", stop)
        with pytest.raises(OSError, match="stopped"):
            take_back(stage)
    assert [poll.state for poll in polls(stage)] == ["taken_back", "draft"]
    assert not stage.poll().server_key_erased
    recovery.resume(stage.databases.board, stage.keys, stage.now())
    assert stage.poll().server_key_erased


def test_the_screen_shows_nothing_of_it(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    take_back(stage)
    first, _second = polls(stage)
    assert screen.views_of(first) == ("check_in",)


def test_two_at_once_take_it_back_once(stage: Stage) -> None:
    stage.to_ready()
    answers = at_once([lambda: take_back(stage)] * 3)
    assert len(codes(answers)) == 2
    assert [poll.state for poll in polls(stage)] == ["taken_back", "draft"]


def test_lists_of_cards_are_those_uploaded_before(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    take_back(stage)
    with stage.board() as session:
        fixed = session.get(Poll, stage.poll_id)
        assert fixed is not None
        uuids = {row.uuid: row.credentials for row in session.query(sittings.SittingUuid)}
    assert all(uuids.values())
