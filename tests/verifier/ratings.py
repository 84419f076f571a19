"""A rating as the product itself makes it, from the draft to the result, in pieces that tests bend.

Three items, six ballots of ten deputies of whom eight are present; base is all ten, half is enough. Item 0
has 4 满意 and 2 基本满意: it would be 满意 by those present, and is not by all.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.polling.stage import Stage
from tests.protocol.polls import seed
from tests.verifier.bad_records import changed
from tests.verifier.cases import Case
from tests.verifier.polls import Parts
from voting.config import load_settings
from voting.db import open_databases
from voting.migrations import migrate
from voting.protocol.archive import Archive, parse_archive
from voting.protocol.ballots import encrypt_ballot, parse_ballot, sign_ballot
from voting.protocol.bundle import read_bundle
from voting.protocol.credentials import public_credential
from voting.protocol.election import parse_election
from voting.protocol.encoding import canonical
from voting.protocol.result import Result
from voting.protocol.sidelog import Outcome
from voting.rules import presets
from voting.rules.method import to_json
from voting.rules.terms import MORE_THAN_HALF
from voting.verifier.verify import Wishes

METHOD = replace(presets.rating(3), min_ballots=5)
SATISFIED, FAIR, NOT = (1, 0, 0), (0, 1, 0), (0, 0, 1)
VOTES = (
    (SATISFIED, SATISFIED, NOT), (SATISFIED, SATISFIED, NOT), (SATISFIED, SATISFIED, NOT),
    (SATISFIED, SATISFIED, NOT), (FAIR, SATISFIED, FAIR), (FAIR, FAIR, SATISFIED),
)  # fmt: skip
GRADES, BY_PRESENT = (1, 0, 2), (0, 0, 2)
ALL_DEPUTIES, PRESENT = 10, 8


@cache
def _made() -> tuple[Parts, list[str]]:
    """The rating's pieces and its cards' secrets."""
    with tempfile.TemporaryDirectory() as folder:
        databases = open_databases(load_settings(Path(folder), {}))
        migrate(databases)
        stage = Stage(databases, Path(folder) / "instance", METHOD).to_open_with(ALL_DEPUTIES, PRESENT)
        for card, choices in enumerate(VOTES):
            stage.cast(stage.sealed(card, choices))
        stage.close()
        stage.report()
        stage.declare_valid()
        stage.count()
        stage.sign()
        stage.announce()
        parts = taken_apart(stage.bundle())
        parts.board = stage.keys.board_secret(stage.sitting_id, stage.board_key())
        databases.close()
    return parts, stage.cards.secrets


def taken_apart(data: bytes) -> Parts:
    """A bundle's pieces; its checkpoints are signed anew when it is put together again."""
    bundle = read_bundle(memoryview(data))
    archive = parse_archive(bytes(bundle.archive))
    parts = Parts(
        events=[(step.event.type, _data(archive, place)) for place, step in enumerate(archive.steps)],
        side=bytes(bundle.side).splitlines(),
        moments=[],
        manifest=bundle.manifest,
        method=bytes(bundle.method),
    )
    heads = {parts.side_head(number): number for number in range(len(parts.side) + 1)}
    for line in bytes(bundle.checkpoints).splitlines():
        said = json.loads(line)["checkpoint"]
        parts.moments.append((said["height"], heads[said["side"]], said["ballots"], said["voids"]))
    return parts


def _data(archive: Archive, place: int) -> list[bytes]:
    return [archive.content(record) for record in archive.steps[place].data.values()]


def good_rating() -> Parts:
    """The rating's pieces, yours to change."""
    made, _secrets = _made()
    return replace(
        made, events=[(kind, list(data)) for kind, data in made.events], side=list(made.side),
        moments=list(made.moments), forged=[],
    )  # fmt: skip


# One thing wrong each.

Change = Callable[[Parts], None]
RESULT = -1


def outcome(**fields: object) -> Change:
    """Other grades announced under the same result."""
    return changed(Outcome, **fields)


def method(**fields: object) -> Change:
    def change(parts: Parts) -> None:
        parts.method = to_json(replace(METHOD, **fields))

    return change


