"""No statement reads or changes a tenant table outside its congress.

A tenant table is one with a ``congress_id`` column. When the session is scoped
(``db.in_congress``), the criterion is added to every entity of the statement; when it is not, the
statement must name ``congress_id`` itself, or ``UnscopedQuery`` is raised. ``db.across_congresses``
lifts the rule where a read rightly spans congresses.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ClauseElement, Column, FromClause, Table, event
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression

from voting.db import Base, BoardBase

COLUMN = "congress_id"


class UnscopedQuery(RuntimeError):
    """A programmer's error: a tenant table was used without saying which congress."""


def guard(maker: sessionmaker[Session]) -> None:
    """Hold every session of ``maker`` to its congress."""
    event.listen(maker, "do_orm_execute", _check)


# Table → its model; filled again when a table is not found, for models may be loaded later.
_ENTITIES: dict[FromClause, type[Any]] = {}


def _entity(table: Table) -> type[Any] | None:
    if table not in _ENTITIES:
        for base in (Base, BoardBase):
            _ENTITIES.update((mapper.local_table, mapper.class_) for mapper in base.registry.mappers)
    return _ENTITIES.get(table)


def _read(statement: ClauseElement) -> tuple[set[Table], set[Table]]:
    """(tenant tables used, those among them with a criterion on their congress)."""
    used: set[Table] = set()
    named: set[Table] = set()
    for element in visitors.iterate(statement):
        if isinstance(element, Table):
            used.add(element)
        elif isinstance(element, Column) and isinstance(element.table, Table):
            used.add(element.table)
        elif isinstance(element, BinaryExpression):
            for side in (element.left, element.right):
                if isinstance(side, Column) and side.name == COLUMN and isinstance(side.table, Table):
                    named.add(side.table)
    return {table for table in used if COLUMN in table.c}, named


def _check(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("all_congresses") or state.is_column_load:
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    statement = cast(ClauseElement, state.statement)
    tables, named = _read(statement)
    scope = info.get(COLUMN)
    for table in tables:
        entity = _entity(table) if scope is not None and state.is_orm_statement else None
        if entity is not None:
            own = with_loader_criteria(entity, getattr(entity, COLUMN) == scope, include_aliases=True)
            state.statement = state.statement.options(own)
        elif table not in named:
            raise UnscopedQuery(f"{table.name}: say which congress, or scope the session")
