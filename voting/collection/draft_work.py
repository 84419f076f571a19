"""Writing candidate drafts: new ones, versions, the ideas they answer, their moves and their order.

create(session, actor, congress_id, call_id, given, idea_ids, parent_id=None, now=) -> draft id
edit(session, actor, congress_id, draft_id, given, remark=, now=) -> version      a new one if it differs
set_sources(session, actor, congress_id, draft_id, idea_ids, now=)
move(session, actor, congress_id, draft_ids, verb, reason="", now=)               submit, return, drop, …
raise_up(session, actor, congress_id, draft_id, now=)                             one place up in the list

A bundle is a draft with sub-items; they move with it, and it alone is listed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.draft_models import CandidateDraft, DraftSource, DraftVersion
from voting.collection.draft_sheet import SHEET
from voting.collection.drafts import parts_of, row_of, texts
from voting.collection.ideas import call_row, lines
from voting.collection.machines import CANDIDATE, DESK_ROLES
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady
from voting.sheets import Value, parse_form

WRITABLE = ("draft", "review", "notice")
SOURCE_STATES = ("adopted", "library")
# What a person does to drafts as such; notices, finalising and listing have their own functions.
PLAIN_MOVES = ("submit", "return", "drop", "take_up_again")
WITH_REASON = ("return", "drop")
LONGEST_REMARK = 200


def create(
    session: Session,
    actor: Actor,
    congress_id: str,
    call_id: str,
    given: Mapping[str, str],
    idea_ids: Collection[str] = (),
    *,
    parent_id: str | None = None,
    now: datetime,
) -> str:
    """A new draft in version 1; Invalid names the field."""
    actor.role_for(*DESK_ROLES)
    data = _data(parse_form(SHEET, given))
    with writing(session):
        if call_row(session, congress_id, call_id).state == "draft":
            raise NotReady("collection.call_not_open")
        if parent_id is not None:
            _require_bundle(session, congress_id, call_id, parent_id)
        mine = (CandidateDraft.congress_id == congress_id, CandidateDraft.call_id == call_id)
        row = CandidateDraft(
            id=new_id(),
            congress_id=congress_id,
            call_id=call_id,
            parent_id=parent_id,
            token=secrets.token_urlsafe(9),
            state="draft",
            position=(session.scalar(select(func.max(CandidateDraft.position)).where(*mine)) or 0) + 1,
            title=data["name"],
            version=1,
            created_at=now,
        )
        _refuse_twin(session, row)
        session.add(row)
        session.flush()
        _write(session, actor, row, data, "", now)
        _link(session, row, idea_ids)
        _record(session, actor, row, "create", {"version": 1, "sources": sorted(idea_ids)}, now)
        return row.id


def _data(values: Mapping[str, Value]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}


def _require_bundle(session: Session, congress_id: str, call_id: str, parent_id: str) -> None:
    parent = row_of(session, congress_id, parent_id)
    if parent.call_id != call_id or parent.parent_id is not None or parent.state not in WRITABLE:
        raise Conflict("collection.no_bundle")


def _refuse_twin(session: Session, row: CandidateDraft) -> None:
    twin = session.scalars(
        select(CandidateDraft).where(
            CandidateDraft.congress_id == row.congress_id,
            CandidateDraft.call_id == row.call_id,
            CandidateDraft.title == row.title,
            CandidateDraft.state != "dropped",
            CandidateDraft.id != row.id,
        )
    ).first()
    if twin is not None:
        raise Invalid("collection.draft_twin", field="name", name=row.title)


def _write(
    session: Session, actor: Actor, row: CandidateDraft, data: dict[str, str], remark: str, now: datetime
) -> None:
    session.add(
        DraftVersion(
            congress_id=row.congress_id,
            draft_id=row.id,
            version=row.version,
            data=data,
            digest=digest_of(data),
            remark=remark,
            written_by=actor.person_id,
            written_at=now,
        )
    )
    session.flush()


def digest_of(data: Mapping[str, str]) -> str:
    """SHA-256 over the canonical JSON of a version."""
    text = json.dumps(dict(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def edit(
    session: Session,
    actor: Actor,
    congress_id: str,
    draft_id: str,
    given: Mapping[str, str],
    *,
    remark: str = "",
    now: datetime,
) -> int:
    """The whole form as a new version, or the present one if nothing differs. Once a body has had it before
    it, a change says why."""
    actor.role_for(*DESK_ROLES)
    data, remark = _data(parse_form(SHEET, given)), remark.strip()
    if len(remark) > LONGEST_REMARK:
        raise Invalid("collection.too_long", field="remark", most=LONGEST_REMARK)
    with writing(session):
        row = row_of(session, congress_id, draft_id)
        if row.state not in WRITABLE:
            raise Conflict("collection.draft_closed")
        before = texts(session, congress_id, [row])[row.id]
        if before == data:
            return row.version
        if row.state != "draft" and len(remark) < 2:
            raise Invalid("collection.remark_missing", field="remark")
        row.title = data["name"]
        _refuse_twin(session, row)
        row.version += 1
        session.flush()
        _write(session, actor, row, data, remark, now)
        _record(session, actor, row, "edit", {"version": row.version}, now, reason=remark)
        return row.version


def set_sources(
    session: Session,
    actor: Actor,
    congress_id: str,
    draft_id: str,
    idea_ids: Collection[str],
    *,
    now: datetime,
) -> None:
    """Which ideas the draft answers, anew."""
    with writing(session):
        row = row_of(session, congress_id, draft_id)
        if row.state not in WRITABLE:
            raise Conflict("collection.draft_closed")
        session.execute(
            delete(DraftSource).where(
                DraftSource.congress_id == congress_id, DraftSource.draft_id == draft_id
            )
        )
        _link(session, row, idea_ids)
        _record(session, actor, row, "link_ideas", {"sources": sorted(idea_ids)}, now)


def _link(session: Session, row: CandidateDraft, idea_ids: Collection[str]) -> None:
    known = lines(session, row.congress_id, set(idea_ids))
    for idea_id in sorted(set(idea_ids)):
        if idea_id not in known:
            raise NotFound("collection.idea_not_found")
        if known[idea_id].state not in SOURCE_STATES:
            raise Conflict("collection.not_a_source", title=known[idea_id].title)
        session.add(DraftSource(congress_id=row.congress_id, draft_id=row.id, idea_id=idea_id))
    session.flush()


def move(
    session: Session,
    actor: Actor,
    congress_id: str,
    draft_ids: Sequence[str],
    verb: str,
    *,
    reason: str = "",
    now: datetime,
) -> int:
    """submit, return, drop or take_up_again, all of them or none; sub-items go with their bundle."""
    if verb not in PLAIN_MOVES:
        raise Invalid("collection.filter_unknown", field="verb")
    if not draft_ids:
        raise Invalid("collection.nothing_chosen", field="drafts")
    if verb in WITH_REASON and len(reason.strip()) < 2:
        raise Invalid("collection.reason_needed", field="reason")
    with writing(session):
        for draft_id in draft_ids:
            step(session, actor, row_of(session, congress_id, draft_id), verb, reason.strip()[:200], now)
    return len(draft_ids)


def step(session: Session, actor: Actor, row: CandidateDraft, verb: str, reason: str, now: datetime) -> None:
    """One move of a draft, with those of its sub-items that stand where it stood; inside ``writing``."""
    stood = row.state
    CANDIDATE.move(session, row, verb, actor=actor, now=now, reason=reason)
    for part in parts_of(session, row.congress_id, row.id):
        if part.state == stood:
            CANDIDATE.move(session, part, verb, actor=actor, now=now, reason=reason)


def raise_up(session: Session, actor: Actor, congress_id: str, draft_id: str, *, now: datetime) -> None:
    """Change places with the one before it."""
    with writing(session):
        row = row_of(session, congress_id, draft_id)
        above = session.scalars(
            select(CandidateDraft)
            .where(
                CandidateDraft.congress_id == congress_id,
                CandidateDraft.call_id == row.call_id,
                CandidateDraft.parent_id.is_(None)
                if row.parent_id is None
                else CandidateDraft.parent_id == row.parent_id,
                CandidateDraft.position < row.position,
            )
            .order_by(CandidateDraft.position.desc())
        ).first()
        if row.state not in (*WRITABLE, "final"):
            raise Conflict("collection.draft_closed")
        if above is None:
            return
        row.position, above.position = above.position, row.position
        session.flush()
        _record(session, actor, row, "raise_up", {"position": row.position}, now)


def _record(
    session: Session,
    actor: Actor,
    row: CandidateDraft,
    verb: str,
    after: Mapping[str, object],
    now: datetime,
    reason: str = "",
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*DESK_ROLES),
        verb=verb,
        object_kind="candidate_draft",
        object_id=row.id,
        after=after,
        reason=reason,
        now=now,
    )
