"""On PostgreSQL many write at once: no seal and no count is made while somebody writes into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from tests.halls import open_hall
from tests.supervision import told
from tests.supervision.test_ratings import opened
from tests.supervision.years import Year, open_year
from voting.db import in_congress, writing
from voting.supervision import named, report_work, rounds
from voting.supervision.rating_models import Rater
from voting.supervision.report_machines import TAKING


@pytest.fixture
def hall(tmp_path: Path, postgresql_urls):
    with open_hall(tmp_path, postgresql_urls.main, postgresql_urls.board) as opened_hall:
        yield opened_hall


@pytest.fixture
def year(hall) -> Year:
    return open_year(hall.session, hall.congress_id, hall.actor)


@contextmanager
def refused_to_wait(hall) -> Iterator:
    """Somebody else's transaction, which gives up where it would have to wait."""
    with hall.databases.main() as other:
        in_congress(other, hall.congress_id)
        with pytest.raises(OperationalError, match="lock timeout"), writing(other):
            other.execute(text("SET LOCAL lock_timeout = '50ms'"))
            yield other


def test_a_round_is_sealed_only_when_nobody_writes_into_it(hall, year):
    year.move_round("end_reporting")
    here = (year.congress_id, year.round_id)
    with writing(year.session):
        rounds.require_open(year.session, *here, *TAKING)
        with refused_to_wait(hall) as other:
            rounds.move(other, year.office, *here, "archive", now=year.now)
    assert year.move_round("archive") == "closed"


def test_nothing_is_handed_in_while_the_round_is_sealed(hall, year):
    project_id = year.project_ids[0]
    here = (year.congress_id, year.round_id)
    actor = year.inspectorate
    with writing(year.session):
        rounds.row_of(year.session, *here, held="alone")
        with refused_to_wait(hall) as other:
            report_work.submit(other, actor, *here, project_id, told.REPORT, None, "", now=year.now)


def test_no_sheet_is_handed_in_while_they_are_counted(hall, year):
    evaluation_id, who = opened(year)
    marks = {"1": 0, "2": 0, "3": 0}
    with writing(year.session):
        held = select(Rater).where(Rater.congress_id == year.congress_id).with_for_update()
        assert len(year.session.scalars(held).all()) == len(who)
        with refused_to_wait(hall) as other:
            named.submit(other, who[0], year.congress_id, evaluation_id, 0, marks, now=year.now)
