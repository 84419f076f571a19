"""What the bodies decided on the drafts of a call (审定): recorded step by step, in the order of the call.

record(session, actor, congress_id, call_id, given: Meeting, now=) -> sign-off id
meetings(session, congress_id, call_id) -> list[MeetingLine]
open_steps(session, congress_id, call) -> tuple[step, …]          steps that may be recorded now
standing(session, congress_id, call, drafts) -> dict[draft id, Standing]
finalise(session, actor, congress_id, draft_ids, now=)              once every body agreed and nothing is open

The presidium and the committees have no login: a desk enters what they decided, with number and scan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection import objections
from voting.collection.calls import CallLine, get
from voting.collection.draft_models import ITEM_OUTCOMES, STEP_OUTCOMES, STEPS, SignOff, SignOffItem
from voting.collection.draft_work import step as move_draft
from voting.collection.drafts import DraftLine, row_of
from voting.collection.drafts import get as draft
from voting.collection.machines import DESK_ROLES
from voting.collection.meetings import Held, check
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound, NotReady

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")

# Bodies decide on drafts that were handed in; some hear of them only while the public notice hangs out.
BEFORE_BODIES = ("review", "notice")


@dataclass(frozen=True)
class Item:
    """What a body said of one draft; all but ``kept`` give a reason."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Meeting(Held):
    """A meeting of a body on the drafts of a call: at which step, and what it said of each."""

    step: str
    items: Mapping[str, Item]
    started: str = ""


