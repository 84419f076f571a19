"""Voting cards (表决票卡) as the server sees them: sorted public credentials, nothing else.

    upload_lists(...)        sixteen lists with the registrar's signed statements, after leaving out
    count_stubs(...)         how many cards the desk handed out (票根)
    void_credential(...)     a void signed by registrar and one scrutineer

No secret and no serial ever comes here: the registrar's page draws the secrets, prints and forgets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotReady
from voting.polling import offices
from voting.polling.board_store import Appender, head
from voting.polling.models import Ballot, Poll, PublicCredential, Sitting, SittingUuid, VoidCredential
from voting.polling.refusals import refused
from voting.polling.sittings import find_poll, find_sitting
from voting.protocol import sidelog
from voting.protocol.credentials import check_sorted, parse_credentials
from voting.protocol.trustees import parse_trustees

CARDS_AT_MOST = 5000


@dataclass(frozen=True)
class CardsView:
    """``listed`` includes the reserve. None: not yet."""

    uuids: tuple[str, ...]
    registrar_id: str | None
    registrar_key: str | None
    listed: int | None
    reserve: int | None
    printed: int | None
    left_over: int | None
    spoilt: int | None
    handed_out: int | None


def cards(session: Session, sitting_id: str) -> CardsView:
    sitting = find_sitting(session, sitting_id)
    rows = _uuids(session, sitting)
    statement = rows[0].statement
    parsed = sidelog.Registrar.parse(statement) if statement else None
    return CardsView(
        uuids=tuple(row.uuid for row in rows),
        registrar_id=sitting.registrar_id,
        registrar_key=sitting.registrar_key,
        listed=parsed.listed if parsed else None,
        reserve=parsed.reserve if parsed else None,
        printed=sitting.cards_printed,
        left_over=sitting.cards_left_over,
        spoilt=sitting.cards_spoilt,
        handed_out=sitting.handed_out,
    )


def upload_lists(
    session: Session,
    *,
    actor: Actor,
    sitting_id: str,
    key: str,
    lists_by_uuid: Mapping[str, bytes],
    statements: Mapping[str, bytes],
    printed: int,
    left_over: int,
    spoilt: int,
    now: datetime,
) -> int:
    """Take the public credentials of every uuid of the sitting; returns how many cards are listed.

    ``key`` is the registrar's Ed25519 public key (hex). All lists have the same length and every statement
    is signed by that key over exactly its list. Can be repeated (more cards left out) until a poll is ready.
    """
    role = actor.role_for(Role.REGISTRAR)
    with writing(session):
        sitting = find_sitting(session, sitting_id)
        offices.keep_apart(session, sitting, actor.person_id, "registrar")
        if session.scalars(
            select(Poll.id).where(Poll.sitting_id == sitting.id, Poll.state.not_in(("draft", "terminated")))
        ).first():
            raise Conflict("polling.cards_in_use")
        rows = _uuids(session, sitting)
        if set(lists_by_uuid) != {row.uuid for row in rows} or set(statements) != set(lists_by_uuid):
            raise Invalid("polling.lists_uuids", field="lists", number=len(rows))
        listed = _check_lists(key, lists_by_uuid, statements)
        if printed != listed + left_over + spoilt:
            raise Invalid(
                "polling.cards_unbalanced",
                field="printed",
                printed=printed,
                listed=listed,
                left_over=left_over,
                spoilt=spoilt,
            )
        for row in rows:
            row.credentials, row.statement = lists_by_uuid[row.uuid], statements[row.uuid]
        sitting.registrar_id, sitting.registrar_key = actor.person_id, key
        sitting.cards_printed, sitting.cards_left_over, sitting.cards_spoilt = printed, left_over, spoilt
        _act(
            session,
            actor,
            role,
            sitting,
            "sign_card_list",
            now,
            {
                "listed": listed,
                "printed": printed,
                "left_over": left_over,
                "spoilt": spoilt,
            },
        )
        return listed


def count_stubs(session: Session, *, actor: Actor, sitting_id: str, handed_out: int, now: datetime) -> None:
    """Note 发出 as counted from the stubs, by somebody who neither made cards nor holds a key."""
    role = actor.role_for(Role.DESK)
    if not 0 <= handed_out <= CARDS_AT_MOST:
        raise Invalid("polling.stubs_number", field="handed_out", limit=CARDS_AT_MOST)
    with writing(session):
        sitting = find_sitting(session, sitting_id)
        offices.keep_apart(session, sitting, actor.person_id, "desk")
        before = sitting.handed_out
        sitting.handed_out = handed_out
        _act(
            session,
            actor,
            role,
            sitting,
            "count_stubs",
            now,
            {"handed_out": handed_out},
            {"handed_out": before},
        )


def void_basis(session: Session, poll_id: str) -> dict[str, object]:
    """What a void must name: uuid, φ, and the heads it was decided on."""
    poll = find_poll(session, poll_id)
    at = head(session, poll)
    return {
        "uuid": poll.uuid,
        "election_hash": poll.fingerprint,
        "height": at.height,
        "event": at.event,
        "side": at.side,
    }


def void_credential(session: Session, *, actor: Actor, poll_id: str, record: bytes, now: datetime) -> None:
    """Block a credential by a void signed by registrar and scrutineer; refused once it has a ballot.

    The record names the side head it was signed on; when the board moved on meanwhile, it is signed again.
    """
    role = actor.role_for(Role.REGISTRAR, Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
    with writing(session):
        poll = find_poll(session, poll_id)
        if poll.state != "open":
            raise Conflict("polling.void_not_open")
        sitting = find_sitting(session, poll.sitting_id)
        if poll.trustees is None or sitting.registrar_key is None:
            raise NotReady("polling.keys_missing")
        with refused("polling.void_refused"):
            void = sidelog.Void.parse(record)
            sidelog.check_void(void, sitting.registrar_key, parse_trustees(poll.trustees))
        basis = void_basis(session, poll_id)
        if {name: getattr(void, name) for name in basis} != basis:
            raise Conflict("polling.void_stale")
        if session.get(PublicCredential, {"poll_id": poll.id, "credential": void.credential}) is None:
            raise Invalid("polling.credential_unknown", field="credential")
        if session.get(VoidCredential, {"poll_id": poll.id, "credential": void.credential}) is not None:
            raise Conflict("polling.credential_void")
        if session.scalars(
            select(Ballot.credential).where(Ballot.poll_id == poll.id, Ballot.credential == void.credential)
        ).first():
            raise Conflict("polling.void_has_ballot")
        session.add(VoidCredential(poll_id=poll.id, congress_id=poll.congress_id, credential=void.credential))
        Appender(session, poll).side("void", record)
        acts.record(
            session,
            congress_id=poll.congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="void_card",
            object_kind="poll",
            object_id=poll.id,
            after={"reason": void.reason},
            now=now,
        )


def _check_lists(key: str, by_uuid: Mapping[str, bytes], statements: Mapping[str, bytes]) -> int:
    sizes = set()
    reserves = set()
    with refused("polling.lists_refused", field="lists"):
        for uuid, content in by_uuid.items():
            listed = parse_credentials(content)
            check_sorted(listed)
            statement = sidelog.Registrar.parse(statements[uuid])
            sidelog.check_registrar(statement, uuid=uuid, credentials=content, listed=len(listed), key=key)
            sizes.add(len(listed))
            reserves.add(statement.reserve)
    if len(sizes) != 1 or len(reserves) != 1:
        raise Invalid("polling.lists_differ", field="lists")
    (size,) = sizes
    if not 1 <= size <= CARDS_AT_MOST:
        raise Invalid("polling.lists_size", field="lists", limit=CARDS_AT_MOST)
    return size


def _uuids(session: Session, sitting: Sitting) -> list[SittingUuid]:
    return list(
        session.scalars(
            select(SittingUuid).where(SittingUuid.sitting_id == sitting.id).order_by(SittingUuid.position)
        )
    )


def _act(
    session: Session,
    actor: Actor,
    role: Role,
    sitting: Sitting,
    verb: str,
    now: datetime,
    after: dict[str, object],
    before: dict[str, object] | None = None,
) -> None:
    acts.record(
        session,
        congress_id=sitting.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="sitting",
        object_id=sitting.id,
        before=before,
        after=after,
        now=now,
    )
