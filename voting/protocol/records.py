"""Statements of ours as frozen dataclasses: the class is the table of the format.

A class names its kind and check code, each field how it is read; `parse` accepts exactly what `encode`
writes. Every record also carries `"v":1` and its `"kind"`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

from .encoding import Json, Reader, canonical, parse_canonical

Read = Callable[[Reader, Json], Any]
Write = Callable[[Any], Json]


def entry(read: Read, write: Write | None = None) -> Any:
    """A field that `read` takes from JSON and `write` (nothing to do, unless given) puts there."""
    return field(metadata={"read": read, "write": write})


@dataclass(frozen=True)
class Record:
    """Base of all statements; a subclass is declared with `class Zero(Record, kind="zero", code="L5")`."""

    kind: ClassVar[str]
    code: ClassVar[str]
    limit: ClassVar[int]

    def __init_subclass__(cls, kind: str, code: str, limit: int = 4096) -> None:
        cls.kind, cls.code, cls.limit = kind, code, limit

    def as_json(self, without: Collection[str] = ()) -> dict[str, Json]:
        """The fields as they are written, but for those left out."""
        written: dict[str, Json] = {"v": 1, "kind": self.kind}
        for each in fields(self):
            if each.name not in without:
                write = each.metadata["write"]
                value = getattr(self, each.name)
                written[each.name] = write(value) if write else value
        return written

    def encode(self, without: Collection[str] = ()) -> bytes:
        """Canonical JSON of the record, or of what a signature covers of it."""
        return canonical(self.as_json(without))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Raises SerializationError or NonCanonical under the class's code."""
        return cls.read(parse_canonical(data, cls.code, cls.limit))

    @classmethod
    def read(cls, value: Json) -> Self:
        """As `parse`, from JSON that was decoded from canonical bytes."""
        reader = Reader(cls.code)
        names = [each.name for each in fields(cls)]
        record = reader.of_kind(value, cls.kind, names)
        return cls(**{each.name: each.metadata["read"](reader, record[each.name]) for each in fields(cls)})
