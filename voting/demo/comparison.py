"""What each place tells of a poll's result, brought into one form and held against the others.

told_by_choices(...)  what the tablets were given      told_by_page(...)    screen, report, Word
told_by_text(...)     the report as PDF                told_by_bundle(...)  the archive's own records
told_by_report(...)   what a verifier found            differences(...)     what does not agree
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

from voting.demo.deputy import Choices
from voting.protocol.archive import parse_archive
from voting.protocol.bundle import read_bundle
from voting.protocol.election import parse_election
from voting.protocol.result import parse_result
from voting.protocol.sidelog import Counts, Outcome
from voting.rules import method as methods
from voting.rules.method import Method

Rows = Sequence[Sequence[str]]
CHOSEN, OPEN = "列入", "待定"
SUMS = ("应到", "实到", "发出", "收回")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Told:
    """None where a place does not tell it. ``sums`` are 应到, 实到, 发出, 收回; ``votes`` a row for each
    project (赞成, 反对, 弃权) or item (its grades, 未作选择); ``decided`` the names chosen, or "item：grade";
    ``undecided`` the names that are tied."""

    sums: tuple[int, ...] | None = None
    returned: int | None = None
    votes: tuple[tuple[int, ...], ...] | None = None
    decided: tuple[str, ...] | None = None
    undecided: tuple[str, ...] | None = None


LABELS = {"sums": "四数", "returned": "收回", "votes": "各项票数", "decided": "结论", "undecided": "待定"}


def votes_of(method: Method, counts: Sequence[Sequence[int]], ballots: int) -> tuple[tuple[int, ...], ...]:
    """Counts as the questions ask them → a row of votes for each project or item."""
    if method.kind == "rating":
        unmarked = method.min_marks == 0
        return tuple((*row, ballots - sum(row)) if unmarked else tuple(row) for row in counts)
    return tuple((*marks, ballots - sum(marks)) for marks in zip(*counts, strict=True))


def told_by_choices(method: Method, choices: Sequence[Choices]) -> Told:
    """Nobody but this play can know it: it pressed the buttons."""
    counts = [[sum(marks) for marks in zip(*rows, strict=True)] for rows in zip(*choices, strict=True)]
    return Told(returned=len(choices), votes=votes_of(method, counts, len(choices)))


def told_by_page(method: Method, text: str, rows: Rows) -> Told:
    """``rows`` are cells: number, name, votes (in one cell or one each), what was decided; heads and other
    tables are passed over."""
    items = [row for row in rows if len(row) > 3 and row[0].isdigit()]
    named = [(row[1], re.sub(r"[^\w]", "", row[-1])) for row in items]
    votes = tuple(tuple(map(int, re.findall(r"\d+", " ".join(row[2:-1])))) for row in items)
    return Told(_sums(text), _sums(text)[-1], votes, *_decided(method, named))


def told_by_text(method: Method, text: str, names: Sequence[str]) -> Told:
    """The text of a PDF, where a row is number, name, votes and decision with white space between."""
    decisions = f"{CHOSEN}|未{CHOSEN}|票数相等，{OPEN}"
    if method.kind == "rating":
        decisions = "|".join(re.escape(grade.name) for grade in method.grades)
    columns = len(votes_of(method, [[0] * len(row) for row in _questions(method)], 0)[0])
    rows = []
    for number, name in enumerate(names, start=1):
        spelt = r"\s*".join(map(re.escape, re.sub(r"\s", "", name)))
        pattern = rf"(?<!\d){number}\s*{spelt}" + r"\s+(\d+)" * columns + rf"\s+({decisions})(?!\w)"
        match = re.search(pattern, text)
        if match is not None:
            rows.append((str(number), name, *match.groups()))
    return told_by_page(method, re.sub(r"\s", "", text), rows)


def told_by_reading(text: str, names: Sequence[str]) -> Told:
    """The sentence that is read aloud: the four numbers and, behind each name, its votes."""
    sums = re.search(r"(\d+)名，实到(\d+)名，发出表决票(\d+)张，收回(\d+)张", text)
    told = [re.search(rf"「{re.escape(name)}」[^（]*（([^）]*)）", text) for name in names]
    if sums is None or None in told:
        raise RuntimeError(f"not all numbers are read aloud: {text}")
    numbers = tuple(map(int, sums.groups()))
    votes = tuple(tuple(map(int, re.findall(r"\d+", match[1]))) for match in told if match)
    return Told(numbers, numbers[-1], votes)


def told_by_bundle(bundle: bytes) -> Told:
    opened = read_bundle(bundle)
    archive = parse_archive(bytes(opened.archive))
    election, method = parse_election(archive.setup("election")), methods.from_json(bytes(opened.method))
    records = bytes(opened.side).splitlines()
    counts = Counts.parse(next(line for line in records if b'"kind":"counts"' in line))
    outcome = Outcome.parse(next(line for line in records if b'"kind":"outcome"' in line))
    counted = parse_result(archive.content(archive.of_type("Result")[0].data["result"])).counts
    asked = election.questions
    if method.kind == "rating":
        grades = zip(asked, outcome.grades, strict=True)
        decided, undecided = [f"{item.text}：{item.answers[grade]}" for item, grade in grades], None
    else:
        names = asked[0].answers
        decided = [names[index] for index in sorted(outcome.chosen)]
        undecided = tuple(names[index] for index in sorted(outcome.tied))
    sums = (counts.all_deputies, counts.present, counts.handed_out, counts.returned)
    return Told(sums, counts.returned, votes_of(method, counted, counts.returned), tuple(decided), undecided)


def told_by_report(method: Method, facts: Mapping[str, object]) -> Told:
    """``facts`` of either verifier: they are called the same."""
    ballots, counted = facts["ballots"], facts["result"]
    decided = facts["grades" if method.kind == "rating" else "chosen"]
    if not (isinstance(ballots, int) and isinstance(counted, list) and isinstance(decided, list)):
        raise RuntimeError(f"a verifier's facts of another shape: {facts}")
    return Told(None, ballots, votes_of(method, counted, ballots), tuple(map(str, decided)))


def differences(told: Mapping[str, Told]) -> list[str]:
    """A sentence for every place that tells something else than the first place that tells it. Names are
    compared as sets: one place orders them by votes, another by numbers."""
    found = []
    for each in fields(Told):
        first = None
        for place, said in told.items():
            value = getattr(said, each.name)
            if value is None:
                continue
            if each.name in ("decided", "undecided"):
                value = tuple(sorted(value))
            first = first or (place, value)
            if value != first[1]:
                found.append(f"{LABELS[each.name]}：{place} {value} ≠ {first[0]} {first[1]}")
    return found


def table(told: Mapping[str, Told]) -> list[str]:
    """A line for each place: what it tells (✓), what it does not (·)."""
    lines = []
    for place, said in told.items():
        ticks = "  ".join(
            f"{'·' if getattr(said, name) is None else '✓'} {label}" for name, label in LABELS.items()
        )
        sums = " ".join(map(str, said.sums or ())) or f"收回 {said.returned}"
        lines.append(f"  {ticks}  {place}（{sums}；票数合计 {sum(map(sum, said.votes or ()))}）")
    return lines


# Reading pages --------------------------------------------------------------------------------


class _Cells(HTMLParser):
    """The rows of all tables of a page as texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data.strip()


