"""The child of picture_process.py: a line in (what to do, as JSON), a line out (what was made).

A picture is refused by its header before anything is decoded (kind, size); what comes out is a new JPEG of
the first frame, turned upright, without any of the file's own notes (EXIF, XMP, colour profile). Where it is
asked for, the notes on when and where it was taken are read first and handed out apart.
"""

from __future__ import annotations

import json
import math
import resource
import struct
import sys
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from voting.picture_prints import fingerprint

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 24_000_000
LARGE, SMALL, QUALITY = 1600, 400, 82
MEMORY_BYTES, WRITTEN_BYTES = 768 * 1024 * 1024, 16 * 1024 * 1024
HALL = "+08:00"


def shrink(source: str, large: str, small: str, origin: bool = False) -> dict[str, Any]:
    """Write both pictures; ``failure`` is the code of what was wrong with the source, or nothing."""
    notes: dict[str, Any] = {}
    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return {"failure": "pictures.too_many_pixels"}
            if origin:
                notes = origin_of(picture)
            picture.draft("RGB", (LARGE, LARGE))  # a JPEG is then decoded at a fraction of its size
            shown = _plain(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"failure": "pictures.too_many_pixels"}
    except UnidentifiedImageError:
        return {"failure": "pictures.wrong_kind"}
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError):
        return {"failure": "pictures.broken"}
    for path, edge in ((large, LARGE), (small, SMALL)):
        shown.thumbnail((edge, edge))
        shown.save(path, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    return {"failure": "", "fingerprint": fingerprint(shown), **notes}


def _plain(picture: Image.Image) -> Image.Image:
    """Colours only, on white where it was transparent, and nothing that came with the file."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    plain = picture.convert("RGB")
    plain.info = {}
    return plain


# When and where -------------------------------------------------------------------------------


def origin_of(picture: Image.Image) -> dict[str, Any]:
    """``taken`` (ISO time with its zone) and ``place`` ([latitude, longitude]), as far as they are told."""
    notes = picture.getexif()
    taken = _taken(notes.get_ifd(ExifTags.IFD.Exif))
    place = _place(notes.get_ifd(ExifTags.IFD.GPSInfo))
    return ({"taken": taken} if taken else {}) | ({"place": place} if place else {})


def _taken(notes: Mapping[int, Any]) -> str:
    zone = str(notes.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ") or HALL
    given = str(notes.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    for offset in (zone, HALL):
        try:
            return datetime.strptime(given + offset, "%Y:%m:%d %H:%M:%S%z").isoformat()
        except ValueError:
            continue
    return ""


def _place(notes: Mapping[int, Any]) -> list[float]:
    latitude = _degrees(notes.get(ExifTags.GPS.GPSLatitude), notes.get(ExifTags.GPS.GPSLatitudeRef) == "S")
    longitude = _degrees(notes.get(ExifTags.GPS.GPSLongitude), notes.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return []
    return [round(latitude, 6), round(longitude, 6)]


def _degrees(parts: Sequence[Any] | None, negative: bool) -> float | None:
    """Degrees, minutes, seconds as one number; None where they are none."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts or ())
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    return (-found if negative else found) if math.isfinite(found) else None


def main() -> None:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES, WRITTEN_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        print(json.dumps(shrink(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
