"""A whole vote over HTTP, played against the real server by one visitor for each office.

314 of 327 deputies, twelve candidates for ten places, five scrutineers of whom three suffice. The server is
killed once while ballots are coming in, started again, and the voting goes on.
"""

from __future__ import annotations

import os
import random as pseudo
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from voting.demo.candidates import projects
from voting.demo.cards import CardSet, make_cards
from voting.demo.deputy import Choices, choose
from voting.demo.offices import CAST_THREADS, THRESHOLD, Offices, OpenPoll
from voting.demo.prepare import PRESENT
from voting.demo.visitor import Refused
from voting.serving import running

SEATS = ("zongjian", "jian2", "jian3", "jian4", "jian5")
FAVOUR = (3.0, 1.2, 2.5, 2.2, 2.8, 3.2, 1.8, 1.0, 2.0, 1.6, 0.5, 0.4)
FRUIT: Choices = ((1, 0, 1, 0, 0), (0, 1, 0, 0, 0))  # what everybody marks at a rehearsal
DRAFT = {"title": "2026年民生实事项目", "preset": "county", "places": "10", "public": "winners"}


@dataclass
class Play(Offices):
    """``ballots`` deputies are present and vote; the server dies with more than ``kill_after`` answered."""

    ballots: int = PRESENT
    kill_after: int = 150
    receipts: dict[int, bytes] = field(default_factory=dict)

    def run(self, bundle_path: Path) -> None:
        """The whole vote; leaves the bundle at ``bundle_path``."""
        with ExitStack() as stack:
            server = stack.enter_context(running(self.serving, self.environ))
            self.sign_everybody_in()
            self.import_lists(projects())
            self.check_in(self.ballots)
            sitting = self.open_sitting()
            place = self.draft(sitting, DRAFT)
            self.make_keys(sitting, SEATS)
            cards = self.make_cards(sitting)
            self.rehearse(sitting, cards.secrets, FRUIT)
            self.open_poll(place)
            (poll,) = self.open_polls(sitting)
            bodies = self.seal(poll, cards)
            self.cast(poll, bodies[: self.kill_after])
            self.kill_in_flight(server.pid, poll, bodies[self.kill_after :])
        with running(self.serving, self.environ):
            self.say("服务器已重新启动，投票继续（全部票再送一次，已收到的得到同一张回执）")
            self.cast(poll, bodies)
            self.close(sitting, place)
            self.count(place, SEATS[:THRESHOLD])
            self.sign(place)
            self.say("结果：" + self.announce(place, "公告（第5号）"))
            bundle_path.write_bytes(self.bundle(place))

    def make_cards(self, sitting: str) -> CardSet:
        uuids = self.uuids_of(sitting)
        made = make_cards(uuids, self.ballots, os.urandom)
        self.upload_cards(
            sitting,
            {
                "key": made.key,
                "lists": {uuid: text.decode() for uuid, text in made.lists.items()},
                "statements": {uuid: text.decode() for uuid, text in made.statements.items()},
                "printed": self.ballots, "left_over": 0, "spoilt": 0, "spot": 0,
            },
        )  # fmt: skip
        self.say(f"票卡：{self.ballots} 张，{len(uuids)} 份名单已签署上传")
        return made

    def open_poll(self, place: str) -> None:
        self.freeze(place)
        self.adopt(place, self.ballots)
        self.let_in(place, SEATS)
        self.say("投票已开启")

    def seal(self, poll: OpenPoll, cards: CardSet) -> list[bytes]:
        """What 314 tablets do before anything is sent."""
        rng, rules = pseudo.Random(1), poll.rules
        return self.seal_all(poll, [(secret, choose(rng, rules, FAVOUR)) for secret in cards.secrets])

    def cast(self, poll: OpenPoll, bodies: Sequence[bytes]) -> None:
        """Send sealed ballots; the receipt of a ballot that was sent before must be the same."""
        for number, cast in enumerate(self.cast_all(poll, bodies)):
            if self.receipts.setdefault(number, cast.receipt) != cast.receipt:
                raise RuntimeError(f"ballot {number} got two receipts")

    def kill_in_flight(self, server: int, poll: OpenPoll, bodies: Sequence[bytes]) -> None:
        """Send more ballots and kill the server with SIGKILL while they are on their way."""
        offset = len(self.receipts)
        with ThreadPoolExecutor(CAST_THREADS) as pool:
            posts = {
                pool.submit(self._try_cast, poll, body): offset + i for i, body in enumerate(bodies[:40])
            }
            time.sleep(0.3)
            _kill(server)
            for post, number in posts.items():
                receipt = post.result()
                if receipt is not None:
                    self.receipts[number] = receipt
        self.say(f"服务器在投票中被强行终止；此前已签收 {len(self.receipts)} 张票")

    def _try_cast(self, poll: OpenPoll, body: bytes) -> bytes | None:
        try:
            return self.cast_one(poll, body).receipt
        except (OSError, Refused):
            return None

    def close(self, sitting: str, place: str) -> None:
        self.count_stubs(sitting, self.ballots)
        self.end_voting(place)
        self.say(f"投票截止：发出 {self.ballots} 张，收回 {len(self.receipts)} 张，宣布有效")


def _kill(master: int) -> None:
    """SIGKILL to the server's master and its workers, as a power cut to the process would be."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    for process in [master, *map(int, children)]:
        os.kill(process, signal.SIGKILL)
