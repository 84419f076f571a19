"""Visits (视察记录): written in a minute and a half, perhaps without network, and confirmed by a deputy.

enter(session, settings, actor, congress_id, NewVisit, pictures, now=) -> bool      False: it was here already
confirm / withdraw(session, actor, congress_id, visit_id, …, now=)
visit(session, congress_id, visit_id) -> VisitLine
visits(session, congress_id, project_ids, states=…) -> list[VisitLine]               the latest first
counts(session, congress_id, project_ids) -> dict[project id, Tally]
may_see(session, congress_id, actor, line) -> bool

The device that writes a visit draws its id. What it sends again, because the answer was lost, is found under
that id and changes nothing; other content under a known id is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import IO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts, pictures
from voting.config import Settings
from voting.congress.people import names_of
from voting.congress.roles import Actor, Role
from voting.db import writing
from voting.errors import Conflict, Invalid, NotAllowed, NotFound, NotReady
from voting.supervision import groups, programmes, rounds
from voting.supervision.group_machines import VISIT
from voting.supervision.group_models import VERDICTS, Visit, VisitGuest
from voting.supervision.groups import today_of
from voting.supervision.machines import FOLLOWERS, OFFICE

WRITERS = (Role.DEPUTY, *OFFICE)
OWNER = "visit"  # of pictures
MOST_PICTURES = 6
LONGEST_PLACE, LONGEST_TEXT = 100, 200
OLDEST = timedelta(days=366)
ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class NewVisit:
    """What a device sends: six fields, and of which project, when and who."""

    id: str
    project_id: str
    held_on: date
    deputies: tuple[str, ...]
    place: str
    verdict: str
    sentence: str
    suggestion: str
    recheck: bool


@dataclass(frozen=True)
class VisitLine:
    """A visit; ``guests`` are (deputy id, name) of those who took part."""

    id: str
    project_id: str
    round_id: str | None
    state: str
    held_on: date
    place: str
    verdict: str
    sentence: str
    suggestion: str
    recheck: bool
    entered_by: str
    entered_at: datetime
    confirmed_as: str | None
    confirmed_at: datetime | None
    guests: tuple[tuple[str, str], ...]
    writer: str
    confirmer: str

    @property
    def who(self) -> str:
        return "、".join(name for _deputy, name in self.guests)


@dataclass(frozen=True)
class Tally:
    """``waiting`` for a deputy's confirmation; ``latest`` the last day that was confirmed."""

    confirmed: int = 0
    waiting: int = 0
    latest: date | None = None


# Coming in ------------------------------------------------------------------------------------


