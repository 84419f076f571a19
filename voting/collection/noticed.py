"""What the public reads of a draft: its last notice's wording, until what was signed off takes its place.

public_text(session, congress_id, draft_id) -> PublicText       the page of a project
titles(session, congress_id, rows) -> dict[draft id, str]       the same wording's names, for lists
noticed(session, congress_id, call_ids) -> dict[draft id, (NoticeLine, entry)]     the latest of each

Desks go on writing while a notice hangs out; what they write is public with the next notice or 审定.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from voting.collection import drafts, objections
from voting.collection.draft_models import CandidateDraft
from voting.collection.draft_sheet import FIELDS
from voting.collection.drafts import Change
from voting.collection.objections import NoticeLine
from voting.errors import N_

# From here on every body has agreed with the wording, and nobody writes it any more.
SETTLED = ("final", "listed")
HEADERS = {field.key: field.header for field in FIELDS}
PARTS = N_("子项目")


@dataclass(frozen=True)
class PublicText:
    """``notice`` is the one whose wording this is, or before whose ``changes`` it stood; None without any."""

    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[str, ...]
    notice: NoticeLine | None = None
    settled: bool = True
    changes: tuple[Change, ...] = ()

    @property
    def content(self) -> str:
        return dict(self.facts).get(HEADERS["content"], "")


def noticed(
    session: Session, congress_id: str, call_ids: Collection[str]
) -> dict[str, tuple[NoticeLine, Mapping[str, Any]]]:
    """Bundles and single drafts, each with the last notice that showed it."""
    found: dict[str, tuple[NoticeLine, Mapping[str, Any]]] = {}
    for call_id in call_ids:
        for notice in objections.notices(session, congress_id, call_id):
            for entry in notice.candidates:
                found.setdefault(str(entry["id"]), (notice, entry))
    return found


def titles(session: Session, congress_id: str, rows: Collection[CandidateDraft]) -> dict[str, str]:
    """A sub-item that its bundle's notice does not name goes by the bundle's name."""
    shown = noticed(session, congress_id, {row.call_id for row in rows})
    return {row.id: row.title if row.state in SETTLED else _name(row, shown) for row in rows}


def _name(row: CandidateDraft, shown: Mapping[str, tuple[NoticeLine, Mapping[str, Any]]]) -> str:
    _notice, entry = shown.get(row.parent_id or row.id, (None, None))
    if entry is None:
        return row.title
    parts = {part.get("id"): str(part["name"]) for part in entry["parts"]}
    return parts.get(row.id, str(entry["name"]))


def public_text(session: Session, congress_id: str, draft_id: str) -> PublicText:
    line = drafts.get(session, congress_id, draft_id)
    notice, entry = noticed(session, congress_id, [line.call_id]).get(draft_id, (None, None))
    if entry is not None and line.state not in SETTLED:
        facts, parts = _of_entry(entry)
        return PublicText(str(entry["name"]), facts, parts, notice, settled=False)
    beneath = drafts.parts_of(session, congress_id, draft_id)
    facts = tuple((label, text) for label, text in objections.facts(line.data))
    parts = tuple(part.title for part in beneath if part.state in ("notice", *SETTLED))
    changes = () if entry is None else _changes(entry, line.title, facts, parts)
    return PublicText(line.title, facts, parts, notice, changes=changes)


def _of_entry(entry: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    return tuple((label, text) for label, text in entry["facts"]), tuple(
        part["name"] for part in entry["parts"]
    )


def _changes(
    entry: Mapping[str, Any], title: str, facts: tuple[tuple[str, str], ...], parts: tuple[str, ...]
) -> tuple[Change, ...]:
    """From the notice to what was signed off, by what the public reads of both."""
    said, named = _of_entry(entry)
    before, after = dict(said), dict(facts)
    told = [Change(HEADERS["name"], str(entry["name"]), title)]
    told += [Change(label, before.get(label, ""), after.get(label, "")) for label in {**before, **after}]
    told.append(Change(PARTS, "、".join(named), "、".join(parts)))
    return tuple(change for change in told if change.changed)
