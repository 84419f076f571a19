"""What stands on each paper: plain values, ready to be read. Text is Chinese, as a filed paper is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Paper:
    """Any paper. ``template`` names its Word template."""

    template: ClassVar[str]
    congress: str
    meeting: str


@dataclass(frozen=True)
class CardsLine:
    """Where some of the printed cards went, and who says so."""

    label: str
    number: str
    stated_by: str


@dataclass(frozen=True)
class CountsPaper(Paper):
    """收发票情况报告单; ``seal`` is 封存指纹, ``balance`` the equation of the printed cards and ``cards`` its
    lines. Numbers as text: one not known yet is left blank for a pen."""

    template: ClassVar[str] = "counts"
    title: str
    all_deputies: str
    present: str
    handed_out: str
    returned: str
    seal: str
    balance: str
    cards: tuple[CardsLine, ...]


@dataclass(frozen=True)
class ResultLine:
    """One project; ``against`` is a dash where the method does not ask for 反对."""

    number: int
    name: str
    for_votes: int
    against: int | str
    abstain: int
    result: str


@dataclass(frozen=True)
class ResultPaper(Paper):
    """票决结果报告单; ``next_step`` is empty where the result can be announced as it is."""

    template: ClassVar[str] = "result"
    title: str
    all_deputies: int
    present: int
    handed_out: int
    returned: int
    valid: int
    void: int
    bar: int
    lines: tuple[ResultLine, ...]
    next_step: str
    fingerprint: str


@dataclass(frozen=True)
class NoticePaper(Paper):
    """公告: ``number`` is its 第N号, or a blank to fill in; ``projects`` are the chosen ones."""

    template: ClassVar[str] = "notice"
    number: str
    projects: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True)
class MethodPaper(Paper):
    """票决办法 by paragraphs; ``draft`` is （草案） or empty, ``digest`` empty until the text is fixed."""

    template: ClassVar[str] = "method"
    title: str
    draft: str
    paragraphs: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class RatingLine:
    """One rated item; ``votes`` are words and numbers of every grade, empty where they are not told."""

    number: int
    name: str
    votes: str
    grade: str


@dataclass(frozen=True)
class RatingPaper(Paper):
    """测评结果单; ``limits`` says how many votes each grade takes."""

    template: ClassVar[str] = "rating"
    title: str
    all_deputies: int
    present: int
    handed_out: int
    returned: int
    valid: int
    void: int
    limits: str
    lines: tuple[RatingLine, ...]
    fingerprint: str


@dataclass(frozen=True)
class RatingNoticePaper(Paper):
    """公告 of a rating; ``counts`` tells the numbers of the vote, empty where they are not told."""

    template: ClassVar[str] = "rating_notice"
    number: str
    lines: tuple[RatingLine, ...]
    counts: str
    fingerprint: str


@dataclass(frozen=True)
class EvaluationPaper(Paper):
    """测评结果单 of a year's projects; ``rule`` says how a grade is won, ``overall`` is empty where votes are
    not told, ``residents`` has a line for each project, ``fingerprint`` that of a secret poll or empty."""

    template: ClassVar[str] = "evaluation"
    title: str
    raters: str
    all_members: int
    present: int
    handed_out: int
    returned: int
    valid: int
    rule: str
    overall: str
    lines: tuple[RatingLine, ...]
    residents: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True)
class BookEntry:
    """One candidate project; ``facts`` are (label, text) of what is known about it, in reading order.
    ``number`` is a text where sub-items are numbered beneath it (1.1)."""

    number: int | str
    name: str
    unit: str
    investment: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CandidatesPaper(Paper):
    """候选项目册; ``state`` says whether the list is final, ``digest`` is 文本指纹 once it is, else empty."""

    template: ClassVar[str] = "candidates"
    state: str
    projects: tuple[BookEntry, ...]
    digest: str


@dataclass(frozen=True)
class HandoverPaper(Paper):
    """A paper between desks (``kind``) as it was locked; ``lines`` are its ideas or texts, ``projects`` the
    attached list. ``reply`` says by when an answer is wanted, ``signed`` who took it; both may be empty."""

    template: ClassVar[str] = "handover"
    kind: str
    document_no: str
    version: int
    title: str
    lines: tuple[str, ...]
    projects: tuple[BookEntry, ...]
    sender: str
    sent_at: str
    reply: str
    signed: str
    digest: str


def grouped(fingerprint: str) -> str:
    """Hex in groups of four, to be read aloud and compared."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


@dataclass(frozen=True)
class SupervisionLetterPaper(Paper):
    """督办函 or 交办函 (``title``): ``findings`` have number, project, problem, person and demand; ``sender``
    is the standing committee's office, in a township the presidium."""

    template: ClassVar[str] = "supervision_letter"
    title: str
    sender: str
    document_no: str
    unit: str
    findings: tuple[dict[str, Any], ...]
    due: str
    issued_on: str


@dataclass(frozen=True)
class ComparedLine:
    """One field of a project's plan, as first published and after a change."""

    label: str
    first: str
    after: str


@dataclass(frozen=True)
class ChangeNoticePaper(Paper):
    """公告 of a decision to change a project: ``told`` is its sentence, ``promise`` the text of the ballot,
    ``taken_back`` what the new plan takes back of the first one (or empty), ``decision`` number and votes."""

    template: ClassVar[str] = "change_notice"
    number: str
    told: str
    promise: str
    lines: tuple[ComparedLine, ...]
    taken_back: str
    grounds: str
    decision: str
    issuer: str
    issued_on: str
    fingerprint: str
