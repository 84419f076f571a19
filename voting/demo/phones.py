"""Residents with their phones: each opens the public form, lets its page work, and sends one idea.

errands(doors, said, seed) -> list[Errand]            who opens which form with what
send_all(url, errands, seed) -> list[Sent]            in processes of their own
prove(page) -> proof                                  what the form's script does before it sends

The phones come from several networks, since an address may send only so many ideas an hour.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import itertools
import json
import random as pseudo
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from PIL import Image

from voting.demo.ideas import Said
from voting.demo.showing import bar, found
from voting.demo.visitor import Visitor

NETWORKS, AT_ONCE, PROCESSES = 12, 8, 4
PHOTO_EVERY, PHONE_EVERY = 12, 3


@dataclass(frozen=True)
class Errand:
    """One phone's idea: the form's address as the station's code says it, and who holds the phone."""

    door: str
    said: Said
    name: str = ""
    phone: str = ""
    photo: bytes = b""


@dataclass(frozen=True)
class Sent:
    """What the page said: number and code for following."""

    said: Said
    door: str
    number: str
    digits: str


def prove(page: str) -> str:
    """What a page of the public asks of its script before anything is sent."""
    facts = json.loads(html.unescape(found(page, r'id="page">(.*?)</script>', re.S)))
    return solve(facts["challenge"])


def solve(challenge: dict[str, Any]) -> str:
    """The counter whose hash begins as asked, as the form sends it."""
    asked = challenge["parameters"]
    head = hashlib.sha256(bytes.fromhex(asked["salt"] + asked["nonce"]))
    wanted = bytes.fromhex(asked["keyPrefix"])
    for counter in itertools.count():
        tried = head.copy()
        tried.update(counter.to_bytes(4, "big"))
        if tried.digest().startswith(wanted):
            break
    solved = {"challenge": challenge, "solution": {"counter": counter, "derivedKey": tried.hexdigest()}}
    return base64.b64encode(json.dumps(solved).encode()).decode()


def picture(rng: pseudo.Random) -> bytes:
    """A photograph as good as any: two megapixels of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (1600, 1200), tuple(rng.randbytes(3))).save(made, "JPEG")
    return made.getvalue()


def errands(doors: Sequence[str], said: Sequence[Said], seed: int) -> list[Errand]:
    """A door for each idea; some leave name and phone, some a photograph."""
    rng = pseudo.Random(seed)
    made = []
    for number, idea in enumerate(said):
        known = {"name": f"居民{number}", "phone": f"139{rng.randrange(10**8):08d}"}
        left = known if number % PHONE_EVERY == 0 else {}
        photo = picture(rng) if number % PHOTO_EVERY == 1 else b""
        made.append(Errand(rng.choice(doors), idea, photo=photo, **left))
    return made


def send(url: str, source: str, device: str, errand: Errand) -> Sent:
    phone = Visitor(url, source)
    proof = prove(phone.get(errand.door))
    fields = {**asdict(errand.said), "name": errand.name, "phone": errand.phone, "proof": proof}
    fields |= {"device": device, "website": ""}
    if errand.photo:
        page = phone.post_file(errand.door, "photo", "IMG_0001.jpg", errand.photo, fields)
    else:
        page = phone.post(errand.door, fields)
    number, digits = re.findall(r'<dd class="number">([\d-]+)</dd>', page)
    return Sent(errand.said, errand.door, number, digits)


def _send_some(url: str, source: str, devices: Sequence[str], some: Sequence[Errand]) -> list[Sent]:
    return [send(url, source, device, errand) for device, errand in zip(devices, some, strict=True)]


def send_all(url: str, waiting: Sequence[Errand], seed: int) -> list[Sent]:
    """All of them, with a progress bar."""
    rng = pseudo.Random(seed)
    parts = [waiting[at : at + AT_ONCE] for at in range(0, len(waiting), AT_ONCE)]
    sources = [f"127.0.1.{1 + at % NETWORKS}" for at in range(len(parts))]
    devices = [[rng.randbytes(16).hex() for _ in part] for part in parts]
    sent: list[Sent] = []
    show = bar("手机填写 (public form)", len(waiting))
    with ProcessPoolExecutor(PROCESSES) as pool:
        for done in pool.map(_send_some, itertools.repeat(url), sources, devices, parts):
            sent += done
            show(len(sent))
    return sent
