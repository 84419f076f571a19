"""公示 of the candidates: a locked snapshot for the public, objections to it, and their answers.

publish(session, actor, congress_id, call_id, begins, ends, now=) -> notice id      all drafts in review
notices(session, congress_id, call_id) -> list[NoticeLine];  notice(session, congress_id, notice_id)
object(session, secret, congress_id, notice_id, given: NewObjection, now=, today=) -> Receipt
answer(session, actor, congress_id, objection_id, text, now=)
of_notice(session, congress_id, notice_id) -> list[ObjectionLine]
follow(session, secret, congress_id, notice_id, number, digits) -> ObjectionLine
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection import drafts
from voting.collection.draft_models import CandidateDraft, CandidateNotice, Objection
from voting.collection.draft_sheet import FIELDS
from voting.collection.draft_work import step as move_draft
from voting.collection.ideas import NAME_MOST, PHONE_MOST, call_row
from voting.collection.machines import DESK_ROLES
from voting.collection.numbers import new_digits
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady

TEXT_MOST, ANSWER_MOST = 500, 500
# What the public reads of a candidate; people's names and the state of the budget are the offices' own.
INTERNAL = ("contact", "leader", "budgeted")
PUBLIC = tuple(field for field in FIELDS if field.key not in INTERNAL)


@dataclass(frozen=True)
class NoticeLine:
    """A notice as it was published; ``candidates`` are {id, number, name, facts, parts}."""

    id: str
    call_id: str
    begins: date
    ends: date
    digest: str
    published_at: datetime
    candidates: tuple[Mapping[str, object], ...]


@dataclass(frozen=True)
class NewObjection:
    """What somebody has against a candidate, or against the list where ``draft_id`` is None."""

    text: str
    draft_id: str | None = None
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Receipt:
    """With what the objector reads the answer."""

    number: int
    digits: str


@dataclass(frozen=True)
class ObjectionLine:
    """An objection without the one who made it."""

    id: str
    number: int
    draft_id: str | None
    text: str
    received_at: datetime
    answer: str
    answered_at: datetime | None


# The notice -----------------------------------------------------------------------------------


def publish(
    session: Session, actor: Actor, congress_id: str, call_id: str, *, begins: date, ends: date, now: datetime
) -> str:
    """Put every draft in review on notice; what stands in it is locked."""
    role = actor.role_for(*DESK_ROLES)
    if ends < begins:
        raise Invalid("collection.bad_period", field="ends")
    with writing(session):
        call_row(session, congress_id, call_id)
        shown = [line for line in drafts.every(session, congress_id, call_id) if line.state == "review"]
        tops = [line for line in shown if line.parent_id is None]
        if not tops:
            raise NotReady("collection.none_in_review")
        content = {"candidates": [_entry(line, shown, at) for at, line in enumerate(tops, start=1)]}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        row = CandidateNotice(
            id=new_id(),
            congress_id=congress_id,
            call_id=call_id,
            content=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            begins=begins,
            ends=ends,
            published_by=actor.person_id,
            published_at=now,
        )
        session.add(row)
        session.flush()
        for line in tops:
            move_draft(session, actor, drafts.row_of(session, congress_id, line.id), "put_on_notice", "", now)
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="publish_notice",
            object_kind="call",
            object_id=call_id,
            after={"sha256": row.digest, "count": len(tops)},
            now=now,
        )
        return row.id


def _entry(line: drafts.DraftLine, shown: list[drafts.DraftLine], number: int) -> dict[str, object]:
    parts = [part for part in shown if part.parent_id == line.id]
    return {
        "id": line.id,
        "number": number,
        "name": line.title,
        "facts": facts(line.data),
        "parts": [{"id": part.id, "name": part.title, "facts": facts(part.data)} for part in parts],
    }


def facts(data: Mapping[str, str]) -> list[list[str]]:
    """[label, text] of what the public may read of a draft, but for its name."""
    return [[field.header, data[field.key]] for field in PUBLIC[1:] if data.get(field.key)]


def notices(session: Session, congress_id: str, call_id: str) -> list[NoticeLine]:
    """Of a call, the latest first."""
    query = select(CandidateNotice).where(
        CandidateNotice.congress_id == congress_id, CandidateNotice.call_id == call_id
    )
    return [_line(row) for row in session.scalars(query.order_by(CandidateNotice.published_at.desc()))]


def notice(session: Session, congress_id: str, notice_id: str) -> NoticeLine:
    row = session.scalars(
        select(CandidateNotice).where(
            CandidateNotice.congress_id == congress_id, CandidateNotice.id == notice_id
        )
    ).first()
    if row is None:
        raise NotFound("collection.notice_not_found")
    return _line(row)


def _line(row: CandidateNotice) -> NoticeLine:
    candidates = tuple(json.loads(row.content)["candidates"])
    return NoticeLine(row.id, row.call_id, row.begins, row.ends, row.digest, row.published_at, candidates)


# Objections -----------------------------------------------------------------------------------


def object_to(
    session: Session,
    secret: bytes,
    congress_id: str,
    notice_id: str,
    given: NewObjection,
    *,
    today: date,
    now: datetime,
) -> Receipt:
    """Receive an objection within the period of the notice; Invalid names the field."""
    text, name, phone = given.text.strip(), given.name.strip(), given.phone.strip()
    if len(text) < 5:
        raise Invalid("collection.objection_empty", field="text")
    for key, value, most in (
        ("text", text, TEXT_MOST),
        ("name", name, NAME_MOST),
        ("phone", phone, PHONE_MOST),
    ):
        if len(value) > most:
            raise Invalid("collection.too_long", field=key, most=most)
    with writing(session):
        found = notice(session, congress_id, notice_id)
        if not found.begins <= today <= found.ends:
            raise Conflict("collection.notice_over")
        if given.draft_id and given.draft_id not in [entry["id"] for entry in found.candidates]:
            raise Invalid("collection.draft_not_found", field="draft")
        last = session.scalar(select(func.max(Objection.number)).where(Objection.congress_id == congress_id))
        number = (last or 0) + 1
        digits = (
            phone[-4:] if phone[-4:].isascii() and phone[-4:].isdigit() and len(phone) >= 4 else new_digits()
        )
        keep = call_row(session, congress_id, found.call_id).keep_days
        session.add(
            Objection(
                id=new_id(),
                congress_id=congress_id,
                notice_id=notice_id,
                draft_id=given.draft_id or None,
                number=number,
                text=text,
                name=name,
                phone=phone,
                follow_digest=_follow(secret, congress_id, number, digits),
                erase_after=now + timedelta(days=keep),
                received_at=now,
            )
        )
        session.flush()
        return Receipt(number, digits)


def _follow(secret: bytes, congress_id: str, number: int, digits: str) -> str:
    text = f"objection:{congress_id}:{number}:{digits}"
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def of_notice(session: Session, congress_id: str, notice_id: str) -> list[ObjectionLine]:
    """By number."""
    query = select(Objection).where(Objection.congress_id == congress_id, Objection.notice_id == notice_id)
    return [_objection(row) for row in session.scalars(query.order_by(Objection.number))]


def follow(
    session: Session, secret: bytes, congress_id: str, notice_id: str, *, number: int, digits: str
) -> ObjectionLine:
    """One's own objection with its answer; NotFound for a wrong pair, whichever of both is wrong."""
    row = session.scalars(
        select(Objection).where(
            Objection.congress_id == congress_id,
            Objection.notice_id == notice_id,
            Objection.number == number,
        )
    ).first()
    if row is None or not hmac.compare_digest(
        row.follow_digest, _follow(secret, congress_id, number, digits)
    ):
        raise NotFound("collection.objection_not_found")
    return _objection(row)


