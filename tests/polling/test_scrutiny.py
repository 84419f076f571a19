"""What scrutineers' pages are told: who aborted a ceremony, the board piece by piece, faults on record."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from tests.polling.stage import CHIEF, DESK, KEEPERS, SECRETARY, Stage, person
from voting import acts
from voting.congress.roles import Role
from voting.db import writing
from voting.demo.scrutineer import Scrutineer
from voting.errors import VotingError
from voting.polling import board_store, ceremony, scrutiny, sittings
from voting.protocol import ceremony as protocol
from voting.protocol import participant


def begun(stage: Stage) -> tuple[str, list[Scrutineer]]:
    """A ceremony in which all certificates are there; its id and its pages."""
    stage.open_sitting()
    with stage.board() as session:
        made = ceremony.start(
            session, actor=SECRETARY, sitting_id=stage.sitting_id, threshold=2,
            seats=[(keeper.person_id, keeper.name) for keeper in KEEPERS], now=stage.now(),
        )  # fmt: skip
        pages = [Scrutineer(protocol.Ceremony(made, 3, 2), index, stage.random) for index in (1, 2, 3)]
        for keeper, page in zip(KEEPERS, pages, strict=True):
            body = page.message("certificate", {})
            ceremony.post(
                session, actor=keeper, ceremony_id=made, kind="certificate", body=body, now=stage.now()
            )
    return made, pages


def abort_of(page: Scrutineer, accused: int, reason: str) -> bytes:
    return participant.join(page.ceremony, page.index, page.seed).abort(accused, reason).serialize()


def test_a_signed_abort_ends_the_ceremony_and_names_whom_it_accuses(stage: Stage) -> None:
    made, pages = begun(stage)
    body = abort_of(pages[0], 3, "C8")
    with stage.board() as session:
        ceremony.abort(session, actor=KEEPERS[0], ceremony_id=made, body=body, now=stage.now())
        shown = ceremony.view(session, made)
        assert (shown.state, shown.aborts, shown.reason) == ("aborted", {1: body}, "C8 → 3")
        line = acts.acts_of(session, shown_congress(session, stage), "ceremony", made)[-1]
        assert (line.verb, line.actor_id) == ("abort_ceremony", KEEPERS[0].person_id)
        with pytest.raises(VotingError) as late:
            ceremony.abort(
                session, actor=KEEPERS[1], ceremony_id=made, body=abort_of(pages[1], 3, "C8"), now=stage.now()
            )
        assert late.value.code == "polling.ceremony_over"


def shown_congress(session, stage: Stage) -> str:
    return sittings.find_sitting(session, stage.sitting_id).congress_id


def test_an_abort_is_taken_from_the_seat_that_signed_it_alone(quick_stage: Stage) -> None:
    made, pages = begun(quick_stage)
    outsider = person(99, Role.SCRUTINEER)
    honest = abort_of(pages[0], 3, "C8")
    forged = json.loads(honest)
    forged["message"] = forged["message"].replace('"accused":3', '"accused":2')
    for actor, body, code in (
        (KEEPERS[1], honest, "polling.ceremony_refused"),
        (KEEPERS[0], json.dumps(forged, separators=(",", ":")).encode(), "polling.ceremony_refused"),
        (KEEPERS[0], abort_of(pages[0], 9, "C8"), "polling.ceremony_refused"),
        (KEEPERS[0], abort_of(pages[0], 3, "他说的"), "polling.ceremony_refused"),
        (outsider, honest, "polling.no_seat"),
        (DESK, honest, "congress.role_missing"),
    ):
        with quick_stage.board() as session, pytest.raises(VotingError) as refused:
            ceremony.abort(session, actor=actor, ceremony_id=made, body=body, now=quick_stage.now())
        assert refused.value.code == code
    with quick_stage.board() as session:
        assert ceremony.view(session, made).state == "commitment"


def test_the_board_in_pieces_is_the_board_whole(stage: Stage) -> None:
    stage.to_open()
    heads = [(-1, 0)]
    for batch in range(3):
        for card in (2 * batch, 2 * batch + 1):
            stage.cast(stage.sealed(card))
        with stage.board() as session, writing(session):
            poll = sittings.find_poll(session, stage.poll_id)
            board_store.append_batch(session, poll, stage.board_key())
            heads.append(board_store.reached(session, poll))
    stage.close()
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        heads.append(board_store.reached(session, poll))
        assert [height for height, _ in heads] == [-1, 2, 4, 6, 8]
        steps = list(pairwise(heads))
        archive = [
            b"".join(board_store.archive_chunks(session, poll, after[0], before[0]))
            for before, after in steps
        ]
        side = [
            b"".join(board_store.side_lines(session, poll, before[1], after[1])) for before, after in steps
        ]
        assert b"".join(archive) == b"".join(board_store.archive_chunks(session, poll))
        assert b"".join(side) == b"".join(board_store.side_lines(session, poll))
    assert all(len(piece) > 1000 for piece in archive)


def test_a_fault_stands_before_everybody_until_its_finder_signs_that_all_is_well(quick_stage: Stage) -> None:
    stage = quick_stage.to_valid()

    def report(actor, check: str = "B13") -> None:
        with stage.board() as session:
            scrutiny.report_fault(session, actor=actor, poll_id=stage.poll_id, check=check, now=stage.now())

    def shown(actor) -> scrutiny.Scrutiny:
        with stage.board() as session:
            return scrutiny.at(session, sittings.find_poll(session, stage.poll_id), actor, stage.now())

    for actor, check, code in (
        (CHIEF, "B13 <b>", "polling.unknown_choice"),
        (CHIEF, "", "polling.unknown_choice"),
        (DESK, "B13", "congress.role_missing"),
        (person(99, Role.SCRUTINEER), "B13", "polling.no_seat"),
    ):
        with pytest.raises(VotingError) as refused:
            report(actor, check)
        assert refused.value.code == code
    report(KEEPERS[1])
    report(KEEPERS[1], "T2")
    assert shown(CHIEF).faults == (scrutiny.Fault("report_fault", 2, KEEPERS[1].name, "T2"),)
    assert shown(CHIEF).state == "valid"  # nothing moves: the chair decides
    stage.sign_closing(1)
    assert shown(CHIEF).faults == ()
    assert (shown(KEEPERS[1]).own, shown(CHIEF).own) == (("zero", "closing", "share"), ("zero", "share"))
