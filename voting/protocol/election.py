"""The election: what is asked, under which key (spec 4.9, 4.10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from . import group
from .encoding import Json, Reader, compact, compact_hash, hex_hash, parse_json, require_text
from .errors import InvalidElection, ProtocolError
from .group import Point

MAX_ELECTION = 1 << 20
UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}\Z")
OUR_UUID_LENGTH = 22
_FIELDS = ("version", "description", "name", "group", "public_key", "questions", "uuid")


@dataclass(frozen=True, slots=True)
class Question:
    """A homomorphic question: mark between `minimum` and `maximum` of `answers` (spec 4.9.1)."""

    text: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int
    blank: bool | None = None

    @property
    def choices(self) -> int:
        """How many ciphertexts an answer holds: one per answer, and one before them for a blank vote."""
        return len(self.answers) + bool(self.blank)

    @property
    def overall_branches(self) -> int:
        return self.maximum - self.minimum + 1 + bool(self.blank)

    def json(self) -> dict[str, Json]:
        blank: dict[str, Json] = {} if self.blank is None else {"blank": self.blank}
        return {
            "answers": list(self.answers),
            **blank,
            "min": self.minimum,
            "max": self.maximum,
            "question": self.text,
        }


@dataclass(frozen=True)
class Election:
    """`election` with the bytes it was read from: those are hashed and kept (spec 4.10)."""

    raw: bytes
    uuid: str
    name: str
    description: str
    public_key: Point
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None

    @cached_property
    def fingerprint(self) -> str:
        """φ: compact Base64 of SHA-256 of the bytes."""
        return compact_hash(self.raw)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes in hex: the record's name in the archive."""
        return hex_hash(self.raw)


def parse_election(data: bytes) -> Election:
    """Check S1 and the bounds of S2. Field order and JSON escapes may be a foreign writer's."""
    reader = Reader("S1")
    fields = reader.record(
        parse_json(data, "S1", MAX_ELECTION), _FIELDS, ("administrator", "credential_authority")
    )
    reader.integer(fields["version"], 1, 1)
    if fields["group"] != group.NAME:
        raise InvalidElection("S1", "group", group=fields["group"])
    uuid = reader.text(fields["uuid"])
    if not UUID.match(uuid):
        raise InvalidElection("S1", "uuid")
    return Election(
        raw=data,
        uuid=uuid,
        name=reader.text(fields["name"]),
        description=reader.text(fields["description"]),
        public_key=group.decode(fields["public_key"], "S1"),
        questions=tuple(
            _parse_question(value, place) for place, value in enumerate(reader.array(fields["questions"]))
        ),
        administrator=_optional_text(reader, fields, "administrator"),
        credential_authority=_optional_text(reader, fields, "credential_authority"),
    )


def build_election(
    uuid: str, name: str, description: str, public_key: Point, questions: Sequence[Question]
) -> Election:
    """An election of ours: no administrator, no credential authority, compact bytes (PROTOCOL 3).

    Raises InvalidElection or SerializationError where reading it back would.
    """
    if len(uuid) != OUR_UUID_LENGTH:
        raise InvalidElection("S1", "uuid", length=len(uuid))
    texts = [name, description]
    for question in questions:
        texts += [question.text, *question.answers]
    for text in texts:
        require_text(text, "S1")
    raw = compact(
        {
            "version": 1,
            "description": description,
            "name": name,
            "group": group.NAME,
            "public_key": group.encode(public_key),
            "questions": [question.json() for question in questions],
            "uuid": uuid,
        }
    )
    election = parse_election(raw)
    check_questions(election)
    return election


def check_questions(election: Election) -> None:
    """S2, our policy: at least one question, and no two answers of one question alike."""
    if not election.questions:
        raise InvalidElection("S2", "no question")
    for place, question in enumerate(election.questions):
        if len(set(question.answers)) != len(question.answers):
            raise InvalidElection("S2", "two answers alike", question=place)


def _parse_question(value: Json, place: int) -> Question:
    reader = Reader("S1")
    try:
        fields = reader.record(value, ("answers", "min", "max", "question"), ("blank",))
    except ProtocolError as error:
        raise InvalidElection("S1", "not a homomorphic question", question=place, **error.data) from None
    answers = tuple(reader.text(answer) for answer in reader.array(fields["answers"]))
    minimum, maximum = reader.integer(fields["min"]), reader.integer(fields["max"])
    if not minimum <= maximum <= len(answers):
        raise InvalidElection(
            "S2", "bounds", question=place, minimum=minimum, maximum=maximum, answers=len(answers)
        )
    blank = reader.boolean(fields["blank"]) if "blank" in fields else None
    return Question(reader.text(fields["question"]), answers, minimum, maximum, blank)


def _optional_text(reader: Reader, fields: dict[str, Json], name: str) -> str | None:
    return reader.text(fields[name]) if name in fields else None
