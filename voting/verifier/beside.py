"""The side log: cards, shares, closing statements, and the checkpoints that bind it to the archive."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from voting.protocol import sidecheck
from voting.protocol.bundle import Bundle
from voting.protocol.election import Election
from voting.protocol.receipts import (
    ArchiveView,
    Checkpoint,
    Standing,
    check_checkpoint,
    check_one_history,
    minute_of,
)
from voting.protocol.sidecheck import PollFacts, SideLog
from voting.protocol.sidelog import Counts
from voting.verifier.poll import Definition
from voting.verifier.report import Refusal, Report
from voting.verifier.source import Opened


def read_side_log(report: Report, opened: Opened, definition: Definition) -> SideLog | None:
    """The step "side log"; None for a bare archive."""
    if opened.bundle is None:
        report.not_checked("bare", "side log", "registrar")
        return None
    with report.step("side log"):
        election = definition.election
        return sidecheck.read_side_log(election.uuid, election.fingerprint, opened.bundle.side)


def gather_facts(opened: Opened, definition: Definition, registrar_key: str, threshold: int) -> PollFacts:
    """What the side log is held against, before the ballots and shares are known."""
    return PollFacts(
        uuid=definition.election.uuid,
        election_hash=definition.election.fingerprint,
        events=opened.archive.events,
        trustees=definition.trustees,
        threshold=threshold,
        credentials=definition.credentials,
        cast=(),
        shares=(),
        exclusive=bool(definition.exclusive),
        registrar_key=registrar_key,
    )


def check_statements(report: Report, log: SideLog, facts: PollFacts, all_deputies: int) -> None:
    """The steps from "shares proven" to "closing"; ``facts`` know the ballots."""
    with report.step("shares proven"):
        sidecheck.check_shares_proven(log, facts)
    with report.step("zero report"):
        sidecheck.check_zero_reports(log, facts)
    with report.step("voids"):
        sidecheck.check_voids(log, facts)
    with report.step("counts"):
        sidecheck.check_numbers(log, facts)
        for _, counts in log.of(Counts):
            reported = counts.all_deputies
            if reported != all_deputies:
                raise Refusal("X4", "not all deputies", reported=reported, manifest=all_deputies)
    with report.step("closing"):
        sidecheck.check_closings(log, facts)


def view_of(
    opened: Opened, election: Election, log: SideLog | None, standings: Mapping[str, Standing]
) -> ArchiveView:
    """The archive as receipts and checkpoints see it; ``standings`` go from tracker to ballot."""
    return ArchiveView(
        uuid=election.uuid,
        election_hash=election.fingerprint,
        opened=minute_of(opened.archive.timestamp),
        events=[event.digest for event in opened.archive.events],
        closed=opened.reached("EndBallots"),
        ballots=standings,
        sides=log.heads() if log else (),
        voids_below=log.voids_below() if log else (),
    )


def check_history(report: Report, opened: Opened, definition: Definition, log: SideLog) -> None:
    """The steps "history" and "checkpoints": X3 first, since of two histories one never fits the archive."""
    view = view_of(opened, definition.election, log, {})
    heights = [step.event.height for step in opened.archive.of_type("Ballot")]
    marks_below = [0, *accumulate(int(line.kind == "marks") for line in log.lines)]
    with report.step("history"):
        checkpoints = open_checkpoints(opened.bundle)
        check_one_history(checkpoints)
    with report.step("checkpoints"):
        for checkpoint in checkpoints:
            check_checkpoint(checkpoint, view, heights)
            if definition.exclusive and marks_below[view.sides.index(checkpoint.side)] != checkpoint.ballots:
                raise Refusal("M5", "ballots and marks that never stood together", height=checkpoint.height)
        heads = {(checkpoint.event, checkpoint.side) for checkpoint in checkpoints}
        if not heads or (opened.reached("Result") and (view.events[-1], view.sides[-1]) not in heads):
            raise Refusal("M5", "no checkpoint on the last heads", checkpoints=len(checkpoints))


def open_checkpoints(bundle: Bundle | None) -> list[Checkpoint]:
    """All signed checkpoints of a bundle, each under the manifest's board key; M5. None of a bare archive."""
    if bundle is None:
        return []
    key = bundle.manifest.board_key
    return [Checkpoint.open(line, key) for line in sidecheck.split_lines(bundle.checkpoints, "M5")]
