"""A tie is settled on the same cards and keys; nothing is printed, sealed or rehearsed anew."""

from __future__ import annotations

from tests.polling.stage import SECRETARY, Stage
from voting.congress.roles import Role
from voting.polling import drafting, guide, lifecycle, overview, sittings, tallying

THERE = lifecycle.Attendance(8, 8)
# 6, 5 and 5 赞成 of 8 deputies, more than half of whom are 5: the second place is tied.
TIED = [((1, 1, 0), (0, 0, 0))] * 3 + [((1, 0, 1), (0, 0, 0))] * 3 + [((0, 1, 1), (0, 0, 0))] * 2


def announced(stage: Stage) -> None:
    stage.to_open_with(8, 8)
    for card, choices in enumerate(TIED):
        stage.cast(stage.sealed(card, choices))
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count()
    stage.sign()
    stage.announce()


def draft_runoff(stage: Stage) -> None:
    with stage.board() as session:
        before = overview.poll(session, stage.poll_id)
        _, decided = tallying.result(session, sittings.find_poll(session, stage.poll_id))
        assert decided.next_step == "runoff_among_tied"
        form, method = drafting.following(before, decided)
        stage.poll_id = sittings.draft_poll(
            session, actor=SECRETARY, sitting_id=stage.sitting_id, title=form.title, method=method,
            projects=drafting.projects_from(form.projects), now=stage.now(),
        )  # fmt: skip
    stage.method = method


def waiting(stage: Stage) -> dict[str, tuple[Role, ...]]:
    """What the guide says is to be done now, and by whom."""
    with stage.board() as session:
        view, poll = overview.sitting(session, stage.sitting_id), overview.poll(session, stage.poll_id)
        steps = guide.steps(session, view, poll, THERE, stage.now())
    return {step.code: step.roles for step in steps if step.state == "next"}


def test_a_runoff_opens_on_the_same_cards_and_keys(stage: Stage) -> None:
    announced(stage)
    held, secrets = stage.poll().ceremony_id, stage.cards.secrets
    draft_runoff(stage)
    stage.freeze()
    stage.adopt()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open(8, 8)
    assert stage.poll().ceremony_id == held
    for card in range(8):
        stage.cast(stage.sealed(card, ((int(card < 5), int(card >= 5)), (0, 0))))
    assert stage.cards.secrets == secrets
    stage.close()
    stage.report()
    stage.declare_valid()
    stage.count(1, 2)
    with stage.board() as session:
        counts, decided = tallying.result(session, sittings.find_poll(session, stage.poll_id))
    assert counts.for_votes == (5, 3)
    assert decided.chosen == (0,)


def test_the_guide_asks_only_for_what_the_runoff_needs(quick_stage: Stage) -> None:
    """Four acts of the secretariat and one of each scrutineer; the guide names who acts at each moment."""
    stage = quick_stage
    announced(stage)
    draft_runoff(stage)
    keepers = (Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
    assert waiting(stage) == {"freeze": (Role.SECRETARIAT,)}
    stage.freeze()
    assert waiting(stage) == {"adopt": (Role.SECRETARIAT,), "verify_seal": keepers}
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    assert waiting(stage) == {"adopt": (Role.SECRETARIAT,)}
    stage.adopt()
    assert waiting(stage) == {"open": (Role.SECRETARIAT, Role.CHIEF_SCRUTINEER)}
    stage.open(8, 8)
    assert "close" in waiting(stage)
