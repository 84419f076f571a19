"""Two acts at one moment, on both kinds of database: one of them is first, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.polling.stage import REGISTRAR, Stage
from voting.errors import VotingError
from voting.polling import board_store, sittings, voids
from voting.polling.checking import BallotChecker, CheckedBallot
from voting.protocol import sidelog
from voting.protocol.credentials import public_credential
from voting.protocol.group import encode
from voting.protocol.receipts import Receipt


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each act returned or how it was refused, all of them started together."""
    barrier = Barrier(len(acts), timeout=60)

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except VotingError as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def codes(answers: Sequence[object]) -> list[str]:
    return sorted(answer.code for answer in answers if isinstance(answer, VotingError))


class Waiting(BallotChecker):
    """Lets all ballots through its checks before anything goes on to the board."""

    def __init__(self, together: int) -> None:
        super().__init__(0)
        self.checked = Barrier(together, timeout=60)

    def check(self, *arguments: bytes) -> CheckedBallot:
        checked = super().check(*arguments)
        self.checked.wait()
        return checked


def test_closing_while_ballots_are_in_flight(stage: Stage) -> None:
    """Each has its receipt and stands in the archive, or is told that it came too late."""
    stage.cards_listed = 12
    stage.to_open_with(all_deputies=14, present=12)
    bodies = [stage.sealed(card) for card in range(12)]
    stage.checker = waiting = Waiting(13)

    def close() -> None:
        waiting.checked.wait()
        stage.close()

    answers = at_once([*(lambda body=body: stage.cast(body) for body in bodies), close])[:12]
    receipts = [Receipt.open(signed, stage.board_key()) for signed in answers if isinstance(signed, bytes)]
    assert len(receipts) + codes(answers).count("polling.not_open") == len(bodies)
    archive = stage.archive()
    assert len(archive.of_type("Ballot")) == len(receipts) == stage.poll().returned
    assert len(archive.of_type("EndBallots")) == len(archive.of_type("EncryptedTally")) == 1


def test_opening_and_closing_twice_at_once(stage: Stage) -> None:
    stage.to_ready()
    stage.adopt()
    for index in range(3):
        stage.prove_share(index)
        stage.sign_zero(index)
    answers = at_once([stage.open] * 4)
    assert len(codes(answers)) == 3
    stage.cast(stage.sealed(0))
    answers = at_once([stage.close] * 4)
    assert len(codes(answers)) == 3
    with stage.board() as session:
        poll = sittings.find_poll(session, stage.poll_id)
        assert len(board_store.side_records(session, poll, "share")) == 3
    assert len(stage.archive().of_type("EndBallots")) == 1


def test_scrutineers_who_press_at_once_wait_for_each_other(stage: Stage) -> None:
    """Proofs, statements and shares of different seats never push one another aside."""
    stage.to_ready()
    stage.adopt()
    seats = range(3)
    acts = [lambda i=i: stage.prove_share(i) for i in seats] + [lambda i=i: stage.sign_zero(i) for i in seats]
    assert codes(at_once(acts)) == []
    stage.open()
    for card in range(5):
        stage.cast(stage.sealed(card))
    stage.close()
    stage.report()
    stage.declare_valid()
    assert codes(at_once([lambda i=i: stage.sign_closing(i) for i in seats])) == []
    shares = [stage.share_of(index) for index in seats]
    answers = at_once([lambda i=i: stage.send_share(i, *shares[i]) for i in seats])
    assert set(codes(answers)) <= {"polling.enough_shares", "polling.not_now"}
    assert len(codes(answers)) == 1
    assert stage.poll().state == "counted"
    assert len(stage.archive().of_type("PartialDecryption")) == 3
    answers = at_once([stage.sign, stage.sign])
    assert len(codes(answers)) == 1


def test_a_card_is_voided_or_votes(stage: Stage) -> None:
    """Never both: a ballot under a voided card would make the whole poll invalid."""
    stage.to_open()
    bodies = [stage.sealed(card) for card in range(4)]
    for card, body in enumerate(bodies):
        record = void(stage, card)
        answers = at_once(
            [lambda body=body: stage.cast(body), lambda record=record: send_void(stage, record)]
        )
        assert codes(answers) in (["polling.credential_void"], ["polling.void_has_ballot"]), answers


def void(stage: Stage, card: int) -> bytes:
    """A void of one card, signed by the registrar and the first scrutineer."""
    with stage.board() as session:
        basis = voids.void_basis(session, stage.poll_id)
    credential = encode(public_credential(stage.cards.secrets[card], str(basis["uuid"])))
    holder = stage.holders[0]
    half = sidelog.Void.request(stage.registrar_secret, credential=credential, reason="lost", **basis)
    return half.for_owner(holder.owner).signed(holder.slip.keys.signing, stage.random(32)).encode()


def send_void(stage: Stage, record: bytes) -> None:
    with stage.board() as session:
        voids.void_credentials(
            session, actor=REGISTRAR, poll_id=stage.poll_id, records=[record], now=stage.now()
        )
