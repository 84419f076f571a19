"""The desks at work on a season's ideas, as their clerks would: compare, merge, screen, ask, decide, publish.

DeskWork(collecting): every act is a form of the desk's pages; what an idea is about a clerk sees by reading.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape

from voting.demo import assessing
from voting.demo.collecting import Collecting
from voting.demo.ideas import MATTERS, TWO_IN_ONE, Matter, matter_of
from voting.demo.mishaps import expect, refusal
from voting.demo.showing import bar, each, found
from voting.demo.visitor import Visitor

GOVERNMENT, CONGRESS = "government", "congress"
LOGINS = {GOVERNMENT: "zhengfu", CONGRESS: "renda"}
ENTRY = re.compile(r'name="ideas" value="([0-9a-f]{32})".*?/ideas/\1/case">([^<]*)</a>', re.S)
A_DEED, PUBLISHED_AT_MOST = 100, 20
OPEN = ("received", "in_progress")
NOT_READY = 409


@dataclass(frozen=True)
class Entry:
    """An idea or merged entry as the inbox lists it."""

    id: str
    title: str

    @property
    def matter(self) -> Matter:
        return matter_of(self.title)


@dataclass
class DeskWork:
    """Both desks over one call."""

    collecting: Collecting
    merged: int = 0
    complaints: int = 0
    _lists: dict[str, str] = field(default_factory=dict)
    _heads: dict[str, Entry] = field(default_factory=dict)

    def clerk(self, desk: str) -> Visitor:
        return self.collecting.hall.visitors[LOGINS[desk]]

    def say(self, text: str) -> None:
        self.collecting.hall.say(text)

    # Reading --------------------------------------------------------------------------------

    def listed(self, desk: str, *states: str, channel: str = "") -> list[Entry]:
        """All pages of the inbox in these states."""
        entries = []
        for state in states:
            query = f"?desk={desk}&state={state}&channel={channel}"
            while query:
                page = self.clerk(desk).get(f"{self.collecting.place}/inbox{query}")
                entries += [Entry(key, unescape(title)) for key, title in ENTRY.findall(page)]
                following = re.search(r'href="[^"?]*(\?[^"]*)" rel="next"', page)
                query = unescape(following[1]) if following else ""
        return entries

    def counts(self, desk: str) -> dict[str, int]:
        """How many stand in which state, as the inbox says above its list."""
        page = self.clerk(desk).get(f"{self.collecting.place}/inbox?desk={desk}&state=")
        marks = re.findall(r'state=(\w+)"[^>]*>[^<]*<span class="number">(\d+)</span>', page)
        return {state: int(number) for state, number in marks}

    def _do(self, desk: str, deed: str, ideas: Iterable[Entry], fields: dict[str, str]) -> None:
        """One deed of the inbox to so many ideas at once."""
        chosen = list(ideas)
        for start in range(0, len(chosen), A_DEED):
            ticked = [("ideas", entry.id) for entry in chosen[start : start + A_DEED]]
            given = [*ticked, *fields.items(), ("desk", desk)]
            self.clerk(desk).submit(f"{self.collecting.place}/inbox/{deed}", given)

    # Sorting --------------------------------------------------------------------------------

    def set_apart_complaints(self) -> None:
        for desk in LOGINS:
            apart = [entry for entry in self.listed(desk, "received") if entry.matter.outcome == "set_apart"]
            self._do(desk, "move", apart, {"verb": "set_apart", "reason": "信访事项，另行办理"})
            self.complaints += len(apart)
        self.say(f"信访事项 {self.complaints} 条另行办理 (complaints are kept apart)")

    def split_two_in_one(self) -> None:
        """一事一议: the idea with two matters becomes two."""
        clerk = self.clerk(GOVERNMENT)
        number = next(one.number for one in self.collecting.sent if one.said == TWO_IN_ONE)
        page = clerk.get(f"{self.collecting.place}/inbox?desk=government&state=&words={number}")
        ((idea, _title),) = ENTRY.findall(page)
        fields = [("reason", "一事一议")]
        for name in ("路灯亮化工程", "公交末班"):
            matter = matter_of(name)
            fields += [("title", matter.name), ("text", TWO_IN_ONE.text), ("category", matter.category)]
        page = clerk.post(self.collecting.hall.path(f"/ideas/{idea}/split"), fields)
        expect("拆分成" in page, "the idea with two matters was not split")
        self.say("一条建议说了两件事：已拆分 (one idea with two matters is split)")

    def find_alike(self, desk: str) -> None:
        """The job compares the whole set; its bar is followed."""
        clerk, page = self.clerk(desk), f"{self.collecting.place}/similar"
        clerk.get(page)
        clerk.submit(f"{page}/find", {"desk": desk})
        show = bar("相似比对 (finding duplicates)", 100)
        while True:
            told = clerk.get(page)
            if 'id="progress"' not in told:
                break
            bounds = re.search(r'value="(\d+)"[^>]*max="(\d+)"|max="(\d+)"[^>]*value="(\d+)"', told)
            if bounds:
                done, total = (bounds[1], bounds[2]) if bounds[1] else (bounds[4], bounds[3])
                show(min(99, 100 * int(done) // max(1, int(total))))
            time.sleep(0.5)
        show(100)

    def merge_clusters(self, desk: str) -> None:
        """Whoever reads a cluster unticks what is about something else; the first merging is undone once."""
        clusters = self._clusters(desk)
        undone = False
        for cluster in each("合并 (merging)", clusters):
            while True:
                page = self.clerk(desk).get(cluster)
                members = [Entry(key, unescape(title)) for key, title in ENTRY.findall(page)]
                same = _largest(members)
                if len(same) < 2:
                    break
                head = self._merge(desk, self._with_head(same))
                if undone:
                    self._keep(head, same[0].matter)
                else:
                    self._undo(desk, head, len(same))
                    undone = True
        self.say(f"{len(clusters)} 组相似意见，{self.merged} 条原件并入 (clusters; originals merged)")

    def _with_head(self, same: list[Entry]) -> list[Entry]:
        """What may become a project is gathered in one entry, from wherever it comes."""
        head = self._heads.get(same[0].matter.name)
        return same if head is None or head in same else [head, *same]

    def _keep(self, address: str, matter: Matter) -> None:
        if matter.outcome == "adopt":
            self._heads[matter.name] = Entry(address.split("/")[-2], matter.name)

    def _clusters(self, desk: str) -> list[str]:
        found_all: list[str] = []
        number = 1
        while True:
            page = self.clerk(desk).get(f"{self.collecting.place}/similar?desk={desk}&page={number}")
            found_all += map(
                unescape, re.findall(r'class="button" href="([^"]*/similar/[0-9a-f]{32}[^"]*)"', page)
            )
            if 'rel="next"' not in page:
                return found_all
            number += 1

    def _merge(self, desk: str, same: Sequence[Entry]) -> str:
        """The address of the merged entry."""
        matter = same[0].matter
        fields = {"title": matter.name, "text": f"{matter.texts[0]}。", "reason": "诉求相同", "desk": desk}
        ticked = [("ideas", entry.id) for entry in same]
        clerk = self.clerk(desk)
        clerk.post(f"{self.collecting.place}/inbox/merge", [*ticked, *fields.items()])
        heads = sum(entry.title == matter.name for entry in same)
        self.merged += len(same) - heads
        return clerk.address

    def _undo(self, desk: str, head: str, many: int) -> None:
        address = head.removesuffix("/case") + "/undo"
        page = self.clerk(desk).post(address, {"reason": "合并有误，重新核对"})
        expect(f"{many} 条原件回到原来的状态" in page, "undoing did not bring the originals back")
        self.merged -= many
        self.say(f"一次合并已取消：{many} 条原件复原 (one merging undone, its originals as before)")

    def join_strays(self) -> None:
        """What the job did not see but a reader does goes into the entry of its matter."""
        heads: dict[str, list[Entry]] = {}
        strays: dict[str, list[Entry]] = {}
        for entry in self.listed(GOVERNMENT, *OPEN):
            (heads if entry.title == entry.matter.name else strays).setdefault(entry.matter.name, []).append(
                entry
            )
        for matter in MATTERS:
            merged_into = heads.get(matter.name, [])[:1]
            same = [*merged_into, *strays.get(matter.name, [])]
            if matter.outcome == "adopt" and len(same) > 1:
                self._merge(GOVERNMENT, same)

    # Between the desks ----------------------------------------------------------------------

    def send_letter(self) -> None:
        """建议项目函: what deputies proposed goes to the government's desk and comes in there."""
        chosen = self.listed(CONGRESS, *OPEN)
        self._do(CONGRESS, "move", chosen, {"verb": "take_up"})
        many = self._hand_over(
            CONGRESS, "suggestion_letter", "演示人常函〔2026〕3号", "关于民生实事建议项目的函", chosen
        )
        expect(many == len(chosen), "not all of the letter came in")
        self.say(f"建议项目函：{many} 条由政府征集办签收 (letter signed for)")

    def send_adoption_table(self) -> None:
        """意见采纳情况表: the answers go back, and the congress's desk publishes them to its authors."""
        chosen = self.listed(
            GOVERNMENT, "adopted", "library", "referred", "not_this_year", channel="handover"
        )
        self._hand_over(GOVERNMENT, "adoption_table", "演示政函〔2026〕9号", "意见采纳情况表", chosen)
        many = self.publish(CONGRESS)
        expect(many == len(chosen), "not all answers reached the congress's desk")

    def _hand_over(self, desk: str, kind: str, number: str, title: str, chosen: Sequence[Entry]) -> int:
        sender, receiver = self.clerk(desk), self.clerk(CONGRESS if desk == GOVERNMENT else GOVERNMENT)
        page = f"{self.collecting.place}/handovers/new/{kind}"
        sender.get(page)
        fields = [("document_no", number), ("title", title), *(("ideas", entry.id) for entry in chosen)]
        sender.post(page, fields)
        paper = sender.address
        receiver.get(paper)
        told = receiver.post(f"{paper}/receive", {"signed_for": "演示县征集办 王某"})
        return int(found(told, r"已签收，(\d+) 条进入办理"))

    # Assessing and deciding -----------------------------------------------------------------

    def have_assessed(self) -> None:
        """Every entry that may be adopted goes to its unit; one office answers by Excel, one on the page."""
        clerk = self.clerk(GOVERNMENT)
        units = dict(
            (unescape(name), key)
            for key, name in re.findall(
                r'name="units" value="([0-9a-f]{32})"> ([^<]*)</label>',
                clerk.get(f"{self.collecting.place}/inbox?state="),
            )
        )
        due = str(date.today() + timedelta(days=15))
        for entry in self._to_adopt():
            fields = {"units": units[entry.matter.unit], "due": due, "note": "请论证用地、资金和工期。"}
            self._do(GOVERNMENT, "ask", [entry], fields)
        hall = self.collecting.hall
        excel = assessing.by_excel(hall.visitors["danwei1"], hall.path("/unit"))
        typed = assessing.by_page(hall.visitors["danwei2"], hall.path("/unit"))
        self.say(f"单位论证：Excel 反馈 {excel} 项，逐条反馈 {typed} 项 (assessed by units)")

    def _to_adopt(self) -> list[Entry]:
        return [entry for entry in self.listed(GOVERNMENT, *OPEN) if entry.matter.outcome == "adopt"]

    def screen_and_decide(self) -> None:
        """A checklist with its legal basis for what is adopted, a reason and a sentence for all else."""
        adopted = self._to_adopt()
        ruling = {"outcome": "adopt", "sentence": "符合征集范围，列入候选项目论证。"}
        early = refusal(lambda: self._do(GOVERNMENT, "decide", adopted[:1], ruling))
        expect(early.status == NOT_READY, "what was not screened was adopted")
        for entry in each("审查清单 (screening)", adopted):
            self._screen(entry)
        self._do(GOVERNMENT, "decide", adopted, ruling)
        rest: dict[str, list[Entry]] = {}
        for entry in self.listed(GOVERNMENT, *OPEN):
            if entry.matter.outcome != "adopt":
                rest.setdefault(entry.matter.name, []).append(entry)
        for name, entries in rest.items():
            matter = matter_of(name)
            fields = {"outcome": matter.outcome, "reason_code": matter.reason, "sentence": matter.sentence}
            fields["referred_to"] = matter.unit if matter.outcome == "refer" else ""
            self._do(GOVERNMENT, "decide", entries, fields)

    def _screen(self, entry: Entry) -> None:
        clerk, place = self.clerk(GOVERNMENT), self.collecting.hall.path(f"/ideas/{entry.id}")
        if not self._lists:
            page = clerk.get(f"{place}/case")
            expect("地方组织法" in page, "the checklist names no legal basis")
            positive, negative = page.split("负面清单：不得属于")
            self._lists = dict.fromkeys(re.findall(r'name="(answer-[0-9a-f]+)"', positive), "yes")
            self._lists |= dict.fromkeys(re.findall(r'name="(answer-[0-9a-f]+)"', negative), "no")
        clerk.submit(f"{place}/screen", self._lists)

    def check_library(self) -> None:
        """储备库: whatever was kept is there for the next call."""
        page = self.clerk(GOVERNMENT).get(f"{self.collecting.place}/library")
        kept = len(re.findall(r'name="entries" value="[0-9a-f]{32}"', page))
        # What went by letter is kept at both desks and stands in the library once.
        least, most = (
            sum(self.counts(desk).get("library", 0) for desk in some) for some in ((GOVERNMENT,), LOGINS)
        )
        expect(least <= kept <= most, "the library lacks some")
        self.say(f"储备库 {kept} 条，供下一年度取用 (kept for the next call)")

    def publish(self, desk: str) -> int:
        """Batch after batch until nothing waits."""
        clerk, page, done = self.clerk(desk), f"{self.collecting.place}/decisions", 0
        for batch in range(1, PUBLISHED_AT_MOST):
            listed = clerk.get(f"{page}?desk={desk}")
            shown = re.search(r'name="shown" value="([0-9a-f]{64})"', listed)
            if shown is None:
                self.say(f"公布 {batch - 1} 批，共 {done} 条 (published in batches)")
                return done
            clerk.submit(f"{page}/publish", {"shown": shown[1], "desk": desk})
            done += int(found(listed, r"<small>(\d+) 条</small>"))
        raise RuntimeError("publishing does not end")


def _largest(members: Sequence[Entry]) -> list[Entry]:
    """Of a cluster, those about the matter that most of it is about; of two merged entries only one."""
    by_matter: dict[str, list[Entry]] = {}
    for entry in members:
        by_matter.setdefault(entry.matter.name, []).append(entry)
    same = max(by_matter.values(), key=len, default=[])
    heads = [entry for entry in same if entry.title == entry.matter.name]
    return [entry for entry in same if entry not in heads[1:]]
