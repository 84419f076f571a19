"""Two databases, their settings, and writing transactions that never half happen."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from tests.ground.conftest import NOW, found
from voting.config import Settings
from voting.congress.models import Congress, Person
from voting.congress.services import find_congress
from voting.db import SQLITE_PRAGMAS, Base, BoardBase, new_id, open_databases, writing


def person(login: str) -> Person:
    return Person(login=login, name=login, created_at=NOW)


def count_people(session) -> int:
    return session.scalar(select(func.count()).select_from(Person))


def test_every_connection_keeps_the_promised_pragmas(databases):
    for engine in (databases.main_engine, databases.board_engine):
        with engine.connect() as connection:
            held = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE_PRAGMAS}
        assert held == SQLITE_PRAGMAS
    assert SQLITE_PRAGMAS["synchronous"] == 2  # FULL


def test_the_two_databases_share_no_table_and_no_key(any_databases):
    main = set(inspect(any_databases.main_engine).get_table_names())
    board = set(inspect(any_databases.board_engine).get_table_names())
    assert main & board == {"alembic_version"}
    for metadata, other in ((Base.metadata, BoardBase.metadata), (BoardBase.metadata, Base.metadata)):
        targets = {
            key.target_fullname.split(".")[0] for t in metadata.tables.values() for key in t.foreign_keys
        }
        assert targets <= metadata.tables.keys()
        assert not metadata.tables.keys() & other.tables.keys()


def test_the_part_for_the_internet_reads_the_board_and_cannot_write_it(database_urls, tmp_path):
    urls = {"main_url": database_urls.main, "board_url": database_urls.board}
    full = Settings(instance=tmp_path, secret_key=b"test", **urls)
    for settings, may in ((full, True), (replace(full, public_part=True), False)):
        opened = open_databases(settings)
        with opened.main() as session, writing(session):
            session.execute(text(f"CREATE TABLE people_{may} (id integer)"))
        with opened.board() as session:
            assert session.scalar(text("SELECT 1")) == 1
        with nullcontext() if may else pytest.raises(DBAPIError), opened.board() as session, writing(session):
            session.execute(text(f"CREATE TABLE ballots_{may} (id integer)"))
        opened.close()


def test_writing_commits_at_the_end(any_databases):
    with any_databases.main() as session, writing(session):
        session.add(person("a"))
    with any_databases.main() as session:
        assert count_people(session) == 1


def test_an_error_inside_writing_leaves_nothing(any_databases):
    with any_databases.main() as session:
        with pytest.raises(KeyError), writing(session):
            session.add(person("a"))
            session.flush()
            raise KeyError
        assert count_people(session) == 0
        with writing(session):  # the session is usable again
            session.add(person("b"))
        assert count_people(session) == 1


def test_an_inner_writing_joins_the_outer_one(any_databases):
    with any_databases.main() as session:
        with pytest.raises(KeyError), writing(session):
            with writing(session):
                session.add(person("a"))
            raise KeyError
        assert count_people(session) == 0


def test_changes_made_before_writing_are_a_mistake(main):
    main.add(person("a"))
    with pytest.raises(RuntimeError, match="before writing"), writing(main):
        pass


def test_a_read_before_writing_is_read_again_inside(databases):
    with databases.main() as session, databases.main() as other:
        found(session)
        seen = session.scalars(select(Congress)).one()
        assert seen.name == "清河县人民代表大会"
        with writing(other):
            other.scalars(select(Congress)).one().name = "新名称"
        with writing(session):
            assert seen.name == "新名称"


def test_writers_wait_for_each_other_and_none_is_lost(any_databases):
    """Each reads, then writes: without BEGIN IMMEDIATE, SQLite would refuse some of them at once."""
    failures: list[BaseException] = []

    def add(number: int) -> None:
        try:
            with any_databases.main() as session:
                count_people(session)
                with writing(session):
                    session.add(person(f"p{number}"))
        except RuntimeError as failure:
            failures.append(failure)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with any_databases.main() as session:
        assert count_people(session) == 16


def test_readers_do_not_wait_for_a_writer(databases):
    with databases.main() as writer, databases.main() as reader, writing(writer):
        writer.add(person("a"))
        writer.flush()
        assert count_people(reader) == 0


def test_times_come_back_aware_and_equal(any_databases):
    shanghai = datetime(2026, 1, 12, 17, 30, tzinfo=timezone(timedelta(hours=8)))
    with any_databases.main() as session:
        with writing(session):
            session.add(Person(login="a", name="a", created_at=shanghai))
        kept = session.scalars(select(Person.created_at)).one()
    assert kept == shanghai
    assert kept.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_cannot_be_stored(main):
    naive = datetime(2026, 1, 12)
    with pytest.raises(Exception, match="without a zone"), writing(main):
        main.add(Person(login="a", name="a", created_at=naive))


def test_ids_are_random_and_wide(main):
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(made) == 32 and int(made, 16) >= 0 for made in ids)
    assert sorted(ids) != list(ids)


def test_foreign_keys_are_enforced(any_databases):
    from sqlalchemy.exc import IntegrityError

    with any_databases.main() as session:
        info = found(session)
        with pytest.raises(IntegrityError), writing(session):
            session.get_one(Congress, info.id).parent_id = new_id()
        assert find_congress(session, "qinghe") == info
