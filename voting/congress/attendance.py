"""Check-in (签到): who is at a plenary meeting. Says nothing about voting and never can.

open_meeting(session, actor, congress_id, session_id, title=, held_on=, now=) -> meeting id
meetings(session, congress_id, session_id) -> list[MeetingLine];  get_meeting(…) -> MeetingLine
mark(session, actor, congress_id, meeting_id, deputy_id, mark, now=)     mark "" takes it back
attendance(session, congress_id, meeting_id) -> AttendanceCount
attendance_lines(session, actor, congress_id, meeting_id, search="", …) -> list[AttendanceLine]
quorum(count, numerator=2, denominator=3, strict=False) -> Quorum
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress import roster
from voting.congress.attendance_models import ABSENT, MARKS, ON_LEAVE, PRESENT, Attendance, Meeting
from voting.congress.roles import Actor, Role
from voting.congress.roster import DeputyLine
from voting.congress.roster_models import IN_OFFICE, Delegation, Deputy
from voting.db import writing
from voting.errors import N_, Conflict, Invalid, NotAllowed, NotFound

ORGANISERS = (Role.SECRETARIAT, Role.ADMIN)
MARKERS = (Role.DESK, Role.SECRETARIAT, Role.ADMIN, Role.LIAISON)
MARK_NAMES = {PRESENT: N_("到会"), ON_LEAVE: N_("请假"), ABSENT: N_("缺席")}


@dataclass(frozen=True)
class MeetingLine:
    id: str
    session_id: str
    title: str
    held_on: date


@dataclass(frozen=True)
class AttendanceCount:
    """应到 = 实到 + 请假 + 缺席. Who is not marked counts as absent."""

    all_deputies: int
    present: int
    on_leave: int
    absent: int


@dataclass(frozen=True)
class AttendanceLine:
    """A deputy with the mark, empty while there is none."""

    deputy: DeputyLine
    mark: str
    may_mark: bool


@dataclass(frozen=True)
class Quorum:
    """``needed`` is the least number that meets the share; ``missing`` how many are still to come."""

    needed: int
    missing: int

    @property
    def met(self) -> bool:
        return self.missing == 0


def quorum(count: AttendanceCount, numerator: int = 2, denominator: int = 3, strict: bool = False) -> Quorum:
    """三分之二以上 includes the third itself; ``strict`` is 超过三分之二."""
    share = count.all_deputies * numerator
    needed = share // denominator + 1 if strict else -(-share // denominator)
    return Quorum(needed, max(0, needed - count.present))


def open_meeting(
    session: Session,
    actor: Actor,
    congress_id: str,
    session_id: str,
    *,
    title: str,
    held_on: date,
    now: datetime,
) -> str:
    """A plenary meeting of a session; its title is unique there. Returns its id."""
    role = actor.role_for(*ORGANISERS)
    title = " ".join(title.split())
    if not 2 <= len(title) <= 40:
        raise Invalid("attendance.bad_title", field="title")
    with writing(session):
        roster.session_row(session, congress_id, session_id)
        if any(line.title == title for line in meetings(session, congress_id, session_id)):
            raise Invalid("attendance.title_taken", field="title", title=title)
        row = Meeting(
            congress_id=congress_id, session_id=session_id, title=title, held_on=held_on, made_at=now
        )
        session.add(row)
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="open",
            object_kind="meeting",
            object_id=row.id,
            after={"title": title, "held_on": held_on.isoformat()},
            now=now,
        )
        return row.id


def meetings(session: Session, congress_id: str, session_id: str) -> list[MeetingLine]:
    """The meetings of a session, the latest first."""
    query = (
        select(Meeting)
        .where(Meeting.congress_id == congress_id, Meeting.session_id == session_id)
        .order_by(Meeting.held_on.desc(), Meeting.made_at.desc())
    )
    return [_meeting_line(row) for row in session.scalars(query)]


def get_meeting(session: Session, congress_id: str, meeting_id: str) -> MeetingLine:
    """One meeting; raises NotFound."""
    row = session.scalars(
        select(Meeting).where(Meeting.congress_id == congress_id, Meeting.id == meeting_id)
    ).first()
    if row is None:
        raise NotFound("attendance.meeting_not_found")
    return _meeting_line(row)


def _meeting_line(row: Meeting) -> MeetingLine:
    return MeetingLine(row.id, row.session_id, row.title, row.held_on)


def mark(
    session: Session,
    actor: Actor,
    congress_id: str,
    meeting_id: str,
    deputy_id: str,
    given: str,
    *,
    now: datetime,
) -> None:
    """Mark a deputy present, on leave or absent, or take a wrong mark back with an empty one.

    A liaison marks the own delegation only. Nobody but a deputy in office can be present.
    """
    role = actor.role_for(*MARKERS)
    if given and given not in MARKS:
        raise Invalid("attendance.bad_mark", field="mark")
    with writing(session):
        meeting = get_meeting(session, congress_id, meeting_id)
        term_id = roster.session_row(session, congress_id, meeting.session_id).term_id
        deputy = session.scalars(
            select(Deputy).where(
                Deputy.congress_id == congress_id, Deputy.id == deputy_id, Deputy.term_id == term_id
            )
        ).first()
        if deputy is None:
            raise NotFound("roster.deputy_not_found")
        if role is Role.LIAISON and deputy.delegation_id not in _led_by(session, actor, congress_id):
            raise NotAllowed("attendance.other_delegation", name=deputy.name)
        if given and deputy.status != IN_OFFICE:
            raise Conflict("attendance.not_in_office", name=deputy.name)
        before = _set(session, congress_id, meeting_id, deputy_id, given)
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="mark_attendance",
            object_kind="meeting",
            object_id=meeting_id,
            before={"deputy": deputy_id, "mark": before},
            after={"deputy": deputy_id, "mark": given},
            now=now,
        )


def _set(session: Session, congress_id: str, meeting_id: str, deputy_id: str, given: str) -> str:
    """Write the mark; returns the one before, empty if there was none."""
    row = session.scalars(
        select(Attendance).where(
            Attendance.congress_id == congress_id,
            Attendance.meeting_id == meeting_id,
            Attendance.deputy_id == deputy_id,
        )
    ).first()
    before = row.mark if row else ""
    if row is None and given:
        session.add(
            Attendance(congress_id=congress_id, meeting_id=meeting_id, deputy_id=deputy_id, mark=given)
        )
    elif row is not None and given:
        row.mark = given
    elif row is not None:
        session.delete(row)
    session.flush()
    return before


def _led_by(session: Session, actor: Actor, congress_id: str) -> set[str]:
    query = select(Delegation.id).where(
        Delegation.congress_id == congress_id, Delegation.liaison_id == actor.person_id
    )
    return set(session.scalars(query))


def attendance(session: Session, congress_id: str, meeting_id: str) -> AttendanceCount:
    """应到 is 实有代表 as fixed for the session, or as the roster stands while it is not."""
    meeting = get_meeting(session, congress_id, meeting_id)
    state = roster.roster_state(session, congress_id, meeting.session_id)
    marks = Counter(
        session.scalars(
            select(Attendance.mark).where(
                Attendance.congress_id == congress_id, Attendance.meeting_id == meeting_id
            )
        )
    )
    due = state.all_deputies if state.frozen_count is None else state.frozen_count
    present, on_leave = marks[PRESENT], marks[ON_LEAVE]
    return AttendanceCount(due, present, on_leave, due - present - on_leave)


def attendance_lines(
    session: Session,
    actor: Actor,
    congress_id: str,
    meeting_id: str,
    *,
    search: str = "",
    delegation_id: str = "",
) -> list[AttendanceLine]:
    """Deputies in office with their marks, found by name, number or seat."""
    meeting = get_meeting(session, congress_id, meeting_id)
    rows = session.execute(
        select(Attendance.deputy_id, Attendance.mark).where(
            Attendance.congress_id == congress_id, Attendance.meeting_id == meeting_id
        )
    )
    marks: dict[str, str] = {deputy_id: found for deputy_id, found in rows}
    everybody = actor.may(Role.DESK, Role.SECRETARIAT, Role.ADMIN)
    led = {
        line.name
        for line in roster.delegations(session, congress_id, meeting.session_id)
        if line.liaison_id == actor.person_id
    }
    deputies = roster.roster(
        session, congress_id, meeting.session_id, search=search, delegation_id=delegation_id
    )
    return [
        AttendanceLine(deputy, marks.get(deputy.id, ""), everybody or deputy.delegation in led)
        for deputy in deputies
        if deputy.status == IN_OFFICE
    ]
