"""The files of pictures: each as it came until it was processed, then in two sizes, in ``instance/photos``.

keep(settings, picture_id, file) -> (SHA-256 of the file, why it was not kept)
forget_left(settings, waiting, now=) -> how many files belonged to no picture that waits
upload_path / shown_path(settings, picture_id, …) -> Path
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from voting.config import Settings

PICTURE_BYTES = 8 * 1024 * 1024
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
# How a phone's own format begins, from the fifth byte on; Pillow cannot read it.
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"))
# Pictures must never fill the disk on which the ballots are written.
LEAST_FREE = 1024 * 1024 * 1024
SIZES = ("large", "small")
LEFT_FOR = timedelta(days=1)


def keep(settings: Settings, picture_id: str, file: IO[bytes]) -> tuple[str, str]:
    """One file in memory at a time; the second text is the code of a sentence, or empty."""
    content = file.read(PICTURE_BYTES + 1)
    digest = hashlib.sha256(content).hexdigest()
    if len(content) > PICTURE_BYTES:
        return digest, "pictures.too_large"
    if content[4:].startswith(HEIC):
        return digest, "pictures.heic"
    if not content.startswith(BEGINNINGS):
        return digest, "pictures.wrong_kind"
    path = upload_path(settings, picture_id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(path.parent).free < LEAST_FREE:
            return digest, "pictures.not_kept"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError:
        return digest, "pictures.not_kept"
    return digest, ""


def forget_left(settings: Settings, waiting: Collection[str], *, now: datetime) -> int:
    """Delete what came a day ago or more and waits for nothing: its record was never kept, and the file still
    tells where and when somebody was. Returns how many."""
    left = [
        path
        for path in (settings.instance / "photos").glob("*.upload")
        if path.stem not in waiting and path.stat().st_mtime < (now - LEFT_FOR).timestamp()
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def upload_path(settings: Settings, picture_id: str) -> Path:
    return settings.instance / "photos" / f"{picture_id}.upload"


def shown_path(settings: Settings, picture_id: str, size: str) -> Path:
    return settings.instance / "photos" / f"{picture_id}.{size}.jpg"
