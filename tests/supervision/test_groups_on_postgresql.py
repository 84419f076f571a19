"""What SQLite's tests show of groups and findings holds on PostgreSQL: the way through, and what is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.halls import open_hall
from tests.supervision.group_work import open_group, picture
from tests.supervision.years import open_year
from voting.supervision import findings, groups, record, visits
from voting.supervision.findings import Check
from voting.supervision.round_models import Round


@pytest.fixture
def group(tmp_path, postgresql_urls, settings):
    with open_hall(tmp_path, postgresql_urls.main, postgresql_urls.board) as hall:
        yield open_group(open_year(hall.session, hall.congress_id, hall.actor), settings)


def test_a_visit_and_a_finding_go_their_way_and_what_is_settled_stays(group):
    year, lead = group.year, group.deputy("王秀兰")
    given = group.new_visit()
    assert group.enter(lead, given, picture()) and not group.enter(lead, given, picture())
    finding_id = group.issued("临人大督〔2026〕1号", group.raised(visit_id=given.id))
    group.answer(finding_id)
    findings.close(year.session, lead, year.congress_id, finding_id, Check("已经接通"), now=year.now)
    told = findings.counts(year.session, year.congress_id, year.project_ids, today=groups.today_of(year.now))
    assert told[group.project_id] == findings.Counts(closed=1)
    seen = visits.counts(year.session, year.congress_id, year.project_ids)
    assert seen[group.project_id].confirmed == 1
    lines = record.records(year.session, year.congress_id, year.programme_id)
    assert [line.closed for line in lines] == [0, 1]
    row = year.session.get(Round, year.round_id)
    sealed = groups.sealed_content(year.session, year.congress_id, row)
    assert [len(sealed[name]) for name in ("visits", "steps", "findings")] == [1, 4, 1]
    for statement in (
        "UPDATE visit SET verdict = 'good'",
        "DELETE FROM visit",
        "UPDATE finding SET state = 'issued'",
        "UPDATE finding_step SET text = ''",
        "DELETE FROM letter",
        "INSERT INTO finding_step SELECT '1', congress_id, finding_id, 9, 'answered', '', due, letter_id, "
        "visit_id, deputy_id, round_id, person_id, at FROM finding_step WHERE seq = 1",
        "INSERT INTO visit_guest SELECT congress_id, visit_id, '1', name FROM visit_guest",
    ):
        with pytest.raises(DBAPIError), year.session.begin_nested():
            year.session.connection().execute(text(statement))
