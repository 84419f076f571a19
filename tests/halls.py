"""An installation with two congresses, for tests of the services: rows, actors and workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy.orm import Session

from voting import acts
from voting.config import Settings
from voting.congress import people, services
from voting.congress.roles import Actor, Role
from voting.db import Base, BoardBase, Databases, in_congress, open_databases
from voting.domains import load_models
from voting.triggers import install_triggers

NOW = datetime(2026, 1, 15, 1, 30, tzinfo=UTC)
INSTALLER = Actor("0" * 32, "安装", frozenset({Role.ADMIN}))


@dataclass(frozen=True)
class Hall:
    """One congress with one session, seen through a session of the main database scoped to it."""

    databases: Databases
    session: Session
    congress_id: str
    session_id: str
    other_congress_id: str
    other_session_id: str

    def actor(self, *roles: Role) -> Actor:
        """Somebody with exactly these roles in this congress."""
        login = "-".join(sorted(str(role) for role in roles))
        for line in people.people_in(self.session, self.congress_id, now=NOW):
            if line.login == login:
                return Actor(line.id, line.name, frozenset(roles))
        made = people.create_person(
            self.session, INSTALLER, self.congress_id, login=login, name=login, roles=roles, now=NOW
        )
        return Actor(made.id, made.name, frozenset(roles))

    def verbs(self) -> list[str]:
        """The acts recorded here so far, oldest first, after checking their chain."""
        acts.verify_chain(self.session, self.congress_id)
        return [line.verb for line in reversed(acts.latest_acts(self.session, self.congress_id, limit=1000))]


@contextmanager
def open_hall(folder: Path, main_url: str, board_url: str) -> Iterator[Hall]:
    """Tables in two empty databases, two congresses, a session in each."""
    load_models()
    databases = open_databases(
        Settings(instance=folder, main_url=main_url, board_url=board_url, secret_key=b"test")
    )
    Base.metadata.create_all(databases.main_engine)
    BoardBase.metadata.create_all(databases.board_engine)
    for engine, metadata in databases.engines:
        install_triggers(engine, metadata)
    with databases.main() as session:
        here, held = _congress(session, "linhai", "临海县人民代表大会")
        there, held_there = _congress(session, "shanbei", "山北县人民代表大会")
        in_congress(session, here)
        yield Hall(databases, session, here, held, there, held_there)
    databases.close()


def _congress(session: Session, code: str, name: str) -> tuple[str, str]:
    made = services.create_congress(session, INSTALLER, code=code, name=name, level="county", now=NOW)
    held = services.open_session(
        session, INSTALLER, made.id, term_number=18, number=1, begins=date(2026, 1, 14), now=NOW
    )
    return made.id, held.id


def workbook(rows: Sequence[Sequence[object]], *, hidden: bool = False) -> bytes:
    """An .xlsx file with these rows; texts that begin with = are formulas, as a person would type them."""
    book = Workbook()
    page = book.active
    for row in rows:
        page.append(list(row))
    if hidden:
        page.sheet_state = "hidden"
        book.create_sheet("空白")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
