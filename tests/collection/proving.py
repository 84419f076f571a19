"""The work that a page of the public asks for, done as its script does it."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import json
import re


def challenge_in(page: str) -> dict:
    return json.loads(html.unescape(re.search(r'id="page">(.*?)</script>', page, re.S)[1]))["challenge"]


def prove(challenge: dict) -> str:
    """The proof as the form sends it: the counter whose hash begins as asked."""
    asked = challenge["parameters"]
    head = hashlib.sha256(bytes.fromhex(asked["salt"] + asked["nonce"]))
    wanted = bytes.fromhex(asked["keyPrefix"])
    for counter in itertools.count():
        tried = head.copy()
        tried.update(counter.to_bytes(4, "big"))
        if tried.digest().startswith(wanted):
            solution = {"counter": counter, "derivedKey": tried.hexdigest()}
            break
    return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()
