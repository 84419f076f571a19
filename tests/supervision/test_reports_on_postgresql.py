"""The same reports, money and lights on PostgreSQL: saved by revision, guarded, read at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.halls import open_hall
from tests.supervision.test_progress import override, reading, state
from tests.supervision.test_reports import review, save, submit, view
from tests.supervision.years import Year, open_year
from voting.db import writing
from voting.supervision import seals
from voting.supervision.report_models import ReportVersion


@pytest.fixture
def year(tmp_path: Path, postgresql_urls):
    with open_hall(tmp_path, postgresql_urls.main, postgresql_urls.board) as hall:
        made: Year = open_year(hall.session, hall.congress_id, hall.actor)
        yield made


def test_a_round_is_reported_stated_overridden_and_archived(year):
    assert save(year, {"image": "甲写的"}, 0).taken
    assert not save(year, {"image": "乙写的"}, 0).taken
    assert submit(year, revision=1, percent="5") == 1
    review(year)
    assert state(year, arrived="400", paid="20") == 1
    assert state(year, arrived="400", paid="20") == 0
    override(year, "green")
    assert (reading(year).computed, reading(year).shown, reading(year).money["paid"]) == (
        "yellow",
        "green",
        "20",
    )
    year.move_round("end_reporting", "archive")
    assert not seals.verify(year.session, year.congress_id)
    row = year.session.query(ReportVersion).filter_by(congress_id=year.congress_id).one()
    values = {column.name: getattr(row, column.name) for column in ReportVersion.__table__.columns}
    with pytest.raises(DBAPIError, match="report_version_insert_in_open_round"), writing(year.session):
        year.session.add(ReportVersion(**values | {"id": "f" * 32, "version": 2}))
        year.session.flush()
    assert view(year).version == 1


def test_of_two_who_begin_at_once_both_are_answered_and_one_draft_stands(year):
    year.session.rollback()
    actor = year.unit  # made before the threads begin
    outcomes: list[bool] = []

    def begin(text: str) -> None:
        with Session(year.session.get_bind(), info=dict(year.session.info)) as own:
            beside = replace(year, session=own)
            outcomes.append(save(beside, {"image": text}, 0, actor=actor).taken)

    people = [Thread(target=begin, args=(text,)) for text in ("甲写的", "乙写的", "丙写的", "丁写的")]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert sorted(outcomes) == [False, False, False, True]
    assert view(year).draft.revision == 1
