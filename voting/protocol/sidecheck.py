"""The side log as a whole: its chain and order, and whether it fits the archive (PROTOCOL 6).

`SideLog` reads or grows the chain (L1 form of the file and of a line, L2 order and repetition). The
`check_…` functions hold it against the archive, one check each: S10, L3-L6, M1, X4, X6, P7, R6. The
proofs of the marks and of the decryptions are checked with the ballots and the shares.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from . import group
from .archive import Event
from .credentials import CredentialList
from .encoding import Json, Reader, parse_canonical
from .errors import InvalidMarks, InvalidShare, InvalidSideLog, ProtocolError
from .records import Record
from .sidelog import (
    Closing,
    Counts,
    Decryption,
    Outcome,
    Registrar,
    Share,
    Void,
    Zero,
    check_counts,
    check_registrar,
    check_share,
    check_signed,
    check_void,
    first_head,
    next_head,
)
from .trustees import Trustees

MAX_LINE = 1 << 20
MAX_FILE = 1 << 30
KINDS: Mapping[str, type[Record]] = {
    kind.kind: kind for kind in (Registrar, Share, Zero, Void, Counts, Closing, Decryption, Outcome)
}
STAGES = {
    "registrar": 0,
    "share": 1,
    "zero": 1,
    "marks": 2,
    "void": 2,
    "counts": 3,
    "closing": 3,
    "decryption": 4,
    "outcome": 5,
}
_ONCE = ("registrar", "counts", "outcome")
_ONCE_PER_OWNER = ("share", "zero", "closing", "decryption")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Line:
    """One record: its place from 0, the side head before it, its bytes; `record` is None for marks."""

    place: int
    before: str
    kind: str
    data: bytes
    record: Record | None


class SideLog:
    """A side log that grows record by record; `head` is its head."""

    def __init__(self, uuid: str, election_hash: str) -> None:
        self.uuid, self.election_hash = uuid, election_hash
        self.head = first_head(uuid, election_hash)
        self.lines: list[Line] = []
        self._stage = 0
        self._taken: set[tuple[str, int]] = set()

    def append(self, data: bytes) -> Line:
        """Take one more record. Raises L1 or the code of its kind (form), L2 (order, repetition); nothing
        is changed then."""
        place = len(self.lines)
        value = parse_canonical(data, "L1", MAX_LINE)
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in STAGES:
            raise InvalidSideLog("L1", "unknown kind of record", line=place)
        record = KINDS[kind].read(value) if kind in KINDS else None
        self._require_ours(value, place)
        self._require_turn(kind, record, place)
        line = Line(place, self.head, kind, data, record)
        self.lines.append(line)
        self.head = next_head(self.head, data)
        return line

    def _require_ours(self, value: Json, place: int) -> None:
        fields = value if isinstance(value, dict) else {}
        ours = (self.uuid, self.election_hash)
        if (fields.get("uuid"), fields.get("election_hash", self.election_hash)) != ours:
            raise InvalidSideLog("L1", "a record of another poll", line=place)

    def _require_turn(self, kind: str, record: Record | None, place: int) -> None:
        if STAGES[kind] < self._stage or (place == 0) != (kind == "registrar"):
            raise InvalidSideLog("L2", "a record out of order", line=place, kind=kind)
        owner = getattr(record, "owner", 0) if kind in _ONCE_PER_OWNER else 0
        if kind in _ONCE_PER_OWNER or kind in _ONCE:
            if (kind, owner) in self._taken:
                raise InvalidSideLog("L2", "a record twice", line=place, kind=kind, owner=owner)
            self._taken.add((kind, owner))
        self._stage = STAGES[kind]

    def of(self, kind: type[R]) -> list[tuple[Line, R]]:
        """The records of one kind with their lines, in order."""
        return [(line, line.record) for line in self.lines if isinstance(line.record, kind)]

    def marks(self) -> list[bytes]:
        """The marks records, in order."""
        return [line.data for line in self.lines if line.kind == "marks"]

    def heads(self) -> list[str]:
        """Head after 0, 1, … records: what a checkpoint may name."""
        return [*(line.before for line in self.lines), self.head]

    def voids_below(self) -> list[int]:
        """How many voids stand among the first 0, 1, … records."""
        counts = [0]
        for line in self.lines:
            counts.append(counts[-1] + (line.kind == "void"))
        return counts


def split_lines(data: bytes | memoryview, code: str) -> Iterator[bytes]:
    """The lines of a file of ours, each ended by 0A, none empty, none over 1 MiB."""
    if len(data) > MAX_FILE:
        raise Reader(code).refuse("too long", length=len(data), limit=MAX_FILE)
    raw = bytes(data)
    start = 0
    while start < len(raw):
        end = raw.find(b"\n", start, start + MAX_LINE + 1)
        if end <= start:
            raise Reader(code).refuse("a line that is empty, too long or without its end")
        yield raw[start:end]
        start = end + 1


def read_side_log(uuid: str, election_hash: str, data: bytes | memoryview) -> SideLog:
    """side.jsonl, from its bytes; `data["line"]` of an error counts from 0."""
    log = SideLog(uuid, election_hash)
    for line in split_lines(data, "L1"):
        try:
            log.append(line)
        except ProtocolError as error:
            error.data.setdefault("line", len(log.lines))
            raise
    return log


@dataclass(frozen=True)
class PollFacts:
    """What the archive and the world outside say. `credentials_raw` are the bytes of
    `public_credentials`, `cast` the credentials of the ballots in archive order, `shares` the owner and
    the share's hash of each PartialDecryption; `registrar_key` comes from the manifest or the card."""

    uuid: str
    election_hash: str
    events: Sequence[Event]
    trustees: Trustees
    threshold: int
    credentials: CredentialList
    cast: Sequence[str]
    shares: Sequence[tuple[int, str]]
    exclusive: bool
    registrar_key: str

    @cached_property
    def voting_began(self) -> bool:
        return len(self.events) > 1

    def event(self, event_type: str) -> Event | None:
        return next((event for event in self.events if event.type == event_type), None)


