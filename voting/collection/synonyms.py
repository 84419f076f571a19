"""The congress's own synonyms, beside the built-in ones of vocabulary.toml.

groups(session, congress_id) -> tuple of groups
set_groups(session, actor, congress_id, groups, now=)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting import acts
from voting.collection.desk_models import SynonymGroup
from voting.collection.machines import DESK_ROLES
from voting.congress.roles import Actor
from voting.db import writing
from voting.errors import Invalid

MOST_GROUPS, MOST_WORDS, LONGEST_WORD = 300, 12, 20


def groups(session: Session, congress_id: str) -> tuple[tuple[str, ...], ...]:
    """The congress's own groups of synonyms."""
    query = select(SynonymGroup).where(SynonymGroup.congress_id == congress_id)
    return tuple(sorted(tuple(row.words) for row in session.scalars(query)))


def set_groups(
    session: Session, actor: Actor, congress_id: str, given: Sequence[Sequence[str]], *, now: datetime
) -> None:
    """Replace the groups; each has two to twelve words."""
    role = actor.role_for(*DESK_ROLES)
    kept = [tuple(dict.fromkeys(word.strip() for word in group if word.strip())) for group in given]
    kept = [group for group in kept if group]
    if len(kept) > MOST_GROUPS:
        raise Invalid("collection.too_many_groups", field="groups", most=MOST_GROUPS)
    for group in kept:
        if not 2 <= len(group) <= MOST_WORDS or any(len(word) > LONGEST_WORD for word in group):
            raise Invalid("collection.bad_group", field="groups", words="、".join(group)[:60])
    with writing(session):
        session.execute(delete(SynonymGroup).where(SynonymGroup.congress_id == congress_id))
        session.add_all(SynonymGroup(congress_id=congress_id, words=list(group)) for group in kept)
        session.flush()
        acts.record(
            session,
            congress_id=congress_id,
            actor_id=actor.person_id,
            role=role,
            verb="edit",
            object_kind="synonyms",
            object_id=congress_id,
            after={"groups": [list(group) for group in kept]},
            now=now,
        )
