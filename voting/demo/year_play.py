"""A year after the vote, over HTTP against the real server (scripts/demo --year).

The ballot is held first; its ten projects go through four quarters with what can go wrong in each, residents
rate, all deputies rate secretly, one project is rectified and rated again, and the year book closes the year.
"""

from __future__ import annotations

import io
import random as pseudo
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

from openpyxl import load_workbook

from voting.demo.candidates import projects
from voting.demo.cards import CardSet
from voting.demo.deputy import Choices
from voting.demo.mishaps import expect
from voting.demo.offices import THRESHOLD, OpenPoll
from voting.demo.play import DRAFT, FRUIT, SEATS, Play
from voting.demo.prepare import DEPUTIES
from voting.demo.showing import found
from voting.demo.year_work import LINE, Said, Year
from voting.rules.method import Method
from voting.serving import running

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
BEHIND, LATE, OVERRIDDEN = 5, 4, 5  # numbers among the ten
ADJUSTED, SUSPENDED = 3, 8
UNLOVED = 5
# 满意, 基本满意, 不满意 of each hundred deputies, usually; for the unloved project; after it was put right.
USUAL, POOR, BETTER = (70, 22, 8), (15, 25, 60), (52, 40, 8)
RESIDENTS = (*[0] * 14, *[1] * 7, *[2] * 3)
GRADES = ("满意", "基本满意", "不满意")
# What is expected at the end of the year of each finding, by 销号单.
CAME_BACK = 1


