"""Pages of check-in: meetings, and a desk with large buttons for a tablet or a phone."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from voting import web
from voting.congress import attendance, roster, services
from voting.congress.attendance import MARK_NAMES, MARKERS, ORGANISERS
from voting.congress.roles import Role
from voting.errors import Invalid, VotingError
from voting.web import allow, current_actor, current_congress, main_session, now

blueprint = Blueprint("attendance", __name__)
READERS = (*MARKERS, Role.SECRETARY_GENERAL, Role.CHIEF_SCRUTINEER)
web.nav("attendance.page", _l("签到"), READERS, order=40)


@blueprint.get("/c/<code>/attendance")
@allow(*READERS)
def page(code: str) -> ResponseReturnValue:
    """The meetings of the latest session with their numbers."""
    return _meetings_page(None)


def _meetings_page(error: VotingError | None) -> ResponseReturnValue:
    session, congress_id = main_session(), current_congress().id
    held = services.latest_session(session, congress_id)
    if held is None:
        return render_template("congress/no_session.html", title=_("签到"))
    meetings = attendance.meetings(session, congress_id, held.id)
    rendered = render_template(
        "congress/meetings.html",
        held=held,
        counted=[(line, attendance.attendance(session, congress_id, line.id)) for line in meetings],
        may_open=current_actor().may(*ORGANISERS),
        given=request.form,
        error=error,
    )
    return rendered, web.status_of(error) if error else 200


@blueprint.post("/c/<code>/sessions/<session_id>/meetings")
@allow(*ORGANISERS)
def open_meeting(code: str, session_id: str) -> ResponseReturnValue:
    try:
        meeting_id = attendance.open_meeting(
            main_session(),
            current_actor(),
            current_congress().id,
            session_id,
            title=request.form.get("title", ""),
            held_on=_date("held_on"),
            now=now(),
        )
    except Invalid as refused:
        return _meetings_page(refused)
    return redirect(url_for(".desk", code=code, meeting_id=meeting_id), 303)


def _date(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        raise Invalid("attendance.bad_date", field=name) from None


@blueprint.get("/c/<code>/attendance/<meeting_id>")
@allow(*READERS)
def desk(code: str, meeting_id: str) -> ResponseReturnValue:
    """Numbers, quorum and deputies; ``q`` searches, ``marked`` names the deputy just marked."""
    session, congress_id, actor = main_session(), current_congress().id, current_actor()
    meeting = attendance.get_meeting(session, congress_id, meeting_id)
    search, delegation_id = request.args.get("q", ""), request.args.get("delegation", "")
    count = attendance.attendance(session, congress_id, meeting_id)
    lines = attendance.attendance_lines(
        session, actor, congress_id, meeting_id, search=search, delegation_id=delegation_id
    )
    return render_template(
        "congress/desk.html",
        meeting=meeting,
        held=services.get_session(session, congress_id, meeting.session_id),
        count=count,
        quorum=attendance.quorum(count),
        lines=lines,
        marked=_just_marked(meeting_id),
        delegations=roster.delegations(session, congress_id, meeting.session_id),
        mark_names=MARK_NAMES,
        search=search,
        delegation_id=delegation_id,
    )


def _just_marked(meeting_id: str) -> attendance.AttendanceLine | None:
    """The deputy marked a moment ago, so that a wrong mark is taken back with one touch."""
    wanted = request.args.get("marked", "")
    if not wanted:
        return None
    lines = attendance.attendance_lines(main_session(), current_actor(), current_congress().id, meeting_id)
    return next((line for line in lines if line.deputy.id == wanted and line.may_mark), None)


@blueprint.post("/c/<code>/attendance/<meeting_id>/<deputy_id>")
@allow(*MARKERS)
def mark(code: str, meeting_id: str, deputy_id: str) -> ResponseReturnValue:
    given = request.form.get("mark", "")
    attendance.mark(
        main_session(), current_actor(), current_congress().id, meeting_id, deputy_id, given, now=now()
    )
    if not given:
        flash(_("已撤销签到标记。"))
    back: dict[str, Any] = {"delegation": request.form.get("delegation") or None}
    back["marked"] = deputy_id if given else None
    return redirect(url_for(".desk", code=code, meeting_id=meeting_id, **back), 303)
