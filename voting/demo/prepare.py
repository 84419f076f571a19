"""A demo congress ready to click through: offices, roster of 327, twelve candidates, a drafted poll.

    prepare(databases, now) -> list[Account]              congress, session, offices with their passwords
    furnish(databases, keys, accounts, now)               what the secretariat has done by the eve

Runs again without harm: what is there stays, every account gets a fresh password.
"""

from __future__ import annotations

import io
import random as pseudo
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook
from sqlalchemy.orm import Session

from voting.collection.candidate_import import CANDIDATES
from voting.congress import attendance, imports, login, people, services
from voting.congress.roles import ROLE_NAMES, Actor, Role
from voting.congress.roster_import import ROSTER
from voting.db import Databases, in_congress
from voting.demo.candidates import PLACES, projects
from voting.polling import overview, sittings
from voting.polling.keys import KeyStore
from voting.protocol.encoding import BASE58
from voting.rules import presets

CODE = "demo"
NAME = "演示县人民代表大会"
DEPUTIES = 327
PRESENT = 314
DELEGATIONS = ("城关", "东湖", "西岭", "南港", "北塬", "沙河", "石桥", "柳林")
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹"
GIVEN = "伟芳娜敏静丽强磊洋勇艳杰娟涛明超霞平刚桂英华文建国志红梅兰云海峰春雪"