@dataclass(frozen=True)
class MeetingLine:
    """A recorded meeting; ``items`` by draft id with the version that lay before the body."""

    id: str
    step: str
    body: str
    held_on: date
    started: str
    document_no: str
    present: int | None
    in_favour: int | None
    against: int | None
    abstained: int | None
    outcome: str
    opinion: str
    file_sha: str
    file_name: str
    recorded_at: datetime
    recorder: str = ""
    items: Mapping[str, tuple[Item, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Where a draft stands: steps passed, steps missing, and steps that saw an older wording."""

    passed: tuple[str, ...]
    missing: tuple[str, ...]
    outdated: tuple[str, ...]


# Reading --------------------------------------------------------------------------------------


def meetings(session: Session, congress_id: str, call_id: str) -> list[MeetingLine]:
    """All meetings of a call in the order in which they were entered."""
    rows = session.scalars(
        select(SignOff)
        .where(SignOff.congress_id == congress_id, SignOff.call_id == call_id)
        .order_by(SignOff.recorded_at, SignOff.held_on, SignOff.id)
    ).all()
    said: dict[str, dict[str, tuple[Item, int]]] = {row.id: {} for row in rows}
    items = select(SignOffItem).where(
        SignOffItem.congress_id == congress_id, SignOffItem.sign_off_id.in_(list(said))
    )
    for item in session.scalars(items):
        said[item.sign_off_id][item.draft_id] = (Item(item.outcome, item.reason), item.version)
    names = names_of(session, {row.recorded_by for row in rows})
    plain = [name for name in MeetingLine.__dataclass_fields__ if name not in ("items", "recorder")]
    return [
        MeetingLine(
            **{name: getattr(row, name) for name in plain},
            recorder=names.get(row.recorded_by, ""),
            items=said[row.id],
        )
        for row in rows
    ]


def meeting(session: Session, congress_id: str, call_id: str, meeting_id: str) -> MeetingLine:
    for line in meetings(session, congress_id, call_id):
        if line.id == meeting_id:
            return line
    raise NotFound("collection.meeting_not_found")


def open_steps(session: Session, congress_id: str, call: CallLine) -> tuple[str, ...]:
    """Steps met before may meet again; the next one may once all before it have met."""
    met = {line.step for line in meetings(session, congress_id, call.id)}
    steps = [name for name in call.bodies if name in STEPS]
    following = [name for name in steps if name not in met][:1]
    return tuple(name for name in steps if name in met or name in following)


def standing(
    session: Session, congress_id: str, call: CallLine, drafts: Sequence[DraftLine]
) -> dict[str, Standing]:
    """Of each draft, by the last that each body said of it."""
    last: dict[tuple[str, str], tuple[MeetingLine, Item, int]] = {}
    for line in meetings(session, congress_id, call.id):
        for draft_id, (item, version) in line.items.items():
            last[draft_id, line.step] = (line, item, version)
    found = {}
    for each in drafts:
        passed, missing, outdated = [], [], []
        for name in call.bodies:
            met = last.get((each.id, name))
            if met is None or met[0].outcome == "returned" or met[1].outcome == "dropped":
                missing.append(name)
                continue
            passed.append(name)
            # A body that agreed with changes is followed by a version that makes them.
            if met[2] != each.version and met[1].outcome != "changed":
                outdated.append(name)
        found[each.id] = Standing(tuple(passed), tuple(missing), tuple(outdated))
    return found


# Recording ------------------------------------------------------------------------------------


def record(
    session: Session, actor: Actor, congress_id: str, call_id: str, given: Meeting, *, now: datetime
) -> str:
    """Write down what a body decided; drafts that it dropped or sent back move at once."""
    role = actor.role_for(*DESK_ROLES)
    with writing(session):
        call = get(session, congress_id, call_id)
        _check(given, now)
        if given.step not in call.bodies:
            raise Invalid("collection.step_unknown", field="step")
        if given.step not in open_steps(session, congress_id, call):
            raise NotReady("collection.step_too_early")
        row = _row(congress_id, call_id, actor, given, now)
        session.add(row)
        session.flush()
        for draft_id, item in given.items.items():
            _decide(session, actor, row, draft_id, item, now)
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="record_meeting",
            object_kind="call",
            object_id=call_id,
            after={"step": row.step, "number": row.document_no, "outcome": row.outcome, "scan": row.file_sha},
            now=now,
        )
        return row.id


def _check(given: Meeting, now: datetime) -> None:
    check(given, STEP_OUTCOMES, now)
    if given.started and not CLOCK.fullmatch(given.started):
        raise Invalid("collection.bad_clock", field="started")
    if not given.items:
        raise Invalid("collection.nothing_chosen", field="items")
    for item in given.items.values():
        if item.outcome not in ITEM_OUTCOMES:
            raise Invalid("collection.step_outcome_unknown", field="items")
        if item.outcome != "kept" and len(item.reason.strip()) < 2:
            raise Invalid("collection.item_reason_missing", field="items")


def _row(congress_id: str, call_id: str, actor: Actor, given: Meeting, now: datetime) -> SignOff:
    return SignOff(
        id=new_id(),
        congress_id=congress_id,
        call_id=call_id,
        step=given.step,
        body=given.body.strip(),
        held_on=given.held_on,
        started=given.started,
        document_no=given.document_no.strip(),
        present=given.present,
        in_favour=given.in_favour,
        against=given.against,
        abstained=given.abstained,
        outcome=given.outcome,
        opinion=given.opinion.strip(),
        file_sha=given.scan.digest if given.scan else "",
        file_name=given.scan.name if given.scan else "",
        recorded_by=actor.person_id,
        recorded_at=now,
    )


def _decide(session: Session, actor: Actor, row: SignOff, draft_id: str, item: Item, now: datetime) -> None:
    found = row_of(session, row.congress_id, draft_id)
    if found.call_id != row.call_id or found.state not in BEFORE_BODIES:
        raise Conflict("collection.not_in_review", name=found.title)
    reason = item.reason.strip()[:200]
    session.add(
        SignOffItem(
            congress_id=row.congress_id,
            sign_off_id=row.id,
            draft_id=draft_id,
            version=found.version,
            outcome=item.outcome,
            reason=reason,
        )
    )
    session.flush()
    if item.outcome == "dropped":
        move_draft(session, actor, found, "drop", reason, now)
    elif row.outcome == "returned":
        move_draft(session, actor, found, "return", row.opinion[:200], now)


# The end of it --------------------------------------------------------------------------------


def finalise(
    session: Session, actor: Actor, congress_id: str, draft_ids: Sequence[str], *, now: datetime
) -> int:
    """审定: every body agreed with this wording, and every objection is answered."""
    if not draft_ids:
        raise Invalid("collection.nothing_chosen", field="drafts")
    with writing(session):
        for draft_id in draft_ids:
            row = row_of(session, congress_id, draft_id)
            call = get(session, congress_id, row.call_id)
            found = standing(session, congress_id, call, [draft(session, congress_id, draft_id)])[draft_id]
            if found.missing:
                raise NotReady("collection.steps_missing", name=row.title, missing=len(found.missing))
            if found.outdated:
                raise NotReady("collection.steps_outdated", name=row.title)
            objections.require_answered(session, congress_id, row)
            move_draft(session, actor, row, "finalise", "", now)
    return len(draft_ids)
