"""The child of photo_process.py: a line in (source, large, small as JSON), a line out (a code or nothing).

A picture is refused by its header before anything is decoded (kind, size); what comes out is a new JPEG of
the first frame, turned upright, without any of the file's own notes (EXIF, XMP, colour profile).
"""

from __future__ import annotations

import json
import resource
import struct
import sys
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 24_000_000
LARGE, SMALL, QUALITY = 1600, 400, 82
MEMORY_BYTES, WRITTEN_BYTES = 768 * 1024 * 1024, 16 * 1024 * 1024


def shrink(source: str, large: str, small: str) -> str:
    """Write both pictures; returns the code of what was wrong with the source, or nothing."""
    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return "collection.photo_too_many_pixels"
            picture.draft("RGB", (LARGE, LARGE))  # a JPEG is then decoded at a fraction of its size
            shown = _plain(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "collection.photo_too_many_pixels"
    except UnidentifiedImageError:
        return "collection.photo_wrong_kind"
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError):
        return "collection.photo_broken"
    for path, edge in ((large, LARGE), (small, SMALL)):
        shown.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        shown.save(path, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    return ""


def _plain(picture: Image.Image) -> Image.Image:
    """Colours only, on white where it was transparent, and nothing that came with the file."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    plain = picture.convert("RGB")
    plain.info = {}
    return plain


def main() -> None:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES, WRITTEN_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        source, large, small = json.loads(line)
        print(json.dumps(shrink(source, large, small)), flush=True)


if __name__ == "__main__":
    main()
