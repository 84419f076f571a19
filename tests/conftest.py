"""Fixtures and house rules that every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.postgresql import Cluster
from voting import create_app
from voting.config import Settings, load_settings
from voting.db import Databases, open_databases
from voting.migrations import migrate
from voting.triggers import install_triggers

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


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both databases at the newest revision and empty, to be copied by each test that wants them."""
    folder = tmp_path_factory.mktemp("migrated")
    databases = open_databases(load_settings(folder, {}))
    migrate(databases)
    databases.close()
    return folder


@pytest.fixture
def settings(tmp_path: Path, migrated_folder: Path) -> Settings:
    """An installation of its own with migrated, empty SQLite databases."""
    for name in ("main.db", "board.db"):
        copyfile(migrated_folder / name, tmp_path / name)
    return load_settings(tmp_path, {})


@pytest.fixture
def databases(settings: Settings) -> Iterator[Databases]:
    opened = open_databases(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def migrated_postgresql(
    postgresql_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """One migrated pair of databases for the whole run: making and dropping them costs seconds."""
    environ = {
        "VOTING_MAIN_URL": postgresql_cluster.create_database(),
        "VOTING_BOARD_URL": postgresql_cluster.create_database(),
    }
    opened = open_databases(load_settings(tmp_path_factory.mktemp("postgresql"), environ))
    migrate(opened)
    yield opened
    opened.close()


def empty_postgresql(opened: Databases) -> None:
    """Take all rows out, past the triggers that forbid it, and put back triggers that a test broke."""
    for engine, metadata in opened.engines:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            names = ", ".join(table.name for table in metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {names}")
        install_triggers(engine, metadata)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_databases(request: pytest.FixtureRequest) -> Databases:
    """Migrated, empty databases: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        found: Databases = request.getfixturevalue("databases")
    else:
        found = request.getfixturevalue("migrated_postgresql")
        empty_postgresql(found)
    return found


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    made = create_app(settings)
    yield made
    made.extensions["voting.databases"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
