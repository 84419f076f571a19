"""What can be asked: is this poll good, is this receipt kept, does this copy continue that one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from voting.protocol import sidecheck
from voting.protocol.ballots import parse_ballot
from voting.protocol.bundle import Bundle, read_bundle
from voting.protocol.election import Election, check_questions, parse_election
from voting.protocol.encoding import compact_base64, hex_hash
from voting.protocol.receipts import Receipt, Standing, check_one_history, check_receipt
from voting.protocol.sidecheck import SideLog
from voting.protocol.trustees import check_our_shape
from voting.verifier import beside, opening
from voting.verifier.cast import check_ballots
from voting.verifier.checks import STEPS
from voting.verifier.poll import Announced, read_definition
from voting.verifier.report import Refusal, Report, Stopped
from voting.verifier.source import Opened, Source, open_source
from voting.verifier.workers import Progress

VERIFY = tuple(name for name in STEPS if name != "prefix")
RECEIPT = ("container", "archive", "election", "side log", "receipts")
DIFF = ("container", "archive", "prefix", "history")
_PIECE = 1 << 16


@dataclass(frozen=True)
class Wishes:
    """What to compare and how: signed receipts as bytes, cores (all when None), who hears of progress."""

    announced: Announced = field(default_factory=Announced)
    receipts: Sequence[bytes] = ()
    processes: int | None = None
    progress: Progress = lambda done, total: None


def verify(source: Source, wishes: Wishes) -> Report:
    """Every check that this file allows."""
    report = Report()
    try:
        _verify(report, source, wishes)
    except Stopped:
        report.finish(*VERIFY)
    return report


def _verify(report: Report, source: Source, wishes: Wishes) -> None:
    opened = open_source(report, source)
    report.facts |= {"fingerprint": opened.archive_hash, "stage": opened.archive.head.type}
    definition = read_definition(report, opened, wishes.announced)
    log = beside.read_side_log(report, opened, definition)
    if log is None or opened.bundle is None:
        cast = check_ballots(report, opened.archive, definition, None, wishes.processes, wishes.progress)
        report.not_checked("bare", "shares proven", "zero report", "voids", "counts", "closing")
        report.not_checked("bare", "history", "checkpoints")
        _check_receipts(report, opened, definition.election, None, wishes)
        opening.check_opening(report, opened.archive, definition, cast.product, None)
        return
    report.note("acts")
    manifest = opened.bundle.manifest
    needed = check_our_shape(definition.trustees).needed
    facts = beside.gather_facts(opened, definition, manifest.registrar_key, needed)
    with report.step("registrar"):
        sidecheck.check_list_statement(log, facts)
    cast = check_ballots(report, opened.archive, definition, log.marks(), wishes.processes, wishes.progress)
    facts = replace(facts, cast=[one.credential for one in cast.seen])
    beside.check_statements(report, log, facts, manifest.all_deputies)
    beside.check_history(report, opened, definition, log)
    _check_receipts(report, opened, definition.election, log, wishes)
    opening.check_opening(report, opened.archive, definition, cast.product, opening.Beside(log, facts))


def receipt(source: Source, wishes: Wishes) -> Report:
    """X2 alone: the archive is sound and keeps these receipts. No proof of any ballot is checked."""
    report = Report()
    try:
        opened = open_source(report, source)
        with report.step("election"):
            election = parse_election(opened.archive.setup("election"))
            check_questions(election)
        log = None
        if opened.bundle is not None:
            with report.step("side log"):
                log = sidecheck.read_side_log(election.uuid, election.fingerprint, opened.bundle.side)
        _check_receipts(report, opened, election, log, wishes)
    except Stopped:
        report.finish(*RECEIPT)
    return report


def _check_receipts(
    report: Report, opened: Opened, election: Election, log: SideLog | None, wishes: Wishes
) -> None:
    """The step "receipts"; a receipt and a checkpoint that differ are X3."""
    if not wishes.receipts:
        report.not_checked("not_asked", "receipts")
        return
    key = opened.bundle.manifest.board_key if opened.bundle else wishes.announced.board_key or ""
    with report.step("receipts"):
        given = [Receipt.open(signed, key) for signed in wishes.receipts]
        check_one_history([*beside.open_checkpoints(opened.bundle), *given])
        standings = _standings(opened, log, given)
        view = beside.view_of(opened, election, log, standings)
        heights = [check_receipt(each, view) for each in given]
    if None in heights:
        report.note("waiting")
    report.facts["receipts"] = heights


def _standings(opened: Opened, log: SideLog | None, given: Sequence[Receipt]) -> dict[str, Standing]:
    """Where the ballots of these receipts stand. Without a side log their marks are taken as promised."""
    promised = {each.tracker: each for each in given}
    marks = log.marks() if log else []
    standings = {}
    for place, step in enumerate(opened.archive.of_type("Ballot")):
        record = step.data["ballot"]
        tracker = compact_base64(bytes.fromhex(record.digest))
        if tracker in promised:
            ballot = parse_ballot(opened.archive.content(record))
            record_hash = hex_hash(marks[place]) if place < len(marks) else ""
            standings[tracker] = Standing(
                step.event.height, ballot.hash, record_hash if log else promised[tracker].marks
            )
    return standings


def diff(old: Source, new: Source) -> Report:
    """X1 and X3: the newer copy continues the older one, and nothing that was signed contradicts it.

    The older copy may end anywhere; only the newer is read as an archive.
    """
    report = Report()
    try:
        earlier = _bundle_of(report, old)
        opened = open_source(report, new)
        later = opened.bundle
        with report.step("prefix"):
            before = memoryview(old.data) if earlier is None else earlier.archive
            after = memoryview(new.data) if later is None else later.archive
            _require_prefix(before, after, "archive")
            if earlier is not None and later is not None:
                _require_prefix(earlier.side, later.side, "side log")
        if earlier is None or later is None:
            report.not_checked("bare", "history")
            return report
        with report.step("history"):
            check_one_history([*beside.open_checkpoints(earlier), *beside.open_checkpoints(later)])
    except Stopped:
        report.finish(*DIFF)
    return report


def _bundle_of(report: Report, source: Source) -> Bundle | None:
    if not source.is_bundle:
        return None
    with report.step("container"):
        return read_bundle(memoryview(source.data))


def _require_prefix(before: memoryview, after: memoryview, what: str) -> None:
    if len(before) > len(after):
        raise Refusal("X1", "the later copy is shorter", part=what, before=len(before), after=len(after))
    for place in range(0, len(before), _PIECE):
        if before[place : place + _PIECE] != after[place : min(place + _PIECE, len(before))]:
            raise Refusal("X1", "the copies differ", part=what, near=place)
