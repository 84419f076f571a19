"""Schema versions of the two databases, by Alembic: one line of revisions in ``main/``, one in ``board/``.

    upgrade(databases)                        to the newest revision, triggers reinstalled and read back
    revise(databases, "main", "what changed") a new revision file from the difference to the models
    differences(databases) -> list[str]       what the models have and the migrated databases lack

A change of models comes with its revision (``python -m voting.cli revise main "what changed"``); a
test compares both databases with the models.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData

from voting.db import Databases
from voting.domains import load_models
from voting.triggers import check_triggers, install_triggers

HERE = Path(__file__).resolve().parent
LINES = ("main", "board")


def _config(line: str, connection: Connection, metadata: MetaData) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(HERE / line))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def _lines(databases: Databases) -> list[tuple[str, Engine, MetaData]]:
    return [
        (line, engine, metadata) for line, (engine, metadata) in zip(LINES, databases.engines, strict=True)
    ]


def _foreign_keys(connection: Connection, on: bool) -> None:
    """SQLite checks keys while a table is rebuilt, unless told not to before the transaction."""
    if connection.dialect.name == "sqlite":
        driver = cast(Any, connection.connection.dbapi_connection)
        driver.execute(f"PRAGMA foreign_keys = {int(on)}")


def upgrade(databases: Databases) -> None:
    """Bring both databases to the newest revision; raises TriggersMissing if a table stays unprotected."""
    load_models()
    for line, engine, metadata in _lines(databases):
        with engine.connect() as connection:
            _foreign_keys(connection, on=False)
            command.upgrade(_config(line, connection, metadata), "head")
            connection.commit()
            broken = _broken_keys(connection)
            connection.rollback()
            _foreign_keys(connection, on=True)
        if broken:
            raise RuntimeError(f"after the upgrade {line} has {broken} rows whose keys lead nowhere")
        install_triggers(engine, metadata)
        check_triggers(engine, metadata)


def _broken_keys(connection: Connection) -> int:
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def revise(databases: Databases, line: str, message: str) -> None:
    """Write a revision file with the difference between the models and the upgraded database."""
    load_models()
    for name, engine, metadata in _lines(databases):
        if name == line:
            with engine.connect() as connection:
                config = _config(line, connection, metadata)
                command.revision(config, message, autogenerate=True, version_path=str(HERE / line))


def differences(databases: Databases) -> list[str]:
    """What the models and the databases do not have in common, as Alembic names it; empty when none."""
    load_models()
    found: list[str] = []
    for line, engine, metadata in _lines(databases):
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found += [f"{line}: {difference}" for difference in compare_metadata(context, metadata)]
    return found
