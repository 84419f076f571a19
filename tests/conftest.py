"""Fixtures and house rules that every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgresql import Cluster

pytest_plugins = ["tests.evidence"]

VECTORS = Path(__file__).parent / "vectors"


@dataclass(frozen=True)
class DatabaseUrls:
    """Addresses of an empty main and an empty board database, as SQLAlchemy writes them."""

    kind: str
    main: str
    board: str


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of reference archives; its README says where they come from."""
    return VECTORS


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Cluster]:
    """One PostgreSQL server for each test process."""
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def sqlite_urls(tmp_path: Path) -> DatabaseUrls:
    return DatabaseUrls("sqlite", f"sqlite:///{tmp_path / 'main.db'}", f"sqlite:///{tmp_path / 'board.db'}")


@pytest.fixture
def postgresql_urls(postgresql_cluster: Cluster) -> Iterator[DatabaseUrls]:
    urls = DatabaseUrls(
        "postgresql", postgresql_cluster.create_database(), postgresql_cluster.create_database()
    )
    yield urls
    postgresql_cluster.drop_database(urls.main)
    postgresql_cluster.drop_database(urls.board)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest) -> DatabaseUrls:
    """Two empty databases, once as SQLite files and once on a real PostgreSQL server."""
    urls: DatabaseUrls = request.getfixturevalue(f"{request.param}_urls")
    return urls
