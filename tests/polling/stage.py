"""A hall on a stage: one sitting with every office filled, taken through its acts by the services.

``Stage`` goes to any state in one call; deputies are cards. Small numbers keep it quick: three scrutineers
of whom two suffice, method 2 of 3 projects unless given.
"""

from __future__ import annotations

import random as pseudo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from voting.congress.roles import Actor, Role
from voting.db import Databases, in_congress, writing
from voting.demo.cards import CardSet, make_cards
from voting.demo.deputy import Choices, choose, seal
from voting.demo.scrutineer import KeyHolder, Scrutineer, hold_ceremony
from voting.polling import (
    adoption,
    board_store,
    bundles,
    cards,
    casting,
    ceremony,
    gate,
    lifecycle,
    sittings,
    tallying,
)  # fmt: skip
from voting.polling.checking import BallotChecker
from voting.polling.keys import KeyStore
from voting.polling.models import Poll
from voting.polling.setup import Names
from voting.polling.sittings import Project
from voting.protocol.archive import Archive, parse_archive
from voting.protocol.ceremony import Ceremony
from voting.protocol.election import Election, parse_election
from voting.rules import presets
from voting.rules.method import Method

CONGRESS = "c" * 32
MEETING = "5" * 32
START = datetime(2026, 1, 15, 1, 30, tzinfo=UTC)
NAMES = Names("某县人民代表大会", "第十八届第一次会议")


def person(number: int, *roles: Role) -> Actor:
    return Actor(f"{number:032x}", f"第{number}人", frozenset(roles))


SECRETARY = person(1, Role.SECRETARIAT)
REGISTRAR = person(2, Role.REGISTRAR)
DESK = person(3, Role.DESK)
GENERAL = person(4, Role.SECRETARY_GENERAL)
CHIEF = person(11, Role.CHIEF_SCRUTINEER)
KEEPERS = (CHIEF, person(12, Role.SCRUTINEER), person(13, Role.SCRUTINEER))


