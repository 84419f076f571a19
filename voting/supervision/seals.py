"""Closed rounds, hashed one onto the other: what a round held when it was closed cannot be changed unseen.

seal(session, actor, round_row, content, now=) -> SealLine      inside the caller's transaction
of_round(session, congress_id, round_id) -> SealLine | None
chain(session, congress_id) -> list[SealLine]                   the first first
verify(session, congress_id) -> list[Flaw]                      empty: the chain holds
file(session, congress_id) -> bytes                             for ``python -m voting.verifier rounds``
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.db import new_id
from voting.errors import N_
from voting.supervision.round_models import Round, RoundSeal

GENESIS = "0" * 64
# What identifies a round in its seal: columns of Round.
FACTS = (
    "id",
    "programme_id",
    "kind",
    "number",
    "as_of",
    "opens_on",
    "report_due",
    "inspect_due",
    "rating_due",
)
FLAWS: dict[str, str] = {
    "missing": N_("归档链在这里缺了一环，或次序不对"),
    "content": N_("归档内容与它的指纹不符，内容被改动过"),
    "link": N_("与前一轮的归档指纹不衔接"),
    "round": N_("这一轮的登记与归档内容不符"),
    "unsealed": N_("这一轮已归档，但归档链中没有它"),
}


@dataclass(frozen=True)
class SealLine:
    """A closed round as it was kept; ``content`` is canonical JSON, hashes are 64 hex digits."""

    round_id: str
    seq: int
    content: str
    digest: str
    previous: str
    hash: str
    sealed_at: datetime

    @property
    def told(self) -> dict[str, Any]:
        """The content, by the names of the modules that gave it."""
        found: dict[str, Any] = json.loads(self.content)
        return found


@dataclass(frozen=True)
class Flaw:
    """``code`` of FLAWS, at the seal numbered ``seq`` (0: none) of this round."""

    code: str
    seq: int
    round_id: str


def canonical(content: Mapping[str, object]) -> str:
    """One spelling for the same content; dates and times as ISO text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso)


def _iso(value: date) -> str:
    return value.isoformat()


def hash_of(digest: str, previous: str) -> str:
    return hashlib.sha256(f"{previous}{digest}".encode()).hexdigest()


def facts(row: Round) -> dict[str, object]:
    """What identifies a round in its seal."""
    return {name: getattr(row, name) for name in FACTS}


def seal(
    session: Session, actor: Actor, row: Round, content: Mapping[str, object], *, now: datetime
) -> SealLine:
    known = chain(session, row.congress_id)
    previous = known[-1].hash if known else GENESIS
    text = canonical({"round": facts(row), **content})
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = RoundSeal(
        id=new_id(),
        congress_id=row.congress_id,
        round_id=row.id,
        seq=len(known) + 1,
        content=text,
        digest=digest,
        previous=previous,
        hash=hash_of(digest, previous),
        sealed_by=actor.person_id,
        sealed_at=now,
    )
    session.add(made)
    session.flush()
    return _line(made)


def chain(session: Session, congress_id: str) -> list[SealLine]:
    query = select(RoundSeal).where(RoundSeal.congress_id == congress_id).order_by(RoundSeal.seq)
    return [_line(row) for row in session.scalars(query)]


def file(session: Session, congress_id: str) -> bytes:
    """The chain with its contents, one JSON object a line."""
    return b"".join(
        json.dumps(
            {"seq": line.seq, "content": line.content, "digest": line.digest, "previous": line.previous,
             "hash": line.hash},
            ensure_ascii=False,
        ).encode()
        + b"\n"
        for line in chain(session, congress_id)
    )  # fmt: skip


def of_round(session: Session, congress_id: str, round_id: str) -> SealLine | None:
    return next((line for line in chain(session, congress_id) if line.round_id == round_id), None)


def _line(row: RoundSeal) -> SealLine:
    return SealLine(**{name: getattr(row, name) for name in SealLine.__dataclass_fields__})


def verify(session: Session, congress_id: str) -> list[Flaw]:
    """Compute the whole chain afresh and hold it against the rounds."""
    closed = select(Round).where(Round.congress_id == congress_id, Round.state == "closed")
    rounds = {row.id: row for row in session.scalars(closed)}
    flaws, previous = [], GENESIS
    known = chain(session, congress_id)
    for expected, line in enumerate(known, start=1):
        row = rounds.get(line.round_id)
        wrong = {
            "missing": line.seq != expected,
            "content": hashlib.sha256(line.content.encode()).hexdigest() != line.digest,
            "link": line.previous != previous or hash_of(line.digest, line.previous) != line.hash,
            "round": row is None or json.loads(canonical(facts(row))) != line.told.get("round"),
        }
        flaws += [Flaw(code, line.seq, line.round_id) for code, is_wrong in wrong.items() if is_wrong]
        previous = line.hash
    sealed = {line.round_id for line in known}
    return flaws + [Flaw("unsealed", 0, round_id) for round_id in sorted(rounds.keys() - sealed)]
