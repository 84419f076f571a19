"""What a supervision group does, for tests: deputies with logins, a group, visits and findings."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta

from PIL import Image

from tests.supervision.years import Year
from voting.config import Settings
from voting.congress import deputies, deputy_logins, roster, services
from voting.congress.roles import Actor, Role
from voting.supervision import findings, groups, letters, visits
from voting.supervision.findings import NewFinding
from voting.supervision.letters import NewLetter
from voting.supervision.visits import NewVisit


def picture(colour: str = "red") -> io.BytesIO:
    """A small photograph as a phone sends it."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG")
    written.seek(0)
    return written


@dataclass
class Group:
    """The group of the year's first project: 王秀兰 leads, 李卫东 is in it, 赵敏 is in no group."""

    year: Year
    settings: Settings
    deputies: dict[str, str]

    @property
    def project_id(self) -> str:
        return self.year.project_ids[0]

    def deputy(self, name: str) -> Actor:
        """The login of a deputy."""
        session, congress_id = self.year.session, self.year.congress_id
        line = deputy_logins.login_of(session, congress_id, self.deputies[name], now=self.year.now)
        assert line is not None
        return Actor(line.id, line.name, frozenset({Role.DEPUTY}))

    def new_visit(self, **changed: object) -> NewVisit:
        given = NewVisit(
            id=secrets.token_hex(16),
            project_id=self.project_id,
            held_on=date(2026, 4, 1),
            deputies=(self.deputies["王秀兰"],),
            place="幸福小区3号楼",
            verdict="bad",
            sentence="地下室排水未接通",
            suggestion="先通水再铺砖",
            recheck=True,
        )
        return replace(given, **changed)

    def enter(self, actor: Actor, given: NewVisit, *files: io.BytesIO) -> bool:
        year = self.year
        return visits.enter(year.session, self.settings, actor, year.congress_id, given, files, now=year.now)

    def confirmed_visit(self) -> str:
        given = self.new_visit()
        self.enter(self.deputy("王秀兰"), given)
        return given.id

    def raised(self, **changed: object) -> str:
        given = NewFinding(
            project_id=self.project_id,
            problem="3号楼地下室排水未接通，雨天积水",
            unit_id=self.year.units["县住建局"],
            demand="接通排水并清理积水",
            person="孙某",
        )
        year = self.year
        return findings.raise_finding(*year.as_office(), replace(given, **changed), now=year.now)

    def issued(self, number: str = "临人大督〔2026〕1号", *finding_ids: str) -> str:
        """A finding (or these) in a letter that is due in twelve days; returns the first one's id."""
        year = self.year
        chosen = finding_ids or (self.raised(),)
        day = groups.today_of(year.now)
        given = NewLetter("supervision", number, chosen, day, day + timedelta(days=12))
        letters.send(*year.as_office(), year.programme_id, given, now=year.now)
        return chosen[0]

    def answer(self, finding_id: str, text: str = "排水已接通，附照片", actor: Actor | None = None) -> None:
        year = self.year
        findings.answer(
            year.session, self.settings, actor or year.unit, year.congress_id, finding_id,
            findings.Answer(text, files=[picture()]), now=year.now,
        )  # fmt: skip


def open_group(year: Year, settings: Settings) -> Group:
    session, congress_id = year.session, year.congress_id
    keeper = year.actor_of(Role.SECRETARIAT)
    held = services.latest_session(session, congress_id)
    assert held is not None
    made = {}
    for number, name in enumerate(("王秀兰", "李卫东", "赵敏"), start=1):
        given = {"number": f"{number:03}", "name": name, "status": "在任"}
        made[name] = deputies.add_deputy(session, keeper, congress_id, held.id, given, now=year.now)
        deputy_logins.make(session, keeper, congress_id, made[name], f"d{number:03}", now=year.now)
        assert roster.get_deputy(session, congress_id, made[name]).linked
    for name, part in (("王秀兰", "lead"), ("李卫东", "member")):
        groups.add_member(
            *year.as_office(), year.project_ids[0], made[name], part=part, trade="建筑", now=year.now
        )
    return Group(year, settings, made)
