"""What keeps machines and hoarders off the public form: proof of work, one use of each form, limits.

    forms = Forms(secret); forms.issue(subject, now=) -> challenge          goes into the page
    with forms.once(proof, subject, now=) as use: …                         who answers sets ``use.result``
    source(address) -> str                                          as an address is counted
    limits = Limits(); with limits.counted([Limit(…)], now=): …             counts only what succeeds

The work is ALTCHA's (https://altcha.org, proof of work v2 with SHA-256); no third party takes part. All of
this lives in the memory of the one serving process: a restart forgets the counts, and nothing is written
down about who came.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from threading import Lock
from typing import Any

import altcha

from voting.errors import Conflict, Invalid, TooMany

# How many hashes a browser makes for one form: a second or two on an old phone, while its owner is typing.
LEAST_WORK, MOST_WORK = 20_000, 60_000
FORM_LIFE = timedelta(hours=6)
LONGEST_PROOF = 2000
DEVICE = re.compile(r"[0-9a-f]{32}")
# Beyond so many keys, those whose time has passed are thrown out.
MOST_KEYS = 50_000


@dataclass
class Use:
    """One form being sent. ``result`` is what its first sending gave; a repeat gets the same."""

    until: datetime
    result: Any = None


class Forms:
    """Forms that were handed out, each good for one submission within its life."""

    def __init__(self, secret: bytes) -> None:
        self._secret = hmac.new(secret, b"public form", hashlib.sha256).hexdigest()
        self._uses: dict[str, Use] = {}
        self._lock = Lock()

    def issue(self, subject: str, *, now: datetime) -> dict[str, Any]:
        """A challenge for one submission to ``subject``, as the page's script takes it."""
        work = LEAST_WORK + secrets.randbelow(MOST_WORK - LEAST_WORK)
        made = altcha.create_challenge(
            "SHA-256", 1, counter=work, data={"for": subject}, expires_at=now + FORM_LIFE,
            hmac_secret=self._secret,
        )  # fmt: skip
        challenge: dict[str, Any] = made.to_dict()
        return challenge

    @contextmanager
    def once(self, proof: str, subject: str, *, now: datetime) -> Iterator[Use]:
        """Enter with a proof. Raises Invalid for none, TooMany for one whose sending is still under way.

        Leaving without a result gives the proof back: what was refused can be mended and sent again.
        """
        nonce = self._nonce(proof, subject)
        with self._lock:
            self._forget(now)
            use = self._uses.get(nonce)
            if use is not None and use.result is None:
                raise Conflict("collection.being_sent")
            if use is None:
                use = self._uses[nonce] = Use(now + FORM_LIFE)
        try:
            yield use
        finally:
            if use.result is None:
                with self._lock:
                    self._uses.pop(nonce, None)

    def _nonce(self, proof: str, subject: str) -> str:
        if not 0 < len(proof) <= LONGEST_PROOF:
            raise Invalid("collection.proof_missing")
        checked = altcha.verify_solution(proof, self._secret)
        if checked.expired:
            raise Invalid("collection.form_expired")
        if not checked.verified:
            raise Invalid("collection.proof_missing")
        parameters = altcha.Payload.from_base64(proof).challenge.parameters
        if parameters.data != {"for": subject}:
            raise Invalid("collection.proof_missing")
        return str(parameters.nonce)

    def _forget(self, now: datetime) -> None:
        """In the order in which they were entered, so the oldest are found first."""
        while self._uses:
            nonce, use = next(iter(self._uses.items()))
            if use.until > now:
                return
            del self._uses[nonce]


@dataclass(frozen=True)
class Limit:
    """At most ``most`` of ``key`` ``within`` a time; ``code`` is the sentence for who comes too often."""

    key: str
    most: int
    within: timedelta
    code: str


@dataclass
class Limits:
    """Sliding counts by key."""

    _times: dict[str, deque[datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def counted(self, limits: Sequence[Limit], *, now: datetime) -> Iterator[None]:
        """Count one for each limit, or raise TooMany and count none; what fails inside does not count."""
        with self._lock:
            self._forget(now)
            for limit in limits:
                self._require(limit, now)
            for limit in limits:
                self._times.setdefault(limit.key, deque()).append(now)
        succeeded = False
        try:
            yield
            succeeded = True
        finally:
            if not succeeded:
                with self._lock:
                    for limit in limits:
                        self._give_back(limit.key, now)

    def _require(self, limit: Limit, now: datetime) -> None:
        times = self._times.get(limit.key, deque())
        while times and times[0] <= now - limit.within:
            times.popleft()
        if len(times) >= limit.most:
            wait = times[0] + limit.within - now if times else limit.within
            raise TooMany(limit.code, minutes=max(1, round(wait / timedelta(minutes=1))), most=limit.most)

    def _give_back(self, key: str, now: datetime) -> None:
        times = self._times.get(key)
        if times and now in times:
            times.remove(now)

    def _forget(self, now: datetime) -> None:
        if len(self._times) < MOST_KEYS:
            return
        day = now - timedelta(days=1)
        self._times = {key: times for key, times in self._times.items() if times and times[-1] > day}


def source(address: str | None) -> str:
    """By what an address is counted: an IPv6 address by its first 64 bits, for whoever has one has all of
    the rest to change at will."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(known, IPv4Address) or known.ipv4_mapped:
        return str(known)
    return str(ip_network((known, 64), strict=False))


def device_digest(secret: bytes, given: str, address: str, browser: str) -> str:
    """By what a device is known: the number that its page drew once, or else address and browser together.

    Keyed, so that it leads back to neither; only supports keep it, to count each device once.
    """
    known = given if DEVICE.fullmatch(given) else f"{address} {browser}"
    return hmac.new(secret, f"device:{known}".encode(), hashlib.sha256).hexdigest()
