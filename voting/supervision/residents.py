"""Residents' rating beside a project: by QR code on the spot or on the web, without account, advisory.

open_site / close_site(session, actor, congress_id, …, now=);  sites(session, congress_id, project_ids)
by_token(session, congress_id, token) -> SiteLine
receive(session, secret, congress_id, site, opinion, now=) -> bool       whether it replaced an earlier one
counts(session, congress_id, project_ids) -> dict[project id, Counted]    set-based; none under ten is told
enter_survey(…);  surveys(session, congress_id, project_ids)              counted elsewhere, with their source

One device has one opinion of a project. Who they were is kept nowhere: digests of device and line are keyed,
that of the line changes with the day. What the office looks at and leaves out stands in opinions.py.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.guarding import source
from voting.congress import login, units
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound
from voting.supervision import programmes
from voting.supervision.machines import OFFICE
from voting.supervision.rating_machines import LEAST_RATERS, RESIDENT_GRADES, WAY_WORDS
from voting.supervision.rating_results import HALL
from voting.supervision.resident_models import RatingSite, ResidentRating, SurveyCount

SENTENCE_MOST = 100
MOST_SURVEYED = 1_000_000
# So many from one line within so long, or on one day however slowly they come, are shown to the office; a
# village behind one address is nothing bad.
BURST, BURST_WITHIN = 6, timedelta(minutes=10)
DAILY = 30
UNIT_SINCE = timedelta(days=30)
NONE = (0, 0, 0)


@dataclass(frozen=True)
class SiteLine:
    id: str
    congress_id: str
    project_id: str
    way: str
    name: str
    token: str
    hourly: int
    begins: date
    ends: date
    closed_at: datetime | None

    def is_open(self, today: date) -> bool:
        return self.closed_at is None and self.begins <= today <= self.ends


@dataclass(frozen=True)
class Opinion:
    """What a page sent; ``device`` is a digest already, ``address`` is never kept."""

    grade: int
    sentence: str
    device: str
    address: str


@dataclass(frozen=True)
class Counted:
    """A project's opinions by way, from 满意 to 不满意, without those set aside; ``set_aside`` how many."""

    by_way: Mapping[str, tuple[int, int, int]]
    set_aside: int = 0

    @property
    def votes(self) -> tuple[int, int, int]:
        told = self.by_way.values()
        return sum(each[0] for each in told), sum(each[1] for each in told), sum(each[2] for each in told)

    @property
    def raters(self) -> int:
        return sum(self.votes)

    @property
    def enough(self) -> bool:
        return self.raters >= LEAST_RATERS


@dataclass(frozen=True)
class SurveyLine:
    name: str
    votes: tuple[int, int, int]
    source: str
    entered_at: datetime


# Sites ----------------------------------------------------------------------------------------


def open_site(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    *,
    name: str,
    way: str,
    begins: date,
    ends: date,
    hourly: int,
    now: datetime,
) -> str:
    """A place with a QR code of its own; returns its token."""
    role = actor.role_for(*OFFICE)
    name = " ".join(name.split())
    if not 2 <= len(name) <= 40 or way not in WAY_WORDS or ends < begins or not 1 <= hourly <= 2000:
        raise Invalid("supervision.bad_site", field="name")
    with writing(session):
        project = programmes.project(session, congress_id, project_id)
        if any(site.name == name for site in sites(session, congress_id, [project_id])):
            raise Invalid("supervision.bad_site", field="name")
        row = RatingSite(
            id=new_id(), congress_id=congress_id, project_id=project.id, way=way, name=name,
            token=secrets.token_urlsafe(9), hourly=hourly, begins=begins, ends=ends,
        )  # fmt: skip
        session.add(row)
        session.flush()
        note(session, actor, role, congress_id, project_id, "open_site", {"site": name, "way": way}, now)
        return row.token


