"""A congress with one administrator, over both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from voting.congress import services
from voting.congress.roles import SYSTEM
from voting.congress.services import CongressInfo
from voting.db import Databases

NOW = datetime(2026, 1, 12, 9, 30, 15, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def main(databases: Databases) -> Iterator[Session]:
    with databases.main() as session:
        yield session


@pytest.fixture
def any_main(any_databases: Databases) -> Iterator[Session]:
    with any_databases.main() as session:
        yield session


def found(session: Session, code: str = "qinghe", name: str = "清河县人民代表大会") -> CongressInfo:
    return services.create_congress(session, SYSTEM, code=code, name=name, level="county", now=NOW)


@pytest.fixture
def qinghe(main: Session) -> CongressInfo:
    return found(main)
