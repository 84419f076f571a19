"""What the ideas of a 建议项目函 are answered: the ruling of the entry in which each was handled in the end.

answerable(session, congress_id, call_id) -> list[IdeaLine]    those that an 意见采纳情况表 may list
reply(session, congress_id, idea) -> Reply | None              None while anything of it is undecided

One that was merged has the ruling of its merged entry, one that was split those of its parts together.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.collection.call_models import GOVERNMENT
from voting.collection.decisions import LONGEST_SENTENCE, Ruling, rulings
from voting.collection.desk_models import OUTCOMES
from voting.collection.entries import handled_in
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, lines
from voting.collection.machines import ANSWERED_STATES, IDEA_STATES

# An idea in these is handled in other entries.
ELSEWHERE = ("merged", "split")


@dataclass(frozen=True)
class Handled:
    """An entry in which an idea was handled, and what was made known of it."""

    entry: IdeaLine
    ruling: Ruling


@dataclass(frozen=True)
class Reply:
    """``handled`` are the entries that were ruled on, one or several; ``state`` and ``ruling`` are told."""

    state: str
    ruling: Ruling
    handled: tuple[Handled, ...]


def from_letter(idea: IdeaLine) -> bool:
    """It came in by a letter; what was merged or split from such ones did not."""
    return idea.channel == "handover" and idea.origin_id is not None


def answerable(session: Session, congress_id: str, call_id: str) -> list[IdeaLine]:
    query = select(Idea.id).where(
        Idea.congress_id == congress_id,
        Idea.call_id == call_id,
        Idea.desk == GOVERNMENT,
        Idea.channel == "handover",
        Idea.state.in_((*ANSWERED_STATES, *ELSEWHERE)),
    )
    known = lines(session, congress_id, session.scalars(query).all()).values()
    found = [idea for idea in known if from_letter(idea) and _answered(_ends(session, congress_id, idea))]
    return sorted(found, key=lambda idea: idea.number)


def reply(session: Session, congress_id: str, idea: IdeaLine) -> Reply | None:
    ends = _ends(session, congress_id, idea)
    if not _answered(ends):
        return None
    told = rulings(session, congress_id, [end.id for end in ends])
    handled = tuple(Handled(end, told[end.id][-1].ruling) for end in ends)
    first = min(handled, key=lambda one: OUTCOMES.index(one.ruling.outcome))
    return Reply(first.entry.state, _together(handled, first.ruling), handled)


def _answered(ends: list[IdeaLine]) -> bool:
    return bool(ends) and all(end.state in ANSWERED_STATES for end in ends)


def _ends(session: Session, congress_id: str, idea: IdeaLine) -> list[IdeaLine]:
    """The entries that are decided in the idea's place, each once; complaints are handled apart."""
    found: dict[str, IdeaLine] = {}
    waiting = [idea]
    while waiting:
        at = waiting.pop(0)
        if at.state in ELSEWHERE:
            waiting += lines(session, congress_id, handled_in(session, congress_id, at.id)).values()
        elif at.state != "petition":
            found[at.id] = at
    return sorted(found.values(), key=lambda end: end.number)


def _together(handled: tuple[Handled, ...], first: Ruling) -> Ruling:
    """One ruling: the best outcome with its reason, and a sentence that tells what became of every part."""
    if len(handled) == 1:
        return first
    room = LONGEST_SENTENCE // len(handled)
    told = (f"{one.entry.title}：{IDEA_STATES[one.entry.state]}。{one.ruling.sentence}" for one in handled)
    sentence = "".join(text if len(text) <= room else f"{text[: room - 1]}…" for text in told)
    return Ruling(first.outcome, first.reason_code, sentence, first.referred_to)
