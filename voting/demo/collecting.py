"""A season's ideas come in by every channel: phones at stations, papers, deputies, units, the hotline.

Collecting(hall, call) with open_call(...) -> Collecting; its acts are those of a call's first weeks.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from voting.demo import phones
from voting.demo.ideas import MATTERS, TWO_IN_ONE, VILLAGES, Said
from voting.demo.mishaps import expect
from voting.demo.offices import Offices
from voting.demo.phones import Sent
from voting.demo.prepare import workbook
from voting.demo.showing import each, found

STATIONS = (
    ("centre", "城关中心联络站", VILLAGES[0]),
    ("community", "东湖社区联络站", VILLAGES[3]),
    ("industry", "建筑行业联络站", ""),
    ("mobile", "流动联络站一号车", ""),
)
CHANNELS = ("form", "paper", "phone", "letter", "hotline", "deputy", "department", "excel")
BODIES = ("government_meeting", "party_committee", "standing_committee")
# Of a hundred ideas so many come otherwise than by phone.
SHARES = {"hotline": 20, "paper": 8, "deputy": 3, "department": 2}
HEADS = {"title": "标题", "text": "内容", "category": "类别", "area": "村、社区", "place": "地点"}
HOTLINE_HEADS = {
    "title": "工单标题",
    "text": "工单内容",
    "category": "诉求类别",
    "area": "社区",
    "place": "诉求地点",
}


@dataclass
class Collecting:
    """``place`` is the call's address; ``sent`` what phones were told; ``received`` counts by channel."""

    hall: Offices
    place: str
    call_id: str
    doors: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    received: Counter[str] = field(default_factory=Counter)

    # Before anybody writes ------------------------------------------------------------------

    def make_stations(self) -> None:
        """Stations with their codes; one has an officer."""
        clerk, page = self.hall.visitors["renda"], self.hall.path("/stations")
        clerk.get(page)
        for kind, name, area in STATIONS:
            made = clerk.post(page, {"name": name, "kind": kind, "area": area})
            self.doors.append(found(made, r'href="([^"]*/i/[^"]+)"'))
            if kind == "community":
                officer = self.hall.accounts["zhan"].person_id
                clerk.submit(f"{clerk.address}/change", {"deed": "assign", "person": officer})
        self.hall.say(f"联络站：{len(STATIONS)} 个，各有二维码 (stations, each with its own code)")

    def make_units(self) -> None:
        """Every unit that answers, in turn kept by one of two people."""
        clerk, page = self.hall.visitors["zhengfu"], self.hall.path("/units")
        clerk.get(page)
        names = sorted({matter.unit for matter in MATTERS if matter.unit})
        for name in names:
            clerk.submit(page, {"name": f"演示县{name}", "short": name, "kind": "department"})
        keepers = [self.hall.accounts[login].person_id for login in ("danwei1", "danwei2")]
        for at, unit in enumerate(dict.fromkeys(re.findall(r"/units/([0-9a-f]{32})", clerk.get(page)))):
            clerk.submit(f"{page}/{unit}", {"deed": "assign", "person": keepers[at % 2]})
        self.hall.say(f"责任单位：{len(names)} 个 (units)")

    # The season -----------------------------------------------------------------------------

    def take_in(self, said: Sequence[Said]) -> None:
        """All ideas, each by one channel; the one that says two things comes by phone."""
        rest = [TWO_IN_ONE, *(idea for idea in said if idea is not TWO_IN_ONE)]
        given = {}
        for channel, share in SHARES.items():
            many = max(2, len(said) * share // 100)
            rest, given[channel] = rest[:-many], rest[-many:]
        self._phones(rest)
        self._papers(given["paper"])
        self._one_by_one("deputy", given["deputy"], ("daibiao1", "daibiao2"))
        self._sheet("department", given["department"], "danwei1", HEADS)
        self._sheet("hotline", given["hotline"], "zhengfu", HOTLINE_HEADS)

    def _phones(self, said: Sequence[Said]) -> None:
        own = self.hall.path(f"/i/{self.call_id}")
        waiting = phones.errands([*self.doors, own], said, seed=len(said))
        self.sent = phones.send_all(self.hall.serving.own_url, waiting, seed=1)
        numbers = {one.number for one in self.sent}
        expect(len(numbers) == len(said), "not every phone got a number of its own")
        self.received["form"] += len(said)
        photos = sum(bool(one.photo) for one in waiting)
        self.hall.say(f"手机填写 {len(said)} 条，{photos} 条带照片 (by phone, with pictures)")

    def _papers(self, said: Sequence[Said]) -> None:
        """At the station by its officer, at the desk by a clerk: papers, calls and letters."""
        officer = self.hall.visitors["zhan"]
        station = found(officer.get(f"{self.place}/intake"), r'<option value="([0-9a-f]{32})"')
        half = len(said) // 2
        self._enter("zhan", [("paper", idea) for idea in said[:half]], station)
        kinds = ("paper", "phone", "letter")
        self._enter("zhengfu", [(kinds[at % 3], idea) for at, idea in enumerate(said[half:])], "")

    def _one_by_one(self, channel: str, said: Sequence[Said], logins: Sequence[str]) -> None:
        for at, login in enumerate(logins):
            self._enter(login, [(channel, idea) for idea in said[at :: len(logins)]], "")

    def _enter(self, login: str, given: Sequence[tuple[str, Said]], station: str) -> None:
        clerk, page = self.hall.visitors[login], f"{self.place}/intake"
        clerk.get(page)
        name = self.hall.accounts[login].name
        for channel, idea in each(f"{name}登记 (entered by a clerk)", given):
            said = clerk.post(page, {**asdict(idea), "channel": channel, "station_id": station})
            expect("受理编号" in said, f"no number for what {name} entered")
            self.received[channel] += 1

    def _sheet(self, channel: str, said: Sequence[Said], login: str, heads: dict[str, str]) -> None:
        content = io.BytesIO()
        workbook([{heads[key]: text for key, text in asdict(idea).items()} for idea in said]).save(content)
        clerk = self.hall.visitors[login]
        clerk.get(f"{self.place}/intake")
        sheet = (f"{self.place}/intake/sheet", "file", f"{channel}.xlsx", content.getvalue())
        page = clerk.post_file(*sheet, {"channel": channel})
        expect(f"已导入 {len(said)} 条" in page, f"the sheet of {channel} was not taken")
        self.received[channel] += len(said)
        self.hall.say(f"Excel 导入 {len(said)} 条 ({channel})")


def open_call(hall: Offices) -> Collecting:
    """The government's desk writes its call and publishes it with the usual lists."""
    clerk, page = hall.visitors["zhengfu"], hall.path("/calls/new")
    form = clerk.get(page)
    today = date.today()
    fields = {
        "title": f"{today.year + 1}年度民生实事项目征集公告", "year": str(today.year + 1),
        "initiator": "government_office", "initiator_name": "演示县人民政府办公室", "desk": "government",
        "begins": str(today - timedelta(days=1)), "ends": str(today + timedelta(days=40)),
        "introduction": "请您提出明年最想办的民生实事。", "contact": "演示县政府办",
        "categories": found(form, r'name="categories"[^>]*>(.*?)</textarea>', re.S),
        "privacy_notice": found(form, r'name="privacy_notice"[^>]*>(.*?)</textarea>', re.S),
        "keep_days": "365", "photos_most": "3", "device_daily": "5", "station_hourly": "2000",
        "public_reasons": "1", "public_lists": "1", "support_counts": "1",
    }  # fmt: skip
    pairs = [*fields.items(), *(("channels", channel) for channel in CHANNELS)]
    clerk.post(page, [*pairs, *(("bodies", body) for body in BODIES)])
    place = clerk.address
    clerk.post(f"{place}/move", {"verb": "publish"})
    hall.say(f"征集公告已发布：{fields['title']} (the call is published)")
    return Collecting(hall, place, place.rsplit("/", 1)[1])
