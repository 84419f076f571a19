"""The guide: every act in the hall in its true order, with who does it and how far it is.

    steps(session, sitting, poll, attendance, now) -> tuple[Step…]

Words are elsewhere (wording.STEPS); here stand state, roles and the numbers that fill the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from voting.congress.roles import Role
from voting.polling import balance, board_store, cards, ceremony, gate
from voting.polling.lifecycle import STATES, Attendance
from voting.polling.overview import PollView, SittingView
from voting.polling.sittings import WITHOUT_RESULT, find_poll
from voting.rules import outcome

StepState = Literal["done", "next", "later"]
CHIEF, SECRETARIAT, GENERAL = Role.CHIEF_SCRUTINEER, Role.SECRETARIAT, Role.SECRETARY_GENERAL
KEY_HOLDERS = (Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)


@dataclass(frozen=True)
class Step:
    """One act. ``roles`` do it; ``page`` is the endpoint of its page, of the sitting or of the poll."""

    code: str
    roles: tuple[Role, ...]
    done: bool
    page: str = ""
    of: Literal["sitting", "poll", "session", ""] = ""
    number: int = 0
    needed: int = 0
    aloud: bool = True  # the words to read out are true by now
    state: StepState = "later"


def steps(
    session: Session, sitting: SittingView, poll: PollView | None, there: Attendance, now: datetime
) -> tuple[Step, ...]:
    """All steps, in order. ``next`` is what can be done now: preparations are independent of one another,
    everything from opening on waits for the step before."""
    found = [*_preparations(session, sitting, poll)]
    if poll is not None:
        found += _of_the_day(session, sitting, poll, there, now)
    if poll is not None and poll.rehearsal:
        found = [step for step in found if step.code not in NOT_REHEARSED]
    return tuple(_placed(found, poll))


def _preparations(session: Session, sitting: SittingView, poll: PollView | None) -> Iterator[Step]:
    reached = _reached(poll)
    sealing = _sealing(session, sitting)
    listed = cards.cards(session, sitting.id).listed
    yield Step("draft", (SECRETARIAT,), poll is not None, "drafts.new", "sitting")
    yield Step(
        "keys",
        (SECRETARIAT, *KEY_HOLDERS),
        sitting.ceremony_id is not None,
        "ceremony.keys",
        "sitting",
        len(sealing.seats) if sealing else 0,
        sealing.threshold if sealing else 0,
        aloud=sealing is not None,
    )
    yield Step("cards", (Role.REGISTRAR,), listed is not None, "cards.page", "sitting", listed or 0)
    yield Step("rehearse", (SECRETARIAT, *KEY_HOLDERS), sitting.rehearsed, "", "sitting")
    yield Step("freeze", (SECRETARIAT,), reached >= STATES.index("ready"), "polling.freeze", "poll")


def _sealing(session: Session, sitting: SittingView) -> ceremony.CeremonyView | None:
    """The ceremony that runs, or else the one that holds."""
    for found in ceremony.ceremonies(session, sitting.id):
        view = ceremony.view(session, found)
        if view.state not in (ceremony.ABORTED, ceremony.ENDED):
            return view
    return None


def _of_the_day(
    session: Session, sitting: SittingView, poll: PollView, there: Attendance, now: datetime
) -> Iterator[Step]:
    reached = _reached(poll)
    numbers = _numbers(session, poll, there, now)

    def past(state: str) -> bool:
        return reached >= STATES.index(state)

    yield Step("adopt", (SECRETARIAT,), past("adopted"), "adoption.page", "poll")
    yield Step(
        "check_in",
        (Role.DESK, SECRETARIAT, Role.LIAISON),
        past("open") or numbers.quorum_met,
        "",
        "session",
        numbers.present,
        numbers.all_deputies,
        aloud=past("open") or numbers.quorum_met,
    )
    yield Step(
        "verify_seal",
        KEY_HOLDERS,
        past("open") or numbers.sealed,
        "ceremony.key",
        "poll",
        numbers.zeros,
        numbers.seats,
        aloud=past("open") or numbers.sealed,
    )
    yield Step(
        "hand_out",
        (Role.DESK,),
        sitting.handed_out is not None,
        "cards.stubs",
        "sitting",
        sitting.handed_out or 0,
    )
    yield Step("open", (SECRETARIAT, CHIEF), past("open"), "polling.opening", "poll")
    yield Step(
        "void",
        (Role.REGISTRAR, *KEY_HOLDERS),
        past("closed") or numbers.unissued == 0,
        "cards.void_page",
        "poll",
        numbers.unissued or 0,
    )
    yield Step(
        "close",
        (SECRETARIAT, CHIEF),
        past("closed"),
        "results.closing_page",
        "poll",
        numbers.accepted,
        poll.present or 0,
    )
    yield Step(
        "report",
        (CHIEF,),
        past("reported"),
        "results.counts",
        "poll",
        poll.handed_out or sitting.handed_out or 0,
        poll.returned or 0,
        aloud=sitting.handed_out is not None,
    )
    yield Step(
        "declare",
        (GENERAL,),
        past("valid"),
        "results.validity",
        "poll",
        poll.handed_out or 0,
        poll.returned or 0,
    )
    yield Step(
        "unseal", KEY_HOLDERS, past("counted"), "ceremony.key", "poll", numbers.shares, numbers.threshold
    )
    yield Step("sign", (CHIEF,), past("signed"), "results.result", "poll")
    yield Step("announce", (GENERAL,), past("announced"), "results.result", "poll")
    yield Step("publish", (SECRETARIAT,), past("published"), "results.result", "poll")


@dataclass(frozen=True)
class _Numbers:
    all_deputies: int
    present: int
    quorum_met: bool
    zeros: int
    sealed: bool
    seats: int
    threshold: int
    accepted: int
    unissued: int | None  # cards that are neither handed out nor void; None before the stubs are counted
    shares: int


def _numbers(session: Session, poll: PollView, there: Attendance, now: datetime) -> _Numbers:
    row = find_poll(session, poll.id)
    frozen = poll.fingerprint != ""
    view = ceremony.of_poll(session, row) if frozen else None
    zeros = len(board_store.side_records(session, row, "zero")) if frozen else 0
    gates = (
        {g.code: g for g in gate.gates(session, row, there.all_deputies, there.present, now)}
        if frozen
        else {}
    )
    quorum = outcome.quorum_line(poll.method, there.all_deputies)
    return _Numbers(
        all_deputies=there.all_deputies if poll.all_deputies is None else poll.all_deputies,
        present=there.present if poll.present is None else poll.present,
        quorum_met=there.all_deputies > 0 and there.present >= quorum,
        zeros=zeros,
        sealed=frozen and gates["shares"].met and gates["zero_report"].met,
        seats=gates["shares"].needed if gates else 0,
        threshold=view.threshold if view else 0,
        accepted=board_store.accepted_ballots(session, row),
        unissued=balance.balance(session, row).unissued,
        shares=len([o for o in board_store.side_owners(session, row, "decryption") if o != 1])
        if frozen
        else 0,
    )


def _reached(poll: PollView | None) -> int:
    """How far along the poll is; one that ended without a result stays where nothing is done."""
    return STATES.index(poll.state) if poll is not None and poll.state not in WITHOUT_RESULT else 0


IN_ORDER = ("open", "void", "close", "report", "declare", "unseal", "sign", "announce", "publish")
# A rehearsal invents its projects: nobody decides on them, checks in for them or hands out cards for them.
NOT_REHEARSED = ("rehearse", "adopt", "check_in", "hand_out", "void", "publish")
FREE_AFTER = {"adopt": "freeze", "hand_out": "freeze", "verify_seal": "freeze", "freeze": "cards"}


def _placed(found: list[Step], poll: PollView | None) -> Iterator[Step]:
    """Mark what can be done now."""
    if poll is not None and poll.state in WITHOUT_RESULT:
        yield from (replace(step, state="done" if step.done else "later") for step in found)
        return
    done = {step.code: step.done for step in found}
    before = [step.code for step in found]
    for step in found:
        if step.done:
            yield replace(step, state="done")
        elif step.code in IN_ORDER:
            earlier = before[: before.index(step.code)]
            waits = (
                [code for code in earlier if code != "hand_out"]
                if step.code == "open"
                else [code for code in earlier if code in IN_ORDER]
            )
            ready = all(done[code] for code in waits)
            yield replace(step, state="next" if ready else "later")
        elif step.code in ("freeze", "rehearse"):
            yield replace(step, state="next" if all(done[c] for c in ("draft", "keys", "cards")) else "later")
        else:
            waits_for = FREE_AFTER.get(step.code)
            yield replace(step, state="next" if waits_for is None or done[waits_for] else "later")
