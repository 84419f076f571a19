"""From an idea forward to its fate, through merges, handovers, levels, drafts and the ballot.

fates(main, board, congress_id, idea_id) -> list[Fate]        projects in which the idea lives on; maybe none
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from voting.chain.outcome import outcomes
from voting.collection.origins import DraftRef, drafts_of, onward
from voting.collection.services import candidates
from voting.collection.shortening import taken_uuids
from voting.congress.services import CongressInfo, congress_of
from voting.db import across_congresses

MOST_STEPS = 6


@dataclass(frozen=True)
class Fate:
    """A project in which an idea lives on. ``outcome`` is empty before it is on the candidate list."""

    congress: CongressInfo
    draft: DraftRef
    outcome: str


def fates(main: Session, board: Session, congress_id: str, idea_id: str) -> list[Fate]:
    """By the order in which one comes upon them; each project once."""
    found: dict[str, Fate] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(congress_id, idea_id)]
    # An idea that was passed on lives on in another congress; only what is public there is read.
    with across_congresses(main), across_congresses(board):
        for _step in range(MOST_STEPS):
            waiting = [place for place in waiting if place not in seen]
            seen.update(waiting)
            for there, one in waiting:
                for draft in drafts_of(main, there, [one]).get(one, ()):
                    outcome = outcome_of(main, board, there, draft)
                    found.setdefault(draft.id, Fate(congress_of(main, there), draft, outcome))
            waiting = [place for there, one in waiting for place in onward(main, there, one)]
    return list(found.values())


def outcome_of(main: Session, board: Session, congress_id: str, draft: DraftRef) -> str:
    """What the ballot said of the candidate that a draft became."""
    if draft.session_id is None or draft.candidate_id is None:
        return ""
    listed = candidates(main, congress_id, draft.session_id)
    name = next((one.name for one in listed if one.id == draft.candidate_id), draft.title)
    return outcomes(board, draft.session_id, taken_uuids(main, congress_id)).get(name, "")