def resulting(rows: Sequence[Sequence[int]]) -> Change:
    """Other counts, and the grades that follow from them."""

    def change(parts: Parts) -> None:
        parts.events[RESULT] = ("Result", [Result(tuple(map(tuple, rows))).serialize()])
        outcome(result_event=parse_archive(parts.archive()).head.digest)(parts)

    return change


def graded(first: tuple[int, ...], minimum: int, maximum: int) -> Change:
    """A ballot as a hostile page would send it, with other marks for the first item than one grade; the rest
    and the signature are as they should be."""

    def change(parts: Parts) -> None:
        asked, honest = parse_election(parts.events[0][1][0]), parse_ballot(parts.events[1][1][0])
        secret = next(s for s in _made()[1] if public_credential(s, asked.uuid) == honest.credential)
        questions = tuple(replace(each, minimum=minimum, maximum=maximum) for each in asked.questions)
        choices = (first, SATISFIED, NOT)
        sealed = encrypt_ballot(replace(asked, questions=questions), secret, choices, seed("hostile"))
        answers = tuple(
            replace(each, overall_proof=each.overall_proof[: len(old.overall_proof)])
            for each, old in zip(sealed.body.answers, honest.body.answers, strict=True)
        )
        bent = replace(sealed, body=replace(sealed.body, answers=answers))
        parts.events[1] = ("Ballot", [sign_ballot(bent, secret, seed("signature"))])

    return change


def marks_added(parts: Parts) -> None:
    """A proof of exclusive marks where no marks exclude each other."""
    ballot = parse_ballot(parts.events[1][1][0])
    said = {"ballot_hash": ballot.hash, "election_hash": parts.election_hash, "kind": "marks"}
    marks = canonical({**said, "proofs": [], "uuid": parts.manifest.uuid, "v": 1})
    parts.side.insert(parts.place("counts"), marks)


def bundled(code: str, change: Change) -> Case:
    """The good rating's bundle after a change of its pieces."""

    def make() -> bytes:
        parts = good_rating()
        change(parts)
        return parts.bundle()

    return Case(code, make, "rating.zip", Wishes(processes=1))


CASES: dict[str, Case] = {
    "a rating: a better grade announced": bundled("R6", outcome(grades=(1, 0, 1))),
    "a rating: a worse grade announced": bundled("R6", outcome(grades=(1, 1, 2))),
    "a rating: the grades of two items exchanged": bundled("R6", outcome(grades=(0, 1, 2))),
    "a rating: an item without its grade": bundled("R6", outcome(grades=(1, 0))),
    "a rating: a grade more than items": bundled("R6", outcome(grades=(1, 0, 2, 0))),
    "a rating: a grade that the method does not have": bundled("R6", outcome(grades=(1, 0, 3))),
    "a rating: graded by those present instead of all": bundled("R6", outcome(grades=BY_PRESENT)),
    "a rating: no grades": bundled("R6", outcome(grades=())),
    "a rating: an item chosen as if it were a project": bundled("R6", outcome(chosen=(0,))),
    "a rating: another next step": bundled("R6", outcome(next="runoff_among_tied")),
    "a rating: another base after the vote": bundled("X5", method(base="present")),
    "a rating: another limit after the vote": bundled(
        "X5", method(grades=presets.rating(3, share=MORE_THAN_HALF).grades)
    ),
    "a rating: unmarked items allowed after the vote": bundled("X5", method(min_marks=0)),
    "a rating: two grades for one item": bundled("B15", graded((1, 1, 0), 1, 2)),
    "a rating: no grade where one must be": bundled("B15", graded((0, 0, 0), 0, 1)),
    "a rating: marks where nothing is exclusive": bundled("M1", marks_added),
    "a rating: votes moved from one grade to another": bundled(
        "R2", resulting([[5, 1, 0], [5, 1, 0], [1, 1, 4]])
    ),
    "a rating: the votes of two items exchanged": bundled("R2", resulting([[5, 1, 0], [4, 2, 0], [1, 1, 4]])),
}
