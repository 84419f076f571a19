"""Candidate drafts as they are read: what ideas become on their way to the candidate list.

every(session, congress_id, call_id) -> list[DraftLine]                           bundles before their parts
get(session, congress_id, draft_id) -> DraftLine
versions(session, congress_id, draft_id) -> list[VersionLine];  difference(before, after) -> list[Change]
sources(session, congress_id, draft_ids) -> dict[draft id, tuple[IdeaLine, …]]
choices(session, congress_id, call_id) -> list[IdeaLine]                          ideas a draft may answer
row_of / parts_of / texts                                                         for this domain's modules
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.collection.draft_models import CandidateDraft, DraftSource, DraftVersion
from voting.collection.draft_sheet import FIELDS, Warning, warnings
from voting.collection.idea_models import Idea
from voting.collection.ideas import IdeaLine, lines
from voting.congress.people import names_of
from voting.errors import NotFound


@dataclass(frozen=True)
class DraftLine:
    """A draft in its present version."""

    id: str
    call_id: str
    parent_id: str | None
    token: str
    state: str
    position: int
    title: str
    version: int
    session_id: str | None
    candidate_id: str | None
    data: Mapping[str, str]
    sources: int
    warnings: tuple[Warning, ...]

    @property
    def unit(self) -> str:
        return self.data.get("responsible_unit") or self.data.get("lead_unit", "")


@dataclass(frozen=True)
class VersionLine:
    """One wording: who wrote it, when, and why."""

    version: int
    data: Mapping[str, str]
    digest: str
    remark: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Change:
    """A field in two versions, side by side."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


# Reading --------------------------------------------------------------------------------------


def row_of(session: Session, congress_id: str, draft_id: str) -> CandidateDraft:
    found = session.scalars(
        select(CandidateDraft).where(CandidateDraft.congress_id == congress_id, CandidateDraft.id == draft_id)
    ).first()
    if found is None:
        raise NotFound("collection.draft_not_found")
    return found


def every(session: Session, congress_id: str, call_id: str) -> list[DraftLine]:
    """The drafts of a call in their order, each bundle followed by its sub-items."""
    rows = session.scalars(
        select(CandidateDraft)
        .where(CandidateDraft.congress_id == congress_id, CandidateDraft.call_id == call_id)
        .order_by(CandidateDraft.position, CandidateDraft.id)
    ).all()
    known = {line.id: line for line in _lines(session, congress_id, rows)}
    tops = [row for row in rows if row.parent_id is None]
    parts = {top.id: [known[row.id] for row in rows if row.parent_id == top.id] for top in tops}
    return [line for top in tops for line in (known[top.id], *parts[top.id])]


def get(session: Session, congress_id: str, draft_id: str) -> DraftLine:
    row = row_of(session, congress_id, draft_id)
    return _lines(session, congress_id, [row])[0]


def parts_of(session: Session, congress_id: str, draft_id: str) -> list[CandidateDraft]:
    """The sub-items of a bundle in their order."""
    query = select(CandidateDraft).where(
        CandidateDraft.congress_id == congress_id, CandidateDraft.parent_id == draft_id
    )
    return list(session.scalars(query.order_by(CandidateDraft.position, CandidateDraft.id)))


def _lines(session: Session, congress_id: str, rows: Sequence[CandidateDraft]) -> list[DraftLine]:
    ids = [row.id for row in rows]
    data = texts(session, congress_id, rows)
    counted = select(DraftSource.draft_id, func.count()).where(
        DraftSource.congress_id == congress_id, DraftSource.draft_id.in_(ids)
    )
    many = {draft_id: found for draft_id, found in session.execute(counted.group_by(DraftSource.draft_id))}
    found = []
    for row in rows:
        beneath = parts_of(session, congress_id, row.id) if row.parent_id is None else []
        beneath = [part for part in beneath if part.state != "dropped"]
        beneath_data = list(texts(session, congress_id, beneath).values())
        said = data[row.id]
        # A part answers through its bundle; a bundle through its parts.
        own = many.get(row.id, 0) or int(row.parent_id is not None) or _sources_of(session, beneath)
        values = {
            name: getattr(row, name)
            for name in DraftLine.__dataclass_fields__
            if name not in ("data", "sources", "warnings")
        }
        line = DraftLine(
            **values,
            data=said,
            sources=many.get(row.id, 0),
            warnings=warnings(said, sources=own, parts=beneath_data),
        )
        found.append(line)
    return found


def _sources_of(session: Session, rows: Sequence[CandidateDraft]) -> int:
    if not rows:
        return 0
    query = select(func.count(DraftSource.id)).where(
        DraftSource.congress_id == rows[0].congress_id, DraftSource.draft_id.in_([row.id for row in rows])
    )
    return session.scalar(query) or 0


def texts(session: Session, congress_id: str, rows: Sequence[CandidateDraft]) -> dict[str, dict[str, str]]:
    """The present data of several drafts."""
    query = (
        select(DraftVersion)
        .join(CandidateDraft, CandidateDraft.id == DraftVersion.draft_id)
        .where(
            DraftVersion.congress_id == congress_id,
            CandidateDraft.congress_id == congress_id,
            DraftVersion.draft_id.in_([row.id for row in rows]),
            DraftVersion.version == CandidateDraft.version,
        )
    )
    return {found.draft_id: found.data for found in session.scalars(query)}


def versions(session: Session, congress_id: str, draft_id: str) -> list[VersionLine]:
    """Every wording, the first first."""
    rows = session.scalars(
        select(DraftVersion)
        .where(DraftVersion.congress_id == congress_id, DraftVersion.draft_id == draft_id)
        .order_by(DraftVersion.version)
    ).all()
    names = names_of(session, {row.written_by for row in rows})
    return [
        VersionLine(
            row.version, row.data, row.digest, row.remark, names.get(row.written_by, ""), row.written_at
        )
        for row in rows
    ]


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """Every field that either version fills, in the order of the sheet."""
    told = [Change(field.header, before.get(field.key, ""), after.get(field.key, "")) for field in FIELDS]
    return [change for change in told if change.before or change.after]


def sources(
    session: Session, congress_id: str, draft_ids: Collection[str]
) -> dict[str, tuple[IdeaLine, ...]]:
    """The ideas that drafts answer, by number."""
    rows = session.scalars(
        select(DraftSource).where(DraftSource.congress_id == congress_id, DraftSource.draft_id.in_(draft_ids))
    ).all()
    known = lines(session, congress_id, {row.idea_id for row in rows})
    found: dict[str, list[IdeaLine]] = {}
    for row in rows:
        found.setdefault(row.draft_id, []).append(known[row.idea_id])
    return {key: tuple(sorted(many, key=lambda idea: idea.number)) for key, many in found.items()}


def choices(session: Session, congress_id: str, call_id: str) -> list[IdeaLine]:
    """Adopted ideas of the call, and those of the library that this call has not taken as its own."""
    query = select(Idea.id).where(
        Idea.congress_id == congress_id,
        (Idea.state == "library") | ((Idea.state == "adopted") & (Idea.call_id == call_id)),
    )
    known = lines(session, congress_id, list(session.scalars(query)))
    return sorted(known.values(), key=lambda idea: (idea.state, idea.number))
