"""The six papers that pass between the owners of the data, each locked: 文号, 版本, 签收时间.

    suggestion_letter  建议项目函      congress's desk → government's: its ideas come in there
    assessment_task    论证任务单      government's desk → units: the questions that were asked
    adoption_table     意见采纳情况表  government's desk → congress's: what became of the letter's ideas
    bill               政府提请议案    government's desk → standing committee or presidium: the candidates
    review             审议            congress's desk → session: what was reviewed
    assignment         公告和交办函    congress's desk → units: what was chosen

send(session, actor, congress_id, call_id, kind, Paper, now=) -> handover id
receive(session, secret, actor, congress_id, handover_id, signed_for, now=) -> entries made or told
sent(session, congress_id, call_id) -> list[HandoverLine];  get(session, congress_id, handover_id)

What is handed over is copied with its SHA-256; later changes cannot reach it, and no private note is in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection import ideas
from voting.collection.call_models import CONGRESS, GOVERNMENT
from voting.collection.decisions import Ruling, decide
from voting.collection.desk_models import HANDOVER_KINDS, Handover, HandoverReceipt
from voting.collection.handover_content import Paper, content
from voting.collection.idea_models import Idea
from voting.collection.ideas import NewIdea, call_row, lines
from voting.collection.machines import DESK_ROLE
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import N_, Conflict, Invalid, NotFound

LONGEST_NO, LONGEST_TITLE, LONGEST_SIGNED = 40, 100, 60
KIND_WORDS: dict[str, str] = {
    "suggestion_letter": N_("建议项目函"),
    "assessment_task": N_("论证任务单"),
    "adoption_table": N_("意见采纳情况表"),
    "bill": N_("政府提请议案"),
    "review": N_("常委会（主席团）审议"),
    "assignment": N_("公告和交办函"),
}
# Who sends; and who signs for it: the other desk, or the sender's own for organs without an account.
SENDER = {
    "suggestion_letter": CONGRESS,
    "assessment_task": GOVERNMENT,
    "adoption_table": GOVERNMENT,
    "bill": GOVERNMENT,
    "review": CONGRESS,
    "assignment": CONGRESS,
}
RECEIVER = {
    "suggestion_letter": GOVERNMENT,
    "assessment_task": GOVERNMENT,
    "adoption_table": CONGRESS,
    "bill": CONGRESS,
    "review": CONGRESS,
    "assignment": GOVERNMENT,
}


@dataclass(frozen=True)
class HandoverLine:
    """A paper as it was sent; ``content`` is what was locked, as data."""

    id: str
    call_id: str
    kind: str
    document_no: str
    version: int
    title: str
    content: dict[str, Any]
    digest: str
    reply_due: date | None
    sent_by: str
    sent_at: datetime
    signed_for: str
    received_at: datetime | None

    @property
    def sender(self) -> str:
        return SENDER[self.kind]

    @property
    def receiver(self) -> str:
        return RECEIVER[self.kind]


# Reading --------------------------------------------------------------------------------------


def sent(session: Session, congress_id: str, call_id: str) -> list[HandoverLine]:
    """All papers of a call in the order of their kinds, then of sending."""
    rows = session.scalars(
        select(Handover).where(Handover.congress_id == congress_id, Handover.call_id == call_id)
    ).all()
    found = [_line(session, row) for row in rows]
    return sorted(found, key=lambda line: (HANDOVER_KINDS.index(line.kind), line.sent_at, line.version))


def get(session: Session, congress_id: str, handover_id: str) -> HandoverLine:
    return _line(session, _row(session, congress_id, handover_id))


def _row(session: Session, congress_id: str, handover_id: str) -> Handover:
    row = session.scalars(
        select(Handover).where(Handover.congress_id == congress_id, Handover.id == handover_id)
    ).first()
    if row is None:
        raise NotFound("collection.handover_not_found")
    return row


def _receipt(session: Session, row: Handover) -> HandoverReceipt | None:
    return session.scalars(
        select(HandoverReceipt).where(
            HandoverReceipt.congress_id == row.congress_id, HandoverReceipt.handover_id == row.id
        )
    ).first()


def _line(session: Session, row: Handover) -> HandoverLine:
    receipt = _receipt(session, row)
    return HandoverLine(
        row.id,
        row.call_id,
        row.kind,
        row.document_no,
        row.version,
        row.title,
        json.loads(row.content),
        row.digest,
        row.reply_due,
        row.sent_by,
        row.sent_at,
        receipt.signed_for if receipt else "",
        receipt.received_at if receipt else None,
    )


# Sending --------------------------------------------------------------------------------------


def send(
    session: Session, actor: Actor, congress_id: str, call_id: str, kind: str, paper: Paper, *, now: datetime
) -> str:
    """Lock and send a paper. The same number sent again is its next version."""
    if kind not in HANDOVER_KINDS:
        raise NotFound("collection.handover_not_found")
    role = actor.role_for(DESK_ROLE[SENDER[kind]])
    number, title = paper.document_no.strip(), paper.title.strip()
    if not 2 <= len(number) <= LONGEST_NO:
        raise Invalid("collection.document_no_missing", field="document_no")
    if not 2 <= len(title) <= LONGEST_TITLE:
        raise Invalid("collection.title_missing", field="title")
    with writing(session):
        call_row(session, congress_id, call_id)
        locked = content(session, congress_id, call_id, kind, paper, SENDER[kind])
        text = json.dumps(locked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        last = session.scalar(
            select(func.max(Handover.version)).where(
                Handover.congress_id == congress_id,
                Handover.call_id == call_id,
                Handover.kind == kind,
                Handover.document_no == number,
            )
        )
        row = Handover(
            id=new_id(),
            congress_id=congress_id,
            call_id=call_id,
            kind=kind,
            document_no=number,
            version=(last or 0) + 1,
            title=title,
            content=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            reply_due=paper.reply_due,
            sent_by=actor.person_id,
            sent_at=now,
        )
        session.add(row)
        session.flush()
        _record(session, actor, row, role, "send", now)
        return row.id


# Signing for it -------------------------------------------------------------------------------


def receive(
    session: Session,
    secret: bytes,
    actor: Actor,
    congress_id: str,
    handover_id: str,
    *,
    signed_for: str,
    now: datetime,
) -> int:
    """签收. A letter's ideas come in at the government's desk, an adoption table prepares the answers at the
    congress's; returns how many entries that made or prepared."""
    signed_for = signed_for.strip()
    if not 2 <= len(signed_for) <= LONGEST_SIGNED:
        raise Invalid("collection.signed_for_missing", field="signed_for")
    with writing(session):
        row = _row(session, congress_id, handover_id)
        role = actor.role_for(DESK_ROLE[RECEIVER[row.kind]])
        if _receipt(session, row):
            raise Conflict("collection.already_received")
        session.add(
            HandoverReceipt(
                handover_id=row.id,
                congress_id=congress_id,
                signed_for=signed_for,
                received_by=actor.person_id,
                received_at=now,
            )
        )
        session.flush()
        _record(session, actor, row, role, "receive", now)
        entries: Sequence[dict[str, Any]] = json.loads(row.content).get("ideas", [])
        if row.kind == "suggestion_letter":
            return sum(_take_in(session, secret, row, entry, now) for entry in entries)
        if row.kind == "adoption_table":
            return sum(_answer(session, actor, row, entry, now) for entry in entries)
        return 0


