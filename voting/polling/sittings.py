"""Sittings (票决会场): their keys, their sixteen uuids, and drafts of polls.

open_sitting(session, keys, actor=…, congress_id=…, session_id=…, title=…, now=…) -> Sitting row's id
draft_poll(session, actor=…, sitting_id=…, title=…, method=…, projects=…, now=…) -> poll id
redraft_poll(...)  edits a draft
draft_again(session, poll, actor=…, now=…) -> poll id       the same content on the next uuid
uuids_left(session, sitting_id) -> int
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.polling import method_texts
from voting.polling.keys import KeyStore
from voting.polling.models import Poll, Sitting, SittingUuid
from voting.protocol.encoding import BASE58, canonical, parse_canonical
from voting.rules import method as methods
from voting.rules import questions
from voting.rules.errors import RulesError
from voting.rules.method import Method

UUIDS = 16
UUID_LENGTH = 22
LINE_LIMIT = 2000  # what a candidate list may hold
FEW_UUIDS = 3  # so many or fewer left: say so, one each may be needed for a runoff and a correction
REHEARSAL = "预演"
WITHOUT_RESULT = ("taken_back", "terminated")  # states in which a poll ended and counts nothing
DRAFTERS = (Role.SECRETARIAT,)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Project:
    """A candidate project as it stands on the ballot: texts for people, money in 万元 as written."""

    name: str
    category: str = ""
    content: str = ""
    investment: str = ""
    funding: str = ""
    unit: str = ""
    co_unit: str = ""
    deadline: str = ""
    benefit: str = ""


def open_sitting(
    session: Session,
    keys: KeyStore,
    *,
    actor: Actor,
    congress_id: str,
    session_id: str,
    title: str,
    now: datetime,
) -> str:
    """Make a sitting with its board key and sixteen unused uuids; returns its id."""
    actor.role_for(*DRAFTERS)
    title = _text(title, "title", 60)
    with writing(session):
        sitting = Sitting(
            congress_id=congress_id, session_id=session_id, title=title, made_at=now, board_key=""
        )
        sitting.id = secrets.token_hex(16)
        sitting.board_key = keys.make_board_key(sitting.id)
        session.add(sitting)
        session.flush()
        for position in range(UUIDS):
            session.add(
                SittingUuid(
                    uuid=new_uuid(), congress_id=congress_id, sitting_id=sitting.id, position=position
                )
            )
        _act(session, actor, sitting, "open_sitting", {"title": title}, now)
        return sitting.id


def draft_poll(
    session: Session,
    *,
    actor: Actor,
    sitting_id: str,
    title: str,
    method: Method,
    projects: Sequence[Project],
    now: datetime,
    text: str = "",
) -> str:
    """A draft on the sitting's next unused uuid; Invalid names the field at fault. Returns the poll's id."""
    actor.role_for(*DRAFTERS)
    title, frozen = _checked(title, method, projects)
    with writing(session):
        sitting = find_sitting(session, sitting_id)
        poll = _on_next_uuid(session, sitting, method.kind, title, methods.to_json(method), frozen)
        if text:
            method_texts.keep(session, poll, text)
        _act(session, actor, poll, "draft_poll", _content(session, poll), now)
        return poll.id


def draft_again(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> str:
    """A draft with the content of ``poll``, which ended, on the next uuid; inside ``writing``."""
    sitting = find_sitting(session, poll.sitting_id)
    again = _on_next_uuid(session, sitting, poll.kind, poll.title, poll.method, poll.projects)
    again.replaces = poll.id
    _act(session, actor, again, "draft_poll", _content(session, again), now)
    return again.id


def uuids_left(session: Session, sitting_id: str) -> int:
    """How many polls the cards of this sitting still serve."""
    query = select(func.count()).select_from(SittingUuid)
    free = query.where(SittingUuid.sitting_id == sitting_id, SittingUuid.poll_id.is_(None))
    return session.scalar(free) or 0


def _on_next_uuid(
    session: Session, sitting: Sitting, kind: str, title: str, method: bytes, projects: bytes
) -> Poll:
    uuid = session.scalars(
        select(SittingUuid)
        .where(SittingUuid.sitting_id == sitting.id, SittingUuid.poll_id.is_(None))
        .order_by(SittingUuid.position)
        .limit(1)
    ).first()
    if uuid is None:
        raise NotReady("polling.no_uuid_left", number=UUIDS)
    poll = Poll(
        id=secrets.token_hex(16),
        congress_id=sitting.congress_id,
        sitting_id=sitting.id,
        uuid=uuid.uuid,
        kind=kind,
        state="draft",
        title=title,
        method=method,
        projects=projects,
    )
    session.add(poll)
    uuid.poll_id = poll.id
    session.flush()
    return poll


def redraft_poll(
    session: Session,
    *,
    actor: Actor,
    poll_id: str,
    title: str,
    method: Method,
    projects: Sequence[Project],
    now: datetime,
    text: str = "",
) -> None:
    """Change a draft; Conflict once it is frozen."""
    actor.role_for(*DRAFTERS)
    title, frozen = _checked(title, method, projects)
    with writing(session):
        poll = find_poll(session, poll_id)
        if poll.state != "draft":
            raise Conflict("polling.frozen")
        before = _content(session, poll)
        poll.title, poll.kind = title, method.kind
        poll.method, poll.projects = methods.to_json(method), frozen
        if text:
            method_texts.keep(session, poll, text)
        _act(session, actor, poll, "redraft_poll", _content(session, poll), now, before)


def find_sitting(session: Session, sitting_id: str) -> Sitting:
    """The sitting in the session's congress; NotFound otherwise. Held as ``find_poll`` holds a poll."""
    sitting = session.scalars(held(session, select(Sitting).where(Sitting.id == sitting_id))).one_or_none()
    if sitting is None:
        raise NotFound("polling.no_sitting")
    return sitting


