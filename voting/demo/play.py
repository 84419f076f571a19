"""A whole vote over HTTP, played against the real server by one visitor for each office.

314 of 327 deputies, twelve candidates for ten places, five scrutineers of whom three suffice. The server is
killed once while ballots are coming in, started again, and the voting goes on.
"""

from __future__ import annotations

import io
import json
import os
import random as pseudo
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TypeVar

from voting.demo.cards import CardSet, make_cards
from voting.demo.deputy import choose, seal
from voting.demo.prepare import CODE, PRESENT, Account, candidate_rows, roster_rows, workbook
from voting.demo.scrutineer import KeyHolder, Scrutineer, hold_ceremony
from voting.demo.visitor import Refused, Visitor
from voting.protocol import sidelog
from voting.protocol.archive import parse_archive
from voting.protocol.ceremony import Ceremony
from voting.protocol.election import parse_election
from voting.protocol.tally import parse_encrypted_tally
from voting.rules import method as methods
from voting.serving import Serving, running

T = TypeVar("T")
THRESHOLD = 3
KEEPERS = ("zongjian", "jian2", "jian3", "jian4", "jian5")
CAST_THREADS = 8
REHEARSAL_BALLOTS = 5
FAVOUR = (3.0, 1.2, 2.5, 2.2, 2.8, 3.2, 1.8, 1.0, 2.0, 1.6, 0.5, 0.4)
Say = Callable[[str], None]


def bar(name: str, total: int) -> Callable[[int], None]:
    """A progress bar on standard error."""
    began = time.monotonic()

    def show(done: int) -> None:
        width = done * 30 // total
        left = (time.monotonic() - began) / done * (total - done) if done else 0.0
        line = f"\r  {name} [{'█' * width}{'·' * (30 - width)}] {done}/{total}"
        sys.stderr.write(line + (f"  约 {left:.0f} 秒 " if done < total else "          \n"))
        sys.stderr.flush()

    return show


def each(name: str, items: Sequence[T]) -> Iterable[T]:
    """The items, with a progress bar."""
    show = bar(name, len(items))
    for done, item in enumerate(items, start=1):
        yield item
        show(done)


def seal_many(election: bytes, method: bytes, secrets: Sequence[str], seed: int) -> list[bytes]:
    """Sealed bodies for many cards; runs in a process of its own."""
    defined, rules, rng = parse_election(election), methods.from_json(method), pseudo.Random(seed)
    return [seal(defined, rules, secret, choose(rng, rules, FAVOUR), os.urandom) for secret in secrets]


