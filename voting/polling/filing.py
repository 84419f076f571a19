"""Papers of a poll as plain data, for Word, from the very facts that their pages show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voting.documents.papers import (
    CardsLine,
    CountsPaper,
    MethodPaper,
    NoticePaper,
    RatingLine,
    RatingNoticePaper,
    RatingPaper,
    ResultLine,
    ResultPaper,
    grouped,
)
from voting.polling.grading import Row
from voting.polling.overview import PollView
from voting.rules.announcement import next_step_reading
from voting.rules.counts import Counts
from voting.rules.outcome import Line, Outcome, Status

# What a page of a poll is given (result_views), by name.
Facts = Mapping[str, Any]

BLANK = "　"
DRAFT = "（草案）"
NO_NUMBER = "（第　　号）"
REHEARSED = "（预演，不具效力）"  # where a real 公告 has its number: printed, nothing else tells them apart
RESULTS: dict[Status, str] = {"chosen": "列入", "not_chosen": "未列入", "tied": "票数相等，待定"}


def method_paper(congress: str, meeting: str, full: str, draft: bool, digest: str) -> MethodPaper:
    """票决办法 from its full text (rules.articles); ``digest`` empty until the text is fixed."""
    title, *lines = full.splitlines()
    return MethodPaper(
        congress=congress,
        meeting=meeting,
        title=title,
        draft=DRAFT if draft else "",
        paragraphs=tuple(line.strip("　") for line in lines if line),
        digest=grouped(digest),
    )


def counts_paper(congress: str, facts: Facts) -> CountsPaper:
    """收发票情况报告单 of a closed poll: ``meeting``, ``poll``, ``equation`` and ``balance_lines``."""
    poll: PollView = facts["poll"]
    return CountsPaper(
        congress=congress,
        meeting=facts["meeting"],
        title=poll.title,
        all_deputies=_or_blank(poll.all_deputies),
        present=_or_blank(poll.present),
        handed_out=_or_blank(poll.handed_out),
        returned=_or_blank(poll.returned),
        seal=grouped(poll.tally_event),
        balance=facts["equation"],
        cards=tuple(
            CardsLine(line["label"], _or_blank(line["number"]), line["stated_by"])
            for line in facts["balance_lines"]
        ),
    )


def result_paper(congress: str, facts: Facts) -> ResultPaper:
    """票决结果报告单: also ``counts``, ``outcome``, its ``lines`` in the order asked for, ``fingerprint``."""
    poll: PollView = facts["poll"]
    counts: Counts = facts["counts"]
    outcome: Outcome = facts["outcome"]
    names = [project.name for project in poll.projects]
    announced = outcome.next_step == "announce"
    return ResultPaper(
        congress=congress,
        meeting=facts["meeting"],
        title=poll.title,
        all_deputies=counts.all_deputies,
        present=counts.present,
        handed_out=counts.handed_out,
        returned=counts.returned,
        valid=counts.valid,
        void=counts.void,
        bar=outcome.bar,
        lines=tuple(_line(line, names[line.index]) for line in facts["lines"]),
        next_step="" if announced else next_step_reading(poll.method, outcome, names),
        fingerprint=grouped(facts["fingerprint"]),
    )


def notice_paper(congress: str, facts: Facts) -> NoticePaper:
    """公告: also ``notice``, its number, empty as long as none was given."""
    poll: PollView = facts["poll"]
    outcome: Outcome = facts["outcome"]
    return NoticePaper(
        congress=congress,
        meeting=facts["meeting"],
        number=facts["notice"] or NO_NUMBER,
        projects=tuple(poll.projects[index].name for index in outcome.chosen),
        fingerprint=grouped(facts["fingerprint"]),
    )


def rating_paper(congress: str, facts: Facts) -> RatingPaper:
    """测评结果单: also ``counts``, ``rows``, ``limits``, ``may_abstain`` and ``fingerprint``."""
    counts: Counts = facts["counts"]
    return RatingPaper(
        congress=congress,
        meeting=facts["meeting"],
        title=facts["poll"].title,
        all_deputies=counts.all_deputies,
        present=counts.present,
        handed_out=counts.handed_out,
        returned=counts.returned,
        valid=counts.valid,
        void=counts.void,
        limits=facts["limits"],
        lines=tuple(_rated(row, "\n".join(_votes(row, facts))) for row in facts["rows"]),
        fingerprint=grouped(facts["fingerprint"]),
    )


def rating_notice_paper(congress: str, facts: Facts) -> RatingNoticePaper:
    """公告 of a rating: also ``notice`` and ``told_public``, without which it holds no number of votes."""
    counts: Counts = facts["counts"]
    told = facts["told_public"]
    return RatingNoticePaper(
        congress=congress,
        meeting=facts["meeting"],
        number=facts["notice"] or NO_NUMBER,
        lines=tuple(
            _rated(row, f"（{'、'.join(_votes(row, facts))}）" if told else "") for row in facts["rows"]
        ),
        counts=_counts_in_words(counts) + facts["limits"] if told else "",
        fingerprint=grouped(facts["fingerprint"]),
    )


def _rated(row: Row, votes: str) -> RatingLine:
    return RatingLine(row.number, row.name, votes, row.grade.name)


def _votes(row: Row, facts: Facts) -> list[str]:
    told = [(column.name, number) for column, number in row.votes]
    unmarked = [("未作选择", row.unmarked)] if facts["may_abstain"] else []
    return [f"{name} {number} 票" for name, number in [*told, *unmarked]]


def _counts_in_words(counts: Counts) -> str:
    return (
        f"应到 {counts.all_deputies} 名，实到 {counts.present} 名；发出 {counts.handed_out} 张，"
        f"收回 {counts.returned} 张；有效 {counts.valid} 张，无效 {counts.void} 张。"
    )


def _line(line: Line, name: str) -> ResultLine:
    return ResultLine(
        number=line.index + 1,
        name=name,
        for_votes=line.for_votes,
        against="—" if line.against is None else line.against,
        abstain=line.abstain,
        result=RESULTS[line.status],
    )


def _or_blank(number: int | None) -> str:
    return BLANK if number is None else str(number)
