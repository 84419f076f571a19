"""Lies of those who hold an office: shares, statements, card lists, voids, counts. None is taken in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.polling.stage import REGISTRAR, Stage
from tests.polling.test_races import send_void, void
from voting.demo.cards import CardSet, make_cards
from voting.errors import VotingError
from voting.polling import cards
from voting.protocol import sidelog
from voting.protocol.encoding import hex_hash
from voting.protocol.group import IDENTITY, encode

TORSION = "00" * 32  # y = 0: a point of order four
BELOW_THE_LAST = "0" * 63 + "2"


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(VotingError) as caught:
        act()
    return caught.value.code


def test_a_share_that_lies_stays_out_and_its_owner_can_send_the_true_one(quick_stage: Stage) -> None:
    stage = quick_stage.to_valid()
    share, record = stage.share_of(0)
    other_share, other_record = stage.share_of(1)
    assert code_of(lambda: stage.send_share(0, share, record)) == "polling.statements_missing"
    for index in (0, 1):
        stage.sign_closing(index)
    fields = json.loads(record)

    def said(**changes: object) -> bytes:
        return json.dumps(fields | changes, separators=(",", ":"), sort_keys=True).encode()

    assert said() == record
    before = stage.archive_bytes()
    for wrong_share, wrong_record in (
        (other_share, other_record), (share, other_record), (other_share, record), (share, b""),
        (b"", record),
        (share, said(owner=3)), (share, said(tally_event="0" * 64)), (share, said(uuid="1" * 22)),
        (share, said(election_hash="A" * 43)), (share, said(response="1")), (b"[" * 99_999, record),
        (share.replace(b"1", b"2", 1), said(share=hex_hash(share.replace(b"1", b"2", 1)))),
        (share + b" ", said(share=hex_hash(share + b" "))),
    ):  # fmt: skip
        found = code_of(lambda s=wrong_share, r=wrong_record: stage.send_share(0, s, r))
        assert found in ("polling.decryption_refused", "polling.decryption_differs")
    assert stage.archive_bytes() == before
    assert stage.poll().state == "valid"
    assert stage.send_share(0, share, record) == "opened"
    assert stage.send_share(0, share, record) == "opened"  # sent again after a lost answer
    assert stage.send_share(1, other_share, other_record) == "counted"
    assert code_of(lambda: stage.send_share(2, share, record)) == "polling.not_now"


def test_a_statement_about_other_bytes_is_not_taken(quick_stage: Stage) -> None:
    stage = quick_stage.to_closed()
    assert code_of(lambda: stage.sign_closing(0)) == "polling.not_now"
    stage.report()
    stage.declare_valid()
    real = stage.poll
    for change in (
        {"returned": 5},
        {"tally_event": "0" * 64},
        {"closing_side": "0" * 64},
        {"uuid": "1" * 22},
    ):
        altered = real()
        for name, value in change.items():
            setattr(altered, name, value)
        stage.poll = lambda altered=altered: altered  # type: ignore[method-assign]
        assert code_of(lambda: stage.sign_closing(0)) == "polling.closing_differs"
    stage.poll = real  # type: ignore[method-assign]
    stage.sign_closing(0)
    assert code_of(lambda: stage.sign_closing(0)) == "polling.already_sent"


def upload(stage: Stage, made: CardSet, number: int = 3) -> None:
    with stage.board() as session:
        cards.upload_lists(
            session, actor=REGISTRAR, sitting_id=stage.sitting_id, key=made.key, lists_by_uuid=made.lists,
            statements=made.statements, printed=number, left_over=0, spoilt=0, now=stage.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda listed: [*reversed(listed)],
        lambda listed: [listed[0], listed[0], listed[2]],
        lambda listed: [encode(IDENTITY), *listed[1:]],
        lambda listed: [TORSION, *listed[1:]],
        lambda listed: [BELOW_THE_LAST, *listed[1:]],
        lambda listed: [listed[0].upper(), *listed[1:]],
        lambda listed: [f"{listed[0]},2", *listed[1:]],
        lambda listed: listed[:2],
    ],
)
def test_a_card_list_that_lies_is_refused_though_its_keeper_signed_it(
    quick_stage: Stage, change: Callable[[list[str]], list[str]]
) -> None:
    stage = quick_stage
    stage.open_sitting()
    with stage.board() as session:
        uuids = cards.cards(session, stage.sitting_id).uuids
    secret = stage.random(32)
    drawn = iter((secret,))
    made = make_cards(uuids, 3, lambda length: next(drawn, b"") or stage.random(length))
    last = uuids[-1]
    content = json.dumps(change(json.loads(made.lists[last])), separators=(",", ":")).encode()
    signed = sidelog.Registrar.make(
        secret, uuid=last, credentials=hex_hash(content), listed=len(json.loads(content)), reserve=0
    ).encode()
    lying = replace(made, lists=made.lists | {last: content}, statements=made.statements | {last: signed})
    assert code_of(lambda: upload(stage, lying)) in ("polling.lists_refused", "polling.lists_differ")
    assert code_of(lambda: upload(stage, replace(made, key="0" * 64))) == "polling.lists_refused"
    swapped = made.statements | {uuids[0]: made.statements[uuids[1]]}
    assert code_of(lambda: upload(stage, replace(made, statements=swapped))) == "polling.lists_refused"
    assert code_of(lambda: upload(stage, made, 4)) == "polling.cards_unbalanced"
    with stage.board() as session:
        assert cards.cards(session, stage.sitting_id).listed is None
    upload(stage, made)


def test_a_void_that_lies_comes_late_or_against_a_ballot_is_refused(quick_stage: Stage) -> None:
    stage = quick_stage.to_open()
    honest = void(stage, 0)
    fields = json.loads(honest)
    for name, value in (("owner", 3), ("reason", "unopened"), ("registrar_signature", "A" * 86)):
        changed = json.dumps(fields | {name: value}, separators=(",", ":"), sort_keys=True).encode()
        assert code_of(lambda changed=changed: send_void(stage, changed)) == "polling.void_refused"
    own, stage.registrar_secret = stage.registrar_secret, bytes(32)
    assert code_of(lambda: send_void(stage, void(stage, 0))) == "polling.void_refused"
    stage.registrar_secret = own
    stale = void(stage, 1)
    send_void(stage, honest)
    assert code_of(lambda: send_void(stage, stale)) == "polling.void_stale"
    assert code_of(lambda: send_void(stage, honest)) == "polling.void_stale"
    assert code_of(lambda: send_void(stage, void(stage, 0))) == "polling.card_void_already"
    assert code_of(lambda: stage.cast(stage.sealed(0))) == "polling.credential_void"
    stage.cast(stage.sealed(2))
    assert code_of(lambda: send_void(stage, void(stage, 2))) == "polling.void_has_ballot"
    late = void(stage, 3)
    stage.close()
    assert code_of(lambda: send_void(stage, late)) == "polling.void_not_open"
    assert code_of(stage.report) == "polling.handed_out_differs"  # a void was not taken off the stubs
    stage.report(handed_out=stage.cards_listed - 1)
    assert stage.poll().state == "reported"
