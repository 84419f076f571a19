"""Back from a draft to what people said: every original idea and station behind it, for the public.

origins(session, congress_id, draft_ids) -> Origins             sources, with what was merged into them
drafts_of(session, congress_id, idea_ids) -> dict[idea id, tuple[DraftRef, …]]       the other way
onward(session, congress_id, idea_id) -> list[(congress id, idea id)]  where an idea went on: merged, split,
                                                                       handed over, taken again, passed
by_token(session, congress_id, token) -> draft id
public_drafts(session, congress_id) -> list[DraftRef]           drafts that the public may know of

What the public reads of an idea: its text only where the desk let it through and the call has public lists;
otherwise it is counted with its station. Nobody's name or number of a telephone is near any of this.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.collection import calls, stations
from voting.collection.desk_models import Merging
from voting.collection.draft_models import CandidateDraft, DraftSource
from voting.collection.entries import handled_in
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, lines
from voting.collection.level_models import Passage
from voting.collection.noticed import noticed, titles
from voting.db import across_congresses
from voting.errors import NotFound

# From its public notice on a draft is no longer the offices' own.
PUBLIC_STATES = ("notice", "final", "listed")
MOST_STEPS_BACK = 6


@dataclass(frozen=True)
class Origin:
    """An original idea. ``title`` and ``text`` are empty where the public may not read it."""

    shown: str
    title: str
    text: str
    category: str
    station: str
    channel: str
    from_congress: str
    received_at: datetime


@dataclass(frozen=True)
class Origins:
    """All originals behind a project, and how many came by which station."""

    ideas: tuple[Origin, ...]
    stations: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class DraftRef:
    """A draft by which an idea goes on."""

    id: str
    token: str
    title: str
    state: str
    call_id: str
    session_id: str | None
    candidate_id: str | None


def by_token(session: Session, congress_id: str, token: str) -> str:
    """The draft at a permanent address; drafts that are not public yet do not exist there."""
    row = session.scalars(
        select(CandidateDraft).where(CandidateDraft.congress_id == congress_id, CandidateDraft.token == token)
    ).first()
    if row is None or not _is_public(session, row):
        raise NotFound("collection.draft_not_found")
    return row.parent_id or row.id


def _is_public(session: Session, row: CandidateDraft) -> bool:
    """On notice or further; what was on notice and went back or was dropped stays where people know it."""
    if row.state in PUBLIC_STATES:
        return True
    return row.parent_id is None and row.id in noticed(session, row.congress_id, [row.call_id])


def public_drafts(session: Session, congress_id: str) -> list[DraftRef]:
    """Of all calls, the latest first."""
    rows = session.scalars(
        select(CandidateDraft)
        .where(
            CandidateDraft.congress_id == congress_id,
            CandidateDraft.parent_id.is_(None),
            CandidateDraft.state.in_(PUBLIC_STATES),
        )
        .order_by(CandidateDraft.created_at.desc(), CandidateDraft.position)
    ).all()
    return _refs(session, congress_id, rows)


def _refs(session: Session, congress_id: str, rows: Sequence[CandidateDraft]) -> list[DraftRef]:
    """With the names under which the public knows them."""
    names = titles(session, congress_id, rows)
    plain = [name for name in DraftRef.__dataclass_fields__ if name != "title"]
    return [DraftRef(title=names[row.id], **{name: getattr(row, name) for name in plain}) for row in rows]


def drafts_of(
    session: Session, congress_id: str, idea_ids: Collection[str]
) -> dict[str, tuple[DraftRef, ...]]:
    """Drafts that answer these ideas, by idea; only what the public may know of."""
    query = (
        select(DraftSource.idea_id, CandidateDraft)
        .join(CandidateDraft, CandidateDraft.id == DraftSource.draft_id)
        .where(
            DraftSource.congress_id == congress_id,
            CandidateDraft.congress_id == congress_id,
            DraftSource.idea_id.in_(idea_ids),
        )
        .order_by(CandidateDraft.position)
    )
    found: dict[str, tuple[DraftRef, ...]] = {}
    linked = [(idea_id, row) for idea_id, row in session.execute(query) if _is_public(session, row)]
    refs = _refs(session, congress_id, [row for _idea, row in linked])
    for (idea_id, _row), ref in zip(linked, refs, strict=True):
        found[idea_id] = (*found.get(idea_id, ()), ref)
    return found


# Back -----------------------------------------------------------------------------------------


def origins(session: Session, congress_id: str, draft_ids: Collection[str]) -> Origins:
    """Every idea as it came that ends in one of these drafts, by number."""
    query = select(DraftSource.idea_id).where(
        DraftSource.congress_id == congress_id, DraftSource.draft_id.in_(draft_ids)
    )
    found = _originals(session, congress_id, set(session.scalars(query)))
    told = [_origin(session, congress_id, idea) for idea in sorted(found, key=lambda idea: idea.number)]
    counts: dict[str, int] = {}
    for origin in told:
        if origin.station:
            counts[origin.station] = counts.get(origin.station, 0) + 1
    return Origins(tuple(told), tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))))


def _originals(session: Session, congress_id: str, idea_ids: set[str]) -> list[IdeaLine]:
    """Through merges, splits, the library and handovers within the congress to what somebody sent."""
    seen: dict[str, IdeaLine] = {}
    ends: dict[str, IdeaLine] = {}
    waiting = idea_ids
    for _step in range(MOST_STEPS_BACK):
        known = lines(session, congress_id, waiting - seen.keys())
        seen |= known
        merged: dict[str, list[str]] = {}
        live = select(Merging.head_id, Merging.idea_id).where(
            Merging.congress_id == congress_id, Merging.undone_at.is_(None), Merging.head_id.in_(known.keys())
        )
        for head_id, idea_id in session.execute(live):
            merged.setdefault(head_id, []).append(idea_id)
        waiting = set()
        for idea in known.values():
            before = [*merged.get(idea.id, ()), *filter(None, [idea.split_from])]
            if idea.origin_id and idea.origin_congress_id == congress_id:
                before.append(idea.origin_id)
            waiting |= set(before)
            if not before:
                ends[idea.id] = idea
        if not waiting - seen.keys():
            break
    return list(ends.values())


def _origin(session: Session, congress_id: str, idea: IdeaLine) -> Origin:
    call = calls.get(session, congress_id, idea.call_id)
    readable = call.public_lists and idea.listed_at is not None and idea.state != "petition"
    station = next(
        (s.name for s in stations.every(session, congress_id, closed=True) if s.id == idea.station_id), ""
    )
    came = session.scalars(
        select(Passage).where(Passage.congress_id == congress_id, Passage.idea_id == idea.id)
    ).first()
    return Origin(
        shown=idea.shown,
        title=idea.title if readable else "",
        text=idea.text if readable else "",
        category=idea.category,
        station=station,
        channel=idea.channel,
        from_congress=f"{came.from_name} {came.from_number}" if came else "",
        received_at=idea.received_at,
    )


# Forward --------------------------------------------------------------------------------------


def onward(session: Session, congress_id: str, idea_id: str) -> list[tuple[str, str]]:
    """Ideas as which this one is handled further, each with its congress."""
    found = [(congress_id, entry) for entry in handled_in(session, congress_id, idea_id)]
    with across_congresses(session):
        taken = session.execute(
            select(Idea.congress_id, Idea.id).where(
                Idea.origin_congress_id == congress_id, Idea.origin_id == idea_id
            )
        )
        found += [(there, copy) for there, copy in taken]
    return found
