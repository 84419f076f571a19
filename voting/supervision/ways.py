"""The ways between the pages of one year: its sub-menu, to which every module adds its own.

way(endpoint, label, roles, order)      an endpoint that takes ``code`` and ``year``
ways(actor) -> list[Way]                those open to the actor, in order
split(ways, endpoint) -> (shown, more)  the first ones and the one at hand; the rest, to be folded away
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


SHOWN = 8
_WAYS: dict[str, Way] = {}


def way(endpoint: str, label: Any, roles: Sequence[Role], order: int = 50) -> None:
    _WAYS[endpoint] = Way(endpoint, label, tuple(roles), order)


def ways(actor: Actor) -> list[Way]:
    found = sorted(_WAYS.values(), key=lambda each: (each.order, each.endpoint))
    return [each for each in found if actor.may(*each.roles)]


def split(found: Sequence[Way], endpoint: str | None) -> tuple[list[Way], list[Way]]:
    """No list of two for one that would fit."""
    if len(found) <= SHOWN + 1:
        return list(found), []
    shown = [way for at, way in enumerate(found) if at < SHOWN or way.endpoint == endpoint]
    return shown, [way for way in found if way not in shown]
