"""One sitting with everything that can befall it, over HTTP against the real server (scripts/demo --sitting).

321 of 327 deputies are there, 320 take a card: a rating of last year's ten projects and a ballot of twelve
for ten places in one sitting, with one card, then a runoff among the tied. ``Sitting.run`` is the whole day.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import random as pseudo
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

from voting.demo import comparison, mishaps
from voting.demo.candidates import AFTER, CHANGED, LAST_YEAR, corrected, on_the_eve
from voting.demo.comparison import Told
from voting.demo.deputy import Choices, choose, spread
from voting.demo.mishaps import expect
from voting.demo.offices import COMMON, Cast, Offices, OpenPoll
from voting.demo.play import FRUIT
from voting.demo.printed import Printed, print_cards
from voting.demo.projection import Projector
from voting.demo.scrutineer import KeyHolder
from voting.demo.showing import Say, found
from voting.demo.stalling import Delay, stalled, waiting
from voting.demo.visitor import Refused, Visitor
from voting.protocol.slips import parse_slip
from voting.registrar.cards import SittingFile
from voting.serving import running

PROPOSED = ("zongjian", "jian2", "jian3", "jian4", "jian5")
SEATS = ("zongjian", "jian2", "jian3", "jian4", "jian6")
OPENERS = ("zongjian", "jian3", "jian6")  # any three; jian3 has lost his tablet by then
OTHER_OPENERS = ("jian2", "jian3", "jian4")
DEPUTIES = 320
RESERVE, SPOT = 20, 20
UNLUCKY, SEALED, SENT = 10, 20, 25  # deputies who lose: a card; a tablet before sending; one after it
STALLED = 10
SOON = 10.0  # seconds from the last key to the signed result
# 赞成 for each of the twelve, of 320: nine are ahead, the eighth and the tenth are level over the bar.
VOTES = (300, 262, 288, 275, 294, 281, 268, 200, 291, 200, 256, 88)
RUNOFF = (188, 131)
DRAFT = {"title": "2026年民生实事项目", "preset": "county", "places": "10"}
RATING = {
    "title": "2025年民生实事项目满意度测评", "preset": "plenary_rating",
    "projects": "\n".join(f"{name}\t有关部门" for name in LAST_YEAR),
}  # fmt: skip
# The signed method as it comes from the scanner.
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


@dataclass(frozen=True)
class Played:
    """One poll of the sitting when all is over: what each place told of it, and its bundle."""

    title: str
    told: dict[str, Told]
    bundle: Path
    method: bytes
    last_key_to_signed: float  # seconds


@dataclass
class Sitting(Offices):
    """``deputies`` take a card and one more is present; bundles are left in ``folder``."""

    folder: Path = field(default_factory=Path)
    deputies: int = DEPUTIES
    polls: dict[str, OpenPoll] = field(default_factory=dict)  # by place
    delays: list[Delay] = field(default_factory=list)
    played: list[Played] = field(default_factory=list)
    sitting: str = ""
    secrets: list[str] = field(default_factory=list)  # of the cards that vote, in the deputies' order
    cards: Printed = field(init=False)
    projector: Projector = field(init=False)

    def run(self) -> None:
        with running(self.serving, self.environ):
            self.sign_everybody_in()
            self.import_lists(on_the_eve())
            self.sitting = self.open_sitting()
            ballot, rating = self.draft(self.sitting, DRAFT), self.draft(self.sitting, RATING)
            self.make_keys(self.sitting, PROPOSED)
            self.say("通过之前，提名的五名监票人已加封 (keys by the proposed five, before adoption)")
            self.print_cards()
            ballot = self.night_before(ballot)
            self.replace_scrutineer()
            self.adopt_and_rehearse(ballot, rating)
            self.projector = Projector.of(self, self.sitting)
            self.check_in(self.deputies + 1)
            self.open_both(ballot, rating)
            votes = self.vote(ballot, rating)
            self.settle(ballot, votes[ballot], "公告（第5号）", OPENERS)
            self.settle(rating, votes[rating], "公告（第6号）", OPENERS)
            self.hold_runoff(ballot)

    # The eve.

    def print_cards(self) -> None:
        uuids = tuple(self.uuids_of(self.sitting))
        # The words on the paper are nobody's affair here: what is drawn and signed are secrets and uuids.
        file = SittingFile(self.sitting.rsplit("/", 1)[1], "", "", "", "", uuids)
        self.cards = print_cards(file, self.deputies, RESERVE, SPOT, os.urandom)
        self.upload_cards(self.sitting, self.cards.upload)
        lists = self.cards.lists
        self.say(
            f"票卡印制 {lists.printed} 张：发给代表 {self.deputies}、备用 {RESERVE}、抽检 {SPOT}，"
            f"剩余 {lists.left_over} 张一次扫码剔除；{len(uuids)} 份名单已签署 (cards printed and signed)"
        )

    def night_before(self, place: str) -> str:
        """退回修改: one text put right, one project dropped, no card printed anew. Returns the new place."""
        self.freeze(place)
        clerk = self.visitors["mishu"]
        clerk.get(f"{place}/take-back")
        form = clerk.post(f"{place}/take-back", {"reason": "第7项文字更正，第11项撤下"})
        again = clerk.address.removesuffix("/edit")
        lines = corrected(found(form, r'name="projects"[^>]*>\n?([^<]*)</textarea>'))
        clerk.post(f"{again}/edit", {**COMMON, **DRAFT, "projects": lines})
        self.say(
            f"前一晚退回修改：第7项改字、第11项撤下，候选项目 13 → {len(lines.splitlines())} (taken back)"
        )
        return again

    def replace_scrutineer(self) -> None:
        clerk = self.visitors["mishu"]
        clerk.get(f"{self.sitting}/keys")
        clerk.post(f"{self.sitting}/keys/end", {"reason": "监票人吴五因病请假，由郑六接替"})
        self.make_keys(self.sitting, SEATS)
        self.say("吴五换成郑六，监票钥匙重新制作 (one scrutineer replaced, keys made again)")

    def adopt_and_rehearse(self, ballot: str, rating: str) -> None:
        for place in (ballot, rating):
            self.freeze(place)
            self.adopt(place, self.deputies, SCAN)
        page = self.visitors["heyan"].get(f"{ballot}/adopt")
        kept = self.visitors["heyan"].get_bytes(found(page, r'href="([^"]*/adoption/scan)"'))
        expect(kept == SCAN, "the scan of the adoption is not the one that was sent")
        secrets = [self.cards.secrets[serial] for serial in self.cards.handed_out]
        self.rehearse(self.sitting, secrets, FRUIT)

    # The hall.

    def open_both(self, ballot: str, rating: str) -> None:
        """Zero reports by every page, then both polls; the cards are those of the first printing."""
        for place in (ballot, rating):
            self.projector.show(place, "rules")
            self.let_in(place, SEATS)
        opened = {poll.rules.kind: poll for poll in self.open_polls(self.sitting)}
        self.polls = {ballot: opened["ballot"], rating: opened["rating"]}
        listed = opened["ballot"].projects
        expect(len(listed) == 12, f"{len(listed)} projects on the ballot")
        expect(AFTER in listed[CHANGED - 1]["content"], "the text of the night before is not on the tablets")
        for poll in self.polls.values():
            known = self.stranger().get_json(f"/v/{poll.uuid}/cards")["listed"]
            mine = {self.cards.kept.register[serial][poll.uuid] for serial in self.cards.handed_out}
            expect(mine <= set(known), "a card of the first printing is not listed")
        self.say("零票报告五人签署；测评和票决同时开启，一卡两票，票卡没有重印 (both open, one card)")

    def vote(self, ballot: str, rating: str) -> dict[str, list[Choices]]:
        """Until both are closed and valid; returns what was voted, by place."""
        first, second = self.polls[ballot], self.polls[rating]
        lost = self.cards.handed_out[UNLUCKY]
        self.void(ballot, [(lost, "lost")])
        self.void(rating, [(lost, "lost")])
        given = [self.cards.kept.reserve[0] if serial == lost else serial for serial in self.cards.handed_out]
        self.secrets = [self.cards.secrets[serial] for serial in given]
        votes = {ballot: self.tied(first), rating: self.graded(second)}
        hall = mishaps.Mishaps(self, first)
        hall.lost_card(self.cards.secrets[lost], votes[ballot][UNLUCKY])
        hall.spot_checks([self.cards.secrets[serial] for serial in self.cards.kept.spot])
        hall.lost_tablet(self.secrets[SEALED], votes[ballot][SEALED])
        casts = self.cast_with_stalls(first, self.secrets[:-1], votes[ballot][:-1])
        hall.lost_answer(self.secrets[SENT], casts[SENT].receipt)
        hall.alarm_and_pause(self.sitting, ballot, self.deputies, self.secrets[-1], votes[ballot][-1])
        self.cast_with_stalls(second, self.secrets[: len(votes[rating])], votes[rating])
        self.projector.show(ballot, "voting")
        expect("赞成" not in self.projector.picture(), "the screen tells votes while voting goes on")
        self.lose_scrutineers_tablet("jian3")
        for place in (ballot, rating):
            self.balance(place)
            self.end_voting(place)
        self.say(
            f"投票截止：发出 {self.deputies} 张，收回票决票 {self.deputies} 张、测评票 {self.deputies - 1} 张"
        )
        return votes

    def tied(self, poll: OpenPoll) -> list[Choices]:
        votes = [number * self.deputies // DEPUTIES for number in VOTES]
        return spread(pseudo.Random(7), poll.rules, votes, self.deputies)

    def graded(self, poll: OpenPoll) -> list[Choices]:
        """One deputy does not rate."""
        rng, rules = pseudo.Random(8), poll.rules
        return [choose(rng, rules) for _ in range(self.deputies - 1)]

    def cast_with_stalls(
        self, poll: OpenPoll, secrets: Sequence[str], choices: Sequence[Choices]
    ) -> list[Cast]:
        """Half of the ballots alone, half beside clients that hang; notes the longest of either."""
        bodies = self.seal_all(poll, list(zip(secrets, choices, strict=True)))
        half = len(bodies) // 2
        alone = self.cast_all(poll, bodies[:half])
        target = (self.serving.host, self.serving.port, f"/v/{poll.uuid}/cast", STALLED)
        with stalled(*target) as clients:
            beside = self.cast_all(poll, bodies[half:], f"投票（另有 {STALLED} 台停住）")
            hung = waiting(clients)
        slowest = [max(cast.seconds for cast in casts) for casts in (alone, beside)]
        delay = Delay(slowest[0], slowest[1], hung)
        self.delays.append(delay)
        self.say(
            f"最慢的一票 (slowest good cast)：独自 {delay.alone:.2f} 秒，"
            f"{hung} 台设备停在半途时 {delay.beside:.2f} 秒，相差 {delay.longer:+.2f} 秒"
        )
        return alone + beside

    def lose_scrutineers_tablet(self, login: str) -> None:
        """His slip alone, on another tablet."""
        paper = self.holders[login].slip.encode()
        self.visitors[login] = self.signed_in(login)
        self.holders[login] = KeyHolder(parse_slip(paper), os.urandom)
        self.say("一名监票人的平板丢失：换一台，凭监票钥匙单继续 (a scrutineer's slip on another tablet)")

    def balance(self, place: str) -> None:
        """Spot-check and reserve cards void in one batch, signed by two; then nothing is left to wait for."""
        unopened = [(serial, "unopened") for serial in self.cards.kept.reserve[1:]]
        self.void(place, [*((serial, "spot_check") for serial in self.cards.kept.spot), *unopened])
        told = self.visitors["zongjian"].get_json(f"{place}/reconciliation.json")
        expect(not told["breaks"] and not told["waits"], f"the numbers do not balance: {told}")

    def void(self, place: str, reasons: Sequence[tuple[str, str]]) -> None:
        registrar = self.visitors["piaoka"]
        registrar.get(f"{place}/voids")
        basis = registrar.get_json(f"{place}/voids/basis")
        body = self.cards.voids(basis, reasons, self.holders["zongjian"], os.urandom)
        registrar.send(f"{place}/voids", body)

    # The result.

    def settle(self, place: str, choices: Sequence[Choices], notice: str, keepers: Sequence[str]) -> None:
        """Opened, signed, announced, published; then every place is asked what the result is."""
        self.projector.show(place, "verification")
        began = self.count(place, keepers)
        self.sign(place)
        seconds = time.monotonic() - began
        self.say(f"最后一把钥匙到签字确认 (last key to signed result)：{seconds:.1f} 秒")
        reading = self.announce(place, notice)
        self.say(f"宣布：{reading}")
        poll = self.polls[place]
        bundle = self.folder / f"{poll.uuid}.zip"
        bundle.write_bytes(self.bundle(place))
        public = self.stranger().get_bytes(f"/p{place.removeprefix('/c')}/bundle.zip")
        expect(public == bundle.read_bytes(), "the public bundle is another one")
        told = {"所投 (as cast)": comparison.told_by_choices(poll.rules, choices)}
        told |= self.projector.told(place, poll.rules) | self.papers(place, poll)
        told["宣布 (announcement)"] = comparison.told_by_reading(reading, poll.names)
        told["归档包 (bundle)"] = comparison.told_by_bundle(public)
        title = found(self.visitors["heyan"].get(place), r"<h1[^>]*>(.*?)</h1>")
        self.played.append(Played(title, told, bundle, poll.method, seconds))

    def papers(self, place: str, poll: OpenPoll) -> dict[str, Told]:
        """The report as page, in Word and as PDF, each where this machine can make or read it."""
        reader, address = self.visitors["heyan"], f"{place}/papers/result"
        read = partial(comparison.told_by_page, poll.rules)
        page = reader.get(address)
        word = reader.get_bytes(f"{address}?format=docx")
        told = {
            "报告单 (report)": read(comparison.plain(page), comparison.page_rows(page)),
            "报告单 Word": read(comparison.word_text(word), comparison.word_rows(word)),
        }
        text = pdf_text(reader, f"{address}?format=pdf", self.say)
        if text:
            told["报告单 PDF"] = comparison.told_by_text(poll.rules, text, poll.names)
        return told

    def hold_runoff(self, before: str) -> None:
        """The tied projects once more, on the same cards and keys, with three other scrutineers opening."""
        began = time.monotonic()
        tied = self.played[0].told["归档包 (bundle)"].undecided or ()
        expect(len(tied) == len(RUNOFF), f"not the tie that was arranged: {tied}")
        self.say(f"第10名票数相等：{'、'.join(tied)}，再次票决 (a tie at the cut: runoff)")
        title = f"{DRAFT['title']}再次票决"
        place = self.draft(self.sitting, {**DRAFT, "title": title, "places": "1"}, before)
        self.freeze(place)
        self.adopt(place, self.deputies)
        self.let_in(place, SEATS)
        (poll,) = self.open_polls(self.sitting)
        self.say(f"原卡、原钥匙，{time.monotonic() - began:.0f} 秒后开启 (open on the same cards and keys)")
        self.polls[place] = poll
        lost = self.cards.handed_out[UNLUCKY]
        self.void(place, [(lost, "lost")])
        votes = [number * self.deputies // DEPUTIES for number in RUNOFF]
        choices = spread(pseudo.Random(9), poll.rules, votes, self.deputies)
        self.cast_with_stalls(poll, self.secrets, choices)
        self.balance(place)
        self.end_voting(place)
        self.settle(place, choices, "公告（第7号）", OTHER_OPENERS)


def pdf_text(reader: Visitor, address: str, say: Say) -> str:
    """Empty where this machine lacks what makes or reads a PDF, which is said."""
    if importlib.util.find_spec("pypdf") is None:  # it comes with the tests
        say("PDF：本机没有 pypdf，未核对 (not compared: no pypdf here)")
        return ""
    try:
        content = reader.get_bytes(address)
    except Refused as refused:
        if refused.status != 503:
            raise
        say(f"PDF：未核对 (not compared)：{refused}")
        return ""
    read = importlib.import_module("pypdf").PdfReader(BytesIO(content))
    return "\n".join(page.extract_text() for page in read.pages)
