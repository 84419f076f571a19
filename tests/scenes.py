"""Drawn building sites with light, grain and texture; what people do to a photo before they use it again."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import datetime

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont
from PIL.ExifTags import GPS, IFD, Base

SIZE = (800, 600)


def scene(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A place of its own for each seed: sky, ground, buildings, road, people, grain."""
    chance = random.Random(seed)
    width, height = SIZE
    horizon = chance.randint(height // 4, 2 * height // 3)
    sky, ground = (tuple(chance.randint(40, 240) for _ in range(3)) for _ in range(2))
    made = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(made)
    for y in range(horizon):
        shade = 0.6 + 0.4 * y / horizon
        draw.line([(0, y), (width, y)], fill=tuple(int(part * shade) for part in sky))
    for _ in range(chance.randint(3, 9)):
        left, broad, tall = chance.randint(-60, width), chance.randint(40, 260), chance.randint(40, horizon)
        colour = tuple(chance.randint(20, 230) for _ in range(3))
        foot = horizon + chance.randint(0, height // 5)
        draw.rectangle([left, foot - tall, left + broad, foot], fill=colour)
        for row in range(foot - tall + 8, foot - 8, 22):
            for column in range(left + 6, left + broad - 10, 20):
                draw.rectangle([column, row, column + 9, row + 12], fill=tuple(part // 2 for part in colour))
    points = [(chance.randint(0, width), chance.randint(horizon, height)) for _ in range(4)]
    draw.polygon(points, fill=tuple(chance.randint(30, 200) for _ in range(3)))
    for _ in range(chance.randint(2, 12)):
        x, y = chance.randint(0, width), chance.randint(horizon, height)
        draw.ellipse([x, y, x + 18, y + 60], fill=tuple(chance.randint(0, 255) for _ in range(3)))
    grain = Image.frombytes("L", (200, 150), chance.randbytes(30_000)).resize(SIZE).convert("RGB")
    return Image.blend(made, grain, 0.12).filter(ImageFilter.GaussianBlur(1)).resize(size)


def _again(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(jpeg(picture, quality=quality)))


def _cut(picture: Image.Image, share: float) -> Image.Image:
    width, height = picture.size
    return picture.crop(
        (int(width * share), int(height * share), int(width * (1 - share)), int(height * (1 - share)))
    )


def _stamped(picture: Image.Image) -> Image.Image:
    made = picture.copy()
    at = (int(made.width * 0.62), int(made.height * 0.92))
    ImageDraw.Draw(made).text(at, "2026-04-01 10:22", fill=(255, 140, 0), font=ImageFont.load_default(28))
    return made


# What a photo went through before it was handed in a second time.
CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "saved again, poorly": lambda picture: _again(picture, 35),
    "half the size": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "as a messenger sends it": lambda picture: _again(picture.resize((540, 405)), 55),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.25),
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.75),
    "more contrast": lambda picture: ImageEnhance.Contrast(picture).enhance(1.3),
    "black and white": lambda picture: picture.convert("L").convert("RGB"),
    "sharpened": lambda picture: picture.filter(ImageFilter.SHARPEN),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(3)),
    "a date stamped on it": _stamped,
    "its edges cut by a fiftieth": lambda picture: _cut(picture, 0.02),
}


def jpeg(picture: Image.Image, *, quality: int = 88, notes: Image.Exif | None = None) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, **({"exif": notes} if notes else {}))
    return buffer.getvalue()


def notes(taken: datetime | None = None, place: bool = False) -> Image.Exif:
    """As a phone writes them; the place is 28.86 north, 121.12 east."""
    made = Image.Exif()
    made[Base.Make] = "PHONETEST"
    if taken:
        made.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken.strftime("%Y:%m:%d %H:%M:%S")
    if place:
        where = made.get_ifd(IFD.GPSInfo)
        where[GPS.GPSLatitudeRef], where[GPS.GPSLatitude] = "N", (28.0, 51.0, 36.0)
        where[GPS.GPSLongitudeRef], where[GPS.GPSLongitude] = "E", (121.0, 7.0, 12.0)
    return made
