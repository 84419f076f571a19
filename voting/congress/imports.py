"""One way in for every Excel list: upload, preview, take all or the good rows, undo.

    upload(session, actor, congress_id, importer, target_id, filename=, data=, now=) -> draft id
    preview(session, congress_id, importer, draft_id, now=) -> Preview
    take(session, actor, congress_id, importer, draft_id, only_good=, expected=, now=) -> rows taken
    undo(session, actor, congress_id, importer, import_id, now=) -> rows removed
    discard(session, actor, congress_id, importer, draft_id)
    last_import(session, congress_id, importer, target_id) -> ImportLine | None
    offer(importer, home)                     the pages of import_views serve every list offered
    refuse_twins(reading, key, recorded, …) -> Reading         for importers: values that must be unique

What a list is and what it may contradict is the importer's business (roster_import.ROSTER,
collection.candidate_import.CANDIDATES). Nothing is written into a list before somebody saw the preview.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import sheets
from voting.congress.import_models import DRAFT, TAKEN, UNDONE, ImportDraft
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, NotFound, NotReady
from voting.sheets import CellError, Reading, Row, Sheet
from voting.states import Machine, Move

IMPORTERS = (Role.SECRETARIAT, Role.ADMIN)
KEPT_FOR = timedelta(hours=24)
IMPORT = Machine(
    "import",
    [
        Move(DRAFT, TAKEN, "import", roles=IMPORTERS),
        Move(TAKEN, UNDONE, "undo_import", roles=IMPORTERS),
    ],
)


@dataclass(frozen=True)
class Importer:
    """A list that takes rows of ``sheet``. All callables get the session, the congress and the target.

    ``check`` adds the errors that rows have beside each other and beside what is recorded, and raises
    Conflict when the list is closed; ``insert`` adds rows under an import's id; ``remove`` takes those
    of an import out again, or raises Conflict when something builds on them.
    """

    kind: str
    sheet: Sheet
    check: Callable[[Session, str, str, Reading], Reading]
    insert: Callable[[Session, str, str, tuple[Row, ...], str], None]
    remove: Callable[[Session, str, str, str], int]


@dataclass(frozen=True)
class Offer:
    """An importer with the endpoint of its list's page, which takes only the congress's code."""

    importer: Importer
    home: str


OFFERS: dict[str, Offer] = {}


def offer(importer: Importer, home: str) -> None:
    """Make a list importable through the pages of import_views; called by the list's own views."""
    OFFERS[importer.kind] = Offer(importer, home)


@dataclass(frozen=True)
class Preview:
    """A draft as it would be taken now."""

    id: str
    target_id: str
    filename: str
    reading: Reading
    expires_at: datetime


@dataclass(frozen=True)
class ImportLine:
    """A finished import that could be undone."""

    id: str
    filename: str
    rows: int
    taken_at: datetime


def refuse_twins(
    reading: Reading,
    key: str,
    recorded: Mapping[str, Mapping[str, object]],
    *,
    taken: str,
    twice: str,
    folded: Callable[[str], str] = str,
) -> Reading:
    """Values of ``key`` are unique beside what is recorded and within the file.

    ``recorded`` maps a folded value to the data of the sentence ``taken``; ``twice`` gets ``row`` and
    the value. Within the file every row of a pair is told, since nobody here knows which is right.
    """
    alike: dict[str, list[Row]] = {}
    for row in reading.rows:
        if key in row.values:
            alike.setdefault(folded(str(row.values[key])), []).append(row)
    rows = []
    for row in reading.rows:
        value = folded(str(row.values[key])) if key in row.values else ""
        twins = [other for other in alike.get(value, ())[:2] if other is not row]
        if value in recorded:
            row = row.with_errors([CellError(key, taken, recorded[value])])
        elif twins:
            data = {"row": twins[0].number, key: twins[0].values[key]}
            row = row.with_errors([CellError(key, twice, data)])
        rows.append(row)
    return replace(reading, rows=tuple(rows))