def find_poll(session: Session, poll_id: str) -> Poll:
    """The poll in the session's congress; NotFound otherwise.

    Inside ``writing`` the row is held until the commit, so that whatever is decided on its state, its card
    list or its heads (a void beside a cast, two shares at once) is decided by one at a time. Who needs the
    sitting too takes it after the poll.
    """
    poll = session.scalars(held(session, select(Poll).where(Poll.id == poll_id))).one_or_none()
    if poll is None:
        raise NotFound("polling.no_poll")
    return poll


def held(session: Session, query: Select[Row]) -> Select[Row]:
    """The same query, holding its row until the commit when asked inside ``writing``.

    SQLite has one writer anyway and ignores it; PostgreSQL locks the row and reads it afresh.
    """
    if not session.info.get("writing"):
        return query
    return query.with_for_update().execution_options(populate_existing=True)


def method_of(poll: Poll) -> Method:
    return methods.from_json(poll.method)


def is_rehearsal(poll: Poll) -> bool:
    return method_of(poll).purpose == "rehearsal"


def projects_of(poll: Poll) -> tuple[Project, ...]:
    rows = cast(list[dict[str, str]], parse_canonical(poll.projects))
    return tuple(Project(**row) for row in rows)


def new_uuid() -> str:
    """22 random Base58 characters (spec 4.2)."""
    return "".join(secrets.choice(BASE58) for _ in range(UUID_LENGTH))


def _checked(title: str, method: Method, projects: Sequence[Project]) -> tuple[str, bytes]:
    title = _text(title, "title", 60)
    if method.purpose == "rehearsal" and REHEARSAL not in title:
        title = f"{REHEARSAL}：{title}"
    if method.purpose == "real" and REHEARSAL in title:
        raise Invalid("polling.real_named_rehearsal", field="title")
    cleaned = [Project(**{k: _line(v, k) for k, v in asdict(project).items()}) for project in projects]
    try:
        questions.check_names(method, [project.name for project in cleaned])
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    return title, canonical([asdict(project) for project in cleaned])


def _line(text: str, field: str) -> str:
    """One clean line: runs of white space and control characters become one space."""
    cleaned = " ".join("".join(c if c.isprintable() or c == "　" else " " for c in text).split())
    if len(cleaned) > LINE_LIMIT:
        raise Invalid("polling.text_too_long", field=field, limit=LINE_LIMIT)
    return cleaned


def _text(text: str, field: str, limit: int) -> str:
    cleaned = _line(text, field)
    if not cleaned:
        raise Invalid("polling.text_missing", field=field)
    if len(cleaned) > limit:
        raise Invalid("polling.text_too_long", field=field, limit=limit)
    return cleaned


def _content(session: Session, poll: Poll) -> dict[str, object]:
    return {
        "title": poll.title,
        "method": poll.method.decode(),
        "projects": poll.projects.decode(),
        "text": method_texts.text_of(session, poll),
    }


def _act(
    session: Session,
    actor: Actor,
    row: Sitting | Poll,
    verb: str,
    after: dict[str, object],
    now: datetime,
    before: dict[str, object] | None = None,
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*DRAFTERS),
        verb=verb,
        object_kind="poll" if isinstance(row, Poll) else "sitting",
        object_id=row.id,
        before=before,
        after=after,
        now=now,
    )
