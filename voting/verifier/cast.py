"""The ballots and their exclusive marks: every proof of each, one ballot a card, and their product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voting.protocol.archive import Archive
from voting.protocol.ballots import parse_ballot
from voting.protocol.errors import InvalidBallot, InvalidMarks, ProtocolError
from voting.protocol.tally import TallyAccumulator
from voting.verifier.poll import Definition
from voting.verifier.report import Report
from voting.verifier.workers import Item, Progress, Rules, Seen, check_all


@dataclass(frozen=True)
class Cast:
    """All good ballots in archive order, and the product of those that count."""

    seen: tuple[Seen, ...]
    product: TallyAccumulator


def check_ballots(
    report: Report,
    archive: Archive,
    definition: Definition,
    marks: Sequence[bytes] | None,
    processes: int | None,
    progress: Progress,
) -> Cast:
    """The steps "ballots" and "marks"; ``marks`` are the side log's records, None for a bare archive."""
    total = len(archive.of_type("Ballot"))
    wanted = total if definition.exclusive else 0
    paired = marks if marks is not None and len(marks) == total == wanted else None
    rules = Rules(definition.election.raw, definition.credentials.serialize(), definition.exclusive or ())
    seen: list[Seen] = []
    product = TallyAccumulator(definition.election)
    marks_error: ProtocolError | None = None
    with report.step("ballots"):
        for chunk in check_all(rules, _items(archive, paired), total, processes, progress):
            product.merge(chunk.product, len(chunk.seen))
            seen += chunk.seen
            marks_error = marks_error or chunk.marks_error
            if chunk.ballot_error is not None:
                raise chunk.ballot_error
        _one_for_each_card(report, archive, seen, product, foreign=marks is None)
    report.facts["ballots"] = product.ballots
    if marks is None:
        report.not_checked("bare", "marks")
    else:
        with report.step("marks"):
            if len(marks) != wanted:
                raise InvalidMarks("M1", "not one record per ballot", marks=len(marks), ballots=total)
            if marks_error is not None:
                raise marks_error
        if not definition.exclusive:
            report.not_checked("no_exclusion", "marks")
    return Cast(tuple(seen), product)


def _items(archive: Archive, marks: Sequence[bytes] | None) -> Iterator[Item]:
    for place, ballot in enumerate(archive.ballots()):
        yield Item(place, ballot, marks[place] if marks is not None else None)


def _one_for_each_card(
    report: Report, archive: Archive, seen: Sequence[Seen], product: TallyAccumulator, foreign: bool
) -> None:
    """B19: a card votes once. In the archives of others it may vote again; the last ballot counts."""
    latest = {one.credential: place for place, one in enumerate(seen)}
    replaced = [place for place, one in enumerate(seen) if latest[one.credential] != place]
    if not replaced:
        return
    if not foreign:
        second = latest[seen[replaced[0]].credential]
        raise InvalidBallot("B19", "a second ballot of one card", ballot=second, first=replaced[0])
    steps = archive.of_type("Ballot")
    for place in replaced:
        product.remove(parse_ballot(archive.content(steps[place].data["ballot"])))
    report.note("replaced", number=len(replaced))
