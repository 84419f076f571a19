"""A season of collection over HTTP against the real server (scripts/demo --collection).

CollectionPlay.run() plays it from the call to the fixed list; ``conclude`` follows one idea there and back,
prints the funnel and compares its numbers in every place: page, Excel, inbox, list.
"""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass, field
from html import unescape

from openpyxl import load_workbook

from voting.demo.candidacy import CANDIDATES, Candidacy
from voting.demo.collecting import Collecting, open_call
from voting.demo.desk_work import GOVERNMENT, DeskWork
from voting.demo.ideas import TWO_IN_ONE, matter_of, season
from voting.demo.mishaps import expect
from voting.demo.offices import Offices
from voting.demo.phones import Sent
from voting.demo.showing import found
from voting.serving import running

SEED = 2027
STAGES = {
    "收到意见建议": "received",
    "合并后": "merged",
    "采纳": "adopted",
    "候选项目草案": "drafts",
    "列入候选项目": "listed",
}
NOT_ENTRIES = ("merged", "split", "dissolved", "petition")
# Where a number is told: place → stage → number.
Told = dict[str, dict[str, int]]


@dataclass
class CollectionPlay(Offices):
    """``ideas`` come in; ``told`` is what each place says of the funnel in the end."""

    ideas: int = 1500
    told: Told = field(default_factory=dict)

    def run(self) -> list[str]:
        """The whole season; returns what does not agree, in sentences."""
        with running(self.serving, self.environ):
            self.sign_everybody_in()
            collecting = self._collect()
            desks = self._work(collecting)
            candidacy = Candidacy(desks)
            candidacy.write_drafts()
            drafts = len(candidacy.drafts)
            candidacy.sign_off()
            candidacy.publish_notice()
            names = candidacy.freeze()
            candidacy.on_the_ballot(names)
            self._follow(collecting, names)
            self._tell(collecting, desks, names, drafts)
        faults = differences(self.told)
        if len(names) != CANDIDATES:
            faults.append(f"候选项目应为 {CANDIDATES} 项，实为 {len(names)} 项 (not {CANDIDATES} candidates)")
        self._print()
        return faults

    def _collect(self) -> Collecting:
        collecting = open_call(self)
        collecting.make_stations()
        collecting.make_units()
        began = time.monotonic()
        collecting.take_in(season(self.ideas, SEED))
        self.say(f"收件 {collecting.received.total()} 条，用 {time.monotonic() - began:.0f} 秒 (received)")
        return collecting

    def _work(self, collecting: Collecting) -> DeskWork:
        desks = DeskWork(collecting)
        desks.set_apart_complaints()
        desks.split_two_in_one()
        desks.find_alike(GOVERNMENT)
        desks.merge_clusters(GOVERNMENT)
        desks.join_strays()
        desks.send_letter()
        desks.have_assessed()
        desks.screen_and_decide()
        desks.publish(GOVERNMENT)
        desks.send_adoption_table()
        desks.check_library()
        return desks

    def _follow(self, collecting: Collecting, names: list[str]) -> None:
        """From one phone's number to the project on the list, and from the project's page back to it."""
        one = self._wanted(collecting, names)
        phone = self.stranger()
        phone.get(self.path("/follow"))
        fate = phone.post(self.path("/follow"), {"number": one.number, "digits": one.digits})
        project = found(fate, r'href="([^"]*/chain/[^"]+)"')
        page = phone.get(project)
        name = unescape(found(page, r"<h1>(.*?)</h1>", re.S)).strip()
        expect(name == matter_of(one.said.title).name, "the idea leads to another project")
        expect(one.number in page, "the project's page does not lead back to the idea")
        number = int(found(page, r"列入候选项目，第 (\d+) 项"))
        expect(names[number - 1] == name, "the list has it at another place")
        self.say(
            f"追溯：{one.number}「{one.said.title}」→ 候选项目第 {number} 项「{name}」→ 原件 (there and back)"
        )

    def _wanted(self, collecting: Collecting, names: list[str]) -> Sent:
        """Of a station, and on the list in the end."""
        return next(
            one
            for one in collecting.sent
            if one.said != TWO_IN_ONE
            and one.door in collecting.doors
            and matter_of(one.said.title).name in names
        )

    # What each place says -------------------------------------------------------------------

    def _tell(self, collecting: Collecting, desks: DeskWork, names: list[str], drafts: int) -> None:
        clerk, page = desks.clerk(GOVERNMENT), f"{collecting.place}/statistics"
        shown = clerk.get(page)
        rows = re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)</td>', shown)
        funnel = {unescape(label): int(number) for label, number in rows}
        self.told["统计页 (statistics page)"] = {key: funnel[label] for label, key in STAGES.items()}
        book = load_workbook(io.BytesIO(clerk.get_bytes(f"{page}?format=xlsx")), read_only=True)
        sheet = {str(row[0]): row[1] for row in book["全程"].iter_rows(values_only=True) if row[0]}
        self.told["统计 Excel"] = {key: int(str(sheet[label])) for label, key in STAGES.items()}
        counts = desks.counts(GOVERNMENT)  # whatever the congress's desk had went there by letter
        self.told["收件箱 (inbox)"] = {
            "merged": sum(number for state, number in counts.items() if state not in NOT_ENTRIES),
            "adopted": counts.get("adopted", 0),
        }
        self.told["本演示所做 (as played)"] = {
            "received": collecting.received.total() - desks.complaints, "drafts": drafts,
        }  # fmt: skip
        self.told["候选名单 (list)"] = {"listed": len(names)}

    def _print(self) -> None:
        self.say("\n  全程：收到 received → 合并后 merged → 采纳 adopted → 草案 drafts → 候选 listed")
        for place, numbers in self.told.items():
            shown = "  ".join(f"{key} {numbers[key]}" for key in STAGES.values() if key in numbers)
            self.say(f"  {place}：{shown}")


def differences(told: Told) -> list[str]:
    """Every number that two places tell differently, and every one that fewer than two places tell."""
    faults = []
    for stage in STAGES.values():
        said = {place: numbers[stage] for place, numbers in told.items() if stage in numbers}
        if len(set(said.values())) != 1 or len(said) < 2:
            faults.append(f"{stage}: " + "；".join(f"{place} {number}" for place, number in said.items()))
    return faults
