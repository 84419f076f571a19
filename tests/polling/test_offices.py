"""Card keeper, scrutineers and desk are different people at one sitting, in whatever order they come."""

from __future__ import annotations

import pytest

from tests.polling.stage import CHIEF, DESK, KEEPERS, REGISTRAR, SECRETARY, Stage
from voting.congress.roles import Actor, Role
from voting.demo.cards import make_cards
from voting.demo.scrutineer import Scrutineer
from voting.errors import Conflict, VotingError
from voting.polling import cards, ceremony, lifecycle
from voting.protocol.ceremony import Ceremony

EVERYTHING = frozenset({Role.REGISTRAR, Role.SCRUTINEER, Role.CHIEF_SCRUTINEER, Role.DESK, Role.SECRETARIAT})
ALL_IN_ONE = Actor(KEEPERS[1].person_id, "一人多职", EVERYTHING)


def start(stage: Stage) -> str:
    with stage.board() as session:
        return ceremony.start(
            session, actor=SECRETARY, sitting_id=stage.sitting_id, threshold=2,
            seats=[(keeper.person_id, keeper.name) for keeper in KEEPERS], now=stage.now(),
        )  # fmt: skip


def upload(stage: Stage, actor: Actor) -> None:
    with stage.board() as session:
        uuids = cards.cards(session, stage.sitting_id).uuids
        made = make_cards(uuids, 2, stage.random)
        cards.upload_lists(
            session, actor=actor, sitting_id=stage.sitting_id, key=made.key, lists_by_uuid=made.lists,
            statements=made.statements, printed=2, left_over=0, spoilt=0, now=stage.now(),
        )  # fmt: skip


def count_stubs(stage: Stage, actor: Actor) -> None:
    with stage.board() as session:
        cards.count_stubs(session, actor=actor, sitting_id=stage.sitting_id, handed_out=2, now=stage.now())


def refused(act: object) -> None:
    with pytest.raises(Conflict) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == "polling.two_offices"


@pytest.fixture
def stage(quick_stage: Stage) -> Stage:
    quick_stage.open_sitting()
    return quick_stage


def test_who_has_a_seat_in_a_running_ceremony_signs_no_card_list_and_counts_no_stubs(stage: Stage) -> None:
    start(stage)
    refused(lambda: upload(stage, ALL_IN_ONE))
    refused(lambda: count_stubs(stage, ALL_IN_ONE))


def test_who_signed_the_card_list_gets_no_seat_and_counts_no_stubs(stage: Stage) -> None:
    upload(stage, ALL_IN_ONE)
    refused(lambda: start(stage))
    refused(lambda: count_stubs(stage, ALL_IN_ONE))


def test_who_counted_stubs_gets_no_seat_and_signs_no_card_list(stage: Stage) -> None:
    count_stubs(stage, ALL_IN_ONE)
    count_stubs(stage, DESK)  # a later count by another does not undo it
    refused(lambda: start(stage))
    refused(lambda: upload(stage, ALL_IN_ONE))


def test_an_abandoned_ceremony_leaves_nobody_in_office(stage: Stage) -> None:
    made = start(stage)
    with stage.board() as session:
        ceremony.abandon(session, actor=CHIEF, ceremony_id=made, reason="换人", now=stage.now())
    count_stubs(stage, ALL_IN_ONE)


def test_who_proposes_does_not_confirm_whatever_his_roles(stage: Stage) -> None:
    stage.draft()
    stage.make_keys()
    stage.make_cards()
    stage.freeze()
    stage.adopt()
    with stage.board() as session:
        lifecycle.propose_opening(session, actor=ALL_IN_ONE, poll_id=stage.poll_id, now=stage.now())
        with pytest.raises(Conflict) as caught:
            lifecycle.confirm_opening(
                session, actor=ALL_IN_ONE, poll_id=stage.poll_id,
                attendance=lifecycle.Attendance(10, 8), now=stage.now(),
            )  # fmt: skip
        assert caught.value.code == "polling.second_person"


def test_messages_out_of_turn_of_others_or_of_another_ceremony_are_refused(stage: Stage) -> None:
    made = start(stage)
    people, elsewhere = (
        [Scrutineer(Ceremony(place, 3, 2), index, stage.random, bytes([index]) * 32) for index in (1, 2, 3)]
        for place in (made, "1" * 22)
    )
    certificates = [person.message("certificate", {}) for person in people]

    def send(actor: Actor, kind: str, body: bytes) -> None:
        with stage.board() as session:
            ceremony.post(session, actor=actor, ceremony_id=made, kind=kind, body=body, now=stage.now())

    def code(actor: Actor, kind: str, body: bytes) -> str:
        with pytest.raises(VotingError) as caught:
            send(actor, kind, body)
        return caught.value.code

    assert code(KEEPERS[0], "certificate", certificates[1]) == "polling.ceremony_refused"
    assert code(KEEPERS[0], "certificate", b"[" * 100_000) == "polling.ceremony_refused"
    assert code(KEEPERS[0], "commitment", certificates[0]) == "polling.stage_not_open"
    assert code(DESK, "certificate", certificates[0]) == "congress.role_missing"
    assert code(Actor("f" * 32, "外人", EVERYTHING), "certificate", certificates[0]) == "polling.no_seat"
    for keeper, certificate in zip(KEEPERS, certificates, strict=True):
        send(keeper, "certificate", certificate)
    assert code(KEEPERS[0], "certificate", certificates[1]) == "polling.already_sent"
    there = tuple(person.message("certificate", {}) for person in elsewhere)
    replayed = elsewhere[0].message("commitment", {"certificate": there})
    assert code(KEEPERS[0], "commitment", replayed) == "polling.ceremony_refused"


def test_a_chief_without_a_key_neither_made_the_cards_nor_counts_the_stubs(stage: Stage) -> None:
    keyless = Actor("f" * 32, "总监票人", EVERYTHING)
    desk_too = Actor(DESK.person_id, DESK.name, EVERYTHING)
    registrar_too = Actor(REGISTRAR.person_id, REGISTRAR.name, EVERYTHING)
    stage.draft()
    stage.make_keys()
    stage.make_cards()
    stage.freeze()
    stage.adopt()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)

    def confirm_opening(actor: Actor) -> None:
        with stage.board() as session:
            lifecycle.confirm_opening(
                session, actor=actor, poll_id=stage.poll_id, now=stage.now(),
                attendance=lifecycle.Attendance(10, 8),
            )  # fmt: skip

    with stage.board() as session:
        lifecycle.propose_opening(session, actor=SECRETARY, poll_id=stage.poll_id, now=stage.now())
    refused(lambda: confirm_opening(registrar_too))
    confirm_opening(keyless)
    refused(lambda: count_stubs(stage, keyless))
    count_stubs(stage, DESK)
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    with stage.board() as session:
        refused(
            lambda: lifecycle.report_counts(session, actor=desk_too, poll_id=stage.poll_id, now=stage.now())
        )
