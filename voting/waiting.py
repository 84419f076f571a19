"""What waits for whoever is signed in: small counts that the rooms offer, for the first page (待办).

A domain's module whose name ends in ``waiting`` offers

    waiting(session, actor, congress_id, now) -> list[Waiting]

and leaves out what is nothing. Everything is read within one congress and told to who may open ``endpoint``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from voting.congress.roles import Actor
from voting.domains import domain_modules


@dataclass(frozen=True)
class Waiting:
    """``count`` things named ``label`` wait at ``endpoint`` with ``values`` (besides the congress's code)."""

    label: str
    count: int
    endpoint: str
    values: Mapping[str, str | int] = field(default_factory=dict)


def waiting(session: Session, actor: Actor, congress_id: str, now: datetime) -> list[Waiting]:
    """By domain from left to right."""
    found: list[Waiting] = []
    for module in domain_modules("waiting"):
        found += module.waiting(session, actor, congress_id, now)
    return found