def close_site(session: Session, actor: Actor, congress_id: str, site_id: str, *, now: datetime) -> None:
    """Its code leads to a page that says so; what came stays counted."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        row = session.scalars(
            select(RatingSite).where(RatingSite.congress_id == congress_id, RatingSite.id == site_id)
        ).first()
        if row is None:
            raise NotFound("supervision.site_not_found")
        if row.closed_at is not None:
            raise Conflict("supervision.site_closed")
        row.closed_at = now
        note(session, actor, role, congress_id, row.project_id, "close_site", {"site": row.name}, now)


def sites(session: Session, congress_id: str, project_ids: Collection[str]) -> list[SiteLine]:
    query = select(RatingSite).where(
        RatingSite.congress_id == congress_id, RatingSite.project_id.in_(project_ids)
    )
    return [_site(row) for row in session.scalars(query.order_by(RatingSite.way, RatingSite.name))]


def by_token(session: Session, congress_id: str, token: str) -> SiteLine:
    row = session.scalars(
        select(RatingSite).where(RatingSite.congress_id == congress_id, RatingSite.token == token)
    ).first()
    if row is None:
        raise NotFound("supervision.site_not_found")
    return _site(row)


def _site(row: RatingSite) -> SiteLine:
    return SiteLine(**{name: getattr(row, name) for name in SiteLine.__dataclass_fields__})


# Opinions -------------------------------------------------------------------------------------


def receive(
    session: Session, secret: bytes, congress_id: str, site: SiteLine, opinion: Opinion, *, now: datetime
) -> bool:
    """Keep one opinion; a later one of the same device takes the place of its first."""
    sentence = " ".join(opinion.sentence.split())
    if opinion.grade not in range(len(RESIDENT_GRADES)) or len(sentence) > SENTENCE_MOST:
        raise Invalid("supervision.bad_opinion", field="grade", most=SENTENCE_MOST)
    if not site.is_open(now.astimezone(HALL).date()):
        raise Conflict("supervision.site_closed")
    line = _line_digest(secret, opinion.address, now)
    with writing(session):
        row = session.scalars(
            select(ResidentRating).where(
                ResidentRating.congress_id == congress_id,
                ResidentRating.project_id == site.project_id,
                ResidentRating.device == opinion.device,
            )
        ).first()
        again = row is not None
        if row is None:
            row = ResidentRating(
                id=new_id(),
                congress_id=congress_id,
                project_id=site.project_id,
                device=opinion.device,
                flag="",
                set_aside=False,
            )
            session.add(row)
        row.site_id, row.grade, row.line = site.id, opinion.grade, line
        row.sentence, row.sentence_state = sentence, "waiting" if sentence else "none"
        row.minute = now.replace(second=0, microsecond=0)
        session.flush()
        _flag(session, row, opinion.address, now)
        return again


def _line_digest(secret: bytes, address: str, now: datetime) -> str:
    day = now.astimezone(HALL).date()
    return hmac.new(secret, f"line:{day}:{source(address)}".encode(), hashlib.sha256).hexdigest()


def _flag(session: Session, row: ResidentRating, address: str, now: datetime) -> None:
    """Mark what the office should look at; nobody is refused for it."""
    query = select(ResidentRating).where(
        ResidentRating.congress_id == row.congress_id,
        ResidentRating.project_id == row.project_id,
        ResidentRating.line == row.line,  # which is another one tomorrow
    )
    of_day = session.scalars(query).all()
    recent = [each for each in of_day if each.minute > now - BURST_WITHIN]
    if len(recent) >= BURST:
        for each in recent:
            each.flag = each.flag or "burst"
    elif len(of_day) >= DAILY:
        # Once the office judged those before, only what came since waits for it.
        for each in of_day if len(of_day) == DAILY else [row]:
            each.flag = each.flag or "daily"
    involved = _units_of(session, row.congress_id, row.project_id)
    known = units.units(session, row.congress_id)
    staff = {person_id for unit in known if unit.id in involved for person_id in unit.people}
    theirs = login.addresses_of(session, staff, since=now - UNIT_SINCE)
    if source(address) in {source(each) for each in theirs}:
        row.flag = "unit"
    session.flush()


def _units_of(session: Session, congress_id: str, project_id: str) -> set[str]:
    parts = programmes.units_of_project(session, congress_id, [project_id])[project_id]
    return {unit_id for _, unit_id in parts}


def counts(session: Session, congress_id: str, project_ids: Collection[str]) -> dict[str, Counted]:
    """Of every project asked for, also those without any. One query."""
    query = (
        select(
            ResidentRating.project_id,
            RatingSite.way,
            ResidentRating.grade,
            ResidentRating.set_aside,
            func.count(ResidentRating.id),
        )
        .join(
            RatingSite,
            (RatingSite.congress_id == ResidentRating.congress_id)
            & (RatingSite.id == ResidentRating.site_id),
        )
        .where(ResidentRating.congress_id == congress_id, ResidentRating.project_id.in_(project_ids))
        .group_by(ResidentRating.project_id, RatingSite.way, ResidentRating.grade, ResidentRating.set_aside)
    )
    votes: dict[str, dict[str, list[int]]] = {project_id: {} for project_id in project_ids}
    aside = dict.fromkeys(project_ids, 0)
    for project_id, way, grade, set_aside, many in session.execute(query):
        if set_aside:
            aside[project_id] += many
        else:
            votes[project_id].setdefault(way, [0, 0, 0])[grade] += many
    return {
        project_id: Counted(
            {way: (told[0], told[1], told[2]) for way, told in found.items()}, aside[project_id]
        )
        for project_id, found in votes.items()
    }


# Surveys --------------------------------------------------------------------------------------


def enter_survey(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    *,
    name: str,
    votes: Sequence[int],
    source: str,
    now: datetime,
) -> None:
    """What a door survey or a pollster counted; the latest of a name stands, the earlier ones stay."""
    role = actor.role_for(*OFFICE)
    name, source = " ".join(name.split()), " ".join(source.split())
    if not 2 <= len(name) <= 40 or not 2 <= len(source) <= 200 or len(votes) != len(RESIDENT_GRADES):
        raise Invalid("supervision.bad_survey", field="name")
    if not all(0 <= number <= MOST_SURVEYED for number in votes):
        raise Invalid("supervision.bad_survey", field="satisfied")
    with writing(session):
        programmes.project(session, congress_id, project_id)
        session.add(
            SurveyCount(
                id=new_id(), congress_id=congress_id, project_id=project_id, name=name, satisfied=votes[0],
                fair=votes[1], dissatisfied=votes[2], source=source, entered_by=actor.person_id,
                entered_at=now,
            )
        )  # fmt: skip
        session.flush()
        given = {"survey": name, "votes": list(votes), "source": source}
        note(session, actor, role, congress_id, project_id, "enter_survey", given, now)


def surveys(
    session: Session, congress_id: str, project_ids: Collection[str]
) -> dict[str, tuple[SurveyLine, ...]]:
    """The latest of each name."""
    query = (
        select(SurveyCount)
        .where(SurveyCount.congress_id == congress_id, SurveyCount.project_id.in_(project_ids))
        .order_by(SurveyCount.entered_at)
    )
    found: dict[str, dict[str, SurveyLine]] = {}
    for row in session.scalars(query):
        votes = (row.satisfied, row.fair, row.dissatisfied)
        found.setdefault(row.project_id, {})[row.name] = SurveyLine(
            row.name, votes, row.source, row.entered_at
        )
    return {project_id: tuple(by_name.values()) for project_id, by_name in found.items()}


def note(
    session: Session,
    actor: Actor,
    role: str,
    congress_id: str,
    project_id: str,
    verb: str,
    after: Mapping[str, object],
    now: datetime,
    reason: str = "",
) -> None:
    """An act on a project's residents' rating."""
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="resident_rating",
        object_id=project_id,
        after=after,
        reason=reason,
        now=now,
    )
