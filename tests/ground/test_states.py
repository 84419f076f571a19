"""One way to move a state: by somebody who may, from where it is, through the guards, once."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tests.ground.conftest import NOW
from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import Base, new_id, writing
from voting.errors import Conflict, NotAllowed, NotReady
from voting.states import Machine, Move

CONGRESS = "a" * 32


class Gate(Base):
    """Something with a state, for these tests only."""

    __tablename__ = "test_gate"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    congress_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    ready: Mapped[bool] = mapped_column(default=False)


Base.metadata.remove(Gate.metadata.tables["test_gate"])  # no migration shall know it


def is_ready(_session, gate: Gate, _actor, _now) -> None:
    if not gate.ready:
        raise NotReady("test.not_ready")


MACHINE = Machine(
    "gate",
    [
        Move("draft", "open", "open", guards=[is_ready], roles=(Role.CHIEF_SCRUTINEER,)),
        Move("open", "closed", "close", roles=(Role.CHIEF_SCRUTINEER, Role.SECRETARIAT)),
        Move("draft", "ended", "end"),
        Move("open", "ended", "end"),
    ],
)
CHIEF = Actor("c" * 32, "总监票人", frozenset({Role.CHIEF_SCRUTINEER}))
CLERK = Actor("d" * 32, "秘书", frozenset({Role.SECRETARIAT}))


@pytest.fixture
def gate_id(any_databases):
    Gate.__table__.create(any_databases.main_engine)
    with any_databases.main() as session, writing(session):
        gate = Gate(congress_id=CONGRESS, state="draft", ready=True)
        session.add(gate)
        session.flush()
        made = gate.id
    yield made
    Gate.__table__.drop(any_databases.main_engine)


@pytest.fixture
def session(any_databases, gate_id):
    with any_databases.main() as opened:
        opened.info["congress_id"] = CONGRESS
        yield opened


def move(session, gate: Gate, verb: str, actor: Actor = CHIEF, reason: str = "") -> str:
    with writing(session):
        return MACHINE.move(session, gate, verb, actor=actor, now=NOW, reason=reason)


def test_a_move_changes_the_state_and_records_the_act(session, gate_id):
    gate = session.get_one(Gate, gate_id)
    assert move(session, gate, "open", reason="到会过半数") == "open"
    assert gate.state == "open"
    (act,) = acts.acts_of(session, CONGRESS, "gate", gate_id)
    assert (act.verb, act.role, act.actor_id, act.reason) == (
        "open",
        "chief_scrutineer",
        CHIEF.person_id,
        "到会过半数",
    )


@pytest.mark.parametrize("verb", ["close", "fly"])
def test_a_verb_that_is_not_open_from_here_is_refused(session, gate_id, verb):
    gate = session.get_one(Gate, gate_id)
    with pytest.raises(Conflict, match="not_from_here"):
        move(session, gate, verb)
    assert session.get_one(Gate, gate_id).state == "draft"
    assert acts.acts_of(session, CONGRESS, "gate", gate_id) == []


def test_somebody_without_the_role_is_refused(session, gate_id):
    gate = session.get_one(Gate, gate_id)
    with pytest.raises(NotAllowed):
        move(session, gate, "open", actor=CLERK)
    assert session.get_one(Gate, gate_id).state == "draft"


def test_a_guard_that_is_not_met_holds_the_move_up(session, gate_id):
    gate = session.get_one(Gate, gate_id)
    with writing(session):
        gate.ready = False
    with pytest.raises(NotReady):
        move(session, gate, "open")
    assert session.get_one(Gate, gate_id).state == "draft"
    assert acts.acts_of(session, CONGRESS, "gate", gate_id) == []


def test_moving_twice_is_refused(session, gate_id):
    gate = session.get_one(Gate, gate_id)
    move(session, gate, "open")
    with pytest.raises(Conflict):
        move(session, gate, "open")
    assert len(acts.acts_of(session, CONGRESS, "gate", gate_id)) == 1


def test_of_two_people_pressing_at_once_one_wins(any_databases, gate_id):
    """Both have read the same state before either writes; the swap itself decides."""
    both_have_read = threading.Barrier(2)
    refused: list[str] = []

    def press(actor: Actor) -> None:
        with any_databases.main() as session:
            session.info["congress_id"] = CONGRESS
            seen = session.get_one(Gate, gate_id).state
            both_have_read.wait(timeout=10)
            try:
                with writing(session):
                    gate = session.get_one(Gate, gate_id)
                    gate.__dict__["state"] = seen  # what this person's screen said
                    MACHINE.move(session, gate, "open", actor=actor, now=NOW)
            except Conflict as conflict:
                refused.append(conflict.code)

    threads = [threading.Thread(target=press, args=(CHIEF,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["states.moved"]
    with any_databases.main() as session:
        assert len(acts.acts_of(session, CONGRESS, "gate", gate_id)) == 1


def test_an_error_after_the_move_takes_it_back(session, gate_id):
    with pytest.raises(KeyError), writing(session):
        MACHINE.move(session, session.get_one(Gate, gate_id), "open", actor=CHIEF, now=NOW)
        raise KeyError
    assert session.get_one(Gate, gate_id).state == "draft"
    assert acts.acts_of(session, CONGRESS, "gate", gate_id) == []


def test_the_verbs_offered_are_those_that_could_be_tried(session, gate_id):
    gate = session.get_one(Gate, gate_id)
    assert MACHINE.verbs(gate, CHIEF) == ["open", "end"]
    assert MACHINE.verbs(gate, CLERK) == ["end"]
    move(session, gate, "open")
    assert MACHINE.verbs(gate, CLERK) == ["close", "end"]
    assert MACHINE.states() == {"draft", "open", "closed", "ended"}


def test_an_ambiguous_machine_is_a_mistake():
    with pytest.raises(ValueError, match="share"):
        Machine("gate", [Move("draft", "open", "open"), Move("draft", "closed", "open")])
