"""Adoption (通过): who passed method, scrutineers and candidate list, when, how, by how many, with the scan.

    adopt(session, actor=…, poll_id=…, adoption=…, now=…)           ready → adopted
    attach_scan(session, actor=…, poll_id=…, scan=…, now=…)         the signed paper, once it is there
    require_adoptable(…), require_scan_missing(…)                   what they ask, before a scan is kept
    adoption_of(session, poll_id) -> Adoption | None

The scan itself is a file of the main database (voting/files.py); here stands its SHA-256, and the act's line
repeats it, so that the bundle carries it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Conflict, Invalid, NotReady
from voting.polling import closing, models
from voting.polling.gate import HALL
from voting.polling.lifecycle import POLL, SECRETARIAT, may
from voting.polling.models import Poll
from voting.polling.sittings import find_poll, is_rehearsal
from voting.polling.wording import MANNERS

BODY_LENGTH = 60
WITHOUT_VOTES = "applause"
FIRST_YEAR = 2000  # no congress decided by this product before; and not every clock knows earlier years


@dataclass(frozen=True)
class Adoption:
    """``manner`` is a key of ``wording.MANNERS``; votes are None by applause; ``scan`` a digest or empty."""

    body: str
    held_at: datetime
    manner: str
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    scan: str = ""

    def decision(self) -> str:
        """Who, when, how and by how many in one line, as papers have it."""
        parts = [
            self.body,
            self.held_at.astimezone(HALL).strftime("%Y-%m-%d %H:%M"),
            MANNERS.get(self.manner, self.manner),
        ]
        if self.votes_for is not None:
            parts.append(f"赞成{self.votes_for}，反对{self.votes_against}，弃权{self.abstained}")
        return "；".join(parts)

    def text(self) -> str:
        """The same with the scan's digest, as the act log has it."""
        return f"{self.decision()}；{scan_text(self.scan)}" if self.scan else self.decision()


def scan_text(digest: str) -> str:
    return f"扫描件SHA-256：{digest}"


def adopt(session: Session, *, actor: Actor, poll_id: str, adoption: Adoption, now: datetime) -> None:
    """Record it and move the poll; Invalid names the field. A rehearsal has nothing to adopt (Conflict)."""
    with writing(session):
        poll = require_adoptable(session, actor=actor, poll_id=poll_id, adoption=adoption, now=now)
        POLL.move(session, poll, "adopt", actor=actor, now=now, reason=adoption.text())
        session.add(
            models.Adoption(
                poll_id=poll.id,
                congress_id=poll.congress_id,
                body=adoption.body.strip(),
                held_at=adoption.held_at,
                manner=adoption.manner,
                votes_for=adoption.votes_for,
                votes_against=adoption.votes_against,
                abstained=adoption.abstained,
                scan=adoption.scan or None,
            )
        )


def require_adoptable(
    session: Session, *, actor: Actor, poll_id: str, adoption: Adoption, now: datetime
) -> Poll:
    """The poll, where ``adopt`` would take this; else what it raises."""
    _check(adoption, now)
    poll = find_poll(session, poll_id)
    if is_rehearsal(poll):
        raise Conflict("polling.rehearsal_not_adopted")
    may(poll, "adopt", actor)
    return poll


def attach_scan(session: Session, *, actor: Actor, poll_id: str, scan: str, now: datetime) -> None:
    """Add the scan to an adoption recorded without; what is there is not replaced (Conflict)."""
    actor.role_for(*SECRETARIAT)
    with writing(session):
        poll = find_poll(session, poll_id)
        require_scan_missing(session, poll.id).scan = scan
        closing.note(session, poll, actor, "attach_scan", now, scan_text(scan))


def require_scan_missing(session: Session, poll_id: str) -> models.Adoption:
    """The adoption that has no scan yet; NotReady without one, Conflict where its scan is there."""
    row = session.get(models.Adoption, find_poll(session, poll_id).id)
    if row is None:
        raise NotReady("polling.not_adopted")
    if row.scan is not None:
        raise Conflict("polling.scan_there")
    return row


def adoption_of(session: Session, poll_id: str) -> Adoption | None:
    row = session.get(models.Adoption, find_poll(session, poll_id).id)
    if row is None:
        return None
    votes = (row.votes_for, row.votes_against, row.abstained)
    return Adoption(row.body, row.held_at, row.manner, *votes, scan=row.scan or "")


def _check(adoption: Adoption, now: datetime) -> None:
    if not 0 < len(adoption.body.strip()) <= BODY_LENGTH:
        raise Invalid("polling.adoption_body", field="body", limit=BODY_LENGTH)
    if adoption.held_at.year < FIRST_YEAR:
        raise Invalid("polling.adoption_when", field="held_at")
    if adoption.held_at > now:
        raise Invalid("polling.adoption_later", field="held_at")
    if adoption.manner not in MANNERS:
        raise Invalid("polling.unknown_choice", field="manner")
    votes = (adoption.votes_for, adoption.votes_against, adoption.abstained)
    if adoption.manner == WITHOUT_VOTES:
        if any(votes):
            raise Invalid("polling.adoption_no_votes", field="votes_for")
        return
    yes, no, abstained = (-1 if number is None else number for number in votes)
    if min(yes, no, abstained) < 0:
        raise Invalid("polling.adoption_counts", field="votes_for")
    if yes <= no + abstained:
        raise Invalid("polling.adoption_not_passed", field="votes_for")
