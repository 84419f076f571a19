"""The hall's screen: who gives its link, what each state lets be seen, whose numbers it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest
from sqlalchemy import select, update

from tests.polling.stage import CONGRESS, DESK, GENERAL, KEEPERS, SECRETARY, Stage, person
from voting import acts
from voting.congress.roles import Role
from voting.db import writing
from voting.errors import NotAllowed, NotFound, NotReady
from voting.polling import cards, lifecycle, overview, screen, sittings, tallying
from voting.polling.lifecycle import Attendance
from voting.polling.models import Screen
from voting.polling.screen import VIEWS, Picture
from voting.protocol.archive import parse_archive
from voting.protocol.bundle import read_bundle
from voting.protocol.result import parse_result

TECHNICIAN = person(9, Role.TECHNICIAN)
THERE = Attendance(10, 8)
PICKED = [((1, 1, 0), (0, 0, 1)), ((1, 0, 1), (0, 1, 0)), ((1, 1, 0), (0, 0, 0)),
          ((0, 1, 0), (0, 0, 1)), ((1, 0, 0), (0, 0, 0)), ((1, 1, 0), (0, 0, 0))]  # fmt: skip
OPPOSITE = [tuple(tuple(reversed(marks)) for marks in choices) for choices in PICKED]


def make_link(stage: Stage) -> str:
    with stage.board() as session:
        return screen.make_link(session, actor=SECRETARY, sitting_id=stage.sitting_id, now=stage.now())


def show(stage: Stage, view: str, page: int = 1, by_votes: bool = False, actor=TECHNICIAN) -> None:
    with stage.board() as session:
        screen.show(
            session, actor=actor, sitting_id=stage.sitting_id, poll_id=stage.poll_id, view=view, page=page,
            by_votes=by_votes,
        )  # fmt: skip


def force(stage: Stage, view: str) -> None:
    """Write the view into the row, past the check."""
    with stage.board() as session, writing(session):
        session.execute(update(Screen).values(view=view, poll_id=stage.poll_id))


def seen(stage: Stage, there: Attendance = THERE) -> Picture:
    with stage.board() as session:
        sitting = overview.sitting(session, stage.sitting_id)
        chosen = screen.shown(session, stage.sitting_id)
        assert chosen is not None
        return screen.picture(session, sitting, chosen, there)


def vote(stage: Stage, picked=PICKED) -> None:
    for card, choices in enumerate(picked):
        stage.cast(stage.sealed(card, choices))


def through_the_hall(stage: Stage, picked=PICKED) -> Iterator[str]:
    """Every state of a poll in its order, with its name."""
    stage.open_sitting()
    stage.draft()
    make_link(stage)
    yield "draft"
    stage.make_keys()
    stage.make_cards()
    stage.freeze()
    yield "ready"
    stage.adopt()
    yield "adopted"
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    yield "open"
    vote(stage, picked)
    yield "open"
    stage.close()
    yield "closed"
    stage.report()
    yield "reported"
    stage.declare_valid()
    yield "valid"
    for index in (0, 2):
        stage.sign_closing(index)
    stage.send_share(0, *stage.share_of(0))
    yield "opened"
    stage.send_share(2, *stage.share_of(2))
    yield "counted"
    stage.sign()
    yield "signed"
    stage.announce()
    yield "announced"


def announced(stage: Stage, picked=PICKED) -> Stage:
    for _state in through_the_hall(stage, picked):
        pass
    return stage


# The link -------------------------------------------------------------------------------------


def test_the_link_is_kept_as_a_hash_and_leads_to_its_sitting_alone(stage):
    stage.open_sitting()
    token = make_link(stage)
    assert len(bytes.fromhex(token)) == 16
    with stage.board() as session:
        row = session.scalars(select(Screen)).one()
        assert row.token == hashlib.sha256(token.encode()).hexdigest()
    with stage.databases.board() as session:
        assert screen.sitting_of(session, token).id == stage.sitting_id
        assert session.info["congress_id"] == CONGRESS


def test_a_revoked_or_replaced_link_answers_no_more(quick_stage):
    stage = quick_stage
    stage.open_sitting()
    first, second = make_link(stage), make_link(stage)
    for token, works in ((first, False), (second, True), ("", False), ("0" * 32, False)):
        with stage.databases.board() as session:
            if works:
                screen.sitting_of(session, token)
            else:
                with pytest.raises(NotFound):
                    screen.sitting_of(session, token)
    with stage.board() as session:
        for _again in range(2):
            screen.revoke_link(session, actor=SECRETARY, sitting_id=stage.sitting_id, now=stage.now())
    with stage.databases.board() as session, pytest.raises(NotFound):
        screen.sitting_of(session, second)
    with stage.board() as session:
        verbs = [line.verb for line in acts.acts_of(session, CONGRESS, "sitting", stage.sitting_id)]
    assert verbs == ["open_sitting", "open_screen", "open_screen", "close_screen"]


@pytest.mark.parametrize("actor", [TECHNICIAN, DESK, GENERAL, *KEEPERS[:2]])
def test_only_the_secretariat_gives_and_takes_the_link(quick_stage, actor):
    quick_stage.open_sitting()
    for act in (screen.make_link, screen.revoke_link):
        with quick_stage.board() as session, pytest.raises(NotAllowed):
            act(session, actor=actor, sitting_id=quick_stage.sitting_id, now=quick_stage.now())


def test_scrutineers_and_desk_do_not_operate_the_screen(quick_stage):
    quick_stage.open_sitting()
    quick_stage.draft()
    make_link(quick_stage)
    show(quick_stage, "check_in")
    for actor in (DESK, GENERAL, *KEEPERS):
        with pytest.raises(NotAllowed):
            show(quick_stage, "check_in", actor=actor)


def test_a_screen_shows_polls_of_its_own_sitting_only(quick_stage):
    stage = quick_stage
    stage.open_sitting()
    stage.draft()
    elsewhere = stage.poll_id
    stage.open_sitting()
    make_link(stage)
    assert seen(stage).check_in == screen.CheckIn(10, 8, None)
    stage.poll_id = elsewhere
    with pytest.raises(NotFound):
        show(stage, "check_in")


# What a state lets be seen --------------------------------------------------------------------

ALLOWED = {
    "draft": {"check_in"},
    "ready": {"check_in", "rules"},
    "adopted": {"check_in", "rules"},
    "open": {"check_in", "rules", "voting"},
    "announced": {"check_in", "rules", "closed", "verification", "result"},
}
for _state in ("closed", "reported", "valid", "opened", "counted", "signed"):
    ALLOWED[_state] = ALLOWED["announced"] - {"result"}


def test_each_state_lets_exactly_its_own_views_be_shown(quick_stage, counted):
    tried = 0
    for state in through_the_hall(quick_stage):
        assert quick_stage.poll().state == state
        for view in (*VIEWS, "terminated", "", "counts"):
            if view in ALLOWED[state]:
                show(quick_stage, view)
                assert seen(quick_stage).view == view
            else:
                with pytest.raises(NotReady):
                    show(quick_stage, view)
            tried += 1
    counted("screen: states × views", tried)


def test_whatever_is_forced_nothing_of_the_result_is_there_before_announcing(quick_stage):
    """The same number of ballots with opposite marks gives the same picture in every state and every view."""
    other = Stage(quick_stage.databases, quick_stage.instance)
    pairs = zip(through_the_hall(quick_stage), through_the_hall(other, OPPOSITE), strict=True)
    for state, _same in pairs:
        for view in VIEWS:
            pictures = []
            for stage in (quick_stage, other):
                with stage.board() as session, writing(session):
                    session.execute(
                        update(Screen)
                        .where(Screen.sitting_id == stage.sitting_id)
                        .values(view=view, poll_id=stage.poll_id)
                    )
                pictures.append(replace(seen(stage), poll=None))
            told = [json.dumps(asdict(picture), ensure_ascii=False) for picture in pictures]
            told = [
                text.replace(stage.poll().tally_event or "-", "tally")
                for text, stage in zip(told, (quick_stage, other), strict=True)
            ]
            if state == "announced" and view == "result":
                assert told[0] != told[1]
                assert "项目1" in told[0]
            else:
                assert told[0] == told[1]
                assert pictures[0].result is None
                assert "项目1" not in told[0]


def test_a_screen_that_was_left_on_voting_says_that_it_has_closed(quick_stage):
    stage = quick_stage
    stage.to_open()
    make_link(stage)
    show(stage, "voting")
    assert seen(stage).ballots == screen.Ballots(0, None)
    vote(stage)
    with stage.board() as session:
        cards.count_stubs(session, actor=DESK, sitting_id=stage.sitting_id, handed_out=8, now=stage.now())
    assert seen(stage).ballots == screen.Ballots(6, 8)
    stage.close()
    picture = seen(stage)
    assert picture.view == "closed"
    assert picture.ballots == screen.Ballots(6, 8, stage.poll().tally_event)


def test_a_view_that_is_not_yet_true_falls_back_to_the_one_before(quick_stage):
    quick_stage.to_ready()
    make_link(quick_stage)
    for view in ("voting", "closed", "result"):
        force(quick_stage, view)
        assert seen(quick_stage).view == "rules"


def test_a_terminated_vote_shows_that_and_no_number(quick_stage):
    stage = quick_stage
    stage.to_closed()
    make_link(stage)
    show(stage, "closed")
    with stage.board() as session:
        lifecycle.terminate(
            session, stage.keys, actor=GENERAL, poll_id=stage.poll_id, reason="主席团决定", now=stage.now()
        )
    assert seen(stage) == Picture("terminated", ("terminated",), seen(stage).poll)
    with pytest.raises(NotReady):
        show(stage, "closed")


# Numbers --------------------------------------------------------------------------------------


def test_attendance_is_that_of_the_plenary_until_opening_freezes_it(quick_stage):
    stage = quick_stage
    stage.to_ready()
    make_link(stage)
    assert seen(stage, Attendance(10, 6)).check_in == screen.CheckIn(10, 6, 7)
    assert not screen.CheckIn(10, 6, 7).met
    assert screen.CheckIn(10, 7, 7).met
    assert not screen.CheckIn(0, 0, 0).met
    stage.adopt()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open(10, 8)
    assert seen(stage, Attendance(10, 3)).check_in == screen.CheckIn(10, 8, 7)


def test_the_verification_is_told_in_numbers_of_statements_and_keys_only(quick_stage):
    stage = quick_stage
    stage.to_valid()
    make_link(stage)
    show(stage, "verification")
    assert seen(stage).progress == tallying.Progress(statements=0, shares=0, needed=2, seats=3)
    stage.count()
    assert seen(stage).progress == tallying.Progress(statements=2, shares=2, needed=2, seats=3)


def test_screen_report_and_bundle_say_the_same(stage):
    announced(stage)
    show(stage, "result")
    result = seen(stage).result
    assert result is not None
    with stage.board() as session:
        counts, outcome = tallying.result(session, sittings.find_poll(session, stage.poll_id))
    assert (result.counts, result.pass_line) == (counts, outcome.bar)
    assert tuple(row.line for row in result.rows) == outcome.lines

    bundle = read_bundle(stage.bundle())
    archive = parse_archive(bytes(bundle.archive))
    counted = parse_result(archive.content(archive.of_type("Result")[0].data["result"]))
    assert tuple(row.line.for_votes for row in result.rows if row.line) == counted.counts[0]
    assert tuple(row.line.against for row in result.rows if row.line) == counted.counts[1]
    side = {line["kind"]: line for line in map(json.loads, bytes(bundle.side).splitlines())}
    for name in ("all_deputies", "present", "handed_out", "returned"):
        assert getattr(result.counts, name) == side["counts"][name]
    by_votes = sorted((row for row in result.rows if row.status == "chosen"), key=lambda r: r.line.rank)
    assert [row.number - 1 for row in by_votes] == side["outcome"]["chosen"]
    show(stage, "closed")
    closed = seen(stage).ballots
    assert closed is not None
    assert (closed.returned, closed.handed_out) == (side["counts"]["returned"], side["counts"]["handed_out"])
    assert closed.tally_event == archive.of_type("EncryptedTally")[0].event.digest
