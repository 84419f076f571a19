"""Pages of what happened at a meeting: questions and answers, opinions and promises, and their papers."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voting import papers
from voting.collection import meetings
from voting.errors import NotFound
from voting.supervision import assignments, questioning
from voting.supervision.assignments import Item
from voting.supervision.decision_views import kept, sent_file
from voting.supervision.hearing_machines import GOVERNMENT
from voting.supervision.hearing_views import ADDRESS, facts, one_here, to
from voting.supervision.machines import OFFICE, READERS
from voting.supervision.questioning import Asked
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("assignments", __name__)
ONE = ADDRESS + "/<hearing_id>"


# Papers ---------------------------------------------------------------------------------------


@blueprint.get(ONE + "/record")
@allow(*READERS)
def record(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    """专题询问记录, to print."""
    programme, line = one_here(year, hearing_id)
    if line.kind != "questioning":
        raise NotFound("supervision.hearing_not_found")
    title = _("专题询问记录")
    return papers.answer(
        "supervision/hearing_record.html", title, None, title=title, **facts(programme, line)
    )


@blueprint.get(ONE + "/opinions")
@allow(*READERS)
def opinions(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    """审议意见及办理情况, to print."""
    programme, line = one_here(year, hearing_id)
    title = _("审议意见及办理情况")
    return papers.answer(
        "supervision/hearing_opinions.html", title, None, title=title, **facts(programme, line)
    )


# At the meeting -------------------------------------------------------------------------------


@blueprint.post(ONE + "/questions")
@allow(*OFFICE)
def ask(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    one_here(year, hearing_id)
    given = request.form
    asked = Asked(
        given.get("asker", ""),
        given.get("asked_of", ""),
        given.get("text", ""),
        given.get("project_id") or None,
    )
    questioning.ask(main_session(), current_actor(), current_congress().id, hearing_id, asked, now=now())
    flash(_("提问已登记。"))
    return to(year, hearing_id, "questions")


@blueprint.post(ONE + "/questions/<question_id>/replies")
@allow(*OFFICE)
def reply(code: str, year: int, hearing_id: str, question_id: str) -> ResponseReturnValue:
    _question_here(year, hearing_id, question_id)
    speaker, text = request.form.get("speaker", ""), request.form.get("text", "")
    questioning.reply(
        main_session(), current_actor(), current_congress().id, question_id, speaker, text, now=now()
    )
    flash(_("现场答复已登记。"))
    return to(year, hearing_id, "questions")


@blueprint.post(ONE + "/questions/<question_id>/promises")
@allow(*OFFICE)
def promise(code: str, year: int, hearing_id: str, question_id: str) -> ResponseReturnValue:
    _question_here(year, hearing_id, question_id)
    given = request.form
    assignments.promise(
        main_session(), current_actor(), current_congress().id, question_id,
        given.get("text", ""), given.get("asked_of", ""), meetings.day(given, "due_on"), now=now(),
    )  # fmt: skip
    flash(_("承诺事项已登记，到期未答复会提示。"))
    return to(year, hearing_id, "promises")


def _question_here(year: int, hearing_id: str, question_id: str) -> None:
    one_here(year, hearing_id)
    if questioning.question(main_session(), current_congress().id, question_id).hearing_id != hearing_id:
        raise NotFound("supervision.question_not_found")


# After it -------------------------------------------------------------------------------------


@blueprint.post(ONE + "/opinions")
@allow(*OFFICE)
def give(code: str, year: int, hearing_id: str) -> ResponseReturnValue:
    """A line of the form is an item; all are answered by one day."""
    one_here(year, hearing_id)
    given = request.form
    asked_of, project_id = given.get("asked_of", ""), given.get("project_id") or None
    items = [
        Item(line.strip(), asked_of, project_id)
        for line in given.get("items", "").splitlines()
        if line.strip()
    ]
    many = assignments.give_opinions(
        main_session(), current_actor(), current_congress().id, hearing_id, items,
        meetings.day(given, "due_on"), now=now(),
    )  # fmt: skip
    flash(_("%(many)s 条审议意见已交政府研究处理。", many=many))
    return to(year, hearing_id, "opinions")


@blueprint.post(ONE + "/assignments/<assignment_id>/answers")
@allow(*GOVERNMENT, *OFFICE)
def answer(code: str, year: int, hearing_id: str, assignment_id: str) -> ResponseReturnValue:
    _assignment_here(year, hearing_id, assignment_id)
    assignments.answer(
        main_session(), current_actor(), current_congress().id, assignment_id,
        request.form.get("text", ""), meetings.day(request.form, "dated"), kept("file"), now=now(),
    )  # fmt: skip
    flash(_("书面答复已登记，等常委会办公室确认。"))
    return to(year, hearing_id, f"a-{assignment_id}")


@blueprint.post(ONE + "/assignments/<assignment_id>/judge")
@allow(*OFFICE)
def judge(code: str, year: int, hearing_id: str, assignment_id: str) -> ResponseReturnValue:
    _assignment_here(year, hearing_id, assignment_id)
    done = request.form.get("done") == "yes"
    assignments.judge(
        main_session(), current_actor(), current_congress().id, assignment_id, done,
        request.form.get("text", ""), now=now(),
    )  # fmt: skip
    flash(_("已确认办结。") if done else _("已退回再办。"))
    return to(year, hearing_id, f"a-{assignment_id}")


@blueprint.get(ONE + "/assignments/<assignment_id>/files/<int:number>")
@allow(*READERS)
def file(code: str, year: int, hearing_id: str, assignment_id: str, number: int) -> ResponseReturnValue:
    """What came with an answer."""
    line = _assignment_here(year, hearing_id, assignment_id)
    return sent_file(next((entry.file_sha for entry in line.entries if entry.number == number), ""))


def _assignment_here(year: int, hearing_id: str, assignment_id: str) -> assignments.AssignmentLine:
    _programme, hearing = one_here(year, hearing_id)
    line = assignments.one(main_session(), current_congress().id, assignment_id)
    if line.hearing_id != hearing.id:
        raise NotFound("supervision.assignment_not_found")
    return line
