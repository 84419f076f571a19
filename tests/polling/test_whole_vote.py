"""One vote from an empty sitting to the announcement, through the services."""

from __future__ import annotations

from tests.polling.stage import SECRETARY, Stage
from voting.polling import lifecycle, sittings, tallying


def test_a_vote_runs_from_draft_to_announcement(stage: Stage) -> None:
    stage.to_open()
    picked = [((1, 1, 0), (0, 0, 1)), ((1, 0, 1), (0, 1, 0)), ((1, 1, 0), (0, 0, 0)),
              ((0, 1, 0), (0, 0, 1)), ((1, 0, 0), (0, 0, 0)), ((1, 1, 0), (0, 0, 0))]  # fmt: skip
    for card, choices in enumerate(picked):
        stage.cast(stage.sealed(card, choices))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        counts, outcome = tallying.result(session, poll)
    assert counts.for_votes == (5, 4, 1)
    assert counts.against == (0, 1, 2)
    assert outcome.bar == 6
    stage.sign()
    stage.announce()
    assert stage.poll().state == "announced"
    assert stage.poll().server_key_erased
    with stage.board() as session:
        lifecycle.publish(
            session, actor=SECRETARY, poll_id=stage.poll_id, notice="公告（第5号）", now=stage.now()
        )
        poll = sittings.find_poll(session, stage.poll_id)
        assert (poll.state, lifecycle.notice_of(session, poll)) == ("published", "公告（第5号）")
