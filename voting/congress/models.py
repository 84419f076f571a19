"""Tables of the main database: congresses of five levels, terms, sessions, people, roles, logins.

No row here may lead to a ballot: ballots live in the other database and name no person.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db import Base, new_id

LEVELS = ("province", "prefecture", "county", "township", "sub_district")


def _id() -> Mapped[str]:
    return mapped_column(String(32), primary_key=True, default=new_id)


class Congress(Base):
    """A people's congress (or a sub-district's council of deputies). ``code`` stands in addresses."""

    __tablename__ = "congress"
    __table_args__ = (
        CheckConstraint(f"level IN {LEVELS}", name="level"),
        CheckConstraint("code = lower(code) AND length(code) BETWEEN 2 AND 32", name="code"),
    )

    id: Mapped[str] = _id()
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    level: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("congress.id"), index=True)
    created_at: Mapped[datetime]


class Term(Base):
    """届: the five years for which deputies are elected."""

    __tablename__ = "term"
    __table_args__ = (
        UniqueConstraint("congress_id", "number"),
        UniqueConstraint("congress_id", "id"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[str] = _id()
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    number: Mapped[int]
    begins: Mapped[date]
    ends: Mapped[date | None]


class CongressSession(Base):
    """会议: one session of a term. ``roster_count`` is 实有代表, frozen when the roster is frozen."""

    __tablename__ = "congress_session"
    __table_args__ = (
        UniqueConstraint("congress_id", "term_id", "number"),
        UniqueConstraint("congress_id", "id"),
        ForeignKeyConstraint(["congress_id", "term_id"], ["term.congress_id", "term.id"]),
        CheckConstraint("roster_count >= 0", name="roster_count"),
    )

    id: Mapped[str] = _id()
    congress_id: Mapped[str] = mapped_column(ForeignKey("congress.id"))
    term_id: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    begins: Mapped[date]
    ends: Mapped[date | None]
    roster_count: Mapped[int | None]
    roster_frozen_at: Mapped[datetime | None]


class Person(Base):
    """Someone who can sign in. ``login`` is stored folded (see login.fold)."""

    __tablename__ = "person"

    id: Mapped[str] = _id()
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RoleGrant(Base):
    """A role of a person in a congress, perhaps for one session, from–to.

    ``congress_id`` is empty only for an administrator of the whole installation.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(
            ["congress_id", "session_id"], ["congress_session.congress_id", "congress_session.id"]
        ),
        CheckConstraint("congress_id IS NOT NULL OR role = 'admin'", name="installation"),
        Index("ix_role_grant_person", "person_id", "congress_id"),
    )

    id: Mapped[str] = _id()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(32))
    congress_id: Mapped[str | None] = mapped_column(ForeignKey("congress.id"))
    session_id: Mapped[str | None] = mapped_column(String(32))
    begins: Mapped[datetime]
    ends: Mapped[datetime | None]
    granted_by: Mapped[str] = mapped_column(String(32))


class LoginSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept; revoking it works at once."""

    __tablename__ = "login_session"

    id: Mapped[str] = _id()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LoginLink(Base):
    """A one-time link by which a person first signs in."""

    __tablename__ = "login_link"

    id: Mapped[str] = _id()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginFailure(Base):
    """One failed login. ``account`` is a hash of what was typed, so unknown names count alike."""

    __tablename__ = "login_failure"
    __table_args__ = (Index("ix_login_failure_account", "account", "at"),)

    id: Mapped[str] = _id()
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class AccessLine(Base):
    """From where a signed-in person acted; kept six months, never about a ballot.

    Ballot pages are cookieless and write nothing here.
    """

    __tablename__ = "access_line"

    id: Mapped[str] = _id()
    minute: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[str | None] = mapped_column(String(32))
    endpoint: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(200))
