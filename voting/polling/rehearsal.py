"""Rehearsals (预演、试投): invented projects on the same cards, keys and screens, and what they show.

    draft(session, actor=…, sitting_id=…, places=2, candidates=5, now=…) -> poll id
    note_recovery(session, poll, actor=…, now=…)      inside the transaction that counts a poll

A rehearsal is counted with exactly t of the n keys, so it shows that the box can be opened with n − t slips
missing; from then on the sitting knows that its keys were rehearsed, and a real poll may open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor
from voting.errors import Invalid
from voting.polling.models import Poll
from voting.polling.sittings import DRAFTERS, Project, draft_poll, find_sitting, is_rehearsal
from voting.rules import presets

TITLE = "预演：选水果"
INVENTED = ("苹果", "香蕉", "梨", "桃子", "橘子", "葡萄", "西瓜", "枣")
LEAST, MOST = 3, len(INVENTED)
FEWEST_BALLOTS = 5  # no box is opened below it, invented projects or not


def draft(
    session: Session, *, actor: Actor, sitting_id: str, now: datetime, places: int = 2, candidates: int = 5
) -> str:
    """A rehearsal with ``places`` of ``candidates`` kinds of fruit; Invalid names the field at fault."""
    actor.role_for(*DRAFTERS)
    if not LEAST <= candidates <= MOST:
        raise Invalid("polling.rehearsal_candidates", field="candidates", least=LEAST, most=MOST)
    if not 1 <= places < candidates:
        raise Invalid("polling.rehearsal_places", field="places", most=candidates - 1)
    return draft_poll(
        session,
        actor=actor,
        sitting_id=sitting_id,
        title=TITLE,
        method=replace(presets.county(places, candidates, "rehearsal"), min_ballots=FEWEST_BALLOTS),
        projects=[Project(name=name, content="预演用，不具效力") for name in INVENTED[:candidates]],
        now=now,
    )


def note_recovery(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> None:
    """The poll was counted by t keys: if it was a rehearsal, recovery of these keys is rehearsed."""
    sitting = find_sitting(session, poll.sitting_id)
    if not is_rehearsal(poll) or sitting.rehearsed == poll.ceremony_id:
        return
    sitting.rehearsed = poll.ceremony_id
    acts.record(
        session,
        congress_id=poll.congress_id,
        actor_id=actor.person_id,
        role=next(iter(sorted(actor.roles)), ""),
        verb="rehearse_recovery",
        object_kind="ceremony",
        object_id=poll.ceremony_id or "",
        after={"poll": poll.id},
        now=now,
    )
