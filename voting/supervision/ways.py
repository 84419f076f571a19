"""The ways between the pages of one year: its sub-menu, to which every module adds its own.

way(endpoint, label, roles, order)      an endpoint that takes ``code`` and ``year``
ways(actor) -> list[Way]                those open to the actor, in order
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voting.congress.roles import Actor, Role


@dataclass(frozen=True)
class Way:
    endpoint: str
    label: Any
    roles: tuple[Role, ...]
    order: int


_WAYS: dict[str, Way] = {}


def way(endpoint: str, label: Any, roles: Sequence[Role], order: int = 50) -> None:
    _WAYS[endpoint] = Way(endpoint, label, tuple(roles), order)


def ways(actor: Actor) -> list[Way]:
    found = sorted(_WAYS.values(), key=lambda each: (each.order, each.endpoint))
    return [each for each in found if actor.may(*each.roles)]
