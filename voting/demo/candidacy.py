"""From adopted ideas to the list of the secret ballot: drafts, versions, bodies, notice, objection, freezing.

Candidacy(desks): ``write_drafts`` to ``freeze`` in the order of a year; ``drafts`` are ids by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape

from voting.demo.desk_work import CONGRESS, GOVERNMENT, DeskWork, Entry
from voting.demo.ideas import MATTERS, Matter
from voting.demo.mishaps import expect
from voting.demo.phones import prove
from voting.demo.showing import each, found
from voting.demo.visitor import Visitor

BODIES = (
    ("government_meeting", "县政府第12次常务会议", "演示政纪〔2026〕12号"),
    ("party_committee", "县委常委会会议", "演示委纪〔2026〕20号"),
    ("standing_committee", "县人大常委会第31次会议", "演示人常〔2026〕31号"),
)
# By whom these are left off the list, and why.
LEFT_OFF = {"government_meeting": "城市书房建设", "standing_committee": "农贸市场改造提升"}
CANDIDATES = 12
MINUTES = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WHY, ANSWER = "点位太少，山区没有覆盖。", "已研究：山区村优先安排，点位表随项目公布。"


@dataclass
class Candidacy:
    desks: DeskWork
    drafts: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return self.desks.collecting.place

    @property
    def clerk(self) -> Visitor:
        return self.desks.clerk(GOVERNMENT)

    def say(self, text: str) -> None:
        self.desks.say(text)

    # Drafting -------------------------------------------------------------------------------

    def write_drafts(self) -> None:
        """One draft for each matter with all its adopted entries; one is written anew, one is a bundle."""
        adopted: dict[str, list[Entry]] = {}
        for entry in self.desks.listed(GOVERNMENT, "adopted"):
            adopted.setdefault(entry.matter.name, []).append(entry)
        matters = [matter for matter in MATTERS if matter.name in adopted]
        self.clerk.get(f"{self.place}/drafts/new")
        for number, matter in enumerate(each("候选项目草案 (drafts)", matters), start=1):
            fields = [*_fields(matter, number).items(), *(("ideas", e.id) for e in adopted[matter.name])]
            self.clerk.post(f"{self.place}/drafts/new", fields)
            self.drafts[matter.name] = self.clerk.address.rsplit("/", 1)[1]
        self._write_anew(matters[0])
        self._bundle(matters[1])
        chosen = [("drafts", draft) for draft in self.drafts.values()]
        self.clerk.post(f"{self.place}/drafts/move", [*chosen, ("verb", "submit")])

    def _write_anew(self, matter: Matter) -> None:
        address = self.desks.collecting.hall.path(f"/drafts/{self.drafts[matter.name]}")
        fields = _fields(matter, 1) | {"target": "年底前完工 36 处，覆盖所有街道"}
        page = self.clerk.post(f"{address}/edit", {**fields, "remark": "量化目标改得更具体"})
        expect("<del>" in page and "36 处" in page, "the versions show no difference")
        self.say("一项草案改为第 2 版，对照只标出改动 (a new version, its difference shown)")

    def _bundle(self, matter: Matter) -> None:
        parent = self.drafts[matter.name]
        for at, part in enumerate(("东片区", "西片区"), start=1):
            fields = {"name": f"{matter.name}（{part}）", "content": f"{part}实施", "parent": parent}
            self.clerk.post(f"{self.place}/drafts/new", {**fields, "total_investment": str(300 * at)})

    # Deciding -------------------------------------------------------------------------------

    def sign_off(self) -> None:
        """Every body in its turn, with number and scan; what it leaves off goes with a reason."""
        left = dict(self.drafts)
        for step, body, number in BODIES:
            dropped = LEFT_OFF.get(step, "")
            page = f"{self.place}/signoff/new"
            self.clerk.get(page)
            fields = {
                "step": step, "body": body, "held_on": str(date.today() - timedelta(days=1)),
                "document_no": number, "outcome": "agreed", "present": "9", "in_favour": "9",
            }  # fmt: skip
            for name, draft in left.items():
                fields[f"item-{draft}"] = "dropped" if name == dropped else "kept"
                fields[f"reason-{draft}"] = "今年财力先保其他项目" if name == dropped else ""
            told = self.clerk.post_file(page, "scan", "会议纪要.pdf", MINUTES, fields)
            expect(number in told and "扫描件" in told, f"the decision of {body} was not recorded")
            left.pop(dropped, None)
        self.drafts = left
        self.say(f"审定：{len(BODIES)} 个会议附文号和扫描件，留下 {len(left)} 项 (signed off)")

    def publish_notice(self) -> None:
        """公示, one objection from a phone, its answer with a reason, and then 审定."""
        today = date.today()
        period = {"begins": str(today - timedelta(days=1)), "ends": str(today + timedelta(days=7))}
        page = self.clerk.post(f"{self.place}/notices", period)
        notice = found(page, r'href="([^"]*/notice/[0-9a-f]{32})"')
        name, draft = next(iter(self.drafts.items()))
        phone = self.desks.collecting.hall.stranger()
        proof = prove(phone.get(notice))
        said = phone.post(notice, {"draft": draft, "text": WHY, "proof": proof, "device": "ab" * 16})
        number, digits = re.findall(r'<dd class="number">(\d+)</dd>', said)
        page = self.clerk.get(f"{self.place}/signoff")
        self.clerk.post(found(page, r'action="([^"]*/objections/[0-9a-f]{32})"'), {"text": ANSWER})
        told = phone.post(f"{notice}/answer", {"number": number, "digits": digits})
        expect(ANSWER in told, "the objector does not find the answer")
        chosen = [("drafts", draft) for draft in self.drafts.values()]
        self.clerk.post(f"{self.place}/signoff/finalise", chosen)
        self.say(f"公示：对「{name}」的一条异议已答复 (an objection answered)，{len(chosen)} 项审定")

    # The list -------------------------------------------------------------------------------

    def freeze(self) -> list[str]:
        """The congress's desk lists them, the secretariat fixes the list; the names as the list has them."""
        hall = self.desks.collecting.hall
        congress, clerk = self.desks.clerk(CONGRESS), hall.visitors["mishu"]
        listing = found(congress.get(f"{self.place}/signoff"), r'action="([^"]*/list/[0-9a-f]{32})"')
        congress.post(listing, {})
        page = clerk.get(hall.path("/candidates"))
        page = clerk.post(found(page, r'action="([^"]*/candidates/freeze)"'), {})
        names = re.findall(r'class="project-text">\s*<strong>([^<]*)</strong>', page)
        expect(f"共 {len(names)} 项" in page and "文本指纹" in page, "the list is not fixed")
        return [unescape(name) for name in names]

    def on_the_ballot(self, names: list[str]) -> None:
        """A ballot drafted from the fixed list has these names in this order."""
        hall = self.desks.collecting.hall
        places = str(max(1, len(names) - 2))
        draft = {"title": "民生实事项目票决", "preset": "county", "places": places, "public": "winners"}
        hall.draft(hall.open_sitting(), draft)
        page = hall.visitors["mishu"].get(hall.visitors["mishu"].address)
        at = [page.find(name) for name in names]
        expect(-1 not in at and at == sorted(at), "the ballot's projects are not those of the list")
        self.say(f"据此拟定了票决：{len(names)} 项候选、选 {places} 项 (a ballot drafted from the list)")


def _fields(matter: Matter, number: int) -> dict[str, str]:
    total = 300 * number + 300
    return {
        "name": matter.name, "category": matter.category, "content": f"{matter.texts[0]}全县统一实施。",
        "scale": f"{10 + number}处", "place": "全县各乡镇街道", "year_investment": str(total),
        "total_investment": str(total), "own_money": str(total - 100), "upper_money": "100",
        "budgeted": str(total - 100), "lead_unit": matter.unit, "responsible_unit": matter.unit,
        "beneficiaries": str(1000 * number), "target": f"年底前完工 {10 + number} 处",
        "deadline": f"{date.today().year + 1}-11-30", "feasibility": "用地、资金均可落实",
    }  # fmt: skip
