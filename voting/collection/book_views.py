"""候选项目册: the list of candidate projects as it is handed out, to print, as PDF and in Word."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from voting import papers
from voting.collection import services as collection
from voting.collection.services import Candidate
from voting.collection.views import READERS
from voting.congress import services
from voting.documents.papers import BookEntry, CandidatesPaper, grouped
from voting.errors import N_
from voting.web import allow, current_congress, main_session

blueprint = Blueprint("book", __name__)
FIXED, DRAFT = "定稿", "征求意见稿"
# What is told of a project, in this order, where it is known.
LABELS = (
    ("category", N_("类别")),
    ("content", N_("内容")),
    ("investment", N_("投资额（万元）")),
    ("funding", N_("资金来源")),
    ("unit", N_("责任单位")),
    ("co_unit", N_("协办单位")),
    ("deadline", N_("完成时限")),
    ("benefit", N_("惠民效果")),
)


@blueprint.get("/c/<code>/sessions/<session_id>/candidates/book")
@allow(*READERS)
def page(code: str, session_id: str) -> ResponseReturnValue:
    """Also while it can be changed: then it says so and bears no fingerprint."""
    session, congress = main_session(), current_congress()
    held = services.get_session(session, congress.id, session_id)
    fixed = collection.fixed(session, congress.id, session_id)
    book = CandidatesPaper(
        congress=congress.name,
        meeting=f"第{held.term_number}届第{held.number}次会议",
        state=FIXED if fixed else DRAFT,
        projects=tuple(_entry(one) for one in collection.candidates(session, congress.id, session_id)),
        digest=grouped(fixed.digest) if fixed else "",
    )
    return papers.answer(
        "collection/book.html", f"候选民生实事项目-{book.meeting}", book, book=book, held=held
    )


def _entry(candidate: Candidate) -> BookEntry:
    known = ((label, str(getattr(candidate, field) or "")) for field, label in LABELS)
    return BookEntry(
        number=candidate.number,
        name=candidate.name,
        unit=candidate.unit,
        investment=str(candidate.investment or ""),
        facts=tuple((label, text) for label, text in known if text),
    )
