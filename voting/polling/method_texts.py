"""The text of a poll's method: kept with the draft, fixed with the poll.

text_of(session, poll) -> str                 as drafted, with its places; the shipped one where none is
keep(session, poll, text)                     inside ``writing``, while the poll is a draft
fix(session, poll, occasion, actor, now)      inside ``writing``, when the poll is fixed
full_of(session, poll, occasion) -> str       as fixed, or as it would be now
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from voting import acts
from voting.congress.roles import Actor, Role
from voting.errors import Invalid
from voting.polling.models import Poll
from voting.polling.text_models import MethodText
from voting.rules import articles
from voting.rules.errors import RulesError
from voting.rules.method import Method, from_json


def text_of(session: Session, poll: Poll) -> str:
    """A draft that replaces one taken back has the text of that one until it is changed."""
    row = session.get(MethodText, poll.id)
    if row is not None:
        return row.text
    before = session.get(Poll, poll.replaces) if poll.replaces else None
    return text_of(session, before) if before else articles.template(_method(poll).kind)


def keep(session: Session, poll: Poll, text: str) -> None:
    """Keep the wording of a draft; Invalid says what is wrong with it."""
    try:
        kept = articles.joined(articles.parse(text, _method(poll).kind))
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    _row(session, poll, kept).text = kept


def fix(session: Session, poll: Poll, occasion: str, actor: Actor, now: datetime) -> None:
    """Fix title, articles and settings as one text; the act log, and so the bundle, has its SHA-256."""
    text = text_of(session, poll)
    full = articles.full_text(text, _method(poll), occasion)
    _row(session, poll, text).fixed = full
    acts.record(
        session,
        congress_id=poll.congress_id,
        actor_id=actor.person_id,
        role=actor.role_for(Role.SECRETARIAT),
        verb="fix_method_text",
        object_kind="poll",
        object_id=poll.id,
        after={"text": full},
        reason=articles.digest(full),
        now=now,
    )


def full_of(session: Session, poll: Poll, occasion: str) -> str:
    """The whole text; of a draft with what it says now."""
    row = session.get(MethodText, poll.id)
    if poll.state != "draft" and row is not None and row.fixed is not None:
        return row.fixed
    return articles.full_text(text_of(session, poll), _method(poll), occasion)


def _method(poll: Poll) -> Method:
    return from_json(poll.method)


def _row(session: Session, poll: Poll, text: str) -> MethodText:
    row = session.get(MethodText, poll.id)
    if row is None:
        row = MethodText(poll_id=poll.id, congress_id=poll.congress_id, text=text)
        session.add(row)
    return row
