"""Which addresses a process serves: all of them, or only what the internet may reach.

With ``VOTING_PARTS=public`` a second process of the same code serves the form for residents and the pages
that everybody may read, and knows no other address: no login, no desk, no ballot. It reads the board and
never writes it, runs no jobs and migrates nothing; the full process beside it does.

    for_residents(endpoint, view) -> bool
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voting.policy import Policy

# Rooms whose public pages belong to residents; those of the hall (polling) are reached in the hall only.
ROOMS = ("voting.collection.", "voting.supervision.", "voting.chain.")
# For whoever watches over the process.
HEALTH = "congress.health"


def for_residents(endpoint: str | None, view: Callable[..., Any] | None) -> bool:
    """Is this address for anybody? Only without a cookie, so that no login is within reach."""
    policy = getattr(view, "policy", None)
    if not isinstance(policy, Policy) or not (policy.public and policy.cookieless):
        return False
    return endpoint == HEALTH or str(getattr(view, "__module__", "")).startswith(ROOMS)