@dataclass
class Play:
    """``serving`` and ``environ`` start the server; ``accounts`` come from ``prepare``."""

    serving: Serving
    environ: dict[str, str]
    accounts: dict[str, Account]
    say: Say = print
    ballots: int = PRESENT
    kill_after: int = 150
    visitors: dict[str, Visitor] = field(default_factory=dict)
    receipts: dict[int, bytes] = field(default_factory=dict)

    def run(self, bundle_path: Path) -> None:
        """The whole vote; leaves the bundle at ``bundle_path``."""
        with ExitStack() as stack:
            self._server = stack.enter_context(running(self.serving, self.environ))
            self.sign_everybody_in()
            self.import_lists()
            self.check_in()
            sitting = self.open_sitting()
            poll = self.draft(sitting)
            self.make_keys(sitting)
            cards = self.make_cards(sitting)
            self.rehearse(sitting, cards)
            self.open_poll(poll)
            first, rest = self.seal(sitting, cards)
            self.cast(first, 0)
            self.kill_in_flight(rest)
        with running(self.serving, self.environ):
            self.say("服务器已重新启动，投票继续（全部票再送一次，已收到的得到同一张回执）")
            self.cast(first + rest, 0)
            self.close(sitting, poll)
            self.count(poll)
            self.announce(poll, bundle_path)

    # Before the vote.

    def sign_everybody_in(self) -> None:
        for login, account in each_pair("登录", self.accounts):
            self.visitors[login] = Visitor(self.serving.own_url)
            self.visitors[login].sign_in(account.login, account.password)

    def import_lists(self) -> None:
        """Roster and candidates by Excel, as a secretariat sends them."""
        clerk = self.visitors["mishu"]
        for page, rows in (("roster", roster_rows()), ("candidates", candidate_rows())):
            content = io.BytesIO()
            workbook(rows).save(content)
            upload = found(clerk.get(self.path(f"/{page}")), r'href="([^"]*/imports/[^"/]+/[0-9a-f]{32})"')
            clerk.get(upload)
            preview = clerk.post_file(upload, f"{page}.xlsx", content.getvalue())
            take = found(preview, r'action="([^"]*/take)"')
            clerk.post(take, {"expected": found(preview, r'name="expected" value="(\d+)"')})
            self.say(f"已导入 {len(rows)} 行：{page}.xlsx")

    def check_in(self) -> None:
        clerk, desk = self.visitors["mishu"], self.visitors["xianchang"]
        page = clerk.get(self.path("/attendance"))
        clerk.post(
            found(page, r'action="([^"]*/meetings)"'), {"title": "第三次全体会议", "held_on": "2026-01-15"}
        )
        place = clerk.address
        marks = re.findall(r'action="([^"]*/attendance/[0-9a-f]{32}/[0-9a-f]{32})"', desk.get(place))
        present = list(dict.fromkeys(marks))[: self.ballots]
        for mark in each("签到", present):
            desk.submit(mark, {"mark": "present"})

    def open_sitting(self) -> str:
        clerk = self.visitors["mishu"]
        page = clerk.get(self.path("/sittings/new"))
        session_id = found(page, r'(?:value|<option value)="([0-9a-f]{32})"')
        clerk.post(self.path("/sittings/new"), {"title": "民生实事项目票决", "session_id": session_id})
        return clerk.address.rsplit("/", 1)[1]

    def draft(self, sitting: str) -> str:
        clerk = self.visitors["mishu"]
        page = clerk.get(self.path(f"/sittings/{sitting}/polls/new"))
        projects = found(page, r'name="projects"[^>]*>\n?(.*?)</textarea>', re.S)
        clerk.post(
            self.path(f"/sittings/{sitting}/polls/new"),
            {
                "title": "2026年民生实事项目", "preset": "county", "places": "10", "purpose": "real",
                "min_ballots": "10", "hall": "all", "public": "winners", "board": "public",
                "projects": projects,
            },
        )  # fmt: skip
        return clerk.address.rsplit("/", 1)[1]

    def make_keys(self, sitting: str) -> None:
        clerk = self.visitors["mishu"]
        clerk.get(self.path(f"/sittings/{sitting}/keys"))
        seats = [
            login for login in self.accounts if login in ("zongjian", "jian2", "jian3", "jian4", "jian5")
        ]
        fields = [("threshold", str(THRESHOLD))]
        fields += [("seats", self.accounts[login].person_id) for login in seats]
        clerk.post(self.path(f"/sittings/{sitting}/keys"), fields)
        place = clerk.address
        public = Ceremony(place.rsplit("/", 1)[1], len(seats), THRESHOLD)
        people = [Scrutineer(public, index, os.urandom) for index in range(1, len(seats) + 1)]
        show, sent = bar("电子票箱加封", 4 * len(seats)), 0

        def post(index: int, stage: str, body: bytes) -> None:
            nonlocal sent
            keeper = self.visitors[seats[index - 1]]
            keeper.get(place)
            keeper.send(f"{place}/messages/{stage}", body)
            sent += 1
            show(sent)

        def read() -> dict[str, tuple[bytes, ...]]:
            relayed = clerk.get_json(f"{place}/state")["messages"]
            return {kind: tuple(text.encode() for text in texts) for kind, texts in relayed.items()}

        slips = hold_ceremony(people, post, read)
        self.holders = {login: KeyHolder(slip, os.urandom) for login, slip in zip(seats, slips, strict=True)}

    def make_cards(self, sitting: str) -> CardSet:
        registrar = self.visitors["piaoka"]
        page = registrar.get(self.path(f"/sittings/{sitting}/cards"))
        uuids = re.findall(r"[1-9A-HJ-NP-Za-km-z]{22}", found(page, r'"uuids":\s*\[([^\]]*)\]'))
        made = make_cards(uuids, self.ballots, os.urandom)
        body = {
            "key": made.key,
            "lists": {uuid: text.decode() for uuid, text in made.lists.items()},
            "statements": {uuid: text.decode() for uuid, text in made.statements.items()},
            "printed": self.ballots, "left_over": 0, "spoilt": 0, "spot": 0,
        }  # fmt: skip
        registrar.send(self.path(f"/sittings/{sitting}/cards"), json.dumps(body).encode(), "application/json")
        self.say(f"票卡：{self.ballots} 张，{len(uuids)} 份名单已签署上传")
        return made

    def rehearse(self, sitting: str, cards: CardSet) -> None:
        """预演 on the same cards and keys, with those slips missing that are not needed."""
        clerk = self.visitors["mishu"]
        clerk.get(self.path(f"/sittings/{sitting}"))
        drafted = clerk.post(self.path(f"/sittings/{sitting}/rehearse"), {"places": "2", "candidates": "5"})
        place = found(drafted, r'href="([^"]*/polls/[0-9a-f]{32})/freeze"')
        clerk.get(f"{place}/freeze")
        clerk.post(f"{place}/freeze", {})
        self._let_in(place, THRESHOLD)
        uuid, election, method = self._open_poll(sitting)
        for body in seal_many(election, method, cards.secrets[:REHEARSAL_BALLOTS], 1):
            Visitor(self.serving.own_url).send(f"/v/{uuid}/cast", body)
        self._end_voting(place)
        self.count(place.rsplit("/", 1)[1])
        chief = self.visitors["zongjian"]
        chief.get(f"{place}/result")
        chief.post(f"{place}/sign", {})
        missing = len(self.holders) - THRESHOLD
        self.say(f"预演完成：{len(self.holders)} 把监票钥匙缺了 {missing} 把，照样开启了票箱")

    def open_poll(self, poll: str) -> None:
        clerk = self.visitors["mishu"]
        place = self.path(f"/polls/{poll}")
        clerk.get(f"{place}/freeze")
        clerk.post(f"{place}/freeze", {})
        clerk.get(f"{place}/adopt")
        clerk.post(
            f"{place}/adopt",
            {"body": "大会第三次全体会议", "held_at": "2026-01-15T09:20", "manner": "hands",
             "votes_for": str(self.ballots), "votes_against": "0", "abstained": "0"},
        )  # fmt: skip
        self._let_in(place, len(self.holders))
        self.say("投票已开启")

    def _let_in(self, place: str, keepers: int) -> None:
        """That many scrutineers verify the seal; the secretariat proposes, the chief scrutineer opens."""
        for login, holder in list(self.holders.items())[:keepers]:
            self._verify_seal(place, self.visitors[login], holder)
        self._propose_and_confirm(f"{place}/opening")

    def _propose_and_confirm(self, page: str) -> None:
        clerk, chief = self.visitors["mishu"], self.visitors["zongjian"]
        clerk.get(page)
        clerk.post(f"{page}/propose", {})
        chief.get(page)
        chief.post(f"{page}/confirm", {"password": self.accounts["zongjian"].password})

    def _open_poll(self, sitting: str) -> tuple[str, bytes, bytes]:
        """uuid, election and method of the poll that is open now, as a tablet reads them."""
        (poll,) = Visitor(self.serving.own_url).get_json(f"/v/{sitting}/poll.json")["polls"]
        return poll["uuid"], poll["election"].encode(), poll["method"].encode()

    def _verify_seal(self, place: str, keeper: Visitor, holder: KeyHolder) -> None:
        keeper.get(f"{place}/key")
        asked = _json(keeper.send(f"{place}/challenge", b""))
        keeper.send(
            f"{place}/share",
            holder.prove_share(uuid=asked["uuid"], server_nonce=asked["server_nonce"], date=asked["date"]),
        )
        archive = parse_archive(keeper.get_bytes(f"{place}/board/archive"))
        election = parse_election(archive.setup("election"))
        keeper.send(
            f"{place}/zero",
            holder.sign_zero(
                uuid=election.uuid, election_hash=election.fingerprint, setup_event=archive.head.digest
            ),
        )

    # The vote.

    def seal(self, sitting: str, cards: CardSet) -> tuple[list[bytes], list[bytes]]:
        """What 314 tablets do before anything is sent."""
        self.uuid, election, method = self._open_poll(sitting)
        groups = [cards.secrets[start : start + 16] for start in range(0, self.ballots, 16)]
        show, bodies = bar("平板加密", self.ballots), []
        with ProcessPoolExecutor() as pool:
            arguments = ([election] * len(groups), [method] * len(groups))
            for sealed in pool.map(seal_many, *arguments, groups, range(len(groups))):
                bodies += sealed
                show(len(bodies))
        return bodies[: self.kill_after], bodies[self.kill_after :]

    def cast(self, bodies: Sequence[bytes], first: int) -> None:
        """Send sealed ballots; the receipt of a ballot that was sent before must be the same."""
        show, done = bar("投票", len(bodies)), 0
        with ThreadPoolExecutor(CAST_THREADS) as pool:
            for number, receipt in enumerate(pool.map(self._post, bodies), start=first):
                known = self.receipts.setdefault(number, receipt)
                if known != receipt:
                    raise RuntimeError(f"ballot {number} got two receipts")
                done += 1
                show(done)

    def _post(self, body: bytes) -> bytes:
        return Visitor(self.serving.own_url).send(f"/v/{self.uuid}/cast", body)

    def kill_in_flight(self, bodies: Sequence[bytes]) -> None:
        """Send more ballots and kill the server with SIGKILL while they are on their way."""
        offset = len(self.receipts)
        with ThreadPoolExecutor(CAST_THREADS) as pool:
            posts = {pool.submit(self._try_post, body): offset + i for i, body in enumerate(bodies[:40])}
            time.sleep(0.3)
            _kill(self._server.pid)
            for post, number in posts.items():
                receipt = post.result()
                if receipt is not None:
                    self.receipts[number] = receipt
        self.say(f"服务器在投票中被强行终止；此前已签收 {len(self.receipts)} 张票")

    def _try_post(self, body: bytes) -> bytes | None:
        try:
            return self._post(body)
        except (OSError, Refused):
            return None

    # After the vote.

    def close(self, sitting: str, poll: str) -> None:
        desk = self.visitors["xianchang"]
        desk.get(self.path(f"/sittings/{sitting}/stubs"))
        desk.post(self.path(f"/sittings/{sitting}/stubs"), {"handed_out": str(self.ballots)})
        self._end_voting(self.path(f"/polls/{poll}"))
        self.say(f"投票截止：发出 {self.ballots} 张，收回 {len(self.receipts)} 张，宣布有效")

    def _end_voting(self, place: str) -> None:
        """Closed, reported and declared valid."""
        self._propose_and_confirm(f"{place}/closing")
        chief, general = self.visitors["zongjian"], self.visitors["mishuzhang"]
        chief.get(f"{place}/counts")
        chief.post(f"{place}/counts", {})
        general.get(f"{place}/validity")
        general.post(f"{place}/validity", {})

    def count(self, poll: str) -> None:
        place = self.path(f"/polls/{poll}")
        keepers = list(self.holders.items())[:THRESHOLD]
        facts = self._closing_facts(place)
        for login, holder in each("截止声明", keepers):
            keeper = self.visitors[login]
            keeper.get(f"{place}/key")
            keeper.send(f"{place}/closing-statement", holder.sign_closing(**facts))  # type: ignore[arg-type]
        for login, holder in each("开启票箱", keepers):
            share, record = holder.open_tally(
                uuid=str(facts["uuid"]), election_hash=str(facts["election_hash"]),
                tally_event=str(facts["tally_event"]), tally=self._tally,
            )  # fmt: skip
            self.visitors[login].send(f"{place}/decryption", share + b"\n" + record)

    def _closing_facts(self, place: str) -> dict[str, object]:
        """What every page reads from the board before it signs."""
        keeper = self.visitors["zongjian"]
        keeper.get(f"{place}/key")
        archive = parse_archive(keeper.get_bytes(f"{place}/board/archive"))
        election = parse_election(archive.setup("election"))
        (tally,) = archive.of_type("EncryptedTally")
        self._tally = parse_encrypted_tally(archive.content(tally.data["encrypted_tally"]))
        head = sidelog.first_head(election.uuid, election.fingerprint)
        for record in keeper.get_bytes(f"{place}/board/side").splitlines():
            if b'"kind":"counts"' in record or b'"kind":"closing"' in record:
                break
            head = sidelog.next_head(head, record)
        return {
            "uuid": election.uuid, "election_hash": election.fingerprint,
            "setup_event": archive.events[0].digest, "tally_event": tally.event.digest,
            "ballots": len(archive.of_type("Ballot")), "side": head,
        }  # fmt: skip

    def announce(self, poll: str, bundle_path: Path) -> None:
        place = self.path(f"/polls/{poll}")
        for login, act, fields in (
            ("zongjian", "sign", {}),
            ("mishuzhang", "announce", {"password": self.accounts["mishuzhang"].password}),
            ("mishu", "publish", {"notice": "公告（第5号）"}),
        ):
            self.visitors[login].get(f"{place}/result")
            self.visitors[login].post(f"{place}/{act}", fields)
        page = self.visitors["mishu"].get(f"{place}/result")
        self.say("结果：" + found(page, r'class="aloud"><p>(.*?)</p>', re.S))
        bundle_path.write_bytes(self.visitors["heyan"].get_bytes(f"{place}/bundle.zip"))

    def path(self, rest: str) -> str:
        return f"/c/{CODE}{rest}"


def each_pair(name: str, items: dict[str, T]) -> Iterable[tuple[str, T]]:
    return each(name, list(items.items()))


def found(page: str, pattern: str, flags: int = 0) -> str:
    """What the pattern catches; a page without it is a defect and says so."""
    match = re.search(pattern, page, flags)
    if match is None:
        raise RuntimeError(f"no {pattern!r} on the page: {re.sub(r'<[^>]+>', ' ', page)[:400]}")
    return unescape(match[1])


def _json(data: bytes) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(data)
    return loaded


def _kill(master: int) -> None:
    """SIGKILL to the server's master and its workers, as a power cut to the process would be."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    for process in [master, *map(int, children)]:
        os.kill(process, signal.SIGKILL)
