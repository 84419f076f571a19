"""The offices of a hall at work over HTTP: one visitor for each, and every act that the plays are made of.

A poll's ``place`` is its address on the server, as ``/c/demo/polls/…``; what a page prints and signs is made
here as its script would make it.
"""

from __future__ import annotations

import io
import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field

from voting.demo.deputy import Choices, seal
from voting.demo.prepare import CODE, Account, candidate_rows, roster_rows, workbook
from voting.demo.scrutineer import KeyHolder, Scrutineer, hold_ceremony
from voting.demo.showing import Say, bar, each, found
from voting.demo.visitor import Visitor
from voting.polling.sittings import Project
from voting.protocol import sidelog
from voting.protocol.archive import parse_archive
from voting.protocol.ceremony import Ceremony
from voting.protocol.election import parse_election
from voting.protocol.tally import EncryptedTally, parse_encrypted_tally
from voting.rules import method as methods
from voting.rules.method import Method
from voting.serving import Serving

THRESHOLD = 3
CAST_THREADS = 8
AT_ONCE = 16  # ballots that one process seals before it says so
REHEARSAL_BALLOTS = 5
# What every draft says unless it says otherwise.
COMMON = {"purpose": "real", "min_ballots": "10", "hall": "all", "public": "all", "board": "public"}


@dataclass(frozen=True)
class OpenPoll:
    """A poll that is open now, as a tablet reads it."""

    uuid: str
    election: bytes
    method: bytes
    projects: list[dict[str, str]]

    @property
    def rules(self) -> Method:
        return methods.from_json(self.method)

    @property
    def names(self) -> list[str]:
        """Of the projects, or of a rating's items, in their order."""
        return [project["name"] for project in self.projects]


@dataclass(frozen=True)
class Cast:
    """An answered ballot: its receipt and the seconds from sending to answer."""

    receipt: bytes
    seconds: float


@dataclass(frozen=True)
class Closing:
    """What a scrutineer's page reads from the board before it signs and opens."""

    statement: dict[str, object]
    tally: EncryptedTally


def seal_many(poll: OpenPoll, votes: Sequence[tuple[str, Choices]]) -> list[bytes]:
    """Sealed bodies for (card's secret, choices); runs in a process of its own."""
    defined, rules = parse_election(poll.election), poll.rules
    return [seal(defined, rules, secret, choices, os.urandom) for secret, choices in votes]


