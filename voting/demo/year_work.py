"""The offices of a year at work over HTTP: plan, rounds, reports, visits, findings, changes, residents.

``Year`` names the year's pages; every method is one office's act, made as its page makes it.
"""

from __future__ import annotations

import io
import random as pseudo
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from openpyxl import load_workbook

from voting.demo.offices import Offices
from voting.demo.phones import picture, prove
from voting.demo.showing import each, found
from voting.demo.visitor import Visitor

ROW = re.compile(r"^\d+$")
UNITS = ("danwei1", "danwei2")
GROUP = ("组长", "组员")
LINE = (0, 5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 100)
HEADERS = {
    "责任人": "某某 01012345",
    "年度建设内容": "按票决确定的内容实施（演示数据）",
    "年度目标": "年底前全部完成",
    "目标数": "12",
    "计量单位": "处",
    "上年底已完成数": "0",
    "完成时限": "{year}-11-30",
    "年度计划投资": "800",
    "本级财政": "800",
    "上级补助": "0",
    "社会资金": "0",
}


@dataclass(frozen=True)
class Said:
    """What a unit reports of one project: done in percent; ``paid`` in 万元."""

    percent: str
    image: str
    paid: str
    problems: str = ""
    reason: str = ""


@dataclass
class Year:
    """``projects`` are the ids of the year's projects by number, known once the year was published."""

    offices: Offices
    year: int
    today: date
    projects: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)  # login → the unit's name
    deputies: list[tuple[str, str]] = field(default_factory=list)  # (deputy id, login)

    def path(self, rest: str = "") -> str:
        return self.offices.path(f"/years/{self.year}{rest}")

    def any(self, rest: str) -> str:
        return self.offices.path(f"/years{rest}")

    def who(self, login: str) -> Visitor:
        return self.offices.visitors[login]

    def act(self, login: str, page: str, address: str, fields: Mapping[str, str]) -> str:
        """Open ``page``, send its form to ``address``."""
        visitor = self.who(login)
        visitor.get(page)
        return visitor.post(address, fields)

    # Who takes part --------------------------------------------------------------------------

    def make_units(self, names: Sequence[str]) -> None:
        """The responsible units; half of them work through one login, half through the other."""
        desk, page = "zhengfu", self.offices.path("/units")
        for at, name in enumerate(names):
            listed = self.act(desk, page, page, {"name": name, "short": "", "kind": "department"})
            place = found(listed, rf'{name}.*?action="([^"]*/units/[0-9a-f]{{32}})"', re.S)
            login = UNITS[at % len(UNITS)]
            person = self.offices.accounts[login].person_id
            self.who(desk).post(place, {"deed": "assign", "person": person})
            self.units[name] = login

    def link_deputies(self, logins: Sequence[str]) -> None:
        """The first deputies of the roster get the logins that are there."""
        page = self.who("mishu").get(self.offices.path("/roster"))
        places = list(dict.fromkeys(re.findall(r"/roster/([0-9a-f]{32})/login", page)))
        for deputy, login in zip(places, logins, strict=False):
            address = self.offices.path(f"/roster/{deputy}/login")
            self.act("mishu", address, address, {"login": login, "known": "yes"})
            self.deputies.append((deputy, login))

    # From the result to the plan ---------------------------------------------------------------

    def take_result(self) -> None:
        office = self.who("changban")
        page = office.get(self.any(""))
        session = found(page, r'name="session_id" value="([0-9a-f]{32})"')
        office.post(self.any("/take"), {"session_id": session, "year": str(self.year)})

    def plan(self, leads: Sequence[str]) -> None:
        """The breakdown by Excel, a row for each project, published by the office."""
        clerk = self.who("ducha")
        sheet = self.path("/plans.xlsx")
        clerk.get(self.path("/plan"))
        book = load_workbook(io.BytesIO(clerk.get_bytes(sheet)))
        rows = book.worksheets[0]
        columns = {str(cell.value).lstrip("*"): cell.column for cell in rows[_head(rows)] if cell.value}
        for row in range(_head(rows) + 1, rows.max_row + 1):
            number = str(rows.cell(row, 1).value or "")
            if ROW.match(number) and int(number) <= len(leads):
                filled = HEADERS | {"牵头单位": leads[int(number) - 1], "责任单位": leads[int(number) - 1]}
                filled |= {f"{month}月": str(done) for month, done in enumerate(LINE, start=1)}
                for header, value in filled.items():
                    rows.cell(row, columns[header]).value = value.format(year=self.year)
        content = io.BytesIO()
        book.save(content)
        clerk.get(self.path("/plan"))
        clerk.post_file(sheet, "file", "任务分解表.xlsx", content.getvalue())
        self.act("changban", self.path(), self.path("/move"), {"verb": "publish"})

    def know_projects(self) -> None:
        page = self.who("changban").get(self.path("/residents"))
        options = found(page, r'name="project_id"[^>]*>(.*?)</select>', re.S)
        self.projects = re.findall(r'value="([0-9a-f]{32})"', options)

    # Rounds --------------------------------------------------------------------------------------

    def rounds(self) -> list[str]:
        """Their ids, the first quarter first."""
        page = self.who("changban").get(self.path("/rounds"))
        return list(dict.fromkeys(re.findall(r"/years/rounds/([0-9a-f]{32})", page)))

    def move_round(self, round_id: str, verb: str) -> None:
        page = self.any(f"/rounds/{round_id}")
        self.act("changban", page, f"{page}/move", {"verb": verb})

    def open_round(self, round_id: str, *, rated: bool = False) -> None:
        """Opened now, so that what is reported today is in time."""
        page, days = self.any(f"/rounds/{round_id}"), (0, 5, 15, 25)
        names = ("opens_on", "report_due", "inspect_due", "rating_due")
        dates = {
            name: (self.today + timedelta(days=after)).isoformat()
            for name, after in zip(names, days, strict=True)
        }
        self.act("changban", page, page, dates if rated else {**dates, "rating_due": ""})
        self.move_round(round_id, "open")

    def missing(self, round_id: str) -> list[str]:
        """Names of the projects on the list of those not reported."""
        page = self.who("changban").get(self.any(f"/rounds/{round_id}/missing"))
        return re.findall(r"<tr><td[^>]*>\d+</td><td>(?:<[^>]*>)*([^<]+)", page)

    # Reports, lights, money ----------------------------------------------------------------------

    def report(self, login: str, round_id: str, number: int, said: Said) -> None:
        page = self.any(f"/reports/{round_id}/{number}")
        fields = {
            "revision": "0", "image": said.image, "percent": said.percent, "allotted": "800",
            "arrived": "700", "paid": said.paid, "problems": said.problems, "next_step": "按计划推进",
            "paperwork": "", "works": "", "needs": "", "reason": said.reason,
        }  # fmt: skip
        self.act(login, page, page, fields)

    def review(self, round_id: str, number: int, version: int = 1, back: str = "") -> None:
        page = self.any(f"/reports/{round_id}/{number}")
        verb = "return_report" if back else "accept_report"
        self.act("ducha", page, f"{page}/review", {"verb": verb, "version": str(version), "reason": back})

    def state_money(self, round_id: str, paid: str) -> None:
        page = self.path("/money")
        fields: dict[str, str] = {}
        for project in self.projects:
            fields |= {f"{project}-allotted": "800", f"{project}-arrived": "700", f"{project}-paid": paid}
        self.act("caizheng", f"{page}?round={round_id}", self.any(f"/money/{round_id}"), fields)

    def light(self, round_id: str, number: int) -> str:
        """The words of the light on the report's page."""
        page = self.who("changban").get(self.any(f"/reports/{round_id}/{number}"))
        return found(page, r'class="light light-\w+">(?:<span[^>]*>[^<]*</span>)?([^<]+)<')

    def override(self, round_id: str, number: int, colour: str, reason: str) -> None:
        page = self.any(f"/reports/{round_id}/{number}")
        self.act("changban", page, f"{page}/light", {"colour": colour, "reason": reason})

    # Groups, visits, findings --------------------------------------------------------------------

    def make_group(self, number: int) -> None:
        page = self.path(f"/projects/{number}/group")
        for at, (deputy, _login) in enumerate(self.deputies):
            part = "lead" if at == 0 else "member"
            self.act("changban", page, f"{page}/members", {"deputy_id": deputy, "part": part, "trade": ""})

    def visit(self, number: int, verdict: str, sentence: str) -> str:
        """Entered by staff, confirmed by a deputy of the group; returns the visit's id."""
        visit, office = secrets.token_hex(16), self.who("changban")
        office.get(self.any("/visits/phone"))
        office.post(
            self.any("/visits"),
            [
                ("id", visit), ("project", self.projects[number - 1]), ("held_on", self.today.isoformat()),
                *(("deputies", deputy) for deputy, _login in self.deputies), ("place", "施工现场"),
                ("verdict", verdict), ("sentence", sentence), ("suggestion", ""), ("recheck", "yes"),
            ],
        )  # fmt: skip
        page = self.any(f"/visits/{visit}")
        self.act(self.deputies[0][1], page, f"{page}/confirm", {})
        return visit

    def raise_finding(self, number: int, unit: str, problem: str, visit: str) -> str:
        page, office = self.path(f"/projects/{number}/findings/new"), self.who("changban")
        unit_id = found(office.get(page), rf'value="([0-9a-f]{{32}})"[^>]*>\s*{unit}')
        fields = {
            "problem": problem,
            "unit_id": unit_id,
            "demand": "限期整改",
            "person": "",
            "visit_id": visit,
        }
        office.post(page, fields)
        return office.address.rsplit("/", 1)[1]

    def send_letter(self, number: str, finding: str) -> None:
        page = self.path("/letters/new")
        due = self.today + timedelta(days=15)
        fields = {
            "kind": "supervision", "document_no": number, "findings": finding,
            "issued_on": self.today.isoformat(), "due": due.isoformat(),
        }  # fmt: skip
        self.act("changban", page, page, fields)

    def answer(self, login: str, finding: str, text: str) -> None:
        """With a picture as evidence."""
        page, desk = self.any(f"/findings/{finding}"), self.who(login)
        desk.get(page)
        photo = picture(pseudo.Random(finding + text))
        desk.post_file(f"{page}/answer", "pictures", "IMG_0001.jpg", photo, {"text": text})

    def check(self, finding: str, *, done: bool, text: str, visit: str = "") -> None:
        page, due = self.any(f"/findings/{finding}"), self.today + timedelta(days=20)
        fields = {
            "verdict": "done" if done else "back", "text": text, "visit_id": visit,
            "due": "" if done else due.isoformat(),
        }  # fmt: skip
        self.act(self.deputies[0][1], page, f"{page}/check", fields)

    # Changes -------------------------------------------------------------------------------------

    def change(self, number: int, kind: str, grounds: str, fields: Mapping[str, str], notice: str) -> None:
        """Asked for by government, put forward, decided by the standing committee, announced."""
        form = self.path(f"/projects/{number}/changes/new?kind={kind}")
        asked = self.who("ducha")
        kept = typed(asked.get(form)) if fields else {}
        asked.post(form.split("?")[0], {**kept, **fields, "kind": kind, "grounds": grounds})
        page, day = asked.address, self.today.isoformat()
        self.act("ducha", page, f"{page}/forward", {"document_no": "县政〔2026〕9号", "dated": day})
        decided = {
            "body": "演示县人民代表大会常务委员会第三十次会议", "held_on": day, "outcome": "agreed",
            "document_no": "县人常〔2026〕12号", "opinion": "同意", "present": "33", "in_favour": "32",
            "against": "0", "abstained": "1",
        }  # fmt: skip
        self.act("changban", f"{page}/decision", f"{page}/decision", decided)
        self.act("changban", page, f"{page}/announce", {"notice_no": notice, "on": day})

    # Residents -----------------------------------------------------------------------------------

    def residents_rate(self, number: int, grades: Sequence[int]) -> None:
        """A site with its code, and as many phones as there are grades, from several networks."""
        page, last = self.path("/residents"), self.today + timedelta(days=30)
        fields = {
            "project_id": self.projects[number - 1], "name": "项目现场", "way": "site",
            "begins": self.today.isoformat(), "ends": last.isoformat(), "hourly": "200",
        }  # fmt: skip
        made = self.act("changban", page, page, fields)
        poster = self.who("changban").get(found(made, r'href="([^"]*/poster)"'))
        door = self.offices.path("/rate/" + found(poster, r"/rate/([\w-]+)"))
        for at, grade in enumerate(each("群众扫码评价", list(grades))):
            phone = Visitor(self.who("changban").url, f"127.0.2.{1 + at % 12}")
            sent: dict[str, str] = {
                "proof": prove(phone.get(door)), "grade": str(grade), "sentence": "", "website": "",
                "device": secrets.token_hex(16),
            }  # fmt: skip
            phone.post(door, sent)

    # Ratings -------------------------------------------------------------------------------------

    def new_rating(self, title: str, items: str, members: int, round_id: str) -> str:
        """A secret rating by all deputies under 镇海's rule; returns its page."""
        page = self.path("/ratings/new")
        fields = {
            "title": title, "form": "secret", "raters": "deputies", "kind": "grades", "base": "all_deputies",
            "limit": ">=1/2", "abstain": "", "publication": "all", "members": str(members), "items": items,
            "round_id": round_id, "closes_on": "",
        }  # fmt: skip
        self.act("changban", page, page, fields)
        return self.who("changban").address

    def draft_secret(self, rating: str, sitting: str) -> str:
        """The rating's poll, drafted in a sitting by the secretariat; returns the poll's place."""
        page = self.offices.path("/secret-ratings")
        fields = {"evaluation_id": rating.rsplit("/", 1)[1], "sitting_id": sitting.rsplit("/", 1)[1]}
        self.act("mishu", page, page, fields)
        return self.who("mishu").address.removesuffix("/edit")

    def move_rating(self, rating: str, fields: Mapping[str, str]) -> str:
        self.act("changban", rating, f"{rating}/move", fields)
        return self.who("changban").address


def _head(rows: Any) -> int:
    """The line of the sheet with the headers."""
    for line in range(1, rows.max_row + 1):
        if str(rows.cell(line, 1).value or "").endswith("序号"):
            return line
    raise RuntimeError("the workbook has no line of headers")


def typed(page: str) -> dict[str, str]:
    """What a form's fields hold as the page comes."""
    inputs = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    areas = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?([^<]*)</textarea>', page)
    return {name: value for name, value in (*inputs, *areas) if name != "csrf_token"}
