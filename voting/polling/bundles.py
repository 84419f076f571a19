"""What goes out: the bundle for verifiers, the list of trackers for receipts.

    write_bundle(session, keys, poll_id, facts) -> Iterator[bytes]     the ZIP, in chunks
    trackers(session, poll) -> list[str]                               查票码 in the archive, sorted

Between closing and announcing only officials of the count see more than the encrypted tally; callers ask
``may_leave`` first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.errors import NotAllowed, NotReady
from voting.polling import board_store, ceremony
from voting.polling.keys import KeyStore
from voting.polling.models import Ballot, BoardRecord, Checkpoint, Poll
from voting.polling.sittings import find_poll, find_sitting, method_of
from voting.protocol import bundle, receipts
from voting.protocol.encoding import canonical, compact_base64

AFTER_SIGNING = ("signed", "announced", "published")
AFTER_ANNOUNCING = ("announced", "published")
OFFICIALS = (
    Role.SECRETARIAT,
    Role.SECRETARY_GENERAL,
    Role.CHIEF_SCRUTINEER,
    Role.SCRUTINEER,
    Role.AUDITOR,
)
Chunks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Facts:
    """What the bundle says in words."""

    congress: str
    session: str
    software: str


def may_leave(poll: Poll, actor: Actor | None) -> None:
    """NotReady or NotAllowed unless this reader may have the bundle now."""
    if actor is not None and actor.may(*OFFICIALS):
        if poll.state not in AFTER_SIGNING:
            raise NotReady("polling.bundle_too_early", state=poll.state)
        return
    if method_of(poll).publication.board != "public":
        raise NotAllowed("polling.bundle_not_public")
    if poll.state not in AFTER_ANNOUNCING:
        raise NotReady("polling.bundle_too_early", state=poll.state)


def write_bundle(session: Session, keys: KeyStore, poll_id: str, facts: Facts) -> Iterator[bytes]:
    """The bundle of PROTOCOL 10; the same bytes every time once the poll is published."""
    poll = find_poll(session, poll_id)
    sitting = find_sitting(session, poll.sitting_id)
    view = ceremony.complete(session, sitting.id)
    manifest = bundle.Manifest(
        uuid=poll.uuid,
        congress=facts.congress,
        session=facts.session,
        title=poll.title,
        board_key=sitting.board_key,
        registrar_key=sitting.registrar_key or "",
        trustees=len(view.seats),
        threshold=view.threshold,
        all_deputies=poll.all_deputies or 0,
        software=facts.software,
    )
    contents: dict[str, Chunks] = {
        "archive.bel": lambda: board_store.archive_chunks(session, poll),
        "side.jsonl": lambda: board_store.side_lines(session, poll),
        "method.json": lambda: [poll.method],
        "checkpoints.jsonl": lambda: _checkpoints(session, keys, poll),
        "acts.jsonl": lambda: _acts(session, poll),
    }
    return bundle.write_bundle(manifest, contents)


def archive_fingerprint(session: Session, poll: Poll) -> str:
    """归档指纹: SHA-256 of the archive as far as it goes."""
    digest = hashlib.sha256()
    for chunk in board_store.archive_chunks(session, poll):
        digest.update(chunk)
    return digest.hexdigest()


def trackers(session: Session, poll: Poll) -> list[str]:
    """Every tracker in the archive, sorted."""
    digests = session.scalars(
        select(BoardRecord.digest).where(
            BoardRecord.poll_id == poll.id, BoardRecord.height.is_(None), BoardRecord.content.is_(None)
        )
    )
    return sorted(compact_base64(bytes.fromhex(digest)) for digest in digests)


def has_ballot(session: Session, poll: Poll, tracker_digest: str) -> bool:
    """Whether an acknowledged ballot has this digest (hex), archived or waiting."""
    return (
        session.scalars(
            select(Ballot.digest).where(Ballot.poll_id == poll.id, Ballot.digest == tracker_digest)
        ).first()
        is not None
    )


def _checkpoints(session: Session, keys: KeyStore, poll: Poll) -> Iterator[bytes]:
    secret = keys.board_secret(poll.sitting_id)
    bodies = session.scalars(
        select(Checkpoint.body)
        .where(Checkpoint.poll_id == poll.id)
        .order_by(Checkpoint.height, Checkpoint.side)
    )
    for body in bodies:
        yield receipts.Checkpoint.parse(body).sign(secret) + b"\n"


def _acts(session: Session, poll: Poll) -> Iterator[bytes]:
    """The poll's own lines of the act log; officials by role, not by name."""
    for line in acts.acts_of(session, poll.congress_id, "poll", poll.id):
        yield (
            canonical(
                {
                    "seq": line.seq,
                    "minute": line.minute.strftime("%Y-%m-%dT%H:%MZ"),
                    "role": line.role,
                    "verb": line.verb,
                    "object_kind": line.object_kind,
                    "object_id": line.object_id,
                    "before_digest": line.before_digest,
                    "after_digest": line.after_digest,
                    "reason": line.reason,
                    "previous": line.previous,
                    "hash": line.hash,
                }
            )
            + b"\n"
        )
