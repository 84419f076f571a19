"""Bad side logs, checkpoints, receipts and outcomes: what only a bundle shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.protocol.polls import exponent, seed
from tests.verifier import polls
from tests.verifier.bad_counts import SHARES
from tests.verifier.cases import Case, bundled
from tests.verifier.polls import ALL_DEPUTIES, BOARD, LISTED, OPENERS, POLL, VOTES, Parts, both
from voting.protocol import ed25519, group
from voting.protocol.archive import parse_archive
from voting.protocol.ballots import parse_ballot
from voting.protocol.encoding import compact_hash
from voting.protocol.receipts import Checkpoint
from voting.protocol.records import Record
from voting.protocol.sidelog import Closing, Outcome, Registrar, Share, Void, Zero
from voting.verifier.verify import Wishes

Change = Callable[[Parts], None]
OTHER = "11" * 32


def record(kind: str, make: Callable[[Parts], Record | bytes], number: int = 0) -> Change:
    """Another record in the place of one of a kind."""

    def change(parts: Parts) -> None:
        made = make(parts)
        parts.side[parts.place(kind, number)] = made if isinstance(made, bytes) else made.encode()

    return change


def parsed(parts: Parts, kind: type[Record], number: int = 0) -> Record:
    return kind.parse(parts.side[parts.place(kind.kind, number)])


def changed(kind: type[Record], **fields: object) -> Change:
    """A record with other fields and its old signature."""
    return record(kind.kind, lambda parts: replace(parsed(parts, kind), **fields))


def text(kind: str, old: bytes, new: bytes) -> Change:
    return record(kind, lambda parts: parts.side[parts.place(kind)].replace(old, new, 1))


def without(*kinds: str) -> Change:
    """All records of these kinds left out."""

    def change(parts: Parts) -> None:
        for kind in kinds:
            parts.side = [line for line in parts.side if f'"kind":"{kind}"'.encode() not in line]

    return change


def one_less(kind: str) -> Change:
    def change(parts: Parts) -> None:
        del parts.side[parts.place(kind)]

    return change


def moved(kind: str, before: str) -> Change:
    def change(parts: Parts) -> None:
        line = parts.side.pop(parts.place(kind))
        parts.side.insert(parts.place(before), line)

    return change


def again(kind: str) -> Change:
    def change(parts: Parts) -> None:
        place = parts.place(kind)
        parts.side.insert(place, parts.side[place])

    return change


FORM: dict[str, Case] = {
    "a side record that is no JSON": bundled("L1", record("zero", lambda _: b"{")),
    "a side record with white space": bundled("L1", text("zero", b'"v":1', b'"v": 1')),
    "a side record of an unknown kind": bundled("L1", text("zero", b'"kind":"zero"', b'"kind":"nought"')),
    "a side record of another poll": bundled("L1", changed(Share, uuid="1" * 22)),
    "a side record of other rules": bundled("L1", changed(Zero, election_hash=compact_hash(b"x"))),
    "an empty line in the side log": bundled("L1", record("zero", lambda _: b"")),
    "no registrar's statement": bundled("L2", without("registrar")),
    "a zero report after the first ballot": bundled("L2", moved("marks", before="zero")),
    "counts before a void": bundled("L2", moved("counts", before="void")),
    "an outcome before the strong proofs": bundled("L2", moved("outcome", before="decryption")),
    "two counts": bundled("L2", again("counts")),
    "a scrutineer's zero report twice": bundled("L2", again("zero")),
    "a scrutineer's closing statement twice": bundled("L2", again("closing")),
    "another list of cards signed": bundled(
        "S10", record("registrar", lambda _: polls.registrar(credentials=OTHER)),
    ),
    "one card more signed": bundled("S10", record("registrar", lambda _: polls.registrar(listed=LISTED + 1))),
    "a registrar's signature that is not his": bundled("S10", changed(Registrar, reserve=1)),
    "another registrar": bundled(
        "S10", record("registrar", lambda _: Registrar.make(
            seed("other registrar"), uuid=POLL.election.uuid, credentials=POLL.credentials.digest,
            listed=LISTED, reserve=2,
        )),
    ),
}  # fmt: skip


# Statements of scrutineers and registrar.


def voided(number: int = 0, **other: object) -> Change:
    """A void made anew over the side head before it, with other fields."""

    def make(parts: Parts) -> Void:
        side = parts.side_head(parts.place("void", number))
        return polls.void(**{"side": side, "card": polls.unused_cards()[number], **other})

    return record("void", make, number)


def voiding_the_cast(parts: Parts) -> None:
    card = group.encode(parse_ballot(polls.counted().ballots[0]).credential)
    voided(card=card)(parts)


def closed(**other: object) -> Change:
    """The first closing statement made anew."""

    def make(parts: Parts) -> Closing:
        side = parts.side_head(parts.place("counts"))
        return polls.closing(**{"owner": 3, "side": side, **other})

    return record("closing", make)


def counts(**other: int) -> Change:
    return record("counts", lambda _: polls.counts(**other))


STATEMENTS: dict[str, Case] = {
    "a share proof changed": bundled("L3", changed(Share, response=1)),
    "a share proof of another day": bundled("L3", changed(Share, date="2026-11-19")),
    "a share proof without the share": bundled(
        "L3", record("share", lambda _: polls.share(2, exponent("x"))),
    ),
    "too few share proofs": bundled("L3", one_less("share")),
    "a share proof of a day that is none": bundled("L3", text("share", b"2026-11-18", b"2026-11-31")),
    "a zero report of another Setup": bundled(
        "L4", record("zero", lambda _: polls.zero(2, setup_event=OTHER)),
    ),
    "a zero report signed by another": bundled("L4", record("zero", lambda _: polls.zero(2, signer=3))),
    "too few zero reports": bundled("L4", one_less("zero")),
    "a zero report of nobody": bundled("L4", record("zero", lambda _: polls.zero(9, signer=2))),
    "a void without the registrar": bundled("L5", voided(secret=seed("other registrar"))),
    "a void signed by another scrutineer": bundled("L5", voided(owner=3, signer=2)),
    "a void of another history": bundled("L5", voided(event=OTHER)),
    "a void over another side head": bundled("L5", voided(side=OTHER)),
    "a void for another reason": bundled("L5", text("void", b"unopened", b"unwanted")),
    "a void of an earlier height": bundled("L5", voided(
        height=1, event=parse_archive(polls.counted().archive).events[1].digest,
    )),
    "a void of a card that has voted": bundled("X6", voiding_the_cast),
    "a void of no listed card": bundled("X6", voided(card=OTHER)),
    "a card voided twice": bundled("X6", voided(1, card=polls.unused_cards()[0])),
    "more cards handed out than listed": bundled("X6", counts(handed_out=LISTED - 1)),
    "a void not counted": bundled("X6", counts(voided=1)),
    "one ballot more returned": bundled("X4", counts(returned=len(VOTES) + 1)),
    "fewer present than cards": bundled("X4", counts(present=5)),
    "more present than deputies": bundled("X4", counts(present=ALL_DEPUTIES + 1)),
    "other deputies than the manifest says": bundled("X4", counts(all_deputies=ALL_DEPUTIES + 1)),
    "no counts": bundled("X4", without("counts")),
    "a closing statement over another tally": bundled("L6", closed(tally_event=OTHER)),
    "a closing statement over fewer ballots": bundled("L6", closed(ballots=len(VOTES) - 1)),
    "a closing statement over another side log": bundled("L6", closed(side=OTHER)),
    "a closing statement signed by another": bundled("L6", closed(owner=3, signer=4)),
    "too few closing statements": bundled("L6", one_less("closing")),
}  # fmt: skip


# What the board signed.


def other_moment(place: int, **fields: int) -> Change:
    """A checkpoint signed over numbers that are not those of the archive."""

    def change(parts: Parts) -> None:
        names = ("height", "records", "ballots", "voids")
        said = {**dict(zip(names, parts.moments[place], strict=True)), **fields}
        parts.moments[place] = tuple(said[name] for name in names)

    return change


def forged(secret: bytes = BOARD, **fields: object) -> Change:
    """One checkpoint more, over heads that are not the archive's."""

    def change(parts: Parts) -> None:
        said = {
            **both(), "key": ed25519.key_id(ed25519.public_key(secret)), "height": 20, "event": OTHER,
            "side": OTHER, "ballots": 0, "voids": 0, **fields,
        }  # fmt: skip
        parts.forged.append(Checkpoint(**said).sign(secret))

    return change


