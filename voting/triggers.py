"""Append-only tables hold their rows by triggers, in SQLite and in PostgreSQL.

``install_triggers(engine, metadata)`` (re)makes them after every upgrade, because SQLite's batch
operations drop triggers silently; ``check_triggers(engine, metadata)`` reads them back and raises
``TriggersMissing``. The application does not start without them.
"""

from __future__ import annotations

from sqlalchemy import Engine, MetaData, Table, inspect

REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = 'append only: ' || TG_TABLE_NAME; END $$
"""


class TriggersMissing(RuntimeError):
    """A table that must be append-only could be changed; nothing may run on it."""


def _append_only_tables(engine: Engine, metadata: MetaData) -> list[Table]:
    present = set(inspect(engine).get_table_names())
    return [t for t in metadata.sorted_tables if t.info.get("append_only") and t.name in present]


def _wanted(dialect: str, table: str) -> dict[str, str]:
    """Trigger name → the statement that makes it."""
    if dialect == "sqlite":
        return {
            f"{table}_no_{verb.lower()}": (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
            )
            for verb in ("UPDATE", "DELETE")
        }
    name = f"{table}_no_change"
    return {
        name: f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    }


def install_triggers(engine: Engine, metadata: MetaData) -> int:
    """(Re)make the triggers of every append-only table that exists; returns how many tables."""
    tables = _append_only_tables(engine, metadata)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(REFUSE_FUNCTION)
        for table in tables:
            for name, statement in _wanted(engine.dialect.name, table.name).items():
                place = f" ON {table.name}" if engine.dialect.name == "postgresql" else ""
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{place}")
                connection.exec_driver_sql(statement)
    return len(tables)


def _found(engine: Engine) -> dict[str, str]:
    """Trigger name → its definition as the database holds it (only enabled ones)."""
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgenabled = 'O'"
    )
    with engine.connect() as connection:
        return {name: definition for name, definition in connection.exec_driver_sql(query)}


def _holds(dialect: str, wanted: str, found: str) -> bool:
    if dialect == "sqlite":
        return found == wanted
    words = ("BEFORE", "DELETE", "UPDATE", "TRUNCATE", "FOR EACH STATEMENT", "refuse_change()")
    return all(word in found for word in words) and " WHEN " not in found


def check_triggers(engine: Engine, metadata: MetaData) -> int:
    """Read the triggers back; returns the number of tables held, raises ``TriggersMissing``."""
    tables, found = _append_only_tables(engine, metadata), _found(engine)
    expected = {t.name for t in metadata.sorted_tables if t.info.get("append_only")}
    missing = sorted(expected - {table.name for table in tables})
    for table in tables:
        for name, statement in _wanted(engine.dialect.name, table.name).items():
            if not _holds(engine.dialect.name, statement, found.get(name, "")):
                missing.append(name)
    if missing:
        raise TriggersMissing(f"append-only tables are unprotected: {', '.join(missing)}")
    return len(tables)
