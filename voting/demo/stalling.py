"""Clients that send half a request and then nothing, and what they cost the others."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

BOUND = 1.0  # seconds that ten such clients may delay the slowest good cast


@dataclass(frozen=True)
class Delay:
    """The longest good cast in seconds, alone and beside stalled clients, ``waiting`` of which still hung at
    the end."""

    alone: float
    beside: float
    waiting: int

    @property
    def longer(self) -> float:
        return self.beside - self.alone

    def holds(self, stalled: int) -> bool:
        """A client that was answered or thrown out did not stall, and shows nothing."""
        return self.waiting == stalled and self.longer <= BOUND


@contextmanager
def stalled(host: str, port: int, path: str, number: int) -> Iterator[Sequence[socket.socket]]:
    """So many connections that hang: every other one within its headers, the rest within the body."""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/octet-stream\r\n"
    halves = (head.encode(), f"{head}Content-Length: 20000\r\n\r\n".encode() + b"{" * 10_000)
    with ExitStack() as stack:
        clients = []
        for which in range(number):
            client = stack.enter_context(socket.create_connection((host, port)))
            client.sendall(halves[which % 2])
            clients.append(client)
        yield clients


def waiting(clients: Sequence[socket.socket]) -> int:
    """How many have been neither answered nor cut off."""
    return sum(map(_waits, clients))


def _waits(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        client.recv(1)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