def check_list_statement(log: SideLog, facts: PollFacts) -> None:
    """S10: the registrar has signed this list of voting cards."""
    statements = log.of(Registrar)
    if not statements:
        raise InvalidSideLog("S10", "the registrar's statement is missing", fault="missing")
    check_registrar(
        statements[0][1],
        uuid=facts.uuid,
        credentials=facts.credentials.serialize(),
        listed=len(facts.credentials),
        key=facts.registrar_key,
    )


def check_shares_proven(log: SideLog, facts: PollFacts) -> None:
    """L3: at least t scrutineers proved before the first ballot that they hold their shares."""
    proofs = [share for _, share in log.of(Share)]
    for share in proofs:
        check_share(share, facts.trustees)
    _require_enough("L3", len(proofs), facts, facts.voting_began)


def check_zero_reports(log: SideLog, facts: PollFacts) -> None:
    """L4: at least t scrutineers signed this Setup event before the first ballot."""
    reports = [zero for _, zero in log.of(Zero)]
    for zero in reports:
        if zero.setup_event != facts.events[0].digest:
            raise InvalidSideLog("L4", "another Setup event", owner=zero.owner, fault="setup")
        check_signed(zero, facts.trustees)
    _require_enough("L4", len(reports), facts, facts.voting_began)


def check_marks_order(log: SideLog, facts: PollFacts, ballot_hashes: Sequence[str]) -> None:
    """M1: where the method excludes something, one marks record per ballot, in the archive's order."""
    expected = list(ballot_hashes) if facts.exclusive else []
    marked = [_ballot_hash(data) for data in log.marks()]
    if marked != expected:
        agreeing = zip(marked, expected, strict=False)
        place = next((i for i, (ours, theirs) in enumerate(agreeing) if ours != theirs), len(marked))
        raise InvalidMarks(
            "M1",
            "marks and ballots do not go together",
            place=place,
            marks=len(marked),
            ballots=len(expected),
        )


def _ballot_hash(data: bytes) -> str:
    reader = Reader("M3")
    record = parse_canonical(data, "M3")
    return reader.compact_digest(record.get("ballot_hash") if isinstance(record, dict) else None)


def check_voids(log: SideLog, facts: PollFacts) -> None:
    """L5: each void is signed twice and names the heads it was signed on; X6: a listed card, voided once,
    under which no ballot stands."""
    voided: set[str] = set()
    cast = frozenset(facts.cast)
    listed = {group.encode(credential) for credential in facts.credentials.credentials}
    marks_before = 0
    for line in log.lines:
        marks_before += line.kind == "marks"
        if not isinstance(void := line.record, Void):
            continue
        check_void(void, facts.registrar_key, facts.trustees)
        _require_heads(void, line, facts, marks_before)
        if void.credential not in listed or void.credential in voided:
            raise InvalidSideLog(
                "X6", "a card that is not listed, or voided twice", credential=void.credential
            )
        if void.credential in cast:
            raise InvalidSideLog("X6", "a ballot under a voided card", credential=void.credential)
        voided.add(void.credential)


