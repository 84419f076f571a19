"""Posts every ballot of a file: python -m tests.load.client ADDRESS FILE AT_ONCE.

The file holds bodies, each behind its length (4 bytes, big-endian). Prints {"whole": seconds from the first
post to the last answer, "seconds": of each, "statuses": of each}.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import local
from urllib.parse import urlsplit


def read(whole: bytes) -> Iterator[bytes]:
    """The bodies of a file."""
    position = 0
    while position < len(whole):
        length = int.from_bytes(whole[position : position + 4], "big")
        yield whole[position + 4 : position + 4 + length]
        position += 4 + length


class Client:
    """A connection for each thread, kept open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port, self.path = parts.hostname or "", parts.port, parts.path
        self.own = local()

    def post(self, body: bytes) -> tuple[int, float]:
        """(status, seconds until the answer was read)."""
        if not hasattr(self.own, "connection"):
            self.own.connection = HTTPConnection(self.host, self.port, timeout=60)
        began = time.monotonic()
        self.own.connection.request("POST", self.path, body)
        answer = self.own.connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began


def main(address: str, file: str, at_once: str) -> None:
    client, bodies = Client(address), list(read(Path(file).read_bytes()))
    began = time.monotonic()
    with ThreadPoolExecutor(int(at_once)) as pool:
        answers = list(pool.map(client.post, bodies))
    whole = time.monotonic() - began
    statuses, seconds = zip(*answers, strict=True)
    print(json.dumps({"whole": whole, "seconds": seconds, "statuses": statuses}))


if __name__ == "__main__":
    main(*sys.argv[1:])
