"""Files that belong to a record: scans, photographs, attachments. Bytes in ``instance/files``, a row in main.

    keep(session, settings, congress_id, content, name, kinds=SCANS, now=…) -> FileView
    find(session, congress_id, digest) -> FileView             NotFound unless this congress keeps it
    read(session, settings, congress_id, digest) -> (FileView, bytes)

The name on the disk is the SHA-256 of the content, so the same file is kept once and a changed one is
noticed. What kind it is says its content, never its name. Who may see a file is decided by the view that
serves it; a digest alone opens nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.config import Settings
from voting.db import Base, append_only, writing
from voting.errors import Invalid, NotFound, Unavailable

FILE_BYTES = 8 * 1024 * 1024
NAME_LENGTH = 100
# Media type → how such a content begins.
BEGINNINGS: dict[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
SCANS = tuple(BEGINNINGS)
IMAGES = ("image/jpeg", "image/png")


@append_only
class KeptFile(Base):
    """A file that a congress keeps. Rows of two congresses may name the same bytes."""

    __tablename__ = "kept_file"

    congress_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the content, hex
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kind: Mapped[str] = mapped_column(String(40))  # media type, found in the content
    size: Mapped[int]
    kept_at: Mapped[datetime]


@dataclass(frozen=True)
class FileView:
    """``name`` ends as its ``kind`` does; ``size`` in bytes; ``digest`` is the SHA-256 in hex."""

    digest: str
    name: str
    kind: str
    size: int


def keep(
    session: Session,
    settings: Settings,
    congress_id: str,
    content: bytes,
    name: str,
    kinds: Collection[str] = SCANS,
    *,
    now: datetime,
    field: str = "file",
) -> FileView:
    """Keep ``content`` for the congress; the same bytes again give the file that is there.

    Invalid (``files.empty``, ``files.too_large``, ``files.wrong_kind``) names the form's ``field``. The bytes
    are on the disk before the row is, so that no row ever points to nothing.
    """
    kind = _kind(content, kinds, field)
    digest = hashlib.sha256(content).hexdigest()
    _store(_folder(settings), digest, content)
    with writing(session):
        row = _row(session, congress_id, digest)
        if row is None:
            row = KeptFile(
                congress_id=congress_id, digest=digest, name=_name(name, kind), kind=kind,
                size=len(content), kept_at=now,
            )  # fmt: skip
            # On PostgreSQL another request may keep the same bytes between looking and inserting.
            with suppress(IntegrityError), session.begin_nested():
                session.add(row)
        return find(session, congress_id, digest)


def find(session: Session, congress_id: str, digest: str) -> FileView:
    """The congress's file of that digest; NotFound otherwise."""
    row = _row(session, congress_id, digest)
    if row is None:
        raise NotFound("files.not_found")
    return _view(row)


def read(session: Session, settings: Settings, congress_id: str, digest: str) -> tuple[FileView, bytes]:
    """The file and its bytes; Unavailable where they are lost or are no longer the same."""
    view = find(session, congress_id, digest)
    try:
        content = (_folder(settings) / view.digest).read_bytes()
    except OSError as error:
        raise Unavailable("files.lost", name=view.name) from error
    if hashlib.sha256(content).hexdigest() != view.digest:
        raise Unavailable("files.lost", name=view.name)
    return view, content


def _kind(content: bytes, kinds: Collection[str], field: str) -> str:
    if not content:
        raise Invalid("files.empty", field=field)
    if len(content) > FILE_BYTES:
        raise Invalid("files.too_large", field=field, limit=FILE_BYTES // (1024 * 1024))
    for kind in kinds:
        if content.startswith(BEGINNINGS[kind]):
            return kind
    raise Invalid("files.wrong_kind", field=field)


def _name(name: str, kind: str) -> str:
    """The last part of the name as it came, printable, with the ending of what the content is."""
    last = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
    ending = ENDINGS[kind]
    stem = last.rsplit(".", 1)[0].strip(". ") or "scan"
    return stem[: NAME_LENGTH - len(ending)] + ending


def _store(folder: Path, digest: str, content: bytes) -> None:
    """Write under a name of its own, flush, then rename: a file under its digest is always whole, and keeping
    it again mends one that was lost."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{digest}.{secrets.token_hex(8)}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.rename(folder / digest)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Unavailable("files.not_kept") from error


def _folder(settings: Settings) -> Path:
    return settings.instance / "files"


def _row(session: Session, congress_id: str, digest: str) -> KeptFile | None:
    return session.scalars(
        select(KeptFile).where(KeptFile.congress_id == congress_id, KeptFile.digest == digest)
    ).one_or_none()


def _view(row: KeptFile) -> FileView:
    return FileView(row.digest, row.name, row.kind, row.size)
