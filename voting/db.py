"""The two databases: bases, engines, sessions, and the rules every table obeys.

``Base`` is the main database (people, congresses, projects), ``BoardBase`` the board (polls, ballots).
They share no key and no join. Names for everyone:

    open_databases(settings) -> Databases      .main() and .board() make sessions, .engines lists both
    writing(session)                           one writing transaction; nests by joining the outer one
    writing_at_once(engine_of(sessions))       the same for plain statements, without objects
    in_congress(session, congress_id)          scope a session to one congress (tenancy.py enforces it)
    across_congresses(session)                 context manager: reads that rightly span congresses
    append_only(cls)                           rows are never changed or deleted (triggers.py)
    new_id() -> str                            32 hex digits, random, never ordered by time

Every ``datetime`` column is UTC and comes back aware.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from voting.config import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

log = logging.getLogger(__name__)

# Set on every connection and read back; the promises about lost ballots rest on them.
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "recursive_triggers": 1,  # else REPLACE would take rows away past the triggers on DELETE
}


# One connection for each of the server's threads, so that none waits for another's.
POOL = 32


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC without an offset in both kinds of database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Tables of the main database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcTime}


class BoardBase(DeclarativeBase):
    """Tables of the board database. Nothing here may lead from a ballot to a person."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcTime}


def new_id() -> str:
    """A random 128-bit id as 32 hex digits; it must not tell when a row was made."""
    return secrets.token_hex(16)


Model = TypeVar("Model", bound=type[DeclarativeBase])


def append_only(cls: Model) -> Model:
    """Class decorator: triggers refuse UPDATE and DELETE on this table (see triggers.py)."""
    cls.metadata.tables[cls.__tablename__].info["append_only"] = True
    return cls


@dataclass(frozen=True)
class Databases:
    """Both engines and their session makers: ``databases.main()`` opens a session."""

    main_engine: Engine
    board_engine: Engine
    main: sessionmaker[Session]
    board: sessionmaker[Session]

    @property
    def engines(self) -> tuple[tuple[Engine, MetaData], ...]:
        return (self.main_engine, Base.metadata), (self.board_engine, BoardBase.metadata)

    def close(self) -> None:
        self.main_engine.dispose()
        self.board_engine.dispose()


def _only_read(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.execute("PRAGMA query_only = 1")


def _on_connect(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # the driver begins nothing by itself; _on_begin does
    cursor = dbapi_connection.cursor()
    for name, wanted in SQLITE_PRAGMAS.items():
        cursor.execute(f"PRAGMA {name} = {wanted}")
        found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise RuntimeError(f"SQLite keeps {name} = {found!r}, wanted {wanted!r}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _engine(url: str, *, only_read: bool = False) -> Engine:
    reads = {"options": "-c default_transaction_read_only=on"}
    sqlite = url.startswith("sqlite")
    engine = create_engine(
        url,
        connect_args=reads if only_read and not sqlite else {},
        pool_size=POOL,
        # The connection used last comes first: what SQLite has cached of the file holds for it.
        pool_use_lifo=True,
        pool_pre_ping=not sqlite,
        # A failing statement must not carry a ballot or a password hash into the log.
        hide_parameters=True,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        if only_read:
            event.listen(engine, "connect", _only_read)
    return engine


def open_databases(settings: Settings) -> Databases:
    """Engines and session makers for ``settings``; makes no table (migrations do).

    The part for the internet can read the board and nothing else of it.
    """
    from voting import tenancy  # it needs the bases above

    main_engine = _engine(settings.main_url)
    board_engine = _engine(settings.board_url, only_read=settings.public_part)
    main = sessionmaker(main_engine, info={"database": "main"})
    board = sessionmaker(board_engine, info={"database": "board"})
    for maker in (main, board):
        tenancy.guard(maker)
    return Databases(main_engine, board_engine, main, board)


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """One writing transaction: BEGIN IMMEDIATE on SQLite, commit at the end, roll back on any error.

    A read transaction that is still open ends first, because SQLite refuses at once (without
    waiting) to turn a reader into a writer; what was read before is read again inside. Called inside
    another ``writing`` of the same session it joins that one, which alone commits.
    """
    if session.info.get("writing"):
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made before writing() began")
    session.rollback()
    session.info["writing"] = True
    try:
        with session.begin():
            session.connection(execution_options={"writing": True})
            yield session
    finally:
        session.info["writing"] = False


def forget_arrival(engine: Engine) -> None:
    """Rewrite a SQLite file so that rows lie in the order of their keys, and empty its write-ahead log.

    Large rows get new pages one after the other, so file and log show in which order they came; no query
    does. Where the file cannot be rewritten now (no space, no quiet moment) it stays as it was, and says so.
    PostgreSQL keeps such traces too (transaction numbers, its own log) and has no like of this.
    """
    if engine.dialect.name != "sqlite":
        return
    held = engine.raw_connection()
    try:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            held.cursor().execute(statement)
    except sqlite3.OperationalError as error:
        log.warning("%s keeps the order of arrival: %s", engine.url.database, error)
    finally:
        held.close()


def engine_of(maker: sessionmaker[Session]) -> Engine:
    """The engine beneath, for statements so frequent that objects and sessions would cost too much."""
    engine: Engine = maker.kw["bind"]
    return engine


@contextmanager
def writing_at_once(engine: Engine) -> Iterator[Connection]:
    """As ``writing``, for plain statements: a connection in one writing transaction of its own."""
    with engine.connect() as connection:
        connection.execution_options(writing=True)
        with connection.begin():
            yield connection


def in_congress(session: Session, congress_id: str) -> Session:
    """Scope ``session``: every tenant table is read and changed within this congress only."""
    session.info["congress_id"] = congress_id
    return session


@contextmanager
def across_congresses(session: Session) -> Iterator[Session]:
    """Lift the scope for a read that rightly spans congresses (who may enter which)."""
    before = session.info.get("all_congresses", False)
    session.info["all_congresses"] = True
    try:
        yield session
    finally:
        session.info["all_congresses"] = before
