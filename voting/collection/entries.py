"""What a merged entry is made of, also where one merged entry was joined to another.

originals(session, congress_id, entry_ids) -> dict[entry id, tuple[idea id, …]]    down to what was sent
entry_of(session, congress_id, idea_id) -> entry id | None                        the outermost, now
handled_in(session, congress_id, idea_id) -> [idea id]        the entry it was merged into, the parts of it
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.collection.desk_models import Merging
from voting.collection.idea_models import Idea

# Each joining needs an entry that is still open, so chains are short; a table full of them ends all the same.
MOST_STEPS = 12
# Ids asked for at once: databases take only so many parameters.
A_QUERY = 1000


def originals(session: Session, congress_id: str, entry_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Ideas that were merged into these entries; of an entry among them what it was made of itself."""
    within = {entry_id: [entry_id] for entry_id in entry_ids}
    found: dict[str, list[str]] = {entry_id: [] for entry_id in entry_ids}
    for step in range(MOST_STEPS):
        asked = sorted({idea_id for ids in within.values() for idea_id in ids})
        if not asked:
            break
        members: dict[str, list[str]] = {}
        live = select(Merging.head_id, Merging.idea_id).where(
            Merging.congress_id == congress_id, Merging.undone_at.is_(None)
        )
        for start in range(0, len(asked), A_QUERY):
            some = Merging.head_id.in_(asked[start : start + A_QUERY])
            for head_id, idea_id in session.execute(live.where(some)):
                members.setdefault(head_id, []).append(idea_id)
        for entry_id, ids in within.items():
            if step:
                found[entry_id] += [idea_id for idea_id in ids if idea_id not in members]
            within[entry_id] = [member for idea_id in ids for member in members.get(idea_id, ())]
    return {entry_id: tuple(ids) for entry_id, ids in found.items()}


def entry_of(session: Session, congress_id: str, idea_id: str) -> str | None:
    """The entry in which an idea is handled in the end; None for one that was not merged."""
    found = None
    for _step in range(MOST_STEPS):
        live = select(Merging.head_id).where(
            Merging.congress_id == congress_id, Merging.idea_id == (found or idea_id),
            Merging.undone_at.is_(None),
        )  # fmt: skip
        head_id = session.scalar(live)
        if head_id is None:
            break
        found = head_id
    return found


def handled_in(session: Session, congress_id: str, idea_id: str) -> list[str]:
    """Entries of the same desk in which this idea is handled now; none once that was undone."""
    head = select(Merging.head_id).where(
        Merging.congress_id == congress_id, Merging.idea_id == idea_id, Merging.undone_at.is_(None)
    )
    parts = select(Idea.id).where(
        Idea.congress_id == congress_id, Idea.split_from == idea_id, Idea.state != "dissolved"
    )
    return [*session.scalars(head), *session.scalars(parts)]
