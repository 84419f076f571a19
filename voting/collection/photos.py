"""Pictures of ideas: kept as they came, answered at once, made fit to be shown by a job, then served.

accept(session, settings, congress_id, idea_id, files, now=) -> int    how many wait; no picture makes it fail
of_idea(session, congress_id, idea_id) -> list[PhotoLine]
content(session, settings, congress_id, photo_id, size, desks=()) -> bytes       JPEG of what may be seen
process(session, settings, congress_id, report)                                 the job's work (photo_jobs.py)

The file as it came lies beside the shown ones only until it was processed: what a phone writes into it (time,
place, owner) is in none of those. Names on the disk are the rows' random ids.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting import jobs
from voting.collection.idea_models import Idea, IdeaPhoto
from voting.collection.machines import OPEN_TO_ALL
from voting.collection.photo_process import Processor
from voting.config import Settings
from voting.db import new_id, writing
from voting.errors import NotFound

JOB = "photos"
PHOTO_BYTES, MOST_PHOTOS = 8 * 1024 * 1024, 3
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
# Pictures must never fill the disk on which the ballots are written.
LEAST_FREE = 1024 * 1024 * 1024
SIZES = ("large", "small")
WAITING, READY, FAILED = "waiting", "ready", "failed"


@dataclass(frozen=True)
class PhotoLine:
    """``failure`` is the code of the sentence that says why a ``failed`` one cannot be shown."""

    id: str
    position: int
    state: str
    failure: str


# Coming in ------------------------------------------------------------------------------------


def accept(
    session: Session,
    settings: Settings,
    congress_id: str,
    idea_id: str,
    files: Sequence[BinaryIO],
    *,
    now: datetime,
) -> int:
    """Keep the files of one idea and have them processed. One that cannot be taken says so in its row."""
    rows = []
    for position, file in enumerate(files[:MOST_PHOTOS], start=1):
        photo_id = new_id()
        digest, failure = _store(settings, photo_id, file)
        rows.append(
            IdeaPhoto(
                id=photo_id,
                congress_id=congress_id,
                idea_id=idea_id,
                position=position,
                state=FAILED if failure else WAITING,
                upload_sha=digest,
                failure=failure,
                uploaded_at=now,
            )
        )
    waiting = sum(row.state == WAITING for row in rows)
    if rows:
        with writing(session):
            session.add_all(rows)
            session.flush()
            if waiting:
                jobs.enqueue(session, congress_id, JOB, congress_id, actor_id=None, now=now)
    return waiting


def _store(settings: Settings, photo_id: str, file: BinaryIO) -> tuple[str, str]:
    """(SHA-256 of the file, why it was not kept); one file in memory at a time."""
    content = file.read(PHOTO_BYTES + 1)
    digest = hashlib.sha256(content).hexdigest()
    if len(content) > PHOTO_BYTES:
        return digest, "collection.photo_too_large"
    if not content.startswith(BEGINNINGS):
        return digest, "collection.photo_wrong_kind"
    folder = _folder(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(folder).free < LEAST_FREE:
            return digest, "collection.photo_not_kept"
        descriptor = os.open(_upload(folder, photo_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError:
        return digest, "collection.photo_not_kept"
    return digest, ""


def _folder(settings: Settings) -> Path:
    return settings.instance / "photos"


def _upload(folder: Path, photo_id: str) -> Path:
    return folder / f"{photo_id}.upload"


def _shown(folder: Path, photo_id: str, size: str) -> Path:
    return folder / f"{photo_id}.{size}.jpg"


# Being processed ------------------------------------------------------------------------------


def process(
    session: Session, settings: Settings, congress_id: str, report: Callable[[int, int], None]
) -> None:
    """Everything that waits in a congress, oldest first; each picture is finished by itself."""
    folder = _folder(settings)
    done = 0
    with Processor() as processor:
        while waiting := _waiting(session, congress_id):
            for photo_id in waiting:
                shown = [_shown(folder, photo_id, size) for size in SIZES]
                failure = processor.process(_upload(folder, photo_id), shown[0], shown[1])
                _finish(session, congress_id, folder, photo_id, failure)
                done += 1
                report(done, done + len(waiting))


def _waiting(session: Session, congress_id: str) -> list[str]:
    session.rollback()  # what came meanwhile counts too
    query = select(IdeaPhoto.id).where(IdeaPhoto.congress_id == congress_id, IdeaPhoto.state == WAITING)
    return list(session.scalars(query.order_by(IdeaPhoto.uploaded_at, IdeaPhoto.id).limit(100)))


def _finish(session: Session, congress_id: str, folder: Path, photo_id: str, failure: str) -> None:
    digests = [
        "" if failure else hashlib.sha256(_shown(folder, photo_id, size).read_bytes()).hexdigest()
        for size in SIZES
    ]
    with writing(session):
        row = session.scalars(
            select(IdeaPhoto).where(IdeaPhoto.congress_id == congress_id, IdeaPhoto.id == photo_id)
        ).one()
        row.state, row.failure = (FAILED, failure) if failure else (READY, "")
        row.sha, row.small_sha = digests
    _upload(folder, photo_id).unlink(missing_ok=True)


# Being seen -----------------------------------------------------------------------------------


def of_idea(session: Session, congress_id: str, idea_id: str) -> list[PhotoLine]:
    query = (
        select(IdeaPhoto)
        .where(IdeaPhoto.congress_id == congress_id, IdeaPhoto.idea_id == idea_id)
        .order_by(IdeaPhoto.position)
    )
    return [PhotoLine(row.id, row.position, row.state, row.failure) for row in session.scalars(query)]


def content(
    session: Session,
    settings: Settings,
    congress_id: str,
    photo_id: str,
    size: str,
    *,
    desks: Collection[str] = (),
) -> bytes:
    """The picture as shown: to these desks, if one of them has its idea; else to the public, where the desk
    listed the idea (先审后发) and nothing that happened since has closed it."""
    query = (
        select(IdeaPhoto.id)
        .join(Idea, Idea.id == IdeaPhoto.idea_id)
        .where(
            IdeaPhoto.congress_id == congress_id,
            Idea.congress_id == congress_id,
            IdeaPhoto.id == photo_id,
            IdeaPhoto.state == READY,
        )
    )
    if desks:
        query = query.where(Idea.desk.in_(desks))
    else:
        query = query.where(Idea.listed_at.is_not(None), Idea.state.in_(OPEN_TO_ALL))
    if size not in SIZES or session.scalar(query) is None:
        raise NotFound("collection.photo_not_found")
    try:
        return _shown(_folder(settings), photo_id, size).read_bytes()
    except OSError as error:
        raise NotFound("collection.photo_not_found") from error