def page_rows(page: str) -> Rows:
    cells = _Cells()
    cells.feed(page)
    return cells.rows


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", "", page)


def word_rows(document: bytes) -> Rows:
    return [[_text(cell) for cell in row.iter(f"{_WORD}tc")] for row in _word(document).iter(f"{_WORD}tr")]


def word_text(document: bytes) -> str:
    return _text(_word(document))


def _word(document: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(document)) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def _text(element: ElementTree.Element) -> str:
    return re.sub(r"\s", "", "".join(part.text or "" for part in element.iter(f"{_WORD}t")))


def _sums(text: str) -> tuple[int, ...]:
    found = [re.search(rf"{word}(\d+)", text) for word in SUMS]
    if None in found:
        raise RuntimeError(f"not all of {SUMS} in: {text[:200]}")
    return tuple(int(match[1]) for match in found if match)


def _decided(
    method: Method, named: Sequence[tuple[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    if method.kind == "rating":
        return tuple(f"{name}：{grade}" for name, grade in named), None
    chosen = tuple(name for name, status in named if status == CHOSEN)
    return chosen, tuple(name for name, status in named if status.endswith(OPEN))


def _questions(method: Method) -> list[list[int]]:
    """The shape of the counts: a row of answers for each question."""
    if method.kind == "rating":
        return [[0] * len(method.grades)] * method.candidates
    return [[0] * method.candidates] * (2 if method.marking == "three" else 1)
