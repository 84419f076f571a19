"""Python and JavaScript make the same bytes from the same seeds, and accept what the other made.

Equal bytes show both directions at once: what the pages made is what the server makes, and a verifier that
accepts the one accepts the other. Verification itself is tried on a part of the cases in either language.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.crypto.cases import COUNTY, SMALL, Poll, exponent_of, seed_of
from tests.crypto.pages import Case, refusal, result, results
from tests.protocol.ceremonies import play
from voting.protocol import ed25519, group
from voting.protocol.ballots import check_ballot, encrypt_ballot, sign_ballot
from voting.protocol.credentials import build_credentials, draw_secret, public_credential
from voting.protocol.decryption import check_share, check_strong_proof, decrypt_tally
from voting.protocol.encoding import canonical
from voting.protocol.expand import expand
from voting.protocol.group import Ciphertext, Point
from voting.protocol.marks import check_marks, make_marks
from voting.protocol.proofs import proof_json
from voting.protocol.receipts import Receipt, receipt_fragment
from voting.protocol.slips import ShareChallenge, Slip, prove_share
from voting.protocol.tally import EncryptedTally
from voting.protocol.trustees import Trustees, make_single

Counted = Callable[[str, int], None]
POLLS = [Poll(shape, number) for shape in SMALL for number in range(4)]
BALLOTS = [(poll, number) for poll in POLLS for number in range(16)] + [(Poll(COUNTY), n) for n in range(6)]


def made_by_python(poll: Poll, number: int) -> tuple[Case, dict[str, str]]:
    """A case, and ballot and marks as Python makes them."""
    secret = draw_secret(seed_of("card", poll.number, number))
    choices = poll.choices(number)
    seed1, seed2 = seed_of("seed 1", poll.uuid, number), seed_of("seed 2", poll.uuid, number)
    unsigned = encrypt_ballot(poll.election, secret, choices, seed1)
    marks = make_marks(unsigned, poll.shape.exclusive)
    ballot = sign_ballot(unsigned, secret, seed2)
    case = {
        **poll.case,
        "op": "seal",
        "secret": secret,
        "choices": choices,
        "seed1": seed1.hex(),
        "seed2": seed2.hex(),
    }
    return case, {"ballot": ballot.decode(), "marks": marks.decode(), "hash": unsigned.hash}


def test_ballots_and_marks_are_the_same_bytes(counted: Counted):
    made = [made_by_python(poll, number) for poll, number in BALLOTS]
    answers = results([case for case, _ in made])
    for (case, expected), answer in zip(made, answers, strict=True):
        assert {name: answer[name] for name in expected} == expected, case
        assert answer["body"] == f"{expected['ballot']}\n{expected['marks']}"
    counted("cross cases, Python and JavaScript", len(made))


def test_each_accepts_the_ballots_of_the_other(counted: Counted):
    chosen = BALLOTS[::5]
    cases, hashes = [], []
    for poll, number in chosen:
        case, ballot = made_by_python(poll, number)
        credentials = build_credentials([public_credential(case["secret"], poll.uuid)])
        checked = check_ballot(poll.election, credentials, ballot["ballot"].encode())
        check_marks(poll.election, checked, poll.shape.exclusive, ballot["marks"].encode())
        listed = [group.encode(point) for point in credentials.credentials]
        cases.append({**poll.case, "op": "ballot", "credentials": listed, **ballot})
        hashes.append(checked.hash)
    assert results(cases) == hashes
    counted("cross cases, Python and JavaScript", len(cases))


def test_expansion_cards_and_signatures_agree(counted: Counted):
    cases: list[Case] = []
    expected: list[object] = []
    for number in range(60):
        seed, uuid = seed_of("expand", number), Poll(SMALL[0], number).uuid
        cases.append({"op": "expand", "seed": seed.hex(), "context": f"φ|{number}", "label": f"r|{number}|0"})
        expected.append(str(expand(seed, f"φ|{number}", f"r|{number}|0")))
        secret = draw_secret(seed)
        cases += [
            {"op": "drawSecret", "random": seed.hex()},
            {"op": "credential", "typed": secret.replace("-", " "), "uuid": uuid},
            {"op": "sign", "message": f"票决{number}", "secret": seed.hex()},
        ]
        signature = ed25519.sign(seed, f"票决{number}".encode())
        expected += [
            secret,
            [secret, group.encode(public_credential(secret, uuid))],
            [ed25519.public_key(seed), signature],
        ]
        cases.append(
            {
                "op": "verify",
                "message": f"票决{number}",
                "key": ed25519.public_key(seed),
                "signature": signature,
            }
        )
        expected.append(True)
    assert results(cases) == expected
    counted("cross cases, Python and JavaScript", len(cases))


def test_ceremonies_are_the_same_bytes_at_every_step(counted: Counted):
    cases: list[Case] = []
    expected: list[object] = []
    for size, threshold, name in [(3, 2, "a"), (3, 2, "b"), (5, 3, "c"), (5, 4, "d"), (7, 4, "e")]:
        played = play(size, threshold, name)
        said = {
            "certificates": [data.decode() for data in played.certificates],
            "commits": [data.decode() for data in played.commitments],
            "reveals": [data.decode() for data in played.reveals],
            "keys": [data.decode() for data in played.keys],
            "expected": [group.encode(each.slip.public_key) for each in played.finished],
        }
        for i in range(size) if size < 7 else (0, 6):
            place = {"ceremony": played.ceremony.id, "n": size, "t": threshold, "index": i + 1}
            base = {"op": "ceremony", "place": place, "seed": played.joined[i].seed.hex(), **said}
            accused = {"accused": 1 + (i + 1) % size, "reason": "C8"}
            cases += [
                {**base, "step": step} for step in ("certificate", "commit", "reveal", "finish", "confirm")
            ]
            cases.append({**base, "step": "abort", **accused})
            finished = played.finished[i]
            expected += [
                said["certificates"][i],
                said["commits"][i],
                said["reveals"][i],
                {
                    "publicKey": said["keys"][i],
                    "fingerprint": finished.fingerprint,
                    "slip": finished.slip.encode(),
                    "expected": said["expected"],
                },
                True,
                played.joined[i].abort(accused["accused"], "C8").serialize().decode(),
            ]
    assert results(cases) == expected
    counted("cross cases, Python and JavaScript", len(cases))


def test_an_abort_is_read_as_its_sender_signed_it():
    played = play(3, 2, "abort")
    place = {"ceremony": played.ceremony.id, "n": 3, "t": 2, "index": 1}
    base: Case = {
        "op": "ceremony", "step": "readAbort", "place": place, "seed": played.joined[0].seed.hex(),
        "certificates": [text.decode() for text in played.certificates], "sender": 2,
    }  # fmt: skip
    honest = played.joined[1].abort(3, "C8").serialize().decode()
    assert result(**base, text=honest) == {"accused": 3, "reason": "C8"}
    for change in (
        {"text": honest.replace('accused\\":3', 'accused\\":1')},
        {"text": honest.replace("C8", "C9")},
        {"text": played.joined[1].abort(3, "他说的").serialize().decode()},
        {"text": played.joined[1].abort(9, "C8").serialize().decode()},
        {"text": played.joined[2].abort(3, "C8").serialize().decode()},
        {"text": honest, "sender": 3},
        {"text": honest, "sender": 9},
        {"text": "{}"},
    ):
        assert change != {"text": honest}
        assert refusal(**{**base, **change})["refused"] == "C11"


def test_slips_and_share_proofs_agree(counted: Counted):
    cases: list[Case] = []
    expected: list[object] = []
    for number in range(50):
        share, uuid = exponent_of("share", number), Poll(SMALL[0], number).uuid
        slip = Slip(uuid, 1 + number % 9, draw_secret(seed_of(number)).replace("-", ""), share)
        text = slip.encode()
        key = group.encode(slip.public_key)
        cases.append({"op": "ownSlip", "text": f" {text}\n", "ceremony": uuid, "index": slip.index})
        expected.append(key)
        nonces = {
            "server_nonce": seed_of("server", number).hex(),
            "page_nonce": seed_of("page", number).hex(),
        }
        occasion = {"uuid": uuid, "owner": 2, **nonces, "date": "2027-01-18"}
        seed = seed_of("proof", number)
        proof = prove_share(share, ShareChallenge(**occasion), seed)
        record = canonical({**occasion, **proof_json(proof), "kind": "share", "v": 1}).decode()
        cases.append({"op": "shareProof", "occasion": occasion, "share": str(share), "seed": seed.hex()})
        cases.append({"op": "verifyShareProof", "record": record, "uuid": uuid, "keys": [key, key]})
        expected += [record, True]
    assert results(cases) == expected
    counted("cross cases, Python and JavaScript", len(cases))


def random_tally(number: int) -> EncryptedTally:
    """Any ciphertexts; now and then the identity, as a count without ballots has it."""
    draw = random.Random(number)

    def point(*parts: object) -> Point:
        return group.IDENTITY if draw.random() < 0.1 else group.base(exponent_of("tally", number, *parts))

    rows = [draw.randint(1, 3) for _ in range(draw.randint(1, 2))]
    return EncryptedTally(
        tuple(
            tuple(Ciphertext(point("a", k, i), point("b", k, i)) for i in range(length))
            for k, length in enumerate(rows)
        )
    )


def test_decryption_shares_and_both_proofs_agree(counted: Counted):
    cases: list[Case] = []
    expected: list[object] = []
    for number in range(50):
        tally, secret, seed = random_tally(number), exponent_of("sk", number), seed_of("d", number)
        poll, event = Poll(SMALL[0], number), seed_of("event", number).hex()
        trustees = Trustees((make_single(exponent_of("other", number), seed), make_single(secret, seed)))
        phi, key = poll.election.fingerprint, group.encode(trustees.keys[1])
        share, strong = decrypt_tally(phi, event, 2, secret, tally, seed)
        check_share(phi, trustees, 2, tally, share)
        check_strong_proof(phi, event, trustees, 2, tally, share, strong)
        stated = {"election_hash": phi, "kind": "decryption", "owner": 2, "share": share.digest}
        record = canonical({**stated, "tally_event": event, "uuid": poll.uuid, "v": 1, **proof_json(strong)})
        made = {"partial": share.raw.decode(), "record": record.decode()}
        occasion = {"fingerprint": phi, "uuid": poll.uuid, "tallyEvent": event, "owner": 2, "keyHex": key}
        written = [[[group.encode(c.alpha), group.encode(c.beta)] for c in row] for row in tally.ciphertexts]
        base = {"occasion": occasion, "tally": written}
        cases.append({"op": "share", **base, "share": str(secret), "seed": seed.hex()})
        cases.append({"op": "verifyShare", **base, **made})
        expected += [made, [group.encode(factor) for row in share.factors for factor in row]]
    assert results(cases) == expected
    counted("cross cases, Python and JavaScript", len(cases))


def test_receipts_agree(counted: Counted):
    cases: list[Case] = []
    expected: list[object] = []
    for number in range(30):
        poll, board = Poll(SMALL[0], number), seed_of("board", number)
        receipt = Receipt(
            uuid=poll.uuid,
            election_hash=poll.election.fingerprint,
            key=ed25519.key_id(ed25519.public_key(board)),
            ballot_hash=poll.election.fingerprint,
            tracker=Poll(SMALL[0], number + 1).election.fingerprint,
            marks="" if number % 2 else seed_of("marks", number).hex(),
            after_height=number,
            after_event=seed_of("event", number).hex(),
            minute="2027-01-18T01:23Z",
        )
        signed = receipt.sign(board)
        cases.append({"op": "receipt", "signed": signed.decode(), "key": ed25519.public_key(board)})
        cases.append({"op": "fragment", "signed": signed.decode()})
        expected += [receipt.as_json(), [receipt_fragment(signed), signed.decode()]]
    assert results(cases) == expected
    counted("cross cases, Python and JavaScript", len(cases))
