"""What is locked in a handover: ideas as the other side may read them, candidates with all of their fields.

content(session, congress_id, call_id, kind, paper, sender) -> canonical data
attachable(session, congress_id, call_id) -> list[DraftLine]        drafts that a paper of candidates may list
candidates(content) -> list[Attached]                               read back, sub-items with their bundle
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from voting.collection import drafts
from voting.collection.assessment import of_idea
from voting.collection.draft_sheet import FIELDS
from voting.collection.drafts import DraftLine
from voting.collection.ideas import IdeaLine, lines
from voting.collection.machines import IDEA_STATES
from voting.collection.replies import from_letter, reply
from voting.errors import Conflict, NotFound, NotReady

# Papers that list ideas, and those that list candidates and what their writers put in.
OF_IDEAS = ("suggestion_letter", "assessment_task", "adoption_table")
# A draft that its writers handed in or that came further; what is still being written is nobody's paper.
ATTACHABLE = ("review", "notice", "final", "listed")


@dataclass(frozen=True)
class Paper:
    """What a desk sends. ``idea_ids`` for papers of ideas, ``draft_ids`` and ``lines`` (texts) for others."""

    document_no: str
    title: str
    idea_ids: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    draft_ids: tuple[str, ...] = ()
    reply_due: date | None = None


@dataclass(frozen=True)
class Attached:
    """A candidate as it was handed over; ``bundle`` is the name of the bundle of a sub-item."""

    number: str
    name: str
    bundle: str
    data: Mapping[str, str]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """(label, text) of every field that is filled, in the order of the sheet."""
        return [(field.header, self.data[field.key]) for field in FIELDS[1:] if self.data.get(field.key)]

    @property
    def unit(self) -> str:
        return self.data.get("responsible_unit") or self.data.get("lead_unit", "")


def content(
    session: Session, congress_id: str, call_id: str, kind: str, paper: Paper, sender: str
) -> dict[str, Any]:
    if kind not in OF_IDEAS:
        return _of_candidates(session, congress_id, call_id, paper)
    known = lines(session, congress_id, paper.idea_ids)
    chosen = sorted(known.values(), key=lambda idea: idea.number)
    if not chosen:
        raise NotReady("collection.paper_empty")
    if any(idea.call_id != call_id or idea.desk != sender for idea in chosen):
        raise Conflict("collection.other_desk")
    return {"ideas": [_entry(session, congress_id, kind, idea) for idea in chosen]}


# Candidates -----------------------------------------------------------------------------------


def attachable(session: Session, congress_id: str, call_id: str) -> list[DraftLine]:
    """Bundles and single drafts in the order of the list."""
    return [
        line
        for line in drafts.every(session, congress_id, call_id)
        if line.parent_id is None and line.state in ATTACHABLE
    ]


def _of_candidates(session: Session, congress_id: str, call_id: str, paper: Paper) -> dict[str, Any]:
    """Chosen drafts in the wording of this moment, with their sub-items; and the writer's own lines."""
    listed = [text.strip() for text in paper.lines if text.strip()]
    offered = attachable(session, congress_id, call_id)
    if set(paper.draft_ids) - {line.id for line in offered}:
        raise NotFound("collection.draft_not_found")
    chosen = [line for line in offered if line.id in paper.draft_ids]
    if not listed and not chosen:
        raise NotReady("collection.paper_empty")
    whole = drafts.every(session, congress_id, call_id) if chosen else []
    return {"lines": listed, "candidates": [_candidate(line, whole) for line in chosen]}


def _candidate(line: DraftLine, whole: list[DraftLine]) -> dict[str, Any]:
    parts = [part for part in whole if part.parent_id == line.id and part.state in ATTACHABLE]
    return _wording(line) | {"parts": [_wording(part) for part in parts]}


def _wording(line: DraftLine) -> dict[str, Any]:
    return {"id": line.id, "version": line.version, "name": line.title, "data": dict(line.data)}


def candidates(content: Mapping[str, Any]) -> list[Attached]:
    """Numbered as on the paper, sub-items as 1.1."""
    found = []
    for at, one in enumerate(content.get("candidates", ()), start=1):
        found.append(Attached(str(at), one["name"], "", one["data"]))
        found += [
            Attached(f"{at}.{below}", part["name"], one["name"], part["data"])
            for below, part in enumerate(one["parts"], start=1)
        ]
    return found


# Ideas ----------------------------------------------------------------------------------------


def _entry(session: Session, congress_id: str, kind: str, idea: IdeaLine) -> dict[str, Any]:
    """What the other side gets to read of an idea."""
    entry: dict[str, Any] = {
        "id": idea.id,
        "number": idea.shown,
        "title": idea.title,
        "text": idea.text,
        "category": idea.category,
        "area": idea.area,
        "place": idea.place,
    }
    if kind == "assessment_task":
        asked = of_idea(session, congress_id, idea.id)
        entry["units"] = [{"unit": q.unit, "due": q.due.isoformat()} for q in asked]
    if kind == "adoption_table":
        entry |= _told(session, congress_id, idea)
    return entry


def _told(session: Session, congress_id: str, idea: IdeaLine) -> dict[str, Any]:
    """What became of a letter's idea; ``within`` names the entries in which it was handled, if others."""
    if not from_letter(idea):
        raise Conflict("collection.not_from_a_letter", title=idea.title)
    told = reply(session, congress_id, idea)
    if told is None:
        raise NotReady("collection.not_decided", title=idea.title)
    within = [
        {"number": one.entry.shown, "title": one.entry.title, "state": IDEA_STATES[one.entry.state]}
        | {"sentence": one.ruling.sentence}
        for one in told.handled
        if one.entry.id != idea.id
    ]
    return {
        "origin": idea.origin_id,
        "outcome": told.ruling.outcome,
        "state": IDEA_STATES[told.state],
        "reason_code": told.ruling.reason_code,
        "sentence": told.ruling.sentence,
        "referred_to": told.ruling.referred_to,
        "within": within,
    }
