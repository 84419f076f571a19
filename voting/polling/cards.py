"""Voting cards (表决票卡) as the server sees them: sorted public credentials, nothing else.

    upload_lists(...)        sixteen lists with the registrar's signed statements, after leaving out
    count_stubs(...)         how many cards the desk handed out (票根)

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
from voting.errors import Conflict, Invalid
from voting.polling import offices
from voting.polling.models import Poll, Sitting, SittingUuid
from voting.polling.refusals import refused
from voting.polling.sittings import WITHOUT_RESULT, find_sitting
from voting.protocol import sidelog
from voting.protocol.credentials import check_sorted, parse_credentials

CARDS_AT_MOST = 5000


@dataclass(frozen=True)
class CardsView:
    """``listed`` includes ``reserve``, the cards kept back, ``spot`` of these for checks. None: not yet."""

    uuids: tuple[str, ...]
    registrar_id: str | None
    registrar_key: str | None
    listed: int | None
    reserve: int | None
    spot: int | None
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
        spot=sitting.cards_spot,
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
    spot: int = 0,
    now: datetime,
) -> int:
    """Take the public credentials of every uuid of the sitting; returns how many cards are listed.

    ``key`` is the registrar's Ed25519 public key (hex). All lists have the same length and every statement
    is signed by that key over exactly its list; ``spot`` of the cards kept back are for spot checks.
    Can be repeated (more cards left out) until a poll is ready.
    """
    role = actor.role_for(Role.REGISTRAR)
    with writing(session):
        sitting = find_sitting(session, sitting_id)
        offices.keep_apart(session, sitting, actor.person_id, "registrar")
        unused = ("draft", *WITHOUT_RESULT)
        if session.scalars(
            select(Poll.id).where(Poll.sitting_id == sitting.id, Poll.state.not_in(unused))
        ).first():
            raise Conflict("polling.cards_in_use")
        rows = _uuids(session, sitting)
        if set(lists_by_uuid) != {row.uuid for row in rows} or set(statements) != set(lists_by_uuid):
            raise Invalid("polling.lists_uuids", field="lists", number=len(rows))
        listed, reserve = _check_lists(key, lists_by_uuid, statements)
        if not 0 <= spot <= reserve:
            raise Invalid("polling.spot_checks_number", field="spot", number=spot, limit=reserve)
        for name, number in (("left_over", left_over), ("spoilt", spoilt)):
            if not 0 <= number <= CARDS_AT_MOST:
                raise Invalid("polling.cards_number", field=name, number=number, limit=CARDS_AT_MOST)
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
        sitting.cards_spot = spot
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
                "spot": spot,
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


def _check_lists(key: str, by_uuid: Mapping[str, bytes], statements: Mapping[str, bytes]) -> tuple[int, int]:
    """(listed, kept back), the same in every list."""
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
    return size, reserves.pop()


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