@dataclass
class Stage:
    """One installation's congress; ``now`` goes on by itself with every reading of the clock."""

    databases: Databases
    instance: Path
    method: Method = field(default_factory=lambda: small_method())
    cards_listed: int = 8
    reserve: int = 0
    moment: datetime = START
    checker: BallotChecker = field(default_factory=lambda: BallotChecker(0))
    sitting_id: str = ""
    poll_id: str = ""
    cards: CardSet = field(init=False)
    registrar_secret: bytes = field(init=False, repr=False)
    holders: list[KeyHolder] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = KeyStore(self.instance)
        self.rng = pseudo.Random(20260115)

    def random(self, length: int) -> bytes:
        return self.rng.randbytes(length)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    @contextmanager
    def board(self) -> Iterator[Session]:
        with self.databases.board() as session:
            yield in_congress(session, CONGRESS)

    # The acts, in their order.

    def open_sitting(self) -> str:
        with self.board() as session:
            self.sitting_id = sittings.open_sitting(
                session,
                self.keys,
                actor=SECRETARY,
                congress_id=CONGRESS,
                session_id=MEETING,
                title="第三次全体会议",
                now=self.now(),
            )
        return self.sitting_id

    def draft(self, title: str = "民生实事项目票决") -> str:
        projects = [Project(name=f"项目{i + 1}", unit="某局") for i in range(self.method.candidates)]
        with self.board() as session:
            self.poll_id = sittings.draft_poll(
                session,
                actor=SECRETARY,
                sitting_id=self.sitting_id,
                title=title,
                method=self.method,
                projects=projects,
                now=self.now(),
            )
        return self.poll_id

    def make_keys(self, *, rehearsed: bool = True) -> None:
        """``rehearsed=False`` leaves recovery to be rehearsed in truth, as a hall does."""
        with self.board() as session:
            made = ceremony.start(
                session,
                actor=SECRETARY,
                sitting_id=self.sitting_id,
                threshold=2,
                seats=[(keeper.person_id, keeper.name) for keeper in KEEPERS],
                now=self.now(),
            )
            public = Ceremony(made, len(KEEPERS), 2)
            people = [Scrutineer(public, index, self.random) for index in range(1, len(KEEPERS) + 1)]
            slips = hold_ceremony(
                people,
                lambda index, stage, body: _ignore(
                    ceremony.post(
                        session,
                        actor=KEEPERS[index - 1],
                        ceremony_id=made,
                        kind=stage,
                        body=body,
                        now=self.now(),
                    )
                ),
                lambda: ceremony.view(session, made).messages,
            )
        self.holders = [KeyHolder(slip, self.random) for slip in slips]
        if rehearsed:
            with self.board() as session:
                as_if_rehearsed(session, self.sitting_id)

    def make_cards(self) -> None:
        with self.board() as session:
            uuids = cards.cards(session, self.sitting_id).uuids
            self.registrar_secret = self.random(32)
            drawn = iter((self.registrar_secret,))  # what a registrar draws first is his own key
            self.cards = make_cards(
                uuids, self.cards_listed, lambda length: next(drawn, b"") or self.random(length), self.reserve
            )
            cards.upload_lists(
                session,
                actor=REGISTRAR,
                sitting_id=self.sitting_id,
                key=self.cards.key,
                lists_by_uuid=self.cards.lists,
                statements=self.cards.statements,
                printed=self.cards_listed,
                left_over=0,
                spoilt=0,
                now=self.now(),
            )

    def freeze(self) -> None:
        with self.board() as session:
            lifecycle.freeze(
                session, self.keys, actor=SECRETARY, poll_id=self.poll_id, names=NAMES, now=self.now()
            )

    def adopt(self) -> None:
        with self.board() as session:
            adoption.adopt(
                session,
                actor=SECRETARY,
                poll_id=self.poll_id,
                now=self.now(),
                adoption=adoption.Adoption("大会全体会议", self.moment, "hands", 20, 0, 0),
            )

    def prove_share(self, index: int) -> None:
        holder, keeper = self.holders[index], KEEPERS[index]
        with self.board() as session:
            asked = gate.share_challenge(session, actor=keeper, poll_id=self.poll_id)
            record = holder.prove_share(
                uuid=str(asked["uuid"]),
                server_nonce=str(asked["server_nonce"]),
                date=gate.today_in_hall(self.moment),
            )
            gate.prove_share(session, actor=keeper, poll_id=self.poll_id, record=record, now=self.now())

    def sign_zero(self, index: int) -> None:
        with self.board() as session:
            poll = sittings.find_poll(session, self.poll_id)
            record = self.holders[index].sign_zero(
                uuid=poll.uuid, election_hash=poll.fingerprint or "", setup_event=poll.setup_event or ""
            )
            gate.sign_zero_report(
                session, actor=KEEPERS[index], poll_id=self.poll_id, record=record, now=self.now()
            )

    def enter_proofs(self) -> None:
        """The day's share proofs into the side log, as opening does it."""
        with self.board() as session, writing(session):
            poll = sittings.find_poll(session, self.poll_id)
            gate.enter_proofs(session, poll, gate.today_in_hall(self.moment))

    def open(self, all_deputies: int = 10, present: int = 8) -> None:
        with self.board() as session:
            lifecycle.propose_opening(session, actor=SECRETARY, poll_id=self.poll_id, now=self.now())
            lifecycle.confirm_opening(
                session,
                actor=CHIEF,
                poll_id=self.poll_id,
                attendance=lifecycle.Attendance(all_deputies, present),
                now=self.now(),
            )

    def cast(self, body: bytes) -> bytes:
        return casting.cast(self.databases.board, self.keys, self.checker, self.poll().uuid, body, self.now)

    def close(self) -> None:
        with self.board() as session:
            lifecycle.propose_closing(session, actor=SECRETARY, poll_id=self.poll_id, now=self.now())
            lifecycle.confirm_closing(session, actor=CHIEF, poll_id=self.poll_id, now=self.now())

    def report(self, handed_out: int | None = None) -> None:
        with self.board() as session:
            cards.count_stubs(
                session,
                actor=DESK,
                sitting_id=self.sitting_id,
                now=self.now(),
                handed_out=self.cards_listed if handed_out is None else handed_out,
            )
            lifecycle.report_counts(session, actor=CHIEF, poll_id=self.poll_id, now=self.now())

    def report_rehearsal(self) -> None:
        """At a rehearsal nobody counts stubs."""
        with self.board() as session:
            lifecycle.report_counts(session, actor=CHIEF, poll_id=self.poll_id, now=self.now())

    def declare_valid(self) -> None:
        with self.board() as session:
            lifecycle.declare_valid(session, actor=GENERAL, poll_id=self.poll_id, now=self.now())

    def sign_closing(self, index: int) -> None:
        poll = self.poll()
        record = self.holders[index].sign_closing(
            uuid=poll.uuid,
            election_hash=poll.fingerprint or "",
            setup_event=poll.setup_event or "",
            tally_event=poll.tally_event or "",
            ballots=poll.returned or 0,
            side=poll.closing_side or "",
        )
        with self.board() as session:
            tallying.sign_closing(
                session, actor=KEEPERS[index], poll_id=self.poll_id, record=record, now=self.now()
            )

    def share_of(self, index: int) -> tuple[bytes, bytes]:
        with self.board() as session:
            poll = sittings.find_poll(session, self.poll_id)
            return self.holders[index].open_tally(
                uuid=poll.uuid,
                election_hash=poll.fingerprint or "",
                tally_event=poll.tally_event or "",
                tally=tallying.encrypted_tally(session, poll),
            )

    def send_share(self, index: int, share: bytes, record: bytes) -> str:
        with self.board() as session:
            return tallying.take_share(
                session,
                self.keys,
                actor=KEEPERS[index],
                poll_id=self.poll_id,
                share=share,
                record=record,
                now=self.now(),
            )

    def count(self, *indices: int) -> None:
        for index in indices or (0, 2):
            self.sign_closing(index)
        for index in indices or (0, 2):
            self.send_share(index, *self.share_of(index))

    def sign(self) -> None:
        with self.board() as session:
            lifecycle.sign(session, self.keys, actor=CHIEF, poll_id=self.poll_id, now=self.now())

    def announce(self) -> None:
        with self.board() as session:
            lifecycle.announce(session, self.keys, actor=GENERAL, poll_id=self.poll_id, now=self.now())

    # Going on to a state.

    def to_ready(self) -> Stage:
        self.open_sitting()
        self.draft()
        self.make_keys()
        self.make_cards()
        self.freeze()
        return self

    def to_open(self) -> Stage:
        return self.to_open_with(10, 8)

    def to_open_with(self, all_deputies: int, present: int) -> Stage:
        self.to_ready()
        self.adopt()
        for index in range(len(KEEPERS)):
            self.prove_share(index)
            self.sign_zero(index)
        self.open(all_deputies, present)
        return self

    def to_closed(self, ballots: int = 6) -> Stage:
        self.to_open()
        for number in range(ballots):
            self.cast(self.sealed(number))
        self.close()
        return self

    def to_valid(self, ballots: int = 6) -> Stage:
        self.to_closed(ballots)
        self.report()
        self.declare_valid()
        return self

    # Looking.

    def poll(self) -> Poll:
        with self.board() as session:
            poll = sittings.find_poll(session, self.poll_id)
            session.expunge(poll)
            return poll

    def board_key(self) -> str:
        with self.board() as session:
            return sittings.find_sitting(session, self.sitting_id).board_key

    def election(self) -> Election:
        return parse_election(self.poll().election or b"")

    def sealed(self, card: int, choices: Choices | None = None) -> bytes:
        """The body that the tablet with card number ``card`` would send."""
        picked = choices or choose(self.rng, self.method)
        return seal(self.election(), self.method, self.cards.secrets[card], picked, self.random)

    def archive_bytes(self) -> bytes:
        with self.board() as session:
            poll = sittings.find_poll(session, self.poll_id)
            return b"".join(board_store.archive_chunks(session, poll))

    def archive(self) -> Archive:
        return parse_archive(self.archive_bytes())

    def bundle(self) -> bytes:
        with self.board() as session:
            facts = bundles.Facts(NAMES.congress, NAMES.meeting, "test")
            return b"".join(bundles.write_bundle(session, self.keys, self.poll_id, facts))


def as_if_rehearsed(session: Session, sitting_id: str) -> None:
    """The sitting's keys count as rehearsed although nobody rehearsed: a test of what comes after would only
    wait for it. The true way is tests/polling/test_rehearsal.py."""
    with writing(session):
        sitting = sittings.find_sitting(session, sitting_id)
        sitting.rehearsed = sitting.ceremony_id


def small_method(places: int = 2, candidates: int = 3, min_ballots: int = 5) -> Method:
    return replace(presets.county(places, candidates), min_ballots=min_ballots)


def _ignore(value: object) -> None:
    return None
