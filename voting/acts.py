"""The act log: who did what, in a chain of hashes per congress that nobody can shorten or rewrite.

    record(session, congress_id=…, actor_id=…, role=…, verb=…, object_kind=…, object_id=…,
           before=None, after=None, reason="", now=None) -> ActLine
    verify_chain(session, congress_id) -> int          number of acts; raises ChainBroken
    acts_of(session, congress_id, object_kind, object_id) -> list[ActLine]
    latest_acts(session, congress_id, limit=100) -> list[ActLine]

Works on a session of either database: acts on polls stand on the board, all others in main. Times
are to the minute. Device and address are no part of it (see congress/login.py, ``AccessLine``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.db import Base, BoardBase, append_only, new_id
from voting.errors import VotingError

GENESIS = "0" * 64


class ChainBroken(VotingError):
    """The log was changed: ``data`` names the congress and the first bad number."""


class _ActColumns:
    """One act. ``seq`` counts from 1 without a gap; ``previous`` is the hash of the act before."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    minute: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(32))
    verb: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    before_digest: Mapped[str] = mapped_column(String(64))
    after_digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


@append_only
class Act(_ActColumns, Base):
    __tablename__ = "act"
    __table_args__ = (
        UniqueConstraint("congress_id", "seq"),
        Index("ix_act_object", "congress_id", "object_kind", "object_id"),
    )


@append_only
class BoardAct(_ActColumns, BoardBase):
    __tablename__ = "board_act"
    __table_args__ = (UniqueConstraint("congress_id", "seq"),)


@dataclass(frozen=True)
class ActLine:
    """What the log holds of one act; ``hash`` covers every other field."""

    congress_id: str
    seq: int
    minute: datetime
    actor_id: str | None
    role: str
    verb: str
    object_kind: str
    object_id: str
    before_digest: str
    after_digest: str
    reason: str
    previous: str
    hash: str

    def computed_hash(self) -> str:
        """SHA-256 over the canonical JSON of all fields but the hash itself."""
        fields = asdict(self) | {"minute": self.minute.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")}
        del fields["hash"]
        return hashlib.sha256(_canonical(fields)).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest(value: Mapping[str, object] | None) -> str:
    return "" if value is None else hashlib.sha256(_canonical(dict(value))).hexdigest()


def _one_line(text: str) -> str:
    """What a person wrote, without line breaks and control characters that could forge a line of the log."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _table(session: Session) -> type[Act]:
    """The log of the database at hand; both have the same columns."""
    return cast(type[Act], BoardAct) if session.info["database"] == "board" else Act


def _line(act: Act) -> ActLine:
    return ActLine(**{name: getattr(act, name) for name in ActLine.__dataclass_fields__})


def record(
    session: Session,
    *,
    congress_id: str,
    actor_id: str | None,
    role: str,
    verb: str,
    object_kind: str,
    object_id: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> ActLine:
    """Append one act inside the caller's ``writing`` transaction.

    ``before`` and ``after`` are JSON-like; only their digests are kept, so that the log can prove
    a value without repeating anybody's data. ``actor_id`` is None for the system's own acts.
    """
    if not session.info.get("writing"):
        raise RuntimeError("an act is recorded inside writing(session)")
    table = _table(session)
    if session.get_bind().dialect.name == "postgresql":
        # One writer per congress, or two would take the same number. SQLite has one writer anyway.
        session.execute(select(func.pg_advisory_xact_lock(int(congress_id[:15], 16))))
    last = session.scalars(
        select(table).where(table.congress_id == congress_id).order_by(table.seq.desc()).limit(1)
    ).first()
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(second=0, microsecond=0)
    draft = ActLine(
        congress_id=congress_id,
        seq=last.seq + 1 if last else 1,
        minute=moment,
        actor_id=actor_id,
        role=str(role),
        verb=verb,
        object_kind=object_kind,
        object_id=object_id,
        before_digest=_digest(before),
        after_digest=_digest(after),
        reason=_one_line(reason),
        previous=last.hash if last else GENESIS,
        hash="",
    )
    line = replace(draft, hash=draft.computed_hash())
    session.add(table(**{name: getattr(line, name) for name in ActLine.__dataclass_fields__}))
    session.flush()
    return line


def verify_chain(session: Session, congress_id: str) -> int:
    """Recompute the whole chain; returns its length, raises ``ChainBroken`` at the first bad act."""
    table, previous, count = _table(session), GENESIS, 0
    for act in session.scalars(select(table).where(table.congress_id == congress_id).order_by(table.seq)):
        count += 1
        line = _line(act)
        if line.seq != count or line.previous != previous or line.hash != line.computed_hash():
            raise ChainBroken("acts.chain_broken", number=count)
        previous = line.hash
    return count


def acts_of(session: Session, congress_id: str, object_kind: str, object_id: str) -> list[ActLine]:
    """The acts on one object, oldest first."""
    table = _table(session)
    query = select(table).where(
        table.congress_id == congress_id, table.object_kind == object_kind, table.object_id == object_id
    )
    return [_line(act) for act in session.scalars(query.order_by(table.seq))]


def latest_acts(session: Session, congress_id: str, limit: int = 100) -> list[ActLine]:
    """The newest acts of a congress, newest first."""
    table = _table(session)
    query = select(table).where(table.congress_id == congress_id).order_by(table.seq.desc()).limit(limit)
    return [_line(act) for act in session.scalars(query)]
