"""Pictures of ideas (voting/pictures.py keeps and processes them): whose they are and who may see them.

accept(session, settings, congress_id, idea_id, files, now=) -> int    how many wait; no picture makes it fail
of_idea(session, congress_id, idea_id) -> list[PictureLine]
content(session, settings, congress_id, photo_id, size, desks=()) -> bytes       JPEG of what may be seen
public_ones(session, congress_id, photo_ids) -> set[str]
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import IO

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from voting import pictures
from voting.collection.idea_models import Idea
from voting.collection.machines import OPEN_TO_ALL
from voting.config import Settings
from voting.errors import NotFound
from voting.picture_models import READY, Picture
from voting.pictures import Owner, PictureLine

KIND = "idea"
MOST_PHOTOS = pictures.MOST[KIND]


def accept(
    session: Session,
    settings: Settings,
    congress_id: str,
    idea_id: str,
    files: Sequence[IO[bytes]],
    *,
    now: datetime,
) -> int:
    """Keep the files of one idea and have them processed. One that cannot be taken says so in its row."""
    return pictures.accept(session, settings, congress_id, Owner(KIND, idea_id), files, now=now)


def of_idea(session: Session, congress_id: str, idea_id: str) -> list[PictureLine]:
    return pictures.of(session, congress_id, KIND, [idea_id])[idea_id]


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
    ready = _ready(congress_id, [photo_id])
    if session.scalar(ready.where(Idea.desk.in_(desks)) if desks else _open_to_all(ready)) is None:
        raise NotFound("pictures.not_found")
    return pictures.content(settings, pictures.get(session, congress_id, photo_id), size)


def public_ones(session: Session, congress_id: str, photo_ids: Collection[str]) -> set[str]:
    """Those of an idea that everybody may read."""
    return set(session.scalars(_open_to_all(_ready(congress_id, photo_ids))))


def _ready(congress_id: str, photo_ids: Collection[str]) -> Select[str]:
    return (
        select(Picture.id)
        .join(Idea, Idea.id == Picture.owner_id)
        .where(
            Picture.congress_id == congress_id,
            Idea.congress_id == congress_id,
            Picture.owner_kind == KIND,
            Picture.id.in_(photo_ids),
            Picture.state == READY,
        )
    )


def _open_to_all(query: Select[str]) -> Select[str]:
    return query.where(Idea.listed_at.is_not(None), Idea.state.in_(OPEN_TO_ALL))
