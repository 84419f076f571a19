"""Bad ballots: signed anew by their card where the signature is not the point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from tests.protocol.polls import EXCLUSIVE
from tests.verifier import blank
from tests.verifier.bad_archives import SMALL_ORDER
from tests.verifier.cases import Case, bare, bundled
from tests.verifier.polls import BOTH, NONE, POLL, VOTES, Parts, chain, counted
from voting.protocol import group
from voting.protocol.ballots import Answer, Ballot, encrypt_ballot, parse_ballot
from voting.protocol.credentials import secret_exponent
from voting.protocol.encoding import compact_hash
from voting.protocol.group import Ciphertext, Point, Proof, Q
from voting.protocol.marks import make_marks, parse_marks
from voting.protocol.proofs import sign_hash

VOTER = 1
FORGED = Proof(1, 1)


@cache
def ballot() -> Ballot:
    return parse_ballot(counted().ballots[VOTER])


def instead(make: Callable[[], bytes]) -> Callable[[Parts], None]:
    """Puts other bytes in the place of a ballot."""

    def change(parts: Parts) -> None:
        parts.events[1 + VOTER] = ("Ballot", [make()])

    return change


def edited(old: str, new: str) -> bytes:
    """The ballot's text with one piece exchanged."""
    data = ballot().raw
    assert data.count(old.encode()) >= 1
    return data.replace(old.encode(), new.encode(), 1)


def body(**fields: object) -> bytes:
    changed = replace(ballot(), body=replace(ballot().body, **fields))
    return POLL.tampered(VOTER, changed)


def answer(place: int = 0) -> Answer:
    return ballot().body.answers[place]


def answered(**fields: object) -> bytes:
    return body(answers=(replace(answer(), **fields), answer(1)))


def signature(**fields: object) -> bytes:
    return replace(ballot(), **fields).raw


def first(items: tuple, item: object) -> tuple:
    return (item, *items[1:])


def shifted(proof: Proof) -> Proof:
    return Proof(proof.challenge, (proof.response + 1) % Q)


def small_order() -> bytes:
    point = Point(bytes.fromhex(SMALL_ORDER)[::-1])
    return answered(choices=first(answer().choices, Ciphertext(point, answer().choices[0].beta)))


def foreign_card() -> bytes:
    return edited(group.encode(ballot().credential), group.encode(group.base(5)))


def copied() -> bytes:
    """Another deputy's answers under one's own card."""
    other = parse_ballot(counted().ballots[0])
    return body(answers=other.body.answers)


def overmarked() -> bytes:
    """Three approvals where two are allowed, as a hostile page would send them."""
    honest = POLL.sealed(VOTER, BOTH)
    free = replace(POLL.election, questions=tuple(replace(q, maximum=3) for q in POLL.election.questions))
    sealed = encrypt_ballot(free, POLL.secrets[VOTER], ((1, 1, 1), (0, 0, 0)), b"3" * 32)
    answers = [
        replace(each, overall_proof=each.overall_proof[: len(old.overall_proof)])
        for each, old in zip(sealed.body.answers, honest.body.answers, strict=True)
    ]
    return POLL.signed(replace(honest, body=replace(honest.body, answers=tuple(answers))), VOTER)


