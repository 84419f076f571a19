"""No statement reads or changes a tenant table outside its congress.

A tenant table is one with a ``congress_id`` column. When the session is scoped
(``db.in_congress``), the criterion is added to every entity of the statement; when it is not, the
statement must name ``congress_id`` itself, or ``UnscopedQuery`` is raised. ``db.across_congresses``
lifts the rule where a read rightly spans congresses.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import ClauseElement, Column, Table, event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, sessionmaker, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression

from voting.db import Base, BoardBase

COLUMN = "congress_id"


class UnscopedQuery(RuntimeError):
    """A programmer's error: a tenant table was used without saying which congress."""


def guard(maker: sessionmaker[Session]) -> None:
    """Hold every session of ``maker`` to its congress."""
    event.listen(maker, "do_orm_execute", _check)


def _mappers() -> dict[Table, Mapper[object]]:
    found: dict[Table, Mapper[object]] = {}
    for base in (Base, BoardBase):
        for mapper in base.registry.mappers:
            for table in mapper.tables:
                if isinstance(table, Table) and COLUMN in table.c:
                    found[table] = mapper
    return found


def _tenant_tables(statement: ClauseElement) -> set[Table]:
    tables = {element for element in visitors.iterate(statement) if isinstance(element, Table)}
    tables |= {
        element.table
        for element in visitors.iterate(statement)
        if isinstance(element, Column) and isinstance(element.table, Table)
    }
    return {table for table in tables if COLUMN in table.c}


def _tables_with_criterion(statement: ClauseElement) -> set[Table]:
    named: set[Table] = set()
    for element in visitors.iterate(statement):
        if isinstance(element, BinaryExpression):
            for side in (element.left, element.right):
                if isinstance(side, Column) and side.name == COLUMN and isinstance(side.table, Table):
                    named.add(side.table)
    return named


def _check(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get("all_congresses") or state.is_column_load:
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    statement = cast(ClauseElement, state.statement)
    tables = _tenant_tables(statement)
    if not tables:
        return
    scope = info.get(COLUMN)
    mappers = _mappers() if scope is not None and state.is_orm_statement else {}
    uncovered = {table for table in tables if table not in mappers} - _tables_with_criterion(statement)
    if uncovered:
        names = ", ".join(sorted(table.name for table in uncovered))
        raise UnscopedQuery(f"{names}: say which congress, or scope the session")
    for table in tables & mappers.keys():
        entity = mappers[table].class_
        state.statement = state.statement.options(
            with_loader_criteria(entity, getattr(entity, COLUMN) == scope, include_aliases=True)
        )
