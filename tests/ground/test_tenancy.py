"""A statement that forgets its congress is refused; a scoped session sees one congress only."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import aliased

from tests.ground.conftest import NOW, found
from voting.congress import services
from voting.congress.models import Congress, CongressSession, Term
from voting.congress.roles import SYSTEM
from voting.db import across_congresses, in_congress, writing
from voting.tenancy import UnscopedQuery


@pytest.fixture
def two(any_databases):
    """Two congresses with one term each; yields (session makers, first, second)."""
    with any_databases.main() as session:
        congresses = [
            found(session, code, name) for code, name in (("qinghe", "清河县"), ("linhe", "临河县"))
        ]
        for number, congress in enumerate(congresses, 17):
            services.open_session(
                session, SYSTEM, congress.id, term_number=number, number=1, begins=date(2026, 1, 1), now=NOW
            )
    return any_databases, *congresses


UNSCOPED = {
    "select": lambda: select(Term),
    "one column": lambda: select(Term.number),
    "count": lambda: select(func.count()).select_from(Term),
    "table": lambda: select(Term.__table__.c.number),
    "other criterion": lambda: select(Term).where(Term.number == 17),
    "alias": lambda: select(aliased(Term)),
    "join from a shared table": lambda: select(Congress).join(Term, Term.id == Congress.id),
    "exists": lambda: select(Congress).where(exists().where(Term.number == 17)),
    "scalar subquery": lambda: select(select(func.max(Term.number)).scalar_subquery()),
    "update": lambda: update(Term).values(number=3),
    "delete": lambda: delete(Term),
    "one of two tables": lambda: (
        select(Term).join(CongressSession, CongressSession.term_id == Term.id).where(Term.congress_id == "x")
    ),
}


@pytest.mark.parametrize("shape", UNSCOPED)
def test_a_statement_without_a_congress_is_refused(main, shape):
    with pytest.raises(UnscopedQuery):
        main.execute(UNSCOPED[shape]())


def test_getting_by_id_without_a_congress_is_refused(main):
    with pytest.raises(UnscopedQuery):
        main.get(Term, "0" * 32)


SCOPED = {
    "select": lambda: select(Term.number),
    "entity": lambda: select(Term).with_only_columns(Term.number),
    "alias": lambda: select(aliased(Term).number),
    "outer join": lambda: (
        select(Term.number).select_from(CongressSession).join(Term, Term.id == CongressSession.term_id)
    ),
    "scalar subquery": lambda: select(select(func.max(Term.number)).scalar_subquery()),
}


@pytest.mark.parametrize("shape", SCOPED)
def test_a_scoped_session_sees_its_own_congress_only(two, shape):
    databases, first, second = two
    for congress, number in ((first, 17), (second, 18)):
        with databases.main() as session:
            in_congress(session, congress.id)
            assert session.scalars(SCOPED[shape]()).all() == [number]


def test_a_scoped_session_cannot_get_another_congress_row(two):
    databases, first, second = two
    with databases.main() as session:
        own = session.scalars(select(Term.id).where(Term.congress_id == second.id)).one()
    with databases.main() as session:
        in_congress(session, first.id)
        assert session.get(Term, own) is None
        assert services.sessions_of_congress(session, second.id) == []


def test_a_scoped_session_changes_its_own_congress_only(two):
    databases, first, _second = two
    with databases.main() as session:
        in_congress(session, first.id)
        with writing(session):
            session.execute(update(Term).values(number=40).execution_options(synchronize_session=False))
    with databases.main() as session, across_congresses(session):
        assert sorted(session.scalars(select(Term.number))) == [18, 40]


def test_a_core_table_is_refused_even_in_a_scope(two):
    databases, first, _ = two
    with databases.main() as session:
        in_congress(session, first.id)
        with pytest.raises(UnscopedQuery):
            session.execute(select(Term.__table__.c.number))


def test_lifting_the_scope_ends_with_its_block(main):
    with across_congresses(main):
        assert main.scalars(select(Term)).all() == []
    with pytest.raises(UnscopedQuery):
        main.scalars(select(Term))


def test_a_key_cannot_lead_into_another_congress(two):
    """Composite keys: a session of one congress under a term of another is refused by the database."""
    from sqlalchemy.exc import IntegrityError

    databases, first, second = two
    with databases.main() as session:
        term = session.scalars(select(Term.id).where(Term.congress_id == second.id)).one()
        with pytest.raises(IntegrityError), writing(session):
            session.add(
                CongressSession(congress_id=first.id, term_id=term, number=9, begins=date(2026, 1, 1))
            )
