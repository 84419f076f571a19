"""A scrutineer is replaced: the keys end, others are made, and only those that hold count."""

from __future__ import annotations

import pytest

from tests.polling import stage as stages
from tests.polling.stage import CHIEF, CONGRESS, DESK, KEEPERS, REGISTRAR, SECRETARY, Stage, person
from voting import acts
from voting.congress.roles import Actor, Role
from voting.errors import Conflict, Invalid, NotAllowed, NotReady
from voting.polling import ceremony, lifecycle, sittings

REPLACEMENT = person(14, Role.SCRUTINEER)
AFTER = (*KEEPERS[:2], REPLACEMENT)
REASON = "主席团决定更换一名监票人"


def end_keys(stage: Stage, reason: str = REASON, actor: Actor = SECRETARY) -> None:
    with stage.board() as session:
        ceremony.end_keys(session, actor=actor, sitting_id=stage.sitting_id, reason=reason, now=stage.now())


def start(stage: Stage, keepers: tuple[Actor, ...]) -> str:
    with stage.board() as session:
        return ceremony.start(
            session, actor=SECRETARY, sitting_id=stage.sitting_id, threshold=2,
            seats=[(keeper.person_id, keeper.name) for keeper in keepers], now=stage.now(),
        )  # fmt: skip


def sitting(stage: Stage) -> sittings.Sitting:
    with stage.board() as session:
        row = sittings.find_sitting(session, stage.sitting_id)
        session.expunge(row)
        return row


def taken_back(stage: Stage) -> None:
    with stage.board() as session:
        stage.poll_id = lifecycle.take_back(
            session, stage.keys, actor=SECRETARY, poll_id=stage.poll_id, reason="更换监票人", now=stage.now()
        )


def test_a_replaced_scrutineer_and_a_vote_with_the_new_keys(stage: Stage, monkeypatch) -> None:
    """Taken back, keys ended, made again with the new person; the cards are those that were printed."""
    stage.to_ready()
    stage.adopt()
    old = stage.holders
    taken_back(stage)
    end_keys(stage)
    monkeypatch.setattr(stages, "KEEPERS", AFTER)
    stage.make_keys()
    stage.freeze()
    stage.adopt()
    with stage.board() as session, pytest.raises(Conflict) as caught:
        lifecycle.gate.share_challenge(session, actor=KEEPERS[2], poll_id=stage.poll_id)
    assert caught.value.code == "polling.no_seat"
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report()
    stage.declare_valid()
    new, stage.holders = stage.holders, old
    with pytest.raises((Conflict, Invalid)):
        stage.sign_closing(0)  # an old slip opens nothing
    stage.holders = new
    stage.count(0, 2)
    assert stage.poll().state == "counted"


def test_ended_keys_stay_as_history_with_their_reason(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    stage.make_keys()
    ended = sitting(stage).ceremony_id
    assert ended
    end_keys(stage)
    assert sitting(stage).ceremony_id is None
    with stage.board() as session:
        view = ceremony.view(session, ended)
        assert (view.state, view.reason) == (ceremony.ENDED, REASON)
        assert set(view.messages) == set(ceremony.STAGES)
        assert ceremony.fingerprints(session, ended).keys() == {1, 2, 3}
        (line,) = [x for x in acts.acts_of(session, CONGRESS, "ceremony", ended) if x.verb == "end_keys"]
    assert (line.actor_id, line.reason) == (SECRETARY.person_id, REASON)


def test_ended_keys_are_no_longer_rehearsed(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    stage.make_keys()
    assert sitting(stage).rehearsed
    end_keys(stage)
    stage.make_keys(rehearsed=False)
    assert sitting(stage).rehearsed is None


def test_one_set_of_keys_at_a_time(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    with pytest.raises(NotReady):
        end_keys(stage)
    stage.make_keys()
    with pytest.raises(Conflict) as caught:
        start(stage, AFTER)
    assert caught.value.code == "polling.keys_hold"


def test_without_keys_that_hold_nothing_is_fixed(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    stage.draft()
    stage.make_keys()
    stage.make_cards()
    end_keys(stage)
    with pytest.raises(NotReady) as caught:
        stage.freeze()
    assert caught.value.code == "polling.keys_missing"
    start(stage, AFTER)  # begun, but not complete
    with pytest.raises(NotReady):
        stage.freeze()
    assert stage.poll().state == "draft"


@pytest.mark.parametrize("state", ["ready", "adopted", "open", "closed", "reported", "valid", "opened"])
def test_keys_do_not_end_while_a_poll_is_fixed_with_them(quick_stage: Stage, state: str) -> None:
    stage = quick_stage
    acts_on_the_way = {
        "ready": stage.to_ready,
        "adopted": stage.adopt,
        "open": lambda: open_it(stage),
        "closed": lambda: [stage.cast(stage.sealed(card)) for card in range(6)] and stage.close(),
        "reported": stage.report,
        "valid": stage.declare_valid,
        "opened": lambda: [stage.sign_closing(0), stage.sign_closing(1), send_one(stage)],
    }
    for reached, act in acts_on_the_way.items():
        act()
        if reached == state:
            break
    assert stage.poll().state == state
    with pytest.raises(Conflict) as caught:
        end_keys(stage)
    assert caught.value.code == "polling.keys_in_use"


def open_it(stage: Stage) -> None:
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()


def send_one(stage: Stage) -> None:
    stage.send_share(0, *stage.share_of(0))


def test_after_signing_off_keys_may_end_and_the_old_poll_keeps_its_own(quick_stage: Stage) -> None:
    stage = quick_stage.to_valid()
    stage.count()
    stage.sign()
    stage.announce()
    held = sitting(stage).ceremony_id
    end_keys(stage)
    assert stage.poll().ceremony_id == held
    with stage.board() as session:
        assert ceremony.of_poll(session, sittings.find_poll(session, stage.poll_id)).id == held
    assert stage.bundle()


def test_only_the_secretariat_ends_keys_and_says_why(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    stage.make_keys()
    with pytest.raises(NotAllowed):
        end_keys(stage, actor=CHIEF)
    with pytest.raises(Invalid) as caught:
        end_keys(stage, reason="  ")
    assert (caught.value.code, caught.value.field) == ("polling.reason_missing", "reason")
    assert sitting(stage).ceremony_id


def test_who_was_replaced_is_free_for_another_office_and_who_comes_may_hold_none(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    stage.make_keys()
    end_keys(stage)
    replaced = Actor(KEEPERS[2].person_id, "原监票人", frozenset({Role.DESK}))
    with stage.board() as session:
        stages.cards.count_stubs(
            session, actor=replaced, sitting_id=stage.sitting_id, handed_out=1, now=stage.now()
        )
    for other in (replaced, DESK):
        with stage.board() as session:
            stages.cards.count_stubs(
                session, actor=other, sitting_id=stage.sitting_id, handed_out=2, now=stage.now()
            )
        with pytest.raises(Conflict) as caught:
            start(stage, (*KEEPERS[:2], other))
        assert caught.value.code == "polling.two_offices"
    stage.make_cards()
    with pytest.raises(Conflict) as caught:
        start(stage, (*KEEPERS[:2], REGISTRAR))
    assert caught.value.code == "polling.two_offices"
    start(stage, AFTER)
