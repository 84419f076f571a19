"""What a year's tables hold against everybody, on PostgreSQL as on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.halls import open_hall
from tests.supervision.years import open_year
from voting.supervision import rounds, seals


def test_closed_rounds_published_plans_and_promises_are_kept(tmp_path: Path, postgresql_urls):
    with open_hall(tmp_path, postgresql_urls.main, postgresql_urls.board) as hall:
        year = open_year(hall.session, hall.congress_id, hall.actor)
        year.move_round("end_reporting", "archive")
        assert seals.verify(hall.session, hall.congress_id) == []
        for statement, name in (
            ("UPDATE round SET report_due = '2026-12-01' WHERE state = 'closed'", "round_closed_kept"),
            ("DELETE FROM round WHERE state = 'closed'", "round_closed_stays"),
            ("UPDATE round_seal SET digest = ''", "append only"),
            ("UPDATE programme SET state = 'planning'", "programme_stays_published"),
            ("UPDATE chosen_project SET promise = '{}'", "chosen_project_promise_kept"),
            (
                "INSERT INTO plan_version SELECT 'x', congress_id, project_id, 9, data, digest, '', NULL, "
                "written_by, written_at FROM plan_version LIMIT 1",
                "plan_version_by_decision",
            ),
        ):
            with pytest.raises(DBAPIError, match=name):
                hall.session.connection().execute(text(statement))
            hall.session.rollback()
        states = [line.state for line in rounds.rounds(hall.session, hall.congress_id, year.programme_id)]
        assert states == ["closed", "planned", "planned", "planned"]
