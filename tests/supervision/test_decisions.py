"""What a body decided is entered once by the office, checked, and stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.halls import NOW, Hall, open_hall
from voting.collection.meetings import Held
from voting.congress.roles import Role
from voting.errors import Invalid, NotAllowed, NotFound
from voting.supervision import decisions

TODAY = NOW.date()
AGREED = Held(
    body="县第十八届人大常委会第三十次会议", held_on=TODAY, outcome="agreed", document_no="临人常〔2026〕8号",
    opinion="同意调整。", present=30, in_favour=28, against=1, abstained=1,
)  # fmt: skip
SUBJECT = "0" * 32


@pytest.fixture
def hall(tmp_path, sqlite_urls):
    with open_hall(tmp_path, sqlite_urls.main, sqlite_urls.board) as opened:
        yield opened


def record(hall: Hall, given: Held = AGREED, role: Role = Role.SUPERVISION_OFFICE, later: int = 0) -> str:
    return decisions.record(
        hall.session, hall.actor(role), hall.congress_id, "change_request", SUBJECT, given,
        now=NOW + timedelta(minutes=later),
    )  # fmt: skip


def test_a_decision_is_read_back_as_it_was_entered(hall):
    first = record(hall)
    second = record(hall, replace(AGREED, outcome="refused", present=None, in_favour=None), later=5)
    lines = decisions.of(hall.session, hall.congress_id, "change_request", SUBJECT)
    assert [line.id for line in lines] == [first, second]
    assert (lines[0].document_no, lines[0].in_favour, lines[0].agreed) == ("临人常〔2026〕8号", 28, True)
    assert (lines[1].present, lines[1].agreed) == (None, False)
    assert hall.verbs()[-2:] == ["record_decision", "record_decision"]


def test_a_decision_is_the_business_of_one_object(hall):
    record(hall)
    assert decisions.of(hall.session, hall.congress_id, "finding", SUBJECT) == []
    with pytest.raises(NotFound, match=r"supervision\.decision_not_found"):
        decisions.get(hall.session, hall.congress_id, "f" * 32)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"body": " "}, "collection.body_missing", "body"),
        ({"held_on": TODAY + timedelta(days=1)}, "collection.held_later", "held_on"),
        ({"outcome": "returned"}, "collection.step_outcome_unknown", "outcome"),
        ({"in_favour": 30}, "collection.votes_differ", "present"),
        ({"document_no": "号" * 41}, "collection.too_long", "document_no"),
    ],
)
def test_what_cannot_have_been_decided_is_refused(hall, change, code, field):
    with pytest.raises(Invalid, match=code.replace(".", r"\.")) as refused:
        record(hall, replace(AGREED, **change))
    assert refused.value.field == field
    assert decisions.of(hall.session, hall.congress_id, "change_request", SUBJECT) == []


def test_only_the_office_records(hall):
    with pytest.raises(NotAllowed):
        record(hall, role=Role.INSPECTORATE)


def test_a_recorded_decision_stays_as_it_is(hall):
    record(hall)
    with pytest.raises(sa.exc.DatabaseError):
        hall.session.execute(sa.text("UPDATE body_decision SET outcome = 'refused'"))
