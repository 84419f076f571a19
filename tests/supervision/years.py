"""A congress in the middle of a year: three projects with published plans and an open first quarter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from voting.congress import units
from voting.congress.roles import Actor, Role
from voting.polling.sittings import Project
from voting.supervision import plans, programmes, rounds

YEAR = 2026
BEGUN = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)  # the first quarter's reports are being written
TEXTS = (
    Project("老旧小区改造", content="改造老旧小区12个", investment="1200", unit="县住建局"),
    Project("普惠托育园建设", content="建成托育园3所", investment="600", unit="县教育局"),
    Project("农村供水管网更新", content="更新管网40公里", investment="900", unit="县水利局"),
)
UNITS = ("县住建局", "县教育局", "县水利局", "县财政局")


def plan_form(lead: str, **changed: str) -> dict[str, str]:
    """A plan as it is typed into the form, without a thing to warn of."""
    given = {
        "leader": "周某（副县长）",
        "lead_unit": lead,
        "support_units": "县财政局",
        "contact": "吴某 01012345",
        "content": "改造12个",
        "target": "年底前完工12个",
        "amount": "12",
        "measure": "个",
        "baseline": "0",
        "start": "2026-02-20",
        "deadline": "2026-11-30",
        "total_money": "1200",
        "own_money": "800",
        "upper_money": "300",
        "social_money": "100",
        "milestones": "2026-03-31 完成招标 20 吴某\n2026-06-30 主体过半 30 吴某\n"
        "2026-09-30 主体完成 30 吴某\n2026-11-30 竣工验收 20 吴某",
    }
    return given | changed


@dataclass
class Year:
    """``units`` by short name; the actor ``unit`` works for the first, ``other_unit`` for the second."""

    session: Session
    congress_id: str
    actor_of: Callable[[Role], Actor]
    units: dict[str, str]
    programme_id: str
    project_ids: list[str]
    round_id: str
    year: int = YEAR
    now: datetime = NOW

    @property
    def office(self) -> Actor:
        return self.actor_of(Role.SUPERVISION_OFFICE)

    @property
    def committee(self) -> Actor:
        return self.actor_of(Role.COMMITTEE_MEMBER)

    @property
    def inspectorate(self) -> Actor:
        return self.actor_of(Role.INSPECTORATE)

    @property
    def finance(self) -> Actor:
        return self.actor_of(Role.FINANCE)

    @property
    def audit(self) -> Actor:
        return self.actor_of(Role.AUDIT_OFFICE)

    @property
    def deputy(self) -> Actor:
        return self.actor_of(Role.DEPUTY)

    @property
    def unit(self) -> Actor:
        return self.actor_of(Role.UNIT)

    def as_office(self) -> tuple[Session, Actor, str]:
        return self.session, self.office, self.congress_id

    def move_round(self, *verbs: str) -> str:
        """Move the open round by these verbs of machines.ROUND; returns its state."""
        return [rounds.move(*self.as_office(), self.round_id, verb, now=self.now) for verb in verbs][-1]


def open_year(session: Session, congress_id: str, actor_of: Callable[[Role], Actor]) -> Year:
    """``actor_of`` gives somebody with exactly this role in the congress."""
    desk, office = actor_of(Role.CONGRESS_DESK), actor_of(Role.SUPERVISION_OFFICE)
    made = {
        name: units.add(session, desk, congress_id, name=f"临海{name}", short=name, now=BEGUN)
        for name in UNITS
    }
    worker = actor_of(Role.UNIT).person_id  # whose role may have been granted only now
    units.assign(session, desk, congress_id, made[UNITS[0]], worker, now=datetime.now(UTC))
    programme_id = programmes.enter(session, office, congress_id, YEAR, TEXTS, now=BEGUN)
    lines = programmes.projects(session, congress_id, programme_id)
    for line, lead in zip(lines, UNITS, strict=False):
        given = plan_form(lead, content=line.promise.content, target=f"年底前{line.promise.content}")
        plans.write(session, actor_of(Role.INSPECTORATE), congress_id, line.id, given, now=BEGUN)
    plans.publish(session, office, congress_id, programme_id, now=BEGUN)
    rounds.plan(session, office, congress_id, programme_id, now=BEGUN)
    first = rounds.rounds(session, congress_id, programme_id)[0]
    rounds.move(session, office, congress_id, first.id, "open", now=NOW)
    return Year(session, congress_id, actor_of, made, programme_id, [line.id for line in lines], first.id)