INDIVIDUAL, OVERALL = answer().individual_proofs, answer().overall_proof
SCALAR = str(OVERALL[0].challenge)
BALLOTS = {
    "not JSON": ("B1", lambda: ballot().raw[:-1]),
    "a field twice": ("B1", lambda: ballot().raw[:-1] + b',"credential":"0"}'),
    "a weight": ("B1", lambda: ballot().raw[:-1] + b',"weight":2}'),
    "a proof as a number": ("B1", lambda: edited(f'"{SCALAR}"', SCALAR)),
    "a byte order mark": ("B1", lambda: b"\xef\xbb\xbf" + ballot().raw),
    "white space": ("B2", lambda: edited('"answers":', '"answers": ')),
    "white space inside an answer": ("B2", lambda: edited('"choices":', '"choices": ')),
    "a line feed at the end": ("B2", lambda: ballot().raw + b"\n"),
    "an escaped character": ("B2", lambda: edited('"election_uuid"', '"election\\u005fuuid"')),
    "for another poll": ("B3", lambda: body(uuid="1" * 22)),
    "under other rules": ("B4", lambda: body(election_hash=compact_hash(b"other"))),
    "of a card that is not listed": ("B5", foreign_card),
    "of an upper-case card": (
        "B6", lambda: edited(group.encode(ballot().credential), group.encode(ballot().credential).upper()),
    ),
    "of the identity": (
        "B6", lambda: edited(group.encode(ballot().credential), group.encode(group.IDENTITY)),
    ),
    "an answer too few": ("B9", lambda: body(answers=(answer(),))),
    "an answer too many": ("B9", lambda: body(answers=(answer(), answer(1), answer()))),
    "a ciphertext too many": ("B10", lambda: answered(choices=(*answer().choices, answer().choices[0]))),
    "a ciphertext too few": ("B10", lambda: answered(choices=answer().choices[1:])),
    "a proof too few": ("B11", lambda: answered(individual_proofs=INDIVIDUAL[1:])),
    "three branches": ("B11", lambda: answered(individual_proofs=first(INDIVIDUAL, (FORGED,) * 3))),
    "an overall branch more": ("B14", lambda: answered(overall_proof=(*OVERALL, FORGED))),
    "no overall proof": ("B14", lambda: answered(overall_proof=())),
    "an unwanted blank proof": ("B16", lambda: answered(blank_proof=(FORGED, FORGED))),
    "another signed hash": ("B7", lambda: signature(signature_hash=compact_hash(b"other"))),
    "another signature": ("B8", lambda: signature(signature=shifted(ballot().signature))),
    "a signature over another ballot": (
        "B8", lambda: signature(signature=parse_ballot(counted().ballots[0]).signature),
    ),
    "a scalar of q": ("B20", lambda: edited(f'"{SCALAR}"', f'"{Q}"')),
    "a scalar with a zero in front": ("B20", lambda: edited(f'"{SCALAR}"', f'"0{SCALAR}"')),
    "a negative scalar": ("B20", lambda: edited(f'"{SCALAR}"', f'"-{SCALAR}"')),
    "a ciphertext of small order": ("B12", small_order),
    "an upper-case ciphertext": (
        "B12", lambda: edited(*(f'alpha":"{x}"' for x in (
            group.encode(answer().choices[0].alpha), group.encode(answer().choices[0].alpha).upper()
        ))),
    ),
    "an individual proof changed": (
        "B13", lambda: answered(
            individual_proofs=first(INDIVIDUAL, (shifted(INDIVIDUAL[0][0]), INDIVIDUAL[0][1]))
        ),
    ),
    "two ciphertexts exchanged": (
        "B13", lambda: answered(choices=(answer().choices[1], answer().choices[0], answer().choices[2])),
    ),
    "another deputy's answers": ("B13", copied),
    "an overall proof changed": ("B15", lambda: answered(overall_proof=first(OVERALL, shifted(OVERALL[0])))),
    "three marks of two": ("B15", overmarked),
}  # fmt: skip


# What only a bundle shows: a card that votes twice, and the exclusive marks.


def again(parts: Parts) -> None:
    """A second ballot of the first card, with its marks."""
    sealed = POLL.sealed(0, NONE, draw=1)
    parts.events.insert(1 + len(VOTES), ("Ballot", [POLL.signed(sealed, 0)]))
    parts.side.insert(parts.place("marks", len(VOTES) - 1) + 1, make_marks(sealed, EXCLUSIVE))


def marked(make: Callable[[Parts], bytes]) -> Callable[[Parts], None]:
    """Puts another record in the place of a ballot's marks."""

    def change(parts: Parts) -> None:
        parts.side[parts.place("marks", VOTER)] = make(parts)

    return change


def without_marks(parts: Parts) -> None:
    del parts.side[parts.place("marks", VOTER)]


