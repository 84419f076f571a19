"""Who wrote an idea: kept apart, looked at for a purpose, deleted on schedule."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select

from tests.collection.desks import SECRET, Author
from tests.halls import NOW
from voting import cli, jobs
from voting.collection import authors, ideas, public
from voting.collection.idea_models import AuthorAccess, Idea, IdeaAuthor
from voting.collection.ideas import NewIdea
from voting.config import load_settings
from voting.db import writing
from voting.errors import Invalid, NotAllowed

YEAR = timedelta(days=365)


@pytest.fixture
def written(desks) -> str:
    return desks.idea(author=Author("李四", "13800004071"))


def authors_left(hall) -> int:
    hall.session.rollback()
    return len(hall.session.scalars(select(IdeaAuthor.idea_id)).all())


def test_an_author_is_erased_when_his_time_is_over_and_not_before(desks, written):
    session = desks.hall.session
    assert authors.erase_due(session, now=NOW + YEAR - timedelta(seconds=1)) == 0
    assert authors_left(desks.hall) == 1
    assert authors.erase_due(session, now=NOW + YEAR) == 1
    assert authors_left(desks.hall) == 0
    assert desks.state(written) == "received"


def test_after_erasing_nothing_in_the_database_holds_name_or_phone(desks, written, tmp_path):
    session = desks.hall.session
    authors.erase_due(session, now=NOW + YEAR)
    session.close()
    connection = desks.hall.databases.main_engine.raw_connection()
    dump = "\n".join(connection.driver_connection.iterdump())
    connection.close()
    assert "建社区食堂" in dump
    assert "李四" not in dump and "13800004071" not in dump


def test_he_can_still_follow_it_with_his_digits(desks, written):
    session, here = desks.hall.session, desks.hall.congress_id
    authors.erase_due(session, now=NOW + YEAR)
    number = str(ideas.get(session, here, written).number)
    assert public.follow(session, SECRET, here, number, "4071").idea.id == written


def test_the_database_does_not_hold_the_four_digits(desks, written):
    row = desks.hall.session.scalars(select(Idea).where(Idea.id == written)).one()
    assert len(row.follow_digest) == 64 and "4071" not in row.title + row.text


def test_the_servers_housekeeping_erases_in_all_congresses(desks, written):
    assert cli.forget(desks.hall.databases, now=NOW + YEAR) == 1
    assert authors_left(desks.hall) == 0


def test_every_run_of_the_jobs_erases_what_is_due(desks, written, tmp_path, monkeypatch):
    with writing(desks.hall.session) as session:
        session.scalars(select(IdeaAuthor)).one().erase_after = NOW - timedelta(days=1)
    monkeypatch.setenv("VOTING_INSTANCE", str(tmp_path))
    monkeypatch.setattr(os, "nice", lambda _by: 0)
    assert cli.main(["jobs"]) == 0
    assert authors_left(desks.hall) == 0


def test_the_server_looks_again_every_day_though_nobody_asks(tmp_path, monkeypatch):
    days, third = [], Event()

    def day(command, **_settings):
        days.append(command[-1])
        if len(days) == 3:
            third.set()
            Event().wait()  # this thread's days are over
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(jobs, "A_DAY", 0.01)
    monkeypatch.setattr(subprocess, "run", day)
    jobs.Starter(load_settings(tmp_path, {})).wake()
    assert third.wait(30)
    assert days == ["jobs"] * 3


def test_a_look_is_recorded_before_anything_is_shown(desks, written):
    session, here, clerk = desks.hall.session, desks.hall.congress_id, desks.government
    found = authors.read(session, clerk, here, written, "电话核实地点", now=NOW)
    assert (found.name, found.phone) == ("李四", "13800004071")
    (look,) = authors.looks(session, here, written)
    assert (look.person, look.purpose, look.at) == (clerk.name, "电话核实地点", NOW)


@pytest.mark.parametrize("purpose", ["", " ", "字" * 101])
def test_no_look_without_a_purpose(desks, written, purpose):
    with pytest.raises(Invalid):
        authors.read(desks.hall.session, desks.government, desks.hall.congress_id, written, purpose, now=NOW)
    assert desks.hall.session.scalars(select(AuthorAccess)).all() == []


def test_the_other_desk_may_not_look(desks, written):
    with pytest.raises(NotAllowed):
        authors.read(desks.hall.session, desks.congress, desks.hall.congress_id, written, "核实", now=NOW)
    assert desks.hall.session.scalars(select(AuthorAccess)).all() == []


def test_who_says_nothing_of_himself_leaves_nothing(desks):
    session, hall = desks.hall.session, desks.hall
    made = ideas.receive(
        session, SECRET, hall.congress_id, desks.call_id, NewIdea("form", "建社区食堂"), now=NOW
    )
    assert session.get(IdeaAuthor, made.idea_id) is None