def upload(
    session: Session,
    actor: Actor,
    congress_id: str,
    importer: Importer,
    target_id: str,
    *,
    filename: str,
    data: bytes,
    now: datetime,
) -> str:
    """Read the file and keep its texts for a day; raises Invalid or Conflict and then keeps nothing."""
    actor.role_for(*IMPORTERS)
    reading = sheets.read(importer.sheet, data)
    importer.check(session, congress_id, target_id, reading)
    draft = ImportDraft(
        id=new_id(),
        congress_id=congress_id,
        kind=importer.kind,
        target_id=target_id,
        filename=filename.rpartition("/")[2].rpartition("\\")[2][-100:],
        digest=hashlib.sha256(data).hexdigest(),
        raw=json.dumps(reading.raw(), ensure_ascii=False),
        state=DRAFT,
        uploaded_by=actor.person_id,
        uploaded_at=now,
        expires_at=now + KEPT_FOR,
    )
    draft_id = draft.id
    with writing(session):
        session.execute(
            delete(ImportDraft).where(
                ImportDraft.congress_id == congress_id,
                ImportDraft.state == DRAFT,
                ImportDraft.expires_at <= now,
            )
        )
        session.add(draft)
    return draft_id


def preview(
    session: Session, congress_id: str, importer: Importer, draft_id: str, *, now: datetime
) -> Preview:
    """The draft, judged by what is recorded at this moment; NotFound when it expired or was taken."""
    draft = _find(session, congress_id, importer, draft_id, DRAFT)
    if draft.expires_at <= now:
        raise NotFound("imports.not_found")
    reading = sheets.reread(importer.sheet, json.loads(draft.raw))
    reading = importer.check(session, congress_id, draft.target_id, reading)
    return Preview(draft.id, draft.target_id, draft.filename, reading, draft.expires_at)


def take(
    session: Session,
    actor: Actor,
    congress_id: str,
    importer: Importer,
    draft_id: str,
    *,
    only_good: bool,
    expected: int,
    now: datetime,
) -> int:
    """Enter the rows. ``expected`` is how many good rows the preview showed to whoever decides.

    Raises NotReady while rows are bad (unless ``only_good``) and Conflict when the list changed since.
    """
    with writing(session):
        shown = preview(session, congress_id, importer, draft_id, now=now)
        good, bad = shown.reading.good, shown.reading.bad
        if bad and not only_good:
            raise NotReady("imports.rows_bad", bad=len(bad))
        if len(good) != expected:
            raise Conflict("imports.changed", expected=expected, found=len(good))
        if not good:
            raise NotReady("imports.nothing_good")
        draft = _find(session, congress_id, importer, draft_id, DRAFT)
        IMPORT.move(session, draft, "import", actor=actor, now=now, reason=f"sha256 {draft.digest}")
        draft.raw, draft.rows, draft.taken_at = "", len(good), now
        importer.insert(session, congress_id, draft.target_id, good, draft.id)
        return len(good)


def discard(session: Session, actor: Actor, congress_id: str, importer: Importer, draft_id: str) -> None:
    """Forget a draft that nobody wants."""
    actor.role_for(*IMPORTERS)
    with writing(session):
        session.delete(_find(session, congress_id, importer, draft_id, DRAFT))


def last_import(session: Session, congress_id: str, importer: Importer, target_id: str) -> ImportLine | None:
    """The newest import into this list that stands; only that one can be undone."""
    draft = session.scalars(
        select(ImportDraft)
        .where(
            ImportDraft.congress_id == congress_id,
            ImportDraft.kind == importer.kind,
            ImportDraft.target_id == target_id,
            ImportDraft.state == TAKEN,
        )
        .order_by(ImportDraft.taken_at.desc())
        .limit(1)
    ).first()
    if draft is None or draft.taken_at is None:
        return None
    return ImportLine(draft.id, draft.filename, draft.rows, draft.taken_at)


def undo(
    session: Session, actor: Actor, congress_id: str, importer: Importer, import_id: str, *, now: datetime
) -> int:
    """Take the rows of the last import out again, as long as nothing builds on them."""
    with writing(session):
        draft = _find(session, congress_id, importer, import_id, TAKEN)
        last = last_import(session, congress_id, importer, draft.target_id)
        if last is None or last.id != draft.id:
            raise Conflict("imports.not_the_last")
        IMPORT.move(session, draft, "undo_import", actor=actor, now=now)
        return importer.remove(session, congress_id, draft.target_id, draft.id)


def _find(session: Session, congress_id: str, importer: Importer, draft_id: str, state: str) -> ImportDraft:
    draft = session.scalars(
        select(ImportDraft).where(
            ImportDraft.congress_id == congress_id,
            ImportDraft.kind == importer.kind,
            ImportDraft.id == draft_id,
            ImportDraft.state == state,
        )
    ).first()
    if draft is None:
        raise NotFound("imports.not_found")
    return draft
