"""Assessment (论证): units are asked about ideas with a due date, and answer on their page or by Excel.

ask(session, actor, congress_id, idea_ids, unit_ids, due=, note=, now=) -> questions asked
asked_of(session, congress_id, unit_ids, open_only=) -> list[Question]        what units have before them
of_idea(session, congress_id, idea_id) -> list[Question]
reply(session, actor, congress_id, assessment_id, given, now=)                by somebody of the unit
SHEET                                                                         the columns of the answer

A unit reads the idea and the note of the desk that asks; neither the author nor the desk's own notes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.desk_models import Assessment
from voting.collection.ideas import IdeaLine, lines, row_of
from voting.collection.machines import DESK_ROLES, IDEA, own_desk
from voting.congress.roles import Actor, Role
from voting.congress.units import units, units_of
from voting.db import new_id, writing
from voting.errors import N_, Conflict, Invalid, NotAllowed, NotFound
from voting.sheets import Column, Sheet, Value, choice, money, parse_form, text, whole

LONGEST_NOTE = 500
OPINION_WORDS: dict[str, str] = {
    "feasible": N_("可行"),
    "conditional": N_("有条件可行"),
    "infeasible": N_("不可行"),
    "under_way": N_("已列计划或正在实施"),
    "not_ours": N_("不属本单位职责"),
}
OPINION_KEYS = {word: key for key, word in OPINION_WORDS.items()}
SHEET = Sheet(
    "论证意见",
    (
        Column(
            "number",
            N_("受理编号"),
            whole(1, 999_999_999),
            required=True,
            comment="不要改动，回填时据此对应。",
            example="1",
        ),
        Column("title", N_("标题"), text(40), example="（示例）建社区食堂", width=36),
        Column("content", N_("内容"), text(300), example="老人吃饭不便", width=48),
        Column(
            "opinion",
            N_("论证意见"),
            choice(tuple(OPINION_WORDS.values())),
            required=True,
            choices=tuple(OPINION_WORDS.values()),
            example="可行",
            width=20,
        ),
        Column(
            "answer",
            N_("说明"),
            text(500),
            required=True,
            comment="用一两句话说明理由、条件和进度。",
            example="用地已落实，明年可以完成",
            width=48,
        ),
        Column("estimate", N_("估算(万元)"), money, example="120"),
    ),
)
FORM = Sheet(SHEET.title, SHEET.columns[3:])


@dataclass(frozen=True)
class Question:
    """What a unit was asked about an idea, and its answer if there is one."""

    id: str
    idea: IdeaLine
    unit_id: str
    unit: str
    desk: str
    due: date
    note: str
    opinion: str
    answer: str
    estimate: str
    asked_at: datetime
    answered_at: datetime | None


def ask(
    session: Session,
    actor: Actor,
    congress_id: str,
    idea_ids: Sequence[str],
    unit_ids: Collection[str],
    *,
    due: date,
    note: str,
    now: datetime,
) -> int:
    """Ask every unit about every idea; a question that was not answered yet gets the new date and note."""
    if not idea_ids or not unit_ids:
        raise Invalid("collection.nothing_chosen", field="ideas" if not idea_ids else "units")
    if due < now.date():
        raise Invalid("collection.due_past", field="due")
    if len(note.strip()) > LONGEST_NOTE:
        raise Invalid("collection.too_long", field="note", most=LONGEST_NOTE)
    with writing(session):
        known = {unit.id for unit in units(session, congress_id)}
        if not set(unit_ids) <= known:
            raise NotFound("congress.unit_not_found")
        for idea_id in idea_ids:
            row = row_of(session, congress_id, idea_id)
            own_desk(session, row, actor, now)
            if row.state == "received":
                IDEA.move(session, row, "take_up", actor=actor, now=now)
            if row.state != "in_progress":
                raise Conflict("collection.already_answered")
            for unit_id in sorted(unit_ids):
                _ask(session, actor, congress_id, idea_id, unit_id, row.desk, due, note.strip(), now)
    return len(idea_ids) * len(unit_ids)


def _ask(
    session: Session,
    actor: Actor,
    congress_id: str,
    idea_id: str,
    unit_id: str,
    desk: str,
    due: date,
    note: str,
    now: datetime,
) -> None:
    row = session.scalars(
        select(Assessment).where(
            Assessment.congress_id == congress_id,
            Assessment.idea_id == idea_id,
            Assessment.unit_id == unit_id,
        )
    ).first()
    if row is None:
        row = Assessment(id=new_id(), congress_id=congress_id, idea_id=idea_id, unit_id=unit_id, desk=desk)
        row.asked_by, row.asked_at = actor.person_id, now
        session.add(row)
    row.due, row.note = due, note
    if row.answered_at is not None:  # asked once more
        row.answered_at = row.answered_by = None
    session.flush()
    _record(session, actor, congress_id, idea_id, "ask_unit", {"unit": unit_id, "due": due.isoformat()}, now)


def asked_of(
    session: Session, congress_id: str, unit_ids: Collection[str], *, open_only: bool = False
) -> list[Question]:
    """What lies before these units, what is due first on top."""
    query = select(Assessment).where(Assessment.congress_id == congress_id, Assessment.unit_id.in_(unit_ids))
    if open_only:
        query = query.where(Assessment.answered_at.is_(None))
    rows = session.scalars(query.order_by(Assessment.answered_at.is_not(None), Assessment.due)).all()
    return _questions(session, congress_id, rows)


def of_idea(session: Session, congress_id: str, idea_id: str) -> list[Question]:
    rows = session.scalars(
        select(Assessment)
        .where(Assessment.congress_id == congress_id, Assessment.idea_id == idea_id)
        .order_by(Assessment.asked_at, Assessment.id)
    ).all()
    return _questions(session, congress_id, rows)


def _questions(session: Session, congress_id: str, rows: Sequence[Assessment]) -> list[Question]:
    known = lines(session, congress_id, [row.idea_id for row in rows])
    names = {unit.id: unit.shown for unit in units(session, congress_id, closed=True)}
    return [
        Question(
            row.id,
            known[row.idea_id],
            row.unit_id,
            names[row.unit_id],
            row.desk,
            row.due,
            row.note,
            row.opinion,
            row.answer,
            row.estimate,
            row.asked_at,
            row.answered_at,
        )
        for row in rows
    ]


def question(session: Session, actor: Actor, congress_id: str, assessment_id: str) -> Question:
    """One question before a unit of the actor's; NotFound for those of others."""
    mine = [unit.id for unit in units_of(session, congress_id, actor.person_id)]
    row = session.scalars(
        select(Assessment).where(
            Assessment.congress_id == congress_id,
            Assessment.id == assessment_id,
            Assessment.unit_id.in_(mine),
        )
    ).first()
    if row is None:
        raise NotFound("collection.question_not_found")
    return _questions(session, congress_id, [row])[0]


