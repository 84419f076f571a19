"""Signing in: attempts, browser sessions, one-time links, and from where somebody acted.

    sign_in(session, login, password, *, address, device, now) -> str     the browser's token
    use_link(session, token, *, device, now) -> str                       likewise, by one-time link
    confirm_password(session, visitor, password, *, address, now)         the same person, asked afresh
    recognise(session, token, *, now) -> Visitor | None
    sign_out(session, token, *, now)
    sessions_of / revoke_session / revoke_all / make_link / set_password / note_access / forget_old

A token is 256 random bits; the database keeps its SHA-256. Every failure looks the same, takes the
same time and counts the same, whether or not the account exists.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from voting.congress.models import AccessLine, LoginFailure, LoginLink, LoginSession, Person
from voting.congress.passwords import check_new_password, hash_password, normal, password_matches
from voting.db import writing
from voting.errors import Invalid, NotFound, TooMany

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
LINK_LIFETIME = timedelta(hours=48)
KEEP_ACCESS = timedelta(days=183)

# Five tries from one place, twenty from anywhere; then wait until the oldest is past the window.
WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 5
TRIES_PER_ACCOUNT = 20


@dataclass(frozen=True)
class Visitor:
    """A recognised browser session."""

    session_id: str
    person_id: str
    name: str
    login: str
    must_change: bool


@dataclass(frozen=True)
class SessionLine:
    id: str
    device: str
    created_at: datetime
    seen_at: datetime


def fold(login: str) -> str:
    """The one spelling under which a login name is kept and looked up."""
    return normal(login).strip().casefold()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sign_in(session: Session, login: str, password: str, *, address: str, device: str, now: datetime) -> str:
    """Check the password and open a browser session; raises Invalid (always the same) or TooMany."""
    account = _sha256(fold(login))
    _count_attempt(session, account, address, now)
    person = session.scalars(select(Person).where(Person.login == fold(login))).first()
    kept = person.password_hash if person and person.disabled_at is None else None
    if not password_matches(kept, password) or person is None:
        raise Invalid("congress.login_failed")
    person_id = person.id
    with writing(session):
        session.execute(
            delete(LoginFailure).where(LoginFailure.account == account, LoginFailure.address == address)
        )
        return _open(session, person_id, device, now)


def confirm_password(
    session: Session, visitor: Visitor, password: str, *, address: str, now: datetime
) -> None:
    """The signed-in person shows again that it is he who acts; raises Invalid or TooMany.

    Attempts are limited as those of signing in, so a browser left open is no way around the limit; but they
    are counted apart: strangers who fail to sign in under his name must not keep the vote from closing.
    """
    account = f"confirm {_sha256(fold(visitor.login))[:56]}"  # no name typed at signing in leads to it
    _count_attempt(session, account, address, now)
    if not password_matches(session.get_one(Person, visitor.person_id).password_hash, password):
        raise Invalid("congress.password_not_confirmed", field="password")
    with writing(session):
        session.execute(
            delete(LoginFailure).where(LoginFailure.account == account, LoginFailure.address == address)
        )


def _count_attempt(session: Session, account: str, address: str, now: datetime) -> None:
    """Every attempt counts as failed before it is checked, so that parallel ones cannot slip by."""
    with writing(session):
        recent = select(func.count(), func.min(LoginFailure.at)).where(
            LoginFailure.account == account, LoginFailure.at > now - WINDOW
        )
        here = session.execute(recent.where(LoginFailure.address == address)).one()
        anywhere = session.execute(recent).one()
        for (count, oldest), allowed in ((here, TRIES_PER_ADDRESS), (anywhere, TRIES_PER_ACCOUNT)):
            if count >= allowed:
                wait = oldest + WINDOW - now
                raise TooMany("congress.too_many_attempts", minutes=max(1, -(-wait.seconds // 60)))
        session.add(LoginFailure(account=account, address=address, at=now))


def _open(session: Session, person_id: str, device: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=_sha256(token), person_id=person_id, device=device[:200], created_at=now, seen_at=now
        )
    )
    return token


def recognise(session: Session, token: str, *, now: datetime) -> Visitor | None:
    """Who holds this token, if the session is neither revoked, idle nor over its absolute limit."""
    found = session.execute(
        select(LoginSession, Person)
        .join(Person, Person.id == LoginSession.person_id)
        .where(
            LoginSession.token_hash == _sha256(token),
            LoginSession.revoked_at.is_(None),
            LoginSession.seen_at > now - IDLE,
            LoginSession.created_at > now - ABSOLUTE,
            Person.disabled_at.is_(None),
        )
    ).first()
    if found is None:
        return None
    opened, person = found
    visitor = Visitor(opened.id, person.id, person.name, person.login, person.must_change)
    if now - opened.seen_at > SEEN_EVERY:
        with writing(session):
            session.execute(
                update(LoginSession).where(LoginSession.id == visitor.session_id).values(seen_at=now)
            )
    return visitor


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    with writing(session):
        session.execute(
            update(LoginSession).where(LoginSession.token_hash == _sha256(token)).values(revoked_at=now)
        )


def sessions_of(session: Session, person_id: str, *, now: datetime) -> list[SessionLine]:
    """The person's live browser sessions, latest first."""
    rows = session.scalars(
        select(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.seen_at > now - IDLE,
            LoginSession.created_at > now - ABSOLUTE,
        )
        .order_by(LoginSession.seen_at.desc())
    )
    return [SessionLine(row.id, row.device, row.created_at, row.seen_at) for row in rows]