def _objection(row: Objection) -> ObjectionLine:
    return ObjectionLine(**{name: getattr(row, name) for name in ObjectionLine.__dataclass_fields__})


def answer(
    session: Session, actor: Actor, congress_id: str, objection_id: str, text: str, *, now: datetime
) -> None:
    """Answer an objection with a reason, once."""
    role, text = actor.role_for(*DESK_ROLES), text.strip()
    if not 5 <= len(text) <= ANSWER_MOST:
        raise Invalid(
            "collection.too_long" if text else "collection.sentence_missing", field="text", most=ANSWER_MOST
        )
    with writing(session):
        row = session.scalars(
            select(Objection).where(Objection.congress_id == congress_id, Objection.id == objection_id)
        ).first()
        if row is None:
            raise NotFound("collection.objection_not_found")
        if row.answered_at is not None:
            raise Conflict("collection.already_answered_objection")
        row.answer, row.answered_by, row.answered_at = text, actor.person_id, now
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="answer_objection",
            object_kind="candidate_notice",
            object_id=row.notice_id,
            after={"number": row.number, "answer": text},
            now=now,
        )


def require_answered(session: Session, congress_id: str, draft: CandidateDraft) -> None:
    """Raises NotReady while an objection to this draft or to its whole list waits for an answer."""
    waiting = session.scalar(
        select(func.count(Objection.id))
        .join(CandidateNotice, CandidateNotice.id == Objection.notice_id)
        .where(
            Objection.congress_id == congress_id,
            CandidateNotice.congress_id == congress_id,
            CandidateNotice.call_id == draft.call_id,
            Objection.answered_at.is_(None),
            (Objection.draft_id == draft.id) | Objection.draft_id.is_(None),
        )
    )
    if waiting:
        raise NotReady("collection.objections_open", name=draft.title, waiting=waiting)
