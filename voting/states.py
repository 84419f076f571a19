"""The one way in which anything changes its state.

    POLL = Machine("poll", [Move("draft", "open", "open", guards=[quorum], roles=(Role.CHIEF_SCRUTINEER,))])
    POLL.move(session, poll, "open", actor=actor, now=now, reason="")  -> the new state
    POLL.verbs(poll, actor) -> list[str]              moves that this actor could try from here

A move checks the actor's role, the source state and the guards, then swaps the state column only if
it still holds the source (two people pressing at once: one wins, the other gets ``states.moved``),
and records the act, all in the caller's ``writing`` transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.errors import Conflict


class Stateful(Protocol):
    """A row with a state; on its class these are columns, on the row they are text."""

    id: Any
    congress_id: Any
    state: Any


@dataclass(frozen=True)
class Move:
    """``source`` --verb--> ``target``. A guard(session, obj, actor, now) raises NotReady to hold it up.

    ``roles`` may be empty for moves that the system makes or that a guard decides about.
    """

    source: str
    target: str
    verb: str
    guards: Sequence[Callable[..., None]] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Machine:
    """The states of one kind of object, as a list of moves; (source, verb) is unique."""

    name: str
    moves: Sequence[Move]
    _table: Mapping[tuple[str, str], Move] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        table = {(move.source, move.verb): move for move in self.moves}
        if len(table) != len(self.moves):
            raise ValueError(f"{self.name}: two moves share a source and a verb")
        object.__setattr__(self, "_table", table)

    def states(self) -> set[str]:
        return {move.source for move in self.moves} | {move.target for move in self.moves}

    def verbs(self, obj: Stateful, actor: Actor) -> list[str]:
        """The verbs open from here to this actor, before any guard is asked."""
        return [
            move.verb
            for move in self.moves
            if move.source == obj.state and (not move.roles or actor.may(*move.roles))
        ]

    def move(
        self, session: Session, obj: Stateful, verb: str, *, actor: Actor, now: datetime, reason: str = ""
    ) -> str:
        """Make the move and return the new state; raises NotAllowed, Conflict or what a guard raises."""
        source = str(obj.state)
        step = self._table.get((source, verb))
        if step is None:
            raise Conflict("states.not_from_here", object=self.name, state=source, verb=verb)
        role = actor.role_for(*step.roles) if step.roles else next(iter(sorted(actor.roles)), "")
        for guard in step.guards:
            guard(session, obj, actor, now)
        self._swap(session, obj, source, step.target)
        acts.record(
            session,
            congress_id=obj.congress_id,
            actor_id=actor.person_id,
            role=role,
            verb=verb,
            object_kind=self.name,
            object_id=obj.id,
            before={"state": source},
            after={"state": step.target},
            reason=reason,
            now=now,
        )
        return step.target

    def _swap(self, session: Session, obj: Stateful, source: str, target: str) -> None:
        """Compare and swap on the state column."""
        model = type(obj)
        session.flush()
        result = session.execute(
            update(model)
            .where(model.id == obj.id, model.congress_id == obj.congress_id, model.state == source)
            .values(state=target)
            .execution_options(synchronize_session=False)
        )
        if isinstance(result, CursorResult) and result.rowcount != 1:
            raise Conflict("states.moved", object=self.name)
        session.refresh(obj, ["state"])
