"""What must never change cannot be changed, whoever holds the connection."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from tests.ground.conftest import found
from voting import create_app
from voting.acts import Act
from voting.config import load_settings
from voting.db import Base, BoardBase, across_congresses, open_databases, writing
from voting.migrations import migrate
from voting.triggers import TriggersMissing, check_triggers, install_triggers

BREAKING = {
    "sqlite": "DROP TRIGGER act_no_update",
    "postgresql": "ALTER TABLE act DISABLE TRIGGER act_no_change",
}


@pytest.mark.parametrize("change", [update(Act).values(reason="x"), delete(Act)], ids=["update", "delete"])
def test_an_act_can_be_neither_changed_nor_deleted(any_databases, change):
    with any_databases.main() as session:
        found(session)
        with across_congresses(session):
            with pytest.raises(DBAPIError, match="append only"), writing(session):
                session.execute(change.execution_options(synchronize_session=False))
            assert len(session.scalars(text("SELECT hash FROM act")).all()) == 1


def test_every_append_only_table_refuses_every_change(postgresql_urls, tmp_path, counted):
    """Statement triggers refuse even where no row matches, so every table can be tried while empty."""
    environ = {"VOTING_MAIN_URL": postgresql_urls.main, "VOTING_BOARD_URL": postgresql_urls.board}
    databases = open_databases(load_settings(tmp_path, environ))
    migrate(databases)
    tried = 0
    for engine, metadata in databases.engines:
        for table in (t for t in metadata.sorted_tables if t.info.get("append_only")):
            column = next(iter(table.c)).name
            for statement in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with pytest.raises(DBAPIError, match="append only"), engine.begin() as connection:
                    connection.exec_driver_sql(statement)
                tried += 1
    databases.close()
    assert tried >= 6
    counted("append-only refusals", tried)


def test_a_missing_trigger_is_found(any_databases):
    engine = any_databases.main_engine
    check_triggers(engine, Base.metadata)
    with engine.begin() as connection:
        connection.exec_driver_sql(BREAKING[engine.dialect.name])
    with pytest.raises(TriggersMissing, match="act_no_"):
        check_triggers(engine, Base.metadata)
    install_triggers(engine, Base.metadata)
    check_triggers(engine, Base.metadata)


def test_a_weakened_trigger_is_found(databases):
    engine = databases.main_engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER act_no_delete")
        connection.exec_driver_sql(
            "CREATE TRIGGER act_no_delete BEFORE DELETE ON act WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'append only: act'); END"
        )
    with pytest.raises(TriggersMissing, match="act_no_delete"):
        check_triggers(engine, Base.metadata)


@pytest.mark.parametrize("name", ["main", "board"])
def test_the_application_does_not_start_on_unprotected_tables(settings, name):
    databases = open_databases(settings)
    engine, table = (
        (databases.main_engine, "act") if name == "main" else (databases.board_engine, "board_act")
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
    databases.close()
    with pytest.raises(TriggersMissing, match=f"{table}_no_delete"):
        create_app(settings)


def test_the_application_does_not_start_on_an_empty_database(tmp_path):
    with pytest.raises(TriggersMissing, match="act"):
        create_app(load_settings(tmp_path, {}))


def test_an_upgrade_brings_lost_triggers_back(any_databases):
    engine = any_databases.main_engine
    with engine.begin() as connection:
        connection.exec_driver_sql(BREAKING[engine.dialect.name])
    migrate(any_databases)
    check_triggers(engine, Base.metadata)
    check_triggers(any_databases.board_engine, BoardBase.metadata)


def test_a_row_of_an_append_only_table_cannot_be_replaced_by_another(any_databases):
    """SQLite's REPLACE deletes what stands in the way, PostgreSQL's upsert changes it."""
    with any_databases.main() as session:
        found(session)
    engine = any_databases.main_engine
    columns = [column.name for column in Act.__table__.c]
    values = ", ".join("'forged'" if name == "reason" else name for name in columns)
    new = f"INTO act ({', '.join(columns)}) SELECT {values} FROM act WHERE TRUE"
    statement = {
        "sqlite": f"INSERT OR REPLACE {new}",
        "postgresql": f"INSERT {new} ON CONFLICT (id) DO UPDATE SET reason = 'forged'",
    }[engine.dialect.name]
    with pytest.raises(DBAPIError, match="append only"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
