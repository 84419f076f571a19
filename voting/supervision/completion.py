"""A project's end: completed (已完工), accepted and handed over (已验收移交), or taken up again.

move(session, actor, congress_id, project_id, verb, given, now=) -> state
verbs(session, congress_id, project_id, actor) -> list[str]        of WORDS, open to the actor
history(session, congress_id, project_id) -> list[Step]            the first first

Suspending and ending a project are decisions of a body: changes.py. 「基本完成」 is no state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voting import acts, sheets
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import N_, Conflict, Invalid
from voting.sheets import Column, Sheet, day, parse_form, text
from voting.supervision import programmes, readings
from voting.supervision.machines import PROJECT
from voting.supervision.texts import day_in_hall

WORDS: dict[str, str] = {
    "complete": N_("确认完工"),
    "hand_over": N_("验收移交"),
    "reopen": N_("恢复为实施中"),
}
# What is said of each step; it stands as the reason in the log.
FORM = Sheet(
    N_("完工和移交"),
    (
        Column("on", N_("日期"), day, required=True),
        Column("paper", N_("依据（验收单、移交书、会议纪要等的名称和文号）"), text(100), required=True),
    ),
)


@dataclass(frozen=True)
class Step:
    """One step with what was said of it: the day and the paper."""

    verb: str
    said: str
    who: str
    at: datetime


def move(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    verb: str,
    given: Mapping[str, str],
    *,
    now: datetime,
) -> str:
    """``given`` by the keys of FORM; the day may not be in the future. Returns the project's new state."""
    said: Mapping[str, sheets.Value] = parse_form(FORM, given)
    if datetime.fromisoformat(str(said["on"])).date() > day_in_hall(now):
        raise Invalid("supervision.day_to_come", field="on")
    if verb not in WORDS:
        raise Conflict("states.not_from_here", object=PROJECT.name, state="", verb=verb)
    with writing(session):
        row = programmes.row_of(session, congress_id, project_id)
        reason = f"{said['on']} {said['paper']}"
        state = PROJECT.move(session, row, verb, actor=actor, now=now, reason=reason)
        readings.settle(session, congress_id, row.programme_id, now=now)
        return state


def verbs(session: Session, congress_id: str, project_id: str, actor: Actor) -> list[str]:
    row = programmes.row_of(session, congress_id, project_id)
    return [verb for verb in PROJECT.verbs(row, actor) if verb in WORDS]


def history(session: Session, congress_id: str, project_id: str) -> list[Step]:
    found = [act for act in acts.acts_of(session, congress_id, PROJECT.name, project_id) if act.verb in WORDS]
    names = names_of(session, {act.actor_id for act in found if act.actor_id})
    return [Step(act.verb, act.reason, names.get(act.actor_id or "", ""), act.minute) for act in found]