def reply(
    session: Session,
    actor: Actor,
    congress_id: str,
    assessment_id: str,
    given: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """The unit's answer from a form with FORM's keys; it may be mended until the idea is decided."""
    if not actor.may(Role.UNIT):
        raise NotAllowed("congress.role_missing")
    values = parse_form(FORM, given)
    with writing(session):
        found = question(session, actor, congress_id, assessment_id)
        write_reply(session, actor, congress_id, found, values, now=now)


def write_reply(
    session: Session,
    actor: Actor,
    congress_id: str,
    found: Question,
    values: Mapping[str, Value],
    *,
    now: datetime,
) -> None:
    """Inside a writing transaction; the Excel import uses it as well."""
    if found.idea.state != "in_progress":
        raise Conflict("collection.already_answered")
    row = session.get_one(Assessment, found.id)
    row.opinion = OPINION_KEYS[str(values["opinion"])]
    row.answer = str(values["answer"])
    row.estimate = str(values.get("estimate", ""))
    row.answered_by, row.answered_at = actor.person_id, now
    session.flush()
    after = {"unit": row.unit_id, "opinion": row.opinion}
    _record(session, actor, congress_id, row.idea_id, "answer_desk", after, now)


def _record(
    session: Session,
    actor: Actor,
    congress_id: str,
    idea_id: str,
    verb: str,
    after: Mapping[str, object],
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(*DESK_ROLES, Role.UNIT),
        verb=verb,
        object_kind="idea",
        object_id=idea_id,
        after=after,
        now=now,
    )