def revoke_session(session: Session, person_id: str, session_id: str, *, now: datetime) -> None:
    """End one of this person's sessions; raises NotFound for anybody else's."""
    with writing(session):
        row = session.scalars(
            select(LoginSession).where(LoginSession.id == session_id, LoginSession.person_id == person_id)
        ).first()
        if row is None:
            raise NotFound("congress.session_not_found")
        row.revoked_at = row.revoked_at or now


def revoke_all(session: Session, person_id: str, *, now: datetime, except_session: str = "") -> None:
    """End all sessions of a person, perhaps but the one at hand."""
    with writing(session):
        session.execute(
            update(LoginSession)
            .where(
                LoginSession.person_id == person_id,
                LoginSession.revoked_at.is_(None),
                LoginSession.id != except_session,
            )
            .values(revoked_at=now)
        )


def make_link(session: Session, person_id: str, *, now: datetime) -> str:
    """A token for ``/enter/<token>``, good once; earlier links of this person stop working."""
    token = secrets.token_urlsafe(32)
    with writing(session):
        session.execute(
            update(LoginLink)
            .where(LoginLink.person_id == person_id, LoginLink.used_at.is_(None))
            .values(used_at=now)
        )
        session.add(LoginLink(token_hash=_sha256(token), person_id=person_id, expires_at=now + LINK_LIFETIME))
    return token


def use_link(session: Session, token: str, *, device: str, now: datetime) -> str:
    """Spend a one-time link and open a browser session; the person sets a password next."""
    with writing(session):
        row = session.execute(
            select(LoginLink, Person)
            .join(Person, Person.id == LoginLink.person_id)
            .where(
                LoginLink.token_hash == _sha256(token),
                LoginLink.used_at.is_(None),
                LoginLink.expires_at > now,
                Person.disabled_at.is_(None),
            )
        ).first()
        if row is None:
            raise Invalid("congress.link_spent")
        link, person = row
        link.used_at = now
        person.must_change = True
        return _open(session, person.id, device, now)


def set_password(session: Session, visitor: Visitor, new: str, *, old: str, now: datetime) -> None:
    """Set one's own password; the old one is asked unless a one-time link led here.

    Ends the person's other sessions, since whoever knew the old password may hold one.
    """
    person = session.get_one(Person, visitor.person_id)
    if not person.must_change and not password_matches(person.password_hash, old):
        raise Invalid("congress.old_password_wrong", field="old")
    check_new_password(new, [person.login, person.name])
    kept = hash_password(new)
    with writing(session):
        person = session.get_one(Person, visitor.person_id)
        person.password_hash, person.must_change = kept, False
        revoke_all(session, person.id, now=now, except_session=visitor.session_id)


def note_access(
    session: Session, person_id: str, endpoint: str, *, address: str, device: str, now: datetime
) -> None:
    """Remember from where a signed-in person acted."""
    minute = now.replace(second=0, microsecond=0)
    with writing(session):
        session.add(
            AccessLine(
                minute=minute, person_id=person_id, endpoint=endpoint, address=address, device=device[:200]
            )
        )


def addresses_of(session: Session, people: Collection[str], *, since: datetime) -> set[str]:
    """From where these people acted lately."""
    if not people:
        return set()
    known = select(AccessLine.address).where(AccessLine.person_id.in_(people), AccessLine.minute > since)
    return set(session.scalars(known.distinct()))


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what has served its time: access lines, attempts, dead links; returns how many rows."""
    with writing(session):
        gone = 0
        for statement in (
            delete(AccessLine).where(AccessLine.minute < now - KEEP_ACCESS),
            delete(LoginFailure).where(LoginFailure.at < now - KEEP_ACCESS),
            delete(LoginLink).where(LoginLink.expires_at < now - KEEP_ACCESS),
            delete(LoginSession).where(LoginSession.created_at < now - KEEP_ACCESS),
        ):
            gone += int(getattr(session.execute(statement), "rowcount", 0))
        return gone