@dataclass
class Offices:
    """``serving`` and ``environ`` start the server; ``accounts`` come from ``prepare``."""

    serving: Serving
    environ: dict[str, str]
    accounts: dict[str, Account]
    say: Say = print
    visitors: dict[str, Visitor] = field(default_factory=dict)
    holders: dict[str, KeyHolder] = field(default_factory=dict)  # by login, in the order of the seats

    def path(self, rest: str) -> str:
        return f"/c/{CODE}{rest}"

    def stranger(self) -> Visitor:
        """A tablet, a projector, anybody: no login and no cookie."""
        return Visitor(self.serving.own_url)

    # The lists and the sitting.

    def sign_everybody_in(self) -> None:
        for login in each("登录", list(self.accounts)):
            self.visitors[login] = self.signed_in(login)

    def signed_in(self, login: str) -> Visitor:
        """This person's browser on any device."""
        visitor = self.stranger()
        visitor.sign_in(login, self.accounts[login].password)
        return visitor

    def import_lists(self, candidates: Sequence[Project]) -> None:
        """Roster and candidates by Excel, as a secretariat sends them."""
        clerk = self.visitors["mishu"]
        for page, rows in (("roster", roster_rows()), ("candidates", candidate_rows(candidates))):
            content = io.BytesIO()
            workbook(rows).save(content)
            upload = found(clerk.get(self.path(f"/{page}")), r'href="([^"]*/imports/[^"/]+/[0-9a-f]{32})"')
            clerk.get(upload)
            preview = clerk.post_file(upload, "file", f"{page}.xlsx", content.getvalue())
            take = found(preview, r'action="([^"]*/take)"')
            clerk.post(take, {"expected": found(preview, r'name="expected" value="(\d+)"')})
            self.say(f"已导入 {len(rows)} 行：{page}.xlsx")

    def check_in(self, present: int) -> None:
        clerk, desk = self.visitors["mishu"], self.visitors["xianchang"]
        page = clerk.get(self.path("/attendance"))
        clerk.post(
            found(page, r'action="([^"]*/meetings)"'), {"title": "第三次全体会议", "held_on": "2026-01-15"}
        )
        place = clerk.address
        marks = re.findall(r'action="([^"]*/attendance/[0-9a-f]{32}/[0-9a-f]{32})"', desk.get(place))
        for mark in each("签到", list(dict.fromkeys(marks))[:present]):
            desk.submit(mark, {"mark": "present"})

    def open_sitting(self) -> str:
        """The sitting's place."""
        clerk = self.visitors["mishu"]
        page = clerk.get(self.path("/sittings/new"))
        session_id = found(page, r'(?:value|<option value)="([0-9a-f]{32})"')
        clerk.post(self.path("/sittings/new"), {"title": "民生实事项目票决", "session_id": session_id})
        return clerk.address

    def draft(self, sitting: str, fields: Mapping[str, str], before: str = "") -> str:
        """A new draft; the candidates are those of the form unless ``fields`` bring others, and of the round
        after ``before`` (a place) those that it leaves to decide. Returns the poll's place."""
        clerk = self.visitors["mishu"]
        after = before.rsplit("/", 1)[-1]
        page = clerk.get(f"{sitting}/polls/new" + (f"?after={after}" if after else ""))
        listed = found(page, r'name="projects"[^>]*>\n?(.*?)</textarea>', re.S)
        clerk.post(f"{sitting}/polls/new", {**COMMON, "projects": listed, "after": after, **fields})
        return clerk.address

    # Keys and cards.

    def make_keys(self, sitting: str, seats: Sequence[str]) -> None:
        clerk = self.visitors["mishu"]
        clerk.get(f"{sitting}/keys")
        fields = [("threshold", str(THRESHOLD))]
        fields += [("seats", self.accounts[login].person_id) for login in seats]
        clerk.post(f"{sitting}/keys", fields)
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

    def uuids_of(self, sitting: str) -> list[str]:
        """What the registrar's page knows of the sitting: the uuids of its polls, spares included."""
        page = self.visitors["piaoka"].get(f"{sitting}/cards")
        return re.findall(r"[1-9A-HJ-NP-Za-km-z]{22}", found(page, r'"uuids":\s*\[([^\]]*)\]'))

    def upload_cards(self, sitting: str, body: Mapping[str, object]) -> None:
        self.visitors["piaoka"].send(f"{sitting}/cards", json.dumps(body).encode(), "application/json")

    # On the way to opening.

    def freeze(self, place: str) -> None:
        clerk = self.visitors["mishu"]
        clerk.get(f"{place}/freeze")
        clerk.post(f"{place}/freeze", {})

    def adopt(self, place: str, votes: int, scan: bytes = b"") -> None:
        """``scan`` is the signed paper, where there is one already."""
        clerk = self.visitors["mishu"]
        clerk.get(f"{place}/adopt")
        fields = {
            "body": "大会第三次全体会议", "held_at": "2026-01-15T09:20", "manner": "hands",
            "votes_for": str(votes), "votes_against": "0", "abstained": "0",
        }  # fmt: skip
        if scan:
            clerk.post_file(f"{place}/adopt", "scan", "scan.pdf", scan, fields)
        else:
            clerk.post(f"{place}/adopt", fields)

    def let_in(self, place: str, keepers: Sequence[str]) -> None:
        """These scrutineers verify the seal; the secretariat proposes, the chief scrutineer opens."""
        for login in keepers:
            self._verify_seal(place, self.visitors[login], self.holders[login])
        self._propose_and_confirm(f"{place}/opening")

    def rehearse(self, sitting: str, secrets: Sequence[str], choices: Choices) -> None:
        """预演 on the same cards and keys, with those slips missing that are not needed."""
        clerk = self.visitors["mishu"]
        clerk.get(sitting)
        drafted = clerk.post(f"{sitting}/rehearse", {"places": "2", "candidates": "5"})
        place = found(drafted, r'href="([^"]*/polls/[0-9a-f]{32})/freeze"')
        self.freeze(place)
        keepers = list(self.holders)[:THRESHOLD]
        self.let_in(place, keepers)
        (poll,) = self.open_polls(sitting)
        for body in seal_many(poll, [(secret, choices) for secret in secrets[:REHEARSAL_BALLOTS]]):
            self.cast_one(poll, body)
        self.end_voting(place)
        self.count(place, keepers)
        self.sign(place)
        missing = len(self.holders) - THRESHOLD
        self.say(f"预演完成：{len(self.holders)} 把监票钥匙缺了 {missing} 把，照样开启了票箱")

    def _verify_seal(self, place: str, keeper: Visitor, holder: KeyHolder) -> None:
        keeper.get(f"{place}/key")
        asked: dict[str, str] = json.loads(keeper.send(f"{place}/challenge", b""))
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

    def _propose_and_confirm(self, page: str) -> None:
        clerk, chief = self.visitors["mishu"], self.visitors["zongjian"]
        clerk.get(page)
        clerk.post(f"{page}/propose", {})
        chief.get(page)
        chief.post(f"{page}/confirm", {"password": self.accounts["zongjian"].password})

    # The vote.

    def open_polls(self, sitting: str) -> list[OpenPoll]:
        """The polls that are open now, as a tablet reads them."""
        listed = self.stranger().get_json(f"/v/{sitting.rsplit('/', 1)[1]}/poll.json")["polls"]
        return [
            OpenPoll(poll["uuid"], poll["election"].encode(), poll["method"].encode(), poll["projects"])
            for poll in listed
        ]

    def seal_all(self, poll: OpenPoll, votes: Sequence[tuple[str, Choices]]) -> list[bytes]:
        """What the tablets do before anything is sent."""
        groups = [votes[start : start + AT_ONCE] for start in range(0, len(votes), AT_ONCE)]
        show, bodies = bar("平板加密", len(votes)), list[bytes]()
        with ProcessPoolExecutor() as pool:
            for sealed in pool.map(seal_many, [poll] * len(groups), groups):
                bodies += sealed
                show(len(bodies))
        return bodies

    def cast_one(self, poll: OpenPoll, body: bytes) -> Cast:
        tablet, began = self.stranger(), time.monotonic()
        receipt = tablet.send(f"/v/{poll.uuid}/cast", body)
        return Cast(receipt, time.monotonic() - began)

    def cast_all(self, poll: OpenPoll, bodies: Sequence[bytes], name: str = "投票") -> list[Cast]:
        """As many at once as there are threads; the answers in the order of the bodies."""
        show, casts = bar(name, len(bodies)), list[Cast]()
        with ThreadPoolExecutor(CAST_THREADS) as pool:
            for cast in pool.map(self.cast_one, [poll] * len(bodies), bodies):
                casts.append(cast)
                show(len(casts))
        return casts

    # After the vote.

    def count_stubs(self, sitting: str, handed_out: int) -> None:
        desk = self.visitors["xianchang"]
        desk.get(f"{sitting}/stubs")
        desk.post(f"{sitting}/stubs", {"handed_out": str(handed_out)})

    def end_voting(self, place: str) -> None:
        """Closed, reported and declared valid."""
        self._propose_and_confirm(f"{place}/closing")
        chief, general = self.visitors["zongjian"], self.visitors["mishuzhang"]
        chief.get(f"{place}/counts")
        chief.post(f"{place}/counts", {})
        general.get(f"{place}/validity")
        general.post(f"{place}/validity", {})

    def count(self, place: str, keepers: Sequence[str]) -> float:
        """These scrutineers sign what they verified and open the box; returns when (monotonic) the last of
        them began to use his key."""
        closing = self._closing(place)
        for login in each("截止声明", keepers):
            keeper = self.visitors[login]
            keeper.get(f"{place}/key")
            signed = self.holders[login].sign_closing(**closing.statement)  # type: ignore[arg-type]
            keeper.send(f"{place}/closing-statement", signed)
        began = time.monotonic()
        for login in each("开启票箱", keepers):
            began = time.monotonic()
            now = self._closing(place)  # each page reads the board anew before its key is used
            said = {name: str(now.statement[name]) for name in ("uuid", "election_hash", "tally_event")}
            share, record = self.holders[login].open_tally(**said, tally=now.tally)
            self.visitors[login].send(f"{place}/decryption", share + b"\n" + record)
        return began

    def _closing(self, place: str) -> Closing:
        keeper = self.visitors["zongjian"]
        keeper.get(f"{place}/key")
        archive = parse_archive(keeper.get_bytes(f"{place}/board/archive"))
        election = parse_election(archive.setup("election"))
        (tally,) = archive.of_type("EncryptedTally")
        head = sidelog.first_head(election.uuid, election.fingerprint)
        for record in keeper.get_bytes(f"{place}/board/side").splitlines():
            if b'"kind":"counts"' in record or b'"kind":"closing"' in record:
                break
            head = sidelog.next_head(head, record)
        statement = {
            "uuid": election.uuid, "election_hash": election.fingerprint,
            "setup_event": archive.events[0].digest, "tally_event": tally.event.digest,
            "ballots": len(archive.of_type("Ballot")), "side": head,
        }  # fmt: skip
        return Closing(statement, parse_encrypted_tally(archive.content(tally.data["encrypted_tally"])))

    def sign(self, place: str) -> None:
        chief = self.visitors["zongjian"]
        chief.get(f"{place}/result")
        chief.post(f"{place}/sign", {})

    def announce(self, place: str, notice: str) -> str:
        """Announced by the chair and published by the presidium's notice; returns what is read aloud."""
        for login, act, fields in (
            ("mishuzhang", "announce", {"password": self.accounts["mishuzhang"].password}),
            ("mishu", "publish", {"notice": notice}),
        ):
            self.visitors[login].get(f"{place}/result")
            self.visitors[login].post(f"{place}/{act}", fields)
        page = self.visitors["mishu"].get(f"{place}/result")
        return found(page, r'class="aloud"><p>(.*?)</p>', re.S)

    def bundle(self, place: str) -> bytes:
        return self.visitors["heyan"].get_bytes(f"{place}/bundle.zip")
