"""Telling authors who left an address that their idea took a step. Optional; never needed to follow an idea.

reachable(session, congress_id, reaches) -> list[idea id]              whose author can be reached
note(session, congress_id, idea_id, step, now=) -> bool                     once for each step
send_waiting(session, senders, congress_id, page, now=) -> Sent              ``page``: where one follows ideas

A message says that something happened and where to look, and nothing of the idea itself. Addresses are read
when it goes out and written nowhere; an author who fell to retention is told nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.collection.authors import addresses
from voting.collection.ideas import lines
from voting.collection.level_models import AuthorNotice
from voting.congress.services import congress_of
from voting.db import writing
from voting.senders import Sender, SendingFailed

JOB = "tell_authors"
MOST_TRIES = 3
ANSWERED, LISTED, CHOSEN, NOT_CHOSEN = "answered", "listed", "chosen", "not_chosen"
WORDS: dict[str, str] = {
    ANSWERED: "已公布办理结果",
    LISTED: "所在的项目已列入候选项目",
    CHOSEN: "所在的项目经代表票决，确定为民生实事项目",
    NOT_CHOSEN: "所在的项目本次未列入，已入储备库",
}


@dataclass(frozen=True)
class Sent:
    sent: int
    failed: int


def reachable(session: Session, congress_id: str, reaches: Collection[str]) -> list[str]:
    known = addresses(session, congress_id)
    return sorted(idea_id for idea_id, given in known.items() if any(given[reach] for reach in reaches))


def note(session: Session, congress_id: str, idea_id: str, step: str, *, now: datetime) -> bool:
    """Write down that the author is to be told of this step, unless he was before."""
    with writing(session):
        known = session.scalars(
            select(AuthorNotice.id).where(
                AuthorNotice.congress_id == congress_id,
                AuthorNotice.idea_id == idea_id,
                AuthorNotice.step == step,
            )
        ).first()
        if known is None:
            session.add(AuthorNotice(congress_id=congress_id, idea_id=idea_id, step=step, made_at=now))
        return known is None


def send_waiting(
    session: Session, senders: Sequence[Sender], congress_id: str, page: str, *, now: datetime
) -> Sent:
    """Send what waits. Each is marked by itself, so that one bad address holds up nobody else's message."""
    waiting = session.scalars(
        select(AuthorNotice.id)
        .where(AuthorNotice.congress_id == congress_id, AuthorNotice.state == "waiting")
        .order_by(AuthorNotice.made_at, AuthorNotice.id)
    ).all()
    results = [_send(session, senders, congress_id, notice_id, page, now) for notice_id in waiting]
    return Sent(results.count(True), results.count(False))


def _send(
    session: Session, senders: Sequence[Sender], congress_id: str, notice_id: str, page: str, now: datetime
) -> bool:
    row = _row(session, congress_id, notice_id)
    idea = lines(session, congress_id, [row.idea_id])[row.idea_id]
    given = addresses(session, congress_id).get(row.idea_id)
    name = congress_of(session, congress_id).name
    subject = f"您的意见建议 {idea.shown} 有新进展"
    said = f"您好：您向{name}提出的意见建议（受理编号 {idea.shown}）{WORDS[row.step]}。"
    text = f"{said}\n凭受理编号和查询码查询：{page}\n"
    session.rollback()  # no transaction stays open while a mail server takes its time
    gone = False
    for sender in senders:
        if given and given[sender.reach]:
            try:
                sender.send(given[sender.reach], subject, text)
                gone = True
            except SendingFailed:
                continue
    with writing(session):
        row = _row(session, congress_id, notice_id)
        row.tries += 1
        row.sent_at = now if gone else None
        row.state = "sent" if gone else "failed" if row.tries >= MOST_TRIES or not given else "waiting"
    return gone


def _row(session: Session, congress_id: str, notice_id: str) -> AuthorNotice:
    return session.scalars(
        select(AuthorNotice).where(AuthorNotice.congress_id == congress_id, AuthorNotice.id == notice_id)
    ).one()
