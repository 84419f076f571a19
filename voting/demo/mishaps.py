"""What goes wrong in a hall while votes come in, and how it ends: nothing is lost, nobody votes twice."""

from __future__ import annotations

import json
import os
import random as pseudo
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voting.demo.deputy import Choices, challenged, choose
from voting.demo.offices import Cast, Offices, OpenPoll, seal_many
from voting.demo.showing import each
from voting.demo.visitor import Refused
from voting.protocol import own_card
from voting.protocol.election import parse_election
from voting.verifier.challenge import Verdict, challenge
from voting.verifier.source import Source

CONFLICT, PAUSED = 409, 503


class NotAsItShould(RuntimeError):
    """The play found something that must not be; it ends with this sentence."""


def expect(good: bool, otherwise: str) -> None:
    if not good:
        raise NotAsItShould(otherwise)


def refusal(act: Callable[[], object]) -> Refused:
    """How the server refuses it; taking it is a fault."""
    try:
        act()
    except Refused as answer:
        return answer
    raise NotAsItShould("the server took what it must refuse")


def checked(election: bytes, shown: str, text: bytes) -> Verdict:
    """What ``python -m voting.verifier challenge`` says of a device."""
    return challenge(Source("election", election), text, shown)


@dataclass
class Mishaps:
    """In one open poll."""

    hall: Offices
    poll: OpenPoll

    def lost_card(self, secret: str, choices: Choices) -> None:
        """Void by two signatures before anybody finds it; its deputy votes with one of the reserve."""
        (body,) = seal_many(self.poll, [(secret, choices)])
        expect(refusal(lambda: self._cast(body)).status == CONFLICT, "a lost card was not refused as void")
        self.hall.say(
            "一张票卡遗失：已作废，拾到者投不了票；补发备用卡 (a lost card, a reserve card handed out)"
        )

    def spot_checks(self, secrets: Sequence[str]) -> None:
        """设备抽检 with every spot-check card, checked by another device; then a build that lies."""
        told = self.hall.stranger().get_json(f"/v/{self.poll.uuid}/election")
        raw = told["election"].encode()
        election, rules, rng = parse_election(raw), self.poll.rules, pseudo.Random(4)
        for secret in each("设备抽检", secrets):
            pressed = choose(rng, rules)
            verdict = checked(raw, *challenged(election, secret, pressed, os.urandom))
            marks = [
                tuple("赞成反对"[2 * k : 2 * k + 2] for k in (0, 1) if column[k])
                for column in zip(*pressed, strict=True)
            ]
            said = [each.marks for each in verdict.said]
            expect(verdict.good and said == marks, "an honest device was found to lie")
        pressed, other = choose(rng, rules), choose(rng, rules)
        lie = checked(raw, *challenged(election, secrets[0], pressed, os.urandom, sealed=other))
        expect(not lie.good and lie.failure is not None and lie.failure.code == "D4", "a lie was not found")
        self.hall.say(
            f"设备抽检 {len(secrets)} 次全部一致；作假的程序当场查出 (D4) (spot checks, a lying build caught)"
        )

    def lost_tablet(self, secret: str, choices: Choices) -> None:
        """Lost after sealing, before sending: another tablet is told that this card has not voted yet."""
        seal_many(self.poll, [(secret, choices)])  # the body is lost with the tablet
        expect(self._own_receipt(secret) is None, "a card that has not voted is told otherwise")
        self.hall.say("一台平板加密后丢失：换一台，同一张卡显示未投，重新投票 (a tablet lost after sealing)")

    def lost_answer(self, secret: str, receipt: bytes) -> None:
        """Lost after sending: another tablet gets the same receipt, and no second ballot is taken."""
        expect(self._own_receipt(secret) == receipt, "the receipt made again is another one")
        (body,) = seal_many(self.poll, [(secret, choose(pseudo.Random(6), self.poll.rules))])
        expect(refusal(lambda: self._cast(body)).status == CONFLICT, "a card has voted twice")
        self.hall.say(
            "另一台送出后才丢失：换一台，取回同一张回执，不能再投 (lost after sending: receipt again)"
        )

    def alarm_and_pause(
        self, sitting: str, place: str, handed_out: int, secret: str, choices: Choices
    ) -> None:
        """A number that cannot be true raises the alarm; receiving stops, is mended, goes on."""
        clerk, chief = self.hall.visitors["mishu"], self.hall.visitors["zongjian"]
        (body,) = seal_many(self.poll, [(secret, choices)])
        self.hall.count_stubs(sitting, handed_out + 100)
        began = time.monotonic()
        breaks = clerk.get_json(f"{place}/reconciliation.json")["breaks"]
        alarm = time.monotonic() - began
        expect("handed_out_exceed_present" in [each["code"] for each in breaks], "no alarm over the stubs")
        clerk.get(f"{place}/reconciliation")
        clerk.post(f"{place}/pause", {})
        expect(refusal(lambda: self._cast(body)).status == PAUSED, "a paused urn took a ballot")
        self.hall.count_stubs(sitting, handed_out)
        chief.get(f"{place}/reconciliation")
        chief.post(f"{place}/resume", {"reason": "票根数录错，已更正"})
        self._cast(body)
        self.hall.say(
            f"发出数录错，{alarm:.1f} 秒内报警；暂停收票，更正后恢复，等着的票随即送达 (pause and resume)"
        )

    def _cast(self, body: bytes) -> Cast:
        return self.hall.cast_one(self.poll, body)

    def _own_receipt(self, secret: str) -> bytes | None:
        question = own_card.ask(self.poll.uuid, secret, os.urandom(32))
        answer = json.loads(self.hall.stranger().send(f"/v/{self.poll.uuid}/card", question))["receipt"]
        return None if answer is None else answer.encode()
