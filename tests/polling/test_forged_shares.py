"""Forged shares (开启票箱): who files one is named by the server, by every other page, by the verifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from tests.crypto.pages import ask
from tests.crypto.test_verifiers_agree import told
from tests.polling.stage import KEEPERS, Stage
from tests.verifier.bad_counts import twice
from tests.verifier.polls import OPENERS, POLL, Parts, good, slip_of
from tests.verifier.polls import counted as counted_poll
from voting.errors import VotingError
from voting.polling import scrutiny, sittings, tallying
from voting.protocol import group
from voting.protocol.decryption import (
    OwnedShare,
    PartialDecryption,
    _factor_challenge,
    _prove_strongly,
    decrypt_tally,
)
from voting.protocol.group import Proof, Q
from voting.protocol.sidelog import Decryption
from voting.protocol.tally import EncryptedTally
from voting.verifier.source import Source
from voting.verifier.verify import Wishes, verify

SEED = bytes(range(32))
Counted = Callable[[str, int], None]


@dataclass(frozen=True)
class Occasion:
    """What a scrutineer opens: his poll's heads, the tally, his own share and that of another."""

    uuid: str
    election_hash: str
    tally_event: str
    owner: int
    tally: EncryptedTally
    own: int
    others: int

    def record(self, share: PartialDecryption, strong: Proof, **said: object) -> bytes:
        """The side record that goes with a share; ``said`` lies."""
        fields: dict[str, object] = {
            "uuid": self.uuid, "election_hash": self.election_hash, "tally_event": self.tally_event,
            "owner": self.owner, "share": share.digest, "challenge": strong.challenge,
            "response": strong.response,
        }  # fmt: skip
        return Decryption(**{**fields, **said}).encode()  # type: ignore[arg-type]

    def decrypt(self, secret: int, *, phi: str = "", event: str = "") -> tuple[PartialDecryption, Proof]:
        return decrypt_tally(
            phi or self.election_hash, event or self.tally_event, self.owner, secret, self.tally, SEED
        )


Forged = tuple[PartialDecryption, bytes]


def wrong_key(at: Occasion) -> Forged:
    """Both proofs hold, for a key that is not the owner's."""
    share, strong = at.decrypt(at.own + 1)
    return share, at.record(share, strong)


def another_owners(at: Occasion) -> Forged:
    """Another scrutineer's share, which is right, filed as one's own."""
    share, strong = at.decrypt(at.others)
    return share, at.record(share, strong)


def another_polls(at: Occasion) -> Forged:
    """The share of another poll of the sitting, replayed."""
    share, strong = at.decrypt(at.own, phi="A" * 43)
    return share, at.record(share, strong)


def another_tallys(at: Occasion) -> Forged:
    """The right factors, the strong proof made for another tally event and said to be of this one."""
    share, strong = at.decrypt(at.own, event="0" * 64)
    return share, at.record(share, strong)


def factor_after_its_proof(at: Occasion) -> Forged:
    """A wrong factor whose proof of spec 4.20 holds, because it was chosen after it; the strong proof is the
    best that its owner can make."""
    share, _ = at.decrypt(at.own)
    alpha, key = at.tally.ciphertexts[0][0].alpha, group.base(at.own)
    nonce, anything = 12345, group.base(67890)
    challenge = _factor_challenge(at.election_hash, key, group.base(nonce), anything)
    response = (nonce - at.own * challenge) % Q
    factor = group.power(group.quotient(anything, group.power(alpha, response)), pow(challenge, -1, Q))
    forged = PartialDecryption(
        ((factor, *share.factors[0][1:]), *share.factors[1:]),
        ((Proof(challenge, response), *share.proofs[0][1:]), *share.proofs[1:]),
    )
    strong = _prove_strongly(at.election_hash, at.tally_event, at.owner, at.own, at.tally, forged, SEED)
    return forged, at.record(forged, strong)


def no_strong_proof(at: Occasion) -> Forged:
    share, _ = at.decrypt(at.own)
    return share, at.record(share, Proof(1, 1))


FORGERIES: dict[str, tuple[str, Callable[[Occasion], Forged]]] = {
    "wrong key": ("P5", wrong_key),
    "another owner's": ("P5", another_owners),
    "another poll's": ("P5", another_polls),
    "another tally's": ("P7", another_tallys),
    "a factor chosen after its proof": ("P7", factor_after_its_proof),
    "no strong proof": ("P7", no_strong_proof),
}