@dataclass
class YearPlay(Play):
    """``bundles`` are those of the ballot, the rating and the rating again; ``folder`` takes them."""

    folder: Path = field(default_factory=Path)
    bundles: list[Path] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def play(self) -> list[str]:
        """The ballot and its year; returns what is not as it should be, in sentences."""
        with running(self.serving, self.environ):
            self.sign_everybody_in()
            self.hold_ballot()
            today = datetime.now(UTC).date()
            # The year just past: its quarters have ended, so nothing that is reported lies in the future.
            work = Year(self, today.year - 1, today)
            self.begin(work)
            rounds = work.rounds()
            expect(len(rounds) == len(QUARTERS), f"{len(rounds)} rounds were planned")
            for quarter, round_id in enumerate(rounds[:-1], start=1):
                self.hold_quarter(work, quarter, round_id)
            self.end_year(work, rounds[-1])
        return self.faults

    # The ballot ------------------------------------------------------------------------------

    def hold_ballot(self) -> None:
        self.import_lists(projects())
        self.check_in(self.ballots)
        sitting = self.open_sitting()
        place, cards = self.prepare_sitting(sitting, lambda: self.draft(sitting, DRAFT))
        (poll,) = self.open_polls(sitting)
        self.cast(poll, self.seal(poll, cards))
        self.close(sitting, place)
        self.settle(place, "公告（第5号）")

    def prepare_sitting(self, sitting: str, draft: object) -> tuple[str, CardSet]:
        """Keys, cards, a rehearsal; the poll that ``draft`` makes is open."""
        place = draft()  # type: ignore[operator]
        self.make_keys(sitting, SEATS)
        cards = self.make_cards(sitting)
        self.rehearse(sitting, cards.secrets, FRUIT)
        self.open_poll(place)
        return place, cards

    def settle(self, place: str, notice: str) -> str:
        """Opened, signed, announced, published; its bundle is kept. Returns what was read aloud."""
        self.count(place, SEATS[:THRESHOLD])
        self.sign(place)
        reading = self.announce(place, notice)
        self.say(f"宣布：{reading}")
        bundle = self.folder / f"{len(self.bundles) + 1}.zip"
        bundle.write_bytes(self.bundle(place))
        self.bundles.append(bundle)
        return reading

    # The plan --------------------------------------------------------------------------------

    def begin(self, work: Year) -> None:
        units = {project.name: project.unit for project in projects()}
        work.take_result()
        page = self.visitors["changban"].get(work.path())
        self.chosen = [name for name in units if name in unescape(page)]
        expect(len(self.chosen) == 10, f"{len(self.chosen)} projects were taken over")
        self.leads = [units[name] for name in self.chosen]
        work.make_units(list(dict.fromkeys(self.leads)))
        work.link_deputies(("daibiao1", "daibiao2"))
        work.plan(self.leads)
        work.know_projects()
        for number in range(1, 4):
            work.make_group(number)
        self.say(f"{work.year}年 10 个项目转入实施监督，任务分解已公布 (plans published)")

    # Quarters --------------------------------------------------------------------------------

    def hold_quarter(self, work: Year, quarter: int, round_id: str) -> None:
        work.open_round(round_id)
        late = LATE if quarter == 1 else None
        self.report_all(work, quarter, round_id, late)
        work.state_money(round_id, str(180 * quarter))
        work.move_round(round_id, "end_reporting")
        if late:
            name = self.chosen[late - 1]
            expect(name in "".join(work.missing(round_id)), "the late unit is not on the list")
            said = Said("20", "基础施工", "100", reason="项目负责人更换，补报")
            work.report(work.units[self.leads[late - 1]], round_id, late, said)
            work.review(round_id, late)
            self.say(f"{QUARTERS[0]}：{name} 未按期报送，列入未报送名单，补报注明逾期 (one late unit)")
        if quarter == 1:
            self.raise_findings(work)
        if quarter == 2:
            self.override_red(work, round_id)
        if quarter == 3:
            self.change_two(work)
        work.move_round(round_id, "archive")
        self.say(f"{QUARTERS[quarter - 1]}已归档 (round closed)")

    def report_all(self, work: Year, quarter: int, round_id: str, late: int | None) -> None:
        """Every project that is under way, but the late one; one is far behind its line."""
        scheduled = LINE[3 * quarter - 1]
        for number in range(1, 11):
            if number == late or (quarter == 4 and number == SUSPENDED):
                continue
            done = scheduled - 40 if number == BEHIND and quarter == 2 else scheduled
            said = Said(str(max(done, 5)), "按计划推进", str(180 * quarter))
            work.report(work.units[self.leads[number - 1]], round_id, number, said)
            work.review(round_id, number)

    def raise_findings(self, work: Year) -> None:
        """Three findings by letter; one comes back once; all are closed after the group looked again."""
        login = self.visitors["changban"]
        for at, number in enumerate((1, 2, 3)):
            visit = work.visit(number, "bad", f"现场发现问题{at + 1}：警示标志不全")
            unit = self.leads[number - 1]
            finding = work.raise_finding(number, unit, f"问题{at + 1}：警示标志不全", visit)
            work.send_letter(f"人常督〔{work.year}〕{at + 1}号", finding)
            work.answer(work.units[unit], finding, "已补设警示标志，照片附后。")
            if at < CAME_BACK:
                work.check(finding, done=False, text="夜间标志仍缺")
                work.answer(work.units[unit], finding, "夜间标志已补齐。")
            again = work.visit(number, "good", "复查：已整改到位")
            work.check(finding, done=True, text="整改到位", visit=again)
            page = login.get(work.any(f"/findings/{finding}"))
            expect("已销号" in page, "a finding is not closed")
        self.say("三个问题发函督办，一个复查退回一次，全部销号 (three findings, one came back once)")

    def override_red(self, work: Year, round_id: str) -> None:
        light = work.light(round_id, OVERRIDDEN)
        expect("红" in light, f"not the red light that was arranged: {light}")
        work.override(round_id, OVERRIDDEN, "yellow", "管线迁改由电力部门延期，已商定追赶计划")
        page = self.visitors["changban"].get(work.any(f"/reports/{round_id}/{OVERRIDDEN}"))
        expect("黄" in page and "系统计算为" in page, "the computed light is not shown beside the other")
        self.say("红灯人工调整为黄灯，计算的红灯并列显示 (a red light overridden)")

    def change_two(self, work: Year) -> None:
        changed = {"target": "年底前完成9处", "amount": "9"}
        work.change(ADJUSTED, "adjust", "地质条件变化，三处改为下年实施", changed, "公告第8号")
        work.change(SUSPENDED, "suspend", "主干道管线未迁改，暂缓实施", {}, "公告第9号")
        public = self.stranger()
        for number, words in ((ADJUSTED, "年底前完成9处"), (SUSPENDED, "暂缓")):
            expect(words in public.get(self.path(f"/board/{work.year}")) or number == ADJUSTED, f"{words}?")
        self.say("一个项目调整目标，一个暂缓实施，均由常委会决定并公告 (one adjusted, one suspended)")

    # The end of the year -----------------------------------------------------------------------

    def end_year(self, work: Year, round_id: str) -> None:
        work.open_round(round_id, rated=True)
        self.report_all(work, 4, round_id, None)
        work.state_money(round_id, "700")
        work.move_round(round_id, "end_reporting")
        work.residents_rate(1, RESIDENTS)
        work.move_round(round_id, "begin_rating")
        self.rate(work, round_id)
        work.move_round(round_id, "archive")
        self.tell(work)

    def rate(self, work: Year, round_id: str) -> None:
        sitting = self.next_session()
        lines = "\n".join(
            f"{number}\t{name}\t{lead}"
            for number, (name, lead) in enumerate(zip(self.chosen, self.leads, strict=True), start=1)
        )
        title = f"{work.year}年度民生实事项目满意度测评"
        rating = work.new_rating(title, lines, DEPUTIES, round_id)
        place, cards = self.prepare_sitting(sitting, lambda: work.draft_secret(rating, sitting))
        self.secrets = list(cards.secrets)
        shares = [POOR if number == UNLOVED else USUAL for number in range(1, 11)]
        self.count_stubs(sitting, self.ballots)
        self.hold_rating(work, sitting, place, rating, shares, "公告（第6号）")
        self.rectify(work, rating)
        again = work.move_rating(rating, {"verb": "again"})
        second = work.draft_secret(again, sitting)
        self.open_poll(second)
        self.hold_rating(work, sitting, second, again, [BETTER], "公告（第7号）")

    def next_session(self) -> str:
        """The session at the year's end, of the same deputies, with its plenary; the place of its sitting."""
        clerk = self.visitors["mishu"]
        new = self.path("/sessions/new")
        clerk.get(new)
        clerk.post(new, {"term": "18", "number": "6", "begins": date(2027, 1, 12).isoformat()})
        self.check_in(self.ballots)
        return self.open_sitting()

    def hold_rating(
        self,
        work: Year,
        sitting: str,
        place: str,
        rating: str,
        shares: Sequence[tuple[int, ...]],
        notice: str,
    ) -> None:
        """Cast, counted, announced; taken over, published; the grades are those of 镇海's rule."""
        (poll,) = self.open_polls(sitting)
        votes = graded(poll.rules, shares, self.ballots)
        bodies = self.seal_all(poll, list(zip(self.secrets, votes, strict=True)))
        self.cast_all(poll, bodies, "测评")
        self.end_voting(place)
        self.settle(place, notice)
        office = self.visitors["changban"]
        uuid = found(office.get(rating), r'name="uuid" value="([^"]+)"')
        work.move_rating(rating, {"verb": "take", "uuid": uuid})
        work.move_rating(rating, {"verb": "publish"})
        self.compare_grades(poll, votes, office.get(f"{rating}/report"))

    def compare_grades(self, poll: OpenPoll, votes: Sequence[Choices], report: str) -> None:
        """What the votes come to by hand, against the printed report."""
        text = re.sub(r"<[^>]+>|\s+", " ", unescape(report))
        for at, name in enumerate(poll.names):
            counts = [sum(ballot[at][grade] for ballot in votes) for grade in range(len(GRADES))]
            grade = GRADES[zhenhai(counts, DEPUTIES)]
            after = text.split(name, 1)[-1][:200]
            told = [int(number) for number in re.findall(r"(?<![\d.])\d+(?![\d.%])", after)]
            if grade not in after or not set(counts) <= set(told):
                self.faults.append(f"{name}: {counts} {grade}，报告为 (the report says) {after[:80]}")
            self.say(f"  {name}：{' / '.join(map(str, counts))} → {grade}")

    def rectify(self, work: Year, rating: str) -> None:
        unit = work.units[self.leads[UNLOVED - 1]]
        page = self.visitors["changban"].get(rating)
        address = found(page, r'"([^"]*/rectifications/[0-9a-f]{32})"')
        desk = self.visitors[unit]
        desk.get(work.path(f"/projects/{UNLOVED}"))
        desk.post(address, {"answer": "已组织返工并逐户回访，群众反映的问题全部解决。"})
        self.say(f"{self.chosen[UNLOVED - 1]} 测评为不满意，已整改，再次测评 (rectified and rated again)")

    def tell(self, work: Year) -> None:
        """The chain of closed rounds, the year book in three forms, and the public board."""
        office = self.visitors["changban"]
        seals = office.get(work.any("/seals"))
        expect(f"核对通过：{len(QUARTERS)} 轮" in seals, "the chain of rounds does not hold")
        book = office.get(work.path("/book"))
        sheet = load_workbook(io.BytesIO(office.get_bytes(work.path("/book?format=xlsx"))), read_only=True)
        board = self.stranger().get(self.path(f"/board/{work.year}"))
        cells = {
            str(cell) for rows in sheet.worksheets for row in rows.iter_rows(values_only=True) for cell in row
        }
        for name in self.chosen:
            for place, told in (
                ("年鉴", unescape(book)),
                ("公示", unescape(board)),
                ("Excel", " ".join(cells)),
            ):
                if name not in told:
                    self.faults.append(f"{place}中没有“{name}” (not told)")
        self.say(f"归档链已核对；{work.year}年实施情况汇编：网页、PDF、Excel 均已生成 (the year book)")
        (self.folder / "book.html").write_text(book)


def zhenhai(counts: Sequence[int], members: int) -> int:
    """满意 where its votes reach half of all members, 基本满意 where both together do, else 不满意."""
    satisfied, basically, _ = counts
    if 2 * satisfied >= members:
        return 0
    return 1 if 2 * (satisfied + basically) >= members else 2


def graded(rules: Method, shares: Sequence[tuple[int, ...]], ballots: int) -> list[Choices]:
    """Every ballot grades every item; the items get the grades in these hundredths."""
    chance, columns = pseudo.Random(11), []
    for share in shares:
        edges = [sum(share[: at + 1]) * ballots // 100 for at in range(len(share))]
        column = [next(at for at, edge in enumerate(edges) if ballot < edge) for ballot in range(ballots)]
        chance.shuffle(column)
        columns.append(column)
    places = range(len(rules.grades))
    return [
        tuple(tuple(int(column[ballot] == place) for place in places) for column in columns)
        for ballot in range(ballots)
    ]
