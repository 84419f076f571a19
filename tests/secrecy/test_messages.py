"""What a scrutineer's own page may send, in any shape, from who holds the seat: refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from tests.polling.stage import CHIEF, KEEPERS, REGISTRAR, SECRETARY, Stage
from voting.demo.scrutineer import Scrutineer
from voting.errors import VotingError
from voting.polling import ceremony, gate, own_card, tallying, voids
from voting.protocol.ceremony import Ceremony

SHAPES = (
    b"", b"null", b"[]", b"{}", b'"x"', b"[" * 100_000, b"\xff\xfe", b'"\xed\xa0\x80"', b"\n\n\n",
    b'{"message":1,"signature":2}', b'{"message":"","signature":""}', b"0" * 300_000, b"1e999", b"NaN",
    b'{"a":1,"a":1}', b'{"kind":"share","v":1}', b'{"kind":"\\ud800","v":1}',
)  # fmt: skip
ODD = (None, True, -1, 10**40, 1.5, "", "x", "\ud800", [], {}, ["1"], {"challenge": "1", "response": "1"})


def bent(good: bytes) -> Iterator[bytes]:
    """``good``, a JSON object, with each of its fields in turn replaced by each odd value or left out."""
    fields = json.loads(good)
    for name in fields:
        for value in ODD:
            yield json.dumps(fields | {name: value}, separators=(",", ":"), sort_keys=True).encode()
        yield json.dumps({k: v for k, v in fields.items() if k != name}, separators=(",", ":")).encode()


def all_refused(send: Callable[[bytes], object], good: bytes) -> int:
    """Every shape is refused as such; whatever else came up would be a 500."""
    tried = 0
    for body in (*SHAPES, *bent(good)):
        with pytest.raises(VotingError):
            send(body)
        tried += 1
    return tried


def test_messages_of_a_ceremony(quick_stage: Stage) -> None:
    stage = quick_stage
    stage.open_sitting()
    with stage.board() as session:
        made = ceremony.start(
            session, actor=SECRETARY, sitting_id=stage.sitting_id, threshold=2, now=stage.now(),
            seats=[(keeper.person_id, keeper.name) for keeper in KEEPERS],
        )  # fmt: skip
        public = Ceremony(made, len(KEEPERS), 2)
        people = [Scrutineer(public, index, stage.random) for index in (1, 2, 3)]

        def post(kind: str, body: bytes, seat: int = 0) -> object:
            return ceremony.post(
                session, actor=KEEPERS[seat], ceremony_id=made, kind=kind, body=body, now=stage.now()
            )

        def abort(body: bytes) -> object:
            return ceremony.abort(session, actor=CHIEF, ceremony_id=made, body=body, now=stage.now())

        good = people[0].message("certificate", {})
        assert all_refused(lambda body: post("certificate", body), good) > 40
        all_refused(abort, good)
        for seat, each in enumerate(people):
            post("certificate", each.message("certificate", {}), seat)
        assert all_refused(lambda body: post("commitment", body), good) > 40
        assert all_refused(abort, good) > 40
        assert ceremony.view(session, made).state == "commitment"


def test_what_is_signed_before_opening_and_by_who_holds_a_card(quick_stage: Stage) -> None:
    stage = quick_stage.to_ready()
    chief, now = stage.holders[0], stage.now()
    with stage.board() as session:
        asked = gate.share_challenge(session, actor=CHIEF, poll_id=stage.poll_id)
        share = chief.prove_share(
            uuid=str(asked["uuid"]), server_nonce=str(asked["server_nonce"]), date=gate.today_in_hall(now)
        )
        poll = stage.poll()
        zero = chief.sign_zero(
            uuid=poll.uuid, election_hash=poll.fingerprint or "", setup_event=poll.setup_event or ""
        )
        common = {"actor": CHIEF, "poll_id": stage.poll_id, "now": now}
        all_refused(lambda body: gate.prove_share(session, record=body, **common), share)
        all_refused(lambda body: gate.sign_zero_report(session, record=body, **common), zero)
        assert gate.proofs_of(session, poll, gate.today_in_hall(now)) == {}
    question = b'{"credential":"00","proof":{"challenge":"1","response":"1"}}'
    all_refused(lambda body: own_card.receipt(stage.databases.board, stage.keys, poll.uuid, body), question)


def test_what_is_signed_after_the_declaration(quick_stage: Stage) -> None:
    stage = quick_stage.to_valid()
    poll, now = stage.poll(), stage.now()
    common = {"poll_id": stage.poll_id, "now": now}
    closing = stage.holders[0].sign_closing(
        uuid=poll.uuid, election_hash=poll.fingerprint or "", setup_event=poll.setup_event or "",
        tally_event=poll.tally_event or "", ballots=poll.returned or 0, side=poll.closing_side or "",
    )  # fmt: skip
    with stage.board() as session:
        all_refused(lambda body: tallying.sign_closing(session, actor=CHIEF, record=body, **common), closing)
        all_refused(
            lambda body: voids.void_credentials(session, actor=REGISTRAR, records=[body], **common), closing
        )
    for index in (0, 2):
        stage.sign_closing(index)
    share, record = stage.share_of(0)
    with stage.board() as session:

        def take(share: bytes, record: bytes) -> object:
            return tallying.take_share(session, stage.keys, actor=CHIEF, share=share, record=record, **common)

        all_refused(lambda body: take(share, body), record)
        all_refused(lambda body: take(body, record), share)
    assert stage.poll().state == "valid"
    assert stage.send_share(0, share, record) == "opened"
