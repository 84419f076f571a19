"""票数核对: chains that hold and chains that break, the stop, voids in a batch, the balance of the cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import text

from tests.polling.stage import CHIEF, DESK, KEEPERS, REGISTRAR, SECRETARY, Stage
from voting import acts
from voting.errors import Conflict, Invalid, NotAllowed, Unavailable, VotingError
from voting.polling import balance, cards, pausing, reconciliation, sittings, voids
from voting.polling.lifecycle import Attendance
from voting.polling.reconciliation import Reconciliation
from voting.polling.wording import BREAKS, WAITS
from voting.protocol import sidelog
from voting.protocol.credentials import public_credential
from voting.protocol.group import encode


def reconciled(stage: Stage) -> Reconciliation:
    with stage.board() as session:
        return reconciliation.reconcile(session, stage.poll_id, Attendance(10, 8))


def broken(stage: Stage) -> list[tuple[str, int, int]]:
    return [(each.code, each.number, each.limit) for each in reconciled(stage).breaks]


def hand_out(stage: Stage, number: int) -> None:
    with stage.board() as session:
        cards.count_stubs(
            session, actor=DESK, sitting_id=stage.sitting_id, handed_out=number, now=stage.now()
        )


def tamper(stage: Stage, statement: str, **values: object) -> None:
    """What no service does, done behind their backs."""
    with stage.databases.board_engine.begin() as connection:
        connection.execute(text(statement), values)


def batch(stage: Stage, wanted: Sequence[tuple[int, str]]) -> list[bytes]:
    """(card, reason) of each, signed by registrar and scrutineer, one hanging on the other."""
    holder, records = stage.holders[1], []
    with stage.board() as session:
        basis = voids.void_basis(session, stage.poll_id)
    for card, reason in wanted:
        credential = encode(public_credential(stage.cards.secrets[card], str(basis["uuid"])))
        half = sidelog.Void.request(stage.registrar_secret, credential=credential, reason=reason, **basis)
        record = half.for_owner(holder.owner).signed(holder.slip.keys.signing, stage.random(32)).encode()
        records.append(record)
        basis = basis | {"side": sidelog.next_head(str(basis["side"]), record)}
    return records


def send(stage: Stage, records: Sequence[bytes]) -> int:
    with stage.board() as session:
        return voids.void_credentials(
            session, actor=REGISTRAR, poll_id=stage.poll_id, records=records, now=stage.now()
        )


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(VotingError) as refused:
        work()
    return refused.value.code


def test_while_all_numbers_agree_nothing_is_alarmed(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    assert broken(stage) == []
    assert [each.code for each in reconciled(stage).waits] == ["stubs"]
    hand_out(stage, 8)
    for card in range(3):
        stage.cast(stage.sealed(card))
    found = reconciled(stage)
    assert (found.all_deputies, found.present, found.cards.handed_out, found.returned) == (10, 8, 8, 3)
    assert found.cards.printed == found.cards.accounted == 8
    assert (found.breaks, found.waits) == ((), ())


@pytest.mark.parametrize(
    ("handed_out", "expected"),
    [
        (9, [("handed_out_exceed_present", 9, 8), ("handed_out_exceed_cards", 9, 8)]),
        (2, [("returned_exceed_handed_out", 3, 2)]),
    ],
)
def test_a_count_of_stubs_that_cannot_be_is_named(
    quick_stage: Stage, handed_out: int, expected: list[tuple[str, int, int]]
) -> None:
    stage = quick_stage.to_open()
    for card in range(3):
        stage.cast(stage.sealed(card))
    hand_out(stage, handed_out)
    assert broken(stage) == expected


def test_a_number_changed_in_the_database_is_named(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    tamper(stage, "UPDATE sitting SET cards_printed = 9")
    assert broken(stage) == [("printed_differ", 9, 8)]


def test_present_above_all_deputies_is_named_before_opening(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    with stage.board() as session:
        found = reconciliation.reconcile(session, stage.poll_id, Attendance(10, 11))
    assert [(each.code, each.number, each.limit) for each in found.breaks] == [
        ("present_exceed_all_deputies", 11, 10)
    ]


def test_a_ballot_under_a_voided_card_is_named(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    stage.cast(stage.sealed(0))
    tamper(
        stage,
        "INSERT INTO void_credential (poll_id, congress_id, credential, reason)"
        " SELECT poll_id, congress_id, credential, 'lost' FROM ballot WHERE poll_id = :poll",
        poll=stage.poll_id,
    )
    assert ("void_has_ballot", 1, 0) in broken(stage)


def test_more_ballots_than_cards_is_named(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    stage.cast(stage.sealed(0))
    for number in range(8):
        tamper(
            stage,
            "INSERT INTO ballot"
            " (poll_id, congress_id, ballot_hash, credential, digest, content, marks, receipt)"
            " SELECT poll_id, congress_id, :other, :other, :other, content, marks, receipt FROM ballot"
            " ORDER BY ballot_hash DESC LIMIT 1",
            other=str(number),
        )
    assert broken(stage) == [("returned_exceed_cards", 9, 8)]


def test_every_finding_has_its_sentence_and_who_can_mend_it() -> None:
    with open(reconciliation.__file__, encoding="utf-8") as file:
        source = file.read()
    for words in (BREAKS, WAITS):
        for code, (sentence, mend) in words.items():
            assert f'Finding("{code}"' in source
            assert sentence
            assert mend
    assert source.count("Finding(") == len(BREAKS) + len(WAITS)


# The stop -------------------------------------------------------------------------------------


def pause(stage: Stage) -> None:
    with stage.board() as session:
        pausing.pause(session, actor=SECRETARY, poll_id=stage.poll_id, now=stage.now())


def resume(stage: Stage, reason: str = "票根点错，已重点") -> None:
    with stage.board() as session:
        pausing.resume(session, actor=CHIEF, poll_id=stage.poll_id, reason=reason, now=stage.now())


def test_a_pause_takes_no_ballot_and_loses_none(stage: Stage) -> None:
    stage.to_open()
    before, during = stage.sealed(0), stage.sealed(1)
    receipt = stage.cast(before)
    pause(stage)
    with pytest.raises(Unavailable) as refused:
        stage.cast(during)
    assert refused.value.code == "polling.paused"
    assert stage.cast(before) == receipt, "what was taken keeps its receipt"
    assert reconciled(stage).returned == 1
    resume(stage)
    assert stage.cast(during)
    assert reconciled(stage).returned == 2


def test_a_pause_that_comes_during_the_check_of_a_ballot_still_holds_it_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction that records a ballot reads the flag itself."""
    stage.to_open()
    body, check = stage.sealed(0), stage.checker.check

    def slowly(*given: object) -> object:
        checked = check(*given)
        pause(stage)
        return checked

    monkeypatch.setattr(stage.checker, "check", slowly)
    assert code_of(lambda: stage.cast(body)) == "polling.paused"
    monkeypatch.undo()
    resume(stage)
    assert stage.cast(body)


