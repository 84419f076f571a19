"""From the ballots to the result: each check has an input that only it refuses."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.polls import COUNTED, POLL, VOTES, Counted, Poll, exponent, seed
from tests.protocol.test_group import MIXED, TORSION
from tests.protocol.test_trustees import SERVER, make_pedersen
from voting.protocol import group
from voting.protocol.ballots import parse_ballot
from voting.protocol.decryption import (
    OwnedShare,
    _factor_challenge,
    check_share,
    check_strong_proof,
    combine_factors,
    decrypt_tally,
    lagrange,
    parse_owned_share,
    parse_share,
    require_new_owner,
)
from voting.protocol.encoding import compact, hex_hash
from voting.protocol.errors import InvalidShare, InvalidTally, NonCanonical, ProtocolError
from voting.protocol.group import IDENTITY, Ciphertext, Proof, Q
from voting.protocol.proofs import encrypt
from voting.protocol.result import Result, check_result, open_tally, parse_result, small_logarithms
from voting.protocol.tally import (
    EncryptedTally,
    SizedTally,
    TallyAccumulator,
    check_tally,
    last,
    parse_encrypted_tally,
    parse_sized_tally,
    tally_ballots,
)
from voting.protocol.trustees import Trustees

BALLOTS = [parse_ballot(ballot) for ballot in COUNTED.ballots]
SUM = COUNTED.accumulator
TALLY = SUM.encrypted_tally()
SIZED = SUM.sized_tally()
PHI = POLL.election.fingerprint
EVENT = COUNTED.tally_event.digest
SHARES = {owner: share for owner, (share, _) in COUNTED.shares.items()}
EXPECTED = ((2, 1, 0), (0, 1, 1))


def code_of(call, *arguments) -> str:
    with pytest.raises(ProtocolError) as caught:
        call(*arguments)
    return caught.value.code


def with_cell(rows: tuple, k: int, i: int, cell: object) -> tuple:
    row = (*rows[k][:i], cell, *rows[k][i + 1 :])
    return (*rows[:k], row, *rows[k + 1 :])


# The product.


def test_what_is_recorded_is_what_the_ballots_give():
    check_tally(SUM, parse_encrypted_tally(TALLY.raw), parse_sized_tally(SIZED.serialize()))
    assert SizedTally(3, 3, TALLY.digest) == SIZED


def test_the_last_ballot_of_a_credential_counts():
    again = parse_ballot(POLL.ballot(0, VOTES[2], draw=1))
    assert last([*BALLOTS, again]) == [*BALLOTS[1:], again]
    assert tally_ballots(POLL.election, [*BALLOTS, again]).ballots == 3


def test_taking_a_ballot_out_undoes_adding_it():
    accumulator = tally_ballots(POLL.election, BALLOTS)
    again = parse_ballot(POLL.ballot(0, VOTES[2], draw=1))
    accumulator.remove(BALLOTS[0])
    accumulator.add(again)
    assert accumulator.encrypted_tally() == tally_ballots(POLL.election, [*BALLOTS, again]).encrypted_tally()


def test_products_made_apart_are_merged():
    whole = tally_ballots(POLL.election, BALLOTS[:1])
    rest = tally_ballots(POLL.election, BALLOTS[1:])
    whole.merge(rest.encrypted_tally(), rest.ballots)
    check_tally(whole, TALLY, SIZED)


def test_no_ballot_gives_identities_and_zeros():
    empty = TallyAccumulator(POLL.election)
    tally = empty.encrypted_tally()
    assert parse_encrypted_tally(tally.raw) == tally
    shares = {
        owner: decrypt_tally(PHI, EVENT, owner, key, tally, seed(owner))[0]
        for owner, key in enumerate(POLL.keys, start=1)
    }
    for owner, share in shares.items():
        check_share(PHI, POLL.trustees, owner, tally, share)
        assert parse_share(share.raw) == share
    assert open_tally(POLL.trustees, tally, shares, 0).counts == ((0, 0, 0), (0, 0, 0))


BAD_TALLIES = {
    "a ballot left out": (
        EncryptedTally(tally_ballots(POLL.election, BALLOTS[1:]).encrypted_tally().ciphertexts),
        "T2",
    ),
    "a row too few": (EncryptedTally(TALLY.ciphertexts[:1]), "T2"),
    "a column too many": (EncryptedTally((TALLY.ciphertexts[0] * 2, TALLY.ciphertexts[1])), "T2"),
    "a vote added": (
        EncryptedTally(
            with_cell(
                TALLY.ciphertexts,
                1,
                2,
                Ciphertext(
                    TALLY.ciphertexts[1][2].alpha, group.product(TALLY.ciphertexts[1][2].beta, group.G)
                ),
            )
        ),
        "T2",
    ),
}


@pytest.mark.parametrize("name", BAD_TALLIES)
def test_another_tally_is_refused(name):
    tally, code = BAD_TALLIES[name]
    assert code_of(check_tally, SUM, tally, replace(SIZED, encrypted_tally=tally.digest)) == code


def test_sizes_that_lie_are_refused():
    assert code_of(check_tally, SUM, TALLY, replace(SIZED, num_tallied=2)) == "T3"
    assert code_of(check_tally, SUM, TALLY, replace(SIZED, total_weight=4)) == "T4"
    assert code_of(check_tally, SUM, TALLY, replace(SIZED, encrypted_tally="0" * 64)) == "T5"


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[[{}]]",
        b"[{}]",
        TALLY.raw + b" ",
        TALLY.raw.replace(b'"alpha":"', b'"alpha":"0', 1),
        compact([[{"alpha": group.encode(TORSION[0]), "beta": group.encode(group.G)}]]),
        compact([[{"alpha": group.encode(group.G), "beta": group.encode(MIXED[0])}]]),
    ],
)
def test_what_is_no_encrypted_tally(data):
    assert code_of(parse_encrypted_tally, data) == "T2"


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"{}",
        SIZED.serialize() + b" ",
        SIZED.serialize().replace(b"3", b"-3", 1),
        SIZED.serialize().replace(b":3", b':"3"', 1),
        SIZED.serialize().replace(b":3", b":3.0", 1),
    ],
)
def test_what_is_no_sized_tally(data):
    assert code_of(parse_sized_tally, data) == "T3"


# Shares.


def test_shares_of_ours_pass_and_are_read_as_they_were_written():
    for owner, (share, strong) in COUNTED.shares.items():
        assert parse_share(share.raw) == share
        check_share(PHI, POLL.trustees, owner, TALLY, share)
        check_strong_proof(PHI, EVENT, POLL.trustees, owner, TALLY, share, strong)
        owned = OwnedShare(owner, share.digest)
        assert parse_owned_share(owned.serialize()) == owned


def test_the_same_seed_gives_the_same_share():
    assert decrypt_tally(PHI, EVENT, 1, POLL.keys[0], TALLY, seed("share", 1)) == COUNTED.shares[1]
    assert decrypt_tally(PHI, EVENT, 1, POLL.keys[0], TALLY, seed("other")) != COUNTED.shares[1]


SHARE = SHARES[1]
BAD_SHARES = {
    "owner zero": (0, SHARE, "P1"),
    "an owner too many": (3, SHARE, "P1"),
    "a row too few": (1, replace(SHARE, factors=SHARE.factors[1:]), "P3"),
    "a proof too few": (1, replace(SHARE, proofs=(SHARE.proofs[0][1:], SHARE.proofs[1])), "P3"),
    "another trustee's": (2, SHARE, "P5"),
    "another factor": (1, replace(SHARE, factors=with_cell(SHARE.factors, 1, 0, group.G)), "P5"),
    "another proof": (1, replace(SHARE, proofs=with_cell(SHARE.proofs, 0, 2, Proof(1, 1))), "P5"),
}


@pytest.mark.parametrize("name", BAD_SHARES)
def test_shares_are_refused(name):
    owner, share, code = BAD_SHARES[name]
    assert code_of(check_share, PHI, POLL.trustees, owner, TALLY, share) == code


def test_a_share_is_bound_to_its_election():
    assert code_of(check_share, "A" * 43, POLL.trustees, 1, TALLY, SHARE) == "P5"


def forged_share(owner: int) -> tuple:
    """A wrong factor whose proof of spec 4.20 holds: commitments are picked first, then the factor."""
    secret, key = POLL.keys[owner - 1], POLL.trustees.keys[owner - 1]
    share, strong = COUNTED.shares[owner]
    alpha = TALLY.ciphertexts[0][0].alpha
    a, b = group.base(exponent("w")), group.base(exponent("anything"))
    challenge = _factor_challenge(PHI, key, a, b)
    response = (exponent("w") - secret * challenge) % Q
    factor = group.power(group.quotient(b, group.power(alpha, response)), pow(challenge, -1, Q))
    forged = replace(
        share,
        factors=with_cell(share.factors, 0, 0, factor),
        proofs=with_cell(share.proofs, 0, 0, Proof(challenge, response)),
    )
    return forged, strong


def test_only_the_strong_proof_sees_a_factor_chosen_after_its_proof():
    forged, strong = forged_share(1)
    assert forged.factors != SHARE.factors
    check_share(PHI, POLL.trustees, 1, TALLY, forged)
    assert code_of(check_strong_proof, PHI, EVENT, POLL.trustees, 1, TALLY, forged, strong) == "P7"


def test_a_strong_proof_is_bound_to_its_tally_event_and_owner():
    strong = COUNTED.shares[1][1]
    assert code_of(check_strong_proof, PHI, "0" * 64, POLL.trustees, 1, TALLY, SHARE, strong) == "P7"
    assert code_of(check_strong_proof, PHI, EVENT, POLL.trustees, 2, TALLY, SHARES[2], strong) == "P7"
    assert code_of(check_strong_proof, PHI, EVENT, POLL.trustees, 1, TALLY, SHARE, Proof(0, 0)) == "P7"


UNREADABLE_SHARES = {
    "no object": (b"[]", "P3"),
    "rows that are none": (compact({"decryption_factors": [1], "decryption_proofs": []}), "P3"),
    "white space": (SHARE.raw + b"\n", "P3"),
    "small order": (
        compact({"decryption_factors": [[group.encode(TORSION[2])]], "decryption_proofs": []}),
        "P4",
    ),
    "mixed order": (
        compact({"decryption_factors": [[group.encode(MIXED[2])]], "decryption_proofs": []}),
        "P4",
    ),
    "a number": (compact({"decryption_factors": [[1]], "decryption_proofs": []}), "P4"),
    "a proof that is none": (compact({"decryption_factors": [], "decryption_proofs": [[1]]}), "P3"),
}


@pytest.mark.parametrize("name", UNREADABLE_SHARES)
def test_what_is_no_share(name):
    data, code = UNREADABLE_SHARES[name]
    assert code_of(parse_share, data) == code


@pytest.mark.parametrize(
    "data", [b"[]", b'{"owner":0,"payload":"x"}', OwnedShare(1, "0" * 64).serialize() + b" "]
)
def test_what_is_no_owned_share(data):
    assert code_of(parse_owned_share, data) == "P1"


def test_one_share_for_each_owner():
    require_new_owner(3, [1, 2])
    assert code_of(require_new_owner, 2, [1, 2]) == "P2"


# The result.


def test_the_result_is_the_sum_of_the_votes():
    result = open_tally(POLL.trustees, TALLY, SHARES, SUM.ballots)
    assert result.counts == EXPECTED
    check_result(POLL.trustees, TALLY, SHARES, SUM.ballots, parse_result(result.serialize()))
    assert result.digest == hex_hash(result.serialize())


def test_everybody_may_agree():
    check_result(POLL.trustees, TALLY, SHARES, max(EXPECTED[0]), Result(EXPECTED))


def test_a_missing_share_is_named():
    with pytest.raises(InvalidShare) as caught:
        open_tally(POLL.trustees, TALLY, {1: SHARE}, 3)
    assert (caught.value.code, caught.value.data["missing"]) == ("P6", [2])


BAD_RESULTS = {
    "a row too few": (EXPECTED[:1], 3, "R1"),
    "a column too few": ((EXPECTED[0][:2], EXPECTED[1]), 3, "R1"),
    "a count that does not follow": (with_cell(EXPECTED, 1, 0, 1), 3, "R2"),
    "two counts exchanged": (EXPECTED[::-1], 3, "R2"),
    "more than the ballots": (with_cell(EXPECTED, 0, 0, 4), 3, "R3"),
    "fewer ballots than votes": (EXPECTED, 1, "R3"),
}


@pytest.mark.parametrize("name", BAD_RESULTS)
def test_another_result_is_refused(name):
    counts, ballots, code = BAD_RESULTS[name]
    assert code_of(check_result, POLL.trustees, TALLY, SHARES, ballots, Result(counts)) == code


def test_a_count_beyond_the_ballots_does_not_open():
    assert code_of(open_tally, POLL.trustees, TALLY, SHARES, 1) == "R3"


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b'{"result":{}}',
        b'{"result":[[-1]]}',
        b'{"result":[[1.0]]}',
        b'{"result":[["1"]]}',
        b'{"result":[[1]] }',
        b'{"result":[[true]]}',
    ],
)
def test_what_is_no_result(data):
    assert code_of(parse_result, data) == "R1"


def test_noncanonical_is_told_apart():
    with pytest.raises(NonCanonical):
        parse_result(b'{"result":[[1]] }')
    assert issubclass(InvalidTally, ProtocolError)


def test_logarithms_stop_at_their_bound():
    points = {group.base(k) for k in (0, 3, 5)}
    assert small_logarithms(points, 5) == {IDENTITY: 0, group.base(3): 3, group.base(5): 5}
    assert small_logarithms(points, 4) == {IDENTITY: 0, group.base(3): 3}


@given(st.lists(st.integers(1, 30), min_size=1, max_size=5, unique=True))
@settings(max_examples=50)
def test_lagrange_coefficients_interpolate(indices):
    polynomial = [exponent("lagrange", k) for k in range(len(indices))]
    values = {j: sum(a * j**k for k, a in enumerate(polynomial)) % Q for j in indices}
    assert sum(values[j] * lagrange(indices, j) for j in indices) % Q == polynomial[0] % Q


@pytest.mark.parametrize("owners", [(2, 3), (2, 4), (3, 4), (2, 3, 4)])
def test_any_two_of_three_scrutineers_open_with_the_server(owners):
    members, secrets = make_pedersen()
    trustees = Trustees((SERVER, members))
    keys = {1: exponent("server"), **dict(enumerate(secrets, start=2))}
    row = tuple(encrypt(trustees.election_key, exponent("r", i), i % 2) for i in range(3))
    tally = EncryptedTally((row,))
    shares = {}
    for owner in (1, *owners):
        share, strong = decrypt_tally(PHI, EVENT, owner, keys[owner], tally, seed(owner))
        check_share(PHI, trustees, owner, tally, share)
        check_strong_proof(PHI, EVENT, trustees, owner, tally, share, strong)
        shares[owner] = share
    assert open_tally(trustees, tally, shares, 1).counts == ((0, 1, 0),)
    del shares[owners[0]]
    if len(owners) == 2:
        assert code_of(combine_factors, trustees, tally, shares) == "P6"
    else:
        assert open_tally(trustees, tally, shares, 1).counts == ((0, 1, 0),)


def test_a_poll_without_questions_answered_still_adds_up():
    poll = Poll(name="空白", voters=2)
    nothing = ((0, 0, 0), (0, 0, 0))
    counted = Counted(poll, tuple(poll.ballot(voter, nothing) for voter in range(2)))
    shares = {owner: share for owner, (share, _) in counted.shares.items()}
    tally = counted.accumulator.encrypted_tally()
    assert open_tally(poll.trustees, tally, shares, 2).counts == nothing