@cache
def of_the_verifier() -> Occasion:
    """The first opener of the verifier's good poll."""
    made, owner = counted_poll(), OPENERS[0]
    return Occasion(
        POLL.election.uuid, POLL.election.fingerprint, made.tally_event.digest, owner,
        made.accumulator.encrypted_tally(), slip_of(owner).share, slip_of(OPENERS[1]).share,
    )  # fmt: skip


def with_share(share: PartialDecryption, record: bytes) -> Parts:
    """The good poll, its first share replaced."""
    at, parts = of_the_verifier(), good()
    place = next(i for i, (kind, _) in enumerate(parts.events) if kind == "PartialDecryption")
    parts.events[place] = (
        "PartialDecryption", [share.raw, OwnedShare(at.owner, share.digest).serialize()]
    )  # fmt: skip
    parts.side[parts.place("decryption")] = record
    return parts


def found_in_python(parts: Parts) -> tuple[str, object]:
    report = verify(Source("poll.zip", parts.bundle()), Wishes(processes=1))
    (failed,) = [line for line in report.lines.values() if line.status == "failed"]
    return failed.code, failed.data["owner"]


def found_in_the_page(*polls: Parts) -> list[tuple[str, object]]:
    """What another scrutineer's page says of each board."""
    answers = [answer["ok"][0] for answer in ask([told(parts.contents()) for parts in polls])]
    return [(answer["refused"], answer["data"]["owner"]) for answer in answers]


def of_the_stage(stage: Stage) -> Occasion:
    """The first scrutineer at the stage's closed poll."""
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        own, others = (holder.slip.share for holder in stage.holders[:2])
        return Occasion(
            poll.uuid, poll.fingerprint or "", poll.tally_event or "", 2,
            tallying.encrypted_tally(session, poll), own, others,
        )  # fmt: skip


def test_other_pages_and_the_verifier_name_who_filed_a_forged_share(counted: Counted):
    parts = {name: with_share(*make(of_the_verifier())) for name, (_, make) in FORGERIES.items()}
    expected = [(code, OPENERS[0]) for code, _ in FORGERIES.values()]
    assert [found_in_python(each) for each in parts.values()] == expected
    assert found_in_the_page(*parts.values()) == expected
    counted("forged shares named, page and verifier", 2 * len(parts))


def test_a_share_filed_twice_is_named():
    parts = good()
    twice(parts)
    parts.side.insert(parts.place("decryption") + 1, parts.side[parts.place("decryption")])
    assert found_in_the_page(parts) == [("L2", OPENERS[0])]
    bare = verify(Source("poll.bel", parts.archive()), Wishes(processes=1))
    assert [(line.code, line.data["owner"]) for line in bare.lines.values() if line.status == "failed"] == [
        ("P2", OPENERS[0])
    ]


def test_the_server_takes_no_forged_share_and_all_pages_are_told_whose_it_was(
    quick_stage: Stage, counted: Counted
):
    stage = quick_stage.to_valid()
    for index in (0, 1):
        stage.sign_closing(index)
    before = stage.archive_bytes()
    for code, make in FORGERIES.values():
        share, record = make(of_the_stage(stage))
        with pytest.raises(VotingError) as refused:
            stage.send_share(0, share.raw, record)
        assert (refused.value.data["check"], refused.value.data["owner"]) == (code, 2)
        with stage.board() as session:
            poll = sittings.find_poll(session, stage.poll_id)
            for keeper in KEEPERS:
                told_to = scrutiny.at(session, poll, keeper, stage.now()).faults
                assert told_to == (scrutiny.Fault("refuse_share", 1, KEEPERS[0].name, code),)
    assert (stage.archive_bytes(), stage.poll().state) == (before, "valid")
    assert stage.send_share(0, *stage.share_of(0)) == "opened"  # the true one settles it
    again = stage.archive_bytes()
    assert stage.send_share(0, *stage.share_of(0)) == "opened"  # a replay adds nothing
    assert stage.archive_bytes() == again
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        assert scrutiny.at(session, poll, KEEPERS[1], stage.now()).faults == ()
    counted("forged shares refused, server", len(FORGERIES))
