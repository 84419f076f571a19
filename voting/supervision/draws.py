"""Sites of a project and the random draw among them (随机抽点), so that nobody knows which to prepare.

sites(session, congress_id, project_id) -> list[SiteLine];  add_sites / remove_site(session, actor, …, now=)
draw(session, actor, congress_id, project_id, many, visit_day, now=, seed=None) -> draw id
draws(session, congress_id, project_id) -> list[DrawLine]               the latest first
order(seed, sites) -> list[int]                                          the rule, for anybody to check

The rule: to each site belongs SHA-256 of "<seed> <name>" in UTF-8; the sites are taken by these digests in
ascending order. Seed and list stand in the draw, so that the same list gives the same sites to anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.people import names_of
from voting.congress.roles import Actor
from voting.db import new_id, writing
from voting.errors import Invalid, NotFound, NotReady
from voting.supervision import calendar, programmes
from voting.supervision.group_models import ProjectSite, SiteDraw
from voting.supervision.groups import today_of
from voting.supervision.machines import OFFICE

LONGEST_SITE, MOST_SITES = 100, 500


@dataclass(frozen=True)
class SiteLine:
    id: str
    name: str


@dataclass(frozen=True)
class DrawLine:
    """A draw; ``drawn`` are the sites in the order of drawing; ``checked``: the rule gives them again."""

    id: str
    visit_day: date
    seed: str
    sites: tuple[str, ...]
    drawn: tuple[str, ...]
    drawer: str
    drawn_at: datetime
    checked: bool

    @property
    def digests(self) -> list[tuple[str, str]]:
        """(site, its digest) by digest: what the draw went by."""
        return [(self.sites[at], digest(self.seed, self.sites[at])) for at in order(self.seed, self.sites)]


def digest(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def order(seed: str, sites: Sequence[str]) -> list[int]:
    """Places in ``sites`` in the order in which they are taken."""
    return sorted(range(len(sites)), key=lambda at: (digest(seed, sites[at]), at))


def _rows(session: Session, congress_id: str, project_id: str) -> list[ProjectSite]:
    query = select(ProjectSite).where(
        ProjectSite.congress_id == congress_id,
        ProjectSite.project_id == project_id,
        ProjectSite.removed_at.is_(None),
    )
    return list(session.scalars(query.order_by(ProjectSite.name)))


def sites(session: Session, congress_id: str, project_id: str) -> list[SiteLine]:
    return [SiteLine(row.id, row.name) for row in _rows(session, congress_id, project_id)]


def add_sites(
    session: Session, actor: Actor, congress_id: str, project_id: str, text: str, *, now: datetime
) -> int:
    """One site a line; those that are listed already are passed over. Returns how many came."""
    role = actor.role_for(*OFFICE)
    names = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
    if not names:
        raise Invalid("group.no_sites", field="sites")
    if any(not 2 <= len(name) <= LONGEST_SITE for name in names):
        raise Invalid("group.bad_site", field="sites", most=LONGEST_SITE)
    with writing(session):
        programmes.row_of(session, congress_id, project_id)
        known = {row.name for row in _rows(session, congress_id, project_id)}
        new = [name for name in names if name not in known]
        if len(known) + len(new) > MOST_SITES:
            raise Invalid("group.too_many_sites", field="sites", most=MOST_SITES)
        session.add_all(
            ProjectSite(id=new_id(), congress_id=congress_id, project_id=project_id, name=name)
            for name in new
        )
        session.flush()
        _record(session, actor, role, congress_id, project_id, "add_sites", {"sites": new}, now)
    return len(new)


def remove_site(
    session: Session, actor: Actor, congress_id: str, project_id: str, site_id: str, *, now: datetime
) -> None:
    """Out of later draws; earlier ones keep their list."""
    role = actor.role_for(*OFFICE)
    with writing(session):
        row = next((one for one in _rows(session, congress_id, project_id) if one.id == site_id), None)
        if row is None:
            raise NotFound("group.site_not_found")
        row.removed_at = now
        session.flush()
        _record(session, actor, role, congress_id, project_id, "remove_site", {"site": row.name}, now)


def draw(
    session: Session,
    actor: Actor,
    congress_id: str,
    project_id: str,
    many: int,
    visit_day: date,
    *,
    now: datetime,
    seed: str | None = None,
) -> str:
    """Draw ``many`` sites for today or the next working day; any earlier they could be prepared."""
    role = actor.role_for(*OFFICE)
    today = today_of(now)
    latest = calendar.working_days_after(today, 1, calendar.holidays(session, congress_id))
    if not today <= visit_day <= latest:
        raise Invalid("group.draw_too_early", field="visit_day", latest=latest.isoformat())
    drawn_seed = seed or secrets.token_hex(16)
    with writing(session):
        programmes.row_of(session, congress_id, project_id)
        names = [row.name for row in _rows(session, congress_id, project_id)]
        if not names:
            raise NotReady("group.no_sites")
        if not 1 <= many <= len(names):
            raise Invalid("group.bad_draw", field="many", most=len(names))
        row = SiteDraw(
            id=new_id(), congress_id=congress_id, project_id=project_id, visit_day=visit_day,
            seed=drawn_seed, sites=names, drawn=order(drawn_seed, names)[:many],
            drawn_by=actor.person_id, drawn_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        told: dict[str, object] = {"seed": row.seed, "sites": row.sites, "drawn": row.drawn}
        _record(session, actor, role, congress_id, project_id, "draw_sites", told, now)
        return row.id


def draws(session: Session, congress_id: str, project_id: str) -> list[DrawLine]:
    rows = session.scalars(
        select(SiteDraw)
        .where(SiteDraw.congress_id == congress_id, SiteDraw.project_id == project_id)
        .order_by(SiteDraw.drawn_at.desc(), SiteDraw.id)
    ).all()
    names = names_of(session, {row.drawn_by for row in rows})
    return [
        DrawLine(
            row.id, row.visit_day, row.seed, tuple(row.sites), tuple(row.sites[at] for at in row.drawn),
            names.get(row.drawn_by, ""), row.drawn_at,
            order(row.seed, row.sites)[: len(row.drawn)] == row.drawn,
        )
        for row in rows
    ]  # fmt: skip


def _record(
    session: Session,
    actor: Actor,
    role: str,
    congress_id: str,
    project_id: str,
    verb: str,
    after: dict[str, object],
    now: datetime,
) -> None:
    acts.record(
        session,
        congress_id=congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="chosen_project",
        object_id=project_id,
        after=after,
        now=now,
    )
