"""Unit reports: written by several, saved by revision, handed in, reviewed, late, sealed with their round."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.files import FileView
from voting.supervision import lit, programmes, report_work, reports, rounds, seals
from voting.supervision.report_models import ReportVersion

GIVEN = {
    "image": "主体结构完成，开始装修",
    "percent": "30",
    "milestones": "1",
    "works": "完成3栋外墙粉刷",
    "arrived": "400",
    "paid": "300",
    "next_step": "下月完成管网",
}
LATE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)


def here(year, place: int = 0):
    return year.congress_id, year.round_id, year.project_ids[place]


def submit(year, actor=None, revision=None, reason="", place=0, now=None, **changed):
    return report_work.submit(
        year.session, actor or year.unit, *here(year, place), GIVEN | changed, revision, reason,
        now=now or year.now,
    )  # fmt: skip


def review(year, verb="accept_report", version=1, reason="", place=0, actor=None):
    report_work.review(
        year.session, actor or year.inspectorate, *here(year, place), version, verb, reason, now=year.now
    )


def view(year, place: int = 0) -> reports.ReportView:
    return reports.of(year.session, *here(year, place))


def save(year, data, revision, actor=None):
    return report_work.save_draft(year.session, actor or year.unit, *here(year), data, revision, now=year.now)


def test_a_report_is_handed_in_reviewed_and_gives_the_project_its_light(year):
    assert submit(year) == 1
    assert view(year).state == "submitted"
    review(year)
    assert view(year).state == "accepted"
    shown = lit.latest(year.session, [year.congress_id], [year.project_ids[0]], everything=True)
    assert (shown[year.project_ids[0]].done, shown[year.project_ids[0]].computed) == (300, "green")


def test_a_report_is_returned_with_a_reason_and_comes_back_as_the_next_version(year):
    submit(year)
    with pytest.raises(Invalid, match="text_missing"):
        review(year, "return_report", reason=" ")
    review(year, "return_report", reason="请写明栋数")
    found = view(year)
    assert found.returned is not None
    assert found.returned.reason == "请写明栋数"
    assert submit(year, works="完成3栋，共12栋") == 2
    review(year, version=2)
    assert [version.data["works"] for version in view(year).versions] == [
        "完成3栋外墙粉刷",
        "完成3栋，共12栋",
    ]
    assert view(year).counting == view(year).versions[1]


def test_what_is_missing_or_wrong_is_told_at_its_field(year):
    wrong = {"image": "", "percent": "101", "paid": "少", "milestones": "一", "next_step": ""}
    for field, given in wrong.items():
        with pytest.raises(Invalid) as refused:
            submit(year, **{field: given})
        assert refused.value.field == field
    assert view(year).version == 0


def test_only_the_reporting_units_and_the_inspectorate_write_and_only_reviewers_review(year):
    with pytest.raises(NotFound):
        submit(year, place=1)  # another unit leads that project
    with pytest.raises(NotAllowed):
        submit(year, actor=year.office)
    submit(year, actor=year.inspectorate, place=1)
    assert view(year, 1).versions[0].unit == "县教育局"
    submit(year)
    with pytest.raises(NotAllowed):
        review(year, actor=year.unit)
    review(year, actor=year.office)


def test_of_two_versions_the_reviewer_accepts_only_the_one_that_he_read(year):
    submit(year)
    submit(year, percent="31")
    with pytest.raises(Conflict, match="newer_version"):
        review(year, version=1)


def test_a_late_report_says_why_and_is_marked(year):
    with pytest.raises(Invalid, match="text_missing"):
        submit(year, now=LATE)
    submit(year, now=LATE, reason="施工单位数据报送迟")
    assert view(year).versions[0].late
    assert reports.of_round(year.session, year.congress_id, year.round_id)[0].late


def test_who_reported_in_time_is_not_late_by_mending_what_was_returned(year):
    submit(year)
    review(year, "return_report", reason="请写明栋数")
    submit(year, now=LATE)
    assert not view(year).versions[1].late


def test_an_accepted_report_is_corrected_by_a_version_with_a_reason_and_counts_until_then(
    year,
):
    submit(year)
    review(year)
    with pytest.raises(Invalid, match="text_missing"):
        submit(year, percent="20")
    submit(year, percent="20", reason="上次多报了一栋")
    assert view(year).counting.data["percent"] == "30"
    review(year, version=2)
    assert view(year).counting.data["percent"] == "20"


# The draft ------------------------------------------------------------------------------------


def test_a_draft_is_saved_over_what_its_writer_has_seen_and_never_over_anything_newer(year):
    first = save(year, {"image": "甲写的"}, 0)
    assert (first.taken, first.draft.revision) == (True, 1)
    second = save(year, {"image": "乙写的"}, 1, actor=year.inspectorate)
    assert (second.taken, second.draft.revision) == (True, 2)
    stale = save(year, {"image": "甲又写的"}, 1)
    assert not stale.taken
    assert (stale.draft.revision, stale.draft.data["image"]) == (2, "乙写的")
    assert view(year).draft.data == {"image": "乙写的"}


def test_a_second_beginner_does_not_overwrite_the_first(year):
    save(year, {"image": "甲写的"}, 0)
    assert not save(year, {"image": "乙写的"}, 0).taken


def test_handing_in_over_a_newer_draft_is_refused(year):
    save(year, {"image": "甲写的"}, 0)
    save(year, {"image": "乙写的"}, 1, actor=year.inspectorate)
    with pytest.raises(Conflict, match="draft_moved"):
        submit(year, revision=1)
    assert submit(year, revision=2) == 1


def test_a_draft_keeps_known_fields_only_and_may_be_unfinished(year):
    saved = save(year, {"image": "写到一", "percent": "十", "other": "x", "paid": 3}, 0)
    assert saved.draft.data == {"image": "写到一", "percent": "十"}


# What is due and what is missing --------------------------------------------------------------


def test_units_see_their_tasks_and_the_office_who_reported_nothing(year):
    tasks = reports.of_units(year.session, year.congress_id, [year.units["县住建局"]])
    assert [(task.line.project.name, task.line.is_missing) for task in tasks] == [("老旧小区改造", True)]
    submit(year)
    absent = reports.missing(year.session, year.congress_id, year.round_id)
    assert [(one.project.number, one.units) for one in absent] == [(2, ("县教育局",)), (3, ("县水利局",))]


def test_a_monthly_table_is_asked_of_red_lights_only_unless_the_year_asks_all(year):
    settings = {"monthly": True}
    programmes.set_settings(*year.as_office(), year.programme_id, settings, now=year.now)
    rounds.plan(*year.as_office(), year.programme_id, now=year.now)
    april = next(
        one for one in rounds.rounds(year.session, year.congress_id, year.programme_id)
        if (one.kind, one.number) == ("monthly", 4)
    )  # fmt: skip
    assert reports.due_projects(year.session, year.congress_id, april.id) == []
    submit(year, percent="0")
    review(year)
    submit(year, actor=year.inspectorate, place=1)
    review(year, place=1)
    programmes.set_settings(
        *year.as_office(), year.programme_id, {"lights": {"progress": {"yellow": 5, "red": 10}}}, now=year.now
    )
    submit(year, percent="0", reason="更正")
    review(year, version=2)
    due = reports.due_projects(year.session, year.congress_id, april.id)
    assert [one.number for one in due] == [1]
    programmes.set_settings(*year.as_office(), year.programme_id, {"monthly_for": "all"}, now=year.now)
    assert len(reports.due_projects(year.session, year.congress_id, april.id)) == 3


def test_the_report_of_the_round_before_can_be_copied(year):
    submit(year)
    review(year)
    year.move_round("end_reporting", "archive")
    second = rounds.rounds(year.session, year.congress_id, year.programme_id)[1]
    before = reports.previous(year.session, year.congress_id, second.id, year.project_ids[0])
    assert before is not None
    assert before.version.data["image"] == GIVEN["image"]
    assert reports.previous(year.session, *here(year)) is None


# Closed rounds --------------------------------------------------------------------------------


def test_a_closed_round_takes_nothing_and_its_seal_holds_the_reports(year):
    submit(year)
    review(year)
    year.move_round("end_reporting", "archive")
    for attempt in (lambda: submit(year, reason="补"), lambda: save(year, {}, 1), lambda: review(year)):
        with pytest.raises(NotReady):
            attempt()
    told = seals.of_round(year.session, year.congress_id, year.round_id).told["reports"]
    assert told["reports"]["1"]["data"]["percent"] == "30"
    assert told["lights"]["1"]["computed"] == "green"
    assert told["missing"] == [2, 3]
    assert not seals.verify(year.session, year.congress_id)


def test_the_database_refuses_a_report_in_a_closed_round(year):
    submit(year)
    year.move_round("end_reporting", "archive")
    row = year.session.query(ReportVersion).filter_by(congress_id=year.congress_id).one()
    values = {column.name: getattr(row, column.name) for column in ReportVersion.__table__.columns}
    with pytest.raises(IntegrityError, match="report_version_insert_in_open_round"), writing(year.session):
        year.session.add(ReportVersion(**values | {"id": "f" * 32, "version": 2}))
        year.session.flush()


def test_documents_are_listed_with_the_version_they_were_handed_in_with(year):
    paper = FileView("a" * 64, "监理月报.pdf", "application/pdf", 10)
    saved = report_work.attach(year.session, year.unit, *here(year), 0, paper, now=year.now)
    submit(year, revision=saved.draft.revision)
    gone = report_work.detach(
        year.session, year.unit, *here(year), saved.draft.revision + 1, paper.digest, now=year.now
    )
    assert gone.taken
    assert view(year).versions[0].files == [{"digest": "a" * 64, "name": "监理月报.pdf"}]
    assert view(year).draft.files == []


def test_a_project_at_rest_has_nothing_to_report(year):
    with writing(year.session):
        row = programmes.row_of(year.session, year.congress_id, year.project_ids[0])
        row.state = "suspended"
    with pytest.raises(NotReady, match="project_at_rest"):
        submit(year)
    assert len(reports.due_projects(year.session, year.congress_id, year.round_id)) == 2