def marks_twice(parts: Parts) -> None:
    parts.side.insert(parts.place("marks", VOTER), parts.side[parts.place("marks", VOTER)])


def marks_exchanged(parts: Parts) -> None:
    a, b = parts.place("marks", 0), parts.place("marks", VOTER)
    parts.side[a], parts.side[b] = parts.side[b], parts.side[a]


def other_marks(**fields: object) -> Callable[[Parts], bytes]:
    return lambda parts: replace(parse_marks(parts.side[parts.place("marks", VOTER)]), **fields).serialize()


def of_marks(parts: Parts) -> bytes:
    """The first mark's proof changed."""
    marks = parse_marks(parts.side[parts.place("marks", VOTER)])
    (pair,) = marks.proofs
    bent = (shifted(pair[0][0]), pair[0][1])
    return replace(marks, proofs=((bent, *pair[1:]),)).serialize()


def too_few(parts: Parts) -> bytes:
    marks = parse_marks(parts.side[parts.place("marks", VOTER)])
    return replace(marks, proofs=(marks.proofs[0][1:],)).serialize()


def both_marked(parts: Parts) -> None:
    """For and against one project, every proof of the ballot true; only its marks cannot be."""
    sealed = POLL.sealed(VOTER, ((1, 1, 0), (1, 0, 1)))
    parts.events[1 + VOTER] = ("Ballot", [POLL.signed(sealed, VOTER)])
    marks = parse_marks(parts.side[parts.place("marks", VOTER)])
    parts.side[parts.place("marks", VOTER)] = replace(marks, ballot_hash=sealed.hash).serialize()


BESIDE = {
    "a card that votes twice": bundled("B19", again),
    "a ballot without marks": bundled("M1", without_marks),
    "marks twice": bundled("M1", marks_twice),
    "marks exchanged": bundled("M2", marks_exchanged),
    "marks of no ballot": bundled("M2", marked(other_marks(ballot_hash=compact_hash(b"other")))),
    "a mark too few": bundled("M3", marked(too_few)),
    "marks of no pair": bundled("M3", marked(other_marks(proofs=()))),
    "a mark changed": bundled("M4", marked(of_marks)),
    "for and against at once": bundled("M4", both_marked),
}

# Questions that may be answered blank, in the archives of others.


def possibly_blank(**fields: object) -> Callable[[], bytes]:
    """The archive of `blank.py` with the first ballot's answer changed."""

    def make() -> bytes:
        ballot = parse_ballot(blank.COUNTED.ballots[0])
        (answer,) = ballot.body.answers
        body = replace(ballot.body, answers=(replace(answer, **fields),))
        secret = secret_exponent(blank.POLL.secrets[0], body.uuid)
        signed = Ballot(body, body.hash, sign_hash(secret, body.hash, b"b" * 32)).raw
        setup, _, *others = blank.COUNTED.all_events
        return chain([setup, ("Ballot", [signed]), *others])

    return make


ANSWER = parse_ballot(blank.COUNTED.ballots[0]).body.answers[0]
BLANK = {
    "no blank proof": Case("B16", possibly_blank(blank_proof=None)),
    "a blank proof of one branch": Case("B16", possibly_blank(blank_proof=ANSWER.blank_proof[:1])),
    "a blank proof changed": Case(
        "B17", possibly_blank(blank_proof=first(ANSWER.blank_proof, shifted(ANSWER.blank_proof[0]))),
    ),
    "the branches of a blank proof exchanged": Case(
        "B17", possibly_blank(blank_proof=ANSWER.blank_proof[::-1]),
    ),
    "an overall proof of a blank question changed": Case(
        "B15", possibly_blank(overall_proof=first(ANSWER.overall_proof, FORGED)),
    ),
}  # fmt: skip

CASES: dict[str, Case] = {
    **BLANK,
    **{f"a ballot: {name}": bare(code, instead(make)) for name, (code, make) in BALLOTS.items()},
    **BESIDE,
}
