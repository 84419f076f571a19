"""What a table holds against everybody, by triggers in SQLite and in PostgreSQL.

Append-only tables (``db.append_only``) refuse every change of a row; ``@guarded(Guard(…))`` refuses what a
condition over the old and the new row forbids. ``install_triggers(engine, metadata)`` (re)makes them after
every upgrade, because SQLite's batch operations drop triggers silently; ``check_triggers(engine, metadata)``
reads them back and raises ``TriggersMissing``. The application does not start without them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from sqlalchemy import Engine, MetaData, Table, inspect
from sqlalchemy.orm import DeclarativeBase

Model = TypeVar("Model", bound=type[DeclarativeBase])

REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = 'append only: ' || TG_TABLE_NAME; END $$
"""


class TriggersMissing(RuntimeError):
    """A table could be changed in a way that it must refuse; nothing may run on it."""


@dataclass(frozen=True)
class Guard:
    """Before each ``verb`` of a row. ``forbidden(dialect)`` is SQL over ``NEW`` and ``OLD``, whichever the
    verb has, that both databases understand; where it is true the statement fails, saying ``name``."""

    name: str
    verb: Literal["INSERT", "UPDATE", "DELETE"]
    forbidden: Callable[[str], str]

    def body(self, dialect: str) -> str:
        """PostgreSQL's trigger function."""
        refusal = f"RAISE EXCEPTION USING MESSAGE = '{self.name}'"
        row = "OLD" if self.verb == "DELETE" else "NEW"
        return f" BEGIN IF {self.forbidden(dialect)} THEN {refusal}; END IF; RETURN {row}; END "


def guarded(*guards: Guard) -> Callable[[Model], Model]:
    """Class decorator: these guards stand before the table's rows."""

    def mark(cls: Model) -> Model:
        cls.metadata.tables[cls.__tablename__].info["guards"] = guards
        return cls

    return mark


def _protected_tables(engine: Engine, metadata: MetaData) -> list[Table]:
    present = set(inspect(engine).get_table_names())
    return [t for t in metadata.sorted_tables if _is_protected(t) and t.name in present]


def _is_protected(table: Table) -> bool:
    return bool(table.info.get("append_only") or table.info.get("guards"))


def _guards(table: Table) -> tuple[Guard, ...]:
    found: tuple[Guard, ...] = table.info.get("guards", ())
    return found


def _wanted(dialect: str, table: Table) -> dict[str, str]:
    """Trigger name → the statement that makes it."""
    made = _append_only(dialect, table.name) if table.info.get("append_only") else {}
    for guard in _guards(table):
        head = f"CREATE TRIGGER {guard.name} BEFORE {guard.verb} ON {table.name} "
        if dialect == "sqlite":
            head += f"WHEN {guard.forbidden(dialect)} BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
        else:
            head += f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
        made[guard.name] = head
    return made


def _append_only(dialect: str, table: str) -> dict[str, str]:
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
    """(Re)make the triggers of every protected table that exists; returns how many tables."""
    dialect, tables = engine.dialect.name, _protected_tables(engine, metadata)
    with engine.begin() as connection:
        if dialect == "postgresql":
            connection.exec_driver_sql(REFUSE_FUNCTION)
        for table in tables:
            if dialect == "postgresql":
                for guard in _guards(table):
                    connection.exec_driver_sql(
                        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql "
                        f"AS $${guard.body(dialect)}$$"
                    )
            for name, statement in _wanted(dialect, table).items():
                place = f" ON {table.name}" if dialect == "postgresql" else ""
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{place}")
                connection.exec_driver_sql(statement)
    return len(tables)


def _found(engine: Engine) -> dict[str, str]:
    """Trigger name → its definition as the database holds it (only enabled ones), with its function."""
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname, pg_get_triggerdef(t.oid) || prosrc FROM pg_trigger t "
        "JOIN pg_proc p ON p.oid = tgfoid WHERE tgenabled = 'O'"
    )
    with engine.connect() as connection:
        return {name: definition for name, definition in connection.exec_driver_sql(query)}


def _missing(dialect: str, table: Table, found: dict[str, str]) -> list[str]:
    """Names of the table's triggers that are not there, or not as they were made."""
    wanted = _wanted(dialect, table)
    if dialect == "sqlite":
        return [name for name, statement in wanted.items() if found.get(name) != statement]
    words = {
        name: ["BEFORE", "DELETE", "UPDATE", "TRUNCATE", "FOR EACH STATEMENT", "refuse_change()"]
        for name in wanted
    }
    for guard in _guards(table):
        words[guard.name] = [
            "BEFORE", guard.verb, "FOR EACH ROW", f"{guard.name}()", guard.body(dialect)
        ]  # fmt: skip
    return [
        name
        for name, parts in words.items()
        if name not in found
        or " WHEN (" in found[name].split("EXECUTE")[0]
        or not all(part in found[name] for part in parts)
    ]


def check_triggers(engine: Engine, metadata: MetaData) -> int:
    """Read the triggers back; returns the number of tables held, raises ``TriggersMissing``."""
    tables, found = _protected_tables(engine, metadata), _found(engine)
    expected = {table.name for table in metadata.sorted_tables if _is_protected(table)}
    missing = sorted(expected - {table.name for table in tables})
    for table in tables:
        missing += _missing(engine.dialect.name, table, found)
    if missing:
        raise TriggersMissing(f"tables are unprotected: {', '.join(missing)}")
    return len(tables)
