"""Schema versions of the two databases, by Alembic: one line of revisions in ``main/``, one in ``board/``.

    upgrade(settings)                         to the newest revision, triggers reinstalled and read back
    migrate(databases)                        the same, over databases that are open already
    revise("main", "what changed") -> Path    a new revision file from the difference to the models
    differences(databases) -> list[str]       what the models have and the migrated databases lack

A change of models comes with its revision (``python -m voting.cli revise main "what changed"``); a
test compares both databases with the models.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script
from sqlalchemy import Connection, Engine, MetaData

from voting.config import Settings, load_settings
from voting.db import Databases, open_databases
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


def upgrade(settings: Settings) -> None:
    """Bring both databases of an installation to the newest revision."""
    databases = open_databases(settings)
    try:
        migrate(databases)
    finally:
        databases.close()


def migrate(databases: Databases) -> None:
    """Bring both databases to the newest revision; raises TriggersMissing if a table stays unprotected."""
    _run_revisions(databases)
    for engine, metadata in databases.engines:
        install_triggers(engine, metadata)
        check_triggers(engine, metadata)


def _run_revisions(databases: Databases) -> None:
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


def _broken_keys(connection: Connection) -> int:
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def revise(line: str, message: str) -> Path:
    """Write the next revision of ``line``: what the models have and the revisions so far do not make."""
    with TemporaryDirectory() as folder:
        databases = open_databases(load_settings(Path(folder), {}))
        try:
            _run_revisions(databases)
            engine, metadata = databases.engines[LINES.index(line)]
            with engine.connect() as connection:
                return _write_revision(line, message, connection, metadata)
        finally:
            databases.close()


def _write_revision(line: str, message: str, connection: Connection, metadata: MetaData) -> Path:
    number = len(list((HERE / line).glob("[0-9]*.py"))) + 1
    made = command.revision(
        _config(line, connection, metadata),
        message,
        autogenerate=True,
        version_path=str(HERE / line),
        rev_id=f"{line}_{number:04}",
    )
    path = Path(cast(Script, made).path)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(text for text in lines if "# ###" not in text), "utf-8")
    return path.rename(path.with_name(f"{number:04}_{message.replace(' ', '_')}.py"))


def differences(databases: Databases) -> list[str]:
    """What the models and the databases do not have in common, as Alembic names it; empty when none."""
    load_models()
    found: list[str] = []
    for line, engine, metadata in _lines(databases):
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found += [f"{line}: {difference}" for difference in compare_metadata(context, metadata)]
    return found
