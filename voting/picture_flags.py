"""What a person has to look at: evidence that was used before, or taken when it cannot have been.

look(session, row, taken_at, now=)                        inside the transaction that makes ``row`` ready
flags(session, congress_id, open_only=) -> list[FlagLine]  those not decided first, the newest first
waiting(session, congress_id) -> int                      how many nobody has decided
judged(session, congress_id, picture_ids) -> dict[picture id, kinds that were confirmed]
decide(session, actor, role, congress_id, flag_id, verdict, reason, now=)
alike(session, congress_id, fingerprint) -> list[(picture id, distance)]     the nearest first

A picture is compared with all of its congress, over all years: the same bytes, or a print within
picture_prints.LIMIT bits. Nothing is refused for it; a person decides, and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.db import new_id, writing
from voting.errors import Conflict, Invalid, NotFound
from voting.picture_models import EARLY, OUTSIDE, READY, REUSED, Picture, PictureFlag
from voting.picture_prints import LIMIT, bands, distance, near

HALL = ZoneInfo("Asia/Shanghai")
# Of many alike the nearest tell enough.
NEAREST = 3
REASON_MOST = 200
VERDICTS = ("same", "different")


@dataclass(frozen=True)
class FlagLine:
    """``other_id`` and ``distance`` (bits of 64) of a ``reused`` one; ``verdict`` is empty until decided."""

    id: str
    picture_id: str
    kind: str
    other_id: str | None
    distance: int | None
    same_bytes: bool
    found_at: datetime
    verdict: str
    reason: str
    decided_by: str | None
    decided_at: datetime | None


# Finding --------------------------------------------------------------------------------------


def look(session: Session, row: Picture, taken_at: datetime | None, *, now: datetime) -> None:
    """Flag ``row`` for what is odd about it. Its own record may hold the same picture twice."""
    for other_id, bits, same_bytes in _used_before(session, row):
        _flag(session, row, REUSED, now, other_id=other_id, distance=bits, same_bytes=same_bytes)
    odd = _odd_time(row, taken_at)
    if odd:
        _flag(session, row, odd, now)


def _flag(session: Session, row: Picture, kind: str, now: datetime, **more: Any) -> None:
    made = PictureFlag(
        id=new_id(), congress_id=row.congress_id, picture_id=row.id, kind=kind, found_at=now, **more
    )
    session.add(made)
    session.flush()


def _used_before(session: Session, row: Picture) -> list[tuple[str, int, bool]]:
    """(other picture, differing bits, whether the file was the same), the nearest first."""
    elsewhere = [
        Picture.congress_id == row.congress_id,
        Picture.state == READY,
        or_(Picture.owner_kind != row.owner_kind, Picture.owner_id != row.owner_id),
    ]
    same = select(Picture.id).where(*elsewhere, Picture.upload_sha == row.upload_sha)
    found = {other_id: (0, True) for other_id in session.scalars(same.order_by(Picture.uploaded_at))}
    if row.fingerprint:
        near_ids = dict(alike(session, row.congress_id, row.fingerprint))
        others = select(Picture.id).where(*elsewhere, Picture.id.in_(near_ids))
        for other_id in session.scalars(others):
            found.setdefault(other_id, (near_ids[other_id], False))
    ordered = sorted(found.items(), key=lambda item: (not item[1][1], item[1][0]))
    return [(other_id, bits, same_bytes) for other_id, (bits, same_bytes) in ordered[:NEAREST]]


def alike(session: Session, congress_id: str, fingerprint: str) -> list[tuple[str, int]]:
    """Every picture of the congress within LIMIT bits. Each quarter of the print has an index."""
    columns = (Picture.band_0, Picture.band_1, Picture.band_2, Picture.band_3)
    found: dict[str, int] = {}
    for column, band in zip(columns, bands(fingerprint), strict=True):
        query = select(Picture.id, Picture.fingerprint).where(
            Picture.congress_id == congress_id, column.in_(near(band))
        )
        for picture_id, other in session.execute(query):
            bits = distance(fingerprint, other)
            if bits <= LIMIT:
                found[picture_id] = bits
    return sorted(found.items(), key=lambda item: item[1])


def _odd_time(row: Picture, taken_at: datetime | None) -> str:
    if taken_at is None:
        return ""
    day = taken_at.astimezone(HALL).date()
    if row.year is not None and day.year < row.year:
        return EARLY
    if (row.since and day < row.since) or (row.until and day > row.until):
        return OUTSIDE
    return ""


# Deciding -------------------------------------------------------------------------------------


def flags(session: Session, congress_id: str, *, open_only: bool = False, limit: int = 200) -> list[FlagLine]:
    query = select(PictureFlag).where(PictureFlag.congress_id == congress_id)
    if open_only:
        query = query.where(PictureFlag.verdict == "")
    query = query.order_by(PictureFlag.verdict != "", PictureFlag.found_at.desc(), PictureFlag.id)
    return [_line(row) for row in session.scalars(query.limit(limit))]


def waiting(session: Session, congress_id: str) -> int:
    query = select(func.count()).where(PictureFlag.congress_id == congress_id, PictureFlag.verdict == "")
    return session.scalar(query) or 0


def judged(session: Session, congress_id: str, picture_ids: list[str]) -> dict[str, list[str]]:
    """Kinds of flags that a person confirmed, for those pictures that have one."""
    query = select(PictureFlag.picture_id, PictureFlag.kind).where(
        PictureFlag.congress_id == congress_id,
        PictureFlag.picture_id.in_(picture_ids),
        PictureFlag.verdict == "same",
    )
    found: dict[str, list[str]] = {}
    for picture_id, kind in session.execute(query.distinct()):
        found.setdefault(picture_id, []).append(kind)
    return found


def decide(
    session: Session,
    actor: Actor,
    role: Role,
    congress_id: str,
    flag_id: str,
    verdict: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """``same``: what the flag says is so; ``different``: it is not. A reason is needed; decided once."""
    reason = " ".join(reason.split())
    if verdict not in VERDICTS:
        raise Invalid("pictures.no_verdict", field="verdict")
    if not 2 <= len(reason) <= REASON_MOST:
        raise Invalid("pictures.no_reason", field="reason", most=REASON_MOST)
    with writing(session):
        row = session.scalars(
            select(PictureFlag).where(PictureFlag.congress_id == congress_id, PictureFlag.id == flag_id)
        ).first()
        if row is None:
            raise NotFound("pictures.flag_not_found")
        if row.verdict:
            raise Conflict("pictures.already_decided")
        row.verdict, row.reason = verdict, reason
        row.decided_by, row.decided_at = actor.person_id, now
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="confirm_flag" if verdict == "same" else "dismiss_flag",
            object_kind="picture",
            object_id=row.picture_id,
            after={"flag": row.kind, "other": row.other_id, "verdict": verdict},
            reason=reason,
            now=now,
        )


def _line(row: PictureFlag) -> FlagLine:
    return FlagLine(**{name: getattr(row, name) for name in FlagLine.__dataclass_fields__})