OFFICES: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("mishu", "秘书处小文", (Role.SECRETARIAT,)),
    ("mishuzhang", "秘书长老周", (Role.SECRETARY_GENERAL,)),
    ("piaoka", "票卡管理员小卡", (Role.REGISTRAR,)),
    ("xianchang", "现场工作台小台", (Role.DESK,)),
    ("zongjian", "总监票人钱监", (Role.CHIEF_SCRUTINEER,)),
    ("jian2", "监票人孙二", (Role.SCRUTINEER,)),
    ("jian3", "监票人李三", (Role.SCRUTINEER,)),
    ("jian4", "监票人周四", (Role.SCRUTINEER,)),
    ("jian5", "监票人吴五", (Role.SCRUTINEER,)),
    ("jian6", "监票人郑六", (Role.SCRUTINEER,)),
    ("heyan", "核验人郑核", (Role.AUDITOR,)),
)
# Who works on what residents ask for, beside the offices of a vote.
DESKS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("zhengfu", "政府征集办徐办", (Role.GOVERNMENT_DESK,)),
    ("renda", "人大征集办何办", (Role.CONGRESS_DESK,)),
    ("zhan", "联络站小林", (Role.STATION_OFFICER,)),
    ("danwei1", "部门小赵", (Role.UNIT,)),
    ("danwei2", "部门小钱", (Role.UNIT,)),
    ("daibiao1", "代表冯一", (Role.DEPUTY,)),
    ("daibiao2", "代表韩二", (Role.DEPUTY,)),
)
# Who follows the year after the vote.
SUPERVISORS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("changban", "常委会办公室丁主任", (Role.SUPERVISION_OFFICE,)),
    ("ducha", "政府督查室魏督", (Role.INSPECTORATE,)),
    ("caizheng", "财政局蒋科", (Role.FINANCE,)),
    ("shenji", "审计局沈审", (Role.AUDIT_OFFICE,)),
    ("weiyuan", "常委会委员韩委", (Role.COMMITTEE_MEMBER,)),
)
_INSTALLER = Actor("0" * 32, "demo", frozenset({Role.ADMIN}))


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in; ``office`` in Chinese."""

    login: str
    name: str
    office: str
    password: str
    person_id: str


def prepare(databases: Databases, now: datetime) -> list[Account]:
    """The congress with its session and offices; returns the accounts with their new passwords."""
    with databases.main() as session:
        found = services.find_congress(session, CODE)
        if found is None:
            found = services.create_congress(
                session, _INSTALLER, code=CODE, name=NAME, level="county", now=now
            )
        in_congress(session, found.id)
        if services.latest_session(session, found.id) is None:
            services.open_session(
                session, _INSTALLER, found.id, term_number=18, number=5, begins=date(2026, 1, 14), now=now
            )
        held = {line.login: line.id for line in people.people_in(session, found.id, now=now)}
        accounts = []
        for name, person, roles in (*OFFICES, *DESKS, *SUPERVISORS):
            person_id = held.get(name) or _create(session, found.id, name, person, roles, now)
            password = _fresh_password(session, person_id, now)
            office = "、".join(ROLE_NAMES[role] for role in roles)
            accounts.append(Account(name, person, office, password, person_id))
        return accounts


def furnish(databases: Databases, keys: KeyStore, accounts: Sequence[Account], now: datetime) -> None:
    """Roster, candidates, a plenary with 314 present, a sitting with a drafted poll; once."""
    clerk = Actor(accounts[0].person_id, accounts[0].name, frozenset({Role.SECRETARIAT}))
    with databases.main() as session, databases.board() as board:
        found = services.find_congress(session, CODE)
        if found is None:
            raise RuntimeError("prepare comes first")
        in_congress(session, found.id)
        in_congress(board, found.id)
        held = services.latest_session(session, found.id)
        if held is None or overview.sittings(board):
            return
        _import(session, clerk, found.id, ROSTER, held.id, roster_rows(), now)
        _import(session, clerk, found.id, CANDIDATES, held.id, candidate_rows(projects()), now)
        meeting = attendance.open_meeting(
            session, clerk, found.id, held.id, title="第三次全体会议", held_on=held.begins, now=now
        )
        deputies = attendance.attendance_lines(session, clerk, found.id, meeting)[:PRESENT]
        for line in deputies:
            attendance.mark(session, clerk, found.id, meeting, line.deputy.id, "present", now=now)
        sitting = sittings.open_sitting(
            board, keys, actor=clerk, congress_id=found.id, session_id=held.id,
            title="民生实事项目票决", now=now,
        )  # fmt: skip
        sittings.draft_poll(
            board, actor=clerk, sitting_id=sitting, title="2026年民生实事项目",
            method=presets.county(PLACES, len(projects())), projects=projects(), now=now,
        )  # fmt: skip


def _import(
    session: Session,
    clerk: Actor,
    congress_id: str,
    importer: imports.Importer,
    session_id: str,
    rows: Sequence[dict[str, str]],
    now: datetime,
) -> None:
    """By the same import that a secretariat uses."""
    content = io.BytesIO()
    workbook(rows).save(content)
    draft = imports.upload(
        session, clerk, congress_id, importer, session_id,
        filename="demo.xlsx", data=content.getvalue(), now=now,
    )  # fmt: skip
    imports.take(session, clerk, congress_id, importer, draft, only_good=False, expected=len(rows), now=now)


def _create(
    session: Session, congress_id: str, login_name: str, name: str, roles: Sequence[Role], now: datetime
) -> str:
    made = people.create_person(
        session, _INSTALLER, congress_id, login=login_name, name=name, roles=roles, now=now
    )
    return made.id


def _fresh_password(session: Session, person_id: str, now: datetime) -> str:
    """A new random password; there is no default one, not even here."""
    password = "-".join("".join(secrets.choice(BASE58) for _ in range(4)) for _ in range(3))
    token = login.use_link(session, login.make_link(session, person_id, now=now), device="demo", now=now)
    visitor = login.recognise(session, token, now=now)
    if visitor is None:
        raise RuntimeError("the link just made does not sign in")
    login.set_password(session, visitor, password, old="", now=now)
    login.sign_out(session, token, now=now)
    return password


def roster_rows() -> list[dict[str, str]]:
    """327 invented deputies, all in office."""
    rng = pseudo.Random(18)
    names: set[str] = set()
    while len(names) < DEPUTIES:
        names.add(rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2)))))
    ordered = sorted(names, key=lambda _: rng.random())
    return [
        {
            "代表证号": f"{number:03d}",
            "姓名": name,
            "代表团": f"{DELEGATIONS[number % len(DELEGATIONS)]}代表团",
            "座位号": f"{(number - 1) // 20 + 1}排{(number - 1) % 20 + 1}号",
        }
        for number, name in enumerate(ordered, start=1)
    ]


def candidate_rows(candidates: Sequence[sittings.Project]) -> list[dict[str, str]]:
    """Candidates as rows of their sheet."""
    return [
        {
            "序号": str(number), "名称": project.name, "类别": project.category, "内容": project.content,
            "投资额(万元)": project.investment, "资金来源": project.funding, "责任单位": project.unit,
            "完成时限": project.deadline, "惠民效果": project.benefit,
        }
        for number, project in enumerate(candidates, start=1)
    ]  # fmt: skip


def workbook(rows: Sequence[dict[str, str]]) -> Workbook:
    """A workbook such as a secretariat sends: headers in the first line, then the rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    headers = list(rows[0])
    sheet.append(headers)
    for row in rows:
        sheet.append([row[header] for header in headers])
    return book