def _take_in(session: Session, secret: bytes, row: Handover, entry: dict[str, Any], now: datetime) -> int:
    """A letter's idea becomes an entry of the government's desk, once, whatever version brings it."""
    known = session.scalars(
        select(Idea.id).where(
            Idea.congress_id == row.congress_id,
            Idea.origin_congress_id == row.congress_id,
            Idea.origin_id == entry["id"],
        )
    ).first()
    if known:
        return 0
    given = NewIdea(
        channel="handover",
        desk=GOVERNMENT,
        title=entry["title"],
        text=entry["text"],
        category=entry["category"],
        area=entry["area"],
        place=entry["place"],
        origin_congress_id=row.congress_id,
        origin_id=entry["id"],
    )
    ideas.receive(session, secret, row.congress_id, row.call_id, given, now=now)
    return 1


def _answer(session: Session, actor: Actor, row: Handover, entry: dict[str, Any], now: datetime) -> int:
    """What government made of an idea is prepared as the congress's own answer; its desk publishes it."""
    known = lines(session, row.congress_id, [entry["origin"]]).get(entry["origin"])
    if known is None or known.desk != CONGRESS or known.state not in ("received", "in_progress"):
        return 0
    ruling = Ruling(entry["outcome"], entry["reason_code"], entry["sentence"], entry["referred_to"])
    decide(session, actor, row.congress_id, [known.id], ruling, now=now, screened_elsewhere=True)
    return 1


def _record(session: Session, actor: Actor, row: Handover, role: str, verb: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="handover",
        object_id=row.id,
        after={"kind": row.kind, "number": row.document_no, "version": row.version, "sha256": row.digest},
        now=now,
    )
