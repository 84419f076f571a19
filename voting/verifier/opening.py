"""The box is opened: tally, shares, result, outcome; all held against the tally that was recomputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from voting.protocol import decryption, result, sidecheck, tally
from voting.protocol.archive import Archive
from voting.protocol.decryption import PartialDecryption
from voting.protocol.election import Election
from voting.protocol.result import Result
from voting.protocol.sidecheck import PollFacts, SideLog
from voting.protocol.sidelog import Counts
from voting.protocol.tally import EncryptedTally, TallyAccumulator
from voting.protocol.trustees import Trustees
from voting.rules import counts as rule_counts
from voting.rules import decision
from voting.rules.decision import Decision
from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.verifier.poll import Definition
from voting.verifier.report import Refusal, Report


@dataclass(frozen=True)
class Beside:
    """The side log with what it is held against; there is none for a bare archive."""

    log: SideLog
    facts: PollFacts


def check_opening(
    report: Report, archive: Archive, definition: Definition, product: TallyAccumulator, beside: Beside | None
) -> None:
    """The steps "tally" to "outcome", as far as the archive goes."""
    if not archive.of_type("EncryptedTally"):
        report.not_checked("not_yet", "tally", "shares", "strong proofs", "result", "exclusion", "outcome")
        return
    with report.step("tally"):
        opened = _check_tally(archive, product)
    if not archive.of_type("PartialDecryption"):
        report.not_checked("not_yet", "shares", "strong proofs", "result", "exclusion", "outcome")
        return
    with report.step("shares"):
        shares = _check_shares(archive, definition, opened)
    if beside is None:
        report.not_checked("bare", "strong proofs")
    else:
        with report.step("strong proofs"):
            _check_strong_proofs(definition.trustees, opened, shares, beside)
    if not archive.of_type("Result"):
        report.not_checked("not_yet", "result", "exclusion", "outcome")
        return
    with report.step("result"):
        if beside is not None:
            _require_our_order(definition.trustees, list(shares), beside.facts.threshold)
        counted = result.parse_result(_last(archive, "Result", "result"))
        result.check_result(definition.trustees, opened, shares, product.ballots, counted)
        check_sums(definition.election, counted, product.ballots)
    report.facts["result"] = [list(row) for row in counted.counts]
    _check_rules(report, definition, counted, product.ballots, beside)


def _last(archive: Archive, event_type: str, kind: str) -> bytes:
    return archive.content(archive.of_type(event_type)[-1].data[kind])


def _check_tally(archive: Archive, product: TallyAccumulator) -> EncryptedTally:
    """T2-T5; returns the tally as recomputed from the ballots."""
    recorded = tally.parse_encrypted_tally(_last(archive, "EncryptedTally", "encrypted_tally"))
    sized = tally.parse_sized_tally(_last(archive, "EncryptedTally", "sized_encrypted_tally"))
    tally.check_tally(product, recorded, sized)
    return product.encrypted_tally()


def _check_shares(
    archive: Archive, definition: Definition, opened: EncryptedTally
) -> dict[int, PartialDecryption]:
    """P1-P5; the shares by owner, in archive order."""
    shares: dict[int, PartialDecryption] = {}
    for step in archive.of_type("PartialDecryption"):
        owned = decryption.parse_owned_share(archive.content(step.data["owned_partial_decryption"]))
        decryption.require_new_owner(owned.owner, list(shares))
        share = decryption.parse_share(archive.content(step.data["partial_decryption"]))
        decryption.check_share(
            definition.election.fingerprint, definition.trustees, owned.owner, opened, share
        )
        shares[owned.owner] = share
    return shares


def _check_strong_proofs(
    people: Trustees, opened: EncryptedTally, shares: Mapping[int, PartialDecryption], beside: Beside
) -> None:
    """P7: the side log proves every share strongly, in the same order."""
    facts = replace(beside.facts, shares=[(owner, share.digest) for owner, share in shares.items()])
    for proof in sidecheck.check_decryption_order(beside.log, facts):
        decryption.check_strong_proof(
            facts.election_hash, proof.tally_event, people, proof.owner, opened,
            shares[proof.owner], proof.proof,
        )  # fmt: skip


def _require_our_order(people: Trustees, owners: list[int], threshold: int) -> None:
    """P6, our policy: exactly t scrutineers' shares, then the server's."""
    if len(owners) != threshold + 1 or owners[-1] != 1:
        raise Refusal("P6", "not the shares of t scrutineers and then the server's", owners=owners)


def check_sums(election: Election, counted: Result, ballots: int) -> None:
    """R4: the ballots that are not blank together mark no fewer and no more answers than each may. Their
    proofs imply it."""
    for place, (question, row) in enumerate(zip(election.questions, counted.counts, strict=True)):
        blank, marks = (row[0], sum(row[1:])) if question.blank else (0, sum(row))
        filled = ballots - blank
        if not question.minimum * filled <= marks <= question.maximum * filled:
            raise Refusal("R4", "more or fewer marks than possible", question=place, marks=marks)


def check_exclusion(pairs: tuple[tuple[int, int], ...], counted: Result, ballots: int) -> None:
    """R5: no answer and its opposite have more marks together than there are ballots."""
    for a, b in pairs:
        for place, (left, right) in enumerate(zip(counted.counts[a], counted.counts[b], strict=True)):
            if left + right > ballots:
                raise Refusal("R5", "more marks than ballots", answer=place, marks=left + right)


def _check_rules(
    report: Report, definition: Definition, counted: Result, ballots: int, beside: Beside | None
) -> None:
    """The steps "exclusion" and "outcome"."""
    method = definition.method
    if beside is None or method is None:
        report.not_checked("bare", "exclusion", "outcome")
        return
    if method.exclusive:
        with report.step("exclusion"):
            check_exclusion(method.exclusive, counted, ballots)
    else:
        report.not_checked("no_exclusion", "exclusion")
    with report.step("outcome"):
        announced = sidecheck.check_outcome_place(beside.log, beside.facts)
        reported = beside.log.of(Counts)[0][1]
        try:
            decided = decide(method, reported, counted)
        except RulesError as error:
            raise Refusal("R6", "the numbers contradict", fault=error.code, **error.data) from None
        for name, value in asdict(decided).items():
            said = getattr(announced, name, None)
            if said != value:
                raise Refusal(
                    "R6", "not what the method makes of the result", field=name, announced=said, decided=value
                )
    asked = definition.election.questions
    if method.kind == "rating":
        given = zip(asked, decided.grades, strict=True)
        report.facts["grades"] = [f"{item.text}：{item.answers[grade]}" for item, grade in given]
    else:
        report.facts["chosen"] = [asked[0].answers[index] for index in decided.chosen]


def decide(method: Method, reported: Counts, counted: Result) -> Decision:
    """What the outcome record should say; RulesError or Refusal "R6" where no result should exist."""
    numbers = rule_counts.Counts(
        all_deputies=reported.all_deputies,
        present=reported.present,
        handed_out=reported.handed_out,
        returned=reported.returned,
    )
    settled = decision.settle(method, numbers, counted.counts)
    if not settled.valid:
        raise Refusal("R6", "opened though the vote is void", faults=[each.code for each in settled.reasons])
    return decision.decision_of(settled)