def _require_heads(void: Void, line: Line, facts: PollFacts, marks_before: int) -> None:
    event = facts.events[void.height] if void.height < len(facts.events) else None
    if event is None or event.digest != void.event or event.type not in ("Setup", "Ballot"):
        raise InvalidSideLog(
            "L5", "a head of another history, or after the closing", line=line.place, fault="event"
        )
    # Ballots and their marks are written together: where there are marks, both chains were equally long.
    if void.side != line.before or (facts.exclusive and marks_before != void.height):
        raise InvalidSideLog("L5", "a side head of another history", line=line.place, fault="side")


def check_numbers(log: SideLog, facts: PollFacts) -> None:
    """X4 and X6: the reported numbers agree with archive and voids; needed before any decryption."""
    reported = log.of(Counts)
    if reported and not facts.event("EncryptedTally"):
        raise InvalidSideLog("L2", "counts before the closing", line=reported[0][0].place, kind="counts")
    if not reported and facts.event("PartialDecryption"):
        raise InvalidSideLog("X4", "the report of cards handed out and returned is missing")
    for _, counts in reported:
        check_counts(counts, listed=len(facts.credentials), voided=len(log.of(Void)), ballots=len(facts.cast))


def closing_side(log: SideLog) -> str:
    """The side head that closing statements name: before the first `counts` or `closing`."""
    last_stage = STAGES["counts"]
    return next((line.before for line in log.lines if STAGES[line.kind] >= last_stage), log.head)


def check_closings(log: SideLog, facts: PollFacts) -> None:
    """L6: at least t scrutineers signed exactly these heads and numbers before any decryption."""
    statements = log.of(Closing)
    tally = facts.event("EncryptedTally")
    if statements and tally is None:
        raise InvalidSideLog("L2", "closed before the closing", line=statements[0][0].place, kind="closing")
    heads = (facts.events[0].digest, tally.digest if tally else "", len(facts.cast), closing_side(log))
    for _, closing in statements:
        if (closing.setup_event, closing.tally_event, closing.ballots, closing.side) != heads:
            raise InvalidSideLog("L6", "other heads or numbers", owner=closing.owner, fault="heads")
        check_signed(closing, facts.trustees)
    _require_enough("L6", len(statements), facts, facts.event("PartialDecryption") is not None)


def check_decryption_order(log: SideLog, facts: PollFacts) -> list[Decryption]:
    """P7: one strong proof per PartialDecryption, in the same order, for the same tally and share. The
    proofs themselves: `decryption.check_strong_proof`."""
    proofs = [record for _, record in log.of(Decryption)]
    tally = facts.event("EncryptedTally")
    said = [(proof.owner, proof.share, proof.tally_event) for proof in proofs]
    if said != [(owner, share, tally.digest if tally else "") for owner, share in facts.shares]:
        owners = [proof.owner for proof in proofs]
        raise InvalidShare("P7", "strong proofs and shares do not go together", owners=owners)
    return proofs


def check_outcome_place(log: SideLog, facts: PollFacts) -> Outcome | None:
    """R6, the record alone: it names the Result event; there is one as soon as there is a result."""
    announced = log.of(Outcome)
    result = facts.event("Result")
    if [outcome.result_event for _, outcome in announced] != ([result.digest] if result else []):
        raise InvalidSideLog("R6", "the outcome and the result do not go together")
    return announced[0][1] if announced else None


def check_side_log(log: SideLog, facts: PollFacts, ballot_hashes: Sequence[str]) -> None:
    """All checks of this module, in the order in which a reader meets the records."""
    check_list_statement(log, facts)
    check_shares_proven(log, facts)
    check_zero_reports(log, facts)
    check_marks_order(log, facts, ballot_hashes)
    check_voids(log, facts)
    check_numbers(log, facts)
    check_closings(log, facts)
    check_decryption_order(log, facts)
    check_outcome_place(log, facts)


def _require_enough(code: str, number: int, facts: PollFacts, needed: bool) -> None:
    if needed and number < facts.threshold:
        raise InvalidSideLog(code, "too few scrutineers", fault="few", number=number, needed=facts.threshold)
