"""The text of a poll's method: kept with the draft, fixed with the poll.

    text_of(session, poll) -> str                 as drafted, with its places; the shipped one where none is
    keep(session, poll, text)                     inside ``writing``, while the poll is a draft
    fix(session, poll, occasion) -> str           inside ``writing``, when the poll is fixed; the SHA-256
    full_of(session, poll, occasion) -> str       as fixed, or as it would be now
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from voting.errors import Invalid
from voting.polling.models import Poll
from voting.polling.sittings import method_of
from voting.polling.text_models import MethodText
from voting.rules import articles
from voting.rules.errors import RulesError


def text_of(session: Session, poll: Poll) -> str:
    """A draft that replaces one taken back has the text of that one until it is changed."""
    row = session.get(MethodText, poll.id)
    if row is not None:
        return row.text
    before = session.get(Poll, poll.replaces) if poll.replaces else None
    return text_of(session, before) if before else articles.template(method_of(poll).kind)


def keep(session: Session, poll: Poll, text: str) -> None:
    """Keep the wording of a draft; Invalid says what is wrong with it."""
    try:
        kept = articles.joined(articles.parse(text, method_of(poll).kind))
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    _row(session, poll, kept).text = kept


def fix(session: Session, poll: Poll, occasion: str) -> str:
    """Fix title, articles and settings as one text; its SHA-256 goes into the act that fixes the poll."""
    text = text_of(session, poll)
    full = articles.full_text(text, method_of(poll), occasion)
    _row(session, poll, text).fixed = full
    return articles.digest(full)


def full_of(session: Session, poll: Poll, occasion: str) -> str:
    """The whole text; of a draft with what it says now."""
    row = session.get(MethodText, poll.id)
    if poll.state != "draft" and row is not None and row.fixed is not None:
        return row.fixed
    return articles.full_text(text_of(session, poll), method_of(poll), occasion)


def _row(session: Session, poll: Poll, text: str) -> MethodText:
    row = session.get(MethodText, poll.id)
    if row is None:
        row = MethodText(poll_id=poll.id, congress_id=poll.congress_id, text=text)
        session.add(row)
    return row