def badly_signed(parts: Parts) -> None:
    line = parts.checkpoints()[0]
    parts.forged.append(line[:-3] + (b"0" if line[-3:-2] != b"0" else b"1") + line[-2:])


def holding(*receipts: bytes) -> Wishes:
    return Wishes(receipts=receipts, processes=1)


def kept(code: str, *receipts: bytes) -> Case:
    return bundled(code, lambda parts: None, holding(*receipts))


BOARD_SIGNED: dict[str, Case] = {
    "two heads of one height": bundled("X3", forged(height=3)),
    "a receipt of another history": kept("X3", polls.receipt(0, after_event=OTHER)),
    "a checkpoint of another archive": bundled("M5", forged()),
    "a checkpoint of another key": bundled("M5", forged(seed("other board"))),
    "a checkpoint with another signature": bundled("M5", badly_signed),
    "a checkpoint of another side log": bundled("M5", other_moment(0, ballots=1)),
    "a checkpoint over too few ballots": bundled("M5", other_moment(2, ballots=4)),
    "a checkpoint over too many voids": bundled("M5", other_moment(3, voids=3)),
    "heads that never stood together": bundled("M5", other_moment(1, records=7)),
    "no checkpoint": bundled("M5", lambda parts: parts.moments.clear()),
    "no checkpoint at the end": bundled("M5", lambda parts: parts.moments.pop()),
    "a receipt signed by another": kept("X2", polls.receipt(0, secret=seed("other board"))),
    "a receipt with another field": kept("X2", polls.receipt(0).replace(b'"minute"', b'"second"')),
    "a receipt changed": kept("X2", polls.receipt(0).replace(b'"after_height":0', b'"after_height":1')),
    "a receipt of a ballot that is not there": kept("X2", polls.receipt(0, tracker=compact_hash(b"x"))),
    "a receipt beyond the archive": kept("X2", polls.receipt(0, after_height=40)),
    "a receipt from after its ballot": kept("X2", polls.receipt(
        0, after_height=2, after_event=parse_archive(polls.counted().archive).events[2].digest,
    )),
    "a receipt of other marks": kept("X2", polls.receipt(0, marks=OTHER)),
    "a receipt of another poll": kept("X2", polls.receipt(0, uuid="1" * 22)),
    "a receipt of other rules": kept("X2", polls.receipt(0, election_hash=compact_hash(b"x"))),
    "a receipt from before the opening": kept("X2", polls.receipt(0, minute="2026-01-01T00:00Z")),
    "one bad receipt among good ones": kept("X2", polls.receipt(1), polls.receipt(0, marks=OTHER)),
}  # fmt: skip


