"""A year's rounds: planned from its rhythm, opened, moved on and closed by the office, hashed when closed.

plan(session, actor, congress_id, programme_id, now=) -> int         rounds that were missing
plan_again(session, actor, congress_id, programme_id, now=) -> int   dates of rounds not begun, computed anew
rounds(session, congress_id, programme_id) -> list[RoundLine]        by the day that they speak of
of(session, congress_id, round_id) -> RoundLine
current(session, congress_id, programme_id) -> RoundLine | None      the oldest that is open
joined(session, congress_id, programme_id) -> round id | None        the same, for what is written now
open_rounds(session, congress_id, programme_id=None) -> list[RoundLine]
set_dates(session, actor, congress_id, round_id, given, now=)
move(session, actor, congress_id, round_id, verb, now=) -> state     a verb of machines.ROUND
verbs(session, congress_id, round_id, actor) -> list[str]
due(session, congress_id, today) -> list[Due]                        windows that end in three working days or
                                                                     less, end today, or are over
row_of(session, congress_id, round_id) -> Round                      for the modules of this room
require_open(session, congress_id, round_id, *states) -> Round       NotReady where it is in none of them
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Invalid, NotFound, NotReady
from voting.supervision import calendar, programmes, seals
from voting.supervision.machines import OFFICE, ROUND
from voting.supervision.rhythm import last_day as last_day
from voting.supervision.rhythm import rhythm, usual_dates
from voting.supervision.round_models import Round

# Modules of this room whose ``sealed_content(session, congress_id, round_row) -> dict`` a seal keeps.
SEALED: tuple[str, ...] = ("reports", "evidence", "groups", "ratings")
# Those whose ``settle(session, congress_id, programme_id, now=)`` begins an opened round.
SETTLED: tuple[str, ...] = ("readings",)
REMIND_BEFORE = 3  # working days

WINDOWS = {"reporting": "report_due", "inspecting": "inspect_due", "rating": "rating_due"}


@dataclass(frozen=True)
class RoundLine:
    """A round; the dates are the last days of its windows, None where the window is not planned."""

    id: str
    congress_id: str
    programme_id: str
    kind: str
    number: int
    state: str
    as_of: date
    opens_on: date
    report_due: date
    inspect_due: date | None
    rating_due: date | None

    @property
    def due(self) -> date | None:
        """The last day of the window that is open now."""
        found: date | None = getattr(self, WINDOWS[self.state]) if self.state in WINDOWS else None
        return found


@dataclass(frozen=True)
class Due:
    """A round whose window ends in ``left`` working days (0: today; negative: so many days ago)."""

    round: RoundLine
    day: date
    left: int


# Planning -------------------------------------------------------------------------------------


def plan(session: Session, actor: Actor, congress_id: str, programme_id: str, *, now: datetime) -> int:
    """Make the rounds of the year's rhythm that are not there yet; those there stay as they are."""
    role = actor.role_for(*OFFICE)
    programme = programmes.programme(session, congress_id, programme_id)
    holidays = calendar.holidays(session, congress_id)
    with writing(session):
        known = {(line.kind, line.number) for line in rounds(session, congress_id, programme_id)}
        wanted = [one for one in rhythm(programme.settings) if one not in known]
        for kind, number in wanted:
            as_of = last_day(programme.year, kind, number)
            dates = usual_dates(programme.settings, kind, as_of, holidays)
            session.add(
                Round(
                    id=new_id(), congress_id=congress_id, programme_id=programme_id, kind=kind, number=number,
                    as_of=as_of, **dates,
                )
            )  # fmt: skip
        session.flush()
        if wanted:
            _record_plan(session, actor, role, congress_id, programme_id, wanted, now)
    return len(wanted)


def plan_again(session: Session, actor: Actor, congress_id: str, programme_id: str, *, now: datetime) -> int:
    """Rounds that have not begun get their usual dates anew: the settings or the holidays changed."""
    role = actor.role_for(*OFFICE)
    programme = programmes.programme(session, congress_id, programme_id)
    holidays = calendar.holidays(session, congress_id)
    changed = []
    with writing(session):
        query = select(Round).where(
            Round.congress_id == congress_id, Round.programme_id == programme_id, Round.state == "planned"
        )
        for row in session.scalars(query.order_by(Round.as_of)):
            dates = usual_dates(programme.settings, row.kind, row.as_of, holidays)
            if any(getattr(row, name) != day for name, day in dates.items()):
                changed.append((row.kind, row.number))
                for name, day in dates.items():
                    setattr(row, name, day)
        if changed:
            _record_plan(session, actor, role, congress_id, programme_id, changed, now)
    return len(changed)


def _record_plan(
    session: Session,
    actor: Actor,
    role: str,
    congress_id: str,
    programme_id: str,
    which: list[tuple[str, int]],
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=role,
        verb="plan_rounds",
        object_kind="programme",
        object_id=programme_id,
        after={"rounds": [f"{kind} {number}" for kind, number in which]},
        now=now,
    )