def enter(
    session: Session,
    settings: Settings,
    actor: Actor,
    congress_id: str,
    given: NewVisit,
    files: Sequence[IO[bytes]],
    *,
    now: datetime,
) -> bool:
    """Keep a visit with its pictures, all or nothing; one that a deputy of the group wrote is confirmed."""
    role = actor.role_for(*WRITERS)
    digest = _digest(given, files)
    with writing(session):
        known = select(Visit.digest).where(Visit.congress_id == congress_id, Visit.id == given.id)
        for before in session.scalars(known):
            if before != digest:
                raise Conflict("visit.other_content")
            return False
        seat = groups.seat(session, congress_id, given.project_id, actor.person_id)
        if seat is None and not actor.may(*OFFICE):
            raise NotAllowed("visit.not_in_group")
        names = _guests(session, congress_id, given, seat)
        _require_sound(given, files, now)
        project = programmes.project(session, congress_id, given.project_id)
        programme = programmes.programme(session, congress_id, project.programme_id)
        if programme.state != "published":
            raise NotReady("supervision.not_published")
        row = Visit(
            congress_id=congress_id, digest=digest, entered_by=actor.person_id, entered_at=now,
            **{name: value for name, value in asdict(given).items() if name != "deputies"},
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(
            VisitGuest(congress_id=congress_id, visit_id=row.id, deputy_id=deputy_id, name=name)
            for deputy_id, name in names.items()
        )
        owner = pictures.Owner(OWNER, row.id, project.id, programme.year, row.held_on, row.held_on)
        pictures.accept(
            session, settings, congress_id, owner, files, stage="under_way", by=actor.person_id, now=now
        )
        _record(session, actor, role, row, "enter_visit", {"digest": digest}, now)
        if seat is not None:
            _confirm(session, actor, row, project.programme_id, seat, now)
    return True


def _digest(given: NewVisit, files: Sequence[IO[bytes]]) -> str:
    """Over all that was sent; the files are left at their beginning."""
    told = asdict(given) | {"held_on": given.held_on.isoformat(), "deputies": sorted(given.deputies)}
    sums = []
    for file in files:
        sums.append(hashlib.sha256(file.read(pictures.PICTURE_BYTES + 1)).hexdigest())
        file.seek(0)
    text = json.dumps(told | {"pictures": sums}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _guests(session: Session, congress_id: str, given: NewVisit, seat: str | None) -> dict[str, str]:
    """Deputy id → name of those who took part: of the group, now or before."""
    found = groups.group(session, congress_id, given.project_id)
    known = {member.deputy_id: member.name for member in (*found.left, *found.members)}
    wanted = set(given.deputies) | ({seat} if seat else set())
    if not wanted or not wanted <= known.keys():
        raise Invalid("visit.bad_deputies", field="deputies")
    return {deputy_id: known[deputy_id] for deputy_id in sorted(wanted)}


def _require_sound(given: NewVisit, files: Sequence[IO[bytes]], now: datetime) -> None:
    if not ID.fullmatch(given.id):
        raise Invalid("visit.bad_id", field="id")
    if not today_of(now) - OLDEST <= given.held_on <= today_of(now):
        raise Invalid("visit.bad_day", field="held_on")
    if not 2 <= len(given.place) <= LONGEST_PLACE:
        raise Invalid("visit.bad_place", field="place", most=LONGEST_PLACE)
    if given.verdict not in VERDICTS:
        raise Invalid("visit.bad_verdict", field="verdict")
    for name in ("sentence", "suggestion"):
        if len(getattr(given, name)) > LONGEST_TEXT:
            raise Invalid("visit.too_long", field=name, most=LONGEST_TEXT)
    if given.verdict == "bad" and len(given.sentence) < 2:
        raise Invalid("visit.say_what", field="sentence")
    if len(files) > MOST_PICTURES:
        raise Invalid("visit.too_many_pictures", field="pictures", most=MOST_PICTURES)


# Being confirmed ------------------------------------------------------------------------------


def confirm(session: Session, actor: Actor, congress_id: str, visit_id: str, *, now: datetime) -> None:
    """A deputy of the project's group says that it was so; from then on nothing changes it."""
    actor.role_for(Role.DEPUTY)
    with writing(session):
        row = _row(session, congress_id, visit_id)
        seat = groups.seat(session, congress_id, row.project_id, actor.person_id)
        if seat is None:
            raise NotAllowed("visit.not_in_group")
        programme_id = programmes.row_of(session, congress_id, row.project_id).programme_id
        _confirm(session, actor, row, programme_id, seat, now)


def _confirm(session: Session, actor: Actor, row: Visit, programme_id: str, seat: str, now: datetime) -> None:
    if row.state == "entered":  # the settled row refuses every touch; the machine says so in words
        row.round_id = rounds.joined(session, row.congress_id, programme_id)
        row.confirmed_by, row.confirmed_as, row.confirmed_at = actor.person_id, seat, now
    VISIT.move(session, row, "confirm_visit", actor=actor, now=now)


def withdraw(
    session: Session, actor: Actor, congress_id: str, visit_id: str, *, reason: str, now: datetime
) -> None:
    """Take back what was entered by mistake; the office, or the deputy who wrote it."""
    reason = reason.strip()
    if not 2 <= len(reason) <= LONGEST_TEXT:
        raise Invalid("visit.reason_missing", field="reason")
    with writing(session):
        row = _row(session, congress_id, visit_id)
        if not actor.may(*OFFICE) and row.entered_by != actor.person_id:
            raise NotAllowed("visit.not_in_group")
        VISIT.move(session, row, "withdraw_visit", actor=actor, now=now, reason=reason)


def _row(session: Session, congress_id: str, visit_id: str) -> Visit:
    row = session.scalars(select(Visit).where(Visit.congress_id == congress_id, Visit.id == visit_id)).first()
    if row is None:
        raise NotFound("visit.not_found")
    return row


def _record(
    session: Session, actor: Actor, role: str, row: Visit, verb: str, after: dict[str, object], now: datetime
) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="visit",
        object_id=row.id,
        after=after,
        now=now,
    )


# Reading --------------------------------------------------------------------------------------


def visit(session: Session, congress_id: str, visit_id: str) -> VisitLine:
    return _lines(session, congress_id, [_row(session, congress_id, visit_id)])[0]


def visits(
    session: Session,
    congress_id: str,
    project_ids: Collection[str],
    states: Collection[str] = ("entered", "confirmed"),
) -> list[VisitLine]:
    """The visits of these projects, the latest first."""
    rows = session.scalars(
        select(Visit)
        .where(Visit.congress_id == congress_id, Visit.project_id.in_(project_ids), Visit.state.in_(states))
        .order_by(Visit.held_on.desc(), Visit.entered_at.desc(), Visit.id)
    ).all()
    return _lines(session, congress_id, rows)


def _lines(session: Session, congress_id: str, rows: Sequence[Visit]) -> list[VisitLine]:
    guests: dict[str, list[tuple[str, str]]] = {row.id: [] for row in rows}
    query = select(VisitGuest).where(VisitGuest.congress_id == congress_id, VisitGuest.visit_id.in_(guests))
    for guest in session.scalars(query.order_by(VisitGuest.name)):
        guests[guest.visit_id].append((guest.deputy_id, guest.name))
    names = names_of(session, {one for row in rows for one in (row.entered_by, row.confirmed_by) if one})
    plain = [name for name in VisitLine.__dataclass_fields__ if name not in ("guests", "writer", "confirmer")]
    return [
        VisitLine(
            **{name: getattr(row, name) for name in plain},
            guests=tuple(guests[row.id]),
            writer=names.get(row.entered_by, ""),
            confirmer=names.get(row.confirmed_by or "", ""),
        )
        for row in rows
    ]


def counts(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, Tally]:
    """How often each project was visited, in one query."""
    query = (
        select(Visit.project_id, Visit.state, func.count(), func.max(Visit.held_on))
        .where(Visit.congress_id == congress_id, Visit.project_id.in_(project_ids))
        .group_by(Visit.project_id, Visit.state)
    )
    told = {(project_id, state): (many, last) for project_id, state, many, last in session.execute(query)}
    return {
        project_id: Tally(
            told.get((project_id, "confirmed"), (0, None))[0],
            told.get((project_id, "entered"), (0, None))[0],
            told.get((project_id, "confirmed"), (0, None))[1],
        )
        for project_id in project_ids
    }


def may_see(session: Session, congress_id: str, actor: Actor, line: VisitLine) -> bool:
    """What no deputy has confirmed is the group's and the office's own; units see none."""
    if actor.may(*OFFICE) or groups.seat(session, congress_id, line.project_id, actor.person_id):
        return True
    return line.state == "confirmed" and actor.may(*FOLLOWERS)