# Strong proofs, order of shares, outcome.


def proven(place: int, **fields: object) -> Change:
    return record("decryption", lambda _: polls.decryption((*OPENERS, 1)[place], **fields), place)


def proofs_exchanged(parts: Parts) -> None:
    a, b = parts.place("decryption", 0), parts.place("decryption", 1)
    parts.side[a], parts.side[b] = parts.side[b], parts.side[a]


def outcome(**fields: object) -> Change:
    """Another announcement under the same result."""
    return record("outcome", lambda parts: replace(parsed(parts, Outcome), **fields))


def server_first(parts: Parts) -> None:
    """The server's share before the last scrutineer's, everything after it told anew."""
    parts.events[SHARES + 1 : SHARES + 3] = parts.events[SHARES + 2], parts.events[SHARES + 1]
    a, b = parts.place("decryption", 1), parts.place("decryption", 2)
    parts.side[a], parts.side[b] = parts.side[b], parts.side[a]
    head = parse_archive(parts.archive()).head.digest
    outcome(result_event=head)(parts)


OPENING: dict[str, Case] = {
    "a strong proof changed": bundled("P7", proven(0, response=1)),
    "the server's strong proof changed": bundled("P7", proven(2, challenge=1)),
    "a strong proof missing": bundled("P7", one_less("decryption")),
    "strong proofs in another order": bundled("P7", proofs_exchanged),
    "a strong proof of another share": bundled("P7", proven(1, share=OTHER)),
    "a strong proof of another tally": bundled("P7", proven(1, tally_event=OTHER)),
    "the server opened before the last scrutineer": bundled("P6", server_first),
    "a project announced that was not chosen": bundled("R6", outcome(chosen=(0, 2))),
    "a chosen project left out": bundled("R6", outcome(chosen=(0,), unfilled=1)),
    "the order of the chosen changed": bundled("R6", outcome(chosen=(1, 0))),
    "a tie that is none": bundled("R6", outcome(chosen=(0,), tied=(1, 2))),
    "another next step": bundled("R6", outcome(next="shortage_presidium")),
    "an outcome of another result": bundled("R6", outcome(result_event=OTHER)),
    "no outcome": bundled("R6", without("outcome")),
}

CASES: dict[str, Case] = {**FORM, **STATEMENTS, **BOARD_SIGNED, **OPENING}