def set_dates(
    session: Session,
    actor: Actor,
    congress_id: str,
    round_id: str,
    given: Mapping[str, date | None],
    *,
    now: datetime,
) -> None:
    """Other last days than the usual ones, by the names of Round's columns; they must follow each other."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        row_of(session, congress_id, round_id, held="alone")
        row = require_open(session, congress_id, round_id, "planned", *WINDOWS)
        names = ("opens_on", "report_due", "inspect_due", "rating_due")
        before = {name: getattr(row, name) for name in names}
        after = {name: given.get(name) for name in names}
        if after["inspect_due"] is None and row.state in ("inspecting", "rating"):
            after["inspect_due"] = row.inspect_due
        if after["rating_due"] is None and row.state == "rating":
            after["rating_due"] = row.rating_due
        days = [row.as_of, *(after[name] for name in names)]
        told = [day for day in days if day is not None]
        if after["opens_on"] is None or after["report_due"] is None or told != sorted(told):
            raise Invalid("supervision.bad_windows", field="report_due")
        if after["rating_due"] is not None and after["inspect_due"] is None:
            raise Invalid("supervision.bad_windows", field="inspect_due")
        for name, day in after.items():
            setattr(row, name, day)
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="set_dates",
            object_kind="round",
            object_id=round_id,
            before={name: str(day) for name, day in before.items()},
            after={name: str(day) for name, day in after.items()},
            now=now,
        )


# Moving ---------------------------------------------------------------------------------------


def verbs(session: Session, congress_id: str, round_id: str, actor: Actor) -> list[str]:
    """What the actor can do next with the round."""
    row = row_of(session, congress_id, round_id)
    planned = {"end_reporting": row.inspect_due is not None, "begin_rating": row.rating_due is not None}
    last = {"reporting": not planned["end_reporting"], "inspecting": not planned["begin_rating"]}
    return [
        verb
        for verb in ROUND.verbs(row, actor)
        if planned.get(verb, True) and (verb != "archive" or last.get(row.state, True))
    ]


def move(session: Session, actor: Actor, congress_id: str, round_id: str, verb: str, *, now: datetime) -> str:
    """Open, move on or close; closing hashes what the round held onto the rounds before it."""
    with writing(session):
        row = row_of(session, congress_id, round_id, held="alone")
        programme = programmes.programme(session, congress_id, row.programme_id)
        if programme.state != "published":
            raise NotReady("supervision.not_published")
        if verb == "archive":
            content = _content(session, congress_id, row)
            state = ROUND.move(session, row, verb, actor=actor, now=now)
            seals.seal(session, actor, row, content, now=now)
        else:
            state = ROUND.move(session, row, verb, actor=actor, now=now)
        if verb == "open":
            for name in SETTLED:
                settle = import_module(f"voting.supervision.{name}").settle
                settle(session, congress_id, row.programme_id, now=now)
    return state


def _content(session: Session, congress_id: str, row: Round) -> dict[str, object]:
    """What the modules say that the round held, and the projects as they stood."""
    projects = [
        {"id": one.id, "number": one.number, "name": one.name, "state": one.state, "plan": one.plan_version,
         "promise": one.promise_digest}
        for one in programmes.projects(session, congress_id, row.programme_id)
    ]  # fmt: skip
    told = {
        name: import_module(f"voting.supervision.{name}").sealed_content(session, congress_id, row)
        for name in SEALED
    }
    return {"projects": projects, **told}


# Reading --------------------------------------------------------------------------------------


def rounds(session: Session, congress_id: str, programme_id: str) -> list[RoundLine]:
    query = select(Round).where(Round.congress_id == congress_id, Round.programme_id == programme_id)
    return [_line(row) for row in session.scalars(query.order_by(Round.as_of))]


def of(session: Session, congress_id: str, round_id: str) -> RoundLine:
    return _line(row_of(session, congress_id, round_id))


def open_rounds(session: Session, congress_id: str, programme_id: str | None = None) -> list[RoundLine]:
    """Opened and not closed, the oldest first."""
    query = select(Round).where(Round.congress_id == congress_id, Round.state.in_(WINDOWS))
    if programme_id is not None:
        query = query.where(Round.programme_id == programme_id)
    return [_line(row) for row in session.scalars(query.order_by(Round.as_of))]


def current(session: Session, congress_id: str, programme_id: str) -> RoundLine | None:
    return next(iter(open_rounds(session, congress_id, programme_id)), None)


def joined(session: Session, congress_id: str, programme_id: str) -> str | None:
    """The round that what is being written belongs to; it is not sealed before the caller commits."""
    line = current(session, congress_id, programme_id)
    return require_open(session, congress_id, line.id, *WINDOWS).id if line else None


def due(session: Session, congress_id: str, today: date) -> list[Due]:
    """Windows to remind of: three working days before their end, on the day, and while they are overdue."""
    holidays = calendar.holidays(session, congress_id)
    found = []
    for line in open_rounds(session, congress_id):
        day = line.due
        if day is None:
            continue
        left = (
            calendar.working_days_between(today, day, holidays)
            if day >= today
            else -calendar.working_days_between(day, today, holidays)
        )
        if left <= REMIND_BEFORE:
            found.append(Due(line, day, left))
    return found


def row_of(session: Session, congress_id: str, round_id: str, *, held: str = "") -> Round:
    """``held``: for writing into the round ("shared", by many at once) or for moving it ("alone"). On
    PostgreSQL they wait for each other, so that a seal holds all that was written; SQLite has one writer."""
    query = select(Round).where(Round.congress_id == congress_id, Round.id == round_id)
    if held:
        query = query.with_for_update(read=held == "shared").execution_options(populate_existing=True)
    row = session.scalars(query).first()
    if row is None:
        raise NotFound("supervision.round_not_found")
    return row


def require_open(session: Session, congress_id: str, round_id: str, *states: str) -> Round:
    """The round, if it is in one of ``states``; else NotReady: nothing is written into it then."""
    row = row_of(session, congress_id, round_id, held="shared")
    if row.state not in states:
        raise NotReady("supervision.round_not_open", state=row.state)
    return row


def _line(row: Round) -> RoundLine:
    return RoundLine(**{name: getattr(row, name) for name in RoundLine.__dataclass_fields__})