def test_a_paused_poll_is_not_closed(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    pause(stage)
    assert code_of(stage.close) == "polling.closing_paused"
    resume(stage)
    stage.close()
    assert stage.poll().state == "closed"


def test_pausing_and_resuming_are_acts_of_their_offices(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    with stage.board() as session, pytest.raises(NotAllowed):
        pausing.pause(session, actor=REGISTRAR, poll_id=stage.poll_id, now=stage.now())
    pause(stage)
    with stage.board() as session, pytest.raises(NotAllowed):
        pausing.resume(session, actor=SECRETARY, poll_id=stage.poll_id, reason="x", now=stage.now())
    with pytest.raises(Invalid) as refused:
        resume(stage, "  ")
    assert refused.value.field == "reason"
    assert code_of(lambda: pause(stage)) == "polling.not_now"
    resume(stage)
    with stage.board() as session:
        lines = acts.acts_of(session, stage.poll().congress_id, "poll", stage.poll_id)
    assert [(line.verb, line.role, line.reason) for line in lines[-2:]] == [
        ("pause", "secretariat", ""),
        ("resume", "chief_scrutineer", "票根点错，已重点"),
    ]


# Voids in a batch -----------------------------------------------------------------------------


def test_a_batch_of_voids_is_one_transaction_and_one_act(stage: Stage) -> None:
    stage.to_open()
    hand_out(stage, 3)
    assert [(each.code, each.number) for each in reconciled(stage).waits] == [("unissued", 5)]
    wanted = [(3, "spot_check"), (4, "spot_check"), (5, "unopened"), (6, "unopened"), (7, "lost")]
    assert send(stage, batch(stage, wanted)) == 5
    found = reconciled(stage)
    assert (found.cards.spot_checked, found.cards.reserve, found.cards.lost) == (2, 2, 1)
    assert (found.breaks, found.waits) == ((), ())
    with stage.board() as session:
        lines = acts.acts_of(session, stage.poll().congress_id, "poll", stage.poll_id)
        known = voids.known_voids(session, stage.poll_id)
    assert [line.verb for line in lines].count("void_card") == 1
    reasons = Counter(reason for _, _, reason in known)
    assert reasons == {"spot_check": 2, "unopened": 2, "lost": 1}


@pytest.mark.parametrize("fault", ["ballot", "twice", "order", "foreign"])
def test_of_a_batch_with_one_bad_void_nothing_is_taken(quick_stage: Stage, fault: str) -> None:
    stage = quick_stage.to_open()
    if fault == "ballot":
        stage.cast(stage.sealed(5))
    records = batch(stage, [(3, "unopened"), (4, "unopened"), (4 if fault == "twice" else 5, "unopened")])
    if fault == "order":
        records = [records[1], records[0], records[2]]
    if fault == "foreign":
        stage.registrar_secret = b"\7" * 32
        records = records[:2] + batch(stage, [(5, "unopened")])
    expected = {
        "ballot": "polling.void_has_ballot", "twice": "polling.card_void_already",
        "order": "polling.void_stale", "foreign": "polling.void_refused",
    }  # fmt: skip
    assert code_of(lambda: send(stage, records)) == expected[fault]
    assert reconciled(stage).cards.voided == 0
    stage.cast(stage.sealed(3))


def test_a_batch_has_a_size(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    for records in ([], [b"{}"] * 501):
        assert code_of(lambda records=records: send(stage, records)) == "polling.voids_number"


# The balance of the printed cards -------------------------------------------------------------


def make_cards(stage: Stage, **stated: int) -> None:
    """The stage's cards, with other numbers stated by the registrar."""
    upload = cards.upload_lists
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cards, "upload_lists", lambda session, **given: upload(session, **given | stated))
        stage.make_cards()


def with_balance(stage: Stage) -> Stage:
    """20 printed: 8 handed out, 5 left over, 1 spoilt, 1 lost, 2 spot checks, 3 of the reserve unused."""
    stage.cards_listed, stage.reserve = 14, 6
    stage.open_sitting()
    stage.draft()
    stage.make_keys()
    make_cards(stage, printed=20, left_over=5, spoilt=1, spot=2)
    stage.freeze()
    stage.adopt()
    for index in range(len(KEEPERS)):
        stage.prove_share(index)
        stage.sign_zero(index)
    stage.open()
    hand_out(stage, 8)
    return stage


WANTED = [
    (8, "lost"),
    (9, "unopened"),
    (10, "unopened"),
    (11, "unopened"),
    (12, "spot_check"),
    (13, "spot_check"),
]


def test_the_balance_holds_is_stored_and_names_who_stated_it(quick_stage: Stage) -> None:
    stage = with_balance(quick_stage)
    send(stage, batch(stage, WANTED))
    for card in range(6):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report(8)
    poll = stage.poll()
    kept = balance.reported(poll)
    assert kept is not None
    found = kept.balance
    parts = (found.handed_out, found.left_over, found.spoilt, found.lost, found.spot_checked, found.reserve)
    assert parts == (8, 5, 1, 1, 2, 3)
    assert found.printed == sum(filter(None, parts)) == 20
    assert (kept.registrar, kept.desk) == (REGISTRAR.person_id, DESK.person_id)
    assert kept.voided_by == (KEEPERS[1].person_id,)


def test_a_balance_that_does_not_hold_is_refused_with_its_numbers(quick_stage: Stage) -> None:
    stage = with_balance(quick_stage)
    send(stage, batch(stage, WANTED))
    stage.close()
    tamper(stage, "UPDATE sitting SET cards_printed = 21")
    with pytest.raises(Conflict) as refused:
        stage.report(8)
    assert refused.value.code == "polling.printed_differs"
    assert (refused.value.data["printed"], refused.value.data["accounted"]) == (21, 20)
    assert stage.poll().state == "closed"


def test_closing_waits_for_the_spot_check_cards(quick_stage: Stage) -> None:
    stage = with_balance(quick_stage)
    assert [(each.code, each.number) for each in reconciled(stage).waits] == [
        ("spot_checks", 2),
        ("unissued", 6),
    ]
    as_unopened = [(card, "unopened" if reason == "spot_check" else reason) for card, reason in WANTED]
    send(stage, batch(stage, [each for each in as_unopened if each[0] != 8]))
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        assert (
            code_of(lambda: reconciliation.require_ready_to_close(session, poll))
            == "polling.spot_checks_open"
        )


def test_more_spot_checks_than_cards_kept_back_are_refused(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.reserve = 2
    stage.open_sitting()
    assert code_of(lambda: make_cards(stage, spot=3)) == "polling.spot_checks_number"
    make_cards(stage, spot=2)
