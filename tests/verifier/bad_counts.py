"""Bad tallies, shares and results, in bare archives; what must agree with the side log stands in
`bad_records.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from tests.protocol.polls import seed
from tests.verifier.bad_archives import SMALL_ORDER
from tests.verifier.cases import Case, bare
from tests.verifier.polls import OPENERS, POLL, VOTES, Parts, counted, slip_of
from voting.protocol import group
from voting.protocol.ballots import parse_ballot
from voting.protocol.decryption import OwnedShare, PartialDecryption, decrypt_tally
from voting.protocol.encoding import compact, hex_hash
from voting.protocol.group import Proof, Q
from voting.protocol.result import Result, parse_result
from voting.protocol.tally import EncryptedTally, SizedTally, tally_ballots

TALLY, SHARES = len(VOTES) + 2, len(VOTES) + 3


def tallied(raw: bytes, **sized: int) -> Callable[[Parts], None]:
    """Another encrypted tally, or other numbers beside it."""

    def change(parts: Parts) -> None:
        numbers = {"num_tallied": len(VOTES), "total_weight": len(VOTES), **sized}
        size = SizedTally(**numbers, encrypted_tally=hex_hash(raw)).serialize()
        parts.events[TALLY] = ("EncryptedTally", [raw, size])

    return change


def true_tally() -> EncryptedTally:
    return counted().accumulator.encrypted_tally()


def without_the_last() -> EncryptedTally:
    """The product of all ballots but one: what a server that drops a ballot would publish."""
    return tally_ballots(POLL.election, map(parse_ballot, counted().ballots[:-1])).encrypted_tally()


def rows_exchanged() -> EncryptedTally:
    return EncryptedTally(true_tally().ciphertexts[::-1])


def row_shorter() -> EncryptedTally:
    first, second = true_tally().ciphertexts
    return EncryptedTally((first, second[1:]))


# Shares: `events[SHARES + k]` is the k-th opener's, the last the server's.


def shared(change: Callable[[PartialDecryption], PartialDecryption], owner: int = OPENERS[0]) -> Callable:
    """The first share changed, and filed under another owner where one is given."""

    def apply(parts: Parts) -> None:
        share = change(counted().shares[OPENERS[0]][0])
        data = [share.raw, OwnedShare(owner, share.digest).serialize()]
        parts.events[SHARES] = ("PartialDecryption", data)

    return apply


def same(share: PartialDecryption) -> PartialDecryption:
    return share


def bent_proof(share: PartialDecryption) -> PartialDecryption:
    (first, *others), *rows = share.proofs
    return replace(share, proofs=((Proof(first.challenge, (first.response + 1) % Q), *others), *rows))


def bent_factor(share: PartialDecryption) -> PartialDecryption:
    (first, *others), *rows = share.factors
    return replace(share, factors=((group.product(first, group.G), *others), *rows))


def row_missing(share: PartialDecryption) -> PartialDecryption:
    return PartialDecryption(share.factors[:1], share.proofs[:1])


def proofs_missing(share: PartialDecryption) -> PartialDecryption:
    return replace(share, proofs=(share.proofs[0][1:], *share.proofs[1:]))


@cache
def second_share() -> PartialDecryption:
    """Another share of a scrutineer over the same tally, as good as his first."""
    made, _ = decrypt_tally(
        POLL.election.fingerprint, counted().tally_event.digest, OPENERS[0], slip_of(OPENERS[0]).share,
        true_tally(), seed("again"),
    )  # fmt: skip
    return made


@cache
def share_of_another_tally() -> PartialDecryption:
    made, _ = decrypt_tally(
        POLL.election.fingerprint, counted().tally_event.digest, OPENERS[0], slip_of(OPENERS[0]).share,
        without_the_last(), seed("other"),
    )  # fmt: skip
    return made


def twice(parts: Parts) -> None:
    share = second_share()
    data = [share.raw, OwnedShare(OPENERS[0], share.digest).serialize()]
    parts.events.insert(SHARES + 1, ("PartialDecryption", data))


def text_of_share(old: str, new: str) -> Callable[[Parts], None]:
    def apply(parts: Parts) -> None:
        raw = counted().shares[OPENERS[0]][0].raw.replace(old.encode(), new.encode(), 1)
        owned = {"owner": OPENERS[0], "payload": hex_hash(raw)}
        parts.events[SHARES] = ("PartialDecryption", [raw, compact(owned)])

    return apply


def first_factor() -> str:
    return group.encode(counted().shares[OPENERS[0]][0].factors[0][0])


def without_share(place: int) -> Callable[[Parts], None]:
    def apply(parts: Parts) -> None:
        del parts.events[SHARES + place]

    return apply


def resulting(change: Callable[[list[list[int]]], object]) -> Callable[[Parts], None]:
    """The result after a change of its rows."""

    def apply(parts: Parts) -> None:
        rows = [list(row) for row in parse_result(parts.events[-1][1][0]).counts]
        change(rows)
        parts.events[-1] = ("Result", [Result(tuple(map(tuple, rows))).serialize()])

    return apply


def add(place: int, votes: int) -> Callable[[list[list[int]]], None]:
    def change(rows: list[list[int]]) -> None:
        rows[0][place] += votes

    return change


def exchange(rows: list[list[int]]) -> None:
    rows[0], rows[1] = rows[1], rows[0]


def raw_result(raw: bytes) -> Callable[[Parts], None]:
    def apply(parts: Parts) -> None:
        parts.events[-1] = ("Result", [raw])

    return apply


CASES: dict[str, Case] = {
    "a ballot left out of the tally": bare("T2", tallied(without_the_last().raw)),
    "questions exchanged in the tally": bare("T2", tallied(rows_exchanged().raw)),
    "an answer left out of the tally": bare("T2", tallied(row_shorter().raw)),
    "a tally that is no JSON": bare("T2", tallied(b"[")),
    "a tally with white space": bare("T2", tallied(true_tally().raw + b"\n")),
    "one ballot more in the tally": bare("T3", tallied(true_tally().raw, num_tallied=len(VOTES) + 1)),
    "another weight": bare("T4", tallied(true_tally().raw, total_weight=len(VOTES) + 1)),
    "a share of nobody": bare("P1", shared(same, owner=9)),
    "an owner written otherwise": bare(
        "P1", lambda parts: parts.events[SHARES][1].__setitem__(1, parts.events[SHARES][1][1] + b" ")
    ),
    "a second share of one scrutineer": bare("P2", twice),
    "a share without a question": bare("P3", shared(row_missing)),
    "a share with a proof too few": bare("P3", shared(proofs_missing)),
    "a share with a field more": bare("P3", text_of_share('"decryption_p', '"x":1,"decryption_p')),
    "a factor of small order": bare("P4", text_of_share(first_factor(), SMALL_ORDER)),
    "an upper-case factor": bare("P4", text_of_share(first_factor(), first_factor().upper())),
    "a share's proof changed": bare("P5", shared(bent_proof)),
    "a share's factor changed": bare("P5", shared(bent_factor)),
    "a share of another tally": bare("P5", shared(lambda _: share_of_another_tally())),
    "another scrutineer's share": bare("P5", shared(same, owner=4)),
    "a scrutineer's share missing": bare("P6", without_share(1)),
    "the server's share missing": bare("P6", without_share(2)),
    "a result with a question less": bare("R1", resulting(lambda rows: rows.pop())),
    "a result with an answer more": bare("R1", resulting(lambda rows: rows[0].append(0))),
    "a result that is no JSON": bare("R1", raw_result(b"{")),
    "a result with white space": bare("R1", raw_result(b'{"result": [[4,4,0],[0,0,4]]}')),
    "a negative count": bare("R1", raw_result(b'{"result":[[4,4,0],[0,0,-4]]}')),
    "a vote taken away": bare("R2", resulting(add(0, -1))),
    "a vote added": bare("R2", resulting(add(2, 1))),
    "for and against exchanged": bare("R2", resulting(exchange)),
    "more votes than ballots": bare("R3", resulting(add(0, 2))),
}
