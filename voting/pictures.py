"""Pictures of every room: kept as they came, answered at once, made fit to be shown by a job, then served.

accept(session, settings, congress_id, owner, files, stage=, caption=, by=, now=) -> int    how many wait
of(session, congress_id, owner_kind, owner_ids) -> dict[owner id, list[PictureLine]]
of_projects(session, congress_id, project_ids, shown=False) -> dict[project id, list[PictureLine]]
fingerprints(session, congress_id, owner_kind, owner_ids) -> dict[owner id, list]     for a seal
find / get / public(session, congress_id, picture_id) -> PictureLine  any; ready; shown by the office
content(settings, line, size) -> bytes                                JPEG; the caller asks who may see it
show / withdraw(session, actor, role, congress_id, picture_id, …, now=)
process(session, settings, congress_id, report)                       the job's work (picture_jobs.py)

No picture makes its record fail: one that cannot be taken says so in its own row. The file as it came lies
beside the shown ones only until it was processed: what a phone writes into it is in none of those. Of
evidence (a report, a visit, a finding) time and place go into a table of their own before. Names on the disk
are the rows' random ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from voting import acts, jobs, picture_flags, picture_store
from voting.config import Settings
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import NotFound
from voting.picture_models import FAILED, READY, WAITING, Picture, PictureOrigin
from voting.picture_prints import bands
from voting.picture_process import Made, Processors, Work
from voting.picture_store import shown_path, upload_path

JOB = "pictures"
PICTURE_BYTES, SIZES = picture_store.PICTURE_BYTES, picture_store.SIZES
# How many of each kind of record are kept.
MOST = {"idea": 3, "report": 12, "visit": 9, "finding": 9}
# Those of which time and place are kept and re-use is looked for.
EVIDENCE = frozenset({"report", "visit", "finding"})
CAPTION_MOST = 60
AT_ONCE = 100


@dataclass(frozen=True)
class Owner:
    """The record that pictures belong to, and what they must fit where they are evidence."""

    kind: str
    id: str
    project_id: str | None = None
    year: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class PictureLine:
    """``failure`` is the code of the sentence that says why a ``failed`` one cannot be shown."""

    id: str
    owner_kind: str
    owner_id: str
    project_id: str | None
    position: int
    stage: str
    caption: str
    state: str
    failure: str
    upload_sha: str
    year: int | None
    uploaded_by: str | None
    uploaded_at: datetime
    shown_at: datetime | None


# Coming in ------------------------------------------------------------------------------------


def accept(
    session: Session,
    settings: Settings,
    congress_id: str,
    owner: Owner,
    files: Sequence[IO[bytes]],
    *,
    stage: str = "",
    caption: str = "",
    by: str | None = None,
    now: datetime,
) -> int:
    """Keep the files and have them processed, as many as the record may have."""
    held = [
        Picture.congress_id == congress_id,
        Picture.owner_kind == owner.kind,
        Picture.owner_id == owner.id,
    ]
    kept = select(func.count()).where(*held, Picture.withdrawn_at.is_(None), Picture.state != FAILED)
    room = MOST[owner.kind] - (session.scalar(kept) or 0)
    stored = []
    for file in files[: max(0, room)]:
        picture_id = new_id()
        stored.append((picture_id, *picture_store.keep(settings, picture_id, file)))
    if not stored:
        return 0
    with writing(session):
        if session.get_bind().dialect.name == "postgresql":
            # One writer per record, or two would take the same position. SQLite has one writer anyway.
            session.execute(select(func.pg_advisory_xact_lock(int(owner.id[:15], 16))))
        last = session.scalar(select(func.max(Picture.position)).where(*held)) or 0
        for position, (picture_id, digest, failure) in enumerate(stored, start=last + 1):
            session.add(
                Picture(
                    id=picture_id,
                    congress_id=congress_id,
                    owner_kind=owner.kind,
                    owner_id=owner.id,
                    position=position,
                    project_id=owner.project_id,
                    stage=stage,
                    caption=_one_line(caption),
                    state=FAILED if failure else WAITING,
                    failure=failure,
                    upload_sha=digest,
                    year=owner.year,
                    since=owner.since,
                    until=owner.until,
                    uploaded_by=by,
                    uploaded_at=now,
                )
            )
        session.flush()
        waiting = sum(not failure for _, _, failure in stored)
        if waiting:
            jobs.enqueue(session, congress_id, JOB, congress_id, actor_id=None, now=now)
    return waiting


def _one_line(text: str) -> str:
    return " ".join(text.split())[:CAPTION_MOST]


# Being processed ------------------------------------------------------------------------------


def process(
    session: Session, settings: Settings, congress_id: str, report: Callable[[int, int], None]
) -> None:
    """Everything that waits in a congress, oldest first; each picture is finished by itself."""
    done = 0
    with Processors() as processors:
        while waiting := _waiting(session, settings, congress_id):
            for picture_id, made in processors.each(waiting):
                _finish(session, settings, congress_id, picture_id, made)
                done += 1
                report(done, done + len(waiting))


def _waiting(session: Session, settings: Settings, congress_id: str) -> dict[str, Work]:
    session.rollback()  # what came meanwhile counts too
    query = (
        select(Picture.id, Picture.owner_kind)
        .where(Picture.congress_id == congress_id, Picture.state == WAITING)
        .order_by(Picture.uploaded_at, Picture.id)
        .limit(AT_ONCE)
    )
    return {
        picture_id: Work(
            upload_path(settings, picture_id),
            shown_path(settings, picture_id, "large"),
            shown_path(settings, picture_id, "small"),
            origin=kind in EVIDENCE,
        )
        for picture_id, kind in session.execute(query)
    }


def _finish(session: Session, settings: Settings, congress_id: str, picture_id: str, made: Made) -> None:
    digests = [
        ""
        if made.failure
        else hashlib.sha256(shown_path(settings, picture_id, size).read_bytes()).hexdigest()
        for size in SIZES
    ]
    with writing(session):
        row = _row(session, congress_id, picture_id)
        row.state, row.failure = (FAILED, made.failure) if made.failure else (READY, "")
        row.sha, row.small_sha = digests
        row.fingerprint = made.fingerprint
        if made.fingerprint:
            row.band_0, row.band_1, row.band_2, row.band_3 = bands(made.fingerprint)
        if made.taken_at or made.place:
            latitude, longitude = made.place or (None, None)
            session.add(
                PictureOrigin(
                    picture_id=row.id,
                    congress_id=congress_id,
                    taken_at=made.taken_at,
                    latitude=latitude,
                    longitude=longitude,
                )
            )
        session.flush()
        if row.state == READY and row.owner_kind in EVIDENCE:
            picture_flags.look(session, row, made.taken_at, now=datetime.now(UTC))
    upload_path(settings, picture_id).unlink(missing_ok=True)


# Being seen -----------------------------------------------------------------------------------


def of(
    session: Session, congress_id: str, owner_kind: str, owner_ids: Collection[str]
) -> dict[str, list[PictureLine]]:
    """The pictures of each record in the order in which they came; a record without one has an empty list."""
    query = select(Picture).where(Picture.owner_kind == owner_kind, Picture.owner_id.in_(owner_ids))
    found: dict[str, list[PictureLine]] = {owner_id: [] for owner_id in owner_ids}
    for line in _lines(session, congress_id, query):
        found[line.owner_id].append(line)
    return found


def of_projects(
    session: Session, congress_id: str, project_ids: Collection[str], *, shown: bool = False
) -> dict[str, list[PictureLine]]:
    """Evidence about each project that is ready, by the time at which it came; ``shown``: by the office."""
    query = select(Picture).where(Picture.project_id.in_(project_ids), Picture.state == READY)
    if shown:
        query = query.where(Picture.shown_at.is_not(None))
    found: dict[str, list[PictureLine]] = {project_id: [] for project_id in project_ids}
    for line in _lines(session, congress_id, query):
        found[line.project_id or ""].append(line)
    return found


def fingerprints(
    session: Session, congress_id: str, owner_kind: str, owner_ids: Collection[str]
) -> dict[str, list[dict[str, str]]]:
    """What a seal keeps of the pictures of each record: the files as they came. Only records with any."""
    return {
        owner_id: [
            {"stage": line.stage, "caption": line.caption, "sha256": line.upload_sha} for line in lines
        ]
        for owner_id, lines in of(session, congress_id, owner_kind, owner_ids).items()
        if lines
    }


def find(session: Session, congress_id: str, picture_id: str) -> PictureLine:
    """One in any state, also where its record does without it."""
    return _line(_row(session, congress_id, picture_id))


def get(session: Session, congress_id: str, picture_id: str) -> PictureLine:
    """The same, that is ready."""
    line = find(session, congress_id, picture_id)
    if line.state != READY:
        raise NotFound("pictures.not_found")
    return line


def public(session: Session, congress_id: str, picture_id: str) -> PictureLine:
    """One that the office lets everybody see."""
    row = _row(session, congress_id, picture_id)
    if row.state != READY or row.shown_at is None or row.withdrawn_at is not None:
        raise NotFound("pictures.not_found")
    return _line(row)


def content(settings: Settings, line: PictureLine, size: str) -> bytes:
    """The JPEG as shown; who asks for it has looked whether this person may see ``line``."""
    if size not in SIZES:
        raise NotFound("pictures.not_found")
    try:
        return shown_path(settings, line.id, size).read_bytes()
    except OSError as error:
        raise NotFound("pictures.not_found") from error


def _lines(session: Session, congress_id: str, query: Select[Picture]) -> list[PictureLine]:
    query = query.where(Picture.congress_id == congress_id, Picture.withdrawn_at.is_(None))
    return [_line(row) for row in session.scalars(query.order_by(Picture.uploaded_at, Picture.position))]


def _line(row: Picture) -> PictureLine:
    return PictureLine(**{name: getattr(row, name) for name in PictureLine.__dataclass_fields__})


def _row(session: Session, congress_id: str, picture_id: str) -> Picture:
    row = session.scalars(
        select(Picture).where(Picture.congress_id == congress_id, Picture.id == picture_id)
    ).first()
    if row is None:
        raise NotFound("pictures.not_found")
    return row


# Being changed --------------------------------------------------------------------------------


def show(
    session: Session, actor: Actor, role: Role, congress_id: str, picture_id: str, on: bool, *, now: datetime
) -> None:
    """Let everybody see it, or no longer."""
    with writing(session):
        row = _row(session, congress_id, picture_id)
        row.shown_at = now if on else None
        _record(session, actor, role, row, "show_picture" if on else "hide_picture", now)


def withdraw(
    session: Session, actor: Actor, role: Role, congress_id: str, picture_id: str, *, now: datetime
) -> None:
    """Its record does without it from now on."""
    with writing(session):
        row = _row(session, congress_id, picture_id)
        row.withdrawn_at, row.shown_at = now, None
        _record(session, actor, role, row, "withdraw_picture", now)


def _record(session: Session, actor: Actor, role: Role, row: Picture, verb: str, now: datetime) -> None:
    acts.record(
        session,
        congress_id=row.congress_id,
        actor_id=actor.person_id,
        role=role,
        verb=verb,
        object_kind="picture",
        object_id=row.id,
        after={"owner": f"{row.owner_kind} {row.owner_id}", "upload": row.upload_sha},
        now=now,
    )
