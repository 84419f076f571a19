"""What goes out: the bundle for verifiers, and the fingerprint of its archive.

    write_bundle(session, keys, poll_id, facts) -> Iterator[bytes]     the ZIP, in chunks
    archive_fingerprint(session, poll) -> str                          归档指纹, hex

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
from voting.polling import board_store
from voting.polling.keys import KeyStore
from voting.polling.models import Checkpoint, Poll
from voting.polling.sittings import find_poll, find_sitting, method_of
from voting.protocol import bundle, receipts
from voting.protocol.encoding import canonical
from voting.protocol.trustees import check_our_shape, parse_trustees

COUNTED = ("counted", "signed", "announced", "published")
AFTER_SIGNING = COUNTED[1:]
AFTER_ANNOUNCING = COUNTED[2:]
# Who must know the result to sign it and to have it announced; to all others it does not exist before.
COUNTING = (Role.CHIEF_SCRUTINEER, Role.SCRUTINEER, Role.SECRETARY_GENERAL)
AUDITING = (*COUNTING, Role.SECRETARIAT, Role.AUDITOR)
Chunks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Facts:
    """What the bundle says in words."""

    congress: str
    session: str
    software: str


def may_see_result(poll: Poll, actor: Actor) -> None:
    """NotReady unless this reader may see votes now; those of a terminated poll nobody ever sees."""
    if poll.state not in COUNTED:
        raise NotReady("polling.no_result")
    if poll.state not in AFTER_ANNOUNCING and not actor.may(*COUNTING):
        raise NotReady("polling.result_not_announced")


def may_leave(poll: Poll, actor: Actor | None) -> None:
    """NotReady or NotAllowed unless this reader may have the bundle now."""
    known = actor is not None and actor.may(*AUDITING)
    if not known and method_of(poll).publication.board != "public":
        raise NotAllowed("polling.bundle_not_public")
    early = actor is not None and actor.may(*COUNTING)
    if poll.state not in (AFTER_SIGNING if early else AFTER_ANNOUNCING):
        raise NotReady("polling.bundle_too_early", state=poll.state)


def write_bundle(session: Session, keys: KeyStore, poll_id: str, facts: Facts) -> Iterator[bytes]:
    """The bundle of PROTOCOL 10; the same bytes every time once the poll is published."""
    poll = find_poll(session, poll_id)
    sitting = find_sitting(session, poll.sitting_id)
    seals = check_our_shape(parse_trustees(poll.trustees or b""))  # of this poll, whatever was made since
    manifest = bundle.Manifest(
        uuid=poll.uuid,
        congress=facts.congress,
        session=facts.session,
        title=poll.title,
        board_key=sitting.board_key,
        registrar_key=sitting.registrar_key or "",
        trustees=len(seals.keys),
        threshold=seals.threshold,
        all_deputies=poll.all_deputies or 0,
        software=facts.software,
    )
    contents: dict[str, Chunks] = {
        "archive.bel": lambda: board_store.archive_chunks(session, poll),
        "side.jsonl": lambda: board_store.side_lines(session, poll),
        "method.json": lambda: [poll.method],
        "checkpoints.jsonl": lambda: _checkpoints(session, keys, poll, sitting.board_key),
        "acts.jsonl": lambda: _acts(session, poll),
    }
    return bundle.write_bundle(manifest, contents)


def archive_fingerprint(session: Session, poll: Poll, last_height: int | None = None) -> str:
    """归档指纹: SHA-256 of the archive as far as it goes, or up to the event at ``last_height``."""
    digest = hashlib.sha256()
    for chunk in board_store.archive_chunks(session, poll, last_height):
        digest.update(chunk)
    return digest.hexdigest()


def _checkpoints(session: Session, keys: KeyStore, poll: Poll, board_key: str) -> Iterator[bytes]:
    secret = keys.board_secret(poll.sitting_id, board_key)
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
